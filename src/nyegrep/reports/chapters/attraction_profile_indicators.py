"""Business in numbers: what chapter 2 says of the indicators, and the figure with their ranks."""

from __future__ import annotations

from dataclasses import dataclass

from nyegrep.analyses.attraction_results import AttractionProfile
from nyegrep.foundation.figures import Figure
from nyegrep.foundation.terms import unit_label
from nyegrep.reports.charts.signs import sign
from nyegrep.reports.charts.strips import Strip, rank_strips
from nyegrep.reports.contexts import Cell, KeyItem
from nyegrep.reports.gallery import Exhibit, cells, table
from nyegrep.reports.press import Press, capitalised

MIDDLE = 50.0
UNITS = {"value_added_per_employee": "NOK 1000"}
DECIMALS = {"NOK 1000": 0, "percent": 1}


@dataclass(frozen=True)
class Indicator:
    """One indicator: the year, the value and the country's in a unit, and ranks from 0 to 100."""

    name: str
    year: int
    unit: str
    value: float
    country: float | None
    rank: float
    adjusted: float | None
    rank_adjusted: float | None


@dataclass(frozen=True)
class Indicators:
    """All that are known of the place.

    Attributes:
        first_year: the oldest that an indicator is of.
        last_year: the newest.
        municipalities: the most that are compared.
        above: how many have the place above the middle of the municipalities, as they are.
        adjusted: how many are adjusted for industries.
        adjusted_above: how many of these have it above the middle then.
        adjusted_before: how many of the same have it above the middle as they are.
        best: where the place stands highest.
        weakest: where it stands lowest.
        figure: the numbers.
    """

    place: str
    borders: int
    first_year: int
    last_year: int
    municipalities: int
    all: tuple[Indicator, ...]
    above: int
    adjusted: int
    adjusted_above: int
    adjusted_before: int
    best: Indicator
    weakest: Indicator
    figure: Figure


def indicators_of(profile: AttractionProfile, press: Press) -> Indicators | None:
    """What the text says of the indicators; ``None`` where none is known."""
    figure = profile.indicators
    if figure is None:
        return None
    rows = figure.values.iter_rows(named=True)
    known = tuple(
        Indicator(
            name=press.label(row["indicator"]),
            unit=UNITS.get(row["indicator"], "percent"),
            **{name: row[name] for name in row if name != "indicator"},
        )
        for row in rows
    )
    adjusted = [found for found in known if found.rank_adjusted is not None]
    return Indicators(
        place=press.name(profile.municipality),
        borders=int(figure.facts["borders"]),
        first_year=min(found.year for found in known),
        last_year=int(figure.facts["year"]),
        municipalities=int(figure.facts["municipalities"]),
        all=known,
        above=sum(found.rank > MIDDLE for found in known),
        adjusted=int(figure.facts["adjusted_known"]),
        adjusted_above=sum((found.rank_adjusted or 0.0) > MIDDLE for found in adjusted),
        adjusted_before=sum(found.rank > MIDDLE for found in adjusted),
        best=max(known, key=lambda found: found.rank),
        weakest=min(known, key=lambda found: found.rank),
        figure=figure,
    )


def indicators_exhibit(indicators: Indicators, press: Press) -> Exhibit:
    """Ranks from 0 to 100, as they are and adjusted; the table has the values in their units."""
    words, form = press.words, press.forms
    strips, body = [], []
    for found in indicators.all:
        strips.append(Strip(found.name, found.rank, form.number(found.rank), found.rank_adjusted))
        body.append((found.name, _row(found, press)))
    names = ("year", "unit", "value", "in_country", "adjusted", "rank", "rank_adjusted")
    headings = [words[f"{name}_heading"] for name in ("indicator", *names)]
    middle = (MIDDLE, str(words["middle"]))
    ring = KeyItem(sign("ring"), words["adjusted_key"])
    return Exhibit(
        name="indicators",
        figure=indicators.figure,
        about=indicators,
        table=table(headings, body),
        draw=lambda frame: rank_strips(frame, strips, words["indicators_axis"], middle),
        keys=(KeyItem(sign("dot"), words["as_is_key"]), *([ring] if indicators.adjusted else [])),
    )


def _row(found: Indicator, press: Press) -> tuple[Cell, ...]:
    form, digits = press.forms, DECIMALS[found.unit]
    unit = capitalised(unit_label(found.unit, press.language))
    values = [found.value, found.country, found.adjusted]
    return (
        Cell(str(found.year), str(found.year)),
        Cell(unit, unit),
        *cells(values, lambda value: form.number(value, digits)),
        *cells([found.rank, found.rank_adjusted], form.number),
    )
