"""What the words of the housing chapter need: dwellings and places, least and most of the four."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from nyegrep.analyses.housing_results import HousingOutlook
from nyegrep.foundation.futures import FOUR
from nyegrep.foundation.housing import BUILDING_TYPES, LIVING_ALONE, PLACE_KINDS
from nyegrep.foundation.terms import label
from nyegrep.reports.chapters.cost_outlook_facts import future_name
from nyegrep.reports.press import Press

TOTAL = "total"
OLDEST = "80+"
LITTLE = 5  # dwellings: below this a change is none to speak of
SHOWN_BACK = 5  # years back that the fit is told for


@dataclass(frozen=True)
class Ends:
    """The least and the most of the four futures, and which they are.

    ``direction`` is ``up`` or ``down`` where all of the four go that way, else ``apart``.
    """

    id: str
    name: str
    low: float
    high: float
    lowest: str
    highest: str

    @property
    def direction(self) -> str:
        """Which way all of the four futures go."""
        if self.low >= LITTLE:
            return "up"
        return "down" if self.high <= -LITTLE else "apart"


@dataclass(frozen=True)
class CareNeed:
    """A kind of place: how many are in use and planned, and how many are needed."""

    today: float
    planned: float
    needed: Ends


@dataclass(frozen=True)
class Supply:
    """What is built: the pace of late, and the municipality's own plans; ``None`` = not known.

    Attributes:
        pace: dwellings a year.
        pace_years: whose mean it is, in words.
        planned: dwellings in the plans.
        expected: as many as are expected of them.
        balance: planned less needed at the horizon.
    """

    pace: float | None
    pace_years: str
    planned: float | None
    expected: float
    balance: Ends | None


@dataclass(frozen=True)
class Housing:
    """What the texts say of housing.

    Attributes:
        place: the municipality in a sentence.
        base_year: what years are measured from.
        horizon: last year.
        counted_year: of households and dwellings.
        stock: dwellings of that year.
        households: households of that year.
        reserve: dwellings less households.
        per_household: people in a household.
        total: dwellings needed beyond today's.
        most: the type of building that most are needed of; where futures go apart, the one that
            they part most on.
        supply: what is built.
        living_alone: those who live alone at the horizon.
        alone_now: those of today.
        oldest: households with someone of 80 and over at the horizon.
        oldest_now: those of today.
        care: kinds of place that the municipality has counted.
        missed: per cent that households are off, from how people lived in ``missed_from``;
            ``None`` where no earlier year is known.
        trend: more who live alone, per cent a year; 0 where it is off.
        drawn: the bands are known.
    """

    place: str
    base_year: int
    horizon: int
    counted_year: int
    stock: float
    households: float
    reserve: float
    per_household: float
    total: Ends
    most: Ends
    supply: Supply
    living_alone: Ends
    alone_now: float
    oldest: Ends
    oldest_now: float
    care: tuple[CareNeed, ...]
    missed: float | None
    missed_from: int
    trend: float
    drawn: bool

    @property
    def years(self) -> int:
        """Years ahead, which decide how exactly numbers are told."""
        return self.horizon - self.base_year


def housing_of(outlook: HousingOutlook, press: Press) -> Housing:
    """What the text says of housing."""
    facts, homes = outlook.need.facts, outlook.households
    kinds = [_ends(outlook, "need", name, press) for name in BUILDING_TYPES]
    total = _ends(outlook, "need", TOTAL, press)
    up = total.direction == "up"
    told = earlier(outlook)
    return Housing(
        place=press.name(outlook.municipality),
        base_year=outlook.base_year,
        horizon=outlook.horizon_year,
        counted_year=facts["counted_year"],
        stock=facts["stock"],
        households=facts["households"],
        reserve=facts["reserve"],
        per_household=homes.facts["persons_per_household"],
        total=total,
        most=max(kinds, key=lambda ends: ends.high + (ends.low if up else -ends.low)),
        supply=_supply(outlook, press),
        living_alone=_ends(outlook, "households", LIVING_ALONE, press),
        alone_now=_now(homes.values, "household_type", LIVING_ALONE, outlook.base_year),
        oldest=_ends(outlook, "older", OLDEST, press),
        oldest_now=float(outlook.older.values.filter(pl.col("age_group") == OLDEST)["today"][0]),
        care=_care(outlook, press),
        missed=None if told.is_empty() else float(told["error_percent"][0]),
        missed_from=0 if told.is_empty() else int(told["from_year"][0]),
        trend=homes.facts["living_alone_trend"],
        drawn=bool(facts["draws"]),
    )


def earlier(outlook: HousingOutlook) -> pl.DataFrame:
    """The fit from the years before the newest, as far back as it is told."""
    first = outlook.need.facts["counted_year"] - SHOWN_BACK
    values = outlook.fit.values
    return values.filter((pl.col("from_year") >= first) & (pl.col("from_year") < pl.col("to_year")))


def _supply(outlook: HousingOutlook, press: Press) -> Supply:
    facts = outlook.need.facts
    known = facts["planned_dwellings"] is not None
    span = facts["pace"] is not None and press.forms.years(facts["pace_first"], facts["pace_last"])
    return Supply(
        pace=facts["pace"],
        pace_years=span or "",
        planned=facts["planned_dwellings"],
        expected=facts["expected_dwellings"] or 0.0,
        balance=_ends(outlook, "need", TOTAL, press, "balance") if known else None,
    )


def _care(outlook: HousingOutlook, press: Press) -> tuple[CareNeed, ...]:
    if outlook.care is None:
        return ()
    found = []
    for kind in PLACE_KINDS:
        rows = outlook.care.values.filter(pl.col("place_kind") == kind)
        if not rows.is_empty():
            first = rows.row(0, named=True)
            ends = _ends(outlook, "care", kind, press)
            found.append(CareNeed(first["today"], first["planned"], ends))
    return tuple(found)


_SHOWN = {
    "need": ("building_type", "required"),
    "households": ("household_type", "mean"),
    "older": ("age_group", "mean"),
    "care": ("place_kind", "needed"),
}


def _ends(outlook: HousingOutlook, figure: str, name: str, press: Press, column: str = "") -> Ends:
    """The least and the most of a figure's number for a kind at the horizon."""
    kind, usual = _SHOWN[figure]
    values = getattr(outlook, figure).values
    if "year" in values.columns:
        values = values.filter(pl.col("year") == outlook.horizon_year)
    rows = values.filter((pl.col(kind) == name) & pl.col("future").is_in(FOUR))
    ends = rows.sort(column or usual).select("future", column or usual).rows()
    (lowest, low), (highest, high) = ends[0], ends[-1]
    spoken = press.age_group(name) if figure == "older" else label(name, press.language)
    names = [future_name(outlook, future, press) for future in (lowest, highest)]
    return Ends(name, spoken, float(low), float(high), *names)


def _now(values: pl.DataFrame, kind: str, name: str, year: int) -> float:
    rows = values.filter((pl.col(kind) == name) & (pl.col("year") == year))
    return float(rows["mean"][0])
