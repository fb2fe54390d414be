"""Official projections: what was believed, vintage by vintage."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from nyegrep.sources.delivery import Delivery
from nyegrep.sources.demo.projection import ALTERNATIVES, VINTAGES, project
from nyegrep.sources.demo.simulation import Simulation

pytestmark = pytest.mark.unit

Tables = dict[str, pl.DataFrame]


def test_each_vintage_is_on_its_own_borders(
    delivered: list[Delivery], simulation: Simulation
) -> None:
    found = {d.source.borders: d.frame for d in delivered if d.dataset == "official_projection"}
    assert set(found) == {vintage.year for vintage in VINTAGES}
    for year, frame in found.items():
        assert frame is not None
        codes = simulation.country.codes[simulation.country.active(year)].tolist()
        assert set(frame["municipality_code"]) == {*codes, "0"}


def test_the_first_year_is_what_was_counted(tables: Tables) -> None:
    projected = tables["official_projection"].filter(
        (pl.col("vintage") == pl.col("year")) & (pl.col("alternative") == "MMMM")
    )
    counted = (
        tables["population_by_age"]
        .group_by("year", "municipality_code", "age")
        .agg(counted=pl.col("persons").sum())
    )
    joined = projected.filter(pl.col("municipality_code") != "0").join(
        counted, on=["year", "municipality_code", "age"]
    )
    assert len(joined) == (62 + 62 + 60) * 106
    assert (joined["persons"] == joined["counted"]).all()


def test_the_country_is_the_sum_and_the_national_table_agrees(tables: Tables) -> None:
    frame = tables["official_projection"]
    keys = ["vintage", "alternative", "year"]
    country = pl.col("municipality_code") == "0"
    sums = frame.group_by(keys).agg(
        whole=pl.col("persons").filter(country).sum(),
        parts=pl.col("persons").filter(~country).sum(),
    )
    assert (sums["whole"] == sums["parts"]).all()
    groups = tables["national_projection"].group_by(keys).agg(pl.col("persons").sum())
    joined = sums.join(groups, on=keys)
    assert len(joined) == len(sums)
    assert ((joined["whole"] / joined["persons"] - 1).abs() < 0.0005).all()


def test_high_growth_is_above_the_main_alternative_and_low_below(tables: Tables) -> None:
    last = tables["national_projection"].filter(
        (pl.col("vintage") == 2024) & (pl.col("year") == 2040)
    )
    people = dict(last.group_by("alternative").agg(pl.col("persons").sum()).iter_rows())
    assert people["LLML"] < people["MMMM"] < people["HHMH"]
    assert people["HHMH"] / people["LLML"] > 1.08


def test_a_step_neither_makes_nor_loses_domestic_movers(simulation: Simulation) -> None:
    """Without births, deaths and abroad the country would stay as it is: here both are small."""
    path = project(simulation, 2024, ALTERNATIVES["MMMM"])
    growth = path[1:].sum(axis=(1, 2, 3)) / path[:-1].sum(axis=(1, 2, 3)) - 1
    assert (np.abs(growth) < 0.012).all()
    assert (path >= 0).all()


def test_people_grow_a_year_older_each_year(simulation: Simulation) -> None:
    path = project(simulation, 2024, ALTERNATIVES["MMMM"]).sum(axis=(1, 2))
    kept = path[1:, 41:80] / path[:-1, 40:79]
    assert (np.abs(kept - 1) < 0.06).all()


def test_older_vintages_miss_what_came(tables: Tables) -> None:
    main = tables["official_projection"].filter(
        (pl.col("alternative") == "MMMM") & (pl.col("municipality_code") == "0")
    )
    believed = main.filter(pl.col("year") == 2026).group_by("vintage").agg(pl.col("persons").sum())
    counted = (
        tables["population_change"]
        .filter((pl.col("municipality_code") == "0") & (pl.col("year") == 2026))["population"]
        .item()
    )
    off = {vintage: persons / counted - 1 for vintage, persons in believed.iter_rows()}
    assert abs(off[2024]) < 0.01
    assert 0.01 < off[2014] < 0.08


def test_the_whole_stays_within_half_a_million_rows(tables: Tables) -> None:
    assert tables["official_projection"].height < 500_000
