"""Quantiles of draws: as NumPy has them, for every cell at once."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nyegrep.foundation.axes import FloatArray
from nyegrep.methods.population.summaries import quantiles

pytestmark = pytest.mark.unit

SHARES = (0.0, 0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975, 1.0)


@settings(derandomize=True, deadline=None, max_examples=60)
@given(
    draws=st.integers(1, 40).flatmap(
        lambda n: arrays(np.float64, (2, 3, n), elements=st.floats(0, 1e6, width=32))
    )
)
def test_quantiles_are_those_of_numpy(draws: FloatArray) -> None:
    found = quantiles(draws, SHARES)
    assert found.shape == (2, 3, len(SHARES))
    wanted = np.moveaxis(np.quantile(draws, SHARES, axis=-1), 0, -1)
    np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-6)


def test_the_draws_keep_their_order_and_precision() -> None:
    draws = np.array([[3.0, 1.0, 2.0]], dtype=np.float32)
    found = quantiles(draws, (0.25, 0.5))
    assert found.dtype == np.float32
    np.testing.assert_array_equal(found, [[1.5, 2.0]])
    np.testing.assert_array_equal(draws, [[3.0, 1.0, 2.0]])
