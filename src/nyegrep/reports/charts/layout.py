"""Where things stand in a chart: frames, scales, ticks, text widths and labels kept apart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

Span = tuple[float, float]

# Advance widths of Arial in thousandths of the font size; other letters are as wide as a digit.
_WIDTHS = {
    **dict.fromkeys("ijl'|", 0.23),
    **dict.fromkeys(" \u00a0.,:;!/ftI()", 0.29),
    **dict.fromkeys("r-", 0.34),
    **dict.fromkeys("cksvxyzJ", 0.5),
    **dict.fromkeys("ABEKPSVXY&ÅÄ", 0.67),
    **dict.fromkeys("CDHNRUw", 0.72),
    **dict.fromkeys("GOQØÖ", 0.78),
    **dict.fromkeys("mMæ%", 0.87),
    **dict.fromkeys("WÆ", 1.0),
    **dict.fromkeys("+−=", 0.58),
}
_DIGIT = 0.556
_SAFETY = 1.07  # fonts of other systems are a little wider than Arial


@dataclass(frozen=True)
class Frame:
    """The size a chart is drawn in, in CSS pixels.

    Attributes:
        name: ``wide``, ``narrow`` or ``small``.
        width: whole width, labels included.
        height: whole height.
        font: size of all text.
        most_years: most year labels along the axis.
    """

    name: str
    width: float
    height: float
    font: float
    most_years: int

    @property
    def line(self) -> float:
        """Height of a line of text."""
        return self.font * 1.25

    def tall(self, height: float) -> Frame:
        """The same frame with another height."""
        return Frame(self.name, self.width, height, self.font, self.most_years)


WIDE = Frame("wide", 720, 350, 13.5, 7)
NARROW = Frame("narrow", 328, 300, 12.5, 5)
SMALL = Frame("small", 132, 40, 11, 0)


@dataclass(frozen=True)
class Plot:
    """A frame with margins and scales: data turned into pixels and back.

    Attributes:
        frame: the whole drawing.
        left: margin for labels, as the others.
        right: margin.
        top: margin.
        bottom: margin.
        x: data range along the bottom.
        y: data range from bottom to top.
    """

    frame: Frame
    left: float
    right: float
    top: float
    bottom: float
    x: Span
    y: Span

    @property
    def width(self) -> float:
        """Width of the plotting area."""
        return self.frame.width - self.left - self.right

    @property
    def height(self) -> float:
        """Height of the plotting area."""
        return self.frame.height - self.top - self.bottom

    def across(self, x: float) -> float:
        """Pixels from the left edge of the plotting area."""
        return (x - self.x[0]) / (self.x[1] - self.x[0]) * self.width

    def down(self, y: float) -> float:
        """Pixels from the top of the plotting area."""
        return (self.y[1] - y) / (self.y[1] - self.y[0]) * self.height

    def x_at(self, pixels: float) -> float:
        """The data value so many pixels from the left edge."""
        return self.x[0] + pixels / self.width * (self.x[1] - self.x[0])

    def y_at(self, pixels: float) -> float:
        """The data value so many pixels from the top."""
        return self.y[1] - pixels / self.height * (self.y[1] - self.y[0])


@dataclass(frozen=True)
class Box:
    """A rectangle that a label takes up, in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """True where the two overlap."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


def text_width(text: str, font: float) -> float:
    """About how many pixels a line of text takes; a little too many rather than too few."""
    return _SAFETY * font * sum(_WIDTHS.get(letter, _DIGIT) for letter in text)


def wrapped(text: str, font: float, width: float) -> tuple[str, ...]:
    """The text in as few lines as fit in the width; a single long word may stick out."""
    lines: list[str] = []
    for word in text.split(" "):
        if lines and text_width(f"{lines[-1]} {word}", font) <= width:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return tuple(lines)


def nice_ticks(low: float, high: float, at_most: int = 6) -> tuple[float, ...]:
    """Round values from at or below ``low`` to at or above ``high``, evenly spaced.

    The step is 1, 2, 2.5 or 5 times a power of ten, the smallest that gives ``at_most`` ticks.
    """
    span = max(high - low, 1e-9)
    power: float = 10.0 ** math.floor(math.log10(span / at_most))
    for factor in (1, 2, 2.5, 5, 10, 20, 25, 50, 100):
        step = factor * power
        first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
        if last - first + 1 <= at_most:
            break
    return tuple(round(number * step, 10) for number in range(first, max(last, first + 1) + 1))


def spread_around(low: float, high: float, least: float) -> Span:
    """The range widened to ``least`` of its middle, so that small wobbles do not look large."""
    middle = (low + high) / 2
    missing = max(least * abs(middle) - (high - low), 0)
    return low - missing / 2, high + missing / 2


def decimals_of(ticks: Sequence[float]) -> int:
    """How many decimals the ticks need to be told apart."""
    return next((n for n in range(4) if all(abs(round(t, n) - t) < 1e-9 for t in ticks)), 4)


def year_ticks(first: int, last: int, at_most: int) -> tuple[int, ...]:
    """The first and last year, and round ones between that stand clear of them."""
    for step in (1, 5, 10, 20, 50):
        between = range(first // step * step + step, last, step)
        near = (0.5 if at_most > 5 else 0.7) * step
        clear = [year for year in between if min(year - first, last - year) >= near]
        if len(clear) + 2 <= at_most:
            return tuple(dict.fromkeys((first, *clear, last)))
    return tuple(dict.fromkeys((first, last)))


def kept_apart(
    wanted: Sequence[float], sizes: Sequence[float], low: float, high: float
) -> list[float]:
    """Middles as near the wanted ones as can be without the items overlapping.

    Least squares under the condition that neighbours do not overlap (pool adjacent violators),
    then pushed inside ``low``–``high`` as far as there is room.

    Args:
        wanted: where each item would like its middle to be.
        sizes: how much room each takes.
        low: least edge.
        high: greatest edge.

    Returns:
        The middles, in the order given.
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    before = {}
    taken = 0.0
    for i in order:
        before[i] = taken + sizes[i] / 2
        taken += sizes[i]
    pools: list[tuple[float, int]] = []
    for i in order:
        mean, count = wanted[i] - before[i], 1
        while pools and pools[-1][0] > mean:
            other, others = pools.pop()
            mean, count = (mean * count + other * others) / (count + others), count + others
        pools.append((mean, count))
    starts = [mean for mean, count in pools for _ in range(count)]
    starts = [min(max(start, low), max(high - taken, low)) for start in starts]
    placed = {i: start + before[i] for i, start in zip(order, starts, strict=True)}
    return [placed[i] for i in range(len(wanted))]
