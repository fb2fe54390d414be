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
        migration: net migration per survivor [..., sex, age]; age on the next 1 January. Below −1
            counts as −1: no more can move out than are there.
    """

    survival: FloatArray
    fertility: FloatArray
    women_share: FloatArray
    boys_share: float
    migration: FloatArray


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

    l(a+1) = s(a)·P(a), open last age;  M(a) = l(a)·max(r(a), −1);  P'(a) = l(a) + M(a);
    B = Σ f(a)·(W(a) + W'(a))/2 over mothers' ages a, W'(0) = 0;  l(0) = s(birth)·B.

    Those born in the year thus move by the same rule as everyone else.

    Args:
        people: persons on 1 January [..., sex, age].
        rates: what happens in the year.

    Returns:
        The outcome. No cell is ever negative.
    """
    shape = np.broadcast_shapes(
        people.shape,
        rates.migration.shape,
        rates.survival[..., 1:].shape,
        (*rates.fertility.shape[:-1], 1, 1),
    )
    people = np.broadcast_to(people, shape)
    moving = np.maximum(rates.migration, -1.0)
    grown = grow_older(people)
    alive = survivors(people, rates.survival)
    women = (_women(people, rates) + _women(alive * (1.0 + moving), rates)) / 2
    by_mother = rates.fertility * women
    births = by_mother.sum(axis=-1, keepdims=True) * _birth_shares(shape[-2], rates.boys_share)
    grown[..., 0] = births
    alive[..., 0] = births * rates.survival[..., 0]
    moved = alive * moving
    return YearChange(alive + moved, births, by_mother, grown - alive, moved)


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
