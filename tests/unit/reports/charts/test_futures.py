"""Lines of several futures, told apart without colour, with their bands and names at the end."""

from __future__ import annotations

from itertools import combinations

import pytest

from nyegrep.reports.charts import colours
from nyegrep.reports.charts.futures import LOOKS, OWN_LOOK, CoursePanel, course_chart, look_of
from nyegrep.reports.charts.layout import NARROW, WIDE, Frame
from tests.unit.reports.charts.drawn import Stroke, strokes, texts
from tests.unit.reports.charts.specimens import CHARTS, COURSES, DECLINE, FAN, FROM, JOBS

pytestmark = pytest.mark.unit


def test_futures_are_told_apart_without_colour() -> None:
    dashes = [LOOKS[course].dash for course in list(LOOKS)[:4]] + [OWN_LOOK.dash]
    assert all(one != other for one, other in combinations(dashes, 2))


def test_a_future_has_its_own_colour_in_three_strengths() -> None:
    four = [LOOKS[name] for name in list(LOOKS)[:4]]
    used = [colour for look in four for colour in (look.colour, look.half, look.band)]
    assert len(set(used)) == 12
    assert set(used) <= set(colours.VARIABLES)


def test_a_future_that_a_user_defined_has_the_look_of_its_kind() -> None:
    assert look_of("own_growth") is OWN_LOOK
    assert look_of("crisis") is LOOKS["crisis"]


def test_every_line_is_drawn_as_its_future_looks() -> None:
    drawn = strokes(CHARTS["courses"], WIDE)
    for course in FAN.courses:
        assert Stroke(course.look.colour, course.look.dash) in drawn
    assert Stroke(colours.INK, ()) in drawn


def test_bands_stand_where_they_are_known() -> None:
    drawn = [line.colour for line in strokes(CHARTS["courses"], WIDE)]
    assert [drawn.count(c.look.band) for c in COURSES] == [1] * 4
    assert drawn.count(colours.LIGHT_TINT) == 0


@pytest.mark.parametrize("frame", [WIDE, NARROW])
def test_every_future_is_named_at_its_end(frame: Frame) -> None:
    said = " ".join(text.text for text in texts(CHARTS["courses"], frame))
    for course in FAN.courses:
        assert all(word in said for word in course.name.split(" "))


def test_panels_share_one_scale() -> None:
    numbers = [t.text for t in texts(CHARTS["course panels"], WIDE) if t.text.isdigit()]
    ticks = [number for number in numbers if len(number) < 5 and int(number) % 500 == 0]
    assert len(ticks) > 2
    assert all(ticks.count(tick) == 2 for tick in set(ticks) - {"2000"})


def test_a_scale_can_begin_at_zero() -> None:
    says = FROM.__class__(FROM.unit, FROM.rule, FROM.form, from_zero=True)
    shown = {t.text for t in texts(lambda f: course_chart(f, [JOBS], says), WIDE)}
    assert "0" in shown


def test_a_line_goes_on_from_the_history_before_it() -> None:
    early = CoursePanel(((2015, 10.0), (2018, 12.0), (2021, 14.0)), COURSES[:1])
    assert early.joined(COURSES[0])[0] == (2018, 12.0)
    assert CoursePanel((), COURSES[:1]).joined(COURSES[0]) == COURSES[0].points
    assert FAN.joined(COURSES[0])[0] == DECLINE[-1]
