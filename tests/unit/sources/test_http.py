"""One request at a time, kept answers, patience with a source that is busy, silent or cut off."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from nyegrep import __version__
from nyegrep.foundation.errors import SourceError
from nyegrep.sources.http import HttpClient, Request
from tests.unit.sources.conftest import Clock, MakeClient
from tests.unit.sources.statbank_stub import StatbankStub

pytestmark = pytest.mark.unit

CONFIG = Request("ssb", "/pxwebapi/v2/config", dataset="population_by_age")
TABLE = Request("ssb", "/pxwebapi/v2/tables/07459/metadata", "lang=no")


def code_of(error: pytest.ExceptionInfo[SourceError]) -> str:
    return error.value.problems[0].code


def test_says_who_asks(client: HttpClient, statbank: StatbankStub) -> None:
    client.ask(CONFIG)
    assert statbank.asked[0].headers["user-agent"] == f"nyegrep/{__version__}"


def test_asks_once_for_the_same_thing(client: HttpClient, statbank: StatbankStub) -> None:
    first, second = client.ask(CONFIG), client.ask(CONFIG)
    assert first == second
    assert first.decoded()["maxDataCells"] == 800_000
    assert len(statbank.asked) == 1


def test_asks_again_when_the_answer_is_too_old(
    client: HttpClient, statbank: StatbankStub, clock: Clock
) -> None:
    client.ask(CONFIG, timedelta(days=1))
    clock.sleep(23 * 3600)
    client.ask(CONFIG, timedelta(days=1))
    assert len(statbank.asked) == 1
    clock.sleep(2 * 3600)
    client.ask(CONFIG, timedelta(days=1))
    assert len(statbank.asked) == 2


def test_another_state_of_the_source_is_another_answer(
    client: HttpClient, statbank: StatbankStub
) -> None:
    client.ask(Request("ssb", CONFIG.path, version="2025"))
    client.ask(Request("ssb", CONFIG.path, version="2026"))
    assert len(statbank.asked) == 2


def test_refresh_uses_nothing_from_before(
    make_client: MakeClient, statbank: StatbankStub, clock: Clock
) -> None:
    make_client().ask(CONFIG)
    clock.sleep(10)
    fresh = make_client(refresh=True)
    fresh.ask(CONFIG)
    fresh.ask(CONFIG)
    assert len(statbank.asked) == 2


@pytest.mark.parametrize("status", ["503", "500", "502"])
def test_a_broken_source_is_tried_again_with_longer_and_longer_waits(
    client: HttpClient, statbank: StatbankStub, clock: Clock, status: str
) -> None:
    statbank.misbehave(status, times=3)
    assert client.ask(CONFIG).status == 200
    assert clock.slept == [1.0, 2.0, 4.0]


@pytest.mark.parametrize("fault", ["silent", "cut", "not_json"])
def test_silence_and_half_answers_are_tried_again(
    client: HttpClient, statbank: StatbankStub, fault: str
) -> None:
    statbank.misbehave(fault)
    assert client.ask(CONFIG).decoded()["maxDataCells"] == 800_000
    assert len(statbank.asked) == 2


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("503", "source.failed"),
        ("500", "source.failed"),
        ("429", "source.busy"),
        ("silent", "source.timed_out"),
        ("cut", "source.cut_off"),
        ("not_json", "source.cut_off"),
    ],
)
def test_gives_up_after_the_last_attempt_and_says_why(
    client: HttpClient, statbank: StatbankStub, fault: str, code: str
) -> None:
    statbank.misbehave(fault, times=9)
    with pytest.raises(SourceError) as error:
        client.ask(CONFIG)
    assert code_of(error) == code
    assert len(statbank.asked) == 4
    assert CONFIG.path in str(error.value)


def test_half_an_answer_is_not_kept(make_client: MakeClient, statbank: StatbankStub) -> None:
    statbank.misbehave("not_json", times=4)
    with pytest.raises(SourceError):
        make_client().ask(CONFIG)
    assert make_client().kept(CONFIG) is None


def test_a_busy_source_is_left_alone_for_as_long_as_it_asks(
    client: HttpClient, statbank: StatbankStub, clock: Clock
) -> None:
    statbank.misbehave("429", Retry_After="17")
    client.ask(CONFIG)
    assert clock.slept == [17.0]


def test_retry_after_may_be_a_date(
    client: HttpClient, statbank: StatbankStub, clock: Clock
) -> None:
    statbank.misbehave("429", Retry_After="Sun, 22 Nov 2026 12:00:25 GMT")
    client.ask(CONFIG)
    assert clock.slept == [25.0]


def test_a_busy_source_that_says_nothing_gets_a_whole_window(
    client: HttpClient, statbank: StatbankStub, clock: Clock
) -> None:
    statbank.misbehave("429")
    client.ask(CONFIG)
    assert clock.slept == [60.0]


def test_a_very_long_pause_is_not_waited_for(client: HttpClient, statbank: StatbankStub) -> None:
    statbank.misbehave("429", Retry_After="86400")
    with pytest.raises(SourceError, match="86400 seconds"):
        client.ask(CONFIG)
    assert len(statbank.asked) == 1


def test_another_process_waits_too(
    make_client: MakeClient, statbank: StatbankStub, clock: Clock
) -> None:
    statbank.misbehave("429", times=4, Retry_After="30")
    with pytest.raises(SourceError):
        make_client().ask(CONFIG)
    before = len(clock.slept)
    make_client().ask(TABLE)
    assert clock.slept[before:] == [30.0]


def test_a_refusal_is_not_tried_again_and_says_what_the_source_says(
    client: HttpClient, statbank: StatbankStub
) -> None:
    with pytest.raises(SourceError, match="Non-existent table") as error:
        client.ask(Request("ssb", "/pxwebapi/v2/tables/99999/metadata"))
    assert code_of(error) == "source.refused"
    assert len(statbank.asked) == 1


def test_what_does_not_exist_is_told_apart(client: HttpClient) -> None:
    with pytest.raises(SourceError) as error:
        client.ask(Request("klass", "/classifications/131/nothing"))
    assert code_of(error) == "source.not_found"


def test_the_limit_that_answers_state_is_kept(
    make_client: MakeClient, statbank: StatbankStub, clock: Clock
) -> None:
    statbank.headers = {"x-ratelimit-policy": "3;w=20s", "x-ratelimit-remaining": "2"}
    for number in range(7):
        make_client().ask(Request("ssb", CONFIG.path, f"n={number}"))
        clock.seconds += 1
    assert sum(clock.slept) == pytest.approx(2 * 20 - 6, abs=1.5)


def test_thirty_calls_a_minute_where_nothing_is_stated(
    client: HttpClient, statbank: StatbankStub, clock: Clock
) -> None:
    for number in range(31):
        client.ask(Request("ssb", CONFIG.path, f"n={number}"))
    assert clock.slept == [60.0]


def test_a_spent_limit_closes_the_rest_of_the_window(
    client: HttpClient, statbank: StatbankStub, clock: Clock
) -> None:
    statbank.headers = {"x-ratelimit-policy": "40;w=60s", "x-ratelimit-remaining": "0"}
    client.ask(CONFIG)
    client.ask(TABLE)
    assert clock.slept == [60.0]


def test_only_one_request_is_under_way_at_a_time(
    make_client: MakeClient, statbank: StatbankStub
) -> None:
    statbank.pause = 0.05
    clients = [make_client() for _ in range(3)]

    def ask(number: int) -> Callable[[], object]:
        return lambda: clients[number].ask(Request("ssb", CONFIG.path, f"n={number}"))

    threads = [threading.Thread(target=ask(number)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(statbank.asked) == 3
    assert statbank.most_at_once == 1


@pytest.mark.usefixtures("socket_disabled")
def test_offline_never_opens_a_socket_and_says_what_is_missing(tmp_path: Path) -> None:
    client = HttpClient(tmp_path, offline=True)
    with pytest.raises(SourceError) as error:
        client.ask(CONFIG)
    assert code_of(error) == "source.offline"
    assert "nyegrep data fetch population_by_age" in str(error.value)
    assert "https://data.ssb.no/api/pxwebapi/v2/config" in str(error.value)


def test_offline_uses_what_was_fetched_before_however_old(
    make_client: MakeClient, statbank: StatbankStub, clock: Clock
) -> None:
    online = make_client().ask(CONFIG)
    statbank.misbehave("503", times=9)
    clock.sleep(400 * 24 * 3600)
    assert make_client(offline=True).ask(CONFIG, timedelta(days=1)) == online


def test_addresses_can_be_given(statbank: StatbankStub, tmp_path: Path) -> None:
    with HttpClient(tmp_path, addresses={"ssb": f"{statbank.address}/"}) as client:
        assert client.address(CONFIG) == f"{statbank.address}/pxwebapi/v2/config"


def test_the_real_addresses_are_the_usual_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NYEGREP_SSB_URL", raising=False)
    monkeypatch.delenv("NYEGREP_KLASS_URL", raising=False)
    client = HttpClient(tmp_path)
    assert client.address(CONFIG) == "https://data.ssb.no/api/pxwebapi/v2/config"
    klass = Request("klass", "/classifications/131/codes", "from=2020-01-01")
    base = "https://data.ssb.no/api/klass/v1"
    assert client.address(klass) == f"{base}/classifications/131/codes?from=2020-01-01"


def test_an_unreachable_source_is_named(make_client: MakeClient) -> None:
    nobody = make_client(addresses={"ssb": "http://127.0.0.1:9/api"})
    with pytest.raises(SourceError) as error:
        nobody.ask(CONFIG)
    assert code_of(error) == "source.unreachable"
