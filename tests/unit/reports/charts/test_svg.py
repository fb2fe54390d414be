"""Charts as SVG inside the page."""

from __future__ import annotations

import re

import pytest

from nyegrep.reports.charts.bars import Stack, stacked_change
from nyegrep.reports.charts.layout import WIDE
from nyegrep.reports.charts.lines import Line, spark_line
from nyegrep.reports.charts.svg import FORMAT_LOCALES, Draw, draw_svg, picture, small_picture
from nyegrep.reports.render import Forms
from tests.unit.reports.reading import read

pytestmark = pytest.mark.unit

LINE = Line(((2005, 1.0), (2006, 2.0)), "own")


def stacks(frame: object) -> object:
    return stacked_change(
        WIDE, [Stack(2005, (1.0, -2.0, 3.0)), Stack(2006, (1.0, 1.0, 1.0))], "u", "y"
    )


DRAW: Draw = stacks  # type: ignore[assignment]  # one size is enough here


def test_the_svg_names_no_address_font_or_colour_of_its_own() -> None:
    svg = str(draw_svg(DRAW, WIDE, "a", "nb"))
    assert not re.search(r"http|xmlns|font-family|#[0-9a-f]{6}|opacity", svg)
    assert {"var(--ink)", "var(--tint-dark)"} <= set(re.findall(r"var\([a-z-]+\)", svg))


def test_ids_begin_with_the_name_so_that_two_charts_never_share_one() -> None:
    shown = picture(DRAW, "change", "nb")
    for svg, name in ((shown.wide, "change-wide"), (shown.narrow, "change-narrow")):
        ids = [e.attributes["id"] for e in read(str(svg)) if "id" in e.attributes]
        assert ids
        assert all(found.startswith(name) for found in ids)


def test_a_light_area_is_hatched() -> None:
    svg = str(draw_svg(DRAW, WIDE, "a", "nb"))
    assert 'fill="url(#a-hatch)"' in svg
    assert '<pattern id="a-hatch"' in svg
    assert "pattern" not in small_picture(lambda f: spark_line(f, [LINE]), "b", "nb")


def test_readers_of_the_page_hear_the_text_alternative_and_not_the_drawing() -> None:
    assert read(str(draw_svg(DRAW, WIDE, "a", "nb"))).one("svg").attributes["aria-hidden"] == "true"


def test_axes_write_numbers_as_the_text_does() -> None:
    for language, locale in FORMAT_LOCALES.items():
        said = Forms(language).number(-1234.5, 1)
        thousands, decimal = str(locale["thousands"]), str(locale["decimal"])
        assert said == f"{locale['minus']}1{thousands}234{decimal}5"
