"""Bars: yearly change, change by group, people by age."""

from __future__ import annotations

import re

import pytest

from nyegrep.reports.charts.bars import Bar, PyramidRow, Stack, pyramid, spark_bars
from nyegrep.reports.charts.layout import NARROW, SMALL, WIDE
from nyegrep.reports.charts.svg import Draw
from tests.unit.reports.charts.drawn import chart, texts
from tests.unit.reports.charts.specimens import CHARTS, ROWS

pytestmark = pytest.mark.unit


def test_the_parts_of_a_stack_begin_where_the_ones_before_end() -> None:
    stack = Stack(2010, (-20.0, 30.0, -5.0, 2.0))
    assert stack.edges() == [(-20, 0), (0, 30), (-25, -20), (30, 32)]
    assert stack.total == 7


def test_a_pyramid_of_both_sexes_together_has_one_side() -> None:
    rows = [PyramidRow(r.name, r.before[:1], r.after[:1]) for r in ROWS]
    draw: Draw = lambda frame: pyramid(frame, rows, ("Begge",), ("alder", "personer"))  # noqa: E731  # a drawing is one expression
    assert "Begge" not in {text.text for text in texts(draw, WIDE)}
    assert chart(draw, WIDE).to_dict()["layer"][0]["encoding"]["x"]["scale"]["domain"][0] == 0


def test_both_sides_of_a_pyramid_count_upwards() -> None:
    numbers = [t.text for t in texts(CHARTS["pyramid"], WIDE) if re.fullmatch(r"\D?\d+", t.text)]
    assert numbers == ["200", "100", "0", "100", "200"]


def test_a_narrow_page_gets_the_short_text_of_a_bar() -> None:
    bar = Bar("80 år og eldre", 250, "+250 (+83,9 %)", "+250")
    assert (bar.said(WIDE), bar.said(NARROW)) == ("+250 (+83,9 %)", "+250")


def test_every_bar_has_its_value_beside_it() -> None:
    said = {text.text for text in texts(CHARTS["change"], WIDE)}
    assert {"−340 (−21,8 %)", "0 (0,0 %)", "+250 (+83,9 %)"} <= said


@pytest.mark.parametrize("values", [[-3.0, 0.0, 4.0], [0.0, 0.0]])
def test_a_picture_the_size_of_a_word_has_no_text(values: list[float]) -> None:
    draw: Draw = lambda f: spark_bars(f, values)  # noqa: E731  # a drawing is one expression
    chart(draw, SMALL)
    assert texts(draw, SMALL) == []
