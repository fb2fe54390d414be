"""Conditions in the country, year by year, and what the country itself then becomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from nyegrep.foundation.axes import AGES, FloatArray
from nyegrep.foundation.futures import EXPECTED, FAVOURABLE, Future
from nyegrep.methods.futures.settings import ConditionSettings, FuturesSettings
from nyegrep.methods.population.drift import LongRun, Pace, gradual_drift
from nyegrep.methods.population.paths import NationalDrift
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


def conditions(
    rates: Rates,
    future: Future,
    settings: FuturesSettings,
    years: int,
    published: Mapping[str, LongRun] | None = None,
) -> Conditions:
    """The national numbers of a future, year by year; see ``drift.gradual_drift``.

    The expected set is the central path's. A future's own overrides replace the set's numbers.

    Args:
        rates: of the base year; the country's part is used.
        future: whose set and overrides.
        settings: the sets.
        years: how many.
        published: long runs of official alternatives by set, in place of the sets' own.
    """
    chosen = _set(future, settings, published)
    immigration = chosen.get("net_immigration")
    to = LongRun(
        net_immigration=None if immigration is None else immigration / 100,
        fertility=chosen.get("fertility", 1.0),
        mortality_trend=chosen.get("mortality_trend", 0.0),
    )
    pace = Pace(settings.axes.immigration_years, settings.axes.fertility_years)
    drift = gradual_drift(rates, to, pace, years)
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


def _set(
    future: Future, settings: FuturesSettings, published: Mapping[str, LongRun] | None
) -> dict[str, float]:
    """The numbers of the set by name, the future's own last."""
    if future.conditions == EXPECTED:
        numbers = {"private_job_growth": settings.expected.private_job_growth}
    else:
        chosen: ConditionSettings = (
            settings.favourable if future.conditions == FAVOURABLE else settings.unfavourable
        )
        numbers = dict(vars(chosen))
    if published is not None:
        to = published[future.conditions]
        numbers |= {"fertility": to.fertility, "mortality_trend": to.mortality_trend}
        numbers |= (
            {} if to.net_immigration is None else {"net_immigration": 100 * to.net_immigration}
        )
    return {**numbers, **future.overrides}
