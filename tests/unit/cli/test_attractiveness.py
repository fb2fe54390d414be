"""``nyegrep attractiveness`` as a person types it."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
import yaml
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


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(w) for w in words], env={"NYEGREP_LANG": "en"})


def test_all_places_as_csv(demo: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    words = ("attractiveness", "all", "-w", demo, "--from", 2010, "--to", 2014)
    result = run(*words, "--format", "csv", "-o", file)
    assert result.exit_code == 0, result.output
    frame = pl.read_csv(file)
    assert len(frame) == 60 * 5
    assert frame.columns[:2] == ["municipality_code", "year"]
    assert "residential_attractiveness" in frame.columns


def test_the_share_that_reaches_both_is_told_for_the_period(demo: Path) -> None:
    result = run("attractiveness", "7603", "-w", demo, "--from", 2010, "--to", 2016)
    assert "70th percentile" in result.stderr
    assert "2010–2016" in result.stderr


def test_means_over_a_window_with_rank_and_interval(demo: Path) -> None:
    words = ("attractiveness", "Frostneset", "-w", demo, "--window", 7, "--format", "json")
    rows = json.loads(run(*words).stdout)
    assert rows[-1]["year"] - rows[-1]["first_year"] == 6
    assert rows[-1]["residential_attractiveness_rank"] is not None
    assert rows[-1]["business_attractiveness_lower_80"] is not None


def test_a_county_is_named_by_name_and_an_unknown_one_lists_those_there_are(demo: Path) -> None:
    words = ("-w", demo, "--level", "county", "--format", "json")
    assert json.loads(run("attractiveness", "Nordtind", *words).stdout)
    unknown = run("attractiveness", "Sørtind", *words)
    assert unknown.exit_code == 2
    assert "Nordtind" in unknown.output


def test_estimate_writes_a_file_that_the_model_can_use(demo: Path, tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    result = run("attractiveness", "estimate", "-w", demo, "-o", file)
    assert result.exit_code == 0, result.output
    assert "clustered" in result.stderr
    constant = yaml.safe_load(file.read_text())["attractiveness.municipality.constant"]
    words = ("attractiveness", "7603", "-w", demo, "--format", "json", "--parameters", file)
    assert json.loads(run(*words).stdout)[0]["constant"] == pytest.approx(constant)


def test_a_period_that_runs_backwards_is_refused(demo: Path) -> None:
    result = run("attractiveness", "all", "-w", demo, "--from", 2015, "--to", 2010)
    assert result.exit_code == 2
    assert result.output.startswith("Error: ")
