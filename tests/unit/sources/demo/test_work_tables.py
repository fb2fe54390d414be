"""Jobs and commuting as tables."""

from __future__ import annotations

import polars as pl
import pytest

from nyegrep.sources.demo.simulation import Simulation

pytestmark = pytest.mark.unit

Tables = dict[str, pl.DataFrame]
KEYS = ["year", "municipality_code"]
TOTAL = pl.col("industry") == "00-99"
MUNICIPALITY = pl.col("municipality_code").str.len_chars() == 4


def test_commuting_margins_are_the_employment_totals(tables: Tables) -> None:
    commuting, totals = tables["commuting"], tables["employment_totals"]
    homes = commuting.group_by("year", municipality_code="home_code").agg(
        home=pl.col("employed").sum()
    )
    works = commuting.group_by("year", municipality_code="work_code").agg(
        work=pl.col("employed").sum()
    )
    joined = totals.join(homes, on=KEYS, how="left").join(works, on=KEYS, how="left")
    assert joined.filter(pl.col("employed_by_residence").ne_missing(pl.col("home"))).is_empty()
    assert joined.filter(pl.col("employed_by_workplace").ne_missing(pl.col("work"))).is_empty()


def test_jobs_in_all_are_the_jobs_that_commuters_hold(tables: Tables) -> None:
    jobs = tables["jobs_by_industry"].filter(TOTAL & MUNICIPALITY & (pl.col("sector") == "all"))
    joined = jobs.join(tables["employment_totals"], on=KEYS, how="full", coalesce=True)
    assert len(joined) == len(jobs)
    assert joined.filter(pl.col("jobs").ne_missing(pl.col("employed_by_workplace"))).is_empty()


def test_private_and_public_jobs_are_all_jobs(tables: Tables) -> None:
    wide = tables["jobs_by_industry"].filter(TOTAL).pivot("sector", index=KEYS, values="jobs")
    assert (wide["private"] + wide["public"] == wide["all"]).all()


def test_one_and_two_jobs_are_never_shown(tables: Tables) -> None:
    cells = tables["jobs_by_industry"].filter(~TOTAL)
    assert cells.filter(pl.col("jobs").is_between(1, 2)).is_empty()
    assert cells.filter(pl.col("jobs") == 3).height > 100


def test_industries_miss_the_total_by_little(tables: Tables) -> None:
    jobs = tables["jobs_by_industry"].filter(MUNICIPALITY & (pl.col("sector") == "all"))
    sums = jobs.group_by(KEYS).agg(
        total=pl.col("jobs").filter(TOTAL).sum(), parts=pl.col("jobs").filter(~TOTAL).sum()
    )
    off = (sums["parts"] - sums["total"]).abs()
    assert 0 < off.max() <= 12  # type: ignore[operator]  # a number, not None


def test_counties_and_country_are_sums_in_total(tables: Tables) -> None:
    totals = tables["jobs_by_industry"].filter(TOTAL & (pl.col("sector") == "all"))
    level = pl.col("municipality_code").str.len_chars().alias("level")
    sums = totals.group_by("year", level).agg(pl.col("jobs").sum()).pivot("level", values="jobs")
    assert (sums["4"] == sums["2"]).all()
    assert (sums["4"] == sums["1"]).all()


def test_most_people_work_at_home_and_suburbs_send_them_out(tables: Tables) -> None:
    newest = tables["commuting"].filter(pl.col("year") == 2025)
    inside = newest.group_by("home_code").agg(
        share=pl.col("employed").filter(pl.col("home_code") == pl.col("work_code")).sum()
        / pl.col("employed").sum()
    )
    found = dict(inside.iter_rows())
    assert found["7101"] > 0.85
    assert found["7103"] < 0.45
    assert 0.5 < inside["share"].mean() < 0.75  # type: ignore[operator]  # a number, not None


def test_commuters_rarely_leave_their_region(tables: Tables) -> None:
    regions = tables["labour_market_regions"].select("municipality_code", "region_code")
    newest = tables["commuting"].filter(pl.col("year") == 2025)
    paired = newest.join(regions, left_on="home_code", right_on="municipality_code").join(
        regions, left_on="work_code", right_on="municipality_code", suffix="_work"
    )
    stay = pl.col("employed").filter(pl.col("region_code") == pl.col("region_code_work")).sum()
    assert paired.select(stay / pl.col("employed").sum()).item() > 0.93


def test_employment_among_those_of_working_age_is_two_thirds(tables: Tables) -> None:
    totals = tables["employment_totals"]
    rate = totals.group_by("year").agg(
        rate=pl.col("employed_by_residence").sum() / pl.col("residents_15_74").sum()
    )["rate"]
    assert 0.62 < rate.min() < rate.max() < 0.75  # type: ignore[operator]  # numbers, not None
    municipal = totals["employed_by_residence"] / totals["residents_15_74"]
    assert 0.5 < municipal.min() < municipal.max() < 0.9  # type: ignore[operator]  # numbers


def test_components_of_job_growth_add_up_as_published(tables: Tables) -> None:
    parts = pl.sum_horizontal(
        "national", "industry_mix", "population_effect", "business_attractiveness"
    )
    off = tables["job_growth_components"].select((pl.col("growth") - parts).abs().max()).item()
    assert off < 0.0251


def test_published_growth_is_the_growth_of_private_jobs(
    tables: Tables, simulation: Simulation
) -> None:
    private = tables["jobs_by_industry"].filter(TOTAL & (pl.col("sector") == "private"))
    before = private.select(pl.col("year") + 1, "municipality_code", before="jobs")
    growth = private.join(before, on=KEYS).join(tables["job_growth_components"], on=KEYS)
    changed = {change.new for change in simulation.country.changes}
    growth = growth.filter(~pl.col("municipality_code").is_in(list(changed)))
    off = growth.select(
        (100 * (pl.col("jobs") / pl.col("before") - 1) - pl.col("growth")).abs().max()
    )
    assert len(growth) > 1300
    assert off.item() < 0.0051


def test_the_new_register_counts_fewer_private_jobs(tables: Tables) -> None:
    national = tables["job_growth_components"].group_by("year").agg(pl.col("national").first())
    assert national.row(by_predicate=pl.col("year") == 2015, named=True)["national"] < -2
