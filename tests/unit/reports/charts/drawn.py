"""A drawn chart as numbers: its texts, lines and bars, with places in pixels of the whole frame."""

from __future__ import annotations

import re
from dataclasses import dataclass

import altair as alt
from altair.utils.schemapi import debug_mode

from nyegrep.reports.charts.layout import Box, Frame, text_width
from nyegrep.reports.charts.svg import Draw, draw_svg
from tests.unit.reports.reading import Element, read


@dataclass(frozen=True)
class Text:
    """A line of text and the room it takes."""

    text: str
    box: Box


def chart(draw: Draw, frame: Frame) -> alt.LayerChart:
    """The chart, checked by Altair against the grammar of Vega-Lite."""
    with debug_mode(True):
        found = draw(frame)
        found.to_dict(validate=True)
    return found


@dataclass(frozen=True)
class Stroke:
    """A line: its colour and its dashes; empty where it has none."""

    colour: str
    dash: tuple[int, ...]


def strokes(draw: Draw, frame: Frame) -> list[Stroke]:
    """All lines of a chart, those too that share a layer."""
    found = chart(draw, frame).to_dict()
    lines: list[Stroke] = []
    for layer in (layer for layer in found["layer"] if layer["mark"]["type"] == "line"):
        mark, rows = layer["mark"], found["datasets"][layer["data"]["name"]]
        own = [mark["color"]] if "color" in mark else [row["colour"] for row in rows[::2]]
        lines += [Stroke(colour, tuple(mark.get("strokeDash", ()))) for colour in own]
    return lines


def texts(draw: Draw, frame: Frame, language: str = "nb") -> list[Text]:
    """All texts of a drawing."""
    svg = read(str(draw_svg(draw, frame, "chart", language)))
    found: list[Text] = []
    _walk(svg, 0.0, 0.0, frame, found)
    return found


def _walk(element: Element, x: float, y: float, frame: Frame, found: list[Text]) -> None:
    moved = re.match(r"translate\(([-\d.e]+),([-\d.e]+)\)", element.attributes.get("transform", ""))
    if moved:
        x, y = x + float(moved[1]), y + float(moved[2])
    if element.tag == "text":
        text = "".join(part for part in element.inside if isinstance(part, str))
        width = text_width(text, frame.font)
        anchor = element.attributes.get("text-anchor", "start")
        left = x - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
        found.append(
            Text(text, Box(left, y - 0.75 * frame.font, left + width, y + 0.2 * frame.font))
        )
    for part in element.inside:
        if isinstance(part, Element):
            _walk(part, x, y, frame, found)


def meetings(found: list[Text]) -> list[tuple[str, str]]:
    """Pairs of texts that overlap."""
    return [
        (one.text, other.text)
        for number, one in enumerate(found)
        for other in found[number + 1 :]
        if one.box.meets(other.box)
    ]


def outside(found: list[Text], frame: Frame) -> list[str]:
    """Texts that stick out of the frame; the height of some frames follows from their rows."""
    return [t.text for t in found if t.box.left < -1 or t.box.right > frame.width + 1]
