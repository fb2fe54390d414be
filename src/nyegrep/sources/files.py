"""Files that a person downloaded: CSV, Parquet, workbooks, JSON-stat and StatBank's own CSV.

Numbers are read as text and turned into numbers later, against the declaration, so that a
municipality code never loses its leading zero and an error can name the row.
"""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import polars as pl

from nyegrep.foundation.errors import DataError, NyegrepError, fail
from nyegrep.sources.catalogue import Dataset, FileOrigin
from nyegrep.sources.jsonstat import parse
from nyegrep.sources.statbank_file import from_statbank, is_statbank

TABLE_SUFFIXES = (".csv", ".txt", ".tsv", ".parquet", ".xlsx", ".ods", ".json")


def read_file(path: Path, dataset: Dataset, sheet: str | None = None) -> pl.DataFrame:
    """A table from a file, with the headings it has (StatBank files: with ours).

    Args:
        path: the file; the ending tells its format (``.gz`` may follow).
        dataset: what the table is for; needed where headings carry values (StatBank).
        sheet: the sheet of a workbook; a part of its name is enough.

    Raises:
        DataError: the file is missing, damaged, or of a format that is not read.
    """
    if not path.is_file():
        fail(DataError, "file.missing", place=path)
    suffix = _suffix(path)
    try:
        if suffix == ".parquet":
            return pl.read_parquet(path)
        if suffix in (".xlsx", ".ods"):
            return _read_workbook(path, sheet, dataset)
        content = _content(path)
        if suffix == ".json":
            return parse(content, place=str(path)).frame
        if suffix in (".csv", ".txt", ".tsv"):
            return _read_text(decode(content), dataset, path)
    except NyegrepError:
        raise
    except (OSError, ValueError, EOFError, pl.exceptions.PolarsError) as error:
        reason = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        fail(DataError, "file.unreadable", place=path, reason=reason)
    fail(DataError, "file.format_unknown", place=path, expected=TABLE_SUFFIXES)


def read_document(path: Path) -> bytes:
    """A file that is kept whole.

    Raises:
        DataError: the file is missing or empty.
    """
    if not path.is_file():
        fail(DataError, "file.missing", place=path)
    content = path.read_bytes()
    if not content.strip():
        fail(DataError, "file.unreadable", place=path, reason="0 bytes")
    return content


def decode(content: bytes) -> str:
    """Text from bytes: UTF-8 where it is, else Latin-1, as StatBank writes."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _suffix(path: Path) -> str:
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes and suffixes[-1] == ".gz":
        suffixes = suffixes[:-1]
    return suffixes[-1] if suffixes else ""


def _content(path: Path) -> bytes:
    content = path.read_bytes()
    return gzip.decompress(content) if path.suffix.lower() == ".gz" else content


def _read_text(text: str, dataset: Dataset, path: Path) -> pl.DataFrame:
    if is_statbank(text):
        return from_statbank(text, dataset, str(path))
    return pl.read_csv(
        io.StringIO(text), separator=_separator(text), infer_schema=False, null_values=[""]
    )


def _separator(text: str) -> str:
    head = text.split("\n", 1)[0]
    return max(",;\t", key=head.count)


def _read_workbook(path: Path, sheet: str | None, dataset: Dataset) -> pl.DataFrame:
    """A sheet as text, from the first row whose cells are nearly all filled.

    Where no sheet is asked for it is the one that the publisher keeps the table in, else the first.
    """
    import fastexcel

    try:
        book = fastexcel.read_excel(path)
    except fastexcel.FastExcelError as error:
        fail(DataError, "file.unreadable", place=path, reason=str(error).splitlines()[0][:200])
    name = _choose_sheet(book.sheet_names, sheet or _usual_sheet(book.sheet_names, dataset), path)
    raw = book.load_sheet(name, header_row=None, dtypes="string").to_polars()
    return _below_header(raw, f"{path} [{name}]")


def _usual_sheet(names: list[str], dataset: Dataset) -> str | None:
    usual = [o.sheet for o in dataset.origins if isinstance(o, FileOrigin) and o.sheet]
    return next((u for u in usual for n in names if u.casefold() in n.casefold()), None)


def _choose_sheet(names: list[str], wanted: str | None, path: Path) -> str:
    if wanted is None:
        return names[0]
    for name in names:
        if wanted.casefold() in name.casefold():
            return name
    fail(DataError, "file.sheet_missing", place=path, sheet=wanted, found=names)


def _below_header(raw: pl.DataFrame, place: str) -> pl.DataFrame:
    """The rows below the heading, which is the first row filled as widely as any."""
    if raw.is_empty():
        fail(DataError, "data.table_empty", place=place)
    filled = [sum(cell is not None and cell.strip() != "" for cell in row) for row in raw.rows()]
    header = next(i for i, count in enumerate(filled) if count >= 0.8 * max(filled))
    names: list[str] = []
    for position, cell in enumerate(raw.row(header)):
        name = " ".join(cell.split()) if cell else f"column {position + 1}"
        names.append(name if name not in names else f"{name} ({position + 1})")
    body = raw.slice(header + 1)
    body.columns = names
    return body.filter(~pl.all_horizontal(pl.all().is_null()))
