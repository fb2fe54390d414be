"""Jobs in the demo country: by municipality, industry and sector, year by year.

Private jobs grow with the country, the industry mix, last year's population growth and business
attractiveness; public jobs with the country and the people. Jobs are whole numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from nyegrep.foundation.randomness import stream
from nyegrep.sources.demo.country import BURN_IN_YEAR, Country, FloatArray, IntArray, read_yaml
from nyegrep.sources.demo.parameters import AttractivenessParameters, WorkParameters, at

PRIVATE, PUBLIC = 0, 1
WORKING_AGES = slice(15, 75)
WORK_BY_AGE = ((15, 0.22), (19, 0.5), (24, 0.72), (30, 0.82), (45, 0.85), (55, 0.8), (61, 0.68))
WORK_AMONG_OLD = ((64, 0.52), (67, 0.24), (70, 0.1), (74, 0.04))


@dataclass(frozen=True)
class Industry:
    """One group of industries; the fields are explained in ``industries.yaml``."""

    code: str
    share: float
    public: float
    trend: float
    cycle: float
    register_break: float
    firm: float
    mix: Mapping[str, float]


@cache
def industries() -> tuple[Industry, ...]:
    """All industries in the order of their codes, unknown last."""
    entries = read_yaml("industries.yaml")["industries"]
    return tuple(Industry(register_break=entry.pop("break"), **entry) for entry in entries)


@dataclass(frozen=True)
class JobGrowth:
    """Growth of jobs in one year by slot, split; per cent of private (or public) jobs before.

    private = national + industry_mix + population_effect + business_attractiveness, exactly.
    """

    national: float
    industry_mix: FloatArray
    population_effect: FloatArray
    business_attractiveness: FloatArray
    public: FloatArray
    national_public: float

    @property
    def private(self) -> FloatArray:
        """Growth of private jobs."""
        structure = self.national + self.industry_mix + self.population_effect
        return structure + self.business_attractiveness


def willing(people: IntArray) -> FloatArray:
    """People who would work at ordinary rates for their age, by slot."""
    ages, rates = zip(*(WORK_BY_AGE + WORK_AMONG_OLD), strict=True)
    by_age = np.interp(np.arange(people.shape[-1]), ages, rates, left=0, right=0)
    number: FloatArray = people.sum(axis=1) @ by_age
    return number


def first_jobs(country: Country, people: IntArray, work: WorkParameters, seed: int) -> IntArray:
    """Jobs ``[slot, industry, sector]`` in the fourth quarter before the first year."""
    rng = stream(seed, "demo.first_jobs")
    groups = industries()
    employed = willing(people) * np.exp(rng.normal(0, 0.03, len(people)))
    total = employed * country.trait("jobs")
    wanted = at(work.employment_rate, BURN_IN_YEAR) * people[:, :, WORKING_AGES].sum()
    total *= wanted / total.sum()
    mix = np.array([[g.mix.get(p.profile, 1.0) for g in groups] for p in country.places])
    mix *= np.exp(rng.normal(0, 0.3, mix.shape))
    mix *= np.array([g.share for g in groups])
    by_industry = total[:, None] * mix / mix.sum(axis=1, keepdims=True)
    by_industry *= wanted * np.array([g.share for g in groups]) / by_industry.sum(axis=0)
    public = np.array([g.public for g in groups])
    split = np.stack([by_industry * (1 - public), by_industry * public], axis=-1)
    return _whole(split, rng)


def _whole(amounts: FloatArray, rng: np.random.Generator) -> IntArray:
    """Whole numbers with ``amounts`` as their expectation."""
    whole: IntArray = np.floor(np.maximum(amounts, 0) + rng.random(amounts.shape)).astype(np.int64)
    return whole


def national_growth(
    before: IntArray, people: IntArray, year: int, work: WorkParameters, seed: int
) -> FloatArray:
    """Planned growth of each industry and sector in the country, as factors ``[industry, sector]``.

    The total follows the employment rate of those aged 15 to 74 and the public share; industries
    differ by trend, business cycle, chance, and in 2015 by what the new register counts.
    """
    rng = stream(seed, f"demo.industries.{year}")
    groups = industries()
    relative = np.array([g.trend for g in groups]) / 100
    relative += np.array([g.cycle - 0.7 for g in groups]) * at(work.cycle, year) * 0.012
    relative += rng.normal(0, 0.008, len(groups))
    if year == work.register_break:
        relative += np.array([g.register_break for g in groups]) / 100
    jobs = before.sum(axis=0)
    factors = np.repeat(1 + relative[:, None], 2, axis=1)
    total = at(work.employment_rate, year) * people[:, :, WORKING_AGES].sum()
    public = at(work.public_share, year)
    wanted = total * np.array([1 - public, public])
    scaled: FloatArray = factors * wanted / (jobs * factors).sum(axis=0)
    return scaled


def next_jobs(
    before: IntArray,
    factors: FloatArray,
    pushes: FloatArray,
    spread: float,
    rng: np.random.Generator,
) -> IntArray:
    """Jobs a year later.

    Args:
        before: jobs ``[slot, industry, sector]``.
        factors: growth factors in the country, ``[industry, sector]``.
        pushes: what comes on top, ``[slot, sector]``, as shares of jobs.
        spread: standard deviation of single cells in units of the square root of jobs.
        rng: source of chance.
    """
    expected = before * (factors[None] + pushes[:, None, :])
    size = np.sqrt(before) * spread * np.array([1.0, 0.35])
    noise = np.clip(rng.normal(0, 1, before.shape), -2.5, 2.5) * size
    started = rng.poisson(0.04, before.shape) * (before.sum(axis=(1, 2)) > 0)[:, None, None]
    after = _whole(expected + noise, rng)
    alone: IntArray = after + np.where(before == 0, started, 0) * np.array([1, 0])
    return alone


def split_growth(
    before: IntArray,
    after: IntArray,
    relative_population_growth: FloatArray,
    parameters: AttractivenessParameters,
) -> JobGrowth:
    """Split the growth that happened.

    n = 100(PJ_N,t / PJ_N,t-1 - 1); B_i = Σ_j w_ij (g_Nj - n); Q_i = λ(π_i - π_N); the rest is
    business attractiveness. Slots without jobs get zeros.
    """
    private, private_after = before[:, :, PRIVATE], after[:, :, PRIVATE]
    national = _growth(private.sum(), private_after.sum())
    by_industry = _growth(private.sum(axis=0), private_after.sum(axis=0))
    jobs = private.sum(axis=1)
    there = (jobs > 0) & (private_after.sum(axis=1) > 0)
    shares = private / np.maximum(jobs, 1)[:, None]
    mix = np.where(there, shares @ (by_industry - national), 0.0)
    effect = np.where(there, parameters.population_effect * relative_population_growth, 0.0)
    growth = np.where(there, _growth(jobs, private_after.sum(axis=1)), national)
    public, public_after = before[:, :, PUBLIC].sum(axis=1), after[:, :, PUBLIC].sum(axis=1)
    return JobGrowth(
        national=float(national),
        industry_mix=mix,
        population_effect=effect,
        business_attractiveness=growth - national - mix - effect,
        public=_growth(public, public_after),
        national_public=float(_growth(public.sum(), public_after.sum())),
    )


def _growth(before: IntArray, after: IntArray) -> FloatArray:
    """Growth in per cent; 0 where there was nothing."""
    ratio = np.divide(after, np.maximum(before, 1))
    growth: FloatArray = np.where(np.asarray(before) > 0, 100 * (ratio - 1), 0.0)
    return growth


def parts_of_total(before: IntArray, growth: JobGrowth) -> FloatArray:
    """Each component as jobs gained beyond national growth, ``[slot, component]``.

    Components are attractiveness, structure and public jobs. Divided by all jobs the year before
    (and times 100) they are x^k, growth in per cent of total jobs.
    """
    private, public = before[:, :, PRIVATE].sum(axis=1), before[:, :, PUBLIC].sum(axis=1)
    structure = growth.industry_mix + growth.population_effect
    parts = [
        growth.business_attractiveness * private,
        structure * private,
        np.where(public > 0, growth.public - growth.national_public, 0.0) * public,
    ]
    gained: FloatArray = np.stack(parts, axis=1) / 100
    return gained
