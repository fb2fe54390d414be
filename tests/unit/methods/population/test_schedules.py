"""The country's mortality and fertility: observed, moved along a trend, or as a curve."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from nyegrep.foundation.axes import BOTH_SEXES, SEXES
from nyegrep.methods.population.observations import NationalSeries, YearSeries
from nyegrep.methods.population.rates import RateSettings
from nyegrep.methods.population.schedules import (
    age_kernel,
    fertility_schedule,
    gamma_fertility,
    life_expectancy,
    makeham_gompertz,
    mortality_schedule,
    women_shares,
    year_hazards,
)
from nyegrep.parameters.tree import read
from tests.unit.methods.population.plain import birth_rates, death_rates, year_survival

pytestmark = pytest.mark.unit

SETTINGS, _ = read("population", into=RateSettings, at=date(2019, 1, 1))
NOTHING = NationalSeries()


def falling(yearly: float, years: range) -> YearSeries:
    """Death rates that fall by the same share every year."""
    rates = np.stack([death_rates() * np.exp(-yearly * (year - years[0])) for year in years])
    return YearSeries(tuple(years), rates)


def test_hazards_follow_people_from_one_1_january_to_the_next() -> None:
    hazards = year_hazards(death_rates(), 0.85)
    np.testing.assert_allclose(np.exp(-hazards), year_survival(death_rates()))


def test_life_expectancy_of_a_constant_hazard_is_its_inverse() -> None:
    """With m = 0.05 at every age, e(0) = 20 years; the yearly sum is a close approximation."""
    assert life_expectancy(np.full(106, 0.05)) == pytest.approx(20.0, abs=0.01)


@pytest.mark.parametrize("expectancy", [70.0, 81.0, 84.5, 90.0])
def test_the_curve_has_the_life_expectancy_asked_for(expectancy: float) -> None:
    rates = makeham_gompertz(expectancy, SETTINGS.mortality)
    assert life_expectancy(rates) == pytest.approx(expectancy, abs=1e-6)
    assert (np.diff(rates[10:]) >= 0).all()


def test_the_fertility_curve_has_the_sum_mean_and_spread_asked_for() -> None:
    rates = gamma_fertility(SETTINGS.fertility)
    middle = np.arange(106) + 0.5
    mean = (rates * middle).sum() / rates.sum()
    spread = np.sqrt((rates * (middle - mean) ** 2).sum() / rates.sum())
    assert rates.sum() == pytest.approx(SETTINGS.fertility.total_fertility)
    assert mean == pytest.approx(SETTINGS.fertility.mean_age, abs=0.2)
    assert spread == pytest.approx(SETTINGS.fertility.spread, abs=0.2)
    assert (rates[:15] == 0).all()
    assert (rates[50:] == 0).all()


def test_without_observed_rates_the_curve_stands_in_and_says_so() -> None:
    mortality = mortality_schedule(NOTHING, SEXES, 2019, SETTINGS.mortality)
    fertility = fertility_schedule(NOTHING, 2019, SETTINGS.fertility)
    assert (mortality.parametric, fertility.parametric) == (True, True)
    assert mortality.hazards.shape == (2, 107)
    together = mortality_schedule(NOTHING, BOTH_SEXES, 2019, SETTINGS.mortality)
    men, women = mortality.hazards
    assert (together.hazards[0] >= np.minimum(men, women) - 1e-12).all()
    assert (together.hazards[0] <= np.maximum(men, women) + 1e-12).all()


def test_nothing_later_than_the_year_before_the_base_year_is_used() -> None:
    series = falling(0.02, range(2000, 2020))
    known = mortality_schedule(NationalSeries(series), SEXES, 2014, SETTINGS.mortality)
    assert known.year == 2013
    np.testing.assert_allclose(
        known.in_year(2013), year_hazards(series.values[13], 0.85), rtol=1e-12
    )
    births = YearSeries((2010, 2016), np.stack([birth_rates(), 2 * birth_rates()]))
    fertility = fertility_schedule(NationalSeries(fertility=births), 2014, SETTINGS.fertility)
    np.testing.assert_array_equal(fertility.rates, birth_rates())


def test_mortality_goes_on_as_it_has_fallen() -> None:
    series = falling(0.02, range(1994, 2014))
    known = mortality_schedule(NationalSeries(series), SEXES, 2014, SETTINGS.mortality)
    np.testing.assert_allclose(known.change, -0.02, atol=1e-6)
    np.testing.assert_allclose(known.in_year(2033), known.hazards * np.exp(-0.4), rtol=1e-4)


def test_a_short_or_rising_series_gives_no_wild_trend() -> None:
    short = NationalSeries(falling(0.3, range(2011, 2014)))
    rising = NationalSeries(falling(-0.03, range(1994, 2014)))
    of_short = mortality_schedule(short, SEXES, 2014, SETTINGS.mortality)
    of_rising = mortality_schedule(rising, SEXES, 2014, SETTINGS.mortality)
    np.testing.assert_array_equal(of_short.change, -SETTINGS.mortality.decline)
    np.testing.assert_array_equal(of_rising.change, 0.0)


def test_women_are_counted_where_the_country_tells_and_assumed_where_not() -> None:
    people = np.stack([np.full(106, 60.0), np.full(106, 40.0)])
    people[:, 105] = 0.0
    national = NationalSeries(population=YearSeries((2010,), people[None]))
    shares = women_shares(national, 2014, SETTINGS.fertility)
    assert set(shares[:105]) == {0.4}
    assumed = SETTINGS.fertility.women_share
    assert shares[105] == assumed
    together = NationalSeries(population=YearSeries((2010,), people.sum(axis=0)[None, None]))
    assert set(women_shares(together, 2014, SETTINGS.fertility)) == {assumed}


def test_the_kernel_of_no_width_leaves_ages_alone() -> None:
    np.testing.assert_array_equal(age_kernel(0.0), np.eye(106))
    assert age_kernel(2.0)[30, 32] == pytest.approx(np.exp(-0.5))


def test_a_lower_expectancy_means_higher_rates_at_every_age() -> None:
    lower = replace(SETTINGS.mortality, makeham=0.0)
    shorter, longer = makeham_gompertz(75.0, lower), makeham_gompertz(85.0, lower)
    assert (shorter[1:] >= longer[1:]).all()
