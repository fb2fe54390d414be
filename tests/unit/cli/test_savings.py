"""``nyegrep savings``, ``nyegrep prevention`` and their explanations, as a person types them."""

from __future__ import annotations

import io
import json
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from nyegrep.analyses.context import history_of
from nyegrep.cli.figures import ANSWERS
from nyegrep.cli.main import main
from nyegrep.reports.explain import ANALYSES
from nyegrep.sources.demo import deliveries
from nyegrep.sources.preventive_measures import FORM
from nyegrep.sources.store import Workspace

pytestmark = pytest.mark.unit

PLACE = "7603"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "w"
    made = Workspace.open_or_create(folder)
    arriving = deliveries()
    made.save(arriving, history_of(made, arriving), "demo")
    return folder


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a table of one measure and nothing else."""
    folder = tmp_path_factory.mktemp("own")
    row = "Guide;school_dropout;municipal_level;20;25;10;30000;200000;300000;2;2024;own"
    heading = ";".join(column.name for column in FORM.columns)
    (folder / "prevention.csv").write_text(f"{heading}\n{row}\n", encoding="utf-8")
    return folder


def run(*words: object, language: str = "en") -> Result:
    return CliRunner().invoke(main, [str(w) for w in words], env={"NYEGREP_LANG": language})


def test_savings_for_people_say_what_they_stand_on(demo: Path) -> None:
    result = run("savings", PLACE, "--total", 16, "-w", demo, language="nb")
    assert result.exit_code == 0, result.output
    assert "pleie og omsorg" in result.stdout
    assert "får ikke plass" in result.stdout
    assert "16,0 millioner kroner" in result.stderr
    assert "andel av utgiftene 33,3 %" in result.stderr
    assert "Ingen har bestemt vektene" in result.stderr


def test_savings_as_csv_add_up(demo: Path) -> None:
    result = run("savings", PLACE, "--total", 16, "-w", demo, "--format", "csv")
    frame = pl.read_csv(io.StringIO(result.stdout))
    parts = frame.filter(pl.col("area") != "sum")["target_million"]
    assert parts.sum() == pytest.approx(16)


def test_what_each_criterion_says(demo: Path, tmp_path: Path) -> None:
    words = ("savings", PLACE, "--total", 16, "-w", demo, "--show", "criteria")
    rows = json.loads(run(*words, "--format", "json").stdout)
    assert {"savings_criterion", "area", "share", "part_million"} <= set(rows[0])
    file = tmp_path / "criteria.xlsx"
    assert run(*words, "--format", "xlsx", "-o", file).exit_code == 0
    assert len(pl.read_excel(file)) == len(rows)


def test_prevention_for_people(own: Path) -> None:
    result = run("prevention", "-w", own, language="nb")
    assert result.exit_code == 0, result.output
    assert "videregående" in result.stdout
    assert "ingen kostnad" in result.stdout
    assert "2024-priser" in result.stderr


@pytest.mark.parametrize(
    ("show", "column"), [("years", "cumulative_nok"), ("sensitivity", "success_rate")]
)
def test_prevention_for_programs(own: Path, show: str, column: str) -> None:
    rows = json.loads(run("prevention", "-w", own, "--show", show, "--format", "json").stdout)
    assert column in rows[0]
    assert {row["government_level"] for row in rows} >= {"municipal_level", "all_levels"}


def test_the_discount_rate_can_be_another(own: Path, tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text("prevention.account.discount_rate: {0: 0}\n", encoding="utf-8")
    words = ("prevention", "-w", own, "--format", "json")
    net = [json.loads(run(*words, *more).stdout)[0] for more in ((), ("--parameters", file))]
    assert net[1]["net_nok"] == pytest.approx(5 * 30_000 * 10 - 800_000)
    assert net[0]["net_nok"] < net[1]["net_nok"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("savings", PLACE), 2, "--total"),
        (("savings", PLACE, "--total", 0), 2, "cannot be shared"),
        (("savings", "Ingensteds", "--total", 16), 2, "Ingensteds"),
        (("savings", PLACE, "--total", 16, "--year", 1999), 3, "no accounts of 1999"),
        (("prevention",), 3, "prevention.example.xlsx"),
        (("explain", "prevention.account", PLACE), 3, "prevention.example.xlsx"),
        (("explain", "savings.distributed", PLACE), 2, "savings.distribution"),
        (("explain", "futures.reach", PLACE), 3, "when a goal is given"),
    ],
)
def test_what_cannot_be_is_told_with_its_exit_code(
    demo: Path, words: tuple[object, ...], code: int, said: str
) -> None:
    result = run(*words, "-w", demo)
    assert result.exit_code == code, result.output
    assert said in result.stderr


def test_the_figures_of_savings_can_be_explained(demo: Path) -> None:
    result = run("explain", "savings.distribution", PLACE, "-w", demo, language="nb")
    assert result.exit_code == 0, result.output
    assert "docs/methods/savings.md" in result.stdout
    assert "savings.sharing.weights.budget_share" in result.stdout


def test_a_figure_whose_data_is_missing_says_which(demo: Path) -> None:
    assert run("data", "forget", "net_operating_expenditure", "-w", demo).exit_code == 0
    result = run("explain", "savings.distribution", PLACE, "-w", demo)
    listed = run("explain", "-w", demo)
    assert run("data", "undo", "-w", demo).exit_code == 0
    assert result.exit_code == 3
    assert "“net_operating_expenditure” is not in the workspace" in result.stderr
    assert "costs.horizon" in listed.stdout
    assert "savings.distribution" not in listed.stdout
    assert "net_operating_expenditure" in listed.stderr


def test_every_analysis_with_figures_can_be_asked() -> None:
    assert set(ANSWERS) == set(ANALYSES)
