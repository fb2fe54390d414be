"""Chapter 6: what must be found to meet the municipality's own targets, and by when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nyegrep.analyses.finance_results import FinanceOutlook
from nyegrep.reports.chapters.finance_outlook_exhibits import (
    restructuring_exhibit,
    revenue_exhibit,
    robek_exhibit,
    sensitivity_exhibit,
    targets_exhibit,
)
from nyegrep.reports.chapters.finance_outlook_facts import Finance, finance_of
from nyegrep.reports.chapters.savings_distribution import (
    Shared,
    distribution_exhibit,
    shared_of,
)
from nyegrep.reports.contexts import FigureContext, ReportInput
from nyegrep.reports.gallery import Exhibit, Gallery
from nyegrep.reports.press import Press

CHAPTER = "finance_outlook"


@dataclass(frozen=True)
class FinanceContext:
    """All of the chapter; ``figures`` by the names of their macros, ``notes`` in sentences.

    ``shared`` is what must be found, by area; ``None`` where it is not shared.
    """

    about: Finance
    shared: Shared | None
    notes: tuple[str, ...]
    figures: dict[str, FigureContext]


def build(report: ReportInput, gallery: Gallery) -> FinanceContext | None:
    """The chapter, with its figures put up in order; ``None`` where nothing was asked."""
    outlook, press = report.finances, gallery.press
    if outlook is None:
        return None
    about = finance_of(outlook, press)
    shared = None if report.savings is None else shared_of(report.savings, press)
    exhibits = [*_exhibits(about, outlook, press)]
    if shared is not None and report.savings is not None:
        exhibits.append(distribution_exhibit(shared, report.savings, press))
    figures = {e.name: gallery.show(CHAPTER, e) for e in exhibits}
    notes = tuple(note.text(press.language) for note in outlook.notes if _own(note.code))
    return FinanceContext(about, shared, notes, figures)


def _own(code: str) -> bool:
    """Notes about the economy itself; the others stand in the chapter on method."""
    return code.startswith("finance.")


def _exhibits(about: Finance, outlook: FinanceOutlook, press: Press) -> Iterator[Exhibit]:
    """The figures that there are, in the order that a reader meets them."""
    if about.standings:
        yield targets_exhibit(about, outlook, press)
    if about.need is not None and outlook.restructuring is not None:
        yield restructuring_exhibit(about, about.need, outlook.restructuring, outlook, press)
    if outlook.sensitivity is not None:
        yield sensitivity_exhibit(about, outlook.sensitivity, outlook, press)
    if outlook.revenue is not None:
        yield revenue_exhibit(about, outlook.revenue, outlook, press)
    if outlook.robek is not None:
        yield robek_exhibit(about, outlook.robek, press)
