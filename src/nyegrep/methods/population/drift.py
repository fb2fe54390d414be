"""The country's drift from a few numbers, and the numbers behind an official projection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nyegrep.foundation.axes import AgeGroup, FloatArray, sum_ages
from nyegrep.methods.population.paths import NationalDrift, central_drift, project
from nyegrep.methods.population.rates import Rates

STEPS = np.array([1e-4, 1e-3, 1e-4])
ROUNDS = 12
NEAR = 1e-7


@dataclass(frozen=True)
class Pace:
    """How fast the country gets where it goes.

    Attributes:
        immigration_years: years from last year's net immigration to the long run's.
        fertility_years: years until fertility has its full effect.
    """

    immigration_years: int
    fertility_years: int


@dataclass(frozen=True)
class LongRun:
    """Where the country goes; ``None`` = as on the central path.

    Attributes:
        net_immigration: net migration per inhabitant.
        fertility: births per woman relative to what was last known.
        mortality_trend: added to the yearly change of the logarithm of the hazards.
    """

    net_immigration: float | None = None
    fertility: float = 1.0
    mortality_trend: float = 0.0


def gradual_drift(rates: Rates, to: LongRun, pace: Pace, years: int) -> NationalDrift:
    """The drift that goes from what was last known to the long run.

    With L(0) the country's net migration last year, L the long run's, f its fertility, d its
    change of the mortality trend, and a, b the years of the pace: L_h = L(0) + (L - L(0))·min(h/a,
    1), fertility 1 + (f - 1)·min(h/b, 1), hazards exp(d·(h - 1)).

    Args:
        rates: of the base year; the country's part is used.
        to: the long run.
        pace: how fast.
        years: how many.
    """
    ahead = np.arange(1.0, years + 1.0)
    migration = central_drift(rates, years).migration
    if to.net_immigration is not None:
        share = np.minimum(ahead / pace.immigration_years, 1.0)
        now = rates.migration.level
        migration = now + share * (to.net_immigration - now)
    reached = np.minimum(ahead / pace.fertility_years, 1.0)
    return NationalDrift(
        fertility=1.0 + (to.fertility - 1.0) * reached,
        mortality=np.exp(to.mortality_trend * (ahead - 1.0)),
        migration=migration,
    )


def long_run_of(
    rates: Rates,
    published: FloatArray,
    groups: Sequence[AgeGroup],
    years: Sequence[int],
    pace: Pace,
) -> LongRun:
    """The long run under which the country becomes as published, as nearly as three numbers can.

    Least squares of N(year, group)/published - 1 over net immigration, fertility and mortality
    trend, by Gauss-Newton from the central path.

    Args:
        rates: of the base year; the country's part is used.
        published: persons of the country [year, group].
        groups: age groups along the last axis.
        years: calendar years along the first, all after the base year.
        pace: how fast the country gets there.
    """
    country = rates.of_country()
    horizon = max(years)
    rows = [year - rates.base_year for year in years]

    def apart(numbers: FloatArray) -> FloatArray:
        to = LongRun(float(numbers[0]), float(numbers[1]), float(numbers[2]))
        drift = gradual_drift(rates, to, pace, horizon - rates.base_year)
        people = project(country, horizon, drift).people[0, rows].sum(axis=1)
        counted = np.stack([sum_ages(people, group) for group in groups], axis=-1)
        return np.ravel(counted / published - 1.0)

    numbers = np.array([rates.migration.mean_level, 1.0, 0.0])
    for _ in range(ROUNDS):
        left = apart(numbers)
        slopes = [(apart(numbers + step) - left) / step.sum() for step in np.diag(STEPS)]
        change, *_ = np.linalg.lstsq(np.stack(slopes, axis=1), -left, rcond=None)
        numbers = numbers + change
        if np.abs(change).max() < NEAR:
            break
    return LongRun(float(numbers[0]), float(numbers[1]), float(numbers[2]))
