"""People beside kroner: users of services, hands in care, and dementia; a part of chapter 4."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from nyegrep.analyses.service_users_results import ServiceUsersOutlook
from nyegrep.foundation.figures import Figure
from nyegrep.foundation.futures import FOUR
from nyegrep.foundation.terms import label
from nyegrep.reports.chapters.cost_outlook_facts import future_name
from nyegrep.reports.chapters.futures_outlook_exhibits import band_keys, course_of
from nyegrep.reports.charts.futures import CoursePanel, CourseWords, course_chart
from nyegrep.reports.contexts import Table
from nyegrep.reports.gallery import Exhibit, cells, table
from nyegrep.reports.press import Press

EVERY = 5  # years between the rows of a table


@dataclass(frozen=True)
class Ends:
    """A number of people now, and the least and the most of the four futures at the horizon."""

    name: str
    base: float
    low: float
    high: float

    @property
    def direction(self) -> str:
        """Which way all of the four go: ``up``, ``down``, or ``apart`` where they differ."""
        if round(self.low) > round(self.base):
            return "up"
        return "down" if round(self.high) < round(self.base) else "apart"


@dataclass(frozen=True)
class Users:
    """What the texts say of the users.

    Attributes:
        place: the municipality in a sentence.
        base_year: now.
        horizon: last year.
        years: between them.
        services: those that are known, in order.
        most: the service whose users grow most by share; ``None`` where none does in all futures.
        from_people: names of services that stand as people of the age.
        staff: full-time equivalents in care; ``None`` where they are not known.
        dementia: people with dementia.
        counted_year: when users were counted last; ``None`` where none were.
    """

    place: str
    base_year: int
    horizon: int
    years: int
    services: tuple[Ends, ...]
    most: Ends | None
    from_people: tuple[str, ...]
    staff: Ends | None
    dementia: Ends
    counted_year: int | None


def users_of(outlook: ServiceUsersOutlook, press: Press) -> Users:
    """What the text says of the users."""
    services = tuple(_service(outlook, name, press) for name in outlook.services)
    growing = [s for s in services if s.direction == "up" and s.base]
    facts = outlook.by_service.facts if outlook.by_service is not None else {}
    staff = None if outlook.staff is None else _ends(staff_together(outlook.staff), "", press)
    return Users(
        place=press.name(outlook.municipality),
        base_year=outlook.base_year,
        horizon=outlook.horizon_year,
        years=outlook.horizon_year - outlook.base_year,
        services=services,
        most=max(growing, key=lambda s: s.low / s.base, default=None),
        from_people=tuple(label(name, press.language) for name in facts.get("from_people", ())),
        staff=staff,
        dementia=_ends(outlook.dementia, "", press),
        counted_year=max(facts.get("counted_year", {}).values(), default=None),
    )


def users_exhibits(about: Users, outlook: ServiceUsersOutlook, press: Press) -> Iterator[Exhibit]:
    """The figures that there are, in the order that a reader meets them."""
    if outlook.horizon is not None:
        yield _users_exhibit(about, outlook.horizon, outlook, press)
    if outlook.staff is not None:
        groups = outlook.staff.values["staff_group"].unique(maintain_order=True)
        parts = {press.label(name): _only(outlook.staff, "staff_group", name) for name in groups}
        yield _lines_exhibit("staff", outlook.staff, parts, (about, outlook), press)
    whole = outlook.dementia
    yield _lines_exhibit("dementia", whole, {"": whole}, (about, outlook), press)


def staff_together(staff: Figure) -> Figure:
    """The means of nurses and others added."""
    values = staff.values.group_by("future", "year", maintain_order=True).agg(pl.col("mean").sum())
    return Figure(staff.id, staff.term, staff.unit, values, staff.trace, staff.facts)


def _only(figure: Figure, column: str, name: str) -> Figure:
    values = figure.values.filter(pl.col(column) == name)
    return Figure(figure.id, figure.term, figure.unit, values, figure.trace, figure.facts)


def _users_exhibit(
    about: Users, figure: Figure, outlook: ServiceUsersOutlook, press: Press
) -> Exhibit:
    """Users of each service now and in each future."""
    form, years = press.forms, about.years
    found = {(r["service"], r["future"]): r for r in figure.values.iter_rows(named=True)}
    body = []
    for name, service in zip(outlook.services, about.services, strict=True):
        means = [found[name, future]["mean"] for future in outlook.futures]
        now = cells([service.base], form.number)
        ahead = cells(means, lambda value: form.ahead(value, years))
        body.append((service.name, (*now, *ahead)))
    headings = [press.label("service"), str(about.base_year)]
    names = [future_name(outlook, future, press) for future in outlook.futures]
    return Exhibit("users", figure, about, table([*headings, *names], body))


def _lines_exhibit(
    name: str,
    whole: Figure,
    parts: Mapping[str, Figure],
    of: tuple[Users, ServiceUsersOutlook],
    press: Press,
) -> Exhibit:
    """Numbers in each future by year, a panel for each part of the whole, on one scale."""
    about, outlook = of
    form, years = press.forms.ahead, about.years
    panels = []
    for title, figure in parts.items():
        courses = []
        for future in outlook.futures:
            rows = _only(figure, "future", future).values.sort("year")
            end = form(rows["mean"].to_list()[-1], years)
            named = f"{future_name(outlook, future, press)} {end}"
            courses.append(course_of(figure, future, named))
        panels.append(CoursePanel((), tuple(courses), title))
    says = CourseWords(press.words["users"][f"{name}_unit"], None, press.forms.number, 0.2, True)
    drawn = any(course.band is not None for panel in panels for course in panel.courses)
    return Exhibit(
        name=name,
        figure=whole,
        about=about,
        table=_by_year(parts, about, outlook, press),
        draw=lambda frame: course_chart(frame, panels, says),
        keys=band_keys(press) if drawn else (),
    )


def _by_year(
    parts: Mapping[str, Figure], about: Users, outlook: ServiceUsersOutlook, press: Press
) -> Table:
    """A row for every fifth year and the last, a column for each future."""
    years = range(about.base_year, about.horizon + 1)
    shown = [y for y in years if y in (years[0], years[-1]) or y % EVERY == 0]
    body = []
    for title, figure in parts.items():
        mean = {(r["future"], r["year"]): r["mean"] for r in figure.values.iter_rows(named=True)}
        for year in shown:
            found = [mean[future, year] for future in outlook.futures]
            body.append((f"{title} {year}".strip(), cells(found, press.forms.number)))
    names = [future_name(outlook, future, press) for future in outlook.futures]
    first = press.words["year_heading"] if len(parts) == 1 else press.words["users"]["group"]
    return table([first, *names], body)


def _service(outlook: ServiceUsersOutlook, name: str, press: Press) -> Ends:
    by_service = outlook.by_service
    if by_service is None:
        raise ValueError(name)
    of_age = name in by_service.facts["from_people"]
    named = press.words["users"]["of_the_age" if of_age else "services"][name]
    return _ends(_only(by_service, "service", name), str(named), press)


def _ends(figure: Figure, name: str, press: Press) -> Ends:
    values = figure.values
    years = values["year"].unique().sort().to_list()
    base = values.filter(pl.col("year") == years[0])["mean"].to_list()[0]
    last = values.filter((pl.col("year") == years[-1]) & pl.col("future").is_in(FOUR))["mean"]
    ends = [float(value) for value in last.to_list()]
    return Ends(name or press.label(figure.term), float(base), min(ends), max(ends))
