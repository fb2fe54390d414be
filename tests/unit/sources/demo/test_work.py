"""Jobs: industries, growth and its parts."""

from __future__ import annotations

import numpy as np
import pytest

from nyegrep.foundation.randomness import stream
from nyegrep.sources.demo.country import IntArray
from nyegrep.sources.demo.parameters import AttractivenessParameters
from nyegrep.sources.demo.work import (
    PRIVATE,
    PUBLIC,
    industries,
    next_jobs,
    parts_of_total,
    split_growth,
    willing,
)

pytestmark = pytest.mark.unit

CODES = (
    "01-03 05-09 10-33 35-39 41-43 45-47 49-53 55-56 58-63 64-66 68-75 77-82 84 85 86-88 90-99 00"
)


@pytest.fixture
def before() -> IntArray:
    """Two municipalities, two industries, private and public."""
    return np.array([[[100, 0], [300, 200]], [[500, 0], [100, 300]]])


@pytest.fixture
def after() -> IntArray:
    return np.array([[[90, 0], [330, 210]], [[510, 0], [130, 300]]])


def test_industries_are_the_groups_of_the_statistics() -> None:
    assert [group.code for group in industries()] == CODES.split()
    assert sum(group.share for group in industries()) == pytest.approx(1)


def test_private_growth_is_the_sum_of_its_parts(before: IntArray, after: IntArray) -> None:
    growth = split_growth(before, after, np.array([0.5, -0.5]), AttractivenessParameters())
    assert growth.private == pytest.approx([5.0, 100 * (640 / 600 - 1)])
    assert growth.national == pytest.approx(6.0)


def test_industry_mix_is_the_shares_times_relative_growth(
    before: IntArray, after: IntArray
) -> None:
    growth = split_growth(before, after, np.zeros(2), AttractivenessParameters())
    first, second = 0.0, 100 * (460 / 400 - 1)
    expected = 0.25 * (first - 6.0) + 0.75 * (second - 6.0)
    assert growth.industry_mix[0] == pytest.approx(expected)


def test_industry_mix_and_the_rest_vanish_for_the_country(
    before: IntArray, after: IntArray
) -> None:
    growth = split_growth(before, after, np.zeros(2), AttractivenessParameters())
    private = before[:, :, PRIVATE].sum(axis=1)
    assert (private * growth.industry_mix).sum() == pytest.approx(0, abs=1e-6)
    assert (private * growth.business_attractiveness).sum() == pytest.approx(0, abs=1e-6)


def test_population_effect_is_lambda_times_relative_growth(
    before: IntArray, after: IntArray
) -> None:
    growth = split_growth(before, after, np.array([1.0, -2.0]), AttractivenessParameters())
    assert growth.population_effect == pytest.approx([0.37, -0.74])


def test_parts_of_total_add_up_to_growth_beyond_the_country(
    before: IntArray, after: IntArray
) -> None:
    growth = split_growth(before, after, np.zeros(2), AttractivenessParameters())
    gained = parts_of_total(before, growth).sum(axis=1)
    private, public = before[:, :, PRIVATE].sum(axis=1), before[:, :, PUBLIC].sum(axis=1)
    expected_private = after[:, :, PRIVATE].sum(axis=1) - private * 1.06
    expected_public = after[:, :, PUBLIC].sum(axis=1) - public * 510 / 500
    assert gained == pytest.approx(expected_private + expected_public)


def test_jobs_follow_the_country_and_the_push_on_average() -> None:
    before = np.full((400, 1, 2), 1000)
    factors, pushes = np.array([[1.02, 1.0]]), np.tile([0.01, -0.02], (400, 1))
    after = next_jobs(before, factors, pushes, 1.0, stream(1, "test"))
    mean = after.mean(axis=(0, 1))
    assert mean == pytest.approx([1030, 980], abs=6)
    assert after.dtype.kind == "i"


def test_only_people_of_working_age_are_willing() -> None:
    people = np.zeros((1, 2, 106), dtype=np.int64)
    people[:, :, :15] = 100
    people[:, :, 75:] = 100
    assert willing(people)[0] == 0
    people[:, :, 40] = 100
    assert 160 < willing(people)[0] < 200
