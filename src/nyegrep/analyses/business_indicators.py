"""How the businesses of the place fare: a few indicators, beside the country and all places."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from nyegrep.analyses.attractiveness_inputs import INDUSTRIES, MODEL
from nyegrep.analyses.context import MUNICIPALITY, RECAST, Context, persons_of, recast_dataset
from nyegrep.foundation.codes import COUNTRY
from nyegrep.foundation.figures import Figure
from nyegrep.foundation.provenance import ParameterUse, Source, Trace
from nyegrep.methods.attractiveness.coefficients import JobSettings
from nyegrep.methods.attractiveness.indicators import (
    FROM_TABLES,
    PRIVATE_JOBS_SHARE,
    START_UP_RATE,
    IndicatorSettings,
    adjust,
    indicators_from_tables,
)
from nyegrep.methods.attractiveness.industries import IndustryJobs, industry_jobs
from nyegrep.methods.boundaries import Columns, recast

KEY_FIGURES = "business_key_figures"
START_UPS = "new_enterprises"
ESTABLISHMENTS = "establishments"
ORDER = (
    "private_job_growth",
    "value_added_per_employee",
    "profitable_share",
    "positive_equity_share",
    "start_up_rate",
    "enterprise_growth",
    "private_jobs_share",
)
COLUMNS = ("indicator", "year", "value", "country", "rank", "adjusted", "rank_adjusted")


@dataclass(frozen=True)
class _Known:
    """Values with the sources behind them."""

    values: pl.DataFrame
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True)
class _Jobs:
    """Jobs by industry where they are known, with what stands behind them."""

    jobs: IndustryJobs | None = None
    sources: tuple[Source, ...] = ()
    parameters: tuple[ParameterUse, ...] = ()

    def by_industry(self) -> pl.DataFrame:
        """``municipality_code, year, industry, jobs``; no rows where nothing is known."""
        schema = {"municipality_code": pl.String, "year": pl.Int64, "industry": pl.String}
        if self.jobs is None:
            return pl.DataFrame(schema=schema | {"jobs": pl.Float64})
        axes = np.meshgrid(self.jobs.codes, self.jobs.years, self.jobs.industries, indexing="ij")
        columns = dict(zip(schema, (axis.ravel().tolist() for axis in axes), strict=True))
        frame = pl.DataFrame(columns | {"jobs": self.jobs.cells.ravel()})
        return frame.fill_nan(None).drop_nulls()

    def private(self) -> pl.DataFrame | None:
        """``municipality_code, year, jobs`` of private jobs, where they can be told."""
        if self.jobs is None or self.jobs.basis != "private":
            return None
        axes = np.meshgrid(self.jobs.codes, self.jobs.years, indexing="ij")
        code, year = (axis.ravel().tolist() for axis in axes)
        columns = {"municipality_code": code, "year": year, "jobs": self.jobs.jobs.ravel()}
        return pl.DataFrame(columns).fill_nan(None).drop_nulls()


def run(context: Context) -> Figure | None:
    """Seven business indicators of the place, each of its newest year; ``None`` if none is known.

    Values: ``indicator, year, value, country, rank`` (0–100 among all municipalities),
    ``adjusted, rank_adjusted`` (for the industries of the place; null where that is not done).
    Facts: ``year`` (the newest), ``borders, municipalities`` (most that are compared),
    ``adjusted_known`` (how many are adjusted), ``notes`` (problems to tell of).
    """
    jobs = _jobs(context)
    stated = _stated(context)
    missing = sorted({*FROM_TABLES} - {*_own(context, stated.values)["indicator"]})
    computed = _computed(context, jobs, missing) if missing else _Known(stated.values.clear())
    kept = stated.values.filter(~pl.col("indicator").is_in(computed.values["indicator"].unique()))
    values = pl.concat([kept, computed.values])
    newest = _own(context, values).group_by("indicator").agg(pl.col("year").max())
    if newest.is_empty():
        return None
    settings, used = context.parameters("attractiveness.indicators", IndicatorSettings)
    chosen = values.join(newest, on=["indicator", "year"])
    found = adjust(chosen, jobs.by_industry(), settings)
    order = pl.col("indicator").cast(pl.Enum(ORDER))
    own = _own(context, found.values).sort(order).select(COLUMNS)
    compared = found.values.group_by("indicator").agg(pl.len())["len"]
    trace = Trace(
        sources=(*stated.sources, *computed.sources, *jobs.sources),
        parameters=(*used, *jobs.parameters),
        methods=(RECAST, MODEL),
    )
    facts = {
        "year": own["year"].to_numpy().max().item(),
        "borders": context.base_year,
        "municipalities": compared.sort()[-1],
        "adjusted_known": own["adjusted"].count(),
        "notes": found.notes,
    }
    return Figure("attractiveness.indicators", "business_indicator", "per 100", own, trace, facts)


def _own(context: Context, values: pl.DataFrame) -> pl.DataFrame:
    """The place's own rows with a value."""
    own = pl.col("municipality_code") == context.place.code
    return values.filter(own & pl.col("value").is_not_null())


def _stated(context: Context) -> _Known:
    """Indicators as they came, on the borders of the base year: means weighted by people."""
    nothing = indicators_from_tables(None, None, None, None)
    if not context.workspace.has(KEY_FIGURES):
        return _Known(nothing)
    table = context.workspace.table(KEY_FIGURES).filter(pl.col("year") <= context.base_year)
    table = table.drop_nulls("value").cast({"year": pl.Int64, "value": pl.Float64})
    columns = nothing.columns
    people = persons_of(context.workspace).cast({"year": pl.Int64, "persons": pl.Float64})
    municipal = table.filter(pl.col("municipality_code").str.contains(MUNICIPALITY))
    weighted = municipal.join(people, on=["municipality_code", "year"])
    whole = recast(
        weighted.select(*columns, "borders", "persons"),
        context.history,
        context.base_year,
        Columns(("indicator",), ("value",), "persons"),
        how="mean",
        population=people,
    ).frame
    country = table.filter(pl.col("municipality_code") == COUNTRY).select(columns)
    merged = pl.concat([whole.select(columns), country], how="vertical_relaxed")
    used = _own(context, merged)["indicator"].unique()
    behind = table.filter(pl.col("indicator").is_in(used))
    sources = context.workspace.sources_of(KEY_FIGURES, behind) if len(behind) else ()
    return _Known(merged, sources)


def _computed(context: Context, jobs: _Jobs, wanted: list[str]) -> _Known:
    """The indicators wanted that the workspace's other tables tell of."""
    tables = [
        recast_dataset(context.workspace, context.history, name, context.base_year)
        for name in (START_UPS, ESTABLISHMENTS)
        if START_UP_RATE in wanted and context.workspace.has(name)
    ]
    both = len(tables) == 2
    start_ups, establishments = [t.frame for t in tables] if both else (None, None)
    found = indicators_from_tables(jobs.private(), context.totals, start_ups, establishments)
    found = found.filter(pl.col("indicator").is_in(wanted))
    sources = tuple(source for table in tables for source in table.sources)
    if PRIVATE_JOBS_SHARE in found["indicator"]:
        sources += context.people.sources
    return _Known(found, sources)


def _jobs(context: Context) -> _Jobs:
    """Jobs by industry on the borders of the base year, private ones where they can be told."""
    if not context.workspace.has(INDUSTRIES):
        return _Jobs()
    table = recast_dataset(context.workspace, context.history, INDUSTRIES, context.base_year)
    if table.frame.is_empty():
        return _Jobs()
    settings, used = context.parameters("attractiveness.jobs", JobSettings)
    return _Jobs(industry_jobs(table.frame, settings), table.sources, used)
