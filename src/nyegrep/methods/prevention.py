"""What a preventive measure saves each level of government, beside what it costs that level.

n people are reached and a share s of them comes out as the rest of the people. Each of those costs
d NOK a year less at the level. What happens in year t is worth v_t of what happens now.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from nyegrep.foundation.axes import FloatArray

BreakEven = Literal["within_reach", "out_of_reach", "nothing_to_save"]


@dataclass(frozen=True)
class AccountSettings:
    """How years ahead are weighed; the branch ``prevention.account``.

    Attributes:
        discount_rate: from each number of years ahead on, so many per cent a year.
        discount_rate_verified: false where the rate was not read from the circular itself.
        success_rates: those that the account is tried on.
    """

    discount_rate: dict[int, float] = field(metadata={"unit": "percent per year"})
    discount_rate_verified: bool = field(metadata={"unit": ""})
    success_rates: tuple[float, ...] = field(metadata={"unit": "percent"})


@dataclass(frozen=True)
class PreventiveMeasure:
    """A measure and what it is about, in fixed NOK; arrays are [level].

    Attributes:
        persons: n, how many the measure reaches.
        success: s, the share of them for whom it succeeds, 0-1.
        horizon_years: H, how many years a success lasts.
        paid_years: how many years the yearly cost is paid, at most H.
        difference_nok: d, what one of the group costs a year more than people in general.
        once_nok: what is paid at the start.
        yearly_nok: what is paid each year.
    """

    persons: float
    success: float
    horizon_years: int
    paid_years: int
    difference_nok: FloatArray
    once_nok: FloatArray
    yearly_nok: FloatArray


@dataclass(frozen=True)
class PreventionAccount:
    """What a measure comes to, in NOK of today's value: by level, and all levels as the last.

    Attributes:
        full_saving: what would be saved if all succeeded, n·d·Σ v_t [level].
        saving: s·full_saving [level].
        cost: what the level pays [level].
        by_year: saving less cost of each year, from the start on [year, level].
    """

    full_saving: FloatArray
    saving: FloatArray
    cost: FloatArray
    by_year: FloatArray

    @property
    def net(self) -> FloatArray:
        """Saving less cost [level]; the sum of the years."""
        return self.saving - self.cost

    @property
    def cumulative(self) -> FloatArray:
        """Saving less cost up to and with each year [year, level]."""
        found: FloatArray = self.by_year.cumsum(axis=0)
        return found

    @property
    def payback_years(self) -> tuple[int | None, ...]:
        """The first year from which the level has never again paid more than it has saved.

        ``None`` where it has not within the horizon.
        """
        behind = self.cumulative < -self._rounding
        years = [int(np.flatnonzero(level)[-1]) + 1 if level.any() else 0 for level in behind.T]
        return tuple(year if year < len(behind) else None for year in years)

    @property
    def _rounding(self) -> FloatArray:
        """What is nought among such sums."""
        found: FloatArray = 1e-9 * (np.abs(self.full_saving) + self.cost)
        return found

    def at(self, success: float) -> FloatArray:
        """Saving less cost with another success rate, 0-1 [level]."""
        return success * self.full_saving - self.cost

    def break_even(self) -> tuple[tuple[float | None, BreakEven], ...]:
        """The success rate at which saving and cost are the same, by level, and what it says.

        s* = cost / full_saving. ``None`` and ``nothing_to_save`` where a success saves the level
        nothing, ``out_of_reach`` where not even full success would do.
        """
        return tuple(_break_even(*pair) for pair in zip(self.full_saving, self.cost, strict=True))


def discount_factors(rates: Mapping[int, float], years: int) -> FloatArray:
    """v_t = Π_{j ≤ t} 1 / (1 + r_j/100) [year], from now (v_0 = 1) to ``years`` ahead.

    Args:
        rates: r in per cent a year, each in the years after the number that it stands under, up to
            and with the next number.
        years: how far ahead.

    Example:
        >>> [round(float(v), 4) for v in discount_factors({0: 4.0, 2: 3.0}, 3)]
        [1.0, 0.9615, 0.9246, 0.8976]
    """
    held = [rates[max(since for since in rates if since < year)] for year in range(1, years + 1)]
    return np.cumprod(np.array([1.0, *(1 / (1 + rate / 100) for rate in held)]))


def prevention_account(measure: PreventiveMeasure, rates: Mapping[int, float]) -> PreventionAccount:
    """The account of a measure.

    net_l = n·s·d_l·Σ_{t=1..H} v_t - once_l - yearly_l·Σ_{t=1..m} v_t, with l a level and m the
    years paid for. What is paid once is paid now; all else at the end of each year. A success lasts
    unchanged through the horizon, and counts for nothing after it.

    Args:
        measure: what is done, for how many, and what one of them costs more.
        rates: as for ``discount_factors``.

    Source:
        KS and Rambøll, Utenfor-regnskapet (2019): cost of a group less that of people in general.
    """
    factors = discount_factors(rates, measure.horizon_years)
    lasting = np.where(np.arange(len(factors)) > 0, factors, 0.0)
    paid = np.where(np.arange(len(factors)) <= measure.paid_years, lasting, 0.0)
    full = measure.persons * lasting[:, None] * _with_total(measure.difference_nok)
    cost = paid[:, None] * _with_total(measure.yearly_nok)
    cost[0] += _with_total(measure.once_nok)
    saving = measure.success * full
    return PreventionAccount(full.sum(0), saving.sum(0), cost.sum(0), saving - cost)


def together(accounts: Sequence[PreventionAccount]) -> PreventionAccount:
    """Several measures as one, begun at the same time; one that has ended adds nothing more."""
    years = max(len(found.by_year) for found in accounts)
    by_year = np.zeros((years, len(accounts[0].net)))
    for found in accounts:
        by_year[: len(found.by_year)] += found.by_year
    full, saving, cost = (
        np.sum([getattr(found, name) for found in accounts], axis=0)
        for name in ("full_saving", "saving", "cost")
    )
    return PreventionAccount(full, saving, cost, by_year)


def _with_total(levels: FloatArray) -> FloatArray:
    return np.append(levels, levels.sum())


def _break_even(full_saving: float, cost: float) -> tuple[float | None, BreakEven]:
    if full_saving <= 0:
        return None, "nothing_to_save"
    if cost > full_saving:
        return None, "out_of_reach"
    return float(cost / full_saving), "within_reach"
