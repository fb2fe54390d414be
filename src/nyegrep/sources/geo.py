"""Municipal borders as they are delivered, TopoJSON, turned into outlines in a plane."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from nyegrep.foundation.errors import DataError, fail
from nyegrep.foundation.outlines import Outlines, Points

CODE_KEYS = ("kommunenummer", "municipality_code", "Nr", "nr", "id")
LOWEST_CODE, HIGHEST_CODE = 101, 9999
SURFACES = {"Polygon": 1, "MultiPolygon": 2}


def outlines(document: bytes, place: str) -> Outlines:
    """The outlines of the municipalities in a TopoJSON document.

    Arcs are undone as the TopoJSON format says: where there is a transform, a point is
    translate + scale · (sum of the steps so far); a negative number ~n is arc n backwards.
    Longitude λ and latitude φ in degrees become the plane (λ · cos φ₀, φ), with φ₀ the middle
    latitude of all points; other coordinates are a plane already and are kept.

    Args:
        document: the file.
        place: what to call it in an error.

    Raises:
        DataError: it cannot be read, or nothing in it has municipality codes.
    """
    try:
        topology: dict[str, Any] = json.loads(document)
        arcs = _arcs(topology)
        municipalities = _municipalities(topology)
        rings = {code: tuple(_rings(shape, arcs)) for code, shape in municipalities.items()}
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        reason = f"{type(error).__name__}: {error}"
        fail(DataError, "geometry.damaged", place=place, reason=reason)
    if not rings:
        fail(DataError, "geometry.no_municipalities", place=place, keys=CODE_KEYS)
    return Outlines(_in_plane(rings))


def _arcs(topology: Mapping[str, Any]) -> list[Points]:
    """Every arc as points ``[point, (x, y)]`` in the document's coordinates."""
    arcs: list[Points] = []
    transform = topology.get("transform")
    for line in topology["arcs"]:
        points = np.array([point[:2] for point in line], dtype=np.float64)
        if transform:
            points = points.cumsum(axis=0) * transform["scale"] + transform["translate"]
        if points.ndim != 2 or not np.isfinite(points).all():
            raise ValueError(f"arc {len(arcs)}")
        arcs.append(points)
    return arcs


def _municipalities(topology: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The surfaces of the object whose every geometry has a municipality's code, by code."""
    for layer in topology["objects"].values():
        surfaces = [g for g in layer.get("geometries", ()) if g["type"] in SURFACES]
        codes = [_code(surface) for surface in surfaces]
        known = {code: surface for code, surface in zip(codes, surfaces, strict=True) if code}
        if surfaces and len(known) == len(surfaces):
            return known
    return {}


def _code(geometry: Mapping[str, Any]) -> str:
    """The four digits of a municipality; empty for a county, a region or the country."""
    named = {**geometry, **(geometry.get("properties") or {})}
    for key in CODE_KEYS:
        text = str(named.get(key, ""))
        if text.isdecimal() and LOWEST_CODE <= int(text) <= HIGHEST_CODE:
            return text.zfill(4)
    return ""


def _rings(geometry: Mapping[str, Any], arcs: list[Points]) -> Iterator[Points]:
    polygons = geometry["arcs"] if SURFACES[geometry["type"]] == 2 else [geometry["arcs"]]
    for polygon in polygons:
        for numbers in polygon:
            parts = [arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers]
            # Each arc begins where the one before it ended, and the last ends at the first.
            yield np.concatenate([part[:-1] for part in parts])


def _in_plane(rings: Mapping[str, tuple[Points, ...]]) -> dict[str, tuple[Points, ...]]:
    points = np.concatenate([ring for found in rings.values() for ring in found])
    low, high = points.min(axis=0), points.max(axis=0)
    if low[0] < -180 or high[0] > 180 or low[1] < -90 or high[1] > 90:
        return dict(rings)
    flat = np.array([math.cos(math.radians((low[1] + high[1]) / 2)), 1.0])
    return {code: tuple(ring * flat for ring in found) for code, found in rings.items()}
