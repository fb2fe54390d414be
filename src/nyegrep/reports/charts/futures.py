"""Lines of several futures after one history: dashes and names as well as colours tell them apart.

Bands of four futures on top of each other hide one another. They stand beside the end of the
lines instead, one next to the other: the whole band thin, its inner half thick.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nyegrep.reports.charts import colours
from nyegrep.reports.charts.drawing import Align, Axes, Drawing, Label
from nyegrep.reports.charts.layout import (
    Box,
    Frame,
    Plot,
    decimals_of,
    kept_apart,
    nice_ticks,
    spread_around,
    text_width,
    wrapped,
    year_ticks,
)
from nyegrep.reports.charts.lines import track

if TYPE_CHECKING:
    import altair as alt

Point = tuple[float, float]
_WIDEST_NAME = {"wide": 150.0, "narrow": 92.0}
_EACH_BAND = {"wide": 13.0, "narrow": 8.0}
_LEADER = 12.0


@dataclass(frozen=True)
class Look:
    """How a future is drawn wherever it is drawn: its colours, and dashes that need no colour."""

    colour: str
    half: str
    band: str
    dash: tuple[int, ...] = ()
    width: float = 2.4


LOOKS = {
    "attractive_tailwind": Look(colours.TAILWIND, colours.TAILWIND_HALF, colours.TAILWIND_BAND),
    "attractive_headwind": Look(
        colours.HEADWIND, colours.HEADWIND_HALF, colours.HEADWIND_BAND, (9, 4)
    ),
    "missed_opportunities": Look(
        colours.MISSED, colours.MISSED_HALF, colours.MISSED_BAND, (9, 3, 2, 3)
    ),
    "crisis": Look(colours.CRISIS, colours.CRISIS_HALF, colours.CRISIS_BAND, (3, 3)),
    "neutral": Look(colours.GREY, colours.MIDDLE_TINT, colours.LIGHT_TINT, (), 1.5),
    "official_main": Look(colours.GREY, colours.MIDDLE_TINT, colours.LIGHT_TINT, (6, 4), 1.5),
}
OWN_LOOK = Look(colours.DARK_TINT, colours.MIDDLE_TINT, colours.LIGHT_TINT, (14, 4), 2.0)


def look_of(future: str) -> Look:
    """The look of a future; those that a user defined share one."""
    return LOOKS.get(future, OWN_LOOK)


@dataclass(frozen=True)
class Course:
    """The line of a future.

    Attributes:
        look: colours and dashes.
        points: years and values after the history's last point.
        name: what stands at its end, with the value.
        band: lowest and highest of the whole band at the end; none where it is not known.
        half: the same of the inner half.
    """

    look: Look
    points: tuple[Point, ...]
    name: str
    band: tuple[float, float] | None = None
    half: tuple[float, float] | None = None

    @property
    def values(self) -> list[float]:
        """All that must find room on the scale."""
        return [value for _, value in self.points] + [*(self.band or ()), *(self.half or ())]


@dataclass(frozen=True)
class CoursePanel:
    """One history and what may follow it; ``title`` is empty where the panel stands alone."""

    history: tuple[Point, ...]
    courses: tuple[Course, ...]
    title: str = ""

    @property
    def values(self) -> list[float]:
        """All that must find room on the scale."""
        return [v for _, v in self.history] + [v for c in self.courses for v in c.values]

    @property
    def years(self) -> list[float]:
        """All years of the lines."""
        return [
            y for points in (self.history, *(c.points for c in self.courses)) for y, _ in points
        ]

    def joined(self, course: Course) -> tuple[Point, ...]:
        """The line of a course from where the history before it ends."""
        first = course.points[0][0]
        return (*[point for point in self.history if point[0] < first][-1:], *course.points)


@dataclass(frozen=True)
class CourseWords:
    """What the chart says beside its lines.

    Attributes:
        unit: what the side counts.
        rule: the year that the projection begins, and the word beside the dashed line; ``None``
            where nothing is known before it.
        form: how numbers along the side are written, with so many decimals.
        least_span: the side covers at least this part of the middle value.
        from_zero: the side begins at zero.
    """

    unit: str
    rule: tuple[int, str] | None
    form: Callable[[float, int], str]
    least_span: float = 0.2
    from_zero: bool = False


def course_chart(frame: Frame, panels: Sequence[CoursePanel], says: CourseWords) -> alt.LayerChart:
    """Panels below each other on one scale, each with its history, futures, bands and names."""
    scale = _scale(panels, says)
    names = [
        [wrapped(c.name, frame.font, _WIDEST_NAME[frame.name]) for c in panel.courses]
        for panel in panels
    ]
    places = _places(frame, panels, scale, names)
    whole = places[0].frame
    drawing = Drawing(
        Plot(whole, 0, 0, 0, 0, (0, whole.width), (whole.height, 0)), Axes(grid="none")
    )
    for panel, place, written in zip(panels, places, names, strict=True):
        _scales(drawing, place, scale)
        _lines(drawing, place, panel)
        _ends(drawing, place, panel, written)
        _head(drawing, place, panel, says)
        if says.rule is not None:
            _rule(drawing, place, panel, says.rule)
    return drawing.chart()


@dataclass(frozen=True)
class Bands:
    """Years with the low and high of a future's whole band and of its inner half."""

    whole: tuple[tuple[float, float, float], ...] = ()
    half: tuple[tuple[float, float, float], ...] = ()


def course_spark(drawing: Drawing, place: Plot, panel: CoursePanel, bands: Bands) -> None:
    """A small picture of one future in part of a drawing: history, line, and its bands by year."""
    (course,) = panel.courses

    def at(point: Point) -> Point:
        return place.left + place.across(point[0]), place.top + place.down(point[1])

    for edges, colour in ((bands.whole, course.look.band), (bands.half, course.look.half)):
        if edges:
            drawing.area(
                [(at((x, 0))[0], at((x, low))[1], at((x, high))[1]) for x, low, high in edges],
                colour,
            )
    drawing.line([at(p) for p in panel.history], colours.INK, strokeWidth=1.8)
    drawing.line([at(p) for p in panel.joined(course)], course.look.colour, strokeWidth=2.2)
    end = at(course.points[-1])
    drawing.points([end], course.look.colour, fill=course.look.colour, size=36)


def spark_courses(frame: Frame, panel: CoursePanel) -> alt.LayerChart:
    """History and futures alone: a picture the size of a word."""
    low, high = spread_around(min(panel.values), max(panel.values), 0.1)
    plot = Plot(frame, 5, 7, 5, 5, (min(panel.years), max(panel.years)), (low, high))
    drawing = Drawing(plot, Axes(grid="none"))
    drawing.line(panel.history, colours.INK, strokeWidth=2.2)
    for course in panel.courses:
        drawing.line(panel.joined(course), course.look.colour, strokeWidth=1.8)
        drawing.points([course.points[-1]], course.look.colour, fill=course.look.colour, size=20)
    return drawing.chart()


def _scale(panels: Sequence[CoursePanel], says: CourseWords) -> dict[float, str]:
    values = [value for panel in panels for value in panel.values]
    low, high = spread_around(min(values), max(values), says.least_span)
    ticks = nice_ticks(0 if says.from_zero else low, high, 6 if len(panels) == 1 else 5)
    digits = decimals_of(ticks)
    return {tick: says.form(tick, digits) for tick in ticks}


def _places(
    frame: Frame,
    panels: Sequence[CoursePanel],
    scale: dict[float, str],
    names: Sequence[Sequence[tuple[str, ...]]],
) -> list[Plot]:
    """Where each panel stands."""
    font = frame.font
    left = max(text_width(text, font) for text in scale.values()) + 10
    widest = max(text_width(line, font) * 1.06 for group in names for n in group for line in n)
    banded = max(sum(c.band is not None for c in panel.courses) for panel in panels)
    right = banded * _EACH_BAND[frame.name] + _LEADER + 8 + widest
    head = 3.6 * font if panels[0].title else 2.3 * font
    foot = 2.2 * font
    lines = max(sum(len(n) for n in group) for group in names)
    body = max(frame.height - head - foot if len(panels) == 1 else 13.5 * font, lines * 1.3 * font)
    each = head + body + foot
    whole = frame.tall(each * len(panels))
    years = [year for panel in panels for year in panel.years]
    span, ends = (min(years), max(years)), (min(scale), max(scale))
    return [
        Plot(whole, left, right, n * each + head, whole.height - (n + 1) * each + foot, span, ends)
        for n in range(len(panels))
    ]


def _scales(drawing: Drawing, place: Plot, scale: dict[float, str]) -> None:
    font = drawing.font
    right = place.left + place.width
    for tick, text in scale.items():
        at = place.top + place.down(tick)
        colour = colours.INK if tick == 0 else colours.GRID
        drawing.rule((place.left, at), (right, at), colour)
        drawing.label(Label(place.left - 6, at, text, "right", colours.GREY))
    first, last = round(place.x[0]), round(place.x[1])
    below = place.top + place.height + 10 + 0.5 * font
    room = int(place.width / (1.5 * text_width("0000", font)))
    for year in year_ticks(first, last, max(min(place.frame.most_years, room), 2)):
        across = place.left + place.across(year)
        drawing.label(Label(across, below, str(year), "center", colours.GREY))


def _rule(drawing: Drawing, place: Plot, panel: CoursePanel, rule: tuple[int, str]) -> None:
    """The year that the projection begins, with its word where no line runs."""
    font, (year, word) = drawing.font, rule
    across = place.left + place.across(year)
    bottom = place.top + place.height
    drawing.rule((across, place.top), (across, bottom), colours.GREY, strokeDash=[3, 3])
    lines = (panel.history, *(panel.joined(course) for course in panel.courses))
    taken = [
        Box(
            box.left + place.left,
            box.top + place.top,
            box.right + place.left,
            box.bottom + place.top,
        )
        for line in lines
        for box in track(place, line)
    ]
    places = _beside(place, across, word, font)
    free = [
        labels
        for labels in places
        if not any(label.box(font).meets(box) for label in labels for box in taken)
    ]
    drawing.label(*(free or places)[0])


def _beside(place: Plot, across: float, word: str, font: float) -> list[list[Label]]:
    """A word at the top or the bottom of a rule, on either side, in as few lines as there is room.

    The places where it fits come first, and of those the ones where it needs fewest lines.
    """
    right, bottom = place.left + place.width, place.top + place.height
    sides: tuple[tuple[float, Align, float], ...] = (
        (across + 6, "left", right - across - 8),
        (across - 6, "right", across - place.left - 8),
    )
    found = []
    for x, align, room in sides:
        lines = wrapped(word, font, room)
        widest = max(text_width(line, font) for line in lines)
        below = bottom - 0.8 * font - 1.25 * font * (len(lines) - 1)
        for y in (place.top + 0.8 * font, below):
            labels = [
                Label(x, y + 1.25 * font * n, line, align, colours.GREY)
                for n, line in enumerate(lines)
            ]
            found.append((widest > room, len(lines), labels))
    return [labels for _, _, labels in sorted(found, key=lambda item: item[:2])]


def _lines(drawing: Drawing, place: Plot, panel: CoursePanel) -> None:
    def at(point: Point) -> Point:
        return place.left + place.across(point[0]), place.top + place.down(point[1])

    for course in reversed(panel.courses):
        look = course.look
        dash = {"strokeDash": list(look.dash)} if look.dash else {}
        drawing.line(
            [at(p) for p in panel.joined(course)], look.colour, strokeWidth=look.width, **dash
        )
    if panel.history:
        drawing.line([at(p) for p in panel.history], colours.INK, strokeWidth=2.6)


def _ends(
    drawing: Drawing, place: Plot, panel: CoursePanel, names: Sequence[tuple[str, ...]]
) -> None:
    """Bands and names beside the ends of the lines."""
    step = _EACH_BAND[place.frame.name]
    right = place.left + place.width
    at = right + 4
    for course in panel.courses:
        if course.band is None:
            continue
        at += step
        middle = at - step / 2
        for edges, colour, width in (
            (course.band, course.look.band, step - 3),
            (course.half, course.look.half, step - 3),
        ):
            if edges is not None:
                low, high = (place.top + place.down(value) for value in edges)
                drawing.rule((middle, low), (middle, high), colour, strokeWidth=width)
        mean = place.top + place.down(course.points[-1][1])
        ends = (middle - step / 2 + 1.5, mean), (middle + step / 2 - 1.5, mean)
        drawing.rule(*ends, course.look.colour, strokeWidth=2.4)
    _names(drawing, place, panel, names, at)


def _names(
    drawing: Drawing,
    place: Plot,
    panel: CoursePanel,
    names: Sequence[tuple[str, ...]],
    after: float,
) -> None:
    font = drawing.font
    height = 1.22 * font
    ends = [place.top + place.down(course.points[-1][1]) for course in panel.courses]
    sizes = [height * len(name) + 3 for name in names]
    low, high = place.top - 1.2 * font, place.top + place.height + 1.2 * font
    middles = kept_apart(ends, sizes, low, high)
    for course, name, end, middle in zip(panel.courses, names, ends, middles, strict=True):
        start, stop = (after + 2, end), (after + _LEADER, middle)
        drawing.rule(start, stop, course.look.colour)
        top = middle - height * (len(name) - 1) / 2
        for number, part in enumerate(name):
            colour, strong = course.look.colour, course.look.width > 2
            x, y = after + _LEADER + 4, top + number * height
            drawing.label(Label(x, y, part, "left", colour, strong))


def _head(drawing: Drawing, place: Plot, panel: CoursePanel, says: CourseWords) -> None:
    font, left = drawing.font, 0.0
    above = place.top - 1.4 * font
    if panel.title:
        drawing.label(Label(left, above - 1.3 * font, panel.title, bold=True))
    drawing.label(Label(left, above - (0.1 * font), says.unit, colour=colours.GREY))
