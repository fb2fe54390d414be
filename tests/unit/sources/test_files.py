"""Files that a person downloaded, whatever program wrote them."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from nyegrep.foundation.errors import DataError
from nyegrep.sources.catalogue import dataset
from nyegrep.sources.files import read_document, read_file

pytestmark = pytest.mark.unit

NEED = dataset("expenditure_need_index")
ROWS: list[list[str | None]] = [
    ["Tabell A-k", None],
    [None, None],
    ["Kommunenummer", "Indeks"],
    ["0301", "0.95"],
    ["1101", "1.01"],
]


def read(path: Path, sheet: str | None = None) -> pl.DataFrame:
    return read_file(path, NEED, sheet)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_text_tables_of_any_separator(tmp_path: Path, separator: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(f"kode{separator}navn\n0301{separator}Oslo\n", encoding="utf-8")
    assert read(path).rows() == [("0301", "Oslo")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
def test_norwegian_letters_in_either_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes("kode;navn\n1160;Sør-Ålesund\n".encode(encoding))
    assert read(path)["navn"].to_list() == ["Sør-Ålesund"]


def test_a_compressed_table(tmp_path: Path) -> None:
    path = tmp_path / "t.csv.gz"
    path.write_bytes(gzip.compress(b"kode\n0301\n"))
    assert read(path)["kode"].to_list() == ["0301"]


def test_a_workbook_with_a_title_above_the_heading(tmp_path: Path) -> None:
    path = tmp_path / "green_book.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "Forside"
    sheet = book.create_sheet("A-k 2026")
    for row in ROWS:
        sheet.append(row)
    book.save(path)
    frame = read(path, "a-k")
    assert frame.columns == ["Kommunenummer", "Indeks"]
    assert frame.rows() == [("0301", "0.95"), ("1101", "1.01")]


def test_an_open_document_sheet(tmp_path: Path) -> None:
    path = tmp_path / "green_book.ods"
    document = OpenDocumentSpreadsheet()
    table = Table(name="A-k")
    for row in ROWS:
        line = TableRow()
        for value in row:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=value or ""))
            line.addElement(cell)
        table.addElement(line)
    document.spreadsheet.addElement(table)
    document.save(str(path))
    assert read(path).rows() == [("0301", "0.95"), ("1101", "1.01")]


def test_a_sheet_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    openpyxl.Workbook().save(path)
    with pytest.raises(DataError, match="no sheet “F-k”"):
        read(path, "F-k")


def test_json_stat(tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    document = {
        "class": "dataset",
        "id": ["Region"],
        "size": [2],
        "dimension": {"Region": {"category": {"index": ["0301", "1101"]}}},
        "value": [1, 2],
    }
    path.write_text(json.dumps(document), encoding="utf-8")
    assert read(path)["value"].to_list() == [1, 2]


def test_a_json_stat_answer_cut_in_half_is_told(tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    path.write_text('{"class": "dataset", "id": ["Region"], "size": [2', encoding="utf-8")
    with pytest.raises(DataError, match="cut off"):
        read(path)


@pytest.mark.parametrize("name", ["t.parquet", "t.xlsx", "t.ods", "t.csv.gz"])
def test_rubbish_in_a_known_format_is_told(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"this is none of them")
    with pytest.raises(DataError, match="cannot be read"):
        read(path)


def test_a_missing_file_and_a_strange_format_are_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no such file"):
        read(tmp_path / "gone.csv")
    path = tmp_path / "picture.png"
    path.write_bytes(b"x")
    with pytest.raises(DataError, match="not read"):
        read(path)


def test_a_document_is_read_whole_and_an_empty_one_refused(tmp_path: Path) -> None:
    path = tmp_path / "m.topojson"
    path.write_bytes(b"{}")
    assert read_document(path) == b"{}"
    path.write_bytes(b" \n")
    with pytest.raises(DataError, match="0 bytes"):
        read_document(path)
