"""Panels over years, each on its own scale: yearly dots, a line, and a band around what lasts.

The panels count different things (per cent of jobs, per cent of people), so that one scale for
both would flatten one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nyegrep.reports.charts.colours import GREY, GRID, INK, LIGHT_TINT, MIDDLE_TINT
from nyegrep.reports.charts.drawing import Axes, Drawing, Label
from nyegrep.reports.charts.layout import (
    Frame,
    Plot,
    decimals_of,
    nice_ticks,
    text_width,
    year_ticks,
)

if TYPE_CHECKING:
    import altair as alt

Point = tuple[float, float]


@dataclass(frozen=True)
class Panel:
    """One of the small pictures.

    Attributes:
        title: what stands above it.
        dots: years and their own values.
        line: years and means.
        band: years with low and high.
    """

    title: str
    dots: tuple[Point, ...]
    line: tuple[Point, ...]
    band: tuple[tuple[float, float, float], ...]

    @property
    def values(self) -> list[float]:
        """All that must find room on the scale."""
        ends = [end for _, low, high in self.band for end in (low, high)]
        return [value for _, value in (*self.dots, *self.line)] + ends


def band_panels(
    frame: Frame, panels: Sequence[Panel], unit: str, form: Callable[[float, int], str]
) -> alt.LayerChart:
    """The panels side by side on a wide page, below each other on a narrow one.

    Args:
        frame: the size.
        panels: at least one.
        unit: what the side counts.
        form: how numbers along the side are written, with so many decimals.
    """
    scales = [_scale(panel, form) for panel in panels]
    written = [text for scale in scales for text in scale.values()]
    side = max(text_width(text, frame.font) for text in written) + 10
    places = _places(frame, panels, [list(scale) for scale in scales], side)
    whole = places[0].frame
    canvas = Plot(whole, 0, 0, 0, 0, (0, whole.width), (whole.height, 0))
    drawing = Drawing(canvas, Axes(grid="none"))
    for panel, place, scale in zip(panels, places, scales, strict=True):
        _rules(drawing, place, scale)
        _draw(drawing, place, panel)
        _head(drawing, place, panel.title, unit)
    return drawing.chart()


def _scale(panel: Panel, form: Callable[[float, int], str]) -> dict[float, str]:
    """Where the grid of a panel stands, and the number written there."""
    ticks = nice_ticks(min([0.0, *panel.values]), max([0.0, *panel.values]), 6)
    digits = decimals_of(ticks)
    return {tick: form(tick, digits) for tick in ticks}


def _places(
    frame: Frame, panels: Sequence[Panel], ticks: Sequence[Sequence[float]], side: float
) -> list[Plot]:
    """Where each panel stands, with its own scale and the years that all share."""
    font, count = frame.font, len(panels)
    years = [year for panel in panels for year, *_ in (*panel.dots, *panel.line)]
    span = (min(years) - 0.4, max(years) + 0.4)
    head, foot, end = 3.0 * font, 2.0 * font, 1.5 * font
    ends = [(marks[0], marks[-1]) for marks in ticks]
    if frame.name == "wide":
        whole = frame.tall(head + foot + 15.5 * font)
        each = frame.width / count
        return [
            Plot(
                whole,
                number * each + side,
                frame.width - (number + 1) * each + end,
                head,
                foot,
                span,
                scale,
            )
            for number, scale in enumerate(ends)
        ]
    each = head + foot + 11.5 * font
    whole = frame.tall(each * count)
    return [
        Plot(
            whole,
            side,
            end,
            number * each + head,
            whole.height - (number + 1) * each + foot,
            span,
            scale,
        )
        for number, scale in enumerate(ends)
    ]


def _rules(drawing: Drawing, place: Plot, scale: dict[float, str]) -> None:
    """Grid, zero line, years, and numbers along the side."""
    font = drawing.font
    right = place.left + place.width
    for tick, text in scale.items():
        at = place.top + place.down(tick)
        drawing.rule((place.left, at), (right, at), INK if tick == 0 else GRID)
        drawing.label(Label(place.left - 6, at, text, "right", GREY))
    first, last = round(place.x[0] + 0.4), round(place.x[1] - 0.4)
    below = place.top + place.height + 10 + 0.5 * font
    for year in year_ticks(first, last, 5):
        across = place.left + place.across(year)
        drawing.label(Label(across, below, str(year), "center", GREY))


def _draw(drawing: Drawing, place: Plot, panel: Panel) -> None:
    def at(x: float, y: float) -> Point:
        return place.left + place.across(x), place.top + place.down(y)

    if panel.band:
        edges = [(at(x, 0)[0], at(x, low)[1], at(x, high)[1]) for x, low, high in panel.band]
        drawing.area(edges, LIGHT_TINT)
        zero = place.top + place.down(0)
        drawing.rule((edges[0][0], zero), (edges[-1][0], zero), INK)
    dots = [at(*dot) for dot in panel.dots]
    drawing.points(dots, MIDDLE_TINT, fill=MIDDLE_TINT, size=22)
    if panel.line:
        drawing.line([at(*point) for point in panel.line], INK, strokeWidth=2.6)


def _head(drawing: Drawing, place: Plot, title: str, unit: str) -> None:
    font = drawing.font
    drawing.label(Label(place.left, place.top - 2.2 * font, title, bold=True))
    drawing.label(Label(place.left, place.top - 0.95 * font, unit, colour=GREY))
