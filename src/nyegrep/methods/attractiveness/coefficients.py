"""The numbers of the model: filled from the parameter branch ``attractiveness``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Level = Literal["municipality", "labour_market_region", "county"]

POPULATION = "percent of the population"


@dataclass(frozen=True)
class Coefficients:
    """What explains net migration at one level, in per cent of the people on 1 January.

    Filled from ``attractiveness.municipality``, ``attractiveness.labour_market_region`` or
    ``attractiveness.county``.

    Attributes:
        constant: the same for all places.
        size_slope: effect of the natural logarithm of the people.
        size_level: added to it, so that the mean of the municipalities is near zero.
        integration_slope: effect of out_i + in_i, share who commute out plus share of jobs held
            by in-commuters.
        integration_level: added to it, so that the mean is near zero.
        internal_integration_slope: effect of the share who commute between the municipalities of
            the place; nought for a municipality.
        internal_integration_level: added to it.
        own_growth: b_l, effect of growth in jobs, the same year and the two before.
        home_weight: h, how much of the effect is lost with those who commute out: the effect is
            1 - h·out_i of what it would be if all worked at home (h = 1 gives p_ii).
        neighbour_factor: how much stronger the growth where people commute to works.
    """

    constant: float = field(metadata={"unit": POPULATION})
    size_slope: float = field(metadata={"unit": f"{POPULATION} per log person"})
    size_level: float = field(metadata={"unit": POPULATION})
    integration_slope: float = field(metadata={"unit": f"{POPULATION} per share"})
    integration_level: float = field(metadata={"unit": POPULATION})
    internal_integration_slope: float = field(metadata={"unit": f"{POPULATION} per share"})
    internal_integration_level: float = field(metadata={"unit": POPULATION})
    own_growth: tuple[float, float, float] = field(
        metadata={"unit": f"{POPULATION} per percent of jobs"}
    )
    home_weight: float = field(metadata={"unit": "share"})
    neighbour_factor: float = field(metadata={"unit": "factor"})


@dataclass(frozen=True)
class NationalSettings:
    """What holds for the country when it cannot be summed; ``attractiveness.national``.

    Attributes:
        immigration: net immigration by calendar year.
    """

    immigration: dict[int, float] = field(metadata={"unit": POPULATION})


@dataclass(frozen=True)
class JobSettings:
    """What job growth from industries needs; ``attractiveness.jobs``.

    Attributes:
        population_effect_private: λ, growth of private jobs in per cent for each percentage
            point by which the people grew faster than the country's last year.
        population_effect_total: λ for all jobs.
        private_share: share of each industry's jobs that are private, for data where industries
            are known for all jobs only; by industry code or group.
        industry_types: kind of business (basis, visitor, regional, local; public and unknown
            besides) by industry code or range; the whole code is looked for first, then the
            range that it lies within.
    """

    population_effect_private: float = field(
        metadata={"unit": "percent of jobs per percent of the population"}
    )
    population_effect_total: float = field(
        metadata={"unit": "percent of jobs per percent of the population"}
    )
    private_share: dict[str, float] = field(metadata={"unit": "share"})
    industry_types: dict[str, str] = field(metadata={"unit": "type of business"})


@dataclass(frozen=True)
class AttractivenessSettings:
    """All numbers of the decomposition, by level; the parameter branch ``attractiveness``."""

    municipality: Coefficients
    labour_market_region: Coefficients
    county: Coefficients
    national: NationalSettings
    jobs: JobSettings

    def at(self, level: Level) -> Coefficients:
        """The coefficients of a level."""
        found: Coefficients = getattr(self, level)
        return found
