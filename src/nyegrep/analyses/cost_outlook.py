"""What will the number and ages of people cost the municipality, in good times or bad?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from nyegrep.analyses.context import Context
from nyegrep.analyses.cost_inputs import CostBasis, country_people, prepare_cost
from nyegrep.analyses.cost_official import official_cost, with_total
from nyegrep.analyses.cost_results import CostOutlook
from nyegrep.analyses.futures_inputs import AtHand
from nyegrep.analyses.futures_outlook import Played, Question, play
from nyegrep.analyses.population_outlook import require_horizon
from nyegrep.analyses.yearly_statistics import (
    BAND,
    extremes,
    in_future,
    statistics_by_year,
)
from nyegrep.foundation.axes import FloatArray
from nyegrep.foundation.errors import Problem
from nyegrep.foundation.figures import Figure
from nyegrep.foundation.provenance import Trace
from nyegrep.foundation.services import MUNICIPAL_TOTAL
from nyegrep.methods.demographic_cost import (
    by_age,
    demographic_cost,
    implied_total,
    yearly_change,
    yearly_unit_costs,
)
from nyegrep.methods.futures.loop import FuturePath


@dataclass(frozen=True)
class _Told:
    """What every figure of the costs shares."""

    years: range
    basis: CostBasis
    people: Mapping[str, FloatArray]
    curves: FloatArray
    trace: Trace
    facts: Mapping[str, Any]

    @property
    def services(self) -> tuple[str, ...]:
        """Those of the unit costs, and the municipality's sum."""
        return (*self.basis.unit_costs.services, MUNICIPAL_TOTAL)


def run(
    context: Context,
    question: Question,
    at_hand: AtHand | None = None,
    played: Played | None = None,
    unit_costs: Path | None = None,
) -> CostOutlook:
    """The demographic cost of one municipality under each future.

    Args:
        context: the place, its base year and the user's parameters.
        question: what is asked of the futures; a goal or mode changes nothing here. What could be
            otherwise is asked by parameters, below ``demographic_cost.what_if``.
        at_hand: what other analyses have found already.
        played: the same question's futures, where they are followed already.
        unit_costs: the user's table; ``None`` = that of the workspace, else the default.

    Raises:
        InputError: the horizon, a parameter or the table of unit costs cannot be.
        DataError: the workspace lacks what the futures need, or knows too little of the place.
    """
    require_horizon(context.base_year, question.horizon)
    found = prepare_cost(context, unit_costs)
    played = played or play(context, question, at_hand)
    told = _told(question, found, played)
    by_service, horizon = _cost_figures(told)
    return CostOutlook(
        municipality=context.place,
        base_year=context.base_year,
        horizon_year=question.horizon,
        price_year=found.unit_costs.price_year,
        services=found.unit_costs.services,
        futures=tuple(future.id for future in played.futures),
        names={future.id: dict(future.names) for future in question.own},
        by_service=by_service,
        horizon=horizon,
        by_age_group=_parts(told),
        per_age=_per_age(found),
        plausibility=_plausibility(context, found),
        official=_official(context, told),
        notes=(
            *(Problem(code) for code in played.stage.basis.people.rates.notes),
            *played.stage.basis.notes,
            *found.notes,
        ),
    )


def _told(question: Question, found: CostBasis, played: Played) -> _Told:
    basis = played.stage.basis
    years = range(basis.places.rates.base_year, question.horizon + 1)
    return _Told(
        years=years,
        basis=found,
        people={name: people_by_age(path) for name, path in played.paths.items()},
        curves=yearly_unit_costs(found.unit_costs, found.what_if, years),
        trace=basis.trace + played.trace + found.trace + Trace(seed=question.seed),
        facts=_facts(found, years, question.draws),
    )


def people_by_age(path: FuturePath) -> FloatArray:
    """People of a future by age, the sexes together [draw, year, age].

    The central path alone where nothing was drawn.
    """
    found: FloatArray = (path.drawn or path.central).people.sum(axis=2, dtype=np.float64)
    return found


def _facts(found: CostBasis, years: range, draws: int) -> dict[str, Any]:
    kinds = found.origins.items()
    return {
        "base_year": years[0],
        "horizon": years[-1],
        "price_year": found.unit_costs.price_year,
        "draws": draws,
        "estimated": [name for name, (kind, _) in kinds if kind == "estimate"],
        "switched_on": found.what_if.switched_on,
    }


def _cost_figures(told: _Told) -> tuple[Figure, Figure]:
    """Costs by year, and at the horizon."""
    values = pl.concat([_by_year(told, future) for future in told.people])
    last = values.filter(pl.col("year") == told.years[-1])
    last = last.select("future", "service", "mean", *BAND)
    facts = dict(told.facts)
    return (
        Figure("costs.by_service", "demographic_cost", "NOK million", values, told.trace, facts),
        Figure(
            "costs.horizon",
            "demographic_cost",
            "NOK million",
            last,
            told.trace,
            {**facts, **extremes(last, "service")},
        ),
    )


def _by_year(told: _Told, future: str) -> pl.DataFrame:
    """Costs of a future by service and year; without draws there are no quantiles."""
    services = told.basis.unit_costs.services
    cost = with_total(demographic_cost(told.people[future], told.curves), services)
    frame = statistics_by_year(
        cost, told.services, "service", told.years, drawn=bool(told.facts["draws"])
    )
    change = yearly_change(cost).mean(axis=0).T.ravel()
    return in_future(frame.with_columns(yearly_change=change), future)


def _official(context: Context, told: _Told) -> Figure | None:
    """Costs of Statistics Norway's main alternative."""
    found = official_cost(context, told.basis, told.years[-1])
    if found is None:
        return None
    trace = told.basis.trace + Trace(sources=found.sources)
    facts = {**told.facts, "vintage": found.vintage}
    return Figure("costs.official", "demographic_cost", "NOK million", found.values, trace, facts)


def _parts(told: _Told) -> Figure:
    """What each age group adds to the mean at the horizon."""
    rows = []
    services = told.basis.unit_costs.services
    for future, people in told.people.items():
        ends = people.mean(axis=0, keepdims=True)[:, [0, -1]]
        parts = by_age(ends, told.curves[[0, -1]])[0, -1]
        for group in told.basis.unit_costs.groups:
            ages = slice(group.ages.first, group.ages.last + 1)
            rows.append(
                {
                    "future": future,
                    "service": group.service,
                    "age_first": group.ages.first,
                    "age_last": group.ages.last,
                    "mean": float(parts[services.index(group.service), ages].sum()),
                }
            )
    return Figure(
        "costs.by_age_group",
        "demographic_cost",
        "NOK million",
        pl.DataFrame(rows),
        told.trace,
        {**told.facts},
    )


def _per_age(found: CostBasis) -> Figure:
    rows = [
        {
            "service": group.service,
            "age_first": group.ages.first,
            "age_last": group.ages.last,
            "nok_per_person": float(group.nok_per_person),
            "kind": found.origins[group.service][0],
            "source": found.origins[group.service][1],
        }
        for group in found.unit_costs.groups
    ]
    facts = {"price_year": found.unit_costs.price_year}
    return Figure(
        "costs.per_age", "unit_cost", "NOK per person", pl.DataFrame(rows), found.trace, facts
    )


def _plausibility(context: Context, found: CostBasis) -> Figure:
    """Unit costs times the people of the country, beside what the country spends."""
    people, municipalities, sources = country_people(context)
    values = pl.DataFrame(
        {
            "service": found.unit_costs.services,
            "implied": implied_total(found.unit_costs, people),
            "reference": [found.reference[name] for name in found.unit_costs.services],
        }
    )
    facts = {
        "base_year": context.base_year,
        "price_year": found.unit_costs.price_year,
        "municipalities": municipalities,
    }
    return Figure(
        "costs.plausibility", "unit_cost", "NOK million", values, found.trace + sources, facts
    )
