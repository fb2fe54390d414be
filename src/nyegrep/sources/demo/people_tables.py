"""People of the demo country as tables: ages, births, deaths and moves, and the country's rates."""

from __future__ import annotations

import numpy as np
import polars as pl

from nyegrep.foundation.axes import AGES, FERTILE_AGES, SEXES
from nyegrep.foundation.codes import COUNTRY
from nyegrep.foundation.randomness import stream
from nyegrep.sources.demo.country import FIRST_YEAR, LAST_YEAR, FloatArray, IntArray
from nyegrep.sources.demo.frames import Rows, Table, long, municipality_rows
from nyegrep.sources.demo.schedules import SHARE_OF_INFANT_DEATHS_IN_BIRTH_YEAR, death_rates
from nyegrep.sources.demo.simulation import Simulation

PEOPLE_YEARS = range(FIRST_YEAR, LAST_YEAR + 1)
FLOW_YEARS = range(FIRST_YEAR, LAST_YEAR)
FLOWS = ("births", "deaths", "in_movers", "out_movers", "immigrants", "emigrants")
FLOW_COLUMNS = {
    "in_movers": "domestic_in_migration",
    "out_movers": "domestic_out_migration",
    "immigrants": "immigration",
    "emigrants": "emigration",
}
RECORDED_MOTHERS = range(12, 56)


def tables(simulation: Simulation) -> list[Table]:
    """All tables about people."""
    return [
        Table("population_by_age", population_by_age(simulation)),
        Table("population_change", population_change(simulation)),
        Table("national_deaths", national_deaths(simulation)),
        Table("national_fertility", national_fertility(simulation)),
    ]


def population_by_age(simulation: Simulation) -> pl.DataFrame:
    """People by sex and single age on 1 January, municipalities only."""
    rows, years, slots = municipality_rows(simulation.country, PEOPLE_YEARS)
    people = np.stack([simulation.people(year) for year in PEOPLE_YEARS])
    found = people[years - FIRST_YEAR, slots]
    return long(rows, {"sex": SEXES, "age": AGES.tolist()}, persons=found)


def population_change(simulation: Simulation) -> pl.DataFrame:
    """People on 1 January and what happened in the year; nothing has happened yet in the last.

    The country has its own row; moves there are those between municipalities.
    """
    rows, years, slots = municipality_rows(simulation.country, PEOPLE_YEARS)
    population = np.stack([simulation.people(year).sum(axis=(1, 2)) for year in PEOPLE_YEARS])
    every = {"population": population, **{n: _yearly(simulation, n) for n in FLOWS}}
    codes = [COUNTRY] * len(PEOPLE_YEARS)
    country: Rows = {"year": list(PEOPLE_YEARS), "municipality_code": codes}
    at = (years - FIRST_YEAR, slots)
    frames = [
        long(rows, {}, **{name: values[at] for name, values in every.items()}),
        long(country, {}, **{name: values.sum(axis=1) for name, values in every.items()}),
    ]
    flows = pl.concat(frame.cast({"year": pl.Int32}) for frame in frames).rename(FLOW_COLUMNS)
    domestic = pl.col("domestic_in_migration") - pl.col("domestic_out_migration")
    return flows.with_columns(
        birth_surplus=pl.col("births") - pl.col("deaths"),
        net_migration=domestic + pl.col("immigration") - pl.col("emigration"),
    )


def _yearly(simulation: Simulation, flow: str) -> FloatArray:
    """A flow by year and slot; NaN in the last year."""
    found = [getattr(simulation.years[year].flows, flow) for year in FLOW_YEARS]
    sums = np.stack([values.reshape(len(values), -1).sum(axis=1) for values in found])
    return np.concatenate([sums, np.full((1, sums.shape[1]), np.nan)])


def national_deaths(simulation: Simulation) -> pl.DataFrame:
    """Deaths and death rates of the country by sex and age; the last age is open.

    m_x = D_x / ½(N_x(1 January) + N_x(31 December)), for men, women and both.
    """
    frames = []
    for year in FLOW_YEARS:
        deaths = deaths_by_age(simulation, year)
        people = simulation.years[year].people.sum(axis=0)
        after = simulation.years[year].people_end.sum(axis=0)
        lived = 0.5 * (people + after)
        columns = {}
        for name, d, n in (
            ("male", deaths[0], lived[0]),
            ("female", deaths[1], lived[1]),
            ("total", deaths.sum(axis=0), lived.sum(axis=0)),
        ):
            rate = np.divide(d, n, out=np.full(len(AGES), np.nan), where=n > 0)
            columns[f"{name}_mx"] = pl.Series(rate).fill_nan(None)
            columns[f"{name}_deaths"] = pl.Series(d.astype(np.float64))
        frames.append(pl.DataFrame({"year": [year] * len(AGES), "age": AGES, **columns}))
    return pl.concat(frames)


def deaths_by_age(simulation: Simulation, year: int) -> IntArray:
    """Deaths in the country by age at death, ``[sex, age]``.

    A cohort passes from one age to the next in the year; which deaths came before the birthday is
    drawn in proportion to the death rates of the two ages.
    """
    cohorts = simulation.years[year].flows.deaths.sum(axis=0)
    rates = death_rates(year, simulation.population)
    younger = 0.5 * rates
    younger[:, 0] = (1 - SHARE_OF_INFANT_DEATHS_IN_BIRTH_YEAR) * rates[:, 0]
    older = 0.5 * np.concatenate([rates[:, 1:], rates[:, -1:]], axis=1)
    rng = stream(simulation.seed, f"demo.death_ages.{year}")
    before = rng.binomial(cohorts[:, 1:], younger / (younger + older))
    deaths = before.copy()
    deaths[:, 0] += cohorts[:, 0]
    after = cohorts[:, 1:] - before
    deaths[:, 1:] += after[:, :-1]
    deaths[:, -1] += after[:, -1]
    return deaths


def national_fertility(simulation: Simulation) -> pl.DataFrame:
    """Births per woman by the mother's age; none before 15 or after 49.

    f_x = births to mothers aged x / ½(women aged x on 1 January + on 31 December).
    """
    first, last = FERTILE_AGES.start, FERTILE_AGES.stop
    rates = np.zeros((len(FLOW_YEARS), len(RECORDED_MOTHERS)))
    for row, year in enumerate(FLOW_YEARS):
        happened = simulation.years[year]
        women = 0.5 * (happened.people[:, 1] + happened.people_end[:, 1]).sum(axis=0)
        births = happened.flows.births.sum(axis=0)
        start = first - RECORDED_MOTHERS.start
        rates[row, start : start + len(births)] = births / np.maximum(women[first:last], 1)
    return long({"year": list(FLOW_YEARS)}, {"age": list(RECORDED_MOTHERS)}, asfr=rates)
