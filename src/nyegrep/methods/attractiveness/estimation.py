"""The coefficients of migration estimated anew from a panel, and held against those in use.

The model is r_it = c + σ·(ln P_it − mean) + a·(AMI_i − mean) + Σ_l b_l·own_it,l
+ n·Σ_l b_l·neighbour_it,l + residential attractiveness, with r net migration beyond the country's
net immigration in per cent, AMI out- and in-commuting, l = 0, 1, 2 years back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import polars as pl

from nyegrep.foundation.axes import FloatArray
from nyegrep.foundation.errors import DataError, InputError, fail
from nyegrep.methods.attractiveness.coefficients import Coefficients, Level
from nyegrep.methods.attractiveness.panel import LAGS, MigrationPanel
from nyegrep.methods.attractiveness.sandwich import clustered_covariance, student_quantile

OWN_GROWTH = tuple(f"own_growth_lag_{lag}" for lag in range(LAGS))
NEIGHBOUR_GROWTH = tuple(f"neighbour_growth_lag_{lag}" for lag in range(LAGS))
LINEAR = ("constant", "size_slope", "integration_slope", *OWN_GROWTH, *NEIGHBOUR_GROWTH)
FACTOR = ("constant", "size_slope", "integration_slope", *OWN_GROWTH, "neighbour_factor")
ANGLES = np.linspace(-np.pi / 2, np.pi / 2, 181)[1:-1]


@dataclass(frozen=True)
class EstimationOptions:
    """What is estimated, and how.

    Attributes:
        neighbours: ``factor`` for one factor on the lags of own growth, ``free`` for lags of
            their own.
        held: coefficients that are not estimated, with their value; a model of counties may hold
            ``size_slope`` at 0.
        weighting: ``equal`` counts every municipality-year alike, ``population`` by its people.
        mean_years: the newest years behind the R² of means, at most.
        confidence: of the intervals, per cent.
    """

    neighbours: Literal["factor", "free"] = "factor"
    held: Mapping[str, float] = field(default_factory=dict)
    weighting: Literal["equal", "population"] = "equal"
    mean_years: int = 10
    confidence: float = 95.0

    @property
    def coefficients(self) -> tuple[str, ...]:
        """All coefficients of the model, held or not."""
        return FACTOR if self.neighbours == "factor" else LINEAR


@dataclass(frozen=True)
class Estimates:
    """Coefficients as a panel tells them.

    Attributes:
        values: by coefficient; size and integration work on distances from their means.
        covariance: of those that were not held, in their order, clustered by municipality.
        held: coefficients that were not estimated.
        confidence: of the intervals, per cent.
        mean_log_population: mean of ln P over the rows used.
        mean_integration: mean of out- and in-commuting over the rows used.
        municipalities: with at least one row used.
        observations: rows used.
        left_out: rows that were not whole.
        years: first and last year used.
        r_squared: 1 − var(residual)/var(r) over the rows used.
        r_squared_of_means: the same of the municipalities' means over ``mean_years``.
        mean_years: first and last year of those means.
        residuals: residential attractiveness [municipality, year], NaN where not whole.
    """

    values: Mapping[str, float]
    covariance: FloatArray
    held: tuple[str, ...]
    confidence: float
    mean_log_population: float
    mean_integration: float
    municipalities: int
    observations: int
    left_out: int
    years: tuple[int, int]
    r_squared: float
    r_squared_of_means: float
    mean_years: tuple[int, int]
    residuals: FloatArray

    @property
    def levels(self) -> dict[str, float]:
        """What to add so that size and integration have mean 0: −σ·mean(ln P), −a·mean(AMI)."""
        return {
            "size_level": -self.values["size_slope"] * self.mean_log_population,
            "integration_level": -self.values["integration_slope"] * self.mean_integration,
        }

    def table(self) -> pl.DataFrame:
        """Coefficient, value, standard error and interval; null errors where held.

        value ± t(G − 1)·standard error, G municipalities.
        """
        quantile = student_quantile(0.5 + self.confidence / 200, self.municipalities - 1)
        errors = iter(np.sqrt(np.diag(self.covariance)).tolist())
        rows = []
        for name, value in self.values.items():
            error = None if name in self.held else next(errors)
            reach = None if error is None else quantile * error
            ends = (None, None) if reach is None else (value - reach, value + reach)
            rows.append((name, value, error, *ends))
        columns = ("coefficient", "value", "standard_error", "lower", "upper")
        types = dict.fromkeys(columns, pl.Float64) | {"coefficient": pl.String}
        return pl.DataFrame(rows, schema=types, orient="row")


@dataclass(frozen=True)
class _Rows:
    """The whole rows of a panel, one after the other."""

    columns: FloatArray
    outcome: FloatArray
    weights: FloatArray
    clusters: np.ndarray[tuple[int], np.dtype[np.intp]]
    centre: tuple[float, float]


def estimate(panel: MigrationPanel, options: EstimationOptions | None = None) -> Estimates:
    """Least squares with standard errors clustered by municipality.

    For a given factor n all else is linear; n is where the least sum of squares over the others
    is smallest, looked for over all of atan(n) and found where J_n'We = 0. The covariance is that
    of the model made linear there, J = ∂E/∂θ. The constant belongs to size and integration taken
    from their means over the rows used.

    Args:
        panel: whole rows are used, others are counted as left out.
        options: defaults where not given.

    Raises:
        InputError: a coefficient to hold is not one of the model's.
        DataError: a whole row is not finite; there are no more municipalities than coefficients;
            coefficients cannot be told apart, or net migration does not vary.
    """
    chosen = options or EstimationOptions()
    free = [name for name in chosen.coefficients if name not in chosen.held]
    rows = _rows(panel, chosen)
    _require(rows, chosen, free)
    values = _fit(rows, chosen, free)
    places = [chosen.coefficients.index(name) for name in free]
    jacobian = rows.columns @ _slopes(values)[:, places]
    _tell_apart(jacobian, free)
    residual = rows.outcome - rows.columns @ _linear(values)
    residuals = np.full(panel.whole.shape, np.nan)
    residuals[panel.whole] = residual
    means = _mean_years(panel, chosen.mean_years)
    used = np.flatnonzero(panel.whole.any(axis=0))
    return Estimates(
        values=dict(zip(chosen.coefficients, values.tolist(), strict=True)),
        covariance=clustered_covariance(jacobian, residual, rows.clusters, rows.weights),
        held=tuple(name for name in chosen.coefficients if name in chosen.held),
        confidence=chosen.confidence,
        mean_log_population=rows.centre[0],
        mean_integration=rows.centre[1],
        municipalities=len(np.unique(rows.clusters)),
        observations=len(residual),
        left_out=int((~panel.whole).sum()),
        years=(panel.years[used[0]], panel.years[used[-1]]),
        r_squared=_explained(residual, rows.outcome),
        r_squared_of_means=_explained_means(residuals, panel, means),
        mean_years=(panel.years[means.start], panel.years[means.stop - 1]),
        residuals=residuals,
    )


def compare(old: Coefficients, estimates: Estimates) -> pl.DataFrame:
    """Coefficients in use beside those estimated.

    The constant in use belongs to other means of size and integration; taken to those of the
    panel it is c + σ·mean(ln P) + size_level + a·mean(AMI) + integration_level.

    Returns:
        coefficient, old, old_recentred, new, standard_error, lower, upper, old_within: whether
        the recentred old value is in the interval (null where held).
    """
    size = old.size_slope * estimates.mean_log_population + old.size_level
    integration = old.integration_slope * estimates.mean_integration + old.integration_level
    in_use = {
        "constant": old.constant,
        "size_slope": old.size_slope,
        "integration_slope": old.integration_slope,
        **dict(zip(OWN_GROWTH, old.own_growth, strict=True)),
        "neighbour_factor": old.neighbour_factor,
        **{
            name: old.neighbour_factor * effect
            for name, effect in zip(NEIGHBOUR_GROWTH, old.own_growth, strict=True)
        },
    }
    recentred = in_use | {"constant": old.constant + size + integration}
    table = estimates.table()
    return table.select(
        "coefficient",
        pl.Series("old", [in_use[name] for name in table["coefficient"]]),
        pl.Series("old_recentred", [recentred[name] for name in table["coefficient"]]),
        pl.col("value").alias("new"),
        "standard_error",
        "lower",
        "upper",
    ).with_columns(old_within=pl.col("old_recentred").is_between("lower", "upper"))


def to_overrides(estimates: Estimates, level: Level = "municipality") -> dict[str, object]:
    """Parameter path to value, so that the model in use becomes the one estimated.

    The residuals of the model with these are the estimates' own. Commuting between the
    municipalities of a larger place is no part of what is estimated and is set to nought.

    Raises:
        InputError: neighbours have lags of their own, which the parameters cannot express.
    """
    values = estimates.values
    if "neighbour_factor" not in values:
        fail(InputError, "attractiveness.overrides_free_lags")
    found: dict[str, object] = {
        "constant": values["constant"],
        "size_slope": values["size_slope"],
        "integration_slope": values["integration_slope"],
        **estimates.levels,
        "internal_integration_slope": 0.0,
        "internal_integration_level": 0.0,
        "own_growth": [values[name] for name in OWN_GROWTH],
        "neighbour_factor": values["neighbour_factor"],
    }
    return {f"attractiveness.{level}.{name}": value for name, value in found.items()}


def _rows(panel: MigrationPanel, options: EstimationOptions) -> _Rows:
    """The regressors in the order of ``LINEAR``, size and integration from their means."""
    whole = panel.whole
    size = panel.log_population[whole]
    integration = np.broadcast_to(panel.integration[:, None], whole.shape)[whole]
    centre = (float(size.mean()), float(integration.mean())) if len(size) else (0.0, 0.0)
    columns = np.column_stack(
        [
            np.ones_like(size),
            size - centre[0],
            integration - centre[1],
            panel.own_lags[whole],
            panel.neighbour_lags[whole],
        ]
    )
    weights = panel.weights[whole] if options.weighting == "population" else np.ones_like(size)
    clusters = np.nonzero(whole)[0]
    outcome = panel.relative_net_migration[whole]
    return _Rows(columns, outcome, weights, clusters, centre)


def _require(rows: _Rows, options: EstimationOptions, free: Sequence[str]) -> None:
    """Stop where the rows cannot tell the coefficients."""
    unknown = sorted(set(options.held) - set(options.coefficients))
    if unknown:
        known = list(options.coefficients)
        fail(InputError, "attractiveness.coefficient_unknown", found=unknown, known=known)
    infinite = ~(np.isfinite(rows.columns).all(axis=1) & np.isfinite(rows.outcome))
    if infinite.any():
        fail(DataError, "attractiveness.panel_not_finite", count=int(infinite.sum()))
    count = len(np.unique(rows.clusters))
    if count <= len(free):
        facts = {"found": count, "expected": len(free) + 1}
        fail(DataError, "attractiveness.panel_too_few", **facts)
    if np.ptp(rows.outcome) < 1e-9:
        fail(DataError, "attractiveness.panel_no_variation", found=["relative_net_migration"])


def _fit(rows: _Rows, options: EstimationOptions, free: Sequence[str]) -> FloatArray:
    """All coefficients of the model, in order.

    An orthogonal turn of the weighted rows leaves ten that say the same of every fit.
    """
    names = options.coefficients
    stacked = np.column_stack([rows.columns, rows.outcome]) * np.sqrt(rows.weights)[:, None]
    turned = np.linalg.qr(stacked).R
    values = np.array([options.held.get(name, 0.0) for name in names])
    others = [names.index(name) for name in free if name != FACTOR[-1]]
    if FACTOR[-1] not in free:
        return _solve(turned, values, others)[0]

    def at(angle: float) -> tuple[FloatArray, FloatArray]:
        return _solve(turned, np.array([*values[:-1], np.tan(angle)]), others)

    squares = [float((at(angle)[1] ** 2).sum()) for angle in ANGLES]
    best = int(np.argmin(squares))
    if best in (0, len(ANGLES) - 1):
        fail(DataError, "attractiveness.panel_no_variation", found=[FACTOR[-1]])
    low, high = ANGLES[best - 1], ANGLES[best + 1]
    for _ in range(80):
        middle = (low + high) / 2
        tried, misses = at(middle)
        growing = float(turned[:, :-1] @ _slopes(tried)[:, -1] @ misses) < 0
        low, high = (low, middle) if growing else (middle, high)
    return at((low + high) / 2)[0]


def _solve(
    turned: FloatArray, values: FloatArray, others: Sequence[int]
) -> tuple[FloatArray, FloatArray]:
    """The coefficients ``others`` by least squares, the rest as they are; and what is missed."""
    found = values.copy()
    found[list(others)] = 0.0
    columns = turned[:, :-1] @ _slopes(found)[:, list(others)]
    misses = turned[:, -1] - turned[:, :-1] @ _linear(found)
    solved = np.linalg.lstsq(columns, misses, rcond=None)[0]
    found[list(others)] = solved
    return found, misses - columns @ solved


def _linear(values: FloatArray) -> FloatArray:
    """The coefficient of each column of ``LINEAR``, from those of either model."""
    if len(values) == len(LINEAR):
        return values
    return np.concatenate([values[:-1], values[-1] * values[-LAGS - 1 : -1]])


def _slopes(values: FloatArray) -> FloatArray:
    """How the coefficients of ``LINEAR`` follow those of the model [column, coefficient]."""
    slopes = np.eye(len(LINEAR), len(values))
    if len(values) == len(FACTOR):
        slopes[-LAGS:, -1] = values[-LAGS - 1 : -1]
        slopes[-LAGS:, -LAGS - 1 : -1] = values[-1] * np.eye(LAGS)
    return slopes


def _tell_apart(jacobian: FloatArray, names: Sequence[str]) -> None:
    """Stop, naming the coefficients, where one column says what others say."""
    length = np.sqrt((jacobian**2).sum(axis=0))
    scaled = jacobian / np.where(length > 0, length, 1.0)
    _, sizes, directions = np.linalg.svd(scaled, full_matrices=False)
    empty = np.abs(directions[sizes < 1e-8 * sizes.max()]) > 1e-4
    mixed = [name for name, told in zip(names, empty.any(axis=0), strict=True) if told]
    if mixed:
        fail(DataError, "attractiveness.panel_no_variation", found=mixed)


def _mean_years(panel: MigrationPanel, most: int) -> slice:
    """Columns of the newest years with any whole row, at most so many."""
    used = np.flatnonzero(panel.whole.any(axis=0))
    return slice(max(int(used[0]), int(used[-1]) + 1 - most), int(used[-1]) + 1)


def _explained_means(residuals: FloatArray, panel: MigrationPanel, means: slice) -> float:
    """R² of means, over municipalities that are whole in all those years; NaN where none is."""
    steady = panel.whole[:, means].all(axis=1)
    if steady.sum() < 2:
        return float("nan")
    outcome = panel.relative_net_migration[steady, means].mean(axis=1)
    return _explained(residuals[steady, means].mean(axis=1), outcome)


def _explained(residual: FloatArray, outcome: FloatArray) -> float:
    return float(1 - residual.var() / outcome.var())
