"""Preventive measures that a municipality tells of: one row for each measure and level."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from nyegrep.foundation.errors import Problems
from nyegrep.sources.own_tables import OwnColumn, OwnForm, OwnRow, OwnTable, cell, read_own

LEVELS = ("municipal_level", "county_level", "state_level")
GROUPS = (
    "school_dropout",
    "low_income_immigrant_parents",
    "low_income_parent_on_benefits",
    "parent_with_diagnosis",
    "child_welfare_help",
)
MOST_YEARS = 80
FORM = OwnForm(
    "prevention",
    (
        OwnColumn("measure", "text"),
        OwnColumn("group_at_risk", "text", choices=GROUPS),
        OwnColumn("government_level", "choice", choices=LEVELS),
        OwnColumn("persons", "whole", 1, unit="persons"),
        OwnColumn("success_rate", "percent", 0, 100, share_below=1),
        OwnColumn("lasting_years", "whole", 1, MOST_YEARS, unit="years"),
        OwnColumn("cost_difference", "number", unit="NOK per person"),
        OwnColumn("once_nok", "number", 0, unit="NOK"),
        OwnColumn("yearly_nok", "number", 0, unit="NOK"),
        OwnColumn("paid_years", "whole", 0, MOST_YEARS, unit="years"),
        OwnColumn("price_year", "whole", 2014, 2100),
        OwnColumn("source", "text", example="Utenfor-regnskapet"),
    ),
    key=("measure", "government_level"),
)
OF_THE_MEASURE = ("group_at_risk", "persons", "success_rate", "lasting_years", "paid_years")


def read_measures(path: Path) -> OwnTable:
    """The measures in a file.

    Raises:
        InputError: with everything that is wrong.
    """
    return read_own(path, FORM, _check)


def _check(rows: Sequence[OwnRow], problems: Problems) -> None:
    """What a measure, and the table, have one of; and years paid after the effect has ended."""
    first: dict[str, OwnRow] = {}
    for row in rows:
        one = first.setdefault(row.values["measure"], row)
        _same(row, one, OF_THE_MEASURE, problems)
        _same(row, rows[0], ("price_year",), problems)
        if row.values["paid_years"] > row.values["lasting_years"]:
            cell(row, "paid_years", f"≤ {row.values['lasting_years']}", problems)


def _same(row: OwnRow, other: OwnRow, columns: Sequence[str], problems: Problems) -> None:
    for column in columns:
        found, expected = row.values[column], other.values[column]
        if found != expected:
            facts = {"column": row.headings[column], "expected": expected, "other": other.place}
            problems.add("own_file.differs", place=row.place, found=found, **facts)
