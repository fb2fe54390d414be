"""The whole way with real numbers: import, report and projection."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from nyegrep.cli.main import main
from nyegrep.sources.store import Workspace

pytestmark = pytest.mark.crosscheck

LOADED = re.compile(
    r"""(?:src|srcset|data|poster|href)\s*=\s*["']?https?://|url\(\s*["']?https?://|@import"""
)
LINK = re.compile(r"<a\s[^>]*href=[\"']https?://[^>]*>")


def run(*words: object) -> Result:
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exit_code == 0, result.output
    return result


@pytest.fixture(scope="module")
def real(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("real") / "w"
    run("data", "import", shared_data, "-w", folder)
    return folder


def test_every_table_of_the_folder_is_taken_in(real: Path) -> None:
    workspace = Workspace.open(real)
    rows = {name: stored.rows for name, stored in workspace.state.datasets.items()}
    assert rows["population_by_age"] == 673_100
    assert rows["commuting"] == 90_424
    assert len([name for name in rows if name != "region_names"]) == 16


def test_the_country_has_the_people_that_statistics_norway_counted(real: Path) -> None:
    totals = Workspace.open(real).sql(
        "SELECT year, sum(persons) AS persons FROM population_by_age "
        "WHERE year >= 2018 GROUP BY year ORDER BY year"
    )
    assert totals["persons"].to_list() == [5_295_619, 5_328_212]


@pytest.mark.parametrize(("language", "persons"), [("nb", "5\u00a0623"), ("en", "5,623")])
def test_the_report_for_sondre_land_loads_nothing_from_outside(
    real: Path, tmp_path: Path, language: str, persons: str
) -> None:
    run("report", "0536", "-w", real, "--base-year", 2019, "--horizon", 2040,
        "--lang", language, "-o", tmp_path)  # fmt: skip
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert persons in page
    assert "Søndre Land" in page
    assert LOADED.findall(LINK.sub("", page)) == []


def test_the_projection_is_nearer_than_no_change(real: Path, tmp_path: Path) -> None:
    file = tmp_path / "p.csv"
    run("project", "all", "-w", real, "--base-year", 2014, "--horizon", 2019,
        "--draws", 50, "--format", "csv", "-o", file)  # fmt: skip
    found = pl.read_csv(file, schema_overrides={"municipality_code": pl.String})
    said = found.filter(pl.col("statistic") == "mean")
    assert set(said["sex"]) == {"both"}
    assert set(said["age_group"]) == {"all"}
    people = Workspace.open(real).table("population_by_age")
    key = "municipality_code"

    def totals(frame: pl.DataFrame, year: int) -> pl.DataFrame:
        return frame.filter(pl.col("year") == year).group_by(key).agg(pl.col("persons").sum())

    both = totals(said, 2019).join(totals(people, 2019), on=key, suffix="_counted")
    both = both.join(totals(people, 2014), on=key, suffix="_before")
    missed = (100 * (both["persons"] / both["persons_counted"] - 1)).abs().mean()
    unchanged = (100 * (both["persons_before"] / both["persons_counted"] - 1)).abs().mean()
    assert len(both) > 350
    assert isinstance(missed, float)
    assert missed < 3.1
    assert unchanged == pytest.approx(3.4, abs=0.1)


def test_a_later_table_wins_where_two_give_the_same_cell(real: Path) -> None:
    workspace = Workspace.open(real)
    own = workspace.table("population_change").filter(pl.col("municipality_code") == "0536")
    assert own["year"].to_list() == list(range(1980, 2019))
    both = workspace.sources_of("population_change")
    assert {source.selection for source in both} == {
        "population_change_2003_2016.csv",
        "population_change_1980_2018_eight_municipalities.csv",
    }
