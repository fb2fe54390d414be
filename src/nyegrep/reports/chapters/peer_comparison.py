"""Chapter 5: where we spend more than others, than need and than income explain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nyegrep.analyses.economy_results import PeerComparison
from nyegrep.reports.chapters.need_index import Need, need_exhibits, need_of
from nyegrep.reports.chapters.peer_comparison_exhibits import (
    counted_exhibit,
    functions_exhibit,
    gaps_exhibit,
    parts_exhibit,
    peers_exhibit,
    places_exhibit,
    table_exhibit,
)
from nyegrep.reports.chapters.peer_comparison_facts import Comparison, comparison_of
from nyegrep.reports.contexts import FigureContext, ReportInput
from nyegrep.reports.gallery import Exhibit, Gallery
from nyegrep.reports.press import Press

CHAPTER = "peer_comparison"


@dataclass(frozen=True)
class ComparisonContext:
    """All of the chapter; ``figures`` by the names of their macros, ``notes`` in sentences.

    ``need`` is what the inhabitants need; ``None`` where it is not known.
    """

    about: Comparison
    need: Need | None
    notes: tuple[str, ...]
    figures: dict[str, FigureContext]


def build(report: ReportInput, gallery: Gallery) -> ComparisonContext | None:
    """The chapter, with its figures put up in order; ``None`` where there is no comparison."""
    found, press = report.comparison, gallery.press
    if found is None:
        return None
    about = comparison_of(found, press)
    need = None if report.need is None else need_of(report.need, press)
    exhibits = [*_differences(about, found, press)]
    if need is not None and report.need is not None:
        exhibits.extend(need_exhibits(need, report.need, press))
    exhibits += [places_exhibit(about, found, press), peers_exhibit(about, found, press)]
    figures = {e.name: gallery.show(CHAPTER, e) for e in exhibits}
    notes = tuple(note.text(press.language) for note in found.notes)
    return ComparisonContext(about, need, notes, figures)


def _differences(about: Comparison, found: PeerComparison, press: Press) -> Iterator[Exhibit]:
    """By area, and behind the largest of them."""
    yield gaps_exhibit(about, found, press)
    yield table_exhibit(about, found, press)
    if about.parts:
        yield parts_exhibit(about, found, press)
    if about.functions:
        yield functions_exhibit(about, found, press)
    if about.counted:
        yield counted_exhibit(about, found, press)
