"""What a workspace holds, and what it lacks."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from nyegrep.sources.catalogue import catalogue
from nyegrep.sources.status import holes, status_rows
from nyegrep.sources.store import Workspace
from tests.unit.sources.places import HISTORY
from tests.unit.sources.test_store import dwellings

pytestmark = pytest.mark.unit


def present(*pairs: tuple[str, int]) -> pl.DataFrame:
    rows = [(code, year, 0) for code, year in pairs]
    return pl.DataFrame(rows, schema=["code", "year", "borders"], orient="row")


def test_held_datasets_come_first_and_every_dataset_is_listed(tmp_path: Path) -> None:
    workspace = Workspace.open_or_create(tmp_path / "w")
    workspace.save([dwellings(5), dwellings(6, year=2018)], HISTORY, "import")
    rows = status_rows(workspace, HISTORY, "nb")
    assert rows[0] | {"title": ""} == {
        "dataset": "dwellings",
        "title": "",
        "rows": 2,
        "years": "2018–2019",
        "municipalities": 1,
        "holes": 0,
        "age_days": None,
        "source": "Statistics 1",
        "verified": True,
        "warnings": 0,
    }
    assert {row["dataset"] for row in rows} == set(catalogue())


def test_a_year_that_covers_the_country_should_have_every_municipality() -> None:
    assert holes(present(("7001", 2018), ("7002", 2018)), HISTORY) == {"7003": [2018]}


def test_a_table_of_a_few_municipalities_is_not_holed_by_the_rest() -> None:
    assert holes(present(("7001", 2018)), HISTORY) == {}


def test_a_municipality_is_not_missed_in_years_it_did_not_exist() -> None:
    everyone = [("7001", 2019), ("7002", 2019), ("7003", 2019), ("7001", 2020), ("7005", 2020)]
    assert holes(present(*everyone), HISTORY) == {}


def test_in_a_table_of_few_a_year_is_missed_only_between_years_that_are_there() -> None:
    have = [("7001", 2016), ("7001", 2018), ("7002", 2017)]
    assert holes(present(*have), HISTORY) == {"7001": [2017]}
