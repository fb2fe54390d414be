"""The map: borders that close, share their lines, and cover the land once."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from nyegrep.sources.demo.borders import (
    SEA,
    owner_grid,
    signed_area,
    topojson,
    trace_arcs,
    trace_rings,
)
from nyegrep.sources.demo.country import LAST_YEAR, IntArray, country

pytestmark = pytest.mark.unit

SEED = 2026


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(topojson(country(), SEED))
    return found


@pytest.fixture(scope="module")
def owners() -> IntArray:
    return owner_grid(country(), SEED)


def ring_points(document: dict[str, Any], ring: list[int]) -> np.ndarray[Any, np.dtype[np.float64]]:
    points: list[list[float]] = []
    for number in ring:
        line = document["arcs"][number] if number >= 0 else document["arcs"][~number][::-1]
        assert not points or points[-1] == line[0]
        points.extend(line)
    return np.array(points)


def test_every_municipality_of_today_is_on_the_map_under_its_code_and_name(
    document: dict[str, Any],
) -> None:
    shapes = document["objects"]["Kommuner"]["geometries"]
    found = {s["properties"]["kommunenummer"]: s["properties"]["kommunenavn"] for s in shapes}
    places = country()
    active = places.active(LAST_YEAR)
    assert found == {
        p.code: p.name for p, there in zip(places.places, active, strict=True) if there
    }


def test_every_outline_closes_and_runs_clockwise(document: dict[str, Any]) -> None:
    for shape in document["objects"]["Kommuner"]["geometries"]:
        for polygon in shape["arcs"]:
            points = ring_points(document, polygon[0])
            assert points[0].tolist() == points[-1].tolist()
            assert signed_area(points) < 0


def test_neighbours_share_their_border_and_the_coast_is_used_once(
    document: dict[str, Any],
) -> None:
    uses = np.zeros(len(document["arcs"]), dtype=int)
    directions: dict[int, set[bool]] = {}
    for shape in document["objects"]["Kommuner"]["geometries"]:
        for number in (n for polygon in shape["arcs"] for ring in polygon for n in ring):
            arc = number if number >= 0 else ~number
            uses[arc] += 1
            directions.setdefault(arc, set()).add(number >= 0)
    assert set(uses.tolist()) == {1, 2}
    assert all(len(directions[arc]) == 2 for arc in np.flatnonzero(uses == 2).tolist())


def test_a_municipality_lies_around_its_centre(owners: IntArray) -> None:
    slots = set(np.unique(owners).tolist()) - {SEA}
    assert slots == set(np.flatnonzero(country().active(LAST_YEAR)).tolist())
    assert all((owners == slot).sum() >= 8 for slot in slots)


def test_the_bounds_hold_everything_and_lie_at_sea(document: dict[str, Any]) -> None:
    west, south, east, north = document["bbox"]
    points = np.array([point for line in document["arcs"] for point in line])
    assert (points.min(axis=0) == [west, south]).all()
    assert (points.max(axis=0) == [east, north]).all()
    assert -4 < west < east < 8
    assert 64 < south < north < 70


def test_two_squares_share_one_line() -> None:
    owners = np.array([[0, 1]])
    arcs = trace_arcs(owners)
    assert sorted((arc.left, arc.right) for arc in arcs if SEA not in (arc.left, arc.right)) in (
        [(0, 1)],
        [(1, 0)],
    )
    assert len(arcs) == 3
    assert [len(trace_rings(arcs, slot)) for slot in (0, 1)] == [1, 1]


def test_an_island_in_the_sea_is_one_closed_line() -> None:
    arcs = trace_arcs(np.array([[0, 0], [0, 0]]))
    assert len(arcs) == 1
    assert arcs[0].nodes[0] == arcs[0].nodes[-1]
    assert trace_rings(arcs, 0) in ([[0]], [[~0]])


def test_a_hole_is_its_own_ring() -> None:
    owners = np.zeros((3, 3), dtype=np.int64)
    owners[1, 1] = 1
    assert len(trace_rings(trace_arcs(owners), 0)) == 2
