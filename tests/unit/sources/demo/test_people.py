"""One year of births, deaths and moves."""

from __future__ import annotations

import numpy as np
import pytest

from nyegrep.sources.demo.country import IntArray, country
from nyegrep.sources.demo.parameters import PopulationParameters
from nyegrep.sources.demo.people import Chances, Flows, chances, depart, end_of_year, mothers, move
from nyegrep.sources.demo.schedules import first_people, moving_out, pull

pytestmark = pytest.mark.unit

PARAMETERS = PopulationParameters()
YEAR = 2010


@pytest.fixture(scope="module")
def people() -> IntArray:
    return np.round(first_people(country(), PARAMETERS, YEAR)).astype(np.int64)


@pytest.fixture(scope="module")
def chance() -> Chances:
    count = len(country().places)
    moves = (moving_out(country(), PARAMETERS), pull(country()))
    return chances(YEAR, PARAMETERS, np.ones((3, count)), moves)


def happen(people: IntArray, chance: Chances, wanted: float, seed: int) -> tuple[IntArray, Flows]:
    departures = depart(people, chance, YEAR, PARAMETERS, seed)
    persons = people.sum(axis=(1, 2))
    net_abroad = departures.immigrants - departures.emigrants.sum()
    net = persons * net_abroad / persons.sum()
    net[0] += wanted
    net[1] -= wanted
    return departures.cohorts, move(departures, chance, net, YEAR, seed)


def test_everybody_is_accounted_for_by_sex_and_cohort(people: IntArray, chance: Chances) -> None:
    cohorts, flows = happen(people, chance, 0.0, seed=1)
    after = end_of_year(cohorts, flows)
    gains = flows.births.sum() + flows.in_movers.sum() + flows.immigrants.sum()
    losses = flows.deaths.sum() + flows.out_movers.sum() + flows.emigrants.sum()
    assert after.sum() == people.sum() + gains - losses
    assert (after >= 0).all()


def test_domestic_moves_add_up_to_zero_in_every_cohort(people: IntArray, chance: Chances) -> None:
    _, flows = happen(people, chance, 0.0, seed=1)
    assert np.array_equal(flows.in_movers.sum(axis=0), flows.out_movers.sum(axis=0))


def test_net_immigration_of_the_country_is_what_the_parameters_say(
    people: IntArray, chance: Chances
) -> None:
    _, flows = happen(people, chance, 0.0, seed=1)
    net = flows.immigrants.sum() - flows.emigrants.sum()
    assert net / people.sum() == pytest.approx(0.0091, abs=1e-4)


def test_net_migration_is_as_wanted_on_average(people: IntArray, chance: Chances) -> None:
    gained = [happen(people, chance, 1500.0, seed)[1].net_migration()[:2] for seed in range(8)]
    plain = [happen(people, chance, 0.0, seed)[1].net_migration()[:2] for seed in range(8)]
    difference = np.mean(gained, axis=0) - np.mean(plain, axis=0)
    assert difference == pytest.approx([1500, -1500], abs=150)


def test_the_last_two_cohorts_become_the_open_age(people: IntArray, chance: Chances) -> None:
    cohorts, flows = happen(people, chance, 0.0, seed=1)
    nothing = np.zeros_like(flows.deaths)
    still = Flows(flows.births, nothing, nothing, nothing, nothing, nothing, flows.in_shares)
    after = end_of_year(cohorts, still)
    expected = people[:, :, -2] + people[:, :, -1]
    assert np.array_equal(after[:, :, -1], expected)
    assert np.array_equal(after[:, :, 1], people[:, :, 0])


def test_mothers_are_half_of_the_age_and_half_the_younger() -> None:
    people = np.zeros((1, 2, 106), dtype=np.int64)
    people[0, 1, 30] = 10
    exposure = mothers(people)
    assert exposure[0, 30 - 15] == 5
    assert exposure[0, 31 - 15] == 5
    assert exposure.sum() == 10


def test_shares_of_movers_add_up_to_one(people: IntArray, chance: Chances) -> None:
    _, flows = happen(people, chance, 0.0, seed=1)
    assert flows.in_shares.sum(axis=0) == pytest.approx(np.ones(flows.in_shares.shape[1]))
