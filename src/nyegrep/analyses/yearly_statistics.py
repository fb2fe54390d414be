"""What the draws of a future say year by year, as a frame: the mean, and quantiles around it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from nyegrep.foundation.axes import FloatArray
from nyegrep.methods.population.summaries import quantiles

QUANTILES = {"p10": 0.1, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p90": 0.9}
BAND = ("p10", "p90")


def statistics_by_year(
    values: FloatArray, names: Sequence[str], column: str, years: range, drawn: bool
) -> pl.DataFrame:
    """A row for each name and year: ``year, mean, p10, p25, p50, p75, p90`` and the names.

    Args:
        values: [draw, year, name].
        names: along the last axis.
        column: what the names are names of, as ``service``.
        years: along the year axis.
        drawn: false for central paths, which have no quantiles.
    """
    numbers = {"mean": values.mean(axis=0)}
    found = quantiles(np.moveaxis(values, 0, -1), tuple(QUANTILES.values()))
    numbers |= dict(zip(QUANTILES, np.moveaxis(found, -1, 0), strict=True))
    index = {
        column: np.repeat(names, len(years)),
        "year": np.tile(np.array(years, dtype=np.int32), len(names)),
    }
    frame = pl.DataFrame({**index, **{name: of.T.ravel() for name, of in numbers.items()}})
    if drawn:
        return frame
    return frame.with_columns(pl.lit(None, dtype=pl.Float64).alias(name) for name in QUANTILES)


def in_future(frame: pl.DataFrame, future: str) -> pl.DataFrame:
    """The frame with the future as its first column."""
    return frame.select(pl.lit(future).alias("future"), pl.all())


def extremes(last: pl.DataFrame, column: str) -> dict[str, dict[str, float]]:
    """The lowest and the highest mean over the futures, by each value of a column."""
    ends = last.group_by(column, maintain_order=True).agg(
        pl.col("mean").min().alias("lowest"), pl.col("mean").max().alias("highest")
    )
    return {name: dict(ends.select(column, name).rows()) for name in ends.columns[1:]}
