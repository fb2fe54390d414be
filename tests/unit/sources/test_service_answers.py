"""Users of services as Statistics Norway's tables give them, in our columns."""

from __future__ import annotations

import pytest

from nyegrep.sources import ssb
from nyegrep.sources.catalogue import StatbankOrigin, dataset
from nyegrep.sources.delivery import Delivery
from nyegrep.sources.http import HttpClient
from nyegrep.sources.wish import Wish

pytestmark = pytest.mark.unit


def fetch(client: HttpClient, name: str, table: str) -> Delivery:
    origins = [o for o in dataset(name).origins if isinstance(o, StatbankOrigin)]
    return ssb.fetch(dataset(name), next(o for o in origins if o.table == table), Wish(), client)


def test_users_of_care_come_by_service_and_age_on_new_borders(client: HttpClient) -> None:
    found = fetch(client, "care_users", "11645")
    assert found.frame is not None
    assert found.source.borders == 2024
    own = found.frame.filter(found.frame["municipality_code"] == "3447")
    assert set(own["care_service"]) == {"home_care", "institution"}
    at_home = own.filter((own["year"] == 2019) & (own["care_service"] == "home_care"))
    assert dict(at_home.select("age_group", "users").iter_rows()) == {
        "0-49": 12.0,
        "50-66": 14.0,
        "67-79": 30.0,
        "80-89": 61.0,
        "90+": 28.0,
    }


def test_coverage_of_kindergarten_comes_by_age(client: HttpClient) -> None:
    frame = fetch(client, "kindergarten_coverage", "13502").frame
    assert frame is not None
    known = frame.drop_nulls().filter(
        frame.drop_nulls()["municipality_code"].is_in(["0536", "3447"])
    )
    assert known.sort("year", "age_group").select(
        "year", "age_group", "coverage_percent"
    ).rows() == [
        (2019, "1-5", 89.9),
        (2019, "3-5", 97.8),
        (2025, "1-5", 93.4),
        (2025, "3-5", 98.1),
    ]
