"""Charts as SVG that stands inside the page: no outside reference, colours from the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from nyegrep.reports.charts.colours import HATCHED, MIDDLE_TINT, VARIABLES
from nyegrep.reports.charts.layout import NARROW, SMALL, WIDE, Frame

if TYPE_CHECKING:
    import altair as alt

FORMAT_LOCALES = {
    "nb": {
        "decimal": ",",
        "thousands": "\u00a0",
        "grouping": [3],
        "currency": ["kr\u00a0", ""],
        "minus": "\u2212",
        "percent": "\u00a0%",
    },
    "en": {
        "decimal": ".",
        "thousands": ",",
        "grouping": [3],
        "currency": ["NOK\u00a0", ""],
        "minus": "\u2212",
        "percent": "%",
    },
}

Draw = Callable[[Frame], "alt.LayerChart"]


@dataclass(frozen=True)
class Picture:
    """The same chart drawn for a wide and for a narrow page; the style sheet shows one of them."""

    wide: Markup
    narrow: Markup


def picture(draw: Draw, name: str, language: str) -> Picture:
    """Draw a chart in both widths.

    Args:
        draw: makes the chart for a frame.
        name: unique in the document; ids inside the SVG begin with it.
        language: number form of the axes.
    """
    wide = draw_svg(draw, WIDE, f"{name}-wide", language)
    return Picture(wide, draw_svg(draw, NARROW, f"{name}-narrow", language))


def small_picture(draw: Draw, name: str, language: str) -> Markup:
    """A picture the size of a word, without text."""
    return draw_svg(draw, SMALL, name, language)


def draw_svg(draw: Draw, frame: Frame, name: str, language: str) -> Markup:
    """One chart as SVG for use inside HTML.

    Altair's own checks of the chart take three times as long as all the rest, and find only what
    is wrong with the drawing code: they are left to the tests.
    """
    import vl_convert
    from altair.utils.schemapi import debug_mode

    with debug_mode(False):
        specification = draw(frame).to_dict(validate=False)
    svg = vl_convert.vegalite_to_svg(specification, format_locale=FORMAT_LOCALES[language])
    return Markup(_for_the_page(svg, name, frame))  # noqa: S704  # made by Vega, which escapes text


def _for_the_page(svg: str, name: str, frame: Frame) -> str:
    """Without namespaces, fonts and empty groups; with variables for colours and ids of its own."""
    svg = re.sub(r' (xmlns(:\w+)?|version|font-family|pointer-events|class)="[^"]*"', "", svg)
    svg = re.sub(r' (role|aria-[a-z]+|opacity|stroke-miterlimit)="[^"]*"', "", svg)
    svg = re.sub(r'<path d="[^"]*"( display="none")?/>', "", svg)
    while "<g></g>" in svg:
        svg = svg.replace("<g></g>", "")
    svg = re.sub(r'\bid="', f'id="{name}-', svg)
    svg = svg.replace('"url(#', f'"url(#{name}-')
    svg = re.sub(r'(fill|stroke)="(#[0-9a-f]{6})"', lambda found: _variable(found, name), svg)
    if f"{name}-hatch" in svg:
        svg = svg.replace("</svg>", f"{_hatch(name)}</svg>")
    return svg.replace("<svg ", f'<svg class="{frame.name}" aria-hidden="true" ', 1)


def _variable(found: re.Match[str], name: str) -> str:
    attribute, colour = found.groups()
    if (attribute, colour) == ("fill", HATCHED):
        return f'fill="url(#{name}-hatch)"'
    return f'{attribute}="var({VARIABLES[colour]})"'


def _hatch(name: str) -> str:
    paper, lines = VARIABLES[HATCHED], VARIABLES[MIDDLE_TINT]
    return (
        f'<defs><pattern id="{name}-hatch" width="5" height="5" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="5" height="5" fill="var({paper})"/>'
        f'<line x1="0" y1="0" x2="0" y2="5" stroke="var({lines})" stroke-width="2.4"/>'
        "</pattern></defs>"
    )
