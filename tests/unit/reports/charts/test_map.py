"""Maps of municipalities by class."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nyegrep.foundation.outlines import Bounds, Outlines
from nyegrep.reports.charts import colours
from nyegrep.reports.charts.layout import NARROW, WIDE, Frame
from nyegrep.reports.charts.map import ClassMap, Land, Rank, class_maps
from nyegrep.reports.charts.svg import Draw, draw_svg
from tests.unit.reports.charts.drawn import chart, meetings, outside, texts

pytestmark = pytest.mark.unit

BOTH = pytest.mark.parametrize("frame", [WIDE, NARROW], ids=["wide", "narrow"])
SQUARE = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 1.0], [1.0, 0.0]])
CODES = [f"99{number:02}" for number in range(20)]
RANKS: tuple[Rank, ...] = ("lowest", "low", "middle", "high", "highest")
# Four rows of five squares from the south-west; the last one has no class.
OUTLINES = Outlines({c: (SQUARE + np.array(divmod(n, 4)),) for n, c in enumerate(CODES)})
BOUNDS = Bounds(0, 0, 5, 4)
CLASSES = {code: RANKS[number % 5] for number, code in enumerate(CODES[:-1])}


def drawing(own: str = "9905", name: str = "Fjordvik", bounds: Bounds = BOUNDS) -> Draw:
    land = Land(bounds, OUTLINES.within(bounds), own, name)
    maps = [ClassMap("Bostedsattraktivitet", CLASSES), ClassMap("Næringsattraktivitet", CLASSES)]
    return lambda frame: class_maps(frame, land, maps)


def shapes(frame: Frame, draw: Draw) -> dict[str | None, list[list[list[float]]]]:
    """Fill colour to the outer rings of what has it; ``None`` is what is only outlined."""
    drawn: dict[str, Any] = chart(draw, frame).to_dict()
    found: dict[str | None, list[list[list[float]]]] = {}
    for layer in drawn["layer"]:
        if layer["mark"]["type"] == "geoshape":
            rows = drawn["datasets"][layer["data"]["name"]]
            rings = [row["geometry"]["coordinates"][0] for row in rows]
            found.setdefault(layer["mark"].get("fill"), []).extend(rings)
    return found


@BOTH
def test_every_municipality_has_the_colour_of_its_class_on_both_maps(frame: Frame) -> None:
    found = shapes(frame, drawing())
    fills = [colours.MAP_LOWEST, colours.MAP_LOW, colours.MAP_MIDDLE, colours.MAP_HIGH]
    assert [len(found[fill]) for fill in fills] == [8, 8, 8, 8]
    assert len(found[colours.MAP_HIGHEST]) == 6
    assert len(found[colours.HATCHED]) == 2
    assert len(found[None]) == 2


@BOTH
def test_north_is_up_and_the_land_fills_the_width(frame: Frame) -> None:
    found = shapes(frame, drawing())
    points = np.array([p for rings in found.values() for ring in rings for p in ring])
    assert points[:, 0].min() == 0
    assert points[:, 0].max() == pytest.approx(frame.width, abs=0.5)
    (south_west,) = [r for r in found[colours.MAP_LOWEST] if min(r)[0] == 0 and r[0][1] < 400][:1]
    own = np.array(found[None][0])
    assert np.mean(np.array(south_west)[:, 1]) > own[:, 1].mean()


def test_maps_stand_beside_each_other_where_it_is_wide_and_else_above() -> None:
    wide, narrow = (shapes(frame, drawing())[None] for frame in (WIDE, NARROW))
    assert wide[0][0][1] == wide[1][0][1]
    assert wide[0][0][0] < wide[1][0][0]
    assert narrow[0][0][0] == narrow[1][0][0]
    assert narrow[0][0][1] < narrow[1][0][1]


@BOTH
@pytest.mark.parametrize("own", CODES)
def test_the_name_stays_inside_wherever_the_place_is(frame: Frame, own: str) -> None:
    found = texts(drawing(own, "Nordre Skogdal"), frame)
    assert [text.text for text in found].count("Nordre Skogdal") == 2
    assert meetings(found) == []
    assert outside(found, frame) == []


def test_neighbours_keep_their_common_points() -> None:
    found = shapes(WIDE, drawing(bounds=Bounds(0.137, 0.211, 4.9, 3.9)))
    corners = {tuple(p) for rings in found.values() for ring in rings for p in ring}
    columns = {x for x, _ in corners}
    assert len(columns) == 2 * 6
    assert all(2 * x == round(2 * x) for x in columns)


def test_the_picture_is_small_and_its_colours_are_the_pages() -> None:
    svg = str(draw_svg(drawing(), WIDE, "map", "nb"))
    assert len(svg) < 20_000
    assert "var(--map-lowest)" in svg
    assert "var(--map-highest)" in svg
    assert 'stroke="var(--ink)"' in svg
