"""Unit costs that a user types in, as YAML, CSV or a workbook: all problems told at once."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from nyegrep.foundation.axes import OLDEST_AGE
from nyegrep.foundation.errors import InputError, Problems, fail
from nyegrep.foundation.provenance import Source
from nyegrep.foundation.services import SERVICES

NAME = "unit_costs"
EXAMPLE = "unit_costs.example.yaml"
SUFFIXES = (".yaml", ".xlsx", ".csv")
COLUMNS = ("service", "age_first", "age_last", "nok_per_person", "price_year", "source")
SCHEMA = {
    "service": pl.String,
    "age_first": pl.Int64,
    "age_last": pl.Int64,
    "nok_per_person": pl.Float64,
    "price_year": pl.Int64,
    "source": pl.String,
}
PRICE_YEARS = (1990, 2100)
WRONG_SCALE = 20


@dataclass(frozen=True)
class UnitCostTable:
    """The user's unit costs.

    Attributes:
        frame: ``service, age_first, age_last, nok_per_person, price_year, source``.
        price_year: that of all rows.
        source: the file, with its fingerprint.
    """

    frame: pl.DataFrame
    price_year: int
    source: Source


@dataclass(frozen=True)
class _Row:
    """A row of the file: where it stands, and its cells as they were written."""

    place: str
    cells: Mapping[str, Any]


def find_unit_costs(folder: Path) -> Path | None:
    """The table in a workspace, where there is one.

    Raises:
        InputError: there are several.
    """
    found = [path for s in SUFFIXES if (path := folder / f"{NAME}{s}").is_file()]
    if len(found) > 1:
        names = [path.name for path in found]
        fail(InputError, "unit_costs.several", folder=folder, found=names)
    return found[0] if found else None


def read_unit_costs(path: Path, typical: Mapping[str, float]) -> UnitCostTable:
    """The table in a file.

    Args:
        path: a list of rows in YAML, or the first sheet of a workbook, or CSV with comma or
            semicolon; the columns are ``COLUMNS``, in any order.
        typical: by service, what the costliest age group costs about, NOK per person. Twenty times
            more or less is taken for another unit.

    Raises:
        InputError: with everything that is wrong, each with file, sheet, row and column.
    """
    rows = _rows(path)
    problems = Problems()
    good = [values for row in rows if (values := _checked(row, problems))]
    _check_together(path, good, typical, problems)
    problems.raise_if_any(InputError)
    frame = pl.DataFrame([{n: v[n] for n in COLUMNS} for v in good], schema=SCHEMA)
    source = Source(
        publisher="; ".join(frame["source"].unique(maintain_order=True)),
        table=path.name,
        licence="",
        dataset=NAME,
        selection=path.name,
        fetched=datetime.fromtimestamp(path.stat().st_mtime, tz=UTC),
        fingerprint=hashlib.sha256(path.read_bytes()).hexdigest(),
    )
    return UnitCostTable(frame, int(frame["price_year"][0]), source)


def _rows(path: Path) -> list[_Row]:
    """The rows of the file, each with its place.

    Raises:
        InputError: the file cannot be read, is empty, or lacks columns.
    """
    if not path.is_file():
        fail(InputError, "file.missing", place=path)
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        fail(InputError, "file.format_unknown", place=path, expected=SUFFIXES)
    if suffix == ".xlsx":
        return _workbook_rows(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        fail(InputError, "unit_costs.encoding", place=path)
    if suffix == ".yaml":
        return _yaml_rows(path, text)
    first = text.split("\n", 1)[0]
    lines = list(csv.reader(io.StringIO(text), delimiter=max(",;\t", key=first.count)))
    return _below_heading(str(path), lines)


def _workbook_rows(path: Path) -> list[_Row]:
    import fastexcel

    try:
        book = fastexcel.read_excel(path)
        name = book.sheet_names[0]
        sheet = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string").to_polars()
    except fastexcel.FastExcelError as error:
        reason = str(error).splitlines()[0][:200]
        fail(InputError, "file.unreadable", place=path, reason=reason)
    lines = [["" if cell is None else str(cell) for cell in row] for row in sheet.rows()]
    return _below_heading(f"{path} [{name}]", lines)


def _yaml_rows(path: Path, text: str) -> list[_Row]:
    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        reason = " ".join(str(error).split())[:120]
        fail(InputError, "file.unreadable", place=path, reason=reason)
    if not content:
        fail(InputError, "unit_costs.empty", place=path)
    if not isinstance(content, list) or not all(isinstance(row, dict) for row in content):
        reason = "– service: care, age_first: 80, …"
        fail(InputError, "file.unreadable", place=path, reason=reason)
    lacking = [name for name in COLUMNS if not any(name in row for row in content)]
    if lacking:
        fail(InputError, "unit_costs.columns_missing", place=path, columns=lacking)
    return [_Row(f"{path}, {number}", row) for number, row in enumerate(content, 1)]


def _below_heading(place: str, lines: Sequence[Sequence[str]]) -> list[_Row]:
    """Rows below the heading in the first line; lines without any text are passed over."""
    filled = [(number, line) for number, line in enumerate(lines, 1) if any(map(str.strip, line))]
    if not filled:
        fail(InputError, "unit_costs.empty", place=place)
    heading = [cell.strip().casefold() for cell in filled[0][1]]
    lacking = [name for name in COLUMNS if name not in heading]
    if lacking:
        fail(InputError, "unit_costs.columns_missing", place=place, columns=lacking)
    if len(filled) == 1:
        fail(InputError, "unit_costs.empty", place=place)
    return [
        _Row(f"{place}, {number}", dict(zip(heading, line, strict=False)))
        for number, line in filled[1:]
    ]


def _checked(row: _Row, problems: Problems) -> dict[str, Any] | None:
    """The row's values, with its place; ``None`` where one is not as it should be."""
    before = len(problems)
    limits = {
        "age_first": (0, OLDEST_AGE),
        "age_last": (0, OLDEST_AGE),
        "price_year": PRICE_YEARS,
    }
    values: dict[str, Any] = {"place": row.place}
    service = str(row.cells.get("service") or "").strip()
    if service not in SERVICES:
        near = get_close_matches(service, SERVICES, n=1) or SERVICES
        problems.add("unit_costs.service", place=row.place, found=service or "–", candidates=near)
    for name, (lowest, highest) in limits.items():
        number = _number(row.cells.get(name))
        if number is None or number != int(number) or not lowest <= number <= highest:
            _cell(row, name, f"{lowest}–{highest}", problems)
        else:
            values[name] = int(number)
    cost = _number(row.cells.get("nok_per_person"))
    if cost is None or cost < 0:
        _cell(row, "nok_per_person", "≥ 0", problems)
    source = str(row.cells.get("source") or "").strip()
    if not source:
        _cell(row, "source", "TBU, 2018", problems)
    if len(problems) == before and values["age_last"] < values["age_first"]:
        _cell(row, "age_last", f"≥ {values['age_first']}", problems)
    if len(problems) > before:
        return None
    return values | {"service": service, "nok_per_person": cost, "source": source}


def _check_together(
    path: Path, rows: Sequence[dict[str, Any]], typical: Mapping[str, float], problems: Problems
) -> None:
    """Rows that are twice or overlap, prices of several years, another unit than NOK."""
    years = sorted({row["price_year"] for row in rows})
    if len(years) > 1:
        problems.add("unit_costs.price_years", place=path, found=years)
    for service in dict.fromkeys(row["service"] for row in rows):
        own = [row for row in rows if row["service"] == service]
        own.sort(key=lambda row: (row["age_first"], row["age_last"]))
        for one, next_one in pairwise(own):
            if next_one["age_first"] <= one["age_last"]:
                ages = f"{next_one['age_first']}–{next_one['age_last']}"
                facts = {"service": service, "ages": ages, "other": one["place"]}
                problems.add("unit_costs.overlap", place=next_one["place"], **facts)
        most = max(own, key=lambda row: row["nok_per_person"])
        found, about = most["nok_per_person"], typical.get(service)
        if about and not about / WRONG_SCALE <= found <= about * WRONG_SCALE:
            facts = {"service": service, "found": found, "typical": about}
            problems.add("unit_costs.scale", place=most["place"], **facts)


def _cell(row: _Row, column: str, expected: str, problems: Problems) -> None:
    found = row.cells.get(column)
    shown = "–" if found is None or str(found).strip() == "" else str(found)
    problems.add("unit_costs.cell", place=row.place, column=column, found=shown, expected=expected)


def _number(found: Any) -> float | None:
    """A number, also one that is written as text; ``None`` for anything else."""
    if found is None or isinstance(found, bool):
        return None
    try:
        number = float(str(found).strip())
    except ValueError:
        return None
    return number if abs(number) < float("inf") else None
