"""What need is worked out from: the key of the year, criteria, people and published index."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

import polars as pl

from nyegrep.analyses.context import MUNICIPALITY, persons_of
from nyegrep.foundation.errors import DataError, InputError, Problem, Problems
from nyegrep.foundation.provenance import MethodUse, ParameterUse, Source, Trace
from nyegrep.methods.need import (
    TOTAL,
    CostKey,
    KeySettings,
    criterion_index,
    key_from_table,
    need_index,
)
from nyegrep.parameters.tree import leaves, read
from nyegrep.sources.store import Workspace

KEYS = "cost_keys"
CRITERIA = "need_criteria"
INDEX = "expenditure_need_index"
PEOPLE = "population_by_age"
INHABITANTS = "inhabitants"
KEY_BRANCH = "need.cost_key"
METHOD = MethodUse("nyegrep.methods.need", "1", "docs/methods/need.md")


@dataclass(frozen=True)
class KnownKey:
    """The cost key of a year, and what it stands on; ``key`` is ``None`` where none is known."""

    key: CostKey | None
    year: int
    verified: bool = True
    sources: tuple[Source, ...] = ()
    parameters: tuple[ParameterUse, ...] = ()
    notes: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class NeedBasis:
    """Everything that is known of need in a year.

    Attributes:
        workspace: where the data is.
        year: the year of key, criteria and index.
        overrides: parameter values of the user's own, by path.
    """

    workspace: Workspace
    year: int
    overrides: Mapping[str, object] = field(default_factory=dict)

    @cached_property
    def known_key(self) -> KnownKey:
        """The key of the year: the workspace's, else that of the parameters."""
        table = self._rows(KEYS)
        if table is None:
            return _key_of_parameters(self.year, self.overrides)
        key = key_from_table(table)
        _require_sums(key, KEYS, self.year)
        sources = self.workspace.sources_of(KEYS, table)
        verified = all(source.verified for source in sources)
        return KnownKey(key, self.year, verified, sources)

    @cached_property
    def criteria(self) -> pl.DataFrame | None:
        """Indices of criteria of all municipalities, of one year; ``None`` where not known."""
        table = self._rows(CRITERIA)
        people = self._people(table)
        if table is None or people is None:
            return None
        return criterion_index(table.select("municipality_code", "criterion", "value"), people)

    @cached_property
    def calculated(self) -> pl.DataFrame | None:
        """Need by sector and in total, from criteria and key."""
        key = self.known_key.key
        if key is None or self.criteria is None:
            return None
        return need_index(self.criteria, key)

    @cached_property
    def published(self) -> pl.DataFrame | None:
        """Need by sector and in total as published, ``municipality_code, sector, index``."""
        table = self._rows(INDEX)
        return None if table is None else table.select("municipality_code", "sector", "index")

    @cached_property
    def totals(self) -> dict[str, float]:
        """Total need of every municipality where it is known."""
        found: dict[str, float] = {}
        for table in (self.published, self.calculated):
            if table is not None:
                chosen = table.filter(pl.col("sector") == TOTAL).drop_nulls("index")
                found |= dict(chosen.select("municipality_code", "index").iter_rows())
        return found

    def of(self, code: str) -> tuple[dict[str, float], Literal["criteria", "published", ""]]:
        """Need of one municipality by sector where known, and what most of it was taken from.

        What can be worked out is; the published index stands in for what cannot.
        """
        found: dict[str, float] = {}
        basis: Literal["criteria", "published", ""] = ""
        if self.published is not None:
            found |= _own(self.published, code)
            basis = "published" if found else ""
        if self.calculated is not None:
            calculated = _own(self.calculated, code)
            found |= calculated
            basis = "criteria" if calculated else basis
        return found, basis

    @property
    def missing_criteria(self) -> tuple[str, ...]:
        """Criteria that the key weighs and the workspace does not know."""
        key = self.known_key.key
        if key is None or self.criteria is None:
            return ()
        return tuple(name for name in key.weights if name not in set(self.criteria["criterion"]))

    @property
    def notes(self) -> tuple[Problem, ...]:
        """What a reader should know, and what is missing with how to get it."""
        found = [*self.known_key.notes]
        if self.missing_criteria:
            facts = {"year": self.year, "names": list(self.missing_criteria)}
            found.append(Problem("need.criteria_missing", facts))
        if self.criteria is None:
            found.append(Problem("need.criteria_absent", {"year": self.year}))
        return tuple(found)

    @property
    def trace(self) -> Trace:
        """Sources, parameters and methods behind need."""
        sources = [*self.known_key.sources]
        for name in (CRITERIA, INDEX):
            table = self._rows(name)
            if table is not None:
                sources += self.workspace.sources_of(name, table)
        return Trace(tuple(sources), self.known_key.parameters, (METHOD,))

    def _rows(self, name: str) -> pl.DataFrame | None:
        """Rows of the year, of municipalities; ``None`` where there are none."""
        if not self.workspace.has(name):
            return None
        table = self.workspace.table(name).filter(pl.col("year") == self.year)
        if "municipality_code" in table.columns:
            table = table.filter(pl.col("municipality_code").str.contains(MUNICIPALITY))
        return None if table.is_empty() else table

    def _people(self, criteria: pl.DataFrame | None) -> pl.DataFrame | None:
        """``municipality_code, persons``: the criterion itself, else people on 1 January."""
        if criteria is None:
            return None
        told = criteria.filter(pl.col("criterion") == INHABITANTS)
        if not told.is_empty():
            return told.select("municipality_code", persons="value")
        if not self.workspace.has(PEOPLE):
            return None
        people = persons_of(self.workspace).filter(pl.col("year") == self.year)
        return None if people.is_empty() else people.select("municipality_code", "persons")


def known_years(workspace: Workspace) -> list[int]:
    """Years that the workspace tells need of: criteria or a published index."""
    found: set[int] = set()
    for name in (CRITERIA, INDEX):
        if workspace.has(name):
            found |= set(workspace.table(name)["year"].unique())
    return sorted(found)


def _own(index: pl.DataFrame, code: str) -> dict[str, float]:
    own = index.filter(pl.col("municipality_code") == code).drop_nulls("index")
    return dict(own.select("sector", "index").iter_rows())


def _key_of_parameters(year: int, overrides: Mapping[str, object]) -> KnownKey:
    """The key of the parameters; one of the user's own is not verified until it is said to be."""
    own = all(f"{KEY_BRANCH}.{name}" in overrides for name in ("sectors", "criteria"))
    overrides = {f"{KEY_BRANCH}.verified": False, **overrides} if own else overrides
    try:
        settings, used = read(
            "need.cost_key", into=KeySettings, at=date(year, 12, 31), overrides=overrides
        )
    except InputError as error:
        if any(problem.code != "parameter.not_yet" for problem in error.problems):
            raise
        values = leaves()[f"{KEY_BRANCH}.sectors"].values
        known = [since.year for since in sorted(values)]
        return KnownKey(
            None, year, notes=(Problem("need.key_absent", {"year": year, "known": known}),)
        )
    key = CostKey(settings.sectors, settings.criteria)
    _require_sums(key, KEY_BRANCH, year)
    notes = []
    stands = used[0].since.year
    if stands != year and not used[0].overridden:
        notes.append(Problem("need.key_of_other_year", {"year": year, "found": stands}))
    if not settings.verified:
        notes.append(Problem("need.key_not_verified", {"year": stands}))
    return KnownKey(key, stands, settings.verified, (), used, tuple(notes))


def _require_sums(key: CostKey, place: str, year: int) -> None:
    problems = Problems()
    for name, found in key.faults().items():
        problems.add("need.key_sum", place=place, year=year, sector=name, found=f"{found:.4f}")
    problems.raise_if_any(DataError)
