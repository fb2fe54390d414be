"""One year of births, deaths and moves in the demo country, person by person.

Whoever moves out of one municipality moves into another or abroad: domestic moves add up to zero,
and people(t + 1) = people(t) + births - deaths + in - out + immigrants - emigrants, exactly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nyegrep.foundation.axes import AGES, FERTILE_AGES
from nyegrep.foundation.randomness import stream
from nyegrep.sources.demo.country import FloatArray, IntArray
from nyegrep.sources.demo.parameters import PopulationParameters, at
from nyegrep.sources.demo.schedules import (
    COHORTS,
    coming_from_abroad,
    death_probabilities,
    death_rates,
    fertility_rates,
    going_abroad,
)

BALANCING_ROUNDS = 40


@dataclass(frozen=True)
class Chances:
    """What may happen to people in one year.

    Attributes:
        births: per woman, ``[slot, age 15 ... 49]``.
        deaths: chance, ``[slot, sex, cohort]``.
        emigration: chance, ``[slot, sex, cohort]``.
        moving_out: chance of a domestic move, ``[slot, sex, cohort]``.
        pull: appeal to domestic movers, ``[slot, cohort]``.
        immigration_weight: share of all immigrants, ``[slot]``.
    """

    births: FloatArray
    deaths: FloatArray
    emigration: FloatArray
    moving_out: FloatArray
    pull: FloatArray
    immigration_weight: FloatArray


@dataclass(frozen=True)
class Flows:
    """What happened in one year: numbers of people, ``[slot, sex, cohort]``.

    ``births`` is by the mother's age, ``[slot, age 15 ... 49]``; ``in_shares`` is each slot's
    expected share of the domestic movers of a cohort, ``[slot, cohort]``.
    """

    births: IntArray
    deaths: IntArray
    emigrants: IntArray
    out_movers: IntArray
    in_movers: IntArray
    immigrants: IntArray
    in_shares: FloatArray

    def net_migration(self) -> IntArray:
        """Domestic and foreign net migration by slot."""
        net = self.in_movers - self.out_movers + self.immigrants - self.emigrants
        total: IntArray = net.sum(axis=(1, 2))
        return total


@dataclass(frozen=True)
class Departures:
    """The part of a year that is known before anybody chooses where to go."""

    cohorts: IntArray
    births: IntArray
    deaths: IntArray
    emigrants: IntArray
    immigrants: int


def chances(
    year: int, parameters: PopulationParameters, traits: FloatArray, moves: tuple[FloatArray, ...]
) -> Chances:
    """The chances of ``year``.

    Args:
        year: calendar year.
        parameters: the country's true parameters.
        traits: fertility, mortality and immigration relative to the country, ``[3, slot]``.
        moves: chance of moving out ``[slot, sex, cohort]`` and pull ``[slot, cohort]``.
    """
    fertility, mortality, abroad = traits
    rates = death_rates(year, parameters)[None] * mortality[:, None, None]
    share = at(parameters.emigration, year) / 100
    profile = going_abroad()
    level = profile / profile[:, 1:].mean()
    emigration = share * abroad[:, None, None] * np.minimum(level, 4.0)[None]
    return Chances(
        births=fertility[:, None] * fertility_rates(year, parameters)[None],
        deaths=death_probabilities(rates),
        emigration=emigration,
        moving_out=moves[0],
        pull=moves[1],
        immigration_weight=abroad,
    )


def mothers(people: IntArray) -> FloatArray:
    """Women-years at each fertile age, ``[slot, age]``: half those of the age, half the younger."""
    women = people[:, 1].astype(np.float64)
    first, last = FERTILE_AGES.start, FERTILE_AGES.stop
    exposure: FloatArray = 0.5 * (women[:, first - 1 : last - 1] + women[:, first:last])
    return exposure


def depart(
    people: IntArray, chance: Chances, year: int, parameters: PopulationParameters, seed: int
) -> Departures:
    """Draw births, deaths and emigration; count the immigrants that give the net wanted."""
    rng = stream(seed, f"demo.births.{year}")
    births = rng.poisson(chance.births * mothers(people))
    total = births.sum(axis=1)
    boys = rng.binomial(total, parameters.boys)
    newborn = np.stack([boys, total - boys], axis=1)[:, :, None]
    cohorts = np.concatenate([newborn, people], axis=2)
    deaths = stream(seed, f"demo.deaths.{year}").binomial(cohorts, chance.deaths)
    alive = cohorts - deaths
    emigrants = stream(seed, f"demo.emigration.{year}").binomial(alive, chance.emigration)
    net = at(parameters.net_immigration, year) / 100 * people.sum()
    return Departures(cohorts, births, deaths, emigrants, round(net) + int(emigrants.sum()))


def move(
    departures: Departures, chance: Chances, net_wanted: FloatArray, year: int, seed: int
) -> Flows:
    """Draw who moves where, so that expected net migration is ``net_wanted`` persons by slot."""
    stay = departures.cohorts - departures.deaths - departures.emigrants
    out_movers = stream(seed, f"demo.moving_out.{year}").binomial(stay, chance.moving_out)
    immigrants = _immigrants(departures, chance, year, seed)
    shares = in_shares(departures, chance, net_wanted, out_movers)
    pool = out_movers.sum(axis=0).reshape(-1)
    by_cohort = np.tile(shares.T, (2, 1))
    arrived = stream(seed, f"demo.moving_in.{year}").multinomial(pool, by_cohort)
    in_movers = arrived.T.reshape(out_movers.shape)
    return Flows(
        departures.births,
        departures.deaths,
        departures.emigrants,
        out_movers,
        in_movers,
        immigrants,
        shares,
    )


def _immigrants(departures: Departures, chance: Chances, year: int, seed: int) -> IntArray:
    weights = (
        _immigration_shares(departures, chance)[:, None, None] * coming_from_abroad()
    ).ravel()
    drawn = stream(seed, f"demo.immigration.{year}").multinomial(departures.immigrants, weights)
    return drawn.reshape(departures.cohorts.shape)


def _immigration_shares(departures: Departures, chance: Chances) -> FloatArray:
    people = departures.cohorts[:, :, 1:].sum(axis=(1, 2))
    weights = people * chance.immigration_weight
    shares: FloatArray = weights / weights.sum()
    return shares


def in_shares(
    departures: Departures, chance: Chances, net_wanted: FloatArray, out_movers: IntArray
) -> FloatArray:
    """Share of each cohort's domestic movers that a slot gets, ``[slot, cohort]``.

    share = a_i·pull_ic / Σ_h a_h·pull_hc, with a_i such that the expected number of in-movers is
    expected out-movers + net migration wanted - expected net immigration.
    """
    stay = departures.cohorts * (1 - chance.deaths) * (1 - chance.emigration)
    expected_out = (stay * chance.moving_out).sum(axis=(1, 2))
    leaving = departures.cohorts * (1 - chance.deaths) * chance.emigration
    abroad = leaving.sum(axis=(1, 2))
    abroad *= departures.emigrants.sum() / abroad.sum()
    arriving = departures.immigrants * _immigration_shares(departures, chance)
    wanted = np.maximum(expected_out + net_wanted - (arriving - abroad), 0.1 * expected_out)
    pool = out_movers.sum(axis=(0, 1)).astype(np.float64)
    wanted *= pool.sum() / wanted.sum()
    strength = wanted.copy()
    shares: FloatArray = chance.pull
    for _ in range(BALANCING_ROUNDS):
        weights = strength[:, None] * chance.pull
        shares = weights / weights.sum(axis=0)
        got = shares @ pool
        strength *= np.divide(wanted, got, out=np.zeros_like(got), where=got > 0)
    return shares


def end_of_year(cohorts: IntArray, flows: Flows) -> IntArray:
    """People by age on 31 December, ``[slot, sex, age]``."""
    gone = flows.deaths + flows.emigrants + flows.out_movers
    left = cohorts - gone + flows.in_movers + flows.immigrants
    people: IntArray = left[:, :, : len(AGES)].copy()
    people[:, :, -1] += left[:, :, COHORTS - 1]
    return people
