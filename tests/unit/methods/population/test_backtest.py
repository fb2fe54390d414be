"""Errors counted by hand, and a model tried on years whose outcome is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
import polars as pl
import pytest

from nyegrep.foundation.errors import InputError
from nyegrep.methods.population.backtest import (
    BacktestSettings,
    Forecasts,
    backtest,
    errors,
    forecast,
    grouped,
)
from nyegrep.methods.population.observations import NationalSeries, PopulationHistory
from nyegrep.methods.population.rates import RateSettings
from nyegrep.parameters.tree import read
from tests.unit.methods.population.plain import invented_country

pytestmark = pytest.mark.unit

DAY = date(2019, 1, 1)
RATES, _ = read("population", into=RateSettings, at=DAY)
COMPARISON, _ = read("population.backtest", into=BacktestSettings, at=DAY)
SETTINGS = (RATES, COMPARISON)
TWO_CLASSES = BacktestSettings(trend_years=5, size_limits=(1000,))


@cache
def history() -> PopulationHistory:
    seen = invented_country(24, 14)
    unknown = np.full_like(seen.births, np.nan)
    sexes = ("male", "female")
    flows = (seen.births, seen.deaths, unknown, unknown)
    return PopulationHistory(seen.codes, 2005, sexes, seen.people, *flows)


def hand_made() -> Forecasts:
    """Four places of 500, 500, 2000 and 3000 people, one year ahead; one outcome is not known."""
    outcome = np.array([100.0, 200.0, 1000.0, np.nan])[:, None, None]
    said = np.array([110.0, 190.0, 1010.0, 5.0])[:, None, None]
    return Forecasts(
        codes=("0001", "0002", "0003", "0004"),
        base_year=2014,
        size=np.array([500.0, 500.0, 2000.0, 3000.0]),
        outcome=outcome,
        persons={"model": said},
        groups=("all",),
    )


def test_errors_are_those_counted_by_hand() -> None:
    """Errors +10, −5 and +1 per cent; 30 people wrong of 1 300."""
    frame = errors(hand_made(), TWO_CLASSES).filter(pl.col("size_class") == "all")
    (row,) = frame.iter_rows(named=True)
    assert row["municipalities"] == 3
    assert row["mape"] == pytest.approx(16 / 3)
    assert row["median"] == pytest.approx(5.0)
    assert row["bias"] == pytest.approx(2.0)
    assert row["weighted"] == pytest.approx(100 * 30 / 1300)


def test_errors_come_by_size_class() -> None:
    frame = errors(hand_made(), TWO_CLASSES)
    mape = dict(zip(frame["size_class"], frame["mape"], strict=True))
    assert mape["0-999"] == pytest.approx(7.5)
    assert mape["1000+"] == pytest.approx(1.0)


def test_classes_begin_at_their_limits() -> None:
    assert TWO_CLASSES.size_classes == ("0-999", "1000+")
    assert list(TWO_CLASSES.classify(np.array([999.0, 1000.0]))) == ["0-999", "1000+"]
    assert COMPARISON.size_classes[0] == "0-999"
    assert COMPARISON.size_classes[-1] == "50000+"


def test_groups_are_everyone_and_the_age_groups_of_the_report() -> None:
    counts = grouped(np.ones((4, 2, 106)))
    assert counts.shape == (4, 8)
    np.testing.assert_array_equal(counts[:, 0], 212)
    np.testing.assert_array_equal(counts[:, 1:].sum(axis=1), 212)


def test_the_others_stand_still_or_go_straight_on() -> None:
    told = forecast(history(), NationalSeries(), 2013, 3, SETTINGS)
    totals = history().totals()
    np.testing.assert_allclose(told.persons["constant"][:, 2, 0], totals[:, 8])
    yearly = (totals[:, 8] - totals[:, 3]) / 5
    np.testing.assert_allclose(told.persons["trend"][:, 2, 0], totals[:, 8] + 3 * yearly)
    np.testing.assert_allclose(told.outcome[:, 2, 0], totals[:, 11])


def test_the_model_beats_standing_still_where_rates_are_steady() -> None:
    frame = backtest(history(), NationalSeries(), (2012, 2013), 4, SETTINGS)
    whole = frame.filter((pl.col("age_group") == "all") & (pl.col("size_class") == "all"))
    mape = {
        (row["method"], row["base_year"], row["horizon"]): row["mape"]
        for row in whole.iter_rows(named=True)
    }
    assert len(mape) == 3 * 2 * 4
    for base_year in (2012, 2013):
        assert mape["model", base_year, 4] < 0.5 * mape["constant", base_year, 4]


def test_the_horizon_ends_where_the_data_does() -> None:
    told = forecast(history(), NationalSeries(), 2016, 10, SETTINGS)
    assert told.outcome.shape[1] == 2


def test_a_base_year_without_an_outcome_is_refused() -> None:
    with pytest.raises(InputError) as error:
        forecast(history(), NationalSeries(), 2018, 5, SETTINGS)
    assert error.value.problems[0].code == "population.no_outcome"


def test_places_with_holes_take_no_part() -> None:
    holed = replace(history(), people=history().people.copy())
    holed.people[3, 6] = np.nan
    told = forecast(holed, NationalSeries(), 2013, 2, SETTINGS)
    assert holed.codes[3] not in told.codes
    assert len(told.codes) == 23
