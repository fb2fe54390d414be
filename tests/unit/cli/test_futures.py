"""``nyegrep futures`` and ``nyegrep backtest`` as a person types them."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from nyegrep.analyses.context import history_of
from nyegrep.cli.main import main
from nyegrep.sources.demo import deliveries
from nyegrep.sources.jsonstat import parse
from nyegrep.sources.store import Workspace

pytestmark = pytest.mark.unit

PLACE = "Frostneset"
SHORT = ("--base-year", 2024, "--horizon", 2027, "--draws", 8)


def run(*words: object, **environment: str) -> Result:
    runner = CliRunner()
    return runner.invoke(main, [str(w) for w in words], env={"NYEGREP_LANG": "en", **environment})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("demo") / "w"
    made = Workspace.open_or_create(place)
    arriving = deliveries()
    made.save(arriving, history_of(made, arriving), "demo")
    return place


def test_the_table_tells_the_last_year_in_words(folder: Path) -> None:
    result = run("futures", PLACE, "-w", folder, *SHORT)
    assert result.exit_code == 0, result.output
    assert "attractive, tailwind" in result.output
    assert "eight paths out of ten" in result.output
    assert "2027" in result.output
    assert "2025" not in result.output
    norwegian = run("futures", PLACE, "-w", folder, *SHORT, NYEGREP_LANG="nb")
    assert "attraktiv i medvind" in norwegian.output


def test_csv_has_a_row_for_every_future_year_and_statistic(folder: Path) -> None:
    result = run("futures", PLACE, "-w", folder, *SHORT, "--format", "csv")
    frame = pl.read_csv(result.stdout.encode())
    assert frame.columns[:6] == [
        "municipality_code",
        "future",
        "year",
        "statistic",
        "sex",
        "age_group",
    ]
    assert len(frame) == 5 * 4 * 8


def test_json_stat_is_read_back_with_people_and_jobs(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "f.json"
    result = run("futures", PLACE, "-w", folder, *SHORT, "--format", "json-stat", "-o", file)
    assert result.exit_code == 0, result.output
    document = json.loads(file.read_text(encoding="utf-8"))
    assert document["version"] == "2.0"
    assert "tailwind" in json.dumps(document["dimension"]["future"])
    contents = document["dimension"]["contents"]["category"]["index"]
    assert {"persons", "private_jobs"} <= set(contents)
    assert parse(file.read_bytes(), "f.json")


def test_a_goal_is_turned_round_and_called_a_goal(folder: Path) -> None:
    goal = "population >= 100 in 2027"
    result = run("futures", PLACE, "-w", folder, *SHORT, "--reach", goal)
    assert result.exit_code == 0, result.output
    assert "a goal, not a forecast" in result.output
    assert "good times in the country" in result.output


def test_an_own_future_is_told_beside_the_others(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("id: mine\nconditions: expected\nresidential_percentile: 90\n")
    result = run("futures", PLACE, "-w", folder, *SHORT, "--future", file, "--only", "mine")
    assert result.exit_code == 0, result.output
    assert "mine" in result.output
    assert "crisis" not in result.output


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--horizon", 2200), 2, "2200"),
        (("--draws", -1), 2, "--draws"),
        (("--seed", -4), 2, "--seed"),
        (("--only", "glory"), 2, "glory"),
        (("--reach", "be happy"), 2, "be happy"),
        (("--reach", "population >= 3 in 2199"), 2, "2199"),
        (("--base-year", 1901), 3, "1901"),
        (("--cluster", "tcp://127.0.0.1:9"), 4, "127.0.0.1:9"),
    ],
)
def test_what_cannot_be_is_one_clear_line_and_writes_nothing(
    folder: Path, tmp_path: Path, words: tuple[object, ...], code: int, said: str
) -> None:
    before = sorted(folder.rglob("*"))
    out = tmp_path / "out.csv"
    result = run("futures", PLACE, "-w", folder, *SHORT, *words, "--format", "csv", "-o", out)
    assert result.exit_code == code, result.output
    assert said in result.output
    assert "Traceback" not in result.output
    assert not out.exists()
    assert sorted(folder.rglob("*")) == before


def test_a_future_file_with_faults_names_them_all(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("id: mine\nconditions: expected\nbusiness_percentile: 130\nluck: 3\n")
    result = run("futures", PLACE, "-w", folder, *SHORT, "--future", file)
    assert result.exit_code == 2
    assert "130" in result.output
    assert "luck" in result.output


def test_a_goal_for_all_municipalities_is_a_matter_of_usage(folder: Path) -> None:
    result = run("futures", "all", "-w", folder, "--reach", "population >= 1 in 2027")
    assert result.exit_code == 2
    assert "one municipality" in result.output


def test_backtest_tells_errors_and_how_often_bands_held(folder: Path) -> None:
    result = run("backtest", "-w", folder, "--base", "2014..2015", "--horizon", 2, "--draws", 20)
    assert result.exit_code == 0, result.output
    assert "80% band held" in result.output
    assert "model" in result.output


@pytest.mark.parametrize("by", ["age", "horizon", "base"])
def test_backtest_can_be_divided_otherwise(folder: Path, by: str) -> None:
    words = ("--base", "2015", "--horizon", 2, "--draws", 0, "--by", by)
    result = run("backtest", "-w", folder, *words)
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("bases", ["soon", "2015..2012", "", "2012,x"])
def test_base_years_that_cannot_be_read_are_refused(folder: Path, bases: str) -> None:
    result = run("backtest", "-w", folder, "--base", bases)
    assert result.exit_code == 2
    assert "2009..2014" in result.output
