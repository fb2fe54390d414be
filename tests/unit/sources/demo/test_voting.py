"""Voter turnout."""

from __future__ import annotations

import polars as pl
import pytest

pytestmark = pytest.mark.unit


def test_elections_are_held_every_fourth_year(tables: dict[str, pl.DataFrame]) -> None:
    years = tables["voter_turnout"].group_by("election").agg(pl.col("year").unique().sort())
    found = dict(years.iter_rows())
    assert found["municipal"] == [2003, 2007, 2011, 2015, 2019, 2023]
    assert found["general"] == [2001, 2005, 2009, 2013, 2017, 2021, 2025]


def test_more_vote_in_general_elections_and_small_places_in_municipal_ones(
    tables: dict[str, pl.DataFrame],
) -> None:
    turnout = tables["voter_turnout"].filter(pl.col("municipality_code") != "0")
    mean = dict(turnout.group_by("election").agg(pl.col("turnout_percent").mean()).iter_rows())
    assert mean["general"] > mean["municipal"] + 5
    people = tables["population_change"].select("year", "municipality_code", "population")
    municipal = turnout.filter(pl.col("election") == "municipal")
    joined = municipal.join(people, on=["year", "municipality_code"])
    tie = joined.select(pl.corr("turnout_percent", "population", method="spearman")).item()
    assert tie < -0.3


def test_only_general_elections_have_the_country(tables: dict[str, pl.DataFrame]) -> None:
    country = tables["voter_turnout"].filter(pl.col("municipality_code") == "0")
    assert set(country["election"]) == {"general"}
    assert country["turnout_percent"].is_between(72, 82).all()
