"""The economic plan that a municipality types in: one row a year, all problems told at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import polars as pl

from nyegrep.foundation.errors import Problems
from nyegrep.foundation.provenance import Source
from nyegrep.sources.own_tables import OwnColumn, OwnForm, OwnRow, cell, find_own, read_own

MILLION = 1e6
OWN = "brought by the user"
CODE_LENGTH = 4
UNIT = "NOK million"
ACCOUNTS, BUDGET, PLAN = "accounts", "budget", "plan"
STATUSES = (ACCOUNTS, BUDGET, PLAN)
ADOPTION = ("in_time", "late")
DEMOGRAPHY = ("cost_and_revenue", "revenue_only", "neither")
GROSS = ("gross_operating_revenue", "gross_operating_expenditure")
FORM = OwnForm(
    "economic_plan",
    (
        OwnColumn("year", "whole", 2000, 2100),
        OwnColumn("gross_operating_revenue", "number", 0, unit=UNIT),
        OwnColumn("block_grant", "number", required=False, unit=UNIT),
        OwnColumn("income_and_wealth_tax", "number", 0, required=False, unit=UNIT),
        OwnColumn("gross_operating_expenditure", "number", 0, unit=UNIT),
        OwnColumn("depreciation", "number", 0, required=False, unit=UNIT),
        OwnColumn("net_interest", "number", unit=UNIT),
        OwnColumn("instalments", "number", 0, unit=UNIT),
        OwnColumn("net_debt_at_year_end", "number", required=False, unit=UNIT),
        OwnColumn("reserves_at_year_end", "number", 0, required=False, unit=UNIT),
        OwnColumn("unspecified_savings", "number", 0, required=False, unit=UNIT),
        OwnColumn("accumulated_deficit", "number", 0, required=False, unit=UNIT),
        OwnColumn("status", "choice", choices=STATUSES, required=False),
        OwnColumn("adopted", "choice", choices=ADOPTION, required=False),
        OwnColumn("demography", "choice", choices=DEMOGRAPHY, required=False),
        OwnColumn("price_year", "whole", 2000, 2100, required=False, unit="calendar year"),
        OwnColumn("municipality_code", "text", required=False, example="0301"),
    ),
)


@dataclass(frozen=True)
class PlanReader:
    """Whom the plan is of, and what its numbers may be.

    Attributes:
        code: the municipality; rows of others are passed over.
        persons: its inhabitants.
        lowest: least gross revenue and expenditure per inhabitant, NOK.
        highest: the greatest.
    """

    code: str
    persons: float
    lowest: float
    highest: float

    def mine(self, row: OwnRow) -> bool:
        """Whether a row is of the municipality, or of none in particular."""
        code = row.values["municipality_code"]
        return code is None or code.split(".")[0].zfill(CODE_LENGTH) == self.code


@dataclass(frozen=True)
class EconomicPlan:
    """The rows of the municipality, in the order of years.

    Attributes:
        frame: the columns of the form; ``status`` is filled in.
        source: the file, with its fingerprint.
    """

    frame: pl.DataFrame
    source: Source

    @property
    def first(self) -> int:
        """The first plan year: that of the last budget, else the first that is no accounts."""
        budgets = self.frame.filter(pl.col("status") == BUDGET)
        ahead = self.frame.filter(pl.col("status") != ACCOUNTS)
        return int(ahead["year"][0] if budgets.is_empty() else budgets["year"][-1])


def find_plan(folder: Path) -> Path | None:
    """The plan in a workspace, where there is one.

    Raises:
        InputError: there are several.
    """
    return find_own(folder, FORM)


def read_plan(path: Path, reader: PlanReader) -> EconomicPlan | None:
    """The plan in a file; ``None`` where it is of other municipalities.

    The plan begins with the last budget; budgets before it are of years that have begun. Where no
    row says what it is, the first year is the budget and the others the plan.

    Args:
        path: a list of rows in YAML, a workbook whose first sheet is read, or CSV.
        reader: whom it is of.

    Raises:
        InputError: with everything that is wrong, each with file, sheet, row and column.
    """

    def check(rows: Sequence[OwnRow], problems: Problems) -> None:
        own = sorted(filter(reader.mine, rows), key=lambda row: int(row.values["year"]))
        _check_years(own, problems)
        _check_scale(own, reader, problems)
        _check_prices(own, problems)
        _check_order(own, problems)

    table = read_own(path, FORM, check)
    own = [dict(row.values) for row in table.rows if reader.mine(row)]
    if not own:
        return None
    frame = pl.DataFrame(own, schema=table.frame.schema).sort("year")
    source = replace(table.source, publisher=OWN)
    return EconomicPlan(_with_status(frame), source)


def _with_status(frame: pl.DataFrame) -> pl.DataFrame:
    """Rows that do not say what they are: the first after the accounts is the budget."""
    told: list[str] = []
    for status in frame["status"]:
        told.append(status or (PLAN if {BUDGET, PLAN} & set(told) else BUDGET))
    return frame.with_columns(status=pl.Series(told))


def _check_years(rows: Sequence[OwnRow], problems: Problems) -> None:
    """Years that stand twice, and years that are missing between others."""
    for one, after in pairwise(rows):
        year, following = one.values["year"], after.values["year"]
        if following == year:
            problems.add("own_file.twice", place=after.place, key=year, other=one.place)
        elif following > year + 1:
            missing = list(range(year + 1, following))
            problems.add("economic_plan.gap", place=after.place, missing=missing, year=following)


def _check_scale(rows: Sequence[OwnRow], reader: PlanReader, problems: Problems) -> None:
    """Another unit than million kroner, or no revenue."""
    for row in rows:
        for column in GROSS:
            each = row.values[column] * MILLION / reader.persons
            if not reader.lowest <= each <= reader.highest:
                facts = {"column": row.headings[column], "found": row.values[column]}
                persons = round(reader.persons)
                low, high = (
                    round(limit * reader.persons / MILLION)
                    for limit in (reader.lowest, reader.highest)
                )
                expected = f"{low}–{high}"
                problems.add(
                    "economic_plan.scale",
                    place=row.place,
                    **facts,
                    persons=persons,
                    expected=expected,
                )


def _check_prices(rows: Sequence[OwnRow], problems: Problems) -> None:
    """Plan years are all in the prices of one year, or each in its own."""
    budgets = [number for number, row in enumerate(rows) if row.values["status"] == BUDGET]
    ahead = [row for row in rows[max(budgets, default=0) :] if row.values["status"] != ACCOUNTS]
    told = [row for row in ahead if row.values["price_year"] is not None]
    years = {row.values["price_year"] for row in told}
    current = all(row.values["price_year"] == row.values["year"] for row in told)
    if told and len(told) < len(ahead):
        empty = next(row for row in ahead if row not in told)
        cell(empty, "price_year", str(told[0].values["price_year"]), problems)
    elif len(years) > 1 and not current:
        problems.add("economic_plan.prices", place=told[0].place, found=sorted(years))


def _check_order(rows: Sequence[OwnRow], problems: Problems) -> None:
    """Accounts come before the budget, which comes before the plan; something lies ahead."""
    ranks = [(STATUSES.index(status), row) for row in rows if (status := row.values["status"])]
    for (rank, _), (following, row) in pairwise(ranks):
        if following < rank:
            cell(row, "status", " – ".join(STATUSES), problems)
    if rows and all(row.values["status"] == ACCOUNTS for row in rows):
        problems.add("economic_plan.no_years", place=rows[0].place.rsplit(",", 1)[0])
