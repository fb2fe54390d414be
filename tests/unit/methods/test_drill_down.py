"""What lies behind a difference: parts that add up, by hand."""

from __future__ import annotations

import pytest

from nyegrep.methods.drill_down import Spending, by_part, people_and_cost

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
