"""Datapacks: one folder that an office hands to another, taken whole or not at all."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
import yaml

from nyegrep.foundation.errors import DataError
from nyegrep.sources.catalogue import dataset
from nyegrep.sources.datapack import read_datapack, read_single_file, write_datapack
from nyegrep.sources.delivery import Delivery
from nyegrep.sources.store import Workspace
from tests.unit.sources.places import HISTORY, source

pytestmark = pytest.mark.unit

PEOPLE = "ar,kode,navn,alder,antall\n2019,7001,Fjordvik,0,11\n2019,7001,Fjordvik,1,12\n"
ENTRY = {
    "dataset": "population_by_age",
    "file": "people.csv",
    "columns": {"year": "ar", "municipality_code": "kode", "age": "alder", "persons": "antall"},
    "source": {"publisher": "Statistics", "table": "07459", "licence": "CC BY 4.0"},
}


def pack(folder: Path, *entries: dict[str, object], files: dict[str, str] | None = None) -> Path:
    for name, content in (files or {"people.csv": PEOPLE}).items():
        (folder / name).write_text(content, encoding="utf-8")
    description = {"datapack": 1, "tables": list(entries or [ENTRY])}
    (folder / "datapack.yaml").write_text(yaml.safe_dump(description), encoding="utf-8")
    return folder


def failure(folder: Path) -> dict[str, str]:
    with pytest.raises(DataError) as found:
        read_datapack(folder)
    return {problem.code: problem.text("en") for problem in found.value.problems}


def test_a_table_arrives_in_our_columns_with_its_source(tmp_path: Path) -> None:
    (delivery,) = read_datapack(pack(tmp_path))
    assert delivery.frame is not None
    assert {"year", "municipality_code", "age", "persons"} <= set(delivery.frame.columns)
    assert delivery.frame["municipality_code"].to_list() == ["7001", "7001"]
    assert delivery.source.table == "07459"
    assert len(delivery.source.fingerprint) == 64


def test_names_beside_the_codes_come_along(tmp_path: Path) -> None:
    text = PEOPLE.replace("navn", "municipality_name")
    (delivery,) = read_datapack(pack(tmp_path, files={"people.csv": text}))
    assert delivery.names is not None
    assert delivery.names.rows() == [("7001", 2019, "Fjordvik")]


def test_one_column_of_the_file_may_fill_two_of_ours(tmp_path: Path) -> None:
    text = "kode,region\n7001,Fjordvik\n7002,Fjordvik\n"
    entry = {
        "dataset": "labour_market_regions",
        "file": "regions.csv",
        "columns": {"municipality_code": "kode", "region_code": "region", "region_name": "region"},
        "borders": 2019,
    }
    (delivery,) = read_datapack(pack(tmp_path, entry, files={"regions.csv": text}))
    assert delivery.frame is not None
    assert delivery.frame["region_code"].to_list() == delivery.frame["region_name"].to_list()
    assert delivery.source.borders == 2019


def test_rows_can_be_chosen_with_where(tmp_path: Path) -> None:
    (delivery,) = read_datapack(pack(tmp_path, {**ENTRY, "where": {"alder": 1}}))
    assert delivery.frame is not None
    assert delivery.frame["persons"].to_list() == ["12"]


def test_every_problem_of_every_table_is_said(tmp_path: Path) -> None:
    found = failure(
        pack(
            tmp_path,
            {**ENTRY, "dataset": "peple"},
            {**ENTRY, "columns": {**ENTRY["columns"], "persons": "count", "height": "alder"}},  # type: ignore[dict-item]  # a mapping
            {**ENTRY, "file": "gone.csv"},
        )
    )
    assert "There is no dataset" not in found["datapack.dataset_unknown"]
    assert "“peple”" in found["datapack.dataset_unknown"]
    assert "“height”" in found["datapack.column_unknown"]
    assert "“count”" in found["data.column_missing"]
    assert "gone.csv" in found["file.missing"]


def test_a_folder_without_description_says_so(tmp_path: Path) -> None:
    assert "datapack.yaml" in failure(tmp_path)["datapack.missing"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("datapack: 1\ntables: [", "file.unreadable"),
        ("datapack: 2\ntables: []", "datapack.version"),
        ("datapack: 1\ntables:\n- {dataset: dwellings}", "datapack.field_wrong"),
        ("datapack: 1\ntables: []\nauthor: x", "datapack.field_wrong"),
        ("[]", "datapack.field_wrong"),
    ],
)
def test_a_faulty_description_is_explained(tmp_path: Path, content: str, code: str) -> None:
    (tmp_path / "datapack.yaml").write_text(content, encoding="utf-8")
    assert code in failure(tmp_path)


def test_a_file_outside_the_folder_is_refused(tmp_path: Path) -> None:
    inner = tmp_path / "pack"
    inner.mkdir()
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    found = failure(pack(inner, {**ENTRY, "file": "../people.csv"}))
    assert "outside" in found["datapack.file_outside"]


def test_a_cut_parquet_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "people.parquet"
    pl.DataFrame({"ar": [2019] * 500}).write_parquet(path)
    path.write_bytes(path.read_bytes()[:-40])
    found = failure(pack(tmp_path, {**ENTRY, "file": "people.parquet"}))
    assert "cut short" in found["file.unreadable"]


def test_export_and_import_give_the_same_workspace(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    first = Workspace.open_or_create(tmp_path / "first")
    map_delivery = Delivery("geometry", source(dataset="geometry"), "m.topojson", document=b"{}")
    first.save([*read_datapack(pack(folder)), map_delivery], HISTORY, "import")
    write_datapack(first, tmp_path / "out")
    second = Workspace.open_or_create(tmp_path / "second")
    second.save(read_datapack(tmp_path / "out"), HISTORY, "import")
    assert second.table("population_by_age").equals(first.table("population_by_age"))
    assert second.document("geometry") == b"{}"
    assert second.region_names().equals(first.region_names())
    ours, theirs = (
        first.sources_of("population_by_age")[0],
        second.sources_of("population_by_age")[0],
    )
    assert (ours.publisher, ours.table, ours.licence) == (
        theirs.publisher,
        theirs.table,
        theirs.licence,
    )


def test_export_does_not_write_over_a_folder(tmp_path: Path) -> None:
    workspace = Workspace.open_or_create(tmp_path / "w")
    folder = tmp_path / "in"
    folder.mkdir()
    workspace.save(read_datapack(pack(folder)), HISTORY, "import")
    with pytest.raises(DataError, match="not empty"):
        write_datapack(workspace, folder)


def test_a_single_file_needs_only_its_dataset(tmp_path: Path) -> None:
    path = tmp_path / "homes.csv"
    path.write_text("year;municipality_code;building_type;dwellings\n2019;7001;Enebolig;1 234\n")
    delivery = read_single_file(path, dataset("dwellings"))
    workspace = Workspace.open_or_create(tmp_path / "w")
    workspace.save([delivery], HISTORY, "import")
    assert workspace.table("dwellings")["dwellings"].to_list() == [1234.0]


def test_an_empty_workspace_has_nothing_to_export(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no datasets to export"):
        write_datapack(Workspace.open_or_create(tmp_path / "w"), tmp_path / "out")
