"""Age schedules: deaths, births, moves."""

from __future__ import annotations

import numpy as np
import pytest

from nyegrep.foundation.axes import AGES
from nyegrep.sources.demo.country import BURN_IN_YEAR, FloatArray, country
from nyegrep.sources.demo.parameters import PopulationParameters, at
from nyegrep.sources.demo.schedules import (
    coming_from_abroad,
    death_probabilities,
    death_rates,
    fertility_rates,
    first_people,
    going_abroad,
    moving_out,
    pull,
)

pytestmark = pytest.mark.unit

PARAMETERS = PopulationParameters()


def life_expectancy(rates: FloatArray) -> FloatArray:
    """Area under the survival curve of constant death rates within each year of age."""
    alive = np.concatenate([np.ones((2, 1)), np.exp(-np.cumsum(rates, axis=1))], axis=1)
    years: FloatArray = (0.5 * (alive[:, 1:] + alive[:, :-1])).sum(axis=1)
    return years


def test_life_expectancy_is_about_81_for_men_and_84_and_a_half_for_women() -> None:
    men, women = life_expectancy(death_rates(2019, PARAMETERS))
    assert men == pytest.approx(81.0, abs=0.5)
    assert women == pytest.approx(84.5, abs=0.5)


def test_people_live_longer_over_time() -> None:
    assert (
        life_expectancy(death_rates(2025, PARAMETERS))
        > life_expectancy(death_rates(2000, PARAMETERS))
    ).all()


def test_death_rates_rise_with_age_after_forty() -> None:
    assert (np.diff(death_rates(2019, PARAMETERS)[:, 40:], axis=1) > 0).all()


def test_a_cohort_meets_half_of_each_of_two_ages() -> None:
    rates = death_rates(2019, PARAMETERS)
    chances = death_probabilities(rates)
    assert chances.shape == (2, len(AGES) + 1)
    expected = 1 - np.exp(-0.5 * (rates[:, 79] + rates[:, 80]))
    assert chances[:, 80] == pytest.approx(expected)
    assert (chances[:, 0] < rates[:, 0]).all()


def test_fertility_rates_add_up_to_the_total_and_have_their_mean_age() -> None:
    rates = fertility_rates(2009, PARAMETERS)
    assert rates.sum() == pytest.approx(1.95)
    mean_age = (rates * (np.arange(15, 50) + 0.5)).sum() / rates.sum()
    assert mean_age == pytest.approx(at(PARAMETERS.mother_age, 2009), abs=0.1)


def test_the_young_move_most_and_nobody_with_certainty() -> None:
    chances = moving_out(country(), PARAMETERS)
    assert (chances > 0).all()
    assert (chances <= 0.5).all()
    assert (chances[:, :, 23] > chances[:, :, 50]).all()


def test_towns_pull_students_and_suburbs_families() -> None:
    places = country()
    appeal = pull(places)
    capital, suburb = places.slots["7101"], places.slots["7102"]
    assert appeal[capital, 22] > appeal[suburb, 22]
    assert appeal[suburb, 34] > appeal[capital, 34]


@pytest.mark.parametrize("profile", [coming_from_abroad(), going_abroad()])
def test_foreign_migration_is_spread_over_everybody_once(profile: FloatArray) -> None:
    assert profile.sum() == pytest.approx(1)
    assert (profile > 0).all()
    assert 22 <= profile.sum(axis=0).argmax() <= 34


def test_the_first_people_are_as_many_as_the_places_say() -> None:
    places = country()
    people = first_people(places, PARAMETERS, BURN_IN_YEAR)
    expected = [place.inhabitants for place in places.places]
    assert people.sum(axis=(1, 2)) == pytest.approx(np.array(expected, dtype=float))
