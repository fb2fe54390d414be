"""Municipal accounts of a year: spending by area of municipalities, groups and the country."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import polars as pl

from nyegrep.analyses.context import MUNICIPALITY, history_of
from nyegrep.foundation.codes import COUNTRY
from nyegrep.foundation.errors import DataError, InputError, fail
from nyegrep.foundation.provenance import ParameterUse, Source
from nyegrep.methods.benchmark import AreaSettings, area_amounts
from nyegrep.parameters.tree import read
from nyegrep.sources.store import Workspace

ACCOUNTS = "net_operating_expenditure"
AREA_TABLE, TOTAL_TABLE, NET_TOTAL = "12362", "12137", "AGD1"
PER_THOUSAND = 1000.0


@dataclass(frozen=True)
class Accounts:
    """The accounts of one year, as they came.

    Attributes:
        rows: rows of the dataset in the year, on the borders of the year.
        settings: the areas they are put together to.
        level: ``function`` where the accounts tell of functions, else ``service_area``.
        parameters: what the areas were read from.
    """

    rows: pl.DataFrame
    settings: AreaSettings
    level: str
    parameters: tuple[ParameterUse, ...]

    @cached_property
    def codes(self) -> pl.DataFrame:
        """``municipality_code, function, amount`` in kroner: codes that areas consist of."""
        wanted = (pl.col("table") == AREA_TABLE) & (pl.col("type") == self.settings.numerator)
        amount = pl.col("amount_thousand_nok") * PER_THOUSAND
        return self.rows.filter(wanted).select("municipality_code", "function", amount=amount)

    @cached_property
    def amounts(self) -> pl.DataFrame:
        """``municipality_code, area, amount`` in kroner."""
        return area_amounts(self.codes, self.settings)

    @cached_property
    def people(self) -> pl.DataFrame:
        """``municipality_code, persons``: the inhabitants that the accounts divide by.

        Those of 31 December, told by the largest amount and what it is per inhabitant.
        """
        rows = self.rows.drop_nulls(["amount_thousand_nok", "per_inhabitant_nok"])
        rows = rows.filter(pl.col("per_inhabitant_nok") > 0, pl.col("amount_thousand_nok") > 0)
        largest = rows.sort("amount_thousand_nok", descending=True).group_by(
            "municipality_code", maintain_order=True
        )
        persons = pl.col("amount_thousand_nok") * PER_THOUSAND / pl.col("per_inhabitant_nok")
        return largest.first().select("municipality_code", persons=persons.round())

    @cached_property
    def per_inhabitant(self) -> pl.DataFrame:
        """``municipality_code, area, per_inhabitant_nok``; null where not known."""
        joined = self.amounts.join(self.people, on="municipality_code", how="left")
        each = pl.col("amount") / pl.col("persons")
        return joined.select("municipality_code", "area", per_inhabitant_nok=each)

    @cached_property
    def municipalities(self) -> tuple[str, ...]:
        """Municipalities with amounts and people."""
        known = self.amounts.drop_nulls("amount").join(self.people, on="municipality_code")
        codes = known.filter(pl.col("municipality_code").str.contains(MUNICIPALITY))
        return tuple(codes["municipality_code"].unique().sort())

    def persons_of(self, code: str) -> float:
        """Inhabitants of a place."""
        return float(self.people.filter(pl.col("municipality_code") == code)["persons"][0])

    def of(self, code: str) -> dict[str, float]:
        """Area to kroner per inhabitant of a place; areas that are not known are absent."""
        own = self.per_inhabitant.filter(pl.col("municipality_code") == code)
        return dict(own.drop_nulls().select("area", "per_inhabitant_nok").iter_rows())

    def net_total(self, code: str) -> float | None:
        """Net operating expenditure in all, in kroner, as table 12137 has it."""
        own = pl.col("municipality_code") == code
        total = (pl.col("table") == TOTAL_TABLE) & (pl.col("type") == NET_TOTAL)
        found = self.rows.filter(own & total).drop_nulls("amount_thousand_nok")
        return None if found.is_empty() else found["amount_thousand_nok"][0] * PER_THOUSAND


@dataclass(frozen=True)
class NationalNeed:
    """The country's spending on the equalised areas, per inhabitant, in a year."""

    per_inhabitant: float
    year: int
    sources: tuple[Source, ...]
    parameters: tuple[ParameterUse, ...]


def read_accounts(
    workspace: Workspace, year: int, code: str, overrides: Mapping[str, object]
) -> Accounts:
    """The accounts of a year, by function where the place's own tell of functions.

    Raises:
        InputError: a code stands in two areas of the settings.
    """
    table = workspace.table(ACCOUNTS)
    rows = table.filter((pl.col("year") == year) & pl.col("borders").is_in([0, year]))
    day = date(year, 12, 31)
    by_function = read("benchmark.areas", into=AreaSettings, at=day, overrides=overrides)
    by_area = read("benchmark.service_areas", into=AreaSettings, at=day, overrides=overrides)
    detailed = Accounts(rows, by_function[0], "function", by_function[1])
    own = detailed.codes.filter(pl.col("municipality_code") == code).drop_nulls("amount")
    told = own.filter(pl.col("function").is_in(detailed.settings.codes))
    chosen = Accounts(rows, by_area[0], "service_area", by_area[1]) if told.is_empty() else detailed
    if chosen.settings.repeated:
        branch = "service_areas" if told.is_empty() else "areas"
        place = f"benchmark.{branch}.functions"
        fail(InputError, "benchmark.code_twice", place=place, codes=chosen.settings.repeated)
    return chosen


def newest_year(workspace: Workspace, municipality: str, year: int | None) -> int:
    """The year asked for, else the newest that the municipality has accounts in.

    Raises:
        DataError: there are no accounts, or none for the municipality in the year.
        InputError: the municipality is unknown.
    """
    table = workspace.table(ACCOUNTS).drop_nulls("amount_thousand_nok")
    municipal = table.filter(pl.col("municipality_code").str.contains(MUNICIPALITY))
    years = municipal["year"].unique().sort().to_list()
    if not years:
        fail(DataError, "workspace.dataset_absent", dataset=ACCOUNTS, folder=workspace.folder)
    history = history_of(workspace)
    place = history.find(municipality, year if year in years else years[-1])
    own = municipal.filter(pl.col("municipality_code").is_in(history.lineage(place.code)))
    known = own["year"].unique().sort().to_list()
    if not known or (year is not None and year not in known):
        facts = {"code": place.code, "name": place.name, "year": year or years[-1]}
        fail(DataError, "benchmark.no_accounts", **facts, known=known or "–")
    return year or int(known[-1])


def national_need(
    workspace: Workspace, year: int, overrides: Mapping[str, object]
) -> NationalNeed | None:
    """What the country spends per inhabitant on areas with a need index, in the year or before.

    ``None`` where no year up to it has a row for the country.
    """
    if not workspace.has(ACCOUNTS):
        return None
    country = workspace.table(ACCOUNTS).filter(pl.col("municipality_code") == COUNTRY)
    years = country.filter((pl.col("year") <= year) & (pl.col("function") != ""))["year"]
    if years.is_empty():
        return None
    newest = years.unique().sort()[-1]
    accounts = read_accounts(workspace, newest, COUNTRY, overrides)
    spending = accounts.of(COUNTRY)
    equalised = [area for area in spending if accounts.settings.need_sectors.get(area)]
    if not equalised:
        return None
    rows = accounts.rows.filter(pl.col("municipality_code") == COUNTRY)
    sources = workspace.sources_of(ACCOUNTS, rows)
    level = sum(spending[area] for area in equalised)
    return NationalNeed(level, newest, sources, accounts.parameters)
