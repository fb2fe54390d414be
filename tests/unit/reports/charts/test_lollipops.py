"""Sticks from zero, a sign for each future."""

from __future__ import annotations

import pytest

from nyegrep.foundation.futures import BUILT_IN
from nyegrep.reports.charts.layout import NARROW, WIDE, Frame
from nyegrep.reports.charts.lollipops import OWN_SHAPE, SHAPES, StickRow
from tests.unit.reports.charts.drawn import chart, texts
from tests.unit.reports.charts.specimens import CHARTS, STICKS

pytestmark = pytest.mark.unit


def test_every_future_has_a_sign_of_its_own() -> None:
    assert tuple(SHAPES) == BUILT_IN
    assert len({*SHAPES.values(), OWN_SHAPE}) == len(BUILT_IN) + 1


@pytest.mark.parametrize("frame", [WIDE, NARROW])
def test_rows_have_their_names_and_futures_their_signs(frame: Frame) -> None:
    assert {row.name for row in STICKS} <= {text.text for text in texts(CHARTS["sticks"], frame)}
    drawn = chart(CHARTS["sticks"], frame).to_dict()
    shapes = [layer["mark"]["shape"] for layer in drawn["layer"] if "shape" in layer["mark"]]
    assert shapes == ["circle", "diamond", OWN_SHAPE, "cross"]


def test_bands_and_what_futures_are_held_against_find_room_on_the_scale() -> None:
    low, high = chart(CHARTS["sticks"], WIDE).to_dict()["layer"][0]["encoding"]["x"]["scale"][
        "domain"
    ]
    assert low <= -110
    assert high >= 300


def test_a_row_without_anything_to_be_held_against_has_no_upright() -> None:
    assert StickRow("a", STICKS[0].sticks).values == [121, 45, 190, -58, -110, -4, 300]
    assert STICKS[0].values[-1] == 28
