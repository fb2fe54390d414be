"""What the decomposition of migration starts from, checked as one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from nyegrep.foundation.axes import FloatArray
from nyegrep.foundation.errors import DataError, Problem, Problems
from nyegrep.methods.attractiveness.coefficients import Level
from nyegrep.methods.attractiveness.commuting import Commuting
from nyegrep.methods.attractiveness.grids import CODE, grid, percent_change, twice, year_span
from nyegrep.methods.attractiveness.jobs import JobGrowth


@dataclass(frozen=True)
class Inputs:
    """Everything of the places of one level, all on the borders of one year.

    Attributes:
        population: municipality_code, year, persons on 1 January.
        changes: municipality_code, year, birth_surplus, net_migration during the year, persons.
        jobs: growth in jobs and its parts; its places are those decomposed.
        commuting: where people work, one year for all years.
        national_immigration: the country's net immigration, per cent of its people, by year;
            years that are not here are summed from the places.
        breaks: years in which the register of jobs began to count otherwise.
        level: what the places are.
        notes: what a reader should know of how the inputs were made.
    """

    population: pl.DataFrame
    changes: pl.DataFrame
    jobs: JobGrowth
    commuting: Commuting
    national_immigration: Mapping[int, float] | None = None
    breaks: tuple[int, ...] = ()
    level: Level = "municipality"
    notes: tuple[Problem, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """The places decomposed, in rising order."""
        return self.jobs.codes

    @property
    def years(self) -> tuple[int, ...]:
        """The years decomposed, without a gap."""
        return self.jobs.years

    def persons(self) -> FloatArray:
        """People on 1 January [place, year]."""
        return grid(self.population, "persons", self.codes, self.years)

    def check(self) -> None:
        """See that the inputs fit together.

        Raises:
            DataError: with everything that is wrong: rows that stand twice, a place without
                people in a row, a place that the commuting matrix lacks.
        """
        problems = Problems()
        for table, frame in (("population", self.population), ("changes", self.changes)):
            doubled = twice(frame, (CODE, "year"))
            if doubled:
                problems.add("attractiveness.rows_twice", table=table, codes=doubled)
        empty = self.population.filter(pl.col("persons") <= 0)
        if not empty.is_empty():
            codes, years = (sorted(empty[name].unique()) for name in (CODE, "year"))
            problems.add("attractiveness.no_people", codes=codes, years=years)
        absent = sorted(set(self.codes) - set(self.commuting.codes))
        if absent:
            year = self.commuting.year
            problems.add("attractiveness.commuting_absent", codes=absent, year=year)
        problems.raise_if_any(DataError)


def national_immigration(inputs: Inputs) -> FloatArray:
    """The country's net immigration in per cent of its people [year].

    I_t = 100·Σ_i net_i,t / Σ_i P_i,t over the places known in t: moves within the country cancel,
    so that the sum over all places is the country's. A rate that was given is used instead.
    """
    net = grid(inputs.changes, "net_migration", inputs.codes, inputs.years)
    persons = inputs.persons()
    both = np.isfinite(net) & np.isfinite(persons)
    people = np.where(both, persons, 0.0).sum(axis=0)
    moved = np.where(both, net, 0.0).sum(axis=0)
    rates = 100 * moved / np.where(people > 0, people, np.nan)
    given = inputs.national_immigration or {}
    return np.array(
        [given.get(year, rate) for year, rate in zip(inputs.years, rates.tolist(), strict=True)]
    )


def relative_population_growth(
    population: pl.DataFrame, country: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Growth of the people during each year, and how far it is from the country's.

    π_i,t = 100·(P_i,t+1/P_i,t - 1); relative growth is π_i,t - π_N,t.

    Args:
        population: municipality_code, year, persons on 1 January; one row per place and year.
        country: year, persons of the country; the sum of the places known in both years where
            not given.

    Returns:
        municipality_code, year, population_growth, relative_growth, per cent; rows whose next
        year is known.
    """
    codes = tuple(sorted(population[CODE].unique()))
    years = year_span(population)
    persons = grid(population, "persons", codes, years)
    growth = percent_change(persons)[:, 1:]
    both = np.isfinite(growth)
    now = np.where(both, persons[:, 1:], 0.0).sum(axis=0)
    then = np.where(both, persons[:, :-1], 0.0).sum(axis=0)
    mean = 100 * (now / np.where(then > 0, then, np.nan) - 1)
    if country is not None:
        rows = country.with_columns(pl.lit("0").alias(CODE))
        own = percent_change(grid(rows, "persons", ("0",), years))[0, 1:]
        mean = np.where(np.isfinite(own), own, mean)
    found = pl.DataFrame(
        {
            CODE: np.repeat(codes, len(years) - 1),
            "year": np.tile(np.array(years[:-1], dtype=np.int32), len(codes)),
            "population_growth": growth.ravel(),
            "relative_growth": (growth - mean).ravel(),
        }
    )
    return found.filter(pl.col("relative_growth").is_not_nan())
