"""One municipality of the demo country: what is circumstance, and what is its own doing."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from nyegrep.analyses import attraction_profile
from nyegrep.analyses.attraction_results import AttractionProfile
from nyegrep.analyses.context import prepare
from nyegrep.foundation.errors import DataError
from nyegrep.foundation.figures import Figure
from nyegrep.sources.store import Workspace
from tests.unit.analyses.country import workspace

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def profile(demo: Workspace) -> AttractionProfile:
    return attraction_profile.run(prepare(demo, "Frostneset", 2024))


def parts(figure: Figure) -> tuple[dict[str, float], float]:
    rows = figure.values.rows()
    return dict(rows[:-1]), rows[-1][1]


def test_figures_come_in_the_order_of_the_page(profile: AttractionProfile) -> None:
    assert [figure.id for figure in profile.figures] == [
        "attractiveness.jobs",
        "attractiveness.people",
        "attractiveness.history",
        "attractiveness.rank",
        "attractiveness.compared",
        "attractiveness.indicators",
        "attractiveness.scatter",
        "attractiveness.map",
    ]
    assert all(figure.trace.sources and figure.trace.parameters for figure in profile.figures)


def test_waterfalls_end_at_the_growth_that_was(profile: AttractionProfile) -> None:
    for figure, own in (
        (profile.jobs, "business_attractiveness"),
        (profile.people, "residential_attractiveness"),
    ):
        pieces, total = parts(figure)
        assert own in pieces
        assert sum(pieces.values()) == pytest.approx(total, abs=0.01)


def test_the_window_is_the_longest_that_is_known(profile: AttractionProfile) -> None:
    assert profile.jobs.facts["window"] == 10
    assert profile.jobs.facts["last_year"] <= 2024


def test_attractiveness_is_told_in_jobs_and_people_too(profile: AttractionProfile) -> None:
    pieces, _ = parts(profile.jobs)
    jobs = profile.jobs.facts["attractiveness_jobs"]
    assert jobs * pieces["business_attractiveness"] > 0
    assert abs(jobs) < profile.jobs.facts["private_jobs"]
    pieces, _ = parts(profile.people)
    people = profile.people.facts["attractiveness_persons"]
    assert people * pieces["residential_attractiveness"] > 0
    assert abs(people) < profile.people.facts["persons"]


def test_intervals_hold_the_value_that_lasts(profile: AttractionProfile) -> None:
    for figure in (profile.history, profile.rank):
        known = figure.values.drop_nulls("shrunken")
        assert len(known)
        inside = known["shrunken"].is_between(known["lower_80"], known["upper_80"])
        assert inside.all()


def test_the_place_is_ranked_among_all_and_among_similar(profile: AttractionProfile) -> None:
    assert set(profile.rank.values["group"]) == {"all", "size_class", "centrality_class"}
    assert profile.rank.values["percentile_rank"].is_between(0, 100).all()
    assert profile.rank.facts["municipalities"] == 60


def test_it_stands_beside_peers_region_and_county(profile: AttractionProfile) -> None:
    kinds = profile.compared.values["kind"].to_list()
    assert kinds[0] == "municipality"
    assert {"peer", "labour_market_region", "county"} <= set(kinds)


def test_every_municipality_is_in_the_scatter_and_the_corner_is_counted(
    profile: AttractionProfile,
) -> None:
    values, facts = profile.scatter.values, profile.scatter.facts
    assert values["role"].to_list().count("own") == 1
    corner = values.filter(
        (pl.col("business_attractiveness") >= facts["threshold_business"])
        & (pl.col("residential_attractiveness") >= facts["threshold_residential"])
    )
    assert len(corner) == facts["reach_both"] == values["reaches_both"].sum()
    assert facts["share_both"] == pytest.approx(100 * len(corner) / facts["municipalities"])


def test_a_place_that_was_made_by_a_merger_is_found_on_the_models_borders(demo: Workspace) -> None:
    merged = attraction_profile.run(prepare(demo, "7412", 2026))
    assert merged.jobs.facts["window"] >= 3


def test_without_jobs_there_is_no_profile(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="jobs_by_industry"):
        attraction_profile.run(prepare(workspace(tmp_path / "w"), "7001", 2019))
