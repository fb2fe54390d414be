"""A file is there whole or not at all, and a state is what it was when it was written."""

from __future__ import annotations

import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from nyegrep.foundation.errors import WorkspaceError
from nyegrep.sources.state import (
    State,
    StoredDataset,
    earlier_states,
    read_state,
    write_atomically,
    write_state,
)
from tests.unit.sources.places import source

pytestmark = pytest.mark.unit

WHEN = datetime(2026, 3, 12, 8, tzinfo=UTC)


def state(number: int, **datasets: str) -> State:
    stored = {
        name: StoredDataset(
            file,
            3,
            "2026-03-12T08:00:00+00:00",
            (source(fetched=WHEN),),
            ((0,),),
            (("data.code_outside_its_years", {"place": "p", "found": ["1"]}),),
        )
        for name, file in datasets.items()
    }
    return State(number, "2026-03-12T08:00:00+00:00", "import", False, stored)


def test_a_state_is_read_back_as_it_was(tmp_path: Path) -> None:
    written = state(1, dwellings="tables/dwellings-1.parquet")
    write_state(tmp_path, written, keep=None)
    assert read_state(tmp_path) == written


def test_files_that_no_kept_state_needs_are_dropped(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        write_atomically(tmp_path / "tables" / f"{name}.parquet", b"x")
    first = state(1, dwellings="tables/a.parquet")
    write_state(tmp_path, first, keep=None)
    write_atomically(tmp_path / "tables" / "b.parquet", b"x")
    write_state(tmp_path, state(2, dwellings="tables/b.parquet"), keep=first)
    assert {p.name for p in (tmp_path / "tables").iterdir()} == {"a.parquet", "b.parquet"}
    assert earlier_states(tmp_path) == [first]


def test_a_state_of_another_edition_is_refused(tmp_path: Path) -> None:
    (tmp_path / "state.json").write_text('{"format": 99}')
    with pytest.raises(WorkspaceError, match="another edition"):
        read_state(tmp_path)


def test_a_file_is_written_whole_with_ordinary_rights_and_leaves_nothing_behind(
    tmp_path: Path,
) -> None:
    path = tmp_path / "new" / "file.txt"
    mask = os.umask(0o022)
    try:
        write_atomically(path, b"whole")
    finally:
        os.umask(mask)
    assert path.read_bytes() == b"whole"
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert [p.name for p in path.parent.iterdir()] == ["file.txt"]


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "file.txt"
    path.write_bytes(b"old")
    with pytest.raises(TypeError):
        write_atomically(path, "not bytes")  # type: ignore[arg-type]  # on purpose
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["file.txt"]
