"""Where two deliveries give the same cell the later wins, and rows know what they stand on."""

from __future__ import annotations

import polars as pl
import pytest

from nyegrep.sources.merging import SourcedTable, merge

pytestmark = pytest.mark.unit

KEY = ("code", "year")
MEASURES = ("births", "deaths")


def part(number: int, rows: list[tuple[str, int, float | None, float | None]]) -> SourcedTable:
    frame = pl.DataFrame(rows, schema=[*KEY, *MEASURES], orient="row")
    frame = frame.with_columns(
        pl.col("births", "deaths").cast(pl.Float64), source=pl.lit(0, pl.Int32)
    )
    return SourcedTable(frame, ((number,),))


def sources(table: SourcedTable) -> list[tuple[int, ...]]:
    return [table.source_sets[number] for number in table.frame["source"]]


def test_a_single_part_is_left_as_it_is_but_sorted() -> None:
    table = merge([part(0, [("b", 2019, 1, 2), ("a", 2019, 3, 4)])], KEY, MEASURES)
    assert table.frame["code"].to_list() == ["a", "b"]
    assert table.cells_replaced == 0
    assert sources(table) == [(0,), (0,)]


def test_rows_of_different_keys_stand_side_by_side() -> None:
    table = merge([part(0, [("a", 2018, 1, 1)]), part(1, [("a", 2019, 2, 2)])], KEY, MEASURES)
    assert table.frame["births"].to_list() == [1, 2]
    assert sources(table) == [(0,), (1,)]
    assert table.cells_replaced == 0


def test_the_later_part_wins_and_the_cells_are_counted() -> None:
    table = merge([part(0, [("a", 2019, 1, 1)]), part(1, [("a", 2019, 5, 6)])], KEY, MEASURES)
    assert table.frame.row(0)[2:4] == (5, 6)
    assert table.cells_replaced == 2
    assert sources(table) == [(1,)]


def test_an_empty_cell_never_erases_a_number_and_both_sources_are_kept() -> None:
    table = merge([part(0, [("a", 2019, 1, 1)]), part(1, [("a", 2019, None, 6)])], KEY, MEASURES)
    assert table.frame.row(0)[2:4] == (1, 6)
    assert table.cells_replaced == 1
    assert sources(table) == [(0, 1)]


def test_three_parts_are_merged_in_order() -> None:
    parts = [
        part(0, [("a", 2019, 1, None)]),
        part(1, [("a", 2019, None, 2)]),
        part(2, [("a", 2019, 3, None), ("b", 2019, 9, 9)]),
    ]
    table = merge(parts, KEY, MEASURES)
    assert table.frame["births"].to_list() == [3, 9]
    assert table.frame["deaths"].to_list() == [2, 9]
    assert table.cells_replaced == 1


def test_a_source_stays_named_until_a_later_one_has_given_the_whole_row() -> None:
    parts = [part(0, [("a", 2019, 1, None)]), part(1, [("a", 2019, None, 2)])]
    assert sources(merge(parts, KEY, MEASURES)) == [(0, 1)]
    assert sources(merge([*parts, part(2, [("a", 2019, 3, None)])], KEY, MEASURES)) == [(0, 1, 2)]
    assert sources(merge([*parts, part(2, [("a", 2019, 3, 4)])], KEY, MEASURES)) == [(2,)]
