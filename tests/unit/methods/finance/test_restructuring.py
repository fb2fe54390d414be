"""The restructuring need by hand. Figures are invented to come out at 16 and 45 million."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nyegrep.methods.finance.plan import COST_AND_REVENUE, NEITHER, PLAN, REVENUE_ONLY, PlanYear
from nyegrep.methods.finance.restructuring import (
    PARTS,
    PriceSettings,
    restructuring_need,
    restructuring_parts,
)
from nyegrep.methods.finance.revenue import PARTS as REVENUE_PARTS

pytestmark = pytest.mark.unit

# 560 in, 562 out of which 25 is depreciation, 8 interest, 20 instalments: result -5.
FIRST = PlanYear(2019, PLAN, 560.0, 562.0, 8.0, 20.0, depreciation=25.0)
# 560 in, 575 out of which 26 is depreciation, 11 interest, 22 instalments: result -22.
LAST = PlanYear(2022, PLAN, 560.0, 575.0, 11.0, 22.0, depreciation=26.0, unspecified_savings=3.2)


def revenue(*amounts: float) -> dict[str, np.ndarray[tuple[int], np.dtype[np.float64]]]:
    return {name: np.array([v, v]) for name, v in zip(REVENUE_PARTS, amounts, strict=True)}


def need(year: PlanYear, cost: float, follows: tuple[float, ...]) -> float:
    parts = restructuring_parts(year, 1.75, np.array([cost, cost]), revenue(*follows))
    assert tuple(parts) == PARTS
    found = restructuring_need(year, parts)
    assert found[0] == found[1]
    return float(found[0])


def test_two_years_by_hand() -> None:
    """1.75 per cent of 560 is 9.8.

    First: 9.8 - (-5) = 14.8 to the target, 0.4 in demographic cost and 0.8 less in revenue: 16.
    Last: 9.8 - (-22) = 31.8, 3.2 unnamed, 6 in cost, and 4 less in revenue: 45.
    """
    assert need(FIRST, 0.4, (-0.8, 0.0, 0.0, 0.0)) == pytest.approx(16.0)
    assert need(LAST, 6.0, (-6.0, 1.5, -1.0, 1.5)) == pytest.approx(45.0)


def test_what_the_plan_counts_with_is_told_and_not_added() -> None:
    follows = (-6.0, 1.5, -1.0, 1.5)
    revenue_in = replace(LAST, demography=REVENUE_ONLY)
    assert need(revenue_in, 6.0, follows) == pytest.approx(45.0 - 4.0)
    all_in = replace(LAST, demography=COST_AND_REVENUE)
    assert need(all_in, 6.0, follows) == pytest.approx(45.0 - 4.0 - 6.0)
    parts = restructuring_parts(all_in, 1.75, np.array([6.0]), revenue(*follows))
    assert parts["demographic_cost"][0] == 6.0
    assert LAST.demography == NEITHER


def test_a_better_plan_than_the_target_gives_something_to_spare() -> None:
    assert need(replace(FIRST, revenue=600.0), 0.0, (0.0,) * 4) == pytest.approx(10.5 - 35)


def test_a_million_of_savings_that_is_named_takes_a_million_off() -> None:
    named = replace(LAST, unspecified_savings=2.2)
    assert need(LAST, 6.0, (0.0,) * 4) - need(named, 6.0, (0.0,) * 4) == pytest.approx(1.0)


def test_kroner_grow_from_year_to_year() -> None:
    prices = PriceSettings(3.0)
    assert prices.factor(2018, 2018) == 1
    assert prices.factor(2018, 2020) * prices.factor(2020, 2018) == pytest.approx(1.0)
    assert prices.factor(2018, 2021) == pytest.approx(1.03**3)
