"""Many places by two values."""

from __future__ import annotations

import pytest

from nyegrep.reports.charts.colours import LIGHT_TINT
from nyegrep.reports.charts.layout import NARROW, WIDE, Frame
from tests.unit.reports.charts.drawn import chart, meetings, texts
from tests.unit.reports.charts.specimens import CHARTS, CORNER, NAMES, SPOTS

pytestmark = pytest.mark.unit
BOTH = pytest.mark.parametrize("frame", [WIDE, NARROW])


@BOTH
def test_places_that_lie_close_are_all_named_and_no_names_meet(frame: Frame) -> None:
    found = texts(CHARTS["scatter"], frame)
    assert {"Fjordvik", *NAMES} <= {text.text for text in found}
    assert meetings(found) == []


@BOTH
def test_the_share_is_written_in_the_corner(frame: Frame) -> None:
    found = texts(CHARTS["scatter"], frame)
    lines = [t for t in found if t.text in CORNER.text and len(t.text) > 4]
    assert " ".join(t.text for t in lines) == CORNER.text
    assert min(t.box.left for t in lines) > frame.width / 2


def test_every_place_is_a_dot_and_the_corner_reaches_the_edges() -> None:
    drawn = chart(CHARTS["scatter"], WIDE).to_dict()
    dots = [layer for layer in drawn["layer"] if layer["mark"]["type"] == "point"]
    assert sum(len(drawn["datasets"][layer["data"]["name"]]) for layer in dots) == len(SPOTS)
    (area,) = [layer for layer in drawn["layer"] if layer["mark"].get("fill") == LIGHT_TINT]
    (box,) = drawn["datasets"][area["data"]["name"]]
    assert (box["x"], box["y"]) == (CORNER.x, CORNER.y)
    assert box["x2"] == area["encoding"]["x"]["scale"]["domain"][1]
    assert box["y2"] == area["encoding"]["y"]["scale"]["domain"][1]
