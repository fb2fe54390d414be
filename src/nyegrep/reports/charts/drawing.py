"""The parts that every chart is put together from: axes, labels, lines, points and bars."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import altair as alt

from nyegrep.reports.charts.colours import GREY, GRID, INK
from nyegrep.reports.charts.layout import Box, Plot, decimals_of, text_width

Align = Literal["left", "center", "right"]
Row = dict[str, Any]
Ring = list[list[float]]
Layer = alt.Chart

_X2, _Y2 = alt.X2("x2:Q"), alt.Y2("y2:Q")
_LOOK = alt.Config(
    aria=False, background="transparent", font="Arial", view=alt.ViewConfig(stroke=None)
)
_TEXT, _ORDER, _EACH = alt.Text("text:N"), alt.Order("n:Q"), alt.Detail("each:N")
_COLOUR = alt.Color("colour:N", scale=None)
_STROKE = alt.Stroke("colour:N", scale=None)
_WIDTH = alt.StrokeWidth("width:Q", scale=None)


@dataclass(frozen=True)
class Axes:
    """Ticks along both sides; a side without ticks has no axis.

    Attributes:
        x: ticks along the bottom.
        y: ticks along the side.
        years: the bottom counts years, which are written without thousands separator.
        unsigned: the bottom shows how far from zero, to both sides.
        grid: lines across from the ticks of ``y``, down from those of ``x``, or none.
    """

    x: Sequence[float] = ()
    y: Sequence[float] = ()
    years: bool = False
    unsigned: bool = False
    grid: Literal["across", "down", "none"] = "across"


@dataclass(frozen=True)
class Label:
    """A line of text with its anchor, in pixels from the top left of the plotting area.

    ``size`` is in sizes of the chart's font; all but a few large numbers are of size 1.
    """

    x: float
    y: float
    text: str
    align: Align = "left"
    colour: str = INK
    bold: bool = False
    size: float = 1.0

    def box(self, font: float) -> Box:
        """The room it takes; the anchor is at half its height."""
        font *= self.size
        width = text_width(self.text, font) * (1.06 if self.bold else 1)
        left = self.x - {"left": 0, "center": width / 2, "right": width}[self.align]
        return Box(left, self.y - 0.62 * font, left + width, self.y + 0.62 * font)


class Drawing:
    """A chart that is being put together, layer upon layer, in one plotting area."""

    def __init__(self, plot: Plot, axes: Axes) -> None:
        self.plot = plot
        self.font = plot.frame.font
        self._axes = axes
        self._layers: list[Layer] = []
        self._rows: dict[str, list[Row]] = {}
        self._labels: list[Label] = []
        self._rules: tuple[str, int, list[Row]] | None = None
        self._x = alt.X("x:Q", scale=_scale(plot.x), axis=self._bottom())
        self._y = alt.Y("y:Q", scale=_scale(plot.y), axis=self._side())

    def line(self, points: Iterable[tuple[float, float]], colour: str, **style: Any) -> None:
        """A line through the points, in the order given."""
        rows: list[Row] = [{"x": x, "y": y, "n": n} for n, (x, y) in enumerate(points)]
        mark = self._on(rows).mark_line(color=colour, clip=False, **style)
        self._layers.append(mark.encode(x=self._x, y=self._y, order=_ORDER))

    def points(self, points: Iterable[tuple[float, float]], colour: str, **style: Any) -> None:
        """A mark on each point."""
        rows: list[Row] = [{"x": x, "y": y} for x, y in points]
        if rows:
            mark = self._on(rows).mark_point(stroke=colour, opacity=1, **style)
            self._layers.append(mark.encode(x=self._x, y=self._y))

    def area(self, edges: Iterable[tuple[float, float, float]], colour: str) -> None:
        """An area between two edges: for each x its low and its high y."""
        rows: list[Row] = [{"x": x, "y": low, "y2": high} for x, low, high in edges]
        mark = self._on(rows).mark_area(fill=colour, opacity=1)
        self._layers.append(mark.encode(x=self._x, y=self._y, y2=_Y2))

    def bars(self, boxes: Iterable[Box], colour: str, **style: Any) -> None:
        """Rectangles given by their edges in data values."""
        rows: list[Row] = [
            {"x": box.left, "x2": box.right, "y": box.bottom, "y2": box.top} for box in boxes
        ]
        if rows:
            mark = self._on(rows).mark_rect(fill=colour, opacity=1, **style)
            self._layers.append(mark.encode(x=self._x, x2=_X2, y=self._y, y2=_Y2))

    def shapes(self, shapes: Iterable[Sequence[Ring]], colour: str | None, **style: Any) -> None:
        """Surfaces given by their rings in pixels from the top left, or only their edges."""
        rows: list[Row] = [
            {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": list(rings)}}
            for rings in shapes
            if rings
        ]
        if rows:
            fill = {"fill": colour} if colour else {"filled": False}
            mark = self._on(rows).mark_geoshape(opacity=1, strokeJoin="round", **fill, **style)
            self._layers.append(mark.project(type="identity", scale=1, translate=[0, 0]))

    def rule(
        self, start: tuple[float, float], end: tuple[float, float], colour: str, **style: Any
    ) -> None:
        """A straight line between two points in pixels, for example a zero line or a leader.

        Those that follow each other share a layer, whatever their colours and widths: most of the
        time that a chart takes is for its layers.
        """
        place, width = self.plot, style.pop("strokeWidth", 1)
        look = repr(sorted(style.items()))
        if self._rules is None or self._rules[:2] != (look, len(self._layers)):
            rows: list[Row] = []
            mark = self._on(rows).mark_line(clip=False, **style)
            coded = mark.encode(x=self._x, y=self._y, order=_ORDER, detail=_EACH)
            self._layers.append(coded.encode(stroke=_STROKE, strokeWidth=_WIDTH))
            self._rules = (look, len(self._layers), rows)
        rows = self._rules[2]
        shared = {"each": len(rows) // 2, "colour": colour, "width": width}
        rows.extend(
            {"x": place.x_at(x), "y": place.y_at(y), "n": n, **shared}
            for n, (x, y) in enumerate((start, end))
        )

    def label(self, *labels: Label) -> None:
        """Text; drawn last, above all else."""
        self._labels.extend(labels)

    def label_where_free(self, places: Iterable[Label], taken: Sequence[Box] = ()) -> None:
        """One label in the first of the places that meets no other text and nothing taken."""
        others = [other.box(self.font) for other in self._labels]
        others += [*taken, *self._tick_boxes()]
        for label in places:
            box = label.box(self.font)
            if not any(box.meets(other) for other in others):
                self._labels.append(label)
                return

    def titles(self, y: str = "", x: str = "") -> None:
        """What the axes count: above the side; after the last year, or below other numbers."""
        plot, font = self.plot, self.font
        if y:
            self.label(Label(-plot.left, -plot.top + font * 0.7, y, colour=GREY))
        if x and self._axes.years:
            after = plot.across(self._axes.x[-1]) + text_width("0000", font) / 2 + 6
            self.label(Label(after, self._tick_row(), x, colour=GREY))
        elif x:
            below = plot.height + plot.bottom - font * 0.7
            self.label(Label(plot.width, below, x, "right", GREY))

    def chart(self) -> alt.LayerChart:
        """The finished chart."""
        plot = self.plot
        padding = {"left": plot.left, "right": plot.right, "top": plot.top, "bottom": plot.bottom}
        chart = alt.LayerChart(
            layer=[*(self._layers or [self._empty()]), *self._texts()],
            width=plot.width,
            height=plot.height,
            padding=padding,
            autosize="none",
            config=_LOOK,
        )
        chart["datasets"] = self._rows
        return chart

    def _on(self, rows: list[Row]) -> Layer:
        """A layer on rows that are kept by name: Altair copies a layer many times, not the rows."""
        name = f"rows{len(self._rows)}"
        self._rows[name] = rows
        chart: Layer = alt.Chart(alt.NamedData(name))
        return chart

    def _empty(self) -> Layer:
        empty: Layer = self._on([]).mark_point().encode(x=self._x, y=self._y)
        return empty

    def _tick_row(self) -> float:
        """Where the middle of the text below the ticks of the bottom is."""
        return self.plot.height + 10 + 0.5 * self.font

    def _tick_boxes(self) -> list[Box]:
        """About where the numbers of both axes stand, and all that is below the plotting area."""
        plot, font = self.plot, self.font
        side = [Label(-6, plot.down(tick), "0" * 6, "right").box(font) for tick in self._axes.y]
        below = plot.height - 1 if self._axes.x else plot.height + plot.bottom
        return [*side, Box(-plot.left, below, plot.width + plot.right, below + plot.frame.height)]

    def _texts(self) -> list[Layer]:
        """One layer for each way of setting text."""
        kinds: dict[tuple[Align, bool, float], list[Row]] = {}
        for label in self._labels:
            row: Row = {
                "x": self.plot.x_at(label.x),
                "y": self.plot.y_at(label.y),
                "text": label.text,
                "colour": label.colour,
            }
            kind = (label.align, label.bold, label.size)
            kinds.setdefault(kind, []).append(row)
        return [
            self._on(rows)
            .mark_text(
                align=align,
                baseline="middle",
                fontSize=self.font * size,
                fontWeight="bold" if bold else "normal",
            )
            .encode(x=self._x, y=self._y, text=_TEXT, color=_COLOUR)
            for (align, bold, size), rows in kinds.items()
        ]

    def _bottom(self) -> alt.Axis | None:
        if not self._axes.x:
            return None
        form = "d" if self._axes.years else f",.{decimals_of(self._axes.x)}f"
        down = self._axes.grid == "down"
        look = self._look(self._axes.x, form, grid=down)
        look.update(domain=not down, domainColor=GREY, ticks=not down, tickColor=GREY, tickSize=4)
        if self._axes.unsigned:
            look["labelExpr"] = f"format(abs(datum.value), '{form}')"
        return alt.Axis(**look)

    def _side(self) -> alt.Axis | None:
        if not self._axes.y:
            return None
        form = f",.{decimals_of(self._axes.y)}f"
        look = self._look(self._axes.y, form, grid=self._axes.grid == "across")
        return alt.Axis(**look, domain=False, ticks=False)

    def _look(self, ticks: Sequence[float], form: str, *, grid: bool) -> dict[str, Any]:
        return {
            "values": list(ticks),
            "format": form,
            "title": None,
            "grid": grid,
            "gridColor": GRID,
            "labelColor": GREY,
            "labelFontSize": self.font,
            "labelPadding": 6,
            "labelOverlap": False,
            "labelFlush": False,
            "labelBound": False,
        }


def _scale(span: tuple[float, float]) -> alt.Scale:
    return alt.Scale(domain=list(span), nice=False, zero=False)
