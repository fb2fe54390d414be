"""The country's conditions as Statistics Norway's own national alternatives have them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from nyegrep.analyses.context import Context
from nyegrep.foundation.axes import OLDEST_AGE, AgeGroup
from nyegrep.foundation.errors import DataError, fail
from nyegrep.foundation.provenance import MethodUse, ParameterUse, Trace
from nyegrep.methods.futures.settings import AxesSettings
from nyegrep.methods.population.drift import LongRun, Pace, gradual_drift, long_run_of
from nyegrep.methods.population.paths import NationalDrift
from nyegrep.methods.population.rates import Rates

NATIONAL_PROJECTION = "national_projection"
HISTORY = "history"
ALTERNATIVES = ("MMMM", "HHMH", "LLML")
YEARS_APART = 5
DRIFT = MethodUse("nyegrep.methods.population.drift", "1", "docs/methods/population.md")


@dataclass(frozen=True)
class NationalConditions:
    """The numbers behind one of Statistics Norway's alternatives.

    Attributes:
        to: the long run that reproduces its age groups best.
        pace: how fast the country gets there.
        vintage: the year it was made.
        trace: sources, parameters and method.
    """

    to: LongRun
    pace: Pace
    vintage: int
    trace: Trace

    def drift(self, rates: Rates, years: int) -> NationalDrift:
        """The drift of a path of so many years."""
        return gradual_drift(rates, self.to, self.pace, years)


def national_conditions(context: Context, rates: Rates, alternative: str) -> NationalConditions:
    """The alternative of the newest vintage that was known in the base year.

    Raises:
        DataError: the projections are not in the workspace, or none reaches far enough.
    """
    table = context.workspace.table(NATIONAL_PROJECTION)
    known = table.filter(
        (pl.col("vintage") <= context.base_year)
        & (pl.col("alternative") == alternative)
        & (pl.col("year") >= context.base_year + YEARS_APART)
    )
    if known.is_empty():
        fail(
            DataError, "national.alternative_absent", alternative=alternative, year=rates.base_year
        )
    vintage = int(known["vintage"].to_numpy().max())
    rows = known.filter(pl.col("vintage") == vintage)
    last = int(rows["year"].to_numpy().max())
    years = sorted({*range(context.base_year + YEARS_APART, last + 1, YEARS_APART), last})
    names = rows["age_group"].unique(maintain_order=True).to_list()
    persons = {
        (row["year"], row["age_group"]): row["persons"] for row in rows.iter_rows(named=True)
    }
    published = np.array([[persons[year, name] for name in names] for year in years], dtype=float)
    axes, used = context.parameters("futures.axes", AxesSettings)
    pace = Pace(axes.immigration_years, axes.fertility_years)
    to = long_run_of(rates, published, [_group(name) for name in names], years, pace)
    sources = context.workspace.sources_of(NATIONAL_PROJECTION, rows)
    return NationalConditions(to, pace, vintage, Trace(sources, _pace_uses(used), (DRIFT,)))


def _group(name: str) -> AgeGroup:
    """An age group from its id, as ``1-5``, ``0`` or ``90+``."""
    first, _, last = name.removesuffix("+").partition("-")
    return AgeGroup(int(first), OLDEST_AGE if name.endswith("+") else int(last or first))


def _pace_uses(used: tuple[ParameterUse, ...]) -> tuple[ParameterUse, ...]:
    names = ("immigration_years", "fertility_years")
    return tuple(use for use in used if use.path.rsplit(".", 1)[-1] in names)
