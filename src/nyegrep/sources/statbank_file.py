"""StatBank's own CSV: a title line, then a wide table whose headings carry year and categories.

``"region";"age";"Persons 2024 Males"`` becomes rows with year 2024 and sex male. Which words stand
for which value is read from the dataset's declaration (headings and recoding), so that a new
table needs no new code.
"""

from __future__ import annotations

import csv
import io
import re

import polars as pl

from nyegrep.foundation.errors import DataError, Problems
from nyegrep.foundation.tables import Column
from nyegrep.sources.catalogue import Dataset

YEAR = re.compile(r"\b(?:18|19|20|21)\d{2}\b")
REGION = re.compile(r"^(?:[KF][-_.])?(\d{1,4}|E[AK][A-Z0-9]*)\s+(.+)$")
AGE = re.compile(r"^(\d{1,3})")
HEADER_SEARCH_LINES = 10


def is_statbank(text: str) -> bool:
    """True where a title line stands alone above a quoted heading line."""
    lines = [line for line in text.splitlines()[:HEADER_SEARCH_LINES] if line.strip()]
    if len(lines) < 2:
        return False
    first, second = lines[0].strip(), lines[1]
    alone = first.startswith('"') and first.endswith('"') and first.count('"') == 2
    return alone and (";" in second or "\t" in second or '","' in second)


def from_statbank(text: str, dataset: Dataset, place: str) -> pl.DataFrame:
    """The long table in our column names (all as text), with names in the label column.

    Raises:
        DataError: a heading that the dataset does not know, or no column with a year.
    """
    header, rows = _split(text)
    ids, values = _sort_headings(header, dataset, place)
    long: dict[str, list[str | None]] = {
        name: [] for name in [*ids.values(), *_value_names(values), *dataset.labels.values()]
    }
    for row in rows:
        cells = dict(zip(header, row, strict=False))
        fixed: dict[str, str | None] = {}
        for heading, name in ids.items():
            fixed |= _id_cell(cells.get(heading, ""), dataset.declaration.column(name), dataset)
        for heading, given in values.items():
            record = {**fixed, **given.keys, given.measure: cells.get(heading)}
            for name, column in long.items():
                column.append(record.get(name))
    return pl.DataFrame(long, schema=dict.fromkeys(long, pl.String))


class _ValueHeading:
    """What a heading of numbers says: which measure, and the values of key columns."""

    def __init__(self, measure: str, keys: dict[str, str]) -> None:
        self.measure = measure
        self.keys = keys


def _split(text: str) -> tuple[list[str], list[list[str]]]:
    lines = text.splitlines()
    start = next(i for i, line in enumerate(lines[1:], start=1) if line.strip())
    separator = max(";\t,", key=lines[start].count)
    table = list(csv.reader(io.StringIO("\n".join(lines[start:])), delimiter=separator))
    body = []
    for row in table[1:]:
        if len(row) < len(table[0]):
            break  # footnotes follow the table
        body.append(row)
    return table[0], body


def _sort_headings(
    header: list[str], dataset: Dataset, place: str
) -> tuple[dict[str, str], dict[str, _ValueHeading]]:
    """Headings that identify a row, and headings of numbers with what they say."""
    ids: dict[str, str] = {}
    values: dict[str, _ValueHeading] = {}
    unknown = []
    for heading in header:
        key = next((c.name for c in dataset.columns if c.key and _names(heading, c)), None)
        if key is not None:
            ids[heading] = key
            continue
        parsed = _value_heading(heading, dataset)
        if parsed is None:
            unknown.append(heading)
        else:
            values[heading] = parsed
    problems = Problems()
    if unknown:
        known = [name for c in dataset.columns for name in (c.name, *c.headings)]
        problems.add("statbank_file.heading_unknown", place=place, found=unknown, expected=known)
    if not values and not unknown:
        problems.add("statbank_file.no_numbers", place=place, found=header)
    problems.raise_if_any(DataError)
    return ids, values


def _names(heading: str, column: Column) -> bool:
    return heading.strip().casefold() in {n.casefold() for n in (column.name, *column.headings)}


def _value_heading(heading: str, dataset: Dataset) -> _ValueHeading | None:
    year = YEAR.search(heading)
    if year is None:
        return None
    rest = (heading[: year.start()] + " " + heading[year.end() :]).strip()
    keys = {"year": year[0]}
    for column in dataset.columns:
        if not column.key or column.type != "text":
            continue
        for words in sorted(column.recode, key=len, reverse=True):
            if re.search(rf"(?<!\w){re.escape(words)}(?!\w)", rest, flags=re.IGNORECASE):
                keys[column.name] = column.recode[words]
                rest = re.sub(re.escape(words), " ", rest, flags=re.IGNORECASE).strip()
                break
    rest = " ".join(rest.split())
    measures = [c for c in dataset.columns if not c.key]
    for column in measures:
        if _names(rest, column):
            return _ValueHeading(column.name, keys)
    return _ValueHeading(measures[0].name, keys) if len(measures) == 1 else None


def _value_names(values: dict[str, _ValueHeading]) -> list[str]:
    names: dict[str, None] = {}
    for heading in values.values():
        names |= dict.fromkeys([*heading.keys, heading.measure])
    return list(names)


def _id_cell(cell: str, column: Column, dataset: Dataset) -> dict[str, str | None]:
    if column.type == "region":
        match = REGION.match(cell.strip())
        code, name = (match[1], match[2]) if match else (cell.strip(), None)
        label = dataset.labels.get(column.name)
        return {column.name: code, **({label: name} if label else {})}
    if column.name == "age":
        match = AGE.match(cell.strip())
        return {column.name: match[1] if match else cell.strip()}
    return {column.name: cell.strip()}
