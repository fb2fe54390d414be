"""ROBEK: the conditions for being put under state control, as far as a plan can tell.

Kommuneloven (2018) § 28-1. Each condition is ``met``, ``not_met``, or ``unknown`` with the names of
what is missing. Being listed is decided by the state; a plan can only show what points to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from nyegrep.methods.finance.plan import ACCOUNTS, BUDGET, LATE, PLAN, PlanYear

MET, NOT_MET, UNKNOWN = "met", "not_met", "unknown"
BUDGET_DEFICIT, PLAN_DEFICIT = "budget_deficit", "plan_deficit"
LARGE_DEFICIT, OLD_DEFICIT = "large_deficit", "old_deficit"
NOT_ADOPTED = "not_adopted_in_time"
CONDITIONS = (BUDGET_DEFICIT, PLAN_DEFICIT, LARGE_DEFICIT, OLD_DEFICIT, NOT_ADOPTED)
ROUNDING = 1e-6


@dataclass(frozen=True)
class RobekSettings:
    """What the law says.

    Attributes:
        largest_deficit: accumulated deficit above this lists at once.
        years_to_cover: a deficit is to be covered within so many years.
        paragraphs: condition to paragraph of the law.
    """

    largest_deficit: float = field(metadata={"unit": "percent of gross operating revenue"})
    years_to_cover: int = field(metadata={"unit": "years"})
    paragraphs: dict[str, str] = field(metadata={"unit": ""})


@dataclass(frozen=True)
class Condition:
    """One condition, and what it was judged by.

    Attributes:
        name: one of ``CONDITIONS``.
        state: ``met``, ``not_met`` or ``unknown``.
        year: the year that decides; ``None`` where none does.
        value: what was measured, in per cent of revenue for a large deficit, else million NOK.
        limit: what it was held against.
        missing: columns of the plan without which it cannot be judged.
    """

    name: str
    state: str
    year: int | None = None
    value: float | None = None
    limit: float | None = None
    missing: tuple[str, ...] = ()


def robek(years: Sequence[PlanYear], settings: RobekSettings) -> tuple[Condition, ...]:
    """The conditions in the order of the law.

    Args:
        years: the plan in the order of years, each once; accounts first where there are any.
        settings: limits.
    """
    return (
        _deficit(BUDGET_DEFICIT, years, BUDGET),
        _deficit(PLAN_DEFICIT, years, PLAN),
        _large(years, settings),
        _old(years, settings),
        _adoption(years),
    )


def deficit_of_year(year: PlanYear, before: PlanYear | None) -> float | None:
    """What neither revenue nor free reserves pay for in a year, million NOK; nought where all is.

    D = U + max(-result - max(R_before - R, 0), 0), with U unspecified savings, for which no measure
    stands, and R free reserves at the end of the year. A negative result is no deficit as long as
    reserves pay for it. ``None`` where it is negative and reserves are not known at both ends.
    """
    unnamed, result = year.unspecified_savings, year.net_operating_result
    if result >= -ROUNDING:
        return unnamed
    if before is None or before.reserves is None or year.reserves is None:
        return unnamed or None
    return unnamed + max(-result - max(before.reserves - year.reserves, 0.0), 0.0)


def _deficit(name: str, years: Sequence[PlanYear], status: str) -> Condition:
    """Whether the budget, or a later year of the plan, is adopted with a deficit."""
    known = {year.year: year for year in years}
    unknown: Condition | None = None
    largest: tuple[float, int] | None = None
    for year in (y for y in years if y.status == status):
        deficit = deficit_of_year(year, known.get(year.year - 1))
        if deficit is None:
            unknown = unknown or Condition(
                name, UNKNOWN, year.year, missing=("reserves_at_year_end",)
            )
        elif largest is None or deficit > largest[0]:
            largest = (deficit, year.year)
    if largest is not None and largest[0] > ROUNDING:
        return Condition(name, MET, largest[1], largest[0], 0.0)
    if unknown is not None:
        return unknown
    if largest is None:
        return Condition(name, UNKNOWN, missing=(status,))
    return Condition(name, NOT_MET, largest[1], largest[0], 0.0)


def _large(years: Sequence[PlanYear], settings: RobekSettings) -> Condition:
    """The accumulated deficit of the newest accounts against the limit."""
    limit = settings.largest_deficit
    told = [y for y in years if y.status == ACCOUNTS and y.accumulated_deficit is not None]
    if not told:
        return Condition(LARGE_DEFICIT, UNKNOWN, limit=limit, missing=("accumulated_deficit",))
    value = told[-1].percent_of_revenue(told[-1].accumulated_deficit) or 0.0
    state = MET if value > limit else NOT_MET
    return Condition(LARGE_DEFICIT, state, told[-1].year, value, limit)


def _old(years: Sequence[PlanYear], settings: RobekSettings) -> Condition:
    """Whether a deficit still stands when it is to be covered."""
    told = {y.year: y.accumulated_deficit for y in years if y.accumulated_deficit is not None}
    missing = ("accumulated_deficit",)
    if not told:
        return Condition(OLD_DEFICIT, UNKNOWN, missing=missing)
    begun, uncertain = None, None
    for year in range(min(told), max(told) + 1):
        deficit = told.get(year)
        if deficit is None:
            uncertain = uncertain or year
        elif deficit <= ROUNDING:
            begun = None
        else:
            begun = year if begun is None else begun
            if year - begun >= settings.years_to_cover:
                return Condition(OLD_DEFICIT, MET, year, deficit, 0.0)
    if begun is not None or uncertain is not None:
        return Condition(OLD_DEFICIT, UNKNOWN, begun or uncertain, missing=missing)
    return Condition(OLD_DEFICIT, NOT_MET, max(told), told[max(told)], 0.0)


def _adoption(years: Sequence[PlanYear]) -> Condition:
    """Whether budget, plan and accounts are adopted in time."""
    late = [y.year for y in years if y.adopted == LATE]
    if late:
        return Condition(NOT_ADOPTED, MET, late[0])
    if any(y.adopted is None for y in years):
        return Condition(NOT_ADOPTED, UNKNOWN, missing=("adopted",))
    return Condition(NOT_ADOPTED, NOT_MET)
