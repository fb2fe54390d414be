"""What do preventive measures save each level of government, beside what they cost it?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from nyegrep.analyses.measures_results import PreventionResult
from nyegrep.foundation.errors import DataError, Problem, fail
from nyegrep.foundation.figures import Figure
from nyegrep.foundation.provenance import MethodUse, Trace
from nyegrep.methods.prevention import (
    AccountSettings,
    PreventionAccount,
    PreventiveMeasure,
    prevention_account,
    together,
)
from nyegrep.parameters.tree import read
from nyegrep.sources.own_tables import find_own
from nyegrep.sources.preventive_measures import FORM, LEVELS, read_measures

METHOD = MethodUse("nyegrep.methods.prevention", "1", "docs/methods/prevention.md")
ALL_LEVELS = (*LEVELS, "all_levels")
SUM = "sum"
PERCENT = 100.0


def run(folder: Path, overrides: Mapping[str, object] | None = None) -> PreventionResult:
    """The account of the measures that the municipality has told of.

    Args:
        folder: the workspace.
        overrides: parameter values of the user's own, by path.

    Raises:
        DataError: there is no table of measures in the workspace.
        InputError: the table, or a parameter, is not as it should be.
    """
    path = find_own(folder, FORM)
    if path is None:
        fail(DataError, "prevention.absent", folder=folder, example=FORM.example)
    table = read_measures(path)
    price_year = int(table.frame["price_year"][0])
    settings, used = read(
        "prevention.account",
        into=AccountSettings,
        at=date(price_year, 12, 31),
        overrides=overrides,
    )
    measures = {
        str(name): rows for (name,), rows in table.frame.group_by("measure", maintain_order=True)
    }
    accounts = {
        name: prevention_account(_measure(rows), settings.discount_rate)
        for name, rows in measures.items()
    }
    trace = Trace((table.source,), used, (METHOD,))
    facts = {"price_year": price_year}
    values = {
        "account": _accounts(accounts, measures),
        "by_year": _years(accounts),
        "sensitivity": _sensitivity(accounts, settings.success_rates),
    }
    verified = settings.discount_rate_verified
    return PreventionResult(
        price_year,
        Figure("prevention.account", "net_saving", "NOK", values["account"], trace, facts),
        Figure("prevention.by_year", "net_saving", "NOK", values["by_year"], trace, facts),
        Figure("prevention.sensitivity", "net_saving", "NOK", values["sensitivity"], trace, facts),
        () if verified else (Problem("prevention.rate_unverified"),),
    )


def _measure(rows: pl.DataFrame) -> PreventiveMeasure:
    """A measure from its rows; a level without a row neither pays nor saves."""
    one = rows.row(0, named=True)
    levels = {row["government_level"]: row for row in rows.to_dicts()}

    def amounts(column: str) -> Any:
        return np.array([float(levels[n][column]) if n in levels else 0.0 for n in LEVELS])

    return PreventiveMeasure(
        persons=one["persons"],
        success=one["success_rate"] / PERCENT,
        horizon_years=one["lasting_years"],
        paid_years=one["paid_years"],
        difference_nok=amounts("cost_difference"),
        once_nok=amounts("once_nok"),
        yearly_nok=amounts("yearly_nok"),
    )


def _accounts(
    accounts: Mapping[str, PreventionAccount], measures: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    """Each measure by level, and all measures together; a success rate is that of one measure."""
    told = ("measure", "group_at_risk", "persons", "success_rate")
    parts = [_account(accounts[name], rows.select(told).head(1)) for name, rows in measures.items()]
    whole = _account(together(list(accounts.values())), pl.DataFrame({"measure": [SUM]}))
    return pl.concat([*parts, whole.drop("break_even_percent", "break_even")], how="diagonal")


def _account(found: PreventionAccount, told: pl.DataFrame) -> pl.DataFrame:
    rates = found.break_even()
    percents = [None if rate is None else PERCENT * rate for rate, _ in rates]
    levels = pl.DataFrame(
        {
            "government_level": ALL_LEVELS,
            "saving_nok": found.saving,
            "cost_nok": found.cost,
            "net_nok": found.net,
            "break_even_percent": pl.Series(percents, dtype=pl.Float64),
            "break_even": [said for _, said in rates],
            "payback_years": pl.Series(found.payback_years, dtype=pl.Int64),
        }
    )
    return told.join(levels, how="cross")


def _years(accounts: Mapping[str, PreventionAccount]) -> pl.DataFrame:
    """Each measure by level and year, and all measures together."""
    whole = together(list(accounts.values()))
    return pl.concat([_by_year(name, found) for name, found in (*accounts.items(), (SUM, whole))])


def _by_year(name: str, found: PreventionAccount) -> pl.DataFrame:
    years = np.arange(len(found.by_year))
    return pl.DataFrame(
        {
            "measure": name,
            "government_level": np.repeat(ALL_LEVELS, len(years)),
            "years_ahead": np.tile(years, len(ALL_LEVELS)),
            "net_nok": found.by_year.T.ravel(),
            "cumulative_nok": found.cumulative.T.ravel(),
        }
    )


def _sensitivity(
    accounts: Mapping[str, PreventionAccount], rates: tuple[float, ...]
) -> pl.DataFrame:
    rows = [
        (name, level, float(rate), float(net))
        for name, found in accounts.items()
        for rate in rates
        for level, net in zip(ALL_LEVELS, found.at(rate / PERCENT), strict=True)
    ]
    columns = ["measure", "government_level", "success_rate", "net_nok"]
    return pl.DataFrame(rows, columns, orient="row")
