"""What the leaders have decided of savings: weights of criteria, and areas with what is decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nyegrep.foundation.errors import Problems
from nyegrep.foundation.provenance import Source
from nyegrep.sources.own_tables import OwnColumn, OwnForm, OwnRow, OwnTable, read_own

CRITERIA = "savings_criteria"
AREAS = "savings_areas"
INCLUDED, EXCLUDED = "included", "excluded"
WHOLE, ROUNDING = 100, 0.01


@dataclass(frozen=True)
class Weights:
    """The weights that the leaders have chosen, in per cent; together a hundred."""

    percent: Mapping[str, float]
    source: Source


def criteria_form(criteria: Sequence[str]) -> OwnForm:
    """The form of weights; criteria that are not in it weigh nothing."""
    columns = (
        OwnColumn("savings_criterion", "choice", choices=tuple(criteria)),
        OwnColumn("weight_percent", "percent", 0, WHOLE),
    )
    return OwnForm(CRITERIA, columns, key=("savings_criterion",))


def areas_form(areas: Sequence[str]) -> OwnForm:
    """The form of areas; those that are not in it take part, with nothing decided."""
    columns = (
        OwnColumn("area", "choice", choices=tuple(areas)),
        OwnColumn("decided_million", "number", 0, unit="NOK million"),
        OwnColumn("taking_part", "choice", choices=(INCLUDED, EXCLUDED)),
    )
    return OwnForm(AREAS, columns, key=("area",))


def read_weights(path: Path, criteria: Sequence[str]) -> Weights:
    """The weights in a file.

    Raises:
        InputError: with everything that is wrong, also that they do not add up to 100 per cent.
    """

    def check(rows: Sequence[OwnRow], problems: Problems) -> None:
        found = sum(row.values["weight_percent"] for row in rows)
        if not len(problems) and abs(found - WHOLE) > ROUNDING:
            place, last = rows[-1].place, rows[-1].headings["weight_percent"]
            problems.add("savings.weights_sum", place=place, column=last, found=found)

    table = read_own(path, criteria_form(criteria), check)
    return Weights(dict(table.frame.iter_rows()), table.source)


def read_areas(path: Path, spending: Mapping[str, float]) -> OwnTable:
    """The areas in a file.

    Args:
        path: the file.
        spending: by area, million NOK; more decided than that is taken for another unit.

    Raises:
        InputError: with everything that is wrong.
    """

    def check(rows: Sequence[OwnRow], problems: Problems) -> None:
        for row in rows:
            decided, most = row.values["decided_million"], spending[row.values["area"]]
            if decided > most:
                facts = {"column": row.headings["decided_million"], "found": decided}
                problems.add("savings.scale", place=row.place, spending=most, **facts)

    return read_own(path, areas_form(tuple(spending)), check)
