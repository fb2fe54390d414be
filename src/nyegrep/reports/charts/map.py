"""Maps side by side or one above the other: municipalities coloured by class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from nyegrep.foundation.outlines import Bounds, Points
from nyegrep.reports.charts.colours import (
    HATCHED,
    INK,
    MAP_HIGH,
    MAP_HIGHEST,
    MAP_LOW,
    MAP_LOWEST,
    MAP_MIDDLE,
    PAPER,
)
from nyegrep.reports.charts.drawing import Axes, Drawing, Label, Ring
from nyegrep.reports.charts.layout import Frame, Plot

if TYPE_CHECKING:
    import altair as alt

Rank = Literal["lowest", "low", "middle", "high", "highest", "unknown"]
FILLS: dict[Rank, str] = {
    "lowest": MAP_LOWEST,
    "low": MAP_LOW,
    "middle": MAP_MIDDLE,
    "high": MAP_HIGH,
    "highest": MAP_HIGHEST,
    "unknown": HATCHED,
}
_BETWEEN = 24.0
# Points are put on a grid this fine, in pixels; neighbours share them, so that no gap opens.
_GRAIN = 0.5


@dataclass(frozen=True)
class Land:
    """What the maps show.

    Attributes:
        bounds: the rectangle that is shown.
        shapes: by municipality code, its rings inside the rectangle.
        own: the municipality that is outlined and named.
        name: what is written on it.
    """

    bounds: Bounds
    shapes: Mapping[str, Sequence[Points]]
    own: str
    name: str


@dataclass(frozen=True)
class ClassMap:
    """One map: what is written above it, and the class of each municipality."""

    title: str
    classes: Mapping[str, Rank]


def class_maps(frame: Frame, land: Land, maps: Sequence[ClassMap]) -> alt.LayerChart:
    """The same land once for each map, beside each other where the frame is wide."""
    above = 1.9 * frame.font
    wide = frame.name == "wide"
    columns = len(maps) if wide else 1
    width = (frame.width - _BETWEEN * (columns - 1)) / columns
    height = width * land.bounds.height / land.bounds.width
    rows = 1 if wide else len(maps)
    frame = frame.tall(rows * (above + height) + (rows - 1) * _BETWEEN)
    drawing = Drawing(Plot(frame, 0, 0, 0, 0, (0, 1), (0, 1)), Axes())
    for number, one in enumerate(maps):
        left = number * (width + _BETWEEN) if wide else 0
        top = above if wide else above + number * (above + height + _BETWEEN)
        drawing.label(Label(left, top - 1.1 * frame.font, one.title))
        _draw(drawing, land, one, _Place(left, top, width / land.bounds.width))
    return drawing.chart()


@dataclass(frozen=True)
class _Place:
    """Where a map stands in the drawing, and how many pixels its unit is."""

    left: float
    top: float
    scale: float

    def ring(self, points: Points, bounds: Bounds) -> Ring:
        """A ring in pixels, without points that the eye cannot tell apart."""
        pixels = np.array([self.left, self.top]) + self.scale * (
            (points - [bounds.left, bounds.top]) * [1, -1]
        )
        grained = np.round(pixels / _GRAIN) * _GRAIN
        kept = grained[(grained != np.roll(grained, 1, axis=0)).any(axis=1)]
        return [*kept.tolist(), *kept[:1].tolist()] if len(kept) > 2 else []


def _draw(drawing: Drawing, land: Land, one: ClassMap, place: _Place) -> None:
    rings = {
        code: [ring for ring in (place.ring(r, land.bounds) for r in shape) if ring]
        for code, shape in land.shapes.items()
    }
    for rank, fill in FILLS.items():
        codes = [code for code in rings if one.classes.get(code, "unknown") == rank]
        drawing.shapes([rings[code] for code in codes], fill, stroke=PAPER, strokeWidth=0.8)
    drawing.shapes([rings[land.own]], None, stroke=INK, strokeWidth=2.2)
    points = np.array([point for ring in rings[land.own] for point in ring])
    font = drawing.font
    x, up = float(np.ptp(points[:, 0]) / 2 + points[:, 0].min()), float(points[:, 1].min())
    above = Label(x, up - 0.8 * font, land.name, "center", bold=True)
    box = above.box(font)
    right = place.left + place.scale * land.bounds.width
    x += max(place.left + 2 - box.left, 0) - max(box.right - right + 2, 0)
    y = above.y if box.top >= place.top else float(points[:, 1].max()) + 0.9 * font
    drawing.label(Label(x, y, land.name, "center", bold=True))
