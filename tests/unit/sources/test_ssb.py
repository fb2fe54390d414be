"""A dataset is fetched from the StatBank: asked, split, kept, resumed, and told about."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from nyegrep.foundation.errors import DataError, InputError, SourceError
from nyegrep.sources import ssb
from nyegrep.sources.catalogue import StatbankOrigin, dataset
from nyegrep.sources.checks import check
from nyegrep.sources.delivery import Delivery
from nyegrep.sources.http import HttpClient
from nyegrep.sources.municipalities import packaged_history
from nyegrep.sources.wish import Wish
from tests.unit.sources.conftest import NOON, Clock, MakeClient
from tests.unit.sources.statbank_stub import Asked, StatbankStub

pytestmark = pytest.mark.unit


def origin(name: str, table: str) -> StatbankOrigin:
    """The catalogue's origin of a dataset in a table."""
    return next(o for o in dataset(name).origins if getattr(o, "table", "") == table)  # type: ignore[return-value]  # the tables of these tests are in the StatBank


def fetch(client: HttpClient, name: str, table: str, **wished: Any) -> Delivery:
    return ssb.fetch(dataset(name), origin(name, table), Wish(**wished), client)


def rows(delivery: Delivery, **where: Any) -> list[dict[str, Any]]:
    assert delivery.frame is not None
    found = delivery.frame
    for name, value in where.items():
        found = found.filter(found[name] == value)
    return found.rows(named=True)


def population(client: HttpClient, **wished: Any) -> Delivery:
    return fetch(client, "population_by_age", "07459", **wished)


def test_gives_our_columns_and_values(client: HttpClient) -> None:
    found = population(client)
    assert found.frame is not None
    assert found.frame.schema == dataset("population_by_age").declaration.polars_schema()
    assert rows(found, municipality_code="0536", year=2019) == [
        {"year": 2019, "municipality_code": "0536", "sex": "male", "age": 0, "persons": 20.0},
        {"year": 2019, "municipality_code": "0536", "sex": "male", "age": 105, "persons": 1.0},
        {"year": 2019, "municipality_code": "0536", "sex": "female", "age": 0, "persons": 21.0},
        {"year": 2019, "municipality_code": "0536", "sex": "female", "age": 105, "persons": 1.0},
    ]


def test_names_come_along_without_the_years_of_the_code(client: HttpClient) -> None:
    names = population(client, municipalities=("0536", "3447")).names
    assert names is not None
    assert names.filter(names["region_code"] != "0").rows() == [
        ("0536", 2018, "Søndre Land"),
        ("0536", 2019, "Søndre Land"),
        ("3447", 2020, "Søndre Land"),
    ]


def test_the_source_can_be_traced(client: HttpClient, statbank: StatbankStub) -> None:
    source = population(client, municipalities=("3447",), years=(2020,)).source
    assert (source.publisher, source.table, source.licence) == (
        "Statistics Norway",
        "07459",
        "CC BY 4.0",
    )
    assert source.dataset == "population_by_age"
    assert source.selection == (
        "Region = 3447 0, Kjonn = *, Alder (vs_AlleAldre00B) = *, Tid = 2020, "
        "ContentsCode = Personer1"
    )
    assert source.fetched == NOON
    assert source.updated == datetime(2020, 2, 27, 7, 0, tzinfo=UTC)
    assert len(source.fingerprint) == 64
    assert source.address == statbank.addresses("/data")[0]
    assert source.borders == 0
    assert source.verified


def test_describes_first_and_asks_for_numbers_last(
    client: HttpClient, statbank: StatbankStub
) -> None:
    population(client)
    order = [asked.path.rsplit("/", 1)[1] for asked in statbank.asked]
    assert order == ["metadata", "vs_AlleAldre00B", "config", "data"]


def test_a_big_query_is_split_and_put_together_again(
    make_client: MakeClient, statbank: StatbankStub
) -> None:
    whole = population(make_client(folder=make_client().folder / "a"))
    statbank.most_cells = 7
    told: list[tuple[str, int, int]] = []
    split = ssb.fetch(
        dataset("population_by_age"),
        origin("population_by_age", "07459"),
        Wish(),
        make_client(folder=make_client().folder / "b"),
        lambda *step: told.append(step),
    )
    assert whole.frame is not None
    assert split.frame is not None
    key = ["municipality_code", "year", "sex", "age"]
    assert split.frame.sort(key).equals(whole.frame.sort(key))
    assert len(statbank.addresses("/data")) == 1 + 12
    assert told == [("population_by_age", done, 12) for done in range(13)]
    assert split.source.address.endswith("/tables/07459/data")


def test_an_interrupted_fetch_goes_on_where_it_stopped(
    make_client: MakeClient, statbank: StatbankStub
) -> None:
    statbank.most_cells = 7
    statbank.misbehave("503", times=4, only="/data", after=3)
    with pytest.raises(SourceError):
        population(make_client())
    before = len(statbank.asked)
    population(make_client())
    assert len(statbank.asked) - before == 12 - 3


def test_what_was_fetched_is_not_asked_for_again(
    make_client: MakeClient, statbank: StatbankStub, clock: Clock
) -> None:
    population(make_client())
    clock.sleep(20 * 24 * 3600)
    population(make_client())
    assert len(statbank.addresses("/data")) == 1
    assert len(statbank.addresses("/metadata")) == 2


def test_a_table_that_was_updated_is_asked_for_again(
    make_client: MakeClient, statbank: StatbankStub, clock: Clock
) -> None:
    population(make_client())
    clock.sleep(2 * 24 * 3600)
    statbank.table("07459")["updated"] = "2026-11-23T07:00:00Z"
    population(make_client())
    assert len(statbank.addresses("/data")) == 2


def test_numbers_from_before_they_were_published_are_asked_for_again(
    make_client: MakeClient, statbank: StatbankStub, clock: Clock
) -> None:
    statbank.table("07459")["updated"] = "2026-02-25T07:00:00Z"
    clock.set(datetime(2026, 2, 25, 5, 30, tzinfo=UTC))
    early = population(make_client())
    assert "source.fetched_early" in [remark.code for remark in early.remarks]
    clock.set(datetime(2026, 2, 25, 7, 10, tzinfo=UTC))
    later = population(make_client())
    assert later.remarks == ()
    population(make_client())
    assert len(statbank.addresses("/data")) == 2


def test_offline_gives_the_same_as_before(make_client: MakeClient, statbank: StatbankStub) -> None:
    online = population(make_client())
    asked = len(statbank.asked)
    offline = population(make_client(offline=True))
    assert offline.source == online.source
    assert offline.frame is not None
    assert online.frame is not None
    assert offline.frame.equals(online.frame)
    assert len(statbank.asked) == asked


def test_offline_names_the_part_that_is_missing(
    make_client: MakeClient, statbank: StatbankStub
) -> None:
    population(make_client())
    with pytest.raises(SourceError, match="nyegrep data fetch population_by_age"):
        population(make_client(offline=True), years=(2019,))


def test_a_municipality_outside_its_years_is_not_a_zero(client: HttpClient) -> None:
    found = population(client, municipalities=("0536", "3447"))
    years = {(r["municipality_code"], r["year"]) for r in rows(found)}
    assert {y for code, y in years if code == "0536"} == {2018, 2019}
    assert {y for code, y in years if code == "3447"} == {2020}


def test_a_zero_within_the_years_is_a_count(client: HttpClient) -> None:
    [found] = rows(population(client), municipality_code="0536", year=2018, sex="male", age=105)
    assert found["persons"] == 0.0


def test_flows_of_the_newest_year_are_not_there_yet(client: HttpClient) -> None:
    found = fetch(client, "population_change", "06913")
    [newest] = rows(found, municipality_code="3447", year=2020)
    assert newest["population"] == 555.0
    assert [newest[name] for name in ("births", "deaths", "net_migration")] == [None] * 3
    [before] = rows(found, municipality_code="0536", year=2019)
    assert (before["births"], before["birth_surplus"], before["net_migration"]) == (5, -1, -2)


def test_dissolved_municipalities_are_left_out(client: HttpClient) -> None:
    assert rows(fetch(client, "population_change", "06913"), municipality_code="0142") == []


def test_the_fourth_quarter_is_the_whole_year(client: HttpClient) -> None:
    found = fetch(client, "population_change", "01223")
    [year] = rows(found, municipality_code="0536", year=2019)
    assert (year["immigration"], year["emigration"]) == (6.0, 3.0)
    assert (year["domestic_in_migration"], year["domestic_out_migration"]) == (16.0, 21.0)
    assert len(rows(found, municipality_code="0536")) == 2


def test_accounts_tell_what_is_withheld_and_what_is_preliminary(client: HttpClient) -> None:
    found = fetch(client, "financial_key_figures", "12134", language="en")
    assert {r["municipality_code"] for r in rows(found)} == {"0", "EKG12", "0301", "0536", "3447"}
    [oslo] = rows(found, municipality_code="0301", year=2025)
    assert oslo["net_operating_result_percent"] is None
    assert oslo["unrestricted_revenue_per_inhabitant"] == 81000.0
    codes = [remark.code for remark in found.remarks]
    assert codes == ["source.cells_without_number", "source.preliminary"]
    assert found.remarks[0].facts == {"table": "12134", "suppressed": 1, "missing": 1}
    assert "numbers for 2025 are preliminary (published 2026-03-16)" in found.source.note


def test_accounts_revised_in_june_are_not_preliminary(
    client: HttpClient, statbank: StatbankStub
) -> None:
    statbank.table("12134")["updated"] = "2026-06-15T06:00:00Z"
    codes = [r.code for r in fetch(client, "financial_key_figures", "12134").remarks]
    assert "source.preliminary" not in codes


def test_types_of_building_are_joined_by_their_names(client: HttpClient) -> None:
    found = fetch(client, "house_building", "05940")
    started = rows(found, municipality_code="3447", year=2024, status="started")
    assert {r["building_type"]: r["dwellings"] for r in started} == {
        "detached": 6.0,
        "semi_detached": 0.0,
        "row_house": 2.0,
        "apartment_block": 8.0,
        "shared_housing": 0.0,
        "not_dwelling": 1.0,
    }
    assert found.source.borders == 2024


def test_a_summing_list_gives_the_old_municipality_to_the_new(client: HttpClient) -> None:
    found = fetch(client, "house_building", "05940", municipalities=("3447",))
    detached = rows(found, municipality_code="3447", year=2019, building_type="detached")
    assert {r["status"]: r["dwellings"] for r in detached} == {"started": 7.0, "completed": 7.0}


def test_codes_of_a_list_that_the_source_leaves_out_are_told(
    client: HttpClient, statbank: StatbankStub
) -> None:
    usual = statbank.answer

    def answer(asked: Asked) -> Any:
        found = usual(asked)
        if "agg_KommSummer" in asked.query.values() and "value" in found:
            cells = len(found["value"]) // 2
            region = found["dimension"]["Region"]["category"]
            assert next(iter(region["index"])) == "K-0301"
            found["value"] = found["value"][cells:]
            found["size"][0], region["index"] = 1, {"K-3447": 0}
            del found["status"]
        return found

    statbank.answer = answer  # type: ignore[method-assign]  # the stub is told what to leave out
    found = fetch(client, "house_building", "05940")
    assert [(r.code, r.facts["found"]) for r in found.remarks] == [
        ("source.codes_absent", ["K-0301"])
    ]
    assert {r["municipality_code"] for r in rows(found)} == {"0", "3447"}


def test_version_0_is_asked_by_lists(client: HttpClient, statbank: StatbankStub) -> None:
    found = fetch(client, "jobs_by_industry", "13470")
    school = rows(found, municipality_code="3447", industry="85")
    assert {r["year"]: r["jobs"] for r in school} == {2018: 31.0, 2019: 30.0}
    assert {r["sector"] for r in rows(found)} == {"all"}
    asked = [a for a in statbank.asked if a.method == "POST"]
    filters = [entry["selection"]["filter"] for entry in asked[0].body["query"]]
    assert filters == ["agg:KommSummer", "agg_single:NACE2007arb11", "all", "all"]
    assert "0 eller 3" in found.source.note


def test_the_commuting_matrix_has_only_pairs_with_commuters(client: HttpClient) -> None:
    found = fetch(client, "commuting", "03321", municipalities=("0536",), years=(2019,))
    pairs = {(r["home_code"], r["work_code"]): r["employed"] for r in rows(found)}
    assert pairs["0536", "0301"] == 11.0
    assert pairs["0301", "0534"] == 4.0
    assert ("0301", "0536") not in pairs
    assert not any("2111" in pair or "9999" in pair for pair in pairs)


def test_projections_have_a_row_per_alternative(client: HttpClient) -> None:
    found = fetch(client, "official_projection", "14746", municipalities=("3447",))
    [main] = rows(found, year=2050, age=0, alternative="MMMM")
    [low] = rows(found, year=2050, age=0, alternative="LLML")
    [high] = rows(found, year=2050, age=0, alternative="HHMH")
    assert (low["persons"], main["persons"], high["persons"]) == (219.0, 221.0, 225.0)
    assert {(r["vintage"], r["sex"]) for r in rows(found)} == {(2026, "both")}


def test_ages_are_summed_in_groups_for_the_country(
    client: HttpClient, statbank: StatbankStub
) -> None:
    found = fetch(client, "national_projection", "14746")
    [oldest] = rows(found, year=2026, alternative="MMMM", age_group="90+")
    assert oldest["persons"] == 1 + 2


def test_a_probability_of_dying_becomes_a_rate(client: HttpClient) -> None:
    found = fetch(client, "national_deaths", "07902")
    [row] = rows(found, age=80)
    assert row["female_mx"] == pytest.approx(0.040 / (1 - 0.040 / 2))
    assert row["male_mx"] is None


def test_no_numbers_are_asked_for_where_the_catalogue_is_wrong(
    client: HttpClient, statbank: StatbankStub
) -> None:
    wrong = origin("population_by_age", "07459").model_copy(update={"contents": {"X": "persons"}})
    with pytest.raises(SourceError, match="Personer1"):
        ssb.fetch(dataset("population_by_age"), wrong, Wish(), client)
    assert statbank.addresses("/data") == []


def test_a_table_that_does_not_exist_is_named(client: HttpClient) -> None:
    wrong = origin("population_by_age", "07459").model_copy(update={"table": "99999"})
    with pytest.raises(SourceError, match="tables/99999"):
        ssb.fetch(dataset("population_by_age"), wrong, Wish(), client)


def test_a_wish_for_other_municipalities_is_refused(client: HttpClient) -> None:
    with pytest.raises(InputError, match="1812"):
        population(client, municipalities=("1812",))


def test_an_answer_of_another_shape_is_refused_and_asked_for_again(
    client: HttpClient, statbank: StatbankStub
) -> None:
    statbank.misbehave("strange", only="/data")
    with pytest.raises(DataError):
        population(client)
    assert len(rows(population(client))) > 0


@pytest.mark.parametrize(
    ("moment", "hour"),
    [
        (datetime(2026, 1, 15, 4, 0, tzinfo=UTC), 5),
        (datetime(2026, 7, 15, 4, 0, tzinfo=UTC), 6),
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), 1),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), 3),
        (datetime(2026, 10, 25, 0, 59, tzinfo=UTC), 2),
        (datetime(2026, 10, 25, 1, 0, tzinfo=UTC), 2),
    ],
)
def test_the_clock_in_norway(moment: datetime, hour: int) -> None:
    assert ssb.norwegian_time(moment).hour == hour


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("population_by_age", "07459"),
        ("population_change", "06913"),
        ("population_change", "01223"),
        ("financial_key_figures", "12134"),
        ("house_building", "05940"),
        ("jobs_by_industry", "13470"),
        ("commuting", "03321"),
        ("official_projection", "14746"),
        ("national_projection", "14746"),
        ("national_deaths", "07902"),
    ],
)
def test_what_is_fetched_is_what_its_dataset_declares(
    client: HttpClient, name: str, table: str
) -> None:
    found = fetch(client, name, table)
    assert found.frame is not None
    borders = found.source.borders
    checked = check(found.frame, dataset(name), found.place, packaged_history(), borders)
    assert checked.warnings == ()
