"""The source's own answers, served from this machine, go all the way through fetching."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from nyegrep.foundation.errors import SourceError
from nyegrep.foundation.tables import Column, Words
from nyegrep.sources import klass, ssb
from nyegrep.sources.catalogue import Dataset, KlassOrigin, StatbankOrigin, Variable, dataset
from nyegrep.sources.http import HttpClient, Request, Timing
from nyegrep.sources.jsonstat import parse
from nyegrep.sources.region_codes import is_municipality
from nyegrep.sources.wish import Wish
from tests.unit.sources.conftest import Clock
from tests.unit.sources.statbank_stub import StatbankStub

pytestmark = pytest.mark.crosscheck

DATA_12134 = "/pxwebapi/v2/tables/12134/data"
FAULTS = ["429", "503", "500", "cut", "not_json", "silent"]
KINDERGARTENS = Dataset(
    id="kindergartens",
    title=Words(nb="Barnehager", en="Kindergartens"),
    columns=(
        Column(name="year", type="year", key=True),
        Column(name="region", type="region", key=True),
        Column(name="owner", type="text", key=True),
        Column(name="kindergartens", type="number"),
    ),
)
DISTANCES = Dataset(
    id="distances",
    title=Words(nb="Avstander", en="Distances"),
    columns=(
        Column(name="year", type="year", key=True),
        Column(name="distance", type="text", key=True),
        Column(name="place", type="text", key=True),
        Column(name="percent", type="number", nullable=True),
    ),
)


@pytest.fixture
def samples(shared_data: Path) -> Path:
    return shared_data / "api_samples"


@pytest.fixture
def server(samples: Path) -> Iterator[StatbankStub]:
    stub = StatbankStub()
    files = {
        "GET /v0/no/table/05300/": "pxweb_v0_05300_metadata.json",
        "POST /v0/no/table/05300/": "pxweb_v0_05300_data_jsonstat2.json",
        "GET /v0/no/table/09220/": "pxweb_v0_09220_metadata.json",
        "POST /v0/no/table/09220/": "pxweb_v0_09220_data_jsonstat1.json",
        f"GET {DATA_12134}": "pxwebapi_v2_12134_data_jsonstat2.json",
        "GET /klass/v1/classifications/131/codes": "klass_131_codes_from_2013_excerpt.json",
    }
    stub.served = {name: (200, (samples / file).read_bytes()) for name, file in files.items()}
    stub.start()
    yield stub
    stub.stop()


@pytest.fixture
def client(server: StatbankStub, tmp_path: Path) -> Iterator[HttpClient]:
    clock = Clock()
    timing = Timing(clock=clock.now, sleep=clock.sleep, timeout=0.2, attempts=4)
    addresses = {"ssb": server.address, "klass": f"{server.address}/klass/v1"}
    with HttpClient(tmp_path, addresses=addresses, timing=timing) as made:
        yield made


@pytest.mark.parametrize("fault", ["none", *FAULTS])
def test_a_whole_table_with_marks(client: HttpClient, server: StatbankStub, fault: str) -> None:
    if fault != "none":
        server.misbehave(fault)
        server.misbehave(fault, only="05300", after=1)
    origin = StatbankOrigin(
        table="05300",
        api="v0",
        contents={"Avstand": "percent"},
        variables={
            "Avstand1": Variable(column="distance"),
            "Kulturtilbud": Variable(column="place"),
            "Tid": Variable(column="year", take="years", recode="year"),
        },
    )
    found = ssb.fetch(DISTANCES, origin, Wish(language="en"), client)
    assert found.frame is not None
    values = json.loads(server.served["POST /v0/no/table/05300/"][1])["value"]
    assert len(found.frame) == sum(value is not None for value in values) == 404
    cinema = found.frame.filter(place="01", distance="01", year=1991)
    assert cinema["percent"].to_list() == [16.0]
    assert "0 numbers are withheld (:), 8 are missing (..)" in found.source.note


def test_a_part_of_a_table_in_version_1(client: HttpClient, server: StatbankStub) -> None:
    regions = {"0": "0", "01": "01", "0101": "0101"}
    origin = StatbankOrigin(
        table="09220",
        api="v0",
        contents={"Antall1": "kindergartens"},
        variables={
            "Region": Variable(column="region", take=tuple(regions), recode="region"),
            "Eierskap": Variable(column="owner", take=("01", "02-03", "98")),
            "Tid": Variable(column="year", take="years", recode="year"),
        },
    )
    found = ssb.fetch(KINDERGARTENS, origin, Wish(years=(1987, 1988, 1989)), client)
    assert found.frame is not None
    private = found.frame.filter(region="0101", owner="98", year=1989)
    assert private["kindergartens"].to_list() == [11.0]
    assert found.names is not None
    assert ("0101", 1989, "Halden") in found.names.rows()


def test_our_query_has_the_form_of_a_real_one(
    client: HttpClient, server: StatbankStub, samples: Path
) -> None:
    test_a_part_of_a_table_in_version_1(client, server)
    ours = next(asked.body for asked in server.asked if asked.method == "POST")
    real = json.loads((samples / "pxweb_v0_09220_query.json").read_bytes())
    assert set(ours) == set(real)
    assert set(ours["response"]) == set(real["response"])
    assert {e["code"] for e in ours["query"]} == {e["code"] for e in real["query"]}
    whole = {"filter": "all", "values": ["*"]}
    assert whole in [entry["selection"] for entry in ours["query"]]
    assert whole in [entry["selection"] for entry in real["query"]]
    assert {"item"} == {e["selection"]["filter"] for e in ours["query"]} - {"all"}


@pytest.mark.parametrize("fault", FAULTS)
def test_an_answer_of_version_2_survives_what_goes_wrong(
    client: HttpClient, server: StatbankStub, fault: str
) -> None:
    server.misbehave(fault, times=2)
    answer = client.ask(Request("ssb", DATA_12134, "lang=no"))
    table = parse(answer.body, answer.address)
    assert table.frame["value"].to_list() == [81240.0, 66605.0, 62853.0]
    assert table.updated is not None
    assert ssb.is_preliminary(2025, table.updated.date())


def test_real_error_bodies_are_read_and_not_tried_again(
    client: HttpClient, server: StatbankStub, samples: Path
) -> None:
    errors = json.loads((samples / "requests_and_errors.json").read_bytes())["errors"]
    assert len(errors) >= 5
    for number, error in enumerate(errors):
        path = f"/pxwebapi/v2/tables/error{number}"
        server.served[f"GET {path}"] = (error["status"], error["snippet"].encode())
        title = json.loads(error["snippet"])["title"]
        with pytest.raises(SourceError, match=title):
            client.ask(Request("ssb", path))
    assert len(server.asked) == len(errors)


def test_municipalities_through_time(client: HttpClient) -> None:
    municipalities = dataset("municipalities")
    origin = next(o for o in municipalities.origins if isinstance(o, KlassOrigin))
    found = klass.fetch(municipalities, origin, Wish(), client)
    assert found.frame is not None
    assert found.frame.rows() == [
        ("0101", 2013, 9999, "Halden"),
        ("0104", 2013, 9999, "Moss ny"),
        ("0105", 2013, 9999, "Sarpsborg ny"),
    ]


def test_the_357_municipalities_are_told_from_the_rest(samples: Path) -> None:
    codes = json.loads((samples / "klass_131_codesAt_2026-01-01.json").read_bytes())["codes"]
    found = [row["code"] for row in codes if is_municipality(row["code"])]
    assert len(found) == 357
    assert "9999" not in found
