"""What housing need starts from: households, dwellings and building of the place, and its files."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from nyegrep.analyses.context import RECAST, Context, RecastTable, recast_dataset
from nyegrep.foundation.axes import AGES, FloatArray
from nyegrep.foundation.errors import DataError, InputError, Problem, Problems
from nyegrep.foundation.housing import BUILDING_TYPES, HOUSEHOLD_TYPES
from nyegrep.foundation.provenance import MethodUse, Source, Trace
from nyegrep.methods.housing import (
    DwellingUse,
    Headship,
    HouseholdProfile,
    fit_headship,
    fit_use,
)

HOUSEHOLDS, DWELLINGS, BUILDING = "households", "dwellings", "house_building"
HOUSING = MethodUse("nyegrep.methods.housing", "1", "docs/methods/housing.md")
OTHERS = {
    "household_type": {"other": "several_families"},
    "building_type": {"not_dwelling": "other"},
}
WHOLE = 100.0
NEAR = 0.01
CLOSE_ENOUGH = 0.001
LIKELY_SIZES = (0.6, 1.6)  # times those of the profile; others are of people elsewhere
Ages = dict[int, float]
Types = dict[str, float]


@dataclass(frozen=True)
class HouseholdSettings:
    """How people of each age live, from each age on, and in how large households."""

    living_alone: Ages = field(metadata={"unit": "percent"})
    couple_no_children: Ages = field(metadata={"unit": "percent"})
    couple_with_children: Ages = field(metadata={"unit": "percent"})
    lone_parent: Ages = field(metadata={"unit": "percent"})
    with_adult_children: Ages = field(metadata={"unit": "percent"})
    several_families: Ages = field(metadata={"unit": "percent"})
    size: Types = field(metadata={"unit": "persons"})
    living_alone_trend: float = field(metadata={"unit": "percent per year"})

    @property
    def profile(self) -> HouseholdProfile:
        """As the method takes it."""
        shares = [by_age(getattr(self, name)) for name in HOUSEHOLD_TYPES]
        return HouseholdProfile(np.stack(shares, axis=1) / WHOLE, by_household(self.size))


@dataclass(frozen=True)
class LivesInSettings:
    """Which buildings households of each type live in."""

    living_alone: Types = field(metadata={"unit": "percent"})
    couple_no_children: Types = field(metadata={"unit": "percent"})
    couple_with_children: Types = field(metadata={"unit": "percent"})
    lone_parent: Types = field(metadata={"unit": "percent"})
    with_adult_children: Types = field(metadata={"unit": "percent"})
    several_families: Types = field(metadata={"unit": "percent"})

    @property
    def seed(self) -> FloatArray:
        """Shares [household, building]."""
        rows = [getattr(self, name) for name in HOUSEHOLD_TYPES]
        return np.array([[row.get(name, 0.0) for name in BUILDING_TYPES] for row in rows]) / WHOLE


@dataclass(frozen=True)
class ChanceSettings:
    """How many of the planned dwellings are built, by how far the plans have come."""

    zoned: float = field(metadata={"unit": "percent"})
    permitted: float = field(metadata={"unit": "percent"})
    started: float = field(metadata={"unit": "percent"})


@dataclass(frozen=True)
class DwellingSettings:
    """Where households live, how dwellings go out of use, and how plans and pace are counted."""

    lives_in: LivesInSettings
    chance: ChanceSettings
    lost: float = field(metadata={"unit": "percent per year"})
    pace_years: int = field(metadata={"unit": "years"})


@dataclass(frozen=True)
class Known:
    """What is counted of the place in one year: people by age, households and dwellings by type."""

    year: int
    people: FloatArray
    households: FloatArray
    stock: FloatArray


@dataclass(frozen=True)
class HousingBasis:
    """Everything that turns people into dwellings.

    Attributes:
        now: the newest year in which people, households and dwellings are all counted.
        headship: how people of each age live, fitted to the place in that year.
        earlier: the same fitted in the years before in which people and households go together.
        use: where households live, fitted to the place.
        completed: dwellings completed [year, building], with the years; ``None`` where not known.
        households, dwellings: the settings.
        trace: sources of people, households and dwellings, parameters and the method.
        building: sources of what is completed.
        notes: what a reader should know.
    """

    now: Known
    headship: Headship
    earlier: Mapping[int, Headship]
    use: DwellingUse
    completed: tuple[tuple[int, ...], FloatArray] | None
    households: HouseholdSettings
    dwellings: DwellingSettings
    trace: Trace
    building: Trace
    notes: tuple[Problem, ...]


def prepare_housing(context: Context) -> HousingBasis:
    """Households and dwellings of the place in the newest year up to the base year.

    Raises:
        DataError: households or dwellings of the place are not known, or people and households
            do not go together; the problems say what is missing and how to get it.
        InputError: a parameter is not as it should be.
    """
    settings, used = context.parameters("housing.households", HouseholdSettings)
    dwellings, dwellings_used = context.parameters("housing.dwellings", DwellingSettings)
    profile = settings.profile
    _require_whole(profile.shares, dwellings.lives_in.seed)
    tables = _tables(context)
    now, before = _counted(context, tables)
    completed, behind = _completed(context, now.year, dwellings.pace_years)
    lineage = context.history.lineage(context.place.code)
    told = [note for table in tables.values() for note in table.notes]
    notes = [
        note
        for number, note in enumerate(told)
        if note.facts.get("code") in lineage and note not in told[:number]
    ]
    if any(use.kind == "estimate" for use in (*used, *dwellings_used)):
        notes.append(Problem("housing.estimated"))
    if now.year != context.base_year:
        notes.append(Problem("housing.older_year", {"year": now.year, "base": context.base_year}))
    if completed is None:
        notes.append(Problem("housing.pace_unknown", _about(context, BUILDING)))
    sources = context.sources_behind("population_by_age")
    for table in tables.values():
        sources += table.sources
    return HousingBasis(
        now=now,
        headship=_fitted(context, now, profile),
        earlier=_fitted_before(before, profile),
        use=fit_use(now.households, now.stock, dwellings.lives_in.seed),
        completed=completed,
        households=settings,
        dwellings=dwellings,
        trace=Trace(sources, (*used, *dwellings_used), (RECAST, HOUSING)),
        building=Trace(behind),
        notes=tuple(notes),
    )


def by_age(table: Ages) -> FloatArray:
    """A table of first ages as a number for each age; nought below the first."""
    firsts = sorted(table)
    values = np.array([0.0, *(table[first] for first in firsts)])
    found: FloatArray = values[np.searchsorted(firsts, AGES, side="right")]
    return found


def by_household(table: Types) -> FloatArray:
    """A table by type of household, in the order that types are told."""
    return np.array([table.get(name, 1.0) for name in HOUSEHOLD_TYPES])


def _about(context: Context, dataset: str) -> dict[str, object]:
    return {
        "dataset": dataset,
        "code": context.place.code,
        "name": context.place.name,
        "year": context.base_year,
        "folder": context.workspace.folder,
    }


def _require_whole(shares: FloatArray, lives_in: FloatArray) -> None:
    """Shares add up to 100 for every age, and every type of household."""
    problems = Problems()
    for age in AGES[np.abs(shares.sum(axis=1) - 1) > NEAR]:
        found = f"{shares[age].sum() * WHOLE:g}"
        problems.add("housing.ages_sum", age=int(age), found=found)
    for name, whole in zip(HOUSEHOLD_TYPES, lives_in.sum(axis=1), strict=True):
        if abs(whole - 1) > NEAR:
            path = f"housing.dwellings.lives_in.{name}"
            problems.add("housing.types_sum", path=path, found=f"{whole * WHOLE:g}")
    problems.raise_if_any(InputError)


def _tables(context: Context) -> dict[str, RecastTable]:
    """Households and dwellings on the borders of the base year.

    Raises:
        DataError: a dataset is not in the workspace, or has nothing of the place.
    """
    problems, found = Problems(), {}
    for name in (HOUSEHOLDS, DWELLINGS):
        if not context.workspace.has(name):
            facts = {"dataset": name, "folder": context.workspace.folder}
            problems.add("workspace.dataset_absent", **facts)
            continue
        table = recast_dataset(context.workspace, context.history, name, context.base_year)
        own = table.frame.filter(pl.col("municipality_code") == context.place.code)
        if own.is_empty():
            problems.add("housing.place_unknown", **_about(context, name))
        found[name] = RecastTable(own, table.sources, table.notes)
    problems.raise_if_any(DataError)
    return found


def _counted(
    context: Context, tables: Mapping[str, RecastTable]
) -> tuple[Known, dict[int, tuple[FloatArray, FloatArray]]]:
    """The newest year with all, and people and households of earlier years.

    Raises:
        DataError: no year has all.
    """
    households = _by_year(tables[HOUSEHOLDS].frame, "household_type", HOUSEHOLD_TYPES, HOUSEHOLDS)
    stock = _by_year(tables[DWELLINGS].frame, "building_type", BUILDING_TYPES, DWELLINGS)
    people = people_by_year(context)
    years = sorted(set(households) & set(people))
    known = [year for year in years if year in stock]
    if not known:
        facts = {"households": sorted(households), "dwellings": sorted(stock)}
        raise DataError(Problem("housing.no_common_year", {**_about(context, HOUSEHOLDS), **facts}))
    newest = known[-1]
    now = Known(newest, people[newest], households[newest], stock[newest])
    return now, {year: (people[year], households[year]) for year in years if year < newest}


def people_by_year(context: Context) -> dict[int, FloatArray]:
    """People of the place by age, the sexes together, in every year up to the base year."""
    own = context.counted.filter(pl.col("municipality_code") == context.place.code)
    found: dict[int, FloatArray] = {}
    for year, age, persons in own.select("year", "age", "persons").iter_rows():
        found.setdefault(year, np.zeros(len(AGES)))[age] += persons
    return found


def _by_year(
    frame: pl.DataFrame, column: str, types: tuple[str, ...], measure: str
) -> dict[int, FloatArray]:
    """Counts by type in each year that has any; what is of no type is put where it belongs."""
    known = frame.with_columns(pl.col(column).replace(OTHERS[column])).drop_nulls(measure)
    found: dict[int, FloatArray] = {}
    for year, name, count in known.select("year", column, measure).iter_rows():
        if name in types:
            found.setdefault(year, np.zeros(len(types)))[types.index(name)] += count
    return {year: counts for year, counts in found.items() if counts.sum() > 0}


def _fitted(context: Context, now: Known, profile: HouseholdProfile) -> Headship:
    """How people live in the newest year.

    Raises:
        DataError: people and households do not go together.
    """
    found = _fitted_before({now.year: (now.people, now.households)}, profile)
    if not found:
        counts = {"persons": int(now.people.sum()), "households": int(now.households.sum())}
        about = {**_about(context, HOUSEHOLDS), "year": now.year, **counts}
        raise DataError(Problem("housing.not_together", about))
    return found[now.year]


def _fitted_before(
    counted: Mapping[int, tuple[FloatArray, FloatArray]], profile: HouseholdProfile
) -> dict[int, Headship]:
    """How people lived, in each year whose people and households go together."""
    found = {}
    for year, (people, homes) in counted.items():
        with suppress(ValueError):
            headship = fit_headship(people, homes, profile)
            likely = LIKELY_SIZES[0] <= headship.size_factor <= LIKELY_SIZES[1]
            if likely and headship.deviation <= CLOSE_ENOUGH:
                found[year] = headship
    return found


def _completed(
    context: Context, year: int, wanted: int
) -> tuple[tuple[tuple[int, ...], FloatArray] | None, tuple[Source, ...]]:
    """Dwellings completed in the newest years before ``year``, with the years and the sources."""
    if not context.workspace.has(BUILDING):
        return None, ()
    table = recast_dataset(context.workspace, context.history, BUILDING, context.base_year)
    own = (pl.col("municipality_code") == context.place.code) & (pl.col("status") == "completed")
    frame = table.frame.filter(own & (pl.col("year") < year))
    by_year = _by_year(frame, "building_type", BUILDING_TYPES, "dwellings")
    years = tuple(sorted(by_year))[-wanted:]
    if not years:
        return None, ()
    return (years, np.stack([by_year[y] for y in years])), table.sources
