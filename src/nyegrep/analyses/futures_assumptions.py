"""What each future assumes of the country and of the place, with the kind of every number."""

from __future__ import annotations

import numpy as np
import polars as pl

from nyegrep.analyses.attraction_results import BUSINESS, RESIDENTIAL
from nyegrep.analyses.futures_figures import Told
from nyegrep.foundation.axes import FloatArray
from nyegrep.foundation.figures import Figure
from nyegrep.foundation.futures import Future

# The parameter that an assumption is read from, and so what kind of number it is.
BEHIND = {
    "private_job_growth": "favourable.private_job_growth",
    "net_immigration": "favourable.net_immigration",
    "total_fertility": "favourable.fertility",
    "life_expectancy": "unfavourable.mortality_trend",
    "business_percentile": "axes.low_percentile",
    "residential_percentile": "axes.low_percentile",
    BUSINESS: "percentiles.business",
    RESIDENTIAL: "percentiles.residential",
}
# Reckoned back from Statistics Norway's alternatives where the futures follow them.
PUBLISHED = ("net_immigration", "total_fertility", "life_expectancy")


def assumptions_figure(told: Told) -> Figure:
    """What each future assumes of the country and of the place."""
    rows = [row for future in told.futures for row in _assumed(told, future)]
    text = ("future", "assumption", "unit", "kind")
    schema = {"future": None, "assumption": None, "value": pl.Float64, "unit": None, "kind": None}
    values = pl.DataFrame(rows, schema=schema | dict.fromkeys(text, pl.String), orient="row")
    business, residential = told.basis.places.own[told.row]
    percentiles = told.basis.percentiles
    facts = told.facts(
        fading_years=told.basis.settings.axes.fading_years,
        own_business=float(business),
        own_residential=float(residential),
        first_year=percentiles.first_year,
        last_year=percentiles.last_year,
        percentiles_from=percentiles.origin,
    )
    return Figure("futures.assumptions", "assumption", "mixed", values, told.trace, facts)


def _assumed(told: Told, future: Future) -> list[tuple[str, str, float | None, str, str]]:
    """Future, assumption, value, unit, kind: the country's in the last year, then the place's."""
    rates = told.basis.places.rates
    met, aim = told.conditions[future.id], told.aims[future.id]
    last = met.years - 1
    births = rates.fertility.sum() * rates.national_fertility_level * met.drift.fertility[last]
    hazards = rates.mortality.in_year(rates.base_year + last) * met.drift.mortality[last]
    immigration = 100 * float(met.drift.migration[last])
    numbers = (
        ("private_job_growth", float(met.private_job_growth[last]), "percent per year"),
        ("net_immigration", immigration, "percent of the population"),
        ("total_fertility", float(births), "births per woman"),
        ("life_expectancy", _life_expectancy(hazards), "years"),
        ("business_percentile", future.business_percentile, "percent"),
        ("residential_percentile", future.residential_percentile, "percent"),
        (BUSINESS, aim.business, "percent per year"),
        (RESIDENTIAL, aim.residential, "percent per year"),
    )
    kinds = {use.path: use.kind for use in told.trace.parameters}
    found = {name: kinds.get(f"futures.{path}", "estimate") for name, path in BEHIND.items()}
    if told.published:
        found |= dict.fromkeys(PUBLISHED, "estimate")
    return [(future.id, *number, found[number[0]]) for number in numbers]


def _life_expectancy(hazards: FloatArray) -> float:
    """Years that a newborn would live on these hazards [sex, step], mean of the sexes.

    Σ_k exp(-Σ_j≤k h_j) over whole years, and half a year for the year of death.
    """
    alive = np.exp(-np.cumsum(hazards, axis=1))
    return float((alive.sum(axis=1) + 0.5).mean())
