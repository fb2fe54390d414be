"""Files as publishers lay them out, brought to the columns of their dataset."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl

from nyegrep.sources.catalogue import Dataset, FileOrigin, Wide
from nyegrep.sources.headings import spread_years

YEAR = r"(?<!\d)(?:19|20)\d\d(?!\d)"
CODE = r"^\d{3,4}$"


def as_declared(frame: pl.DataFrame, dataset: Dataset, path: Path) -> pl.DataFrame:
    """The table with the dataset's columns, as far as its file origins tell how.

    Headings of the publisher get our names. One column for each of something becomes one row for
    each, where the table does not have those rows already; empty cells give no row, and rows
    without a municipality code (sums, numbers of columns) are left out. A year that is in no
    column is read from the name of the file.
    """
    for origin in dataset.origins:
        if isinstance(origin, FileOrigin):
            frame = _named(frame, origin)
            frame = _lengthened(frame, dataset, origin.wide)
            frame = _dated(frame, origin, path)
    return frame


def _named(frame: pl.DataFrame, origin: FileOrigin) -> pl.DataFrame:
    lowered = {name.casefold(): name for name in frame.columns}
    renames = {}
    for ours, headings in origin.columns.items():
        found = next((lowered[h.casefold()] for h in headings if h.casefold() in lowered), None)
        if found is not None and ours not in frame.columns:
            renames[found] = ours
    return frame.rename(renames)


def _lengthened(frame: pl.DataFrame, dataset: Dataset, wide: Wide | None) -> pl.DataFrame:
    if wide is None or wide.values in frame.columns or wide.names in frame.columns:
        return frame
    frame = spread_years(frame, dataset.columns)
    declared = {column.name for column in dataset.columns}
    left_out = {name.casefold() for name in wide.leave_out}
    index = [name for name in frame.columns if name in declared]
    each = [n for n in frame.columns if n not in declared and n.casefold() not in left_out]
    for name in index:
        text = pl.col(name).cast(pl.String).str.strip_chars()
        if name in dataset.region_columns:
            frame = frame.filter(text.str.contains(CODE))
        elif name != "year":
            frame = frame.filter(~text.str.to_lowercase().is_in(left_out))
    rows = frame.with_columns(pl.col(each).cast(pl.String)).unpivot(
        each, index=index, variable_name=wide.names, value_name=wide.values
    )
    return rows.filter(pl.col(wide.values).str.strip_chars() != "")


def _dated(frame: pl.DataFrame, origin: FileOrigin, path: Path) -> pl.DataFrame:
    years = set(re.findall(YEAR, path.name))
    if not origin.year_in_name or "year" in frame.columns or len(years) != 1:
        return frame
    return frame.with_columns(year=pl.lit(int(years.pop()), dtype=pl.Int32))
