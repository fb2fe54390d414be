"""Spending beside others: what is spent more than a level that need and income explain.

u = net operating expenditure per inhabitant, ū that of whom we compare with, D the need index of
the area, k corrected unrestricted revenue / 100. Normed level N = ū·D; adjusted level N* = N·k;
difference = (u - N*)·P / 10⁶ million NOK, positive where more is spent.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import polars as pl

Adjustment = Literal["area", "total", "none"]
Denominator = Literal["inhabitants"]
NEED_ROW = "need_adjustment"
INCOME_ROW = "income_adjustment"
SUM_ROW = "sum"
PLACE = "municipality_code"
MILLION = 1e6


@dataclass(frozen=True)
class AreaSettings:
    """What areas consist of and how they are measured.

    Attributes:
        functions: area to its codes in the accounts; no code in two areas.
        need_sectors: area to the sectors whose need index measures it; none where only the
            average of the others does.
        target_ages: area to first and last age of those it is for.
        numerator: code of the amount that is divided.
        denominator: what it is divided by.
        direction: 1 where a positive difference is to spend more, -1 where it is to spend less.
        overlapping: codes that cut across others; areas made of them stay out of sums.
    """

    functions: dict[str, tuple[str, ...]] = field(metadata={"unit": ""})
    need_sectors: dict[str, tuple[str, ...]] = field(metadata={"unit": ""})
    target_ages: dict[str, tuple[int, int]] = field(metadata={"unit": "years of age"})
    numerator: str = field(metadata={"unit": ""})
    denominator: Denominator = field(metadata={"unit": ""})
    direction: Literal[1, -1] = field(metadata={"unit": ""})
    overlapping: tuple[str, ...] = field(metadata={"unit": ""})

    @property
    def codes(self) -> tuple[str, ...]:
        """Every code of every area."""
        return tuple(code for codes in self.functions.values() for code in codes)

    @property
    def repeated(self) -> tuple[str, ...]:
        """Codes that stand in more than one place, and would be counted twice."""
        return tuple(sorted({code for code in self.codes if self.codes.count(code) > 1}))

    def counted(self, area: str) -> bool:
        """True where the area is part of the sum."""
        return not set(self.functions[area]) & set(self.overlapping)


@dataclass(frozen=True)
class IncomeSettings:
    """How the level is adjusted for income.

    Attributes:
        adjustment: ``area`` (each area's level), ``total`` (the sum alone) or ``none``.
        corrected_revenue_percent: official corrected unrestricted revenue by municipality code.
    """

    adjustment: Adjustment = field(metadata={"unit": ""})
    corrected_revenue_percent: dict[str, float] = field(metadata={"unit": "percent"})


@dataclass(frozen=True)
class TypeSettings:
    """Types that spending is split on: what adds to net expenditure, and what lessens it."""

    expenditure: tuple[str, ...] = field(metadata={"unit": ""})
    income: tuple[str, ...] = field(metadata={"unit": ""})


def signed_amounts(accounts: pl.DataFrame, settings: TypeSettings) -> pl.DataFrame:
    """Amounts by type as they count in net expenditure: income is taken off.

    Args:
        accounts: ``municipality_code, type, amount`` of the functions of one area.
        settings: which types there are.

    Returns:
        ``municipality_code, area, amount`` with the type as ``area``; municipalities that sent
        nothing are left out.
    """
    known = accounts.filter(pl.col("type").is_in([*settings.expenditure, *settings.income]))
    income = pl.col("type").is_in(settings.income)
    signed = pl.when(income).then(-pl.col("amount")).otherwise(pl.col("amount"))
    summed = known.with_columns(amount=signed).drop_nulls("amount").group_by(PLACE, "type")
    return summed.agg(pl.col("amount").sum()).rename({"type": "area"}).sort(PLACE, "area")


def area_amounts(accounts: pl.DataFrame, settings: AreaSettings) -> pl.DataFrame:
    """Amounts of areas: ``municipality_code, area, amount``, areas in the order of the settings.

    Args:
        accounts: ``municipality_code, function, amount``; null where nothing was sent.
        settings: what areas consist of.

    Returns:
        One row for each place and area; null where none of the area's codes has an amount.
    """
    pairs = [(area, code) for area, codes in settings.functions.items() for code in codes]
    of = pl.DataFrame(pairs, ["area", "function"], orient="row")
    known = accounts.join(of, on="function").drop_nulls("amount")
    summed = known.group_by(PLACE, "area").agg(pl.col("amount").sum())
    places = accounts.select(PLACE).unique(maintain_order=True)
    areas = of.select("area").unique(maintain_order=True)
    return places.join(areas, how="cross").join(
        summed, on=[PLACE, "area"], how="left", maintain_order="left"
    )


def mean_of(amounts: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """Per inhabitant of several places as one: Σ amount / Σ people of those with an amount.

    Args:
        amounts: ``municipality_code, area, amount``.
        people: ``municipality_code, persons``.

    Returns:
        ``area, per_inhabitant``.
    """
    known = amounts.join(people, on=PLACE).drop_nulls("amount")
    each = pl.col("amount").sum() / pl.col("persons").sum()
    return known.group_by("area", maintain_order=True).agg(per_inhabitant=each)


def corrected_revenue(own: float, country: float, need: float) -> float:
    """k: unrestricted revenue per inhabitant beside the country's, for the same need.

    k = (r_i / D_i) / r_N. Our own approximation: the official figure counts more incomes.
    """
    return own / need / country


def gaps(
    areas: pl.DataFrame,
    persons: float,
    income: float,
    adjustment: Adjustment,
    direction: int = 1,
    total_need: float | None = None,
) -> pl.DataFrame:
    """What is spent more than the level, by area and in sum.

    What is known for the sum alone has a row of its own, so that rows always add up to the sum:
    ``need_adjustment``, (D - 1)·Σ ū over equalised areas, and with ``total``
    ``income_adjustment``, (k - 1)·Σ N.

    Args:
        areas: ``area, own_nok, reference_nok`` (per inhabitant), ``need`` (null where the level
            is the reference), ``in_sum``; with ``total_need`` also ``equalised``.
        persons: inhabitants, P.
        income: k, 1 = the country.
        adjustment: what k is applied to.
        direction: 1 where a positive difference is to spend more.
        total_need: D in total, where need by area is not known.

    Returns:
        ``area, own_nok, reference_nok, need, normed_nok, level_nok, difference_million, in_sum``;
        rows of the sum alone, and ``sum``, last. An area where an amount is not known has no
        difference and is not in the sum.
    """
    sign = direction * persons / MILLION
    found = _levels(areas, income if adjustment == "area" else 1.0, sign)
    counted = found.filter(pl.col("in_sum"))
    level = _sum(counted, "level_nok")
    rows = [found]
    if total_need is not None:
        equalised = counted.filter(pl.col("equalised"))
        extra = (total_need - 1) * _sum(equalised, "level_nok")
        rows.append(_row(NEED_ROW, level=extra, million=-extra * sign))
        level += extra
    if adjustment == "total":
        extra = (income - 1) * level
        rows.append(_row(INCOME_ROW, level=extra, million=-extra * sign))
        level += extra
    own = _sum(counted, "own_nok")
    reference = _sum(counted, "reference_nok")
    normed = _sum_or_reference(counted) if counted["normed_nok"].count() else None
    rows.append(_row(SUM_ROW, own, reference, normed, level, (own - level) * sign))
    columns = ("area", "own_nok", "reference_nok", "need", "normed_nok", "level_nok")
    return pl.concat(rows, how="diagonal").select(*columns, "difference_million", "in_sum")


def _levels(areas: pl.DataFrame, factor: float, sign: float) -> pl.DataFrame:
    """Areas with ``normed_nok, level_nok, difference_million``."""
    normed = pl.col("reference_nok") * pl.col("need")
    level = normed.fill_null(pl.col("reference_nok")) * factor
    difference = (pl.col("own_nok") - level) * sign
    known = pl.col("in_sum") & difference.is_not_null()
    return areas.with_columns(
        normed_nok=normed, level_nok=level, difference_million=difference, in_sum=known
    )


def _sum_or_reference(counted: pl.DataFrame) -> float:
    return float(counted["normed_nok"].fill_null(counted["reference_nok"]).sum())


def _sum(frame: pl.DataFrame, name: str) -> float:
    return float(frame[name].sum())


def _row(
    area: str,
    own: float | None = None,
    reference: float | None = None,
    normed: float | None = None,
    level: float | None = None,
    million: float | None = None,
) -> pl.DataFrame:
    values = {
        "own_nok": own,
        "reference_nok": reference,
        "normed_nok": normed,
        "level_nok": level,
        "difference_million": million,
    }
    numbers = {name: pl.Series([value], dtype=pl.Float64) for name, value in values.items()}
    return pl.DataFrame({"area": [area], **numbers, "in_sum": [None if area == SUM_ROW else True]})
