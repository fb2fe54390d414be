"""Panels over years, each on its own scale."""

from __future__ import annotations

import pytest

from nyegrep.reports.charts.colours import LIGHT_TINT
from nyegrep.reports.charts.layout import NARROW, WIDE
from tests.unit.reports.charts.drawn import chart, texts
from tests.unit.reports.charts.specimens import CHARTS, PANELS

pytestmark = pytest.mark.unit


def test_panels_stand_side_by_side_on_a_wide_page_and_below_each_other_on_a_narrow() -> None:
    titles = [panel.title for panel in PANELS]
    wide, narrow = (
        [next(t.box for t in texts(CHARTS["bands"], frame) if t.text == title) for title in titles]
        for frame in (WIDE, NARROW)
    )
    assert wide[0].top == wide[1].top
    assert wide[0].right < wide[1].left
    assert narrow[0].left == narrow[1].left
    assert narrow[0].bottom < narrow[1].top


def test_each_panel_has_a_scale_of_its_own_with_zero_in_it() -> None:
    def is_number(text: str) -> bool:
        return text.lstrip("-").replace(".", "").isdigit() and len(text.lstrip("-")) < 4

    shown = [t for t in texts(CHARTS["bands"], NARROW) if is_number(t.text)]
    title = next(t for t in texts(CHARTS["bands"], NARROW) if t.text == PANELS[1].title)
    upper = [float(t.text) for t in shown if t.box.top < title.box.top]
    lower = [float(t.text) for t in shown if t.box.top > title.box.top]
    for panel, scale in zip(PANELS, (upper, lower), strict=True):
        assert 0.0 in scale
        assert min(scale) <= min(panel.values)
        assert max(panel.values) <= max(scale)
    assert upper != lower


def test_a_panel_without_a_window_of_years_has_dots_alone() -> None:
    marks = [layer["mark"] for layer in chart(CHARTS["bands"], WIDE).to_dict()["layer"]]
    assert [mark["fill"] for mark in marks if mark["type"] == "area"] == [LIGHT_TINT]
    assert len([mark for mark in marks if mark["type"] == "point"]) == 2


def test_the_band_finds_room_on_the_scale() -> None:
    assert {-0.3, 0.8} <= set(PANELS[0].values)
