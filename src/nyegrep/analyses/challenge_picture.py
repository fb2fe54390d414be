"""Where do we stand: how people and age structure have developed, and against whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from nyegrep.analyses.context import CHANGES, RECAST, Context, RecastTable, recast_dataset
from nyegrep.analyses.population_figures import age_group_shares, ages_by_year, support_ratios
from nyegrep.analyses.results import ChallengePicture, Place
from nyegrep.foundation.figures import Figure
from nyegrep.foundation.provenance import MethodUse, ParameterUse, Trace
from nyegrep.methods.population.structure import SupportRatioAges
from nyegrep.methods.turning_points import TurningSettings, turning_points

TURNS = MethodUse("nyegrep.methods.turning_points", "1", "docs/methods/turning_points.md")
DETAILED = ("domestic_in_migration", "domestic_out_migration", "immigration", "emigration")


@dataclass(frozen=True)
class _Settings:
    turning: TurningSettings
    turning_used: tuple[ParameterUse, ...]
    support: SupportRatioAges
    support_used: tuple[ParameterUse, ...]


def run(context: Context) -> ChallengePicture:
    """People since the first year, their yearly change by cause, ages, and support ratio."""
    settings = _settings(context)
    changes = _changes(context)
    history = _history(context, changes, settings)
    comparison = _comparison(context)
    places = (context.place, *context.comparisons)
    return ChallengePicture(
        municipality=context.place,
        base_year=context.base_year,
        borders=context.base_year,
        comparisons=context.comparisons,
        history=history,
        comparison=comparison,
        change=_change(context, changes),
        age_groups=_age_groups(context, places),
        support_ratio=_support_ratio(context, places, settings),
        notes=context.notes,
    )


def _settings(context: Context) -> _Settings:
    turning, turning_used = context.parameters("challenge_picture.turning_points", TurningSettings)
    support, support_used = context.parameters("population.support_ratio", SupportRatioAges)
    return _Settings(turning, turning_used, support, support_used)


def _people_trace(context: Context, *methods: MethodUse) -> Trace:
    return Trace(sources=context.people.sources, methods=(RECAST, *methods))


def _changes(context: Context) -> RecastTable | None:
    """Births, deaths and migration of the place, where the workspace has them."""
    if not context.workspace.has(CHANGES):
        return None
    table = recast_dataset(context.workspace, context.history, CHANGES, context.base_year)
    own = table.frame.filter(pl.col("municipality_code") == context.place.code)
    if own.is_empty():
        return None
    return RecastTable(own.sort("year"), context.sources_behind(CHANGES), table.notes)


def _history(context: Context, changes: RecastTable | None, settings: _Settings) -> Figure:
    """Persons by year; years before the first count by age come from the yearly accounts."""
    own = context.totals.filter(pl.col("municipality_code") == context.place.code)
    values = own.select("year", "persons")
    trace = _people_trace(context, TURNS)
    if changes is not None:
        earlier = changes.frame.select("year", pl.col("population").alias("persons")).drop_nulls()
        earlier = earlier.filter(pl.col("year") < values["year"].min())
        if len(earlier):
            values = pl.concat([earlier, values], how="vertical_relaxed")
            trace += Trace(sources=changes.sources)
    values = _last_unbroken(values.sort("year"))
    trace += Trace(parameters=settings.turning_used)
    return Figure(
        "population.history",
        "population",
        "persons",
        values,
        trace,
        _history_facts(values, settings),
    )


def _last_unbroken(values: pl.DataFrame) -> pl.DataFrame:
    """The newest run of consecutive years; a hole in a line would be drawn as if it were known."""
    gaps = values.filter(pl.col("year").diff() > 1)["year"]
    return values.filter(pl.col("year") >= gaps[-1]) if len(gaps) else values


def _history_facts(values: pl.DataFrame, settings: _Settings) -> dict[str, Any]:
    years, persons = values["year"].to_list(), values["persons"].to_list()
    turns = turning_points(years, persons, settings.turning)
    highest = max(range(len(years)), key=lambda i: persons[i])
    lowest = min(range(len(years)), key=lambda i: persons[i])
    change = persons[-1] - persons[0]
    return {
        "first_year": years[0],
        "last_year": years[-1],
        "first_persons": persons[0],
        "last_persons": persons[-1],
        "change_persons": change,
        "change_percent": 100 * change / persons[0],
        "peak_year": years[highest],
        "peak_persons": persons[highest],
        "low_year": years[lowest],
        "low_persons": persons[lowest],
        "turning_points": [(turn.year, turn.kind, turn.value) for turn in turns],
    }


def _comparison(context: Context) -> Figure:
    """Every place's people with the first common year as 100."""
    own = context.totals.filter(pl.col("municipality_code") == context.place.code)
    years = _last_unbroken(own.sort("year"))["year"]
    frames = []
    for place in (context.place, *context.comparisons):
        members = context.totals.filter(pl.col("municipality_code").is_in(place.members))
        series = members.group_by("year").agg(pl.col("persons").sum()).sort("year")
        series = series.filter(pl.col("year").is_in(years.implode()))
        index = 100 * pl.col("persons") / pl.col("persons").first()
        frames.append(_labelled(series.with_columns(index=index), place))
    values = pl.concat(frames)
    last = values.filter(pl.col("year") == years[-1])
    change = dict(zip(last["place_code"], last["index"] - 100, strict=True))
    facts = {"first_year": years[0], "last_year": years[-1], "change_percent": change}
    trace = _people_trace(context)
    return Figure("population.comparison", "population", "index", values, trace, facts)


def _labelled(frame: pl.DataFrame, place: Place) -> pl.DataFrame:
    named = frame.with_columns(
        place_code=pl.lit(place.code), place_name=pl.lit(place.name), kind=pl.lit(place.kind)
    )
    first = ["place_code", "place_name", "kind"]
    return named.select([*first, *frame.columns])


def _change(context: Context, changes: RecastTable | None) -> Figure | None:
    """The yearly change split by cause; what the causes do not explain is a part of its own."""
    if changes is None:
        return None
    frame = _with_components(changes.frame)
    totals = context.totals.filter(pl.col("municipality_code") == context.place.code)
    grown = _yearly_growth(totals, changes.frame)
    names = _component_names(frame)
    known = frame.join(grown, on="year").drop_nulls(["birth_surplus", *names])
    if known.is_empty():
        return None
    explained = pl.sum_horizontal("birth_surplus", *names)
    known = known.with_columns(remainder=pl.col("growth") - explained)
    components = ["birth_surplus", *names]
    if known["remainder"].abs().max() or 0:
        components.append("remainder")
    values = known.sort("year").unpivot(
        components, index="year", variable_name="component", value_name="persons"
    )
    trace = Trace(sources=changes.sources, methods=(RECAST,)) + _people_trace(context)
    facts = _change_facts(known, components)
    return Figure("population.change", "population_change", "persons", values, trace, facts)


def _with_components(frame: pl.DataFrame) -> pl.DataFrame:
    births = pl.coalesce("birth_surplus", pl.col("births") - pl.col("deaths"))
    domestic = pl.col("domestic_in_migration") - pl.col("domestic_out_migration")
    foreign = pl.col("immigration") - pl.col("emigration")
    return frame.with_columns(
        birth_surplus=births,
        domestic_net_migration=domestic,
        foreign_net_migration=foreign,
        net_migration=pl.coalesce("net_migration", domestic + foreign),
    )


def _component_names(frame: pl.DataFrame) -> list[str]:
    """Domestic and foreign where every year with net migration knows them, else both together."""
    known = frame.drop_nulls("net_migration")
    detailed = ["domestic_net_migration", "foreign_net_migration"]
    split = known.drop_nulls(detailed)
    return detailed if len(split) and len(split) == len(known) else ["net_migration"]


def _yearly_growth(totals: pl.DataFrame, changes: pl.DataFrame) -> pl.DataFrame:
    """``year, growth``: people a year later less people now."""
    accounts = changes.select("year", pl.col("population").alias("persons")).drop_nulls()
    counted = totals.select("year", "persons")
    earlier = accounts.join(counted, on="year", how="anti")
    stock = pl.concat([counted, earlier], how="vertical_relaxed").sort("year")
    later = stock.select((pl.col("year") - 1).alias("year"), pl.col("persons").alias("after"))
    both = stock.join(later, on="year")
    return both.select("year", (pl.col("after") - pl.col("persons")).alias("growth"))


def _change_facts(known: pl.DataFrame, components: list[str]) -> dict[str, Any]:
    migration = [name for name in components if name.endswith("migration")]
    ordered = known.sort("growth")
    least, most = ordered.row(0, named=True), ordered.row(-1, named=True)
    return {
        "first_year": known["year"].min(),
        "last_year": known["year"].max(),
        "years": len(known),
        "largest_gain": (most["year"], most["growth"]) if most["growth"] > 0 else None,
        "largest_loss": (least["year"], least["growth"]) if least["growth"] < 0 else None,
        "sums": {name: float(known[name].sum()) for name in components},
        "years_with_birth_deficit": int((known["birth_surplus"] < 0).sum()),
        "years_with_out_migration": int(
            (known.select(pl.sum_horizontal(migration)).to_series() < 0).sum()
        ),
    }


def _age_groups(context: Context, places: tuple[Place, ...]) -> Figure:
    """Age groups in the first and last year, here and in the country."""
    compared = [place for place in places if place.kind in ("municipality", "country")]
    own_years = context.totals.filter(pl.col("municipality_code") == context.place.code)["year"]
    years = {"first": own_years.sort().to_list()[0], "last": context.base_year}
    frames = []
    for place in compared:
        known, people = ages_by_year(context.counted, place)
        for moment, year in years.items():
            shares = age_group_shares(people[known.index(year)])
            frames.append(_labelled(shares.with_columns(moment=pl.lit(moment)), place))
    values = pl.concat(frames)
    own = values.filter(pl.col("place_code") == context.place.code)
    then, now = (own.filter(pl.col("moment") == moment) for moment in years)
    change = [
        (group, after - before, 100 * (after - before) / before if before else None)
        for group, before, after in zip(
            then["age_group"], then["persons"], now["persons"], strict=True
        )
    ]
    facts = {
        "first_year": years["first"],
        "last_year": years["last"],
        "change": {group: (persons, percent) for group, persons, percent in change},
        "fastest_growing": max(change, key=lambda row: row[1]),
        "fastest_shrinking": min(change, key=lambda row: row[1]),
    }
    trace = _people_trace(context)
    return Figure("population.age_groups", "age_group", "persons", values, trace, facts)


def _support_ratio(context: Context, places: tuple[Place, ...], settings: _Settings) -> Figure:
    """People of working age for each person past it, by year and place."""
    own = context.totals.filter(pl.col("municipality_code") == context.place.code)["year"]
    frames = []
    for place in places:
        years, people = ages_by_year(context.counted, place)
        frames.append(_labelled(support_ratios(years, people, settings.support), place))
    values = pl.concat(frames).filter(pl.col("year").is_in(own.implode()))
    mine = values.filter(pl.col("place_code") == context.place.code).sort("year")
    facts = {
        "first_year": mine["year"][0],
        "last_year": mine["year"][-1],
        "first": mine["ratio"][0],
        "last": mine["ratio"][-1],
        "working_first": settings.support.working_from,
        "working_last": settings.support.working_to,
        "retired_first": settings.support.retired_from,
    }
    trace = _people_trace(context) + Trace(parameters=settings.support_used)
    return Figure("population.support_ratio", "support_ratio", "ratio", values, trace, facts)
