"""A user's table of unit costs: read in three forms, and every fault told at once."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
import yaml

from nyegrep.foundation.errors import InputError
from nyegrep.sources.unit_costs import COLUMNS, find_unit_costs, read_unit_costs

pytestmark = pytest.mark.unit

TYPICAL = {"care": 500_000.0, "kindergarten": 160_000.0, "primary_school": 120_000.0}
ROWS = [
    ("kindergarten", 1, 5, 171_000, 2018, "TBU, note of March"),
    ("care", 0, 66, 2_000.5, 2018, "TBU, note of March"),
    ("care", 67, 105, 110_000, 2018, "TBU, note of March"),
]


def written(path: Path, *rows: tuple[object, ...], heading: tuple[str, ...] = COLUMNS) -> Path:
    lines = [";".join(map(str, line)) for line in (heading, *rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def problems(path: Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        read_unit_costs(path, TYPICAL)
    return caught.value.texts("en")


@pytest.mark.parametrize("suffix", [".csv", ".yaml", ".xlsx"])
def test_the_three_forms_give_the_same_table(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"unit_costs{suffix}"
    if suffix == ".csv":
        written(path, *ROWS)
    elif suffix == ".yaml":
        path.write_text(yaml.safe_dump([dict(zip(COLUMNS, row, strict=True)) for row in ROWS]))
    else:
        pl.DataFrame(ROWS, schema=list(COLUMNS), orient="row").write_excel(path)
    table = read_unit_costs(path, TYPICAL)
    assert table.frame.rows() == [tuple(row) for row in ROWS]
    assert table.price_year == 2018
    assert table.source.publisher == "TBU, note of March"
    assert len(table.source.fingerprint) == 64


def test_a_workspace_has_one_table_or_none(tmp_path: Path) -> None:
    assert find_unit_costs(tmp_path) is None
    first = written(tmp_path / "unit_costs.csv", *ROWS)
    assert find_unit_costs(tmp_path) == first
    (tmp_path / "unit_costs.yaml").write_text("[]")
    with pytest.raises(InputError, match="several versions"):
        find_unit_costs(tmp_path)


def test_every_fault_of_every_row_is_told_with_row_and_column(tmp_path: Path) -> None:
    path = written(
        tmp_path / "own.csv",
        ("kindergarten", 1, 5, "mye", 2018, "TBU"),
        ("kindergarden", 6, 7, 100, 2018, "TBU"),
        ("care", 0, 66, -5, 2018, "TBU"),
        ("care", 90, 80, 5, 2018, "TBU"),
        ("care", 67, 79.5, 5, 1918, ""),
    )
    told = problems(path)
    assert len(told) == 7
    assert f"{path}, 2 (row), column “nok_per_person”: mye." in told[0]
    assert "kindergarden is not known. Write kindergarten" in told[1]
    assert f"{path}, 4 (row), column “nok_per_person”: -5. Expected ≥ 0" in told[2]
    assert "“age_last”: 80. Expected ≥ 90" in told[6]
    assert [text.split("“")[1].split("”")[0] for text in told[3:6]] == [
        "age_last",
        "price_year",
        "source",
    ]


def test_a_fault_in_a_workbook_names_the_sheet(tmp_path: Path) -> None:
    path = tmp_path / "own.xlsx"
    rows = [*ROWS[:2], ("care", 67, 105, "n/a", 2018, "TBU")]
    text = [tuple(str(cell) for cell in row) for row in rows]
    frame = pl.DataFrame(text, schema=list(COLUMNS), orient="row")
    frame.write_excel(path, worksheet="TBU 2018")
    assert f"{path} [TBU 2018], 4 (row), column “nok_per_person”: n/a" in problems(path)[0]


def test_rows_that_are_twice_or_overlap(tmp_path: Path) -> None:
    path = written(
        tmp_path / "own.csv",
        ROWS[0],
        ROWS[0],
        ("care", 0, 70, 2_000, 2018, "TBU"),
        ("care", 67, 105, 110_000, 2018, "TBU"),
    )
    told = problems(path)
    assert len(told) == 2
    assert "3 (row): kindergarten at ages 1–5" in told[0]
    assert "5 (row): care at ages 67–105" in told[1]


def test_thousands_are_told_from_kroner(tmp_path: Path) -> None:
    rows = [(*row[:3], float(str(row[3])) / 1000, *row[4:]) for row in ROWS]
    told = problems(written(tmp_path / "own.csv", *rows))
    assert len(told) == 2
    assert "kindergarten costs 171 at most, against about NOK 160000" in told[0]


def test_prices_are_of_one_year(tmp_path: Path) -> None:
    later = (*ROWS[0][:4], 2020, "TBU")
    told = problems(written(tmp_path / "own.csv", later, *ROWS[1:]))
    assert "several years (2018, 2020)" in told[0]


@pytest.mark.parametrize("content", ["", "\n\n", ";".join(COLUMNS) + "\n"])
def test_a_file_without_rows(tmp_path: Path, content: str) -> None:
    path = tmp_path / "own.csv"
    path.write_text(content)
    assert "there are no rows here" in problems(path)[0]


def test_an_empty_sheet(tmp_path: Path) -> None:
    path = tmp_path / "own.xlsx"
    pl.DataFrame().write_excel(path, worksheet="Ark1")
    assert "[Ark1]: there are no rows here" in problems(path)[0]


def test_a_file_of_another_encoding(tmp_path: Path) -> None:
    path = written(tmp_path / "own.csv", *ROWS)
    path.write_bytes(path.read_text().replace("TBU", "Søndre").encode("latin-1"))
    assert "not saved as UTF-8" in problems(path)[0]


def test_columns_that_are_missing(tmp_path: Path) -> None:
    path = written(tmp_path / "own.csv", ("care", 5), heading=("service", "kroner"))
    assert "from age, to age, NOK per person, price year, source" in problems(path)[0]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("own.yaml", "care: 5", "not a list of rows"),
        ("own.yaml", "[", "flow"),
        ("own.yaml", "", "no rows"),
        ("own.yaml", "- service: care", "columns"),
        ("own.txt", "", "xlsx"),
        ("own.xlsx", "not a workbook", "own.xlsx"),
    ],
)
def test_files_that_are_no_table(tmp_path: Path, name: str, content: str, expected: str) -> None:
    path = tmp_path / name
    path.write_text(content)
    assert expected in problems(path)[0]
    assert "no such file" in problems(tmp_path / "absent.csv")[0]


def test_rows_are_held_together_also_where_another_row_is_faulty(tmp_path: Path) -> None:
    bad = ("primary_school", 6, 15, "2,2.0", 2018, "TBU")
    told = problems(written(tmp_path / "own.csv", bad, ROWS[0], ROWS[0]))
    assert len(told) == 2
    assert "4 (row): kindergarten at ages 1–5" in told[1]
