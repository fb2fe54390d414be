"""From arrays by year and slot to the tidy tables of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from nyegrep.foundation.codes import COUNTRY
from nyegrep.sources.demo.country import Country, FloatArray, IntArray
from nyegrep.sources.demo.simulation import Simulation

Numbers = NDArray[Any]
Rows = dict[str, Sequence[object] | Numbers]


@dataclass(frozen=True)
class Table:
    """A table for a dataset of the catalogue; ``borders`` 0 = codes are those of each year."""

    dataset: str
    frame: pl.DataFrame
    borders: int = 0


def long(
    rows: Rows,
    dimensions: Mapping[str, Sequence[object]],
    **measures: Numbers,
) -> pl.DataFrame:
    """One row per cell of arrays ``[row, *dimensions]``.

    Args:
        rows: key columns along the first axis.
        dimensions: key columns with the labels along each further axis, in order.
        measures: arrays to become columns; NaN becomes null.
    """
    lengths = [len(labels) for labels in dimensions.values()]
    count = len(next(iter(rows.values())))
    cells = int(np.prod(lengths, dtype=np.int64))
    repeated = np.repeat(np.arange(count), cells)
    columns = {name: _series(name, values).gather(repeated) for name, values in rows.items()}
    inner = cells
    for (name, labels), length in zip(dimensions.items(), lengths, strict=True):
        inner //= length
        index = np.tile(np.repeat(np.arange(length), inner), count * cells // (length * inner))
        columns[name] = _series(name, labels).gather(index)
    for name, values in measures.items():
        series = pl.Series(name, np.ascontiguousarray(values).reshape(-1))
        columns[name] = series.fill_nan(None) if series.dtype.is_float() else series
    return pl.DataFrame(columns)


def _series(name: str, values: Sequence[object] | Numbers) -> pl.Series:
    return pl.Series(name, values if isinstance(values, np.ndarray) else list(values))


def municipality_rows(country: Country, years: range) -> tuple[Rows, IntArray, IntArray]:
    """Key columns of every municipality-year, with its year and slot for indexing."""
    when, slots = country.pairs(years)
    return {"year": when, "municipality_code": country.codes[slots].tolist()}, when, slots


def with_totals(country: Country, years: range, amounts: Numbers) -> tuple[Rows, Numbers]:
    """Rows of municipalities, then of counties and the country, from ``[year, slot, ...]``."""
    rows, when, slots = municipality_rows(country, years)
    codes = [*country.counties, COUNTRY]
    inside = [[code.startswith(c) or c == COUNTRY for code in country.codes] for c in codes]
    sums = np.tensordot(np.array(inside).astype(amounts.dtype), amounts, axes=(1, 1))
    keys: Rows = {
        "year": np.concatenate([when, np.tile(years, len(codes))]),
        "municipality_code": [*rows["municipality_code"], *np.repeat(codes, len(years)).tolist()],
    }
    found = amounts[when - years.start, slots]
    return keys, np.concatenate([found, sums.reshape(-1, *found.shape[1:])])


def by_year(simulation: Simulation, years: range, name: str) -> Numbers:
    """One array of the simulation for several years, ``[year, slot, ...]``; dots reach inside."""
    return np.stack([attrgetter(name)(simulation.years[year]) for year in years])


def rounded(values: Numbers, digits: int) -> FloatArray:
    """Numbers as a publisher prints them; never minus zero."""
    shown: FloatArray = np.asarray(values, dtype=np.float64).round(digits) + 0.0
    return shown
