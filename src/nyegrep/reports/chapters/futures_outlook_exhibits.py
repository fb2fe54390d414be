"""The pictures of the futures: the square, the lines, the pyramids, and the tables under them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

import polars as pl

from nyegrep.analyses.futures_results import HISTORY, FuturesOutlook
from nyegrep.foundation.axes import OLDEST_AGE, AgeGroup
from nyegrep.foundation.figures import Figure
from nyegrep.foundation.futures import NEUTRAL
from nyegrep.reports.chapters.futures_outlook_facts import (
    Fan,
    Outcome,
    Range,
    band_of,
    name_of,
    present,
)
from nyegrep.reports.charts.bars import PyramidRow
from nyegrep.reports.charts.futures import (
    Bands,
    Course,
    CoursePanel,
    CourseWords,
    course_chart,
    look_of,
)
from nyegrep.reports.charts.pyramids import SmallPyramid, pyramids
from nyegrep.reports.charts.signs import sign
from nyegrep.reports.charts.square import Quadrant, SquareWords, square
from nyegrep.reports.contexts import Cell, KeyItem, Table
from nyegrep.reports.gallery import Exhibit, cells, table
from nyegrep.reports.press import Press
from nyegrep.reports.render import RANGE

Points = tuple[tuple[float, float], ...]


class Form(Protocol):
    """How a number is written so many years ahead."""

    def __call__(self, value: float, years: int) -> str:
        """The text."""


QUANTILES = ("mean", "p10", "p25", "p50", "p75", "p90")


def square_exhibit(fan: Fan, outlook: FuturesOutlook, press: Press) -> Exhibit:
    """The four futures two by two, with people, change, jobs and a small line each."""
    words = press.words["futures"]
    history = points_of(outlook.paths, HISTORY)
    cards = [_card(outcome, history, outlook, press) for outcome in fan.four]
    says = SquareWords(tuple(words["across"]), tuple(words["down"]))
    body = [(outcome.name, _outcome_cells(outcome, fan, press)) for outcome in _all(fan)]
    columns = [words["name"], words["persons_at"], words["eight_of_ten"], words["change_since"]]
    headings = [
        text.format(year=fan.period.horizon, base=fan.period.base_year)
        for text in (*columns, *([words["jobs_at"]] if fan.jobs_base is not None else []))
    ]
    return Exhibit(
        name="square",
        figure=outlook.paths,
        about=fan,
        table=table(headings, body),
        draw=lambda frame: square(frame, cards, says),
        keys=band_keys(press),
        view="square",
    )


def lines_exhibit(fan: Fan, outlook: FuturesOutlook, press: Press) -> Exhibit:
    """One history and what may follow it, with the bands beside the ends of the lines."""
    words, period = press.words, fan.period
    form = press.forms.ahead

    def end(value: float) -> str:
        return form(value, period.years)

    names = present(outlook.paths, outlook)
    panel = CoursePanel(
        points_of(outlook.paths, HISTORY),
        tuple(_course(outlook.paths, name, outlook, press, end) for name in names),
    )
    says = _words(outlook, words["people"], press)
    return Exhibit(
        name="lines",
        figure=outlook.paths,
        about=fan,
        table=_by_year(outlook.paths, outlook, press, form),
        draw=lambda frame: course_chart(frame, [panel], says),
        keys=band_keys(press),
        numbers=_all_numbers(outlook.paths, outlook, press, ("year",), QUANTILES),
    )


def support_exhibit(support: Range, outlook: FuturesOutlook, press: Press) -> Exhibit:
    """The support ratio in each future."""
    figure, form = outlook.support_ratio, press.forms.number
    names = present(figure, outlook)

    def end(value: float) -> str:
        return form(value, 1)

    panel = CoursePanel(
        points_of(figure, HISTORY),
        tuple(_course(figure, name, outlook, press, end) for name in names),
    )
    says = _words(outlook, press.words["ratio_unit"], press)
    return Exhibit(
        name="support",
        figure=figure,
        about=support,
        table=_by_year(figure, outlook, press, lambda value, years: form(value, 2)),
        draw=lambda frame: course_chart(frame, [panel], says),
        keys=band_keys(press)[:1],
        numbers=_all_numbers(figure, outlook, press, ("year",), ("mean", "p10", "p90")),
    )


def jobs_exhibit(jobs: Range, figure: Figure, outlook: FuturesOutlook, press: Press) -> Exhibit:
    """Private and public jobs in each future, in two panels on one scale."""
    form, years = press.forms.ahead, jobs.period.years
    columns: dict[str, Figure] = {}
    panels = []
    for sector in ("private_jobs", "public_jobs"):
        part = _filtered(figure, pl.col("sector") == sector)
        columns[sector] = part
        courses = tuple(
            _course(part, name, outlook, press, lambda value: form(value, years))
            for name in present(part, outlook)
        )
        panels.append(CoursePanel(points_of(part, HISTORY), courses, press.label(sector)))
    says = _words(outlook, press.words["futures"]["jobs"], press, jobs.year)
    tables = [_by_year(part, outlook, press, form) for part in columns.values()]
    body = [
        (f"{press.label(sector)} {name}", row)
        for sector, part in zip(columns, tables, strict=True)
        for name, row in part.rows
    ]
    headings = (press.words["futures"]["sector_and_year"], *tables[0].headings[1:])
    return Exhibit(
        name="jobs",
        figure=figure,
        about=jobs,
        table=Table(headings, tuple(body)),
        draw=lambda frame: course_chart(frame, panels, says),
        keys=band_keys(press)[:1],
        numbers=_all_numbers(figure, outlook, press, ("sector", "year"), ("mean", "p10", "p90")),
    )


def pyramid_exhibit(shape: Range, outlook: FuturesOutlook, press: Press) -> Exhibit:
    """People by age now and at the horizon, a small pyramid for each of the futures."""
    words, form, period = press.words, press.forms, shape.period
    values = outlook.pyramid.values
    sexes = tuple(values["sex"].unique(maintain_order=True).to_list())
    names = [n for n in present(outlook.pyramid, outlook) if n != NEUTRAL]
    count = {
        (row["future"], row["sex"], row["age_first"]): (row["base"], row["mean"])
        for row in values.iter_rows(named=True)
    }
    groups = sorted(set(values.select("age_first", "age_last").iter_rows()))
    shown = []
    for name in names:
        rows = tuple(
            PyramidRow(
                f"{first}+" if last >= OLDEST_AGE else f"{first}{RANGE}{last}",
                *(tuple(count[name, sex, first][then] for sex in sexes) for then in (0, 1)),
            )
            for first, last in groups
        )
        shown.append(SmallPyramid(name_of(outlook, name, press), look_of(name), rows))
    sides = tuple(press.label(sex) for sex in sexes)
    body, numbers = [], []
    for first, last in groups:
        ages = press.age_group(AgeGroup(first, last).id)
        by_sex = [[count[name, sex, first] for name in names] for sex in sexes]
        for side, pairs in zip(sides, by_sex, strict=True):
            found = (pairs[0][0], *(end for _, end in pairs))
            numbers.append((f"{ages}, {side.lower()}", cells(found, form.number)))
        ends = [sum(pair[1] for pair in pairs) for pairs in zip(*by_sex, strict=True)]
        ahead = cells(ends, lambda value: form.ahead(value, period.years))
        now = sum(pairs[0][0] for pairs in by_sex)
        body.append((ages, (*cells([now], form.number), *ahead)))
    headings = [words["age_heading"], str(period.base_year), *(one.name for one in shown)]
    return Exhibit(
        name="pyramids",
        figure=outlook.pyramid,
        about=shape,
        table=table(headings, body),
        numbers=table(headings, numbers),
        draw=lambda frame: pyramids(frame, shown, words["age"], sides, form.number),
        keys=(
            KeyItem(sign("area"), f"{period.base_year} ({words['registered']})"),
            KeyItem(sign("outline"), f"{period.horizon} ({words['projected']})"),
        ),
    )


def points_of(figure: Figure, future: str) -> Points:
    """Years and means of a future, or of the history."""
    rows = figure.values.filter(pl.col("future") == future).sort("year").select("year", "mean")
    return tuple((int(year), float(mean)) for year, mean in rows.iter_rows())


def course_of(figure: Figure, future: str, name: str) -> Course:
    """The line of a future with its bands at the end, as far as they are known."""
    rows = figure.values.filter(pl.col("future") == future).sort("year")
    last = rows.row(-1, named=True)
    low, high = band_of(last)
    band = None if low is None or high is None else (low, high)
    half = (last["p25"], last["p75"]) if band is not None and "p25" in last else None
    return Course(look_of(future), points_of(figure, future), name, band, half)


def bands_of(figure: Figure, future: str) -> Bands:
    """The bands of a future by year."""
    rows = figure.values.filter(pl.col("future") == future).sort("year").drop_nulls()
    year, persons = points_of(figure, HISTORY)[-1]
    start = ((year, persons, persons),)
    whole, half = (
        tuple(rows.filter(pl.col("year") > year).select("year", *columns).iter_rows())
        for columns in (("p10", "p90"), ("p25", "p75"))
    )
    return Bands((*start, *whole), (*start, *half)) if whole else Bands()


def _all(fan: Fan) -> tuple[Outcome, ...]:
    official = (fan.official,) if fan.official is not None else ()
    return (*fan.four, fan.neutral, *official, *fan.own)


def _card(outcome: Outcome, history: Points, outlook: FuturesOutlook, press: Press) -> Quadrant:
    words, form = press.words["futures"], press.forms
    years = outlook.horizon - outlook.base_year
    change = form.ahead_signed_percent(outcome.percent, years)
    lines = [words["card_change"].format(change=change, base=outlook.base_year)]
    if outcome.low is not None and outcome.high is not None:
        low, high = (form.ahead(value, years) for value in (outcome.low, outcome.high))
        lines.append(words["card_band"].format(low=low, high=high))
    if outcome.jobs is not None:
        lines.append(words["card_jobs"].format(jobs=form.ahead(outcome.jobs, years)))
    panel = CoursePanel(history, (course_of(outlook.paths, outcome.id, ""),))
    number = form.ahead(outcome.end, years)
    bands = bands_of(outlook.paths, outcome.id)
    return Quadrant(outcome.name, number, tuple(lines), panel, bands)


def _outcome_cells(outcome: Outcome, fan: Fan, press: Press) -> tuple[Cell, ...]:
    form, years = press.forms, fan.period.years

    def ahead(value: float) -> str:
        return form.ahead(value, years)

    band = Cell("–")
    if outcome.low is not None and outcome.high is not None:
        band = Cell(f"{ahead(outcome.low)}{RANGE}{ahead(outcome.high)}")
    return (
        *cells([outcome.end], ahead),
        band,
        *cells([outcome.percent], lambda value: form.ahead_signed_percent(value, years)),
        *(cells([outcome.jobs], ahead) if fan.jobs_base is not None else ()),
    )


def _course(
    figure: Figure,
    future: str,
    outlook: FuturesOutlook,
    press: Press,
    form: Callable[[float], str],
) -> Course:
    """A line with its name and last value at the end."""
    end = points_of(figure, future)[-1][1]
    return course_of(figure, future, f"{name_of(outlook, future, press)} {form(end)}")


def _words(
    outlook: FuturesOutlook, unit: str, press: Press, since: int | None = None
) -> CourseWords:
    year = since or outlook.base_year
    rule = (year, press.words["projection_from"].format(year=year))
    return CourseWords(unit, rule, press.forms.number, from_zero=since is not None)


def _filtered(figure: Figure, rows: pl.Expr) -> Figure:
    values = figure.values.filter(rows)
    return Figure(figure.id, figure.term, figure.unit, values, figure.trace, figure.facts)


def _by_year(
    figure: Figure,
    outlook: FuturesOutlook,
    press: Press,
    form: Form,
) -> Table:
    """A row for every fifth year and those that matter, a column for each future."""
    names = present(figure, outlook)
    values = {
        (row["future"], row["year"]): row["mean"]
        for row in figure.values.iter_rows(named=True)
        if row["future"] == HISTORY or row["year"] > outlook.base_year
    }
    known = sorted({year for _, year in values})
    registered = [year for name, year in values if name == HISTORY]
    turns = {known[0], known[-1], outlook.base_year, max(registered, default=known[0])}
    years = [year for year in known if year in turns or year % 5 == 0]
    body = []
    for year in years:
        ahead = max(year - outlook.base_year, 0)
        found = [values.get((name, year)) for name in (HISTORY, *names)]
        body.append((year, cells(found, partial(form, years=ahead))))
    headings = [press.words["year_heading"], press.words["futures"]["registered"]]
    return table([*headings, *(name_of(outlook, name, press) for name in names)], body)


def _all_numbers(
    figure: Figure,
    outlook: FuturesOutlook,
    press: Press,
    keys: Sequence[str],
    columns: Sequence[str],
) -> Table:
    """Every number of the figure, for the download."""
    words = press.words["futures"]
    registered = str(words["registered"])
    body = []
    for row in figure.values.iter_rows(named=True):
        future = row["future"]
        name = registered if future == HISTORY else name_of(outlook, future, press)
        found = [
            Cell("", str(row[key]) if key == "year" else press.label(row[key])) for key in keys
        ]
        numbers = cells([row[column] for column in columns], press.forms.number)
        body.append((name, (*found, *numbers)))
    headings = [words["name"], *(words["key_headings"][key] for key in keys)]
    return table([*headings, *(words["quantiles"][column] for column in columns)], body)


def band_keys(press: Press) -> tuple[KeyItem, ...]:
    """What the bands beside the ends of the lines are."""
    words = press.words["futures"]
    return (
        KeyItem(sign("area"), words["band_key"]),
        KeyItem(sign("bar-2"), words["half_key"]),
    )
