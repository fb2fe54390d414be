"""Spending in the demo country: identities, who is compared with, and what is told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from nyegrep.analyses import peer_comparison
from nyegrep.analyses.context import history_of
from nyegrep.analyses.economy_results import PeerComparison
from nyegrep.foundation.errors import DataError, InputError
from nyegrep.sources.demo import deliveries
from nyegrep.sources.store import Workspace

pytestmark = pytest.mark.unit

PLACE = "7603"
ADJUST = "benchmark.income.adjustment"


@pytest.fixture(scope="module")
def found(demo: Workspace) -> PeerComparison:
    return peer_comparison.run(demo, PLACE)


def million(found: PeerComparison) -> dict[str, float]:
    return dict(found.gaps.values.select("area", "difference_million").iter_rows())


def codes(found: PeerComparison) -> set[str]:
    return {note.code for note in found.notes}


def test_the_table_has_the_areas_of_the_report_and_a_sum_they_add_up_to(
    found: PeerComparison,
) -> None:
    areas = found.gaps.values["area"].to_list()
    assert areas == [
        "kindergarten", "administration", "agriculture", "primary_school", "care",
        "municipal_health", "child_welfare", "social_assistance", "sum",
    ]  # fmt: skip
    parts = million(found)
    assert sum(parts[area] for area in areas[:-1]) == pytest.approx(parts["sum"])


def test_one_area_by_hand_from_the_rows_of_the_accounts(
    demo: Workspace, found: PeerComparison
) -> None:
    table = demo.table("net_operating_expenditure").filter(
        (pl.col("year") == found.year)
        & (pl.col("type") == "AGD2")
        & pl.col("function").is_in(["244", "251", "252"])
    )
    amounts = dict(
        table.group_by("municipality_code").agg(pl.col("amount_thousand_nok").sum()).iter_rows()
    )
    facts = found.gaps.facts
    persons = facts["persons"]
    row = found.gaps.values.row(by_predicate=pl.col("area") == "child_welfare", named=True)
    assert row["own_nok"] == pytest.approx(1000 * amounts[PLACE] / persons)
    level = row["country_nok"] * row["need"] * facts["income_percent"] / 100
    assert row["level_nok"] == pytest.approx(level)
    expected = 1000 * amounts[PLACE] - level * persons
    assert row["difference_million"] == pytest.approx(expected / 1e6)


def test_people_are_those_that_the_accounts_divide_by(
    demo: Workspace, found: PeerComparison
) -> None:
    people = demo.table("population_by_age").filter(
        (pl.col("year") == found.year + 1) & (pl.col("municipality_code") == PLACE)
    )
    by_sex = people.filter(pl.col("sex") != "both")
    counted = (people if by_sex.is_empty() else by_sex)["persons"].sum()
    assert found.gaps.facts["persons"] == pytest.approx(counted, abs=1)


@pytest.mark.parametrize("adjustment", ["area", "total", "none"])
def test_each_reading_of_the_income_adjustment_is_offered_and_told(
    demo: Workspace, adjustment: str
) -> None:
    found = peer_comparison.run(demo, PLACE, overrides={ADJUST: adjustment})
    assert found.gaps.facts["adjustment"] == adjustment
    rows = found.gaps.values.filter(pl.col("in_sum"))
    assert rows["difference_million"].sum() == pytest.approx(million(found)["sum"])
    assert ("income_adjustment" in rows["area"]) == (adjustment == "total")
    assert ("benchmark.income_approximate" in codes(found)) == (adjustment != "none")


def test_the_sum_is_the_same_whichever_way_income_is_taken_in(demo: Workspace) -> None:
    by_area, on_total = (
        million(peer_comparison.run(demo, PLACE, overrides={ADJUST: how}))["sum"]
        for how in ("area", "total")
    )
    assert by_area == pytest.approx(on_total)


def test_the_official_income_is_used_where_stated(demo: Workspace) -> None:
    official = {"benchmark.income.corrected_revenue_percent": {PLACE: 105.0}}
    found = peer_comparison.run(demo, PLACE, overrides=official)
    assert found.gaps.facts["income_percent"] == pytest.approx(105.0)
    assert found.gaps.facts["official_income"]
    assert "benchmark.income_approximate" not in codes(found)


def test_what_lies_behind_an_area_adds_up_to_its_difference(found: PeerComparison) -> None:
    behind = found.drill_down.values
    split = behind.filter(pl.col("split") == "people_and_cost")
    sums = dict(split.group_by("area").agg(pl.col("effect_million").sum()).iter_rows())
    for area, value in million(found).items():
        if area != "sum":
            assert sums[area] == pytest.approx(value), area
    functions = behind.filter(pl.col("split") == "by_function", pl.col("area") == "care")
    row = found.gaps.values.row(by_predicate=pl.col("area") == "care", named=True)
    assert functions["effect_nok"].sum() == pytest.approx(row["own_nok"] - row["country_nok"])
    types = behind.filter(pl.col("split") == "by_type", pl.col("area") == "care")
    assert types["effect_nok"].sum() == pytest.approx(row["own_nok"] - row["country_nok"])
    assert {"AG16", "A600", "remainder"} <= set(types["part"])
    left = types.filter(pl.col("part") == "remainder")["effect_nok"][0]
    assert abs(left) < 0.005 * row["country_nok"]


BY_USERS = {
    "children_and_cost": ("child_welfare", "252"),
    "pupils_and_teachers": ("primary_school", "202"),
    "pupils_and_schools": ("primary_school", "222"),
    "users_and_hours": ("care", "254"),
    "residents_and_cost": ("care", "253"),
}


@pytest.mark.parametrize("split", BY_USERS)
def test_users_and_price_multiply_to_what_is_spent_on_them(
    found: PeerComparison, split: str
) -> None:
    """Factors give the function's kroner per inhabitant, and the parts the area's difference."""
    area, function = BY_USERS[split]
    behind = found.drill_down.values
    rows = behind.filter(pl.col("split") == split)
    assert set(rows["area"]) == {area}
    factors = rows.filter(pl.col("part") != "other_spending")
    by_function = behind.filter(pl.col("split") == "by_function", pl.col("part") == function)
    for side in ("own_value", "reference_value"):
        assert factors[side].product() == pytest.approx(by_function[side][0])
    row = found.gaps.values.row(by_predicate=pl.col("area") == area, named=True)
    assert rows["effect_nok"].sum() == pytest.approx(row["own_nok"] - row["country_nok"])
    assert found.drill_down.facts["without"] == []


def test_pupils_and_teachers_are_those_of_the_year(demo: Workspace, found: PeerComparison) -> None:
    rows = demo.table("primary_schools").filter(
        (pl.col("municipality_code") == PLACE) & (pl.col("year") == found.year)
    )
    split = found.drill_down.values.filter(pl.col("split") == "pupils_and_teachers")
    values = dict(split.select("part", "own_value").iter_rows())
    expected = rows["teacher_full_time_equivalents"][0] / rows["pupils"][0]
    assert values["teachers_per_pupil"] == pytest.approx(expected)


def test_suggested_peers_say_why(found: PeerComparison) -> None:
    values = found.peers.values
    assert values["place_code"].n_unique() == 4
    assert set(values["chosen_by"]) == {"similarity"}
    assert PLACE not in values["place_code"]
    assert values.filter(pl.col("nearest")).group_by("place_code").len()["len"].to_list() == [2] * 4
    assert found.peers.facts["dimensions"] == [
        "size", "children", "aged", "centrality", "income", "need"
    ]  # fmt: skip
    distances = values["distance"].unique(maintain_order=True).to_list()
    assert distances == sorted(distances)


def test_chosen_peers_are_used_with_their_distances(demo: Workspace) -> None:
    found = peer_comparison.run(demo, PLACE, peers=("7101", "Reinsvidda"))
    assert found.peers.values["place_code"].unique(maintain_order=True).to_list() == [
        "7101",
        "7507",
    ]
    assert set(found.peers.values["chosen_by"]) == {"user"}
    assert set(found.places.values["kind"]) == {"municipality", "peer", "country"}


def test_the_group_is_shown_where_it_has_rows(found: PeerComparison) -> None:
    assert found.gaps.facts["group"].startswith("EKG")
    assert found.gaps.values["group_nok"].null_count() == 0


def test_areas_are_the_users_to_change(demo: Workspace) -> None:
    functions = {"benchmark.areas.functions": {"school": ["202"], "rest": ["213", "215"]}}
    found = peer_comparison.run(demo, PLACE, overrides=functions)
    assert found.gaps.values["area"].to_list() == ["school", "rest", "sum"]
    assert found.formulas["functions"].to_list() == [["202"], ["213", "215"]]
    twice = {"benchmark.areas.functions": {"school": ["202"], "rest": ["202"]}}
    with pytest.raises(InputError, match="counted twice"):
        peer_comparison.run(demo, PLACE, overrides=twice)


def test_need_known_in_total_alone_is_on_a_line_of_its_own(tmp_path: Path) -> None:
    kept = []
    for delivery in deliveries():
        if delivery.dataset == "expenditure_need_index" and delivery.frame is not None:
            total = delivery.frame.filter(pl.col("sector") == "total")
            kept.append(replace(delivery, frame=total))
        elif delivery.dataset not in {"need_criteria", "cost_keys"}:
            kept.append(delivery)
    workspace = Workspace.open_or_create(tmp_path / "w")
    workspace.save(kept, history_of(workspace, kept), "demo")
    found = peer_comparison.run(workspace, PLACE)
    assert "benchmark.need_of_the_sum" in codes(found)
    assert found.gaps.facts["adjustment"] == "area"
    rows = found.gaps.values.filter(pl.col("in_sum"))
    assert "need_adjustment" in rows["area"]
    assert rows["difference_million"].sum() == pytest.approx(million(found)["sum"])
    on_total = million(peer_comparison.run(workspace, PLACE, overrides={ADJUST: "total"}))["sum"]
    assert million(found)["sum"] == pytest.approx(on_total)


def test_without_need_and_income_the_table_stands_and_says_what_is_missing(tmp_path: Path) -> None:
    left_out = {"need_criteria", "cost_keys", "expenditure_need_index", "financial_key_figures"}
    kept = [d for d in deliveries() if d.dataset not in left_out]
    workspace = Workspace.open_or_create(tmp_path / "w")
    workspace.save(kept, history_of(workspace, kept), "demo")
    found = peer_comparison.run(workspace, PLACE)
    assert {"benchmark.need_unknown", "benchmark.income_unknown"} <= codes(found)
    values = found.gaps.values
    assert values["need"].null_count() == len(values)
    row = values.row(by_predicate=pl.col("area") == "care", named=True)
    assert row["level_nok"] == row["country_nok"]
    assert found.gaps.facts["adjustment"] == "none"


def test_a_year_without_accounts_is_told_with_those_there_are(demo: Workspace) -> None:
    with pytest.raises(DataError, match="no accounts of 1999"):
        peer_comparison.run(demo, PLACE, 1999)
