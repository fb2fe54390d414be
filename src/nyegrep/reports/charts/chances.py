"""How often each of several things happens, out of a hundred times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nyegrep.reports.charts.colours import GREY, INK
from nyegrep.reports.charts.drawing import Axes, Drawing, Label
from nyegrep.reports.charts.futures import Look
from nyegrep.reports.charts.layout import Box, Frame, Plot, text_width
from nyegrep.reports.charts.rows import rows_of

if TYPE_CHECKING:
    import altair as alt

_THICK = 0.52  # of the room for a bar


@dataclass(frozen=True)
class Chance:
    """What may happen, in per cent, with the text at the bar's end."""

    name: str
    percent: float
    text: str
    look: Look


def chance_bars(frame: Frame, chances: Sequence[Chance], unit: str) -> alt.LayerChart:
    """A bar for each from 0 towards 100.

    Args:
        frame: the size; the height follows from the number of rows.
        chances: the rows.
        unit: what the bottom counts.
    """
    font = frame.font
    rows = rows_of(frame, [chance.name for chance in chances], 4.2 * font, 1.9)
    room = max(text_width(chance.text, font) for chance in chances) * 1.06 + 10
    left = max(rows.left, text_width("0", font))
    plot = Plot(rows.frame, left, room, 0.4 * font, 3.8 * font, (0, 100), (len(chances), 0))
    drawing = Drawing(plot, Axes(x=(0, 20, 40, 60, 80, 100), grid="down"))
    last = max(plot.width, text_width(unit, font) - left)
    drawing.label(Label(last, plot.height + plot.bottom - 0.7 * font, unit, "right", GREY))
    half = _THICK * rows.band / rows.row / 2
    for number, chance in enumerate(chances):
        middle = rows.middle(number)
        box = Box(0, middle - half, max(chance.percent, 0.4), middle + half)
        drawing.bars([box], chance.look.colour)
        rows.name(drawing, number, chance.name)
        end = Label(plot.across(chance.percent) + 6, plot.down(middle), chance.text, bold=True)
        drawing.label(end)
    rows.upright(drawing, plot.across(0), INK)
    return drawing.chart()
