"""Tables that only the municipality can fill in, as YAML, CSV or a workbook.

A form says which columns a table has. Headings, and the values a cell may choose among, are
understood as ids and as the words people use for them, in either language. Everything that is wrong
is told at once, each with file, sheet, row and column; nothing is taken in before all is right.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

import polars as pl

from nyegrep.foundation.errors import InputError, Problems, fail
from nyegrep.foundation.provenance import Source
from nyegrep.foundation.terms import words_of
from nyegrep.sources.own_files import SUFFIXES, RawRow, number_of, raw_rows

Kind = Literal["text", "whole", "number", "percent", "choice"]
TYPES = {
    "text": pl.String,
    "choice": pl.String,
    "whole": pl.Int64,
    "number": pl.Float64,
    "percent": pl.Float64,
}
SHARE_BELOW = 0.1


@dataclass(frozen=True)
class OwnColumn:
    """A column of a form.

    Attributes:
        name: its id; a term or a label of the glossary, whose words serve as headings too.
        kind: what stands in its cells; ``percent`` is written as 1.75, never as 0.0175.
        lowest: the least number that can be.
        highest: the greatest.
        choices: what a ``choice`` is one of; each an id with a word. A ``text`` may be another.
        required: the heading and every cell must be there. Other empty cells are ``None``.
        unit: id of what its numbers are counted in.
        example: what a text may look like.
        share_below: a ``percent`` nearer to nought than this is taken for a share.
    """

    name: str
    kind: Kind
    lowest: float | None = None
    highest: float | None = None
    choices: tuple[str, ...] = ()
    required: bool = True
    unit: str = ""
    example: str = ""
    share_below: float = SHARE_BELOW

    @property
    def expected(self) -> str:
        """What its cells should be, short and the same in both languages."""
        if self.kind == "text":
            return self.example or "Abc"
        low = "" if self.lowest is None else f"{self.lowest:g}"
        high = "" if self.highest is None else f"{self.highest:g}"
        if low and high:
            return f"{low}–{high}"
        return f"≥ {low}" if low else f"≤ {high}" if high else "123"


@dataclass(frozen=True)
class OwnForm:
    """What a table looks like.

    Attributes:
        name: the file's name before its ending; a term of the glossary.
        columns: in the order of the template.
        key: columns that together name a row, which stands once; none = rows may be alike.
    """

    name: str
    columns: tuple[OwnColumn, ...]
    key: tuple[str, ...] = ()

    @property
    def example(self) -> str:
        """The name of the template, which is never read as data."""
        return f"{self.name}.example.xlsx"


@dataclass(frozen=True)
class OwnRow:
    """A row that is right in itself: where it stands, what its headings are, and its values."""

    place: str
    values: Mapping[str, Any]
    headings: Mapping[str, str]


@dataclass(frozen=True)
class OwnTable:
    """A table that was right.

    Attributes:
        frame: the columns of the form, in its order.
        rows: the same, each with its place.
        source: the file, with its fingerprint.
    """

    frame: pl.DataFrame
    rows: tuple[OwnRow, ...]
    source: Source


Check = Callable[[Sequence[OwnRow], Problems], None]


def find_own(folder: Path, form: OwnForm) -> Path | None:
    """The table in a workspace, where there is one.

    Raises:
        InputError: there are several.
    """
    found = [path for s in SUFFIXES if (path := folder / f"{form.name}{s}").is_file()]
    if len(found) > 1:
        fail(InputError, "own_file.several", folder=folder, found=[path.name for path in found])
    return found[0] if found else None


def read_own(path: Path, form: OwnForm, check: Check | None = None) -> OwnTable:
    """The table in a file: a list of rows in YAML, the first sheet of a workbook, or CSV.

    Args:
        path: the file.
        form: what it should look like.
        check: adds what is wrong between rows; is handed those that are right in themselves.

    Raises:
        InputError: with everything that is wrong.
    """
    raw = raw_rows(path)
    problems = Problems()
    headings = _headings(raw[0], form, problems)
    problems.raise_if_any(InputError)
    rows = [row for each in raw if (row := _row(each, form, headings, problems)) is not None]
    _check_once(rows, form, problems)
    if check is not None:
        check(rows, problems)
    problems.raise_if_any(InputError)
    schema = {column.name: TYPES[column.kind] for column in form.columns}
    frame = pl.DataFrame([dict(row.values) for row in rows], schema=schema)
    return OwnTable(frame, tuple(rows), source_of(path, form.name))


def source_of(path: Path, dataset: str, publisher: str = "") -> Source:
    """What a figure says it stands on where that is a file of the user's."""
    return Source(
        publisher=publisher or path.name,
        table=path.name,
        licence="",
        dataset=dataset,
        selection=path.name,
        fetched=datetime.fromtimestamp(path.stat().st_mtime, tz=UTC),
        fingerprint=hashlib.sha256(path.read_bytes()).hexdigest(),
    )


def cell(row: OwnRow, column: str, expected: str, problems: Problems) -> None:
    """Note that a cell of a row that is right in itself cannot be."""
    facts = {"column": row.headings.get(column, column), "expected": expected}
    problems.add("own_file.cell", place=row.place, found=row.values[column], **facts)


def _called(name: str) -> tuple[str, ...]:
    """What people may call a column or a value: its id, and its word in each language."""
    words = words_of(name)
    known = () if words is None else (words.nb, words.en)
    return tuple(map(_folded, (name, *known)))


def _headings(raw: RawRow, form: OwnForm, problems: Problems) -> dict[str, str]:
    """The heading of each column that is there, as the file writes it."""
    there = {_folded(heading): heading for heading in raw.headings}
    found = {}
    for column in form.columns:
        names = [word for word in _called(column.name) if word in there]
        if names:
            found[column.name] = there[names[0]]
    left = [name for name in there if name and there[name] not in found.values()]
    lacking = [c.name for c in form.columns if c.required and c.name not in found]
    if lacking:
        columns = [words_of(name) or name for name in lacking]
        problems.add("own_file.columns_missing", place=raw.table, columns=columns)
    for column in form.columns:
        near = get_close_matches(_folded(column.name), left, n=1, cutoff=0.8)
        if column.name not in found and column.name not in lacking and near:
            facts = {"column": there[near[0]], "expected": column.name}
            problems.add("own_file.column_unknown", place=raw.table, **facts)
    return found


def _row(
    raw: RawRow, form: OwnForm, headings: Mapping[str, str], problems: Problems
) -> OwnRow | None:
    """The row's values; ``None`` where one is not as it should be."""
    before = len(problems)
    values: dict[str, Any] = {}
    for column in form.columns:
        heading = headings.get(column.name)
        found = None if heading is None else raw.cells.get(heading)
        empty = found is None or str(found).strip() == ""
        if empty and not column.required:
            values[column.name] = None
        else:
            shown = {"place": raw.place, "column": heading or column.name}
            shown["found"] = "–" if empty else str(found).strip()
            values[column.name] = _value(found, column, shown, problems)
    return OwnRow(raw.place, values, headings) if len(problems) == before else None


def _value(found: Any, column: OwnColumn, shown: Mapping[str, str], problems: Problems) -> Any:
    if column.kind == "choice":
        return _chosen(shown, column, problems)
    if column.kind == "text":
        if shown["found"] == "–":
            problems.add("own_file.cell", **shown, expected=column.expected)
        return shown["found"]
    if column.kind == "percent" and isinstance(found, str):
        found = found.strip().removesuffix("%")
    number = number_of(found)
    if (
        number is None
        or (column.kind == "whole" and number != int(number))
        or (column.lowest is not None and number < column.lowest)
        or (column.highest is not None and number > column.highest)
    ):
        problems.add("own_file.cell", **shown, expected=column.expected)
        return None
    if column.kind == "percent" and 0 < abs(number) < column.share_below:
        problems.add("own_file.share", **shown, percent=number * 100)
    return int(number) if column.kind == "whole" else number


def _chosen(shown: Mapping[str, str], column: OwnColumn, problems: Problems) -> str | None:
    words = {word: choice for choice in column.choices for word in _called(choice)}
    chosen = words.get(_folded(shown["found"]))
    if chosen is None:
        near = get_close_matches(_folded(shown["found"]), list(words), n=1)
        candidates = [words[near[0]]] if near else column.choices
        named = [words_of(choice) or choice for choice in candidates]
        problems.add("own_file.choice", **shown, candidates=named)
    return chosen


def _check_once(rows: Sequence[OwnRow], form: OwnForm, problems: Problems) -> None:
    """Rows whose key stands in an earlier row."""
    if not form.key:
        return
    first: dict[tuple[Any, ...], OwnRow] = {}
    for row in rows:
        key = tuple(row.values[name] for name in form.key)
        if key in first:
            shown = [(isinstance(v, str) and words_of(v)) or v for v in key]
            problems.add("own_file.twice", place=row.place, key=shown, other=first[key].place)
        first.setdefault(key, row)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
