"""Finished parts of a long run, in a folder beside its output, so that a stopped run can go on.

A part is there whole or not at all. The folder's manifest says what the run depends on; parts of
another run are never taken for parts of this one.
"""

from __future__ import annotations

import io
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from nyegrep.foundation.errors import InputError, WorkspaceError, fail
from nyegrep.sources.state import write_atomically

FORMAT = 1
MANIFEST = "manifest.json"
LOCK = ".lock"
UNFINISHED = ".writing-*"
SUFFIX = ".parts"
DRAW_COLUMNS = ("municipality_code", "year", "sex", "age", "draw", "persons")

Array = NDArray[np.float32]


class Parts:
    """The finished parts of one run, by name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def has(self, name: str) -> bool:
        """True where the part is finished."""
        return self._table(name).exists()

    def write(self, name: str, frame: pl.DataFrame, total: Array | None = None) -> None:
        """Keep a finished part, and the sums that go with it.

        Raises:
            WorkspaceError: the folder cannot be written.
        """
        try:
            if total is not None:
                buffer = io.BytesIO()
                np.save(buffer, total, allow_pickle=False)
                write_atomically(self._sums(name), buffer.getvalue())
            write_atomically(self._table(name), _parquet(frame))
        except OSError as error:
            fail(WorkspaceError, "ensemble.cannot_write", folder=self.folder, reason=error)

    def frame(self, names: Sequence[str]) -> pl.LazyFrame:
        """The parts one after the other, in the order of ``names``, read when they are needed."""
        return pl.concat([pl.scan_parquet(self._table(name), glob=False) for name in names])

    def total(self, name: str) -> Array:
        """The sums that were written with a part."""
        found: Array = np.load(self._sums(name), allow_pickle=False)
        return found

    def _table(self, name: str) -> Path:
        return self.folder / f"{name}.parquet"

    def _sums(self, name: str) -> Path:
        return self.folder / f"{name}.npy"


@contextmanager
def parts_beside(
    output: Path | None, depends_on: Mapping[str, Any], restart: bool = False
) -> Iterator[Parts]:
    """The parts of a run: kept where the block fails or is killed, removed where it ends well.

    Args:
        output: the file that the run makes; its parts lie in ``<output>.parts``. Without one, or
            where it is a pipe or a device, they lie in a folder of the moment.
        depends_on: all that the result depends on, by the name that a user knows it by.
        restart: take away what an earlier run left.

    Raises:
        InputError: there are parts of a run that depends on something else.
        WorkspaceError: the folder holds other things, is in use, or cannot be written.
    """
    if output is None or (output.exists() and not output.is_file()):
        with tempfile.TemporaryDirectory(prefix="nyegrep-") as moment:
            yield Parts(Path(moment))
        return
    folder = output.with_name(output.name + SUFFIX)
    lock = _claim(folder, restart)
    try:
        _agree(folder, depends_on)
        yield Parts(folder)
        shutil.rmtree(folder)
    finally:
        lock.release()


def write_draws(folder: Path, code: str, columns: Mapping[str, Any]) -> None:
    """Keep every draw of one municipality: a row for each year, sex, age and draw.

    Args:
        folder: where; ``<code>.parquet`` in it is replaced.
        code: the municipality.
        columns: ``year``, ``sex``, ``age``, ``draw``, ``persons``.
    """
    frame = pl.DataFrame(columns).with_columns(municipality_code=pl.lit(code))
    write_atomically(folder / f"{code}.parquet", _parquet(frame.select(DRAW_COLUMNS)))


def _claim(folder: Path, restart: bool) -> FileLock:
    """Make the folder, or take it over, with its lock held."""
    if folder.exists() and _holds_other_things(folder):
        fail(WorkspaceError, "ensemble.folder_in_use", folder=folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / LOCK)
        lock.acquire(timeout=0)
    except Timeout:
        fail(WorkspaceError, "ensemble.busy", folder=folder)
    except OSError as error:
        fail(WorkspaceError, "ensemble.cannot_write", folder=folder, reason=error)
    for path in folder.glob("*" if restart else UNFINISHED):
        if path.name != LOCK:
            path.unlink()
    return lock


def _holds_other_things(folder: Path) -> bool:
    """True where something lies there that no earlier run can have left."""
    if not folder.is_dir():
        return True
    names = {path.name for path in folder.iterdir() if not path.match(UNFINISHED)}
    return bool(names - {LOCK}) and MANIFEST not in names


def _agree(folder: Path, depends_on: Mapping[str, Any]) -> None:
    """What the parts there depend on must be what this run depends on."""
    wanted = {"format": FORMAT, **{name: str(value) for name, value in depends_on.items()}}
    path = folder / MANIFEST
    if not path.exists():
        write_atomically(path, json.dumps(wanted, ensure_ascii=False, indent=1).encode())
        return
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        found = {}
    differing = [name for name in {**wanted, **found} if found.get(name) != wanted.get(name)]
    if differing:
        fail(InputError, "ensemble.other_run", folder=folder, differing=differing)


def _parquet(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd")
    return buffer.getvalue()
