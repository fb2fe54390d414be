"""The figures of chapter 1: what is drawn, the key beside it, and the table under it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import polars as pl

from nyegrep.analyses.results import ChallengePicture
from nyegrep.foundation.figures import Figure
from nyegrep.reports.chapters.challenge_picture_facts import (
    Ages,
    Change,
    Comparison,
    People,
    Support,
    shares_of,
)
from nyegrep.reports.chapters.comparing import line_of, present, series_of
from nyegrep.reports.charts.bars import Stack, stacked_change
from nyegrep.reports.charts.dots import DotRow, dot_rows
from nyegrep.reports.charts.lines import Line, Mark, YearChart, line_chart
from nyegrep.reports.charts.signs import Sign, sign
from nyegrep.reports.contexts import KeyItem, Table
from nyegrep.reports.gallery import Exhibit, cells, table
from nyegrep.reports.press import Press

STACK_SIGNS: tuple[Sign, ...] = ("bar-1", "bar-2", "bar-3", "bar-4")


def history_exhibit(people: People, picture: ChallengePicture, press: Press) -> Exhibit:
    """People by year as one line, with the turning years marked."""
    words, form = press.words, press.forms
    rows = picture.history.values.sort("year").select("year", "persons").rows()
    points = tuple((int(year), float(persons)) for year, persons in rows)
    known = dict(points)
    low = {people.low_year, *(turn.year for turn in people.turns if turn.kind == "trough")}
    years = [
        people.first_year,
        people.last_year,
        people.peak_year,
        people.low_year,
        *(turn.year for turn in people.turns),
    ]
    marks = tuple(
        Mark((year, known[year]), form.number(known[year]), below=year in low)
        for year in dict.fromkeys(years)
    )
    says = YearChart(words["people"], words["year"], marks)
    changes = [None, *(after - before for (_, before), (_, after) in pairwise(points))]
    body = [
        (year, (*cells([value], form.number), *cells([change], form.signed)))
        for (year, value), change in zip(points, changes, strict=True)
    ]
    headings = [words["year_heading"], words["people_heading"], words["change_heading"]]
    return Exhibit(
        name="history",
        figure=picture.history,
        about=people,
        table=table(headings, body),
        draw=lambda frame: line_chart(frame, [Line(points, "own")], says),
    )


def comparison_exhibit(comparison: Comparison, picture: ChallengePicture, press: Press) -> Exhibit:
    """Growth from the same starting point, here and elsewhere."""
    first = comparison.first_year
    unit = press.words["index_unit"].format(year=first)
    says = YearChart(unit, press.words["year"], level=100, least_span=0.06)
    lines = _place_lines(picture.comparison, picture, "index", press, press.forms.number)
    return Exhibit(
        name="comparison",
        figure=picture.comparison,
        about=comparison,
        table=_place_table(picture.comparison, picture, "index", press, 1),
        draw=lambda frame: line_chart(frame, lines, says),
    )


def change_exhibit(change: Change, figure: Figure, press: Press) -> Exhibit:
    """Yearly change, stacked by cause, with the sum as a dot."""
    words, form = press.words, press.forms
    wide = figure.values.pivot("component", index="year", values="persons").sort("year")
    names = [component.id for component in change.components]
    stacks = [
        Stack(int(row["year"]), tuple(float(row[name] or 0) for name in names))
        for row in wide.iter_rows(named=True)
    ]
    keys = [
        KeyItem(sign(shown), f"{component.name} ({form.signed(component.total)})")
        for shown, component in zip(STACK_SIGNS, change.components, strict=False)
    ]
    keys.append(KeyItem(sign("total"), f"{words['sum']} ({form.signed(change.total)})"))
    headings = [words["year_heading"], *(c.name for c in change.components), words["sum"]]
    body = [(stack.year, cells([*stack.parts, stack.total], form.signed)) for stack in stacks]
    return Exhibit(
        name="change",
        figure=figure,
        about=change,
        table=table(headings, body),
        draw=lambda frame: stacked_change(frame, stacks, words["persons"], words["year"]),
        keys=tuple(keys),
    )


def ages_exhibit(ages: Ages, picture: ChallengePicture, press: Press) -> Exhibit:
    """Shares of age groups then and now, and the country's now."""
    own = shares_of(picture.age_groups, picture.municipality)
    country = [place for place in picture.comparisons if place.kind == "country"]
    there = shares_of(picture.age_groups, country[0])["last"] if ages.country is not None else {}
    rows = [
        DotRow(press.age_group(group), own["first"][group], percent, there.get(group))
        for group, percent in own["last"].items()
    ]
    keys = [
        KeyItem(sign("ring"), str(ages.first_year)),
        KeyItem(sign("dot"), str(ages.last_year)),
    ]
    if there:
        text = f"{press.line_name(country[0])} {ages.last_year}"
        keys.append(KeyItem(sign("upright"), text))
    return Exhibit(
        name="ages",
        figure=picture.age_groups,
        about=ages,
        table=_age_table(picture, press, there),
        draw=lambda frame: dot_rows(frame, rows, press.words["share_unit"]),
        keys=tuple(keys),
    )


def support_exhibit(support: Support, picture: ChallengePicture, press: Press) -> Exhibit:
    """The support ratio over the years, here and elsewhere."""
    figure = picture.support_ratio

    def one_decimal(value: float) -> str:
        return press.forms.number(value, 1)

    lines = _place_lines(figure, picture, "ratio", press, one_decimal)
    says = YearChart(press.words["ratio_unit"], press.words["year"], least_span=0.3)
    return Exhibit(
        name="support",
        figure=figure,
        about=support,
        table=_place_table(figure, picture, "ratio", press, 2),
        draw=lambda frame: line_chart(frame, lines, says),
    )


def _place_lines(
    figure: Figure,
    picture: ChallengePicture,
    column: str,
    press: Press,
    form: Callable[[float], str],
) -> list[Line]:
    places = (picture.municipality, *present(figure, picture.comparisons))
    return [line_of(figure, place, column, press, form) for place in places]


def _place_table(
    figure: Figure, picture: ChallengePicture, column: str, press: Press, decimals: int
) -> Table:
    """Years down, places across."""
    places = (picture.municipality, *present(figure, picture.comparisons))
    series = [dict(series_of(figure, place, column)) for place in places]
    body = [
        (year, cells([s.get(year) for s in series], lambda v: press.forms.number(v, decimals)))
        for year in series[0]
    ]
    headings = [press.words["year_heading"], *(press.line_name(place) for place in places)]
    return table(headings, body)


def _age_table(picture: ChallengePicture, press: Press, there: dict[str, float]) -> Table:
    """Age groups down; persons and shares across, and the country's shares."""
    form, facts = press.forms, picture.age_groups.facts
    own = picture.age_groups.values.filter(pl.col("kind") == "municipality")
    columns = {
        (moment, column): dict(
            own.filter(pl.col("moment") == moment).select("age_group", column).iter_rows()
        )
        for moment in ("first", "last")
        for column in ("persons", "percent")
    }
    body = []
    for group in columns["last", "persons"]:
        row = [
            *cells([columns["first", "persons"][group]], form.number),
            *cells([columns["last", "persons"][group]], form.number),
            *cells([columns["first", "percent"][group]], form.percent),
            *cells([columns["last", "percent"][group]], form.percent),
            *(cells([there[group]], form.percent) if there else ()),
        ]
        body.append((press.age_group(group), row))
    first, last = facts["first_year"], facts["last_year"]
    persons, share = press.words["people_heading"], press.words["share_heading"]
    headings = [
        press.words["age_heading"],
        *(f"{w} {y}" for w in (persons, share) for y in (first, last)),
    ]
    country = [f"{press.words['country_heading']} {last}"] if there else []
    return table([*headings, *country], body)
