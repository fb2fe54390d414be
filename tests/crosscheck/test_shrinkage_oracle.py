"""Chance, lasting differences and shrunken means against a mixed model of statsmodels."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.regression.mixed_linear_model import MixedLM

from nyegrep.methods.attractiveness.shrinkage import estimate_noise, shrink
from tests.unit.methods.attractiveness.residuals import Chance, invent

pytestmark = pytest.mark.crosscheck


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_places_of_one_size_without_memory_are_a_random_intercept(seed: int) -> None:
    """Restricted maximum likelihood: the variance between places, and the best predictions."""
    made = invent(seed, chance=Chance(lasting=0.5, slope=0.0, memory=0.0))
    values = made.values - made.values.mean(axis=0)
    groups = np.repeat(np.arange(200), 10)
    model = MixedLM(values.ravel(), np.ones((2000, 1)), groups=groups)
    wanted = model.fit(reml=True)
    between, within = float(np.squeeze(wanted.cov_re)), float(wanted.scale)
    found = estimate_noise(made.values, made.log_population, made.years)
    variance = np.exp(found.level + found.slope * made.log_population[:, 0])
    assert found.between == pytest.approx(between, rel=0.05)
    assert variance.mean() == pytest.approx(within, rel=0.02)
    effects = np.array([float(np.squeeze(wanted.random_effects[place])) for place in range(200)])
    same = shrink(values.mean(axis=1), np.full(200, within / 10), between)
    np.testing.assert_allclose(same.value - same.mean, effects, atol=1e-4)
    chance = found.mean_variance(made.log_population[:, 0], 10)
    own = shrink(values.mean(axis=1), chance, found.between)
    assert np.abs(own.value - own.mean - effects).max() < 0.06
    assert np.corrcoef(own.value, effects)[0, 1] > 0.999
