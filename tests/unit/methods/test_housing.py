"""Households and dwellings, reckoned by hand: few ages, round numbers."""

from __future__ import annotations

import numpy as np
import pytest

from nyegrep.foundation.axes import AGES, FloatArray
from nyegrep.foundation.housing import BUILDING_TYPES, COUPLE, HOUSEHOLD_TYPES, LIVING_ALONE
from nyegrep.methods.housing import (
    Headship,
    HouseholdProfile,
    PlannedDwellings,
    dwellings_at_pace,
    dwellings_needed,
    dwellings_replaced,
    fit_headship,
    fit_shares,
    fit_use,
    households,
    households_of_age,
    places_needed,
    planned,
    users,
)

pytestmark = pytest.mark.unit

ALONE, PAIR = HOUSEHOLD_TYPES.index(LIVING_ALONE), HOUSEHOLD_TYPES.index(COUPLE)
FAMILY = HOUSEHOLD_TYPES.index("couple_with_children")
SIZES = np.array([1.0, 2.0, 4.0, 2.5, 3.0, 4.0])
YEARS = range(2019, 2022)


def profile() -> HouseholdProfile:
    """Children in families; the grown in families, couples and alone; the old alone or two."""
    shares = np.zeros((len(AGES), len(HOUSEHOLD_TYPES)))
    shares[:18, FAMILY] = 1.0
    shares[18:67, [ALONE, PAIR, FAMILY]] = [0.2, 0.3, 0.5]
    shares[67:, [ALONE, PAIR]] = [0.4, 0.6]
    return HouseholdProfile(shares, SIZES)


def people(**groups: int) -> FloatArray:
    """People of ages ``a<age>``."""
    found = np.zeros(len(AGES))
    for name, count in groups.items():
        found[int(name[1:])] = count
    return found


def counted(**types: int) -> FloatArray:
    return np.array([float(types.get(name, 0)) for name in HOUSEHOLD_TYPES])


NOW = people(a5=200, a40=500, a75=100)
HOMES = counted(living_alone=160, couple_no_children=120, couple_with_children=100)


def over_time(*years: FloatArray) -> FloatArray:
    return np.stack(years)[None]


def test_raking_meets_both_margins_and_keeps_what_was_nought() -> None:
    seed = np.array([[0.5, 0.5, 0.0], [0.2, 0.3, 0.5]])
    rows, columns = np.array([40.0, 60.0]), np.array([30.0, 50.0, 20.0])
    found = fit_shares(seed, rows, columns)
    assert found.sum(axis=1) == pytest.approx([1, 1])
    assert rows @ found == pytest.approx(columns)
    assert found[0, 2] == 0
    # Odds between two cells of a row, beside those of another row, are those of the seed.
    assert found[0, 0] * found[1, 1] / (found[0, 1] * found[1, 0]) == pytest.approx(1.5)


def test_raking_is_iterative_proportional_fitting() -> None:
    """Beside the textbook's: rows and columns of a table scaled in turn."""
    rng = np.random.default_rng(7)
    seed, rows = rng.uniform(0.1, 1, (9, 5)), rng.uniform(10, 90, 9)
    columns = rng.dirichlet(np.ones(5)) * rows.sum()
    table = seed.copy()
    for _ in range(2000):
        table *= (rows / table.sum(axis=1))[:, None]
        table *= columns / table.sum(axis=0)
    assert fit_shares(seed, rows, columns) * rows[:, None] == pytest.approx(table, rel=1e-6)


def test_a_row_with_nothing_in_it_has_shares_that_add_up_all_the_same() -> None:
    found = fit_shares(np.ones((2, 2)), np.array([10.0, 0.0]), np.array([2.0, 8.0]))
    assert found == pytest.approx(np.array([[0.2, 0.8], [0.2, 0.8]]))


def test_todays_households_come_out_as_they_were_counted() -> None:
    found = fit_headship(NOW, HOMES, profile())
    assert found.deviation < 1e-6
    assert households(over_time(NOW), found)[0, 0] == pytest.approx(HOMES)


def test_everyone_lives_in_one_household_and_none_is_left() -> None:
    found = fit_headship(NOW, HOMES, profile())
    assert found.shares.sum(axis=1) == pytest.approx(np.ones(len(AGES)))
    # 160 alone and 240 in couples leave 400 of 800 for a hundred families: four in each.
    assert (HOMES * found.sizes).sum() == pytest.approx(NOW.sum())
    assert found.size_factor == pytest.approx(1.0)
    assert found.sizes[[ALONE, PAIR]].tolist() == [1.0, 2.0]


def test_larger_families_where_there_are_more_people_for_the_same_households() -> None:
    found = fit_headship(NOW + people(a5=40), HOMES, profile())
    assert found.size_factor == pytest.approx(440 / 400)
    assert found.sizes[FAMILY] == pytest.approx(4.4)


def test_more_people_alone_and_in_couples_than_there_are_cannot_be() -> None:
    with pytest.raises(ValueError, match="than there are people"):
        fit_headship(people(a40=100), HOMES, profile())


def test_what_cannot_be_fitted_is_told() -> None:
    """Nobody of the ages that live alone: those households cannot come from anyone."""
    found = fit_headship(
        people(a5=600), counted(living_alone=60, couple_with_children=135), profile()
    )
    assert found.deviation > 0.5


def test_more_of_an_age_make_more_of_the_households_they_live_in() -> None:
    fitted = fit_headship(NOW, HOMES, profile())
    found = households(over_time(NOW, NOW + people(a75=10)), fitted)[0]
    more = found[1] - found[0]
    assert more == pytest.approx(10 * fitted.rates[75])
    assert (more * fitted.sizes).sum() == pytest.approx(10)
    assert more[[ALONE, PAIR]].min() > 0
    assert more[FAMILY] == 0


def test_twice_the_people_are_twice_the_households_in_each_draw() -> None:
    fitted = fit_headship(NOW, HOMES, profile())
    drawn = np.concatenate([over_time(NOW, NOW), over_time(NOW, 2 * NOW)])
    found = households(drawn, fitted)
    assert found[0, 1] == pytest.approx(HOMES)
    assert found[1, 1] == pytest.approx(2 * HOMES)


def test_a_trend_in_living_alone_takes_from_the_others_in_proportion() -> None:
    fitted = Headship(profile().shares, SIZES, 1.0, 0.0)
    alone = people(a40=1000)
    found = households(over_time(alone, alone, alone), fitted, living_alone=10.0)[0]
    assert found[:, ALONE] == pytest.approx([200, 220, 242])
    # 780 of 800 are left for couples and families, as 300 to 500 before.
    assert found[1, PAIR] == pytest.approx(780 * 300 / 800 / 2)
    assert found[1, FAMILY] == pytest.approx(780 * 500 / 800 / 4)
    assert (found * SIZES).sum(axis=1) == pytest.approx([1000, 1000, 1000])


def test_nobody_lives_more_alone_than_all() -> None:
    fitted = Headship(profile().shares, SIZES, 1.0, 0.0)
    old = people(a80=100)
    found = households(over_time(old, old, old), fitted, living_alone=100.0)[0]
    assert found[:, ALONE] == pytest.approx([40, 80, 100])
    assert found[2, PAIR] == pytest.approx(0)


STOCK = np.array([250.0, 50.0, 50.0, 70.0, 0.0, 0.0])
SEED = np.full((len(HOUSEHOLD_TYPES), len(BUILDING_TYPES)), 1 / len(BUILDING_TYPES))


def test_todays_need_is_todays_dwellings() -> None:
    use = fit_use(HOMES, STOCK, SEED)
    assert use.reserve == pytest.approx(420 / 380 - 1)
    assert use.shares.sum(axis=1) == pytest.approx(np.ones(len(HOUSEHOLD_TYPES)))
    assert dwellings_needed(HOMES[None, None], use)[0, 0] == pytest.approx(STOCK)


def test_fewer_dwellings_than_households_is_a_reserve_below_nought() -> None:
    use = fit_use(HOMES, STOCK * 0.5, SEED)
    assert use.reserve < 0
    assert dwellings_needed(HOMES[None, None], use)[0, 0] == pytest.approx(STOCK * 0.5)


def test_types_add_up_and_the_reserve_grows_with_the_households() -> None:
    seed = np.random.default_rng(2).uniform(0.1, 1, SEED.shape)
    use = fit_use(HOMES, STOCK, seed)
    more = HOMES + counted(couple_with_children=38)
    found = dwellings_needed(more[None, None], use)[0, 0]
    assert found.sum() == pytest.approx(420 * 1.1)
    assert (found - STOCK) == pytest.approx(38 * (420 / 380) * use.shares[FAMILY])


def test_dwellings_go_out_of_use_at_a_constant_rate() -> None:
    found = dwellings_replaced(STOCK, 10.0, YEARS)
    assert found[:, 0] == pytest.approx([0, 25, 25 + 22.5])
    assert dwellings_replaced(STOCK, 0.0, YEARS).sum() == 0


def test_planned_dwellings_stand_the_january_after_and_count_by_their_chance() -> None:
    plans = (
        PlannedDwellings(2019, "detached", 10, 100.0),
        PlannedDwellings(2020, "detached", 10, 50.0),
        PlannedDwellings(2018, "detached", 99, 100.0),
        PlannedDwellings(2021, "apartment_block", 40, 100.0),
    )
    found = planned(plans, YEARS)
    assert found[:, BUILDING_TYPES.index("detached")] == pytest.approx([0, 10, 15])
    assert found.sum() == pytest.approx(25)


def test_the_pace_is_the_mean_of_the_years_that_were() -> None:
    completed = np.array([[4.0, 0, 0, 0, 0, 0], [6.0, 0, 0, 20, 0, 0]])
    found = dwellings_at_pace(completed, YEARS)
    assert found[:, 0] == pytest.approx([0, 5, 10])
    assert found[:, 3] == pytest.approx([0, 10, 20])


def test_households_with_someone_old_are_fewer_than_the_old() -> None:
    fitted = Headship(profile().shares, SIZES, 1.0, 0.0)
    in_each = np.array([1.0, 1.5, 1, 1, 1, 1])
    found = households_of_age(over_time(people(a75=100)), fitted, in_each)
    assert found[0] == pytest.approx([40 + 60 / 1.5])


def test_places_follow_people_from_the_number_of_today() -> None:
    per_100 = np.where(AGES >= 80, 10.0, 0.0)
    follows = users(over_time(people(a85=200), people(a85=300)), per_100)
    assert follows[0] == pytest.approx([20, 30])
    assert places_needed(follows, 26, 20)[0] == pytest.approx([26, 39])
    with pytest.raises(ValueError, match="more than nought"):
        places_needed(follows, 26, 0)
