"""``nyegrep finance`` as a person types it."""

from __future__ import annotations

import io
import json
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from nyegrep.analyses.context import history_of
from nyegrep.cli.main import main
from nyegrep.reports.own_forms import template
from nyegrep.sources.demo import deliveries
from nyegrep.sources.demo.economic_plan import economic_plan
from nyegrep.sources.economic_plan import FORM
from nyegrep.sources.store import Workspace

pytestmark = pytest.mark.unit

PLACE = "7603"
QUICK = ("--draws", 10)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "w"
    made = Workspace.open_or_create(folder)
    arriving = deliveries()
    made.save(arriving, history_of(made, arriving), "demo")
    plan = template(FORM, "nb", economic_plan(made, PLACE))
    (folder / "economic_plan.xlsx").write_bytes(plan)
    return folder


def run(*words: object, language: str = "en") -> Result:
    return CliRunner().invoke(main, [str(w) for w in words], env={"NYEGREP_LANG": language})


def shown(demo: Path, show: str, language: str = "nb") -> Result:
    result = run("finance", PLACE, "-w", demo, *QUICK, "--show", show, language=language)
    assert result.exit_code == 0, result.output
    return result


def test_targets_with_lights_and_the_plan_years(demo: Path) -> None:
    result = shown(demo, "targets")
    assert "netto driftsresultat" in result.stdout
    assert "grønt" in result.stdout
    assert "1,75" in result.stdout
    assert "er eksempler, ikke vedtatt av kommunen" in result.stderr


def test_the_parts_of_the_need_by_year(demo: Path) -> None:
    result = shown(demo, "restructuring", "en")
    assert "what the plan lacks of the target" in result.stdout
    assert "2027" in result.stdout
    assert "2030" in result.stdout
    assert "NOK of 2027" in result.stderr


def test_the_need_of_each_future_has_a_band(demo: Path) -> None:
    result = shown(demo, "sensitivity")
    assert "attraktiv i medvind" in result.stdout
    assert " – " in result.stdout


def test_robek_names_the_paragraphs(demo: Path) -> None:
    result = shown(demo, "robek")
    assert "§ 28-1 b" in result.stdout
    assert "oppfylt" in result.stdout


def test_revenue_says_that_it_is_our_own_approximation(demo: Path) -> None:
    assert "our own approximation" in shown(demo, "revenue", "en").stderr


def test_for_programs(demo: Path, tmp_path: Path) -> None:
    words = ("finance", PLACE, "-w", demo, *QUICK, "--show", "restructuring")
    rows = json.loads(run(*words, "--format", "json").stdout)
    assert {"future", "year", "part", "mean", "counted"} == set(rows[0])
    file = tmp_path / "need.xlsx"
    assert run(*words, "--format", "xlsx", "-o", file).exit_code == 0
    assert len(pl.read_excel(file)) == len(rows)
    text = run(*words, "--format", "csv").stdout
    assert len(pl.read_csv(io.StringIO(text))) == len(rows)


def test_a_place_without_a_plan_is_told_how_to_make_one(demo: Path) -> None:
    result = run("finance", "7601", "-w", demo, *QUICK, "--show", "robek")
    assert result.exit_code == 3
    assert "Write 7601" in result.stderr
    assert run("finance", "7601", "-w", demo, *QUICK).exit_code == 0


def test_a_plan_with_faults_is_told_with_its_rows_and_nothing_is_shown(
    demo: Path, tmp_path: Path
) -> None:
    path = tmp_path / "plan.csv"
    path.write_text("år;brutto driftsinntekter\n2027;560\n", encoding="utf-8")
    result = run("finance", PLACE, "-w", demo, "--plan", path, language="nb")
    assert result.exit_code == 2
    assert "mangler" in result.stderr
    assert not result.stdout


def test_the_figures_can_be_explained(demo: Path) -> None:
    result = run("explain", "finance.restructuring", PLACE, "-w", demo, language="nb")
    assert result.exit_code == 0, result.output
    assert "economic_plan.xlsx" in result.stdout
    assert "finance.targets" in result.stdout
