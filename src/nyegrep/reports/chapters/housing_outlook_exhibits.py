"""The figures of the housing chapter: dwellings year by year, by type, and places of care."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from nyegrep.analyses.housing_results import HousingOutlook
from nyegrep.foundation.figures import Figure
from nyegrep.foundation.futures import BUILT_IN
from nyegrep.foundation.housing import BUILDING_TYPES, HOUSEHOLD_TYPES
from nyegrep.reports.chapters.cost_outlook_facts import future_name
from nyegrep.reports.chapters.futures_outlook_exhibits import band_keys
from nyegrep.reports.chapters.housing_outlook_facts import TOTAL, Housing, earlier
from nyegrep.reports.charts import colours
from nyegrep.reports.charts.futures import (
    Course,
    CoursePanel,
    CourseWords,
    Look,
    course_chart,
    look_of,
)
from nyegrep.reports.charts.lollipops import Stick, StickRow, stick_rows
from nyegrep.reports.charts.signs import Sign, sign
from nyegrep.reports.contexts import KeyItem, Table
from nyegrep.reports.gallery import Exhibit, cells, table
from nyegrep.reports.press import Press

EVERY = 5  # years between the rows of a table
SUPPLY = {
    "with_plans": Look(colours.INK, colours.INK, colours.INK, (2, 3), 2.0),
    "with_pace": Look(colours.INK, colours.INK, colours.INK, (), 2.0),
    "left_of_today": Look(colours.INK, colours.INK, colours.INK, (6, 3), 2.0),
}
SIGNS: dict[str, Sign] = dict(
    zip(BUILT_IN, ("tailwind", "headwind", "missed", "crisis", "neutral"), strict=True)
)
OWN_SIGN: Sign = "own-future"
DOWNLOADED = ("today", "needed", "change", "replaced", "required", "p10", "p90")
Form = Callable[[float], str]


def dwellings_exhibit(housing: Housing, outlook: HousingOutlook, press: Press) -> Exhibit:
    """Dwellings needed under each future, and those that stand with plans and with the pace."""
    figure = outlook.dwellings
    courses = [_course(outlook, future, press) for future in outlook.futures]
    courses += [_supply(outlook, name, press) for name in _supplied(figure)]
    words = press.words["housing"]
    says = CourseWords(words["unit"], None, press.forms.number)
    return Exhibit(
        name="dwellings",
        figure=figure,
        about=housing,
        table=_by_year(outlook, press),
        draw=lambda frame: course_chart(frame, [CoursePanel((), tuple(courses))], says),
        keys=band_keys(press)[:1] if housing.drawn else (),
    )


def need_exhibit(housing: Housing, outlook: HousingOutlook, press: Press) -> Exhibit:
    """Dwellings needed beyond today's by type of building, beside what is planned or built."""
    marked = "planned" if housing.supply.planned is not None else "pace"
    known = outlook.need.values[marked].null_count() == 0
    rows = [
        _stick_row(outlook, outlook.need, ("building_type", name), "required", press)
        for name in BUILDING_TYPES
    ]
    marks = dict(outlook.need.values.select("building_type", marked).iter_rows())
    marked_rows = [
        StickRow(row.name, row.sticks, marks[name] if known else None)
        for row, name in zip(rows, BUILDING_TYPES, strict=True)
    ]
    words = press.words["housing"]
    mark = (KeyItem(sign("upright"), words[marked]),) if known else ()
    return Exhibit(
        name="need",
        figure=outlook.need,
        about=housing,
        table=_need_table(outlook, press),
        draw=lambda frame: stick_rows(frame, marked_rows, words["unit"]),
        keys=(*_future_keys(outlook, press), *mark, *_band_key(housing, press)),
        numbers=_need_numbers(outlook, press),
    )


def older_exhibit(housing: Housing, outlook: HousingOutlook, press: Press) -> Exhibit:
    """Households with someone old, beside those of today."""
    groups = list(dict.fromkeys(outlook.older.values["age_group"]))
    today = dict(outlook.older.values.select("age_group", "today").iter_rows())
    rows = []
    for group in groups:
        row = _stick_row(outlook, outlook.older, ("age_group", group), "mean", press)
        rows.append(StickRow(press.age_group(group), row.sticks, today[group]))
    words = press.words["housing"]
    mark = KeyItem(sign("upright"), words["in_year"].format(year=housing.base_year))
    return Exhibit(
        name="older",
        figure=outlook.older,
        about=housing,
        table=_by_kind(outlook, outlook.older, ("age_group", "mean"), press),
        draw=lambda frame: stick_rows(frame, rows, words["households_unit"]),
        keys=(*_future_keys(outlook, press), mark, *_band_key(housing, press)),
    )


def care_exhibit(
    housing: Housing, outlook: HousingOutlook, figure: Figure, press: Press
) -> Exhibit:
    """Dwellings and places of care needed, beside those in use and planned together."""
    values = figure.values
    rows = []
    for kind in dict.fromkeys(values["place_kind"]):
        first = values.filter(pl.col("place_kind") == kind).row(0, named=True)
        row = _stick_row(outlook, figure, ("place_kind", kind), "needed", press)
        rows.append(StickRow(row.name, row.sticks, first["today"] + first["planned"]))
    words = press.words["housing"]
    mark = KeyItem(sign("upright"), words["in_use_and_planned"])
    return Exhibit(
        name="care",
        figure=figure,
        about=housing,
        table=_by_kind(outlook, figure, ("place_kind", "needed"), press),
        draw=lambda frame: stick_rows(frame, rows, words["places_unit"]),
        keys=(*_future_keys(outlook, press), mark, *_band_key(housing, press)),
    )


def households_exhibit(housing: Housing, outlook: HousingOutlook, press: Press) -> Exhibit:
    """Households by type today and at the horizon in each future."""
    values = outlook.households.values
    now = values.filter(pl.col("year") == outlook.base_year)
    today = dict(now.select("household_type", "mean").iter_rows())
    last = values.filter(pl.col("year") == outlook.horizon_year)
    found = {(r["household_type"], r["future"]): r["mean"] for r in last.iter_rows(named=True)}
    body = []
    for name in (*HOUSEHOLD_TYPES, TOTAL):
        ahead = [found[name, future] for future in outlook.futures]
        first = cells([today[name]], press.forms.number)
        body.append((press.label(name), (*first, *cells(ahead, _ahead(housing, press)))))
    headings = [press.label("household_type"), str(housing.base_year), *_names(outlook, press)]
    return Exhibit("households", outlook.households, housing, table(headings, body))


def fit_exhibit(housing: Housing, outlook: HousingOutlook, press: Press) -> Exhibit:
    """Households worked out from how people lived in earlier years, beside the counted."""
    body = []
    for row in earlier(outlook).iter_rows(named=True):
        counts = cells([row["calculated"], row["observed"]], press.forms.number)
        error = cells([row["error_percent"]], press.forms.signed_percent)
        body.append((row["from_year"], (*counts, *error)))
    words = press.words["housing"]
    headings = [words[name] for name in ("from_year", "calculated", "counted", "error")]
    return Exhibit("fit", outlook.fit, housing, table(headings, body))


def _course(outlook: HousingOutlook, future: str, press: Press) -> Course:
    rows = outlook.dwellings.values.filter(pl.col("future") == future).sort("year")
    points = tuple(rows.select(pl.col("year").cast(pl.Float64), "needed").iter_rows())
    last = rows.row(-1, named=True)
    band = None if last["p10"] is None else (last["p10"], last["p90"])
    years = outlook.horizon_year - outlook.base_year
    name = f"{future_name(outlook, future, press)} {press.forms.ahead(last['needed'], years)}"
    return Course(look_of(future), points, name, band)


def _supplied(figure: Figure) -> list[str]:
    """What is known of the dwellings to come; where nothing is, those left of today's."""
    known = [name for name in ("with_plans", "with_pace") if not figure.values[name].null_count()]
    return known or ["left_of_today"]


def _supply(outlook: HousingOutlook, name: str, press: Press) -> Course:
    rows = outlook.dwellings.values.filter(pl.col("future") == outlook.futures[0]).sort("year")
    points = tuple(rows.select(pl.col("year").cast(pl.Float64), name).iter_rows())
    years = outlook.horizon_year - outlook.base_year
    text = f"{press.label(name)} {press.forms.ahead(points[-1][1], years)}"
    return Course(SUPPLY[name], points, text)


def _stick_row(
    outlook: HousingOutlook, figure: Figure, of: tuple[str, str], column: str, press: Press
) -> StickRow:
    """The row of a kind, with every future."""
    kind, name = of
    rows = figure.values.filter(pl.col(kind) == name)
    found = {row["future"]: row for row in rows.iter_rows(named=True)}
    sticks = []
    for future in outlook.futures:
        row = found[future]
        band = None if row["p10"] is None else (row["p10"], row["p90"])
        sticks.append(Stick(future, row[column], band))
    return StickRow(press.label(name) if kind != "age_group" else name, tuple(sticks))


def _future_keys(outlook: HousingOutlook, press: Press) -> tuple[KeyItem, ...]:
    return tuple(
        KeyItem(sign(SIGNS.get(future, OWN_SIGN)), future_name(outlook, future, press))
        for future in outlook.futures
    )


def _band_key(housing: Housing, press: Press) -> tuple[KeyItem, ...]:
    return band_keys(press)[:1] if housing.drawn else ()


def _names(outlook: HousingOutlook, press: Press) -> list[str]:
    return [future_name(outlook, future, press) for future in outlook.futures]


def _ahead(housing: Housing, press: Press) -> Form:
    return lambda value: press.forms.ahead(value, housing.years)


def _by_year(outlook: HousingOutlook, press: Press) -> Table:
    """A row for every fifth year and the last: each future, and what stands."""
    figure = outlook.dwellings
    years = range(outlook.base_year, outlook.horizon_year + 1)
    shown = [y for y in years if y in (years[0], years[-1]) or y % EVERY == 0]
    needed = {(r["future"], r["year"]): r for r in figure.values.iter_rows(named=True)}
    supplied = _supplied(figure)
    body = []
    for year in shown:
        ahead = year - outlook.base_year
        values = [needed[future, year]["needed"] for future in outlook.futures]
        values += [needed[outlook.futures[0], year][name] for name in supplied]
        body.append((year, cells(values, _in(press, ahead))))
    headings = [press.words["year_heading"], *_names(outlook, press)]
    return table([*headings, *(press.label(name) for name in supplied)], body)


def _in(press: Press, years: int) -> Form:
    return lambda value: press.forms.ahead(value, years)


def _need_table(outlook: HousingOutlook, press: Press) -> Table:
    """Types by futures: dwellings needed beyond today's, with those planned and built."""
    values = outlook.need.values
    found = {(r["building_type"], r["future"]): r for r in values.iter_rows(named=True)}
    years = outlook.horizon_year - outlook.base_year
    shown = [name for name in ("planned", "pace") if not values[name].null_count()]
    body = []
    for kind in (*BUILDING_TYPES, TOTAL):
        rows = [found[kind, future] for future in outlook.futures]
        today = cells([rows[0]["today"]], press.forms.number)
        numbers = [row["required"] for row in rows] + [rows[0][name] for name in shown]
        signed = cells(numbers, lambda value: press.forms.ahead_signed(value, years))
        body.append((press.label(kind), (*today, *signed)))
    words = press.words["housing"]
    headings = [press.label("building_type"), words["in_year"].format(year=outlook.base_year)]
    return table([*headings, *_names(outlook, press), *(words[name] for name in shown)], body)


def _need_numbers(outlook: HousingOutlook, press: Press) -> Table:
    """Every number of the need, for the download."""
    shown = [*DOWNLOADED, "planned", "pace", "balance"]
    body = []
    for row in outlook.need.values.iter_rows(named=True):
        name = f"{future_name(outlook, row['future'], press)}, {press.label(row['building_type'])}"
        body.append((name, cells([row[column] for column in shown], press.forms.number)))
    return table([press.words["futures"]["name"], *(press.label(name) for name in shown)], body)


def _by_kind(outlook: HousingOutlook, figure: Figure, of: tuple[str, str], press: Press) -> Table:
    """Kinds by futures, with today's number first and what is planned last, where it is told."""
    kind, column = of
    values = figure.values
    years = outlook.horizon_year - outlook.base_year
    planned = "planned" in values.columns
    body = []
    for name in dict.fromkeys(values[kind]):
        rows = values.filter(pl.col(kind) == name)
        found = {row["future"]: row for row in rows.iter_rows(named=True)}
        first = found[outlook.futures[0]]
        ahead = cells([found[future][column] for future in outlook.futures], _in(press, years))
        more = cells([first["planned"]], press.forms.number) if planned else ()
        spoken = press.age_group(name) if kind == "age_group" else press.label(name)
        body.append((spoken, (*cells([first["today"]], press.forms.number), *ahead, *more)))
    words = press.words["housing"]
    headings = [press.label(kind), words["in_year"].format(year=outlook.base_year)]
    last = [words["planned"]] if planned else []
    return table([*headings, *_names(outlook, press), *last], body)
