"""Chapter 4: what people's number and ages will cost, in each future."""

from __future__ import annotations

from dataclasses import dataclass

from nyegrep.reports.chapters.cost_outlook_exhibits import (
    horizon_exhibit,
    per_age_exhibit,
    plausibility_exhibit,
    services_exhibit,
    total_exhibit,
)
from nyegrep.reports.chapters.cost_outlook_facts import Costs, costs_of
from nyegrep.reports.contexts import FigureContext, ReportInput
from nyegrep.reports.gallery import Gallery

CHAPTER = "cost_outlook"


@dataclass(frozen=True)
class CostContext:
    """All of the chapter; ``figures`` by the names of their macros."""

    about: Costs
    figures: dict[str, FigureContext]


def build(report: ReportInput, gallery: Gallery) -> CostContext | None:
    """The chapter, with its figures put up in order; ``None`` where there are no costs."""
    outlook, press = report.costs, gallery.press
    if outlook is None:
        return None
    about = costs_of(outlook, press)
    exhibits = [
        total_exhibit(about, outlook, press),
        *([services_exhibit(about, outlook, press)] if about.pictured else []),
        horizon_exhibit(about, outlook, press),
        per_age_exhibit(about, outlook, press),
        plausibility_exhibit(about, outlook, press),
    ]
    figures = {exhibit.name: gallery.show(CHAPTER, exhibit) for exhibit in exhibits}
    return CostContext(about, figures)
