"""Do the sources still answer as the catalogue says? Only on request: NYEGREP_LIVE=1.

Each test asks for a description of a table; few ask for numbers. The limit of calls is kept.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from nyegrep.sources import klass, ssb
from nyegrep.sources.catalogue import Dataset, KlassOrigin, StatbankOrigin, catalogue, dataset
from nyegrep.sources.http import HttpClient
from nyegrep.sources.ssb_metadata import read_table
from nyegrep.sources.ssb_plan import plan
from nyegrep.sources.wish import Wish

pytestmark = [pytest.mark.live, pytest.mark.enable_socket]

if os.environ.get("NYEGREP_LIVE") != "1":
    pytest.skip("asks the real sources, only on request (NYEGREP_LIVE=1)", allow_module_level=True)

STATBANK = [
    (found, origin)
    for found in catalogue().values()
    for origin in found.origins
    if isinstance(origin, StatbankOrigin)
]
KLASS = [
    (found, origin)
    for found in catalogue().values()
    for origin in found.origins
    if isinstance(origin, KlassOrigin)
]


def name(value: object) -> str:
    return str(getattr(value, "id", "") or getattr(value, "table", ""))


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HttpClient]:
    kept = os.environ.get("NYEGREP_LIVE_FOLDER")
    with HttpClient(Path(kept) if kept else tmp_path_factory.mktemp("raw")) as made:
        yield made


@pytest.mark.parametrize(("found", "origin"), STATBANK, ids=name)
def test_the_table_has_what_the_catalogue_says(
    client: HttpClient, found: Dataset, origin: StatbankOrigin
) -> None:
    metadata = read_table(client, origin.table, origin.api, found.id)
    planned = plan(origin, metadata, Wish(), client, found.id)
    assert planned.selections
    assert planned.newest_year >= 2015


@pytest.mark.parametrize(("found", "origin"), KLASS, ids=name)
def test_the_classification_answers(
    client: HttpClient, found: Dataset, origin: KlassOrigin
) -> None:
    delivery = klass.fetch(found, origin, Wish(years=(2024,)), client)
    assert delivery.frame is not None
    assert len(delivery.frame) > 10


def test_people_of_one_municipality_in_one_year(client: HttpClient) -> None:
    people = dataset("population_by_age")
    origin = people.origins[0]
    assert isinstance(origin, StatbankOrigin)
    found = ssb.fetch(people, origin, Wish(municipalities=("0536",), years=(2019,)), client)
    assert found.frame is not None
    assert found.frame.filter(municipality_code="0536")["persons"].sum() == 5623
    assert found.frame.filter(municipality_code="0")["persons"].sum() == 5_328_212
