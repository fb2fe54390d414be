"""What the attractiveness model is fed: jobs, people, moves and commuting on the same borders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from nyegrep.analyses.context import (
    CHANGES,
    MUNICIPALITY,
    PEOPLE,
    RECAST,
    count_each_once,
    history_of,
    recast_dataset,
)
from nyegrep.foundation.codes import COUNTRY, MunicipalityHistory
from nyegrep.foundation.errors import DataError, InputError, Problem, fail
from nyegrep.foundation.provenance import MethodUse, Source, Trace
from nyegrep.methods.attractiveness.coefficients import AttractivenessSettings, Level
from nyegrep.methods.attractiveness.commuting import commuting_matrix
from nyegrep.methods.attractiveness.industries import country_of, industry_jobs
from nyegrep.methods.attractiveness.inputs import Inputs, relative_population_growth
from nyegrep.methods.attractiveness.jobs import JobGrowth, growth_from_components
from nyegrep.methods.attractiveness.levels import aggregate
from nyegrep.methods.attractiveness.shift_share import growth_from_industries
from nyegrep.parameters.tree import read
from nyegrep.sources.catalogue import dataset
from nyegrep.sources.store import Workspace

INDUSTRIES = "jobs_by_industry"
COMPONENTS = "job_growth_components"
COMMUTING = "commuting"
REGIONS = "labour_market_regions"
MODEL = MethodUse("nyegrep.methods.attractiveness", "1", "docs/methods/attractiveness.md")


@dataclass(frozen=True)
class Question:
    """What is asked of the model.

    Attributes:
        first_year: first year wanted; ``None`` = the first that can be.
        last_year: last year wanted; ``None`` = the last that can be.
        level: municipalities, labour-market regions or counties.
        overrides: parameter values of the user's own, by path.
    """

    first_year: int | None = None
    last_year: int | None = None
    level: Level = "municipality"
    overrides: Mapping[str, object] | None = None


@dataclass(frozen=True)
class ModelBasis:
    """Inputs of the model with what stands behind them.

    Attributes:
        inputs: jobs, people, moves and commuting of the places.
        settings: coefficients and other numbers of the model.
        trace: sources, parameters and methods.
        history: municipality codes through time.
        borders: the year whose municipalities the codes are of.
        names: name of each place by code.
    """

    inputs: Inputs
    settings: AttractivenessSettings
    trace: Trace
    history: MunicipalityHistory
    borders: int
    names: Mapping[str, str]


def prepare_model(workspace: Workspace, question: Question) -> ModelBasis:
    """Everything the model needs, from what the workspace holds.

    Jobs come from ``jobs_by_industry`` where it covers the country, else from
    ``job_growth_components``. The borders are those of the commuting year that most of the rows
    about jobs fit; later years are left out, since a divided sum cannot be undone. Commuting is of
    the year nearest the middle of the years with jobs, and stands for them all.

    Raises:
        DataError: a dataset that the model needs is not there, or its parts do not fit together.
        InputError: the years asked for cannot be.
    """
    if question.first_year and question.last_year and question.first_year > question.last_year:
        years = {"first": question.first_year, "last": question.last_year}
        fail(InputError, "attractiveness.years_reversed", **years)
    history = history_of(workspace)
    table = _jobs_table(workspace, history)
    borders = _borders(workspace, table)
    day = date(borders, 1, 1)
    settings, used = read(
        "attractiveness", into=AttractivenessSettings, at=day, overrides=question.overrides
    )
    population, people_sources = _population(workspace, history, borders)
    changes = recast_dataset(workspace, history, CHANGES, borders)
    jobs, job_sources = _jobs(workspace, history, (table, borders), settings, population)
    matrix, year, matrix_notes = commuting_on(workspace, history, borders, jobs.years)
    sources = (*job_sources, *people_sources, *changes.sources)
    behind = (*sources, *workspace.sources_of(COMMUTING))
    inputs = Inputs(
        population=population,
        changes=_with_surplus(changes.frame),
        jobs=jobs,
        commuting=commuting_matrix(matrix, jobs.codes, year),
        breaks=() if workspace.invented else tuple(b.year for b in dataset(table).breaks),
        notes=(*changes.notes, *matrix_notes),
    )
    names = {code: history.name(code, borders) for code in jobs.codes}
    if question.level != "municipality":
        members, names = _members(workspace, history, borders, question.level)
        inputs = aggregate(inputs, members, question.level)
    trace = Trace(sources=behind, parameters=used, methods=(RECAST, MODEL))
    return ModelBasis(inputs, settings, trace, history, borders, names)


def _jobs_table(workspace: Workspace, history: MunicipalityHistory) -> str:
    """The dataset that jobs are taken from."""
    if workspace.has(INDUSTRIES):
        rows = workspace.table(INDUSTRIES)
        municipal = rows.filter(pl.col("municipality_code").str.contains(MUNICIPALITY))
        newest = municipal.filter(pl.col("year") == pl.col("year").max())
        year = int(newest["year"][0]) if len(newest) else 0
        if newest["municipality_code"].n_unique() > len(history.in_year(year)) / 2:
            return INDUSTRIES
    if not workspace.has(COMPONENTS):
        fail(DataError, "attractiveness.no_jobs_for_country", folder=workspace.folder)
    return COMPONENTS


def _borders(workspace: Workspace, table: str) -> int:
    """The commuting year that most of the rows about jobs fit, the newest of equals."""
    jobs = workspace.table(table).select("municipality_code", "year").unique()
    homes = workspace.table(COMMUTING).select("home_code", "year").unique()
    fitting: dict[int, int] = {}
    for (year,), rows in homes.group_by("year"):
        borders = int(str(year))
        known = pl.col("municipality_code").is_in(rows["home_code"].implode())
        fitting[borders] = len(jobs.filter(known & (pl.col("year") <= borders)))
    return max(fitting, key=lambda year: (fitting[year], year))


def commuting_on(
    workspace: Workspace, history: MunicipalityHistory, borders: int, years: tuple[int, ...]
) -> tuple[pl.DataFrame, int, tuple[Problem, ...]]:
    """The matrix of the year nearest the middle, on the borders wanted, and its year.

    Flows of a municipality that was divided since are shared out as its people were; where the
    shares are not known, evenly, and a note says so. Where commuting is known for later years
    alone, the first of these is used, for municipalities that are the same.
    """
    table = workspace.table(COMMUTING)
    middle = (years[0] + years[-1]) / 2
    known = table["year"].unique().sort().to_list()
    usable = [y for y in known if y <= borders] or known[:1]
    year = min(usable, key=lambda y: (abs(y - middle), -y))
    matrix = table.filter(pl.col("year") == year).select(
        "year", "home_code", "work_code", "employed"
    )
    if year == borders:
        return matrix, year, ()
    if year > borders:
        later = (Problem("attractiveness.commuting_later", {"year": year, "borders": borders}),)
        return matrix, year, later
    links, divided = _links(history, sorted({*matrix["home_code"], *matrix["work_code"]}), borders)
    for end in ("home_code", "work_code"):
        matrix = matrix.join(links, left_on=end, right_on="part").with_columns(
            pl.col("target").alias(end), employed=pl.col("employed") * pl.col("share")
        )
        matrix = matrix.drop("target", "share")
    summed = matrix.group_by("year", "home_code", "work_code").agg(pl.col("employed").sum())
    facts = {"codes": divided, "year": year}
    notes = (Problem("attractiveness.commuting_shared_evenly", facts),) if divided else ()
    return summed.sort("home_code", "work_code"), year, notes


def _links(
    history: MunicipalityHistory, codes: list[str], borders: int
) -> tuple[pl.DataFrame, list[str]]:
    """``part, target, share`` for every code, and those whose shares are not known."""
    rows, divided = [], []
    for code in codes:
        later = history.successors(code, borders)
        even = 1 / len(later)
        if None in later.values():
            divided.append(code)
        rows += [
            (code, target, even if share is None else share) for target, share in later.items()
        ]
    return pl.DataFrame(rows, schema=["part", "target", "share"], orient="row"), divided


def _population(
    workspace: Workspace, history: MunicipalityHistory, borders: int
) -> tuple[pl.DataFrame, tuple[Source, ...]]:
    """``municipality_code, year, persons``: the yearly accounts, and counts by age beyond them."""
    accounts = recast_dataset(workspace, history, CHANGES, borders)
    stated = accounts.frame.select(
        "municipality_code", pl.col("year").cast(pl.Int32), pl.col("population").alias("persons")
    ).drop_nulls()
    people = recast_dataset(workspace, history, PEOPLE, borders, through=borders + 1)
    rows = count_each_once(people.frame)
    counted = rows.group_by("municipality_code", "year").agg(pl.col("persons").sum())
    beyond = counted.join(stated, on=["municipality_code", "year"], how="anti")
    columns = ["municipality_code", "year", "persons"]
    merged = pl.concat([stated.select(columns), beyond.select(columns)], how="vertical_relaxed")
    return merged.sort(columns[:2]), people.sources


def _with_surplus(changes: pl.DataFrame) -> pl.DataFrame:
    """``municipality_code, year, birth_surplus, net_migration``, from their parts where needed."""
    surplus = pl.coalesce("birth_surplus", pl.col("births") - pl.col("deaths"))
    domestic = pl.col("domestic_in_migration") - pl.col("domestic_out_migration")
    foreign = pl.col("immigration") - pl.col("emigration")
    net = pl.coalesce("net_migration", domestic + foreign)
    chosen = changes.select(
        "municipality_code", "year", surplus.alias("birth_surplus"), net.alias("net_migration")
    )
    return chosen.drop_nulls()


def _jobs(
    workspace: Workspace,
    history: MunicipalityHistory,
    where: tuple[str, int],
    settings: AttractivenessSettings,
    population: pl.DataFrame,
) -> tuple[JobGrowth, tuple[Source, ...]]:
    """Growth in jobs and its parts, from industries or from components."""
    name, borders = where
    table = workspace.table(name).filter(pl.col("year") <= borders)
    if name == COMPONENTS:
        current = {m.code for m in history.in_year(borders)}
        left = table.filter(pl.col("municipality_code").is_in(current))
        growth = growth_from_components(left.drop("borders", "source"))
        return growth, workspace.sources_of(name, left)
    own = recast_dataset(workspace, history, name, borders)
    jobs = industry_jobs(own.frame, settings.jobs)
    country_rows = table.filter(pl.col("municipality_code") == COUNTRY).drop("borders", "source")
    country = country_of(jobs)
    if len(country_rows):
        country = industry_jobs(country_rows, settings.jobs, country=True, basis=jobs.basis)
    people = relative_population_growth(population)
    return growth_from_industries(jobs, country, people, settings.jobs), own.sources


def _members(
    workspace: Workspace, history: MunicipalityHistory, borders: int, level: Level
) -> tuple[dict[str, str], dict[str, str]]:
    """Municipality to place of the level, and the names of the places."""
    codes = [m.code for m in history.in_year(borders)]
    if level == "county":
        return {code: code[:2] for code in codes}, dict(history.counties)
    table = workspace.table(REGIONS)
    year = int(table["borders"][0]) or borders
    region_of = dict(zip(table["municipality_code"], table["region_code"], strict=True))
    names = dict(zip(table["region_code"], table["region_name"], strict=True))
    members = {}
    for code in codes:
        region = region_of.get(_same_place(history, code, borders, year))
        if region is not None:
            members[code] = region
    return members, names


def _same_place(history: MunicipalityHistory, code: str, year: int, other: int) -> str:
    """The code that most of the people of ``code`` in ``year`` have in another year."""
    if other >= year:
        later = history.successors(code, other)
        return max(later, key=lambda found: later[found] or 0.0)
    return history.predecessors(code, other)[0]


def outside_window(question: Question, years: tuple[int, ...]) -> tuple[Problem, ...]:
    """A note where years were asked for that the data does not reach."""
    first, last = question.first_year or years[0], question.last_year or years[-1]
    if first >= years[0] and last <= years[-1]:
        return ()
    facts = {"first": first, "last": last, "found": f"{years[0]}–{years[-1]}"}
    return (Problem("attractiveness.years_beyond_data", facts),)
