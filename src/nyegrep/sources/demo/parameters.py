"""The true parameters of the demo country: what a method that works should find again.

All are invented, of the size found in Norway; the coefficients of attractiveness are those of the
specification that the project implements, so that the method meets data it fits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

Knots = tuple[tuple[int, float], ...]


def at(knots: Knots, year: int) -> float:
    """The value at ``year`` on the broken line through ``knots``."""
    years, values = zip(*knots, strict=True)
    return float(np.interp(year, years, values))


@dataclass(frozen=True)
class AttractivenessParameters:
    """Coefficients of job growth and net migration, per cent of private jobs and of people.

    Attributes:
        size_slope: effect of ln(population).
        size_level: what is taken from it so that its mean is near zero.
        integration_slope: effect of out-commuting share + in-commuting share.
        integration_level: what is taken from it so that its mean is near zero.
        constant: the same for all municipalities.
        own_growth: effect of job growth in the same year and the two before.
        neighbour_factor: how much stronger growth at the neighbours works.
        population_effect: private job growth per point of relative population growth last year.
        residential_level_sd: spread of lasting residential attractiveness.
        residential_shock_sd: spread of its yearly deviations.
        business_level_sd: spread of lasting business attractiveness.
        business_shock_sd: spread of its yearly deviations.
        shock_memory: how much of a deviation is left a year later.
        small_number_factor: how much more single jobs vary than independent chance.
    """

    size_slope: float = 0.1026
    size_level: float = -0.8714
    integration_slope: float = 0.61
    integration_level: float = -0.39
    constant: float = -0.124
    own_growth: tuple[float, float, float] = (0.132, 0.081, 0.062)
    neighbour_factor: float = 1.71
    population_effect: float = 0.37
    residential_level_sd: float = 0.28
    residential_shock_sd: float = 0.35
    business_level_sd: float = 0.7
    business_shock_sd: float = 1.6
    shock_memory: float = 0.3
    small_number_factor: float = 1.2


@dataclass(frozen=True)
class PopulationParameters:
    """Births, deaths and moves of the country; municipalities vary around them.

    Attributes:
        total_fertility: births per woman, by year.
        mother_age: mean age of the fertility schedule, by year.
        mother_age_sd: its spread in years.
        boys: share of births.
        mortality_decline: yearly fall of death rates, men and women.
        net_immigration: per cent of the country's people, by year.
        emigration: per cent of the country's people, by year.
        domestic_mobility: level of the out-migration schedule.
        fertility_sd: spread of the municipal fertility factor (log points).
        mortality_sd: spread of the municipal mortality factor (log points).
    """

    total_fertility: Knots = ((1994, 1.84), (2002, 1.78), (2009, 1.95), (2018, 1.58), (2026, 1.48))
    mother_age: Knots = ((1994, 28.9), (2026, 31.6))
    mother_age_sd: float = 5.1
    boys: float = 0.514
    mortality_decline: tuple[float, float] = (0.0205, 0.0150)
    net_immigration: Knots = (
        (1994, 0.2), (2003, 0.25), (2006, 0.5), (2008, 0.9), (2012, 0.92), (2016, 0.5),
        (2019, 0.4), (2020, 0.22), (2021, 0.4), (2022, 1.05), (2023, 0.7), (2026, 0.4),
    )  # fmt: skip
    emigration: Knots = ((1994, 0.45), (2010, 0.6), (2016, 0.65), (2020, 0.5), (2026, 0.6))
    domestic_mobility: float = 1.25
    fertility_sd: float = 0.05
    mortality_sd: float = 0.05


@dataclass(frozen=True)
class WorkParameters:
    """Jobs of the country, and who works where.

    Attributes:
        employment_rate: jobs per inhabitant aged 15-74, by year.
        public_share: share of jobs in the public sector, by year.
        cycle: the business cycle, by year, mean near zero.
        register_break: first year of the new register of jobs.
        commuting_reach: distance in km over which willingness to commute falls to a third.
        own_distance: distance in km that a job in the own municipality counts as.
        tie_sd: spread of lasting ties between pairs of municipalities (log points).
    """

    employment_rate: Knots = (
        (1994, 0.65), (2000, 0.69), (2003, 0.675), (2008, 0.715), (2010, 0.695), (2014, 0.703),
        (2015, 0.684), (2019, 0.693), (2020, 0.678), (2022, 0.702), (2026, 0.695),
    )  # fmt: skip
    public_share: Knots = ((1994, 0.277), (2010, 0.29), (2026, 0.302))
    cycle: Knots = (
        (1994, 0.5), (2000, 0.4), (2002, -0.8), (2005, 0.6), (2007, 1.2), (2009, -1.4),
        (2011, 0.5), (2014, 0.0), (2016, -0.7), (2019, 0.5), (2020, -1.5), (2022, 1.2), (2026, 0.0),
    )  # fmt: skip
    register_break: int = 2015
    commuting_reach: float = 10.5
    own_distance: float = 3.0
    tie_sd: float = 0.25


@dataclass(frozen=True)
class MoneyParameters:
    """Municipal accounts.

    Attributes:
        price_growth: yearly growth of costs.
        deviation_sd: spread of lasting over- and underspending per sector (log points).
        deviation_shock_sd: spread of its yearly changes.
        income_sd: spread of free income beyond need, as a share of the country's.
        result_mean: net operating result, per cent of gross operating revenue.
        result_sd: its spread.
    """

    price_growth: float = 0.031
    deviation_sd: float = 0.09
    deviation_shock_sd: float = 0.025
    income_sd: float = 0.07
    result_mean: float = 2.2
    result_sd: float = 2.0


@dataclass(frozen=True)
class ServiceParameters:
    """Users of services, and those who work there; kroner are those of the first year of accounts.

    Attributes:
        care_rates: users per person, by service, at 0-49, 50-66, 67-79, 80-89 and 90 and over.
        coverage_sd: spread of lasting coverage of care (log points).
        nok_per_hour: what an hour of care at home costs.
        nok_per_care_worker: wages of a full-time equivalent in care.
        nurse_share: share of nurses among them.
        kindergarten_shares: share of children of 1-2 and of 3-5 in kindergarten.
        pupil_share: share of children of 6-15 in the municipality's schools.
        schools_level: schools are level · pupils^slope.
        schools_slope: less than one: schools are larger where there are many pupils.
        nok_per_teacher: wages of a full-time equivalent of teaching.
        group_factor: pupils in a group for each pupil per teacher.
        nok_per_placed_child: what a child placed outside the family costs.
        child_welfare_share: share of children with other measures.
    """

    care_rates: Mapping[str, tuple[float, ...]] = field(
        default_factory=lambda: {
            "home_care": (0.012, 0.025, 0.07, 0.22, 0.45),
            "institution": (0.0002, 0.0012, 0.011, 0.06, 0.20),
            "staffed_housing": (0.0035, 0.004, 0.006, 0.012, 0.025),
        }
    )
    coverage_sd: float = 0.12
    nok_per_hour: float = 750.0
    nok_per_care_worker: float = 590_000.0
    nurse_share: float = 0.26
    kindergarten_shares: tuple[float, float] = (0.83, 0.96)
    pupil_share: float = 0.985
    schools_level: float = 0.03
    schools_slope: float = 0.75
    nok_per_teacher: float = 780_000.0
    group_factor: float = 1.35
    nok_per_placed_child: float = 1_050_000.0
    child_welfare_share: float = 0.033
