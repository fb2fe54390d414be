"""One year of the cohort-component model: who dies, who is born, who moves, who grows older."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nyegrep.foundation.axes import FloatArray


@dataclass(frozen=True)
class YearRates:
    """What happens in one year. Leading axes (municipality, draw) broadcast with the people's.

    Attributes:
        survival: probability of being alive on the next 1 January [..., sex, step]; step 0 from
            birth, step a + 1 from age a, the last step within the open age.
        fertility: births per woman and year [..., age].
        women_share: share of women by age [age], used where the sex axis has length one.
        boys_share: boys among the newborn.
        net_migration: persons added to the survivors [..., sex, age]; age on the next 1 January.
    """

    survival: FloatArray
    fertility: FloatArray
    women_share: FloatArray
    boys_share: float
    net_migration: FloatArray


@dataclass(frozen=True)
class YearChange:
    """A year's outcome; for every sex and age the parts add up to the people.

    people = survivors grown older (births at age 0) − deaths + net migration, all by the age on
    the next 1 January, so that a death at index a is of someone who would have been a by then.

    Attributes:
        people: persons on the next 1 January [..., sex, age].
        births: births by sex [..., sex].
        births_by_mother: births by the mother's age [..., age].
        deaths: deaths in the year [..., sex, age].
        net_migration: persons who moved in, less those who moved out [..., sex, age].
    """

    people: FloatArray
    births: FloatArray
    births_by_mother: FloatArray
    deaths: FloatArray
    net_migration: FloatArray


def step(people: FloatArray, rates: YearRates) -> YearChange:
    """People one year on.

    l(a+1) = s(a)·P(a), open last age;  P'(a) = l(a) + M(a) for a ≥ 1;
    B = Σ f(a)·(W(a) + W'(a))/2 over mothers' ages a;  P'(0) = s(birth)·B + M(0).

    Args:
        people: persons on 1 January [..., sex, age].
        rates: what happens in the year.

    Returns:
        The outcome. No cell is ever negative: out-migration beyond the people of a cell is taken
        from the other cells of the place in proportion to who is left; beyond all its people it
        is cut, and ``net_migration`` is what remained of it.
    """
    shape = np.broadcast_shapes(people.shape, rates.net_migration.shape)
    people = np.broadcast_to(people, shape)
    moved = np.broadcast_to(rates.net_migration, shape)
    grown = grow_older(people)
    alive = survivors(people, rates.survival)
    adults = np.concatenate([np.zeros_like(alive[..., :1]), move(alive, moved)[..., 1:]], axis=-1)
    women = (_women(people, rates) + _women(adults, rates)) / 2
    by_mother = rates.fertility * women
    births = by_mother.sum(axis=-1, keepdims=True) * _birth_shares(shape[-2], rates.boys_share)
    grown[..., 0] = births
    alive[..., 0] = births * rates.survival[..., 0]
    after = move(alive, moved)
    return YearChange(after, births, by_mother, grown - alive, after - alive)


def move(alive: FloatArray, moved: FloatArray) -> FloatArray:
    """People after net migration [..., sex, age], never negative.

    n = l + M where that is ≥ 0. What is below zero, D = Σ max(−n, 0), is taken from the cells of
    the same place that have people left: n' = n⁺·(1 − D / Σ n⁺), or 0 where D exceeds Σ n⁺.
    """
    after = alive + moved
    if (after >= 0).all():
        return after
    left = np.maximum(after, 0.0)
    remaining = left.sum(axis=(-2, -1), keepdims=True)
    short = remaining - after.sum(axis=(-2, -1), keepdims=True)
    kept = 1.0 - np.minimum(short / np.where(remaining > 0, remaining, 1.0), 1.0)
    taken: FloatArray = left * kept
    return taken


def survivors(people: FloatArray, survival: FloatArray) -> FloatArray:
    """Those of ``people`` alive a year on, by their age then; age 0 is empty [..., sex, age]."""
    alive = people * survival[..., 1:]
    return grow_older(alive)


def grow_older(people: FloatArray) -> FloatArray:
    """Everyone a year older; the open last age keeps its own; age 0 is empty."""
    older = np.zeros_like(people)
    older[..., 1:] = people[..., :-1]
    older[..., -1] += people[..., -1]
    return older


def _women(people: FloatArray, rates: YearRates) -> FloatArray:
    """Women by age [..., age]: the last sex, or their share where both are together."""
    if people.shape[-2] == 1:
        women: FloatArray = people[..., 0, :] * rates.women_share
        return women
    return people[..., 1, :]


def _birth_shares(sexes: int, boys_share: float) -> FloatArray:
    return np.ones(1) if sexes == 1 else np.array([boys_share, 1.0 - boys_share])
