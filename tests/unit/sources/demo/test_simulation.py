"""The years as they follow on each other."""

from __future__ import annotations

import numpy as np
import pytest

from nyegrep.sources.demo.country import BURN_IN_YEAR, LAST_YEAR
from nyegrep.sources.demo.simulation import Simulation, simulate

pytestmark = pytest.mark.unit

YEARS = range(BURN_IN_YEAR, LAST_YEAR)


def test_net_migration_is_the_sum_of_its_parts(simulation: Simulation) -> None:
    for year in YEARS:
        parts = simulation.years[year].migration
        there = simulation.country.active(year)
        total = (
            parts.immigration
            + simulation.attractiveness.constant
            + parts.size
            + parts.integration
            + parts.own_attractiveness
            + parts.own_structure
            + parts.own_public
            + parts.neighbour
            + parts.residential_attractiveness
            + parts.chance
        )
        assert total[there] == pytest.approx(parts.net[there])


def test_size_is_the_logarithm_of_the_people(simulation: Simulation) -> None:
    year = simulation.years[2010]
    people = year.people[0].sum()
    assert year.migration.size[0] == pytest.approx(0.1026 * np.log(people) - 0.8714)


def test_attractiveness_of_the_country_is_what_makes_domestic_moves_cancel(
    simulation: Simulation,
) -> None:
    for year in YEARS:
        happened = simulation.years[year]
        persons = happened.people.sum(axis=(1, 2))
        beyond = happened.migration.net - happened.migration.immigration
        assert (persons * beyond).sum() / persons.sum() == pytest.approx(0, abs=1e-9)


def test_chance_is_larger_in_small_municipalities(simulation: Simulation) -> None:
    chance = np.array([simulation.years[year].migration.chance for year in YEARS])
    people = simulation.people(2010).sum(axis=(1, 2))
    always = simulation.country.active(BURN_IN_YEAR) & simulation.country.active(LAST_YEAR)
    small, large = always & (people < 2000), always & (people > 20000)
    assert chance[:, small].std() > 4 * chance[:, large].std()
    assert abs(chance[:, always].mean()) < 0.06


def test_own_growth_is_the_lagged_relative_growth_of_all_jobs(simulation: Simulation) -> None:
    """For a municipality whose borders never changed, with lags 0, 1 and 2."""
    slot, weights = simulation.country.slots["7109"], simulation.attractiveness.own_growth
    expected = 0.0
    for lag, weight in enumerate(weights):
        happened = simulation.years[2010 - lag]
        before = happened.jobs_before[slot]
        relative = happened.growth.private[slot] - happened.growth.national
        relative_public = happened.growth.public[slot] - happened.growth.national_public
        gained = relative * before[:, 0].sum() + relative_public * before[:, 1].sum()
        expected += weight * gained / before.sum()
    matrix = simulation.years[2010].commuting
    inside = matrix[slot, slot] / matrix[slot].sum()
    parts = simulation.years[2010].migration
    own = parts.own_attractiveness[slot] + parts.own_structure[slot] + parts.own_public[slot]
    assert own == pytest.approx(inside * expected)


def test_jobs_begin_each_year_where_they_ended(simulation: Simulation) -> None:
    unchanged = simulation.country.active(BURN_IN_YEAR) & simulation.country.active(LAST_YEAR)
    unchanged[[simulation.country.slots[code] for code in ("7307", "7603", "7604")]] = False
    for year in range(BURN_IN_YEAR + 1, LAST_YEAR):
        before, last = simulation.years[year].jobs_before, simulation.years[year - 1].jobs
        assert np.array_equal(before[unchanged], last[unchanged])
        assert before.sum() == last.sum()


def test_commuting_has_the_jobs_as_columns(simulation: Simulation) -> None:
    for year in YEARS:
        happened = simulation.years[year]
        jobs = happened.jobs.sum(axis=(1, 2))
        assert np.array_equal(happened.commuting.sum(axis=0), jobs)


def test_slots_out_of_force_are_empty(simulation: Simulation) -> None:
    for year in YEARS:
        idle = ~simulation.country.active(year)
        happened = simulation.years[year]
        assert not happened.people[idle].any()
        assert not happened.jobs[idle].any()
        assert not happened.commuting[idle].any()


def test_progress_is_told_of_every_year() -> None:
    seen: list[tuple[str, int, int]] = []
    simulate(1, lambda step, done, total: seen.append((step, done, total)))
    assert [done for _, done, _ in seen] == list(range(len(YEARS)))
    assert {(step, total) for step, _, total in seen} == {("demo.years", len(YEARS))}
