"""The whole report as one HTML file that asks nobody for anything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files

from markupsafe import Markup

from nyegrep.reports.chapters import challenge_picture, method, population_outlook
from nyegrep.reports.chapters.in_brief import in_brief
from nyegrep.reports.contexts import Chapter, PageContext, ReportInput, figures_of
from nyegrep.reports.gallery import Gallery
from nyegrep.reports.press import Press
from nyegrep.reports.provenance import data_age, missing

__all__ = ["build_report", "figures_of"]


@dataclass(frozen=True)
class ChapterBuilder:
    """How a chapter comes about.

    Attributes:
        id: the chapter's name in ``words.yaml``, and of its template.
        build: makes what the template is handed, and puts up the figures; ``None`` without data.
    """

    id: str
    build: Callable[[ReportInput, Gallery], object | None]


# In the order of the report. A new chapter is a module, two templates, and a line here.
CHAPTERS = (
    ChapterBuilder(challenge_picture.CHAPTER, challenge_picture.build),
    ChapterBuilder(population_outlook.CHAPTER, population_outlook.build),
)
METHOD = "method"


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
    contexts = {}
    pages = []
    for builder in CHAPTERS:
        before = len(gallery.figures)
        context = contexts[builder.id] = builder.build(report, gallery)
        if context is not None:
            shown = gallery.figures[before:]
            body = press.page(f"{builder.id}.html", chapter=context, invented=report.invented)
            pages.append(_chapter(builder.id, press, body, shown))
        elif report.datasets_missing_for(builder.id):
            pages.append(_without_data(builder.id, report, press))
    challenge = contexts[challenge_picture.CHAPTER]
    outlook = contexts[population_outlook.CHAPTER]
    told = method.build(report, challenge, outlook, gallery)
    pages.append(_chapter(METHOD, press, press.page("method.html", method=told), ()))
    page = PageContext(
        place=challenge.people.place,
        base_year=report.picture.base_year,
        borders=report.picture.borders,
        first_year=challenge.people.first_year,
        horizon=report.outlook.horizon if report.outlook else None,
        data=data_age(report.trace, press, generated),
        generated=press.forms.date(generated.date()),
        version=report.version,
        invented=report.invented,
        brief=in_brief(report, challenge, outlook, press),
        chapters=tuple(pages),
    )
    return press.frame("page.html", page=page, style=_style(), texts=_texts(page, press))


def _chapter(name: str, press: Press, body: Markup, figures: tuple) -> Chapter:
    words = press.words["chapters"][name]
    return Chapter(words["anchor"], words["number"], words["title"], body, figures)


def _without_data(name: str, report: ReportInput, press: Press) -> Chapter:
    words = press.words["chapters"][name]
    lacking = missing(report.datasets_missing_for(name), press)
    return Chapter(words["anchor"], words["number"], words["title"], Markup(), (), lacking)


def _texts(page: PageContext, press: Press) -> dict[str, Markup]:
    """What the page says of itself, in sentences."""
    parts = ("lead", "running")
    return {part: press.sentence("page_texts.jinja", part, page) for part in parts}


@cache
def _style() -> Markup:
    """The style sheet, to be written into the page."""
    text = files("nyegrep.reports").joinpath("style.css").read_text(encoding="utf-8")
    return Markup(text)  # noqa: S704  # our own file
