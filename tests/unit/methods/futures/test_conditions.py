"""National numbers year by year, and the need for public services by age."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nyegrep.foundation.futures import CRISIS, NEUTRAL, TAILWIND, Future
from nyegrep.methods.futures.conditions import conditions, public_need
from nyegrep.methods.population.paths import central_drift
from tests.unit.methods.futures.three_places import BUILT_IN, SETTINGS, YEARS, places

pytestmark = pytest.mark.unit


def test_the_middle_set_is_the_central_path() -> None:
    found = conditions(places().rates, BUILT_IN[NEUTRAL], SETTINGS, YEARS).drift
    central = central_drift(places().rates, YEARS)
    np.testing.assert_allclose(found.migration, central.migration)
    assert (found.fertility == 1.0).all()
    assert (found.mortality == 1.0).all()


def test_net_immigration_goes_in_a_straight_line_to_that_of_the_set_and_stays_there() -> None:
    found = conditions(places().rates, BUILT_IN[TAILWIND], SETTINGS, YEARS).drift.migration
    level, years = places().rates.migration.level, SETTINGS.axes.immigration_years
    wanted = SETTINGS.favourable.net_immigration / 100
    assert found[0] == pytest.approx(level + (wanted - level) / years)
    np.testing.assert_allclose(found[years - 1 :], wanted)


def test_fertility_and_mortality_move_gradually() -> None:
    found = conditions(places().rates, BUILT_IN[CRISIS], SETTINGS, YEARS).drift
    assert found.fertility[0] == pytest.approx(1 + (SETTINGS.unfavourable.fertility - 1) / 10)
    assert found.fertility[-1] == pytest.approx(SETTINGS.unfavourable.fertility)
    assert found.mortality[0] == 1.0
    assert np.log(found.mortality[-1]) == pytest.approx(
        SETTINGS.unfavourable.mortality_trend * (YEARS - 1)
    )


def test_a_futures_own_numbers_replace_those_of_its_set() -> None:
    own = Future("mine", "unfavourable", overrides={"net_immigration": 0.2})
    found = conditions(places().rates, own, SETTINGS, YEARS)
    assert found.drift.migration[-1] == pytest.approx(0.002)
    assert found.private_job_growth[0] == SETTINGS.unfavourable.private_job_growth


def test_public_need_weighs_people_by_age() -> None:
    """Ten of age 3, a hundred of 40 and two of 95."""
    jobs = replace(SETTINGS.jobs, public_need={0: 3.0, 20: 0.5, 90: 10.0})
    people = np.zeros((2, 106))
    people[0, 3], people[1, 40], people[0, 95] = 10.0, 100.0, 2.0
    assert public_need(people, replace(SETTINGS, jobs=jobs)) == pytest.approx(30 + 50 + 20)
