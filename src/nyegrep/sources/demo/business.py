"""Establishments, new enterprises and business key figures of the demo country."""

from __future__ import annotations

import numpy as np
import polars as pl

from nyegrep.foundation.randomness import stream
from nyegrep.sources.demo.country import LAST_YEAR, FloatArray, IntArray
from nyegrep.sources.demo.frames import Table, by_year, long, municipality_rows, rounded
from nyegrep.sources.demo.lasting import lasting
from nyegrep.sources.demo.simulation import Simulation
from nyegrep.sources.demo.work import PRIVATE, PUBLIC, industries
from nyegrep.sources.demo.work_tables import ALL_INDUSTRIES

ESTABLISHMENT_YEARS = range(2009, LAST_YEAR + 1)
START_UP_YEARS = range(2001, LAST_YEAR)
FIGURE_YEARS = range(2008, 2025)
ALL_SIZES = "all"
SIZE_CLASSES = ("00", "01", "02", "03", "04", "05", "15", "16")
SIZE_SHARES = (0.57, 0.225, 0.09, 0.065, 0.036, 0.009, 0.0042, 0.0008)
START_UP_RATE = 0.078
PUBLIC_JOBS_EACH = 32.0
FIGURES = (
    "private_job_growth",
    "value_added_per_employee",
    "profitable_share",
    "positive_equity_share",
    "start_up_rate",
    "enterprise_growth",
    "private_jobs_share",
)
FEWEST_PRIVATE_JOBS = 150
VALUE_ADDED, VALUE_ADDED_YEAR, VALUE_ADDED_GROWTH = 505.0, 2008, 0.032


def tables(simulation: Simulation) -> list[Table]:
    """All tables about businesses."""
    return [
        Table("establishments", establishments(simulation)),
        Table("new_enterprises", new_enterprises(simulation)),
        Table("business_key_figures", business_key_figures(simulation)),
    ]


def count_establishments(simulation: Simulation, jobs: IntArray) -> IntArray:
    """Establishments ``[..., slot, industry]`` that so many jobs belong to."""
    firm = np.array([industry.firm for industry in industries()])
    shape = (len(simulation.country.places), len(firm))
    local = np.exp(stream(simulation.seed, "demo.firm_sizes").normal(0, 0.12, shape))
    expected = 2.1 * jobs[..., PRIVATE] / firm * local + jobs[..., PUBLIC] / PUBLIC_JOBS_EACH
    number: IntArray = np.ceil(expected).astype(np.int64)
    return number


def establishments(simulation: Simulation) -> pl.DataFrame:
    """Establishments by industry (all sizes) and by size (all industries) on 1 January."""
    rows, years, slots = municipality_rows(simulation.country, ESTABLISHMENT_YEARS)
    before = by_year(simulation, ESTABLISHMENT_YEARS[:-1], "jobs_before")
    jobs = np.concatenate([before, simulation.years[LAST_YEAR - 1].jobs[None]])
    count = count_establishments(simulation, jobs)[years - ESTABLISHMENT_YEARS.start, slots]
    total = count.sum(axis=1)
    rng = stream(simulation.seed, "demo.establishment_sizes")
    by_size = rng.multinomial(total, SIZE_SHARES)
    codes = [industry.code for industry in industries()]
    industry = long(rows, {"industry": codes}, establishments=count)
    size = long(
        rows,
        {"size_class": [*SIZE_CLASSES, ALL_SIZES]},
        establishments=np.concatenate([by_size, total[:, None]], axis=1),
    )
    industry = industry.with_columns(size_class=pl.lit(ALL_SIZES))
    size = size.with_columns(industry=pl.lit(ALL_INDUSTRIES))
    return pl.concat([industry, size.select(industry.columns)])


def _start_ups(simulation: Simulation, years: range) -> IntArray:
    """New enterprises, ``[year, slot]``."""
    level = lasting(simulation, "start_ups", np.array([0.18]), years, drift=0.2)[..., 0]
    found = []
    for year, local in zip(years, level, strict=True):
        stock = count_establishments(simulation, simulation.years[year].jobs_before).sum(axis=1)
        rng = stream(simulation.seed, f"demo.start_ups.{year}")
        found.append(rng.poisson(START_UP_RATE * stock * np.exp(local)))
    return np.stack(found)


def new_enterprises(simulation: Simulation) -> pl.DataFrame:
    """Enterprises founded in the year."""
    rows, years, slots = municipality_rows(simulation.country, START_UP_YEARS)
    started = _start_ups(simulation, START_UP_YEARS)[years - START_UP_YEARS.start, slots]
    return pl.DataFrame({**rows, "new_enterprises": started})


def business_key_figures(simulation: Simulation) -> pl.DataFrame:
    """Seven figures; those from accounts are empty where there are too few private jobs."""
    rows, years, slots = municipality_rows(simulation.country, FIGURE_YEARS)
    at = (years - FIGURE_YEARS.start, slots)
    before = by_year(simulation, FIGURE_YEARS, "jobs_before")
    after = by_year(simulation, FIGURE_YEARS, "jobs")
    people = by_year(simulation, FIGURE_YEARS, "people").sum(axis=(2, 3))
    stock = count_establishments(simulation, before).sum(axis=2)
    later = count_establishments(simulation, after).sum(axis=2)
    offset = FIGURE_YEARS.start - START_UP_YEARS.start
    started = _start_ups(simulation, START_UP_YEARS)[offset : offset + len(FIGURE_YEARS)]
    private = after[..., PRIVATE].sum(axis=2)
    values = {
        "private_job_growth": by_year(simulation, FIGURE_YEARS, "growth.private")[at],
        **{name: found[at] for name, found in _from_accounts(simulation, private).items()},
        "start_up_rate": 100 * started[at] / stock[at],
        "enterprise_growth": 100 * (later[at] / stock[at] - 1),
        "private_jobs_share": 100 * private[at] / people[at],
    }
    stacked = rounded(np.stack([values[name] for name in FIGURES], axis=1), 1)
    return long(rows, {"indicator": FIGURES}, value=stacked)


def _from_accounts(simulation: Simulation, private: IntArray) -> dict[str, FloatArray]:
    """What enterprises' own accounts tell, ``[year, slot]``: value added (NOK 1000) and shares."""
    spreads = np.array([0.12, 3.5, 2.5])
    local = lasting(simulation, "enterprise_accounts", spreads, FIGURE_YEARS, drift=0.3)
    year = np.array(FIGURE_YEARS)[:, None]
    value = VALUE_ADDED * (1 + VALUE_ADDED_GROWTH) ** (year - VALUE_ADDED_YEAR)
    cycle = np.array([simulation.years[y].growth.national for y in FIGURE_YEARS])[:, None]
    few = private < FEWEST_PRIVATE_JOBS
    figures = {
        "value_added_per_employee": value * np.exp(local[..., 0]),
        "profitable_share": 61 + cycle + local[..., 1],
        "positive_equity_share": 83.5 + local[..., 2],
    }
    return {name: np.where(few, np.nan, found) for name, found in figures.items()}
