"""The state of a workspace: which immutable table files are current, and what stands behind them.

One JSON file names the current snapshots. It is replaced in one step, so that a reader sees
either the old state or the new one, also after a power cut in the middle of an import.
"""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from nyegrep.foundation.errors import WorkspaceError, fail
from nyegrep.foundation.provenance import Source

FORMAT = 1
STATE_FILE = "state.json"
KEPT_STATES = 10


@dataclass(frozen=True)
class StoredDataset:
    """One dataset as it stands.

    Attributes:
        file: path of the snapshot below the workspace.
        rows: number of rows (1 for a document).
        written: when.
        sources: every source that contributes.
        source_sets: what the number in the column ``source`` means: indexes into ``sources``.
        warnings: problems that did not stop it, as (code, facts).
    """

    file: str
    rows: int
    written: str
    sources: tuple[Source, ...]
    source_sets: tuple[tuple[int, ...], ...] = ()
    warnings: tuple[tuple[str, dict[str, Any]], ...] = ()


@dataclass(frozen=True)
class State:
    """All datasets of a workspace at one moment."""

    number: int = 0
    written: str = ""
    action: str = ""
    invented: bool = False
    datasets: dict[str, StoredDataset] = field(default_factory=dict)

    def files(self) -> set[str]:
        """The snapshot files that this state needs."""
        return {stored.file for stored in self.datasets.values()}

    def with_datasets(self, changed: dict[str, StoredDataset | None]) -> State:
        """The state with some datasets replaced, added, or (``None``) taken out."""
        merged: dict[str, StoredDataset | None] = {**self.datasets, **changed}
        return replace(self, datasets={k: v for k, v in sorted(merged.items()) if v is not None})


def read_state(folder: Path) -> State:
    """The current state of the workspace in ``folder``.

    Raises:
        WorkspaceError: no workspace there, damaged, or written by a newer program.
    """
    return _read(folder / STATE_FILE, folder)


def earlier_states(folder: Path) -> list[State]:
    """Kept earlier states, newest first."""
    paths = sorted((folder / "states").glob("*.json"), reverse=True)
    return [_read(path, folder) for path in paths]


def write_state(folder: Path, state: State, keep: State | None) -> None:
    """Make ``state`` current in one step, keep the one it replaces, and drop what none needs."""
    if keep is not None:
        write_atomically(folder / "states" / f"{keep.number:06d}.json", _encode(keep))
    write_atomically(folder / STATE_FILE, _encode(state))
    _drop_old(folder, state)


def forget_state(folder: Path, state: State) -> None:
    """Take a kept state out, after it was made current again."""
    (folder / "states" / f"{state.number:06d}.json").unlink(missing_ok=True)


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o666 & ~_umask())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    """What this process takes away from new files; it can only be read by setting it."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _drop_old(folder: Path, current: State) -> None:
    paths = sorted((folder / "states").glob("*.json"), reverse=True)
    needed = current.files()
    for position, path in enumerate(paths):
        if position >= KEPT_STATES:
            path.unlink(missing_ok=True)
        else:
            needed |= _read(path, folder).files()
    for kind in ("tables", "documents"):
        for path in (folder / kind).glob("*"):
            if f"{kind}/{path.name}" not in needed:
                path.unlink(missing_ok=True)


def _encode(state: State) -> bytes:
    content = {"format": FORMAT, **asdict(state)}
    text = json.dumps(content, ensure_ascii=False, indent=1, default=_json_value)
    return text.encode("utf-8")


def _json_value(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} does not belong in the state of a workspace")


def _read(path: Path, folder: Path) -> State:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        fail(WorkspaceError, "workspace.missing", folder=folder)
    except (OSError, ValueError) as error:
        fail(WorkspaceError, "workspace.damaged", folder=folder, file=path.name, reason=str(error))
    if content.pop("format", None) != FORMAT:
        fail(WorkspaceError, "workspace.other_format", folder=folder)
    datasets = {name: _stored(entry) for name, entry in content.pop("datasets").items()}
    return State(**content, datasets=datasets)


def _stored(entry: dict[str, Any]) -> StoredDataset:
    return StoredDataset(
        file=entry["file"],
        rows=entry["rows"],
        written=entry["written"],
        sources=tuple(_source(source) for source in entry["sources"]),
        source_sets=tuple(tuple(numbers) for numbers in entry["source_sets"]),
        warnings=tuple((code, facts) for code, facts in entry["warnings"]),
    )


def _source(entry: dict[str, Any]) -> Source:
    for moment in ("fetched", "updated"):
        if entry.get(moment):
            entry[moment] = datetime.fromisoformat(entry[moment])
    return Source(**entry)
