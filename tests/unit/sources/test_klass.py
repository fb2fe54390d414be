"""Classifications in KLASS: municipalities through time, what they became, and groupings."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import polars as pl
import pytest

from nyegrep.foundation.errors import DataError, SourceError
from nyegrep.sources import klass
from nyegrep.sources.catalogue import KlassOrigin, dataset
from nyegrep.sources.delivery import Delivery
from nyegrep.sources.http import HttpClient
from nyegrep.sources.municipalities import history_from_frames
from nyegrep.sources.wish import Wish
from tests.unit.sources.conftest import NOON, Clock, MakeClient
from tests.unit.sources.statbank_stub import StatbankStub

pytestmark = pytest.mark.unit


def fetch(client: HttpClient, name: str, **wished: Any) -> Delivery:
    origin = next(o for o in dataset(name).origins if isinstance(o, KlassOrigin))
    return klass.fetch(dataset(name), origin, Wish(**wished), client)


def frame(delivery: Delivery) -> pl.DataFrame:
    assert delivery.frame is not None
    return delivery.frame


def spans(client: HttpClient) -> dict[str, list[tuple[int, int, str]]]:
    found: dict[str, list[tuple[int, int, str]]] = {}
    for code, first, last, name in frame(fetch(client, "municipalities")).rows():
        found.setdefault(code, []).append((first, last, name))
    return found


def test_a_municipality_has_its_first_and_last_year(client: HttpClient) -> None:
    found = spans(client)
    assert found["0536"] == [(0, 2019, "Søndre Land")]
    assert found["3447"] == [(2020, 9999, "Søndre Land")]
    assert found["0710"] == [(2017, 2019, "Sandefjord")]


def test_a_new_name_alone_does_not_divide_a_code(client: HttpClient) -> None:
    found = spans(client)
    assert found["0301"] == [(0, 9999, "Oslo - Oslove")]
    assert found["0105"] == [(1992, 2019, "Sarpsborg ny")]


def test_only_municipalities_that_were_there_on_a_1_january(client: HttpClient) -> None:
    assert not {"1219", "9999"} & set(spans(client))


def test_changes_tell_what_became_of_codes_that_ended(client: HttpClient) -> None:
    assert frame(fetch(client, "municipality_changes")).rows() == [
        (2017, "0720", "0710"),
        (2020, "0105", "3003"),
        (2020, "0536", "3447"),
        (2020, "0710", "3804"),
    ]


def test_municipalities_and_changes_make_a_history(client: HttpClient) -> None:
    municipalities = frame(fetch(client, "municipalities"))
    changes = frame(fetch(client, "municipality_changes"))
    counties = frame(fetch(client, "counties"))
    history = history_from_frames(municipalities, changes, counties, invented=False)
    assert history.successors("0720", 2026) == {"3804": 1.0}
    assert history.predecessors("3447", 2019) == ("0536",)


def test_counties_through_time(client: HttpClient) -> None:
    found = dict(frame(fetch(client, "counties")).rows())
    assert found["05"] == "Oppland"
    assert found["34"] == "Innlandet"


def test_centrality_is_the_newest_class_of_each_code(client: HttpClient) -> None:
    assert frame(fetch(client, "centrality")).rows() == [("0301", 1), ("3447", 5)]


def test_groups_are_asked_for_year_by_year_and_missing_years_told(
    client: HttpClient, statbank: StatbankStub
) -> None:
    found = fetch(client, "kostra_groups", years=(2023, 2024, 2025), language="en")
    assert frame(found).rows() == [
        (2024, "0301", "EKG13"),
        (2024, "3447", "EKG05"),
        (2025, "0301", "EKG13"),
        (2025, "3447", "EKG06"),
    ]
    assert [remark.facts["found"] for remark in found.remarks] == [[2023]]
    assert "does not have the years 2023" in found.source.note
    assert "from=2024-01-01&to=2024-12-31" in statbank.addresses("corresponds")[1]


def test_groups_of_all_years_begin_in_2020(client: HttpClient, statbank: StatbankStub) -> None:
    fetch(client, "kostra_groups")
    years = [address.split("from=")[1][:4] for address in statbank.addresses("corresponds")]
    assert years == ["2020", "2021", "2022", "2023", "2024", "2025", "2026"]


def test_the_source_can_be_traced(client: HttpClient, statbank: StatbankStub) -> None:
    source = fetch(client, "centrality").source
    assert (source.publisher, source.table, source.dataset) == (
        "Statistics Norway",
        "KLASS 128",
        "centrality",
    )
    assert source.fetched == NOON
    assert source.verified
    assert source.address == statbank.addresses("corresponds")[0]
    assert len(source.fingerprint) == 64


def test_answers_are_kept_for_a_day_and_offline_for_ever(
    make_client: MakeClient, statbank: StatbankStub, clock: Clock
) -> None:
    online = fetch(make_client(), "municipalities")
    fetch(make_client(), "municipality_changes")
    assert len(statbank.addresses("/codes")) == 1
    clock.set(datetime(2027, 3, 1, tzinfo=UTC))
    offline = fetch(make_client(offline=True), "municipalities")
    assert frame(offline).equals(frame(online))
    assert len(statbank.asked) == 2
    fetch(make_client(), "municipalities")
    assert len(statbank.asked) == 3


def test_offline_says_what_to_fetch(make_client: MakeClient) -> None:
    with pytest.raises(SourceError, match="nyegrep data fetch counties"):
        fetch(make_client(offline=True), "counties")


def test_a_broken_source_is_not_a_missing_year(client: HttpClient, statbank: StatbankStub) -> None:
    statbank.misbehave("503", times=9)
    with pytest.raises(SourceError, match="503"):
        fetch(client, "kostra_groups", years=(2024,))


def test_years_without_any_groups_are_refused(client: HttpClient) -> None:
    with pytest.raises(DataError, match="KLASS 112"):
        fetch(client, "kostra_groups", years=(2021,))


def test_an_answer_of_another_form_is_refused_and_asked_for_again(
    client: HttpClient, statbank: StatbankStub
) -> None:
    statbank.misbehave("strange")
    with pytest.raises(DataError, match="codes"):
        fetch(client, "counties")
    assert len(frame(fetch(client, "counties"))) == 4
