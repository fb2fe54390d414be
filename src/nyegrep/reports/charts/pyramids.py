"""Small pyramids on one scale: people by age now, and the outline of what they may become."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nyegrep.reports.charts.bars import PyramidRow
from nyegrep.reports.charts.colours import GREY, GRID, INK, LIGHT_TINT
from nyegrep.reports.charts.drawing import Axes, Drawing, Label
from nyegrep.reports.charts.futures import Look
from nyegrep.reports.charts.layout import Box, Frame, Plot, nice_ticks, text_width, wrapped

if TYPE_CHECKING:
    import altair as alt

_AGES_APART = 4  # rows between the ages that are written


@dataclass(frozen=True)
class SmallPyramid:
    """One of them: its name, its look, and its rows, the youngest first."""

    name: str
    look: Look
    rows: tuple[PyramidRow, ...]


def pyramids(
    frame: Frame,
    shown: Sequence[SmallPyramid],
    age: str,
    sides: tuple[str, ...],
    form: Callable[[float], str],
) -> alt.LayerChart:
    """Two in each row, the bars for now and a line for then.

    Args:
        frame: the size; the height follows from how many there are.
        shown: the pyramids, all with the same ages.
        age: what the side counts.
        sides: a word for each side, the first to the left where there are two.
        form: how people along the bottom are written.
    """
    font = frame.font
    most = max(max(*row.before, *row.after) for one in shown for row in one.rows)
    signs = (-1, 1) if len(sides) == 2 else (1,)
    ticks = nice_ticks(0, most, 4 - len(signs) if frame.name == "narrow" else 4)
    marks = {sign * tick: form(tick) for tick in ticks for sign in signs}
    left = max(text_width(row.name, font) for row in shown[0].rows[::_AGES_APART]) + 8
    end = max(text_width(text, font) for text in marks.values())
    gap = end + font
    across = (frame.width - left - gap - end / 2) / 2
    names = [wrapped(one.name, 1.06 * font, across - 8) for one in shown]
    head = (1.3 * max(len(name) for name in names) + 2.2) * font
    body = 0.62 * font * len(shown[0].rows)
    each = head + body + 2.6 * font
    whole = frame.tall(each * ((len(shown) + 1) // 2))
    drawing = Drawing(
        Plot(whole, 0, 0, 0, 0, (0, whole.width), (whole.height, 0)), Axes(grid="none")
    )
    drawing.label(Label(0, head - 0.9 * font, age, colour=GREY))
    for number, (one, name) in enumerate(zip(shown, names, strict=True)):
        row, column = divmod(number, 2)
        x, y = left + column * (across + gap), row * each + head
        room = Plot(
            whole, x, whole.width - x - across, y, whole.height - y - body,
            (min(marks), max(marks)), (0, len(one.rows)),
        )  # fmt: skip
        _scale(drawing, room, one.rows, marks, first=column == 0)
        _draw(drawing, room, one, signs)
        _head(drawing, room, name, one.look, sides)
    return drawing.chart()


def _scale(
    drawing: Drawing,
    room: Plot,
    rows: Sequence[PyramidRow],
    marks: dict[float, str],
    *,
    first: bool,
) -> None:
    font = drawing.font
    bottom = room.top + room.height
    for mark, text in marks.items():
        at = room.left + room.across(mark)
        drawing.rule((at, room.top), (at, bottom), INK if mark == 0 else GRID)
        drawing.label(Label(at, bottom + 0.9 * font, text, "center", GREY))
    for number in range(0, len(rows) if first else 0, _AGES_APART):
        at = room.top + room.down(number + 0.5)
        drawing.label(Label(room.left - 6, at, rows[number].name, "right", GREY))


def _draw(drawing: Drawing, room: Plot, one: SmallPyramid, signs: Sequence[int]) -> None:
    def at(x: float, y: float) -> tuple[float, float]:
        return room.left + room.across(x), room.top + room.down(y)

    for number, sign in enumerate(signs):
        boxes = []
        for n, row in enumerate(one.rows):
            low, high = sorted((0.0, sign * row.before[number]))
            (left, top), (right, bottom) = at(low, n + 0.92), at(high, n + 0.08)
            boxes.append(Box(left, top, right, bottom))
        drawing.bars(boxes, LIGHT_TINT)
        steps = [(sign * r.after[number], n + up) for n, r in enumerate(one.rows) for up in (0, 1)]
        outline = [at(*point) for point in ((0, 0), *steps, (0, len(one.rows)))]
        drawing.line(outline, one.look.colour, strokeWidth=1.8)


def _head(
    drawing: Drawing, room: Plot, name: Sequence[str], look: Look, sides: tuple[str, ...]
) -> None:
    font = drawing.font
    above = room.top - (2.2 + 1.3 * (len(name) - 1)) * font
    for number, line in enumerate(name):
        at = above + 1.3 * number * font
        drawing.label(Label(room.left, at, line, colour=look.colour, bold=True))
    if len(sides) == 2:
        zero = room.left + room.across(0)
        down = room.top - 0.9 * font
        drawing.label(Label(zero - 6, down, sides[0], "right", GREY))
        drawing.label(Label(zero + 6, down, sides[1], "left", GREY))
