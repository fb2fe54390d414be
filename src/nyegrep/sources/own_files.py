"""The rows of a file that a person filled in: YAML, CSV or a workbook, each row with its place."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from nyegrep.foundation.errors import InputError, fail

SUFFIXES = (".yaml", ".xlsx", ".csv")
MINUS = str.maketrans({"−": "-", "–": "-"})
SPACES = str.maketrans("", "", " \u00a0\u202f\u2009")


@dataclass(frozen=True)
class RawRow:
    """A row as it was written.

    Attributes:
        table: the file, and the sheet where there are sheets.
        place: the same with the row's number.
        headings: those of the table, as they are written.
        cells: by heading.
    """

    table: str
    place: str
    headings: tuple[str, ...]
    cells: Mapping[str, Any]


def raw_rows(path: Path) -> list[RawRow]:
    """The rows of the file, each with its place; never none.

    Args:
        path: a list of rows in YAML, a workbook, whose first sheet is read, or CSV with comma,
            semicolon or tab.

    Raises:
        InputError: the file is missing, cannot be read, or is empty.
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
        fail(InputError, "own_file.encoding", place=path)
    if suffix == ".yaml":
        return _yaml_rows(path, text)
    first = text.split("\n", 1)[0]
    lines = list(csv.reader(io.StringIO(text), delimiter=max(",;\t", key=first.count)))
    return _below_heading(str(path), lines)


def number_of(found: Any) -> float | None:
    """A number, also one written as text in the Norwegian way; ``None`` for anything else.

    Example:
        >>> number_of("1 234,5"), number_of("−3"), number_of("12.5"), number_of("1.234,5")
        (1234.5, -3.0, 12.5, None)
    """
    if found is None or isinstance(found, bool):
        return None
    text = str(found).strip().translate(MINUS).translate(SPACES)
    if text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
    try:
        number = float(text)
    except ValueError:
        return None
    return number if abs(number) < float("inf") else None


def _workbook_rows(path: Path) -> list[RawRow]:
    import fastexcel

    try:
        book = fastexcel.read_excel(path)
        tab = book.sheet_names[0]
        sheet = book.load_sheet(tab, header_row=None, skip_rows=0, dtypes="string").to_polars()
    except fastexcel.FastExcelError as error:
        reason = str(error).splitlines()[0][:200]
        fail(InputError, "file.unreadable", place=path, reason=reason)
    lines = [["" if cell is None else str(cell) for cell in row] for row in sheet.rows()]
    return _below_heading(f"{path} [{tab}]", lines)


def _yaml_rows(path: Path, text: str) -> list[RawRow]:
    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        reason = " ".join(str(error).split())[:120]
        fail(InputError, "file.unreadable", place=path, reason=reason)
    if not content:
        fail(InputError, "own_file.empty", place=path)
    if not isinstance(content, list) or not all(isinstance(row, dict) for row in content):
        fail(InputError, "own_file.no_list", place=path)
    headings = tuple(dict.fromkeys(str(key) for row in content for key in row))
    return [
        RawRow(str(path), f"{path}, {number}", headings, {str(k): v for k, v in row.items()})
        for number, row in enumerate(content, 1)
    ]


def _below_heading(place: str, lines: Sequence[Sequence[str]]) -> list[RawRow]:
    """Rows below the heading in the first line; lines without any text are passed over."""
    filled = [(number, line) for number, line in enumerate(lines, 1) if any(map(str.strip, line))]
    if len(filled) < 2:
        fail(InputError, "own_file.empty", place=place)
    headings = tuple(cell.strip() for cell in filled[0][1])
    return [
        RawRow(place, f"{place}, {number}", headings, dict(zip(headings, line, strict=False)))
        for number, line in filled[1:]
    ]
