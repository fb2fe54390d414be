"""Datapacks: a folder of tables with ``datapack.yaml``, handed from one office to another."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from nyegrep.foundation.errors import DataError, NyegrepError, Problems, fail
from nyegrep.foundation.provenance import Source
from nyegrep.sources.catalogue import Dataset, catalogue
from nyegrep.sources.delivery import Delivery
from nyegrep.sources.file_shapes import as_declared
from nyegrep.sources.files import read_document, read_file
from nyegrep.sources.headings import spread_years
from nyegrep.sources.state import write_atomically
from nyegrep.sources.store import REGION_NAMES, Workspace

DESCRIPTION = "datapack.yaml"
Progress = Callable[[str, int, int], None]


class _PackSource(BaseModel):
    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True)

    publisher: str = "not stated"
    table: str = ""
    licence: str = "not stated"
    address: str = ""
    updated: datetime | None = None
    invented: bool = False
    verified: bool = True


class _PackTable(BaseModel):
    model_config = ConfigDict(extra="forbid")

    dataset: str
    file: str
    sheet: str | None = None
    columns: dict[str, str] = {}
    where: dict[str, str | int | float] = {}
    borders: int = 0
    source: _PackSource = _PackSource()
    note: str = ""


class _Pack(BaseModel):
    model_config = ConfigDict(extra="forbid")

    datapack: int
    title: str = ""
    names: str | None = None
    tables: list[_PackTable]


def read_datapack(folder: Path, progress: Progress | None = None) -> list[Delivery]:
    """Every table of the datapack in ``folder``, in the order it lists them.

    Raises:
        DataError: all problems of all tables: no description, unknown dataset or column, missing
            or damaged files.
    """
    pack = _read_description(folder)
    problems = Problems()
    deliveries = []
    for number, entry in enumerate(pack.tables):
        if progress:
            progress(entry.file, number, len(pack.tables))
        try:
            deliveries.append(_read_entry(folder, entry))
        except NyegrepError as error:
            problems.extend(error)
    problems.raise_if_any(DataError)
    return _with_pack_names(deliveries, folder, pack)


def read_single_file(
    path: Path, dataset: Dataset, sheet: str | None = None, borders: int = 0
) -> Delivery:
    """One file as a delivery for ``dataset``, without a datapack around it.

    Args:
        path: the file.
        dataset: what it is for.
        sheet: the sheet of a workbook.
        borders: year whose municipal borders its codes follow; 0 = the borders of each year.

    Raises:
        DataError: the file is missing or damaged.
    """
    entry = _PackTable(dataset=dataset.id, file=path.name, sheet=sheet, borders=borders)
    entry.source = _PackSource(publisher=dataset.publisher, licence=dataset.licence)
    entry.source.table = path.stem
    return _read_entry(path.parent, entry)


def write_datapack(workspace: Workspace, folder: Path, names: tuple[str, ...] = ()) -> list[Path]:
    """Write datasets of the workspace (all, or those named) as a datapack.

    Each combination of sources and borders becomes a file of its own, so that an import
    elsewhere keeps what is known about every row.

    Raises:
        DataError: ``folder`` exists and is not empty, or a dataset is absent.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        fail(DataError, "datapack.folder_not_empty", folder=folder)
    chosen = names or tuple(n for n in workspace.state.datasets if n != REGION_NAMES)
    if not chosen:
        fail(DataError, "datapack.nothing_to_write", folder=workspace.folder)
    entries: list[dict[str, Any]] = []
    for name in chosen:
        shape = catalogue()[name].shape if name in catalogue() else "table"
        writer = _export_document if shape == "document" else _export_table
        entries.extend(writer(workspace, name, folder))
    content: dict[str, Any] = {"datapack": 1, "title": "Nye grep"}
    region_names = workspace.region_names()
    if len(region_names):
        _write_frame(region_names, folder / "region_names.csv")
        content["names"] = "region_names.csv"
    text = yaml.safe_dump({**content, "tables": entries}, allow_unicode=True, sort_keys=False)
    write_atomically(folder / DESCRIPTION, text.encode("utf-8"))
    return sorted(folder.iterdir())


def _read_description(folder: Path) -> _Pack:
    path = folder / DESCRIPTION
    if not path.is_file():
        fail(DataError, "datapack.missing", folder=folder)
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        pack = _Pack.model_validate(content)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split())[:200]
        fail(DataError, "file.unreadable", place=path, reason=reason)
    except ValidationError as error:
        problems = Problems()
        for fault in error.errors():
            where = " → ".join(str(part) for part in fault["loc"]) or "datapack"
            problems.add("datapack.field_wrong", place=path, field=where, reason=fault["msg"])
        raise DataError(*problems) from error
    if pack.datapack != 1:
        fail(DataError, "datapack.version", place=path, found=pack.datapack)
    return pack


def _read_entry(folder: Path, entry: _PackTable) -> Delivery:
    declared = catalogue().get(entry.dataset)
    place = folder / entry.file
    if declared is None:
        known = list(catalogue())
        fail(
            DataError,
            "datapack.dataset_unknown",
            place=place,
            dataset=entry.dataset,
            expected=known,
        )
    if not place.resolve().is_relative_to(folder.resolve()):
        fail(DataError, "datapack.file_outside", place=folder / DESCRIPTION, file=entry.file)
    source = _source(entry, place)
    if declared.shape == "document":
        return Delivery(entry.dataset, source, str(place), document=read_document(place))
    frame = read_file(place, declared, entry.sheet)
    frame = _renamed(_filtered(frame, entry, place), entry, declared, place)
    frame = as_declared(frame, declared, place)
    return Delivery(entry.dataset, source, str(place), frame, names=_names(frame, declared, source))


def _source(entry: _PackTable, place: Path) -> Source:
    if not place.is_file():
        fail(DataError, "file.missing", place=place)
    known = entry.source
    return Source(
        publisher=known.publisher,
        table=known.table,
        licence=known.licence,
        dataset=entry.dataset,
        selection=entry.file,
        fetched=datetime.now(UTC).replace(microsecond=0),
        updated=known.updated,
        fingerprint=hashlib.sha256(place.read_bytes()).hexdigest(),
        address=known.address,
        borders=entry.borders,
        note=entry.note,
        invented=known.invented,
        verified=known.verified,
    )


def _filtered(frame: pl.DataFrame, entry: _PackTable, place: Path) -> pl.DataFrame:
    for name, wanted in entry.where.items():
        if name not in frame.columns:
            fail(DataError, "data.column_missing", place=place, column=name, found=frame.columns)
        frame = frame.filter(pl.col(name).cast(pl.String) == str(wanted))
    return frame


def _renamed(
    frame: pl.DataFrame, entry: _PackTable, declared: Dataset, place: Path
) -> pl.DataFrame:
    """Our names for the columns that ``columns`` maps; nothing is silently dropped or doubled."""
    known = {column.name for column in declared.columns}
    problems = Problems()
    for ours, theirs in entry.columns.items():
        if ours not in known:
            problems.add(
                "datapack.column_unknown", place=place, column=ours, expected=sorted(known)
            )
        if theirs not in frame.columns:
            problems.add("data.column_missing", place=place, column=theirs, found=frame.columns)
    problems.raise_if_any(DataError)
    mapped = [pl.col(theirs).alias(ours) for ours, theirs in entry.columns.items()]
    taken = {*entry.columns, *entry.columns.values()}
    return frame.select([*mapped, *(name for name in frame.columns if name not in taken)])


def _names(frame: pl.DataFrame, declared: Dataset, source: Source) -> pl.DataFrame | None:
    """Region names that stand beside the codes, with the first year they were seen."""
    for code, label in declared.labels.items():
        if code in frame.columns and label in frame.columns:
            dated = spread_years(frame, declared.columns)
            year = pl.col("year") if "year" in dated.columns else pl.lit(source.borders)
            names = dated.select(
                pl.col(code).cast(pl.String).alias("region_code"),
                year.cast(pl.Int32, strict=False).alias("year"),
                pl.col(label).cast(pl.String).alias("name"),
            ).drop_nulls()
            first = names.group_by("region_code", "name").agg(pl.col("year").min())
            return first.select("region_code", "year", "name")
    return None


def _with_pack_names(deliveries: list[Delivery], folder: Path, pack: _Pack) -> list[Delivery]:
    if pack.names is None or not deliveries:
        return deliveries
    path = folder / pack.names
    if not path.is_file():
        fail(DataError, "file.missing", place=path)
    names = pl.read_csv(path, schema_overrides={"region_code": pl.String, "year": pl.Int32})
    first = deliveries[0]
    merged = names if first.names is None else pl.concat([first.names, names])
    with_names = Delivery(
        first.dataset, first.source, first.place, first.frame, first.document, merged
    )
    return [with_names, *deliveries[1:]]


def _export_table(workspace: Workspace, name: str, folder: Path) -> list[dict[str, Any]]:
    table = workspace.table(name)
    groups = [column for column in ("source", "borders") if column in table.columns]
    entries = []
    for number, rows in enumerate(table.partition_by(groups, maintain_order=True), start=1):
        source = _joined(workspace.sources_of(name, rows))
        file = f"{name}_{number}.parquet"
        _write_frame(rows.drop(groups), folder / file)
        borders = int(rows["borders"][0]) if "borders" in groups else 0
        entries.append(_entry(name, file, source, borders))
    return entries


def _export_document(workspace: Workspace, name: str, folder: Path) -> list[dict[str, Any]]:
    content = workspace.document(name)
    file = f"{name}{Path(workspace.state.datasets[name].file).suffix}"
    write_atomically(folder / file, content)
    return [
        _entry(name, file, workspace.sources_of(name)[0], workspace.sources_of(name)[0].borders)
    ]


def _entry(name: str, file: str, source: Source, borders: int) -> dict[str, Any]:
    known = {key: value for key, value in asdict(source).items() if key in _PackSource.model_fields}
    written = {key: value for key, value in known.items() if value not in (None, "")}
    entry: dict[str, Any] = {"dataset": name, "file": file, "source": written}
    if borders:
        entry["borders"] = borders
    if source.note:
        entry["note"] = source.note
    return entry


def _joined(sources: tuple[Source, ...]) -> Source:
    """One description for rows that stand on several sources."""
    if len(sources) == 1:
        return sources[0]

    def joined(values: Iterable[str]) -> str:
        return "; ".join(dict.fromkeys(value for value in values if value))

    return Source(
        publisher=joined(s.publisher for s in sources),
        table=joined(s.table for s in sources),
        licence=joined(s.licence for s in sources),
        dataset=sources[0].dataset,
        address=joined(s.address for s in sources),
        borders=sources[0].borders,
        note=joined(s.note for s in sources),
        invented=any(s.invented for s in sources),
        verified=all(s.verified for s in sources),
    )


def _write_frame(frame: pl.DataFrame, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".csv":
        write_atomically(path, frame.write_csv().encode("utf-8"))
    else:
        frame.write_parquet(path, compression="zstd")
