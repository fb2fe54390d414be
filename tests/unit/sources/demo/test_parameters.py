"""Broken lines through known points."""

from __future__ import annotations

import pytest

from nyegrep.sources.demo.parameters import at

pytestmark = pytest.mark.unit

KNOTS = ((2000, 1.0), (2010, 2.0))


@pytest.mark.parametrize(("year", "value"), [(1990, 1.0), (2000, 1.0), (2005, 1.5), (2020, 2.0)])
def test_values_between_the_points_lie_on_the_line_and_beyond_them_stay(
    year: int, value: float
) -> None:
    assert at(KNOTS, year) == pytest.approx(value)
