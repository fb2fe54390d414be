"""Frames as arrays [municipality, year]."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from nyegrep.methods.attractiveness.grids import (
    before,
    grid,
    named,
    percent_change,
    positions,
    twice,
    year_span,
    years_named,
)

pytestmark = pytest.mark.unit

FRAME = pl.DataFrame(
    {
        "municipality_code": ["9902", "9901", "9901", "9999"],
        "year": [2011, 2010, 2012, 2011],
        "jobs": [5, 3, None, 9],
    }
)


def test_numbers_stand_where_their_municipality_and_year_do() -> None:
    found = grid(FRAME, "jobs", ("9901", "9902"), (2010, 2011, 2012))
    np.testing.assert_array_equal(found, [[3, np.nan, np.nan], [np.nan, 5, np.nan]])


def test_a_column_that_is_not_there_is_unknown_throughout() -> None:
    assert np.isnan(grid(FRAME, "persons", ("9901",), (2010,))).all()


def test_years_span_without_a_gap() -> None:
    assert year_span(FRAME, FRAME.filter(pl.col("year") > 2010)) == (2010, 2011, 2012)
    assert year_span(FRAME.head(0)) == ()


def test_nothing_has_no_positions() -> None:
    assert positions(pl.Series([], dtype=pl.String), ("9901",)).size == 0


def test_the_year_before_the_first_is_unknown() -> None:
    table = np.array([[1.0, 2.0, 3.0]])
    np.testing.assert_array_equal(before(table, 2), [[np.nan, np.nan, 1.0]])
    np.testing.assert_array_equal(before(table, 0), table)


def test_growth_from_nought_is_unknown() -> None:
    growth = percent_change(np.array([[0.0, 4.0, 5.0]]))
    np.testing.assert_allclose(growth, [[np.nan, np.nan, 25.0]])


def test_marks_are_told_by_municipality_and_by_year() -> None:
    marks = np.array([[False, True], [False, False]])
    assert named(("9901", "9902"), marks) == ["9901"]
    assert years_named((2010, 2011), marks) == [2011]


def test_rows_that_stand_twice_are_told() -> None:
    doubled = pl.concat([FRAME, FRAME.head(1)])
    assert twice(doubled, ("municipality_code", "year")) == ["9902"]
    assert twice(FRAME, ("municipality_code", "year")) == []
