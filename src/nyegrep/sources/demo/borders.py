"""The map of the demo country: invented municipal borders as TopoJSON, out in the Norwegian Sea.

A grid of cells belongs to the nearest municipality, after the plane has been bent a little so that
borders wind; what is far from everywhere is sea. The outlines of the cells, with their corners
moved by chance, become arcs that neighbours share.
"""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from nyegrep.foundation.randomness import stream
from nyegrep.sources.demo.country import BURN_IN_YEAR, LAST_YEAR, Country, FloatArray, IntArray

CELL = 3.0
MARGIN = 48.0
COAST = 34.0
SEA = -1
WEST, SOUTH = -2.0, 65.0
KM_PER_DEGREE_NORTH, KM_PER_DEGREE_EAST = 111.2, 43.5
BUMPS = 9

Node = tuple[int, int]


@dataclass(frozen=True)
class Arc:
    """A border line: its nodes, and the slots to the left and right of it."""

    nodes: tuple[Node, ...]
    left: int
    right: int


def topojson(country: Country, seed: int) -> bytes:
    """The borders of the last year as a TopoJSON document; outer rings run clockwise."""
    owners = owner_grid(country, seed)
    arcs = trace_arcs(owners)
    points = _corner_points(owners, country, seed)
    lines = [[points[node].tolist() for node in arc.nodes] for arc in arcs]
    geometries = []
    for slot in sorted({int(s) for s in np.unique(owners)} - {SEA}):
        place = country.places[slot]
        names = {"kommunenummer": place.code, "kommunenavn": place.name}
        polygons = _polygons(trace_rings(arcs, slot), lines)
        geometries.append(
            {"type": "MultiPolygon", "id": place.code, "properties": names, "arcs": polygons}
        )
    every = np.array([point for line in lines for point in line])
    document = {
        "type": "Topology",
        "bbox": [*every.min(axis=0).tolist(), *every.max(axis=0).tolist()],
        "objects": {"Kommuner": {"type": "GeometryCollection", "geometries": geometries}},
        "arcs": lines,
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def owner_grid(country: Country, seed: int) -> IntArray:
    """Slot that owns each cell ``[row from south, column from west]``; -1 is sea."""
    x = np.array([place.x for place in country.places])
    y = np.array([place.y for place in country.places])
    columns = np.arange(x.min() - MARGIN, x.max() + MARGIN, CELL) + CELL / 2
    rows = np.arange(y.min() - MARGIN, y.max() + MARGIN, CELL) + CELL / 2
    east, north = np.meshgrid(columns, rows)
    bend = _waves(east, north, seed, "demo.bends", 3)
    apart = np.hypot(east + 5 * bend[0] - x[:, None, None], north + 5 * bend[1] - y[:, None, None])
    first = country.active(BURN_IN_YEAR)
    apart[~first] = np.inf
    owners = _today(country)[apart.argmin(axis=0)]
    divided = (owners == SEA)[None] & country.active(LAST_YEAR)[:, None, None]
    owners = np.where(owners == SEA, np.where(divided, apart, np.inf).argmin(axis=0), owners)
    coast = COAST + 7 * bend[2]
    land = _without_lakes(apart.min(axis=0) < coast)
    return _without_touching_corners(np.where(land, owners, SEA))


def _waves(east: FloatArray, north: FloatArray, seed: int, name: str, count: int) -> FloatArray:
    """Smooth random surfaces ``[surface, row, column]`` of about unit size."""
    rng = stream(seed, name)
    surfaces = np.zeros((count, *east.shape))
    for number in range(count):
        for _ in range(BUMPS):
            length, angle, phase = rng.uniform(22, 110), rng.uniform(0, np.pi), rng.uniform(0, 6.3)
            along = east * np.cos(angle) + north * np.sin(angle)
            surfaces[number] += np.sin(2 * np.pi * along / length + phase) / np.sqrt(BUMPS / 2)
    return surfaces


def _today(country: Country) -> IntArray:
    """Slot that each slot of the first year became; -1 where it was divided."""
    now = np.arange(len(country.places))
    for year in sorted({change.year for change in country.changes}):
        for old, parts in country.successors(year).items():
            now[now == old] = parts[0][0] if len(parts) == 1 else SEA
    return now


def _without_lakes(land: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> IntArray:
    """Only water connected with the edge of the map is sea."""
    sea = np.zeros(land.shape, dtype=bool)
    queue = deque([(0, 0)])
    while queue:
        row, column = queue.popleft()
        inside = 0 <= row < land.shape[0] and 0 <= column < land.shape[1]
        if inside and not sea[row, column] and not land[row, column]:
            sea[row, column] = True
            near = ((row + 1, column), (row - 1, column), (row, column + 1), (row, column - 1))
            queue.extend(near)
    return (~sea).astype(np.int64)


def _without_touching_corners(owners: IntArray) -> IntArray:
    """No two cells of one owner meet in a corner only, so that each outline is simple."""
    owners = owners.copy()
    while True:
        a, b, c, d = owners[:-1, :-1], owners[:-1, 1:], owners[1:, :-1], owners[1:, 1:]
        falling = np.argwhere((a == d) & (a != b) & (a != c))
        rising = np.argwhere((b == c) & (b != a) & (b != d))
        if not len(falling) and not len(rising):
            return owners
        for row, column in falling:
            owners[row, column + 1] = owners[row, column]
        for row, column in rising:
            owners[row, column] = owners[row, column + 1]


def _corner_points(owners: IntArray, country: Country, seed: int) -> FloatArray:
    """Longitude and latitude of each corner of the grid, moved by chance."""
    rows, columns = owners.shape[0] + 1, owners.shape[1] + 1
    moved = stream(seed, "demo.corners").uniform(-0.34, 0.34, (rows, columns, 2)) * CELL
    west = min(place.x for place in country.places) - MARGIN
    south = min(place.y for place in country.places) - MARGIN
    x = west + CELL * np.arange(columns)[None, :] + moved[..., 0]
    y = south + CELL * np.arange(rows)[:, None] + moved[..., 1]
    degrees = [WEST + x / KM_PER_DEGREE_EAST, SOUTH + y / KM_PER_DEGREE_NORTH]
    points: FloatArray = np.stack(degrees, axis=-1).round(4)
    return points


def trace_arcs(owners: IntArray) -> list[Arc]:
    """All border lines, each from one meeting point of three owners to the next, or closed."""
    edges = _edges(owners)
    junctions = [node for node, out in edges.items() if len(out) != 2]
    walked: set[tuple[Node, Node]] = set()
    arcs = []
    for start in [*junctions, *edges]:
        for following, left, right in edges[start]:
            if (start, following) in walked:
                continue
            nodes = [start, following]
            while len(edges[nodes[-1]]) == 2 and nodes[-1] != start:
                nodes.append(next(n for n, _, _ in edges[nodes[-1]] if n != nodes[-2]))
            walked.update(pairwise(nodes))
            walked.update(pairwise(reversed(nodes)))
            arcs.append(Arc(tuple(nodes), left, right))
    return arcs


def _edges(owners: IntArray) -> dict[Node, list[tuple[Node, int, int]]]:
    """Cell sides between different owners: node to (next node, owner left, owner right)."""
    padded = np.pad(owners, 1, constant_values=SEA)
    edges: dict[Node, list[tuple[Node, int, int]]] = {}

    def add(start: Node, end: Node, left: int, right: int) -> None:
        edges.setdefault(start, []).append((end, left, right))
        edges.setdefault(end, []).append((start, right, left))

    upright = np.argwhere(padded[:, :-1] != padded[:, 1:]).tolist()
    for row, column in upright:
        left, right = int(padded[row, column]), int(padded[row, column + 1])
        add((row - 1, column), (row, column), left, right)
    level = np.argwhere(padded[:-1] != padded[1:]).tolist()
    for row, column in level:
        above, below = int(padded[row + 1, column]), int(padded[row, column])
        add((row, column - 1), (row, column), above, below)
    return edges


def trace_rings(arcs: list[Arc], slot: int) -> list[list[int]]:
    """Closed outlines of a slot as arc numbers (``~n`` = reversed), the slot to the right."""
    pieces: dict[Node, tuple[int, Node]] = {}
    for number, arc in enumerate(arcs):
        if arc.right == slot:
            pieces[arc.nodes[0]] = (number, arc.nodes[-1])
        if arc.left == slot:
            pieces[arc.nodes[-1]] = (~number, arc.nodes[0])
    rings = []
    while pieces:
        start = node = next(iter(pieces))
        ring = []
        while node in pieces:
            number, node = pieces.pop(node)
            ring.append(number)
        if node != start:
            raise ValueError(f"the outline of slot {slot} does not close")
        rings.append(ring)
    return rings


def _polygons(rings: list[list[int]], lines: list[list[list[float]]]) -> list[list[list[int]]]:
    """Rings as polygons: each outer ring with the holes that lie inside its bounds."""
    shapes = [(ring, np.array(_points(ring, lines))) for ring in rings]
    outer = [(ring, points) for ring, points in shapes if signed_area(points) < 0]
    polygons = [[ring] for ring, _ in outer]
    for ring, points in shapes:
        if signed_area(points) > 0:
            around = [
                number
                for number, (_, edge) in enumerate(outer)
                if (edge.min(axis=0) <= points[0]).all() and (points[0] <= edge.max(axis=0)).all()
            ]
            polygons[around[0]].append(ring)
    return polygons


def _points(ring: list[int], lines: list[list[list[float]]]) -> list[list[float]]:
    points: list[list[float]] = []
    for number in ring:
        points.extend(lines[number] if number >= 0 else lines[~number][::-1])
    return points


def signed_area(points: FloatArray) -> float:
    """Area inside a closed ring, negative where it runs clockwise."""
    x, y = points[:, 0], points[:, 1]
    return 0.5 * float(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1)))
