"""Invented residuals of which everything is known: what lasts in a place, and what is chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from nyegrep.foundation.axes import FloatArray
from nyegrep.foundation.randomness import stream


@dataclass(frozen=True)
class Chance:
    """Standard deviations and memory of invented residuals.

    Attributes:
        lasting: of what lasts.
        yearly: of chance in a place of 5 000 people.
        slope: change of the log variance with ln P.
        memory: what chance remembers from the year before.
    """

    lasting: float = 0.3
    yearly: float = 0.8
    slope: float = -0.7
    memory: float = 0.3


@dataclass(frozen=True)
class Invented:
    """Residuals [municipality, year], what lasts [municipality], ln P and years."""

    values: FloatArray
    lasting: FloatArray
    log_population: FloatArray
    years: tuple[int, ...]


def invent(
    seed: int, municipalities: int = 200, years: int = 10, chance: Chance | None = None
) -> Invented:
    """Residuals as the method assumes them: lasting, and chance that remembers."""
    made = chance or Chance()
    rng = stream(seed, "tests.residuals")
    size = rng.normal(8.5, 1.2, municipalities)
    spread = made.yearly * np.exp(made.slope * (size - np.log(5000)) / 2)
    draws = rng.normal(size=(municipalities, years))
    for year in range(1, years):
        fresh = np.sqrt(1 - made.memory**2)
        draws[:, year] = made.memory * draws[:, year - 1] + fresh * draws[:, year]
    lasting = made.lasting * rng.normal(size=municipalities)
    common = 0.4 * rng.normal(size=years)
    return Invented(
        values=common + lasting[:, None] + spread[:, None] * draws,
        lasting=lasting,
        log_population=np.repeat(size[:, None], years, axis=1),
        years=tuple(range(2017 - years, 2017)),
    )


def as_table(business: Invented, residential: Invented) -> pl.DataFrame:
    """Both kinds as the table that places are compared from."""
    places, years = business.values.shape
    return pl.DataFrame(
        {
            "municipality_code": np.repeat([f"{c:04d}" for c in range(101, 101 + places)], years),
            "year": np.tile(business.years, places),
            "persons": np.round(np.exp(business.log_population)).astype(int).ravel(),
            "business_attractiveness": business.values.ravel(),
            "residential_attractiveness": residential.values.ravel(),
        }
    )
