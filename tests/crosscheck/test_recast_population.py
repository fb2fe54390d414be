"""Population by the codes of each year, recast, against Statistics Norway's own recast series."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from nyegrep.methods.boundaries import recast
from nyegrep.sources.municipalities import packaged_history

pytestmark = pytest.mark.crosscheck


def test_totals_on_the_borders_of_2024_are_statistics_norways_to_the_person(
    shared_data: Path,
) -> None:
    by_age = pl.read_parquet(shared_data / "population_by_age_2005_2019.parquet")
    totals = by_age.group_by("municipality_code", "year").agg(
        pl.col("persons").sum().cast(pl.Float64)
    )
    official = pl.read_csv(shared_data / "population_total_1986_2019_borders2024.csv").select(
        pl.col("municipality_code").cast(pl.String).str.zfill(4),
        pl.col("year").cast(totals.schema["year"]),
        pl.col("persons").alias("official"),
    )
    done = recast(totals, packaged_history(), 2024)
    both = done.frame.join(official, on=["municipality_code", "year"])
    assert both.height > 5200
    assert both.filter(pl.col("persons") != pl.col("official")).is_empty()


def test_no_one_is_lost_or_doubled_but_in_the_divided(shared_data: Path) -> None:
    """To 2020 only the successors of Tysfjord and Snillfjord are left out of the years before."""
    by_age = pl.read_parquet(shared_data / "population_by_age_2005_2019.parquet").select(
        "municipality_code", "year", "age", pl.col("persons").cast(pl.Float64)
    )
    done = recast(by_age, packaged_history(), 2020)
    left_out = {"1806", "1875", "5055", "5056", "5059"}
    assert set(done.incomplete["municipality_code"]) == left_out
    parts = {
        code
        for code in by_age["municipality_code"].unique()
        if left_out & packaged_history().successors(code, 2020).keys()
    }
    kept = by_age.filter(~pl.col("municipality_code").is_in(parts))
    assert done.frame["persons"].sum() == kept["persons"].sum()
