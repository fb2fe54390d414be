"""The restructuring need: what must be found for the plan to meet its target, year by year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from nyegrep.foundation.axes import FloatArray
from nyegrep.methods.finance.plan import COST_AND_REVENUE, NEITHER, PERCENT, PlanYear
from nyegrep.methods.finance.revenue import PARTS as REVENUE_PARTS

TARGET_GAP, UNSPECIFIED, DEMOGRAPHIC = "target_gap", "unspecified_savings", "demographic_cost"
PARTS = (TARGET_GAP, UNSPECIFIED, DEMOGRAPHIC, *REVENUE_PARTS)


@dataclass(frozen=True)
class PriceSettings:
    """How kroner of one year are turned into those of another."""

    growth: float = field(metadata={"unit": "percent per year"})

    def factor(self, of: int, to: int) -> float:
        """(1 + g/100)^(to - of).

        Example:
            >>> round(PriceSettings(3.0).factor(2018, 2020), 4)
            1.0609
        """
        return float((1 + self.growth / PERCENT) ** (to - of))


def target_gap(year: PlanYear, target: float) -> float:
    """What the plan lacks of its target, million NOK: τ/100·R - net operating result.

    Example:
        >>> from nyegrep.methods.finance.plan import PLAN
        >>> round(target_gap(PlanYear(2026, PLAN, 600.0, 565.0, 9.0, 18.0), 1.75), 6)
        2.5
    """
    return target / PERCENT * year.revenue - year.net_operating_result


def parts_of_plan(year: PlanYear) -> frozenset[str]:
    """Parts that the plan has counted with already, which are shown and not added."""
    if year.demography == NEITHER:
        return frozenset()
    revenue = frozenset(REVENUE_PARTS)
    return revenue | {DEMOGRAPHIC} if year.demography == COST_AND_REVENUE else revenue


def restructuring_parts(
    year: PlanYear, target: float, cost: FloatArray, revenue: Mapping[str, FloatArray]
) -> dict[str, FloatArray]:
    """Each part of the need of a year, million NOK a year [draw]; positive must be found.

    need = [τ·R - NDR] + U + C - ΔF, where τ is the target for net operating result, R and NDR the
    plan's gross operating revenue and net operating result, U its unspecified savings, C the
    demographic cost and ΔF the change of revenue that follows people, both since the people that
    the plan was made from. The need is of the level of the year: what is found in one year and
    lasts is found for the next. Parts that the plan counts with already, ``parts_of_plan``, are
    told here too and left out of ``restructuring_need``.

    Args:
        year: of the plan.
        target: τ, per cent of gross operating revenue.
        cost: C, in the prices of the plan year [draw].
        revenue: ΔF by part, in the same prices [draw].

    Source:
        Our own definition, after TF-rapport 481 (2019), which states the need and not its formula.
    """
    level = np.ones_like(cost)
    parts = {
        TARGET_GAP: target_gap(year, target) * level,
        UNSPECIFIED: year.unspecified_savings * level,
        DEMOGRAPHIC: cost,
    }
    return parts | {name: -revenue[name] for name in REVENUE_PARTS}


def restructuring_need(year: PlanYear, parts: Mapping[str, FloatArray]) -> FloatArray:
    """The sum of the parts that the plan does not count with, million NOK [draw]."""
    left_out = parts_of_plan(year)
    found: FloatArray = np.sum([parts[name] for name in PARTS if name not in left_out], axis=0)
    return found
