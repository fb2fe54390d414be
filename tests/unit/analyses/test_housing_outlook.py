"""Housing need, for a municipality of the demo country and with files of its own."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from nyegrep.analyses import futures_outlook, housing_outlook
from nyegrep.analyses.context import history_of, prepare
from nyegrep.analyses.cost_outlook import people_by_age
from nyegrep.analyses.futures_outlook import Question
from nyegrep.analyses.housing_results import HousingOutlook
from nyegrep.foundation.errors import DataError, InputError
from nyegrep.foundation.futures import BUILT_IN
from nyegrep.foundation.housing import BUILDING_TYPES, HOUSEHOLD_TYPES
from nyegrep.sources.demo import deliveries
from nyegrep.sources.store import Workspace

pytestmark = pytest.mark.unit

PLACE = "Frostneset"
BASE, HORIZON = 2024, 2034
TOTAL = "total"


def asked(
    workspace: Workspace, draws: int = 30, parameters: Mapping[str, object] | None = None
) -> HousingOutlook:
    overrides = {f"housing.{name}": value for name, value in (parameters or {}).items()}
    context = prepare(workspace, PLACE, BASE, (), overrides)
    return housing_outlook.run(context, Question(HORIZON, draws=draws))


@pytest.fixture(scope="module")
def outlook(demo: Workspace) -> HousingOutlook:
    return asked(demo)


@pytest.fixture(scope="module")
def own(demo: Workspace, tmp_path_factory: pytest.TempPathFactory) -> HousingOutlook:
    """The same with files of the municipality's own."""
    folder = tmp_path_factory.mktemp("own") / "w"
    shutil.copytree(demo.folder, folder)
    (folder / "planned_dwellings.csv").write_text(
        "year;building_type;dwellings;status;built_percent;source\n"
        "2026;apartment_block;40;started;;a\n"
        "2027;detached;100;zoned;;b\n"
        "2028;detached;10;zoned;20;c\n"
        "2020;detached;30;started;;finished\n"
        "2040;detached;70;started;;late\n",
        encoding="utf-8",
    )
    (folder / "care_places.csv").write_text(
        "place_kind;status;year;places;source\n"
        "round_the_clock_place;in_use;2024;60;a\n"
        "round_the_clock_place;planned;2028;15;b\n"
        "accessible_dwelling;in_use;2022;200;c\n",
        encoding="utf-8",
    )
    return asked(Workspace.open(folder))


def whole(outlook: HousingOutlook, column: str) -> dict[str, float]:
    """A column of the need of all dwellings together, by future."""
    rows = outlook.need.values.filter(pl.col("building_type") == TOTAL)
    return dict(rows.select("future", column).iter_rows())


def test_todays_households_and_dwellings_come_out_as_counted(
    demo: Workspace, outlook: HousingOutlook
) -> None:
    code = outlook.municipality.code
    here = (pl.col("municipality_code") == code) & (pl.col("year") == BASE)
    for future in outlook.futures:
        homes = outlook.households.values.filter(
            (pl.col("future") == future) & (pl.col("year") == BASE)
        )
        for name in HOUSEHOLD_TYPES:
            counted = demo.table("households").filter(here & (pl.col("household_type") == name))
            found = homes.filter(pl.col("household_type") == name)["mean"].item()
            assert found == pytest.approx(counted["households"].item(), rel=1e-6)
    stock = demo.table("dwellings").filter(here)["dwellings"].to_numpy().sum()
    first = outlook.dwellings.values.filter(pl.col("year") == BASE)
    assert first["needed"].to_numpy() == pytest.approx(float(stock), rel=1e-6)
    assert first["left_of_today"].to_numpy() == pytest.approx(float(stock))


def test_types_add_up_to_the_total(own: HousingOutlook) -> None:
    values = own.need.values
    columns = ["today", "needed", "change", "replaced", "required", "planned", "pace", "balance"]
    parts = values.filter(pl.col("building_type") != TOTAL)
    summed = parts.group_by("future", maintain_order=True).agg(pl.col(columns).sum())
    told = values.filter(pl.col("building_type") == TOTAL)
    assert summed.select(columns).to_numpy() == pytest.approx(told.select(columns).to_numpy())
    homes = own.households.values
    of_types = homes.filter(pl.col("household_type") != TOTAL)
    summed = of_types.group_by("future", "year", maintain_order=True).agg(pl.col("mean").sum())
    told = homes.filter(pl.col("household_type") == TOTAL)
    assert summed["mean"].to_numpy() == pytest.approx(told["mean"].to_numpy())


def test_need_is_growth_and_replacement_and_balance_is_plans_less_need(own: HousingOutlook) -> None:
    for row in own.need.values.iter_rows(named=True):
        assert row["change"] == pytest.approx(row["needed"] - row["today"])
        assert row["required"] == pytest.approx(row["change"] + row["replaced"])
        assert row["balance"] == pytest.approx(row["planned"] - row["required"])
        assert row["p10"] <= row["p90"]
    assert set(own.need.values["building_type"]) == {*BUILDING_TYPES, TOTAL}


def test_a_future_with_more_people_needs_more_dwellings(
    demo: Workspace, outlook: HousingOutlook
) -> None:
    needed = whole(outlook, "needed")
    assert tuple(needed) == BUILT_IN
    context = prepare(demo, PLACE, BASE)
    played = futures_outlook.play(context, futures_outlook.Question(HORIZON, draws=30))
    people = {name: people_by_age(path)[:, -1].sum() for name, path in played.paths.items()}
    assert needed["attractive_tailwind"] > needed["crisis"]
    assert max(needed, key=needed.__getitem__) == max(people, key=people.__getitem__)


def test_where_nothing_goes_out_of_use_need_is_growth_alone(demo: Workspace) -> None:
    found = asked(demo, draws=0, parameters={"dwellings.lost": 0.0})
    assert whole(found, "required") == pytest.approx(whole(found, "change"))
    assert set(whole(found, "replaced").values()) == {0.0}


def test_plans_count_by_chance_and_by_year(own: HousingOutlook) -> None:
    facts = own.need.facts
    assert facts["planned_dwellings"] == 150
    assert facts["expected_dwellings"] == pytest.approx(40 + 50 + 2)
    planned = own.need.values.filter(pl.col("future") == "crisis")
    assert dict(planned.select("building_type", "planned").iter_rows())["detached"] == 52
    year = own.dwellings.values.filter(pl.col("future") == "crisis")
    added = (year["with_plans"] - year["left_of_today"]).to_numpy()
    assert added[:5] == pytest.approx([0, 0, 0, 40, 90])
    outside = next(note for note in own.notes if note.code == "housing.plans_outside")
    assert outside.facts["count"] == 100
    assert "planned_dwellings" in {source.dataset for source in own.need.trace.sources}


def test_without_files_plans_and_care_are_not_known_and_the_notes_say_which_file(
    outlook: HousingOutlook,
) -> None:
    assert outlook.need.values["planned"].null_count() == len(outlook.need.values)
    assert outlook.need.values["balance"].null_count() == len(outlook.need.values)
    assert outlook.care is None
    told = {note.code: note.text("en") for note in outlook.notes}
    assert "planned_dwellings.xlsx" in told["housing.plans_absent"]
    assert "care_places.xlsx" in told["housing.care_absent"]
    assert "are estimates" in told["housing.estimated"]


def test_care_follows_the_old_from_what_is_in_use(own: HousingOutlook) -> None:
    assert own.care is not None
    values = own.care.values
    assert set(values["place_kind"]) == {"round_the_clock_place", "accessible_dwelling"}
    row = values.filter(
        (pl.col("future") == "crisis") & (pl.col("place_kind") == "round_the_clock_place")
    ).row(0, named=True)
    assert (row["today"], row["planned"]) == (60, 15)
    assert row["balance"] == pytest.approx(60 + 15 - row["needed"])
    # Households of 80 and over, from those of 2022, when the accessible dwellings were counted.
    older = own.older.values.filter((pl.col("future") == "crisis") & (pl.col("age_group") == "80+"))
    accessible = values.filter(
        (pl.col("future") == "crisis") & (pl.col("place_kind") == "accessible_dwelling")
    )
    assert accessible["needed"].item() > 0
    ratio = accessible["p90"].item() / accessible["p10"].item()
    assert ratio == pytest.approx(older["p90"].item() / older["p10"].item())
    lacking = next(note for note in own.notes if note.code == "housing.care_absent")
    assert "care dwelling" in lacking.text("en")


def test_the_fit_of_the_year_itself_is_exact_and_that_of_earlier_years_is_told(
    outlook: HousingOutlook,
) -> None:
    values = outlook.fit.values
    assert values["to_year"].unique().to_list() == [BASE]
    assert values["from_year"].to_list() == list(range(2005, BASE + 1))
    assert values["error_percent"][-1] == pytest.approx(0, abs=1e-6)
    assert values["error_percent"][-2] == pytest.approx(0, abs=1.0)


def test_shares_of_where_households_live_add_up(outlook: HousingOutlook) -> None:
    summed = outlook.lives_in.values.group_by("household_type").agg(pl.col("share").sum())
    assert summed["share"].to_numpy() == pytest.approx(np.ones(len(HOUSEHOLD_TYPES)))


def test_more_who_live_alone_are_more_households(demo: Workspace, outlook: HousingOutlook) -> None:
    more = asked(demo, parameters={"households.living_alone_trend": 0.5})
    assert more.households.facts["living_alone_trend"] == 0.5
    assert all(whole(more, "needed")[name] > whole(outlook, "needed")[name] for name in BUILT_IN)


def test_without_draws_there_are_no_bands(demo: Workspace) -> None:
    found = asked(demo, draws=0)
    assert found.need.values["p10"].null_count() == len(found.need.values)
    assert found.need.values["required"].null_count() == 0


def test_futures_that_are_followed_already_give_the_same(
    demo: Workspace, outlook: HousingOutlook
) -> None:
    context = prepare(demo, PLACE, BASE)
    played = futures_outlook.play(context, futures_outlook.Question(HORIZON, draws=30))
    found = housing_outlook.run(context, Question(HORIZON, draws=30), played=played)
    assert found.need.values.equals(outlook.need.values)


def test_estimates_and_the_method_stand_in_the_trace(outlook: HousingOutlook) -> None:
    kinds = {use.path: use.kind for use in outlook.need.trace.parameters}
    assert kinds["housing.households.living_alone"] == "estimate"
    assert kinds["housing.dwellings.chance.zoned"] == "judgement"
    datasets = {source.dataset for source in outlook.need.trace.sources}
    assert {"households", "dwellings", "house_building", "population_by_age"} <= datasets
    assert "nyegrep.methods.housing" in {use.name for use in outlook.need.trace.methods}


def test_shares_that_do_not_add_up_are_told_all_at_once(demo: Workspace) -> None:
    wrong = {
        "households.living_alone": {0: 0, 18: 60, 67: 27},
        "dwellings.lives_in.lone_parent": {"detached": 10},
    }
    with pytest.raises(InputError) as caught:
        asked(demo, parameters=wrong)
    told = "\n".join(caught.value.texts("en"))
    assert "age 18 add up" in told
    assert "housing.dwellings.lives_in.lone_parent: the shares add up to 10" in told


def test_a_shape_of_care_that_nobody_follows_is_told(demo: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "w"
    shutil.copytree(demo.folder, folder)
    (folder / "care_places.csv").write_text(
        "place_kind;status;year;places;source\ncare_dwelling;in_use;2024;40;a\n", encoding="utf-8"
    )
    with pytest.raises(InputError, match="the 40 in use cannot follow"):
        asked(Workspace.open(folder), 0, {"care.care_dwelling": {0: 0}})


def test_households_of_another_area_are_not_brought_together_with_the_people(
    tmp_path: Path,
) -> None:
    """More than half as many households again: sizes would be far below those of any place."""
    made = Workspace.open_or_create(tmp_path / "w")
    arriving = [
        delivery
        if delivery.dataset != "households" or delivery.frame is None
        else replace(delivery, frame=delivery.frame.with_columns(pl.col("households") * 1.6))
        for delivery in deliveries()
    ]
    made.save(arriving, history_of(made, arriving), "demo")
    with pytest.raises(DataError, match="do not go together"):
        asked(made, 0)


def without(folder: Path, *datasets: str) -> Workspace:
    """The demo country less some datasets."""
    made = Workspace.open_or_create(folder)
    arriving = [delivery for delivery in deliveries() if delivery.dataset not in datasets]
    made.save(arriving, history_of(made, arriving), "demo")
    return made


def test_datasets_that_are_absent_are_told_with_the_command_that_gets_them(
    tmp_path: Path,
) -> None:
    with pytest.raises(DataError) as caught:
        asked(without(tmp_path / "w", "households", "dwellings"))
    told = "\n".join(caught.value.texts("en"))
    assert "nyegrep data fetch households" in told
    assert "nyegrep data fetch dwellings" in told


def test_without_house_building_the_pace_is_not_known(tmp_path: Path) -> None:
    found = asked(without(tmp_path / "w", "house_building"), draws=0)
    assert found.need.values["pace"].null_count() == len(found.need.values)
    assert "nyegrep data fetch house_building" in "\n".join(n.text("en") for n in found.notes)
