"""What sets the draws apart: its size, its memory, and that every stream stands alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
import pytest

from nyegrep.methods.population.rates import Rates, RateSettings, estimate
from nyegrep.methods.population.uncertainty import (
    UncertaintySettings,
    draw_shocks,
    place_spread,
)
from nyegrep.parameters.tree import read
from tests.unit.methods.population.test_rates import LAST, history, national

pytestmark = pytest.mark.unit

DAY = date(2019, 1, 1)
SETTINGS, _ = read("population.uncertainty", into=UncertaintySettings, at=DAY)
RATES, _ = read("population", into=RateSettings, at=DAY)
DRAWS, YEARS, SEED = 4000, 20, 7


@cache
def rates() -> Rates:
    return estimate(history(), national(), LAST, RATES)


def only(*sources: str) -> UncertaintySettings:
    return replace(SETTINGS, sources=sources)


def test_with_every_source_off_all_is_ones_and_noughts() -> None:
    shocks = draw_shocks(rates(), only(), YEARS, 3, SEED)
    ones = (shocks.fertility, shocks.mortality, shocks.fertility_place, shocks.mortality_place)
    assert all((part == 1.0).all() for part in ones)
    assert (shocks.migration == 0.0).all()


def test_the_same_seed_gives_the_same_draws_and_another_gives_others() -> None:
    first, again, other = (draw_shocks(rates(), SETTINGS, 5, 10, s).migration for s in (1, 1, 2))
    assert (first == again).all()
    assert (first != other).all()


def test_a_place_has_the_same_draws_whatever_others_are_asked_for() -> None:
    whole = draw_shocks(rates(), SETTINGS, 5, 10, SEED)
    chosen = [rates().codes[5], rates().codes[2]]
    part = draw_shocks(rates().select(chosen), SETTINGS, 5, 10, SEED)
    assert (part.migration == whole.migration[[5, 2]]).all()
    assert (part.fertility_place == whole.fertility_place[[5, 2]]).all()
    assert (part.fertility == whole.fertility).all()


def test_switching_one_source_off_leaves_the_others_alone() -> None:
    both = draw_shocks(rates(), only("country", "place"), YEARS, 10, SEED)
    country = draw_shocks(rates(), only("country"), YEARS, 10, SEED)
    place = draw_shocks(rates(), only("place"), YEARS, 10, SEED)
    assert (both.fertility == country.fertility).all()
    summed = country.migration + place.migration
    np.testing.assert_allclose(both.migration, summed, atol=1e-7)


def test_the_countrys_drift_is_shared_by_all_places() -> None:
    shocks = draw_shocks(rates(), only("country"), YEARS, 10, SEED)
    assert (shocks.migration == shocks.migration[:1]).all()


def test_the_countrys_migration_grows_as_an_autoregression_from_what_is_known() -> None:
    """Variance in year h: σ²·Σ_j<h ρ^2j."""
    drawn = draw_shocks(rates(), only("country"), YEARS, DRAWS, SEED).migration[0]
    memory = rates().migration.level_persistence ** 2
    sums = np.cumsum(memory ** np.arange(YEARS))
    expected = SETTINGS.country_migration / 100 * np.sqrt(sums)
    np.testing.assert_allclose(drawn.std(axis=0), expected, rtol=0.06)
    assert drawn.mean(axis=0) == pytest.approx(np.zeros(YEARS), abs=4 * expected[-1] / DRAWS**0.5)


def test_the_countrys_fertility_walks_from_one() -> None:
    drawn = draw_shocks(rates(), only("country"), YEARS, DRAWS, SEED).fertility
    expected = SETTINGS.country_fertility * np.sqrt(np.arange(1, YEARS + 1))
    np.testing.assert_allclose(np.log(drawn).std(axis=0), expected, rtol=0.06)


def test_the_regions_deviation_is_as_large_every_year_and_lasts() -> None:
    drawn = draw_shocks(rates(), only("region"), YEARS, DRAWS, SEED).migration[0]
    spread = SETTINGS.region_migration / 100
    np.testing.assert_allclose(drawn.std(axis=0), np.full(YEARS, spread), rtol=0.06)
    kept = np.corrcoef(drawn[:, 0], drawn[:, 10])[0, 1]
    assert kept == pytest.approx(SETTINGS.region_persistence**10, abs=0.05)


def test_a_places_deviation_has_its_spread_and_heavier_tails_than_the_normal() -> None:
    drawn = draw_shocks(rates(), only("place"), YEARS, DRAWS, SEED).migration[0]
    size = float(rates().people[0].sum())
    lasting, passing = place_spread(SETTINGS, size)
    expected = np.hypot(lasting, passing)
    np.testing.assert_allclose(drawn.std(axis=0), np.full(YEARS, expected), rtol=0.1)
    beyond = np.abs(drawn) > 3 * expected
    assert beyond.mean() > 2 * 0.0027


def test_small_places_are_less_certain_than_middling_ones() -> None:
    """σ_w² = 0.88²·1000/P: ten times the people, a tenth of the variance."""
    small, ten_times = place_spread(SETTINGS, 1000.0), place_spread(SETTINGS, 10000.0)
    assert small[1] == pytest.approx(0.0088)
    assert small[1] ** 2 == pytest.approx(10 * ten_times[1] ** 2)
    assert small[0] > ten_times[0]
