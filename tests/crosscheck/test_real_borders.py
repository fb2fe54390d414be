"""The borders of three years as the mapping authority gives them, read into outlines."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nyegrep.sources.geo import outlines
from nyegrep.sources.municipalities import packaged_history

pytestmark = pytest.mark.crosscheck

YEARS = pytest.mark.parametrize(
    ("year", "count", "code"), [(2018, 422, "0536"), (2020, 356, "3447"), (2024, 357, "3447")]
)
LATITUDE = 64.6  # the middle of the country, whose parallel keeps its length


@YEARS
def test_every_municipality_of_the_year_has_an_outline(
    shared_data: Path, year: int, count: int, code: str
) -> None:
    document = (shared_data / f"geometry_municipalities_{year}.topojson").read_bytes()
    found = outlines(document, str(year))
    assert len(found.rings) == count
    assert set(found.rings) == {m.code for m in packaged_history().in_year(year)}


@YEARS
def test_sondre_land_lies_where_it_does(
    shared_data: Path, year: int, count: int, code: str
) -> None:
    document = (shared_data / f"geometry_municipalities_{year}.topojson").read_bytes()
    found = outlines(document, str(year))
    bounds = found.bounds([code])
    shrunk = np.cos(np.radians(LATITUDE))
    assert 9.8 < bounds.left / shrunk < bounds.right / shrunk < 10.7
    assert 60.45 < bounds.bottom < bounds.top < 60.95


@YEARS
def test_areas_agree_with_what_is_known(
    shared_data: Path, year: int, count: int, code: str
) -> None:
    document = (shared_data / f"geometry_municipalities_{year}.topojson").read_bytes()
    (ring,) = outlines(document, str(year)).rings[code]
    x, y = ring[:, 0], ring[:, 1]
    here = np.cos(np.radians(60.7)) / np.cos(np.radians(LATITUDE))
    square_km = abs(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1))) / 2 * 111.2**2 * here
    assert square_km == pytest.approx(728, rel=0.12)
