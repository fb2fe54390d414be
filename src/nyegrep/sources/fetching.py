"""Fetch datasets into a workspace: every origin of each, saved together or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from nyegrep.foundation.codes import MunicipalityHistory
from nyegrep.foundation.errors import InputError, NyegrepError, Problem, Problems, SourceError
from nyegrep.sources import klass, ssb
from nyegrep.sources.catalogue import Dataset, FileOrigin, KlassOrigin, StatbankOrigin, dataset
from nyegrep.sources.delivery import Delivery
from nyegrep.sources.http import UNREACHABLE, HttpClient
from nyegrep.sources.store import SavedDataset, Workspace
from nyegrep.sources.wish import Wish

Progress = Callable[[str, int, int], None]
HistoryOf = Callable[[Workspace, list[Delivery]], MunicipalityHistory]

REPORT_DATASETS = (
    "population_by_age",
    "population_change",
    "centrality",
    "national_deaths",
)
REQUIRED_DATASETS = ("population_by_age",)
RAW_FOLDER = "raw"


@dataclass(frozen=True)
class FetchOptions:
    """What to fetch, and how.

    Attributes:
        datasets: ids; none = what the report needs.
        municipalities: codes or names; none = all.
        offline: use only answers that are in the cache.
        refresh: ask again for what is in the cache.
        language: language of the notes that go with the data.
    """

    datasets: tuple[str, ...] = ()
    municipalities: tuple[str, ...] = ()
    offline: bool = False
    refresh: bool = False
    language: str = "nb"


@dataclass(frozen=True)
class Fetched:
    """What a fetch brought: what it did to each dataset, and what could not be had."""

    saved: tuple[SavedDataset, ...]
    failed: tuple[Problem, ...]


def fetch_datasets(
    workspace: Workspace, history_of: HistoryOf, options: FetchOptions, progress: Progress
) -> Fetched:
    """Fetch the datasets asked for and save them together.

    Datasets asked for by name must all arrive. Without names, those that the report can do
    without may fail; the answer says why.

    Raises:
        InputError: an unknown dataset or municipality, or one that is only to be had as a file.
        SourceError: a source did not answer; what was fetched is kept and not asked for again.
    """
    chosen = [dataset(name) for name in options.datasets or REPORT_DATASETS]
    wish = _wish(workspace, history_of, options)
    _require_address(chosen)
    failed, problems, deliveries = Problems(), Problems(), list[Delivery]()
    with HttpClient(workspace.folder / RAW_FOLDER, options.offline, options.refresh) as client:
        for declared in chosen:
            try:
                deliveries += _fetch_all_origins(declared, wish, client, progress)
            except NyegrepError as error:
                if error.problems[0].code == UNREACHABLE:
                    raise
                optional = not options.datasets and declared.id not in REQUIRED_DATASETS
                (failed if optional else problems).extend(error)
    problems.raise_if_any(SourceError)
    names = ", ".join(declared.id for declared in chosen)
    history = history_of(workspace, deliveries)
    saved = workspace.save(deliveries, history, f"fetch {names}", progress)
    return Fetched(tuple(saved), tuple(failed))


def _wish(workspace: Workspace, history_of: HistoryOf, options: FetchOptions) -> Wish:
    """The municipalities by every code that each has had."""
    wish = Wish(language="nb" if options.language == "nb" else "en")
    if not options.municipalities:
        return wish
    history = history_of(workspace, [])
    codes: dict[str, None] = {}
    problems = Problems()
    for text in options.municipalities:
        try:
            codes |= dict.fromkeys(history.lineage(history.find(text).code))
        except InputError as error:
            problems.extend(error)
    problems.raise_if_any(InputError)
    return replace(wish, municipalities=tuple(codes))


def _require_address(chosen: list[Dataset]) -> None:
    """Every dataset must have an origin that can be asked."""
    problems = Problems()
    for declared in chosen:
        if not any(not isinstance(origin, FileOrigin) for origin in declared.origins):
            problems.add("fetch.file_only", dataset=declared.id, publisher=declared.publisher)
    problems.raise_if_any(InputError)


def _fetch_all_origins(
    declared: Dataset, wish: Wish, client: HttpClient, progress: Progress
) -> list[Delivery]:
    """What each table has of the wish; tables that have nothing of it matter only if all have."""
    found: list[Delivery] = []
    empty = Problems()
    for origin in declared.origins:
        try:
            if isinstance(origin, StatbankOrigin):
                found.append(ssb.fetch(declared, origin, wish, client, progress))
            elif isinstance(origin, KlassOrigin):
                found.append(klass.fetch(declared, origin, wish, client, progress))
        except InputError as error:
            empty.extend(error)
    if not found:
        empty.raise_if_any(InputError)
    return found
