"""The count of calls that all processes of a workspace share."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nyegrep.sources.rate_limit import RateLimit, retry_after
from tests.unit.sources.conftest import NOON, Clock

pytestmark = pytest.mark.unit

HOST = "data.ssb.no"


def ask(limit: RateLimit, times: int = 1, host: str = HOST) -> None:
    for _ in range(times):
        with limit.turn(host):
            pass


@pytest.fixture
def limit(tmp_path: Path, clock: Clock) -> RateLimit:
    return RateLimit(tmp_path, clock.now, clock.sleep)


def test_thirty_calls_pass_and_the_next_waits_for_the_first_to_be_a_minute_old(
    limit: RateLimit, clock: Clock
) -> None:
    ask(limit)
    clock.seconds += 10
    ask(limit, 29)
    assert clock.slept == []
    ask(limit)
    assert clock.slept == [50.0]


def test_calls_of_another_process_count(tmp_path: Path, limit: RateLimit, clock: Clock) -> None:
    ask(limit, 20)
    ask(RateLimit(tmp_path, clock.now, clock.sleep), 11)
    assert clock.slept == [60.0]


def test_hosts_are_counted_apart(limit: RateLimit, clock: Clock) -> None:
    ask(limit, 30)
    ask(limit, 30, host="127.0.0.1:8000")
    assert clock.slept == []


def test_learns_the_limit_and_its_window(limit: RateLimit, clock: Clock) -> None:
    limit.learn(HOST, {"x-ratelimit-policy": "2;w=15s"})
    ask(limit, 3)
    assert clock.slept == [15.0]
    assert limit.window(HOST) == 15.0


def test_a_limit_of_none_is_not_believed(limit: RateLimit, clock: Clock) -> None:
    limit.learn(HOST, {"x-ratelimit-policy": "0;w=60s"})
    ask(limit, 30)
    assert clock.slept == []


def test_a_damaged_count_starts_over(tmp_path: Path, limit: RateLimit, clock: Clock) -> None:
    ask(limit, 5)
    (tmp_path / "calls.json").write_text('{"data.ssb.no": {"calls": ', encoding="utf-8")
    ask(limit, 30)
    assert clock.slept == []
    assert len(json.loads((tmp_path / "calls.json").read_text())[HOST]["sent"]) == 30


def test_a_clock_set_back_does_not_close_the_host(limit: RateLimit, clock: Clock) -> None:
    ask(limit, 30)
    limit.hold(HOST, 60)
    clock.seconds -= 10 * 24 * 3600
    ask(limit)
    assert clock.slept == []


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("17", 17.0),
        ("Sun, 22 Nov 2026 12:01:00 GMT", 60.0),
        ("Sun, 22 Nov 2026 11:00:00 GMT", 0.0),
        ("soon", None),
        ("", None),
    ],
)
def test_reads_how_long_to_stay_away(text: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": text}, NOON.timestamp()) == seconds
