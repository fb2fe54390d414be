"""What the municipality itself knows of housing: planned dwellings, and places of care."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl

from nyegrep.analyses.context import Context
from nyegrep.analyses.housing_inputs import (
    Ages,
    ChanceSettings,
    HousingBasis,
    Types,
    by_age,
    by_household,
    people_by_year,
)
from nyegrep.foundation.axes import AGES, OLDEST_AGE, AgeGroup, FloatArray
from nyegrep.foundation.errors import InputError, Problem, fail
from nyegrep.foundation.housing import ACCESSIBLE, PLACE_KINDS
from nyegrep.foundation.provenance import Trace
from nyegrep.foundation.terms import words_of
from nyegrep.methods.housing import Headship, PlannedDwellings, households_of_age, users
from nyegrep.sources.housing_files import IN_USE, PLACES, PLANS, care_places, planned_dwellings
from nyegrep.sources.own_tables import OwnTable

OLDER = (AgeGroup(67, 79), AgeGroup(80, OLDEST_AGE))


@dataclass(frozen=True)
class CareSettings:
    """Older people per household, and places per 100 people, by age; of places only the shape."""

    from_67: Types = field(metadata={"unit": "persons"})
    from_80: Types = field(metadata={"unit": "persons"})
    care_dwelling: Ages = field(metadata={"unit": "per 100"})
    round_the_clock_place: Ages = field(metadata={"unit": "per 100"})


@dataclass(frozen=True)
class Plans:
    """Planned dwellings as the municipality's file has them; ``None`` where there is no file.

    Attributes:
        dwellings: those completed from the base year on.
        written: how many they are, before chance.
        trace: the file, and the chances that were used.
        notes: what a reader should know.
    """

    dwellings: tuple[PlannedDwellings, ...] | None
    written: int
    trace: Trace
    notes: tuple[Problem, ...]


@dataclass(frozen=True)
class Places:
    """Accessible dwellings, care dwellings and places around the clock.

    Attributes:
        in_use: how many there are, by kind, and what they followed when they were counted.
        planned: years and numbers to come, by kind.
        settings: how they follow people.
        ages: the parameters.
        trace: the parameters and the file.
        notes: what a reader should know.
    """

    in_use: Mapping[str, tuple[float, float]]
    planned: Mapping[str, tuple[tuple[int, float], ...]]
    settings: CareSettings
    ages: Trace
    trace: Trace
    notes: tuple[Problem, ...]

    def follows(self, kind: str, people: FloatArray, headship: Headship) -> FloatArray:
        """What a kind of place follows [draw, year]: people by age, or households of 80 and over.

        Args:
            kind: as in ``foundation.housing``.
            people: [draw, year, age].
            headship: how they live.
        """
        if kind == ACCESSIBLE:
            return households_with(people, OLDER[1], self.settings, headship)
        return users(people, by_age(getattr(self.settings, kind)))


def households_with(
    people: FloatArray, group: AgeGroup, settings: CareSettings, headship: Headship
) -> FloatArray:
    """Households with someone of an age group [draw, year]."""
    of_age = np.where((group.first <= AGES) & (group.last >= AGES), people, 0.0)
    in_each = settings.from_80 if group == OLDER[1] else settings.from_67
    return households_of_age(of_age, headship, by_household(in_each))


def read_plans(context: Context, chance: ChanceSettings, horizon: int) -> Plans:
    """The municipality's planned dwellings.

    Raises:
        InputError: the file is not as it should be.
    """
    table = planned_dwellings(context.workspace.folder)
    if table is None:
        facts = {"folder": context.workspace.folder, "file": PLANS.name}
        return Plans(None, 0, Trace(), (Problem("housing.plans_absent", facts),))
    inside = pl.col("year").is_between(context.base_year, horizon - 1)
    kept = table.frame.filter(inside)
    found = tuple(
        PlannedDwellings(
            row["year"],
            row["building_type"],
            float(row["dwellings"]),
            row["built_percent"]
            if row["built_percent"] is not None
            else float(getattr(chance, row["status"])),
        )
        for row in kept.iter_rows(named=True)
    )
    left = table.frame.filter(~inside)
    facts = {"file": table.source.table, "base_year": context.base_year, "horizon": horizon}
    notes = () if left.is_empty() else (_outside(left, facts),)
    return Plans(found, int(kept["dwellings"].sum()), _of_own(table, context), notes)


def read_places(context: Context, basis: HousingBasis) -> Places:
    """The municipality's dwellings and places of care, with what they followed when counted.

    Raises:
        InputError: the file, or a parameter, is not as it should be.
    """
    settings, used = context.parameters("housing.care", CareSettings)
    table = care_places(context.workspace.folder)
    counted = set() if table is None else set(table.frame["place_kind"])
    lacking = [kind for kind in PLACE_KINDS if kind not in counted]
    notes = []
    if lacking:
        facts = {
            "folder": context.workspace.folder,
            "file": PLACES.name,
            "kinds": [words_of(kind) for kind in lacking],
        }
        notes.append(Problem("housing.care_absent", facts))
    ages = Trace(parameters=used)
    found = Places({}, {}, settings, ages, ages, tuple(notes))
    if table is None:
        return found
    people = people_by_year(context)
    in_use, planned = {}, {}
    for kind in counted:
        own = table.frame.filter(pl.col("place_kind") == kind)
        row = own.filter(pl.col("status") == IN_USE).row(0, named=True)
        then = people.get(row["year"], people[context.base_year])
        follows = float(found.follows(kind, then[None, None], basis.headship)[0, 0])
        if follows <= 0:
            fail(InputError, "housing.care_shape", kind=kind, places=row["places"])
        in_use[kind] = (float(row["places"]), follows)
        later = own.filter(pl.col("status") != IN_USE).sort("year")
        planned[kind] = tuple(later.select("year", "places").iter_rows())
    trace = ages + _of_own(table, context)
    return Places(in_use, planned, settings, ages, trace, tuple(notes))


def _of_own(table: OwnTable, context: Context) -> Trace:
    """A file of the municipality's own, under the municipality's name."""
    return Trace(sources=(replace(table.source, publisher=context.place.name),))


def _outside(left: pl.DataFrame, facts: dict[str, object]) -> Problem:
    count = int(left["dwellings"].sum())
    return Problem("housing.plans_outside", {**facts, "count": count})
