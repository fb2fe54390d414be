"""Chapter 4: what people's number and ages will cost, in each future."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nyegrep.reports.chapters.cost_outlook_exhibits import (
    horizon_exhibit,
    per_age_exhibit,
    plausibility_exhibit,
    services_exhibit,
    total_exhibit,
)
from nyegrep.reports.chapters.cost_outlook_facts import Costs, costs_of
from nyegrep.reports.chapters.service_users import Users, users_exhibits, users_of
from nyegrep.reports.contexts import FigureContext, ReportInput
from nyegrep.reports.gallery import Exhibit, Gallery
from nyegrep.reports.press import Press

CHAPTER = "cost_outlook"


@dataclass(frozen=True)
class CostContext:
    """All of the chapter; ``figures`` by the names of their macros.

    ``users`` is what is said of people; ``None`` where that is not known.
    """

    about: Costs
    users: Users | None
    figures: dict[str, FigureContext]


def build(report: ReportInput, gallery: Gallery) -> CostContext | None:
    """The chapter, with its figures put up in order; ``None`` where there are no costs."""
    outlook, press = report.costs, gallery.press
    if outlook is None:
        return None
    about = costs_of(outlook, press)
    users = None if report.users is None else users_of(report.users, press)
    exhibits = [
        total_exhibit(about, outlook, press),
        *([services_exhibit(about, outlook, press)] if about.pictured else []),
        horizon_exhibit(about, outlook, press),
        *_users(users, report, press),
        per_age_exhibit(about, outlook, press),
        plausibility_exhibit(about, outlook, press),
    ]
    figures = {exhibit.name: gallery.show(CHAPTER, exhibit) for exhibit in exhibits}
    return CostContext(about, users, figures)


def _users(about: Users | None, report: ReportInput, press: Press) -> Iterator[Exhibit]:
    if about is not None and report.users is not None:
        yield from users_exhibits(about, report.users, press)
