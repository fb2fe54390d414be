"""Unit costs that a user types in, as YAML, CSV or a workbook: all problems told at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import polars as pl

from nyegrep.foundation.axes import OLDEST_AGE
from nyegrep.foundation.errors import Problems
from nyegrep.foundation.provenance import Source
from nyegrep.foundation.services import SERVICES
from nyegrep.foundation.terms import words_of
from nyegrep.sources.own_tables import (
    OwnColumn,
    OwnForm,
    OwnRow,
    cell,
    find_own,
    read_own,
    source_of,
)

EXAMPLE = "unit_costs.example.yaml"
FORM = OwnForm(
    "unit_costs",
    (
        OwnColumn("service", "choice", choices=SERVICES),
        OwnColumn("age_first", "whole", 0, OLDEST_AGE),
        OwnColumn("age_last", "whole", 0, OLDEST_AGE),
        OwnColumn("nok_per_person", "number", 0, unit="NOK per person"),
        OwnColumn("price_year", "whole", 1990, 2100),
        OwnColumn("source", "text", example="TBU, 2018"),
    ),
)
COLUMNS = tuple(column.name for column in FORM.columns)
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


def find_unit_costs(folder: Path) -> Path | None:
    """The table in a workspace, where there is one.

    Raises:
        InputError: there are several.
    """
    return find_own(folder, FORM)


def read_unit_costs(path: Path, typical: Mapping[str, float]) -> UnitCostTable:
    """The table in a file.

    Args:
        path: a list of rows in YAML, or the first sheet of a workbook, or CSV; the columns are
            ``COLUMNS``, in any order.
        typical: by service, what the costliest age group costs about, NOK per person. Twenty times
            more or less is taken for another unit.

    Raises:
        InputError: with everything that is wrong, each with file, sheet, row and column.
    """

    def check(rows: Sequence[OwnRow], problems: Problems) -> None:
        _check_prices(path, rows, problems)
        for service in dict.fromkeys(row.values["service"] for row in rows):
            own = [row for row in rows if row.values["service"] == service]
            right = _check_ages(service, own, problems)
            _check_scale(service, right, typical, problems)

    frame = read_own(path, FORM, check).frame
    publisher = "; ".join(frame["source"].unique(maintain_order=True))
    source = source_of(path, FORM.name, publisher)
    return UnitCostTable(frame, int(frame["price_year"][0]), source)


def _check_prices(path: Path, rows: Sequence[OwnRow], problems: Problems) -> None:
    years = sorted({row.values["price_year"] for row in rows})
    if len(years) > 1:
        problems.add("unit_costs.price_years", place=path, found=years)


def _check_ages(service: str, rows: Sequence[OwnRow], problems: Problems) -> list[OwnRow]:
    """Ages that end before they begin, and that overlap; the rows that do not end before."""
    for row in rows:
        if row.values["age_last"] < row.values["age_first"]:
            cell(row, "age_last", f"≥ {row.values['age_first']}", problems)
    right = [row for row in rows if row.values["age_first"] <= row.values["age_last"]]
    ordered = sorted(right, key=lambda row: (row.values["age_first"], row.values["age_last"]))
    for one, after in pairwise(ordered):
        if after.values["age_first"] <= one.values["age_last"]:
            ages = f"{after.values['age_first']}–{after.values['age_last']}"
            facts = {"service": words_of(service), "ages": ages, "other": one.place}
            problems.add("unit_costs.overlap", place=after.place, **facts)
    return right


def _check_scale(
    service: str, rows: Sequence[OwnRow], typical: Mapping[str, float], problems: Problems
) -> None:
    """Another unit than NOK."""
    about = typical.get(service)
    if not rows or not about:
        return
    most = max(rows, key=lambda row: float(row.values["nok_per_person"]))
    found = most.values["nok_per_person"]
    if not about / WRONG_SCALE <= found <= about * WRONG_SCALE:
        facts = {"service": words_of(service), "found": found, "typical": about}
        problems.add("unit_costs.scale", place=most.place, **facts)
