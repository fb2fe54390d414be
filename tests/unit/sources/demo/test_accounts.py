"""Municipal accounts: budgets that balance."""

from __future__ import annotations

import numpy as np
import pytest

from nyegrep.sources.demo.accounts import (
    ACCOUNT_YEARS,
    Accounts,
    account_types,
    areas,
    functions,
    groups,
)
from nyegrep.sources.demo.need import NEED_YEARS, Need
from nyegrep.sources.demo.parameters import MoneyParameters
from nyegrep.sources.demo.simulation import Simulation

pytestmark = pytest.mark.unit

CROSS = ("FGK6a", "FGK16")


def test_need_and_accounts_begin_in_the_same_year() -> None:
    assert NEED_YEARS.start == ACCOUNT_YEARS.start
    assert NEED_YEARS.stop >= ACCOUNT_YEARS.stop


def test_every_function_with_an_area_belongs_to_exactly_one_that_does_not_cut_across() -> None:
    for function in functions():
        containing = [
            a for a, codes in areas().items() if function.code in codes and a not in CROSS
        ]
        assert containing == ([] if function.area == "none" else [function.area])


def test_the_shares_of_types_add_up_to_gross_and_income() -> None:
    for function in functions():
        assert sum(function.type_shares[:5]) == pytest.approx(1), function.code
        assert sum(function.type_shares[5:]) == pytest.approx(function.income_share), function.code
    assert len(account_types()) == 8


def test_the_result_is_revenue_less_what_was_paid(accounts: Accounts) -> None:
    own = accounts.gross.sum(axis=-1) - accounts.net.sum(axis=-1)
    assert np.array_equal(accounts.revenue, accounts.free_income + accounts.property_tax + own)
    paid = accounts.gross.sum(axis=-1) - accounts.depreciation + accounts.finance_cost
    assert np.array_equal(accounts.result, accounts.revenue - paid)


def test_results_are_near_what_the_parameters_say(accounts: Accounts) -> None:
    there = accounts.inhabitants > 0
    share = 100 * accounts.result[there] / accounts.revenue[there]
    money = MoneyParameters()
    assert share.mean() == pytest.approx(money.result_mean, abs=0.4)
    assert share.std() == pytest.approx(money.result_sd, abs=0.4)


def test_spending_is_of_a_plausible_size(accounts: Accounts) -> None:
    there = accounts.inhabitants[0] > 0
    each = 1000 * accounts.net[0].sum(axis=-1)[there] / accounts.inhabitants[0][there]
    assert 35_000 < each.min() < each.max() < 100_000
    country = 1000 * accounts.net[0].sum() / accounts.inhabitants[0].sum()
    assert country == pytest.approx(51_000, rel=0.08)


def test_debt_and_reserves_are_shares_of_revenue_as_seen_in_reality(accounts: Accounts) -> None:
    there = accounts.inhabitants > 0
    debt = 100 * accounts.debt[there] / accounts.revenue[there]
    reserves = 100 * accounts.reserves[there] / accounts.revenue[there]
    assert 20 < debt.min() < np.median(debt) < 100 < debt.max() < 250
    assert 1 < reserves.min() < np.median(reserves) < 20 < reserves.max() < 50


def test_the_budget_factor_is_near_one_and_rises_with_income(accounts: Accounts) -> None:
    there = accounts.inhabitants[-1] > 0
    factor, income = accounts.budget_factor[-1][there], accounts.income[-1][there]
    assert np.mean(factor) == pytest.approx(1, abs=0.06)
    assert np.corrcoef(factor, income)[0, 1] > 0.3


def test_sector_spending_relative_to_need_is_the_true_deviation(
    accounts: Accounts, found_need: Need
) -> None:
    """ln(spending per inhabitant / need index / budget factor) differs by the deviation only."""
    there = accounts.inhabitants[-1] > 0
    for sector in ("care", "school", "kindergarten"):
        inside = [f.sector == sector for f in functions()]
        spent = accounts.net[-1][there][:, inside].sum(axis=1) / accounts.inhabitants[-1][there]
        need = found_need.of(sector)[len(ACCOUNT_YEARS) - 1][there]
        left = np.log(spent / need / accounts.budget_factor[-1][there])
        true = accounts.deviation[-1][there][:, found_need.sectors.index(sector)]
        assert np.corrcoef(left, true)[0, 1] > 0.85, sector


def test_groups_are_new_from_2020_and_the_capital_stands_alone(
    simulation: Simulation, accounts: Accounts
) -> None:
    found = groups(simulation.country, accounts)
    rows = {year: found[year - ACCOUNT_YEARS.start] for year in (2019, 2020, 2021)}
    there = np.flatnonzero(simulation.country.active(2019) & simulation.country.active(2021))
    moved = {y: np.mean([rows[y][s] != rows[y - 1][s] for s in there]) for y in (2020, 2021)}
    assert moved[2020] > 0.5
    assert moved[2021] < 0.3
    assert rows[2021].count(rows[2021][simulation.country.slots["7101"]]) == 1
