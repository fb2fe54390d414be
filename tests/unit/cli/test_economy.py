"""``nyegrep need`` and ``nyegrep benchmark`` as a person types them."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from nyegrep.analyses.context import history_of
from nyegrep.cli.main import main
from nyegrep.sources.demo import deliveries
from nyegrep.sources.store import Workspace

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "w"
    made = Workspace.open_or_create(folder)
    arriving = deliveries()
    made.save(arriving, history_of(made, arriving), "demo")
    return folder


def run(*words: object, language: str = "en") -> Result:
    return CliRunner().invoke(main, [str(w) for w in words], env={"NYEGREP_LANG": language})


def test_need_by_sector_for_people(demo: Path) -> None:
    result = run("need", "7603", "-w", demo, "--year", 2025, language="nb")
    assert result.exit_code == 0, result.output
    assert "pleie og omsorg" in result.stdout
    assert "behovet er 1,09" in result.stderr


def test_need_by_criterion_for_programs(demo: Path, tmp_path: Path) -> None:
    words = ("need", "7603", "-w", demo, "--show", "criteria")
    rows = json.loads(run(*words, "--format", "json").stdout)
    assert {"criterion", "weight", "index", "effect_nok"} <= set(rows[0])
    file = tmp_path / "need.xlsx"
    assert run(*words, "--format", "xlsx", "-o", file).exit_code == 0
    assert len(pl.read_excel(file)) == len(rows)


def test_the_benchmark_says_which_level_is_used(demo: Path) -> None:
    for adjust, said in (
        ("area", "in each area"),
        ("total", "in the sum alone"),
        ("none", "not adjusted"),
    ):
        result = run("benchmark", "7603", "-w", demo, "--adjust", adjust)
        assert result.exit_code == 0, result.output
        assert said in result.stderr
        assert "times need" in result.stderr
        assert "spends more" in result.stderr


def test_the_benchmark_as_csv_adds_up(demo: Path) -> None:
    result = run("benchmark", "7603", "-w", demo, "--format", "csv", "--adjust", "total")
    frame = pl.read_csv(io.StringIO(result.stdout))
    total = frame.filter(pl.col("area") == "sum")["difference_million"][0]
    parts = frame.filter(pl.col("in_sum"))["difference_million"]
    assert parts.sum() == pytest.approx(total)


def test_places_side_by_side_with_those_chosen(demo: Path) -> None:
    words = ("benchmark", "7603", "-w", demo, "--peer", "7101", "--show", "places")
    frame = pl.read_csv(io.StringIO(run(*words, "--format", "csv").stdout))
    assert frame.columns == ["area", "Frostneset", "Kongsvåg", "the whole country"]


def test_formulas_are_printed_from_the_definitions(demo: Path, tmp_path: Path) -> None:
    words = ("benchmark", "7603", "-w", demo, "--show", "formulas", "--format", "json")
    formulas = {row["area"]: row["formula"] for row in json.loads(run(*words).stdout)}
    expected = "AGD2(244 + 251 + 252) / inhabitants · level: country × need(child welfare)"
    assert formulas["child_welfare"] == expected
    own = tmp_path / "own.yaml"
    own.write_text("benchmark.areas.functions: {child_welfare: ['244']}\n", encoding="utf-8")
    changed = json.loads(run(*words, "--parameters", own).stdout)
    assert changed[0]["formula"].startswith("AGD2(244) / inhabitants")


@pytest.mark.parametrize("show", ["peers", "drill_down"])
def test_the_other_tables_in_words(demo: Path, show: str) -> None:
    result = run("benchmark", "7603", "-w", demo, "--show", show, language="nb")
    assert result.exit_code == 0, result.output
    expected = {"peers": "sentralitet", "drill_down": "kostnad per person i målgruppen"}
    assert expected[show] in result.stdout


def test_peers_have_one_row_each_with_the_reason(demo: Path) -> None:
    lines = run("benchmark", "7603", "-w", demo, "--show", "peers").stdout.splitlines()
    assert len(lines) == 1 + 4
    assert "reason for the likeness" in lines[0]
    orremo = next(line for line in lines if "Orremo" in line)
    assert "size, need" in orremo


@pytest.mark.parametrize(
    ("figure", "page"),
    [
        ("need.criteria", "docs/methods/need.md"),
        ("costs.horizon", "docs/methods/demographic_cost.md"),
    ],
)
def test_the_figures_can_be_explained(demo: Path, figure: str, page: str) -> None:
    result = run("explain", figure, "7603", "-w", demo)
    assert result.exit_code == 0, result.output
    assert page in result.stdout


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("benchmark", "7603", "--year", "1999"), 3, "no accounts of 1999"),
        (("benchmark", "Ingensteds"), 2, "Ingensteds"),
        (("benchmark", "7603", "--peer", "0000"), 2, "0000"),
        (("benchmark", "7603", "--adjust", "half"), 2, "half"),
        (("need", "7603", "--year", "2001"), 3, "not known for 2001"),
        (("need", "Ingensteds"), 2, "Ingensteds"),
    ],
)
def test_what_cannot_be_is_told_with_its_exit_code(
    demo: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    result = run(*words, "-w", demo)
    assert result.exit_code == code, result.output
    assert said in result.stderr


def test_what_comes_of_rounding_in_the_accounts_is_not_shown_as_a_part(demo: Path) -> None:
    told = run("benchmark", "7603", "-w", demo, "--show", "drill_down").stdout
    assert "remainder" not in told
    assert re.search(r"\bcost per person in the target group +\d{1,3},\d{3} ", told)


def test_numbers_in_tables_are_written_as_the_language_does(demo: Path) -> None:
    asked = ("benchmark", "7603", "-w", demo, "--show", "drill_down", "--lang", "nb")
    told = run(*asked).stdout
    assert re.search(r"kostnad per lærerårsverk +1\xa0\d{3}\xa0\d{3} ", told)
    assert re.search(r"lærerårsverk per elev +0,\d{3} ", told)
    data = run(*asked, "--format", "csv").stdout
    assert "\xa0" not in data
    assert re.search(r",teachers_per_pupil,0\.\d+,", data)


def test_what_splits_by_users_wait_for_is_told(demo: Path, tmp_path: Path) -> None:
    whole = Workspace.open(demo)
    made = Workspace.open_or_create(tmp_path / "w")
    arriving = [d for d in deliveries() if d.dataset not in ("care_hours", "primary_schools")]
    made.save(arriving, history_of(whole), "demo")
    result = run("benchmark", "7603", "-w", tmp_path / "w", "--show", "drill_down")
    assert "missing for the municipality or the year: primary_schools, care_hours." in result.stderr
    assert "residents of institutions" in result.stdout
    assert "pupils and teachers" not in result.stdout
