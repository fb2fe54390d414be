"""Paths of the population, year by year, from the rates of a base year."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from nyegrep.foundation.axes import AGES, FloatArray
from nyegrep.foundation.errors import InputError, fail
from nyegrep.methods.population.cohorts import YearChange, YearRates, step, survivors
from nyegrep.methods.population.rates import Rates


@dataclass(frozen=True)
class NationalDrift:
    """How the country's conditions move along the path; [year], the first year first.

    Attributes:
        fertility: factor on births per woman.
        mortality: factor on hazards, on top of their trend.
        migration: net migration of the country per inhabitant.
    """

    fertility: FloatArray
    mortality: FloatArray
    migration: FloatArray


@dataclass(frozen=True)
class PopulationPath:
    """People on every 1 January from the base year on, and what happened in between.

    For every municipality, year, sex and age: people = those a year younger the year before
    (births at age 0) − deaths + net migration. Fractions of people are kept.

    Attributes:
        codes: municipalities, the first axis.
        base_year: the first 1 January.
        sexes: names along the sex axis.
        people: persons [municipality, year, sex, age].
        births: births in the year that begins then [municipality, year − 1, sex].
        deaths: deaths, by the age on the next 1 January [municipality, year − 1, sex, age].
        net_migration: net migration, by the same age [municipality, year − 1, sex, age].
        notes: codes of what the rates had to do without.
    """

    codes: tuple[str, ...]
    base_year: int
    sexes: tuple[str, ...]
    people: FloatArray
    births: FloatArray
    deaths: FloatArray
    net_migration: FloatArray
    notes: tuple[str, ...] = ()

    @property
    def years(self) -> range:
        """The years of the people, base year included."""
        return range(self.base_year, self.base_year + self.people.shape[1])

    def totals(self) -> FloatArray:
        """Persons of all ages [municipality, year]."""
        totals: FloatArray = self.people.sum(axis=(2, 3))
        return totals


def central_drift(rates: Rates, years: int) -> NationalDrift:
    """The drift of the central path: fertility as last known, mortality along its trend.

    Net migration of the country goes from last year's level towards its longer mean.
    """
    return NationalDrift(np.ones(years), np.ones(years), rates.migration.levels(years))


def project(rates: Rates, horizon: int, drift: NationalDrift | None = None) -> PopulationPath:
    """The path of every municipality in ``rates`` to 1 January of ``horizon``.

    Net migration in year h: M(a) = l(a)·[r_N(a) + x(h)·max(r_N(a), 0) + δ^(h−1)·d(a)], with l
    survivors, r_N the country's rate, d the place's deviation, δ its persistence, and x(h) such
    that the country as a whole has the net migration of the drift.

    Args:
        rates: from ``rates.estimate``, for all or selected municipalities.
        horizon: last year; after the base year.
        drift: the country's conditions; ``central_drift`` where not given.

    Raises:
        InputError: the horizon is not after the base year.
    """
    years = horizon - rates.base_year
    if years < 1:
        fail(InputError, "population.horizon_early", horizon=horizon, year=rates.base_year)
    drift = central_drift(rates, years) if drift is None else drift
    national = _national_rates(rates, drift)
    people = rates.people
    changes: list[YearChange] = []
    for index in range(years):
        fading = rates.migration.persistence**index * rates.migration.deviation
        level = rates.mortality_level[:, None, None]
        fertility = rates.fertility_level[:, None]
        year = _year(rates, drift, index, level, fertility)
        moved = _movers(people, year.survival) * (national[index] + fading)
        changes.append(step(people, replace(year, net_migration=moved)))
        people = changes[-1].people
    return PopulationPath(
        codes=rates.codes,
        base_year=rates.base_year,
        sexes=rates.sexes,
        people=np.stack([rates.people, *(change.people for change in changes)], axis=1),
        births=np.stack([change.births for change in changes], axis=1),
        deaths=np.stack([change.deaths for change in changes], axis=1),
        net_migration=np.stack([change.net_migration for change in changes], axis=1),
        notes=rates.notes,
    )


def tidy(path: PopulationPath) -> pl.DataFrame:
    """The people of a path as a frame: municipality_code, year, sex, age, persons."""
    shape = path.people.shape
    index = [np.broadcast_to(part, shape).ravel() for part in np.ix_(*map(np.arange, shape))]
    return pl.DataFrame(
        {
            "municipality_code": pl.Series(path.codes).gather(index[0]),
            "year": (index[1] + path.base_year).astype(np.int32),
            "sex": pl.Series(path.sexes).gather(index[2]),
            "age": AGES.astype(np.int32)[index[3]],
            "persons": path.people.ravel(),
        }
    )


def _year(
    rates: Rates,
    drift: NationalDrift,
    index: int,
    mortality_level: FloatArray | float,
    fertility_level: FloatArray | float,
) -> YearRates:
    """What happens in a year of the path, before moves are known."""
    hazards = rates.mortality.in_year(rates.base_year + index) * drift.mortality[index]
    return YearRates(
        survival=np.exp(-hazards * mortality_level),
        fertility=rates.fertility * drift.fertility[index] * fertility_level,
        women_share=rates.women_share,
        boys_share=rates.boys_share,
        net_migration=np.zeros(1),
    )


def _movers(people: FloatArray, survival: FloatArray) -> FloatArray:
    """Those whom migration rates apply to, by age at the end of the year [..., sex, age].

    The survivors; at age 0, whose number is not known before births are, last year's infants.
    """
    alive = survivors(people, survival)
    alive[..., 0] = people[..., 0]
    return alive


def _national_rates(rates: Rates, drift: NationalDrift) -> list[FloatArray]:
    """The country's net migration rates [sex, age] of each year, so that its level is the drift's.

    A higher or lower level is spread over ages as the country's net in-migration is.
    """
    people = rates.national_people
    own = rates.migration.national
    inward = np.maximum(own, 0.0)
    found = []
    for index, level in enumerate(drift.migration):
        year = _year(rates, drift, index, 1.0, rates.national_fertility_level)
        alive = _movers(people, year.survival)
        missing = level * people.sum() - (own * alive).sum()
        spread = inward if (inward * alive).sum() > 0 else np.ones_like(own)
        found.append(own + spread * missing / (spread * alive).sum())
        people = step(people, replace(year, net_migration=found[-1] * alive)).people
    return found
