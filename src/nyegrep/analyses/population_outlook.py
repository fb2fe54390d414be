"""How many will we be, and of what age, if people are born, die and move about as they have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from nyegrep.analyses.accuracy import measured_accuracy
from nyegrep.analyses.context import CHANGES, PEOPLE, RECAST, Context, RecastTable, recast_dataset
from nyegrep.analyses.population_figures import ages_by_year, support_ratios
from nyegrep.analyses.results import PopulationOutlook
from nyegrep.foundation.axes import OLDEST_AGE, REPORT_AGE_GROUPS, AgeGroup, sum_ages
from nyegrep.foundation.codes import COUNTRY
from nyegrep.foundation.errors import InputError, Problem, fail
from nyegrep.foundation.figures import Figure
from nyegrep.foundation.provenance import MethodUse, Source, Trace
from nyegrep.methods.population.observations import (
    NationalSeries,
    PopulationHistory,
    national_series,
    population_history,
)
from nyegrep.methods.population.paths import PopulationPath, project
from nyegrep.methods.population.rates import Rates, RateSettings, estimate
from nyegrep.methods.population.structure import SupportRatioAges, group_persons

PATHS = MethodUse("nyegrep.methods.population", "1", "docs/methods/population.md")
PYRAMID_GROUPS = (
    *(AgeGroup(first, first + 4) for first in range(0, 95, 5)),
    AgeGroup(95, OLDEST_AGE),
)
NATIONAL = ("national_deaths", "national_fertility")


@dataclass(frozen=True)
class Basis:
    """What a projection stands on.

    Attributes:
        seen: people, births and deaths of all municipalities, on the borders of the base year.
        national: the country's own series, as far as they are at hand.
        rates: estimated from both, with what was known in the base year.
        trace: sources, parameters and methods.
        settings: the settings the rates were estimated with.
    """

    seen: PopulationHistory
    national: NationalSeries
    rates: Rates
    trace: Trace
    settings: RateSettings


def basis(context: Context) -> Basis:
    """Rates of all municipalities in the base year of ``context``.

    Raises:
        InputError: no people in the base year.
        DataError: no earlier year to see migration from.
    """
    settings, used = context.parameters("population", RateSettings)
    changes = _changes(context)
    seen = population_history(context.people.frame, None if changes is None else changes.frame)
    frames: dict[str, pl.DataFrame] = {}
    sources: list[Source] = []
    for name in NATIONAL:
        if context.workspace.has(name):
            known = context.workspace.table(name).filter(pl.col("year") < context.base_year)
            frames[name] = known
            sources.extend(context.workspace.sources_of(name, known))
    country = context.workspace.table(PEOPLE).filter(
        (pl.col("municipality_code") == COUNTRY) & (pl.col("year") <= context.base_year)
    )
    national = national_series(
        frames.get("national_deaths"), frames.get("national_fertility"), country
    )
    rates = estimate(seen, national, context.base_year, settings)
    behind = (*context.people.sources, *(changes.sources if changes else ()), *sources)
    trace = Trace(sources=behind, parameters=used, methods=(RECAST, PATHS))
    return Basis(seen, national, rates, trace, settings)


def run(context: Context, horizon: int, found: Basis | None = None) -> PopulationOutlook:
    """The baseline path of one municipality to ``horizon``, with what it was measured to miss.

    Args:
        context: the place and its base year.
        horizon: last year.
        found: the basis of ``context``, where it is at hand already.

    Raises:
        InputError: the horizon is not after the base year.
    """
    require_horizon(context.base_year, horizon)
    found = basis(context) if found is None else found
    path = project(found.rates.select([context.place.code]), horizon)
    support, support_used = context.parameters("population.support_ratio", SupportRatioAges)
    supported = found.trace + Trace(parameters=support_used)
    return PopulationOutlook(
        municipality=context.place,
        base_year=context.base_year,
        horizon=horizon,
        borders=context.base_year,
        path=_path(context, path, found.trace),
        components=_components(path, found.trace),
        age_groups=_age_groups(path, found.trace),
        pyramid=_pyramid(path, found.trace),
        support_ratio=_support_ratio(context, path, support, supported),
        accuracy=measured_accuracy(
            context, found.seen, found.national, found.settings, found.trace
        ),
        sex_known=len(path.sexes) > 1,
        notes=tuple(Problem(code) for code in path.notes),
    )


def require_horizon(base_year: int, horizon: int) -> None:
    """The horizon must lie after the base year, and not beyond what anyone should project.

    Raises:
        InputError: it does not.
    """
    if not base_year < horizon <= base_year + 100:
        fail(
            InputError,
            "outlook.horizon",
            base_year=base_year,
            horizon=horizon,
            last=base_year + 100,
        )


def _changes(context: Context) -> RecastTable | None:
    if not context.workspace.has(CHANGES):
        return None
    table = recast_dataset(context.workspace, context.history, CHANGES, context.base_year)
    return table if len(table.frame) else None


def _path(context: Context, path: PopulationPath, trace: Trace) -> Figure:
    own = context.totals.filter(pl.col("municipality_code") == context.place.code)
    history = own.select("year", "persons").with_columns(kind=pl.lit("history"))
    totals = path.totals()[0]
    ahead = pl.DataFrame(
        {"year": list(path.years)[1:], "persons": totals[1:]},
        schema={"year": pl.Int32, "persons": pl.Float64},
    ).with_columns(kind=pl.lit("projection"))
    change = totals[-1] - totals[0]
    facts: dict[str, Any] = {
        "base_year": path.base_year,
        "horizon": path.years[-1],
        "base_persons": float(totals[0]),
        "horizon_persons": float(totals[-1]),
        "change_persons": float(change),
        "change_percent": float(100 * change / totals[0]),
        "births": float(path.births.sum()),
        "deaths": float(path.deaths.sum()),
        "net_migration": float(path.net_migration.sum()),
    }
    values = pl.concat([history, ahead])
    return Figure("population.outlook", "population", "persons", values, trace, facts)


def _components(path: PopulationPath, trace: Trace) -> Figure:
    years = list(path.years)[:-1]
    parts = {
        "births": path.births[0].sum(axis=-1),
        "deaths": -path.deaths[0].sum(axis=(-2, -1)),
        "net_migration": path.net_migration[0].sum(axis=(-2, -1)),
    }
    frames = [
        pl.DataFrame({"year": years, "component": [name] * len(years), "persons": persons})
        for name, persons in parts.items()
    ]
    return Figure(
        "population.outlook_change", "population_change", "persons", pl.concat(frames), trace
    )


def _age_groups(path: PopulationPath, trace: Trace) -> Figure:
    groups = group_persons(path.people[0], REPORT_AGE_GROUPS)
    rows = [
        {"age_group": name, "year": year, "persons": float(persons[index])}
        for name, persons in groups.items()
        for index, year in ((0, path.base_year), (-1, path.years[-1]))
    ]
    change = {
        name: (float(p[-1] - p[0]), float(100 * (p[-1] - p[0]) / p[0]) if p[0] else None)
        for name, p in groups.items()
    }
    facts = {"base_year": path.base_year, "horizon": path.years[-1], "change": change}
    values = pl.DataFrame(rows)
    return Figure("population.outlook_age_groups", "age_group", "persons", values, trace, facts)


def _pyramid(path: PopulationPath, trace: Trace) -> Figure:
    rows = [
        {
            "year": year,
            "sex": sex,
            "age_first": group.first,
            "age_last": group.last,
            "persons": float(sum_ages(path.people[0, index, number], group)),
        }
        for index, year in ((0, path.base_year), (-1, path.years[-1]))
        for number, sex in enumerate(path.sexes)
        for group in PYRAMID_GROUPS
    ]
    facts = {"base_year": path.base_year, "horizon": path.years[-1]}
    return Figure(
        "population.pyramid", "age_structure", "persons", pl.DataFrame(rows), trace, facts
    )


def _support_ratio(
    context: Context, path: PopulationPath, ages: SupportRatioAges, trace: Trace
) -> Figure:
    known, people = ages_by_year(context.counted, context.place)
    history = support_ratios(known, people, ages).with_columns(kind=pl.lit("history"))
    together = np.sum(path.people[0], axis=1, keepdims=True)
    ahead = support_ratios(list(path.years)[1:], together[1:], ages)
    values = pl.concat([history, ahead.with_columns(kind=pl.lit("projection"))])
    facts = {
        "base_year": path.base_year,
        "horizon_year": path.years[-1],
        "base": history["ratio"][-1],
        "horizon": ahead["ratio"][-1],
        "working_first": ages.working_from,
        "working_last": ages.working_to,
        "retired_first": ages.retired_from,
    }
    return Figure(
        "population.outlook_support_ratio", "support_ratio", "ratio", values, trace, facts
    )
