"""Two questions with two answers each: four cards, two by two, or in a column on a phone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nyegrep.reports.charts.colours import GREY, GRID
from nyegrep.reports.charts.drawing import Axes, Drawing, Label
from nyegrep.reports.charts.futures import Bands, CoursePanel, course_spark
from nyegrep.reports.charts.layout import Frame, Plot, spread_around, wrapped

if TYPE_CHECKING:
    import altair as alt

_NUMBER = 2.0  # size of the large number, in sizes of the font
_SIDE = 104.0
_GAP = 14.0


@dataclass(frozen=True)
class Quadrant:
    """One of the four.

    Attributes:
        name: of the future.
        number: the large one.
        lines: what stands under it.
        panel: history and the one course.
        bands: of the course by year.
    """

    name: str
    number: str
    lines: tuple[str, ...]
    panel: CoursePanel
    bands: Bands


@dataclass(frozen=True)
class SquareWords:
    """The two answers across and the two down."""

    across: tuple[str, str]
    down: tuple[str, str]


def square(frame: Frame, cards: Sequence[Quadrant], says: SquareWords) -> alt.LayerChart:
    """Four cards in reading order: the first two answer the question of the rows alike."""
    font, wide = frame.font, frame.name == "wide"
    tall = (6.2 + 1.3 * max(len(card.lines) for card in cards) + (0 if wide else 1.4)) * font
    top = 2.2 * font if wide else 0.0
    rows = 2 if wide else 4
    frame = frame.tall(top + rows * tall + (rows - 1) * _GAP + 2)
    left = _SIDE if wide else 0.0
    across = (frame.width - left - _GAP) / 2 if wide else frame.width
    plot = Plot(frame, 0, 0, 0, 0, (0, frame.width), (frame.height, 0))
    drawing = Drawing(plot, Axes(grid="none"))
    if wide:
        _headings(drawing, says, left, across, top, tall)
    for number, card in enumerate(cards):
        row, column = divmod(number, 2)
        x = left + column * (across + _GAP) if wide else 0.0
        y = top + (row if wide else number) * (tall + _GAP)
        where = "" if wide else f"{says.across[column]} · {says.down[row].lower()}"
        room = Plot(frame, x, frame.width - x - across, y, frame.height - y - tall, *_span(cards))
        _card(drawing, room, card, where)
    return drawing.chart()


def _headings(
    drawing: Drawing, says: SquareWords, left: float, across: float, top: float, tall: float
) -> None:
    font = drawing.font
    for number, text in enumerate(says.across):
        drawing.label(Label(left + number * (across + _GAP), 0.8 * font, text, bold=True))
    for number, text in enumerate(says.down):
        lines = wrapped(text, font * 1.06, left - 10)
        middle = top + number * (tall + _GAP) + tall / 2 - 0.625 * font * (len(lines) - 1)
        for count, line in enumerate(lines):
            drawing.label(Label(0, middle + count * 1.25 * font, line, bold=True))


def _card(drawing: Drawing, room: Plot, card: Quadrant, where: str) -> None:
    font = drawing.font
    look = card.panel.courses[0].look
    left, top, right = room.left, room.top, room.left + room.width
    bottom = top + room.height
    for start, end in (
        ((left, top), (right, top)),
        ((left, bottom), (right, bottom)),
        ((right, top), (right, bottom)),
    ):
        drawing.rule(start, end, GRID)
    dash = {"strokeDash": list(look.dash)} if look.dash else {}
    drawing.rule((left + 2, top), (left + 2, bottom), look.colour, strokeWidth=5, **dash)
    text = left + 18
    down = top + 1.35 * font
    if where:
        drawing.label(Label(text, down, where, colour=GREY))
        down += 1.4 * font
    drawing.label(Label(text, down, card.name, colour=look.colour, bold=True))
    number = down + 2.15 * font
    drawing.label(Label(text, number, card.number, bold=True, size=_NUMBER))
    for count, line in enumerate(card.lines):
        drawing.label(Label(text, number + (2.0 + 1.3 * count) * font, line))
    written = (
        Label(0, 0, card.number, bold=True, size=_NUMBER),
        *(Label(0, 0, s) for s in card.lines),
    )
    taken = 18 + max(label.box(font).right for label in written)
    width = min(0.42 * room.width, room.width - taken - 26)
    spark = Plot(
        room.frame,
        right - width - 14,
        room.frame.width - right + 14,
        down + 1.0 * font,
        room.frame.height - bottom + 1.0 * font,
        room.x,
        room.y,
    )
    course_spark(drawing, spark, card.panel, card.bands)


def _span(cards: Sequence[Quadrant]) -> tuple[tuple[float, float], tuple[float, float]]:
    """The years and the values that all cards share."""
    years = [year for card in cards for year in card.panel.years]
    values = [value for card in cards for value in card.panel.values]
    low, high = spread_around(min(values), max(values), 0.1)
    return (min(years), max(years)), (low, high)
