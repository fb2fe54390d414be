"""Municipalities through time, and how central they are."""

from __future__ import annotations

import polars as pl
import pytest

from nyegrep.sources.municipalities import history_from_frames

pytestmark = pytest.mark.unit

Tables = dict[str, pl.DataFrame]


def test_the_tables_give_a_history_that_follows_every_change(tables: Tables) -> None:
    history = history_from_frames(
        tables["municipalities"], tables["municipality_changes"], tables["counties"], invented=True
    )
    assert len(history.in_year(2026)) == 60
    assert history.successors("7605", 2026) == {"7603": 0.58, "7604": 0.42}
    assert history.successors("7403", 2026) == {"7412": 1.0}
    assert history.successors("7506", 2026) == {"7207": 1.0}
    assert history.find("Hjortemark").code == "7207"


def test_a_new_name_starts_a_new_span_of_the_same_code(tables: Tables) -> None:
    spans = (
        tables["municipalities"].filter(pl.col("municipality_code") == "7602").sort("first_year")
    )
    assert spans["name"].to_list() == ["Indre Isbukta", "Isbukta"]
    assert spans["last_year"][0] + 1 == spans["first_year"][1] == 2008


def test_every_municipality_of_today_has_a_region_and_a_centrality(tables: Tables) -> None:
    today = set(tables["population_change"].filter(pl.col("year") == 2026)["municipality_code"]) - {
        "0"
    }
    assert set(tables["labour_market_regions"]["municipality_code"]) == today
    assert set(tables["centrality"]["municipality_code"]) == today
    assert tables["labour_market_regions"]["region_code"].n_unique() == 12


def test_the_capital_is_most_central_and_classes_follow_the_index(tables: Tables) -> None:
    central = tables["centrality"].sort("centrality_index", descending=True)
    assert central["municipality_code"][0] == "7101"
    assert central["centrality_index"][0] == 1000
    assert central["centrality_index"].min() == 300
    assert central["centrality_class"].is_sorted()
    assert set(central["centrality_class"]) == {1, 2, 3, 4, 5, 6}


def test_central_municipalities_are_near_many_jobs(tables: Tables) -> None:
    jobs = tables["employment_totals"].filter(pl.col("year") == 2023)
    joined = tables["centrality"].join(jobs, on="municipality_code")
    correlation = joined.select(
        pl.corr("centrality_index", "employed_by_workplace", method="spearman")
    ).item()
    assert correlation > 0.5
