"""Paths of the population, year by year, from the rates of a base year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from nyegrep.foundation.axes import AGES, FloatArray
from nyegrep.foundation.errors import InputError, fail
from nyegrep.methods.population.cohorts import YearChange, YearRates, step
from nyegrep.methods.population.kernel import Schedules
from nyegrep.methods.population.rates import Rates
from nyegrep.methods.population.shocks import Shocks

SECANT_STEPS = 8
NEAR = 1e-12
LEAST_PEOPLE = 1e-9


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
    given = schedules(rates, horizon, drift)
    changes = list(simulate(given, central(given)))
    return PopulationPath(
        codes=rates.codes,
        base_year=rates.base_year,
        sexes=rates.sexes,
        people=np.stack([rates.people, *(change.people[0] for change in changes)], axis=1),
        births=np.stack([change.births[0] for change in changes], axis=1),
        deaths=np.stack([change.deaths[0] for change in changes], axis=1),
        net_migration=np.stack([change.net_migration[0] for change in changes], axis=1),
        notes=rates.notes,
    )


def schedules(rates: Rates, horizon: int, drift: NationalDrift | None = None) -> Schedules:
    """What all draws of the path to ``horizon`` share; see ``project``.

    Extra net migration is spread over ages as the moves of the place are: B(a) = o(a)·P/Σ l·o, with
    o the rate of moving out, l the survivors in the first year and P all people of the base year,
    so that one unit is one net migrant per inhabitant. Where nobody moves, all ages are alike.

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
    fading = rates.migration.persistence ** np.arange(years)
    national = np.stack(_national_rates(rates, drift))
    deviation = fading[:, None, None] * rates.migration.deviation[:, None]
    return Schedules(
        codes=rates.codes,
        base_year=rates.base_year,
        people=rates.people,
        hazards=np.stack([_hazards(rates, drift, index) for index in range(years)]),
        mortality_level=rates.mortality_level,
        fertility=rates.fertility * drift.fertility[:, None],
        fertility_level=rates.fertility_level,
        women_share=rates.women_share,
        boys_share=rates.boys_share,
        rates=national + deviation,
        spread=_unit_spread(rates, drift),
        outward=rates.outward,
    )


def central(schedules: Schedules) -> Shocks:
    """Shocks that change nothing: one draw, the central path."""
    years, places = len(schedules.years), len(schedules.codes)
    return Shocks(
        fertility=np.ones((1, years)),
        mortality=np.ones((1, years)),
        migration=np.zeros((places, 1, years)),
        fertility_place=np.ones((places, 1)),
        mortality_place=np.ones((places, 1)),
    )


def simulate(schedules: Schedules, shocks: Shocks) -> Iterator[YearChange]:
    """The draws year by year, in expectation, with the axes [draw, place, sex, age].

    The readable counterpart of ``kernel.run``, and what it is tested against.

    Args:
        schedules: what the draws share.
        shocks: what sets them apart.
    """
    people = np.broadcast_to(
        schedules.people, (len(shocks.mortality), *schedules.people.shape)
    ).astype(np.float64)
    places_mortality = schedules.mortality_level * shocks.mortality_place.T
    places_fertility = schedules.fertility_level * shocks.fertility_place.T
    for index in range(len(schedules.years)):
        mortality = places_mortality * shocks.mortality[:, index, None]
        fertility = places_fertility * shocks.fertility[:, index, None]
        level = shocks.migration[:, :, index].T[..., None, None]
        year = YearRates(
            survival=np.exp(-schedules.hazards[index] * mortality[..., None, None]),
            fertility=schedules.fertility[index] * fertility[..., None],
            women_share=schedules.women_share,
            boys_share=schedules.boys_share,
            migration=schedules.rates[:, index] + level * schedules.spread,
        )
        change = step(people, year)
        people = change.people
        yield change


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


def _hazards(rates: Rates, drift: NationalDrift, index: int) -> FloatArray:
    """The country's hazards [sex, step] in a year of the path."""
    moved: FloatArray = rates.mortality.in_year(rates.base_year + index) * drift.mortality[index]
    return moved


def _national_year(rates: Rates, drift: NationalDrift, index: int) -> YearRates:
    """What happens in the country in a year of the path, with nobody moving."""
    return YearRates(
        survival=np.exp(-_hazards(rates, drift, index)),
        fertility=rates.fertility * drift.fertility[index] * rates.national_fertility_level,
        women_share=rates.women_share,
        boys_share=rates.boys_share,
        migration=np.zeros_like(rates.national_people),
    )


def _national_rates(rates: Rates, drift: NationalDrift) -> list[FloatArray]:
    """The country's net migration rates [sex, age] of each year, so that its level is the drift's.

    A higher or lower level is spread over ages as the country's net in-migration is: r_N + x·B,
    with x found by the secant rule. What it adds up to is very nearly a straight line in x, and
    bends only since those who move in have children in the year.
    """
    people = rates.national_people
    spread = _spread(rates, drift)
    found = []
    for index, level in enumerate(drift.migration):
        own = replace(_national_year(rates, drift, index), migration=rates.migration.national)
        wanted = level * people.sum()
        change = step(people, own)
        missing = wanted - change.net_migration.sum()
        x, moved = 0.0, missing / (spread * (change.people - change.net_migration)).sum()
        for _ in range(SECANT_STEPS):
            x += moved
            change = step(people, replace(own, migration=own.migration + x * spread))
            left = wanted - change.net_migration.sum()
            if abs(left) <= NEAR * people.sum() or left == missing:
                break
            moved, missing = moved * left / (missing - left), left
        found.append(own.migration + x * spread)
        people = change.people
    return found


def _spread(rates: Rates, drift: NationalDrift) -> FloatArray:
    """How a higher level of the country's net migration lies over ages [sex, age], unscaled."""
    inward = np.maximum(rates.migration.national, 0.0)
    alive = step(rates.national_people, _national_year(rates, drift, 0)).people
    return inward if (inward * alive).sum() > 0 else np.ones_like(inward)


def _unit_spread(rates: Rates, drift: NationalDrift) -> FloatArray:
    """How extra net migration lies over ages, one unit per inhabitant [place, sex, age]."""
    country = _national_year(rates, drift, 0)
    level = rates.mortality_level[:, None, None]
    own = replace(
        country,
        survival=np.exp(-_hazards(rates, drift, 0) * level),
        fertility=rates.fertility * drift.fertility[0] * rates.fertility_level[:, None],
        migration=np.zeros_like(rates.people),
    )
    alive = step(rates.people, own).people
    moves = rates.outward if rates.outward.any() else np.ones_like(rates.people)
    moving = (moves * alive).sum(axis=(1, 2), keepdims=True)
    persons = rates.people.sum(axis=(1, 2), keepdims=True)
    unit: FloatArray = moves * persons / np.maximum(moving, LEAST_PEOPLE)
    return unit
