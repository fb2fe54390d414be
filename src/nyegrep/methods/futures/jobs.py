"""Jobs of a year: what the country, people and the place's own attractiveness make of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nyegrep.foundation.axes import FloatArray
from nyegrep.methods.futures.settings import FutureJobSettings

SIZE_UNIT = 1000.0


@dataclass(frozen=True)
class Jobs:
    """Jobs of places or of draws of a place [n], and what next year's growth remembers.

    Attributes:
        private: private jobs, fourth quarter.
        public: public jobs, fourth quarter.
        relative_growth: growth of the people last year beyond the country's, per cent.
        growth: growth in jobs beyond the country's, per cent of all jobs, of this year and the
            years before, newest first [lag, n].
    """

    private: FloatArray
    public: FloatArray
    relative_growth: FloatArray
    growth: FloatArray


@dataclass(frozen=True)
class YearOfJobs:
    """What decides a year's growth in jobs, per cent [n] or the same for all.

    Attributes:
        national: growth of private jobs in the country.
        population_effect: λ, growth of private jobs for each point the people grew faster.
        business_attractiveness: growth of private jobs beyond what circumstances explain.
        noise: chance in that growth, which people do not follow.
        need: growth of the need for public services, and so of public jobs.
        national_need: the same in the country.
    """

    national: float
    population_effect: float
    business_attractiveness: FloatArray
    noise: FloatArray
    need: FloatArray
    national_need: float


def grow(jobs: Jobs, year: YearOfJobs) -> Jobs:
    """Jobs a year on; ``relative_growth`` is left for the people of the year to replace.

    g = n + λ·(π_-1 - π_N,-1) + NA + ε,   J' = J·(1 + g/100),   U' = U·(1 + u/100)
    x = (λ·(π_-1 - π_N,-1) + NA)·J/T + (u - u_N)·U/T,   T = J + U

    with n the country's growth, NA business attractiveness, ε chance, u and u_N the growth of
    the need for public services here and in the country. Industry mix is that of the country
    (its effect is nought). x is what migration answers to; chance in jobs is not in it, since
    the places' own migration noise has been measured with it.
    """
    effect = year.population_effect * jobs.relative_growth
    explained = effect + year.business_attractiveness
    total = jobs.private + jobs.public
    everywhere = np.where(total > 0, total, 1.0)
    beyond = explained * jobs.private + (year.need - year.national_need) * jobs.public
    return Jobs(
        private=jobs.private * np.maximum(1 + (year.national + explained + year.noise) / 100, 0.0),
        public=jobs.public * np.maximum(1 + year.need / 100, 0.0),
        relative_growth=jobs.relative_growth,
        growth=np.concatenate([(beyond / everywhere)[None], jobs.growth[:-1]]),
    )


def noise_spread(size: float, settings: FutureJobSettings) -> float:
    """Standard deviation of chance in a year's growth of private jobs, per cent.

    σ² = s²·1000/P + l², with P inhabitants.
    """
    small = settings.business_noise**2 * SIZE_UNIT / max(size, 1.0)
    return float((small + settings.business_noise_least**2) ** 0.5)
