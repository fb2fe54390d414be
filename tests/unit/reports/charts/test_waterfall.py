"""A growth taken apart."""

from __future__ import annotations

import pytest

from nyegrep.reports.charts.colours import FALL, GREY, RISE
from nyegrep.reports.charts.layout import NARROW, WIDE, Frame
from nyegrep.reports.charts.waterfall import Step, edges, waterfall
from tests.unit.reports.charts.drawn import chart, texts
from tests.unit.reports.charts.specimens import CHARTS, STEPS

pytestmark = pytest.mark.unit


def test_each_part_begins_where_the_one_before_ended_and_the_total_at_zero() -> None:
    spans = edges(STEPS)
    assert spans[0] == (0, 1.4)
    assert [start for start, _ in spans[1:4]] == pytest.approx([end for _, end in spans[:3]])
    assert spans[-1] == pytest.approx((0, spans[-2][1]))


def test_parts_up_are_green_parts_down_red_and_the_total_grey() -> None:
    drawn = chart(CHARTS["waterfall"], WIDE).to_dict()
    bars = {
        layer["mark"]["fill"]: len(drawn["datasets"][layer["data"]["name"]])
        for layer in drawn["layer"]
        if layer["mark"]["type"] == "rect"
    }
    assert bars == {RISE: 2, FALL: 2, GREY: 1}


@pytest.mark.parametrize("frame", [WIDE, NARROW])
def test_every_value_stands_at_its_bar_with_its_sign(frame: Frame) -> None:
    said = {text.text for text in texts(CHARTS["waterfall"], frame)}
    assert {step.text for step in STEPS} | {step.name for step in STEPS} <= said


def test_a_value_keeps_off_the_zero_line() -> None:
    steps = [Step("Opp", 1.0, "+1,00"), Step("Ned", -0.98, "−0,98"), Step("Sum", 0.02, "+0,02")]
    found = {t.text: t.box for t in texts(lambda f: waterfall(f, steps, "prosent"), WIDE)}
    assert found["−0,98"].left > found["+0,02"].left


def test_names_stand_beside_the_bars_or_above_them() -> None:
    wide, narrow = (
        {text.text: text.box for text in texts(CHARTS["waterfall"], frame)}
        for frame in (WIDE, NARROW)
    )
    assert wide["Veksten i landet"].right < wide["+1,40"].left
    assert narrow["Veksten i landet"].bottom <= narrow["+1,40"].top + 3
