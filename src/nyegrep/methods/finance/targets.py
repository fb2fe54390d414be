"""Financial targets as rules: indicator, relation, limit; and a traffic light."""

from __future__ import annotations

from dataclasses import dataclass, field

from nyegrep.methods.finance.plan import PlanYear

NET_OPERATING_RESULT, NET_DEBT, RESERVES = "net_operating_result", "net_debt", "reserves"
AT_LEAST, AT_MOST = 1, -1
RELATIONS = {NET_OPERATING_RESULT: AT_LEAST, NET_DEBT: AT_MOST, RESERVES: AT_LEAST}
GREEN, AMBER, RED = "green", "amber", "red"
ROUNDING = 1e-9


@dataclass(frozen=True)
class MarginSettings:
    """How far from a target is near it."""

    net_operating_result: float = field(metadata={"unit": "percentage points"})
    net_debt: float = field(metadata={"unit": "percentage points"})
    reserves: float = field(metadata={"unit": "percentage points"})


@dataclass(frozen=True)
class TargetSettings:
    """The limits that the council has adopted; ``None`` where it has not.

    Attributes:
        net_operating_result: at least.
        net_debt: at most.
        reserves: at least.
        margins: what is still amber.
    """

    net_operating_result: float | None = field(
        metadata={"unit": "percent of gross operating revenue"}
    )
    net_debt: float | None = field(metadata={"unit": "percent of gross operating revenue"})
    reserves: float | None = field(metadata={"unit": "percent of gross operating revenue"})
    margins: MarginSettings

    @property
    def limits(self) -> dict[str, float | None]:
        """Limit by indicator, in the order they are told."""
        return {name: getattr(self, name) for name in RELATIONS}


def indicators(year: PlanYear) -> dict[str, float | None]:
    """Net operating result, net debt and free reserves, per cent of gross operating revenue.

    Example:
        >>> from nyegrep.methods.finance.plan import PLAN
        >>> indicators(PlanYear(2026, PLAN, 600.0, 565.0, 9.0, 18.0, net_debt=480.0))
        {'net_operating_result': 1.3333333333333333, 'net_debt': 80.0, 'reserves': None}
    """
    amounts = {
        NET_OPERATING_RESULT: year.net_operating_result,
        NET_DEBT: year.net_debt,
        RESERVES: year.reserves,
    }
    return {name: year.percent_of_revenue(amount) for name, amount in amounts.items()}


def target_light(indicator: str, value: float | None, settings: TargetSettings) -> str | None:
    """Green where the target is met, amber where it is missed by no more than the margin, else red.

    With relation r (+1 at least, -1 at most), value v, limit L and margin m: green where
    r·(v - L) ≥ 0, amber where r·(v - L) ≥ -m. ``None`` where value or limit is not known.

    Args:
        indicator: one of ``RELATIONS``.
        value: per cent of gross operating revenue.
        settings: limits and margins.
    """
    limit = settings.limits[indicator]
    if value is None or limit is None:
        return None
    beyond = RELATIONS[indicator] * (value - limit)
    if beyond >= -ROUNDING:
        return GREEN
    return AMBER if beyond >= -getattr(settings.margins, indicator) - ROUNDING else RED
