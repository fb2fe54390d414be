"""Many draws of many places, fast: the compiled counterpart of ``paths.simulate``.

In one year of a place i and a draw d, with h hazards, P people, z the draw's migration:

    s(a) = exp(−h(a)·λ_i·mortality_d)              l(a+1) = s(a)·P(a), open last age
    r(a) = max(rate(a) + z·spread(a), −1)          M(a) = l(a)·r(a)
    births = Σ f(a)·φ_i·fertility_d·(W(a) + W'(a))/2,   l(0) = births·s(birth)

Without counts these are the people themselves, and what moves is their expectation. With counts
people are whole: deaths are binomial of P, departures binomial of those left with o' =
min(1, max(outward, −r)), arrivals Poisson with mean l·(o' + r), births Poisson.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from nyegrep.foundation.axes import AGES, FloatArray
from nyegrep.foundation.randomness import stream
from nyegrep.methods.population import blocks
from nyegrep.methods.population.lanes import STREAMS, Year
from nyegrep.methods.population.shocks import Shocks

Floats = NDArray[np.float32]
Numbers = NDArray[np.floating[Any]]
Keys = NDArray[np.uint64]

ROWS_FOR_THREADS = 512


@dataclass(frozen=True)
class Schedules:
    """What every draw shares, and what every draw of a place shares.

    Attributes:
        codes: municipalities, the first axis.
        base_year: the 1 January that the people are of.
        people: persons in the base year [place, sex, age]; the sex axis has length 1 or 2.
        hazards: the country's hazards [year, sex, step]; step 0 from birth, a + 1 from age a.
        mortality_level: the places' hazards relative to the country's [place].
        fertility: births per woman, the country's [year, age].
        fertility_level: the places' births relative to the country's rates [place].
        women_share: share of women by age [age], used where the sex axis has length one.
        boys_share: boys among the newborn.
        rates: net migration rates of the survivors, by age at the end of the year
            [place, year, sex, age].
        spread: how one unit of extra net migration rate lies over ages [place, sex, age].
        outward: out-migration rates of survivors [place, sex, age], used where people are counted.
    """

    codes: tuple[str, ...]
    base_year: int
    people: FloatArray
    hazards: FloatArray
    mortality_level: FloatArray
    fertility: FloatArray
    fertility_level: FloatArray
    women_share: FloatArray
    boys_share: float
    rates: FloatArray
    spread: FloatArray
    outward: FloatArray

    @property
    def years(self) -> range:
        """The calendar years that are gone through."""
        return range(self.base_year, self.base_year + len(self.hazards))

    def place_year(self, place: int, year: int) -> PlaceYear:
        """One calendar year of the place with the number ``place``."""
        index = self.years.index(year)
        sexes = self.people.shape[1]
        women = self.women_share if sexes == 1 else 1.0
        return PlaceYear(
            year,
            single(self.hazards[index] * self.mortality_level[place]),
            single(self.fertility[index] * self.fertility_level[place] * women),
            birth_shares(sexes, self.boys_share),
            single(self.rates[place, index]),
            single(self.spread[place]),
            single(self.outward[place]),
        )

    def select(self, rows: slice | Sequence[int]) -> Schedules:
        """The same for some places, by their place in ``codes``."""
        chosen = np.arange(len(self.codes))[rows]
        return replace(
            self,
            codes=tuple(self.codes[row] for row in chosen),
            people=self.people[chosen],
            mortality_level=self.mortality_level[chosen],
            fertility_level=self.fertility_level[chosen],
            rates=self.rates[chosen],
            spread=self.spread[chosen],
            outward=self.outward[chosen],
        )


@dataclass(frozen=True)
class PlaceYear:
    """One year of one place, for draws whose net migration is given from elsewhere.

    Attributes:
        year: the calendar year.
        hazards: the place's hazards [sex, step].
        fertility: the place's births per woman [age], or per person where the sex axis has
            length one.
        birth_shares: births by sex [sex].
        rates: net migration rates of the survivors [sex, age].
        spread: how one unit of extra net migration rate lies over ages [sex, age].
        outward: out-migration rates of survivors [sex, age].
    """

    year: int
    hazards: Floats
    fertility: Floats
    birth_shares: Floats
    rates: Floats
    spread: Floats
    outward: Floats


@dataclass(frozen=True)
class Factors:
    """What sets the draws of a year apart [draw]: factors on hazards and on births per woman."""

    mortality: Numbers
    fertility: Numbers


@dataclass(frozen=True)
class RowsChange:
    """The outcome of a year, draw by draw.

    Attributes:
        people: persons on the next 1 January [draw, sex, age].
        births: births in the year [draw].
        deaths: deaths in the year [draw].
        net_migration: net migration as it came out [draw].
    """

    people: Floats
    births: Floats
    deaths: Floats
    net_migration: Floats


@dataclass(frozen=True)
class Paths:
    """Draws of the population's path; draws lie next to each other.

    In every draw: persons of all ages a year on = persons + births − deaths + arrivals −
    departures, exactly where people are counted. Without counts, arrivals and departures are the
    ages that gain and those that lose.

    Attributes:
        codes: municipalities, the first axis.
        base_year: the first 1 January.
        edges: first age of each age group; the last group is open.
        persons: persons on 1 January [place, year, sex, group, draw], base year included.
        births: births in the year that begins then [place, year − 1, draw].
        deaths: deaths [place, year − 1, draw].
        arrivals: persons who moved in [place, year − 1, draw].
        departures: persons who moved out [place, year − 1, draw].
    """

    codes: tuple[str, ...]
    base_year: int
    edges: tuple[int, ...]
    persons: Floats
    births: Floats
    deaths: Floats
    arrivals: Floats
    departures: Floats


def run(
    schedules: Schedules, shocks: Shocks, edges: Sequence[int], *, counts: bool, seed: int
) -> Paths:
    """All draws of all places of ``schedules``.

    A draw of a place depends on the seed, the place's code, the number of the draw and the
    calendar year only: not on which other places are run, nor in what order, nor on threads.

    Args:
        schedules: what the draws share.
        shocks: what sets them apart; its places are those of ``schedules``.
        edges: first age of each age group, as ``(0, 6, 16, 20, 45, 67, 80)``; the last is open.
        counts: whether people are whole and events random, or all in expectation.
        seed: of the counts.
    """
    number = shocks.mortality.shape[0]
    places, years, sexes = len(schedules.codes), len(schedules.years), schedules.people.shape[1]
    persons = np.empty((places, years + 1, sexes, len(edges), number), np.float32)
    totals = np.empty((4, places, years, number), np.float32)
    if persons.size:
        blocks.run_blocks(
            _country(schedules),
            _places(schedules, seed),
            blocks.Draws(
                single(shocks.fertility),
                single(shocks.mortality),
                single(shocks.migration),
                single(shocks.fertility_place),
                single(shocks.mortality_place),
            ),
            np.array([*edges, len(AGES)], dtype=np.int64),
            (schedules.base_year, counts),
            persons,
            totals,
        )
    return Paths(schedules.codes, schedules.base_year, tuple(edges), persons, *totals)


def batches(
    schedules: Schedules,
    shocks: Shocks,
    edges: Sequence[int],
    size: int,
    *,
    counts: bool,
    seed: int,
) -> Iterator[Paths]:
    """The same as ``run``, ``size`` places at a time, so that memory does not grow with places."""
    for first in range(0, len(schedules.codes), size):
        rows = slice(first, first + size)
        some = replace(
            shocks,
            migration=shocks.migration[rows],
            fertility_place=shocks.fertility_place[rows],
            mortality_place=shocks.mortality_place[rows],
        )
        chosen = schedules.select(rows)
        yield run(chosen, some, edges, counts=counts, seed=seed)


def step_rows(
    people: Numbers,
    year: PlaceYear,
    factors: Factors,
    target: Numbers,
    *,
    counts: bool,
    keys: Keys,
) -> RowsChange:
    """The draws of one place a year on, with a net migration that is given for each.

    The level z = (T − Σ l·rate)/Σ l·spread of a draw is such that its net migration is expected to
    be the target T, with l survivors in expectation; at age 0 from the births of those who are
    women when the year begins.

    Args:
        people: persons on 1 January [draw, sex, age].
        year: the place's year.
        factors: what sets the draws apart.
        target: net migration in persons [draw].
        counts: whether events are counted by chance; ``people`` should then be whole.
        keys: of the place, from ``random_keys``.
    """
    rows = single(people)
    after, totals = np.empty_like(rows), np.empty((4, len(rows)), np.float32)
    with _threads(len(rows)):
        blocks.step_rows(
            Year(
                year.hazards,
                year.fertility,
                year.birth_shares,
                year.rates,
                year.spread,
                year.outward,
            ),
            (rows, after),
            (single(factors.mortality), single(factors.fertility), single(target)),
            keys,
            (year.year, counts),
            totals,
        )
    births, deaths, arrivals, departures = totals
    return RowsChange(after, births, deaths, arrivals - departures)


@contextmanager
def _threads(rows: int) -> Iterator[None]:
    """One thread for few rows.

    Where other work fills the cores, waking more threads takes longer than they save.
    """
    before = numba.get_num_threads()
    numba.set_num_threads(before if rows >= ROWS_FOR_THREADS else 1)
    try:
        yield
    finally:
        numba.set_num_threads(before)


def single(values: Numbers) -> Floats:
    """The same as float32, each row in one piece."""
    return np.ascontiguousarray(values, dtype=np.float32)


def random_keys(seed: int, code: str) -> Keys:
    """Where the random numbers of a place begin, one for each stream of counts [stream]."""
    top = np.iinfo(np.uint64).max
    random = stream(seed, f"population.counts.{code}")
    return random.integers(top, size=STREAMS, dtype=np.uint64, endpoint=True)


def birth_shares(sexes: int, boys_share: float) -> Floats:
    """Births by sex [sex]."""
    return single(np.array([1.0] if sexes == 1 else [boys_share, 1.0 - boys_share]))


def _country(schedules: Schedules) -> blocks.Country:
    sexes = schedules.people.shape[1]
    women = schedules.women_share if sexes == 1 else 1.0
    return blocks.Country(
        single(schedules.hazards),
        single(schedules.fertility * women),
        birth_shares(sexes, schedules.boys_share),
    )


def _places(schedules: Schedules, seed: int) -> blocks.Places:
    return blocks.Places(
        single(schedules.people),
        single(schedules.mortality_level),
        single(schedules.fertility_level),
        single(schedules.rates),
        single(schedules.spread),
        single(schedules.outward),
        np.stack([random_keys(seed, code) for code in schedules.codes]),
    )
