"""Growth in jobs and people explained, for every place and year, as a table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from nyegrep.analyses.attractiveness_inputs import (
    ModelBasis,
    Question,
    outside_window,
    prepare_model,
)
from nyegrep.foundation.errors import Problem
from nyegrep.foundation.provenance import Trace
from nyegrep.methods.attractiveness.decomposition import Decomposition, decompose
from nyegrep.methods.attractiveness.standing import Standing, StandingSettings, find_standing
from nyegrep.parameters.tree import read
from nyegrep.sources.store import Workspace

CENTRALITY = "centrality"


@dataclass(frozen=True)
class AttractivenessTable:
    """The decomposition of every place, and where each stands.

    Attributes:
        frame: columns of ``methods.attractiveness.decomposition``, years asked for only.
        standing: means, ranks and intervals over windows of years.
        basis: inputs, settings, borders and names.
        trace: sources, parameters and methods.
        notes: rules that were used, and what the data does not reach.
    """

    frame: pl.DataFrame
    standing: Standing
    basis: ModelBasis
    trace: Trace
    notes: tuple[Problem, ...]


def run(workspace: Workspace, question: Question) -> AttractivenessTable:
    """Explain growth in jobs and people for all places of a level.

    Raises:
        DataError: the workspace lacks what the model needs.
        InputError: the years asked for cannot be.
    """
    basis = prepare_model(workspace, question)
    found = decompose(basis.inputs, basis.settings.at(question.level))
    settings, used = read(
        "attractiveness.standing",
        into=StandingSettings,
        at=_day(basis),
        overrides=question.overrides,
    )
    standing = find_standing(residuals(found, basis), settings, _centrality(workspace, question))
    frame = found.frame
    if question.first_year is not None:
        frame = frame.filter(pl.col("year") >= question.first_year)
    if question.last_year is not None:
        frame = frame.filter(pl.col("year") <= question.last_year)
    years = tuple(found.frame["year"].unique().sort().to_list())
    notes = (*found.notes, *standing.notes, *outside_window(question, years))
    trace = basis.trace + Trace(parameters=used)
    return AttractivenessTable(frame, standing, basis, trace, notes)


def residuals(found: Decomposition, basis: ModelBasis) -> pl.DataFrame:
    """What the comparison of places needs of a decomposition, with the people of each year."""
    people = basis.inputs.population.select("municipality_code", "year", "persons")
    kinds = ["business_attractiveness", "residential_attractiveness"]
    chosen = found.frame.select("municipality_code", "year", *kinds)
    joined = chosen.join(people, on=["municipality_code", "year"], how="left")
    return joined.filter(pl.col("persons") > 0)


def _day(basis: ModelBasis) -> date:
    return date(basis.borders, 1, 1)


def _centrality(workspace: Workspace, question: Question) -> pl.DataFrame | None:
    """Centrality classes on their own borders; codes that have changed since have no class."""
    if question.level != "municipality" or not workspace.has(CENTRALITY):
        return None
    return workspace.table(CENTRALITY)
