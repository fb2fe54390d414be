"""People by age and year as a table, for one municipality or all: the baseline path as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from nyegrep.analyses.context import PEOPLE, Context, history_of, prepare
from nyegrep.analyses.population_outlook import basis, require_horizon
from nyegrep.foundation.errors import DataError, Problem, fail
from nyegrep.foundation.provenance import Trace
from nyegrep.methods.population.paths import PopulationPath, project, tidy
from nyegrep.sources.store import Workspace


@dataclass(frozen=True)
class ProjectionTable:
    """The table and what stands behind it.

    Attributes:
        frame: ``municipality_code, year, age, persons`` from the base year to the horizon, both
            sexes together.
        trace: sources, parameters and methods.
        notes: municipalities left out, and what the method had to do without.
    """

    frame: pl.DataFrame
    trace: Trace
    notes: tuple[Problem, ...]


def project_one(
    workspace: Workspace,
    municipality: str,
    base_year: int | None,
    horizon: int,
    overrides: Mapping[str, object],
) -> ProjectionTable:
    """The path of one municipality.

    Raises:
        InputError: the municipality or a year cannot be.
        DataError: there is no data to start from.
    """
    context = prepare(workspace, municipality, base_year, (), overrides)
    require_horizon(context.base_year, horizon)
    found = basis(context)
    path = project(found.rates.select([context.place.code]), horizon)
    return ProjectionTable(_frame(path), found.trace, _notes(path, []))


def project_all(
    workspace: Workspace, base_year: int | None, horizon: int, overrides: Mapping[str, object]
) -> ProjectionTable:
    """The paths of every municipality with complete data; the others are named in the notes.

    Raises:
        InputError: a year cannot be.
        DataError: there is no data to start from.
    """
    context = _any_context(workspace, base_year, overrides)
    require_horizon(context.base_year, horizon)
    found = basis(context)
    path = project(found.rates.select(found.rates.complete), horizon)
    everyone = {m.code: m.name for m in context.history.in_year(context.base_year)}
    left_out = [f"{c} {everyone[c]}" for c in sorted(everyone.keys() - set(path.codes))]
    return ProjectionTable(_frame(path), found.trace, _notes(path, left_out))


def _any_context(
    workspace: Workspace, base_year: int | None, overrides: Mapping[str, object]
) -> Context:
    """A context for the country: any municipality of the base year stands for the question."""
    people = workspace.table(PEOPLE)
    year = base_year or int(people["year"].to_numpy().max())
    now = people.filter(
        (pl.col("year") == year) & pl.col("municipality_code").str.len_chars().eq(4)
    )
    if now.is_empty():
        years = people["year"].unique().sort()
        span = f"{years[0]}–{years[-1]}"
        fail(DataError, "people.no_base_year_anywhere", year=year, found=span)
    history = history_of(workspace)
    codes = [m.code for m in history.in_year(year)]
    known = set(now["municipality_code"])
    first = next(code for code in codes if code in known)
    return prepare(workspace, first, year, (), overrides)


def _frame(path: PopulationPath) -> pl.DataFrame:
    key = ["municipality_code", "year", "age"]
    summed = tidy(path).group_by(key, maintain_order=True).agg(pl.col("persons").sum())
    return summed.with_columns(pl.col("persons").round(3)).sort(key)


def _notes(path: PopulationPath, left_out: list[str]) -> tuple[Problem, ...]:
    notes = [Problem(code) for code in path.notes]
    if left_out:
        facts = {"count": len(left_out), "names": left_out}
        notes.append(Problem("outlook.left_out", facts))
    return tuple(notes)
