"""How far projections from past years missed, and how often their bands held."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl

from nyegrep.analyses.context import MUNICIPALITY, Context
from nyegrep.analyses.official_projection import OFFICIAL_PROJECTION
from nyegrep.analyses.population_outlook import Basis, basis
from nyegrep.analyses.projection_table import EVERYONE, any_context, require_numbers
from nyegrep.foundation.axes import AGES, FloatArray
from nyegrep.foundation.errors import InputError, fail
from nyegrep.foundation.provenance import Source, Trace
from nyegrep.methods.boundaries import recast
from nyegrep.methods.population.backtest import (
    BacktestSettings,
    Bands,
    errors,
    forecast,
    grouped,
)
from nyegrep.methods.population.observations import PopulationHistory
from nyegrep.methods.population.rates import RateSettings
from nyegrep.methods.population.uncertainty import UncertaintySettings
from nyegrep.sources.store import Workspace

DEFAULT_DRAWS = 500
DEFAULT_SEED = 1
MAIN = "MMMM"


@dataclass(frozen=True)
class Question:
    """What is asked.

    Attributes:
        bases: years to start from.
        horizon: years ahead, at most.
        draws: how many behind the bands; 0 = no bands.
        seed: decides all that is drawn.
        overrides: parameter values of the user's own, by path.
        unchanged: only municipalities whose code is the same in the base year and the last year.
    """

    bases: tuple[int, ...]
    horizon: int
    draws: int = DEFAULT_DRAWS
    seed: int = DEFAULT_SEED
    overrides: Mapping[str, object] = field(default_factory=dict)
    unchanged: bool = False


@dataclass(frozen=True)
class BacktestTable:
    """The errors, and what stands behind them.

    Attributes:
        frame: columns of ``methods.population.backtest.errors``.
        trace: sources, parameters, methods and seed.
    """

    frame: pl.DataFrame
    trace: Trace


def run(
    workspace: Workspace, question: Question, progress: Callable[[str, int, int], None]
) -> BacktestTable:
    """Project from every base year with what was known then, and lay it beside what happened.

    Everything is on the borders of the newest year with people. Statistics Norway's projection of
    the same year is compared with where it is loaded.

    Raises:
        InputError: a base year or a number cannot be.
        DataError: there is no data to start from.
    """
    require_numbers(question.draws, question.seed)
    if not 1 <= question.horizon <= 50:
        fail(InputError, "backtest.horizon", horizon=question.horizon)
    context = any_context(workspace, EVERYONE, None, question.overrides)
    found = basis(context)
    frames, trace = [], found.trace + Trace(seed=question.seed)
    for number, base_year in enumerate(question.bases):
        progress(str(base_year), number, len(question.bases))
        frame, more = _from(context, found, base_year, question)
        frames.append(frame)
        trace += more
    progress("", len(question.bases), len(question.bases))
    return BacktestTable(pl.concat(frames), trace)


def _from(
    context: Context, found: Basis, base_year: int, question: Question
) -> tuple[pl.DataFrame, Trace]:
    """The errors from one base year, with the parameters as they stood then."""
    then = replace(context, base_year=base_year)
    rates, used = then.parameters("population", RateSettings)
    comparison, more = then.parameters("population.backtest", BacktestSettings)
    uncertainty, chance = then.parameters("population.uncertainty", UncertaintySettings)
    bands = Bands(uncertainty, question.draws, question.seed) if question.draws else None
    seen = found.seen
    if question.unchanged:
        seen = _unchanged(context, seen, base_year)
    official, sources = _official(context, base_year, question.horizon)
    told = forecast(
        seen,
        found.national,
        base_year,
        question.horizon,
        (rates, comparison),
        bands,
        official,
    )
    trace = Trace(sources=sources, parameters=(*used, *more, *chance))
    return errors(told, comparison), trace


def _unchanged(context: Context, seen: PopulationHistory, base_year: int) -> PopulationHistory:
    """Those whose code was in force in the base year too."""
    then = {m.code for m in context.history.in_year(base_year)}
    return seen.select(np.array([code in then for code in seen.codes], dtype=np.bool_))


def _official(
    context: Context, base_year: int, horizon: int
) -> tuple[Mapping[str, FloatArray] | None, tuple[Source, ...]]:
    """Statistics Norway's main alternative made in the base year, by municipality."""
    if not context.workspace.has(OFFICIAL_PROJECTION):
        return None, ()
    table = context.workspace.table(OFFICIAL_PROJECTION)
    years = range(base_year + 1, base_year + horizon + 1)
    rows = table.filter(
        (pl.col("vintage") == base_year)
        & (pl.col("alternative") == MAIN)
        & pl.col("municipality_code").str.contains(MUNICIPALITY)
        & pl.col("year").is_in(list(years))
    )
    if rows.is_empty():
        return None, ()
    sources = context.workspace.sources_of(OFFICIAL_PROJECTION, rows)
    moved = recast(rows.drop("vintage", "alternative"), context.history, context.base_year).frame
    summed = moved.group_by("municipality_code", "year", "age").agg(pl.col("persons").sum())
    return _by_code(summed, years), sources


def _by_code(frame: pl.DataFrame, years: Sequence[int]) -> dict[str, FloatArray]:
    """Persons [horizon, group] of each municipality; NaN in years that are not there."""
    found = {}
    for (code,), rows in frame.group_by("municipality_code"):
        table = np.full((len(years), 1, len(AGES)), np.nan)
        place = rows["year"].to_numpy() - years[0], 0, rows["age"].to_numpy()
        table[place] = rows["persons"].to_numpy()
        found[str(code)] = grouped(table)
    return found
