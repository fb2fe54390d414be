"""The figures of the outlook: what is drawn, the key beside it, and the table under it."""

from __future__ import annotations

import polars as pl

from nyegrep.analyses.results import PopulationOutlook
from nyegrep.foundation.axes import OLDEST_AGE, AgeGroup
from nyegrep.foundation.figures import Figure
from nyegrep.reports.chapters.population_outlook_facts import (
    Accuracy,
    AgeChange,
    AgesAhead,
    Causes,
    Path,
    Shape,
    SupportAhead,
)
from nyegrep.reports.charts.bars import Bar, PyramidRow, Stack, change_bars, pyramid, stacked_change
from nyegrep.reports.charts.lines import Line, Mark, YearChart, line_chart
from nyegrep.reports.charts.signs import Sign, sign
from nyegrep.reports.contexts import Cell, KeyItem
from nyegrep.reports.gallery import Exhibit, cells, table
from nyegrep.reports.press import Press

COMPONENT_SIGNS: dict[str, Sign] = {"births": "bar-1", "deaths": "bar-2", "net_migration": "bar-3"}

Points = tuple[tuple[int, float], ...]


def path_exhibit(path: Path, outlook: PopulationOutlook, press: Press) -> Exhibit:
    """History in ink, the projection after a dashed line."""
    words, form, period = press.words, press.forms, path.period
    known, ahead = _known_and_ahead(outlook.path, "persons")
    end = ahead[-1]
    marks = (
        Mark(end, form.ahead(end[1], period.years), below=end[1] < known[-1][1]),
        Mark(known[-1], form.number(known[-1][1])),
        Mark(known[0], form.number(known[0][1])),
    )
    rule = (period.base_year, words["projection_from"].format(year=period.base_year))
    says = YearChart(words["people"], words["year"], marks, rule, least_span=0.2)
    lines = [Line(known, "own"), Line((known[-1], *ahead), "ahead")]
    headings = [words["year_heading"], words["people_heading"], words["status_heading"]]
    body = [(y, (*cells([v], form.number), Cell(words["registered"]))) for y, v in known]
    for year, value in ahead:
        count = Cell(form.ahead(value, year - period.base_year), f"{value:.1f}")
        body.append((year, (count, Cell(words["projected"]))))
    return Exhibit(
        name="path",
        figure=outlook.path,
        about=path,
        table=table(headings, body),
        draw=lambda frame: line_chart(frame, lines, says),
    )


def causes_exhibit(causes: Causes, outlook: PopulationOutlook, press: Press) -> Exhibit:
    """Births, deaths and net migration of each year ahead."""
    words, form, base = press.words, press.forms, causes.period.base_year
    wide = outlook.components.values.pivot("component", index="year", values="persons")
    rows = list(wide.sort("year").iter_rows(named=True))
    stacks = [
        Stack(int(r["year"]), tuple(float(r[name]) for name in COMPONENT_SIGNS)) for r in rows
    ]
    names = [press.label(name) for name in COMPONENT_SIGNS]
    keys = [KeyItem(sign(s), name) for s, name in zip(COMPONENT_SIGNS.values(), names, strict=True)]
    keys.append(KeyItem(sign("total"), words["sum"]))
    body = [
        (
            stack.year,
            tuple(
                Cell(form.ahead_signed(value, stack.year - base), f"{value:.1f}")
                for value in (*stack.parts, stack.total)
            ),
        )
        for stack in stacks
    ]
    return Exhibit(
        name="causes",
        figure=outlook.components,
        about=causes,
        table=table([words["year_heading"], *names, words["sum"]], body),
        draw=lambda frame: stacked_change(frame, stacks, words["persons"], words["year"]),
        keys=tuple(keys),
    )


def ages_exhibit(ages: AgesAhead, outlook: PopulationOutlook, press: Press) -> Exhibit:
    """How many more or fewer of each age group."""
    words, form, period = press.words, press.forms, ages.period

    def said(group: AgeChange) -> tuple[str, str]:
        persons = form.ahead_signed(group.persons, period.years)
        if group.percent is None:
            return persons, persons
        percent = form.signed_percent(group.percent)
        return f"{persons} ({percent})", persons

    bars = [Bar(group.group, group.persons, *said(group)) for group in ages.groups]
    body = [
        (
            group.group,
            (
                *cells([group.base], form.number),
                Cell(form.ahead(group.end, period.years), f"{group.end:.1f}"),
                Cell(form.ahead_signed(group.persons, period.years), f"{group.persons:.1f}"),
                *cells([group.percent], form.signed_percent),
            ),
        )
        for group in ages.groups
    ]
    headings = [
        words["age_heading"],
        str(period.base_year),
        str(period.horizon),
        words["change_short"],
        words["percent_heading"],
    ]
    return Exhibit(
        name="ages",
        figure=outlook.age_groups,
        about=ages,
        table=table(headings, body),
        draw=lambda frame: change_bars(frame, bars, words["persons"]),
    )


def shape_exhibit(shape: Shape, outlook: PopulationOutlook, press: Press) -> Exhibit:
    """People by age in the base year and at the horizon."""
    words, form, period = press.words, press.forms, shape.period
    values = outlook.pyramid.values
    sexes = tuple(dict.fromkeys(values["sex"].to_list()))
    count = {
        (year, sex, first): persons
        for year, sex, first, persons in values.select(
            "year", "sex", "age_first", "persons"
        ).iter_rows()
    }
    groups = sorted(set(values.select("age_first", "age_last").iter_rows()))
    rows, body = [], []
    for first, last in groups:
        before = tuple(float(count[period.base_year, sex, first]) for sex in sexes)
        after = tuple(float(count[period.horizon, sex, first]) for sex in sexes)
        name = f"{first}+" if last >= OLDEST_AGE else f"{first}–{last}"
        rows.append(PyramidRow(name, before, after))
        pairs = [pair for sides in zip(before, after, strict=True) for pair in sides]
        ahead = [0, period.years] * len(sexes)
        found = [Cell(form.ahead(v, y), f"{v:.1f}") for v, y in zip(pairs, ahead, strict=True)]
        body.append((press.age_group(AgeGroup(first, last).id), found))
    sides = tuple(press.label(sex) for sex in sexes)
    years = (period.base_year, period.horizon)
    return Exhibit(
        name="shape",
        figure=outlook.pyramid,
        about=shape,
        table=table([words["age_heading"], *(f"{s} {y}" for s in sides for y in years)], body),
        draw=lambda frame: pyramid(frame, rows, sides, (words["age"], words["persons"])),
        keys=(
            KeyItem(sign("area"), f"{period.base_year} ({words['registered']})"),
            KeyItem(sign("outline"), f"{period.horizon} ({words['projected']})"),
        ),
    )


def support_exhibit(support: SupportAhead, outlook: PopulationOutlook, press: Press) -> Exhibit:
    """The support ratio, before and after the base year."""
    words, form, period = press.words, press.forms, support.period
    known, ahead = _known_and_ahead(outlook.support_ratio, "ratio")
    marks = tuple(
        Mark(point, form.number(point[1], 1), below=point is ahead[-1] and point[1] < known[-1][1])
        for point in (ahead[-1], known[-1], known[0])
    )
    rule = (period.base_year, words["projection_from"].format(year=period.base_year))
    says = YearChart(words["ratio_unit"], words["year"], marks, rule, least_span=0.3)
    lines = [Line(known, "own"), Line((known[-1], *ahead), "ahead")]
    values = outlook.support_ratio.values.sort("year")
    body = [
        (
            row["year"],
            (
                *cells([row["ratio"]], lambda value: form.number(value, 2)),
                *cells([row["retired_per_100"]], lambda value: form.number(value, 1)),
                Cell(words["registered" if row["kind"] == "history" else "projected"]),
            ),
        )
        for row in values.iter_rows(named=True)
    ]
    per_100 = press.label("retired_per_100")
    ratio = press.label("support_ratio")
    return Exhibit(
        name="support",
        figure=outlook.support_ratio,
        about=support,
        table=table([words["year_heading"], ratio, per_100, words["status_heading"]], body),
        draw=lambda frame: line_chart(frame, lines, says),
    )


def accuracy_exhibit(accuracy: Accuracy, figure: Figure, press: Press) -> Exhibit:
    """A table of what was missed, by size of municipality."""
    words, form = press.words, press.forms
    banded = accuracy.own.held_80 is not None
    body = []
    for found in accuracy.classes:
        name = f"{found.name} {words['own_size']}" if found.own else found.name
        held = [found.held_50, found.held_80, found.held_95]
        row = [
            *cells([float(found.municipalities)], form.number),
            *cells([found.model, found.constant, found.trend], form.percent),
            *cells([found.bias], form.signed_percent),
            *cells(held if banded else [], form.number),
        ]
        body.append((name, row))
    headings = [
        words["size_heading"],
        words["municipalities_heading"],
        *(press.label(name) for name in ("model", "constant", "trend", "bias")),
        *(words["held_headings"] if banded else ()),
    ]
    return Exhibit("accuracy", figure, accuracy, table(headings, body))


def _known_and_ahead(figure: Figure, column: str) -> tuple[Points, Points]:
    """Years and values that are registered, and those that are projected."""
    rows = figure.values.sort("year").filter(pl.col(column).is_not_null())
    history = rows.filter(pl.col("kind") == "history").select("year", column)
    ahead = rows.filter(pl.col("kind") == "projection").select("year", column)
    known, later = (
        tuple((int(y), float(v)) for y, v in part.iter_rows()) for part in (history, ahead)
    )
    return known, later
