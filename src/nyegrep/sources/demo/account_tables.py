"""Municipal accounts of the demo country as tables, in the shapes of KOSTRA.

Some small municipalities sent no accounts in a year: their amounts are empty. The country and
the KOSTRA groups have rows of their own, which are sums over all, also those that sent nothing.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from nyegrep.foundation.codes import COUNTRY
from nyegrep.foundation.randomness import stream
from nyegrep.sources.demo.accounts import (
    ACCOUNT_YEARS,
    Accounts,
    account_types,
    areas,
    functions,
    groups,
)
from nyegrep.sources.demo.country import BoolArray, FloatArray, IntArray
from nyegrep.sources.demo.frames import Numbers, Rows, Table, long, municipality_rows, rounded
from nyegrep.sources.demo.simulation import Simulation

NET, GROSS = "AGD2", "AGD10"
AREA_TABLE, TOTAL_TABLE = "12362", "12137"
UNREPORTED = 4
LARGEST_UNREPORTED = 8000


def tables(simulation: Simulation, accounts: Accounts) -> list[Table]:
    """All tables about money."""
    group = groups(simulation.country, accounts)
    missing = unreported(simulation, accounts)
    return [
        Table("kostra_groups", _group_frame(simulation, group)),
        Table(
            "net_operating_expenditure",
            net_operating_expenditure(simulation, accounts, group, missing),
        ),
        Table("expenditure_by_function_and_type", by_function(simulation, accounts, missing)),
        Table("financial_key_figures", financial_key_figures(simulation, accounts, missing)),
    ]


def unreported(simulation: Simulation, accounts: Accounts) -> BoolArray:
    """True where a municipality sent no accounts, ``[year, slot]``."""
    people = accounts.inhabitants
    years, slots = np.nonzero((people > 0) & (people < LARGEST_UNREPORTED))
    chosen = stream(simulation.seed, "demo.unreported").choice(
        len(years), UNREPORTED, replace=False
    )
    missing = np.zeros(people.shape, dtype=bool)
    missing[years[chosen], slots[chosen]] = True
    return missing


def _group_frame(simulation: Simulation, group: list[list[str]]) -> pl.DataFrame:
    rows, years, slots = municipality_rows(simulation.country, ACCOUNT_YEARS)
    pairs = zip(years - ACCOUNT_YEARS.start, slots, strict=True)
    return pl.DataFrame({**rows, "group_code": [group[year][slot] for year, slot in pairs]})


def net_operating_expenditure(
    simulation: Simulation, accounts: Accounts, group: list[list[str]], missing: BoolArray
) -> pl.DataFrame:
    """Areas and functions (net and gross) and the main totals, in amounts and per inhabitant."""
    codes = [*(function.code for function in functions()), *areas()]
    member = np.array(
        [[code == f.code or f.code in areas().get(code, ()) for f in functions()] for code in codes]
    )
    parts = np.stack([accounts.net @ member.T, accounts.gross @ member.T], axis=-1)
    totals = _totals(accounts)
    details = _with_regions(simulation, accounts, (group, missing), parts)
    sums = _with_regions(
        simulation, accounts, (group, missing), np.stack(list(totals.values()), axis=-1)
    )
    by_code = long(
        details[0], {"function": codes, "type": (NET, GROSS)}, amount=details[1], each=details[2]
    )
    by_total = long(sums[0], {"type": list(totals)}, amount=sums[1], each=sums[2])
    frames = [
        by_code.with_columns(table=pl.lit(AREA_TABLE)),
        by_total.with_columns(table=pl.lit(TOTAL_TABLE), function=pl.lit("")).select(
            *by_code.columns, "table"
        ),
    ]
    return pl.concat(frames).rename({"amount": "amount_thousand_nok", "each": "per_inhabitant_nok"})


def _totals(accounts: Accounts) -> dict[str, IntArray]:
    """The concepts of table 12137, ``[year, slot]``."""
    interest = np.round(0.36 * accounts.finance_cost).astype(np.int64)
    tax = np.round(0.62 * accounts.free_income).astype(np.int64)
    return {
        "AGD1": accounts.net.sum(axis=-1),
        "AGD9": accounts.gross.sum(axis=-1),
        "AGD13": accounts.revenue,
        "AGD23": accounts.result,
        "AGD97": interest,
        "AGD21": accounts.finance_cost - interest,
        "AG10": accounts.property_tax,
        "AG11": accounts.free_income,
        "AG12": tax,
        "A800": accounts.free_income - tax,
        "KG31": accounts.debt,
    }


def _with_regions(
    simulation: Simulation,
    accounts: Accounts,
    context: tuple[list[list[str]], BoolArray],
    amounts: IntArray,
) -> tuple[Rows, FloatArray, FloatArray]:
    """Rows of municipalities, KOSTRA groups and the country, with amounts and kr per inhabitant."""
    group, missing = context
    rows, years, slots = municipality_rows(simulation.country, ACCOUNT_YEARS)
    at = (years - ACCOUNT_YEARS.start, slots)
    extra = (1,) * (amounts.ndim - 2)
    values = [np.where(missing[at].reshape(-1, *extra), np.nan, amounts[at])]
    people = [accounts.inhabitants[at]]
    when, codes = [years], list(rows["municipality_code"])
    for row, year in enumerate(ACCOUNT_YEARS):
        member = np.array(group[row])
        living = accounts.inhabitants[row] > 0
        for code in [*sorted(set(member[living].tolist())), COUNTRY]:
            inside = living & ((member == code) | (code == COUNTRY))
            values.append(amounts[row, inside].sum(axis=0, keepdims=True).astype(np.float64))
            people.append(accounts.inhabitants[row, inside].sum(keepdims=True))
            when.append(np.array([year]))
            codes.append(code)
    amount = np.concatenate(values)
    persons = np.concatenate(people).reshape(-1, *extra)
    keys: Rows = {"year": np.concatenate(when), "municipality_code": codes}
    return keys, amount, rounded(1000 * amount / persons, 0)


def by_function(simulation: Simulation, accounts: Accounts, missing: BoolArray) -> pl.DataFrame:
    """Amounts by function and type, the municipality with its companies; no totals, no zeros."""
    rows, years, slots = municipality_rows(simulation.country, ACCOUNT_YEARS)
    at = (years - ACCOUNT_YEARS.start, slots)
    amounts = accounts.amounts[at].astype(np.float64)
    amounts[missing[at]] = np.nan
    codes = [function.code for function in functions()]
    dimensions = {"function": codes, "type": account_types()}
    frame = long(rows, dimensions, amount_thousand_nok=amounts)
    return frame.filter(pl.col("amount_thousand_nok").ne_missing(0.0)).with_columns(
        accounting_scope=pl.lit("group")
    )


def financial_key_figures(
    simulation: Simulation, accounts: Accounts, missing: BoolArray
) -> pl.DataFrame:
    """Result, debt, reserves and interest exposure in per cent of revenue; kr per inhabitant."""
    rows, years, slots = municipality_rows(simulation.country, ACCOUNT_YEARS)
    at = (years - ACCOUNT_YEARS.start, slots)
    reported = {name: np.where(missing, np.nan, v)[at] for name, v in _sums(accounts).items()}
    country = {name: values.sum(axis=1) for name, values in _sums(accounts).items()}
    codes = [COUNTRY] * len(ACCOUNT_YEARS)
    national: Rows = {"year": list(ACCOUNT_YEARS), "municipality_code": codes}
    return pl.concat([_figures(rows, reported), _figures(national, country)])


def _sums(accounts: Accounts) -> dict[str, IntArray]:
    return {
        "result": accounts.result,
        "debt": accounts.debt,
        "reserves": accounts.reserves,
        "revenue": accounts.revenue,
        "free_income": accounts.free_income,
        "gross": accounts.gross.sum(axis=-1),
        "floating": np.round(0.55 * accounts.debt - 0.5 * accounts.reserves).astype(np.int64),
        "people": accounts.inhabitants,
    }


def _figures(rows: Rows, sums: dict[str, Numbers]) -> pl.DataFrame:
    columns = {
        "net_operating_result_percent": rounded(100 * sums["result"] / sums["revenue"], 1),
        "net_debt_percent": rounded(100 * sums["debt"] / sums["revenue"], 1),
        "free_reserves_percent": rounded(100 * sums["reserves"] / sums["revenue"], 1),
        "net_interest_exposure_percent": rounded(100 * sums["floating"] / sums["revenue"], 1),
        "unrestricted_revenue_per_inhabitant": _each(sums, "free_income"),
        "debt_per_inhabitant": _each(sums, "debt"),
        "revenue_per_inhabitant": _each(sums, "revenue"),
        "expenditure_per_inhabitant": _each(sums, "gross"),
    }
    series = {name: pl.Series(values).fill_nan(None) for name, values in columns.items()}
    return pl.DataFrame({**rows, **series})


def _each(sums: dict[str, Numbers], name: str) -> FloatArray:
    return rounded(1000 * sums[name] / sums["people"], 0)
