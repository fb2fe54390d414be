"""Rectangles over outlines, and what is seen in them."""

from __future__ import annotations

import numpy as np
import pytest

from nyegrep.foundation.outlines import Bounds, Outlines, clipped

pytestmark = pytest.mark.unit

SQUARE = np.array([[0.0, 0.0], [0.0, 4.0], [4.0, 4.0], [4.0, 0.0]])
LAND = Outlines(
    {"0101": (SQUARE,), "0102": (SQUARE + np.array([4.0, 0.0]), SQUARE + np.array([20.0, 0.0]))}
)


def area(ring: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> float:
    x, y = ring[:, 0], ring[:, 1]
    return abs(float(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1)))) / 2


def test_bounds_are_around_all_rings() -> None:
    assert LAND.bounds(["0101", "0102"]) == Bounds(0, 0, 24, 4)


def test_a_margin_is_a_share_of_the_longer_side() -> None:
    assert Bounds(0, 0, 10, 4).grown(0.1) == Bounds(-1, -1, 11, 5)


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        (Bounds(0, 0, 10, 4), Bounds(0, -2, 10, 6)),
        (Bounds(0, 0, 4, 10), Bounds(-0.5, 0, 4.5, 10)),
        (Bounds(0, 0, 5, 5), Bounds(0, 0, 5, 5)),
    ],
)
def test_a_rectangle_is_widened_about_its_middle(bounds: Bounds, expected: Bounds) -> None:
    assert bounds.shaped(0.8, 2.0) == expected


def test_only_what_is_inside_is_seen() -> None:
    seen = LAND.within(Bounds(-1, -1, 6, 2))
    assert {code: [area(ring) for ring in rings] for code, rings in seen.items()} == {
        "0101": [8.0],
        "0102": [4.0],
    }
    assert set(LAND.within(Bounds(19, 0, 30, 9))) == {"0102"}


def test_a_ring_that_is_inside_is_kept_as_it_is() -> None:
    assert clipped(SQUARE, Bounds(-1, -1, 9, 9)).tolist() == SQUARE.tolist()


def test_a_corner_is_cut_where_the_edges_cross() -> None:
    diamond = np.array([[0.0, -2.0], [2.0, 0.0], [0.0, 2.0], [-2.0, 0.0]])
    cut = clipped(diamond, Bounds(0, 0, 9, 9))
    assert area(cut) == pytest.approx(2.0)
    assert cut.min() >= 0
