"""The place, the year, its borders, and whom to compare with."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from nyegrep.analyses.context import Context, history_of, prepare
from nyegrep.foundation.errors import DataError, InputError
from nyegrep.sources.municipalities import packaged_history
from nyegrep.sources.store import Workspace
from tests.unit.analyses.country import delivery, workspace

pytestmark = pytest.mark.unit

REGIONS = pl.DataFrame(
    {
        "municipality_code": ["7001", "7004", "7009", "7101"],
        "region_code": ["01", "01", "02", "03"],
        "region_name": ["Fjordvik", "Fjordvik", "Elvdal", "Havneby"],
    }
)


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    regions = delivery("labour_market_regions", REGIONS, "regions", borders=2019)
    return workspace(tmp_path_factory.mktemp("country") / "w", regions)


def test_without_a_year_the_newest_with_data_is_the_base_year(country: Workspace) -> None:
    context = prepare(country, "fjordvik")
    assert (context.municipality.code, context.base_year) == ("7001", 2019)


def test_a_place_that_ended_is_looked_at_in_a_year_it_existed(country: Workspace) -> None:
    assert prepare(country, "Elvdal", 2017).municipality.code == "7002"
    with pytest.raises(InputError, match="7009 Nye Elvdal"):
        prepare(country, "7002", 2019)


def test_earlier_years_are_on_the_borders_of_the_base_year(country: Workspace) -> None:
    context = prepare(country, "7009", 2019)
    own = context.totals.filter(pl.col("municipality_code") == "7009")
    assert own["year"].to_list() == list(range(2005, 2020))
    assert set(own["persons"]) == {50 * 90}


def test_a_base_year_in_the_past_does_not_see_the_future(country: Workspace) -> None:
    context = prepare(country, "7001", 2010)
    assert context.totals["year"].max() == 2010


def test_a_base_year_without_people_says_which_years_there_are(country: Workspace) -> None:
    with pytest.raises(DataError, match="2005–2019"):
        prepare(country, "7001", 2003)


def test_peers_are_those_nearest_in_size_in_the_county(country: Workspace) -> None:
    context = prepare(country, "7001", 2019)
    assert [peer.code for peer in context.peers] == ["7004", "7009", "7005"]


def test_the_user_may_choose_other_peers_but_never_the_place_itself(country: Workspace) -> None:
    context = prepare(country, "7001", 2019, ("Lyngstad", "7001", "7102"))
    assert [peer.code for peer in context.peers] == ["7102"]


def test_groups_add_up_their_municipalities(country: Workspace) -> None:
    context = prepare(country, "7001", 2019)
    assert context.county is not None
    assert context.county.name == "Vestmark"
    assert context.county.members == ("7001", "7004", "7005", "7009")
    assert len(context.country.members) == 7
    assert context.labour_market_region is not None
    assert context.labour_market_region.members == ("7001", "7004")


def test_regions_of_other_borders_follow_the_codes_back(country: Workspace) -> None:
    region = prepare(country, "7001", 2015).labour_market_region
    assert region is not None
    assert region.name == "Fjordvik"
    assert prepare(country, "7002", 2015).labour_market_region is not None


def test_a_region_of_one_is_no_comparison(country: Workspace) -> None:
    assert prepare(country, "7101", 2019).labour_market_region is None


def test_a_municipality_with_holes_is_named_and_left_out_of_sums(tmp_path: Path) -> None:
    made = workspace(tmp_path / "w")
    table = made.table("population_by_age").drop("source", "borders")
    holed = table.filter(~((pl.col("municipality_code") == "7103") & (pl.col("year") == 2007)))
    made.forget("population_by_age")
    made.save([delivery("population_by_age", holed, "07459")], history_of(made), "holed")
    context = prepare(made, "7001", 2019)
    assert "7103" not in context.country.members
    assert any("Furumo" in note.text("nb") for note in context.notes)


def test_the_workspace_has_its_own_municipalities_or_uses_the_packaged_ones(
    country: Workspace, tmp_path: Path
) -> None:
    assert history_of(country).known("7001")
    assert history_of(Workspace.open_or_create(tmp_path / "empty")) is packaged_history()


def test_the_context_is_a_plain_value(country: Workspace) -> None:
    context = prepare(country, "7001", 2019)
    assert isinstance(context, Context)
    assert context.place.members == ("7001",)
