"""How many will use a service: today's users, moved on by how many there are of each age.

users_s(t) = U_s · Σ_a r_s,a(t)·N_a(t) / Σ_a r_s,a·N_a(t_obs), with U the users that were counted,
r users per person of an age, and N people. The rates decide only how users follow ages; the level
is the counted one, so that in the year of the count the answer is the count.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nyegrep.foundation.axes import AGES, SEXES, AgeGroup, FloatArray
from nyegrep.methods.demographic_cost import AssumptionSettings
from nyegrep.methods.population.levels import gamma_poisson_levels

NOTHING = 1e-12
Numbers = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class UserSettings:
    """How rates are drawn towards those of similar places.

    Attributes:
        prior_users: how many users the rate of similar places weighs as much as, where the
            places are too few to tell how much they differ.
        size_factor: places are of similar size where neither has more than so many times the
            people of the other.
        fewest_similar: how many places a group must have beside the place itself.
    """

    prior_users: float = field(metadata={"unit": "persons"})
    size_factor: float = field(metadata={"unit": "factor"})
    fewest_similar: int = field(metadata={"unit": "municipalities"})


@dataclass(frozen=True)
class DementiaSettings:
    """People with dementia among those of each age: from each age on, per cent.

    Attributes:
        men: of men.
        women: of women.
        together: of both, used where people are not told by sex.
    """

    men: dict[int, float] = field(metadata={"unit": "percent"})
    women: dict[int, float] = field(metadata={"unit": "percent"})
    together: dict[int, float] = field(metadata={"unit": "percent"})

    def prevalence(self, sexes: tuple[str, ...]) -> FloatArray:
        """Share with dementia [sex, age]."""
        tables = (self.men, self.women) if sexes == SEXES else (self.together,)
        return np.stack([_stairs(table) for table in tables]) / 100


@dataclass(frozen=True)
class UserCounts:
    """Users of one service, and people, by age group: the place itself first, then similar ones.

    Attributes:
        groups: age groups that do not overlap.
        users: NaN where they are not known, as where few are hidden [place, group].
        people: on the next 1 January [place, group].
    """

    groups: tuple[AgeGroup, ...]
    users: FloatArray
    people: FloatArray


@dataclass(frozen=True)
class UserRates:
    """Users per person of each age group, of the place itself.

    Attributes:
        groups: the age groups.
        own: as counted; NaN where it is not known [group].
        similar: of the place and those similar to it together [group].
        shrunken: own drawn towards similar [group].
        weight: how much the own rate counts, 0-1 [group].
        counted: users in all; what is hidden is put at the shrunken rate.
    """

    groups: tuple[AgeGroup, ...]
    own: FloatArray
    similar: FloatArray
    shrunken: FloatArray
    weight: FloatArray
    counted: float

    @property
    def curve(self) -> FloatArray:
        """r: users per person [age]; nought outside the groups."""
        found = np.zeros(len(AGES))
        for group, rate in zip(self.groups, self.shrunken, strict=True):
            found[group.first : group.last + 1] = rate
        return found


def user_rates(counts: UserCounts, settings: UserSettings) -> UserRates:
    """Rates of the place itself, the more drawn towards similar places the fewer users it has.

    With U users and N people of an age group, r° = ΣU/ΣN over the place and those similar, and
    E = r°·N: r = r°·(U + k·m)/(E + k), the gamma-Poisson mean of ``gamma_poisson_levels``. Where
    the place's own number is not known r = r°.

    Args:
        counts: the place itself first.
        settings: k where the places are too few to tell how much they differ.

    Source:
        Clayton and Kaldor, Empirical Bayes estimates of age-standardized relative risks,
        Biometrics 43 (1987), with one level for each age group.
    """
    known = np.isfinite(counts.users)
    users = np.where(known, counts.users, 0.0)
    people = np.where(known, counts.people, 0.0)
    similar = users.sum(axis=0) / np.maximum(people.sum(axis=0), NOTHING)
    shrunken, weight = np.zeros(len(counts.groups)), np.zeros(len(counts.groups))
    for group in range(len(counts.groups)):
        expected = similar[group] * people[:, group]
        levels, _, strength = gamma_poisson_levels(users[:, group], expected, settings.prior_users)
        shrunken[group] = similar[group] * levels[0]
        weight[group] = expected[0] / (expected[0] + strength)
    own = np.where(known[0], users[0] / np.maximum(people[0], NOTHING), np.nan)
    counted = np.where(known[0], users[0], shrunken * counts.people[0]).sum()
    return UserRates(counts.groups, own, similar, shrunken, weight, float(counted))


def service_users(
    people: Numbers, curves: FloatArray, observed: FloatArray, counted: FloatArray
) -> FloatArray:
    """Users by year [draw, year, service]: U_s·Σ_a r_s,a(t)·N_a(t) / Σ_a r_s,a·N_a(t_obs).

    Args:
        people: both sexes, on 1 January [draw, year, age].
        curves: r under what is assumed, as of ``yearly_schedules`` [year, service, age].
        observed: Σ_a r_s,a·N_a(t_obs), what the rates imply when users were counted [service].
        counted: U, the users that were counted [service].
    """
    level = np.matmul(np.moveaxis(people, 0, 1).astype(np.float64), np.swapaxes(curves, 1, 2))
    growth = np.moveaxis(level, 1, 0) / np.maximum(observed, NOTHING)
    found: FloatArray = growth * counted
    return found


def full_time_equivalents(
    users: FloatArray, counted: float, worked: float, what_if: AssumptionSettings, years: range
) -> FloatArray:
    """Full-time equivalents by year [draw, year]: V·Σ_s users_s(t) / Σ_s users_s(t_obs).

    From the year that welfare technology works, w per cent fewer are needed for as many users.

    Args:
        users: of the services that share the staff [draw, year, service].
        counted: users of them in the year that the staff was counted.
        worked: V, full-time equivalents in that year.
        what_if: w, and from when.
        years: base year to horizon.
    """
    saved = [
        what_if.welfare_technology if step and year >= what_if.welfare_technology_from else 0.0
        for step, year in enumerate(years)
    ]
    found: FloatArray = users.sum(axis=-1) * (worked / counted) * (1 - np.array(saved) / 100)
    return found


def people_with_dementia(people: Numbers, prevalence: FloatArray) -> FloatArray:
    """People with dementia by year [draw, year]: Σ_sex,a p_sex,a·N_sex,a(t).

    Args:
        people: on 1 January [draw, year, sex, age].
        prevalence: p, share with dementia [sex, age].
    """
    found: FloatArray = np.einsum("ytsa,sa->yt", people.astype(np.float64), prevalence)
    return found


def _stairs(table: dict[int, float]) -> FloatArray:
    """A value for each age from a table of the first age that it holds for."""
    found = np.zeros(len(AGES))
    for first in sorted(table):
        found[first:] = table[first]
    return found
