"""Headings of files turned into our column names, also where a year hides in the heading."""

from __future__ import annotations

import re
from collections.abc import Iterable

import polars as pl

from nyegrep.foundation.tables import Column


def spread_years(frame: pl.DataFrame, columns: Iterable[Column]) -> pl.DataFrame:
    """Rename known headings, and turn headings that carry a year into rows.

    A column declared with the heading ``result_{year}`` finds ``result_2018`` in the file; the
    frame then gets one row per year. Columns that nothing asks for are left as they are.
    """
    frame = _rename_known(frame, columns)
    dated = _dated_columns(frame, columns)
    if not dated:
        return frame
    found = {heading for per_year in dated.values() for heading in per_year.values()}
    rest = [name for name in frame.columns if name not in found]
    parts = []
    for year, per_year in sorted(dated.items()):
        chosen = [pl.col(heading).alias(name) for name, heading in per_year.items()]
        parts.append(frame.select([*rest, *chosen]).with_columns(year=pl.lit(year, pl.Int32)))
    return pl.concat(parts, how="diagonal")


def _rename_known(frame: pl.DataFrame, columns: Iterable[Column]) -> pl.DataFrame:
    lowered = {name.casefold(): name for name in frame.columns}
    renames = {}
    for column in columns:
        if column.name in frame.columns:
            continue
        for heading in (column.name, *column.headings):
            if "{year}" not in heading and heading.casefold() in lowered:
                renames[lowered[heading.casefold()]] = column.name
                break
    return frame.rename(renames)


def _dated_columns(frame: pl.DataFrame, columns: Iterable[Column]) -> dict[int, dict[str, str]]:
    """Year to our column to the file's heading."""
    found: dict[int, dict[str, str]] = {}
    if "year" in frame.columns:
        return found
    for column in columns:
        for heading in column.headings:
            if "{year}" not in heading:
                continue
            pattern = re.escape(heading).replace(re.escape("{year}"), r"(\d{4})")
            for name in frame.columns:
                match = re.fullmatch(pattern, name, flags=re.IGNORECASE)
                if match:
                    found.setdefault(int(match[1]), {})[column.name] = name
    return found
