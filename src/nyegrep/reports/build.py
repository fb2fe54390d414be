"""The whole report as one HTML file that asks nobody for anything."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Protocol

from markupsafe import Markup

from nyegrep.reports.chapters import (
    attraction_profile,
    challenge_picture,
    cost_outlook,
    finance_outlook,
    futures_outlook,
    housing_outlook,
    method,
    peer_comparison,
    population_outlook,
)
from nyegrep.reports.chapters.in_brief import Chapters, in_brief
from nyegrep.reports.contexts import (
    Chapter,
    FigureContext,
    PageContext,
    ReportInput,
    figures_of,
)
from nyegrep.reports.gallery import Gallery
from nyegrep.reports.press import Press
from nyegrep.reports.provenance import data_age, missing

__all__ = ["build_report", "figures_of"]

METHOD = "method"
PAGE_TEXTS = (
    "title",
    "kicker",
    "lead",
    "facts",
    "running",
    "invented",
    "missing_chapter",
    "footer",
)


class ChapterContext(Protocol):
    """What every chapter hands its template, among other things."""

    @property
    def figures(self) -> dict[str, FigureContext]:
        """The figures of the chapter, by name, in order."""


def build_report(chapters: ReportInput, language: str, generated: datetime) -> str:
    """The report in one language.

    Args:
        chapters: the answers of the analyses.
        language: ``nb`` or ``en``.
        generated: when the report is made; the age of the data is counted from then.

    Returns:
        A whole HTML document: style, charts and downloads are inside it.
    """
    return print_report(chapters, Press(language), generated)


def print_report(report: ReportInput, press: Press, generated: datetime) -> str:
    """The same with a press that the caller chose."""
    gallery = Gallery(press, generated, invented=report.invented)
    challenge = challenge_picture.build(report, gallery)
    attraction = attraction_profile.build(report, gallery)
    outlook = population_outlook.build(report, gallery)
    futures = futures_outlook.build(report, outlook, gallery)
    costs = cost_outlook.build(report, gallery)
    compared = peer_comparison.build(report, gallery)
    finances = finance_outlook.build(report, gallery)
    # In the order of the report. A new chapter is a module, two templates, and a line here.
    contexts: dict[str, ChapterContext | None] = {
        challenge_picture.CHAPTER: challenge,
        attraction_profile.CHAPTER: attraction,
        population_outlook.CHAPTER: outlook,
        futures_outlook.CHAPTER: futures,
        cost_outlook.CHAPTER: costs,
        peer_comparison.CHAPTER: compared,
        finance_outlook.CHAPTER: finances,
        housing_outlook.CHAPTER: housing_outlook.build(report, gallery),
    }
    told = method.build(report, challenge, outlook, gallery)
    chapters = (
        *_chapters(contexts, report, press),
        _chapter(METHOD, press, press.page("method.html", method=told)),
    )
    page = PageContext(
        place=challenge.people.place,
        base_year=report.picture.base_year,
        borders=report.picture.borders,
        first_year=challenge.people.first_year,
        horizon=next((a.horizon for a in (report.outlook, report.futures) if a), None),
        futures=futures is not None,
        data=data_age(report.trace, press, generated),
        generated=press.forms.date(generated.date()),
        version=report.version,
        invented=report.invented,
        brief=in_brief(report, Chapters(challenge, outlook, futures, costs, finances), press),
        chapters=chapters,
    )
    return press.frame("page.html", page=page, style=_style(), texts=_texts(page, press))


def _chapters(
    contexts: dict[str, ChapterContext | None], report: ReportInput, press: Press
) -> list[Chapter]:
    """The chapters that have data, and for those that lack it, what they lack."""
    found = []
    for name, context in contexts.items():
        lacking = report.datasets_missing_for(name)
        if context is not None:
            body = press.page(f"{name}.html", chapter=context, invented=report.invented)
            found.append(_chapter(name, press, body, tuple(context.figures.values())))
        elif lacking:
            found.append(replace(_chapter(name, press, Markup()), missing=missing(lacking, press)))
    return found


def _chapter(
    name: str, press: Press, body: Markup, figures: tuple[FigureContext, ...] = ()
) -> Chapter:
    words = press.words["chapters"][name]
    return Chapter(words["anchor"], words["number"], words["title"], body, figures)


def _texts(page: PageContext, press: Press) -> dict[str, Markup]:
    """What the page says of itself, in sentences."""
    return {part: press.sentence("page_texts.jinja", part, page) for part in PAGE_TEXTS}


@cache
def _style() -> Markup:
    """The style sheet, to be written into the page."""
    text = files("nyegrep.reports").joinpath("style.css").read_text(encoding="utf-8")
    return Markup(text)  # noqa: S704  # our own file
