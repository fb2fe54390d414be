"""What the analysis of the economy would answer for Fjordvik; all numbers are made up."""

from __future__ import annotations

from typing import Any

import polars as pl

from nyegrep.analyses.finance_results import FinanceOutlook
from nyegrep.foundation.errors import Problem
from nyegrep.foundation.figures import Figure
from nyegrep.foundation.futures import BUILT_IN, NEUTRAL
from nyegrep.foundation.tables import Words
from nyegrep.methods.finance.restructuring import PARTS
from nyegrep.methods.finance.revenue import PARTS as REVENUE_PARTS
from nyegrep.methods.finance.robek import CONDITIONS
from nyegrep.methods.finance.targets import RELATIONS
from tests.unit.reports.places import FJORDVIK, SHRINKING, trace

YEARS = (2020, 2021, 2022, 2023)
AMOUNTS = (14.8, 3.0, 6.0, 2.0, -1.0, 0.5, 0.0)
SPREAD = dict(zip(BUILT_IN, (-3.0, -1.0, 1.0, 3.0, 0.0), strict=True))


def finances(*, plan: bool = True, **given: Any) -> FinanceOutlook:
    """With a plan whose need grows by half each year, or without one.

    Args:
        plan: whether there is a plan.
        given: ``spread`` of the futures' needs, ``counted`` (false: the plan has the people
            already), ``states`` of the conditions, ``first`` and ``last`` result in per cent.
    """
    told = Problem(
        "finance.target_default", {"names": [Words(nb="netto lånegjeld", en="net debt")]}
    )
    return FinanceOutlook(
        municipality=FJORDVIK,
        base_year=2019,
        plan_years=YEARS if plan else (),
        futures=BUILT_IN,
        names={},
        targets=_targets(plan, given),
        restructuring=_restructuring(given) if plan else None,
        sensitivity=_sensitivity(given) if plan else None,
        revenue=_revenue(),
        robek=_robek(given) if plan else None,
        notes=(told, *(() if plan else (Problem("finance.no_plan", NO_PLAN),))),
    )


NO_PLAN = {
    "name": "Fjordvik",
    "example": "economic_plan.example.xlsx",
    "file": "economic_plan.xlsx",
}


def _figure(name: str, rows: list[dict[str, Any]], **facts: Any) -> Figure:
    frame = pl.DataFrame(rows, infer_schema_length=None)
    return Figure(
        f"finance.{name}", "restructuring_need", "NOK million", frame, trace(SHRINKING), facts
    )


def _targets(plan: bool, given: dict[str, Any]) -> Figure:
    rows = []
    first, last = given.get("first", 2.4), given.get("last", -1.2)
    years = [2018, 2019, *(YEARS if plan else ())]
    for step, year in enumerate(years):
        result = first + (last - first) * step / (len(years) - 1)
        values = {"net_operating_result": result, "net_debt": 70.0 + 2 * step, "reserves": 8.0}
        targets = {"net_operating_result": 1.75, "net_debt": 75.0, "reserves": None}
        for name in RELATIONS:
            limit = targets[name]
            met = limit is not None and RELATIONS[name] * (values[name] - limit) >= 0
            rows.append(
                {
                    "year": year,
                    "status": "accounts" if year < YEARS[0] else "plan",
                    "indicator": name,
                    "value": values[name],
                    "target": limit,
                    "light": None if limit is None else "green" if met else "red",
                }
            )
    return _figure("targets", rows, relations=dict(RELATIONS), margins={}, first_plan_year=2020)


def _needs(given: dict[str, Any]) -> list[tuple[str, int, dict[str, float], float]]:
    """Future, year, parts and need."""
    spread, counted = given.get("spread", 1.0), given.get("counted", True)
    found = []
    for future in BUILT_IN:
        for step, year in enumerate(YEARS):
            parts = {n: a * (1 + 0.5 * step) for n, a in zip(PARTS, AMOUNTS, strict=True)}
            parts["demographic_cost"] += spread * SPREAD[future] * step / 3
            added = PARTS if counted else PARTS[:2]
            found.append((future, year, parts, sum(parts[name] for name in added)))
    return found


def _restructuring(given: dict[str, Any]) -> Figure:
    counted = given.get("counted", True)
    rows = [
        {
            "future": future,
            "year": year,
            "part": name,
            "mean": amount,
            "counted": counted or name in (*PARTS[:2], "restructuring_need"),
        }
        for future, year, parts, need in _needs(given)
        for name, amount in {**parts, "restructuring_need": need}.items()
    ]
    return _figure("restructuring", rows, **_facts())


def _sensitivity(given: dict[str, Any]) -> Figure:
    rows = [
        {"future": future, "year": year, "mean": need, "p10": need - 4, "p90": need + 4}
        for future, year, _, need in _needs(given)
    ]
    return _figure("sensitivity", rows, **_facts())


def _facts() -> dict[str, Any]:
    return {
        "base_year": 2019,
        "made_from": 2019,
        "price_years": [2020],
        "target": dict.fromkeys(YEARS, 1.75),
        "draws": 100,
    }


def _revenue() -> Figure:
    amounts = {**dict(zip(REVENUE_PARTS, (-2.0, 1.0, -0.5, 0.0), strict=True)), "total": -1.5}
    rows = [
        {
            "future": future,
            "year": year,
            "part": part,
            "mean": amount + (0.0 if future == NEUTRAL else SPREAD[future] / 3),
            "p10": amount - 1,
            "p90": amount + 1,
        }
        for future in BUILT_IN
        for year in YEARS
        for part, amount in amounts.items()
    ]
    return _figure("revenue", rows, made_from=2019, price_year=2020)


def _robek(given: dict[str, Any]) -> Figure:
    states = dict.fromkeys(CONDITIONS, "not_met") | given.get("states", {})
    rows = [
        {
            "condition": name,
            "state": states[name],
            "year": 2020,
            "value": 0.0,
            "limit": 0.0,
            "missing": "reserves_at_year_end" if states[name] == "unknown" else "",
            "paragraph": "§ 28-1",
        }
        for name in CONDITIONS
    ]
    return _figure("robek", rows)
