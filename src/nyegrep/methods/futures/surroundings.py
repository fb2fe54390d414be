"""What a place meets in a future: the country, and neighbours that grow as circumstances say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from nyegrep.foundation.axes import FloatArray
from nyegrep.methods.attractiveness.coefficients import Coefficients
from nyegrep.methods.attractiveness.commuting import Commuting
from nyegrep.methods.futures.conditions import Conditions, public_need
from nyegrep.methods.futures.jobs import Jobs, YearOfJobs, grow
from nyegrep.methods.futures.places import Places
from nyegrep.methods.futures.settings import FuturesSettings
from nyegrep.methods.population.cohorts import YearRates, step
from nyegrep.methods.population.kernel import Schedules
from nyegrep.methods.population.paths import project, schedules


@dataclass(frozen=True)
class Surroundings:
    """What every place meets under one set of national conditions.

    Attributes:
        conditions: the country's numbers by year.
        schedules: births, deaths and moves of all places under them.
        growth: growth of the country's people, per cent [year].
        need: growth of the country's need for public services, per cent [year]; of a year, what
            happened in the year before it.
        neighbours: effect of neighbours' growth in jobs on net migration, per cent of the people
            [place, year].
    """

    conditions: Conditions
    schedules: Schedules
    growth: FloatArray
    need: FloatArray
    neighbours: FloatArray

    def select(self, rows: Sequence[int]) -> Surroundings:
        """The same for some places, by their number."""
        chosen = list(rows)
        return replace(
            self, schedules=self.schedules.select(chosen), neighbours=self.neighbours[chosen]
        )


def surroundings(
    places: Places, commuting: Commuting, conditions: Conditions, settings: FuturesSettings
) -> Surroundings:
    """The country's own path, and all places on the neutral path, where nothing is their own doing.

    Args:
        places: all municipalities.
        commuting: where people work, among the same places.
        conditions: of the country.
        settings: the numbers of the futures.
    """
    horizon = places.rates.base_year + conditions.years
    country = project(places.rates.of_country(), horizon, conditions.drift).people[0]
    totals, needs = country.sum(axis=(1, 2)), public_need(country, settings)
    met = Surroundings(
        conditions=conditions,
        schedules=schedules(places.rates, horizon, conditions.drift),
        growth=100 * (totals[1:] / totals[:-1] - 1),
        need=np.concatenate([[0.0], 100 * (needs[1:-1] / needs[:-2] - 1)]),
        neighbours=np.zeros((len(places.rates.codes), conditions.years)),
    )
    rows = [commuting.codes.index(code) for code in places.rates.codes]
    away = commuting.away[np.ix_(rows, rows)]
    return replace(met, neighbours=_neutral(places, away, met, settings))


def expected_migration(
    by: Coefficients, persons: FloatArray, immigration: float, effects: FloatArray
) -> FloatArray:
    """Net migration that circumstances explain, per cent of the people [n].

    I + σ·ln P + σ0 + effects, with I the country's net immigration and ``effects`` what place,
    jobs and neighbours add.
    """
    expected: FloatArray = (
        immigration + by.size_slope * np.log(np.maximum(persons, 1.0)) + by.size_level + effects
    )
    return expected


def own_growth(by: Coefficients, jobs: Jobs, at_home: FloatArray | float) -> FloatArray:
    """Effect of a place's own growth in jobs on net migration, per cent of the people [n].

    (1 - h·(1 - p_ii))·Σ_l b_l·x_t-l, as in the attractiveness model.
    """
    effect: FloatArray = (1 - by.home_weight * (1 - at_home)) * (
        np.array(by.own_growth) @ jobs.growth
    )
    return effect


def _neutral(
    places: Places, away: FloatArray, met: Surroundings, settings: FuturesSettings
) -> FloatArray:
    """Effect of the neighbours' growth [place, year], all places on the neutral path."""
    by = places.coefficients
    lags = np.array(by.own_growth)
    people = places.rates.people
    jobs = Jobs(
        private=places.private,
        public=places.public,
        relative_growth=places.growth_before,
        growth=np.zeros((len(lags), len(places.rates.codes))),
    )
    before, effects = public_need(people, settings), []
    nought = np.zeros(len(places.rates.codes))
    for index in range(met.conditions.years):
        need = public_need(people, settings)
        jobs = grow(
            jobs,
            YearOfJobs(
                national=float(met.conditions.private_job_growth[index]),
                population_effect=places.population_effect,
                business_attractiveness=nought,
                noise=nought,
                need=100 * (need / np.maximum(before, 1e-9) - 1),
                national_need=float(met.need[index]),
            ),
        )
        effects.append(by.neighbour_factor * (away @ (lags @ jobs.growth)))
        around = places.circumstances + own_growth(by, jobs, places.at_home) + effects[-1]
        persons = people.sum(axis=(1, 2))
        immigration = 100 * float(met.conditions.drift.migration[index])
        percent = expected_migration(by, persons, immigration, around)
        people = _step(met.schedules, people, index, percent / 100 * persons)
        growth = 100 * (people.sum(axis=(1, 2)) / persons - 1)
        jobs, before = replace(jobs, relative_growth=growth - met.growth[index]), need
    return np.stack(effects, axis=1)


def _step(schedules: Schedules, people: FloatArray, index: int, wanted: FloatArray) -> FloatArray:
    """All places a year on [place, sex, age], with the net migration wanted [place].

    z = (T - Σ l·A)/Σ l·B, with l the survivors, A the places' own rates and B the spread.
    """
    hazards = schedules.hazards[index] * schedules.mortality_level[:, None, None]
    own = np.asarray(schedules.rates[:, index])
    year = YearRates(
        survival=np.exp(-hazards),
        fertility=schedules.fertility[index] * schedules.fertility_level[:, None],
        women_share=np.asarray(schedules.women_share),
        boys_share=schedules.boys_share,
        migration=np.zeros_like(own),
    )
    alive = step(people, year).people
    missing = wanted - (alive * own).sum(axis=(1, 2))
    level = missing / np.maximum((alive * schedules.spread).sum(axis=(1, 2)), 1e-9)
    moving = own + level[:, None, None] * schedules.spread
    return step(people, replace(year, migration=moving)).people
