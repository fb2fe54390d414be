"""An invented municipality, Fjordvik, that fares in several ways."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

import polars as pl

from nyegrep.analyses.results import Place
from nyegrep.foundation.figures import Figure
from nyegrep.foundation.provenance import MethodUse, ParameterUse, Source, Trace

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FJORDVIK = Place("9901", "Fjordvik", "municipality", ("9901",))
COUNTRY = Place("0", "", "country", ("9901", "9902", "9903", "9904"))
COUNTY = Place("99", "Ytterland", "county", ("9901", "9902"))
REGION = Place("12", "Fjordvik", "labour_market_region", ("9901", "9903"))
PEERS = tuple(
    Place(code, name, "peer", (code,))
    for code, name in (("9902", "Nordre Skogdal"), ("9903", "Vesle Sund"), ("9904", "Indre Fjell"))
)
SHARES = {"0-5": 6.0, "6-15": 11.5, "16-19": 5.0, "20-44": 28.0, "45-66": 30.0, "67-79": 13.0}


@dataclass(frozen=True)
class Lot:
    """How a place fares: yearly growth in percent before and after the base year, and more."""

    before: float = -0.6
    after: float = -0.5
    first_year: int = 2005
    base_year: int = 2019
    horizon: int = 2040
    persons: int = 5623
    others: tuple[Place, ...] = (*PEERS, REGION, COUNTY, COUNTRY)
    births: int = 45
    deaths: int = 68
    domestic: int | None = -15
    foreign: int = 5
    ageing: float = 0.35
    sex_known: bool = True
    change_known: bool = True
    outlook_known: bool = True
    accuracy_known: bool = True
    invented: bool = False
    wobble: int = 12
    notes: tuple[Any, ...] = field(default=())
    attraction: tuple[float, float] | None = None
    attraction_short: bool = False
    indicators: int = 0
    ranked: bool = True
    futures: frozenset[str] | None = None
    economy: frozenset[str] | None = None

    @property
    def years(self) -> range:
        """Years that are registered."""
        return range(self.first_year, self.base_year + 1)

    def people(self, year: int) -> int:
        """Persons of a year; ahead of the base year to be."""
        rate = self.before if year <= self.base_year else self.after
        swing = self.wobble * ((year * 7) % 5 - 2) if year < self.base_year else 0
        return round(self.persons * (1 + rate / 100) ** (year - self.base_year)) + swing


SHRINKING = Lot()
GROWING = Lot(
    before=1.4,
    after=0.9,
    persons=48_210,
    births=620,
    deaths=310,
    domestic=210,
    foreign=160,
    ageing=0.1,
    wobble=60,
)
STABLE = Lot(before=0.01, after=-0.01, births=52, deaths=58, domestic=2, foreign=4, wobble=3)
LONG = replace(SHRINKING, first_year=1980)
INVENTED = replace(SHRINKING, invented=True)
BARE = replace(
    SHRINKING, others=(), domestic=None, change_known=False, outlook_known=False, wobble=0
)
TOGETHER = replace(SHRINKING, sex_known=False, accuracy_known=False, domestic=None)
ATTRACTIVE = replace(GROWING, attraction=(1.83, 0.46), indicators=7)
UNATTRACTIVE = replace(INVENTED, attraction=(-0.85, -0.22), indicators=2)
AS_EXPECTED = replace(
    STABLE, attraction=(0.03, -0.02), attraction_short=True, ranked=False, others=()
)
BUSINESS_ONLY = replace(SHRINKING, attraction=(0.91, 0.08), others=(REGION,))
RESIDENCE_ONLY = replace(SHRINKING, attraction=(-0.31, 0.37))
FULL_FUTURES = replace(
    INVENTED,
    futures=frozenset({"jobs", "goal", "official", "accuracy", "own words"}),
    economy=frozenset({"drawn", "normed"}),
)
BARE_FUTURES = replace(
    STABLE,
    futures=frozenset(),
    sex_known=False,
    accuracy_known=False,
    others=(),
    economy=frozenset({"own costs", "what if", "chosen"}),
)
CHEAPER = replace(SHRINKING, futures=frozenset(), economy=frozenset({"cheaper", "even"}))
GROWING_FUTURES = replace(
    ATTRACTIVE,
    horizon=2024,
    futures=frozenset({"jobs", "goal", "far goal", "own future", "shared"}),
)
LOTS = {
    "shrinking": SHRINKING,
    "growing": GROWING,
    "stable": STABLE,
    "long": LONG,
    "invented": INVENTED,
    "bare": BARE,
    "together": TOGETHER,
    "attractive": ATTRACTIVE,
    "unattractive": UNATTRACTIVE,
    "as expected": AS_EXPECTED,
    "for business": BUSINESS_ONLY,
    "for residents": RESIDENCE_ONLY,
    "all futures": FULL_FUTURES,
    "bare futures": BARE_FUTURES,
    "own future": GROWING_FUTURES,
    "cheaper": CHEAPER,
}


def trace(lot: Lot) -> Trace:
    """What all figures stand on."""
    people = Source(
        publisher="Demo country" if lot.invented else "Statistics Norway",
        table="07459",
        licence="CC BY 4.0",
        dataset="population_by_age",
        selection="all",
        fetched=datetime(2026, 7, 3, 12, 0, tzinfo=UTC),
        updated=datetime(2026, 2, 20, 8, 0, tzinfo=UTC),
        address="https://data.example.org/07459",
        invented=lot.invented,
    )
    change = replace(people, table="06913", dataset="population_change", verified=False)
    use = ParameterUse(
        "population.migration.reference_years", "10", "years", date(1900, 1, 1), "estimate",
        "Rolling origin, 2026",
    )  # fmt: skip
    judged = replace(use, path="population.migration.persistence", value="0.97", kind="judgement")
    method = MethodUse("nyegrep.methods.population", "1", "docs/methods/population.md")
    return Trace(sources=(people, change), parameters=(use, judged), methods=(method,))


def figure(
    lot: Lot, name: str, term: str, unit: str, rows: list[dict[str, Any]], **facts: Any
) -> Figure:
    return Figure(f"population.{name}", term, unit, pl.DataFrame(rows), trace(lot), facts)


def shares(lot: Lot, year: int, younger: float = 0.0) -> dict[str, float]:
    """Percent by age group; the old ones grow with the years."""
    older = lot.ageing * (year - lot.base_year) - younger
    shares = dict(SHARES)
    shares["67-79"] += older
    shares["20-44"] -= older / 2
    shares["0-5"] -= older / 8
    return {**shares, "80+": 100 - sum(shares.values())}
