"""Four cards, two by two or below each other, and small pyramids and chances beside them."""

from __future__ import annotations

import pytest

from nyegrep.reports.charts.layout import NARROW, WIDE, Frame
from nyegrep.reports.charts.pyramids import pyramids
from tests.unit.reports.charts.drawn import chart, texts
from tests.unit.reports.charts.specimens import AXES, CALLED, CHANCES, CHARTS, SMALL_PYRAMIDS

pytestmark = pytest.mark.unit


def test_two_by_two_on_a_wide_page_with_both_questions_beside() -> None:
    shown = {text.text: text.box for text in texts(CHARTS["square"], WIDE)}
    first, second, third, fourth = (shown[name] for name in CALLED)
    assert first.top == second.top < third.top == fourth.top
    assert first.left == third.left < second.left == fourth.left
    assert shown[AXES.across[0]].left < shown[AXES.across[1]].left
    assert {"Høy", "attraktivitet"} <= set(shown)


def test_in_a_column_on_a_phone_with_the_answers_in_each_card() -> None:
    shown = texts(CHARTS["square"], NARROW)
    boxes = [next(t.box for t in shown if t.text == name) for name in CALLED]
    assert len({box.left for box in boxes}) == 1
    assert [box.top for box in boxes] == sorted(box.top for box in boxes)
    said = {text.text for text in shown}
    assert "Gode tider i landet · høy attraktivitet" in said
    assert "Dårlige tider i landet · lav attraktivitet" in said


@pytest.mark.parametrize("frame", [WIDE, NARROW])
def test_the_small_line_keeps_clear_of_the_numbers(frame: Frame) -> None:
    layers = chart(CHARTS["square"], frame).to_dict()
    areas = [layer for layer in layers["layer"] if layer["mark"]["type"] == "area"]
    first = layers["datasets"][areas[0]["data"]["name"]]
    line = next(t.box for t in texts(CHARTS["square"], frame) if t.text.startswith("åtte av ti"))
    assert min(row["x"] for row in first) > line.right


def test_small_pyramids_share_ages_and_scale() -> None:
    shown = [text.text for text in texts(CHARTS["small pyramids"], WIDE)]
    assert [shown.count(name) for name in CALLED] == [1] * 4
    assert shown.count("0–4") == 3, "once for each row of pyramids"
    assert shown.count("Menn") == 5


def test_a_pyramid_of_both_sexes_together_has_one_side() -> None:
    one = [
        type(p)(p.name, p.look, tuple(type(r)(r.name, r.before[:1], r.after[:1]) for r in p.rows))
        for p in SMALL_PYRAMIDS
    ]
    shown = texts(lambda f: pyramids(f, one, "alder", ("Begge kjønn",), lambda v: f"{v:.0f}"), WIDE)
    assert not [text for text in shown if text.text == "Begge kjønn"]
    assert not [text for text in shown if text.text.startswith("-")]


def test_what_never_happens_still_has_a_sliver_and_its_words() -> None:
    layers = chart(CHARTS["chances"], WIDE).to_dict()
    bars = [row for rows in layers["datasets"].values() for row in rows if "x2" in row]
    assert len(bars) == len(CHANCES)
    assert min(bar["x2"] for bar in bars) > 0
    assert CHANCES[-1].text in {text.text for text in texts(CHARTS["chances"], WIDE)}
