"""What every analysis begins with: the place, the year, its borders, and whom to compare with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TypeVar

import polars as pl

from nyegrep.analyses.results import Place
from nyegrep.foundation.codes import COUNTRY, Municipality, MunicipalityHistory
from nyegrep.foundation.errors import DataError, Problem, fail
from nyegrep.foundation.provenance import MethodUse, ParameterUse, Source
from nyegrep.methods.boundaries import recast
from nyegrep.parameters.tree import read
from nyegrep.sources.delivery import Delivery
from nyegrep.sources.municipalities import history_from_frames, packaged_history
from nyegrep.sources.store import Workspace

Settings = TypeVar("Settings")
Uses = tuple[ParameterUse, ...]

PEOPLE = "population_by_age"
CHANGES = "population_change"
REGIONS = "labour_market_regions"
PEER_COUNT = 3
MUNICIPALITY = r"^\d{4}$"
RECAST = MethodUse("nyegrep.methods.boundaries.recast", "1", "docs/methods/boundaries.md")


@dataclass(frozen=True)
class RecastTable:
    """A dataset on the municipal borders of the base year.

    Attributes:
        frame: the declared columns; region codes are those of the base year.
        sources: the sources behind the rows.
        notes: what the recasting could not do exactly.
    """

    frame: pl.DataFrame
    sources: tuple[Source, ...]
    notes: tuple[Problem, ...]


@dataclass(frozen=True)
class Context:
    """One municipality, one base year, and the workspace that answers for them.

    Attributes:
        workspace: where the data is.
        history: municipality codes through time.
        municipality: the one asked about, as it was in the base year.
        base_year: the newest year looked at; borders are those of this year.
        peer_codes: municipalities to compare with, as the user chose them.
        overrides: parameter values of the user's own, by path.
    """

    workspace: Workspace
    history: MunicipalityHistory
    municipality: Municipality
    base_year: int
    peer_codes: tuple[str, ...] = ()
    overrides: Mapping[str, object] = field(default_factory=dict)

    @cached_property
    def people(self) -> RecastTable:
        """People by year, municipality, sex and age, on the borders of the base year."""
        return recast_dataset(self.workspace, self.history, PEOPLE, self.base_year)

    @cached_property
    def counted(self) -> pl.DataFrame:
        """People by year, municipality, sex and age, each person once."""
        return count_each_once(self.people.frame)

    @cached_property
    def totals(self) -> pl.DataFrame:
        """``year, municipality_code, persons``: all ages and sexes together."""
        grouped = self.counted.group_by("year", "municipality_code").agg(pl.col("persons").sum())
        return grouped.sort("municipality_code", "year")

    @cached_property
    def place(self) -> Place:
        """The municipality itself."""
        code = self.municipality.code
        return Place(code, self.municipality.name, "municipality", (code,))

    @cached_property
    def complete_codes(self) -> frozenset[str]:
        """Municipalities of the base year with people in every year that the place has."""
        years = self.totals.filter(pl.col("municipality_code") == self.place.code)["year"]
        counts = self.totals.filter(pl.col("year").is_in(years.implode()))
        counts = counts.group_by("municipality_code").agg(pl.col("year").n_unique())
        whole = counts.filter(pl.col("year") == years.n_unique())["municipality_code"]
        current = {m.code for m in self.history.in_year(self.base_year)}
        return frozenset(whole) & current

    @cached_property
    def peers(self) -> tuple[Place, ...]:
        """Municipalities to compare with: the user's, else those nearest in size in the county."""
        codes = self.peer_codes or self._suggested_peers()
        return tuple(Place(c, self.history.name(c, self.base_year), "peer", (c,)) for c in codes)

    @cached_property
    def labour_market_region(self) -> Place | None:
        """The labour-market region, where the workspace knows it and it has more than this one."""
        if not self.workspace.has(REGIONS):
            return None
        table = self.workspace.table(REGIONS)
        borders = int(table["borders"][0]) or self.base_year
        region_of = dict(zip(table["municipality_code"], table["region_code"], strict=True))
        names = dict(zip(table["region_code"], table["region_name"], strict=True))
        own = region_of.get(self.code_of(self.place.code, borders))
        members = [c for c in self.complete_codes if region_of.get(self.code_of(c, borders)) == own]
        if own is None or len(members) < 2:
            return None
        return Place(own, names[own], "labour_market_region", tuple(sorted(members)))

    @cached_property
    def county(self) -> Place | None:
        """The county of the base year, as the sum of its municipalities with complete data."""
        code = self.place.code[:2]
        members = tuple(sorted(c for c in self.complete_codes if c[:2] == code))
        if len(members) < 2 or code not in self.history.counties:
            return None
        return Place(code, self.history.counties[code], "county", members)

    @cached_property
    def country(self) -> Place:
        """The country, as the sum of all municipalities with complete data."""
        return Place(COUNTRY, "", "country", tuple(sorted(self.complete_codes)))

    @cached_property
    def comparisons(self) -> tuple[Place, ...]:
        """All that the municipality is compared with, nearest first."""
        found = (*self.peers, self.labour_market_region, self.county, self.country)
        return tuple(place for place in found if place is not None)

    @property
    def notes(self) -> tuple[Problem, ...]:
        """What a reader should know about the comparison."""
        everyone = {m.code for m in self.history.in_year(self.base_year)}
        missing = sorted(everyone - self.complete_codes)
        notes = [*self.people.notes]
        if missing:
            names = [self.history.name(c, self.base_year) for c in missing]
            facts = {"count": len(missing), "whole": len(everyone), "names": names}
            notes.append(Problem("comparison.incomplete", facts))
        return tuple(notes)

    def sources_behind(self, name: str) -> tuple[Source, ...]:
        """The sources of a dataset that the municipality's own rows stand on."""
        table = self.workspace.table(name).filter(pl.col("year") <= self.base_year)
        codes = self.history.lineage(self.place.code)
        own = table.filter(pl.col("municipality_code").is_in(codes))
        return self.workspace.sources_of(name, own)

    def parameters(self, branch: str, into: type[Settings]) -> tuple[Settings, Uses]:
        """The settings of a method as they stand in the base year, and what was used."""
        day = date(self.base_year, 1, 1)
        return read(branch, into=into, at=day, overrides=self.overrides)

    def code_in(self, year: int) -> str:
        """The code of the municipality on the borders of another year."""
        return self.code_of(self.place.code, year)

    def code_of(self, code: str, year: int) -> str:
        """The code that ``code`` of the base year had or got in ``year`` (the largest part)."""
        if year >= self.base_year:
            later = self.history.successors(code, year)
            return max(later, key=lambda c: later[c] or 0.0)
        return self.history.predecessors(code, year)[0]

    def _suggested_peers(self) -> tuple[str, ...]:
        now = self.totals.filter(pl.col("year") == self.base_year)
        persons = dict(zip(now["municipality_code"], now["persons"], strict=True))
        own = persons[self.place.code]
        near = [c for c in self.complete_codes if c[:2] == self.place.code[:2]]
        pool = [c for c in near if c != self.place.code]
        return tuple(sorted(pool, key=lambda c: (abs(persons[c] / own - 1), c))[:PEER_COUNT])


def prepare(
    workspace: Workspace,
    municipality: str,
    base_year: int | None = None,
    peers: tuple[str, ...] = (),
    overrides: Mapping[str, object] | None = None,
) -> Context:
    """The context for a municipality named by code or name.

    Args:
        workspace: where the data is.
        municipality: code or name.
        base_year: the newest year to look at; without it the newest with data for the place.
        peers: codes or names to compare with; without any, the nearest in size in the county.
        overrides: parameter values of the user's own, by path.

    Raises:
        InputError: the municipality or a peer is unknown, ambiguous or ended.
        DataError: there are no people by age for it, or none in the base year.
    """
    history = history_of(workspace)
    years = _years_by_code(workspace)
    year = base_year or _newest_year(municipality, history, years)
    found = history.find(municipality, year)
    _require_people(found, year, history, years)
    chosen = tuple(history.find(peer, year).code for peer in peers)
    others = tuple(code for code in dict.fromkeys(chosen) if code != found.code)
    return Context(workspace, history, found, year, others, overrides or {})


def history_of(workspace: Workspace, arriving: Sequence[Delivery] = ()) -> MunicipalityHistory:
    """The municipality history that data is read by.

    That of the tables that are arriving, else the workspace's own (demo country, KLASS), else
    the packaged one.
    """
    tables = {d.dataset: d.frame for d in arriving if d.frame is not None}
    names = ("municipalities", "municipality_changes", "counties")
    for name in names:
        if name not in tables and workspace.has(name):
            tables[name] = workspace.table(name)
    if not all(name in tables for name in names[:2]):
        return packaged_history()
    invented = workspace.invented or any(d.source.invented for d in arriving)
    counties = tables.get("counties", packaged_history().counties)
    return history_from_frames(tables[names[0]], tables[names[1]], counties, invented)


def recast_dataset(
    workspace: Workspace,
    history: MunicipalityHistory,
    name: str,
    year: int,
    through: int | None = None,
) -> RecastTable:
    """A dataset of counts by municipality, on the borders of ``year``.

    Rows go up to the year ``through``, which is ``year`` where not given; of later years only the
    municipalities that are the same as in ``year`` can be told.
    """
    table = workspace.table(name).filter(pl.col("year") <= (through or year))
    sources = workspace.sources_of(name, table)
    municipal = table.filter(pl.col("municipality_code").str.contains(MUNICIPALITY))
    people = persons_of(workspace) if _shares_are_sought(history, year) else None
    done = recast(municipal, history, year, population=people)
    return RecastTable(done.frame, sources, done.notes)


def _shares_are_sought(history: MunicipalityHistory, year: int) -> bool:
    """True where a municipality was divided before ``year`` and its shares are not known."""
    ended = (m for m in history.municipalities if m.last_year < year)
    return any(share is None for m in ended for _, share in m.successors)


def persons_of(workspace: Workspace) -> pl.DataFrame:
    """``municipality_code, year, persons``: what shares of divided municipalities are seen in."""
    people = workspace.table(PEOPLE)
    counted = count_each_once(
        people.filter(
            pl.col("municipality_code").str.contains(MUNICIPALITY) & (pl.col("borders") == 0)
        )
    )
    return counted.group_by("municipality_code", "year").agg(pl.col("persons").sum())


def count_each_once(people: pl.DataFrame) -> pl.DataFrame:
    """Rows by sex where a place and year has them, else those of both sexes together."""
    split = people.filter(pl.col("sex") != "both")
    together = people.filter(pl.col("sex") == "both")
    alone = together.join(split, on=["municipality_code", "year", "age"], how="anti")
    return pl.concat([split, alone])


def _years_by_code(workspace: Workspace) -> dict[str, list[int]]:
    pairs = workspace.table(PEOPLE).select("municipality_code", "year").unique()
    grouped = pairs.group_by("municipality_code").agg(pl.col("year").sort())
    return dict(zip(grouped["municipality_code"], grouped["year"].to_list(), strict=True))


def _newest_year(
    municipality: str, history: MunicipalityHistory, years: dict[str, list[int]]
) -> int:
    """The newest year with people for the place; a place that has ended by then is refused."""
    newest = max((max(found) for found in years.values()), default=0)
    place = history.find(municipality, newest)
    return max(years.get(place.code, [newest]))


def _require_people(
    place: Municipality, year: int, history: MunicipalityHistory, years: dict[str, list[int]]
) -> None:
    """The place must have people in the year; else the error tells the years that it has."""
    if year in years.get(place.code, []):
        return
    codes = {place.code, *history.predecessors(place.code, year - 1)}
    known = sorted({found for code in codes for found in years.get(code, [])})
    facts = {"code": place.code, "name": place.name, "year": year}
    span = f"{known[0]}–{known[-1]}" if known else "–"
    fail(DataError, "people.no_base_year", **facts, found=span)
