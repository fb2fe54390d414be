"""What is true of the demo country and no statistics tell: parameters and hidden values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from nyegrep.foundation.axes import AGES, FERTILE_AGES, SEXES
from nyegrep.sources.demo.accounts import ACCOUNT_YEARS, keep_accounts
from nyegrep.sources.demo.country import FIRST_YEAR, LAST_YEAR
from nyegrep.sources.demo.frames import by_year, long, municipality_rows
from nyegrep.sources.demo.need import need
from nyegrep.sources.demo.parameters import (
    AttractivenessParameters,
    MoneyParameters,
    PopulationParameters,
    WorkParameters,
)
from nyegrep.sources.demo.schedules import death_rates, fertility_rates
from nyegrep.sources.demo.simulation import Simulation, simulate

TRUE_YEARS = range(FIRST_YEAR, LAST_YEAR)
MIGRATION = (
    "net",
    "size",
    "integration",
    "own_attractiveness",
    "own_structure",
    "own_public",
    "neighbour",
    "residential_attractiveness",
    "chance",
)
JOB_GROWTH = ("private", "industry_mix", "population_effect", "business_attractiveness", "public")


@dataclass(frozen=True)
class Truth:
    """The true parameters and the hidden values of every municipality-year.

    Attributes:
        seed: of the country.
        attractiveness, population, work, money: parameters of the model.
        migration: per cent of people on 1 January; ``net`` = ``immigration`` + ``constant`` and
            all that follow it.
        job_growth: per cent of private jobs; ``private`` = ``national`` + the three components;
            ``public`` and ``national_public`` in per cent of public jobs.
        traits: lasting residential and business attractiveness before their yearly deviations,
            and fertility and mortality relative to the country.
        fertility: births per woman and year in the country by age.
        mortality: deaths per person-year in the country by sex and age.
        spending: need index, deviation (log points) and budget factor by sector; spending per
            inhabitant is in proportion to index·exp(deviation)·factor.
    """

    seed: int
    attractiveness: AttractivenessParameters
    population: PopulationParameters
    work: WorkParameters
    money: MoneyParameters
    migration: pl.DataFrame
    job_growth: pl.DataFrame
    traits: pl.DataFrame
    fertility: pl.DataFrame
    mortality: pl.DataFrame
    spending: pl.DataFrame


def truth(seed: int = 2026) -> Truth:
    """The truth about the demo country of ``seed``."""
    simulation = simulate(seed)
    return Truth(
        seed=seed,
        attractiveness=simulation.attractiveness,
        population=simulation.population,
        work=simulation.work,
        money=MoneyParameters(),
        migration=_migration(simulation),
        job_growth=_job_growth(simulation),
        traits=_traits(simulation),
        fertility=_fertility(simulation),
        mortality=_mortality(simulation),
        spending=_spending(simulation),
    )


def _migration(simulation: Simulation) -> pl.DataFrame:
    rows, years, slots = municipality_rows(simulation.country, TRUE_YEARS)
    at = (years - FIRST_YEAR, slots)
    parts = {name: by_year(simulation, TRUE_YEARS, f"migration.{name}")[at] for name in MIGRATION}
    immigration = [simulation.years[int(year)].migration.immigration for year in years]
    constant = np.full(len(years), simulation.attractiveness.constant)
    return pl.DataFrame({**rows, "immigration": immigration, "constant": constant, **parts})


def _job_growth(simulation: Simulation) -> pl.DataFrame:
    rows, years, slots = municipality_rows(simulation.country, TRUE_YEARS)
    at = (years - FIRST_YEAR, slots)
    parts = {name: by_year(simulation, TRUE_YEARS, f"growth.{name}")[at] for name in JOB_GROWTH}
    growth = [simulation.years[int(year)].growth for year in years]
    national = {
        "national": [part.national for part in growth],
        "national_public": [part.national_public for part in growth],
    }
    return pl.DataFrame({**rows, **national, **parts})


def _traits(simulation: Simulation) -> pl.DataFrame:
    rows, years, slots = municipality_rows(simulation.country, TRUE_YEARS)
    at = (years - FIRST_YEAR, slots)
    names = ("residential", "business", "fertility", "mortality")
    found = {name: by_year(simulation, TRUE_YEARS, f"traits.{name}")[at] for name in names}
    return pl.DataFrame({**rows, **found})


def _fertility(simulation: Simulation) -> pl.DataFrame:
    rates = np.stack([fertility_rates(year, simulation.population) for year in TRUE_YEARS])
    return long({"year": list(TRUE_YEARS)}, {"age": list(FERTILE_AGES)}, births_per_woman=rates)


def _mortality(simulation: Simulation) -> pl.DataFrame:
    rates = np.stack([death_rates(year, simulation.population) for year in TRUE_YEARS])
    dimensions = {"sex": SEXES, "age": AGES.tolist()}
    return long({"year": list(TRUE_YEARS)}, dimensions, deaths_per_person_year=rates)


def _spending(simulation: Simulation) -> pl.DataFrame:
    found = need(simulation)
    accounts = keep_accounts(simulation, found)
    rows, years, slots = municipality_rows(simulation.country, ACCOUNT_YEARS)
    at = (years - ACCOUNT_YEARS.start, slots)
    sectors = found.sectors[:-1]
    factor = np.repeat(accounts.budget_factor[at][:, None], len(sectors), axis=1)
    return long(
        rows,
        {"sector": sectors},
        need_index=found.index[at][:, :-1],
        deviation=accounts.deviation[at],
        budget_factor=factor,
    )
