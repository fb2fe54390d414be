"""One year of the cohort-component model: people conserved, none below nought, all a year older."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nyegrep.foundation.axes import FloatArray
from nyegrep.methods.population.cohorts import YearRates, grow_older, move, step, survivors
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


def rates(survival: FloatArray, fertility: FloatArray, moved: FloatArray) -> YearRates:
    return YearRates(survival, fertility, SHARE, 0.5135, moved)


SEXED_YEARS = {
    "people": numbers(0, 1e4, 3, 2, AGES),
    "survival": numbers(0, 1, 3, 2, AGES + 1),
    "fertility": numbers(0, 0.25, 3, AGES),
    "moved": numbers(-200, 200, 3, 2, AGES),
}


@thorough
@given(**SEXED_YEARS)
def test_people_are_conserved_in_every_cell(
    people: FloatArray, survival: FloatArray, fertility: FloatArray, moved: FloatArray
) -> None:
    done = step(people, rates(survival, fertility, moved))
    before = grow_older(people)
    before[..., 0] = done.births
    np.testing.assert_allclose(
        done.people, before - done.deaths + done.net_migration, rtol=1e-9, atol=1e-6
    )


@thorough
@given(**SEXED_YEARS)
def test_the_whole_place_adds_up(
    people: FloatArray, survival: FloatArray, fertility: FloatArray, moved: FloatArray
) -> None:
    done = step(people, rates(survival, fertility, moved))
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
    people: FloatArray, survival: FloatArray, fertility: FloatArray, moved: FloatArray
) -> None:
    done = step(people, rates(survival, fertility, moved))
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


@thorough
@given(alive=numbers(0, 1e4, 2, 12), moved=numbers(-1e4, 1e4, 2, 12))
def test_moves_beyond_the_people_are_taken_from_the_others(
    alive: FloatArray, moved: FloatArray
) -> None:
    """The place keeps its net migration as long as it has the people for it."""
    after = move(alive, moved)
    wanted = max(alive.sum() + moved.sum(), 0.0)
    assert (after >= 0).all()
    assert after.sum() == pytest.approx(wanted, rel=1e-9, abs=1e-5)


def test_what_a_cell_lacks_is_taken_in_proportion() -> None:
    after = move(np.array([[10.0, 30.0, 60.0]]), np.array([[-19.0, 0.0, 0.0]]))
    np.testing.assert_allclose(after, [[0.0, 27.0, 54.0]])


def test_agrees_with_plain_loops() -> None:
    rng = np.random.default_rng(5)
    people = rng.uniform(0, 500, (2, AGES))
    survival = year_survival(death_rates() * rng.uniform(0.5, 2.0, (2, AGES)))
    moved = rng.uniform(-0.3, 0.3, (2, AGES)) * survivors(people, survival)
    done = step(people, rates(survival, birth_rates(), moved))
    plain = plain_step(people, survival, birth_rates(), moved, 0.5135)
    np.testing.assert_allclose(done.people, plain.people, rtol=1e-12)
    np.testing.assert_allclose(done.births, plain.births, rtol=1e-12)
    np.testing.assert_allclose(done.deaths, plain.deaths, rtol=1e-9, atol=1e-9)


def test_both_sexes_together_have_births_by_the_share_of_women() -> None:
    people = pyramid(5000.0).sum(axis=0, keepdims=True)
    quiet = rates(np.ones((1, AGES + 1)), birth_rates(), np.zeros((1, AGES)))
    done = step(people, quiet)
    mothers = 0.487 * (people[0] + done.people[0]) / 2
    mothers[0] = 0.487 * people[0, 0] / 2
    assert done.births.sum() == pytest.approx((mothers * birth_rates()).sum())
    assert done.births.shape == (1,)


def test_leading_axes_broadcast_as_draws_and_places_do() -> None:
    """One place's people under three draws of moves, [draw, municipality, sex, age]."""
    people = np.stack([pyramid(800.0), pyramid(9000.0)])
    moved = np.linspace(-1.0, 1.0, 3)[:, None, None, None] * np.ones((3, 2, 2, AGES))
    survival = year_survival(death_rates())
    done = step(people, rates(survival, birth_rates(), moved))
    assert done.people.shape == (3, 2, 2, AGES)
    alone = step(people[1], rates(survival, birth_rates(), moved[2, 1]))
    np.testing.assert_allclose(done.people[2, 1], alone.people)
