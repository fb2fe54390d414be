"""What the demo country's statistical office believed about the future, vintage by vintage.

A cohort-component model without chance: birth, death and emigration rates of the vintage's own
time, domestic moves from out-rates and a pool shared as in the years before. The alternatives
differ in fertility, life expectancy and immigration. It knows nothing of what came later.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from nyegrep.foundation.axes import AGES, FERTILE_AGES, OLDEST_AGE, AgeGroup
from nyegrep.foundation.codes import COUNTRY
from nyegrep.sources.demo.country import FloatArray
from nyegrep.sources.demo.frames import Table, long
from nyegrep.sources.demo.people import Chances, chances
from nyegrep.sources.demo.schedules import coming_from_abroad, moving_out, pull
from nyegrep.sources.demo.simulation import Simulation

GRADUAL_YEARS = 10
NATIONAL_HORIZON = 2050
NATIONAL_AGE_GROUPS = (
    AgeGroup(0, 0),
    AgeGroup(1, 5),
    AgeGroup(6, 12),
    AgeGroup(13, 15),
    AgeGroup(16, 19),
    AgeGroup(20, 44),
    AgeGroup(45, 66),
    AgeGroup(67, 79),
    AgeGroup(80, 89),
    AgeGroup(90, OLDEST_AGE),
)


@dataclass(frozen=True)
class Alternative:
    """Fertility and immigration relative to the main alternative, and the fall of death rates."""

    id: str
    fertility: float
    mortality_decline: float
    immigration: float


@dataclass(frozen=True)
class Vintage:
    """One projection: first year, and the last year published by municipality."""

    year: int
    last_year: int
    alternatives: tuple[str, ...]


ALTERNATIVES = {
    "MMMM": Alternative("MMMM", 1.0, 0.014, 1.0),
    "HHMH": Alternative("HHMH", 1.14, 0.021, 1.35),
    "LLML": Alternative("LLML", 0.86, 0.007, 0.7),
}
VINTAGES = (
    Vintage(2014, 2026, ("MMMM",)),
    Vintage(2018, 2026, ("MMMM",)),
    Vintage(2024, 2040, ("MMMM", "HHMH", "LLML")),
)


def tables(simulation: Simulation) -> list[Table]:
    """Municipal projections, one table per vintage on its own borders, and national ones."""
    regional: list[Table] = []
    national: list[pl.DataFrame] = []
    for vintage in VINTAGES:
        paths = {name: project(simulation, vintage.year, a) for name, a in ALTERNATIVES.items()}
        chosen = {name: paths[name] for name in vintage.alternatives}
        frame = _regional(simulation, vintage, chosen)
        regional.append(Table("official_projection", frame, vintage.year))
        national.extend(_national(vintage.year, name, path) for name, path in paths.items())
    return [*regional, Table("national_projection", pl.concat(national))]


def project(simulation: Simulation, vintage: int, alternative: Alternative) -> FloatArray:
    """People ``[year, slot, sex, age]`` from 1 January of the vintage to the horizon."""
    people = simulation.people(vintage).astype(np.float64)
    shares = simulation.years[vintage - 1].in_shares
    shares = simulation.country.carry_amounts(vintage, shares)
    path = [people]
    for step in range(NATIONAL_HORIZON - vintage):
        path.append(_step(simulation, path[-1], shares, (vintage, step), alternative))
    return np.stack(path)


def _step(
    simulation: Simulation,
    people: FloatArray,
    shares: FloatArray,
    when: tuple[int, int],
    alternative: Alternative,
) -> FloatArray:
    """One year: births, survivors, emigrants, domestic moves through the pool, immigrants."""
    vintage, step = when
    chance = _chances_of(simulation, vintage)
    reached = min(1.0, (step + 1) / GRADUAL_YEARS)
    fertility = 1 + (alternative.fertility - 1) * reached
    first, last = FERTILE_AGES.start, FERTILE_AGES.stop
    women = 0.5 * (people[:, 1, first - 1 : last - 1] + people[:, 1, first:last])
    births = (chance.births * women).sum(axis=1) * fertility
    boys = simulation.population.boys
    newborn = np.stack([boys * births, (1 - boys) * births], axis=1)[:, :, None]
    cohorts = np.concatenate([newborn, people], axis=2)
    survival = (1 - chance.deaths) ** np.exp(-alternative.mortality_decline * (step + 1))
    alive = cohorts * survival
    leaving = alive * chance.emigration
    out = (alive - leaving) * chance.moving_out
    coming = shares[:, None, :] * out.sum(axis=0)
    abroad = _immigrants(simulation, vintage) * (1 + (alternative.immigration - 1) * reached)
    weights = people.sum(axis=(1, 2)) * chance.immigration_weight
    arriving = (abroad * weights / weights.sum())[:, None, None] * coming_from_abroad()
    end = alive - leaving - out + coming + arriving
    after: FloatArray = end[:, :, : len(AGES)].copy()
    after[:, :, -1] += end[:, :, -1]
    return after


def _chances_of(simulation: Simulation, vintage: int) -> Chances:
    """The chances of the year before the vintage, on the vintage's borders."""
    country, year = simulation.country, vintage - 1
    happened = simulation.years[year]
    persons = happened.people_end.sum(axis=(1, 2)).astype(np.float64)
    known = np.stack([happened.traits.fertility, happened.traits.mortality], axis=1)
    fertility, mortality = country.carry_means(vintage, known, persons).T
    traits = np.stack([fertility, mortality, country.trait("abroad")])
    moves = (moving_out(country, simulation.population), pull(country))
    return chances(year, simulation.population, traits, moves)


def _immigrants(simulation: Simulation, vintage: int) -> float:
    """Mean number of immigrants in the five years before the vintage."""
    years = range(vintage - 5, vintage)
    return float(np.mean([simulation.years[year].flows.immigrants.sum() for year in years]))


def _regional(
    simulation: Simulation, vintage: Vintage, paths: dict[str, FloatArray]
) -> pl.DataFrame:
    """Whole persons, both sexes, by municipality and age; the country is their sum."""
    country = simulation.country
    slots = np.flatnonzero(country.active(vintage.year))
    years = range(vintage.year, vintage.last_year + 1)
    frames = []
    for name, path in paths.items():
        persons = np.round(path[: len(years), slots].sum(axis=2))
        persons = np.concatenate([persons, persons.sum(axis=1, keepdims=True)], axis=1)
        codes = [*country.codes[slots].tolist(), COUNTRY]
        dimensions: dict[str, Sequence[object]] = {"municipality_code": codes, "age": AGES.tolist()}
        frame = long({"year": list(years)}, dimensions, persons=persons)
        frames.append(frame.with_columns(vintage=pl.lit(vintage.year), alternative=pl.lit(name)))
    return pl.concat(frames).with_columns(sex=pl.lit("both"))


def _national(vintage: int, alternative: str, path: FloatArray) -> pl.DataFrame:
    """People of the country by age group."""
    people = np.round(path.sum(axis=2)).sum(axis=1)
    groups = [people[:, group.first : group.last + 1].sum(axis=1) for group in NATIONAL_AGE_GROUPS]
    years = list(range(vintage, vintage + len(path)))
    ids = [group.id for group in NATIONAL_AGE_GROUPS]
    frame = long({"year": years}, {"age_group": ids}, persons=np.stack(groups, axis=1))
    return frame.with_columns(vintage=pl.lit(vintage), alternative=pl.lit(alternative))
