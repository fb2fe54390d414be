"""Households, dwellings and house building of the demo country.

Households follow the ages of the people; dwellings are built where households become more, and
stock(t + 1) = stock(t) + completed(t) - demolished(t).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from nyegrep.foundation.axes import AGES
from nyegrep.foundation.randomness import stream
from nyegrep.sources.demo.country import FIRST_YEAR, LAST_YEAR, FloatArray, IntArray
from nyegrep.sources.demo.frames import Table, long, municipality_rows, with_totals
from nyegrep.sources.demo.parameters import Knots, at
from nyegrep.sources.demo.simulation import Simulation

BUILDING_YEARS = range(FIRST_YEAR, LAST_YEAR)
HOUSEHOLD_YEARS = range(2005, LAST_YEAR + 1)
STOCK_YEARS = range(2006, LAST_YEAR + 1)
HOUSEHOLD_TYPES = (
    "living_alone",
    "couple_no_children",
    "couple_with_children",
    "lone_parent",
    "with_adult_children",
    "several_families",
    "other",
)
BUILDING_TYPES = (
    "detached",
    "semi_detached",
    "row_house",
    "apartment_block",
    "shared_housing",
    "other",
)
BUILDING_SHARES = {
    "town": (0.34, 0.10, 0.14, 0.35, 0.03, 0.04),
    "country": (0.76, 0.09, 0.07, 0.03, 0.02, 0.03),
}
NEW_SHARES = {
    "town": (0.13, 0.11, 0.19, 0.55, 0.02),
    "country": (0.55, 0.15, 0.16, 0.11, 0.03),
}
TOWN_PROFILES = ("capital", "city", "town", "suburb")
DEMOLITION = 0.0015
REPLACEMENT = 0.0045
ALONE = (
    (17, 0.0),
    (20, 0.13),
    (25, 0.24),
    (35, 0.15),
    (50, 0.165),
    (67, 0.26),
    (80, 0.44),
    (95, 0.64),
)
COUPLES = (
    (20, 0.0),
    (30, 0.12),
    (40, 0.06),
    (50, 0.16),
    (60, 0.52),
    (75, 0.6),
    (85, 0.4),
    (100, 0.1),
)


@dataclass(frozen=True)
class Building:
    """Dwellings by year, slot and building type.

    ``stock`` is on 1 January of each of ``FIRST_YEAR`` to ``LAST_YEAR``; ``started`` and
    ``completed`` are of the years between, with other buildings than dwellings last.
    """

    stock: IntArray
    started: IntArray
    completed: IntArray


def tables(simulation: Simulation) -> list[Table]:
    """All tables about housing."""
    homes = {year: households(simulation, year) for year in range(FIRST_YEAR, LAST_YEAR + 1)}
    building = build(simulation, homes)
    return [
        Table("households", _households_frame(simulation, homes)),
        Table("dwellings", _stock_frame(simulation, building)),
        Table("house_building", _building_frame(simulation, building)),
    ]


def households(simulation: Simulation, year: int) -> IntArray:
    """Households by type on 1 January, ``[slot, type]``, from people by age.

    The last type, other households, is 0 everywhere, as in the published statistics.
    """
    people = simulation.people(year).sum(axis=1).astype(np.float64)
    alone = people @ _by_age(ALONE)
    couples = 0.5 * people @ _by_age(COUPLES)
    families = people[:, :18].sum(axis=1) / 1.78
    grown = people[:, 18:25].sum(axis=1)
    types = [
        alone,
        couples,
        0.80 * families,
        0.20 * families,
        0.4 * grown,
        0.011 * people.sum(axis=1),
    ]
    local = stream(simulation.seed, "demo.households").normal(0, 0.03, (len(people), len(types)))
    expected = np.stack(types, axis=1) * np.exp(local)
    whole = np.round(expected).astype(np.int64)
    none: IntArray = np.zeros((len(people), 1), dtype=np.int64)
    return np.concatenate([whole, none], axis=1)


def _by_age(knots: Knots) -> FloatArray:
    return np.array([at(knots, age) for age in range(len(AGES))])


def build(simulation: Simulation, homes: dict[int, IntArray]) -> Building:
    """Dwellings year by year, from the households of the first year on."""
    country, seed = simulation.country, simulation.seed
    town = np.array([place.profile in TOWN_PROFILES for place in country.places])[:, None]
    first = np.where(town, BUILDING_SHARES["town"], BUILDING_SHARES["country"])
    new = np.where(town, NEW_SHARES["town"], NEW_SHARES["country"])
    empty = np.where(town[:, 0], 1.05, 1.15)
    rng = stream(seed, "demo.first_dwellings")
    stock = rng.poisson(homes[FIRST_YEAR].sum(axis=1)[:, None] * empty[:, None] * first)
    stocks, started, completed = [stock], [], []
    for year in BUILDING_YEARS:
        rng = stream(seed, f"demo.building.{year}")
        count = stock.sum(axis=1)
        missing = np.clip(homes[year].sum(axis=1) * empty - count, 0, None)
        wanted = REPLACEMENT * count + 0.45 * missing
        done = rng.poisson(wanted[:, None] * new)
        other = rng.poisson(0.0004 * count)[:, None]
        begun = rng.poisson(1.02 * wanted[:, None] * new)
        completed.append(np.concatenate([done, other], axis=1))
        started.append(np.concatenate([begun, rng.poisson(0.0004 * count)[:, None]], axis=1))
        gone = rng.binomial(stock, DEMOLITION)
        stock = stock - gone
        stock[:, : done.shape[1]] += done
        stock = country.carry_counts(year + 1, stock, rng)
        stocks.append(stock)
    return Building(np.stack(stocks), np.stack(started), np.stack(completed))


def _households_frame(simulation: Simulation, homes: dict[int, IntArray]) -> pl.DataFrame:
    rows, years, slots = municipality_rows(simulation.country, HOUSEHOLD_YEARS)
    found = np.stack([homes[year] for year in HOUSEHOLD_YEARS])
    at = (years - HOUSEHOLD_YEARS.start, slots)
    return long(rows, {"household_type": HOUSEHOLD_TYPES}, households=found[at])


def _stock_frame(simulation: Simulation, building: Building) -> pl.DataFrame:
    """The stock of municipalities, counties and the country."""
    stock = building.stock[STOCK_YEARS.start - FIRST_YEAR :]
    keys, values = with_totals(simulation.country, STOCK_YEARS, stock)
    return long(keys, {"building_type": BUILDING_TYPES}, dwellings=values)


def _building_frame(simulation: Simulation, building: Building) -> pl.DataFrame:
    rows, years, slots = municipality_rows(simulation.country, BUILDING_YEARS)
    both = np.stack([building.started, building.completed], axis=2)
    types = (*BUILDING_TYPES[:-1], "not_dwelling")
    dimensions = {"status": ("started", "completed"), "building_type": types}
    return long(rows, dimensions, dwellings=both[years - BUILDING_YEARS.start, slots])
