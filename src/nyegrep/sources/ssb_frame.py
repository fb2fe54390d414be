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

NOT_APPLICABLE, MISSING, SUPPRESSED = ".", "..", ":"
_VALUE, _STATUS = "_value", "_status"
InForce = Callable[[str, int], bool]


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


def shape(
    dataset: Dataset,
    origin: StatbankOrigin,
    parts: list[tuple[Selection, JsonStatTable]],
    newest_year: int,
    in_force: InForce,
) -> ShapedTable:
    """Bring the answers to the parts of a query together in the columns of a dataset.

    Codes become our values; codes that become the same are summed; contents become columns, or
    values of ``contents_column``; codes outside the years they were valid are left out.

    Args:
        dataset: what the frame is for.
        origin: how the table is read.
        parts: each selection with its answer.
        newest_year: the last year that the table has.
        in_force: whether a municipality code was valid in a year.
    """
    cells = pl.concat([_our_cells(selection, table) for selection, table in parts])
    cells = cells.with_columns(pl.lit(v).alias(name) for name, v in origin.constant.items())
    if any(choice.merging for selection, _ in parts for choice in selection):
        cells = _sum_alike(cells)
    suppressed = len(cells.filter(pl.col(_STATUS) == SUPPRESSED))
    missing = len(cells.filter(pl.col(_STATUS) == MISSING))
    measures = _measures(origin)
    frame = _measures_as_columns(cells, origin, measures)
    frame = _converted(frame, origin, measures)
    frame = _without_absent(frame, dataset, origin, measures, in_force)
    frame = _without_coming_flows(frame, origin, newest_year)
    frame = _declared(frame, dataset)
    return ShapedTable(frame, _names(frame, dataset, parts), suppressed, missing)


def _our_cells(selection: Selection, table: JsonStatTable) -> pl.DataFrame:
    """One row per cell, with our names for what is kept."""
    columns = [
        _recoded(table.frame[_dimension(choice, table).code], choice)
        for choice in selection
        if choice.column is not None
    ]
    value = table.frame["value"].alias(_VALUE)
    return pl.DataFrame([*columns, value, table.frame["status"].alias(_STATUS)])


def _dimension(choice: Choice, table: JsonStatTable) -> Dimension:
    wanted = choice.variable.casefold()
    return next(d for d in table.dimensions if d.code.casefold() == wanted)


def _recoded(codes: pl.Series, choice: Choice) -> pl.Series:
    values = list(choice.values.values())
    kind = pl.Int64 if all(isinstance(value, int) for value in values) else pl.String
    ours = codes.replace_strict(list(choice.values), values, return_dtype=kind)
    return ours.alias(str(choice.column))


def _key(cells: pl.DataFrame) -> list[str]:
    return [name for name in cells.columns if name not in (_VALUE, _STATUS)]


def _sum_alike(cells: pl.DataFrame) -> pl.DataFrame:
    """Sum rows with the same key.

    “Not applicable” counts as nothing; where any other number is not there, the sum is not either.
    """
    applies = pl.col(_STATUS).ne_missing(NOT_APPLICABLE)
    whole = applies.any() & (applies & pl.col(_VALUE).is_null()).any().not_()
    mark = pl.when(applies).then(pl.col(_STATUS)).max()
    status = pl.when(applies.any()).then(mark).otherwise(pl.lit(NOT_APPLICABLE))
    value = pl.when(whole).then(pl.col(_VALUE).sum())
    summed = cells.group_by(_key(cells), maintain_order=True)
    return summed.agg(value.alias(_VALUE), status.alias(_STATUS))


def _measures(origin: StatbankOrigin) -> list[str]:
    if origin.contents_column is not None:
        return [str(origin.measure)]
    return list(origin.contents.values())


def _measures_as_columns(
    cells: pl.DataFrame, origin: StatbankOrigin, measures: list[str]
) -> pl.DataFrame:
    """One column per measure; the rows of each stand in the same order, as selections are dense."""
    if origin.contents_column is not None:
        return cells.drop(_STATUS).rename({_VALUE: measures[0]})
    of = {name: cells.filter(pl.col(CONTENTS_COLUMN) == name) for name in measures}
    first = of[measures[0]].drop(_VALUE, _STATUS, CONTENTS_COLUMN)
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


def _names(
    frame: pl.DataFrame, dataset: Dataset, parts: list[tuple[Selection, JsonStatTable]]
) -> pl.DataFrame | None:
    """Names of the regions, in the years that the frame has them."""
    regions = [name for name in dataset.region_columns if name in frame.columns]
    if not regions or "year" not in frame.columns:
        return None
    labels = dict(_labels(parts, regions))
    seen = [frame.select(region_code=pl.col(name), year=pl.col("year")) for name in regions]
    pairs = pl.concat(seen).unique().sort("region_code", "year")
    name = pl.col("region_code").replace_strict(labels, default=None, return_dtype=pl.String)
    return pairs.with_columns(name=name).drop_nulls("name")


def _labels(
    parts: list[tuple[Selection, JsonStatTable]], regions: list[str]
) -> Iterator[tuple[str, str]]:
    for selection, table in parts:
        for choice in selection:
            if choice.column in regions:
                labels: Mapping[str, str] = _dimension(choice, table).labels
                for code, ours in choice.values.items():
                    yield str(ours), region_codes.name(labels.get(code, code))
