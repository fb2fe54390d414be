"""JSON-stat documents, versions 1 and 2, as tidy frames.

A document holds its cells in one flat list, the last dimension running fastest. Here each cell
becomes a row with one code per dimension, its value, and the mark that stands where no value does.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import numpy as np
import polars as pl

from nyegrep.foundation.errors import DataError, NyegrepError, Problems, fail


@dataclass(frozen=True)
class Dimension:
    """One dimension: its codes in the order of the cells, and what they are called."""

    code: str
    label: str
    codes: tuple[str, ...]
    labels: Mapping[str, str]

    @property
    def label_of_codes(self) -> tuple[str, ...]:
        """The labels in the order of the codes."""
        return tuple(self.labels.get(code, code) for code in self.codes)


@dataclass(frozen=True)
class JsonStatTable:
    """One table of a JSON-stat document.

    Attributes:
        label: the publisher's title.
        source: the publisher's name.
        updated: when the publisher last changed it, where stated.
        dimensions: in the order of the document.
        frame: one row per cell: a column of codes per dimension, ``value`` (empty where there is
            no number) and ``status`` (the publisher's mark, as ``.``, ``..`` or ``:``).
        notes: the publisher's notes.
        extension: what the publisher adds of its own.
    """

    label: str
    source: str
    updated: datetime | None
    dimensions: tuple[Dimension, ...]
    frame: pl.DataFrame
    notes: tuple[str, ...] = ()
    extension: Mapping[str, Any] = field(default_factory=dict)

    def dimension(self, code: str) -> Dimension:
        """One dimension by code."""
        return next(dimension for dimension in self.dimensions if dimension.code == code)


def parse(body: bytes, place: str) -> JsonStatTable:
    """The first table of a document.

    Args:
        body: the document, UTF-8.
        place: file or address, for error texts.

    Raises:
        DataError: cut off, not JSON-stat, or its parts do not fit together.
    """
    return parse_all(body, place)[0]


def parse_all(body: bytes, place: str) -> tuple[JsonStatTable, ...]:
    """Every table of a document: a dataset, a bundle of datasets (version 1), or a collection.

    Raises:
        DataError: cut off, not JSON-stat, or its parts do not fit together.
    """
    try:
        document = json.loads(body)
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        fail(DataError, "jsonstat.not_json", place=place, size=len(body), reason=str(error))
    found = _datasets(document)
    if not found:
        fail(DataError, "jsonstat.no_dataset", place=place)
    return tuple(_table(dataset, place) for dataset in found)


def read_dimensions(dataset: Any, place: str) -> tuple[Dimension, ...]:
    """The dimensions of a decoded dataset, which need not hold any cells (metadata).

    Raises:
        DataError: a dimension is missing, or its codes do not fill its size.
    """
    problems = Problems()
    ids, sizes = _layout(dataset)
    if not ids or len(ids) != len(sizes):
        fail(DataError, "jsonstat.no_dataset", place=place)
    described = dataset["dimension"]
    dimensions = []
    for name, size in zip(ids, sizes, strict=True):
        dimension = _dimension(name, described.get(name))
        if len(dimension.codes) != size:
            problems.add(
                "jsonstat.dimension_broken",
                place=place,
                dimension=name,
                size=size,
                found=len(dimension.codes),
            )
        dimensions.append(dimension)
    problems.raise_if_any(DataError)
    return tuple(dimensions)


def _datasets(document: Any) -> list[Any]:
    if not isinstance(document, dict):
        return []
    if "dimension" in document:
        return [document]
    if document.get("class") == "collection":
        items = document.get("link", {}).get("item", [])
        return [item for item in items if isinstance(item, dict) and "dimension" in item]
    return [part for part in document.values() if isinstance(part, dict) and "dimension" in part]


def _layout(dataset: Any) -> tuple[list[str], list[int]]:
    """Names and sizes of the dimensions; version 1 keeps both inside ``dimension``."""
    described = dataset.get("dimension")
    if not isinstance(described, dict):
        return [], []
    names = dataset.get("id", described.get("id"))
    sizes = dataset.get("size", described.get("size"))
    if not isinstance(names, list) or not isinstance(sizes, list):
        return [], []
    whole = all(isinstance(size, int) and size >= 0 for size in sizes)
    return ([str(name) for name in names], sizes) if whole else ([], [])


def _dimension(name: str, described: Any) -> Dimension:
    described = described if isinstance(described, dict) else {}
    category = described.get("category")
    category = category if isinstance(category, dict) else {}
    labels = category.get("label")
    labels = {str(k): str(v) for k, v in labels.items()} if isinstance(labels, dict) else {}
    index = category.get("index")
    if isinstance(index, dict):
        codes = _codes_by_position(index)
    elif isinstance(index, list):
        codes = tuple(str(code) for code in index)
    else:
        codes = tuple(labels) if len(labels) == 1 else ()
    if len(set(codes)) != len(codes):
        codes = ()
    return Dimension(name, str(described.get("label", name)), codes, labels)


def _codes_by_position(index: dict[Any, Any]) -> tuple[str, ...]:
    """Codes in the order of their positions; none where the positions are not 0 … n − 1."""
    try:
        pairs = sorted((int(position), str(code)) for code, position in index.items())
    except (TypeError, ValueError):
        return ()
    if [position for position, _ in pairs] != list(range(len(pairs))):
        return ()
    return tuple(code for _, code in pairs)


def _table(dataset: Any, place: str) -> JsonStatTable:
    dimensions = read_dimensions(dataset, place)
    cells = math.prod(len(dimension.codes) for dimension in dimensions)
    problems = Problems()
    columns = dict(_code_columns(dimensions, cells))
    for name, read in (("value", _values), ("status", _status)):
        try:
            columns[name] = read(dataset.get(name), cells, place)
        except NyegrepError as error:
            problems.extend(error)
    problems.raise_if_any(DataError)
    notes = dataset.get("note")
    extension = dataset.get("extension")
    return JsonStatTable(
        label=str(dataset.get("label", "")),
        source=str(dataset.get("source", "")),
        updated=moment(dataset.get("updated")),
        dimensions=dimensions,
        frame=pl.DataFrame(columns),
        notes=tuple(str(note) for note in notes) if isinstance(notes, list) else (),
        extension=extension if isinstance(extension, dict) else {},
    )


def _code_columns(dimensions: tuple[Dimension, ...], cells: int) -> list[tuple[str, pl.Series]]:
    columns = []
    inner = cells
    outer = 1
    for dimension in dimensions:
        size = len(dimension.codes)
        inner = inner // size if size else 0
        positions = np.tile(np.repeat(np.arange(size, dtype=np.uint32), inner), outer)
        codes = pl.Series(dimension.code, dimension.codes, dtype=pl.String)
        columns.append((dimension.code, codes.gather(pl.Series(positions))))
        outer *= size
    return columns


def _values(values: Any, cells: int, place: str) -> pl.Series:
    """Numbers of all cells; an object gives only some of them, by position."""
    if isinstance(values, dict):
        positions, given = _positions(values, cells, place)
        numbers = _numbers(given, place).to_numpy()
        dense = np.full(cells, np.nan)
        dense[positions] = numbers
        return pl.Series("value", dense).fill_nan(None)
    if not isinstance(values, list):
        fail(DataError, "jsonstat.size_mismatch", place=place, expected=cells, found=0)
    if len(values) != cells:
        fail(DataError, "jsonstat.size_mismatch", place=place, expected=cells, found=len(values))
    return _numbers(values, place).alias("value")


def _numbers(values: list[Any], place: str) -> pl.Series:
    """Numbers as floating point; text in a cell is a fault, since marks belong in ``status``."""
    if not set(map(type, values)) <= {int, float, type(None)}:
        wrong = [v for v in values if type(v) not in (int, float, type(None))]
        fail(DataError, "jsonstat.value_not_number", place=place, count=len(wrong), found=wrong[:3])
    return pl.Series(values, dtype=pl.Float64).fill_nan(None)


def _status(status: Any, cells: int, place: str) -> pl.Series:
    """Marks of all cells: one for all, a list, or an object with some of them, by position."""
    if isinstance(status, str):
        return pl.repeat(status, cells, dtype=pl.String, eager=True).alias("status")
    if isinstance(status, list):
        if len(status) == 1:
            return _status(str(status[0]), cells, place)
        if len(status) != cells:
            found = len(status)
            fail(DataError, "jsonstat.size_mismatch", place=place, expected=cells, found=found)
        return pl.Series("status", [None if s is None else str(s) for s in status], dtype=pl.String)
    marks = pl.repeat(None, cells, dtype=pl.String, eager=True).alias("status")
    if isinstance(status, dict) and status:
        positions, given = _positions(status, cells, place)
        return marks.scatter(positions, [str(mark) for mark in given])
    return marks


def _positions(sparse: dict[Any, Any], cells: int, place: str) -> tuple[list[int], list[Any]]:
    outside = [key for key in sparse if not str(key).isdigit() or int(key) >= cells]
    if outside:
        fail(DataError, "jsonstat.position_outside", place=place, expected=cells, found=outside[:3])
    return [int(key) for key in sparse], list(sparse.values())


def moment(text: Any) -> datetime | None:
    """A moment written in ISO 8601, in UTC where no zone is named; nothing where unreadable."""
    if not isinstance(text, str):
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
