"""Blocks of draws of a place, taken through the years by all cores.

A block goes through all its years while it lies in the processor's nearest memory, and leaves
only what was asked for: sums over age groups, and totals.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import prange
from numpy.typing import NDArray

from nyegrep.methods.population import counts, lanes
from nyegrep.methods.population.compilation import compiler
from nyegrep.methods.population.counts import HALF, LANES, ONE, TWO, ZERO, Floats, Keys, expm1
from nyegrep.methods.population.lanes import (
    ARRIVED,
    BORN,
    DEAD,
    FERTILITY,
    LEFT,
    MIGRATION,
    MORTALITY,
    OLDEST,
    ROWS,
    STREAMS,
    Year,
    mothers,
    set_keys,
    step_block,
)

Edges = NDArray[np.int64]

compiled = compiler(counts, lanes)
compiled_parallel = compiler(counts, lanes, parallel=True)


class Country(NamedTuple):
    """What every draw of every place shares.

    Hazards [year, sex, step], births per woman [year, age] (times the share of women where the
    sexes are together), births by sex [sex].
    """

    hazards: Floats
    fertility: Floats
    birth_shares: Floats


class Places(NamedTuple):
    """What every draw of a place shares.

    People [place, sex, age], levels [place], rates [place, year, sex, age], spread and outward
    [place, sex, age], keys of the random streams [place, stream].
    """

    people: Floats
    mortality: Floats
    fertility: Floats
    rates: Floats
    spread: Floats
    outward: Floats
    keys: Keys


class Draws(NamedTuple):
    """Factors [draw, year], migration [place, draw, year] and the places' factors [place, draw]."""

    fertility: Floats
    mortality: Floats
    migration: Floats
    fertility_place: Floats
    mortality_place: Floats


@compiled
def _record(people: Floats, edges: Edges, first: int, out: Floats) -> None:
    """Sums over age groups into ``out`` [sex, group, draw], from the draw ``first`` on."""
    total = np.empty(LANES, np.float32)
    many = min(LANES, out.shape[2] - first)
    for sex in range(people.shape[0]):
        for group in range(len(edges) - 1):
            total[:] = ZERO
            for a in range(edges[group], edges[group + 1]):
                for k in range(LANES):
                    total[k] += people[sex, a, k]
            for k in range(many):
                out[sex, group, first + k] = total[k]


@compiled
def _set_factors(places: Places, draws: Draws, where: tuple[int, int, int], w: Floats) -> None:
    """The block's factors of a year; lanes beyond the last draw repeat it."""
    i, first, h = where
    last = draws.mortality.shape[0] - 1
    for k in range(LANES):
        d = min(first + k, last)
        w[MORTALITY + k] = places.mortality[i] * draws.mortality[d, h] * draws.mortality_place[i, d]
        w[FERTILITY + k] = places.fertility[i] * draws.fertility[d, h] * draws.fertility_place[i, d]
        w[MIGRATION + k] = draws.migration[i, d, h]


@compiled
def _run_block(
    country: Country,
    places: Places,
    draws: Draws,
    edges: Edges,
    where: tuple[int, int, int, bool],
    persons: Floats,
    totals: Floats,
) -> None:
    """All years of a block of draws of one place."""
    i, first, base_year, counted = where
    w, keys = np.empty(ROWS, np.float32), np.empty(STREAMS * LANES, np.uint64)
    before = np.empty((places.people.shape[1], OLDEST + 1, LANES), np.float32)
    after = np.empty_like(before)
    for sex in range(before.shape[0]):
        for a in range(OLDEST + 1):
            people = places.people[i, sex, a]
            before[sex, a, :] = np.floor(people + HALF) if counted else people
    _record(before, edges, first, persons[i, 0])
    for h in range(country.hazards.shape[0]):
        year = Year(
            country.hazards[h],
            country.fertility[h],
            country.birth_shares,
            places.rates[i, h],
            places.spread[i],
            places.outward[i],
        )
        _set_factors(places, draws, (i, first, h), w)
        set_keys(places.keys[i], first, base_year + h, keys)
        step_block(year, before, after, w, keys, counted)
        before, after = after, before
        _record(before, edges, first, persons[i, h + 1])
        for k in range(min(LANES, persons.shape[4] - first)):
            totals[0, i, h, first + k] = w[BORN + k]
            totals[1, i, h, first + k] = w[DEAD + k]
            totals[2, i, h, first + k] = w[ARRIVED + k]
            totals[3, i, h, first + k] = w[LEFT + k]


@compiled_parallel
def run_blocks(
    country: Country,
    places: Places,
    draws: Draws,
    edges: Edges,
    how: tuple[int, bool],
    persons: Floats,
    totals: Floats,
) -> None:
    """All places and draws, into ``persons`` and ``totals``.

    Persons are [place, year, sex, group, draw]; totals are births, deaths, arrivals and
    departures, each [place, year, draw]; ``how`` is the base year and whether to count.
    """
    base_year, counted = how
    number = persons.shape[4]
    blocks = (number + LANES - 1) // LANES
    for task in prange(persons.shape[0] * blocks):
        where = (task // blocks, (task % blocks) * LANES, base_year, counted)
        _run_block(country, places, draws, edges, where, persons, totals)


@compiled
def _set_level(year: Year, people: Floats, target: Floats, w: Floats) -> None:
    """The migration level of each lane that gives ``target`` persons: z = (T − Σ l·A)/Σ l·B.

    l are survivors in expectation, with the births of those who are women when the year begins.
    """
    given, unit = np.zeros(LANES, np.float32), np.zeros(LANES, np.float32)
    w[BORN : BORN + LANES] = ZERO
    mothers(year, people, w)
    for sex in range(people.shape[0]):
        share = TWO * year.birth_shares[sex]
        hazard, rate, spread = year.hazards[sex, 0], year.rates[sex, 0], year.spread[sex, 0]
        for k in range(LANES):
            born = w[BORN + k] * w[FERTILITY + k] * share
            alive = born * (ONE + expm1(-hazard * w[MORTALITY + k]))
            given[k] += alive * rate
            unit[k] += alive * spread
        for a in range(OLDEST + 1):
            there = min(a + 1, OLDEST)
            hazard, rate = year.hazards[sex, a + 1], year.rates[sex, there]
            spread = year.spread[sex, there]
            for k in range(LANES):
                alive = people[sex, a, k] * (ONE + expm1(-hazard * w[MORTALITY + k]))
                given[k] += alive * rate
                unit[k] += alive * spread
    for k in range(LANES):
        w[MIGRATION + k] = (target[k] - given[k]) / unit[k] if unit[k] > ZERO else ZERO


@compiled
def _step_lanes(
    year: Year,
    rows: tuple[Floats, Floats],
    factors: tuple[Floats, Floats, Floats],
    keys: Keys,
    where: tuple[int, int, bool],
    totals: Floats,
) -> None:
    """One year of a block of rows, from the draw ``first`` on."""
    people, after = rows
    mortality, fertility, target = factors
    first, calendar, counted = where
    w, block = np.empty(ROWS, np.float32), np.empty(STREAMS * LANES, np.uint64)
    old = np.empty((people.shape[1], OLDEST + 1, LANES), np.float32)
    new, aim = np.empty_like(old), np.empty(LANES, np.float32)
    for k in range(LANES):
        d = min(first + k, len(people) - 1)
        w[MORTALITY + k], w[FERTILITY + k], aim[k] = mortality[d], fertility[d], target[d]
        for sex in range(people.shape[1]):
            for a in range(OLDEST + 1):
                old[sex, a, k] = people[d, sex, a]
    _set_level(year, old, aim, w)
    set_keys(keys, first, calendar, block)
    step_block(year, old, new, w, block, counted)
    for k in range(min(LANES, len(people) - first)):
        d = first + k
        totals[0, d], totals[1, d] = w[BORN + k], w[DEAD + k]
        totals[2, d], totals[3, d] = w[ARRIVED + k], w[LEFT + k]
        for sex in range(people.shape[1]):
            for a in range(OLDEST + 1):
                after[d, sex, a] = new[sex, a, k]


@compiled_parallel
def step_rows(
    year: Year,
    rows: tuple[Floats, Floats],
    factors: tuple[Floats, Floats, Floats],
    keys: Keys,
    how: tuple[int, bool],
    totals: Floats,
) -> None:
    """One year of the draws of one place: ``rows`` are people before and after [draw, sex, age].

    Factors are those on hazards and births, and the net migration aimed at [draw]; totals are
    births, deaths, arrivals and departures, each [draw]; ``how`` is the calendar year and whether
    to count.
    """
    calendar, counted = how
    for task in prange((len(rows[0]) + LANES - 1) // LANES):
        _step_lanes(year, rows, factors, keys, (task * LANES, calendar, counted), totals)
