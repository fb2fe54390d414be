"""Groups as rows, with a line from zero to a sign for each future, and an upright for what is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nyegrep.reports.charts.colours import GREY, INK, PAPER
from nyegrep.reports.charts.drawing import Axes, Drawing
from nyegrep.reports.charts.futures import look_of
from nyegrep.reports.charts.layout import Frame, Plot, nice_ticks
from nyegrep.reports.charts.rows import rows_of

if TYPE_CHECKING:
    import altair as alt

_EACH = 0.95  # room for a future within its row, in sizes of the font
SHAPES = {
    "attractive_tailwind": "circle",
    "attractive_headwind": "square",
    "missed_opportunities": "triangle-up",
    "crisis": "diamond",
    "neutral": "cross",
}
OWN_SHAPE = "triangle-down"


@dataclass(frozen=True)
class Stick:
    """A future's value, and the lowest and highest of its band; none where it is not known."""

    future: str
    value: float
    band: tuple[float, float] | None = None


@dataclass(frozen=True)
class StickRow:
    """A group: its name, a stick for each future, and the value that they are held against."""

    name: str
    sticks: tuple[Stick, ...]
    mark: float | None = None

    @property
    def values(self) -> list[float]:
        """All that must find room on the scale."""
        ends = [end for stick in self.sticks for end in (stick.value, *(stick.band or ()))]
        return ends if self.mark is None else [*ends, self.mark]


def stick_rows(frame: Frame, rows: Sequence[StickRow], unit: str) -> alt.LayerChart:
    """Sticks from zero, each future in its colour with its sign, one below the other in each row.

    Args:
        frame: the size; the height follows from the number of rows and futures.
        rows: the groups.
        unit: what the bottom counts.
    """
    font = frame.font
    most = max(len(row.sticks) for row in rows)
    laid = rows_of(frame, [row.name for row in rows], 4.2 * font, _EACH * most + 0.9)
    values = [value for row in rows for value in row.values]
    ticks = nice_ticks(min([*values, 0.0]), max([*values, 0.0]), 6 if frame.name == "wide" else 5)
    room = 1.6 * font
    span = (ticks[0], ticks[-1])
    left = max(laid.left, room)
    plot = Plot(laid.frame, left, room, 0.4 * font, 3.8 * font, span, (len(rows), 0))
    drawing = Drawing(plot, Axes(x=ticks, grid="down"))
    drawing.titles(x=unit)
    for number, row in enumerate(rows):
        laid.name(drawing, number, row.name)
        if row.mark is not None:
            across, middle = plot.across(row.mark), plot.down(laid.middle(number))
            half = 0.46 * laid.band
            ends = (across, middle - half), (across, middle + half)
            drawing.rule(*ends, GREY, strokeWidth=3)
    laid.upright(drawing, plot.across(0), INK)
    for number, row in enumerate(rows):
        first = laid.middle(number) - _EACH * font * (len(row.sticks) - 1) / 2 / laid.row
        for place, stick in enumerate(row.sticks):
            _stick(drawing, stick, first + place * _EACH * font / laid.row)
    return drawing.chart()


def _stick(drawing: Drawing, stick: Stick, middle: float) -> None:
    plot, look = drawing.plot, look_of(stick.future)
    down = plot.down(middle)
    if stick.band is not None:
        low, high = map(plot.across, stick.band)
        drawing.rule((low, down), (high, down), look.band, strokeWidth=0.62 * drawing.font)
    drawing.rule((plot.across(0), down), (plot.across(stick.value), down), look.colour)
    shape = SHAPES.get(stick.future, OWN_SHAPE)
    style = {"fill": look.colour, "shape": shape, "size": 4.6 * drawing.font, "strokeWidth": 0.8}
    drawing.points([(stick.value, middle)], PAPER, **style)
