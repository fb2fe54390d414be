"""Tables that a user fills in: words or ids, Norwegian numbers, and every fault at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest

from nyegrep.foundation.errors import InputError, Problems
from nyegrep.sources.own_tables import OwnColumn, OwnForm, OwnRow, cell, find_own, read_own

pytestmark = pytest.mark.unit

FORM = OwnForm(
    "unit_costs",
    (
        OwnColumn("service", "choice", choices=("care", "kindergarten")),
        OwnColumn("year", "whole", 2000, 2100),
        OwnColumn("nok_per_person", "number", 0),
        OwnColumn("percent", "percent", required=False),
        OwnColumn("source", "text", required=False, example="TBU, 2018"),
    ),
    key=("service", "year"),
)
HEADING = "service;year;nok_per_person;percent;source"


def written(folder: Path, *lines: str, name: str = "unit_costs.csv") -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def faults(path: Path, language: str = "en") -> list[str]:
    with pytest.raises(InputError) as caught:
        read_own(path, FORM)
    return caught.value.texts(language)


def test_words_of_either_language_stand_for_ids(tmp_path: Path) -> None:
    path = written(
        tmp_path, "Tjeneste;År;Kroner per person", "Barnehage;2018;171 000,5", "care;2018;−0"
    )
    frame = read_own(path, FORM).frame
    assert frame.rows() == [
        ("kindergarten", 2018, 171_000.5, None, None),
        ("care", 2018, 0.0, None, None),
    ]


def test_a_workbook_a_list_and_a_csv_file_give_the_same(tmp_path: Path) -> None:
    rows = [("care", 2018, 5.5, 1.75, "own"), ("kindergarten", 2019, 7.0, None, None)]
    book = tmp_path / "a.xlsx"
    pl.DataFrame(rows, schema=HEADING.split(";"), orient="row").write_excel(book)
    text = written(tmp_path, HEADING, "care;2018;5,5;1,75 %;own", "kindergarten;2019;7;;")
    lines = [
        "- {service: care, year: 2018, nok_per_person: 5.5, percent: 1.75, source: own}",
        "- {service: kindergarten, year: 2019, nok_per_person: 7}",
    ]
    listed = written(tmp_path, *lines, name="a.yaml")
    for path in (book, text, listed):
        assert read_own(path, FORM).frame.rows() == rows


def test_every_fault_is_told_at_once_with_row_and_column(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        HEADING,
        "care;2018;much;;",
        "cares;18;-5;;",
        "care;2018.5;;0.0175;",
    )
    told = faults(path)
    assert [
        f"{path}, {row} (row), column “{column}”"
        for row, column in [
            (2, "nok_per_person"),
            (3, "service"),
            (3, "year"),
            (3, "nok_per_person"),
            (4, "year"),
            (4, "nok_per_person"),
            (4, "percent"),
        ]
    ] == [text.split(":")[0] for text in told]
    assert "Expected ≥ 0" in told[0]
    assert "Write care" in told[1]
    assert "Expected 2000–2100" in told[2]
    assert "0.0175 is a share. Per cent was expected, that is 1.75" in told[6]


def test_faults_in_bokmaal_use_its_words(tmp_path: Path) -> None:
    told = faults(written(tmp_path, "Tjeneste;År;Kroner per person", "skole;2018;1"), "nb")
    assert "kolonne «Tjeneste»: skole er ikke kjent. Skriv pleie og omsorg, barnehage" in told[0]
    lacking = faults(written(tmp_path, "Tjeneste;År", "care;2018"), "nb")
    assert "kroner per person mangler" in lacking[0]


def test_a_row_stands_once(tmp_path: Path) -> None:
    told = faults(written(tmp_path, HEADING, "care;2018;1;;", "Care;2018;2;;"))
    assert len(told) == 1
    assert "3 (row): care, 2018 stands twice, also in" in told[0]


def test_an_optional_heading_that_is_misspelt(tmp_path: Path) -> None:
    path = written(tmp_path, "service;year;nok_per_person;sorce;note", "care;2018;1;x;y")
    assert "“sorce” is not known. Did you mean “source”" in faults(path)[0]


def test_what_must_hold_between_rows_is_told_with_the_rest(tmp_path: Path) -> None:
    path = written(tmp_path, HEADING, "care;2018;1;;", "care;2019;x;;")

    def check(rows: Sequence[OwnRow], problems: Problems) -> None:
        for row in rows:
            cell(row, "nok_per_person", "≥ 5", problems)

    with pytest.raises(InputError) as caught:
        read_own(path, FORM, check)
    told = caught.value.texts("en")
    assert len(told) == 2
    assert "2 (row), column “nok_per_person”: 1.0. Expected ≥ 5" in told[1]


def test_a_workspace_has_one_version_or_none(tmp_path: Path) -> None:
    assert find_own(tmp_path, FORM) is None
    path = written(tmp_path, HEADING)
    assert find_own(tmp_path, FORM) == path
    written(tmp_path, "[]", name="unit_costs.yaml")
    with pytest.raises(InputError, match="several versions"):
        find_own(tmp_path, FORM)


def test_the_example_is_not_taken_for_the_table(tmp_path: Path) -> None:
    written(tmp_path, "x", name=FORM.example)
    assert find_own(tmp_path, FORM) is None


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "no rows"),
        (HEADING.encode(), "no rows"),
        ("service;year;nok_per_person\nomsorg på;2018;1".encode("latin-1"), "not saved as UTF-8"),
    ],
)
def test_files_that_are_no_table(tmp_path: Path, content: bytes, expected: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    assert expected in faults(path)[0]
