"""Paths made from what was known in a base year, against what happened in real municipalities.

Constant population misses by 3.4 per cent after five years from 2014; the model must do better
than 3.1. The criteria behind its numbers use outcomes up to 2014 only, but 2014 to 2019 had been
seen when they were settled; so the limit is also tried with what a plainer criterion picks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from nyegrep.methods.population.backtest import BacktestSettings, backtest, forecast
from nyegrep.methods.population.observations import (
    NationalSeries,
    PopulationHistory,
    national_series,
    population_history,
)
from nyegrep.methods.population.paths import NationalDrift, project
from nyegrep.methods.population.rates import RateSettings, estimate
from nyegrep.parameters.tree import read

pytestmark = pytest.mark.crosscheck

CHOOSING = range(2009, 2014)
CHOOSING_ENDS = 2014
CONSTANT_2014 = 3.38


@dataclass(frozen=True)
class Seen:
    """The real data: municipalities, and the country with and without its own population."""

    history: PopulationHistory
    national: NationalSeries
    rates_only: NationalSeries


@pytest.fixture(scope="module")
def seen(shared_data: Path) -> Seen:
    people = pl.read_parquet(shared_data / "population_by_age_2005_2019.parquet")
    deaths = pl.read_csv(shared_data / "national_deaths_rates_1970_2023.csv.gz")
    fertility = pl.read_csv(shared_data / "national_fertility_by_age_1967_2022.csv.gz")
    population = pl.read_csv(shared_data / "national_population_1970_2024.csv.gz")
    tidy = (
        population.with_columns(pl.col("age").clip(0, 105))
        .unpivot(
            ["male", "female"], index=["year", "age"], variable_name="sex", value_name="persons"
        )
        .group_by("year", "age", "sex")
        .agg(pl.col("persons").sum())
    )
    return Seen(
        population_history(people),
        national_series(deaths, fertility, tidy),
        national_series(deaths, fertility),
    )


def settings(
    year: int, overrides: Mapping[str, object] | None = None
) -> tuple[RateSettings, BacktestSettings]:
    day = date(year, 1, 1)
    rates, _ = read("population", into=RateSettings, at=day, overrides=overrides)
    comparison, _ = read("population.backtest", into=BacktestSettings, at=day)
    return rates, comparison


def mape(seen: Seen, national: NationalSeries, base_year: int) -> dict[str, float]:
    """Error of the total after five years by method, municipalities whose code did not change."""
    frame = backtest(seen.history, national, [base_year], 5, settings(base_year))
    last = frame.filter(
        (pl.col("horizon") == 5) & (pl.col("age_group") == "all") & (pl.col("size_class") == "all")
    )
    return dict(zip(last["method"], last["mape"], strict=True))


def test_from_2014_the_error_after_five_years_is_under_the_limit(seen: Seen) -> None:
    found = mape(seen, seen.national, 2014)
    assert found["constant"] == pytest.approx(CONSTANT_2014, abs=0.05)
    assert found["model"] < 2.5
    assert found["model"] < found["trend"]


@pytest.mark.parametrize("known", ["rates_only", "nothing"])
def test_the_limit_holds_with_less_known_of_the_country(seen: Seen, known: str) -> None:
    """A workspace without the country's population, and one with people by age alone."""
    national = seen.rates_only if known == "rates_only" else NationalSeries()
    assert mape(seen, national, 2014)["model"] < 3.1


def test_the_limit_holds_with_what_the_plain_criterion_picks(seen: Seen) -> None:
    """Least loss on base years 2009 to 2013 with the country's level projected, not given."""
    plain = {
        "population.migration.persistence": 0.8,
        "population.migration.national_persistence": 1.0,
        "population.migration.prior_exposure": 500.0,
    }
    frame = backtest(seen.history, seen.national, [2014], 5, settings(2014, plain))
    picked = frame.filter(
        (pl.col("horizon") == 5)
        & (pl.col("age_group") == "all")
        & (pl.col("size_class") == "all")
        & (pl.col("method") == "model")
    )
    assert mape(seen, seen.national, 2014)["model"] < picked["mape"].item() < 3.1


def test_every_base_year_beats_a_constant_population(seen: Seen) -> None:
    found = [mape(seen, seen.national, year) for year in range(2010, 2015)]
    assert all(errors["model"] < 0.75 * errors["constant"] for errors in found)
    assert np.mean([errors["model"] for errors in found]) < 2.4


def test_nearly_all_municipalities_take_part(seen: Seen) -> None:
    told = forecast(seen.history, seen.national, 2014, 5, settings(2014))
    assert len(told.codes) > 415
    assert np.isfinite(told.outcome[:, -1, 0]).sum() > 360


def country_levels(seen: Seen) -> dict[int, float]:
    """Net migration of the country per inhabitant, as it was."""
    return {
        year: estimate(seen.history, seen.national, year + 1, settings(2014)[0]).migration.level
        for year in range(CHOOSING[0], CHOOSING_ENDS)
    }


def loss(seen: Seen, levels: Mapping[int, float], overrides: Mapping[str, object]) -> float:
    """Mean over base years and horizons of the error relative to a constant population's.

    The country's level is given as it was, so that what is chosen for municipalities does not
    make up for what was not known of the country.
    """
    losses = []
    for base_year in CHOOSING:
        rates = estimate(seen.history, seen.national, base_year, settings(base_year, overrides)[0])
        rates = rates.select(rates.complete)
        years = CHOOSING_ENDS - base_year
        given = np.array([levels[year] for year in range(base_year, CHOOSING_ENDS)])
        drift = NationalDrift(np.ones(years), np.ones(years), given)
        said = project(rates, CHOOSING_ENDS, drift).totals()
        rows = [seen.history.codes.index(code) for code in rates.codes]
        first = base_year - seen.history.first_year
        happened = seen.history.totals()[rows, first : first + years + 1]
        known = np.isfinite(happened).all(axis=1)
        wrong = np.abs(said[known, 1:] / happened[known, 1:] - 1).mean(axis=0)
        still = np.abs(happened[known, :1] / happened[known, 1:] - 1).mean(axis=0)
        losses.append((wrong / still).mean())
    return float(np.mean(losses))


def test_no_neighbour_of_the_chosen_numbers_is_clearly_better(seen: Seen) -> None:
    """Halved and doubled, one at a time; on base years 2009 to 2013 and outcomes to 2014."""
    levels = country_levels(seen)
    chosen = loss(seen, levels, {})
    neighbours = {
        "reference_years": (5, 7),
        "smoothing": (0.5, 2.0),
        "prior_exposure": (500.0, 2000.0),
        "year_noise": (1.0, 4.0),
        "similar_size_width": (0.5, 2.0),
    }
    for name, values in neighbours.items():
        for value in values:
            other = loss(seen, levels, {f"population.migration.{name}": value})
            assert chosen < 1.01 * other, (name, value, other)
