"""What changes in the number and ages of people will cost, at today's coverage and standard."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nyegrep.foundation.axes import AGES, AgeGroup, FloatArray
from nyegrep.foundation.services import CARE, COUNTY_SERVICES

MILLION = 1e6
YEARS_PER_DECADE = 10
Numbers = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class AgeCost:
    """What a service costs a year for each person of an age group.

    Attributes:
        service: as in ``foundation.services``.
        ages: whose number the cost follows.
        nok_per_person: NOK of the price year for each inhabitant of those ages, user or not.
    """

    service: str
    ages: AgeGroup
    nok_per_person: float


@dataclass(frozen=True)
class UnitCosts:
    """Unit costs of all services, in the prices of one year.

    Attributes:
        groups: age groups of a service do not overlap; other ages cost nothing.
        price_year: whose prices.
    """

    groups: tuple[AgeCost, ...]
    price_year: int

    @property
    def services(self) -> tuple[str, ...]:
        """Each once, in the order of the groups."""
        return tuple(dict.fromkeys(group.service for group in self.groups))

    def curves(self) -> FloatArray:
        """u_s,a: NOK per person [service, age]."""
        found = np.zeros((len(self.services), len(AGES)))
        for group in self.groups:
            row = self.services.index(group.service)
            found[row, group.ages.first : group.ages.last + 1] = group.nok_per_person
        return found


@dataclass(frozen=True)
class CoverageSettings:
    """Users per person of an age, relative to the base year, from the year after it."""

    kindergarten: float = field(metadata={"unit": "factor"})
    primary_school: float = field(metadata={"unit": "factor"})
    upper_secondary: float = field(metadata={"unit": "factor"})
    municipal_health: float = field(metadata={"unit": "factor"})
    care: float = field(metadata={"unit": "factor"})
    child_welfare: float = field(metadata={"unit": "factor"})
    social_assistance: float = field(metadata={"unit": "factor"})
    culture_other: float = field(metadata={"unit": "factor"})


@dataclass(frozen=True)
class AssumptionSettings:
    """What could be otherwise than in the base year; the branch ``demographic_cost.what_if``.

    Attributes:
        coverage: coverage rates, by service.
        unit_cost_growth: real growth of every unit cost.
        healthier_ageing: years of age that the need for care moves up by in a decade.
        welfare_technology: percentage that it takes off the unit cost of care.
        welfare_technology_from: the first year that it does.
    """

    coverage: CoverageSettings
    unit_cost_growth: float = field(metadata={"unit": "percent per year"})
    healthier_ageing: float = field(metadata={"unit": "years per decade"})
    welfare_technology: float = field(metadata={"unit": "percent"})
    welfare_technology_from: int = field(metadata={"unit": "calendar year"})

    @property
    def switched_on(self) -> dict[str, float]:
        """What differs from the base year, by name; nothing where all is off."""
        factors = {f"coverage.{name}": value for name, value in vars(self.coverage).items()}
        found = {name: value for name, value in factors.items() if value != 1}
        names = ("unit_cost_growth", "healthier_ageing", "welfare_technology")
        found |= {name: getattr(self, name) for name in names if getattr(self, name) != 0}
        if self.welfare_technology:
            found["welfare_technology_from"] = self.welfare_technology_from
        return found


def yearly_unit_costs(
    unit_costs: UnitCosts, what_if: AssumptionSettings, years: range
) -> FloatArray:
    """Unit costs by year under a what-if: [year, service, age], NOK per person, fixed prices.

    In the base year u_s,a(t0) = u_s,a. Later, with h = t - t0::

        u_s,a(t) = k_s · (1 + g/100)^h · u_s,a                      all but care
        u_s,a(t) = k_s · (1 + g/100)^h · (1 - w/100) · u_s(a - x·h/10)    care; w from its year on

    k is the factor of coverage, g growth of unit costs, x healthier ageing in years of age per
    decade, w welfare technology. Between whole years of age the curve is taken in proportion.

    Args:
        unit_costs: of the base year.
        what_if: k, g, x, w.
        years: base year to horizon.
    """
    found = yearly_schedules(unit_costs.curves(), unit_costs.services, what_if, years)
    is_care = np.array([name == CARE for name in unit_costs.services])
    for step, year in enumerate(years):
        if step == 0:
            continue
        found[step] *= (1 + what_if.unit_cost_growth / 100) ** step
        if year >= what_if.welfare_technology_from:
            found[step, is_care] *= 1 - what_if.welfare_technology / 100
    return found


def yearly_schedules(
    curves: FloatArray, services: tuple[str, ...], what_if: AssumptionSettings, years: range
) -> FloatArray:
    """What each age needs, by year, under other coverage and healthier ageing [year, curve, age].

    In the base year c_s,a(t0) = c_s,a; later k_s·c_s(a - x·h/10) for care and k_s·c_s,a for the
    other services, as in ``yearly_unit_costs``.

    Args:
        curves: of the base year, as NOK or users per person [curve, age].
        services: the service, as in ``foundation.services``, of each curve.
        what_if: k and x.
        years: base year to horizon.
    """
    found = np.repeat(curves[None], len(years), axis=0)
    factors = np.array([getattr(what_if.coverage, name) for name in services])
    for step in range(1, len(years)):
        younger = AGES - what_if.healthier_ageing * step / YEARS_PER_DECADE
        for row, name in enumerate(services):
            if name == CARE:
                found[step, row] = np.interp(younger, AGES, curves[row])
        found[step] *= factors[:, None]
    return found


def demographic_cost(people: Numbers, curves: FloatArray) -> FloatArray:
    """Accumulated change in cost against the base year, million NOK [draw, year, service].

    cost_s(t) = Σ_a u_s,a(t)·N_a(t) - Σ_a u_s,a(t0)·N_a(t0), which is Σ_a u_s,a·[N_a(t) - N_a(t0)]
    where unit costs stay as they are: coverage, standard and productivity of the base year, fixed
    prices. "Accumulated" is the word of the source for this difference in level between a year
    and the base year, in fixed NOK; it is the sum of the changes from year to year up to then, and
    not the sum of what has been paid in all the years.

    Args:
        people: both sexes, on 1 January [draw, year, age], base year first.
        curves: u [year, service, age], NOK per person.

    Source:
        TBU's yearly note on demographic expenditure (2006 and later); TF-rapport 481 (2019).
    """
    level = np.matmul(np.moveaxis(people, 0, 1).astype(np.float64), np.swapaxes(curves, 1, 2))
    found: FloatArray = np.moveaxis(level - level[:1], 1, 0) / MILLION
    return found


def by_age(people: Numbers, curves: FloatArray) -> FloatArray:
    """The parts of ``demographic_cost`` from each age, million NOK [draw, year, service, age].

    They add up to the service. Takes much room; meant for few draws, or means over them.
    """
    level = people.astype(np.float64)[:, :, None] * curves[None]
    found: FloatArray = (level - level[:, :1]) / MILLION
    return found


def yearly_change(accumulated: FloatArray) -> FloatArray:
    """Change from the year before [draw, year, service]; nought in the base year."""
    return np.diff(accumulated, axis=1, prepend=accumulated[:, :1])


def municipal_sum(accumulated: FloatArray, services: tuple[str, ...]) -> FloatArray:
    """All services of the municipality together [draw, year]: not those of the county."""
    own = [row for row, name in enumerate(services) if name not in COUNTY_SERVICES]
    found: FloatArray = accumulated[..., own].sum(axis=-1)
    return found


def implied_total(unit_costs: UnitCosts, people: Numbers) -> FloatArray:
    """What the unit costs come to for people of every age: Σ_a u_s,a·N_a, million NOK [service].

    Args:
        unit_costs: NOK per person.
        people: [age], as of a whole country.
    """
    found: FloatArray = unit_costs.curves() @ people / MILLION
    return found
