"""The account of a preventive measure by hand, and against the closed form of an annuity."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nyegrep.methods.prevention import (
    PreventiveMeasure,
    discount_factors,
    prevention_account,
    together,
)

pytestmark = pytest.mark.unit

FOUR_PERCENT = {0: 4.0}
FREE = {0: 0.0}
MUNICIPALITY, COUNTY, STATE, ALL = range(4)
MEASURE = PreventiveMeasure(
    persons=20,
    success=0.25,
    horizon_years=10,
    paid_years=2,
    difference_nok=np.array([30_000.0, 0.0, 100_000.0]),
    once_nok=np.array([200_000.0, 50_000.0, 0.0]),
    yearly_nok=np.array([300_000.0, 0.0, 0.0]),
)


def annuity(rate: float, years: int) -> float:
    """What one krone a year is worth now: (1 - (1 + r)^-n) / r, the formula of the textbooks."""
    return (1 - (1 + rate) ** -years) / rate


def test_without_discounting_it_is_plain_multiplication() -> None:
    found = prevention_account(MEASURE, FREE)
    # A quarter of 20 are 5; five times 30 000 in ten years are 1.5 million, times 100 000 five.
    assert found.saving == pytest.approx([1.5e6, 0, 5e6, 6.5e6])
    assert found.cost == pytest.approx([8e5, 5e4, 0, 8.5e5])
    assert found.net == pytest.approx([7e5, -5e4, 5e6, 5.65e6])


@pytest.mark.parametrize("percent", [1.0, 4.0, 7.5])
def test_discounted_it_is_the_annuity_of_the_textbooks(percent: float) -> None:
    rate = percent / 100
    found = prevention_account(MEASURE, {0: percent})
    saving = 20 * 0.25 * MEASURE.difference_nok * annuity(rate, 10)
    cost = MEASURE.once_nok + MEASURE.yearly_nok * annuity(rate, 2)
    assert found.net[:ALL] == pytest.approx(saving - cost)


def test_the_rate_of_the_years_far_ahead_is_lower() -> None:
    factors = discount_factors({0: 4.0, 40: 3.0, 75: 2.0}, 80)
    assert factors[40] == pytest.approx(1.04**-40)
    assert factors[75] == pytest.approx(1.04**-40 * 1.03**-35)
    assert factors[80] == pytest.approx(1.04**-40 * 1.03**-35 * 1.02**-5)
    assert (np.diff(factors) < 0).all()


def test_levels_add_up_to_all_and_years_to_the_net() -> None:
    found = prevention_account(MEASURE, FOUR_PERCENT)
    for part in (found.full_saving, found.saving, found.cost, found.net):
        assert part[:ALL].sum() == pytest.approx(part[ALL])
    assert found.by_year.sum(axis=0) == pytest.approx(found.net)
    assert found.cumulative[-1] == pytest.approx(found.net)
    assert len(found.by_year) == 1 + 10


def test_without_success_what_is_left_is_the_cost() -> None:
    found = prevention_account(replace(MEASURE, success=0.0), FOUR_PERCENT)
    assert found.net == pytest.approx(-found.cost)
    assert found.at(0.25) == pytest.approx(prevention_account(MEASURE, FOUR_PERCENT).net)


def test_the_break_even_rate_put_back_gives_nought() -> None:
    found = prevention_account(MEASURE, FOUR_PERCENT)
    rates = found.break_even()
    for level in (MUNICIPALITY, ALL):
        rate, said = rates[level]
        assert said == "within_reach"
        assert rate is not None
        assert found.at(rate)[level] == pytest.approx(0, abs=1e-6)


def test_a_break_even_rate_that_cannot_be_is_told_apart() -> None:
    rates = prevention_account(MEASURE, FOUR_PERCENT).break_even()
    assert rates[COUNTY] == (None, "nothing_to_save")
    assert rates[STATE] == (0.0, "within_reach")
    dear = replace(MEASURE, once_nok=MEASURE.once_nok * 100)
    assert prevention_account(dear, FOUR_PERCENT).break_even()[MUNICIPALITY] == (
        None,
        "out_of_reach",
    )


def test_it_has_paid_back_in_the_year_it_stays_above_what_was_paid() -> None:
    # The municipality: -200 000, two years of -150 000, then +150 000 a year: nought in the sixth.
    found = prevention_account(MEASURE, FREE)
    assert found.cumulative[:, MUNICIPALITY].tolist() == pytest.approx(
        [-2e5, -3.5e5, -5e5, -3.5e5, -2e5, -5e4, 1e5, 2.5e5, 4e5, 5.5e5, 7e5]
    )
    assert found.payback_years == (6, None, 0, 1)


def test_measures_add_up_also_where_one_ends_before_another() -> None:
    short = replace(MEASURE, horizon_years=3)
    parts = [prevention_account(measure, FOUR_PERCENT) for measure in (MEASURE, short)]
    found = together(parts)
    assert found.net == pytest.approx(parts[0].net + parts[1].net)
    assert found.cumulative[-1] == pytest.approx(found.net)
    assert found.by_year[4:] == pytest.approx(parts[0].by_year[4:])


@given(
    st.floats(0, 1),
    st.integers(1, 60),
    st.floats(0, 10),
    st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=3),
    st.lists(st.floats(0, 1e7), min_size=3, max_size=3),
)
def test_more_success_never_saves_less_where_a_success_saves(
    success: float, years: int, percent: float, difference: list[float], once: list[float]
) -> None:
    measure = PreventiveMeasure(
        persons=10,
        success=success,
        horizon_years=years,
        paid_years=years,
        difference_nok=np.array(difference),
        once_nok=np.array(once),
        yearly_nok=np.zeros(3),
    )
    found = prevention_account(measure, {0: percent})
    gained = found.at(1.0) - found.net
    assert (gained[np.append(difference, sum(difference)) > 0] >= -1e-6).all()
    for level, (rate, _) in enumerate(found.break_even()):
        assert rate is None or abs(found.at(rate)[level]) <= 1e-6 + 1e-9 * found.cost[level]
