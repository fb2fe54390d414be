"""The yearly files of the income system as the ministry lays them out, read into long rows."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from nyegrep.sources.catalogue import dataset
from nyegrep.sources.checks import check
from nyegrep.sources.datapack import read_single_file
from nyegrep.sources.municipalities import packaged_history

pytestmark = pytest.mark.unit

CRITERIA = [
    ["Tabell F-k", "", "", "", ""],
    ["Komm.nr.", "Kommune", "6–12 år", "Basiskriterium", "Noe nytt"],
    ["1", "2", "3", "4", "5"],
    ["0301", "Oslo", "50 000", "1", "7"],
    ["301", "Oslo igjen", "", "", "9,5"],
    ["", "Hele landet", "450 000", "357", "16"],
]


def ods(path: Path, sheets: dict[str, list[list[str]]]) -> Path:
    document = OpenDocumentSpreadsheet()
    for name, rows in sheets.items():
        table = Table(name=name)
        for row in rows:
            line = TableRow()
            for value in row:
                cell = TableCell(valuetype="string")
                cell.addElement(P(text=value))
                line.addElement(cell)
            table.addElement(line)
        document.spreadsheet.addElement(table)
    document.save(str(path))
    return path


def taken_in(path: Path, name: str) -> pl.DataFrame:
    delivery = read_single_file(path, dataset(name))
    assert delivery.frame is not None
    return check(delivery.frame, dataset(name), str(path), packaged_history(), 0).frame


def test_one_criterion_in_each_column_becomes_rows(tmp_path: Path) -> None:
    sheets = {"Forside": [["Grønt hefte"]], "F-k": [*CRITERIA[:4], CRITERIA[5]]}
    path = ods(tmp_path / "gront_hefte_2026_f-k.ods", sheets)
    frame = taken_in(path, "need_criteria").select(
        "year", "municipality_code", "criterion", "value"
    )
    assert frame.rows() == [
        (2026, "0301", "persons_6-12", 50000.0),
        (2026, "0301", "base", 1.0),
        (2026, "0301", "Noe nytt", 7.0),
    ]


def test_empty_cells_give_no_row(tmp_path: Path) -> None:
    rows = [CRITERIA[1], ["1101", "Eigersund", "", "1", "9,5"]]
    frame = taken_in(ods(tmp_path / "2026.ods", {"F-k": rows}), "need_criteria")
    assert frame["criterion"].to_list() == ["base", "Noe nytt"]
    assert frame["value"].to_list() == [1.0, 9.5]


def test_a_column_for_the_year_goes_before_the_name_of_the_file(tmp_path: Path) -> None:
    rows = [["År", "Kommunenr.", "Flyktninger"], ["2024", "0301", "8"], ["2024", "1101", "9"]]
    frame = taken_in(ods(tmp_path / "hentet_2026.ods", {"F-k": rows}), "need_criteria")
    assert frame["year"].to_list() == [2024, 2024]
    assert frame["criterion"].unique().to_list() == ["refugees"]


def test_rows_that_are_long_already_are_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text("year,municipality_code,criterion,value\n2026,0301,base,1\n", encoding="utf-8")
    assert taken_in(path, "need_criteria")["criterion"].to_list() == ["base"]


def test_total_index_with_the_headings_of_the_publisher(tmp_path: Path) -> None:
    rows = [["Kommunenummer", "Indeks for beregnet utgiftsbehov"], ["0301", "0,9304"]]
    frame = taken_in(ods(tmp_path / "a-k_2026.ods", {"A-k": rows}), "expenditure_need_index")
    expected = {"year": 2026, "municipality_code": "0301", "sector": "total", "index": 0.9304}
    assert frame.row(0, named=True) == expected


def test_a_key_with_one_column_for_each_sector(tmp_path: Path) -> None:
    rows = [
        ["Kriterium", "Grunnskole", "Barnehage"],
        ["6–12 år", "0,6", ""],
        ["13–15 år", "0,4", ""],
        ["1–5 år", "", "1"],
        ["Sum", "1", "1"],
    ]
    frame = taken_in(ods(tmp_path / "e-k 2019.ods", {"E-k": rows}), "cost_keys")
    assert frame.select("year", "sector", "criterion", "weight").rows() == [
        (2019, "school", "persons_6-12", 0.6),
        (2019, "school", "persons_13-15", 0.4),
        (2019, "kindergarten", "persons_1-5", 1.0),
    ]
