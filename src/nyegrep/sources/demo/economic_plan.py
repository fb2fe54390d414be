"""An economic plan for a municipality of the demo country: invented, from its newest accounts.

In the fixed prices of its first year: revenue stands still but for a little, expenditure grows,
loans are taken up, and from the third year the plan counts on savings that nobody has named.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from nyegrep.sources.store import Workspace

ACCOUNTS, KEY_FIGURES = "net_operating_expenditure", "financial_key_figures"
TOTAL_TABLE = "12137"
THOUSANDS = 1000.0
YEARS = 4
AHEAD = 2
PRICE_GROWTH = 0.03
REVENUE_GROWTH, EXPENDITURE_GROWTH = 0.002, 0.009
LOAN_GROWTH = 0.045
UNSPECIFIED = (0.0, 0.0, 0.004, 0.008)
INTEREST = 0.6  # of what is paid on loans, when rates have risen


def economic_plan(workspace: Workspace, code: str) -> list[dict[str, Any]]:
    """Rows of the plan, million NOK: the newest accounts, the budget, and three years more.

    Args:
        workspace: the demo country's, with accounts.
        code: a municipality that has sent in accounts.
    """
    table = workspace.table(ACCOUNTS).filter(
        (pl.col("municipality_code") == code) & (pl.col("table") == TOTAL_TABLE)
    )
    newest = table.drop_nulls("amount_thousand_nok")["year"].max()
    known = table.filter(pl.col("year") == newest)
    amounts = dict(known.select("type", pl.col("amount_thousand_nok") / THOUSANDS).iter_rows())
    figures = workspace.table(KEY_FIGURES).filter(
        (pl.col("municipality_code") == code) & (pl.col("year") == newest)
    )
    reserves = amounts["AGD13"] * figures["free_reserves_percent"][0] / 100
    year = int(str(newest))
    base = _accounts(year, code, amounts, reserves)
    rows, price_year = [base], year + AHEAD
    for step in range(AHEAD + YEARS - 1):
        rows.append(_later(rows[-1], year + 1 + step, step, price_year))
    return [{name: _tidy(value) for name, value in row.items()} for row in rows]


def _accounts(year: int, code: str, amounts: dict[str, float], reserves: float) -> dict[str, Any]:
    """The accounts; depreciation is what makes the result come out."""
    revenue, spent, result = amounts["AGD13"], amounts["AGD9"], amounts["AGD23"]
    return {
        "year": year,
        "gross_operating_revenue": revenue,
        "block_grant": amounts["A800"],
        "income_and_wealth_tax": amounts["AG12"],
        "gross_operating_expenditure": spent,
        "depreciation": result - revenue + spent + amounts["AGD97"] + amounts["AGD21"],
        "net_interest": amounts["AGD97"],
        "instalments": amounts["AGD21"],
        "net_debt_at_year_end": amounts["KG31"],
        "reserves_at_year_end": reserves,
        "unspecified_savings": 0.0,
        "accumulated_deficit": 0.0,
        "status": "accounts",
        "adopted": "in_time",
        "demography": "neither",
        "price_year": year,
        "municipality_code": code,
    }


def _later(before: dict[str, Any], year: int, step: int, price_year: int) -> dict[str, Any]:
    """A year after another: two budgets, the last of which opens the plan, and then the plan."""
    prices = 1 + PRICE_GROWTH if year <= price_year else 1.0
    row = dict(before)
    for name in ("gross_operating_revenue", "block_grant", "income_and_wealth_tax"):
        row[name] = before[name] * prices * (1 + REVENUE_GROWTH)
    for name in ("gross_operating_expenditure", "depreciation"):
        row[name] = before[name] * prices * (1 + EXPENDITURE_GROWTH)
    for name in ("net_debt_at_year_end", "net_interest", "instalments"):
        row[name] = before[name] * prices * (1 + LOAN_GROWTH)
    if step == 0:
        row["net_interest"] = INTEREST * (row["net_interest"] + row["instalments"])
    position = step - (AHEAD - 1)
    share = UNSPECIFIED[position] if position >= 0 else 0.0
    unnamed = share * row["gross_operating_expenditure"]
    row["unspecified_savings"] = unnamed
    row["gross_operating_expenditure"] -= unnamed - before["unspecified_savings"]
    spent = row["gross_operating_expenditure"] - row["depreciation"]
    result = row["gross_operating_revenue"] - spent - row["net_interest"] - row["instalments"]
    reserves = before["reserves_at_year_end"] + min(result, 0.0)
    row["reserves_at_year_end"] = max(reserves, 0.0)
    row |= {"year": year, "accumulated_deficit": None, "price_year": min(year, price_year)}
    return row | {"status": "budget" if year <= price_year else "plan"}


def _tidy(value: Any) -> Any:
    """As a person would type it."""
    return round(value, 1) if isinstance(value, float) else value
