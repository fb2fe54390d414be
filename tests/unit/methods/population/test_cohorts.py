"""One year of the cohort-component model: people conserved, none below nought, all a year older."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nyegrep.foundation.axes import FloatArray
from nyegrep.methods.population.cohorts import YearRates, grow_older, step
from tests.unit.methods.population.plain import (
    LAST,
    birth_rates,
    death_rates,
    plain_step,
    pyramid,
    year_survival,
)

pytestmark = pytest.mark.unit

AGES = LAST + 1
SHARE = np.full(AGES, 0.487)
thorough = settings(derandomize=True, deadline=None, max_examples=60)


def numbers(low: float, high: float, *shape: int) -> st.SearchStrategy[FloatArray]:
    return arrays(np.float64, shape, elements=st.floats(low, high, width=32))


def rates(survival: FloatArray, fertility: FloatArray, migration: FloatArray) -> YearRates:
    return YearRates(survival, fertility, SHARE, 0.5135, migration)


SEXED_YEARS = {
    "people": numbers(0, 1e4, 3, 2, AGES),
    "survival": numbers(0, 1, 3, 2, AGES + 1),
    "fertility": numbers(0, 0.25, 3, AGES),
    "migration": numbers(-1.5, 1.5, 3, 2, AGES),
}


@thorough
@given(**SEXED_YEARS)
def test_people_are_conserved_in_every_cell(
    people: FloatArray, survival: FloatArray, fertility: FloatArray, migration: FloatArray
) -> None:
    done = step(people, rates(survival, fertility, migration))
    before = grow_older(people)
    before[..., 0] = done.births
    np.testing.assert_allclose(
        done.people, before - done.deaths + done.net_migration, rtol=1e-9, atol=1e-6
    )


@thorough
@given(**SEXED_YEARS)
def test_the_whole_place_adds_up(
    people: FloatArray, survival: FloatArray, fertility: FloatArray, migration: FloatArray
) -> None:
    done = step(people, rates(survival, fertility, migration))
    everyone = (-2, -1)
    change = (
        done.births.sum(axis=-1) - done.deaths.sum(axis=everyone)
        + done.net_migration.sum(axis=everyone)
    )  # fmt: skip
    np.testing.assert_allclose(
        done.people.sum(axis=everyone), people.sum(axis=everyone) + change, rtol=1e-9, atol=1e-6
    )
    np.testing.assert_allclose(done.births_by_mother.sum(axis=-1), done.births.sum(axis=-1))


@thorough
@given(**SEXED_YEARS)
def test_no_one_is_less_than_nought(
    people: FloatArray, survival: FloatArray, fertility: FloatArray, migration: FloatArray
) -> None:
    done = step(people, rates(survival, fertility, migration))
    assert (done.people >= 0).all()
    assert (done.deaths >= -1e-9).all()
    assert (done.births >= 0).all()


@thorough
@given(people=numbers(0, 1e4, 2, AGES))
def test_without_events_everyone_grows_a_year_older(people: FloatArray) -> None:
    quiet = rates(np.ones((2, AGES + 1)), np.zeros(AGES), np.zeros((2, AGES)))
    done = step(people, quiet)
    np.testing.assert_array_equal(done.people[:, 0], 0)
    np.testing.assert_array_equal(done.people[:, 1:-1], people[:, :-2])
    np.testing.assert_allclose(done.people[:, -1], people[:, -2] + people[:, -1])


def test_no_more_move_out_than_are_there() -> None:
    people = pyramid(1000.0)
    migration = np.zeros((2, AGES))
    migration[:, 30] = -1.7
    done = step(people, rates(year_survival(death_rates()), birth_rates(), migration))
    np.testing.assert_array_equal(done.people[:, 30], 0)
    np.testing.assert_allclose(
        done.net_migration[:, 30], -people[:, 29] * year_survival(death_rates())[:, 30]
    )


def test_the_newborn_move_as_others_do() -> None:
    """Ten women of 30, one child each; half of the infants live, a tenth more then move in."""
    people, migration, fertility = np.zeros((2, AGES)), np.zeros((2, AGES)), np.zeros(AGES)
    people[1, 30], fertility[30:32], migration[:, 0] = 10.0, 1.0, 0.1
    survival = np.ones((2, AGES + 1))
    survival[:, 0] = 0.5
    done = step(people, rates(survival, fertility, migration))
    assert done.births.sum() == pytest.approx(10)
    np.testing.assert_allclose(done.net_migration[:, 0], done.births * 0.5 * 0.1)
    assert done.people[:, 0].sum() == pytest.approx(10 * 0.5 * 1.1)


def test_agrees_with_plain_loops() -> None:
    rng = np.random.default_rng(5)
    people = rng.uniform(0, 500, (2, AGES))
    survival = year_survival(death_rates() * rng.uniform(0.5, 2.0, (2, AGES)))
    migration = rng.uniform(-0.3, 0.3, (2, AGES))
    migration[0, 40] = -1.2
    done = step(people, rates(survival, birth_rates(), migration))
    plain = plain_step(people, survival, birth_rates(), migration, 0.5135)
    np.testing.assert_allclose(done.people, plain.people, rtol=1e-12)
    np.testing.assert_allclose(done.births, plain.births, rtol=1e-12)
    np.testing.assert_allclose(done.deaths, plain.deaths, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(done.net_migration, plain.moved, rtol=1e-12)


def test_both_sexes_together_have_births_by_the_share_of_women() -> None:
    people = pyramid(5000.0).sum(axis=0, keepdims=True)
    quiet = rates(np.ones((1, AGES + 1)), birth_rates(), np.zeros((1, AGES)))
    done = step(people, quiet)
    mothers = 0.487 * (people[0] + done.people[0]) / 2
    mothers[0] = 0.487 * people[0, 0] / 2
    assert done.births.sum() == pytest.approx((mothers * birth_rates()).sum())
    assert done.births.shape == (1,)


def test_leading_axes_broadcast_as_draws_and_places_do() -> None:
    """One place's people under three draws of migration, [draw, municipality, sex, age]."""
    people = np.stack([pyramid(800.0), pyramid(9000.0)])
    migration = np.linspace(-0.1, 0.1, 3)[:, None, None, None] * np.ones((3, 2, 2, AGES))
    survival = year_survival(death_rates())
    done = step(people, rates(survival, birth_rates(), migration))
    assert done.people.shape == (3, 2, 2, AGES)
    alone = step(people[1], rates(survival, birth_rates(), migration[2, 1]))
    np.testing.assert_allclose(done.people[2, 1], alone.people)


def test_draws_that_differ_in_survival_or_births_alone_are_kept_apart() -> None:
    people, still = pyramid(800.0), np.zeros((2, AGES))
    survival = np.stack([year_survival(death_rates()), year_survival(2 * death_rates())])
    fertility = np.stack([birth_rates(), 2 * birth_rates()])
    dying = step(people, rates(survival, birth_rates(), still))
    born = step(people, rates(survival[0], fertility, still))
    np.testing.assert_allclose(
        dying.people[1], step(people, rates(survival[1], birth_rates(), still)).people
    )
    np.testing.assert_allclose(
        born.people[1], step(people, rates(survival[0], fertility[1], still)).people
    )
