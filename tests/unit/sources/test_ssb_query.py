"""Selections are split under the limit of cells and sent in an address or a body."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nyegrep.sources.http import HttpClient
from nyegrep.sources.ssb_metadata import TableMetadata
from nyegrep.sources.ssb_query import Choice, Selection, cells, split, to_request

pytestmark = pytest.mark.unit

V2 = TableMetadata("07459", "v2", "", None, (), "")
V0 = TableMetadata("13470", "v0", "", None, (), "")
TIME = Choice("Tid", ("2019", "2020"), whole=True)


def numbered(variable: str, count: int) -> Choice:
    return Choice(variable, tuple(f"{variable}{number}" for number in range(count)))


def cells_of(selection: Selection) -> set[tuple[str, ...]]:
    return set(itertools.product(*(choice.codes for choice in selection)))


@given(
    st.lists(st.integers(1, 9), min_size=1, max_size=4),
    st.integers(1, 60),
)
def test_the_parts_are_small_enough_and_together_the_whole(sizes: list[int], most: int) -> None:
    names = ("Tid", "Region", "Alder", "Kjonn")
    selection = tuple(numbered(name, size) for name, size in zip(names, sizes, strict=False))
    parts = list(split(selection, most))
    assert all(cells(part) <= most for part in parts)
    found = [cell for part in parts for cell in cells_of(part)]
    assert len(found) == len(set(found)) == cells(selection)
    assert set(found) == cells_of(selection)


def test_years_are_cut_first() -> None:
    selection = (numbered("Region", 10), numbered("Tid", 5))
    parts = list(split(selection, 20))
    assert [len(part[0].codes) for part in parts] == [10, 10, 10]
    assert [part[1].codes for part in parts] == [("Tid0", "Tid1"), ("Tid2", "Tid3"), ("Tid4",)]


def test_a_year_that_is_too_much_is_cut_by_the_widest_variable() -> None:
    parts = list(split((numbered("Region", 10), numbered("Kjonn", 2), numbered("Tid", 1)), 8))
    assert [len(part[0].codes) for part in parts] == [4, 4, 2]


def test_a_part_is_no_longer_the_whole(tmp_path: Path) -> None:
    parts = list(split((TIME,), 1))
    assert [part[0].whole for part in parts] == [False, False]


def test_a_short_query_is_an_address(tmp_path: Path) -> None:
    region = Choice("Region", ("K-0301", "K-3447"), codelist="agg_KommSummer")
    sector = Choice("Sektor", ("A+B+D+E.0-1+9",))
    request = to_request((region, sector, TIME), V2, HttpClient(tmp_path), "x")
    assert request.method == "GET"
    assert request.path == "/pxwebapi/v2/tables/07459/data"
    assert request.query == (
        "lang=no&outputFormat=json-stat2"
        "&valueCodes%5BRegion%5D=K-0301,K-3447&codelist%5BRegion%5D=agg_KommSummer"
        "&valueCodes%5BSektor%5D=A%2BB%2BD%2BE.0-1%2B9"
        "&valueCodes%5BTid%5D=*"
    )


def test_a_long_query_is_a_body(tmp_path: Path) -> None:
    client = HttpClient(tmp_path)
    region = Choice("Region", tuple(f"{code:04d}" for code in range(300, 800)))
    request = to_request((region, TIME), V2, client, "x")
    assert request.method == "POST"
    assert len(client.address(request)) < 2000
    body = json.loads(request.body)
    assert body["selection"][0]["variableCode"] == "Region"
    assert len(body["selection"][0]["valueCodes"]) == 500
    assert body["selection"][1] == {"variableCode": "Tid", "valueCodes": ["*"]}


def test_no_address_is_longer_than_the_source_takes(tmp_path: Path) -> None:
    client = HttpClient(tmp_path)
    for count in range(1, 600, 13):
        region = Choice("Region", tuple(f"{code:04d}" for code in range(count)))
        assert len(client.address(to_request((region, TIME), V2, client, "x"))) <= 2000


def test_version_0_is_always_a_body(tmp_path: Path) -> None:
    region = Choice("Region", ("K-0301",), codelist="agg:KommSummer")
    request = to_request((region, Choice("Kjonn", ("0",)), TIME), V0, HttpClient(tmp_path), "x")
    assert request.path == "/v0/no/table/13470/"
    assert json.loads(request.body) == {
        "query": [
            {"code": "Region", "selection": {"filter": "agg:KommSummer", "values": ["K-0301"]}},
            {"code": "Kjonn", "selection": {"filter": "item", "values": ["0"]}},
            {"code": "Tid", "selection": {"filter": "all", "values": ["*"]}},
        ],
        "response": {"format": "json-stat2"},
    }
