"""The commands as a person types them: what they answer, where, and with which exit code."""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from click.testing import CliRunner, Result

from nyegrep.cli.main import main
from nyegrep.cli.options import DEFAULT_WORKSPACE
from nyegrep.sources.jsonstat import parse
from nyegrep.sources.store import Workspace
from tests.unit.analyses.country import changes, delivery, workspace

pytestmark = pytest.mark.unit

PROJECTED = ["municipality_code", "year", "statistic", "sex", "age_group", "persons"]
PEOPLE = "year,municipality_code,age,persons\n2019,0301,0,9000\n2019,0301,1,9100\n"


def run(*words: object, **environment: str) -> Result:
    runner = CliRunner()
    return runner.invoke(main, [str(w) for w in words], env={"NYEGREP_LANG": "en", **environment})


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("country") / "w"
    workspace(folder, delivery("population_change", changes(), "06913"))
    return folder


def pack(folder: Path, people: str = PEOPLE) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "people.csv").write_text(people, encoding="utf-8")
    entry = "datapack: 1\ntables:\n- {dataset: population_by_age, file: people.csv}\n"
    (folder / "datapack.yaml").write_text(entry, encoding="utf-8")
    return folder


def test_help_lists_every_command_in_both_languages() -> None:
    english, norwegian = run("--help"), run("--help", NYEGREP_LANG="nb")
    for command in ("demo", "data", "report", "project", "explain", "glossary"):
        assert command in english.output
        assert command in norwegian.output
    assert "kommunen" in norwegian.output


@pytest.mark.parametrize("command", ["demo", "data", "report", "project", "explain", "glossary"])
def test_every_command_explains_itself(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert "Usage:" in result.output


def test_the_version_is_told() -> None:
    assert run("--version").output.startswith("nyegrep 0.")


def test_an_unknown_command_is_a_usage_error() -> None:
    assert run("dance").exit_code == 2


def test_import_says_what_it_took_in_and_status_shows_it(tmp_path: Path) -> None:
    result = run("data", "import", pack(tmp_path / "p"), "-w", tmp_path / "w")
    assert result.exit_code == 0
    assert "1 datasets with 2 rows" in result.output
    rows = json.loads(run("data", "status", "-w", tmp_path / "w", "--format", "json").stdout)
    assert rows[0]["dataset"] == "population_by_age"
    assert rows[0]["years"] == "2019"
    table = run("data", "status", "-w", tmp_path / "w", "--lang", "nb")
    assert "Folkemengde etter kjønn og alder" in table.output


def test_a_second_import_says_how_many_cells_it_replaced(tmp_path: Path) -> None:
    run("data", "import", pack(tmp_path / "p"), "-w", tmp_path / "w")
    result = run("data", "import", tmp_path / "p", "-w", tmp_path / "w")
    assert "population_by_age: 2 cells had been given before" in result.output


@pytest.mark.parametrize(
    ("people", "said"),
    [
        (PEOPLE.replace("persons", "count"), "column “persons” is missing"),
        (PEOPLE + "2019,0301,1,9100\n", "2 rows have the same"),
        (PEOPLE.replace("9100", "-9100"), "outside 0"),
        (PEOPLE.replace("9100", "many"), "“many” in row 2"),
        (PEOPLE.replace("0301", "7777"), "7777"),
    ],
)
def test_bad_data_is_refused_in_one_line_and_changes_nothing(
    tmp_path: Path, people: str, said: str
) -> None:
    run("data", "import", pack(tmp_path / "good"), "-w", tmp_path / "w")
    before = Workspace.open(tmp_path / "w").state
    result = run("data", "import", pack(tmp_path / "bad", people), "-w", tmp_path / "w")
    assert result.exit_code == 3
    assert said in result.output
    assert result.output.startswith("Error: ")
    assert "Traceback" not in result.output
    assert Workspace.open(tmp_path / "w").state == before


def test_a_single_file_needs_its_dataset(tmp_path: Path) -> None:
    path = pack(tmp_path / "p") / "people.csv"
    assert "--dataset" in run("data", "import", path, "-w", tmp_path / "w").output
    result = run("data", "import", path, "--dataset", "population_by_age", "-w", tmp_path / "w")
    assert result.exit_code == 0


def test_undo_and_forget_go_back_and_forth(tmp_path: Path) -> None:
    run("data", "import", pack(tmp_path / "p"), "-w", tmp_path / "w")
    assert run("data", "forget", "population_by_age", "-w", tmp_path / "w").exit_code == 0
    assert "Took back: forget population_by_age" in run("data", "undo", "-w", tmp_path / "w").output
    assert Workspace.open(tmp_path / "w").has("population_by_age")
    result = run("data", "undo", "-w", tmp_path / "w")
    assert result.exit_code == 5


def test_export_writes_what_import_reads(tmp_path: Path) -> None:
    run("data", "import", pack(tmp_path / "p"), "-w", tmp_path / "w")
    assert run("data", "export", tmp_path / "out", "-w", tmp_path / "w").exit_code == 0
    result = run("data", "import", tmp_path / "out", "-w", tmp_path / "w2")
    assert result.exit_code == 0
    assert run("data", "export", tmp_path / "out", "-w", tmp_path / "w").exit_code == 3


def test_sql_answers_as_csv(tmp_path: Path) -> None:
    run("data", "import", pack(tmp_path / "p"), "-w", tmp_path / "w")
    query = "SELECT sum(persons) AS people FROM population_by_age"
    result = run("data", "sql", query, "-w", tmp_path / "w", "--format", "csv")
    assert result.stdout == "people\n18100.0\n"


def test_no_workspace_says_how_to_make_one(tmp_path: Path) -> None:
    result = run("data", "status", "-w", tmp_path / "w")
    assert result.exit_code == 5
    assert "data import" in result.output


def test_the_workspace_can_be_named_in_the_environment(country: Path) -> None:
    result = run("project", "7001", "--format", "csv", NYEGREP_WORKSPACE=str(country))
    assert result.exit_code == 0
    assert DEFAULT_WORKSPACE not in result.output


def test_project_writes_a_table_to_a_file(country: Path, tmp_path: Path) -> None:
    file = tmp_path / "made" / "p.csv"
    result = run("project", "all", "-w", country, "--base-year", 2014, "--horizon", 2019,
                 "--draws", 20, "--format", "csv", "-o", file)  # fmt: skip
    assert result.exit_code == 0
    frame = pl.read_csv(file)
    assert frame.columns == PROJECTED
    assert frame["year"].unique().to_list() == list(range(2014, 2020))
    assert [path.name for path in file.parent.iterdir()] == ["p.csv"]


def test_project_as_json_is_json(country: Path) -> None:
    words = ("--horizon", 2020, "--draws", 20, "--detail", "age-groups", "--format", "json")
    result = run("project", "7001", "-w", country, *words)
    assert len(json.loads(result.stdout)) == 2 * 8 * 8


def test_project_on_the_screen_is_short_and_in_words(country: Path) -> None:
    words = ("project", "7001", "-w", country, "--horizon", 2021, "--draws", 20)
    result = run(*words)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert "eight paths out of ten" in lines[0]
    assert lines[1].split() == ["2019", "4140", "4140–4140"]
    assert len(lines) == 4
    norwegian = run(*words, "--detail", "age-groups", "--lang", "nb").stdout.splitlines()
    assert "åtte av ti baner" in norwegian[0]
    assert "aldersgruppe" in norwegian[0]
    assert len(norwegian) == 1 + 3 * 8


def test_project_is_read_by_tools_for_statistics(country: Path, tmp_path: Path) -> None:
    file = tmp_path / "p.json"
    words = ("project", "all", "-w", country, "--horizon", 2020, "--draws", 20, "-o", file)
    assert run(*words, "--format", "json-stat", "--lang", "nb").exit_code == 0
    table = parse(file.read_bytes(), "test")
    assert [d.code for d in table.dimensions] == [*PROJECTED[:-1], "contents"]
    assert "Fjordvik" in table.dimension("municipality_code").label_of_codes
    assert table.dimension("municipality_code").labels["0"] == "hele landet"
    assert table.dimension("statistic").labels["p50"] == "median"
    assert table.extension["nyegrep"]["seed"] == 1
    assert table.frame["value"].null_count() == 0
    assert len(table.frame) == 8 * 2 * 8


def test_project_opens_in_excel(country: Path, tmp_path: Path) -> None:
    file = tmp_path / "p.xlsx"
    words = ("project", "7001", "-w", country, "--horizon", 2020, "--draws", 20)
    assert run(*words, "--format", "xlsx", "-o", file).exit_code == 0
    sheet = openpyxl.load_workbook(file).active
    assert [cell.value for cell in sheet[1]] == PROJECTED
    assert sheet["A2"].value == "7001"
    assert sheet.max_row == 1 + 2 * 8


def test_what_is_no_file_is_written_to_and_never_replaced(country: Path, tmp_path: Path) -> None:
    words = ("project", "7001", "-w", country, "--horizon", 2020, "--draws", 5, "--format", "csv")
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    link.symlink_to(real)
    assert run(*words, "-o", link).exit_code == 0
    assert link.is_symlink()
    written = real.read_text(encoding="utf-8")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as threads:
        read = threads.submit(pipe.read_text, encoding="utf-8")
        assert run(*words, "-o", pipe).exit_code == 0
        assert read.result() == written
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.csv", "pipe", "real.csv"]


def test_a_file_that_cannot_be_written_says_so(country: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    words = ("project", "7001", "-w", country, "--horizon", 2020, "--draws", 0, "--format", "csv")
    result = run(*words, "-o", tmp_path / "file" / "p.csv")
    assert result.exit_code == 5
    assert "cannot be written" in result.output


def test_parquet_needs_a_file(country: Path) -> None:
    result = run("project", "7001", "-w", country, "--format", "parquet")
    assert result.exit_code == 2
    assert "-o FILE" in result.output


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("project", "7777"), 2, "7777"),
        (("project", "Fjordvig"), 2, "7001 Fjordvik"),
        (("project", "7002"), 2, "7009 Nye Elvdal"),
        (("project", "7001", "--horizon", "2010"), 2, "--horizon"),
        (("project", "7001", "--horizon", "2200"), 2, "--horizon"),
        (("project", "7001", "--draws", "-1"), 2, "--draws"),
        (("project", "all", "--seed", "-1"), 2, "--seed"),
        (("project", "7001", "--base-year", "1990"), 2, "7001"),
        (("project", "7001", "--base-year", "2003"), 3, "2005–2019"),
        (("report", "7001", "--horizon", "2010"), 2, "--horizon"),
        (("explain", "population.histori", "7001"), 2, "population.history"),
    ],
)
def test_questions_that_cannot_be_answered_say_why(
    country: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    result = run(*words, "-w", country)
    assert result.exit_code == code
    assert said in result.output
    assert result.output.count("\n") == 1


def test_errors_come_in_norwegian_too(country: Path) -> None:
    result = run("project", "Fjordvig", "-w", country, "--lang", "nb")
    assert result.output.startswith("Feil: ")


def test_a_parameter_of_ones_own_changes_the_answer(country: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("population.migration.persistence: 0.0\n", encoding="utf-8")
    words = ("project", "7001", "-w", country, "--format", "csv")
    assert run(*words).stdout != run(*words, "--parameters", own).stdout
    own.write_text("population.migration.persistance: 0.0\n", encoding="utf-8")
    result = run(*words, "--parameters", own)
    assert result.exit_code == 2
    assert "population.migration.persistence" in result.output


def test_offline_without_a_cache_says_what_is_missing(tmp_path: Path) -> None:
    result = run("data", "fetch", "population_by_age", "--offline", "-w", tmp_path / "w")
    assert result.exit_code == 4
    assert "07459" in result.output


def test_a_dataset_that_comes_as_a_file_says_so(tmp_path: Path) -> None:
    result = run("data", "fetch", "cost_keys", "-w", tmp_path / "w")
    assert result.exit_code == 2
    assert "--dataset cost_keys" in result.output


def test_an_unknown_dataset_names_the_nearest(tmp_path: Path) -> None:
    result = run("data", "fetch", "population_by_sex", "-w", tmp_path / "w")
    assert result.exit_code == 2
    assert "population_by_age" in result.output


def test_something_unexpected_is_one_line_and_debug_shows_the_rest(
    country: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_folder: Path) -> Workspace:
        raise RuntimeError("the disk spoke")

    monkeypatch.setattr(Workspace, "open", broken)
    result = run("data", "status", "-w", country)
    assert result.exit_code == 1
    assert "the disk spoke" in result.output
    assert "--debug" in result.output
    assert isinstance(run("data", "status", "-w", country, "--debug").exception, RuntimeError)


def test_the_glossary_explains_a_word_in_either_language() -> None:
    rows = json.loads(run("glossary", "forsørgerbyrde", "--lang", "nb", "--format", "json").stdout)
    assert rows
    assert all(row["definition"] for row in rows)
    unknown = run("glossary", "qqqqq")
    assert unknown.exit_code == 2


def test_status_of_one_dataset_tells_its_sources_and_holes(country: Path) -> None:
    words = ("data", "status", "population_change", "-w", country)
    details = json.loads(run(*words, "--format", "json").stdout)
    assert details["sources"][0]["table"] == "06913"
    assert details["holes"] == {}
    assert "06913" in run(*words).stdout
    assert run("data", "status", "commuting", "-w", country).exit_code == 3
