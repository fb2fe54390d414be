"""What only the municipality knows of housing: planned dwellings, and places of care."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from nyegrep.foundation.errors import Problems
from nyegrep.foundation.housing import BUILDING_TYPES, PLACE_KINDS
from nyegrep.foundation.terms import words_of
from nyegrep.sources.own_tables import OwnColumn, OwnForm, OwnRow, OwnTable, find_own, read_own

PLAN_STATUS = ("zoned", "permitted", "started")
IN_USE = "in_use"
PLACE_STATUS = (IN_USE, "planned")
PLANS = OwnForm(
    "planned_dwellings",
    (
        OwnColumn("year", "whole", 2000, 2100),
        OwnColumn("building_type", "choice", choices=BUILDING_TYPES),
        OwnColumn("dwellings", "whole", 0, 100_000, unit="dwellings"),
        OwnColumn("status", "choice", choices=PLAN_STATUS, required=False),
        OwnColumn("built_percent", "percent", 0, 100, required=False, unit="percent"),
        OwnColumn("building_area", "text", required=False, example="Sentrum"),
        OwnColumn("source", "text", example="2019/117"),
    ),
)
PLACES = OwnForm(
    "care_places",
    (
        OwnColumn("place_kind", "choice", choices=PLACE_KINDS),
        OwnColumn("status", "choice", choices=PLACE_STATUS),
        OwnColumn("year", "whole", 2000, 2100),
        OwnColumn("places", "whole", 0, 100_000),
        OwnColumn("source", "text", example="KOSTRA 2019"),
    ),
    key=("place_kind", "status", "year"),
)


def planned_dwellings(folder: Path) -> OwnTable | None:
    """Planned dwellings: year of completion, type, how many, and how sure it is.

    Raises:
        InputError: with everything that is wrong.
    """
    path = find_own(folder, PLANS)
    return None if path is None else read_own(path, PLANS, _check_certainty)


def care_places(folder: Path) -> OwnTable | None:
    """Accessible dwellings, care dwellings and places around the clock: in use, and planned.

    Raises:
        InputError: with everything that is wrong.
    """
    path = find_own(folder, PLACES)
    return None if path is None else read_own(path, PLACES, _check_counts)


def _check_certainty(rows: Sequence[OwnRow], problems: Problems) -> None:
    """A row tells either how far the plan has come or how probable it is."""
    for row in rows:
        if row.values["status"] is None and row.values["built_percent"] is None:
            problems.add("housing.plan_uncertain", place=row.place)


def _check_counts(rows: Sequence[OwnRow], problems: Problems) -> None:
    """What is in use is counted once for each kind, and is there where any is planned."""
    counted: dict[str, OwnRow] = {}
    for row in rows:
        kind = row.values["place_kind"]
        if row.values["status"] == IN_USE:
            if kind in counted:
                facts = {"kind": words_of(kind), "other": counted[kind].place}
                problems.add("housing.counted_twice", place=row.place, **facts)
            counted.setdefault(kind, row)
    for row in rows:
        if row.values["place_kind"] not in counted:
            facts = {"kind": words_of(row.values["place_kind"])}
            problems.add("housing.not_counted", place=row.place, **facts)
