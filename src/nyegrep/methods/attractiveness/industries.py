"""Jobs by municipality and industry, private ones where they can be told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

import numpy as np
import polars as pl

from nyegrep.foundation.axes import FloatArray
from nyegrep.foundation.errors import DataError, Problem, Problems, fail
from nyegrep.methods.attractiveness.coefficients import JobSettings
from nyegrep.methods.attractiveness.grids import CODE, grid, positions, twice, within, year_span
from nyegrep.methods.attractiveness.jobs import Basis

ALL_INDUSTRIES = "00-99"
UNKNOWN_INDUSTRY = "00"
COUNTRY = "0"
TABLE = "jobs_by_industry"
SECTORS = ("all", "private", "public")

_Value = TypeVar("_Value")


@dataclass(frozen=True)
class IndustryJobs:
    """Jobs by municipality, year and industry, with their totals.

    Attributes:
        codes: municipalities (or ``0``, the country), the first axis, rising.
        years: calendar years without a gap, the second axis.
        industries: codes of industries or groups, the third axis, rising.
        basis: whether ``cells`` and ``jobs`` are private jobs or all jobs.
        cells: [municipality, year, industry]; NaN where a municipality has no cells that year.
        jobs: total of the basis as published, else the sum of the cells [municipality, year].
        total_jobs: all jobs [municipality, year].
        difference: sum of the published cells less the published total that they belong to, in
            jobs: what small numbers shown as 0 or 3 amount to [municipality, year].
        notes: how the private jobs were found, and how much the cells differ.
    """

    codes: tuple[str, ...]
    years: tuple[int, ...]
    industries: tuple[str, ...]
    basis: Basis
    cells: FloatArray
    jobs: FloatArray
    total_jobs: FloatArray
    difference: FloatArray
    notes: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class _Totals:
    """Published totals by sector [municipality, year]."""

    all: FloatArray
    private: FloatArray
    public: FloatArray

    @property
    def together(self) -> FloatArray:
        """All jobs as published, else private and public together."""
        return np.where(np.isnan(self.all), self.private + self.public, self.all)

    @property
    def alone(self) -> FloatArray:
        """Private jobs as published, else all jobs less public ones."""
        return np.where(np.isnan(self.private), self.all - self.public, self.private)


def industry_jobs(
    jobs: pl.DataFrame, settings: JobSettings, country: bool = False, basis: Basis | None = None
) -> IndustryJobs:
    """Arrays of jobs by industry, private ones where they can be told.

    Where private jobs are known by industry they are used. Where only all jobs are, but the
    private total is known, the industries are weighed by the share of their jobs that is private
    and the total is the private one. Else all jobs are used. Industries that are not among the
    rows of a municipality and year with rows have none.

    Args:
        jobs: municipality_code, year, industry, sector (all, private or public), jobs; rows of
            ``00-99`` are totals. Other industries must not overlap.
        settings: private shares.
        country: take the country's row ``0`` instead of the municipalities.
        basis: ask for private or all jobs; without it private where they can be told.

    Raises:
        DataError: no rows, rows that stand twice, industries that overlap, private jobs asked
            for an industry without a private share.
    """
    place = pl.col(CODE) == COUNTRY if country else pl.col(CODE).str.len_chars() == 4
    rows = jobs.filter(place)
    is_total = pl.col("industry") == ALL_INDUSTRIES
    by_industry = rows.filter(~is_total)
    _check(by_industry)
    codes, years = tuple(sorted(rows[CODE].unique())), year_span(rows)
    totals = _Totals(*(_total(rows, sector, codes, years) for sector in SECTORS))
    private = by_industry.filter(pl.col("sector") == "private")
    alone_known = bool(np.isfinite(totals.alone).any())
    if basis == "total" or (basis is None and private.is_empty() and not alone_known):
        return _of_all_jobs(by_industry, codes, years, totals)
    if private.is_empty():
        return _from_shares(by_industry, codes, years, totals, settings.private_share)
    return _of_private_jobs(private, codes, years, totals)


def country_of(jobs: IndustryJobs) -> IndustryJobs:
    """The country as the sum of the municipalities that are known in every year known of any."""
    known = np.isfinite(jobs.jobs)
    whole = known[:, known.any(axis=0)].all(axis=1)
    return IndustryJobs(
        codes=(COUNTRY,),
        years=jobs.years,
        industries=jobs.industries,
        basis=jobs.basis,
        cells=jobs.cells[whole].sum(axis=0, keepdims=True),
        jobs=jobs.jobs[whole].sum(axis=0, keepdims=True),
        total_jobs=jobs.total_jobs[whole].sum(axis=0, keepdims=True),
        difference=jobs.difference[whole].sum(axis=0, keepdims=True),
    )


def for_industry(code: str, table: Mapping[str, _Value]) -> _Value | None:
    """What a table by industry says of a code: its own entry, else the narrowest range around it.

    Example:
        >>> for_industry("56", {"55-56": "visitor", "41-99": "other"})
        'visitor'
    """
    if code in table:
        return table[code]
    first, last = _span(code)
    around = [(b - a, name) for name in table for a, b in [_span(name)] if a <= first and last <= b]
    return table[min(around)[1]] if around else None


def _span(code: str) -> tuple[int, int]:
    """First and last two-digit division of a code such as ``45``, ``41-43`` or ``84.100``."""
    found = [int(part[:2]) for part in re.findall(r"\d\d[\d.]*", code)]
    return (found[0], found[-1]) if found else (-1, -1)


def _check(rows: pl.DataFrame) -> None:
    if rows.is_empty():
        fail(DataError, "attractiveness.no_jobs", table=TABLE)
    problems = Problems()
    doubled = twice(rows, (CODE, "year", "industry", "sector"))
    if doubled:
        problems.add("attractiveness.rows_twice", table=TABLE, codes=doubled)
    overlapping = _overlapping(rows["industry"].unique())
    if overlapping:
        problems.add("attractiveness.industries_overlap", industries=overlapping)
    problems.raise_if_any(DataError)


def _overlapping(industries: Iterable[str]) -> list[str]:
    """Pairs that count the same jobs; finer codes of one division, as 86.101 and 86.2, do not."""
    spans = sorted((_span(code), code) for code in industries)
    return [
        f"{code} / {after}"
        for (span, code), (next_span, after) in pairwise(spans)
        if next_span[0] <= span[1]
        and (span != next_span or "-" in code or after.startswith(code.rstrip(".")))
    ]


def _total(
    rows: pl.DataFrame, sector: str, codes: Sequence[str], years: Sequence[int]
) -> FloatArray:
    of_sector = (pl.col("industry") == ALL_INDUSTRIES) & (pl.col("sector") == sector)
    known = rows.filter(of_sector)
    doubled = twice(known, (CODE, "year"))
    if doubled:
        fail(DataError, "attractiveness.rows_twice", table=TABLE, codes=doubled)
    return grid(known, "jobs", codes, years)


def _cells(
    rows: pl.DataFrame, codes: Sequence[str], years: Sequence[int], industries: Sequence[str]
) -> FloatArray:
    cells = np.zeros((len(codes), len(years), len(industries)))
    known = within(rows, codes, years)
    place = positions(known[CODE], codes), positions(known["year"], years)
    cells[*place, positions(known["industry"], industries)] = known["jobs"].cast(pl.Float64)
    there = np.zeros(cells.shape[:2], dtype=bool)
    there[place] = True
    cells[~there] = np.nan
    return cells


def _of_private_jobs(
    rows: pl.DataFrame, codes: tuple[str, ...], years: tuple[int, ...], totals: _Totals
) -> IndustryJobs:
    industries = tuple(sorted(rows["industry"].unique()))
    cells = _cells(rows, codes, years, industries)
    jobs = np.where(np.isnan(totals.alone), cells.sum(axis=-1), totals.alone)
    difference = cells.sum(axis=-1) - jobs
    return IndustryJobs(
        codes,
        years,
        industries,
        "private",
        cells,
        jobs,
        totals.together,
        difference,
        _small_cells(difference),
    )


def _of_all_jobs(
    by_industry: pl.DataFrame, codes: tuple[str, ...], years: tuple[int, ...], totals: _Totals
) -> IndustryJobs:
    rows = by_industry.filter(pl.col("sector") == "all")
    industries = tuple(sorted(rows["industry"].unique()))
    cells = _cells(rows, codes, years, industries)
    jobs = np.where(np.isnan(totals.together), cells.sum(axis=-1), totals.together)
    difference = cells.sum(axis=-1) - jobs
    notes = (Problem("attractiveness.all_jobs"), *_small_cells(difference))
    return IndustryJobs(codes, years, industries, "total", cells, jobs, jobs, difference, notes)


def _from_shares(
    by_industry: pl.DataFrame,
    codes: tuple[str, ...],
    years: tuple[int, ...],
    totals: _Totals,
    shares: Mapping[str, float],
) -> IndustryJobs:
    everybody = _of_all_jobs(by_industry, codes, years, totals)
    found = [for_industry(code, shares) for code in everybody.industries]
    absent = [c for c, share in zip(everybody.industries, found, strict=True) if share is None]
    if absent:
        fail(DataError, "attractiveness.industry_without_share", industries=absent)
    cells = everybody.cells * np.array(found, dtype=np.float64)
    jobs = np.where(np.isnan(totals.alone), cells.sum(axis=-1), totals.alone)
    small = everybody.notes[1:]
    notes = (Problem("attractiveness.private_from_shares"), *small)
    difference = everybody.difference
    total = everybody.total_jobs
    return IndustryJobs(
        codes, years, everybody.industries, "private", cells, jobs, total, difference, notes
    )


def _small_cells(difference: FloatArray) -> tuple[Problem, ...]:
    """A note where the cells do not add up to their totals, with the number and the largest."""
    differing = np.isfinite(difference) & (difference != 0)
    if not differing.any():
        return ()
    facts = {
        "differing": int(differing.sum()),
        "known": int(np.isfinite(difference).sum()),
        "largest": int(np.abs(difference[differing]).max()),
    }
    return (Problem("attractiveness.small_cells", facts),)
