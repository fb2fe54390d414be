"""Frames as arrays [municipality, year], and what is wrong with the rows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from nyegrep.foundation.axes import FloatArray

CODE = "municipality_code"
IndexArray = NDArray[np.intp]
BoolArray = NDArray[np.bool_]


def grid(
    frame: pl.DataFrame, column: str, codes: Sequence[str], years: Sequence[int]
) -> FloatArray:
    """The numbers of one column [municipality, year]; NaN where there is none.

    Args:
        frame: municipality_code, year and the column; one row per municipality and year.
        column: the column wanted; a frame without it gives NaN throughout.
        codes: municipalities of the first axis; others are left out.
        years: calendar years of the second axis; others are left out.
    """
    table = np.full((len(codes), len(years)), np.nan)
    if column in frame.columns:
        known = within(frame, codes, years)
        place = positions(known[CODE], codes), positions(known["year"], years)
        table[place] = known[column].cast(pl.Float64).fill_null(np.nan).to_numpy()
    return table


def within(frame: pl.DataFrame, codes: Sequence[str], years: Sequence[int]) -> pl.DataFrame:
    """The rows of some municipalities and years."""
    return frame.filter(pl.col(CODE).is_in(list(codes)) & pl.col("year").is_in(list(years)))


def positions(values: pl.Series, order: Sequence[str] | Sequence[int]) -> IndexArray:
    """Where each value stands in ``order``; every value must stand there."""
    if values.is_empty():
        return np.zeros(0, dtype=np.intp)
    places = pl.Series(range(len(order)), dtype=pl.Int64)
    found = values.replace_strict(pl.Series(list(order)), places, return_dtype=pl.Int64)
    return found.to_numpy().astype(np.intp)


def year_span(*frames: pl.DataFrame) -> tuple[int, ...]:
    """Every calendar year from the first to the last of the frames, without a gap."""
    known = [int(year) for frame in frames for year in frame["year"].unique()]
    return tuple(range(min(known), max(known) + 1)) if known else ()


def twice(frame: pl.DataFrame, key: Sequence[str]) -> list[str]:
    """Municipalities that have more than one row for a key."""
    doubled = frame.filter(pl.struct(key).is_duplicated())
    return sorted(doubled[key[0]].unique())


def before(table: FloatArray, lag: int = 1) -> FloatArray:
    """The same ``lag`` years earlier [..., year, ...] along the second axis; NaN before the first.

    Args:
        table: [municipality, year] or [municipality, year, more].
        lag: years back.
    """
    if lag == 0:
        return table
    moved = np.full_like(table, np.nan)
    moved[:, lag:] = table[:, :-lag]
    return moved


def percent_change(table: FloatArray) -> FloatArray:
    """Growth since the year before in per cent [municipality, year]; NaN where that had none."""
    earlier = before(table)
    usable = np.where(earlier > 0, earlier, np.nan)
    growth: FloatArray = 100 * (table / usable - 1)
    return growth


def anywhere(marks: BoolArray, axis: int) -> BoolArray:
    """Whether anything is marked along an axis of [municipality, year]."""
    return np.asarray(np.logical_or.reduce(marks, axis=axis), dtype=np.bool_)


def named(codes: Sequence[str], marks: BoolArray) -> list[str]:
    """The municipalities that are marked in any year [municipality, year]."""
    return [code for code, marked in zip(codes, anywhere(marks, 1), strict=True) if marked]


def years_named(years: Sequence[int], marks: BoolArray) -> list[int]:
    """The years in which any municipality is marked [municipality, year]."""
    return [year for year, marked in zip(years, anywhere(marks, 0), strict=True) if marked]
