"""A growth taken apart: each part begins where the one before ended, the total comes last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from nyegrep.reports.charts.colours import FALL, GREY, INK, RISE
from nyegrep.reports.charts.drawing import Axes, Drawing, Label
from nyegrep.reports.charts.layout import Box, Frame, Plot, text_width
from nyegrep.reports.charts.rows import Rows, rows_of

if TYPE_CHECKING:
    import altair as alt


@dataclass(frozen=True)
class Step:
    """A part of the growth, or the total of it.

    Attributes:
        name: what it is called.
        value: how much it adds.
        text: the value as it stands at the bar's end.
        total: measured from zero instead of from where the part before ended.
        strong: the part that the figure is about.
    """

    name: str
    value: float
    text: str
    total: bool = False
    strong: bool = False


def edges(steps: Sequence[Step]) -> list[tuple[float, float]]:
    """Where each bar begins and ends."""
    ends = list(accumulate(0.0 if step.total else step.value for step in steps))
    return [
        (0.0, step.value) if step.total else (end - step.value, end)
        for step, end in zip(steps, ends, strict=True)
    ]


def waterfall(
    frame: Frame, steps: Sequence[Step], unit: str, colours: tuple[str, str] = (RISE, FALL)
) -> alt.LayerChart:
    """Parts as rows of bars, green to the right and red to the left, totals in grey.

    Args:
        frame: the size; the height follows from the number of rows.
        steps: the parts in order and the total.
        unit: what the bars count.
        colours: of parts to the right and to the left, where more is not better.
    """
    font = frame.font
    rows = rows_of(frame, [step.name for step in steps], 2.6 * font)
    spans = edges(steps)
    plot = _plot(rows, steps, spans)
    drawing = Drawing(plot, Axes(grid="none"))
    drawing.titles(unit)
    half = 0.36 * rows.band / rows.row
    for colour, boxes in _bars(rows, steps, spans, (half, *colours)).items():
        drawing.bars(boxes, colour)
    rows.upright(drawing, plot.across(0), INK)
    for number, (_, end) in enumerate([] if rows.above else spans[:-1]):
        at = plot.across(end)
        top, bottom = rows.middle(number) + half, rows.middle(number + 1) - half
        drawing.rule((at, plot.down(top)), (at, plot.down(bottom)), GREY, strokeDash=[2, 2])
    for number, (step, (start, end)) in enumerate(zip(steps, spans, strict=True)):
        strong = step.strong or step.total
        rows.name(drawing, number, step.name, bold=strong)
        _write(drawing, step, (start, end), plot.down(rows.middle(number)))
    return drawing.chart()


def _write(drawing: Drawing, step: Step, span: tuple[float, float], at: float) -> None:
    """The value at the bar's end, or at its other end where it would meet the zero line."""
    plot, bold = drawing.plot, step.strong or step.total
    right = Label(plot.across(max(span)) + 6, at, step.text, bold=bold)
    left = Label(plot.across(min(span)) - 6, at, step.text, "right", bold=bold)
    zero = plot.across(0)
    sides = (left, right) if step.value < 0 else (right, left)
    boxes = [side.box(drawing.font) for side in sides]
    meets = [box.left < zero < box.right for box in boxes]
    drawing.label(sides[1] if meets[0] and not meets[1] else sides[0])


def _plot(rows: Rows, steps: Sequence[Step], spans: Sequence[tuple[float, float]]) -> Plot:
    """Room for the longest bar and the texts at both ends."""
    frame = rows.frame
    low = min(0.0, *(min(span) for span in spans))
    high = max(0.0, *(max(span) for span in spans))
    text = max(1.06 * text_width(step.text, frame.font) for step in steps) + 10
    room = frame.width - rows.left - 2 * text
    scale = room / ((high - low) or 1)
    top = 2.2 * frame.font
    bottom = frame.height - rows.row * len(steps) - top
    across = (low - text / scale, high + text / scale)
    return Plot(frame, rows.left, 0, top, bottom, across, (len(steps), 0))


def _bars(
    rows: Rows,
    steps: Sequence[Step],
    spans: Sequence[tuple[float, float]],
    look: tuple[float, str, str],
) -> dict[str, list[Box]]:
    half, rise, fall = look
    found: dict[str, list[Box]] = {}
    for number, (step, (start, end)) in enumerate(zip(steps, spans, strict=True)):
        colour = GREY if step.total else rise if step.value >= 0 else fall
        middle = rows.middle(number)
        box = Box(min(start, end), middle - half, max(start, end), middle + half)
        found.setdefault(colour, []).append(box)
    return found
