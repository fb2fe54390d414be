"""The workspace: one folder with raw answers, checked tables, and where each number comes from.

Tables are immutable Parquet files named by content; ``state.json`` says which are current. All of
an import becomes visible at once, or nothing of it.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
from filelock import FileLock, Timeout

from nyegrep.foundation.codes import MunicipalityHistory
from nyegrep.foundation.errors import (
    DataError,
    InputError,
    NyegrepError,
    Problem,
    Problems,
    WorkspaceError,
    fail,
)
from nyegrep.foundation.provenance import Source
from nyegrep.sources.catalogue import Dataset, catalogue, dataset
from nyegrep.sources.checks import CheckedTable, check
from nyegrep.sources.delivery import Delivery
from nyegrep.sources.merging import SourcedTable, merge
from nyegrep.sources.state import (
    STATE_FILE,
    State,
    StoredDataset,
    earlier_states,
    forget_state,
    read_state,
    write_atomically,
    write_state,
)

Progress = Callable[[str, int, int], None]
REGION_NAMES = "region_names"
LOCK_SECONDS = 5
OWN_ENTRIES = {"raw", "tables", "documents", "states", ".lock"}


@dataclass(frozen=True)
class SavedDataset:
    """What a save did to one dataset."""

    dataset: str
    rows_before: int
    rows: int
    cells_replaced: int
    warnings: tuple[Problem, ...]


def _no_progress(_what: str, _done: int, _all: int) -> None:
    """Nobody is watching."""


class Workspace:
    """A folder of data; reading needs no lock, writing takes one."""

    def __init__(self, folder: Path, state: State) -> None:
        self.folder = folder
        self.state = state

    @classmethod
    def open(cls, folder: Path) -> Workspace:
        """Open an existing workspace.

        Raises:
            WorkspaceError: nothing there, or damaged.
        """
        return cls(folder, read_state(folder))

    @classmethod
    def open_or_create(cls, folder: Path) -> Workspace:
        """Open a workspace; a folder without one becomes an empty one at the first save."""
        if (folder / STATE_FILE).exists():
            return cls.open(folder)
        if folder.exists() and (not folder.is_dir() or _holds_other_things(folder)):
            fail(WorkspaceError, "workspace.folder_in_use", folder=folder)
        return cls(folder, State())

    @property
    def invented(self) -> bool:
        """True where it holds the demo country."""
        return self.state.invented

    def has(self, name: str) -> bool:
        """True where the dataset is there."""
        return name in self.state.datasets

    def table(self, name: str) -> pl.DataFrame:
        """A dataset as a frame: declared columns, then ``borders`` (if any) and ``source``.

        Raises:
            DataError: the dataset is not in the workspace, or its file is damaged.
            InputError: there is no such dataset.
        """
        stored = self._stored(name)
        try:
            return pl.read_parquet(self.folder / stored.file)
        except (OSError, pl.exceptions.PolarsError) as error:
            fail(
                WorkspaceError,
                "workspace.damaged",
                folder=self.folder,
                file=stored.file,
                reason=error,
            )

    def document(self, name: str) -> bytes:
        """A dataset that is kept whole, as a map."""
        return (self.folder / self._stored(name).file).read_bytes()

    def sources_of(self, name: str, rows: pl.DataFrame | None = None) -> tuple[Source, ...]:
        """The sources of a dataset, or only those behind ``rows`` of its table."""
        stored = self._stored(name)
        if rows is None or "source" not in rows.columns:
            return stored.sources
        used = {i for number in rows["source"].unique() for i in stored.source_sets[number]}
        return tuple(stored.sources[i] for i in sorted(used))

    def region_names(self) -> pl.DataFrame:
        """Names that came with the data: ``region_code``, ``year``, ``name``."""
        if REGION_NAMES not in self.state.datasets:
            schema = {"region_code": pl.String, "year": pl.Int32, "name": pl.String}
            return pl.DataFrame(schema=schema)
        return pl.read_parquet(self.folder / self.state.datasets[REGION_NAMES].file)

    def sql(self, query: str) -> pl.DataFrame:
        """Answer a question in SQL (DuckDB) over all tables, each under its dataset's id.

        Raises:
            InputError: the query is not understood.
        """
        import duckdb

        with duckdb.connect(":memory:") as connection:
            for name, stored in self.state.datasets.items():
                if stored.file.endswith(".parquet"):
                    relation = connection.read_parquet(str(self.folder / stored.file))
                    relation.create_view(name)
            try:
                answer = connection.sql(query)
                columns = answer.fetchnumpy() if answer is not None else {}
            except duckdb.Error as error:
                fail(InputError, "workspace.query_failed", reason=str(error).splitlines()[0])
        return pl.DataFrame({name: list(values) for name, values in columns.items()})

    def save(
        self,
        deliveries: Sequence[Delivery],
        history: MunicipalityHistory,
        action: str,
        progress: Progress = _no_progress,
    ) -> list[SavedDataset]:
        """Check all deliveries and make them current together; on any problem nothing changes.

        Where two deliveries give the same cell the later wins, and the answer says how many.

        Raises:
            DataError: every problem of every delivery.
            WorkspaceError: another process is writing, or invented and real data would mix.
        """
        checked = _check_all(deliveries, history, progress)
        with self._writing():
            self._refuse_mixing(deliveries)
            outcomes: list[SavedDataset] = []
            changed: dict[str, StoredDataset | None] = {}
            for name in dict.fromkeys(delivery.dataset for delivery in deliveries):
                parts = [pair for pair in checked if pair[0].dataset == name]
                outcome, stored = self._merge_dataset(dataset(name), parts)
                outcomes.append(outcome)
                changed[name] = stored
            changed |= self._merge_names(deliveries)
            invented = any(delivery.source.invented for delivery in deliveries)
            self._commit(changed, action, invented or self.state.invented)
        return outcomes

    def forget(self, name: str) -> None:
        """Take a dataset out; ``undo`` brings it back."""
        self._stored(name)
        with self._writing():
            self._commit({name: None}, f"forget {name}", self.state.invented)

    def undo(self) -> State:
        """Go back to the state before the last change.

        Raises:
            WorkspaceError: there is no earlier state.
        """
        with self._writing():
            earlier = earlier_states(self.folder)
            if not earlier:
                fail(WorkspaceError, "workspace.nothing_to_undo", folder=self.folder)
            write_state(self.folder, earlier[0], keep=None)
            forget_state(self.folder, earlier[0])
            undone, self.state = self.state, earlier[0]
        return undone

    def _stored(self, name: str) -> StoredDataset:
        if name in self.state.datasets:
            return self.state.datasets[name]
        dataset(name)
        fail(DataError, "workspace.dataset_absent", dataset=name, folder=self.folder)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Hold the lock, with the newest state at hand."""
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.folder / ".lock")
        try:
            lock.acquire(timeout=LOCK_SECONDS)
        except Timeout:
            fail(WorkspaceError, "workspace.busy", folder=self.folder)
        try:
            if (self.folder / STATE_FILE).exists():
                self.state = read_state(self.folder)
            yield
        finally:
            lock.release()

    def _refuse_mixing(self, deliveries: Sequence[Delivery]) -> None:
        kinds = {delivery.source.invented for delivery in deliveries}
        if self.state.datasets:
            kinds.add(self.state.invented)
        if len(kinds) > 1:
            fail(WorkspaceError, "workspace.mixed", folder=self.folder)

    def _merge_dataset(
        self, declared: Dataset, parts: list[tuple[Delivery, CheckedTable | None]]
    ) -> tuple[SavedDataset, StoredDataset]:
        before = self.state.datasets.get(declared.id)
        if declared.shape == "document":
            return self._write_document(declared, parts[-1][0], before)
        sources = list(before.sources) if before else []
        tables = [self._sourced(before)] if before else []
        warnings: list[Problem] = []
        for delivery, table in parts:
            if table is not None:
                tables.append(_sourced(table.frame, declared, delivery, len(sources)))
                sources.append(delivery.source)
                warnings.extend([*delivery.remarks, *table.warnings])
        key = (*declared.declaration.key, *(("borders",) if declared.region_columns else ()))
        merged = merge(tables, key, declared.declaration.measures)
        file = self._write_parquet(declared.id, merged.frame)
        kept = tuple((w.code, dict(w.facts)) for w in warnings)
        stored = _renumbered(
            StoredDataset(file, len(merged.frame), _now(), tuple(sources), merged.source_sets, kept)
        )
        rows_before = before.rows if before else 0
        saved = SavedDataset(
            declared.id, rows_before, stored.rows, merged.cells_replaced, tuple(warnings)
        )
        return saved, stored

    def _sourced(self, stored: StoredDataset) -> SourcedTable:
        return SourcedTable(pl.read_parquet(self.folder / stored.file), stored.source_sets)

    def _write_document(
        self, declared: Dataset, delivery: Delivery, before: StoredDataset | None
    ) -> tuple[SavedDataset, StoredDataset]:
        content = delivery.document or b""
        suffix = Path(delivery.place).suffix or ".bin"
        file = f"documents/{declared.id}-{_digest(content)}{suffix}"
        write_atomically(self.folder / file, content)
        stored = StoredDataset(file, 1, _now(), (delivery.source,))
        return SavedDataset(declared.id, before.rows if before else 0, 1, 0, ()), stored

    def _merge_names(self, deliveries: Sequence[Delivery]) -> dict[str, StoredDataset | None]:
        found = [delivery.names for delivery in deliveries if delivery.names is not None]
        if not found:
            return {}
        names = pl.concat([self.region_names(), *found])
        names = names.unique(["region_code", "year"], keep="last").sort("region_code", "year")
        file = self._write_parquet(REGION_NAMES, names)
        return {REGION_NAMES: StoredDataset(file, len(names), _now(), ())}

    def _write_parquet(self, name: str, frame: pl.DataFrame) -> str:
        buffer = io.BytesIO()
        frame.write_parquet(buffer, compression="zstd")
        content = buffer.getvalue()
        file = f"tables/{name}-{_digest(content)}.parquet"
        write_atomically(self.folder / file, content)
        return file

    def _commit(
        self, changed: dict[str, StoredDataset | None], action: str, invented: bool
    ) -> None:
        old = self.state
        new = replace(
            old.with_datasets(changed),
            number=old.number + 1,
            written=_now(),
            action=action,
            invented=invented,
        )
        write_state(self.folder, new, keep=old if old.number else None)
        self.state = new


def _holds_other_things(folder: Path) -> bool:
    """True where something lies there that no earlier, unfinished change can have left."""
    return any(path.name not in OWN_ENTRIES for path in folder.iterdir())


def _check_all(
    deliveries: Sequence[Delivery], history: MunicipalityHistory, progress: Progress
) -> list[tuple[Delivery, CheckedTable | None]]:
    problems = Problems()
    checked: list[tuple[Delivery, CheckedTable | None]] = []
    for number, delivery in enumerate(deliveries):
        progress(delivery.dataset, number, len(deliveries))
        declared = catalogue()[delivery.dataset]
        if delivery.frame is None:
            checked.append((delivery, None))
            continue
        try:
            borders = delivery.source.borders
            table = check(delivery.frame, declared, delivery.place, history, borders)
            checked.append((delivery, table))
        except NyegrepError as error:
            problems.extend(error)
    problems.raise_if_any(DataError)
    progress("", len(deliveries), len(deliveries))
    return checked


def _sourced(
    frame: pl.DataFrame, declared: Dataset, delivery: Delivery, number: int
) -> SourcedTable:
    if declared.region_columns:
        frame = frame.with_columns(borders=pl.lit(delivery.source.borders, pl.Int32))
    return SourcedTable(frame.with_columns(source=pl.lit(0, pl.Int32)), ((number,),))


def _renumbered(stored: StoredDataset) -> StoredDataset:
    """Leave out the sources that no row stands on any more."""
    used = sorted({i for members in stored.source_sets for i in members})
    new = {old: position for position, old in enumerate(used)}
    sets = tuple(tuple(new[i] for i in members) for members in stored.source_sets)
    sources = tuple(stored.sources[i] for i in used)
    return replace(stored, sources=sources, source_sets=sets)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
