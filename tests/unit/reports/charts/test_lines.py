"""Lines over years, named at their ends."""

from __future__ import annotations

import pytest

from nyegrep.reports.charts.layout import NARROW, SMALL, WIDE
from nyegrep.reports.charts.lines import Line, Mark, YearChart, line_chart, spark_line
from nyegrep.reports.charts.svg import Draw
from tests.unit.reports.charts.drawn import chart, meetings, texts
from tests.unit.reports.charts.specimens import AHEAD, CHARTS, CROWD, DECLINE

pytestmark = pytest.mark.unit


def test_every_line_is_named_at_its_end() -> None:
    said = " ".join(text.text for text in texts(CHARTS["names"], NARROW))
    for line in CROWD:
        assert line.name.split()[-1].rpartition("\u00a0")[2] in said


def test_the_projection_begins_at_a_dashed_line() -> None:
    layers = chart(CHARTS["ahead"], WIDE).to_dict()["layer"]
    assert [3, 3] in [layer["mark"].get("strokeDash") for layer in layers]


def test_a_value_that_finds_no_free_place_is_left_out() -> None:
    close = [Mark(DECLINE[7], "5 858"), *(Mark(DECLINE[7], f"{n} 858") for n in range(9))]
    says = YearChart("innbyggere", "år", tuple(close))
    found = texts(lambda frame: line_chart(frame, [Line(DECLINE, "own")], says), NARROW)
    shown = [text.text for text in found if text.text.endswith("858")]
    assert "5 858" in shown
    assert len(shown) < len(close)
    assert meetings(found) == []


def test_a_picture_the_size_of_a_word_has_no_text() -> None:
    draw: Draw = lambda f: spark_line(f, [Line(DECLINE, "own"), Line(AHEAD, "ahead")])  # noqa: E731  # a drawing is one expression
    chart(draw, SMALL)
    assert texts(draw, SMALL) == []


def test_the_own_line_is_drawn_above_the_others() -> None:
    layers = chart(CHARTS["names"], WIDE).to_dict()["layer"]
    widths = [
        layer["mark"].get("strokeWidth") for layer in layers if layer["mark"]["type"] == "line"
    ]
    thick = max(width for width in widths if width)
    assert widths.index(thick) > widths.index(1.8) > 0


def test_a_series_that_stands_still_is_drawn_in_the_middle() -> None:
    flat = [Line(((2005, 100.0), (2019, 100.0)), "own")]
    says = YearChart("innbyggere", "år", least_span=0.1)
    low, high = _domain(lambda f: line_chart(f, flat, says))
    assert low < 100 < high


def _domain(draw: Draw) -> tuple[float, float]:
    low, high = chart(draw, WIDE).to_dict()["layer"][0]["encoding"]["y"]["scale"]["domain"]
    return low, high
