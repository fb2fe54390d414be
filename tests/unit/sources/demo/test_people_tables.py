"""People as tables: the accounts of people close, and the country looks like a country."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from nyegrep.sources.demo.people_tables import deaths_by_age
from nyegrep.sources.demo.simulation import Simulation

pytestmark = pytest.mark.unit

Tables = dict[str, pl.DataFrame]
CHANGED = ["7307", "7310", "7506", "7207", "7403", "7404", "7412", "7603", "7604", "7605"]
KEYS = ["year", "municipality_code"]
MUNICIPALITY = pl.col("municipality_code").str.len_chars() == 4


def totals(tables: Tables) -> pl.DataFrame:
    return tables["population_by_age"].group_by(KEYS).agg(pl.col("persons").sum())


def test_ages_add_up_to_the_population_of_the_change_table(tables: Tables) -> None:
    change = tables["population_change"].filter(MUNICIPALITY)
    joined = change.join(totals(tables), on=KEYS, how="full", coalesce=True)
    assert len(joined) == len(change)
    assert joined.filter(pl.col("population").ne_missing(pl.col("persons"))).is_empty()


def test_people_next_year_are_people_now_and_what_happened(tables: Tables) -> None:
    change = tables["population_change"].filter(~pl.col("municipality_code").is_in(CHANGED))
    after = change.select(pl.col("year") - 1, "municipality_code", after="population")
    joined = change.join(after, on=KEYS)
    happened = pl.col("births") - pl.col("deaths") + pl.col("net_migration")
    assert joined["year"].n_unique() == 26
    assert joined.filter(pl.col("after") != pl.col("population") + happened).is_empty()


def test_the_parts_of_net_migration_and_birth_surplus_add_up(tables: Tables) -> None:
    change = tables["population_change"].drop_nulls()
    domestic = pl.col("domestic_in_migration") - pl.col("domestic_out_migration")
    net = domestic + pl.col("immigration") - pl.col("emigration")
    assert change.filter(pl.col("net_migration") != net).is_empty()
    assert change.filter(pl.col("birth_surplus") != pl.col("births") - pl.col("deaths")).is_empty()


def test_the_country_is_the_sum_of_its_municipalities(tables: Tables) -> None:
    change = tables["population_change"]
    country = (
        change.filter(pl.col("municipality_code") == "0").drop("municipality_code").sort("year")
    )
    sums = (
        change.filter(MUNICIPALITY)
        .group_by("year")
        .agg(pl.col(country.columns[1:]).sum())
        .sort("year")
    )
    known = country["year"] < 2026
    assert country.filter(known).equals(sums.select(country.columns).filter(known))


def test_domestic_moves_cancel_in_the_country_every_year(tables: Tables) -> None:
    country = tables["population_change"].filter(pl.col("municipality_code") == "0").drop_nulls()
    assert (country["domestic_in_migration"] == country["domestic_out_migration"]).all()
    assert country["domestic_in_migration"].min() > 0  # type: ignore[operator]  # a number, not None


def test_nothing_has_happened_yet_in_the_newest_year(tables: Tables) -> None:
    newest = tables["population_change"].filter(pl.col("year") == 2026)
    assert newest["population"].null_count() == 0
    assert newest["births"].null_count() == len(newest) == 61


def test_borders_move_people_but_lose_none(tables: Tables) -> None:
    """The people of 31 December under old codes are those of 1 January under new ones."""
    change = tables["population_change"].filter(MUNICIPALITY)
    after = pl.col("population") + pl.col("birth_surplus") + pl.col("net_migration")
    for year in (2013, 2018, 2020):
        before = change.filter(pl.col("year") == year - 1).select(after.sum()).item()
        assert change.filter(pl.col("year") == year)["population"].sum() == before


def test_sizes_run_from_six_hundred_to_three_hundred_thousand(tables: Tables) -> None:
    sizes = totals(tables).filter(pl.col("year") == 2026)["persons"].sort()
    assert len(sizes) == 60
    assert 500 < sizes[0] < 750
    assert 280_000 < sizes[-1] < 330_000
    assert sizes[-2] < 0.4 * sizes[-1]
    assert 2_000 < sizes.median() < 9_000  # type: ignore[operator]  # a number, not None


def test_some_towns_grow_and_some_districts_shrink(tables: Tables) -> None:
    people = totals(tables).filter(~pl.col("municipality_code").is_in(CHANGED))
    wide = people.filter(pl.col("year").is_in([2000, 2026])).pivot("year", values="persons")
    growth = wide["2026"] / wide["2000"] - 1
    assert growth.min() < -0.2  # type: ignore[operator]  # a number, not None
    assert growth.max() > 0.3  # type: ignore[operator]  # a number, not None


def test_the_very_old_are_a_few_per_cent_and_more_in_districts(tables: Tables) -> None:
    newest = tables["population_by_age"].filter(pl.col("year") == 2026)
    old = pl.col("persons").filter(pl.col("age") >= 80).sum() / pl.col("persons").sum()
    share = newest.group_by("municipality_code").agg(old=100 * old, size=pl.col("persons").sum())
    assert 3 < share["old"].min() < 6  # type: ignore[operator]  # a number, not None
    assert 8 < share["old"].max() < 13  # type: ignore[operator]  # a number, not None
    assert share.select(pl.corr("old", "size", method="spearman")).item() < -0.6
    assert 5 < newest.select(100 * old).item() < 7.5


def test_there_are_slightly_more_boys_and_far_more_old_women(tables: Tables) -> None:
    people = tables["population_by_age"].filter(pl.col("year") == 2026)
    by_sex = people.group_by("sex").agg(
        young=pl.col("persons").filter(pl.col("age") < 15).sum(),
        old=pl.col("persons").filter(pl.col("age") > 85).sum(),
    )
    male, female = (
        by_sex.row(by_predicate=pl.col("sex") == s, named=True) for s in ("male", "female")
    )
    assert 1.03 < male["young"] / female["young"] < 1.08
    assert male["old"] / female["old"] < 0.75


def test_deaths_by_age_are_all_the_deaths(simulation: Simulation, tables: Tables) -> None:
    for year in (2000, 2013, 2025):
        by_age = deaths_by_age(simulation, year)
        assert by_age.sum() == simulation.years[year].flows.deaths.sum()
        assert (by_age >= 0).all()
    national = tables["national_deaths"].group_by("year").agg(pl.col("total_deaths").sum())
    country = tables["population_change"].filter(pl.col("municipality_code") == "0")
    joined = national.join(country, on="year")
    assert (joined["total_deaths"] == joined["deaths"]).all()


def test_death_rates_of_both_sexes_lie_between_those_of_men_and_women(tables: Tables) -> None:
    rates = tables["national_deaths"].drop_nulls().filter(pl.col("age") < 100)
    low = pl.min_horizontal("male_mx", "female_mx") - 1e-12
    high = pl.max_horizontal("male_mx", "female_mx") + 1e-12
    assert rates.filter((pl.col("total_mx") < low) | (pl.col("total_mx") > high)).is_empty()


def test_total_fertility_is_between_one_and_a_half_and_two(tables: Tables) -> None:
    total = tables["national_fertility"].group_by("year").agg(pl.col("asfr").sum())["asfr"]
    assert len(total) == 26
    assert 1.4 < total.min() < 1.6  # type: ignore[operator]  # a number, not None
    assert 1.85 < total.max() < 2.05  # type: ignore[operator]  # a number, not None


def test_births_are_those_of_the_fertility_table(tables: Tables) -> None:
    women = (
        tables["population_by_age"]
        .filter(pl.col("sex") == "female")
        .group_by("year", "age")
        .agg(pl.col("persons").sum())
    )
    after = women.select(pl.col("year") - 1, "age", after="persons")
    mean = women.join(after, on=["year", "age"]).with_columns(
        women=0.5 * (pl.col("persons") + pl.col("after"))
    )
    births = (
        tables["national_fertility"]
        .join(mean, on=["year", "age"])
        .group_by("year")
        .agg(births=(pl.col("asfr") * pl.col("women")).sum())
        .sort("year")
    )
    country = tables["population_change"].filter(pl.col("municipality_code") == "0").sort("year")
    expected = country["births"].drop_nulls().to_numpy()
    assert np.allclose(births["births"].to_numpy(), expected)
