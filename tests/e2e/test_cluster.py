"""A Dask cluster of two worker processes on this machine: the same answer, also when one dies."""

from __future__ import annotations

import gc
import os
import signal
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner, Result
from distributed import Client, LocalCluster

from nyegrep.analyses.projection_table import Conduct, Question, projection_table
from nyegrep.cli import cluster as door
from nyegrep.cli.cluster import engine_at
from nyegrep.cli.main import main
from nyegrep.foundation.errors import SourceError
from nyegrep.sources.store import Workspace
from tests.unit.analyses.country import changes, delivery, workspace

pytestmark = pytest.mark.e2e

QUESTION = Question("all", 2019, 2024, draws=60, detail="age-groups")
Progress = Callable[[str, int, int], None]
# Dask gives its own thread ten seconds to start, which a busy machine may not manage at once.
ATTEMPTS = 4


def local(workers: int, threads: int = 2) -> Any:
    make: Any = LocalCluster
    where = {"host": "127.0.0.1", "dashboard_address": "127.0.0.1:0"}
    for _ in range(ATTEMPTS - 1):
        with warnings.catch_warnings():  # of a cluster that was only half made
            warnings.simplefilter("ignore", ResourceWarning)
            try:
                return make(n_workers=workers, threads_per_worker=threads, **where)
            except AssertionError:
                time.sleep(1)
            gc.collect()
    return make(n_workers=workers, threads_per_worker=threads, **where)


def client_of(address: str) -> Any:
    connect: Any = Client
    return connect(address, set_as_default=False)


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("country") / "w"
    return workspace(folder, delivery("population_change", changes(), "06913"))


@pytest.fixture(scope="module")
def single(country: Workspace) -> pl.DataFrame:
    with projection_table(country, QUESTION, Conduct(places=1)) as table:
        return table.frame.collect()


@pytest.fixture
def address() -> Iterator[str]:
    with local(2) as made:
        yield made.scheduler_address


def on_cluster(country: Workspace, address: str, output: Path, progress: Progress) -> pl.DataFrame:
    with engine_at(address) as engine:
        conduct = Conduct(output, engine=engine, progress=progress, places=1)
        with projection_table(country, QUESTION, conduct) as table:
            return table.frame.collect()


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(w) for w in words], env={"NYEGREP_LANG": "en"})


def silent(_what: str, _done: int, _whole: int) -> None:
    pass


def test_the_answer_is_that_of_one_machine_also_when_a_worker_is_killed(
    country: Workspace, single: pl.DataFrame, address: str, tmp_path: Path
) -> None:
    assert on_cluster(country, address, tmp_path / "p.csv", silent).equals(single)

    killed: list[int] = []

    def kill_one(_what: str, done: int, _whole: int) -> None:
        if done >= 2 and not killed:
            with client_of(address) as client:
                killed.append(next(iter(client.run(os.getpid).values())))
            os.kill(killed[0], signal.SIGKILL)

    assert on_cluster(country, address, tmp_path / "p.csv", kill_one).equals(single)
    assert len(killed) == 1
    assert list(tmp_path.iterdir()) == []


def test_the_command_gives_the_same_on_a_cluster(
    country: Workspace, address: str, tmp_path: Path
) -> None:
    words = ("project", "all", "-w", country.folder, "--horizon", 2022, "--draws", 20)
    alone, together = tmp_path / "alone.csv", tmp_path / "together.csv"
    assert run(*words, "-o", alone).exit_code == 0
    result = run(*words, "-o", together, "--cluster", address)
    assert result.exit_code == 0, result.output
    assert together.read_bytes() == alone.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["alone.csv", "together.csv"]


def test_a_cluster_that_is_lost_leaves_what_was_finished(
    country: Workspace, single: pl.DataFrame, tmp_path: Path
) -> None:
    with local(1, threads=1) as made:

        def close(_what: str, done: int, _whole: int) -> None:
            if done >= 2:
                made.close()

        with pytest.raises(SourceError, match="kept; run again"):
            on_cluster(country, made.scheduler_address, tmp_path / "p.csv", close)
    finished = len(list((tmp_path / "p.csv.parts").glob("*.parquet")))
    assert finished >= 2
    told: list[int] = []
    conduct = Conduct(tmp_path / "p.csv", progress=lambda _, done, __: told.append(done), places=1)
    with projection_table(country, QUESTION, conduct) as table:
        assert table.frame.collect().equals(single)
    assert told[0] >= finished


def test_workers_with_another_version_are_refused() -> None:
    def age() -> None:
        sys.modules[door.__name__].program = lambda: "0.0.0"  # type: ignore[attr-defined]  # of a worker

    with local(1) as made:
        with client_of(made.scheduler_address) as client:
            client.run(door.program_here)
            client.run(age)
        with pytest.raises(SourceError, match=r"0\.0\.0"), engine_at(made.scheduler_address):
            pass


def test_a_scheduler_without_workers_says_so() -> None:
    with (
        local(0) as made,
        pytest.raises(SourceError, match="no workers"),
        engine_at(made.scheduler_address, seconds=3),
    ):
        pass


@pytest.mark.parametrize("wrong", ["tcp://127.0.0.1:9", "nonsense"])
def test_an_address_that_does_not_answer_is_told_soon(
    country: Workspace, tmp_path: Path, wrong: str
) -> None:
    began = time.monotonic()
    words = ("project", "all", "-w", country.folder, "-o", tmp_path / "p.csv")
    result = run(*words, "--cluster", wrong)
    assert time.monotonic() - began < 12
    assert result.exit_code == 4
    assert wrong in result.output
    assert result.output.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_without_what_a_cluster_needs_it_says_what_to_install(
    country: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    result = run("project", "all", "-w", country.folder, "--cluster", "tcp://127.0.0.1:9")
    assert result.exit_code == 2
    assert "pip install 'nyegrep[cluster]'" in result.output
