"""The country under a future, and neighbours on the neutral path."""

from __future__ import annotations

import numpy as np
import pytest

from nyegrep.foundation.futures import CRISIS, NEUTRAL, TAILWIND
from nyegrep.methods.futures.jobs import Jobs
from nyegrep.methods.futures.surroundings import expected_migration, own_growth
from nyegrep.methods.population.paths import project
from tests.unit.methods.futures.three_places import BY, YEARS, met, places

pytestmark = pytest.mark.unit


def test_the_country_grows_as_its_own_path_under_the_conditions() -> None:
    found = met(TAILWIND)
    horizon = places().rates.base_year + YEARS
    totals = project(places().rates.of_country(), horizon, found.conditions.drift).totals()[0]
    np.testing.assert_allclose(found.growth, 100 * np.diff(totals) / totals[:-1])


def test_good_times_give_the_country_more_people_than_bad_ones() -> None:
    assert (met(TAILWIND).growth[3:] > met(CRISIS).growth[3:]).all()


def test_expected_migration_is_the_sum_of_its_terms() -> None:
    """0.6 + 0.1026·ln 5000 - 0.8714 + 0.25."""
    found = expected_migration(BY, np.array([5000.0]), 0.6, np.array([0.25]))
    assert found == pytest.approx([0.6 + 0.1026 * np.log(5000) - 0.8714 + 0.25])


def test_own_growth_counts_as_much_as_work_at_home() -> None:
    """0.8·(0.132·1 + 0.081·2 + 0.062·3) with eight of ten at home."""
    jobs = Jobs(np.ones(1), np.ones(1), np.zeros(1), np.array([[1.0], [2.0], [3.0]]))
    assert own_growth(BY, jobs, 0.8) == pytest.approx([0.8 * (0.132 + 0.162 + 0.186)])


def test_neighbours_that_grow_less_than_the_country_pull_down() -> None:
    """The effect is f·Σ p_ij Σ_l b_l x_j; in the first year x is public need and growth before."""
    effects = met(NEUTRAL).neighbours
    assert effects.shape == (3, YEARS)
    assert effects[:, 0] == pytest.approx(np.zeros(3), abs=1e-9)
    assert np.isfinite(effects).all()
    assert np.abs(effects).max() < 1.0
