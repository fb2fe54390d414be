"""Charts of rows: names beside the rows on a wide page, above them on a narrow one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nyegrep.reports.charts.colours import INK
from nyegrep.reports.charts.drawing import Drawing, Label
from nyegrep.reports.charts.layout import Frame, text_width

_NAME_ABOVE = 1.35  # room for a name above its row, in sizes of the font


@dataclass(frozen=True)
class Rows:
    """How rows are laid out in a frame.

    Attributes:
        frame: tall enough for all rows.
        left: room for the names; none where they stand above.
        above: the names stand above their rows.
        row: height of a row in pixels, the name included.
        band: height of what is drawn in a row.
    """

    frame: Frame
    left: float
    above: bool
    row: float
    band: float

    def middle(self, number: int) -> float:
        """The middle of what is drawn in a row, counted in rows from the top."""
        return number + 1 - self.band / self.row / 2

    def upright(self, drawing: Drawing, across: float, colour: str, **style: Any) -> None:
        """A line down through all rows, that leaves out the names where they stand above."""
        down = drawing.plot.down
        if not self.above:
            drawing.rule((across, 0), (across, drawing.plot.height), colour, **style)
            return
        for number in range(round(drawing.plot.y[0])):
            bottom = down(number + 1)
            drawing.rule((across, bottom - self.band), (across, bottom), colour, **style)

    def name(self, drawing: Drawing, number: int, text: str, *, bold: bool = False) -> None:
        """Write the name of a row in its place."""
        down = drawing.plot.down
        if self.above:
            at = down(number + 1) - self.band - 0.55 * drawing.font
            drawing.label(Label(-drawing.plot.left, at, text, "left", INK, bold))
        else:
            drawing.label(Label(-10, down(self.middle(number)), text, "right", INK, bold))


def rows_of(frame: Frame, names: Sequence[str], margins: float, height: float = 2.1) -> Rows:
    """The layout of rows with these names.

    Args:
        frame: the size; the height follows from the number of rows.
        names: one for each row.
        margins: room above and below the rows, in pixels.
        height: of what is drawn in a row, in sizes of the font.
    """
    above = frame.name != "wide"
    band = height * frame.font
    row = band + (_NAME_ABOVE * frame.font if above else 0)
    left = 0.0 if above else max(1.06 * text_width(name, frame.font) for name in names) + 14
    return Rows(frame.tall(row * len(names) + margins), left, above, row, band)
