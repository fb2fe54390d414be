"""What a workspace holds: tables, years, age, holes, and codes that were never verified."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import polars as pl

from nyegrep.foundation.codes import MunicipalityHistory
from nyegrep.foundation.errors import Problem
from nyegrep.foundation.provenance import Source
from nyegrep.sources.catalogue import Dataset, catalogue, dataset
from nyegrep.sources.state import StoredDataset
from nyegrep.sources.store import REGION_NAMES, Workspace


def status_rows(
    workspace: Workspace, history: MunicipalityHistory, language: str
) -> list[dict[str, Any]]:
    """One row per dataset of the catalogue: those at hand first, then those that are not.

    ``holes`` counts the municipality-years that ``holes`` finds lacking.
    """
    held = [name for name in workspace.state.datasets if name != REGION_NAMES]
    rows = [_held(workspace, catalogue()[name], history, language) for name in held]
    absent = [declared for name, declared in catalogue().items() if name not in held]
    return rows + [_absent(declared, language) for declared in absent]


def status_details(
    workspace: Workspace, history: MunicipalityHistory, name: str, language: str
) -> dict[str, Any]:
    """One dataset in full: its sources, its holes by municipality, and its remarks in words.

    Raises:
        InputError: there is no such dataset.
        DataError: it is not in the workspace.
    """
    declared = dataset(name)
    sources = workspace.sources_of(name)
    stored = workspace.state.datasets[name]
    lacking: dict[str, list[int]] = {}
    if declared.shape == "table" and declared.region_columns:
        table = workspace.table(name)
        if "year" in table.columns:
            region = pl.col(declared.region_columns[0])
            municipal = table.filter(region.str.contains(r"^\d{4}$"))
            pairs = municipal.select(region.alias("code"), "year", "borders").unique()
            lacking = holes(pairs, history)
    return {
        "dataset": name,
        "title": declared.title[language],
        "rows": stored.rows,
        "written": stored.written,
        "sources": [_source_row(source) for source in sources],
        "holes": {f"{c} {history.name(c, years[0])}": years for c, years in lacking.items()},
        "warnings": [Problem(code, facts).text(language) for code, facts in stored.warnings],
    }


def _source_row(source: Source) -> dict[str, Any]:
    return {
        "publisher": source.publisher,
        "table": source.table,
        "selection": source.selection,
        "fetched": source.fetched,
        "updated": source.updated,
        "licence": source.licence,
        "borders": source.borders or None,
        "verified": source.verified,
        "note": source.note,
    }


def _held(
    workspace: Workspace, declared: Dataset, history: MunicipalityHistory, language: str
) -> dict[str, Any]:
    stored = workspace.state.datasets[declared.id]
    row = _row(declared, language)
    row |= {
        "rows": stored.rows,
        "age_days": _age(stored),
        "source": _sources(stored),
        "verified": all(s.verified for s in stored.sources),
        "warnings": len(stored.warnings),
    }
    if declared.shape == "table":
        row |= _extent(workspace.table(declared.id), declared, history)
    return row


def _absent(declared: Dataset, language: str) -> dict[str, Any]:
    tables = [origin.table for origin in declared.origins if origin.kind == "statbank"]
    row = _row(declared, language)
    row |= {"source": ", ".join(tables[:3]), "verified": declared.verified}
    return row


def _row(declared: Dataset, language: str) -> dict[str, Any]:
    return {
        "dataset": declared.id,
        "title": declared.title[language],
        "rows": 0,
        "years": "",
        "municipalities": 0,
        "holes": 0,
        "age_days": None,
        "source": "",
        "verified": False,
        "warnings": 0,
    }


def _extent(table: pl.DataFrame, declared: Dataset, history: MunicipalityHistory) -> dict[str, Any]:
    found: dict[str, Any] = {}
    years = table["year"] if "year" in table.columns else None
    if years is not None and len(years):
        known = years.unique().sort().to_list()
        found["years"] = str(known[0]) if len(known) == 1 else f"{known[0]}–{known[-1]}"
    region = next(iter(declared.region_columns), None)
    if region is None:
        return found
    municipal = table.filter(pl.col(region).str.contains(r"^\d{4}$"))
    found["municipalities"] = municipal[region].n_unique()
    if years is not None:
        pairs = municipal.select(pl.col(region).alias("code"), "year", "borders").unique()
        found["holes"] = sum(len(lacking) for lacking in holes(pairs, history).values())
    return found


def holes(pairs: pl.DataFrame, history: MunicipalityHistory) -> dict[str, list[int]]:
    """Municipality to the years it lacks: ``code, year, borders`` say what is there.

    A year that covers more than half of the country's municipalities should have all of them; in
    other years a municipality is missed only between years that it has.
    """
    found: dict[str, list[int]] = {}
    for (_borders,), rows in pairs.group_by("borders"):
        spans = rows.group_by("code").agg(first=pl.col("year").min(), last=pl.col("year").max())
        between = {code: (first, last) for code, first, last in spans.iter_rows()}
        for (year,), now in rows.group_by("year"):
            when = int(str(year))
            have = set(now["code"])
            wanted = {m.code for m in history.in_year(when)}
            if len(have) <= len(wanted) / 2:
                wanted &= {c for c, (first, last) in between.items() if first < when < last}
            for code in wanted - have:
                found.setdefault(code, []).append(when)
    return {code: sorted(years) for code, years in sorted(found.items())}


def _age(stored: StoredDataset) -> int | None:
    moments = [s.fetched for s in stored.sources if s.fetched is not None]
    if not moments:
        return None
    return max(0, (datetime.now(UTC) - min(moments)).days)


def _sources(stored: StoredDataset) -> str:
    labels = [f"{s.publisher} {s.table}".strip() for s in stored.sources]
    return "; ".join(dict.fromkeys(labels))
