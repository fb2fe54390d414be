"""From the cells of a StatBank table to a frame in our column names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from nyegrep.foundation.tables import POLARS_TYPES
from nyegrep.sources import region_codes
from nyegrep.sources.catalogue import Dataset, StatbankOrigin
from nyegrep.sources.jsonstat import Dimension, JsonStatTable
from nyegrep.sources.ssb_query import CONTENTS_COLUMN, Choice, Selection

NOT_APPLICABLE, MISSING, SUPPRESSED = 1, 2, 3
MARKS = {".": NOT_APPLICABLE, "..": MISSING, ":": SUPPRESSED}
_VALUE, _MARK = "_value", "_mark"
InForce = Callable[[str, int], bool]


@dataclass(frozen=True)
class Cells:
    """The cells of one answer, one row each, in our values; small, as there may be millions.

    Attributes:
        frame: a column for each variable that is kept, the number, and what stands in its place.
        names: our region code to the name the publisher gives it.
        merged: true where several codes have become the same value.
    """

    frame: pl.DataFrame
    names: Mapping[str, str]
    merged: bool


@dataclass(frozen=True)
class ShapedTable:
    """A table in our columns.

    Attributes:
        frame: the declared columns that the origin gives.
        names: ``region_code``, ``year``, ``name`` of the regions in it, where it has any.
        suppressed: how many cells the publisher withholds (``:``).
        missing: how many cells it has no number for (``..``).
    """

    frame: pl.DataFrame
    names: pl.DataFrame | None
    suppressed: int
    missing: int


def read_cells(dataset: Dataset, selection: Selection, table: JsonStatTable) -> Cells:
    """The cells of an answer in our names and values."""
    columns = [
        _recoded(table.frame[_dimension(choice, table).code], choice)
        for choice in selection
        if choice.column is not None
    ]
    marks = table.frame["status"].replace_strict(MARKS, default=0, return_dtype=pl.UInt8)
    cells = [*columns, table.frame["value"].alias(_VALUE), marks.alias(_MARK)]
    names = dict(_names_given(dataset, selection, table))
    return Cells(pl.DataFrame(cells), names, _merges(selection))


def shape(
    dataset: Dataset,
    origin: StatbankOrigin,
    parts: list[Cells],
    newest_year: int,
    in_force: InForce,
) -> ShapedTable:
    """Bring the answers to the parts of a query together in the columns of a dataset.

    Codes that have become the same are summed; contents become columns, or values of
    ``contents_column``; codes outside the years they were valid are left out.

    Args:
        dataset: what the frame is for.
        origin: how the table is read.
        parts: the cells of every answer.
        newest_year: the last year that the table has.
        in_force: whether a municipality code was valid in a year.
    """
    cells = pl.concat([part.frame for part in parts])
    cells = cells.with_columns(pl.lit(v).alias(name) for name, v in origin.constant.items())
    if any(part.merged for part in parts):
        cells = _sum_alike(cells)
    suppressed, missing = ((cells[_MARK] == mark).sum() for mark in (SUPPRESSED, MISSING))
    measures = _measures(origin)
    frame = _measures_as_columns(cells, origin, measures)
    frame = _converted(frame, origin, measures)
    frame = _without_absent(frame, dataset, origin, measures, in_force)
    frame = _without_coming_flows(frame, origin, newest_year)
    frame = _declared(frame, dataset)
    names = {code: name for part in parts for code, name in part.names.items()}
    return ShapedTable(frame, _names(frame, dataset, names), int(suppressed), int(missing))


def _merges(selection: Selection) -> bool:
    """True where several codes become the same value."""
    kept = [list(choice.values.values()) for choice in selection if choice.column is not None]
    return any(len(set(values)) < len(values) for values in kept)


def _dimension(choice: Choice, table: JsonStatTable) -> Dimension:
    wanted = choice.variable.casefold()
    return next(d for d in table.dimensions if d.code.casefold() == wanted)


def _recoded(codes: pl.Series, choice: Choice) -> pl.Series:
    values = list(choice.values.values())
    kind = pl.Int32 if all(isinstance(value, int) for value in values) else pl.String
    ours = codes.replace_strict(list(choice.values), values, return_dtype=kind)
    compact = ours.cast(pl.Categorical) if kind == pl.String else ours
    return compact.alias(str(choice.column))


def _key(cells: pl.DataFrame) -> list[str]:
    return [name for name in cells.columns if name not in (_VALUE, _MARK)]


def _sum_alike(cells: pl.DataFrame) -> pl.DataFrame:
    """Sum rows with the same key.

    “Not applicable” counts as nothing; where any other number is not there, the sum is not either.
    """
    applies = pl.col(_MARK) != NOT_APPLICABLE
    whole = applies.any() & (applies & pl.col(_VALUE).is_null()).any().not_()
    value = pl.when(whole).then(pl.col(_VALUE).sum())
    # Of the marks the gravest stands for the sum; they are numbered by gravity.
    summed = cells.group_by(_key(cells), maintain_order=True)
    return summed.agg(value.alias(_VALUE), pl.col(_MARK).max())


def _measures(origin: StatbankOrigin) -> list[str]:
    if origin.contents_column is not None:
        return [str(origin.measure)]
    return list(origin.contents.values())


def _measures_as_columns(
    cells: pl.DataFrame, origin: StatbankOrigin, measures: list[str]
) -> pl.DataFrame:
    """One column per measure; the rows of each stand in the same order, as selections are dense."""
    if origin.contents_column is not None:
        return cells.drop(_MARK).rename({_VALUE: measures[0]})
    if len(measures) == 1:
        return cells.drop(_MARK, CONTENTS_COLUMN).rename({_VALUE: measures[0]})
    of = {name: cells.filter(pl.col(CONTENTS_COLUMN) == name) for name in measures}
    first = of[measures[0]].drop(_VALUE, _MARK, CONTENTS_COLUMN)
    return first.hstack([of[name][_VALUE].alias(name) for name in measures])


def _converted(frame: pl.DataFrame, origin: StatbankOrigin, measures: list[str]) -> pl.DataFrame:
    if origin.conversion is None:
        return frame
    probability = pl.col(measures) / 1000
    return frame.with_columns(probability / (1 - probability / 2))


def _without_absent(
    frame: pl.DataFrame,
    dataset: Dataset,
    origin: StatbankOrigin,
    measures: list[str],
    in_force: InForce,
) -> pl.DataFrame:
    """Leave out rows that say nothing.

    A table asked by plain codes has every code in every year: in a year that a municipality's code
    was not valid its numbers are empty or 0, which is not a count. A matrix is mostly 0.
    """
    nothing = pl.all_horizontal(pl.col(name).fill_null(0) == 0 for name in measures)
    regions = [name for name in dataset.region_columns if name in frame.columns]
    plain = not any(v.codelist for v in origin.variables.values() if v.column in regions)
    if len(regions) > 1:
        frame = frame.filter(~nothing)
    elif regions and plain and "year" in frame.columns:
        group = [regions[0], "year"]
        silent = frame.group_by(group).agg(nothing.all().alias("silent")).filter("silent")
        absent = [pair for pair in silent.select(group).rows() if not in_force(*pair)]
        gone = pl.DataFrame(absent, schema=frame.select(group).schema, orient="row")
        frame = frame.join(gone, on=group, how="anti", maintain_order="left")
    needed = [c.name for c in dataset.columns if c.name in measures and not c.nullable]
    empty = pl.all_horizontal(pl.col(measures).is_null())
    frame = frame.filter(~empty)
    return frame.drop_nulls(needed) if needed else frame


def _without_coming_flows(
    frame: pl.DataFrame, origin: StatbankOrigin, newest_year: int
) -> pl.DataFrame:
    """Empty what happens during the newest year, which has only begun."""
    ended = pl.col("year") < newest_year
    return frame.with_columns(pl.when(ended).then(pl.col(name)) for name in origin.flows)


def _declared(frame: pl.DataFrame, dataset: Dataset) -> pl.DataFrame:
    """The declared columns that are there, in their types; a measure of another origin is empty."""
    columns = []
    for column in dataset.columns:
        kind = POLARS_TYPES[column.type]
        if column.name in frame.columns:
            columns.append(pl.col(column.name).cast(kind))
        elif column.nullable and column.required:
            columns.append(pl.lit(None, dtype=kind).alias(column.name))
    return frame.select(columns)


def _names(frame: pl.DataFrame, dataset: Dataset, given: Mapping[str, str]) -> pl.DataFrame | None:
    """Names of the regions, in the years that the frame has them."""
    regions = [name for name in dataset.region_columns if name in frame.columns]
    if not regions or "year" not in frame.columns:
        return None
    seen = [frame.select(region_code=pl.col(name), year=pl.col("year")) for name in regions]
    pairs = pl.concat([pairs.unique() for pairs in seen]).unique().sort("region_code", "year")
    name = pl.col("region_code").replace_strict(given, default=None, return_dtype=pl.String)
    return pairs.with_columns(name=name).drop_nulls("name")


def _names_given(
    dataset: Dataset, selection: Selection, table: JsonStatTable
) -> Iterator[tuple[str, str]]:
    for choice in selection:
        if choice.column in dataset.region_columns:
            labels = _dimension(choice, table).labels
            for code, ours in choice.values.items():
                yield str(ours), region_codes.name(labels.get(code, code))
