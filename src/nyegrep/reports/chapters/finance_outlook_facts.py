"""What the words of the finance chapter need: targets met and missed, the need, and ROBEK."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from nyegrep.analyses.finance_results import FinanceOutlook
from nyegrep.foundation.figures import Figure
from nyegrep.foundation.futures import FOUR, NEUTRAL
from nyegrep.foundation.terms import label
from nyegrep.reports.chapters.cost_outlook_facts import future_name
from nyegrep.reports.press import Press

RESULT = "net_operating_result"
NEED, TOTAL = "restructuring_need", "total"
MET, UNKNOWN = "met", "unknown"
DEFAULT_TARGET = "finance.target_default"
# Futures nearer to each other than this, million NOK or share of the need, are told as one.
ALIKE, ALIKE_SHARE = 1.0, 0.05


@dataclass(frozen=True)
class Standing:
    """An indicator in the last year that it is known: its value, target and light."""

    id: str
    name: str
    year: int
    value: float
    target: float | None
    light: str | None


@dataclass(frozen=True)
class Part:
    """A part of the need, million NOK; ``counted`` where it is added."""

    id: str
    name: str
    amount: float
    counted: bool


@dataclass(frozen=True)
class Need:
    """What must be found in the last plan year, on the neutral path and in the four futures.

    Attributes:
        first_year, last_year: of the plan.
        first, last: the need then, neutral path.
        low, high: the least and the most of the four futures in the last year.
        lowest, highest: their names.
        parts: of the last year, neutral path.
        left_out: what the plan has already.
        target: for net operating result in the last year, per cent.
        made_from: whose people the plan was made from.
        prices: whose prices, one year or a span.
        drawn: the bands are known.
    """

    first_year: int
    last_year: int
    first: float
    last: float
    low: float
    high: float
    lowest: str
    highest: str
    parts: tuple[Part, ...]
    left_out: tuple[str, ...]
    target: float
    made_from: int
    prices: str
    drawn: bool

    @property
    def alike(self) -> bool:
        """The futures hardly differ so soon."""
        return self.high - self.low < max(ALIKE, ALIKE_SHARE * abs(self.last))

    @property
    def largest(self) -> Part:
        """The part that adds most."""
        return max((p for p in self.parts if p.counted), key=lambda part: part.amount)


@dataclass(frozen=True)
class Follows:
    """How revenue that follows people changes to the last year, on the neutral path."""

    first_year: int
    last_year: int
    total: float
    low: float
    high: float
    price_year: int


@dataclass(frozen=True)
class Finance:
    """What the texts say of the economy.

    Attributes:
        place: the municipality in a sentence.
        planned: there is an economic plan.
        first_year, last_year: that anything is known of.
        standings: of each indicator that is known.
        result_years: plan years in which net operating result meets its target, and all of them.
        need: ``None`` where there is no plan or no target.
        follows: ``None`` where the level of revenue is not known.
        met: conditions of ROBEK that are met.
        unknown: those that cannot be judged.
        examples: indicators whose targets are examples, not the municipality's own.
    """

    place: str
    planned: bool
    first_year: int
    last_year: int
    standings: tuple[Standing, ...]
    result_years: tuple[int, int]
    need: Need | None
    follows: Follows | None
    met: tuple[str, ...]
    unknown: tuple[str, ...]
    examples: tuple[str, ...]

    @property
    def result(self) -> Standing | None:
        """Net operating result, where it is known."""
        return next((s for s in self.standings if s.id == RESULT), None)


def finance_of(outlook: FinanceOutlook, press: Press) -> Finance:
    """What the text says of the economy."""
    values = outlook.targets.values
    names = values["indicator"].unique(maintain_order=True)
    states = {} if outlook.robek is None else _states(outlook.robek)
    of_plan = values.filter(
        (pl.col("indicator") == RESULT) & pl.col("year").is_in(outlook.plan_years)
    )
    known = values["year"].unique().sort().to_list() or [outlook.base_year]
    met = of_plan.filter(pl.col("light") == "green")
    return Finance(
        place=press.name(outlook.municipality),
        planned=bool(outlook.plan_years),
        first_year=known[0],
        last_year=known[-1],
        standings=tuple(s for name in names if (s := _standing(values, name, press)) is not None),
        result_years=(len(met), len(of_plan)),
        need=_need(outlook, press),
        follows=_follows(outlook),
        met=tuple(label(n, press.language) for n, state in states.items() if state == MET),
        unknown=tuple(label(n, press.language) for n, state in states.items() if state == UNKNOWN),
        examples=tuple(
            name[press.language]
            for note in outlook.notes
            if note.code == DEFAULT_TARGET
            for name in note.facts["names"]
        ),
    )


def needs_by_year(outlook: FinanceOutlook) -> list[float]:
    """The need of each plan year on the neutral path; none where it is not known."""
    if outlook.restructuring is None:
        return []
    values = outlook.restructuring.values
    neutral = values.filter((pl.col("future") == NEUTRAL) & (pl.col("part") == NEED))
    found: list[float] = neutral.sort("year")["mean"].to_list()
    return found


def _states(figure: Figure) -> dict[str, str]:
    return dict(figure.values.select("condition", "state").iter_rows())


def _standing(values: pl.DataFrame, name: str, press: Press) -> Standing | None:
    known = values.filter(pl.col("indicator") == name).drop_nulls("value").sort("year")
    if known.is_empty():
        return None
    last = known.row(-1, named=True)
    return Standing(
        id=name,
        name=label(name, press.language),
        year=last["year"],
        value=last["value"],
        target=last["target"],
        light=last["light"],
    )


def _need(outlook: FinanceOutlook, press: Press) -> Need | None:
    figure = outlook.restructuring
    if figure is None:
        return None
    values, facts = figure.values, figure.facts
    years = values["year"].unique().sort().to_list()
    neutral = values.filter(pl.col("future") == NEUTRAL)
    needs = dict(zip(years, needs_by_year(outlook), strict=True))
    last = values.filter((pl.col("year") == years[-1]) & (pl.col("part") == NEED))
    ends = last.filter(pl.col("future").is_in(FOUR)).sort("mean").select("future", "mean").rows()
    rows = neutral.filter((pl.col("year") == years[-1]) & (pl.col("part") != NEED))
    parts = tuple(
        Part(row["part"], label(row["part"], press.language), row["mean"], row["counted"])
        for row in rows.iter_rows(named=True)
    )
    prices = facts["price_years"]
    return Need(
        first_year=years[0],
        last_year=years[-1],
        first=needs[years[0]],
        last=needs[years[-1]],
        low=ends[0][1],
        high=ends[-1][1],
        lowest=future_name(outlook, ends[0][0], press),
        highest=future_name(outlook, ends[-1][0], press),
        parts=parts,
        left_out=tuple(part.name for part in parts if not part.counted),
        target=facts["target"][years[-1]],
        made_from=facts["made_from"],
        prices=press.forms.years(prices[0], prices[-1]) if len(prices) > 1 else str(prices[0]),
        drawn=bool(facts["draws"]),
    )


def _follows(outlook: FinanceOutlook) -> Follows | None:
    figure = outlook.revenue
    if figure is None:
        return None
    last = figure.values["year"].to_list()[-1]
    total = figure.values.filter((pl.col("year") == last) & (pl.col("part") == TOTAL))
    means = dict(total.select("future", "mean").iter_rows())
    four = [means[name] for name in FOUR]
    return Follows(
        first_year=figure.facts["made_from"],
        last_year=last,
        total=means[NEUTRAL],
        low=min(four),
        high=max(four),
        price_year=figure.facts["price_year"],
    )
