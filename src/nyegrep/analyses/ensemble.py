"""Many municipalities, futures and draws: in units of work, on one machine or on many.

A unit holds all that its answer depends on, and its draws are named by seed and municipality: the
answer is the same whoever works it out, in whatever company and order. Units go through the
standard ``concurrent.futures.Executor``; finished ones are written at once, so that a run that is
stopped goes on where it was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import Any, Literal, Protocol, TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from nyegrep.foundation.axes import (
    AGES,
    BOTH_SEXES,
    OLDEST_AGE,
    REPORT_AGE_GROUPS,
    AgeGroup,
    FloatArray,
)
from nyegrep.foundation.version import VERSION
from nyegrep.methods.population import kernel
from nyegrep.methods.population.paths import NationalDrift, schedules
from nyegrep.methods.population.rates import Rates
from nyegrep.methods.population.summaries import quantiles
from nyegrep.methods.population.uncertainty import UncertaintySettings, draw_shocks
from nyegrep.sources.ensemble_parts import Array, Parts, write_draws
from nyegrep.sources.store import Progress

Detail = Literal["total", "age-groups", "single-age"]
QUANTILES = {
    "p2_5": 0.025,
    "p10": 0.1,
    "p25": 0.25,
    "p50": 0.5,
    "p75": 0.75,
    "p90": 0.9,
    "p97_5": 0.975,
}
GROUPS: dict[Detail, tuple[AgeGroup, ...]] = {
    "total": (AgeGroup(0, OLDEST_AGE),),
    "age-groups": REPORT_AGE_GROUPS,
    "single-age": tuple(AgeGroup(age, age) for age in AGES.tolist()),
}
ALL = "all"
KEY = ("municipality_code", "year", "statistic", "sex", "age_group")
UNIT_PLACES = 20
UNIT_BYTES = 400e6
# The kernel uses every core by itself; a worker with several threads takes its turns.
_KERNEL = Lock()


class Named(Protocol):
    """A unit of work; its name is the name of its part."""

    @property
    def name(self) -> str:
        """As ``crisis-0003``; told apart within a run."""


class InFuture(Named, Protocol):
    """A unit of one future, whose answer has a sum that those of the same future add up with."""

    @property
    def future(self) -> str:
        """Id of the future, where there are several."""


class Summed(InFuture, Protocol):
    """A unit whose sum is people."""

    @property
    def rates(self) -> Rates:
        """Of its municipalities."""

    @property
    def detail(self) -> Detail:
        """Ages of the answer."""


Work = TypeVar("Work", bound=Named)
Part = TypeVar("Part", bound=InFuture)


@dataclass(frozen=True)
class Answer:
    """What a unit of work gives.

    Attributes:
        frame: its part of the result.
        total: what must be summed over units before quantiles are taken, draws last.
    """

    frame: pl.DataFrame
    total: Array | None = None


@dataclass(frozen=True)
class Engine:
    """Who does the work: any executor, and how many units it is given at a time."""

    executor: Executor
    at_once: int = 1


@dataclass(frozen=True)
class Unit:
    """Some municipalities, with all that their paths depend on.

    Attributes:
        name: the name of its part.
        rates: of these municipalities only.
        horizon: last year.
        settings: how much is not known.
        draws: how many.
        seed: decides all that is drawn.
        detail: ages of the answer.
        future: id of the future, where there are several.
        drift: the country's conditions; the central ones where not given.
        keep: folder for every draw by sex and age; on a cluster one that all workers see.
    """

    name: str
    rates: Rates
    horizon: int
    settings: UncertaintySettings
    draws: int
    seed: int
    detail: Detail
    future: str = ""
    drift: NationalDrift | None = None
    keep: Path | None = None


@dataclass(frozen=True)
class Cells:
    """What an array of people [year, sex, group, draw] stands for.

    Attributes:
        code: of the place.
        base_year: the first year.
        sexes: along the sex axis.
        detail: which groups they are.
        drawn: false for a central path, which has no quantiles.
    """

    code: str
    base_year: int
    sexes: tuple[str, ...]
    detail: Detail
    drawn: bool = True


class _InProcess(Executor):
    """Does each unit when it is given, here: the kernel uses all cores by itself."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """The finished answer, or its error."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


SINGLE = Engine(_InProcess())


def run_units(
    units: Sequence[Work],
    work: Callable[[Work], Answer],
    parts: Parts,
    engine: Engine,
    progress: Progress,
) -> None:
    """Do the units that have no part yet; each is written as soon as it is finished.

    No more answers are at hand at once than ``engine.at_once``, however many units there are.

    Args:
        units: with names of their own.
        work: a function of a module, so that it can be sent to a worker.
        parts: those that are finished, and where the others go.
        engine: who does the work.
        progress: told of every unit that is finished.
    """
    left = [unit for unit in units if not parts.has(unit.name)]
    done = len(units) - len(left)
    waiting = iter(left)
    running: dict[Future[Answer], str] = {}
    try:
        while True:
            for unit in islice(waiting, engine.at_once - len(running)):
                running[engine.executor.submit(work, unit)] = unit.name
            progress("", done, len(units))
            if not running:
                return
            finished, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                answer = future.result()
                parts.write(running.pop(future), answer.frame, answer.total)
                done += 1
    finally:
        for future in running:
            future.cancel()


def simulate_unit(unit: Unit) -> Answer:
    """Statistics over the draws of a unit's municipalities, and the sum of these in each draw."""
    rates = unit.rates
    groups = GROUPS["single-age"] if unit.keep else GROUPS[unit.detail]
    edges = [group.first for group in groups]
    shocks = draw_shocks(
        rates, unit.settings, unit.horizon - rates.base_year, unit.draws, unit.seed
    )
    planned = schedules(rates, unit.horizon, unit.drift)
    with _KERNEL:
        found = kernel.run(planned, shocks, edges, counts=unit.settings.counts, seed=unit.seed)
    persons: Array = found.persons
    if unit.keep:
        for code, place in zip(rates.codes, persons, strict=True):
            keep_draws(unit.keep / unit.future, code, place, rates)
        starts = [group.first for group in GROUPS[unit.detail]]
        persons = np.add.reduceat(persons, starts, axis=3)
    frames = [
        statistics(place, Cells(code, rates.base_year, rates.sexes, unit.detail))
        for code, place in zip(rates.codes, persons, strict=True)
    ]
    return Answer(in_future(pl.concat(frames), unit.future), persons.sum(axis=0))


def statistics(persons: NDArray[Any], cells: Cells) -> pl.DataFrame:
    """Mean and quantiles over the draws of one place.

    Sums over sexes and ages are taken in each draw, since quantiles do not add up.

    Args:
        persons: [year, sex, group, draw].
        cells: what the axes stand for.
    """
    names, sexes = [ALL], list(cells.sexes)
    if cells.detail != "total":
        names = [*(group.id for group in GROUPS[cells.detail]), ALL]
        persons = np.concatenate([persons, persons.sum(axis=2, keepdims=True)], axis=2)
    if len(sexes) > 1:
        both = persons.sum(axis=1, keepdims=True)
        whole = cells.detail == "total"
        persons = both if whole else np.concatenate([persons, both], axis=1)
        sexes = [*([] if whole else sexes), *BOTH_SEXES]
    values = {"mean": persons.mean(axis=-1, dtype=np.float64)}
    if cells.drawn:
        found = quantiles(persons, tuple(QUANTILES.values()))
        values |= dict(zip(QUANTILES, np.moveaxis(found, -1, 0), strict=True))
    numbers = np.stack(list(values.values()), axis=1)
    years = range(cells.base_year, cells.base_year + len(persons))
    axes: tuple[Any, ...] = (np.array(years, dtype=np.int32), [*values], sexes, names)
    index = [np.broadcast_to(part, numbers.shape).ravel() for part in np.ix_(*map(_row, axes))]
    columns = {
        name: pl.Series(axis).gather(position)
        for name, axis, position in zip(KEY[1:], axes, index, strict=True)
    }
    frame = pl.DataFrame({**columns, "persons": numbers.ravel()})
    return frame.select(pl.lit(cells.code).alias(KEY[0]), pl.all())


def country_statistics(
    units: Sequence[Summed], parts: Parts, code: str
) -> Iterator[tuple[str, pl.DataFrame]]:
    """The sum of all municipalities in each draw, as a frame for each future.

    Args:
        units: all of the run; those of a future stand for the whole country.
        parts: all finished.
        code: what the country is called.
    """
    for first, total in future_totals(units, parts):
        cells = Cells(code, first.rates.base_year, first.rates.sexes, first.detail)
        yield first.future, in_future(statistics(total, cells), first.future)


def future_totals(units: Sequence[Part], parts: Parts) -> Iterator[tuple[Part, FloatArray]]:
    """For each future its first unit, and the sum of all its units in each draw.

    Sums are added in the order of the units, whoever finished first.
    """
    for future in dict.fromkeys(unit.future for unit in units):
        members = [unit for unit in units if unit.future == future]
        total = parts.total(members[0].name).astype(np.float64)
        for unit in members[1:]:
            total += parts.total(unit.name)
        yield members[0], total


def unit_size(years: int, sexes: int, draws: int, detail: Detail) -> int:
    """How many municipalities a unit may have, so that its draws stay within memory."""
    each = draws * (years + 1) * (sexes * len(GROUPS[detail]) * 4 + 16)
    return int(max(1, min(UNIT_PLACES, UNIT_BYTES // max(each, 1))))


@cache
def program() -> str:
    """The program's version, with a fingerprint of the code that answers depend on."""
    package = Path(__file__).parents[1]
    code = [path for name in ("analyses", "methods") for path in (package / name).rglob("*.py")]
    pieces = [path.read_bytes() for path in sorted(code)]
    return f"{VERSION}+{fingerprint(pieces)[:8]}"


def fingerprint(value: Any) -> str:
    """SHA-256 of a value: arrays, dataclasses, mappings, sequences, and what they hold."""
    digest = hashlib.sha256()
    for piece in _pieces(value):
        digest.update(piece)
    return digest.hexdigest()[:16]


def _pieces(value: Any) -> Iterator[bytes]:
    if isinstance(value, np.ndarray):
        yield f"{value.dtype}{value.shape}".encode()
        yield np.ascontiguousarray(value).tobytes()
    elif is_dataclass(value):
        yield type(value).__name__.encode()
        for part in fields(value):
            yield part.name.encode()
            yield from _pieces(getattr(value, part.name))
    elif isinstance(value, Mapping):
        yield from _pieces(list(value.items()))
    elif isinstance(value, list | tuple):
        yield f"[{len(value)}]".encode()
        for item in value:
            yield from _pieces(item)
    else:
        yield f"{value!r};".encode()


def keep_draws(folder: Path, code: str, persons: Array, rates: Rates) -> None:
    """Every draw of one municipality, from [year, sex, age, draw]."""
    years = np.arange(rates.base_year, rates.base_year + len(persons), dtype=np.int32)
    draws = np.arange(persons.shape[-1], dtype=np.int32)
    axes = (years, np.arange(len(rates.sexes)), AGES.astype(np.int32), draws)
    index = [np.broadcast_to(part, persons.shape).ravel() for part in np.ix_(*axes)]
    sexes = pl.Series(rates.sexes).gather(index[1])
    columns = dict(zip(("year", "sex", "age", "draw"), index, strict=True))
    write_draws(folder, code, {**columns, "sex": sexes, "persons": persons.ravel()})


def _row(axis: Any) -> NDArray[np.int64]:
    return np.arange(len(axis))


def in_future(frame: pl.DataFrame, future: str) -> pl.DataFrame:
    """The frame with the future as a column, where there is one."""
    return frame.insert_column(1, pl.lit(future).alias("future")) if future else frame
