"""In brief: five sentences a councillor can repeat, each with its number and a small picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl
from markupsafe import Markup

from nyegrep.analyses.futures_results import HISTORY
from nyegrep.foundation.futures import FOUR
from nyegrep.reports.chapters.challenge_picture import ChallengeContext
from nyegrep.reports.chapters.comparing import series_of
from nyegrep.reports.chapters.cost_outlook import CostContext
from nyegrep.reports.chapters.cost_outlook_exhibits import municipal_total
from nyegrep.reports.chapters.finance_outlook import FinanceContext
from nyegrep.reports.chapters.finance_outlook_facts import needs_by_year
from nyegrep.reports.chapters.futures_outlook import FuturesContext
from nyegrep.reports.chapters.futures_outlook_exhibits import course_of, points_of
from nyegrep.reports.chapters.population_outlook import OutlookContext
from nyegrep.reports.charts.bars import spark_bars
from nyegrep.reports.charts.futures import CoursePanel, spark_courses
from nyegrep.reports.charts.lines import Line, spark_line
from nyegrep.reports.charts.svg import small_picture
from nyegrep.reports.contexts import BriefItem, FigureContext, ReportInput
from nyegrep.reports.press import Press
from nyegrep.reports.render import RANGE

TEMPLATE = "in_brief.jinja"
SENTENCES = 5
MOST_BEFORE = 3  # sentences on what has been, before those on what may come

Points = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Chapters:
    """The chapters that the sentences are taken from; ``None`` for those without data."""

    challenge: ChallengeContext
    outlook: OutlookContext | None
    futures: FuturesContext | None = None
    costs: CostContext | None = None
    finances: FinanceContext | None = None


def in_brief(report: ReportInput, chapters: Chapters, press: Press) -> tuple[BriefItem, ...]:
    """The five that matter most of those that the data can answer."""
    challenge, outlook = chapters.challenge, chapters.outlook
    found = [
        _people(report, challenge, press),
        *_causes(report, challenge, press),
        _old(challenge, press),
        _support(report, challenge, press),
        *_ahead(report, outlook, press),
        _elsewhere(report, challenge, press),
        _fastest(challenge, press),
    ]
    ahead = [
        *_futures(report, chapters.futures, press),
        *_costs(report, chapters.costs, press),
        *_finances(report, chapters.finances, press),
    ]
    before = found[: min(SENTENCES - len(ahead), MOST_BEFORE)]
    rest = found[len(before) :]
    return (*before, *ahead, *rest)[:SENTENCES]


def _people(report: ReportInput, challenge: ChallengeContext, press: Press) -> BriefItem:
    people, figure = challenge.people, challenge.figures["history"]
    rows = report.picture.history.values.sort("year").select("year", "persons").rows()
    return BriefItem(
        number=press.forms.number(people.last),
        sentence=press.sentence(TEMPLATE, "people", people),
        picture=_line(rows, figure, press),
        span=press.forms.years(people.first_year, people.last_year),
        figure=figure,
    )


def _causes(report: ReportInput, challenge: ChallengeContext, press: Press) -> list[BriefItem]:
    change = challenge.change
    if change is None or report.picture.change is None:
        return []
    figure = challenge.figures["change"]
    by_year = report.picture.change.values.group_by("year").agg(pl.col("persons").sum())
    yearly = by_year.sort("year")["persons"].to_list()
    return [
        BriefItem(
            number=press.forms.signed(change.birth_surplus),
            sentence=press.sentence(TEMPLATE, "causes", change),
            picture=_bars(yearly, figure, press),
            span=press.forms.years(change.first_year, change.last_year),
            figure=figure,
        )
    ]


def _old(challenge: ChallengeContext, press: Press) -> BriefItem:
    ages, figure = challenge.ages, challenge.figures["ages"]
    points = [(ages.first_year, ages.old_first), (ages.last_year, ages.old_last)]
    return BriefItem(
        number=press.forms.percent(ages.old_last),
        sentence=press.sentence(TEMPLATE, "old", ages),
        picture=_line(points, figure, press),
        span=press.forms.years(ages.first_year, ages.last_year),
        figure=figure,
    )


def _support(report: ReportInput, challenge: ChallengeContext, press: Press) -> BriefItem:
    support, figure = challenge.support, challenge.figures["support"]
    own = series_of(report.picture.support_ratio, report.picture.municipality, "ratio")
    return BriefItem(
        number=press.forms.number(support.last, 1),
        sentence=press.sentence(TEMPLATE, "support", support),
        picture=_line(own, figure, press),
        span=press.forms.years(support.first_year, support.last_year),
        figure=figure,
    )


def _ahead(report: ReportInput, outlook: OutlookContext | None, press: Press) -> list[BriefItem]:
    if outlook is None or report.outlook is None:
        return []
    path, figure = outlook.path, outlook.figures["path"]
    period = path.period
    rows = report.outlook.path.values.sort("year").select("year", "persons").rows()
    known = [row for row in rows if row[0] <= period.base_year]
    later = [row for row in rows if row[0] >= period.base_year]
    lines = [Line(tuple(known), "own"), Line(tuple(later), "ahead")]
    name = f"brief-{figure.anchor}"
    return [
        BriefItem(
            number=press.forms.ahead(path.end, period.years),
            sentence=press.sentence(TEMPLATE, "ahead", path),
            picture=small_picture(lambda frame: spark_line(frame, lines), name, press.language),
            span=press.forms.years(path.first_year, period.horizon),
            figure=figure,
        )
    ]


def _futures(report: ReportInput, futures: FuturesContext | None, press: Press) -> list[BriefItem]:
    if futures is None or report.futures is None:
        return []
    fan, figure, form = futures.about.fan, futures.figures["square"], press.forms
    ends = (form.ahead(outcome.end, fan.period.years) for outcome in (fan.lowest, fan.highest))
    courses = tuple(course_of(report.futures.paths, outcome.id, "") for outcome in fan.four)
    panel = CoursePanel(points_of(report.futures.paths, HISTORY), courses)
    name = f"brief-{figure.anchor}"
    return [
        BriefItem(
            number=RANGE.join(ends),
            sentence=press.sentence(TEMPLATE, "futures", fan),
            picture=small_picture(lambda frame: spark_courses(frame, panel), name, press.language),
            span=form.years(fan.first_year, fan.period.horizon),
            figure=figure,
        )
    ]


def _costs(report: ReportInput, costs: CostContext | None, press: Press) -> list[BriefItem]:
    if costs is None or report.costs is None:
        return []
    about, figure, form = costs.about, costs.figures["total"], press.forms
    total = municipal_total(report.costs)
    panel = CoursePanel((), tuple(course_of(total, name, "") for name in FOUR))
    between = press.words["futures"]["between"]
    name = f"brief-{figure.anchor}"
    return [
        BriefItem(
            number=form.signed_amount(about.total.low)
            + between
            + form.signed_amount(about.total.high),
            sentence=press.sentence(TEMPLATE, "costs", about),
            picture=small_picture(lambda frame: spark_courses(frame, panel), name, press.language),
            span=form.years(about.base_year, about.horizon),
            figure=figure,
        )
    ]


def _finances(
    report: ReportInput, finances: FinanceContext | None, press: Press
) -> list[BriefItem]:
    need = None if finances is None else finances.about.need
    if finances is None or need is None or report.finances is None or need.last <= 0:
        return []
    figure, form = finances.figures["restructuring"], press.forms
    values = needs_by_year(report.finances)
    return [
        BriefItem(
            number=form.amount(need.last),
            sentence=press.sentence(TEMPLATE, "finance", finances.about),
            picture=_bars(values, figure, press),
            span=form.years(need.first_year, need.last_year),
            figure=figure,
        )
    ]


def _elsewhere(report: ReportInput, challenge: ChallengeContext, press: Press) -> BriefItem:
    comparison = challenge.comparison
    figure = challenge.figures.get("comparison", challenge.figures["history"])
    own = series_of(report.picture.comparison, report.picture.municipality, "index")
    return BriefItem(
        number=press.forms.signed_percent(comparison.percent),
        sentence=press.sentence(TEMPLATE, "elsewhere", comparison),
        picture=_line(own, figure, press),
        span=press.forms.years(comparison.first_year, comparison.last_year),
        figure=figure,
    )


def _fastest(challenge: ChallengeContext, press: Press) -> BriefItem:
    ages, figure = challenge.ages, challenge.figures["ages"]
    moves = [ages.growing.persons, ages.shrinking.persons]
    return BriefItem(
        number=press.forms.signed(ages.growing.persons),
        sentence=press.sentence(TEMPLATE, "fastest", ages),
        picture=_bars(moves, figure, press, "moves"),
        span=press.forms.years(ages.first_year, ages.last_year),
        figure=figure,
    )


def _line(points: Points, figure: FigureContext, press: Press) -> Markup:
    line = Line(tuple((year, value) for year, value in points), "own")
    name = f"brief-{figure.anchor}"
    return small_picture(lambda frame: spark_line(frame, [line]), name, press.language)


def _bars(
    values: Sequence[float], figure: FigureContext, press: Press, of: str = "years"
) -> Markup:
    name = f"brief-{of}-{figure.anchor}"
    return small_picture(lambda frame: spark_bars(frame, values), name, press.language)
