"""The tables of the futures: side by side, one sheet each, by age, and what was assumed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from nyegrep.analyses.futures_results import FuturesOutlook
from nyegrep.foundation.futures import CRISIS, HEADWIND, MISSED, TAILWIND
from nyegrep.reports.chapters.futures_outlook_facts import (
    Compared,
    MeasureFact,
    Range,
    Sheet,
    name_of,
    period_of,
    written,
)
from nyegrep.reports.chapters.population_outlook_facts import Period
from nyegrep.reports.contexts import Cell, Table
from nyegrep.reports.gallery import Exhibit, cells, table
from nyegrep.reports.press import Press
from nyegrep.reports.render import RANGE

# How many decimals an assumption is written with, and whether its sign is.
ASSUMPTIONS: dict[str, tuple[int, bool]] = {
    "private_job_growth": (1, True),
    "net_immigration": (2, True),
    "total_fertility": (2, False),
    "life_expectancy": (1, False),
    "business_percentile": (0, False),
    "residential_percentile": (0, False),
    "business_attractiveness": (2, True),
    "residential_attractiveness": (2, True),
}


@dataclass(frozen=True)
class Assumed:
    """What was assumed; ``high`` and ``low`` are percentiles, ``None`` where they differ.

    Without years, what attractiveness a percentile stands for was not measured in the workspace.
    """

    period: Period
    fading_years: int
    own_business: float | None
    own_residential: float | None
    first_year: int | None
    last_year: int | None
    high: float | None
    low: float | None


def compared_exhibit(compared: Compared, outlook: FuturesOutlook, press: Press) -> Exhibit:
    """All futures side by side."""
    years = compared.period.years
    names = [measure.id for measure in compared.sheets[0].measures]
    body = []
    for name in names:
        found = [sheet.measure(name) for sheet in compared.sheets]
        first = next(measure for measure in found if measure is not None)
        form = written(first.kind, years, press)
        base = cells([first.base], written(first.kind, 0, press))
        ends = cells([m.mean if m else None for m in found], form)
        body.append((first.name, (*base, *ends)))
    headings = [
        press.words["futures"]["measure"],
        str(compared.period.base_year),
        *(sheet.outcome.name for sheet in compared.sheets),
    ]
    return Exhibit("compared", outlook.characteristics, compared, table(headings, body))


def sheet_exhibit(sheet: Sheet, outlook: FuturesOutlook, press: Press) -> Exhibit:
    """One future: what is now, what may be, and between which numbers eight times out of ten."""
    words, period = press.words["futures"], sheet.period
    headings = [
        words["measure"],
        str(period.base_year),
        str(period.horizon),
        words["eight_of_ten"],
    ]
    body = [(m.name, _sheet_row(m, period.years, press)) for m in sheet.measures]
    numbers = [
        (m.name, cells([m.base, m.mean, m.low, m.high], press.forms.number)) for m in sheet.measures
    ]
    columns = [*headings[:3], words["quantiles"]["p10"], words["quantiles"]["p90"]]
    return Exhibit(
        name="sheet",
        figure=outlook.characteristics,
        about=sheet,
        table=table(headings, body),
        numbers=table(columns, numbers),
        view=sheet.outcome.id,
    )


def ages_exhibit(oldest: Range, outlook: FuturesOutlook, press: Press) -> Exhibit:
    """Age groups now and in each future."""
    form, period = press.forms, oldest.period
    rows = list(outlook.ages.values.iter_rows(named=True))
    groups = list(dict.fromkeys(row["age_group"] for row in rows))
    names = [n for n in outlook.futures if any(row["future"] == n for row in rows)]
    ends = {(row["future"], row["age_group"]): row["mean"] for row in rows}
    base = {row["age_group"]: row["base"] for row in rows}
    body = []
    for group in groups:
        found = [ends.get((name, group)) for name in names]
        ahead = cells(found, lambda value: form.ahead(value, period.years))
        body.append((press.age_group(group), (*cells([base[group]], form.number), *ahead)))
    headings = [press.words["age_heading"], str(period.base_year)]
    headings += [name_of(outlook, name, press) for name in names]
    return Exhibit(
        name="ages",
        figure=outlook.ages,
        about=oldest,
        table=table(headings, body),
        numbers=_age_numbers(outlook, press),
    )


def assumed_of(outlook: FuturesOutlook, press: Press) -> Assumed:
    """What the text says of the assumptions."""
    facts = outlook.assumptions.facts
    rank = pl.col("assumption") == "residential_percentile"
    ranks = dict(outlook.assumptions.values.filter(rank).select("future", "value").iter_rows())

    def shared(*names: str) -> float | None:
        found = {ranks.get(name) for name in names}
        return found.pop() if len(found) == 1 else None

    return Assumed(
        period=period_of(outlook, press),
        fading_years=int(facts["fading_years"]),
        own_business=facts["own_business"],
        own_residential=facts["own_residential"],
        first_year=facts["first_year"],
        last_year=facts["last_year"],
        high=shared(TAILWIND, HEADWIND),
        low=shared(MISSED, CRISIS),
    )


def assumed_exhibit(assumed: Assumed, outlook: FuturesOutlook, press: Press) -> Exhibit:
    """What was assumed of the country and of the place, a column for each future."""
    words, figure = press.words["futures"], outlook.assumptions
    rows = list(figure.values.iter_rows(named=True))
    names = [n for n in outlook.futures if any(row["future"] == n for row in rows)]
    value = {(row["future"], row["assumption"]): row["value"] for row in rows}
    known = [name for name in ASSUMPTIONS if any(row["assumption"] == name for row in rows)]
    kinds = {row["assumption"]: row["kind"] for row in rows}
    body = []
    for name in known:
        found = cells([value.get((future, name)) for future in names], _assumption(name, press))
        kind = words["assumption_kind"][kinds[name]]
        body.append((words["assumptions"][name], (*found, Cell(kind))))
    headings = [words["assumption"], *(name_of(outlook, name, press) for name in names)]
    return Exhibit(
        "assumed", figure, assumed, table([*headings, words["assumption_kind_heading"]], body)
    )


def _sheet_row(measure: MeasureFact, years: int, press: Press) -> tuple[Cell, ...]:
    form = written(measure.kind, years, press)
    band = Cell("–")
    if measure.low is not None and measure.high is not None:
        signed = measure.kind in ("percent", "balance")
        between = press.words["futures"]["between"] if signed else RANGE
        band = Cell(f"{form(measure.low)}{between}{form(measure.high)}")
    return (
        *cells([measure.base], written(measure.kind, 0, press)),
        *cells([measure.mean], form),
        band,
    )


def _age_numbers(outlook: FuturesOutlook, press: Press) -> Table:
    words = press.words["futures"]
    body = []
    for row in outlook.ages.values.iter_rows(named=True):
        numbers = cells([row[name] for name in ("base", "mean", "p10", "p90")], press.forms.number)
        group = Cell("", press.age_group(row["age_group"]))
        body.append((name_of(outlook, row["future"], press), (group, *numbers)))
    base, horizon = str(outlook.base_year), str(outlook.horizon)
    ends = (words["quantiles"][name] for name in ("p10", "p90"))
    return table([words["name"], press.words["age_heading"], base, horizon, *ends], body)


def _assumption(name: str, press: Press) -> Callable[[float], str]:
    decimals, signed = ASSUMPTIONS[name]
    form = press.forms.signed if signed else press.forms.number
    return lambda value: form(value, decimals)
