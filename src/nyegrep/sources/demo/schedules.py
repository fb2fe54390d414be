"""Age schedules of the demo country: deaths, births, moves, and the ages of the first people.

People are counted by cohort: position 0 is those born in the year, position k those aged k - 1 on
1 January, who are k years old at its end (the last two both 105 and over).
"""

from __future__ import annotations

import numpy as np

from nyegrep.foundation.axes import AGES, FERTILE_AGES
from nyegrep.sources.demo.country import Country, FloatArray
from nyegrep.sources.demo.parameters import PopulationParameters, at

COHORTS = len(AGES) + 1
COHORT_AGES = np.arange(COHORTS) - 0.5
MORTALITY_YEAR = 2019
INFANT_DEATHS = (0.0024, 0.0020)
ACCIDENTS = (0.00038, 0.00014)
AGEING_LEVEL = (1.44e-5, 0.74e-5)
AGEING_RATE = (0.1030, 0.1075)
SHARE_OF_INFANT_DEATHS_IN_BIRTH_YEAR = 0.85


def death_rates(year: int, parameters: PopulationParameters) -> FloatArray:
    """Deaths per person-year, ``[sex, age]``: infants, accidents and ageing that levels off.

    m(x) = infant·[x = 0] + accidents + g/(1 + g), g = level·exp(rate·x), all but accidents falling
    by a fixed share a year.
    """
    rates = np.zeros((2, len(AGES)))
    young = np.exp(-0.5 * ((AGES - 24.0) / 9.0) ** 2)
    for sex, decline in enumerate(parameters.mortality_decline):
        progress = np.exp(-decline * (year - MORTALITY_YEAR))
        ageing = AGEING_LEVEL[sex] * progress * np.exp(AGEING_RATE[sex] * AGES)
        rates[sex] = ageing / (1 + ageing) + ACCIDENTS[sex] * young + 0.00003
        rates[sex, 0] += INFANT_DEATHS[sex] * progress
    return rates


def death_probabilities(rates: FloatArray) -> FloatArray:
    """Chance of dying in the calendar year, ``[..., cohort]``, from death rates ``[..., age]``.

    A cohort spends half the year at each of two ages; most infant deaths are in the year of birth.
    """
    ageing = np.concatenate([rates[..., :1] * 0, rates, rates[..., -1:]], axis=-1)
    hazard = 0.5 * (ageing[..., :-1] + ageing[..., 1:])
    hazard[..., 0] = SHARE_OF_INFANT_DEATHS_IN_BIRTH_YEAR * rates[..., 0]
    late = (1 - SHARE_OF_INFANT_DEATHS_IN_BIRTH_YEAR) * rates[..., 0]
    hazard[..., 1] = late + 0.5 * rates[..., 1]
    probabilities: FloatArray = 1 - np.exp(-hazard)
    return probabilities


def fertility_rates(year: int, parameters: PopulationParameters) -> FloatArray:
    """Births per woman and year, ``[age 15 ... 49]``; their sum is the total fertility rate."""
    ages = np.array(FERTILE_AGES) + 0.5
    distance = (ages - at(parameters.mother_age, year)) / parameters.mother_age_sd
    density = np.exp(-0.5 * distance**2)
    rates: FloatArray = at(parameters.total_fertility, year) * density / density.sum()
    return rates


def moving_out(country: Country, parameters: PopulationParameters) -> FloatArray:
    """Chance of moving to another municipality in the year, ``[slot, sex, cohort]``."""
    age = COHORT_AGES
    base = (
        0.012 + 0.040 * np.exp(-((age - 1.0) ** 2) / 60) + 0.010 * np.exp(-((age - 92) ** 2) / 60)
    )
    base += 0.025 * np.exp(-(((age - 34) / 12) ** 2))
    young = 0.115 * np.exp(-(((age - 22.5) / 4.2) ** 2))
    women = np.where(age < 28, 1.07, 0.96)
    sexes = np.stack([2 - women, women])
    shape = base[None, None] + country.trait("leaving")[:, None, None] * young[None, None]
    level = parameters.domestic_mobility * country.trait("turnover")[:, None, None]
    chances: FloatArray = np.minimum(0.5, level * shape * sexes[None])
    return chances


def pull(country: Country) -> FloatArray:
    """How a municipality appeals to movers of each age, ``[slot, cohort]``, mean about 1."""
    age = COHORT_AGES
    student = np.exp(-(((age - 21.5) / 4.0) ** 2))
    family = np.exp(-(((age - 33) / 7.0) ** 2)) + np.exp(-(((age - 4) / 6.0) ** 2))
    young = country.trait("young")[:, None]
    later = np.clip(-young, 0, None) * np.exp(-(((age - 66) / 14.0) ** 2)) * 0.6
    appeal: FloatArray = np.exp(young * student + country.trait("family")[:, None] * family + later)
    return appeal


def coming_from_abroad() -> FloatArray:
    """Age and sex of immigrants, ``[sex, cohort]``, sum 1."""
    return _foreign_profile(peak=27.5, children=0.28, men=1.08)


def going_abroad() -> FloatArray:
    """Chance of emigrating by sex and age relative to its mean, ``[sex, cohort]``."""
    return _foreign_profile(peak=29.0, children=0.2, men=1.12)


def _foreign_profile(peak: float, children: float, men: float) -> FloatArray:
    age = COHORT_AGES
    width = np.where(age < peak, 6.0, 11.0)
    shape = np.exp(-0.5 * ((age - peak) / width) ** 2) + children * np.exp(-age / 9.0) + 0.012
    shape[0] *= 0.4
    shape *= np.where(age > 70, np.exp(-(age - 70) / 8), 1)
    both = np.stack([men * shape, (2 - men) * shape])
    profile: FloatArray = both / both.sum()
    return profile


def first_people(country: Country, parameters: PopulationParameters, year: int) -> FloatArray:
    """Expected people ``[slot, sex, age]`` at the start: cohorts born, those still alive, moved.

    Cohort sizes follow the births of a country with a long boom after a war; kinds of places
    differ by a tilt towards the old.
    """
    born = year - AGES - 0.5
    boom = 0.34 * np.exp(-(((born - 1957) / 11.5) ** 2))
    dip = -0.10 * np.exp(-(((born - 1935) / 6) ** 2)) - 0.10 * np.exp(-(((born - 1981) / 6) ** 2))
    size = 0.98 + boom + dip
    national = (
        size
        * _survival(parameters, year)
        * np.array([parameters.boys, 1 - parameters.boys])[:, None]
    )
    shape = np.clip(AGES - 30, 0, 50) / 50 - 0.35 * np.exp(-(((AGES - 27) / 7) ** 2))
    tilt = np.exp(country.trait("elderly")[:, None] * shape[None])
    weights = national[None] * tilt[:, None]
    inhabitants = np.array([place.inhabitants for place in country.places], dtype=np.float64)
    people: FloatArray = weights / weights.sum(axis=(1, 2), keepdims=True)
    return people * inhabitants[:, None, None]


def _survival(parameters: PopulationParameters, year: int) -> FloatArray:
    """Share of each cohort still alive, ``[sex, age]``; the old met the death rates of the past."""
    past, now = death_rates(year - 20, parameters), death_rates(year, parameters)
    hazard = np.where(AGES > 55, past, now)[:, :-1]
    return np.concatenate([np.ones((2, 1)), np.exp(-np.cumsum(hazard, axis=1))], axis=1)
