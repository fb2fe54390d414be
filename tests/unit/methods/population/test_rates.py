"""Rates found again from an invented country that follows its own rates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
import pytest

from nyegrep.foundation.errors import DataError, InputError
from nyegrep.methods.population.moves import moves_schedule
from nyegrep.methods.population.observations import (
    NationalSeries,
    PopulationHistory,
    YearSeries,
)
from nyegrep.methods.population.rates import Rates, RateSettings, estimate
from nyegrep.parameters.tree import read
from tests.unit.methods.population.plain import (
    Country,
    birth_rates,
    death_rates,
    invented_country,
    pyramid,
    year_survival,
)

pytestmark = pytest.mark.unit

SETTINGS, _ = read("population", into=RateSettings, at=date(2019, 1, 1))
FIRST, PLACES, YEARS = 2005, 40, 9
LAST = FIRST + YEARS - 1


@cache
def country() -> Country:
    return invented_country(PLACES, YEARS)


def history(births: bool = True, deaths: bool = True, sexed: bool = True) -> PopulationHistory:
    seen = country()
    unknown = np.full_like(seen.births, np.nan)
    return PopulationHistory(
        codes=seen.codes,
        first_year=FIRST,
        sexes=("male", "female") if sexed else ("both",),
        people=seen.people if sexed else seen.people.sum(axis=2, keepdims=True),
        births=seen.births if births else unknown,
        deaths=seen.deaths if deaths else unknown,
        birth_surplus=seen.births - seen.deaths if deaths else unknown,
        moves=unknown,
    )


def national() -> NationalSeries:
    """The rates that all municipalities' levels are relative to, the same every year."""
    years = tuple(range(1980, LAST))
    rates = np.stack([death_rates()] * len(years))
    seen = country().people.sum(axis=(0, 1))
    weights = np.maximum(seen, 1e-9)
    both = (death_rates() * weights).sum(axis=0) / weights.sum(axis=0)
    return NationalSeries(
        death_rates=YearSeries(years, rates),
        death_rates_both=YearSeries(years, np.stack([both[None]] * len(years))),
        fertility=YearSeries(years, np.stack([birth_rates()] * len(years))),
    )


def large(rates: Rates) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return np.asarray(rates.people.sum(axis=(1, 2)) > 15000, dtype=np.bool_)


def test_levels_of_births_and_deaths_are_found_again_in_large_places() -> None:
    rates = estimate(history(), national(), LAST, SETTINGS)
    seen = country()
    big = large(rates)
    assert big.sum() > 5
    np.testing.assert_allclose(rates.fertility_level[big], seen.fertility_level[big], rtol=0.03)
    np.testing.assert_allclose(rates.mortality_level[big], seen.mortality_level[big], rtol=0.04)


def test_net_migration_is_found_again_in_large_places() -> None:
    rates = estimate(history(), national(), LAST, SETTINGS)
    big = large(rates)
    found = (rates.migration.national + rates.migration.deviation)[big, :, 5:80]
    true = country().move_rate[big]
    np.testing.assert_allclose(found.mean(axis=(1, 2)), true, atol=0.001)


def test_the_small_are_drawn_towards_the_others() -> None:
    rates = estimate(history(), national(), LAST, SETTINGS)
    small = rates.people.sum(axis=(1, 2)) < 1500
    true = country().fertility_level
    found_spread = np.ptp(rates.fertility_level[small])
    assert 0 < found_spread < np.ptp(true[small])


def test_births_are_told_from_infants_where_they_are_not_counted() -> None:
    """Nobody moves in the year of birth in the invented country, so both ways agree."""
    counted = estimate(history(), national(), LAST, SETTINGS)
    told = estimate(history(births=False), national(), LAST, SETTINGS)
    np.testing.assert_allclose(told.fertility_level, counted.fertility_level, rtol=0.01)
    assert "population.births_from_infants" in told.notes
    assert "population.births_from_infants" not in counted.notes


def test_deaths_are_told_from_the_birth_surplus() -> None:
    surplus = history(births=False, deaths=False)
    surplus = replace(surplus, birth_surplus=country().births - country().deaths)
    told = estimate(surplus, national(), LAST, SETTINGS)
    counted = estimate(history(), national(), LAST, SETTINGS)
    big = large(told)
    np.testing.assert_allclose(told.mortality_level[big], counted.mortality_level[big], rtol=0.05)
    assert "population.mortality_national" not in told.notes


def test_without_deaths_all_have_the_countrys_mortality() -> None:
    rates = estimate(history(deaths=False), national(), LAST, SETTINGS)
    np.testing.assert_array_equal(rates.mortality_level, 1.0)
    assert "population.mortality_national" in rates.notes


def test_both_sexes_together_work_and_the_result_says_so() -> None:
    rates = estimate(history(sexed=False), national(), LAST, SETTINGS)
    sexed = estimate(history(), national(), LAST, SETTINGS)
    big = large(rates)
    assert rates.people.shape == (PLACES, 1, 106)
    np.testing.assert_allclose(rates.fertility_level[big], sexed.fertility_level[big], rtol=0.06)
    assert "population.sexes_together" in rates.notes


def test_people_by_age_alone_are_enough() -> None:
    alone = history(births=False, deaths=False, sexed=False)
    rates = estimate(alone, NationalSeries(), LAST, SETTINGS)
    assert set(rates.notes) == {
        "population.sexes_together",
        "population.parametric_mortality",
        "population.parametric_fertility",
        "population.national_from_municipalities",
        "population.births_from_infants",
        "population.mortality_national",
    }
    assert np.isfinite(rates.migration.deviation).all()


def test_the_countrys_own_people_are_used_where_they_are_known() -> None:
    stock = YearSeries(tuple(range(FIRST, FIRST + YEARS)), country().people.sum(axis=0))
    own = estimate(history(), replace(national(), population=stock), LAST, SETTINGS)
    before, after = stock.values[-2:]
    survival = year_survival(death_rates())
    alive = (before * survival[:, 1:]).sum()
    level = (after[:, 1:].sum() - alive) / before.sum()
    assert "population.national_from_municipalities" not in own.notes
    assert own.migration.level == pytest.approx(level)
    np.testing.assert_allclose(own.national_people, after)


def test_nothing_after_the_base_year_is_looked_at() -> None:
    base = LAST - 3
    whole = history()
    spoilt = replace(
        whole,
        people=np.where(np.array(whole.years)[:, None, None] > base, 7.0, whole.people),
        births=np.where(np.array(whole.years) >= base, 9.0, whole.births),
        deaths=np.where(np.array(whole.years) >= base, 9.0, whole.deaths),
    )
    honest = estimate(whole, national(), base, SETTINGS)
    tried = estimate(spoilt, national(), base, SETTINGS)
    np.testing.assert_array_equal(tried.migration.deviation, honest.migration.deviation)
    np.testing.assert_array_equal(tried.fertility_level, honest.fertility_level)
    np.testing.assert_array_equal(tried.mortality_level, honest.mortality_level)


def test_a_hole_leaves_the_other_years_of_a_place_in_use() -> None:
    seen = history()
    seen = replace(seen, people=seen.people.copy())
    seen.people[4, 2] = np.nan
    rates = estimate(seen, national(), LAST, SETTINGS)
    assert rates.years_known[4] == YEARS - 1 - 2
    assert seen.codes[4] not in rates.complete
    assert len(rates.complete) == PLACES - 1


def test_places_without_people_in_the_base_year_are_left_out() -> None:
    seen = history()
    seen = replace(seen, people=seen.people.copy())
    seen.people[4, -1, 0, 30] = np.nan
    rates = estimate(seen, national(), LAST, SETTINGS)
    assert len(rates.codes) == PLACES - 1
    with pytest.raises(InputError) as error:
        rates.select([seen.codes[3], seen.codes[4]])
    assert error.value.problems[0].facts["codes"] == [seen.codes[4]]


def test_selected_places_keep_their_rates() -> None:
    rates = estimate(history(), national(), LAST, SETTINGS)
    two = rates.select([rates.codes[7], rates.codes[2]])
    np.testing.assert_array_equal(two.migration.deviation, rates.migration.deviation[[7, 2]])
    assert two.fertility_level[1] == rates.fertility_level[2]
    np.testing.assert_array_equal(two.national_people, rates.national_people)


@pytest.mark.parametrize("year", [FIRST - 1, LAST + 1])
def test_a_base_year_outside_the_data_is_refused(year: int) -> None:
    with pytest.raises(InputError) as error:
        estimate(history(), national(), year, SETTINGS)
    facts = error.value.problems[0].facts
    assert (facts["first"], facts["last"]) == (FIRST, LAST)


def test_a_base_year_that_no_one_is_known_in_is_refused() -> None:
    seen = history()
    seen = replace(seen, people=seen.people.copy())
    seen.people[:, 5, 0, 12] = np.nan
    with pytest.raises(InputError) as error:
        estimate(seen, national(), FIRST + 5, SETTINGS)
    assert error.value.problems[0].code == "population.base_year_absent"


def test_a_single_year_can_not_tell_of_migration() -> None:
    with pytest.raises(DataError) as error:
        estimate(history(), national(), FIRST, SETTINGS)
    assert error.value.problems[0].code == "population.no_reference"


def test_few_places_are_drawn_towards_the_countrys_rates() -> None:
    """Three places are too few to see a spread; their level is drawn towards one."""
    seen = history().select(np.arange(PLACES) < 3)
    rates = estimate(seen, national(), LAST, SETTINGS)
    raw = country().fertility_level[:3]
    assert (np.abs(rates.fertility_level - 1) < np.abs(raw - 1)).all()
    assert rates.national_fertility_level == 1.0


def test_a_place_of_equal_cohorts_and_no_moves_has_no_net_migration() -> None:
    """A stationary population on its own mortality: the residual is nought at every age."""
    stock = np.stack([pyramid(20000.0)] * 4)[None]
    unknown = np.full((1, 4), np.nan)
    still = PopulationHistory(("0001",), 2010, ("male", "female"), stock, *[unknown] * 4)
    rates = estimate(still, national(), 2013, SETTINGS)
    moves = rates.migration.national + rates.migration.deviation
    np.testing.assert_allclose(moves[..., :104], 0.0, atol=1e-9)


def test_where_no_moves_are_counted_all_move_as_the_schedule_says() -> None:
    rates = estimate(history(), national(), LAST, SETTINGS)
    np.testing.assert_allclose(rates.outward, np.broadcast_to(moves(), rates.outward.shape))


def test_a_place_that_many_leave_keeps_the_more_of_it_the_more_people_it_has() -> None:
    """The same doubled count is believed in a large place, and less so in a small one."""
    seen = history()
    order = np.argsort(seen.people[:, -1].sum(axis=(1, 2)))
    small, large = order[0], order[-1]
    counted = (seen.people * moves()).sum(axis=(2, 3))
    counted[[small, large]] *= 2
    rates = estimate(replace(seen, moves=counted), national(), LAST, SETTINGS)
    level = rates.outward[:, 0, 30] / moves()[30]
    assert 1.8 < level[large] < 2.0
    assert 1.0 < level[small] < level[large]


def moves() -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return moves_schedule(SETTINGS.moves)
