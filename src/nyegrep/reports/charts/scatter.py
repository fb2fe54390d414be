"""Many places by two values, with some of them named and a corner shaded."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from nyegrep.reports.charts.colours import DARK_TINT, GREY, GRID, INK, LIGHT_TINT, MIDDLE_TINT
from nyegrep.reports.charts.drawing import Axes, Drawing, Label
from nyegrep.reports.charts.layout import (
    Box,
    Frame,
    Plot,
    decimals_of,
    nice_ticks,
    text_width,
    wrapped,
)

if TYPE_CHECKING:
    import altair as alt

Role = Literal["own", "peer", "other"]

# Where a name may stand: distances from the point, and directions, the best first.
_DISTANCES = (10.0, 22.0, 36.0, 52.0, 70.0, 92.0, 120.0)
_TURNS = (0.0, 180.0, 30.0, -30.0, 150.0, -150.0, 60.0, -60.0, 120.0, -120.0, 90.0, -90.0)
_BESIDE = 12.0


@dataclass(frozen=True)
class Spot:
    """A place with its two values, and its name where it is to be written."""

    x: float
    y: float
    role: Role
    name: str = ""


@dataclass(frozen=True)
class Corner:
    """The upper right corner: from where it begins, and what is written in it."""

    x: float
    y: float
    text: str


def scatter(
    frame: Frame, spots: Sequence[Spot], corner: Corner, titles: tuple[str, str]
) -> alt.LayerChart:
    """All places as dots; the named ones above the others, with lines at zero.

    Args:
        frame: the size; the picture is made nearly square.
        spots: the places.
        corner: the part that is shaded.
        titles: what the side and the bottom count.
    """
    frame = frame.tall(500 if frame.name == "wide" else 380)
    plot, across, up = _plot(frame, spots, corner)
    drawing = Drawing(plot, Axes(x=across, y=up))
    drawing.titles(*titles)
    drawing.bars([Box(corner.x, plot.y[1], plot.x[1], corner.y)], LIGHT_TINT)
    for tick in across:
        at = plot.across(tick)
        drawing.rule((at, 0), (at, plot.height), INK if tick == 0 else GRID)
    drawing.rule((0, plot.down(0)), (plot.width, plot.down(0)), INK)
    rest = [(spot.x, spot.y) for spot in spots if spot.role == "other"]
    drawing.points(rest, MIDDLE_TINT, fill=MIDDLE_TINT, size=16, strokeWidth=0.5)
    peers = [(spot.x, spot.y) for spot in spots if spot.role == "peer"]
    drawing.points(peers, DARK_TINT, fill=DARK_TINT, size=54, strokeWidth=1)
    own = [(spot.x, spot.y) for spot in spots if spot.role == "own"]
    drawing.points(own, INK, fill=INK, size=130, strokeWidth=1)
    taken = _write_corner(drawing, corner)
    taken += [_around(plot, spot) for spot in spots if spot.role != "other"]
    named = sorted((spot for spot in spots if spot.name), key=lambda spot: spot.role != "own")
    for spot in named:
        _write_name(drawing, spot, taken)
    return drawing.chart()


def _plot(
    frame: Frame, spots: Sequence[Spot], corner: Corner
) -> tuple[Plot, tuple[float, ...], tuple[float, ...]]:
    xs = [0.0, corner.x, *(spot.x for spot in spots)]
    ys = [0.0, corner.y, *(spot.y for spot in spots)]
    most = 7 if frame.name == "wide" else 5
    across, up = nice_ticks(min(xs), max(xs), most), nice_ticks(min(ys), max(ys), 7)
    digits = decimals_of(up)
    left = max(text_width(f"−{abs(tick):,.{digits}f}", frame.font) for tick in up) + 10
    right = text_width(f"{across[-1]:,.{decimals_of(across)}f}", frame.font) / 2 + 4
    top, bottom = 2.3 * frame.font, 3.6 * frame.font
    spans = (across[0], across[-1]), (up[0], up[-1])
    return Plot(frame, left, right, top, bottom, *spans), across, up


def _write_corner(drawing: Drawing, corner: Corner) -> list[Box]:
    """The words at the top right of the corner; the room they take."""
    plot, font = drawing.plot, drawing.font
    room = max(plot.width - plot.across(corner.x) - 12, 8 * font)
    boxes = []
    for number, line in enumerate(wrapped(corner.text, font, room)):
        label = Label(plot.width - 6, (0.9 + 1.25 * number) * font, line, "right")
        drawing.label(label)
        boxes.append(label.box(font))
    return boxes


def _around(plot: Plot, spot: Spot) -> Box:
    x, y, room = plot.across(spot.x), plot.down(spot.y), 7 if spot.role == "own" else 5
    return Box(x - room, y - room, x + room, y + room)


def _write_name(drawing: Drawing, spot: Spot, taken: list[Box]) -> None:
    """The name in the nearest free place, with a thin line to it where that is not beside."""
    plot = drawing.plot
    point = plot.across(spot.x), plot.down(spot.y)
    whole = Box(-plot.left, 0, plot.width + plot.right, plot.height)
    for label, distance in _places(spot, point, drawing.font):
        box = label.box(drawing.font)
        inside = (
            box.left >= 0
            and box.right <= whole.right
            and box.top >= whole.top
            and box.bottom <= whole.bottom
        )
        if inside and not any(box.meets(other) for other in taken):
            drawing.label(label)
            taken.append(box)
            if distance > _BESIDE:
                end = (
                    min(max(point[0], box.left), box.right),
                    min(max(point[1], box.top), box.bottom),
                )
                drawing.rule(point, end, GREY)
            return


def _places(spot: Spot, point: tuple[float, float], font: float) -> Iterator[tuple[Label, float]]:
    own = spot.role == "own"
    half = (1.06 if own else 1) * text_width(spot.name, font) / 2
    for distance in _DISTANCES:
        for turn in _TURNS:
            cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
            x = point[0] + distance * cos + half * (0 if abs(cos) < 0.1 else math.copysign(1, cos))
            y = point[1] - distance * sin - 0.4 * font * sin
            yield Label(x, y, spot.name, "center", INK, own), distance
