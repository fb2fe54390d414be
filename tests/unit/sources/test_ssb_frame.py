"""Cells become a frame: codes that become the same are summed, empty rows are left out."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from nyegrep.foundation.tables import Column, Words
from nyegrep.sources.catalogue import Dataset, StatbankOrigin, Variable
from nyegrep.sources.jsonstat import Dimension, JsonStatTable
from nyegrep.sources.ssb_frame import ShapedTable, read_cells, shape
from nyegrep.sources.ssb_query import CONTENTS_COLUMN, Choice, Selection

pytestmark = pytest.mark.unit

DATASET = Dataset(
    id="jobs",
    title=Words(nb="Jobber", en="Jobs"),
    columns=(
        Column(name="year", type="year", key=True),
        Column(name="municipality_code", type="region", key=True),
        Column(name="sector", type="text", key=True),
        Column(name="jobs", type="number"),
        Column(name="vacant", type="number", nullable=True),
    ),
)
SECTORS = {"1": "public", "2": "public", "3": "private"}
ORIGIN = StatbankOrigin(
    table="1",
    contents={"A": "jobs", "B": "vacant"},
    variables={
        "Region": Variable(column="municipality_code", recode="region"),
        "Sektor": Variable(column="sector", recode=SECTORS),
    },
)


def shaped(cells: dict[tuple[str, ...], Any], origin: StatbankOrigin = ORIGIN) -> ShapedTable:
    """A table of the cells given, as (region, sector, contents, year) to a number or a mark."""
    codes = [list(dict.fromkeys(key[position] for key in cells)) for position in range(4)]
    names = ("Region", "Sektor", "ContentsCode", "Tid")
    columns = ("municipality_code", "sector", CONTENTS_COLUMN, "year")
    values: list[dict[str, Any]] = [
        {code: code for code in codes[0]},
        dict(SECTORS),
        dict(ORIGIN.contents),
        {code: int(code) for code in codes[3]},
    ]
    selection: Selection = tuple(
        Choice(name, tuple(given), column=column, values={c: ours[c] for c in given})
        for name, given, column, ours in zip(names, codes, columns, values, strict=True)
    )
    keys = [(r, s, c, t) for r in codes[0] for s in codes[1] for c in codes[2] for t in codes[3]]
    given_cells = [cells.get(key, ".") for key in keys]
    frame = pl.DataFrame(keys, schema=list(names), orient="row").with_columns(
        pl.Series("value", [None if isinstance(v, str) else float(v) for v in given_cells]),
        pl.Series("status", [v if isinstance(v, str) else None for v in given_cells], pl.String),
    )
    dimensions = tuple(
        Dimension(name, name, tuple(given), {code: f"{code} (-2019)" for code in given})
        for name, given in zip(names, codes, strict=True)
    )
    table = JsonStatTable("", "", None, dimensions, frame)
    in_force = {"0301", "0536"}
    found = read_cells(DATASET, selection, table)
    return shape(DATASET, origin, [found], 2020, lambda code, _: code in in_force)


def numbers(found: ShapedTable) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    return {row[:3]: row[3:] for row in found.frame.rows()}


def test_codes_that_become_the_same_are_summed() -> None:
    found = shaped({("0301", sector, "A", "2019"): int(sector) for sector in "123"} | NO_VACANT)
    assert numbers(found) == {
        (2019, "0301", "public"): (3.0, 5.0),
        (2019, "0301", "private"): (3.0, 5.0),
    }


NO_VACANT: dict[tuple[str, ...], Any] = {
    ("0301", "1", "B", "2019"): 5,
    ("0301", "2", "B", "2019"): ".",
    ("0301", "3", "B", "2019"): 5,
}


def test_a_sum_with_a_withheld_part_is_withheld() -> None:
    cells: dict[tuple[str, ...], Any] = {
        ("0301", "1", "A", "2019"): 7,
        ("0301", "2", "A", "2019"): 8,
        ("0301", "3", "A", "2019"): 9,
        ("0301", "1", "B", "2019"): 7,
        ("0301", "2", "B", "2019"): ":",
        ("0301", "3", "B", "2019"): "..",
    }
    found = shaped(cells)
    assert numbers(found)[2019, "0301", "public"] == (15.0, None)
    assert (found.suppressed, found.missing) == (1, 1)


def test_a_row_without_a_number_that_must_be_there_is_left_out() -> None:
    cells: dict[tuple[str, ...], Any] = {
        ("0301", "3", "A", "2019"): "..",
        ("0301", "3", "B", "2019"): 2,
        ("0536", "3", "A", "2019"): 4,
        ("0536", "3", "B", "2019"): "..",
    }
    assert numbers(shaped(cells)) == {(2019, "0536", "private"): (4.0, None)}


def test_zeros_of_a_code_that_is_not_in_force_are_left_out_and_others_kept() -> None:
    cells: dict[tuple[str, ...], Any] = {
        (code, "3", contents, year): 0
        for code in ("0536", "3447")
        for contents in "AB"
        for year in ("2019", "2020")
    }
    cells["3447", "3", "A", "2020"] = 6
    assert numbers(shaped(cells)) == {
        (2019, "0536", "private"): (0.0, 0.0),
        (2020, "0536", "private"): (0.0, 0.0),
        (2020, "3447", "private"): (6.0, 0.0),
    }


def test_a_summing_list_keeps_its_zeros() -> None:
    region = Variable(column="municipality_code", recode="region", codelist="agg_KommSummer")
    origin = ORIGIN.model_copy(update={"variables": {"Region": region}})
    cells: dict[tuple[str, ...], Any] = {("3447", "3", c, "2019"): 0 for c in "AB"}
    assert numbers(shaped(cells, origin)) == {(2019, "3447", "private"): (0.0, 0.0)}


def test_what_happens_in_the_newest_year_is_emptied() -> None:
    origin = ORIGIN.model_copy(update={"flows": ("vacant",)})
    cells: dict[tuple[str, ...], Any] = {
        ("0301", "3", contents, year): 4 for contents in "AB" for year in ("2019", "2020")
    }
    assert numbers(shaped(cells, origin)) == {
        (2019, "0301", "private"): (4.0, 4.0),
        (2020, "0301", "private"): (4.0, None),
    }


def test_columns_are_those_declared_in_their_types() -> None:
    found = shaped({("0301", "3", c, "2019"): 1 for c in "AB"})
    assert found.frame.schema == DATASET.declaration.polars_schema()
    assert found.names is not None
    assert found.names.rows() == [("0301", 2019, "0301")]
