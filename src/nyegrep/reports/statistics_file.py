"""Tables as JSON-stat 2 documents, so that tools for statistics read them with words and units."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np
import polars as pl

from nyegrep.foundation.errors import DataError, Problems
from nyegrep.foundation.provenance import Trace
from nyegrep.foundation.terms import glossary, label, labels, source_name, unit_label
from nyegrep.foundation.version import VERSION

METRIC = "contents"
ROLES = {"year": "time", "municipality_code": "geo", METRIC: "metric"}
# What a dimension is called where the word for its column is not the word for what it holds.
HEADINGS = {"statistic": "summary_statistic", "municipality_code": "municipality"}
AGES = re.compile(r"(\d+)(?:-(\d+)|(\+))?")
SHARE_FOR_LIST = 0.5


@dataclass(frozen=True)
class Measure:
    """A column of numbers.

    Attributes:
        column: its name in the frame, which has a word in the glossary.
        unit: unit id, as ``persons``.
        decimals: how many are written.
    """

    column: str
    unit: str
    decimals: int = 0


@dataclass(frozen=True)
class About:
    """What a document says of itself.

    Attributes:
        title: what the table is, in the language of the document.
        trace: sources, parameters and methods behind the numbers.
        names: what codes are called, by dimension and code; the glossary answers for the others.
        extension: more that a program may want to know.
    """

    title: str
    trace: Trace = field(default_factory=Trace)
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    extension: Mapping[str, Any] = field(default_factory=dict)


def jsonstat(
    frame: pl.DataFrame,
    dimensions: Sequence[str],
    measures: Sequence[Measure],
    language: str,
    about: About,
) -> dict[str, Any]:
    """A tidy frame as a JSON-stat 2 dataset, ready for ``json.dumps``.

    Cells run with the last dimension fastest; the measures are the last dimension, ``contents``.
    Codes stand in order of first appearance, years in order of time. Cells that the frame does
    not have are null; where more than half are missing the others are given by position.

    Args:
        frame: a row per cell.
        dimensions: the columns of codes, which together identify a row.
        measures: the columns of numbers.
        language: ``nb`` or ``en``.
        about: title, trace, and names of codes.

    Raises:
        DataError: rows have the same codes, or a row lacks a code.
    """
    _require_cells(frame, dimensions)
    codes = {name: _codes(frame[name]) for name in dimensions}
    cells = _cells(frame, codes, measures)
    described = {name: _dimension(name, found, language, about) for name, found in codes.items()}
    described[METRIC] = _metric(measures, language)
    ids = [*codes, METRIC]
    newest = max((m for s in about.trace.sources if (m := s.updated or s.fetched)), default=None)
    publishers = (source_name(s.publisher, language) for s in about.trace.sources)
    document: dict[str, Any] = {
        "version": "2.0",
        "class": "dataset",
        "label": about.title,
        "source": ", ".join(dict.fromkeys(publishers)),
        "updated": _moment(newest) if newest else None,
        "id": ids,
        "size": [*map(len, codes.values()), len(measures)],
        "role": _roles(ids),
        "dimension": described,
        "value": _values(cells),
        "extension": {"nyegrep": {**_told(about.trace), **about.extension}},
    }
    return {name: value for name, value in document.items() if value is not None}


def _require_cells(frame: pl.DataFrame, dimensions: Sequence[str]) -> None:
    """Every row must have all its codes, and codes that no other row has."""
    problems = Problems()
    for name in dimensions:
        if missing := frame[name].null_count():
            problems.add("statistics_file.code_missing", column=name, count=missing)
    repeated = frame.select(dimensions).filter(pl.struct(dimensions).is_duplicated())
    if len(repeated):
        facts = {"key": list(dimensions), "example": [str(code) for code in repeated.row(0)]}
        problems.add("statistics_file.key_repeated", count=len(repeated), **facts)
    problems.raise_if_any(DataError)


def _codes(column: pl.Series) -> list[Any]:
    found = column.unique(maintain_order=True)
    return (found.sort() if column.name == "year" else found).to_list()


def _cells(
    frame: pl.DataFrame, codes: Mapping[str, list[Any]], measures: Sequence[Measure]
) -> np.ndarray[Any, np.dtype[np.float64]]:
    """All cells in the order of the document; not a number where the frame has none."""
    position = np.zeros(len(frame), dtype=np.int64)
    for name, known in codes.items():
        places = pl.Series(known, dtype=frame[name].dtype)
        order = pl.int_range(len(known), eager=True)
        position = position * len(known) + frame[name].replace_strict(places, order).to_numpy()
    cells = np.full((math.prod(map(len, codes.values())), len(measures)), np.nan)
    for number, measure in enumerate(measures):
        values = frame[measure.column].cast(pl.Float64).round(measure.decimals)
        cells[position, number] = values.fill_null(math.nan).to_numpy()
    return cells.ravel()


def _values(cells: np.ndarray[Any, np.dtype[np.float64]]) -> list[float | None] | dict[str, float]:
    known = np.flatnonzero(np.isfinite(cells))
    if len(known) >= SHARE_FOR_LIST * len(cells):
        values: list[float | None] = pl.Series(cells).fill_nan(None).to_list()
        return values
    return dict(zip(map(str, known.tolist()), cells[known].tolist(), strict=True))


def _dimension(name: str, codes: list[Any], language: str, about: About) -> dict[str, Any]:
    names = about.names.get(name, {})
    words = {str(code): names.get(str(code)) or _word(name, str(code), language) for code in codes}
    index = {str(code): number for number, code in enumerate(codes)}
    heading = label(HEADINGS.get(name, name), language)
    return {"label": heading, "category": {"index": index, "label": words}}


def _metric(measures: Sequence[Measure], language: str) -> dict[str, Any]:
    words = {m.column: label(m.column, language) for m in measures}
    units = {
        m.column: {"base": unit_label(m.unit, language), "decimals": m.decimals} for m in measures
    }
    index = {m.column: number for number, m in enumerate(measures)}
    category = {"index": index, "label": words, "unit": units}
    return {"label": label(METRIC, language), "category": category}


def _word(dimension: str, code: str, language: str) -> str:
    """What a code is called: ages in years, else its word, else the code itself."""
    ages = AGES.fullmatch(code) if dimension == "age_group" else None
    if ages:
        years = {"nb": "år", "en": "years"}[language]
        older = {"nb": "eller eldre", "en": "or older"}[language]
        span = f"{ages[1]}–{ages[2]} {years}" if ages[2] else f"{ages[1]} {years}"
        return f"{span} {older}" if ages[3] else span
    known = code in glossary() or any(code in group for group in labels().values())
    return label(code, language) if known and not code.isdigit() else code


def _roles(ids: Sequence[str]) -> dict[str, list[str]]:
    roles: dict[str, list[str]] = {}
    for name in ids:
        if name in ROLES:
            roles.setdefault(ROLES[name], []).append(name)
    return roles


def _told(trace: Trace) -> dict[str, Any]:
    """The trace for programs: what the numbers stand on, with fingerprints of the data."""
    return {
        "program_version": VERSION,
        "seed": trace.seed,
        "invented": trace.invented,
        "methods": [{"name": m.name, "version": m.version} for m in trace.methods],
        "parameters": {use.path: use.value for use in trace.parameters},
        "sources": [
            {"dataset": s.dataset, "table": s.table, "fingerprint": s.fingerprint}
            for s in trace.sources
        ],
    }


def _moment(found: date | datetime) -> str:
    return found.isoformat()
