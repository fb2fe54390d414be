"""Measure the attractiveness model alone: all municipalities, 14 years, and twice as many."""

from __future__ import annotations

import time

import numpy as np
import polars as pl

from nyegrep.foundation.randomness import stream
from nyegrep.methods.attractiveness.coefficients import Coefficients
from nyegrep.methods.attractiveness.commuting import commuting_matrix
from nyegrep.methods.attractiveness.decomposition import decompose
from nyegrep.methods.attractiveness.inputs import Inputs
from nyegrep.methods.attractiveness.jobs import growth_from_components
from nyegrep.methods.attractiveness.standing import StandingSettings, find_standing

PLACES = 426
PROMISED_SECONDS = 2.0
COEFFICIENTS = Coefficients(
    constant=-0.23,
    size_slope=0.1026,
    size_level=-0.8714,
    integration_slope=0.61,
    integration_level=-0.39,
    internal_integration_slope=0.0,
    internal_integration_level=0.0,
    own_growth=(0.132, 0.081, 0.062),
    home_weight=1.0,
    neighbour_factor=1.71,
)
STANDING = StandingSettings((1, 3, 5, 10), 70.0, (80.0, 95.0), (1000, 5000, 20000), 0)


def made_up(years: int) -> Inputs:
    """Inputs of ``PLACES`` places with random numbers of the right size."""
    random = stream(1, "benchmark")
    codes = [f"{1000 + place}" for place in range(PLACES)]
    span = range(2000, 2000 + years)
    rows = [(code, year) for code in codes for year in span]
    frame = pl.DataFrame(rows, schema=["municipality_code", "year"], orient="row")
    parts = ("national", "industry_mix", "population_effect", "business_attractiveness")
    components = frame.with_columns(
        private_jobs=pl.Series(random.uniform(200, 20_000, len(rows))),
        total_jobs=pl.lit(30_000.0),
        growth=pl.lit(None, pl.Float64),
        **{name: pl.Series(random.normal(0, 1, len(rows))) for name in parts},
    )
    flows = np.argwhere(random.random((PLACES, PLACES)) < 0.1)
    pairs = {(int(a), int(b)) for a, b in flows} | {(p, p) for p in range(PLACES)}
    matrix = pl.DataFrame(
        [(2000, codes[a], codes[b], 1000.0 if a == b else 5.0) for a, b in sorted(pairs)],
        schema=["year", "home_code", "work_code", "employed"],
        orient="row",
    )
    people = frame.with_columns(persons=pl.Series(random.uniform(600, 300_000, len(rows))))
    changes = frame.with_columns(
        birth_surplus=pl.Series(random.normal(0, 10, len(rows))),
        net_migration=pl.Series(random.normal(0, 50, len(rows))),
    )
    return Inputs(
        population=people,
        changes=changes,
        jobs=growth_from_components(components),
        commuting=commuting_matrix(matrix, codes, 2000),
    )


def seconds(years: int) -> float:
    """The quickest of three runs of the decomposition and the comparison of places."""
    inputs = made_up(years)
    times = []
    for _ in range(3):
        started = time.perf_counter()
        frame = decompose(inputs, COEFFICIENTS).frame
        find_standing(frame.join(inputs.population, on=["municipality_code", "year"]), STANDING)
        times.append(time.perf_counter() - started)
    return min(times)


def main() -> None:
    """Print how long 14 and 28 years take, and their ratio."""
    short, double = seconds(14), seconds(28)
    kept = "yes" if short < PROMISED_SECONDS else "NO"
    print(f"attractiveness, {PLACES} places: 14 years {short:.2f} s, 28 years {double:.2f} s,")
    print(f"ratio {double / short:.1f}; 14 years under {PROMISED_SECONDS:g} s: {kept}")


if __name__ == "__main__":
    main()
