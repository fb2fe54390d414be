"""The municipality's own files of planned dwellings and places of care, right and wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from nyegrep.foundation.errors import InputError
from nyegrep.reports.own_forms import template
from nyegrep.sources.housing_files import PLACES, PLANS, care_places, planned_dwellings

pytestmark = pytest.mark.unit


def written(folder: Path, name: str, *lines: str) -> Path:
    path = folder / f"{name}.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def faults(read: Callable[[Path], object], folder: Path) -> str:
    with pytest.raises(InputError) as caught:
        read(folder)
    return "\n".join(caught.value.texts("en"))


def test_no_file_is_no_plan(tmp_path: Path) -> None:
    assert planned_dwellings(tmp_path) is None
    assert care_places(tmp_path) is None


def test_plans_in_words_are_read_as_ids(tmp_path: Path) -> None:
    heading = "år;bygningstype;boliger;status;sannsynlighet i prosent;byggeområde;kilde"
    rows = ("2025;Boligblokk;40;regulert;;Sentrum;Plan 12", "2027;enebolig;1 200;;72,5;;Plan 13")
    written(tmp_path, "planned_dwellings", heading, *rows)
    table = planned_dwellings(tmp_path)
    assert table is not None
    assert table.frame.rows() == [
        (2025, "apartment_block", 40, "zoned", None, "Sentrum", "Plan 12"),
        (2027, "detached", 1200, None, 72.5, None, "Plan 13"),
    ]
    assert table.source.dataset == "planned_dwellings"


def test_every_fault_of_the_plans_is_told_with_row_and_column(tmp_path: Path) -> None:
    heading = "year;building_type;dwellings;status;built_percent;source"
    rows = (
        "2025;cabin;20;zoned;;plan",
        "2026;detached;-5;zoned;;plan",
        "2026;detached;many;zoned;;plan",
        "2027;detached;5;;;plan",
        ";detached;5;;0,05;plan",
        "2028;detached;5;dreamt of;;plan",
    )
    written(tmp_path, "planned_dwellings", heading, *rows)
    found = faults(planned_dwellings, tmp_path)
    for told in (
        "2 (row), column “building_type”: cabin is not known",
        "3 (row), column “dwellings”: -5",
        "4 (row), column “dwellings”: many",
        "5 (row): neither status nor probability",
        "6 (row), column “year”",
        "6 (row), column “built_percent”: 0,05 is a share",
        "7 (row), column “status”: dreamt of is not known",
    ):
        assert told in found


def test_places_in_use_and_planned(tmp_path: Path) -> None:
    heading = "place_kind;status;year;places;source"
    rows = ("care dwelling;in use;2019;40;KOSTRA", "omsorgsbolig;planlagt;2026;12;Økonomiplan")
    written(tmp_path, "care_places", heading, *rows)
    table = care_places(tmp_path)
    assert table is not None
    assert table.frame.select("place_kind", "status", "places").rows() == [
        ("care_dwelling", "in_use", 40),
        ("care_dwelling", "planned", 12),
    ]


def test_places_are_counted_once_and_planned_ones_beside_those_in_use(tmp_path: Path) -> None:
    heading = "place_kind;status;year;places;source"
    rows = (
        "care_dwelling;in_use;2018;40;a",
        "care_dwelling;in_use;2019;41;b",
        "round_the_clock_place;planned;2025;10;c",
        "accessible_dwelling;in_use;2019;7;d",
        "accessible_dwelling;in_use;2019;8;e",
    )
    written(tmp_path, "care_places", heading, *rows)
    found = faults(care_places, tmp_path)
    assert "3 (row): care dwelling in use is counted in" in found
    assert "4 (row): round-the-clock place is planned" in found
    assert "accessible dwelling, in use, 2019 stands twice" in found


@pytest.mark.parametrize("language", ["nb", "en"])
def test_the_templates_are_read_when_they_are_filled_in(tmp_path: Path, language: str) -> None:
    plan = {"year": 2025, "building_type": "row_house", "dwellings": 8, "status": "started"}
    place = {"place_kind": "care_dwelling", "status": "in_use", "year": 2019, "places": 40}
    for form, row in ((PLANS, plan), (PLACES, place)):
        content = template(form, language, [{**row, "source": "Plan"}])
        (tmp_path / f"{form.name}.xlsx").write_bytes(content)
    plans, places = planned_dwellings(tmp_path), care_places(tmp_path)
    assert plans is not None
    assert places is not None
    assert plans.frame.row(0, named=True)["building_type"] == "row_house"
    assert places.frame.row(0, named=True)["places"] == 40
