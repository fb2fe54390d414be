"""The demo country year by year: first jobs, then commuting, then people.

In each year private jobs change, then people are born, die and move; net migration is expected
to be (per cent of people on 1 January)

    national net immigration + constant + size + labour-market integration + own growth
    + neighbour growth + residential attractiveness

and happens with the noise of small numbers. Moves within the country add up to zero, so what the
formula gives in excess for the country is taken from everybody's residential attractiveness.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from nyegrep.foundation.randomness import stream
from nyegrep.sources.demo.commuting import commuters, destination_shares, integration, ties
from nyegrep.sources.demo.country import (
    BURN_IN_YEAR,
    LAST_YEAR,
    Country,
    FloatArray,
    IntArray,
    country,
)
from nyegrep.sources.demo.parameters import (
    AttractivenessParameters,
    PopulationParameters,
    WorkParameters,
)
from nyegrep.sources.demo.people import Flows, chances, depart, end_of_year, move
from nyegrep.sources.demo.schedules import first_people, moving_out, pull
from nyegrep.sources.demo.work import (
    JobGrowth,
    first_jobs,
    national_growth,
    next_jobs,
    parts_of_total,
    split_growth,
    willing,
)

Progress = Callable[[str, int, int], None]
LAGS = 3


@dataclass(frozen=True)
class Migration:
    """Net migration of one year by slot, split; per cent of people on 1 January.

    net = immigration + constant + size + integration + own growth (three) + neighbour
    + residential attractiveness + chance, exactly.
    """

    net: FloatArray
    immigration: float
    size: FloatArray
    integration: FloatArray
    own_attractiveness: FloatArray
    own_structure: FloatArray
    own_public: FloatArray
    neighbour: FloatArray
    residential_attractiveness: FloatArray
    chance: FloatArray


@dataclass(frozen=True)
class Traits:
    """Lasting differences between municipalities and their yearly deviations, by slot."""

    residential: FloatArray
    residential_shock: FloatArray
    business: FloatArray
    business_shock: FloatArray
    fertility: FloatArray
    mortality: FloatArray

    def table(self) -> FloatArray:
        """All of them, ``[slot, trait]``."""
        return np.stack([getattr(self, name) for name in self.__dataclass_fields__], axis=1)


@dataclass(frozen=True)
class Year:
    """Everything that was so, and happened, in one year on its own borders."""

    people: IntArray
    people_end: IntArray
    flows: Flows
    jobs_before: IntArray
    jobs: IntArray
    growth: JobGrowth
    commuting: IntArray
    migration: Migration
    traits: Traits
    in_shares: FloatArray


@dataclass(frozen=True)
class Simulation:
    """The whole history: years by number, and the people of the last 1 January."""

    seed: int
    country: Country
    attractiveness: AttractivenessParameters
    population: PopulationParameters
    work: WorkParameters
    years: dict[int, Year]
    people_last: IntArray

    def people(self, year: int) -> IntArray:
        """People ``[slot, sex, age]`` on 1 January."""
        return self.years[year].people if year in self.years else self.people_last


@dataclass
class _State:
    """What the next year starts from."""

    people: IntArray
    jobs: IntArray
    traits: Traits
    born_growth: tuple[FloatArray, FloatArray]
    gained: list[FloatArray] = field(default_factory=list)
    totals: list[FloatArray] = field(default_factory=list)
    in_shares: FloatArray | None = None


def simulate(seed: int, progress: Progress | None = None) -> Simulation:
    """Let the demo country live from its first year to its last; the same seed, the same lives."""
    places, work = country(), WorkParameters()
    model = Simulation(
        seed, places, AttractivenessParameters(), PopulationParameters(), work, {}, np.zeros(0, int)
    )
    state = _start(model)
    strength = ties(places, work, seed)
    years: dict[int, Year] = {}
    for year in range(BURN_IN_YEAR, LAST_YEAR):
        if progress:
            progress("demo.years", year - BURN_IN_YEAR, LAST_YEAR - BURN_IN_YEAR)
        _redraw_borders(state, model, year)
        years[year] = _live(state, model, strength, year)
    _redraw_borders(state, model, LAST_YEAR)
    return Simulation(
        seed, places, model.attractiveness, model.population, work, years, state.people
    )


def _start(model: Simulation) -> _State:
    seed, places = model.seed, model.country
    expected = first_people(places, model.population, BURN_IN_YEAR)
    people = stream(seed, "demo.first_people").poisson(expected)
    jobs = first_jobs(places, people, model.work, seed)
    count, truth = len(places.places), model.attractiveness
    rng = stream(seed, "demo.traits")
    centred = rng.normal(0, 1, (6, count))
    traits = Traits(
        residential=truth.residential_level_sd * centred[0],
        residential_shock=truth.residential_shock_sd * centred[1],
        business=truth.business_level_sd * centred[2],
        business_shock=truth.business_shock_sd * centred[3],
        fertility=places.trait("fertility") * np.exp(model.population.fertility_sd * centred[4]),
        mortality=np.exp(model.population.mortality_sd * centred[5]),
    )
    before = people.sum(axis=(1, 2)).astype(np.float64)
    zeros = [np.zeros((count, 3)) for _ in range(LAGS)]
    totals = [jobs.sum(axis=(1, 2)).astype(np.float64) for _ in range(LAGS)]
    return _State(people, jobs, traits, (before, before), zeros, totals)


def _redraw_borders(state: _State, model: Simulation, year: int) -> None:
    """Bring everything the state holds to the borders of ``year``."""
    places = model.country
    if not places.successors(year):
        return
    weights = state.people.sum(axis=(1, 2)).astype(np.float64)
    rng = stream(model.seed, f"demo.borders.{year}")
    state.traits = Traits(*places.carry_means(year, state.traits.table(), weights).T)
    state.people = places.carry_counts(year, state.people, rng)
    state.jobs = places.carry_counts(year, state.jobs, rng)
    first, last = state.born_growth
    state.born_growth = (places.carry_amounts(year, first), places.carry_amounts(year, last))
    state.gained = [places.carry_amounts(year, amounts) for amounts in state.gained]
    state.totals = [places.carry_amounts(year, amounts) for amounts in state.totals]
    if state.in_shares is not None:
        state.in_shares = places.carry_amounts(year, state.in_shares)


def _live(state: _State, model: Simulation, strength: FloatArray, year: int) -> Year:
    """One year; ``state`` is brought forward to its end."""
    seed, truth = model.seed, model.attractiveness
    state.traits = _deviate(state.traits, truth, stream(seed, f"demo.shocks.{year}"))
    jobs_before, people = state.jobs, state.people
    growth, jobs = _work(state, model, year)
    matrix = commuters(willing(people), jobs.sum(axis=(1, 2)), strength)
    migration, flows, cohorts = _move(state, model, matrix, year)
    after = end_of_year(cohorts, flows)
    shares = flows.in_shares
    if state.in_shares is not None:
        shares = 0.7 * state.in_shares + 0.3 * shares
    start = people.sum(axis=(1, 2)).astype(np.float64)
    state.born_growth = (start, after.sum(axis=(1, 2)).astype(np.float64))
    state.people, state.jobs, state.in_shares = after, jobs, shares
    return Year(
        people, after, flows, jobs_before, jobs, growth, matrix, migration, state.traits, shares
    )


def _deviate(traits: Traits, truth: AttractivenessParameters, rng: np.random.Generator) -> Traits:
    memory, fresh = truth.shock_memory, np.sqrt(1 - truth.shock_memory**2)
    draws = rng.normal(0, 1, (2, len(traits.residential)))
    return Traits(
        traits.residential,
        memory * traits.residential_shock + fresh * truth.residential_shock_sd * draws[0],
        traits.business,
        memory * traits.business_shock + fresh * truth.business_shock_sd * draws[1],
        traits.fertility,
        traits.mortality,
    )


def _work(state: _State, model: Simulation, year: int) -> tuple[JobGrowth, IntArray]:
    """The year's jobs, and how their growth splits; remembers the gains for the lags."""
    truth, before = model.attractiveness, state.jobs
    first, last = state.born_growth
    there = (first > 0) & (last > 0)
    relative = np.where(there, 100 * (last / np.maximum(first, 1) - last.sum() / first.sum()), 0.0)
    business = state.traits.business + state.traits.business_shock
    push = (truth.population_effect * relative + business) / 100
    pushes = np.stack([push, 0.5 * relative / 100], axis=1)
    factors = national_growth(before, state.people, year, model.work, model.seed)
    rng = stream(model.seed, f"demo.jobs.{year}")
    jobs = next_jobs(before, factors, pushes, truth.small_number_factor, rng)
    growth = split_growth(before, jobs, relative, truth)
    state.gained = [parts_of_total(before, growth), *state.gained[: LAGS - 1]]
    state.totals = [before.sum(axis=(1, 2)).astype(np.float64), *state.totals[: LAGS - 1]]
    return growth, jobs


def _move(
    state: _State, model: Simulation, matrix: IntArray, year: int
) -> tuple[Migration, Flows, IntArray]:
    """The year's births, deaths and moves, and how net migration splits."""
    truth, people = model.attractiveness, state.people
    traits = np.stack(
        [state.traits.fertility, state.traits.mortality, model.country.trait("abroad")]
    )
    moves = (moving_out(model.country, model.population), pull(model.country))
    chance = chances(year, model.population, traits, moves)
    departures = depart(people, chance, year, model.population, model.seed)
    persons = people.sum(axis=(1, 2)).astype(np.float64)
    net_abroad = departures.immigrants - int(departures.emigrants.sum())
    immigration = 100 * net_abroad / persons.sum()
    size = truth.size_slope * np.log(np.maximum(persons, 1)) + truth.size_level
    tied = integration(matrix, truth)
    own, neighbour = _growth_effects(state, truth, destination_shares(matrix))
    wished = state.traits.residential + state.traits.residential_shock
    structure = truth.constant + size + tied + own.sum(axis=1) + neighbour
    excess = float((persons * (structure + wished)).sum() / persons.sum())
    residential = wished - excess
    wanted = persons * (immigration + structure + residential) / 100
    flows = move(departures, chance, wanted, year, model.seed)
    net = 100 * flows.net_migration() / np.maximum(persons, 1)
    rest = net - immigration - structure - residential
    migration = Migration(
        net=net,
        immigration=immigration,
        size=size,
        integration=tied,
        own_attractiveness=own[:, 0],
        own_structure=own[:, 1],
        own_public=own[:, 2],
        neighbour=neighbour,
        residential_attractiveness=residential,
        chance=np.where(persons > 0, rest, 0.0),
    )
    return migration, flows, departures.cohorts


def _growth_effects(
    state: _State, truth: AttractivenessParameters, shares: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Effect of job growth at home ``[slot, component]`` and at the neighbours ``[slot]``.

    own^k_i = p_ii·Σ_l b_l·x^k_i,t-l; neighbour_i = factor·Σ_{j≠i} p_ij·Σ_k Σ_l b_l·x^k_j,t-l.
    """
    lagged = [
        weight * 100 * gained / np.maximum(total, 1)[:, None]
        for weight, gained, total in zip(truth.own_growth, state.gained, state.totals, strict=True)
    ]
    weighted = np.sum(lagged, axis=0)
    inside = np.diag(shares)
    outside = shares - np.diag(inside)
    neighbour: FloatArray = truth.neighbour_factor * (outside @ weighted.sum(axis=1))
    return inside[:, None] * weighted, neighbour
