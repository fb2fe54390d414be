"""People by year, sex and age, and jobs, under every future: for one municipality or for all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from nyegrep.analyses import projection_table
from nyegrep.analyses.ensemble import (
    GROUPS,
    KEY,
    QUANTILES,
    Answer,
    Cells,
    Detail,
    country_statistics,
    keep_draws,
    run_units,
    statistics,
)
from nyegrep.analyses.futures_inputs import FuturesBasis
from nyegrep.analyses.futures_outlook import Question as OutlookQuestion
from nyegrep.analyses.futures_outlook import (
    Stage,
    prepare_stage,
    require_place,
)
from nyegrep.analyses.population_outlook import require_horizon
from nyegrep.analyses.projection_table import (
    EVERYONE,
    Conduct,
    PeopleTable,
    any_context,
    depends_on,
    require_numbers,
)
from nyegrep.foundation.axes import BOTH_SEXES, FloatArray
from nyegrep.foundation.codes import COUNTRY
from nyegrep.foundation.errors import InputError, Problem, fail
from nyegrep.foundation.futures import Future
from nyegrep.foundation.provenance import Trace
from nyegrep.methods.futures.loop import Aim, Chance, Track, follow
from nyegrep.methods.futures.places import Places
from nyegrep.methods.futures.settings import FuturesSettings, built_in
from nyegrep.methods.futures.surroundings import Surroundings
from nyegrep.methods.population.rates import Rates
from nyegrep.methods.population.summaries import quantiles
from nyegrep.sources.ensemble_parts import Parts, parts_beside
from nyegrep.sources.store import Workspace

JOBS = ("private_jobs", "public_jobs")
DECIMALS = 3


@dataclass(frozen=True)
class Question(projection_table.Question):
    """What is asked: as of a projection, and of which futures.

    Attributes:
        own: futures that the user defined.
        only: ids of the futures wanted; none = all.
    """

    own: tuple[Future, ...] = ()
    only: tuple[str, ...] = ()


@dataclass(frozen=True)
class FutureUnit:
    """Some municipalities under one future, with all that their paths depend on.

    Attributes:
        name: the name of its part.
        future: id of the future.
        places: these municipalities only.
        aims: the attractiveness that each is taken to.
        met: what they meet.
        settings: the numbers of the futures.
        chance: how draws are made.
        detail: ages of the answer.
        keep: folder for every draw by sex and age; on a cluster one that all workers see.
    """

    name: str
    future: str
    places: Places
    aims: tuple[Aim, ...]
    met: Surroundings
    settings: FuturesSettings
    chance: Chance
    detail: Detail
    keep: Path | None = None

    @property
    def rates(self) -> Rates:
        """Of its municipalities."""
        return self.places.rates


@contextmanager
def futures_table(
    workspace: Workspace, question: Question, conduct: Conduct | None = None
) -> Iterator[PeopleTable]:
    """The futures as data; the frame can be read within the block.

    Jobs stand where sex is ``both`` and age_group ``all``. The country, ``0``, stands only in
    futures in which every place stays as it is.

    Raises:
        InputError: the municipality, a year, a number or a future cannot be; or the parts beside
            the output are of another run.
        DataError: the workspace lacks what the futures need.
    """
    require_numbers(question.draws, question.seed)
    if question.keep and question.draws == 0:
        fail(InputError, "ensemble.nothing_to_keep")
    conduct = conduct or Conduct()
    context = any_context(workspace, question.municipality, question.base_year, question.overrides)
    require_horizon(context.base_year, question.horizon)
    asked = OutlookQuestion(
        question.horizon, draws=question.draws, seed=question.seed, national=question.national
    )
    stage, used = prepare_stage(context, asked)
    everyone = question.municipality == EVERYONE
    rows = range(len(stage.basis.places.rates.codes))
    chosen = list(rows) if everyone else [require_place(context, stage.basis)]
    futures = find_futures(stage.basis, question)
    units = future_units(stage, futures, chosen, (question, conduct.places))
    named = {"--future, --only": [future.id for future in futures]}
    facts = depends_on(question, context, units) | named
    trace = stage.basis.trace + used + Trace(seed=question.seed)
    names = {m.code: m.name for m in context.history.in_year(context.base_year)}
    with parts_beside(conduct.output, facts, conduct.restart) as parts:
        run_units(units, simulate_future, parts, conduct.engine, conduct.progress)
        frame = _together(units, parts, summed_futures(futures, question))
        yield PeopleTable(frame, names, trace, futures_notes(stage.basis, names, everyone))


def simulate_future(unit: FutureUnit) -> Answer:
    """Statistics over the draws of a unit's municipalities, and their sum in each draw."""
    frames, total = [], None
    starts = [group.first for group in GROUPS[unit.detail]]
    for row, (code, aim) in enumerate(zip(unit.rates.codes, unit.aims, strict=True)):
        path = follow(unit.places, row, aim, unit.met, (unit.settings, unit.chance))
        track = path.drawn or path.central
        if unit.keep is not None:
            single = np.moveaxis(track.people, 0, -1)
            keep_draws(unit.keep / unit.future, code, single, unit.rates)
        grouped = np.add.reduceat(track.people, starts, axis=3)
        persons = np.ascontiguousarray(np.moveaxis(grouped, 0, -1))
        cells = Cells(code, path.base_year, unit.rates.sexes, unit.detail, path.drawn is not None)
        frames.append(_with_jobs(statistics(persons, cells), track, cells))
        total = persons if total is None else total + persons
    return Answer(_in_order(pl.concat(frames), unit.future), total)


def _with_jobs(people: pl.DataFrame, track: Track, cells: Cells) -> pl.DataFrame:
    """Jobs beside the people of all ages."""
    frames = []
    for name, jobs in zip(JOBS, (track.private, track.public), strict=True):
        values: dict[str, FloatArray] = {"mean": jobs.mean(axis=0)}
        if cells.drawn:
            found = quantiles(jobs.T, tuple(QUANTILES.values()))
            values |= dict(zip(QUANTILES, found.T, strict=True))
        years = np.arange(cells.base_year, cells.base_year + jobs.shape[1], dtype=np.int32)
        wide = pl.DataFrame({"year": years, **values})
        frames.append(wide.unpivot(index="year", variable_name="statistic", value_name=name))
    both = frames[0].join(frames[1], on=["year", "statistic"])
    keyed = both.with_columns(sex=pl.lit(BOTH_SEXES[0]), age_group=pl.lit("all"))
    return people.join(
        keyed, on=["year", "statistic", "sex", "age_group"], how="left", maintain_order="left"
    )


def find_futures(found: FuturesBasis, question: Question) -> tuple[Future, ...]:
    """Those wanted of the built-in ones and the user's own.

    Raises:
        InputError: one that is wanted does not exist.
    """
    known = {f.id: f for f in (*built_in(found.settings.axes), *question.own)}
    for name in question.only:
        if name not in known:
            fail(InputError, "future.unknown", future=name, candidates=list(known))
    return tuple(known[name] for name in question.only or known)


def future_units(
    stage: Stage, futures: Sequence[Future], rows: Sequence[int], how: tuple[Question, int]
) -> list[FutureUnit]:
    """Every future of every chunk of municipalities."""
    question, size = how
    chunks = [rows[at : at + size] for at in range(0, len(rows), size)]
    codes = stage.basis.places.rates.codes
    return [
        FutureUnit(
            name=f"{future.id}-{codes[chunk[0]]}-{codes[chunk[-1]]}",
            future=future.id,
            places=stage.basis.places.select(chunk),
            aims=tuple(stage.aim(future, row) for row in chunk),
            met=stage.surroundings(future).select(chunk),
            settings=stage.basis.settings,
            chance=stage.chance,
            detail=question.detail,
            keep=question.keep.resolve() if question.keep else None,
        )
        for future in futures
        for chunk in chunks
    ]


def _together(units: Sequence[FutureUnit], parts: Parts, summed: Sequence[str]) -> pl.LazyFrame:
    """The parts in the order of the futures; the country in those summed before municipalities."""
    frame = parts.frame([unit.name for unit in units])
    if summed:
        whole = [unit for unit in units if unit.future in summed]
        nothing = [pl.lit(None, dtype=pl.Float64).alias(name) for name in JOBS]
        country = [
            found.with_columns(nothing) for _, found in country_statistics(whole, parts, COUNTRY)
        ]
        frame = pl.concat([pl.concat(country).lazy(), frame])
    return frame.with_columns(pl.col("persons", *JOBS).cast(pl.Float64).round(DECIMALS))


def _in_order(frame: pl.DataFrame, future: str) -> pl.DataFrame:
    """The columns in the order that they are always given."""
    named = frame.with_columns(pl.lit(future).alias("future"))
    return named.select(KEY[0], "future", *KEY[1:], "persons", *JOBS)


def summed_futures(futures: Sequence[Future], question: Question) -> list[str]:
    """Ids of those with a row for the country: where no place becomes better than the rest."""
    everyone = question.municipality == EVERYONE
    return [future.id for future in futures if everyone and not future.moves_places]


def futures_notes(
    found: FuturesBasis, names: Mapping[str, str], everyone: bool
) -> tuple[Problem, ...]:
    """What the futures had to do without, and the municipalities left out where all are asked."""
    notes = [*(Problem(code) for code in found.people.rates.notes), *found.notes]
    left_out = sorted(names.keys() - set(found.places.rates.codes)) if everyone else []
    if left_out:
        facts = {"count": len(left_out), "names": [f"{code} {names[code]}" for code in left_out]}
        notes.append(Problem("outlook.left_out", facts))
    return tuple(notes)
