"""Net migration by age: shrunk to similar places, the more the less is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from nyegrep.foundation.axes import FloatArray
from nyegrep.methods.population.migration import (
    Migration,
    MigrationSettings,
    Residuals,
    shrink,
    similar_rates,
)
from nyegrep.parameters.tree import read

pytestmark = pytest.mark.unit

SETTINGS, _ = read("population.migration", into=MigrationSettings, at=date(2019, 1, 1))


def residuals(rate: FloatArray, size: FloatArray, years: float = 10.0) -> Residuals:
    """Places with a net migration rate that is the same for all ages and sexes."""
    exposure = np.ones((len(size), 2, 106)) * (years * size / 212)[:, None, None]
    return Residuals(exposure * rate[:, None, None], exposure, np.full(len(size), years), size)


def test_similar_places_are_those_of_the_same_size() -> None:
    """The small have 1 % out, the large 2 % in; a small place's prior is that of the small."""
    size = np.array([1000.0] * 10 + [100000.0] * 10)
    rate = np.where(size < 5000, -0.01, 0.02)
    similar = similar_rates(residuals(rate, size), SETTINGS)
    np.testing.assert_allclose(similar[:10], -0.01, atol=0.003)
    np.testing.assert_allclose(similar[10:], 0.02, atol=0.003)


def test_a_place_like_its_likes_is_left_where_it_is() -> None:
    size = np.linspace(500.0, 50000.0, 30)
    found = shrink(residuals(np.full(30, 0.012), size), SETTINGS)
    np.testing.assert_allclose(found, 0.012, rtol=1e-9)


def test_the_small_are_drawn_further_in_than_the_large() -> None:
    size = np.array([400.0] * 40 + [40000.0] * 40)
    rate = np.zeros(80)
    rate[[0, 40]] = 0.02
    found = shrink(residuals(rate, size), SETTINGS).mean(axis=(1, 2))
    assert 0.0 < found[0] < 0.01
    assert 0.013 < found[40] < 0.02


def test_more_years_let_a_place_speak_louder() -> None:
    size = np.full(40, 3000.0)
    rate = np.zeros(40)
    rate[0] = 0.02
    found = [shrink(residuals(rate, size, years), SETTINGS)[0].mean() for years in (1.0, 3.0, 10.0)]
    assert found == sorted(found)
    assert found[0] < 0.7 * found[-1]


def test_what_sets_the_sexes_apart_is_kept_in_a_large_place() -> None:
    size = np.full(30, 80000.0)
    seen = residuals(np.zeros(30), size)
    seen.deviation[3, 0, 20:30] += 0.03 * seen.exposure[3, 0, 20:30]
    found = shrink(seen, SETTINGS)[3]
    assert found[0, 25] > 0.02
    assert abs(found[1, 25]) < 0.005


def test_without_shrinkage_or_smoothing_the_rates_are_those_seen() -> None:
    raw = replace(SETTINGS, prior_exposure=0.0, year_noise=0.0, smoothing=0.0)
    rate = np.linspace(-0.02, 0.03, 12)
    found = shrink(residuals(rate, np.linspace(900.0, 9000.0, 12)), raw)
    np.testing.assert_allclose(found, rate[:, None, None] * np.ones((12, 2, 106)), atol=1e-12)


def test_the_order_of_places_does_not_matter() -> None:
    rng = np.random.default_rng(3)
    seen = residuals(rng.normal(0, 0.01, 25), rng.uniform(500, 30000, 25))
    order = rng.permutation(25)
    turned = Residuals(
        seen.deviation[order], seen.exposure[order], seen.years[order], seen.size[order]
    )
    np.testing.assert_allclose(shrink(turned, SETTINGS), shrink(seen, SETTINGS)[order])


def test_one_place_alone_is_its_own_likeness() -> None:
    found = shrink(residuals(np.array([0.01]), np.array([5000.0])), SETTINGS)
    np.testing.assert_allclose(found, 0.01)


def test_a_place_without_a_known_year_has_what_similar_places_have() -> None:
    size = np.full(20, 4000.0)
    seen = residuals(np.full(20, 0.01), size)
    seen.exposure[0] = seen.deviation[0] = 0.0
    seen.years[0] = 0.0
    np.testing.assert_allclose(shrink(seen, SETTINGS)[0], 0.01, rtol=1e-9)


def test_the_country_returns_to_its_mean() -> None:
    migration = Migration(np.zeros(1), np.zeros(1), 1.0, 0.008, 0.004, 0.5)
    np.testing.assert_allclose(migration.levels(3), [0.006, 0.005, 0.0045])
