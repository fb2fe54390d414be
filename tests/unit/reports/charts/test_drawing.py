"""Every kind of chart, in every size: drawn by the grammar, with texts that keep apart."""

from __future__ import annotations

import pytest

from nyegrep.reports.charts.layout import NARROW, WIDE, Frame
from tests.unit.reports.charts.drawn import chart, meetings, outside, texts
from tests.unit.reports.charts.specimens import CHARTS

pytestmark = pytest.mark.unit

SIZES = pytest.mark.parametrize("frame", [WIDE, NARROW], ids=["wide", "narrow"])
EVERY = pytest.mark.parametrize("name", list(CHARTS))


@EVERY
@SIZES
def test_a_chart_follows_the_grammar(name: str, frame: Frame) -> None:
    drawn = chart(CHARTS[name], frame).to_dict()
    sides = drawn["padding"]
    assert drawn["width"] + sides["left"] + sides["right"] == pytest.approx(frame.width)


@EVERY
@SIZES
def test_texts_neither_meet_nor_stick_out(name: str, frame: Frame) -> None:
    found = texts(CHARTS[name], frame)
    assert len(found) > 3
    assert meetings(found) == []
    assert outside(found, frame) == []


@EVERY
@SIZES
def test_no_axis_has_more_than_seven_ticks(name: str, frame: Frame) -> None:
    for layer in chart(CHARTS[name], frame).to_dict()["layer"]:
        for side in ("x", "y"):
            axis = layer["encoding"][side]["axis"]
            assert axis is None or 2 <= len(axis["values"]) <= 7


def test_the_units_of_both_axes_are_told() -> None:
    assert {"innbyggere", "år"} <= {text.text for text in texts(CHARTS["marks"], WIDE)}


def test_numbers_on_the_axes_have_the_form_of_the_language() -> None:
    nb = {text.text for text in texts(CHARTS["marks"], WIDE, "nb")}
    en = {text.text for text in texts(CHARTS["marks"], WIDE, "en")}
    assert "6\u00a0000" in nb
    assert "6,000" in en
    assert "2005" in nb & en
