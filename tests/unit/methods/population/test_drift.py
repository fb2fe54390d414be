"""From a few numbers to the country's years, and back from what was published."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nyegrep.foundation.axes import REPORT_AGE_GROUPS, sum_ages
from nyegrep.methods.population.drift import LongRun, Pace, gradual_drift, long_run_of
from nyegrep.methods.population.paths import central_drift, project
from tests.unit.methods.population.test_paths import BASE, rates

pytestmark = pytest.mark.unit

PACE = Pace(immigration_years=4, fertility_years=10)
YEARS = 20


def test_with_nothing_said_it_is_the_central_path() -> None:
    found, central = gradual_drift(rates(), LongRun(), PACE, YEARS), central_drift(rates(), YEARS)
    np.testing.assert_allclose(found.migration, central.migration)
    np.testing.assert_array_equal(found.fertility, central.fertility)
    np.testing.assert_array_equal(found.mortality, central.mortality)


def test_it_gets_there_in_a_straight_line() -> None:
    found = gradual_drift(rates(), LongRun(0.007, 0.8, 0.01), PACE, YEARS)
    level = rates().migration.level
    assert found.migration[1] == pytest.approx(level + (0.007 - level) / 2)
    np.testing.assert_allclose(found.migration[3:], 0.007)
    assert found.fertility[4] == pytest.approx(0.9)
    assert np.log(found.mortality[5]) == pytest.approx(0.05)


def test_what_was_published_is_told_back_in_the_numbers_it_was_made_with() -> None:
    truth = LongRun(0.0062, 1.11, -0.006)
    own = replace(rates(), fertility_level=np.ones(3))
    drift = gradual_drift(own, truth, PACE, YEARS)
    people = project(own.of_country(), BASE + YEARS, drift).people[0].sum(axis=1)
    years = [BASE + 5, BASE + 10, BASE + 20]
    published = np.stack(
        [[sum_ages(people[y - BASE], group) for group in REPORT_AGE_GROUPS] for y in years]
    )
    found = long_run_of(own, published, REPORT_AGE_GROUPS, years, PACE)
    assert found.net_immigration == pytest.approx(truth.net_immigration, abs=1e-6)
    assert found.fertility == pytest.approx(truth.fertility, abs=1e-5)
    assert found.mortality_trend == pytest.approx(truth.mortality_trend, abs=1e-6)
