"""Chapter 1: how people and ages have developed, and against whom."""

from __future__ import annotations

from dataclasses import dataclass

from nyegrep.reports.chapters.challenge_picture_exhibits import (
    ages_exhibit,
    change_exhibit,
    comparison_exhibit,
    history_exhibit,
    support_exhibit,
)
from nyegrep.reports.chapters.challenge_picture_facts import (
    Ages,
    Change,
    Comparison,
    People,
    Support,
    ages_of,
    change_of,
    comparison_of,
    people_of,
    support_of,
)
from nyegrep.reports.contexts import FigureContext, MissingContext, ReportInput
from nyegrep.reports.gallery import Gallery
from nyegrep.reports.provenance import missing

CHAPTER = "challenge_picture"
CHANGE = "population.change"
CHANGE_DATASETS = ("population_change",)


@dataclass(frozen=True)
class ChallengeContext:
    """All of the chapter; ``figures`` by the names of their macros."""

    people: People
    comparison: Comparison
    change: Change | None
    change_missing: MissingContext | None
    ages: Ages
    support: Support
    figures: dict[str, FigureContext]


def build(report: ReportInput, gallery: Gallery) -> ChallengeContext:
    """The chapter, with its figures put up in order."""
    picture, press = report.picture, gallery.press
    people = people_of(picture, press)
    comparison = comparison_of(picture, press)
    change = change_of(picture, press)
    ages = ages_of(picture, press)
    support = support_of(picture, press)
    exhibits = [
        history_exhibit(people, picture, press),
        *([comparison_exhibit(comparison, picture, press)] if comparison.others else []),
        *([change_exhibit(change, picture.change, press)] if change and picture.change else []),
        ages_exhibit(ages, picture, press),
        support_exhibit(support, picture, press),
    ]
    needed = report.datasets_missing_for(CHANGE) or CHANGE_DATASETS
    return ChallengeContext(
        people=people,
        comparison=comparison,
        change=change,
        change_missing=missing(needed, press) if change is None else None,
        ages=ages,
        support=support,
        figures={exhibit.name: gallery.show(CHAPTER, exhibit) for exhibit in exhibits},
    )
