"""The numbers of the futures: filled from the parameter branch ``futures``."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from nyegrep.foundation.futures import (
    CRISIS,
    EXPECTED,
    FAVOURABLE,
    HEADWIND,
    MISSED,
    NEUTRAL,
    TAILWIND,
    UNFAVOURABLE,
    Future,
)


@dataclass(frozen=True)
class ConditionSettings:
    """One set of national numbers.

    Attributes:
        private_job_growth: growth of private jobs in the country a year.
        net_immigration: the country's net immigration in the long run.
        fertility: births per woman relative to what was last known, at full effect.
        mortality_trend: added to the yearly change of the logarithm of the hazards.
    """

    private_job_growth: float = field(metadata={"unit": "percent per year"})
    net_immigration: float = field(metadata={"unit": "percent of the population"})
    fertility: float = field(metadata={"unit": "factor"})
    mortality_trend: float = field(metadata={"unit": "log per year"})


@dataclass(frozen=True)
class ExpectedSettings:
    """The middle set: people as on the central path, so only jobs need a number."""

    private_job_growth: float = field(metadata={"unit": "percent per year"})


@dataclass(frozen=True)
class AxesSettings:
    """Where the two axes end, and how fast the place gets there.

    Attributes:
        high_percentile: high attractiveness is better than this share of the municipalities.
        low_percentile: low attractiveness is better than only this share.
        fading_years: years from the place's own attractiveness to the future's.
        immigration_years: years from last year's net immigration to that of the set.
        fertility_years: years until fertility has its full effect.
        fewest_municipalities: fewer than this cannot tell percentiles; the parameters then do.
    """

    high_percentile: float = field(metadata={"unit": "percent"})
    low_percentile: float = field(metadata={"unit": "percent"})
    fading_years: int = field(metadata={"unit": "years"})
    immigration_years: int = field(metadata={"unit": "years"})
    fertility_years: int = field(metadata={"unit": "years"})
    fewest_municipalities: int = field(metadata={"unit": "municipalities"})


@dataclass(frozen=True)
class FutureJobSettings:
    """What jobs need.

    Attributes:
        public_need: need for public services of a person of each age, from ``first`` age on,
            relative to the average person.
        private_share: share of jobs that are private, where a place's own is not known.
        business_noise: what comes and goes in yearly growth of private jobs in a place of 1 000
            people, falling with size.
        business_noise_least: what is left of it in the largest places.
    """

    public_need: dict[int, float] = field(metadata={"unit": "factor"})
    private_share: float = field(metadata={"unit": "share"})
    business_noise: float = field(metadata={"unit": "percent per year"})
    business_noise_least: float = field(metadata={"unit": "percent per year"})


@dataclass(frozen=True)
class PercentileSettings:
    """Attractiveness by percentile among municipalities, for workspaces that cannot tell."""

    business: dict[int, float] = field(metadata={"unit": "percent per year"})
    residential: dict[int, float] = field(metadata={"unit": "percent per year"})


@dataclass(frozen=True)
class FuturesSettings:
    """All numbers of the futures; the parameter branch ``futures``."""

    favourable: ConditionSettings
    unfavourable: ConditionSettings
    expected: ExpectedSettings
    axes: AxesSettings
    jobs: FutureJobSettings
    percentiles: PercentileSettings


def built_in(axes: AxesSettings) -> tuple[Future, ...]:
    """The four futures and the neutral path, in the order they are always told."""
    high = Future(TAILWIND, FAVOURABLE, axes.high_percentile, axes.high_percentile)
    low = Future(MISSED, FAVOURABLE, axes.low_percentile, axes.low_percentile)
    return (
        high,
        replace(high, id=HEADWIND, conditions=UNFAVOURABLE),
        low,
        replace(low, id=CRISIS, conditions=UNFAVOURABLE),
        Future(NEUTRAL, EXPECTED),
    )
