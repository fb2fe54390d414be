"""Rows from several deliveries become one table: the later delivery wins, cell by cell."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

import polars as pl

NEW = "_new"


@dataclass(frozen=True)
class SourcedTable:
    """A table whose rows know what they stand on.

    Attributes:
        frame: one row per key; the column ``source`` holds an index into ``source_sets``.
        source_sets: which sources stand behind a row, as indexes into a list of sources.
        cells_replaced: how many cells an earlier delivery had already given.
    """

    frame: pl.DataFrame
    source_sets: tuple[tuple[int, ...], ...]
    cells_replaced: int = 0


def merge(
    parts: list[SourcedTable], key: tuple[str, ...], measures: tuple[str, ...]
) -> SourcedTable:
    """Merge ``parts``, oldest first, into one row per key, sorted by key.

    Where two parts give the same cell the later one wins; an empty cell never erases a number.
    A row stands on the sources that gave its cells. Sources are kept by row, not by cell: where a
    row was given in parts, a source stays named until a later one has given the whole row.
    """
    merged = reduce(lambda old, new: _merge_pair(old, new, key, measures), parts)
    used = merged.frame["source"].unique(maintain_order=True).to_list()
    position = {number: place for place, number in enumerate(used)}
    frame = merged.frame.with_columns(
        source=pl.col("source").replace_strict(position, return_dtype=pl.Int32)
    )
    sets = tuple(merged.source_sets[number] for number in used)
    return SourcedTable(frame.sort(key), sets, merged.cells_replaced)


def _merge_pair(
    old: SourcedTable, new: SourcedTable, key: tuple[str, ...], measures: tuple[str, ...]
) -> SourcedTable:
    joined = old.frame.join(new.frame, on=key, how="full", coalesce=True, suffix=NEW)
    given_new = [pl.col(name + NEW).is_not_null() for name in measures]
    given_old = [pl.col(name).is_not_null() for name in measures]
    replaced = joined.select(
        [
            (a & b).sum().alias(name)
            for name, a, b in zip(measures, given_old, given_new, strict=True)
        ]
    )
    kept = [a & ~b for a, b in zip(given_old, given_new, strict=True)]
    from_old = pl.any_horizontal(*kept, pl.col("source" + NEW).is_null())
    from_new = pl.any_horizontal(*given_new, pl.col("source").is_null())
    pairs = joined.select(
        pl.when(from_old).then(pl.col("source")).alias("old"),
        pl.when(from_new).then(pl.col("source" + NEW)).alias("new"),
    )
    numbers, sets = _number_pairs(pairs, old, new)
    values = [pl.coalesce(pl.col(name + NEW), pl.col(name)).alias(name) for name in measures]
    frame = joined.select(*key, *values).with_columns(numbers.alias("source"))
    count = int(sum(replaced.row(0))) if measures else 0
    order = old.frame.columns
    return SourcedTable(frame.select(order), sets, old.cells_replaced + count)


def _number_pairs(
    pairs: pl.DataFrame, old: SourcedTable, new: SourcedTable
) -> tuple[pl.Series, tuple[tuple[int, ...], ...]]:
    """One number for each combination of sources, and the combinations by number."""
    unique = pairs.unique(maintain_order=True).with_row_index("number")
    sets: dict[tuple[int, ...], int] = {}
    final = []
    for row in unique.iter_rows(named=True):
        before = old.source_sets[row["old"]] if row["old"] is not None else ()
        after = new.source_sets[row["new"]] if row["new"] is not None else ()
        members = tuple(sorted({*before, *after}))
        final.append(sets.setdefault(members, len(sets)))
    lookup = unique.with_columns(pl.Series("number", final, dtype=pl.Int32))
    numbered = pairs.join(
        lookup, on=["old", "new"], how="left", nulls_equal=True, maintain_order="left"
    )
    return numbered["number"], tuple(sets)
