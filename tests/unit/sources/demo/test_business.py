"""Establishments, start-ups and business key figures."""

from __future__ import annotations

import polars as pl
import pytest

pytestmark = pytest.mark.unit

Tables = dict[str, pl.DataFrame]
KEYS = ["year", "municipality_code"]


def figure(tables: Tables, name: str) -> pl.DataFrame:
    found = tables["business_key_figures"].filter(pl.col("indicator") == name)
    return found.select(*KEYS, "value")


def totals(tables: Tables) -> pl.DataFrame:
    frame = tables["establishments"]
    return frame.filter((pl.col("industry") == "00-99") & (pl.col("size_class") == "all"))


def test_establishments_add_up_over_industries_and_over_sizes(tables: Tables) -> None:
    frame = tables["establishments"]
    whole = (pl.col("industry") == "00-99") & (pl.col("size_class") == "all")
    sums = frame.group_by(KEYS).agg(
        total=pl.col("establishments").filter(whole).sum(),
        industries=pl.col("establishments").filter(pl.col("industry") != "00-99").sum(),
        sizes=pl.col("establishments").filter(pl.col("size_class") != "all").sum(),
    )
    assert (sums["total"] == sums["industries"]).all()
    assert (sums["total"] == sums["sizes"]).all()


def test_the_start_up_rate_is_new_enterprises_of_all(tables: Tables) -> None:
    joined = (
        figure(tables, "start_up_rate")
        .join(totals(tables), on=KEYS)
        .join(tables["new_enterprises"], on=KEYS)
    )
    rate = 100 * joined["new_enterprises"] / joined["establishments"]
    since_2009 = figure(tables, "start_up_rate").filter(pl.col("year") >= 2009)
    assert len(joined) == len(since_2009) > 900
    assert (rate - joined["value"]).abs().max() < 0.0501  # type: ignore[operator]  # not None
    assert 3 < joined["value"].median() < 12  # type: ignore[operator]  # a number, not None


def test_private_jobs_share_is_private_jobs_of_people(tables: Tables) -> None:
    jobs = tables["jobs_by_industry"].filter(
        (pl.col("industry") == "00-99") & (pl.col("sector") == "private")
    )
    joined = (
        figure(tables, "private_jobs_share")
        .join(jobs, on=KEYS)
        .join(tables["population_change"], on=KEYS)
    )
    share = 100 * joined["jobs"] / joined["population"]
    assert (share - joined["value"]).abs().max() < 0.0501  # type: ignore[operator]  # not None


def test_job_growth_agrees_with_the_components(tables: Tables) -> None:
    joined = figure(tables, "private_job_growth").join(tables["job_growth_components"], on=KEYS)
    assert (joined["value"] - joined["growth"]).abs().max() < 0.056  # type: ignore[operator]  # numbers, not None


def test_figures_from_accounts_are_empty_where_jobs_are_few(tables: Tables) -> None:
    empty = tables["business_key_figures"].filter(pl.col("value").is_null())
    assert set(empty["indicator"]) == {
        "value_added_per_employee",
        "profitable_share",
        "positive_equity_share",
    }
    people = tables["population_change"].select(*KEYS, "population")
    assert empty.join(people, on=KEYS)["population"].max() < 2000  # type: ignore[operator]  # numbers, not None


def test_shares_lie_between_nothing_and_everything(tables: Tables) -> None:
    for name in ("profitable_share", "positive_equity_share"):
        values = figure(tables, name)["value"].drop_nulls()
        assert 40 < values.min() < values.max() < 98  # type: ignore[operator]  # not None
