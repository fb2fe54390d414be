"""People by year, sex and age as a table, for one municipality or all: how many, how surely."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from nyegrep.analyses.context import PEOPLE, Context, history_of, prepare
from nyegrep.analyses.ensemble import (
    GROUPS,
    SINGLE,
    UNIT_PLACES,
    Cells,
    Detail,
    Engine,
    Unit,
    country_statistics,
    fingerprint,
    program,
    run_units,
    simulate_unit,
    statistics,
    unit_size,
)
from nyegrep.analyses.national_conditions import HISTORY, national_conditions
from nyegrep.analyses.population_outlook import basis, require_horizon
from nyegrep.foundation.codes import COUNTRY
from nyegrep.foundation.errors import DataError, InputError, Problem, Problems, fail
from nyegrep.foundation.provenance import Trace
from nyegrep.methods.population.paths import NationalDrift, project
from nyegrep.methods.population.rates import Rates
from nyegrep.methods.population.uncertainty import UncertaintySettings
from nyegrep.sources.ensemble_parts import Parts, parts_beside
from nyegrep.sources.store import Progress, Workspace

EVERYONE = "all"
MOST_DRAWS = 100_000
DEFAULT_DRAWS = 1000
DEFAULT_SEED = 1
DECIMALS = 3


@dataclass(frozen=True)
class Question:
    """What is asked: all that the answer depends on, beside the data.

    Attributes:
        municipality: code or name, or ``all``.
        base_year: the year to start from; ``None`` = the newest with data.
        horizon: last year.
        draws: how many paths; 0 = the central path alone.
        seed: decides all that is drawn.
        detail: ``total``, ``age-groups`` or ``single-age``.
        overrides: parameter values of the user's own, by path.
        keep: folder for every draw by sex and age.
        national: ``history``, or the alternative of Statistics Norway that the country follows.
    """

    municipality: str
    base_year: int | None
    horizon: int
    draws: int = DEFAULT_DRAWS
    seed: int = DEFAULT_SEED
    detail: Detail = "total"
    overrides: Mapping[str, object] = field(default_factory=dict)
    keep: Path | None = None
    national: str = HISTORY


def _unwatched(_what: str, _done: int, _whole: int) -> None:
    """Nobody is watching."""


@dataclass(frozen=True)
class Conduct:
    """How the work is done; it changes nothing in the answer.

    Attributes:
        output: the file that is made; finished parts lie in a folder beside it.
        restart: take away what an earlier run left there.
        engine: who does the work.
        progress: told of every unit that is finished.
        places: the most municipalities that a unit of work may have.
    """

    output: Path | None = None
    restart: bool = False
    engine: Engine = SINGLE
    progress: Progress = _unwatched
    places: int = UNIT_PLACES


@dataclass(frozen=True)
class PeopleTable:
    """A table of people and what stands behind it.

    Attributes:
        frame: ``municipality_code, year, statistic, sex, age_group, persons`` from the base year to
            the horizon; ``statistic`` is ``mean`` or a quantile over draws (``p2_5`` … ``p97_5``),
            and the sum of all municipalities in each draw is that of the country, ``0``. Of
            futures also ``future, private_jobs, public_jobs``. Read from its parts when it is
            collected.
        names: of the municipalities, by code.
        trace: sources, parameters, methods and seed.
        notes: municipalities left out, and what the method had to do without.
    """

    frame: pl.LazyFrame
    names: Mapping[str, str]
    trace: Trace
    notes: tuple[Problem, ...]


@contextmanager
def projection_table(
    workspace: Workspace, question: Question, conduct: Conduct | None = None
) -> Iterator[PeopleTable]:
    """The projection; its frame can be read within the block.

    Where the block ends well, the parts beside the output are removed; else they are kept for
    the next run to go on with.

    Raises:
        InputError: the municipality, a year, or a number cannot be; or the parts beside the
            output are of another run.
        DataError: there is no data to start from.
        WorkspaceError: the parts cannot be written.
    """
    require_numbers(question.draws, question.seed)
    if question.keep and question.draws == 0:
        fail(InputError, "ensemble.nothing_to_keep")
    conduct = conduct or Conduct()
    context = any_context(workspace, question.municipality, question.base_year, question.overrides)
    require_horizon(context.base_year, question.horizon)
    found = basis(context)
    everyone = question.municipality == EVERYONE
    codes = found.rates.complete if everyone else (context.place.code,)
    rates = found.rates.select(codes)
    names = {m.code: m.name for m in context.history.in_year(context.base_year)}
    left_out = [f"{c} {names[c]}" for c in sorted(names.keys() - set(codes)) if everyone]
    notes = _notes(rates, left_out)
    drift, behind = _drift(context, found.rates, question)
    trace = found.trace + behind
    if not question.draws:
        central = _central(rates, question, drift, everyone)
        yield PeopleTable(_rounded(central), names, trace, notes)
        return
    settings, used = context.parameters("population.uncertainty", UncertaintySettings)
    trace += Trace(parameters=used, seed=question.seed)
    units = [replace(u, drift=drift) for u in _units(rates, settings, question, conduct.places)]
    facts = depends_on(question, context, (rates, settings, drift))
    with parts_beside(conduct.output, facts, conduct.restart) as parts:
        run_units(units, simulate_unit, parts, conduct.engine, conduct.progress)
        frame = _together(units, parts, everyone)
        yield PeopleTable(_rounded(frame), names, trace, notes)


def require_numbers(draws: int, seed: int) -> None:
    """Numbers must be within what can be drawn.

    Raises:
        InputError: with each that is not.
    """
    problems = Problems()
    if not 0 <= draws <= MOST_DRAWS:
        problems.add("ensemble.draws_outside", draws=draws, most=MOST_DRAWS)
    if seed < 0:
        problems.add("ensemble.seed_negative", seed=seed)
    problems.raise_if_any(InputError)


def any_context(
    workspace: Workspace,
    municipality: str,
    base_year: int | None,
    overrides: Mapping[str, object],
) -> Context:
    """The context of a municipality; for all, any one of the base year stands for the question.

    Raises:
        InputError: the municipality cannot be.
        DataError: nobody's people are known in the base year.
    """
    if municipality != EVERYONE:
        return prepare(workspace, municipality, base_year, (), overrides)
    people = workspace.table(PEOPLE)
    year = base_year or int(people["year"].to_numpy().max())
    now = people.filter(
        (pl.col("year") == year) & pl.col("municipality_code").str.len_chars().eq(4)
    )
    if now.is_empty():
        years = people["year"].unique().sort()
        span = f"{years[0]}–{years[-1]}"
        fail(DataError, "people.no_base_year_anywhere", year=year, found=span)
    known = set(now["municipality_code"])
    codes = (m.code for m in history_of(workspace).in_year(year))
    first = next(code for code in codes if code in known)
    return prepare(workspace, first, year, (), overrides)


def _drift(
    context: Context, rates: Rates, question: Question
) -> tuple[NationalDrift | None, Trace]:
    """The country's drift where it follows an official alternative, and what it stands on."""
    if question.national == HISTORY:
        return None, Trace()
    found = national_conditions(context, rates, question.national)
    return found.drift(rates, question.horizon - rates.base_year), found.trace


def _units(
    rates: Rates, settings: UncertaintySettings, question: Question, places: int
) -> list[Unit]:
    """The municipalities in units, ``places`` in each or as many as memory allows."""
    detail: Detail = "single-age" if question.keep else question.detail
    years = question.horizon - rates.base_year
    size = min(places, unit_size(years, len(rates.sexes), question.draws, detail))
    chunks = [rates.codes[at : at + size] for at in range(0, len(rates.codes), size)]
    return [
        Unit(
            name=f"{codes[0]}-{codes[-1]}",
            rates=rates.select(codes),
            horizon=question.horizon,
            settings=settings,
            draws=question.draws,
            seed=question.seed,
            detail=question.detail,
            keep=question.keep.resolve() if question.keep else None,
        )
        for codes in chunks
    ]


def depends_on(question: Question, context: Context, data: Any) -> dict[str, Any]:
    """All that a result depends on, by the names that a user knows."""
    everyone = question.municipality == EVERYONE
    return {
        "MUNICIPALITY": EVERYONE if everyone else context.place.code,
        "--base-year": context.base_year,
        "--horizon": question.horizon,
        "--draws": question.draws,
        "--seed": question.seed,
        "--detail": question.detail,
        "--national": question.national,
        "--keep-draws": question.keep and question.keep.resolve(),
        "--workspace, --parameters": fingerprint(data),
        "nyegrep --version": program(),
    }


def _together(units: Sequence[Unit], parts: Parts, everyone: bool) -> pl.LazyFrame:
    """The parts in the order of the municipalities; the country before them."""
    frame = parts.frame([unit.name for unit in units])
    if not everyone:
        return frame
    country = [found for _, found in country_statistics(units, parts, COUNTRY)]
    return pl.concat([pl.concat(country).lazy(), frame])


def _central(
    rates: Rates, question: Question, drift: NationalDrift | None, everyone: bool
) -> pl.LazyFrame:
    """The central path of each municipality, and their sum."""
    people = project(rates, question.horizon, drift).people
    starts = [group.first for group in GROUPS[question.detail]]
    grouped = np.add.reduceat(people, starts, axis=3)[..., None]
    cells = Cells("", rates.base_year, rates.sexes, question.detail, drawn=False)
    frames = [
        statistics(place, replace(cells, code=code))
        for code, place in zip(rates.codes, grouped, strict=True)
    ]
    if everyone:
        country = statistics(grouped.sum(axis=0), replace(cells, code=COUNTRY))
        frames = [country, *frames]
    return pl.concat(frames).lazy()


def _rounded(frame: pl.LazyFrame) -> pl.LazyFrame:
    return frame.with_columns(pl.col("persons").cast(pl.Float64).round(DECIMALS))


def _notes(rates: Rates, left_out: list[str]) -> tuple[Problem, ...]:
    notes = [Problem(code) for code in rates.notes]
    if left_out:
        facts = {"count": len(left_out), "names": left_out}
        notes.append(Problem("outlook.left_out", facts))
    return tuple(notes)
