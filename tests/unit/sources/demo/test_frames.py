"""From arrays to tidy tables."""

from __future__ import annotations

import numpy as np
import pytest

from nyegrep.sources.demo.country import country
from nyegrep.sources.demo.frames import long, municipality_rows, rounded, with_totals

pytestmark = pytest.mark.unit


def test_every_cell_becomes_a_row_in_the_order_of_the_axes() -> None:
    values = np.arange(8).reshape(2, 2, 2)
    frame = long({"year": [2001, 2002]}, {"sex": ["m", "f"], "age": [0, 1]}, persons=values)
    assert frame.rows()[:3] == [(2001, "m", 0, 0), (2001, "m", 1, 1), (2001, "f", 0, 2)]
    assert frame["persons"].to_list() == list(range(8))


def test_what_is_not_a_number_becomes_empty() -> None:
    frame = long({"year": [2001, 2002]}, {}, value=np.array([1.5, np.nan]))
    assert frame["value"].to_list() == [1.5, None]


def test_rows_are_the_municipalities_of_each_year() -> None:
    rows, years, slots = municipality_rows(country(), range(2019, 2021))
    assert len(rows["municipality_code"]) == len(years) == len(slots)
    in_2020 = {c for c, y in zip(rows["municipality_code"], years, strict=True) if y == 2020}
    assert "7412" in in_2020
    assert "7403" not in in_2020


def test_totals_are_the_sums_of_their_municipalities() -> None:
    count = len(country().places)
    amounts = np.ones((2, count), dtype=np.int64) * country().active(2024)
    keys, values = with_totals(country(), range(2023, 2025), amounts)
    found = dict(
        zip(zip(keys["municipality_code"], keys["year"], strict=True), values, strict=True)
    )
    assert found[("0", 2023)] == 60
    assert sum(found[(code, 2024)] for code in country().counties) == 60


def test_minus_zero_is_shown_as_zero() -> None:
    assert str(rounded(np.array([-0.04]), 1)[0]) == "0.0"
