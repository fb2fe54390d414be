"""Groups as rows, with a dot then, a dot now, and a mark for somebody else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nyegrep.reports.charts.colours import GREY, INK, MIDDLE_TINT, PAPER
from nyegrep.reports.charts.drawing import Axes, Drawing, Label
from nyegrep.reports.charts.layout import Frame, Plot, nice_ticks, text_width

if TYPE_CHECKING:
    import altair as alt


@dataclass(frozen=True)
class DotRow:
    """A group: its name, its value before and after, and the other's where there is one."""

    name: str
    before: float
    after: float
    other: float | None


def dot_rows(frame: Frame, rows: Sequence[DotRow], unit: str) -> alt.LayerChart:
    """An open ring before, a full dot after with a line between, an upright bar for the other."""
    font = frame.font
    frame = frame.tall(2.7 * font * len(rows) + 4.6 * font)
    left = max(text_width(row.name, font) for row in rows) + 14
    values = [v for row in rows for v in (row.before, row.after, row.other) if v is not None]
    ticks = nice_ticks(0, max(values), 6 if frame.name == "wide" else 5)
    plot = Plot(frame, left, 1.4 * font, 0.4 * font, 3.4 * font, (0, ticks[-1]), (len(rows), 0))
    drawing = Drawing(plot, Axes(x=ticks, grid="down"))
    drawing.titles(x=unit)
    for number, row in enumerate(rows):
        middle = number + 0.5
        at = plot.down(middle)
        ends = (plot.across(row.before), at), (plot.across(row.after), at)
        drawing.rule(*ends, MIDDLE_TINT, strokeWidth=3)
        drawing.label(Label(-10, at, row.name, "right"))
    others = [(row.other, n + 0.5) for n, row in enumerate(rows) if row.other is not None]
    for across, down in ((plot.across(x), plot.down(y)) for x, y in others):
        drawing.rule(
            (across, down - 0.75 * font), (across, down + 0.75 * font), GREY, strokeWidth=3
        )
    befores = [(row.before, n + 0.5) for n, row in enumerate(rows)]
    afters = [(row.after, n + 0.5) for n, row in enumerate(rows)]
    drawing.points(befores, INK, fill=PAPER, size=70, strokeWidth=1.8)
    drawing.points(afters, INK, fill=INK, size=84, strokeWidth=1)
    return drawing.chart()
