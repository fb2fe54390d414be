"""``nyegrep cost`` as a person types it."""

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
COLUMNS = ["municipality_code", "future", "service", "year", "statistic", "accumulated_million_nok"]


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


def test_the_table_has_services_by_futures_and_says_that_costs_are_estimates(folder: Path) -> None:
    result = run("cost", PLACE, "-w", folder, *SHORT)
    assert result.exit_code == 0, result.output
    assert "from 2024 to 2027, million NOK of 2018" in result.stderr
    assert "are estimates in NOK of 2018" in result.stderr
    assert "attractive, tailwind" in result.stdout
    assert "the municipality together" in result.stdout
    norwegian = run("cost", PLACE, "-w", folder, *SHORT, NYEGREP_LANG="nb")
    assert "pleie og omsorg" in norwegian.stdout


def test_csv_has_a_row_for_every_future_service_year_and_statistic(folder: Path) -> None:
    result = run("cost", PLACE, "-w", folder, *SHORT, "--format", "csv")
    frame = pl.read_csv(result.stdout.encode())
    assert frame.columns == COLUMNS
    assert len(frame.filter(pl.col("future") != "official_main")) == 5 * 9 * 4 * 8
    assert len(frame.filter(pl.col("future") == "official_main")) == 9 * 4
    assert set(frame["statistic"]) == {"mean", "p2_5", "p10", "p25", "p50", "p75", "p90", "p97_5"}


def test_other_forms_hold_the_same(folder: Path, tmp_path: Path) -> None:
    asked = ("cost", PLACE, "-w", folder, *SHORT, "--only", "crisis")
    rows = json.loads(run(*asked, "--format", "json").stdout)
    document = json.loads(run(*asked, "--format", "json-stat").stdout)
    assert len(parse(json.dumps(document).encode(), place="here").frame) == len(rows)
    assert "million NOK of 2018" in document["label"]
    for form in ("xlsx", "parquet"):
        path = tmp_path / f"cost.{form}"
        assert run(*asked, "--format", form, "-o", path).exit_code == 0
        found = pl.read_excel(path) if form == "xlsx" else pl.read_parquet(path)
        assert len(found) == len(rows)


def test_a_what_if_is_shown_and_changes_the_numbers(folder: Path) -> None:
    asked = ("cost", PLACE, "-w", folder, *SHORT, "--only", "crisis", "--format", "csv")
    usual = run(*asked)
    result = run(*asked, "--what-if", "welfare_technology=10", "--what-if", "coverage.care=1.1")
    assert "Switched on: welfare technology (welfare_technology=10)" in result.stderr
    assert "Switched on: coverage (coverage.care=1.1)" in result.stderr
    assert result.stdout != usual.stdout
    assert "Switched on" not in usual.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--what-if", "magic=1"), "magic=1: NAME=VALUE was expected"),
        (("--what-if", "healthier_ageing"), "healthier_ageing: NAME=VALUE"),
        (("--what-if", "healthier_ageing=50"), "healthier_ageing"),
        (("--what-if", "unit_cost_growth=much"), "unit_cost_growth"),
        (("--only", "magic"), "no future “magic”"),
        (("--unit-costs", "absent.csv"), "absent.csv: there is no such file"),
    ],
)
def test_what_cannot_be_is_told(folder: Path, words: tuple[str, ...], told: str) -> None:
    result = run("cost", PLACE, "-w", folder, *SHORT, *words)
    assert result.exit_code == 2
    assert told in result.stderr


PEOPLE = ("--show", "people", "--only", "crisis", "--only", "neutral")


def test_people_are_told_beside_the_base_year(folder: Path) -> None:
    result = run("cost", PLACE, "-w", folder, *SHORT, *PEOPLE)
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[0].split() == ["service", "base", "year", "crisis", "neutral", "path"]
    assert [line.split("  ")[0] for line in lines[1:4]] == [
        "home care",
        "long stay in an institution",
        "housing staffed round the clock",
    ]
    assert "1 January 2027, beside 2024" in result.stderr
    assert "People with dementia are not counted" in result.stderr
    norwegian = run("cost", PLACE, "-w", folder, *SHORT, *PEOPLE, NYEGREP_LANG="nb")
    assert "elever i grunnskolen" in norwegian.stdout
    assert "årsverk, sykepleiere i omsorg" in norwegian.stdout


def test_people_as_data_are_persons_or_full_time_equivalents(folder: Path, tmp_path: Path) -> None:
    asked = ("cost", PLACE, "-w", folder, *SHORT, *PEOPLE)
    frame = pl.read_csv(run(*asked, "--format", "csv").stdout.encode())
    assert frame.columns == [*COLUMNS[:-1], "persons", "full_time_equivalents"]
    assert set(frame["future"]) == {"crisis", "neutral"}
    assert len(frame) == 2 * 8 * 4 * 6
    staff = frame.filter(pl.col("service").is_in(["nurses", "other_staff"]))
    assert staff["persons"].null_count() == len(staff)
    assert staff["full_time_equivalents"].null_count() == 0
    document = json.loads(run(*asked, "--format", "json-stat").stdout)
    assert "base year 2024" in document["label"]
    path = tmp_path / "people.xlsx"
    assert run(*asked, "-o", path, "--format", "xlsx").exit_code == 0
    assert len(pl.read_excel(path)) == len(frame)


def test_a_what_if_works_on_people_too(folder: Path) -> None:
    asked = ("cost", PLACE, "-w", folder, *SHORT, *PEOPLE, "--format", "csv")
    usual, healthier = run(*asked), run(*asked, "--what-if", "healthier_ageing=2")
    assert "Switched on: healthier ageing (healthier_ageing=2)" in healthier.stderr
    assert healthier.stdout != usual.stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("all", "--show", "people"), "is for one municipality"),
        ((PLACE, "--show", "people", "--only", "magic"), "no future “magic”"),
        ((PLACE, "--show", "gold"), "is not one of"),
    ],
)
def test_people_that_cannot_be_told(folder: Path, words: tuple[str, ...], told: str) -> None:
    result = run("cost", *words, "-w", folder, *SHORT)
    assert result.exit_code == 2
    assert told in result.stderr


def test_costs_follow_the_published_alternatives_where_asked(folder: Path) -> None:
    asked = ("cost", PLACE, "-w", folder, *SHORT, "--only", "crisis", "--format", "csv")
    usual, official = run(*asked), run(*asked, "--national", "official")
    assert official.exit_code == 0, official.output
    assert usual.stdout != official.stdout
