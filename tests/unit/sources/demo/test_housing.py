"""Households, dwellings and building."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from nyegrep.sources.demo.housing import BUILDING_YEARS, build, households
from nyegrep.sources.demo.simulation import Simulation

pytestmark = pytest.mark.unit

Tables = dict[str, pl.DataFrame]
KEYS = ["year", "municipality_code"]


def test_the_stock_grows_by_what_is_completed_less_what_is_torn_down(tables: Tables) -> None:
    stock = tables["dwellings"].group_by(KEYS).agg(pl.col("dwellings").sum())
    after = stock.select(pl.col("year") - 1, "municipality_code", after="dwellings")
    built = tables["house_building"].filter(
        (pl.col("status") == "completed") & (pl.col("building_type") != "not_dwelling")
    )
    joined = stock.join(after, on=KEYS).join(
        built.group_by(KEYS).agg(built=pl.col("dwellings").sum()), on=KEYS
    )
    changed = ["7307", "7603", "7604"]
    joined = joined.filter(~pl.col("municipality_code").is_in(changed))
    gone = joined["dwellings"] + joined["built"] - joined["after"]
    assert len(joined) > 1100
    assert gone.min() >= 0  # type: ignore[operator]  # a number, not None
    assert (gone <= 0.006 * joined["dwellings"] + 6).all()


def test_no_dwelling_is_lost_when_borders_move(simulation: Simulation) -> None:
    homes = {year: households(simulation, year) for year in range(2000, 2027)}
    building = build(simulation, homes)
    for row in range(len(BUILDING_YEARS)):
        change = building.stock[row + 1].sum() - building.stock[row].sum()
        assert change <= building.completed[row, :, :-1].sum()
    for row, year in enumerate(range(2000, 2027)):
        assert not building.stock[row][~simulation.country.active(year)].any()


def test_households_are_of_a_little_over_two_persons(simulation: Simulation) -> None:
    for year in (2005, 2015, 2026):
        size = simulation.people(year).sum() / households(simulation, year).sum()
        assert 2.05 < size < 2.45


def test_other_households_are_zero_everywhere_as_in_the_statistics(tables: Tables) -> None:
    other = tables["households"].filter(pl.col("household_type") == "other")
    assert len(other) > 1300
    assert other["households"].sum() == 0


def test_two_in_five_live_alone(tables: Tables) -> None:
    newest = tables["households"].filter(pl.col("year") == 2026)
    kinds = dict(newest.group_by("household_type").agg(pl.col("households").sum()).iter_rows())
    total = sum(kinds.values())
    assert 0.36 < kinds["living_alone"] / total < 0.46
    assert 0.15 < kinds["couple_with_children"] / total < 0.25
    assert kinds["lone_parent"] < kinds["couple_with_children"]


def test_towns_have_flats_and_districts_houses(tables: Tables) -> None:
    newest = tables["dwellings"].filter(pl.col("year") == 2026)
    wide = newest.pivot("building_type", index="municipality_code", values="dwellings")
    share = wide.select(
        "municipality_code", flats=pl.col("apartment_block") / pl.sum_horizontal(wide.columns[1:])
    )
    found = dict(share.iter_rows())
    assert found["7101"] > 0.3
    assert found["7112"] < 0.1


def test_counties_and_country_have_rows_that_are_sums(tables: Tables) -> None:
    level = pl.col("municipality_code").str.len_chars().alias("level")
    sums = tables["dwellings"].group_by("year", level).agg(pl.col("dwellings").sum())
    wide = sums.pivot("level", values="dwellings")
    assert np.array_equal(wide["1"].to_numpy(), wide["4"].to_numpy())
    assert np.array_equal(wide["2"].to_numpy(), wide["4"].to_numpy())
