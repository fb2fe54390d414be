"""The cohort step in plain loops, and a small invented country: what the methods are held to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nyegrep.foundation.axes import FloatArray

LAST = 105


@dataclass(frozen=True)
class PlainYear:
    """One year of one place: people after it, births by sex, deaths and moves by sex and age."""

    people: list[list[float]]
    births: list[float]
    deaths: list[list[float]]
    moved: list[list[float]]


def plain_step(
    people: FloatArray, survival: FloatArray, fertility: FloatArray, rates: FloatArray, boys: float
) -> PlainYear:
    """Two sexes [2, 106]; survival [2, 107] with birth first; migration per survivor [2, 106]."""
    after = [[0.0] * (LAST + 1) for _ in range(2)]
    deaths = [[0.0] * (LAST + 1) for _ in range(2)]
    moved = [[0.0] * (LAST + 1) for _ in range(2)]
    for sex in range(2):
        for age in range(LAST + 1):
            there = min(age + 1, LAST)
            living = people[sex][age] * survival[sex][age + 1]
            after[sex][there] += living
            deaths[sex][there] += people[sex][age] - living
        for age in range(1, LAST + 1):
            moved[sex][age] = after[sex][age] * max(float(rates[sex][age]), -1.0)
            after[sex][age] += moved[sex][age]
    births = 0.0
    for age in range(LAST + 1):
        women_after = after[1][age] if age > 0 else 0.0
        births += fertility[age] * (people[1][age] + women_after) / 2
    by_sex = [births * boys, births * (1 - boys)]
    for sex in range(2):
        living = by_sex[sex] * survival[sex][0]
        moved[sex][0] = living * max(float(rates[sex][0]), -1.0)
        after[sex][0] = living + moved[sex][0]
        deaths[sex][0] = by_sex[sex] - living
    return PlainYear(after, by_sex, deaths, moved)


def death_rates() -> FloatArray:
    """Deaths per person-year by sex and age [2, 106], plausible, men above women."""
    ages = np.arange(LAST + 1)
    women = np.minimum(2e-4 + 6e-6 * np.exp(0.11 * ages), 0.7)
    men = np.minimum(3e-4 + 1e-5 * np.exp(0.107 * ages), 0.7)
    rates = np.stack([men, women])
    rates[:, 0] = 0.0025
    return rates


def birth_rates() -> FloatArray:
    """Births per woman by age [106], 1.7 in all."""
    ages = np.arange(LAST + 1)
    rates = np.where((ages >= 15) & (ages < 50), np.exp(-0.5 * ((ages - 30.5) / 5.3) ** 2), 0.0)
    scaled: FloatArray = 1.7 * rates / rates.sum()
    return scaled


def year_survival(rates: FloatArray) -> FloatArray:
    """From death rates [2, 106] to survival [2, 107], written out."""
    survival = np.empty((2, LAST + 2))
    for sex in range(2):
        survival[sex][0] = np.exp(-0.85 * rates[sex][0])
        survival[sex][1] = np.exp(-0.15 * rates[sex][0] - 0.5 * rates[sex][1])
        for age in range(1, LAST):
            survival[sex][age + 1] = np.exp(-(rates[sex][age] + rates[sex][age + 1]) / 2)
        survival[sex][LAST + 1] = np.exp(-rates[sex][LAST])
    return survival


def pyramid(size: float) -> FloatArray:
    """People [2, 106], ``size`` in all: those who would be alive of equal yearly births."""
    alive = np.ones((2, LAST + 1))
    survival = year_survival(death_rates())
    for age in range(1, LAST + 1):
        alive[:, age] = alive[:, age - 1] * survival[:, age]
    people: FloatArray = size * alive / alive.sum()
    return people


@dataclass(frozen=True)
class Country:
    """An invented country that follows its own rates exactly.

    Attributes:
        codes: its municipalities.
        people: persons [municipality, year, 2, age].
        births: births [municipality, year].
        deaths: deaths [municipality, year].
        fertility_level: true level of each municipality.
        mortality_level: true level of each municipality.
        move_rate: net migration, a share of everyone, of each municipality.
    """

    codes: tuple[str, ...]
    people: FloatArray
    births: FloatArray
    deaths: FloatArray
    fertility_level: FloatArray
    mortality_level: FloatArray
    move_rate: FloatArray


def invented_country(places: int, years: int) -> Country:
    """Municipalities from 600 to 60 000 people, each with its own levels; ``years`` stocks."""
    spread = np.linspace(-1.0, 1.0, places)
    fertility = 1.0 + 0.2 * np.roll(spread, 3)
    mortality = 1.0 + 0.15 * np.roll(spread, 7)
    moves = 0.006 * np.roll(spread, 11)
    people = np.zeros((places, years, 2, LAST + 1))
    births, deaths = np.zeros((places, years)), np.zeros((places, years))
    for place in range(places):
        people[place, 0] = pyramid(600.0 * 100.0 ** (place / max(places - 1, 1)))
        survival = year_survival(death_rates() * mortality[place])
        moving = np.full((2, LAST + 1), moves[place])
        moving[:, 0] = 0.0
        for year in range(years - 1):
            now = people[place, year]
            done = plain_step(now, survival, birth_rates() * fertility[place], moving, 0.5135)
            people[place, year + 1] = done.people
            births[place, year] = sum(done.births)
            deaths[place, year] = sum(map(sum, done.deaths))
    codes = tuple(f"{place:04d}" for place in range(1, places + 1))
    return Country(codes, people, births, deaths, fertility, mortality, moves)
