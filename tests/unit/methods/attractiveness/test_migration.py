"""Growth in jobs at home and at the neighbours, and its effect over three years."""

from __future__ import annotations

import numpy as np
import pytest

from nyegrep.methods.attractiveness.migration import growth_around, lagged_sum
from tests.unit.methods.attractiveness.small_country import COEFFICIENTS, inputs

pytestmark = pytest.mark.unit


def test_lags_weigh_the_years_before() -> None:
    table = np.array([[1.0, 10.0, 100.0, 1000.0]])
    found = lagged_sum(table, (0.5, 0.3, 0.2))
    np.testing.assert_allclose(found, [[np.nan, np.nan, 53.2, 532.0]])


def test_own_growth_counts_with_the_share_who_work_at_home() -> None:
    around = growth_around(inputs().jobs, inputs().commuting)
    alone = lagged_sum(around.own, COEFFICIENTS.own_growth)
    weighed = around.own_effect(COEFFICIENTS.own_growth, home_weight=1.0)
    np.testing.assert_allclose(weighed[1, 4], 0.6 * alone[1, 4])
    half = around.own_effect(COEFFICIENTS.own_growth, home_weight=0.5)
    np.testing.assert_allclose(half[1, 4], 0.8 * alone[1, 4])
    unweighed = around.own_effect(COEFFICIENTS.own_growth, home_weight=0.0)
    np.testing.assert_allclose(unweighed[1, 4], alone[1, 4])


def test_growth_of_the_neighbours_is_weighed_by_who_commutes_there() -> None:
    around = growth_around(inputs().jobs, inputs().commuting)
    together = around.own.sum(axis=-1)[:, 3]
    assert around.neighbour[0, 3] == pytest.approx(0.15 * together[1] + 0.05 * together[2])
    effect = around.neighbour_effect((1.0, 0.0, 0.0), factor=2.0)
    np.testing.assert_allclose(effect[:, 3], 2 * around.neighbour[:, 3])
    assert not around.unknown.any()
    assert not around.as_country.any()
