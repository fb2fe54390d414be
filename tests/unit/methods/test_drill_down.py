"""What lies behind a difference: parts that add up, by hand."""

from __future__ import annotations

import pytest

from nyegrep.methods.drill_down import Spending, by_factor, by_part, people_and_cost

pytestmark = pytest.mark.unit


def test_people_and_cost_by_hand() -> None:
    # 12 per cent children at 100 000 each against 10 per cent at 110 000: 12 000 against 11 000.
    parts = people_and_cost(Spending(12000, 0.12), Spending(11000, 0.10), level=11500)
    effects = dict(parts.select("part", "effect_nok").iter_rows())
    assert effects["target_group"] == pytest.approx(0.02 * 105000)
    assert effects["cost_per_person"] == pytest.approx(-10000 * 0.11)
    assert effects["need_and_income"] == pytest.approx(-500)
    assert sum(effects.values()) == pytest.approx(12000 - 11500)


@pytest.mark.parametrize("own", [Spending(-300, 0.2), Spending(0, 0.1), Spending(5000, 0.4)])
def test_parts_add_up_also_where_income_is_greater_than_cost(own: Spending) -> None:
    parts = people_and_cost(own, Spending(900, 0.3), level=850)
    assert parts["effect_nok"].sum() == pytest.approx(own.per_inhabitant - 850)


@pytest.mark.parametrize("share", [None, 0.0])
def test_without_a_target_group_the_difference_is_one_part(share: float | None) -> None:
    parts = people_and_cost(Spending(700, share), Spending(500, 0.1), level=550)
    assert parts["part"].to_list() == ["spending", "need_and_income"]
    assert parts["effect_nok"].to_list() == [200.0, -50.0]


def test_functions_add_up_and_what_they_do_not_explain_has_a_name() -> None:
    whole = by_part({"202": 100.0, "222": 50.0}, {"202": 90.0, "222": 70.0}, gap=-10.0)
    assert whole["part"].to_list() == ["202", "222"]
    partly = by_part({"202": 100.0, "222": 50.0}, {"202": 90.0}, gap=60.0)
    assert partly["part"].to_list() == ["202", "remainder"]
    assert partly["effect_nok"].to_list() == [10.0, 50.0]


def test_two_factors_are_split_at_the_midpoint() -> None:
    """20 per cent children at 100 each against 10 per cent at 90: 20 against 9 kroner."""
    parts = by_factor({"children": 0.2, "cost": 100.0}, {"children": 0.1, "cost": 90.0}, gap=11.0)
    assert parts["part"].to_list() == ["children", "cost"]
    assert parts["effect_nok"].to_list() == pytest.approx([0.1 * 95, 10 * 0.15])


def test_three_factors_add_up_whatever_their_order() -> None:
    own = {"share": 0.2, "coverage": 0.04, "price": 900.0}
    reference = {"share": 0.15, "coverage": 0.05, "price": 1000.0}
    gap = 0.2 * 0.04 * 900 - 0.15 * 0.05 * 1000
    found = by_factor(own, reference, gap)
    assert found["part"].to_list() == list(own)
    assert found["effect_nok"].sum() == pytest.approx(gap)
    effects = dict(found.select("part", "effect_nok").iter_rows())
    assert effects["share"] == pytest.approx(0.05 * 0.045 * 950)
    assert effects["coverage"] == pytest.approx(-0.01 * 0.175 * 950)
    assert effects["price"] == pytest.approx(-100 * (0.2 * 0.04 + 0.15 * 0.05) / 2)


def test_what_is_the_same_has_no_effect() -> None:
    found = by_factor({"share": 0.2, "price": 50.0}, {"share": 0.2, "price": 40.0}, gap=2.0)
    assert found["effect_nok"].to_list() == pytest.approx([0.0, 2.0])


def test_the_rest_of_the_area_has_a_name() -> None:
    found = by_factor({"share": 0.2, "price": 50.0}, {"share": 0.1, "price": 50.0}, gap=8.0)
    assert found["part"].to_list() == ["share", "price", "other_spending"]
    assert found["effect_nok"].to_list() == pytest.approx([5.0, 0.0, 3.0])
    assert found["own_value"][-1] is None
