"""What the municipalities of the demo country need: criteria, cost keys and need index.

index_c,i = (x_c,i / P_i) / (X_c / P);  D_s,i = Σ_c w_s,c·index_c,i;  D_i = Σ_s W_s·D_s,i.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import polars as pl

from nyegrep.foundation.axes import OLDEST_AGE
from nyegrep.sources.demo.country import LAST_YEAR, FloatArray, read_yaml
from nyegrep.sources.demo.frames import Table, long, municipality_rows, rounded
from nyegrep.sources.demo.lasting import lasting
from nyegrep.sources.demo.simulation import Simulation

NEED_YEARS = range(2015, LAST_YEAR + 1)
TOTAL = "total"
AGE_CRITERIA = {
    "inhabitants": (0, OLDEST_AGE),
    "persons_0-17": (0, 17),
    "persons_1-5": (1, 5),
    "persons_6-12": (6, 12),
    "persons_13-15": (13, 15),
    "persons_18-66": (18, 66),
    "persons_67-79": (67, 79),
    "persons_80-89": (80, 89),
    "persons_90+": (90, OLDEST_AGE),
}


@dataclass(frozen=True)
class Need:
    """Criteria ``[year, slot, criterion]`` and index ``[year, slot, sector]``, total last."""

    criteria: tuple[str, ...]
    values: FloatArray
    sectors: tuple[str, ...]
    index: FloatArray

    def of(self, sector: str) -> FloatArray:
        """Need index of one sector, ``[year, slot]``."""
        found: FloatArray = self.index[:, :, self.sectors.index(sector)]
        return found


@cache
def income_system() -> dict[str, Any]:
    """Sectors, keys and social criteria."""
    return read_yaml("income_system.yaml")


def need(simulation: Simulation) -> Need:
    """Criteria of every municipality-year and the need index they give."""
    by_name = {**_ages(simulation), **_social(simulation), **_places(simulation)}
    names = tuple(by_name)
    values = np.stack(list(by_name.values()), axis=-1)
    people = by_name["inhabitants"]
    per_person = values / np.maximum(people, 1)[..., None]
    country = values.sum(axis=1) / people.sum(axis=1)[:, None]
    relative = per_person / country[:, None]
    system = income_system()
    sectors = tuple(system["sectors"])
    weights = np.array([[system["keys"][s].get(n, 0.0) for n in names] for s in sectors])
    index = relative @ weights.T
    total = index @ np.array([system["sectors"][s] for s in sectors])
    return Need(
        names, values, (*sectors, TOTAL), np.concatenate([index, total[..., None]], axis=-1)
    )


def _ages(simulation: Simulation) -> dict[str, FloatArray]:
    people = np.stack([simulation.people(year).sum(axis=1) for year in NEED_YEARS]).astype(float)
    return {
        name: people[:, :, first : last + 1].sum(axis=2)
        for name, (first, last) in AGE_CRITERIA.items()
    }


def _social(simulation: Simulation) -> dict[str, FloatArray]:
    """Shares of people of some ages, with lasting local differences."""
    people = np.stack([simulation.people(year).sum(axis=1) for year in NEED_YEARS])
    social = income_system()["social"]
    spreads = np.array([entry["spread"] for entry in social.values()])
    local = lasting(simulation, "social", spreads, NEED_YEARS, drift=0.15)
    town = simulation.country.trait("young")
    found = {}
    for position, (name, entry) in enumerate(social.items()):
        first, last = entry["ages"]
        factor = entry["share"] * np.exp(local[:, :, position] + 0.5 * entry["urban"] * town)
        found[name] = np.round(people[:, :, first : last + 1].sum(axis=2) * factor)
    return found


def _places(simulation: Simulation) -> dict[str, FloatArray]:
    """Criteria of the place rather than its people; job criteria are of the year before."""
    country = simulation.country
    people = np.stack([simulation.people(year).sum(axis=(1, 2)) for year in NEED_YEARS])
    there = people > 0
    apart = np.where(country.distances > 0, country.distances, np.inf)
    nearest = np.sort(apart, axis=1)[:, :3].mean(axis=1)
    return {
        "base": there.astype(float),
        "travel_zone": np.round(people * (1.0 + 0.18 * nearest), 0),
        "travel_neighbour": np.round(people * (0.4 + 0.05 * nearest), 0),
        "agriculture": _before(simulation, lambda y: y.jobs[:, 0].sum(axis=1)),
        "full_time_employed": np.round(
            _before(simulation, lambda y: 0.68 * y.commuting.sum(axis=1))
        ),
        "mortality": np.round(
            _before(simulation, lambda y: y.flows.deaths.sum(axis=(1, 2)).astype(float))
        ),
    }


def _before(simulation: Simulation, what: Callable[..., FloatArray]) -> FloatArray:
    """Something of the year before each, on the borders of each: ``[year, slot]``."""
    found = [
        simulation.country.carry_amounts(year, what(simulation.years[year - 1]).astype(float))
        for year in NEED_YEARS
    ]
    return np.stack(found)


def tables(simulation: Simulation, found: Need) -> list[Table]:
    """Criteria, keys and index as tables."""
    rows, years, slots = municipality_rows(simulation.country, NEED_YEARS)
    at = (years - NEED_YEARS.start, slots)
    criteria = long(rows, {"criterion": found.criteria}, value=found.values[at])
    index = long(rows, {"sector": found.sectors}, index=rounded(found.index[at], 4))
    return [
        Table("need_criteria", criteria),
        Table("cost_keys", cost_keys()),
        Table("expenditure_need_index", index),
    ]


def cost_keys() -> pl.DataFrame:
    """Weights of criteria in sectors, and of sectors in the key ``total``; each key sums to 1."""
    system = income_system()
    pairs = [(s, c, w) for s, key in system["keys"].items() for c, w in key.items()]
    pairs += [(TOTAL, sector, weight) for sector, weight in system["sectors"].items()]
    rows = [(year, *pair) for year in NEED_YEARS for pair in pairs]
    return pl.DataFrame(rows, ["year", "sector", "criterion", "weight"], orient="row")
