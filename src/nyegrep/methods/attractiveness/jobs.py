"""Growth in jobs, split into the country's, the mix, the population effect, and what is own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from nyegrep.foundation.axes import FloatArray
from nyegrep.foundation.errors import DataError, Problem, Problems, fail
from nyegrep.methods.attractiveness.grids import (
    CODE,
    anywhere,
    before,
    grid,
    named,
    percent_change,
    twice,
    year_span,
    years_named,
)

Basis = Literal["private", "total"]
PARTS = ("industry_mix", "population_effect", "business_attractiveness")
LARGEST_GROWTH_DIFFERENCE = 1.0
COMPONENTS = ("attractiveness", "structure", "public")


@dataclass(frozen=True)
class JobGrowth:
    """Growth in jobs and its parts, per cent of the jobs of the year before.

    growth = national + industry_mix + population_effect + business_attractiveness + remainder,
    exactly.

    Attributes:
        codes: municipalities, the first axis, rising.
        years: calendar years without a gap, the second axis; jobs are of the fourth quarter.
        basis: whose growth is split, private jobs or all jobs.
        jobs: those jobs [municipality, year].
        total_jobs: all jobs [municipality, year].
        growth: since the year before [municipality, year].
        national: growth in the country [municipality, year].
        industry_mix, population_effect, business_attractiveness: parts [municipality, year].
        remainder: what the parts do not tell, as rounding of published parts.
        national_public: growth of all other (public) jobs in the country [year].
        notes: what a reader should know.
    """

    codes: tuple[str, ...]
    years: tuple[int, ...]
    basis: Basis
    jobs: FloatArray
    total_jobs: FloatArray
    growth: FloatArray
    national: FloatArray
    industry_mix: FloatArray
    population_effect: FloatArray
    business_attractiveness: FloatArray
    remainder: FloatArray
    national_public: FloatArray
    notes: tuple[Problem, ...] = ()

    @property
    def public_jobs(self) -> FloatArray:
        """Jobs whose growth is not split [municipality, year]; noughts where all jobs are."""
        public: FloatArray = self.total_jobs - self.jobs
        return public

    @property
    def jobs_before(self) -> FloatArray:
        """Jobs the year before [municipality, year]; in the first year what the growth implies."""
        implied = self.jobs / np.where(self.growth > -100, 1 + self.growth / 100, np.nan)
        return np.where(np.isnan(before(self.jobs)), implied, before(self.jobs))


def growth_from_components(
    components: pl.DataFrame, country: pl.DataFrame | None = None
) -> JobGrowth:
    """Job growth from parts that are published or brought along.

    Growth is as given; where it is not, it is that of the private jobs. Where only business
    attractiveness is missing it is what is left. What the parts do not add up to, as rounding,
    is the remainder.

    Args:
        components: municipality_code, year, private_jobs, total_jobs, growth, national,
            industry_mix, population_effect, business_attractiveness; one row per municipality
            and year, codes on the borders of one year.
        country: year, private_jobs, total_jobs of the country; the sum of the municipalities
            where not given.

    Raises:
        DataError: no rows, rows that stand twice, more private jobs than jobs.
    """
    rows = components.filter(pl.col(CODE).str.len_chars() == 4)
    if rows.is_empty():
        fail(DataError, "attractiveness.no_jobs", table="job_growth_components")
    codes, years = tuple(sorted(rows[CODE].unique())), year_span(rows)
    _check(rows)
    columns = ("private_jobs", "total_jobs", "growth", "national", *PARTS)
    private, total, growth, national, mix, effect, own = (
        grid(rows, column, codes, years) for column in columns
    )
    computed = percent_change(private)
    differs = np.abs(np.where(np.isfinite(growth - computed), growth - computed, 0.0))
    growth = np.where(np.isnan(growth), computed, growth)
    own = np.where(np.isnan(own), growth - national - mix - effect, own)
    return JobGrowth(
        codes=codes,
        years=years,
        basis="private",
        jobs=private,
        total_jobs=total,
        growth=growth,
        national=national,
        industry_mix=mix,
        population_effect=effect,
        business_attractiveness=own,
        remainder=growth - national - mix - effect - own,
        national_public=national_growth(total - private, _public(country, years)),
        notes=(*series_notes(codes, years, private), *_moved(codes, years, differs)),
    )


def relative_growth(jobs: JobGrowth) -> FloatArray:
    """Growth in jobs beyond the country's by component, per cent of all jobs the year before.

    x^attractiveness = NA·J/T, x^structure = (B + Q)·J/T and x^public = (g_pub - n_pub)·U/T, with
    NA, B and Q the parts of private growth, J private, U public and T all jobs the year before.
    Where all jobs are split together there are no public ones beside.

    Returns:
        [municipality, year, component] in the order of ``COMPONENTS``; NaN where not known and
        where there were no jobs.
    """
    total = before(jobs.total_jobs)
    weight = before(jobs.jobs) / np.where(total > 0, total, np.nan)
    structure = jobs.industry_mix + jobs.population_effect
    earlier = before(jobs.public_jobs)
    gained = 100 * (jobs.public_jobs - earlier) - jobs.national_public * earlier
    parts = [
        jobs.business_attractiveness * weight,
        structure * weight,
        gained / np.where(total > 0, total, np.nan),
    ]
    return np.stack(parts, axis=-1)


def national_growth(jobs: FloatArray, country: FloatArray | None = None) -> FloatArray:
    """Growth in the country in per cent [year], of the places known in both years.

    Args:
        jobs: [municipality, year].
        country: jobs of the country [year], used where known.

    Returns:
        NaN where nothing is known of a year or the one before; 0 where there are no such jobs.
    """
    both = np.isfinite(jobs) & np.isfinite(before(jobs))
    now = np.where(both, jobs, 0.0).sum(axis=0)
    earlier = np.where(both, before(jobs), 0.0).sum(axis=0)
    summed = 100 * (now / np.where(earlier > 0, earlier, np.nan) - 1)
    summed = np.where(both.any(axis=0) & (earlier == 0), 0.0, summed)
    if country is None:
        return np.asarray(summed)
    own = percent_change(country[None])[0]
    return np.where(np.isfinite(own), own, summed)


def series_notes(
    codes: Sequence[str], years: Sequence[int], jobs: FloatArray
) -> tuple[Problem, ...]:
    """What is unusual about a series of jobs: places without, and places that begin or end."""
    notes = []
    none = jobs == 0
    if none.any():
        facts = {"codes": named(codes, none), "years": years_named(years, none)}
        notes.append(Problem("attractiveness.zero_jobs", facts))
    known = np.isfinite(jobs)
    some = known[:, anywhere(known, 0)]
    broken = named(codes, ~some & anywhere(some, 1)[:, None])
    if broken:
        facts = {"codes": broken, "first": years[0], "last": years[-1]}
        notes.append(Problem("attractiveness.series_begins_or_ends", facts))
    return tuple(notes)


def aggregate_jobs(jobs: JobGrowth, members: Mapping[str, str], places: Sequence[str]) -> JobGrowth:
    """Job growth of places made of municipalities.

    Jobs are summed and growth is computed anew; a part is Σ_i part_i·J_i / Σ_i J_i over the
    members with J_i their jobs the year before, so that a place's part is what its municipalities'
    parts are in jobs. Where a member is not known, nor is the place.

    Args:
        jobs: of municipalities.
        members: municipality to place.
        places: codes of the places, in the order wanted.
    """
    weights = jobs.jobs_before
    summed = sum_members(weights, jobs.codes, members, places)
    earlier = np.where(summed > 0, summed, np.nan)

    def weighed(part: FloatArray) -> FloatArray:
        amounts = np.where(weights == 0, 0.0, part * weights)
        added: FloatArray = sum_members(amounts, jobs.codes, members, places) / earlier
        return added

    national, mix, effect, own = (
        weighed(part)
        for part in (
            jobs.national,
            jobs.industry_mix,
            jobs.population_effect,
            jobs.business_attractiveness,
        )
    )
    now = sum_members(jobs.jobs, jobs.codes, members, places)
    growth = 100 * (now / earlier - 1)
    return JobGrowth(
        codes=tuple(places),
        years=jobs.years,
        basis=jobs.basis,
        jobs=now,
        total_jobs=sum_members(jobs.total_jobs, jobs.codes, members, places),
        growth=growth,
        national=national,
        industry_mix=mix,
        population_effect=effect,
        business_attractiveness=own,
        remainder=growth - national - mix - effect - own,
        national_public=jobs.national_public,
        notes=jobs.notes,
    )


def sum_members(
    table: FloatArray, codes: Sequence[str], members: Mapping[str, str], places: Sequence[str]
) -> FloatArray:
    """Sums over the members of each place [place, year]; NaN where a member is not known.

    Args:
        table: [municipality, year].
        codes: municipalities of the first axis.
        members: municipality to place; one with members that are not in ``codes`` is NaN.
        places: codes of the places, in the order wanted.
    """
    rows = {place: row for row, place in enumerate(places)}
    summed = np.zeros((len(places), table.shape[1]))
    for row, code in enumerate(codes):
        if members.get(code) in rows:
            summed[rows[members[code]]] += table[row]
    for code, place in members.items():
        if place in rows and code not in codes:
            summed[rows[place]] = np.nan
    return summed


def _public(country: pl.DataFrame | None, years: Sequence[int]) -> FloatArray | None:
    if country is None:
        return None
    rows = country.with_columns(pl.lit("0").alias(CODE))
    total, private = (grid(rows, name, ("0",), years)[0] for name in ("total_jobs", "private_jobs"))
    public: FloatArray = total - private
    return public


def _moved(codes: Sequence[str], years: Sequence[int], differs: FloatArray) -> tuple[Problem, ...]:
    """A note where the growth that is given is not that of the jobs: a border moved."""
    marks = np.asarray(differs > LARGEST_GROWTH_DIFFERENCE, dtype=np.bool_)
    facts = {"codes": named(codes, marks), "years": years_named(years, marks)}
    return (Problem("attractiveness.growth_differs", facts),) if facts["codes"] else ()


def _check(rows: pl.DataFrame) -> None:
    problems = Problems()
    table = "job_growth_components"
    doubled = twice(rows, (CODE, "year"))
    if doubled:
        problems.add("attractiveness.rows_twice", table=table, codes=doubled)
    over = rows.filter(pl.col("private_jobs") > pl.col("total_jobs"))
    if not over.is_empty():
        wrong = sorted(over[CODE].unique())
        problems.add("attractiveness.private_over_total", table=table, codes=wrong)
    problems.raise_if_any(DataError)
