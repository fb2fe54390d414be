"""Chapter 7: what must be built, and for whom, in each future."""

from __future__ import annotations

from dataclasses import dataclass

from nyegrep.reports.chapters.housing_outlook_exhibits import (
    care_exhibit,
    dwellings_exhibit,
    fit_exhibit,
    households_exhibit,
    need_exhibit,
    older_exhibit,
)
from nyegrep.reports.chapters.housing_outlook_facts import Housing, housing_of
from nyegrep.reports.contexts import FigureContext, ReportInput
from nyegrep.reports.gallery import Gallery

CHAPTER = "housing_outlook"


@dataclass(frozen=True)
class HousingContext:
    """All of the chapter; ``figures`` by the names of their macros."""

    about: Housing
    figures: dict[str, FigureContext]


def build(report: ReportInput, gallery: Gallery) -> HousingContext | None:
    """The chapter, with its figures put up in order; ``None`` where housing is not known."""
    outlook, press = report.housing, gallery.press
    if outlook is None:
        return None
    about = housing_of(outlook, press)
    care = outlook.care
    exhibits = [
        dwellings_exhibit(about, outlook, press),
        need_exhibit(about, outlook, press),
        households_exhibit(about, outlook, press),
        older_exhibit(about, outlook, press),
        *([care_exhibit(about, outlook, care, press)] if care is not None else []),
        *([fit_exhibit(about, outlook, press)] if about.missed is not None else []),
    ]
    figures = {exhibit.name: gallery.show(CHAPTER, exhibit) for exhibit in exhibits}
    return HousingContext(about, figures)
