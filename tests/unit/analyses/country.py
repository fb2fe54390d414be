"""A small invented country in a workspace, with numbers that can be reckoned by hand.

Eight municipalities in two counties, 2005 to 2019. Elvdal and Skogli became Nye Elvdal in 2018.
Every municipality has the same number at each age from 0 to 89, and loses or gains one person
in every age each year; births, deaths and moves account for it.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from nyegrep.foundation.codes import Municipality, MunicipalityHistory
from nyegrep.foundation.provenance import Source
from nyegrep.sources.delivery import Delivery
from nyegrep.sources.municipalities import history_to_frames
from nyegrep.sources.store import Workspace

YEARS = range(2005, 2020)
OLDEST = 90
AGES = range(OLDEST)
HISTORY = MunicipalityHistory(
    municipalities=(
        Municipality("7001", "Fjordvik", 2000),
        Municipality("7002", "Elvdal", 2000, 2017, (("7009", 1.0),)),
        Municipality("7003", "Skogli", 2000, 2017, (("7009", 1.0),)),
        Municipality("7004", "Myrvang", 2000),
        Municipality("7005", "Steinholt", 2000),
        Municipality("7009", "Nye Elvdal", 2018),
        Municipality("7101", "Havneby", 2000),
        Municipality("7102", "Lyngstad", 2000),
        Municipality("7103", "Furumo", 2000),
    ),
    counties={"70": "Vestmark", "71": "Østmark"},
)
# People at each age in 2005, and how many more there are at each age every year.
START = {"7001": (60, -1), "7002": (30, 0), "7003": (20, 0), "7004": (50, 0), "7005": (70, 0),
         "7101": (400, 4), "7102": (100, 1), "7103": (40, 0)}  # fmt: skip


def at_each_age(code: str, year: int) -> int:
    start, growth = START[code]
    return start + growth * (year - YEARS[0])


def people() -> pl.DataFrame:
    rows = [
        (year, m.code, age, at_each_age_of(m, year) if age in AGES else 0)
        for year in YEARS
        for m in HISTORY.in_year(year)
        for age in range(106)
    ]
    return pl.DataFrame(rows, schema=["year", "municipality_code", "age", "persons"], orient="row")


def at_each_age_of(municipality: Municipality, year: int) -> int:
    parts = {"7009": ("7002", "7003")}.get(municipality.code, (municipality.code,))
    return sum(at_each_age(code, year) for code in parts)


def changes(detailed: bool = True) -> pl.DataFrame:
    """A birth deficit of five a year everywhere; moves account for the rest, less two abroad."""
    rows = []
    for year in YEARS[:-1]:
        for m in HISTORY.in_year(year):
            growth = (
                (at_each_age_of(m, year + 1) - at_each_age_of(m, year)) * OLDEST
                if m.valid_in(year + 1)
                else 0
            )
            moves = growth + 5
            row = {"year": year, "municipality_code": m.code, "birth_surplus": -5}
            if detailed:
                row |= {"domestic_in_migration": 100 + moves - 2, "domestic_out_migration": 100}
                row |= {"immigration": 12, "emigration": 10}
            else:
                row |= {"net_migration": moves}
            rows.append(row)
    return pl.DataFrame(rows)


def delivery(dataset: str, frame: pl.DataFrame, table: str, **known: object) -> Delivery:
    facts = {"publisher": "Statistics", "table": table, "licence": "CC0", "dataset": dataset}
    source = Source(**{**facts, "invented": True, **known})  # type: ignore[arg-type]  # facts of a test
    return Delivery(dataset, source, f"{dataset}.csv", frame)


def workspace(folder: Path, *more: Delivery) -> Workspace:
    tables = history_to_frames(HISTORY)
    made = Workspace.open_or_create(folder)
    base = [
        delivery("municipalities", tables.municipalities, "codes"),
        delivery("municipality_changes", tables.changes, "changes"),
        delivery("counties", tables.counties, "counties"),
        delivery("population_by_age", people(), "07459"),
    ]
    made.save([*base, *more], HISTORY, "test")
    return made
