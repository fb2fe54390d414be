"""What a table has, as both versions of the interface tell it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from nyegrep.foundation.errors import DataError, SourceError
from nyegrep.sources.http import HttpClient
from nyegrep.sources.ssb_metadata import (
    MOST_CELLS,
    cell_limit,
    list_id_in_v2,
    read_list,
    read_table,
)
from tests.unit.sources.conftest import Clock
from tests.unit.sources.statbank_stub import StatbankStub

pytestmark = pytest.mark.unit


def test_version_2_tells_codes_lists_and_when_it_was_updated(client: HttpClient) -> None:
    table = read_table(client, "07459", "v2", "population_by_age")
    region = table.variable("Region")
    assert region is not None
    assert region.codes["0536"] == "Søndre Land (-2019)"
    assert region.can_be_left_out
    assert region.lists["agg_KommSummer"] == "Kommuner 2024, sammenslåtte tidsserier"
    assert table.updated == datetime(2020, 2, 27, 7, 0, tzinfo=UTC)
    tid = table.variable("Tid")
    assert tid is not None
    assert not tid.can_be_left_out


def test_version_0_tells_codes(client: HttpClient) -> None:
    table = read_table(client, "13470", "v0", "jobs_by_industry")
    industry = table.variable("NACE2007")
    assert industry is not None
    assert industry.codes["85"] == "Undervisning"
    assert industry.can_be_left_out
    assert table.updated is None


def test_the_case_of_a_variable_does_not_matter(client: HttpClient) -> None:
    table = read_table(client, "07459", "v2", "population_by_age")
    assert table.variable("contentscode") is table.variable("ContentsCode")
    assert table.variable("Kontents") is None


def test_a_description_is_asked_for_once_a_day(
    client: HttpClient, statbank: StatbankStub, clock: Clock
) -> None:
    for hours in (0, 12, 13):
        clock.sleep(timedelta(hours=hours).total_seconds())
        read_table(client, "07459", "v2", "population_by_age")
    assert len(statbank.asked) == 2


def test_a_list_gives_codes_and_names(client: HttpClient) -> None:
    found = read_list(client, "agg_KommSummer", "population_by_age")
    assert found == {"K-0301": "Oslo - Oslove", "K-3447": "Søndre Land"}


def test_a_list_that_does_not_exist_is_none(client: HttpClient) -> None:
    assert read_list(client, "agg_kommsummer", "population_by_age") is None


def test_a_list_is_not_missing_because_the_source_is_down(
    client: HttpClient, statbank: StatbankStub
) -> None:
    statbank.misbehave("503", times=9)
    with pytest.raises(SourceError, match="503"):
        read_list(client, "agg_KommSummer", "population_by_age")


@pytest.mark.parametrize("api", ["v2", "v0"])
def test_a_strange_description_is_refused_and_not_kept(
    client: HttpClient, statbank: StatbankStub, api: str
) -> None:
    statbank.misbehave("strange")
    with pytest.raises(DataError):
        read_table(client, "07459", "v2" if api == "v2" else "v0", "population_by_age")
    table = read_table(client, "07459", "v2" if api == "v2" else "v0", "population_by_age")
    assert len(table.variables) == 5


def test_the_source_may_state_another_limit_of_cells(
    client: HttpClient, statbank: StatbankStub
) -> None:
    statbank.most_cells = 1234
    assert cell_limit(client) == 1234


def test_the_usual_limit_holds_where_none_is_stated(
    client: HttpClient, statbank: StatbankStub
) -> None:
    statbank.misbehave("404")
    assert cell_limit(client) == MOST_CELLS


@pytest.mark.parametrize(
    ("in_v0", "in_v2"),
    [
        ("agg:KommSummer", "agg_KommSummer"),
        ("agg_single:KommGjeldende", "agg_KommGjeldende"),
        ("vs:Landet", "vs_Landet"),
        ("agg_KommSummer", "agg_KommSummer"),
    ],
)
def test_lists_have_the_same_names_in_both_versions(in_v0: str, in_v2: str) -> None:
    assert list_id_in_v2(in_v0) == in_v2
