"""The compiled year: some draws of one place side by side, in expectation or counted by chance.

The draws are innermost, ``LANES`` of them, so that every line of a formula is done for many at
once. The formulas are those of ``cohorts.step`` and of ``kernel``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from nyegrep.methods.population import counts
from nyegrep.methods.population.compilation import compiler
from nyegrep.methods.population.counts import (
    CHANCE,
    COUNT,
    COUNT_ROWS,
    GOLDEN,
    HALF,
    LANES,
    MEAN,
    ONE,
    SIZE,
    ZERO,
    Floats,
    Keys,
    binomial,
    expm1,
    poisson,
    uniforms,
)

OLDEST = 105
DEATHS, DEPARTURES, ARRIVALS, BIRTHS = (stream * LANES for stream in range(4))
STREAMS = 4

# A block's rows after those of the counts: factors, sums of the year, and survivors at hand.
MORTALITY, FERTILITY, MIGRATION, BORN, DEAD, ARRIVED, LEFT, STAY, EXPECTED = (
    (COUNT_ROWS + row) * LANES for row in range(9)
)
ROWS = (COUNT_ROWS + 9) * LANES
DRAW_STEP, YEAR_STEP = np.uint64(1 << 21), np.uint64(1 << 9)
SEX_STEP = OLDEST + 2

compiled = compiler(counts)


class Year(NamedTuple):
    """One year of one place.

    Hazards [sex, step], births per woman [age] (times the share of women where the sexes are
    together), births by sex [sex], and rates, spread and outward [sex, age].
    """

    hazards: Floats
    fertility: Floats
    birth_shares: Floats
    rates: Floats
    spread: Floats
    outward: Floats


@compiled
def set_keys(keys: Keys, first: int, year: int, block: Keys) -> None:
    """Where each draw's random numbers of a calendar year begin, stream after stream [lane]."""
    for stream in range(STREAMS):
        for k in range(LANES):
            place = np.uint64(first + k) * DRAW_STEP + np.uint64(year) * YEAR_STEP
            block[stream * LANES + k] = keys[stream] + GOLDEN * place


@compiled
def mothers(year: Year, people: Floats, w: Floats) -> None:
    """Add Σ f(a)·W(a)/2 over the fertile ages to the births; with two sexes women are the last."""
    women = people[people.shape[0] - 1]
    for a in range(OLDEST + 1):
        f = year.fertility[a] * HALF
        if f > ZERO:
            for k in range(LANES):
                w[BORN + k] += f * women[a, k]


@compiled
def _age(year: Year, sex: int, before: Floats, after: Floats, w: Floats) -> None:
    """Deaths and moves of all but the newborn; [age, lane] before and after."""
    hazards, rates, spread = year.hazards[sex], year.rates[sex], year.spread[sex]
    for a in range(OLDEST):
        hazard, rate, unit = hazards[a + 1], rates[a + 1], spread[a + 1]
        if a == OLDEST - 1:
            last = hazards[OLDEST + 1]
            for k in range(LANES):
                gone = before[OLDEST, k] * expm1(-last * w[MORTALITY + k])
                w[DEAD + k] -= gone
                w[STAY + k] = before[OLDEST, k] + gone
        else:
            for k in range(LANES):
                w[STAY + k] = ZERO
        for k in range(LANES):
            gone = before[a, k] * expm1(-hazard * w[MORTALITY + k])
            alive = before[a, k] + gone + w[STAY + k]
            moved = alive * max(rate + w[MIGRATION + k] * unit, -ONE)
            w[DEAD + k] -= gone
            w[ARRIVED + k] += max(moved, ZERO)
            w[LEFT + k] -= min(moved, ZERO)
            after[a + 1, k] = alive + moved


@compiled
def _newborn(year: Year, sex: int, after: Floats, w: Floats) -> None:
    """Births of one sex, those of them who die, and moves at age 0."""
    hazard, rate, unit = year.hazards[sex, 0], year.rates[sex, 0], year.spread[sex, 0]
    share = year.birth_shares[sex]
    for k in range(LANES):
        born = w[BORN + k] * share
        gone = born * expm1(-hazard * w[MORTALITY + k])
        moved = (born + gone) * max(rate + w[MIGRATION + k] * unit, -ONE)
        w[DEAD + k] -= gone
        w[ARRIVED + k] += max(moved, ZERO)
        w[LEFT + k] -= min(moved, ZERO)
        after[0, k] = born + gone + moved


@compiled
def _die(hazard: np.float32, cell: int, w: Floats, keys: Keys) -> None:
    """Count who of ``SIZE`` die; those left are added to ``STAY``, the expected to theirs."""
    for k in range(LANES):
        w[CHANCE + k] = -expm1(-hazard * w[MORTALITY + k])
    uniforms(keys, DEATHS, cell, w)
    binomial(w)
    for k in range(LANES):
        w[DEAD + k] += w[COUNT + k]
        w[STAY + k] += w[SIZE + k] - w[COUNT + k]
        w[EXPECTED + k] += w[SIZE + k] * (ONE - w[CHANCE + k])


@compiled
def _move(year: Year, where: tuple[int, int], after: Floats, w: Floats, keys: Keys) -> None:
    """Count who of ``STAY`` leave and how many arrive at a sex and age, into ``after``.

    Departures: binomial with o' = min(1, max(o, −r)). Arrivals: Poisson with mean l·(o' + r), so
    that arrivals less departures are expected to be l·r.
    """
    sex, age = where
    rate, unit, out = year.rates[sex, age], year.spread[sex, age], year.outward[sex, age]
    cell = sex * SEX_STEP + age
    for k in range(LANES):
        net = max(rate + w[MIGRATION + k] * unit, -ONE)
        leaving = min(max(out, -net), ONE)
        w[CHANCE + k] = leaving
        w[EXPECTED + k] *= max(leaving + net, ZERO)
        w[SIZE + k] = w[STAY + k]
    uniforms(keys, DEPARTURES, cell, w)
    binomial(w)
    for k in range(LANES):
        w[LEFT + k] += w[COUNT + k]
        w[STAY + k] -= w[COUNT + k]
        w[MEAN + k] = w[EXPECTED + k]
    uniforms(keys, ARRIVALS, cell, w)
    poisson(w)
    for k in range(LANES):
        w[ARRIVED + k] += w[COUNT + k]
        after[age, k] = w[STAY + k] + w[COUNT + k]
        w[STAY + k] = ZERO
        w[EXPECTED + k] = ZERO


@compiled
def _count_ages(year: Year, before: Floats, after: Floats, w: Floats, keys: Keys) -> None:
    """Deaths and moves of all but the newborn, counted; [sex, age, lane] before and after."""
    for sex in range(before.shape[0]):
        hazards, here, there = year.hazards[sex], before[sex], after[sex]
        for a in range(OLDEST + 1):
            for k in range(LANES):
                w[SIZE + k] = here[a, k]
            _die(hazards[a + 1], sex * SEX_STEP + a + 1, w, keys)
            if a != OLDEST - 1:
                _move(year, (sex, min(a + 1, OLDEST)), there, w, keys)


@compiled
def _count_newborn(year: Year, after: Floats, w: Floats, keys: Keys) -> None:
    """Births, infant deaths and moves at age 0, counted; leaves the births counted."""
    mean = w[BORN : BORN + LANES].copy()
    w[BORN : BORN + LANES] = ZERO
    for sex in range(after.shape[0]):
        hazard, share, cell = year.hazards[sex, 0], year.birth_shares[sex], sex * SEX_STEP
        for k in range(LANES):
            w[MEAN + k] = mean[k] * share
        uniforms(keys, BIRTHS, cell, w)
        poisson(w)
        for k in range(LANES):
            w[BORN + k] += w[COUNT + k]
            w[SIZE + k] = w[COUNT + k]
        _die(hazard, cell, w, keys)
        for k in range(LANES):
            w[EXPECTED + k] = mean[k] * share * (ONE - w[CHANCE + k])
        _move(year, (sex, 0), after[sex], w, keys)


@compiled
def step_block(
    year: Year, before: Floats, after: Floats, w: Floats, keys: Keys, counted: bool
) -> None:
    """One year of a block [sex, age, lane], and its births, deaths and moves in its rows."""
    w[BORN : EXPECTED + LANES] = ZERO
    after[:, 0] = ZERO
    mothers(year, before, w)
    if counted:
        _count_ages(year, before, after, w, keys)
    else:
        for sex in range(before.shape[0]):
            _age(year, sex, before[sex], after[sex], w)
    mothers(year, after, w)
    for k in range(LANES):
        w[BORN + k] *= w[FERTILITY + k]
    if counted:
        _count_newborn(year, after, w, keys)
    else:
        for sex in range(before.shape[0]):
            _newborn(year, sex, after[sex], w)
