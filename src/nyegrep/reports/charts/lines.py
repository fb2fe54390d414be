"""Lines over years, named at their ends instead of in a legend."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

from nyegrep.reports.charts.colours import GREY, INK, MIDDLE_TINT, PAPER
from nyegrep.reports.charts.drawing import Axes, Drawing, Label
from nyegrep.reports.charts.layout import (
    Box,
    Frame,
    Plot,
    decimals_of,
    kept_apart,
    nice_ticks,
    spread_around,
    text_width,
    wrapped,
    year_ticks,
)

if TYPE_CHECKING:
    import altair as alt

Point = tuple[float, float]
Style = Literal["own", "ahead", "country", "other"]

_STROKES: dict[Style, tuple[str, dict[str, Any]]] = {
    "own": (INK, {"strokeWidth": 2.6}),
    "ahead": (GREY, {"strokeWidth": 2.6}),
    "country": (GREY, {"strokeWidth": 1.8, "strokeDash": [6, 4]}),
    "other": (MIDDLE_TINT, {"strokeWidth": 1.4}),
}
_WIDEST_NAME = {"wide": 170.0, "narrow": 92.0}
_LEADER = 14.0


@dataclass(frozen=True)
class Line:
    """A series over years.

    Attributes:
        points: years and values, in order.
        style: whose line it is.
        name: what stands at its end; no name, no label.
    """

    points: tuple[Point, ...]
    style: Style
    name: str = ""


@dataclass(frozen=True)
class Mark:
    """A point with its value written above or below."""

    point: Point
    text: str
    below: bool = False


@dataclass(frozen=True)
class YearChart:
    """What a chart over years says beside its lines.

    Attributes:
        unit: what the side counts.
        year_word: what the bottom counts.
        marks: points with values; the first ones win where two would meet.
        rule: a year with a dashed line down through it, and the word beside it.
        least_span: the side covers at least this part of the middle value.
        level: a value to draw a thin line across at, as the first year's.
    """

    unit: str
    year_word: str
    marks: tuple[Mark, ...] = ()
    rule: tuple[int, str] | None = None
    least_span: float = 0.1
    level: float | None = None


def line_chart(frame: Frame, lines: Sequence[Line], says: YearChart) -> alt.LayerChart:
    """Lines with their names at the right end, moved apart where they would meet."""
    names = [wrapped(line.name, frame.font, _WIDEST_NAME[frame.name]) for line in lines]
    plot, ticks = _plot(frame, lines, names, says)
    first, last = round(plot.x[0]), round(plot.x[1])
    years = year_ticks(first, last, frame.most_years)
    drawing = Drawing(plot, Axes(x=years, y=ticks, years=True))
    drawing.titles(says.unit, says.year_word)
    if says.level is not None:
        level = plot.down(says.level)
        drawing.rule((0, level), (plot.width, level), GREY)
    if says.rule is not None:
        _draw_rule(drawing, *says.rule)
    for line in sorted(lines, key=lambda line: line.style == "own"):
        colour, stroke = _STROKES[line.style]
        drawing.line(line.points, colour, **stroke)
    _draw_names(drawing, lines, names)
    _draw_marks(drawing, lines, says)
    return drawing.chart()


def spark_line(frame: Frame, lines: Sequence[Line]) -> alt.LayerChart:
    """Lines alone, with a dot at the end of the last: a picture the size of a word."""
    points = [point for line in lines for point in line.points]
    years, values = zip(*points, strict=True)
    span = spread_around(min(values), max(values), 0.1)
    plot = Plot(frame, 5, 7, 7, 7, (min(years), max(years)), span)
    drawing = Drawing(plot, Axes(grid="none"))
    for line in lines:
        drawing.line(line.points, _STROKES[line.style][0], strokeWidth=2.2)
    drawing.points([lines[-1].points[-1]], INK, fill=INK, size=40)
    return drawing.chart()


def _plot(
    frame: Frame, lines: Sequence[Line], names: Sequence[tuple[str, ...]], says: YearChart
) -> tuple[Plot, tuple[float, ...]]:
    """Margins wide enough for the labels, and a range of whole ticks around the values."""
    points = [point for line in lines for point in line.points]
    values = [value for _, value in points]
    low, high = spread_around(min(values), max(values), says.least_span)
    ticks = nice_ticks(low, high, 6)
    digits = decimals_of(ticks)
    left = max(text_width(f"{tick:,.{digits}f}", frame.font) for tick in ticks) + 10
    named = [text_width(part, frame.font) for name in names for part in name]
    after = text_width(f"0000{says.year_word}", frame.font) + 8
    right = max([*(width + _LEADER + 2 for width in named), after])
    years = [year for year, _ in points]
    span = (min(years), max(*years, min(years) + 1))
    top, bottom = 2.3 * frame.font, 2.2 * frame.font
    return Plot(frame, left, right, top, bottom, span, (ticks[0], ticks[-1])), ticks


def _draw_rule(drawing: Drawing, year: int, word: str) -> None:
    across = drawing.plot.across(year)
    drawing.rule((across, 0), (across, drawing.plot.height), GREY, strokeDash=[3, 3])
    drawing.label(Label(across + 6, drawing.font * 0.95, word, "left", GREY))


def _draw_names(drawing: Drawing, lines: Sequence[Line], names: Sequence[tuple[str, ...]]) -> None:
    """Names beside the line ends; a thin leader where a name had to move."""
    plot, font = drawing.plot, drawing.font
    height = 1.22 * font
    named = [(line, name) for line, name in zip(lines, names, strict=True) if line.name]
    ends = [plot.down(line.points[-1][1]) for line, _ in named]
    sizes = [height * len(name) + 2 for _, name in named]
    middles = kept_apart(ends, sizes, -1.2 * font, plot.height + 4)
    for (line, name), end, middle in zip(named, ends, middles, strict=True):
        colour, bold = (INK, True) if line.style == "own" else (GREY, False)
        if abs(middle - end) > 3:
            drawing.rule((plot.width + 3, end), (plot.width + _LEADER - 3, middle), MIDDLE_TINT)
        top = middle - height * (len(name) - 1) / 2
        for number, part in enumerate(name):
            at = top + number * height
            drawing.label(Label(plot.width + _LEADER, at, part, "left", colour, bold))


def _draw_marks(drawing: Drawing, lines: Sequence[Line], says: YearChart) -> None:
    """Rings on the points, and each value where it meets neither a line nor other text."""
    if not says.marks:
        return
    plot = drawing.plot
    drawing.points([mark.point for mark in says.marks], INK, fill=PAPER, size=42, strokeWidth=2)
    taken = [spot for line in lines for spot in track(plot, line.points)]
    if says.rule is not None:
        across = plot.across(says.rule[0])
        taken.append(Box(across - 1, 0, across + 1, plot.height))
    for mark in says.marks:
        drawing.label_where_free(_places(drawing, mark), taken)


def _places(drawing: Drawing, mark: Mark) -> list[Label]:
    """Where the value of a point may stand, the best place first."""
    plot, font = drawing.plot, drawing.font
    across, down = plot.across(mark.point[0]), plot.down(mark.point[1])
    half = 1.06 * text_width(mark.text, font) / 2
    sides = (1, -1) if mark.below else (-1, 1)
    shifts = (0.0, half + 3, -half - 3)
    places = [(across + shift, down + side * font * 1.2) for side in sides for shift in shifts]
    places += [(across + half + 9, down), (across - half - 9, down)]
    return [
        Label(
            min(max(x, half + 2), plot.width + plot.right - half),
            y,
            mark.text,
            "center",
            INK,
            bold=True,
        )
        for x, y in places
    ]


def track(plot: Plot, points: Sequence[Point]) -> list[Box]:
    """A line as small boxes a few pixels apart, for what must keep clear of it."""
    spots = []
    for (x0, y0), (x1, y1) in pairwise(points):
        start, end = (plot.across(x0), plot.down(y0)), (plot.across(x1), plot.down(y1))
        steps = max(int(math.dist(start, end) / 4), 1)
        for n in range(steps + 1):
            x = start[0] + (end[0] - start[0]) * n / steps
            y = start[1] + (end[1] - start[1]) * n / steps
            spots.append(Box(x - 1, y - 1, x + 1, y + 1))
    return spots
