"""The panel that coefficients are estimated from gives the decomposition back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from nyegrep.methods.attractiveness.decomposition import decompose
from nyegrep.methods.attractiveness.panel import LAGS, migration_panel
from tests.unit.methods.attractiveness.small_country import (
    CODES,
    COEFFICIENTS,
    YEARS,
    changes,
    inputs,
    value,
)

pytestmark = pytest.mark.unit


def test_coefficients_put_on_the_panel_give_residential_attractiveness() -> None:
    panel, by = migration_panel(inputs()), COEFFICIENTS
    lags = np.array(by.own_growth)
    expected = by.constant + by.size_slope * panel.log_population + by.size_level
    expected += (by.integration_slope * panel.integration + by.integration_level)[:, None]
    expected += panel.own_lags @ lags + by.neighbour_factor * (panel.neighbour_lags @ lags)
    rest = panel.relative_net_migration - expected - by.internal_integration_level
    frame = decompose(inputs(), by).frame
    for row, code in enumerate(CODES):
        for column in (3, 4, 5):
            told = value(frame, "residential_attractiveness", code, YEARS[column])
            assert rest[row, column] == pytest.approx(told, abs=1e-12)


def test_rows_that_are_not_whole_have_no_weight() -> None:
    start = inputs()
    rest = changes().filter((pl.col("municipality_code") != "9902") | (pl.col("year") != 2014))
    panel = migration_panel(replace(start, changes=rest))
    expected = np.zeros((len(CODES), len(YEARS)), dtype=bool)
    expected[:, 3:] = True
    expected[1, 4] = False
    np.testing.assert_array_equal(panel.whole, expected)
    np.testing.assert_array_equal(panel.weights[:, 3], start.persons()[:, 3])
    for part in (panel.own_lags, panel.neighbour_lags):
        assert part.shape == (len(CODES), len(YEARS), LAGS)
        assert np.isfinite(part[panel.whole]).all()


def test_own_growth_of_larger_places_need_not_be_weighed() -> None:
    weighed, unweighed = (migration_panel(inputs(), home_weight=h) for h in (1.0, 0.0))
    np.testing.assert_allclose(weighed.own_lags[1, 4], 0.6 * unweighed.own_lags[1, 4])
    np.testing.assert_array_equal(weighed.neighbour_lags, unweighed.neighbour_lags)
