"""A year's growth in jobs, reckoned by hand."""

from __future__ import annotations

import numpy as np
import pytest

from nyegrep.methods.futures.jobs import Jobs, YearOfJobs, grow, noise_spread
from tests.unit.methods.futures.three_places import SETTINGS

pytestmark = pytest.mark.unit


def year(**changed: float) -> YearOfJobs:
    given = {
        "national": 1.0,
        "population_effect": 0.4,
        "business_attractiveness": 0.5,
        "noise": 0.0,
        "need": 2.0,
        "national_need": 1.5,
    }
    given |= changed
    arrays = {
        name: np.array([given[name]]) for name in ("business_attractiveness", "noise", "need")
    }
    return YearOfJobs(
        national=given["national"],
        population_effect=given["population_effect"],
        national_need=given["national_need"],
        **arrays,
    )


def before() -> Jobs:
    """600 private and 400 public jobs; people grew half a per cent less than the country's."""
    lags = np.array([[0.3], [0.2], [0.1]])
    return Jobs(np.array([600.0]), np.array([400.0]), np.array([-0.5]), lags)


def test_private_jobs_grow_with_country_people_and_attractiveness() -> None:
    """1 + 0.4·(-0.5) + 0.5 = 1.3 per cent of 600."""
    assert grow(before(), year()).private == pytest.approx([600 * 1.013])


def test_public_jobs_follow_the_need_of_the_ages_they_serve() -> None:
    assert grow(before(), year()).public == pytest.approx([408.0])


def test_growth_beyond_the_countrys_is_in_per_cent_of_all_jobs_and_remembered() -> None:
    """(0.3·600 + (2 - 1.5)·400)/1000 = 0.38; the two years before move one step back."""
    growth = grow(before(), year()).growth
    np.testing.assert_allclose(growth[:, 0], [0.38, 0.3, 0.2])


def test_chance_moves_jobs_but_not_what_people_answer_to() -> None:
    still, shaken = grow(before(), year()), grow(before(), year(noise=5.0))
    assert shaken.private > still.private
    np.testing.assert_array_equal(shaken.growth, still.growth)


def test_jobs_are_never_negative() -> None:
    assert grow(before(), year(noise=-300.0)).private == 0.0


def test_small_places_shake_more() -> None:
    """σ² = 9²·1000/P + 1.5²."""
    assert noise_spread(1000.0, SETTINGS.jobs) == pytest.approx((81 + 2.25) ** 0.5)
    assert noise_spread(1e9, SETTINGS.jobs) == pytest.approx(1.5, abs=1e-3)
