"""A workspace shows all of a change or nothing of it, and can go back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import polars as pl
import pytest
from filelock import FileLock

from nyegrep.foundation.errors import DataError, InputError, WorkspaceError
from nyegrep.sources import store
from nyegrep.sources.delivery import Delivery
from nyegrep.sources.state import KEPT_STATES
from nyegrep.sources.store import Workspace
from tests.unit.sources.places import HISTORY, source

pytestmark = pytest.mark.unit


def dwellings(count: float, code: str = "7001", year: int = 2019, **known: object) -> Delivery:
    frame = pl.DataFrame(
        {
            "year": [year],
            "municipality_code": [code],
            "building_type": ["detached"],
            "dwellings": [count],
        }
    )
    names = pl.DataFrame(
        {"region_code": [code], "year": [year], "name": ["Fjordvik"]},
        schema_overrides={"year": pl.Int32},
    )
    return Delivery("dwellings", source(**known), "dwellings.csv", frame, names=names)


def saved(folder: Path, *deliveries: Delivery) -> Workspace:
    workspace = Workspace.open_or_create(folder)
    workspace.save(deliveries, HISTORY, "import")
    return workspace


def test_what_is_saved_is_read_back_with_its_source(tmp_path: Path) -> None:
    saved(tmp_path / "w", dwellings(5))
    workspace = Workspace.open(tmp_path / "w")
    table = workspace.table("dwellings")
    assert table["dwellings"].to_list() == [5.0]
    assert workspace.sources_of("dwellings", table) == (source(),)
    assert workspace.region_names()["name"].to_list() == ["Fjordvik"]


def test_a_problem_in_one_table_leaves_everything_as_it_was(tmp_path: Path) -> None:
    workspace = saved(tmp_path / "w", dwellings(5))
    before = sorted(p.name for p in (tmp_path / "w").rglob("*") if p.is_file())
    with pytest.raises(DataError):
        workspace.save([dwellings(6), dwellings(-1, year=2018)], HISTORY, "import")
    assert sorted(p.name for p in (tmp_path / "w").rglob("*") if p.is_file()) == before
    assert Workspace.open(tmp_path / "w").table("dwellings")["dwellings"].to_list() == [5.0]


def test_the_answer_says_how_many_cells_were_replaced(tmp_path: Path) -> None:
    workspace = saved(tmp_path / "w", dwellings(5))
    outcome = workspace.save([dwellings(6), dwellings(7, year=2018)], HISTORY, "import")
    assert [(o.rows_before, o.rows, o.cells_replaced) for o in outcome] == [(1, 2, 1)]


def test_a_source_that_nothing_stands_on_any_more_is_forgotten(tmp_path: Path) -> None:
    workspace = saved(tmp_path / "w", dwellings(5, table="old"))
    workspace.save([dwellings(6, table="new")], HISTORY, "import")
    assert [s.table for s in workspace.sources_of("dwellings")] == ["new"]


def test_tables_on_other_borders_do_not_mix(tmp_path: Path) -> None:
    workspace = saved(tmp_path / "w", dwellings(5), dwellings(50, borders=2024))
    assert workspace.table("dwellings").sort("borders")["dwellings"].to_list() == [5.0, 50.0]


def test_undo_goes_back_one_change_at_a_time(tmp_path: Path) -> None:
    workspace = saved(tmp_path / "w", dwellings(5))
    workspace.save([dwellings(6)], HISTORY, "second")
    workspace.forget("dwellings")
    assert not workspace.has("dwellings")
    workspace.undo()
    assert workspace.table("dwellings")["dwellings"].to_list() == [6.0]
    assert workspace.undo().action == "second"
    assert Workspace.open(tmp_path / "w").table("dwellings")["dwellings"].to_list() == [5.0]
    with pytest.raises(WorkspaceError, match="no earlier state"):
        workspace.undo()


def test_old_snapshots_are_dropped_and_kept_ones_are_whole(tmp_path: Path) -> None:
    workspace = saved(tmp_path / "w", dwellings(1))
    for count in range(2, KEPT_STATES + 6):
        workspace.save([dwellings(count)], HISTORY, f"import {count}")
    assert len(list((tmp_path / "w" / "states").glob("*.json"))) == KEPT_STATES
    for _ in range(KEPT_STATES):
        workspace.undo()
        assert len(workspace.table("dwellings")) == 1


def test_real_and_invented_numbers_are_not_mixed(tmp_path: Path) -> None:
    workspace = saved(tmp_path / "w", dwellings(5, invented=True))
    assert workspace.invented
    with pytest.raises(WorkspaceError, match="not mixed"):
        workspace.save([dwellings(6)], HISTORY, "import")


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("keep me")
    with pytest.raises(WorkspaceError, match="something other"):
        Workspace.open_or_create(tmp_path)


def test_a_folder_with_only_what_an_unfinished_change_left_can_be_used(tmp_path: Path) -> None:
    for name in ("raw", "tables"):
        (tmp_path / name).mkdir()
    assert len(saved(tmp_path, dwellings(5)).table("dwellings")) == 1


def test_no_workspace_and_a_damaged_one_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="data import"):
        Workspace.open(tmp_path)
    (tmp_path / "state.json").write_text('{"format": 1, "datasets"')
    with pytest.raises(WorkspaceError, match="data undo"):
        Workspace.open(tmp_path)


def test_a_damaged_snapshot_is_named(tmp_path: Path) -> None:
    workspace = saved(tmp_path / "w", dwellings(5))
    snapshot = tmp_path / "w" / workspace.state.datasets["dwellings"].file
    snapshot.write_bytes(snapshot.read_bytes()[:40])
    with pytest.raises(WorkspaceError, match="cannot be read"):
        workspace.table("dwellings")


def test_an_absent_dataset_says_how_to_get_it_and_an_unknown_one_names_the_nearest(
    tmp_path: Path,
) -> None:
    workspace = saved(tmp_path / "w", dwellings(5))
    with pytest.raises(DataError, match="data fetch commuting"):
        workspace.table("commuting")
    with pytest.raises(InputError, match="dwellings"):
        workspace.table("dwelings")


def test_a_second_writer_is_told_to_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = saved(tmp_path / "w", dwellings(5))
    monkeypatch.setattr(store, "LOCK_SECONDS", 0.05)
    with FileLock(tmp_path / "w" / ".lock"), pytest.raises(WorkspaceError, match="another command"):
        workspace.save([dwellings(6)], HISTORY, "import")


def test_sql_answers_over_all_tables(tmp_path: Path) -> None:
    workspace = saved(tmp_path / "w", dwellings(5), dwellings(6, year=2018))
    answer = workspace.sql(
        "SELECT year, sum(dwellings) AS n FROM dwellings GROUP BY year ORDER BY 1"
    )
    assert answer.rows() == [(2018, 6.0), (2019, 5.0)]
    with pytest.raises(InputError, match="not understood"):
        workspace.sql("SELECT nothing FROM nowhere")


def test_a_document_is_kept_whole(tmp_path: Path) -> None:
    content = b'{"type": "Topology"}'
    workspace = Workspace.open_or_create(tmp_path / "w")
    map_source = source(dataset="geometry")
    workspace.save(
        [Delivery("geometry", map_source, "map.topojson", document=content)], HISTORY, "import"
    )
    assert Workspace.open(tmp_path / "w").document("geometry") == content


KILLED = """
    import sys, time
    from pathlib import Path
    from nyegrep.sources import store
    from tests.unit.sources.places import HISTORY
    from tests.unit.sources.test_store import dwellings

    def slow(self, changed, action, invented):
        print("tables written", flush=True)
        time.sleep(60)

    store.Workspace._commit = slow
    workspace = store.Workspace.open(Path(sys.argv[1]))
    workspace.save([dwellings(99)], HISTORY, "killed")
"""


def test_a_kill_in_the_middle_leaves_the_old_state_readable(tmp_path: Path) -> None:
    saved(tmp_path / "w", dwellings(5))
    root = Path(__file__).resolve().parents[3]
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(KILLED), str(tmp_path / "w")],
        stdout=subprocess.PIPE,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"tables written\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert Workspace.open(tmp_path / "w").table("dwellings")["dwellings"].to_list() == [5.0]
    started = time.monotonic()
    saved(tmp_path / "w", dwellings(6))
    assert time.monotonic() - started < store.LOCK_SECONDS
    assert len(list((tmp_path / "w" / "tables").glob("dwellings-*"))) == 2
