"""What ``nyegrep init`` writes, says and leaves alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from nyegrep.analyses.cost_inputs import UnitCostSettings
from nyegrep.analyses.savings_inputs import CRITERIA
from nyegrep.cli.init import tell, write_files
from nyegrep.cli.main import COMMANDS, main
from nyegrep.foundation.errors import InputError
from nyegrep.foundation.futures import EXPECTED, FOUR
from nyegrep.foundation.services import SERVICES
from nyegrep.foundation.terms import label
from nyegrep.parameters.tree import read
from nyegrep.sources.futures_files import own_futures, read_future
from nyegrep.sources.preventive_measures import LEVELS
from nyegrep.sources.savings_tables import read_areas, read_weights
from nyegrep.sources.stories import read_stories
from nyegrep.sources.unit_costs import EXAMPLE as UNIT_COSTS
from nyegrep.sources.unit_costs import find_unit_costs, read_unit_costs
from tests.unit.reports.futures import OWN, futures
from tests.unit.reports.places import LOTS

pytestmark = pytest.mark.unit

OUTLOOK = futures(LOTS["all futures"])


@pytest.mark.parametrize("language", ["nb", "en"])
def test_it_writes_a_story_for_each_future_and_an_example(tmp_path: Path, language: str) -> None:
    files = write_files(tmp_path, language, OUTLOOK)
    assert [str(path.relative_to(tmp_path)) for path in files.written] == [
        *(f"stories/{language}/{name}.md" for name in FOUR),
        "economic_plan.example.xlsx",
        "unit_costs.example.yaml",
        "unit_costs.example.xlsx",
        "prevention.example.xlsx",
        "savings_criteria.example.xlsx",
        "planned_dwellings.example.xlsx",
        "care_places.example.xlsx",
        "futures/example.yaml",
    ]
    assert read_stories(tmp_path, language) == {}


def test_a_future_of_the_users_own_gets_a_story_too(tmp_path: Path) -> None:
    files = write_files(tmp_path, "nb", futures(LOTS["own future"]))
    assert f"{OWN}.md" in [path.name for path in files.written]


@pytest.mark.parametrize("language", ["nb", "en"])
def test_the_example_can_be_read_as_a_future_but_is_not_one(tmp_path: Path, language: str) -> None:
    path = write_files(tmp_path, language, OUTLOOK).written[-1]
    assert own_futures(tmp_path) == ()
    found = read_future(path)
    assert (found.id, found.conditions) == (OWN, EXPECTED)
    assert (found.business_percentile, found.residential_percentile) == (60, 75)
    assert found.overrides == {"net_immigration": 0.5}
    assert set(found.names) == {"nb", "en"}
    path.rename(path.with_name("own_growth.yaml"))
    assert [future.id for future in own_futures(tmp_path)] == [OWN]


@pytest.mark.parametrize("language", ["nb", "en"])
def test_the_example_of_unit_costs_holds_the_defaults_and_is_not_used(
    tmp_path: Path, language: str
) -> None:
    files = write_files(tmp_path, language, OUTLOOK)
    path = next(path for path in files.written if path.name == UNIT_COSTS)
    assert find_unit_costs(tmp_path) is None
    book = read_unit_costs(path.with_suffix(".xlsx"), {})
    assert book.frame.equals(read_unit_costs(path, {}).frame)
    found = read_unit_costs(path, {}).frame
    settings, _ = read("demographic_cost.unit_costs", into=UnitCostSettings, at=date(2019, 1, 1))
    for service in SERVICES:
        own = found.filter(pl.col("service") == service)
        told = dict(own.select("age_first", "nok_per_person").rows())
        assert told == {a: n for a, n in getattr(settings, service).items() if n}
        lasts = [age - 1 for age in getattr(settings, service) if age > own["age_first"][0]]
        assert own["age_last"].to_list()[: len(lasts)] == lasts


def filled(path: Path, name: str, column: int, *values: object) -> Path:
    """The template with a column filled in, under the name that is read."""
    rows = [list(row) for row in pl.read_excel(path).iter_rows()]
    for row, value in zip(rows, values, strict=True):
        row[column] = value
    headings = pl.read_excel(path).columns
    pl.DataFrame(rows, schema=headings, orient="row", strict=False).write_excel(path.parent / name)
    return path.parent / name


@pytest.mark.parametrize("language", ["nb", "en"])
def test_the_templates_of_savings_are_read_when_they_are_filled_in(
    tmp_path: Path, language: str
) -> None:
    write_files(tmp_path, language, OUTLOOK, ("care", "kindergarten"))
    weights = tmp_path / "savings_criteria.example.xlsx"
    with pytest.raises(InputError):
        read_weights(weights, CRITERIA)
    chosen = filled(weights, "savings_criteria.xlsx", 1, 50, 30, 20)
    assert read_weights(chosen, CRITERIA).percent == dict(zip(CRITERIA, (50, 30, 20), strict=True))
    areas = tmp_path / "savings_areas.example.xlsx"
    decided = filled(areas, "savings_areas.xlsx", 1, 2.5, 0)
    found = read_areas(decided, {"care": 80.0, "kindergarten": 40.0}).frame
    assert found.rows() == [("care", 2.5, "included"), ("kindergarten", 0.0, "included")]


@pytest.mark.parametrize("language", ["nb", "en"])
def test_the_template_of_prevention_has_a_row_for_each_level_and_no_number(
    tmp_path: Path, language: str
) -> None:
    write_files(tmp_path, language, OUTLOOK)
    sheet = pl.read_excel(tmp_path / "prevention.example.xlsx")
    assert len(sheet) == len(LEVELS)
    assert [column for column in sheet.columns if sheet[column].count()] == [
        label("government_level", language)
    ]


def test_a_second_time_it_leaves_all_as_it_was(tmp_path: Path) -> None:
    first = write_files(tmp_path, "nb", OUTLOOK)
    first.written[0].write_text("# Vår\n\nEgen.", encoding="utf-8")
    again = write_files(tmp_path, "nb", OUTLOOK)
    assert again.written == ()
    assert again.left == first.written
    assert first.written[0].read_text(encoding="utf-8") == "# Vår\n\nEgen."


def test_it_says_what_it_wrote_and_what_it_left(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_files(tmp_path, "en", OUTLOOK).written[0].unlink()
    tell(write_files(tmp_path, "en", OUTLOOK), tmp_path, "en")
    said = capsys.readouterr().err
    assert f"Wrote stories/en/{FOUR[0]}.md" in said
    assert f"Left stories/en/{FOUR[1]}.md alone" in said
    assert str(tmp_path) in said


def test_it_comes_after_the_data(tmp_path: Path) -> None:
    names = list(COMMANDS)
    assert names.index("init") == names.index("data") + 1
    told = CliRunner().invoke(main, ["init", "--help"], env={"NYEGREP_LANG": "en"})
    assert told.exit_code == 0
    assert "MUNICIPALITY" in told.output


def test_without_a_workspace_it_stops(tmp_path: Path) -> None:
    asked = ["init", "Fjordvik", "-w", str(tmp_path / "nothing"), "--lang", "en"]
    done = CliRunner().invoke(main, asked)
    assert done.exit_code == 5
    assert not (tmp_path / "nothing").exists()
