"""Shift-share: growth in jobs from industries, and what kinds of business contribute to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from nyegrep.foundation.axes import FloatArray
from nyegrep.foundation.errors import DataError, Problems, fail
from nyegrep.methods.attractiveness.coefficients import JobSettings
from nyegrep.methods.attractiveness.grids import CODE, before, grid, percent_change
from nyegrep.methods.attractiveness.industries import (
    UNKNOWN_INDUSTRY,
    IndustryJobs,
    for_industry,
)
from nyegrep.methods.attractiveness.jobs import JobGrowth, national_growth, series_notes

REMAINDER = "remainder"


def growth_from_industries(
    jobs: IndustryJobs,
    country: IndustryJobs,
    population_growth: pl.DataFrame,
    settings: JobSettings,
) -> JobGrowth:
    """Split growth in jobs by shift-share.

    n = growth of the country's jobs; B_i = Σ_j w_ij,t-1·(g_Nj - Σ_j w_Nj,t-1·g_Nj), the industry
    mix, with w shares of the cells; Q_i = λ·(π_i,t-1 - π_N,t-1); NA_i = g_i - n - B_i - Q_i. The
    growth g_i is that of the published total, so that the rounding of small cells moves nothing
    but the weights w. An industry that is unknown (``00``) or has no jobs in the country grows as
    all jobs.

    Args:
        jobs: of the municipalities.
        country: of the country, same basis, any unit; ``country_of(jobs)`` where there is none.
        population_growth: municipality_code, year, relative_growth (π_i - π_N, per cent, during
            the year).
        settings: λ by basis.

    Raises:
        DataError: the country lacks industries, or is of another basis.
    """
    beyond = _national_by_industry(jobs, country) - _mean_growth(country, jobs.years)[:, None]
    mix = (_weights(before(jobs.cells)) * beyond).sum(axis=-1)
    effect = _population_effect(jobs, population_growth, settings)
    growth = percent_change(jobs.jobs)
    public = _in_years(country.total_jobs[0] - country.jobs[0], country.years, jobs.years)
    national = np.broadcast_to(
        _in_years(percent_change(country.jobs)[0], country.years, jobs.years), growth.shape
    )
    own = growth - national - mix - effect
    return JobGrowth(
        codes=jobs.codes,
        years=jobs.years,
        basis=jobs.basis,
        jobs=jobs.jobs,
        total_jobs=jobs.total_jobs,
        growth=growth,
        national=national,
        industry_mix=mix,
        population_effect=effect,
        business_attractiveness=own,
        remainder=growth - national - mix - effect - own,
        national_public=national_growth(jobs.total_jobs - jobs.jobs, public),
        notes=(*jobs.notes, *series_notes(jobs.codes, jobs.years, jobs.jobs)),
    )


def _population_effect(
    jobs: IndustryJobs, population_growth: pl.DataFrame, settings: JobSettings
) -> FloatArray:
    """λ·(π_i,t-1 - π_N,t-1) [municipality, year]; the effect comes the year after."""
    private = jobs.basis == "private"
    slope = settings.population_effect_private if private else settings.population_effect_total
    people = population_growth.with_columns(pl.col("year") + 1)
    return slope * grid(people, "relative_growth", jobs.codes, jobs.years)


def growth_by_type(
    jobs: IndustryJobs, country: IndustryJobs, settings: JobSettings
) -> pl.DataFrame:
    """What each kind of business contributed to the growth in jobs, per cent of all of them.

    For the industries j of a kind: growth = Σ w_ij·g_ij = national (Σ w_ij·n) + industry_mix
    (Σ w_ij·(g_Nj - n)) + local_growth (Σ w_ij·(g_ij - g_Nj)), n the country's growth in all cells.
    The row ``remainder`` is what the published total grew beyond the cells: small numbers shown
    as 0 or 3. All kinds and the remainder add up to the growth of the municipality.

    Args:
        jobs: of the municipalities.
        country: of the country, same basis.
        settings: kinds of business.

    Returns:
        municipality_code, year, industry_type, jobs, share (per cent of the cells), growth,
        national, industry_mix, local_growth; years in which the growth is known.

    Raises:
        DataError: an industry stands in no kind, or the country lacks it.
    """
    types = _types(jobs.industries, settings.industry_types)
    weights = _weights(before(jobs.cells))
    by_industry = _national_by_industry(jobs, country)[None]
    mean = _mean_growth(country, jobs.years)[None, :, None]
    sums = before(jobs.cells).sum(axis=-1, keepdims=True)
    gained = 100 * (jobs.cells - before(jobs.cells)) / np.where(sums > 0, sums, np.nan)
    parts = {
        "jobs": jobs.cells,
        "share": 100 * _weights(jobs.cells),
        "growth": gained,
        "national": weights * mean,
        "industry_mix": weights * (by_industry - mean),
        "local_growth": gained - weights * by_industry,
    }
    tables = [
        _long(jobs, kind, {name: part[..., types == kind].sum(-1) for name, part in parts.items()})
        for kind in sorted(set(types))
    ]
    rest = percent_change(jobs.jobs) - gained.sum(axis=-1)
    nought = np.where(np.isfinite(rest), 0.0, np.nan)
    remainder = dict.fromkeys(parts, nought) | {"growth": rest, "local_growth": rest}
    remainder["jobs"] = jobs.jobs - jobs.cells.sum(axis=-1)
    tables.append(_long(jobs, REMAINDER, remainder))
    known = pl.concat(tables).filter(pl.col("growth").is_not_nan())
    return known.sort(CODE, "year", "industry_type")


def _weights(cells: FloatArray) -> FloatArray:
    """Shares of the cells [..., industry]; NaN where there are no jobs."""
    sums = cells.sum(axis=-1, keepdims=True)
    shares: FloatArray = cells / np.where(sums > 0, sums, np.nan)
    return shares


def _mean_growth(country: IndustryJobs, years: Sequence[int]) -> FloatArray:
    """Growth of all cells of the country together [year]."""
    return _in_years(percent_change(country.cells.sum(axis=-1))[0], country.years, years)


def _national_by_industry(jobs: IndustryJobs, country: IndustryJobs) -> FloatArray:
    """Growth in the country of each industry of ``jobs`` [year, industry]."""
    problems = Problems()
    if country.basis != jobs.basis:
        problems.add("attractiveness.country_basis", basis=jobs.basis, found=country.basis)
    known = {code: column for column, code in enumerate(country.industries)}
    absent = [code for code in jobs.industries if code not in known and code != UNKNOWN_INDUSTRY]
    if absent:
        problems.add("attractiveness.country_industries_absent", industries=absent)
    problems.raise_if_any(DataError)
    mean = _mean_growth(country, jobs.years)
    columns = []
    for code in jobs.industries:
        growth = mean
        if code != UNKNOWN_INDUSTRY:
            own = percent_change(country.cells[0, :, known[code]][None])[0]
            own = _in_years(own, country.years, jobs.years)
            growth = np.where(np.isnan(own), mean, own)
        columns.append(growth)
    return np.stack(columns, axis=-1)


def _in_years(values: FloatArray, known: Sequence[int], years: Sequence[int]) -> FloatArray:
    """A series of the years ``known``, on the years ``years``; NaN where it has none."""
    found = dict(zip(known, values.tolist(), strict=True))
    return np.array([found.get(year, np.nan) for year in years])


def _types(industries: Sequence[str], table: Mapping[str, str]) -> NDArray[np.str_]:
    found = [for_industry(code, table) for code in industries]
    absent = [code for code, kind in zip(industries, found, strict=True) if kind is None]
    if absent:
        fail(DataError, "attractiveness.industry_without_type", industries=absent)
    return np.array(found, dtype=np.str_)


def _long(jobs: IndustryJobs, kind: str, parts: Mapping[str, FloatArray]) -> pl.DataFrame:
    keys = {
        CODE: np.repeat(jobs.codes, len(jobs.years)),
        "year": np.tile(np.array(jobs.years, dtype=np.int32), len(jobs.codes)),
        "industry_type": np.repeat([kind], len(jobs.codes) * len(jobs.years)),
    }
    return pl.DataFrame({**keys, **{name: part.ravel() for name, part in parts.items()}})
