"""The figures of the cost chapter: lines by future, and the tables they stand on."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from nyegrep.analyses.cost_results import CostOutlook
from nyegrep.foundation.axes import AgeGroup
from nyegrep.foundation.figures import Figure
from nyegrep.foundation.services import MUNICIPAL_TOTAL
from nyegrep.reports.chapters.cost_outlook_facts import Costs, future_name
from nyegrep.reports.chapters.futures_outlook_exhibits import band_keys, course_of
from nyegrep.reports.charts.futures import CoursePanel, CourseWords, course_chart
from nyegrep.reports.contexts import Cell, Table
from nyegrep.reports.gallery import Exhibit, cells, table
from nyegrep.reports.press import Press

EVERY = 5  # years between the rows of a table
DOWNLOADED = ("mean", "p10", "p25", "p50", "p75", "p90")


def total_exhibit(costs: Costs, outlook: CostOutlook, press: Press) -> Exhibit:
    """The municipality's sum under each future, with the bands at the end."""
    panels = [_panel(outlook, MUNICIPAL_TOTAL, "", press)]
    return Exhibit(
        name="total",
        figure=outlook.by_service,
        about=costs,
        table=_by_year(outlook, [MUNICIPAL_TOTAL], press),
        draw=lambda frame: course_chart(frame, panels, _says(press)),
        keys=band_keys(press) if costs.drawn else (),
        numbers=_all_numbers(outlook, (MUNICIPAL_TOTAL,), press),
        view="total",
    )


def services_exhibit(costs: Costs, outlook: CostOutlook, press: Press) -> Exhibit:
    """Kindergarten, school and care below each other on one scale."""
    names = [service.id for service in costs.pictured]
    panels = [_panel(outlook, name, press.label(name), press) for name in names]
    return Exhibit(
        name="services",
        figure=outlook.by_service,
        about=costs,
        table=_by_year(outlook, names, press),
        draw=lambda frame: course_chart(frame, panels, _says(press)),
        keys=band_keys(press) if costs.drawn else (),
        numbers=_all_numbers(outlook, (*outlook.services, MUNICIPAL_TOTAL), press),
    )


def horizon_exhibit(costs: Costs, outlook: CostOutlook, press: Press) -> Exhibit:
    """Every service under every future at the horizon; the bands are in the download."""
    found = {
        (row["service"], row["future"]): row for row in outlook.horizon.values.iter_rows(named=True)
    }
    body = []
    for service in (*outlook.services, MUNICIPAL_TOTAL):
        means = [found[service, future]["mean"] for future in outlook.futures]
        body.append((press.label(service), cells(means, press.forms.signed_amount)))
    names = [future_name(outlook, future, press) for future in outlook.futures]
    return Exhibit(
        name="horizon",
        figure=outlook.horizon,
        about=costs,
        table=table([press.label("service"), *names], body),
        numbers=_all_numbers(outlook, (*outlook.services, MUNICIPAL_TOTAL), press),
    )


def per_age_exhibit(costs: Costs, outlook: CostOutlook, press: Press) -> Exhibit:
    """The unit costs that were used, each with what kind of knowledge it is."""
    words = press.words
    body = []
    for row in outlook.per_age.values.iter_rows(named=True):
        ages = press.age_group(AgeGroup(row["age_first"], row["age_last"]).id)
        kind = words["futures"]["assumption_kind"][row["kind"]]
        amount = cells([row["nok_per_person"]], press.forms.number)
        body.append((press.label(row["service"]), (Cell(ages), *amount, Cell(kind))))
    headings = [
        press.label("service"),
        words["age_heading"],
        words["costs"]["nok_per_person"].format(year=costs.price_year),
        words["kind_heading"],
    ]
    return Exhibit("per_age", outlook.per_age, costs, table(headings, body))


def plausibility_exhibit(costs: Costs, outlook: CostOutlook, press: Press) -> Exhibit:
    """Unit costs times the people of the country, beside what the country spends."""
    words = press.words["costs"]
    body = []
    for row in outlook.plausibility.values.iter_rows(named=True):
        billions = [row["implied"] / 1000, row["reference"] / 1000]
        ratio = 100 * row["implied"] / row["reference"]
        body.append(
            (
                press.label(row["service"]),
                (
                    *cells(billions, lambda value: press.forms.number(value, 1)),
                    *cells([ratio], press.forms.number),
                ),
            )
        )
    headings = [press.label("service"), *(words[name] for name in ("implied", "spent", "of_spent"))]
    return Exhibit("plausibility", outlook.plausibility, costs, table(headings, body))


def municipal_total(outlook: CostOutlook) -> Figure:
    """The costs of the municipality's sum alone."""
    return _of(outlook.by_service, MUNICIPAL_TOTAL)


def _panel(outlook: CostOutlook, service: str, title: str, press: Press) -> CoursePanel:
    figure = _of(outlook.by_service, service)
    courses = []
    for future in outlook.futures:
        ends = figure.values.filter(pl.col("future") == future).sort("year")["mean"].to_list()
        end = press.forms.signed_amount(ends[-1])
        name = f"{future_name(outlook, future, press)} {end}"
        courses.append(course_of(figure, future, name))
    return CoursePanel((), tuple(courses), title)


def _of(figure: Figure, service: str) -> Figure:
    values = figure.values.filter(pl.col("service") == service)
    return Figure(figure.id, figure.term, figure.unit, values, figure.trace, figure.facts)


def _says(press: Press) -> CourseWords:
    return CourseWords(press.words["costs"]["unit"], None, press.forms.signed)


def _by_year(outlook: CostOutlook, services: Sequence[str], press: Press) -> Table:
    """A row for every fifth year and the last, a column for each future."""
    years = range(outlook.base_year, outlook.horizon_year + 1)
    shown = [y for y in years if y in (years[0], years[-1]) or y % EVERY == 0]
    body = []
    for service in services:
        rows = outlook.by_service.values.filter(pl.col("service") == service)
        mean = {(r["future"], r["year"]): r["mean"] for r in rows.iter_rows(named=True)}
        for year in shown:
            name = str(year) if len(services) == 1 else f"{press.label(service)} {year}"
            found = [mean[future, year] for future in outlook.futures]
            body.append((name, cells(found, press.forms.signed_amount)))
    words = press.words
    first = words["year_heading"] if len(services) == 1 else words["costs"]["service_and_year"]
    return table([first, *(future_name(outlook, f, press) for f in outlook.futures)], body)


def _all_numbers(outlook: CostOutlook, services: Sequence[str], press: Press) -> Table:
    """Every number of the services, for the download."""
    words = press.words["futures"]
    rows = outlook.by_service.values.filter(pl.col("service").is_in(services))
    body = [
        (
            future_name(outlook, row["future"], press),
            (
                Cell("", press.label(row["service"])),
                Cell("", str(row["year"])),
                *cells([row[name] for name in DOWNLOADED], press.forms.number),
            ),
        )
        for row in rows.iter_rows(named=True)
    ]
    headings = [words["name"], press.label("service"), press.words["year_heading"]]
    return table([*headings, *(words["quantiles"][name] for name in DOWNLOADED)], body)
