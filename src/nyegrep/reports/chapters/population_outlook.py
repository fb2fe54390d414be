"""The outlook: how many we shall be, and of what age, along the baseline path."""

from __future__ import annotations

from dataclasses import dataclass

from nyegrep.reports.chapters.population_outlook_exhibits import (
    accuracy_exhibit,
    ages_exhibit,
    causes_exhibit,
    path_exhibit,
    shape_exhibit,
    support_exhibit,
)
from nyegrep.reports.chapters.population_outlook_facts import (
    Accuracy,
    AgesAhead,
    Causes,
    Path,
    Shape,
    SupportAhead,
    accuracy_of,
    ages_ahead_of,
    causes_of,
    path_of,
    shape_of,
    support_ahead_of,
)
from nyegrep.reports.contexts import FigureContext, ReportInput
from nyegrep.reports.gallery import Gallery

CHAPTER = "population_outlook"


@dataclass(frozen=True)
class OutlookContext:
    """All of the chapter; ``figures`` by the names of their macros.

    ``futures`` is true where a chapter on the futures follows.
    """

    path: Path
    causes: Causes
    ages: AgesAhead
    shape: Shape
    support: SupportAhead
    accuracy: Accuracy | None
    futures: bool
    figures: dict[str, FigureContext]


def build(report: ReportInput, gallery: Gallery) -> OutlookContext | None:
    """The chapter, with its figures put up in order; ``None`` where there is no outlook."""
    outlook, press = report.outlook, gallery.press
    if outlook is None:
        return None
    path, causes = path_of(outlook, press), causes_of(outlook, press)
    ages, shape = ages_ahead_of(outlook, press), shape_of(outlook, press)
    support = support_ahead_of(outlook, press)
    exhibits = [
        path_exhibit(path, outlook, press),
        causes_exhibit(causes, outlook, press),
        ages_exhibit(ages, outlook, press),
        shape_exhibit(shape, outlook, press),
        support_exhibit(support, outlook, press),
    ]
    accuracy = None
    if outlook.accuracy is not None:
        accuracy = accuracy_of(outlook, outlook.accuracy, press)
        exhibits.append(accuracy_exhibit(accuracy, outlook.accuracy, press))
    return OutlookContext(
        path=path,
        causes=causes,
        ages=ages,
        shape=shape,
        support=support,
        accuracy=accuracy,
        futures=report.futures is not None,
        figures={exhibit.name: gallery.show(CHAPTER, exhibit) for exhibit in exhibits},
    )
