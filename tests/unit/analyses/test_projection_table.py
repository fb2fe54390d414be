"""The baseline path as a table."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from nyegrep.analyses.context import history_of
from nyegrep.analyses.projection_table import project_all, project_one
from nyegrep.foundation.errors import DataError, InputError
from nyegrep.sources.store import Workspace
from tests.unit.analyses.country import delivery, people, workspace

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return workspace(tmp_path_factory.mktemp("country") / "w")


def test_all_municipalities_every_year_and_age(country: Workspace) -> None:
    table = project_all(country, 2014, 2019, {})
    assert table.frame.columns == ["municipality_code", "year", "age", "persons"]
    assert len(table.frame) == 8 * 6 * 106
    assert set(table.frame["municipality_code"]) >= {"7002", "7003"}


def test_the_base_year_is_what_was_counted(country: Workspace) -> None:
    frame = project_all(country, 2014, 2019, {}).frame
    base = frame.filter((pl.col("year") == 2014) & (pl.col("municipality_code") == "7001"))
    assert base["persons"].to_list() == [51.0] * 90 + [0.0] * 16


def test_one_municipality_is_the_same_as_among_all(country: Workspace) -> None:
    one = project_one(country, "Fjordvik", 2014, 2019, {}).frame
    among = project_all(country, 2014, 2019, {}).frame
    assert one.equals(among.filter(pl.col("municipality_code") == "7001"))


def test_the_newest_year_is_the_base_where_none_is_given(country: Workspace) -> None:
    assert project_all(country, None, 2025, {}).frame["year"].min() == 2019


def test_municipalities_with_holes_are_left_out_and_named(tmp_path: Path) -> None:
    made = workspace(tmp_path / "w")
    made.forget("population_by_age")
    holed = people().filter(~((pl.col("municipality_code") == "7103") & (pl.col("year") == 2017)))
    made.save([delivery("population_by_age", holed, "07459")], history_of(made), "holed")
    table = project_all(made, 2019, 2025, {})
    assert "7103" not in set(table.frame["municipality_code"])
    assert any("Furumo" in note.text("en") for note in table.notes)


def test_years_that_cannot_be_are_refused(country: Workspace) -> None:
    with pytest.raises(InputError, match="horizon"):
        project_all(country, 2019, 2018, {})
    with pytest.raises(DataError, match="2005–2019"):
        project_all(country, 1990, 2018, {})
