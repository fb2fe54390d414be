"""Rows with a scale each."""

from __future__ import annotations

import pytest

from nyegrep.reports.charts.layout import NARROW, WIDE, Frame
from nyegrep.reports.charts.strips import Strip, rank_strips
from tests.unit.reports.charts.drawn import chart, texts
from tests.unit.reports.charts.specimens import CHARTS, PAIRS, STRIPS

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("frame", [WIDE, NARROW])
def test_a_rank_is_told_and_a_place_that_is_not_ranked_has_a_line_without_a_dot(
    frame: Frame,
) -> None:
    said = {text.text for text in texts(CHARTS["strips"], frame)}
    assert {strip.name for strip in STRIPS} <= said
    drawn = chart(CHARTS["strips"], frame).to_dict()
    dots = [layer for layer in drawn["layer"] if layer["mark"]["type"] == "point"]
    assert sum(len(drawn["datasets"][layer["data"]["name"]]) for layer in dots) == 2


def test_ranks_are_measured_from_0_to_100() -> None:
    layer = chart(CHARTS["strips"], WIDE).to_dict()["layer"][0]
    assert layer["encoding"]["x"]["scale"]["domain"] == [0, 100]


def test_a_value_at_the_end_of_the_scale_stands_to_the_left_of_its_dot() -> None:
    found = {text.text: text.box for text in texts(CHARTS["strips"], NARROW)}
    middle = (found["100"].left + found["100"].right) / 2
    assert found["99"].right < middle - 5
    assert found["0"].left >= 0


def test_a_text_keeps_to_the_other_side_of_a_ring() -> None:
    strips = [Strip("a", 50.0, "51", ring=60.0), Strip("b", 50.0, "52", ring=40.0)]
    found = {
        text.text: text.box
        for text in texts(lambda f: rank_strips(f, strips, "of 100", (50, "middle")), WIDE)
    }
    assert found["51"].right < found["52"].left


def test_a_value_that_is_not_known_is_left_out_of_its_pair() -> None:
    drawn = chart(CHARTS["pairs"], WIDE).to_dict()
    dots = [layer for layer in drawn["layer"] if layer["mark"]["type"] == "point"]
    counts = sorted(len(drawn["datasets"][layer["data"]["name"]]) for layer in dots)
    assert counts == [1, 2]
    assert {pair.name for pair in PAIRS} <= {t.text for t in texts(CHARTS["pairs"], WIDE)}
