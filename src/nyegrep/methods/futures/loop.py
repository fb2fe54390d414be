"""Jobs and people of one place, year by year, under one future: draws, and the central path."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nyegrep.foundation.axes import FloatArray
from nyegrep.foundation.randomness import stream
from nyegrep.methods.futures.conditions import public_need
from nyegrep.methods.futures.jobs import Jobs, YearOfJobs, grow, noise_spread
from nyegrep.methods.futures.places import Places
from nyegrep.methods.futures.settings import FuturesSettings
from nyegrep.methods.futures.surroundings import Surroundings, expected_migration, own_growth
from nyegrep.methods.population.kernel import Factors, RowsChange, random_keys, step_rows
from nyegrep.methods.population.shocks import Shocks
from nyegrep.methods.population.uncertainty import UncertaintySettings, draw_shocks

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Aim:
    """The attractiveness that a future takes a place to, per cent a year.

    Attributes:
        business: growth of private jobs beyond what circumstances explain.
        residential: net migration beyond what circumstances explain.
    """

    business: float
    residential: float


@dataclass(frozen=True)
class Chance:
    """How the draws are made.

    Attributes:
        uncertainty: how much is not known; the country's part is left out, since national
            conditions are what the future says.
        draws: how many; none gives the central path alone.
        seed: decides all.
    """

    uncertainty: UncertaintySettings
    draws: int
    seed: int


@dataclass(frozen=True)
class Track:
    """Draws of people and jobs along a future.

    Attributes:
        people: persons on 1 January, base year first [draw, year, sex, age].
        private: private jobs in the fourth quarter before [draw, year].
        public: public jobs [draw, year].
        births, deaths, net_migration: in the year that begins then [draw, year - 1].
    """

    people: Floats
    private: FloatArray
    public: FloatArray
    births: Floats
    deaths: Floats
    net_migration: Floats


@dataclass(frozen=True)
class FuturePath:
    """One place under one future.

    Attributes:
        code: the municipality.
        base_year: the first 1 January.
        central: the path without chance; one draw.
        drawn: the draws; ``None`` where none were asked for.
    """

    code: str
    base_year: int
    central: Track
    drawn: Track | None


def follow(
    places: Places,
    row: int,
    aim: Aim,
    met: Surroundings,
    settings: tuple[FuturesSettings, Chance],
) -> FuturePath:
    """One place under one future, year by year.

    With w = min(h/fading, 1), own attractiveness o and the future's a:  NA_h = (1-w)·o + w·a, BA_h
    alike; jobs grow as in ``jobs.grow``; net migration in per cent of the people is
    I_h + constant + size(P) + integration + own growth + neighbours + BA_h + chance; births and
    deaths are those of the people; the net migration is spread over ages as the place's own is,
    more or less of it as its moves are.

    Args:
        places: all municipalities.
        row: which of them.
        aim: attractiveness that the future takes it to.
        met: the country and the neighbours.
        settings: the numbers of the futures, and how draws are made.
    """
    numbers, chance = settings
    code = places.rates.codes[row]
    still = Chance(replace(chance.uncertainty, sources=()), 1, chance.seed)
    central = _Journey(places, row, aim, met, numbers, still).run()
    journey = _Journey(places, row, aim, met, numbers, chance)
    drawn = journey.run() if chance.draws else None
    return FuturePath(code, places.rates.base_year, central, drawn)


@dataclass(frozen=True)
class _Journey:
    """The parts that every year of one place's draws share."""

    places: Places
    row: int
    aim: Aim
    met: Surroundings
    settings: FuturesSettings
    chance: Chance

    def run(self) -> Track:
        """All years."""
        draws, years = self.chance.draws, self.met.conditions.years
        base = self.places.rates.people[self.row]
        base = np.round(base) if self.chance.uncertainty.counts else base
        people = [np.broadcast_to(base.astype(np.float32), (draws, *base.shape))]
        jobs = [self._start(draws)]
        changes: list[RowsChange] = []
        shocks, noise = self._shocks(years), self._noise(years)
        need = public_need(people[0], self.settings)
        for index in range(years):
            now, before = public_need(people[-1], self.settings), need
            moved = grow(jobs[-1], self._jobs_year(index, noise[:, index], now / before))
            persons = people[-1].sum(axis=(1, 2), dtype=np.float64)
            wanted = self._percent(index, moved, persons, shocks) / 100 * persons
            changes.append(self._people_year(people[-1], index, shocks, wanted))
            people.append(changes[-1].people)
            after = people[-1].sum(axis=(1, 2), dtype=np.float64)
            growth = 100 * (after / np.maximum(persons, 1.0) - 1)
            jobs.append(replace(moved, relative_growth=growth - self.met.growth[index]))
            need = now
        return Track(
            people=np.stack(people, axis=1),
            private=np.stack([job.private for job in jobs], axis=1),
            public=np.stack([job.public for job in jobs], axis=1),
            births=np.stack([change.births for change in changes], axis=1),
            deaths=np.stack([change.deaths for change in changes], axis=1),
            net_migration=np.stack([change.net_migration for change in changes], axis=1),
        )

    def _start(self, draws: int) -> Jobs:
        lags = len(self.places.coefficients.own_growth)
        return Jobs(
            private=np.full(draws, self.places.private[self.row]),
            public=np.full(draws, self.places.public[self.row]),
            relative_growth=np.full(draws, self.places.growth_before[self.row]),
            growth=np.zeros((lags, draws)),
        )

    def _shocks(self, years: int) -> Shocks:
        """Region and place; the country's conditions are the future's own."""
        uncertainty = self.chance.uncertainty
        sources = tuple(name for name in uncertainty.sources if name != "country")
        rates = self.places.rates.select([self.places.rates.codes[self.row]])
        own = replace(uncertainty, sources=sources)
        return draw_shocks(rates, own, years, self.chance.draws, self.chance.seed)

    def _noise(self, years: int) -> FloatArray:
        """Chance in the growth of private jobs, per cent [draw, year]."""
        shape = (self.chance.draws, years)
        if "place" not in self.chance.uncertainty.sources:
            return np.zeros(shape)
        size = float(self.places.rates.people[self.row].sum())
        code = self.places.rates.codes[self.row]
        normal = stream(self.chance.seed, f"futures.business.{code}").standard_normal(shape)
        noise: FloatArray = noise_spread(size, self.settings.jobs) * normal
        return noise

    def _attractiveness(self, index: int) -> tuple[float, float]:
        """Business and residential attractiveness of a year, on the way from own to aimed at."""
        share = min((index + 1) / self.settings.axes.fading_years, 1.0)
        business, residential = self.places.own[self.row]
        return (
            float((1 - share) * business + share * self.aim.business),
            float((1 - share) * residential + share * self.aim.residential),
        )

    def _jobs_year(self, index: int, noise: FloatArray, need: FloatArray) -> YearOfJobs:
        return YearOfJobs(
            national=float(self.met.conditions.private_job_growth[index]),
            population_effect=self.places.population_effect,
            business_attractiveness=np.full_like(noise, self._attractiveness(index)[0]),
            noise=noise,
            need=100 * (need - 1),
            national_need=float(self.met.need[index]),
        )

    def _percent(self, index: int, jobs: Jobs, persons: FloatArray, shocks: Shocks) -> FloatArray:
        """Net migration in per cent of the people [draw]."""
        by = self.places.coefficients
        at_home = float(self.places.at_home[self.row])
        around = own_growth(by, jobs, at_home) + self.met.neighbours[self.row, index]
        around += self.places.circumstances[self.row]
        immigration = 100 * float(self.met.conditions.drift.migration[index])
        expected = expected_migration(by, persons, immigration, around)
        chance = 100 * shocks.migration[0, :, index]
        return expected + self._attractiveness(index)[1] + chance

    def _people_year(
        self, people: Floats, index: int, shocks: Shocks, wanted: FloatArray
    ) -> RowsChange:
        """People a year on, births, deaths and net migration."""
        return step_rows(
            people,
            self.met.schedules.place_year(self.row, self.places.rates.base_year + index),
            Factors(shocks.mortality_place[0], shocks.fertility_place[0]),
            wanted,
            counts=self.chance.uncertainty.counts,
            keys=random_keys(self.chance.seed, self.places.rates.codes[self.row]),
        )
