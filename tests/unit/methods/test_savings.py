"""Savings shared between areas: by hand, and with rounding that always adds up."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nyegrep.methods.savings import (
    credit,
    criterion_shares,
    effective_weights,
    round_to_total,
    share_out,
)

pytestmark = pytest.mark.unit

# Kindergarten, school, care, administration: spending, spending above the level, growth of cost.
SPENDING = np.array([40.0, 60.0, 80.0, 20.0])
EXCESS = np.array([3.0, -2.0, 0.0, 1.0])
OUTLOOK = np.array([4.0, 6.0, -9.0, 0.0])
ALL = np.array([True, True, True, True])
AMOUNTS = {"budget_share": SPENDING, "excess_spending": EXCESS, "demographic_outlook": OUTLOOK}
numbers = st.lists(st.floats(0, 1e6), min_size=1, max_size=30).filter(lambda x: sum(x) > 1e-3)


def test_each_criterion_shares_its_positive_amounts() -> None:
    shares = criterion_shares(AMOUNTS, ALL)
    assert shares == pytest.approx(
        np.array([[0.2, 0.3, 0.4, 0.1], [0.75, 0, 0, 0.25], [0.4, 0.6, 0, 0]])
    )
    assert shares.sum(axis=1) == pytest.approx([1, 1, 1])


def test_an_area_that_is_excluded_has_no_share() -> None:
    shares = criterion_shares(AMOUNTS, np.array([True, True, False, True]))
    assert shares[0] == pytest.approx([1 / 3, 1 / 2, 0, 1 / 6])
    assert shares.sum(axis=1) == pytest.approx([1, 1, 1])


def test_a_criterion_that_tells_nothing_gives_its_weight_to_the_others() -> None:
    shares = criterion_shares(AMOUNTS | {"excess_spending": -SPENDING}, ALL)
    assert shares[1] == pytest.approx([0, 0, 0, 0])
    assert effective_weights(np.array([50.0, 20.0, 30.0]), shares) == pytest.approx(
        [5 / 8, 0, 3 / 8]
    )
    assert effective_weights(np.array([0.0, 100.0, 0.0]), shares) == pytest.approx([0.5, 0, 0.5])
    assert effective_weights(np.ones(3), np.zeros((3, 4))) == pytest.approx([0, 0, 0])


def test_a_total_by_hand() -> None:
    # Half by spending, a quarter each by the others: 0.3875, 0.3, 0.2, 0.1125 of 160 tenths.
    weights = np.array([0.5, 0.25, 0.25])
    found = share_out(160, weights, criterion_shares(AMOUNTS, ALL), 10 * SPENDING)
    assert found.shares == pytest.approx([0.3875, 0.3, 0.2, 0.1125])
    assert found.targets.tolist() == [62, 48, 32, 18]
    assert found.unplaced == 0


def test_what_an_area_has_no_room_for_goes_to_the_others() -> None:
    shares = np.array([[0.5, 0.3, 0.2, 0.0]])
    found = share_out(100, np.array([1.0]), shares, np.array([20.7, 500.0, 500.0, 500.0]))
    assert found.targets.tolist() == [20, 48, 32, 0]
    assert found.unplaced == 0


def test_what_no_area_has_room_for_is_left_over() -> None:
    shares = np.array([[0.5, 0.5, 0.0]])
    found = share_out(100, np.array([1.0]), shares, np.array([20.0, 30.0, 500.0]))
    assert found.targets.tolist() == [20, 30, 0]
    assert found.unplaced == 50
    nobody = share_out(10, np.array([0.0]), np.zeros((1, 3)), np.ones(3))
    assert (nobody.targets.tolist(), nobody.unplaced) == ([0, 0, 0], 10)


def test_what_is_decided_already_is_credited_to_its_area() -> None:
    found = credit(np.array([6.2, 4.8, 3.0]), np.array([2.0, 0.0, 5.0]))
    assert found.credited == pytest.approx([2, 0, 3])
    assert found.remaining == pytest.approx([4.2, 4.8, 0])
    assert found.beyond == pytest.approx([0, 0, 2])


def test_the_largest_remainders_get_what_is_left() -> None:
    # Quotas 4.16, 3.33 and 2.51 of ten: the half gets the one that is left.
    assert round_to_total(np.array([41.6, 33.3, 25.1]), 10).tolist() == [4, 3, 3]
    assert round_to_total(np.array([5.0, 3.0, 2.0]), 10).tolist() == [5, 3, 2]
    assert round_to_total(np.zeros(2), 0).tolist() == [0, 0]
    with pytest.raises(ValueError, match="nobody"):
        round_to_total(np.zeros(2), 1)


@given(numbers, st.integers(0, 100_000))
def test_rounded_shares_add_up_and_are_less_than_a_whole_away(
    values: list[float], total: int
) -> None:
    x = np.array(values)
    found = round_to_total(x, total)
    quotas = total * (x / x.sum())
    assert found.sum() == total
    assert (found >= 0).all()
    assert (np.abs(found - quotas) < 1 + 1e-6).all()
    larger = x[:, None] > x[None, :]
    assert (found[:, None] >= found[None, :])[larger].all()


@given(
    st.lists(st.tuples(st.floats(0, 1e5), st.integers(1, 100)), min_size=1, max_size=20),
    st.integers(0, 100_000),
)
def test_no_area_is_asked_for_more_than_it_spends_and_all_is_accounted_for(
    areas: list[tuple[float, int]], total: int
) -> None:
    spending, parts = (np.array(column, dtype=np.float64) for column in zip(*areas, strict=True))
    found = share_out(total, np.array([1.0]), (parts / parts.sum())[None], spending)
    assert (found.targets <= spending + 1e-6).all()
    assert found.targets.sum() + found.unplaced == total
    assert found.unplaced == 0 or (found.targets == np.floor(spending + 1e-9)).all()
