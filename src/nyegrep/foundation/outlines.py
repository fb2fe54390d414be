"""Outlines of municipalities in a plane: what a map is drawn from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

Points = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


@dataclass(frozen=True)
class Bounds:
    """A rectangle in the plane of the outlines; ``top`` is north."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """From west to east."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From south to north."""
        return self.top - self.bottom

    def grown(self, share: float) -> Bounds:
        """With a margin on every side, as a share of the longer side."""
        more = share * max(self.width, self.height)
        return Bounds(self.left - more, self.bottom - more, self.right + more, self.top + more)

    def shaped(self, flattest: float, tallest: float) -> Bounds:
        """Widened about its middle until height over width is between the two."""
        wider = max(self.height / tallest - self.width, 0) / 2
        taller = max(self.width * flattest - self.height, 0) / 2
        return Bounds(
            self.left - wider, self.bottom - taller, self.right + wider, self.top + taller
        )


@dataclass(frozen=True)
class Outlines:
    """The municipalities of one year as closed rings in a plane.

    Attributes:
        rings: municipality code to its rings, each ``[point, (x, y)]`` with y towards the north.
            Holes are rings that run the other way.
    """

    rings: Mapping[str, tuple[Points, ...]]

    def bounds(self, codes: Iterable[str]) -> Bounds:
        """The smallest rectangle around some municipalities."""
        points = np.concatenate([ring for code in codes for ring in self.rings[code]])
        (left, bottom), (right, top) = points.min(axis=0), points.max(axis=0)
        return Bounds(float(left), float(bottom), float(right), float(top))

    def within(self, bounds: Bounds) -> dict[str, tuple[Points, ...]]:
        """What can be seen in a rectangle: by code, the rings cut off at its edges."""
        found = {}
        for code, rings in self.rings.items():
            seen = tuple(cut for cut in (clipped(ring, bounds) for ring in rings) if len(cut) > 2)
            if seen:
                found[code] = seen
        return found


def clipped(ring: Points, bounds: Bounds) -> Points:
    """The part of a closed ring inside a rectangle, cut side by side (Sutherland-Hodgman).

    Args:
        ring: ``[point, (x, y)]``; the first point need not be repeated.
        bounds: the rectangle.

    Returns:
        The ring that is left, without points where nothing is.
    """
    sides: tuple[tuple[int, float, int], ...] = (
        (0, bounds.left, 1),
        (0, bounds.right, -1),
        (1, bounds.bottom, 1),
        (1, bounds.top, -1),
    )
    for axis, limit, sign in sides:
        if not len(ring):
            break
        ring = _cut(ring, sign * (ring[:, axis] - limit))
    return ring


def _cut(ring: Points, depth: np.ndarray[Any, np.dtype[np.float64]]) -> Points:
    """The points at no negative depth, and a point wherever the ring crosses depth nought."""
    inside = depth >= 0
    if inside.all() or not inside.any():
        return ring[inside]
    following, depth_after = np.roll(ring, -1, axis=0), np.roll(depth, -1)
    crosses = inside != np.roll(inside, -1)
    share = np.where(crosses, depth / np.where(crosses, depth - depth_after, 1.0), 0.0)
    crossing = ring + share[:, None] * (following - ring)
    pairs = np.stack([ring, crossing], axis=1).reshape(-1, 2)
    kept: Points = pairs[np.stack([inside, crosses], axis=1).reshape(-1)]
    return kept
