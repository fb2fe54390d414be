"""Coefficients, clustered standard errors and intervals against statsmodels and SciPy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import statsmodels.regression.linear_model as oracle
from scipy import optimize, stats

from nyegrep.foundation.axes import FloatArray
from nyegrep.methods.attractiveness.estimation import (
    OWN_GROWTH,
    Estimates,
    EstimationOptions,
    estimate,
)
from nyegrep.methods.attractiveness.panel import MigrationPanel
from nyegrep.methods.attractiveness.sandwich import student_quantile
from tests.unit.methods.attractiveness.panels import invent_panel

pytestmark = pytest.mark.crosscheck


def flat(panel: MigrationPanel) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Constant, size and integration from their means; own lags; neighbour lags, by row."""
    places, years = panel.relative_net_migration.shape
    size = panel.log_population.ravel()
    tied = np.repeat(panel.integration, years)
    base = [np.ones(places * years), size - size.mean(), tied - tied.mean()]
    lags = panel.own_lags.reshape(-1, 3), panel.neighbour_lags.reshape(-1, 3)
    return np.column_stack(base), *lags


def fit(columns: FloatArray, panel: MigrationPanel, outcome: FloatArray, weights: Any = 1.0) -> Any:
    groups = np.repeat(np.arange(len(panel.codes)), len(panel.years))
    model = oracle.WLS(outcome, columns, weights=weights)
    return model.fit(cov_type="cluster", cov_kwds={"groups": groups}, use_t=True)


def assert_same(found: Estimates, wanted: Any) -> None:
    table = found.table().drop_nulls("standard_error")
    np.testing.assert_allclose(table["value"].to_numpy(), wanted.params, rtol=1e-8, atol=1e-10)
    np.testing.assert_allclose(table["standard_error"].to_numpy(), wanted.bse, rtol=1e-8)
    ends = np.column_stack([table["lower"].to_numpy(), table["upper"].to_numpy()])
    np.testing.assert_allclose(ends, wanted.conf_int(), rtol=1e-7, atol=1e-10)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_with_the_factor_held_it_is_ordinary_least_squares(seed: int) -> None:
    panel = invent_panel(seed)
    base, own, neighbour = flat(panel)
    columns = np.column_stack([base, own + 1.71 * neighbour])
    found = estimate(panel, EstimationOptions(held={"neighbour_factor": 1.71}))
    wanted = fit(columns, panel, panel.relative_net_migration.ravel())
    assert_same(found, wanted)
    assert found.r_squared == pytest.approx(wanted.rsquared, abs=1e-10)
    np.testing.assert_allclose(found.residuals.ravel(), wanted.resid, atol=1e-10)


@pytest.mark.parametrize("weighting", ["equal", "population"])
def test_neighbours_with_lags_of_their_own(weighting: Any) -> None:
    panel = invent_panel(4)
    base, own, neighbour = flat(panel)
    found = estimate(panel, EstimationOptions(neighbours="free", weighting=weighting))
    weights = panel.weights.ravel() if weighting == "population" else 1.0
    columns = np.column_stack([base, own, neighbour])
    assert_same(found, fit(columns, panel, panel.relative_net_migration.ravel(), weights))


@pytest.mark.parametrize("seed", [5, 6])
def test_the_factor_is_where_a_general_minimiser_finds_it(seed: int) -> None:
    """SciPy's Levenberg-Marquardt from afar; then the errors of the model made linear there."""
    panel = invent_panel(seed)
    base, own, neighbour = flat(panel)
    outcome = panel.relative_net_migration.ravel()

    def misses(values: FloatArray) -> FloatArray:
        effect = values[3:6]
        expected: FloatArray = base @ values[:3] + own @ effect + values[6] * (neighbour @ effect)
        return expected - outcome

    start = np.array([0.0, 0.0, 0.0, 0.1, 0.1, 0.1, 1.0])
    found = estimate(panel)
    wanted = optimize.least_squares(misses, start, method="lm", xtol=1e-15, ftol=1e-15)
    values = np.array(list(found.values.values()))
    np.testing.assert_allclose(values, wanted.x, rtol=1e-6)
    effect = np.array([found.values[name] for name in OWN_GROWTH])
    factor = found.values["neighbour_factor"]
    slopes = np.column_stack([base, own + factor * neighbour, neighbour @ effect])
    assert_same(found, fit(slopes, panel, slopes @ values - misses(values)))


@pytest.mark.parametrize("freedom", [1, 2, 3, 10, 59, 60, 425, 3000])
def test_quantiles_of_student(freedom: int) -> None:
    for probability in (0.6, 0.9, 0.95, 0.975, 0.995):
        wanted = float(stats.t.ppf(probability, freedom))
        assert student_quantile(probability, freedom) == pytest.approx(wanted, rel=1e-9)
