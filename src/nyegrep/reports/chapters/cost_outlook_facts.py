"""What the words of the cost chapter need: services at the horizon, and what is estimated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import polars as pl

from nyegrep.analyses.cost_results import CostOutlook
from nyegrep.foundation.futures import FOUR
from nyegrep.foundation.services import MUNICIPAL_TOTAL
from nyegrep.foundation.terms import glossary, label
from nyegrep.reports.press import Press, capitalised

# What the picture by service shows; all services are in the table.
PICTURED = ("kindergarten", "primary_school", "care")
ABOUT = 15.0  # per cent
LITTLE = 0.5  # million NOK: below this a change is none to speak of


@dataclass(frozen=True)
class ServiceCost:
    """A service at the horizon: the least and the most of the four futures, million NOK.

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
        if self.low > LITTLE:
            return "up"
        return "down" if self.high < -LITTLE else "apart"

    @property
    def middle(self) -> float:
        """Halfway between the least and the most."""
        return (self.low + self.high) / 2


@dataclass(frozen=True)
class Costs:
    """What the texts say of the costs.

    Attributes:
        place: the municipality in a sentence.
        base_year: what years are measured from.
        horizon: last year.
        price_year: whose prices the kroner are in.
        total: the municipality's sum.
        pictured: kindergarten, primary school and care, those that there are.
        rising: the service that rises most.
        falling: the service that falls most; ``None`` where none falls.
        estimated: names of services whose unit costs are estimates.
        all_estimated: every service is among them.
        switched_on: what-ifs that are switched on, with their values.
        drawn: the bands are known.
        municipalities: how many the country has in the data.
        implied: unit costs times all people, per cent of what is spent: the least and most of a
            service.
    """

    place: str
    base_year: int
    horizon: int
    price_year: int
    total: ServiceCost
    pictured: tuple[ServiceCost, ...]
    rising: ServiceCost
    falling: ServiceCost | None
    estimated: tuple[str, ...]
    all_estimated: bool
    switched_on: tuple[str, ...]
    drawn: bool
    municipalities: int
    implied: tuple[float, float]

    @property
    def plausible(self) -> bool:
        """Every service comes to about what the country spends on it."""
        low, high = self.implied
        return low > 100 - ABOUT and high < 100 + ABOUT

    def service(self, name: str) -> ServiceCost | None:
        """One of those in the picture, where there is one."""
        return next((found for found in self.pictured if found.id == name), None)


def costs_of(outlook: CostOutlook, press: Press) -> Costs:
    """What the text says of the costs."""
    facts = outlook.by_service.facts
    found = {name: _service(outlook, name, press) for name in outlook.services}
    municipal = sorted(
        (cost for name, cost in found.items() if name != "upper_secondary"), key=lambda c: c.middle
    )
    falls = municipal[0].middle < -LITTLE
    estimated = tuple(label(name, press.language) for name in facts["estimated"])
    return Costs(
        place=press.name(outlook.municipality),
        base_year=outlook.base_year,
        horizon=outlook.horizon_year,
        price_year=outlook.price_year,
        total=_service(outlook, MUNICIPAL_TOTAL, press),
        pictured=tuple(found[name] for name in PICTURED if name in found),
        rising=municipal[-1],
        falling=municipal[0] if falls else None,
        estimated=estimated,
        all_estimated=len(estimated) == len(outlook.services),
        switched_on=tuple(
            f"{label(name.split('.')[0], press.language)} ({_plain(value, press)})"
            for name, value in facts["switched_on"].items()
        ),
        drawn=bool(facts["draws"]),
        municipalities=int(outlook.plausibility.facts["municipalities"]),
        implied=_implied(outlook),
    )


def _implied(outlook: CostOutlook) -> tuple[float, float]:
    values = outlook.plausibility.values
    percent = (100 * values["implied"] / values["reference"]).to_list()
    return min(percent), max(percent)


class NamesFutures(Protocol):
    """An answer whose futures the user may have named."""

    @property
    def names(self) -> dict[str, dict[str, str]]:
        """By id of a future, its names by language."""


def future_name(outlook: NamesFutures, future: str, press: Press) -> str:
    """What a future is called: by whoever defined it, else by the glossary."""
    given = outlook.names.get(future, {})
    default = future.replace("_", " ")
    default = press.label(future) if future in glossary() else capitalised(default)
    return given.get(press.language) or next(iter(given.values()), default)


def _plain(value: float, press: Press) -> str:
    """A what-if's number, with no more decimals than it has."""
    return press.forms.number(value, 0 if value == int(value) else 2)


def _service(outlook: CostOutlook, service: str, press: Press) -> ServiceCost:
    rows = outlook.horizon.values.filter(
        (pl.col("service") == service) & pl.col("future").is_in(FOUR)
    ).sort("mean")
    ends = rows.select("future", "mean").rows()
    (lowest, low), (highest, high) = ends[0], ends[-1]
    return ServiceCost(
        id=service,
        name=label(service, press.language),
        low=float(low),
        high=float(high),
        lowest=future_name(outlook, lowest, press),
        highest=future_name(outlook, highest, press),
    )
