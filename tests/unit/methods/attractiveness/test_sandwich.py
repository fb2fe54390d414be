"""Standard errors clustered by municipality, and the quantiles that make intervals of them."""

from __future__ import annotations

import numpy as np
import pytest

from nyegrep.foundation.randomness import stream
from nyegrep.methods.attractiveness.sandwich import (
    clustered_covariance,
    student_probability,
    student_quantile,
)

pytestmark = pytest.mark.unit


def test_one_mean_and_two_municipalities_by_hand() -> None:
    """Residuals 1, 1, −1, −1 in clusters of two: (X'X)⁻¹ = ¼, scores ±2, q = 2·3/3."""
    covariance = clustered_covariance(
        np.ones((4, 1)), np.array([1.0, 1.0, -1.0, -1.0]), np.array([0, 0, 1, 1]), np.ones(4)
    )
    assert covariance.item() == pytest.approx(2.0 * (4 + 4) / 16)


def test_rows_that_say_the_same_are_not_taken_for_more_knowledge() -> None:
    """Each row four times: clustered errors stay but for the correction; others would halve."""
    rng = stream(1, "tests.sandwich")
    columns, residual = rng.normal(size=(50, 2)), rng.normal(size=50)
    once = clustered_covariance(columns, residual, np.arange(50), np.ones(50))
    again = clustered_covariance(
        np.repeat(columns, 4, axis=0), np.repeat(residual, 4), np.repeat(np.arange(50), 4),
        np.ones(200),
    )  # fmt: skip
    correction = (199 / 198) / (49 / 48)
    np.testing.assert_allclose(again, once * correction, rtol=1e-12)


def test_the_scale_of_weights_and_the_order_of_rows_do_not_matter() -> None:
    rng = stream(2, "tests.sandwich")
    columns, residual, weights = rng.normal(size=(60, 3)), rng.normal(size=60), rng.random(60)
    clusters = np.repeat(np.arange(12), 5)
    found = clustered_covariance(columns, residual, clusters, weights)
    order = rng.permutation(60)
    turned = clustered_covariance(
        columns[order], residual[order], clusters[order], 7 * weights[order]
    )
    np.testing.assert_allclose(turned, found, rtol=1e-10)


@pytest.mark.parametrize(
    ("freedom", "quantile"),
    [(1, 12.7062), (2, 4.3027), (3, 3.1824), (10, 2.2281), (59, 2.0010), (425, 1.9656)],
)
def test_quantiles_are_those_of_the_printed_tables(freedom: int, quantile: float) -> None:
    assert student_quantile(0.975, freedom) == pytest.approx(quantile, abs=5e-5)


def test_probabilities_rise_from_a_half() -> None:
    for freedom in (1, 2, 7, 30):
        found = [student_probability(value, freedom) for value in (0.0, 0.5, 1.0, 3.0, 50.0)]
        assert found[0] == pytest.approx(0.5)
        assert found == sorted(found)
        assert 0.99 < found[-1] <= 1.0
