"""Jobs, commuting and businesses of the demo country as tables."""

from __future__ import annotations

import numpy as np
import polars as pl

from nyegrep.foundation.randomness import stream
from nyegrep.sources.demo.country import FIRST_YEAR, LAST_YEAR, IntArray
from nyegrep.sources.demo.frames import (
    Numbers,
    Table,
    by_year,
    long,
    municipality_rows,
    rounded,
    with_totals,
)
from nyegrep.sources.demo.simulation import Simulation
from nyegrep.sources.demo.work import PRIVATE, WORKING_AGES, industries

JOB_YEARS = range(FIRST_YEAR, LAST_YEAR)
GROWTH_YEARS = range(FIRST_YEAR + 1, LAST_YEAR)
ALL_INDUSTRIES = "00-99"
SECTORS = ("all", "private", "public")


def tables(simulation: Simulation) -> list[Table]:
    """All tables about jobs and who holds them."""
    return [
        Table("jobs_by_industry", jobs_by_industry(simulation)),
        Table("employment_totals", employment_totals(simulation)),
        Table("commuting", commuting(simulation)),
        Table("job_growth_components", job_growth_components(simulation)),
    ]


def jobs_by_industry(simulation: Simulation) -> pl.DataFrame:
    """Jobs by industry and sector in the fourth quarter, with county and country rows.

    Cells of 1 and 2 are shown as 0 or 3; totals over industries are exact, so that the parts need
    not add up to them.
    """
    jobs = by_year(simulation, JOB_YEARS, "jobs")
    keys, cells = with_totals(simulation.country, JOB_YEARS, jobs)
    by_sector = np.concatenate([cells.sum(axis=2, keepdims=True), cells], axis=2)
    shown = _hide_small(by_sector, simulation.seed)
    total = by_sector.sum(axis=1, keepdims=True)
    codes = [*(group.code for group in industries()), ALL_INDUSTRIES]
    values = np.concatenate([shown, total], axis=1)
    return long(keys, {"industry": codes, "sector": SECTORS}, jobs=values)


def _hide_small(cells: IntArray, seed: int) -> IntArray:
    """1 and 2 become 0 or 3, with the true number as expectation."""
    up = stream(seed, "demo.small_cells").random(cells.shape) < cells / 3
    hidden: IntArray = np.where((cells == 1) | (cells == 2), np.where(up, 3, 0), cells)
    return hidden


def employment_totals(simulation: Simulation) -> pl.DataFrame:
    """Residents aged 15-74, employed residents and jobs: the margins of the commuting matrix."""
    rows, years, slots = municipality_rows(simulation.country, JOB_YEARS)
    matrix = by_year(simulation, JOB_YEARS, "commuting")
    people = by_year(simulation, JOB_YEARS, "people_end")[:, :, :, WORKING_AGES].sum(axis=(2, 3))
    at = (years - FIRST_YEAR, slots)
    return pl.DataFrame(
        {
            **rows,
            "residents_15_74": people[at],
            "employed_by_residence": matrix.sum(axis=2)[at],
            "employed_by_workplace": matrix.sum(axis=1)[at],
        }
    )


def commuting(simulation: Simulation) -> pl.DataFrame:
    """Employed by home and work, only pairs that have any."""
    codes = simulation.country.codes
    matrix = by_year(simulation, JOB_YEARS, "commuting")
    year, home, work = np.nonzero(matrix)
    return pl.DataFrame(
        {
            "year": year + FIRST_YEAR,
            "home_code": codes[home].tolist(),
            "work_code": codes[work].tolist(),
            "employed": matrix[year, home, work],
        }
    )


def job_growth_components(simulation: Simulation) -> pl.DataFrame:
    """Growth of private jobs and its true components, with two decimals, as published elsewhere.

    A municipality that was not there in the same borders the year before has its jobs counted
    within its new borders.
    """
    rows, years, slots = municipality_rows(simulation.country, GROWTH_YEARS)
    at = (years - GROWTH_YEARS.start, slots)
    jobs = by_year(simulation, GROWTH_YEARS, "jobs").sum(axis=2)
    names = ("industry_mix", "population_effect", "business_attractiveness")
    parts = {n: by_year(simulation, GROWTH_YEARS, f"growth.{n}")[at] for n in ("private", *names)}
    national = np.array([simulation.years[int(year)].growth.national for year in years])
    return pl.DataFrame(
        {
            **rows,
            "private_jobs": jobs[*at, PRIVATE],
            "total_jobs": jobs[at].sum(axis=1),
            "growth": rounded(parts["private"], 2),
            "national": rounded(national, 2),
            **{name: rounded(parts[name], 2) for name in names},
        }
    )


def private_jobs(simulation: Simulation, year: int) -> Numbers:
    """Private jobs by slot and industry on 1 January, on the borders of ``year``."""
    if year in simulation.years:
        return simulation.years[year].jobs_before[:, :, PRIVATE]
    return simulation.years[year - 1].jobs[:, :, PRIVATE]
