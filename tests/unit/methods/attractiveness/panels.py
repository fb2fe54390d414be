"""Invented panels of which everything is known: what the methods should find again."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from nyegrep.foundation.randomness import stream
from nyegrep.methods.attractiveness.panel import LAGS, MigrationPanel

TRUE = {
    "constant": -0.23,
    "size_slope": 0.1026,
    "integration_slope": 0.61,
    "own_growth_lag_0": 0.132,
    "own_growth_lag_1": 0.081,
    "own_growth_lag_2": 0.062,
    "neighbour_factor": 1.71,
}
MEAN_SIZE, MEAN_INTEGRATION = 8.494, 0.639


def invent_panel(
    seed: int,
    municipalities: int = 60,
    years: int = 10,
    noise: tuple[float, float] = (0.25, 0.35),
    true: Mapping[str, float] = TRUE,
) -> MigrationPanel:
    """A panel that follows the model: what lasts in a place and what does not are the noise.

    Args:
        seed: of everything drawn.
        municipalities: how many.
        years: the last is 2016.
        noise: standard deviation of what lasts and of what comes with each year.
        true: coefficients; the constant belongs to the usual means of size and integration.
    """
    rng = stream(seed, "tests.panel")
    shape = (municipalities, years)
    size = np.log(np.maximum(rng.lognormal(MEAN_SIZE, 1.1, municipalities), 300.0))
    size = size[:, None] + 0.01 * rng.normal(size=shape).cumsum(axis=1)
    home = rng.uniform(0.4, 0.95, municipalities)
    integration = (1 - home) + rng.uniform(0.05, 0.5, municipalities)
    growth = rng.normal(0, 3.0, (municipalities, years + LAGS - 1))
    around = 0.5 * growth + rng.normal(0, 1.5, growth.shape)
    back = [slice(LAGS - 1 - lag, LAGS - 1 - lag + years) for lag in range(LAGS)]
    own = np.stack([home[:, None] * growth[:, lag] for lag in back], axis=-1)
    neighbour = np.stack([(1 - home)[:, None] * around[:, lag] for lag in back], axis=-1)
    effect = np.array([true[f"own_growth_lag_{lag}"] for lag in range(LAGS)])
    expected = (
        true["constant"]
        + true["size_slope"] * (size - MEAN_SIZE)
        + true["integration_slope"] * (integration - MEAN_INTEGRATION)[:, None]
        + own @ effect
        + true["neighbour_factor"] * (neighbour @ effect)
    )
    lasting = rng.normal(0, noise[0], municipalities)[:, None]
    return MigrationPanel(
        codes=tuple(f"{code:04d}" for code in range(101, 101 + municipalities)),
        years=tuple(range(2017 - years, 2017)),
        relative_net_migration=expected + lasting + rng.normal(0, noise[1], shape),
        log_population=size,
        integration=integration,
        own_lags=own,
        neighbour_lags=neighbour,
        weights=np.exp(size),
    )


def recentred(values: Mapping[str, float], size: float, integration: float) -> dict[str, float]:
    """The same coefficients with the constant that belongs to other means."""
    moved = values["size_slope"] * (size - MEAN_SIZE)
    moved += values["integration_slope"] * (integration - MEAN_INTEGRATION)
    return {**values, "constant": values["constant"] + moved}
