"""A long run that is killed: nothing is half written, and the next one goes on where it was."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from nyegrep.analyses.context import history_of
from nyegrep.sources.demo import deliveries
from nyegrep.sources.store import Workspace

pytestmark = pytest.mark.e2e

COMMAND = [sys.executable, "-c", "from nyegrep.cli.main import main; main()", "project", "all"]
ASKED = ["--horizon", "2036", "--draws", "1000", "--detail", "age-groups", "--format", "parquet"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = Workspace.open_or_create(tmp_path_factory.mktemp("demo") / "w")
    arriving = deliveries()
    made.save(arriving, history_of(made, arriving), "demo")
    return made.folder


def words(folder: Path, output: Path, *more: str) -> list[str]:
    return [*COMMAND, "-w", str(folder), *ASKED, "-o", str(output), "--lang", "en", *more]


def run(folder: Path, output: Path, *more: str) -> subprocess.CompletedProcess[str]:
    given = words(folder, output, *more)
    return subprocess.run(given, check=False, capture_output=True, text=True, encoding="utf-8")


def kill_after_a_part(folder: Path, output: Path) -> list[Path]:
    """Start a run, kill it when its first unit is finished, and tell what is finished."""
    parts = output.with_name(output.name + ".parts")
    with subprocess.Popen(words(folder, output), stderr=subprocess.DEVNULL) as process:
        while process.poll() is None and not list(parts.glob("*.parquet")):
            time.sleep(0.01)
        process.kill()
    return sorted(parts.glob("*.parquet"))


def test_a_killed_run_is_finished_by_the_next_with_the_same_answer(
    folder: Path, tmp_path: Path
) -> None:
    whole, output = tmp_path / "whole.parquet", tmp_path / "p.parquet"
    done = run(folder, whole)
    assert done.returncode == 0, done.stderr
    finished = kill_after_a_part(folder, output)
    assert finished
    assert not output.exists()
    written = [path.stat().st_mtime_ns for path in finished]

    refused = run(folder, output, "--seed", "7")
    assert refused.returncode == 2
    assert "--seed" in refused.stderr
    assert "--restart" in refused.stderr
    assert [path.stat().st_mtime_ns for path in finished] == written

    done = run(folder, output)
    assert done.returncode == 0, done.stderr
    assert output.read_bytes() == whole.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["p.parquet", "whole.parquet"]


def test_a_killed_run_can_be_begun_anew(folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "p.parquet"
    assert kill_after_a_part(folder, output)
    done = run(folder, output, "--seed", "7", "--restart")
    assert done.returncode == 0, done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["p.parquet"]
