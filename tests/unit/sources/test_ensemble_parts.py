"""Finished parts of a run: whole or absent, and never taken for those of another run."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from filelock import FileLock

from nyegrep.foundation.errors import InputError, WorkspaceError
from nyegrep.sources.ensemble_parts import Parts, parts_beside, write_draws

pytestmark = pytest.mark.unit

RUN = {"--seed": 1, "--draws": 100}
FRAME = pl.DataFrame({"persons": [1.5, 2.5]})


class StoppedError(Exception):
    pass


def stop_after_a_part(output: Path, run: dict[str, int] = RUN) -> None:
    with suppress(StoppedError), parts_beside(output, run) as parts:
        parts.write("a", FRAME, np.ones((2, 3), np.float32))
        raise StoppedError


def test_a_run_that_ends_well_leaves_nothing(tmp_path: Path) -> None:
    with parts_beside(tmp_path / "p.csv", RUN) as parts:
        parts.write("a", FRAME)
        parts.write("b", FRAME * 2)
        assert parts.frame(["b", "a"]).collect()["persons"].to_list() == [3.0, 5.0, 1.5, 2.5]
    assert list(tmp_path.iterdir()) == []


def test_a_stopped_run_goes_on_with_what_was_finished(tmp_path: Path) -> None:
    stop_after_a_part(tmp_path / "p.csv")
    with parts_beside(tmp_path / "p.csv", RUN) as parts:
        assert parts.has("a")
        assert not parts.has("b")
        assert parts.total("a").shape == (2, 3)
        assert parts.frame(["a"]).collect().equals(FRAME)


def test_parts_of_another_run_are_refused_and_said_to_differ(tmp_path: Path) -> None:
    stop_after_a_part(tmp_path / "p.csv")
    before = sorted((tmp_path / "p.csv.parts").iterdir())
    with (
        pytest.raises(InputError, match=r"is --seed\. Run .* --restart"),
        parts_beside(tmp_path / "p.csv", {**RUN, "--seed": 2}),
    ):
        pass
    assert sorted((tmp_path / "p.csv.parts").iterdir()) == before


def test_a_restart_begins_anew(tmp_path: Path) -> None:
    stop_after_a_part(tmp_path / "p.csv")
    other = {**RUN, "--seed": 2}
    with parts_beside(tmp_path / "p.csv", other, restart=True) as parts:
        assert not parts.has("a")


def test_a_manifest_that_cannot_be_read_is_another_run(tmp_path: Path) -> None:
    stop_after_a_part(tmp_path / "p.csv")
    (tmp_path / "p.csv.parts" / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="--restart"), parts_beside(tmp_path / "p.csv", RUN):
        pass


def test_what_a_killed_process_left_half_written_is_taken_away(tmp_path: Path) -> None:
    stop_after_a_part(tmp_path / "p.csv")
    left = tmp_path / "p.csv.parts" / ".writing-xyz"
    left.write_bytes(b"half")
    with parts_beside(tmp_path / "p.csv", RUN) as parts:
        assert parts.has("a")
        assert not left.exists()


@pytest.mark.parametrize("restart", [False, True])
def test_a_folder_of_other_things_is_never_touched(tmp_path: Path, restart: bool) -> None:
    folder = tmp_path / "p.csv.parts"
    folder.mkdir()
    (folder / "letter.txt").write_text("mine", encoding="utf-8")
    with (
        pytest.raises(WorkspaceError, match="not parts of a run"),
        parts_beside(tmp_path / "p.csv", RUN, restart),
    ):
        pass
    assert (folder / "letter.txt").read_text(encoding="utf-8") == "mine"


def test_two_runs_do_not_write_in_the_same_folder(tmp_path: Path) -> None:
    stop_after_a_part(tmp_path / "p.csv")
    with (
        FileLock(tmp_path / "p.csv.parts" / ".lock"),
        pytest.raises(WorkspaceError, match="Another run"),
        parts_beside(tmp_path / "p.csv", RUN),
    ):
        pass


def test_a_folder_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with (
        pytest.raises(WorkspaceError, match="cannot be written"),
        parts_beside(tmp_path / "file" / "p.csv", RUN),
    ):
        pass


def test_without_an_output_the_parts_last_as_long_as_the_run() -> None:
    with parts_beside(None, RUN) as parts:
        parts.write("a", FRAME)
        folder = parts.folder
    assert not folder.exists()


def test_a_part_is_there_only_when_its_sums_are(tmp_path: Path) -> None:
    parts = Parts(tmp_path)
    (tmp_path / "a.npy").write_bytes(b"")
    assert not parts.has("a")


def test_draws_have_a_file_for_each_municipality(tmp_path: Path) -> None:
    columns = {"year": [2020], "sex": ["male"], "age": [3], "draw": [0], "persons": [7.0]}
    write_draws(tmp_path / "kept", "7001", columns)
    kept = pl.read_parquet(tmp_path / "kept" / "7001.parquet")
    assert kept.row(0) == ("7001", 2020, "male", 3, 0, 7.0)
