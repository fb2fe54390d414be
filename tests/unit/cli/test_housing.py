"""``nyegrep housing`` as a person types it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from nyegrep.analyses.context import history_of
from nyegrep.cli.main import main
from nyegrep.sources.demo import deliveries
from nyegrep.sources.store import Workspace

pytestmark = pytest.mark.unit

PLACE = "Frostneset"
SHORT = ("--base-year", 2024, "--horizon", 2027, "--draws", 8)
PLANS = "year,building_type,dwellings,status,source\n2025,detached,400,started,plan\n"
PLACES = "place_kind,status,year,places,source\ncare_dwelling,in_use,2024,40,own\n"


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


@pytest.fixture
def own(folder: Path) -> Iterator[list[Path]]:
    """Files of the municipality's own, for one test."""
    files = [folder / "planned_dwellings.csv", folder / "care_places.csv"]
    for path, text in zip(files, (PLANS, PLACES), strict=True):
        path.write_text(text, encoding="utf-8")
    yield files
    for path in files:
        path.unlink()


def test_the_table_has_types_by_futures_and_says_what_is_missing(folder: Path) -> None:
    result = run("housing", PLACE, "-w", folder, *SHORT)
    assert result.exit_code == 0, result.output
    assert "Dwellings needed in 2027 beyond those of 2024" in result.stderr
    assert "dwellings where nobody lives permanently" in result.stderr
    assert "planned_dwellings.xlsx" in result.stderr
    assert "attractive, tailwind" in result.stdout
    assert "detached house" in result.stdout
    norwegian = run("housing", PLACE, "-w", folder, *SHORT, NYEGREP_LANG="nb")
    assert "enebolig" in norwegian.stdout
    assert "Merk: Planlagte boliger er ikke kjent" in norwegian.stderr


@pytest.mark.usefixtures("own")
def test_with_plans_surplus_is_told_as_surplus(folder: Path) -> None:
    result = run("housing", PLACE, "-w", folder, *SHORT)
    assert "Of 400 planned dwellings 400 are reckoned as built by 2027" in result.stderr
    assert "crisis: the plans give" in result.stderr
    care = run("housing", PLACE, "-w", folder, *SHORT, "--show", "care")
    assert care.exit_code == 0
    assert "care dwelling" in care.stdout


def test_care_that_is_not_counted_is_told_with_the_file_that_gets_it(folder: Path) -> None:
    result = run("housing", PLACE, "-w", folder, *SHORT, "--show", "care")
    assert result.exit_code == 3
    assert "care_places.xlsx" in result.stderr


@pytest.mark.parametrize(
    ("show", "told"),
    [
        ("dwellings", "with today's pace of building"),
        ("households", "living alone"),
        ("older", "80+"),
        ("lives_in", "block of flats"),
        ("fit", "error in per cent"),
    ],
)
def test_what_lies_behind_is_shown(folder: Path, show: str, told: str) -> None:
    result = run("housing", PLACE, "-w", folder, *SHORT, "--show", show)
    assert result.exit_code == 0, result.output
    assert told in result.stdout


def test_other_forms_hold_the_figure_unrounded(folder: Path, tmp_path: Path) -> None:
    words = ("housing", PLACE, "-w", folder, *SHORT)
    rows = json.loads(run(*words, "--format", "json").stdout)
    assert set(rows[0]) >= {"future", "building_type", "required", "p10", "p90", "balance"}
    frame = pl.read_csv(run(*words, "--format", "csv").stdout.encode())
    assert len(frame) == len(rows) == 5 * 7
    file = tmp_path / "need.xlsx"
    assert run(*words, "--format", "xlsx", "-o", file).exit_code == 0
    assert len(pl.read_excel(file)) == len(rows)


def test_its_figures_are_explained(folder: Path) -> None:
    result = run("explain", "housing.need", PLACE, "-w", folder, *SHORT[:4])
    assert result.exit_code == 0, result.output
    assert "housing need" in result.stdout
    assert "housing.households.living_alone" in result.stdout


def test_a_file_with_faults_changes_nothing_and_all_are_told(folder: Path) -> None:
    path = folder / "planned_dwellings.csv"
    path.write_text(PLANS.replace("detached", "cabin").replace("400", "many"), encoding="utf-8")
    result = run("housing", PLACE, "-w", folder, *SHORT)
    path.unlink()
    assert result.exit_code == 2
    assert "cabin is not known" in result.stderr
    assert "“dwellings”: many" in result.stderr
    assert result.stdout == ""
