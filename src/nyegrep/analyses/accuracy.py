"""How far the method missed when it was tried on years whose outcome is known."""

from __future__ import annotations

from typing import Any

import polars as pl

from nyegrep.analyses.context import Context
from nyegrep.foundation.errors import NyegrepError
from nyegrep.foundation.figures import Figure
from nyegrep.foundation.provenance import MethodUse, Trace
from nyegrep.methods.population.backtest import (
    ALL,
    PROMISES,
    BacktestSettings,
    Bands,
    backtest,
)
from nyegrep.methods.population.observations import NationalSeries, PopulationHistory
from nyegrep.methods.population.rates import RateSettings
from nyegrep.methods.population.uncertainty import UncertaintySettings

BACKTEST = MethodUse("nyegrep.methods.population.backtest", "1", "docs/methods/population.md")
HORIZON = 5
FEWEST_MUNICIPALITIES = 5
DRAWS, SEED = 250, 1
HELD = tuple(f"held_{promise}" for promise in PROMISES)
COLUMNS = {
    "mape": "mean_absolute_error_percent",
    "median": "median_error_percent",
    "bias": "bias_percent",
}


def measured_accuracy(
    context: Context,
    seen: PopulationHistory,
    national: NationalSeries,
    settings: RateSettings,
    trace: Trace,
) -> Figure | None:
    """Errors of the total after five years, by size class, and how often the bands held.

    The projection is made anew from what was known five years before the base year, for every
    municipality with complete data, and laid beside what happened.

    Returns:
        The figure; ``None`` where the workspace is too short, or holds too few municipalities.
    """
    start = context.base_year - HORIZON
    chosen, used = context.parameters("population.backtest", BacktestSettings)
    uncertainty, chance = context.parameters("population.uncertainty", UncertaintySettings)
    bands = Bands(uncertainty, DRAWS, SEED)
    try:
        errors = backtest(seen, national, [start], HORIZON, (settings, chosen), bands)
    except NyegrepError:
        return None
    totals = errors.filter((pl.col("age_group") == ALL) & (pl.col("horizon") == HORIZON))
    enough = totals.filter(pl.col("municipalities") >= FEWEST_MUNICIPALITIES)
    if enough.is_empty():
        return None
    values = enough.select(
        "method",
        "size_class",
        pl.col("horizon").alias("horizon_years"),
        "municipalities",
        *COLUMNS,
        *HELD,
    ).rename(COLUMNS)
    facts: dict[str, Any] = {
        "base_year": start,
        "target_year": context.base_year,
        "size_class": _own_class(context, chosen, values),
    }
    behind = trace + Trace(parameters=(*used, *chance), methods=(BACKTEST,), seed=SEED)
    return Figure("population.outlook_accuracy", "accuracy", "percent", values, behind, facts)


def _own_class(context: Context, settings: BacktestSettings, values: pl.DataFrame) -> str:
    """The municipality's own size class, or all together where its class is too small."""
    own = context.totals.filter(
        (pl.col("municipality_code") == context.place.code)
        & (pl.col("year") == context.base_year - HORIZON)
    )
    if own.is_empty():
        return ALL
    name = str(settings.classify(own["persons"].to_numpy())[0])
    return name if name in values["size_class"] else ALL
