"""What must the municipality find to meet its own targets, by when, and in which future?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from nyegrep.analyses.context import Context
from nyegrep.analyses.cost_inputs import CostBasis, prepare_cost
from nyegrep.analyses.cost_outlook import people_by_age
from nyegrep.analyses.finance_inputs import (
    PAGE,
    FinanceBasis,
    prepare_finance,
    within,
)
from nyegrep.analyses.finance_results import FinanceOutlook
from nyegrep.analyses.finance_revenue import RevenueBasis, prepare_revenue
from nyegrep.analyses.futures_inputs import AtHand
from nyegrep.analyses.futures_outlook import Played, Question, play
from nyegrep.analyses.population_outlook import require_horizon
from nyegrep.foundation.axes import FloatArray
from nyegrep.foundation.errors import Problem
from nyegrep.foundation.figures import Figure
from nyegrep.foundation.futures import NEUTRAL, Future
from nyegrep.foundation.provenance import MethodUse, Trace
from nyegrep.methods.demographic_cost import demographic_cost, municipal_sum, yearly_unit_costs
from nyegrep.methods.finance.plan import ACCOUNTS, PlanYear
from nyegrep.methods.finance.restructuring import (
    PARTS,
    parts_of_plan,
    restructuring_need,
    restructuring_parts,
)
from nyegrep.methods.finance.revenue import PARTS as REVENUE_PARTS
from nyegrep.methods.finance.robek import RobekSettings, robek
from nyegrep.methods.finance.targets import RELATIONS, TargetSettings, indicators, target_light
from nyegrep.methods.population.summaries import quantiles
from nyegrep.parameters.tree import read

BAND = {"p10": 0.1, "p90": 0.9}
NEED = "restructuring_need"
TOTAL = "total"
LAW_IN_FORCE = date(2020, 1, 1)
RESTRUCTURING = MethodUse("nyegrep.methods.finance.restructuring", "1", PAGE)
ROBEK = MethodUse("nyegrep.methods.finance.robek", "1", PAGE)
CHANGE = MethodUse(
    "nyegrep.methods.demographic_cost.demographic_cost", "1", "docs/methods/demographic_cost.md"
)


@dataclass(frozen=True)
class _Told:
    """What every figure shares.

    Attributes:
        basis: plan, targets, past.
        cost: unit costs and what-ifs.
        revenue: what revenue starts from.
        played: the futures.
        people: of each future [draw, year, age].
        base_year: first year of ``people``.
        made_from: the year whose people the plan was made from.
        trace: of everything that ``people`` stands on.
        draws: how many were drawn.
    """

    basis: FinanceBasis
    cost: CostBasis
    revenue: RevenueBasis
    played: Played
    people: Mapping[str, FloatArray]
    base_year: int
    made_from: int
    trace: Trace
    draws: int

    @property
    def first(self) -> int:
        """Position of ``made_from``."""
        return self.made_from - self.base_year

    @property
    def known_parts(self) -> tuple[str, ...]:
        """Parts of the need that can be worked out."""
        unknown = set(REVENUE_PARTS) - set(self.revenue.known_parts)
        return tuple(name for name in PARTS if name not in unknown)

    def costs(self, future: str) -> FloatArray:
        """Demographic cost since ``made_from``, in prices of the unit costs [draw, year]."""
        people = self.people[future]
        years = range(self.base_year, self.base_year + people.shape[1])
        unit_costs = self.cost.unit_costs
        curves = yearly_unit_costs(unit_costs, self.cost.what_if, years)
        whole = municipal_sum(demographic_cost(people, curves), unit_costs.services)
        return whole[:, self.first :] - whole[:, [self.first]]

    def revenues(self, future: Future) -> Mapping[str, FloatArray]:
        """Revenue that follows people since ``made_from``, by part [draw, year]."""
        return self.revenue.change(self.played, future, self.people[future.id], self.first)


def run(
    context: Context,
    question: Question,
    at_hand: AtHand | None = None,
    played: Played | None = None,
    plan: Path | None = None,
) -> FinanceOutlook:
    """The municipal economy of one municipality: targets, need, revenue, ROBEK.

    Args:
        context: the place, its base year and the user's parameters.
        question: what is asked of the futures; no plan year is later than its horizon, and a goal
            or mode changes nothing here.
        at_hand: what other analyses have found already.
        played: the same question's futures, where they are followed already.
        plan: the user's economic plan; ``None`` = that of the workspace.

    Raises:
        InputError: the plan, a parameter, or the horizon cannot be.
        DataError: the workspace lacks what the futures need, or knows too little of the place.
    """
    require_horizon(context.base_year, question.horizon)
    found = prepare_finance(context, plan)
    basis = within(found, context.base_year, question.horizon)
    cost = prepare_cost(context)
    played = played or play(context, question, at_hand)
    told = _told(context, question, basis, cost, played)
    restructuring, sensitivity = _needs(told)
    prices = Problem("finance.prices", {"growth": basis.prices.growth})
    return FinanceOutlook(
        municipality=context.place,
        base_year=context.base_year,
        plan_years=tuple(year.year for year in basis.planned),
        futures=tuple(future.id for future in played.futures),
        names={future.id: dict(future.names) for future in question.own},
        targets=_targets(basis),
        restructuring=restructuring,
        sensitivity=sensitivity,
        revenue=_revenue(told),
        robek=_robek(context, basis),
        notes=(
            *basis.notes,
            *played.stage.basis.notes,
            *(cost.notes if restructuring is not None else ()),
            *told.revenue.notes,
            *((prices,) if restructuring is not None else ()),
        ),
    )


def _told(
    context: Context, question: Question, basis: FinanceBasis, cost: CostBasis, played: Played
) -> _Told:
    """The plan was made from people of the year before its first, or of the base year if later."""
    made_from = max(context.base_year, basis.ahead[0] - 1)
    people = {name: people_by_age(path) for name, path in played.paths.items()}
    first = made_from - context.base_year
    persons = float(people[NEUTRAL][:, first].sum(axis=-1).mean())
    revenue = prepare_revenue(context, basis, persons)
    found = played.stage.basis.trace + played.trace
    return _Told(
        basis=basis,
        cost=cost,
        revenue=revenue,
        played=played,
        people=people,
        base_year=context.base_year,
        made_from=made_from,
        trace=found + Trace(seed=question.seed),
        draws=question.draws,
    )


def _targets(basis: FinanceBasis) -> Figure:
    """Accounts and plan against the targets of each year."""
    rows: list[dict[str, Any]] = []
    for past in basis.history.iter_rows(named=True):
        rows += _against(past["year"], ACCOUNTS, past, basis.targets[past["year"]])
    for year in basis.plan:
        rows += _against(year.year, year.status, indicators(year), basis.targets[year.year])
    numbers = dict.fromkeys(("value", "target"), pl.Float64)
    schema = {"year": pl.Int32, "status": pl.String, "indicator": pl.String}
    values = pl.DataFrame(rows, schema=schema | numbers | {"light": pl.String})
    any_year = next(iter(basis.targets.values()))
    planned = [year.year for year in basis.planned]
    facts = {
        "margins": dict(vars(any_year.margins)),
        "relations": dict(RELATIONS),
        "first_plan_year": planned[0] if planned else None,
    }
    return Figure(
        "finance.targets",
        "financial_target",
        "percent of gross operating revenue",
        values,
        basis.trace,
        facts,
    )


def _against(
    year: int, status: str, values: Mapping[str, float | None], targets: TargetSettings
) -> list[dict[str, Any]]:
    return [
        {
            "year": year,
            "status": status,
            "indicator": name,
            "value": values[name],
            "target": limit,
            "light": target_light(name, values[name], targets),
        }
        for name, limit in targets.limits.items()
    ]


def _needs(told: _Told) -> tuple[Figure | None, Figure | None]:
    """The need by part, and its band, in every future and plan year that has a target."""
    limits = {y.year: told.basis.targets[y.year].net_operating_result for y in told.basis.planned}
    years = [year for year in told.basis.planned if limits[year.year] is not None]
    if not years:
        return None, None
    parts, bands = [], []
    for future in told.played.futures:
        costs, revenues = told.costs(future.id), told.revenues(future)
        for year in years:
            found = _parts_of(told, year, limits[year.year] or 0.0, costs, revenues)
            need = restructuring_need(year, found)
            counted = {name: name not in parts_of_plan(year) for name in PARTS}
            known = {name: found[name] for name in told.known_parts}
            for name, amount in {**known, NEED: need}.items():
                row = {"future": future.id, "year": year.year, "part": name}
                row |= {"mean": float(amount.mean()), "counted": counted.get(name, True)}
                parts.append(row)
            bands.append({"future": future.id, "year": year.year, **_band(need, told.draws)})
    trace = told.basis.trace + told.trace + told.cost.trace + told.revenue.trace
    trace += Trace(methods=(RESTRUCTURING, CHANGE))
    facts = {
        "base_year": told.base_year,
        "made_from": told.made_from,
        "price_years": sorted({year.price_year for year in years}),
        "target": {year.year: limits[year.year] for year in years},
        "draws": told.draws,
    }
    return (
        Figure(
            "finance.restructuring",
            "restructuring_need",
            "NOK million",
            pl.DataFrame(parts, schema_overrides={"year": pl.Int32}),
            trace,
            facts,
        ),
        Figure(
            "finance.sensitivity",
            "restructuring_need",
            "NOK million",
            _banded(bands),
            trace,
            dict(facts),
        ),
    )


def _parts_of(
    told: _Told,
    year: PlanYear,
    target: float,
    costs: FloatArray,
    revenues: Mapping[str, FloatArray],
) -> dict[str, FloatArray]:
    """The parts of a year, in the prices of the plan."""
    position = year.year - told.made_from
    prices = told.basis.prices
    of_cost = prices.factor(told.cost.unit_costs.price_year, year.price_year)
    of_revenue = prices.factor(told.revenue.price_year, year.price_year)
    change = {name: revenues[name][:, position] * of_revenue for name in REVENUE_PARTS}
    return restructuring_parts(year, target, costs[:, position] * of_cost, change)


def _band(amount: FloatArray, draws: int) -> dict[str, float | None]:
    """Mean and band over the draws; no band where nothing was drawn."""
    found = quantiles(amount, tuple(BAND.values()))
    ends = dict(zip(BAND, map(float, found), strict=True)) if draws else dict.fromkeys(BAND)
    return {"mean": float(amount.mean()), **ends}


def _banded(rows: list[dict[str, Any]]) -> pl.DataFrame:
    numbers = dict.fromkeys(("mean", *BAND), pl.Float64)
    return pl.DataFrame(rows, schema_overrides={"year": pl.Int32, **numbers})


def _revenue(told: _Told) -> Figure | None:
    """Change of revenue that follows people, by part, in the years that are looked at."""
    basis, level = told.revenue, told.revenue.level
    if level is None:
        return None
    rows = []
    for future in told.played.futures:
        found = told.revenues(future)
        parts = {name: found[name] for name in basis.known_parts}
        parts = {**parts, TOTAL: np.sum(list(parts.values()), axis=0)}
        for year in told.basis.ahead:
            for name, amount in parts.items():
                row = {"future": future.id, "year": year, "part": name}
                rows.append(row | _band(amount[:, year - told.made_from], told.draws))
    people = told.people[NEUTRAL][:, told.first].sum(axis=-1)
    facts = {
        "made_from": told.made_from,
        "persons": float(people.mean()),
        "unrestricted_nok": level.unrestricted,
        "tax_nok": level.tax,
        "national_tax_nok": level.national_tax,
        "need_nok": level.need,
        "price_year": basis.price_year,
        "key_year": None if basis.key is None else basis.key[1],
    }
    trace = told.basis.trace + told.trace + basis.trace
    values = _banded(rows)
    return Figure("finance.revenue", "revenue_of_people", "NOK million", values, trace, facts)


def _robek(context: Context, basis: FinanceBasis) -> Figure | None:
    """The conditions of the law that is in force since 2020, whatever years the plan is for."""
    if not basis.planned:
        return None
    day = max(date(basis.planned[-1].year, 12, 31), LAW_IN_FORCE)
    settings, used = read("finance.robek", into=RobekSettings, at=day, overrides=context.overrides)
    rows = [
        {
            "condition": found.name,
            "state": found.state,
            "year": found.year,
            "value": found.value,
            "limit": found.limit,
            "missing": ", ".join(found.missing),
            "paragraph": settings.paragraphs.get(found.name, ""),
        }
        for found in robek(basis.plan, settings)
    ]
    numbers = dict.fromkeys(("value", "limit"), pl.Float64)
    values = pl.DataFrame(rows, schema_overrides={"year": pl.Int32, **numbers})
    trace = basis.trace + Trace(parameters=used, methods=(ROBEK,))
    return Figure("finance.robek", "robek", "mixed", values, trace)
