"""Bars: yearly change by cause, change by group, and people by age."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nyegrep.reports.charts.colours import (
    DARK_TINT,
    GREY,
    HATCHED,
    INK,
    LIGHT_TINT,
    MIDDLE_TINT,
    PAPER,
)
from nyegrep.reports.charts.drawing import Axes, Drawing, Label
from nyegrep.reports.charts.layout import (
    Box,
    Frame,
    Plot,
    decimals_of,
    nice_ticks,
    text_width,
    year_ticks,
)

if TYPE_CHECKING:
    import altair as alt

# Parts of a stack from the zero line outwards; the last is hatched, so three are told apart in
# grey as well as by eye.
STACK_COLOURS = (DARK_TINT, MIDDLE_TINT, HATCHED, GREY)

NAMES_AT_MOST = 0.42  # of the width of a chart


@dataclass(frozen=True)
class Stack:
    """A year with its parts, positive and negative, in the same order for every year."""

    year: int
    parts: tuple[float, ...]

    @property
    def total(self) -> float:
        """All parts added."""
        return sum(self.parts)

    def edges(self) -> list[tuple[float, float]]:
        """Where each part begins and ends: positive ones upwards from zero, others downwards."""
        up = down = 0.0
        found = []
        for part in self.parts:
            start = up if part >= 0 else down
            found.append((min(start, start + part), max(start, start + part)))
            up, down = (up + part, down) if part >= 0 else (up, down + part)
        return found


@dataclass(frozen=True)
class Bar:
    """A group with its value, and what stands at the bar's end where there is room or is not."""

    name: str
    value: float
    text: str
    short: str

    def said(self, frame: Frame) -> str:
        """The text for a frame."""
        return self.text if frame.name == "wide" else self.short


@dataclass(frozen=True)
class PyramidRow:
    """An age group: its name, and people before and after, one number per side."""

    name: str
    before: tuple[float, ...]
    after: tuple[float, ...]


def stacked_change(
    frame: Frame, stacks: Sequence[Stack], unit: str, year_word: str
) -> alt.LayerChart:
    """Yearly change as bars of parts up and down from zero, with the total as a dot."""
    edges = [stack.edges() for stack in stacks]
    ends = [end for pairs in edges for pair in pairs for end in pair]
    totals = [stack.total for stack in stacks]
    ticks = nice_ticks(min([*ends, *totals, 0]), max([*ends, *totals, 0]), 7)
    digits = decimals_of(ticks)
    left = max(text_width(f"−{abs(tick):,.{digits}f}", frame.font) for tick in ticks) + 10
    first, last = stacks[0].year, stacks[-1].year
    right = text_width(f"0000{year_word}", frame.font)
    top, bottom = 2.3 * frame.font, 2.2 * frame.font
    span = (first - 0.6, last + 0.6)
    plot = Plot(frame, left, right, top, bottom, span, (ticks[0], ticks[-1]))
    years = year_ticks(first, last, frame.most_years)
    drawing = Drawing(plot, Axes(x=years, y=ticks, years=True))
    drawing.titles(unit, year_word)
    for number, colour in zip(range(len(stacks[0].parts)), STACK_COLOURS, strict=False):
        pairs = [(stack.year, pairs[number]) for stack, pairs in zip(stacks, edges, strict=True)]
        boxes = [Box(x - 0.38, high, x + 0.38, low) for x, (low, high) in pairs if high > low]
        drawing.bars(boxes, colour, stroke=PAPER if colour != HATCHED else MIDDLE_TINT)
    zero = plot.down(0)
    drawing.rule((0, zero), (plot.width, zero), INK)
    drawing.line([(stack.year, stack.total) for stack in stacks], INK, strokeWidth=1.2)
    size = 34 if plot.width / len(stacks) > 10 else 14
    dots = [(stack.year, stack.total) for stack in stacks]
    drawing.points(dots, INK, fill=PAPER, size=size, strokeWidth=1.6)
    return drawing.chart()


def spark_bars(frame: Frame, values: Sequence[float]) -> alt.LayerChart:
    """Bars up and down from a line, without text."""
    low, high = min([*values, 0]), max([*values, 0])
    span = (low, high) if high > low else (0, 1)
    plot = Plot(frame, 4, 4, 5, 5, (-0.6, len(values) - 0.4), span)
    drawing = Drawing(plot, Axes(grid="none"))
    boxes = [Box(n - 0.36, max(v, 0), n + 0.36, min(v, 0)) for n, v in enumerate(values) if v]
    drawing.bars(boxes, DARK_TINT)
    drawing.rule((0, plot.down(0)), (plot.width, plot.down(0)), INK)
    return drawing.chart()


def change_bars(frame: Frame, bars: Sequence[Bar], unit: str) -> alt.LayerChart:
    """A bar for each group to the left or right of zero, with its value at the end.

    Names stand beside the bars; above them where they would leave too little room.
    """
    font = frame.font
    widest = max(text_width(bar.name, font) for bar in bars) + 14
    above = widest > NAMES_AT_MOST * frame.width
    row = (3.2 if above else 2.5) * font
    frame = frame.tall(row * len(bars) + 2.4 * font)
    left = 0.0 if above else widest
    low, high = _room(frame, bars, frame.width - left)
    plot = Plot(frame, left, 0, 2.2 * font, 0.2 * font, (low, high), (len(bars), 0))
    drawing = Drawing(plot, Axes(grid="none"))
    drawing.titles(unit)
    top, bottom = (0.48, 0.94) if above else (0.2, 0.8)
    boxes = [Box(min(b.value, 0), n + top, max(b.value, 0), n + bottom) for n, b in enumerate(bars)]
    falls = [box for box, bar in zip(boxes, bars, strict=True) if bar.value < 0]
    drawing.bars([box for box in boxes if box not in falls], DARK_TINT)
    drawing.bars(falls, HATCHED, stroke=MIDDLE_TINT)
    zero = plot.across(0)
    for number, bar in enumerate(bars):
        at, end = plot.down(number + (top + bottom) / 2), plot.across(bar.value)
        start = plot.down(number + top) if above else plot.down(number)
        drawing.rule((zero, start), (zero, plot.down(number + 1)), INK)
        if above:
            drawing.label(Label(0, plot.down(number + 0.24), bar.name))
        else:
            drawing.label(Label(-10, at, bar.name, "right"))
        if bar.value < 0:
            drawing.label(Label(end - 6, at, bar.said(frame), "right", bold=True))
        else:
            drawing.label(Label(end + 6, at, bar.said(frame), bold=True))
    return drawing.chart()


def _room(frame: Frame, bars: Sequence[Bar], width: float) -> tuple[float, float]:
    """The range that leaves room for the texts at both ends."""
    font = 1.06 * frame.font
    minus = max((text_width(b.said(frame), font) for b in bars if b.value < 0), default=0)
    plus = max((text_width(b.said(frame), font) for b in bars if b.value >= 0), default=0)
    low, high = min(0.0, *(b.value for b in bars)), max(0.0, *(b.value for b in bars))
    scale = (width - minus - plus - 16) / ((high - low) or 1)
    return low - (minus + 8) / scale, high + (plus + 8) / scale


def pyramid(
    frame: Frame, rows: Sequence[PyramidRow], sides: tuple[str, ...], titles: tuple[str, str]
) -> alt.LayerChart:
    """People by age, youngest at the bottom: bars before, and a line around them after.

    Args:
        frame: the size; the height follows from the number of rows.
        rows: age groups, the youngest first.
        sides: one word for each side, the first drawn to the left where there are two.
        titles: what the side and the bottom count.
    """
    row = 1.3 * frame.font
    frame = frame.tall(row * len(rows) + 5.8 * frame.font)
    most = max(max(*row.before, *row.after) for row in rows)
    ticks = nice_ticks(0, most, 4)
    signs = (-1, 1) if len(sides) == 2 else (1,)
    both = sorted({sign * tick for sign in signs for tick in ticks})
    left = max(text_width(row.name, frame.font) for row in rows) + 12
    span = (float(both[0]), float(both[-1]))
    right = text_width(f"{ticks[-1]:,.0f}", frame.font) / 2 + 4
    top, bottom = 2.6 * frame.font, 3.2 * frame.font
    plot = Plot(frame, left, right, top, bottom, span, (0, len(rows)))
    drawing = Drawing(plot, Axes(x=both, grid="down", unsigned=True))
    drawing.titles(titles[0], titles[1])
    for number, sign in enumerate(signs):
        boxes = [
            Box(
                min(sign * r.before[number], 0), n + 0.92, max(sign * r.before[number], 0), n + 0.08
            )
            for n, r in enumerate(rows)
        ]
        drawing.bars(boxes, LIGHT_TINT)
        steps = [(sign * r.after[number], n + up) for n, r in enumerate(rows) for up in (0, 1)]
        drawing.line([(0, 0), *steps, (0, len(rows))], INK, strokeWidth=1.8)
    drawing.rule((plot.across(0), 0), (plot.across(0), plot.height), INK)
    for number, item in enumerate(rows[::2]):
        drawing.label(Label(-8, plot.down(2 * number + 0.5), item.name, "right", GREY))
    if len(sides) == 2:
        middle = plot.across(0)
        above = -0.9 * frame.font
        drawing.label(Label(middle - 8, above, sides[0], "right", bold=True))
        drawing.label(Label(middle + 8, above, sides[1], bold=True))
    return drawing.chart()
