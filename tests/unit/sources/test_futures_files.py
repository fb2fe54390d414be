"""Futures that a user defines: read whole, or refused with everything that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from nyegrep.foundation.errors import InputError
from nyegrep.foundation.futures import Future
from nyegrep.sources.futures_files import own_futures, read_future

pytestmark = pytest.mark.unit

WHOLE = """
id: more_homes
names: {nb: Flere boliger, en: More homes}
conditions: expected
business_percentile: 60
residential_percentile: 75
overrides: {net_immigration: 0.5}
"""


def written(folder: Path, text: str | bytes, name: str = "mine.yaml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def problems(path: Path) -> list[str]:
    with pytest.raises(InputError) as error:
        read_future(path)
    return [problem.code for problem in error.value.problems]


def test_a_whole_file_is_read(tmp_path: Path) -> None:
    assert read_future(written(tmp_path, WHOLE)) == Future(
        id="more_homes",
        conditions="expected",
        business_percentile=60.0,
        residential_percentile=75.0,
        names={"nb": "Flere boliger", "en": "More homes"},
        overrides={"net_immigration": 0.5},
    )


def test_percentiles_and_overrides_may_be_left_out(tmp_path: Path) -> None:
    found = read_future(written(tmp_path, "id: plain\nconditions: favourable\n"))
    assert found.business_percentile is None
    assert found.overrides == {}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("business_percentile: 60", "business_percentile: 130"), "future.number"),
        (("business_percentile: 60", "business_percentile: much"), "future.number"),
        (("business_percentile: 60", "busines_percentile: 60"), "future.key_unknown"),
        (("net_immigration: 0.5", "immigration: 0.5"), "future.key_unknown"),
        (("net_immigration: 0.5", "net_immigration: 50"), "future.number"),
        (("nb: Flere boliger", "no: Flere boliger"), "future.key_unknown"),
        (("conditions: expected", "conditions: splendid"), "future.conditions"),
        (("id: more_homes", "id: crisis"), "future.id_taken"),
        (("id: more_homes", "id: Flere boliger"), "future.id"),
        (("id: more_homes", ""), "future.id"),
        (("overrides: {net_immigration: 0.5}", "overrides: 3"), "future.number"),
    ],
)
def test_each_thing_that_is_wrong_is_named(
    tmp_path: Path, change: tuple[str, str], code: str
) -> None:
    assert problems(written(tmp_path, WHOLE.replace(*change))) == [code]


def test_everything_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    text = WHOLE.replace("60", "130").replace("75", "0").replace("expected", "none")
    assert problems(written(tmp_path, text)) == [
        "future.conditions",
        "future.number",
        "future.number",
    ]


@pytest.mark.parametrize("text", [b"\xff\xfe\x00", "id: [", "- one\n- two\n", ""])
def test_what_is_no_mapping_is_refused(tmp_path: Path, text: str | bytes) -> None:
    assert problems(written(tmp_path, text)) == ["future.unreadable"]


def test_a_file_that_is_not_there_is_told_of(tmp_path: Path) -> None:
    assert problems(tmp_path / "none.yaml") == ["file.missing"]


def test_the_workspaces_futures_come_before_those_beside_and_the_example_is_none(
    tmp_path: Path,
) -> None:
    written(tmp_path, WHOLE, "futures/homes.yaml")
    written(tmp_path, WHOLE, "futures/example.yaml")
    beside = written(tmp_path, WHOLE.replace("more_homes", "more_jobs"), "jobs.yaml")
    assert [future.id for future in own_futures(tmp_path, [beside])] == ["more_homes", "more_jobs"]


def test_the_same_id_in_two_files_is_refused(tmp_path: Path) -> None:
    written(tmp_path, WHOLE, "futures/homes.yaml")
    beside = written(tmp_path, WHOLE, "again.yaml")
    with pytest.raises(InputError) as error:
        own_futures(tmp_path, [beside])
    assert [problem.code for problem in error.value.problems] == ["future.twice"]
