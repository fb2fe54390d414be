"""Conditions in the country, year by year, and what the country itself then becomes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nyegrep.foundation.axes import AGES, FloatArray
from nyegrep.foundation.futures import EXPECTED, FAVOURABLE, Future
from nyegrep.methods.futures.settings import ConditionSettings, FuturesSettings
from nyegrep.methods.population.paths import NationalDrift, central_drift
from nyegrep.methods.population.rates import Rates


@dataclass(frozen=True)
class Conditions:
    """What the country offers along a path.

    Attributes:
        drift: fertility, mortality and net migration of the country [year].
        private_job_growth: growth of private jobs in the country, per cent a year [year].
    """

    drift: NationalDrift
    private_job_growth: FloatArray

    @property
    def years(self) -> int:
        """How many years."""
        return len(self.private_job_growth)


def conditions(rates: Rates, future: Future, settings: FuturesSettings, years: int) -> Conditions:
    """The national numbers of a future, year by year.

    With L(0) the country's net migration last year, L the set's, f its fertility, d its change
    of the mortality trend, and a = ``immigration_years``, b = ``fertility_years``:
    L_h = L(0) + (L - L(0))·min(h/a, 1), fertility 1 + (f - 1)·min(h/b, 1), hazards exp(d·(h - 1)).
    The expected set is the central path's. A future's own overrides replace the set's numbers.

    Args:
        rates: of the base year; the country's part is used.
        future: whose set and overrides.
        settings: the sets.
        years: how many.
    """
    central = central_drift(rates, years)
    chosen = _set(future, settings)
    ahead = np.arange(1.0, years + 1.0)
    migration = central.migration
    if "net_immigration" in chosen:
        share = np.minimum(ahead / settings.axes.immigration_years, 1.0)
        migration = rates.migration.level + share * (
            chosen["net_immigration"] / 100 - rates.migration.level
        )
    reached = np.minimum(ahead / settings.axes.fertility_years, 1.0)
    drift = NationalDrift(
        fertility=1.0 + (chosen.get("fertility", 1.0) - 1.0) * reached,
        mortality=np.exp(chosen.get("mortality_trend", 0.0) * (ahead - 1.0)),
        migration=migration,
    )
    return Conditions(drift, np.full(years, chosen["private_job_growth"]))


def public_need(people: FloatArray, settings: FuturesSettings) -> FloatArray:
    """Need for public services of people [..., sex, age], in average persons [...].

    Σ_a w(a)·N(a), with w the need of a person of age a relative to the average person's.
    """
    firsts = np.array(sorted(settings.jobs.public_need))
    weights = np.array([settings.jobs.public_need[first] for first in firsts.tolist()])
    by_age = weights[np.searchsorted(firsts, AGES, side="right") - 1]
    need: FloatArray = people.sum(axis=-2) @ by_age
    return need


def _set(future: Future, settings: FuturesSettings) -> dict[str, float]:
    """The numbers of the set by name, the future's own last."""
    if future.conditions == EXPECTED:
        numbers = {"private_job_growth": settings.expected.private_job_growth}
    else:
        chosen: ConditionSettings = (
            settings.favourable if future.conditions == FAVOURABLE else settings.unfavourable
        )
        numbers = dict(vars(chosen))
    return {**numbers, **future.overrides}
