"""Fixtures of tests that ask a source: a source on this machine, and a clock that does not wait."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from nyegrep.sources.http import HttpClient, Timing
from tests.unit.sources.statbank_stub import StatbankStub

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MakeClient = Callable[..., HttpClient]


@dataclass
class Clock:
    """A clock that stands still until someone sleeps."""

    seconds: float = NOON.timestamp()
    slept: list[float] = field(default_factory=list)

    def now(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds

    def set(self, moment: datetime) -> None:
        self.seconds = moment.timestamp()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def statbank(monkeypatch: pytest.MonkeyPatch) -> Iterator[StatbankStub]:
    """A source on this machine, which the usual addresses are made to point to."""
    stub = StatbankStub()
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NYEGREP_SSB_URL", stub.address)
    monkeypatch.setenv("NYEGREP_KLASS_URL", f"{stub.address}/klass/v1")
    stub.start()
    yield stub
    stub.stop()


@pytest.fixture
def make_client(tmp_path: Path, clock: Clock) -> Iterator[MakeClient]:
    """Makes clients on one folder that follow the fixture's clock."""
    made: list[HttpClient] = []

    def make(**known: object) -> HttpClient:
        timing = Timing(clock=clock.now, sleep=clock.sleep, timeout=0.2, attempts=4)
        client = HttpClient(**{"folder": tmp_path / "raw", "timing": timing, **known})  # type: ignore[arg-type]  # keyword arguments of a test
        made.append(client)
        return client

    yield make
    for client in made:
        client.close()


@pytest.fixture
def client(make_client: MakeClient, statbank: StatbankStub) -> HttpClient:
    return make_client()
