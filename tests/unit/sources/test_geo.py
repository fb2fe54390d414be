"""Municipal borders turned into outlines."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest

from nyegrep.foundation.errors import DataError
from nyegrep.sources.geo import outlines

pytestmark = pytest.mark.unit

# Two squares side by side in a plane of metres, 1 000 wide, that share the line x = 1000.
SHARED = [[1000, 0], [1000, 1000]]
WEST = [[1000, 1000], [0, 1000], [0, 0], [1000, 0]]
EAST = [[1000, 0], [2000, 0], [2000, 1000], [1000, 1000]]
ISLAND = [[3000, 0], [3000, 500], [3500, 500], [3500, 0], [3000, 0]]
HOLE = [[100, 100], [200, 100], [200, 200], [100, 200], [100, 100]]


def topology(key: str = "Nr", **changes: Any) -> dict[str, Any]:
    west = {"type": "Polygon", "properties": {key: 101}, "arcs": [[0, 1], [4]]}
    east = {"type": "MultiPolygon", "properties": {key: 1902}, "arcs": [[[2, ~0]], [[3]]]}
    county = {"type": "Polygon", "properties": {key: 1}, "arcs": [[0, 1]]}
    region = {"type": "Polygon", "properties": {key: 10076}, "arcs": [[0, 1]]}
    border = {"type": "MultiLineString", "arcs": [[0]]}
    layers = {
        "counties": [county],
        "regions": [region],
        "borders": [border],
        "municipalities": [west, east],
    }
    return {
        "type": "Topology",
        "arcs": [SHARED, WEST, EAST, ISLAND, HOLE],
        "objects": {
            name: {"type": "GeometryCollection", "geometries": shapes}
            for name, shapes in layers.items()
        },
        **changes,
    }


def read(document: dict[str, Any]) -> dict[str, list[list[list[float]]]]:
    found = outlines(json.dumps(document).encode(), "map.topojson").rings
    return {code: [ring.tolist() for ring in rings] for code, rings in found.items()}


def test_arcs_join_to_a_ring_that_repeats_no_point() -> None:
    assert read(topology())["0101"][0] == [[1000, 0], [1000, 1000], [0, 1000], [0, 0]]


def test_a_shared_arc_is_walked_backwards_by_the_neighbour() -> None:
    assert read(topology())["1902"][0] == [[1000, 0], [2000, 0], [2000, 1000], [1000, 1000]]


def test_holes_and_islands_are_rings_of_their_own() -> None:
    found = read(topology())
    assert found["0101"][1] == HOLE[:-1]
    assert found["1902"][1] == ISLAND[:-1]


@pytest.mark.parametrize("key", ["Nr", "nr", "kommunenummer", "id", "municipality_code"])
def test_municipalities_are_told_from_counties_and_regions_by_their_codes(key: str) -> None:
    assert set(read(topology(key))) == {"0101", "1902"}


def test_steps_of_a_quantised_document_are_summed_and_scaled() -> None:
    arcs = [np.array(arc) // 100 for arc in topology()["arcs"]]
    steps = [np.diff(arc, axis=0, prepend=[[0, 0]]).tolist() for arc in arcs]
    moved = topology(arcs=steps, transform={"scale": [100, 100], "translate": [50, -50]})
    plain = read(topology())
    assert read(moved) == {
        code: [[[x + 50, y - 50] for x, y in ring] for ring in rings]
        for code, rings in plain.items()
    }


def test_longitude_and_latitude_become_a_plane() -> None:
    arcs = [[[x / 1000, 59.5 + y / 1000] for x, y in arc] for arc in topology()["arcs"]]
    (south, north) = read(topology(arcs=arcs))["0101"][0][:2]
    assert south == pytest.approx([math.cos(math.radians(60)), 59.5])
    assert north[1] - south[1] == pytest.approx(1)


@pytest.mark.parametrize(
    "document",
    [
        b"not a map",
        b"[]",
        b"{}",
        json.dumps(topology(arcs=[SHARED])).encode(),
        json.dumps(topology(arcs=[[["a", 1], [2, 3]]] * 5)).encode(),
        json.dumps(topology(arcs=[[]] * 5)).encode(),
        json.dumps(topology(transform={"scale": [1, 1]})).encode(),
    ],
)
def test_a_damaged_document_is_refused_by_name(document: bytes) -> None:
    with pytest.raises(DataError, match=r"map\.topojson") as caught:
        outlines(document, "map.topojson")
    assert caught.value.problems[0].code == "geometry.damaged"


def test_a_map_without_municipalities_is_refused() -> None:
    document = topology()
    del document["objects"]["municipalities"]
    with pytest.raises(DataError, match="kommunenummer") as caught:
        outlines(json.dumps(document).encode(), "map.topojson")
    assert caught.value.problems[0].code == "geometry.no_municipalities"
