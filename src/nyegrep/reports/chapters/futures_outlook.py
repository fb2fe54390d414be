"""Chapter 3, second half: what could come, in good times or bad, attractive or not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nyegrep.analyses.futures_results import FuturesOutlook
from nyegrep.reports.chapters.futures_outlook_exhibits import (
    jobs_exhibit,
    lines_exhibit,
    pyramid_exhibit,
    square_exhibit,
    support_exhibit,
)
from nyegrep.reports.chapters.futures_outlook_facts import (
    Compared,
    Fan,
    Range,
    compared_of,
    fan_of,
    jobs_of,
    oldest_of,
    shape_of,
    sheet_of,
    support_of,
    told,
)
from nyegrep.reports.chapters.futures_outlook_goal import Goal, goal_exhibit, goal_of
from nyegrep.reports.chapters.futures_outlook_tables import (
    Assumed,
    ages_exhibit,
    assumed_exhibit,
    assumed_of,
    compared_exhibit,
    sheet_exhibit,
)
from nyegrep.reports.chapters.futures_stories import StoryContext, story_contexts
from nyegrep.reports.chapters.population_outlook import OutlookContext
from nyegrep.reports.chapters.population_outlook_exhibits import accuracy_exhibit
from nyegrep.reports.chapters.population_outlook_facts import Accuracy, measured
from nyegrep.reports.contexts import FigureContext, ReportInput
from nyegrep.reports.gallery import Exhibit, Gallery
from nyegrep.reports.press import Press

CHAPTER = "futures_outlook"


@dataclass(frozen=True)
class Page:
    """One future: its story, and the table of its characteristics."""

    story: StoryContext
    sheet: FigureContext


@dataclass(frozen=True)
class Told:
    """What the texts of the chapter say; ``None`` for what is not known or not asked."""

    fan: Fan
    compared: Compared
    oldest: Range
    shape: Range
    support: Range
    jobs: Range | None
    goal: Goal | None
    assumed: Assumed


@dataclass(frozen=True)
class FuturesContext:
    """All of the chapter; ``figures`` by the names of their macros, sheets by their future.

    Attributes:
        about: what the texts say.
        accuracy: how far such projections have missed; ``None`` where it could not be measured.
        accuracy_table: where that stands, which may be in the chapter before.
        pages: a page for each future that has a story.
        figures: those of this chapter.
    """

    about: Told
    accuracy: Accuracy | None
    accuracy_table: FigureContext | None
    pages: tuple[Page, ...]
    figures: dict[str, FigureContext]


def build(
    report: ReportInput, before: OutlookContext | None, gallery: Gallery
) -> FuturesContext | None:
    """The chapter, with its figures put up in order; ``None`` where there are no futures.

    Args:
        report: all answers.
        before: the baseline, whose table of accuracy serves where the futures have none.
        gallery: where figures are numbered.
    """
    outlook, press = report.futures, gallery.press
    if outlook is None:
        return None
    about = _told(outlook, press)
    figures = {}
    for name, exhibit in _exhibits(outlook, about, press):
        figures[name] = gallery.show(CHAPTER, exhibit)
    accuracy, shown = _accuracy(outlook, before, gallery)
    if shown is not None and outlook.accuracy is not None and shown not in _shown(before):
        figures["accuracy"] = shown
    stories = story_contexts(outlook, report.stories, press)
    pages = tuple(Page(story, figures[f"sheet {name}"]) for name, story in stories.items())
    return FuturesContext(about, accuracy, shown, pages, figures)


def _told(outlook: FuturesOutlook, press: Press) -> Told:
    return Told(
        fan=fan_of(outlook, press),
        compared=compared_of(outlook, press),
        oldest=oldest_of(outlook, press),
        shape=shape_of(outlook, press),
        support=support_of(outlook, press),
        jobs=jobs_of(outlook, outlook.jobs, press) if outlook.jobs is not None else None,
        goal=goal_of(outlook, outlook.reach, press) if outlook.reach is not None else None,
        assumed=assumed_of(outlook, press),
    )


def _exhibits(outlook: FuturesOutlook, about: Told, press: Press) -> Iterator[tuple[str, Exhibit]]:
    """The figures in the order that a reader meets them."""
    yield "square", square_exhibit(about.fan, outlook, press)
    yield "lines", lines_exhibit(about.fan, outlook, press)
    yield "compared", compared_exhibit(about.compared, outlook, press)
    for name in told(outlook):
        yield f"sheet {name}", sheet_exhibit(sheet_of(outlook, name, press), outlook, press)
    yield "pyramids", pyramid_exhibit(about.shape, outlook, press)
    yield "ages", ages_exhibit(about.oldest, outlook, press)
    yield "support", support_exhibit(about.support, outlook, press)
    if about.jobs is not None and outlook.jobs is not None:
        yield "jobs", jobs_exhibit(about.jobs, outlook.jobs, outlook, press)
    if about.goal is not None and outlook.reach is not None:
        yield "goal", goal_exhibit(about.goal, outlook, outlook.reach, press)
    yield "assumed", assumed_exhibit(about.assumed, outlook, press)


def _accuracy(
    outlook: FuturesOutlook, before: OutlookContext | None, gallery: Gallery
) -> tuple[Accuracy | None, FigureContext | None]:
    """What was measured and where it stands: in this chapter, or in the one before."""
    earlier = next(iter(_shown(before)), None)
    figure = outlook.accuracy
    if figure is None:
        return (before.accuracy if before is not None else None), earlier
    persons = float(outlook.paths.facts["base_persons"])
    found = measured(outlook.municipality, persons, figure, gallery.press)
    anchor = figure.id.replace(".", "-").replace("_", "-")
    if earlier is not None and earlier.anchor == anchor:
        return found, earlier
    return found, gallery.show(CHAPTER, accuracy_exhibit(found, figure, gallery.press))


def _shown(before: OutlookContext | None) -> tuple[FigureContext, ...]:
    """The table of accuracy of the chapter before, where it has one."""
    found = before.figures.get("accuracy") if before is not None else None
    return () if found is None else (found,)
