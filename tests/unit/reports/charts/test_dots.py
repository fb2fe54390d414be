"""Groups as rows of dots."""

from __future__ import annotations

import pytest

from nyegrep.reports.charts.layout import WIDE
from tests.unit.reports.charts.drawn import chart, strokes, texts
from tests.unit.reports.charts.specimens import CHARTS

pytestmark = pytest.mark.unit


def test_every_group_is_named_and_the_unit_told() -> None:
    said = {text.text for text in texts(CHARTS["dots"], WIDE)}
    assert {"0–5 år", "80 år og eldre", "prosent av innbyggerne"} <= said


def test_shares_are_measured_from_zero() -> None:
    layer = chart(CHARTS["dots"], WIDE).to_dict()["layer"][0]
    assert layer["encoding"]["x"]["scale"]["domain"] == [0, 10]


def test_the_other_is_marked_only_where_it_is_known() -> None:
    upright = [line for line in strokes(CHARTS["dots"], WIDE) if line.colour == "#5f6b76"]
    assert len(upright) == 1
