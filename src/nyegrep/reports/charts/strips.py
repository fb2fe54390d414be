"""Rows with a scale each: where a place stands from 0 to 100, and two values of many places."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nyegrep.reports.charts.colours import GREY, INK, MIDDLE_TINT, PAPER
from nyegrep.reports.charts.drawing import Axes, Drawing, Label
from nyegrep.reports.charts.layout import Frame, Plot, nice_ticks, text_width
from nyegrep.reports.charts.rows import Rows, rows_of

if TYPE_CHECKING:
    import altair as alt


@dataclass(frozen=True)
class Strip:
    """A place on a scale from 0 to 100, and a second one as a ring; none where not ranked."""

    name: str
    value: float | None
    text: str
    ring: float | None = None


@dataclass(frozen=True)
class Pair:
    """A place with its two values, as far as they are known."""

    name: str
    dot: float | None
    ring: float | None
    own: bool = False


def rank_strips(
    frame: Frame, strips: Sequence[Strip], unit: str, limit: tuple[float, str]
) -> alt.LayerChart:
    """A dot on a line from 0 to 100 in each row, with a dashed line down at a limit.

    Where a row has a ring besides, the text of the dot keeps to the other side of it.

    Args:
        frame: the size; the height follows from the number of rows.
        strips: the rows.
        unit: what the scale counts.
        limit: where the dashed line is, and the words above it.
    """
    font = frame.font
    rows = rows_of(frame, [strip.name for strip in strips], 6.2 * font)
    room = max(text_width("100", font) / 2, 8.0)
    left = max(rows.left, room)
    plot = Plot(rows.frame, left, room, 2.4 * font, 3.8 * font, (0, 100), (len(strips), 0))
    drawing = Drawing(plot, Axes(x=(0, 20, 40, 60, 80, 100), grid="down"))
    drawing.titles(x=unit)
    at = plot.across(limit[0])
    rows.upright(drawing, at, GREY, strokeDash=[3, 3])
    half = text_width(limit[1], font) / 2
    middle = min(max(at, half - left), plot.width + room - half)
    drawing.label(Label(middle, -0.9 * font, limit[1], "center", GREY))
    for number, strip in enumerate(strips):
        down = plot.down(rows.middle(number))
        drawing.rule((0, down), (plot.width, down), MIDDLE_TINT, strokeWidth=2)
        rows.name(drawing, number, strip.name)
        if strip.ring is not None:
            ring = (strip.ring, rows.middle(number))
            drawing.points([ring], INK, fill=PAPER, size=100, strokeWidth=1.8)
        if strip.value is not None:
            drawing.points([(strip.value, rows.middle(number))], INK, fill=INK, size=110)
            ring_after = strip.ring is not None and strip.ring > strip.value
            _beside(drawing, plot.across(strip.value), down, strip.text, left=ring_after)
    return drawing.chart()


def value_pairs(frame: Frame, pairs: Sequence[Pair], unit: str) -> alt.LayerChart:
    """A dot and a ring in each row, on one scale with a line at zero."""
    font = frame.font
    rows = rows_of(frame, [pair.name for pair in pairs], 4.2 * font, 1.7)
    values = [v for pair in pairs for v in (pair.dot, pair.ring) if v is not None]
    ticks = nice_ticks(min([*values, 0.0]), max([*values, 0.0]), 6 if frame.name == "wide" else 5)
    room = 1.4 * font
    left = max(rows.left, room)
    span = (ticks[0], ticks[-1])
    plot = Plot(rows.frame, left, room, 0.4 * font, 3.8 * font, span, (len(pairs), 0))
    drawing = Drawing(plot, Axes(x=ticks, grid="down"))
    drawing.titles(x=unit)
    rows.upright(drawing, plot.across(0), INK)
    for number, pair in enumerate(pairs):
        down = plot.down(rows.middle(number))
        if pair.dot is not None and pair.ring is not None:
            ends = (plot.across(pair.dot), down), (plot.across(pair.ring), down)
            drawing.rule(*ends, MIDDLE_TINT, strokeWidth=3)
        rows.name(drawing, number, pair.name, bold=pair.own)
    drawing.points(_known(rows, pairs, lambda p: p.ring), INK, fill=PAPER, size=76, strokeWidth=1.8)
    drawing.points(_known(rows, pairs, lambda p: p.dot), INK, fill=INK, size=84, strokeWidth=1)
    return drawing.chart()


def _beside(drawing: Drawing, across: float, down: float, text: str, *, left: bool) -> None:
    """A value to the right of its dot, or to the left where that is wished or there is no room."""
    width = 1.06 * text_width(text, drawing.font)
    room_left = across - 12 - width >= -drawing.plot.left
    room_right = across + 12 + width <= drawing.plot.width + drawing.plot.right
    if room_right and not (left and room_left):
        drawing.label(Label(across + 10, down, text, bold=True))
    else:
        drawing.label(Label(across - 10, down, text, "right", bold=True))


def _known(
    rows: Rows, pairs: Sequence[Pair], of: Callable[[Pair], float | None]
) -> list[tuple[float, float]]:
    found = [(of(pair), rows.middle(number)) for number, pair in enumerate(pairs)]
    return [(value, middle) for value, middle in found if value is not None]
