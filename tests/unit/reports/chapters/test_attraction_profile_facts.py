"""What the words of chapter 2 are told."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from nyegrep.reports.chapters.attraction_profile_facts import (
    cloud_of,
    courses_of,
    growth_of,
    neighbours_of,
    ranks_of,
    side_of,
)
from nyegrep.reports.press import Press
from tests.unit.reports.attraction import attraction
from tests.unit.reports.places import (
    AS_EXPECTED,
    ATTRACTIVE,
    BUSINESS_ONLY,
    RESIDENCE_ONLY,
    UNATTRACTIVE,
)

pytestmark = pytest.mark.unit

EN = Press("en")
LOW, HIGH, NONE = (attraction(lot) for lot in (UNATTRACTIVE, ATTRACTIVE, AS_EXPECTED))


def test_growth_is_what_circumstances_explain_and_attractiveness() -> None:
    jobs = growth_of(LOW.jobs, LOW, EN)
    assert jobs.growth == pytest.approx(jobs.explained + jobs.attractiveness)
    assert (jobs.attractiveness, jobs.direction) == (-0.85, "down")
    assert jobs.stock == 1405
    assert jobs.amount == pytest.approx(1405 * -0.85 * 5 / 100)
    assert (jobs.period.first_year, jobs.period.last_year) == (2014, 2018)


def test_people_have_no_change_in_jobs() -> None:
    people = growth_of(HIGH.people, HIGH, EN)
    assert people.change is None
    assert (people.stock, people.direction) == (48_210, "up")


def test_the_strongest_circumstance_is_neither_attractiveness_nor_a_remainder() -> None:
    values = HIGH.people.values.with_columns(
        value=pl.when(pl.col("component").is_in(["population_remainder", "birth_surplus"]))
        .then(pl.when(pl.col("component") == "birth_surplus").then(0.7).otherwise(9.0))
        .otherwise("value")
    )
    people = growth_of(replace(HIGH.people, values=values), HIGH, EN)
    assert people.strongest.id == "birth_surplus"


@pytest.mark.parametrize(
    ("value", "side"), [(0.05, "up"), (-0.05, "down"), (0.049, "none"), (-0.049, "none")]
)
def test_less_than_a_twentieth_of_a_per_cent_is_nothing_to_speak_of(
    value: float, side: str
) -> None:
    assert side_of(value) == side


def test_what_lasts_is_above_or_below_zero_only_where_the_interval_is() -> None:
    high, low = courses_of(HIGH, EN), courses_of(LOW, EN)
    assert high.business is not None
    assert low.business is not None
    assert (high.business.standing, high.business.low > 0) == ("above", True)
    assert low.business.standing == "unclear"
    assert low.business.low < 0 < low.business.high
    values = LOW.history.values.with_columns(upper_80=pl.col("upper_80") - 1)
    below = courses_of(replace(LOW, history=replace(LOW.history, values=values)), EN)
    assert below.business is not None
    assert below.business.standing == "below"


def test_with_too_few_years_nothing_is_said_of_what_lasts() -> None:
    courses = courses_of(NONE, EN)
    assert (courses.business, courses.residential) == (None, None)


def test_ranks_are_among_all_and_chances_in_tenths() -> None:
    ranks = ranks_of(HIGH, EN)
    assert (ranks.municipalities, ranks.limit, ranks.ranked) == (356, 70, True)
    assert (ranks.business.place, ranks.business.tenths) == (99, 10)
    assert ranks_of(LOW, EN).business.tenths == 0


def test_a_place_that_is_not_ranked_has_no_place_but_a_chance() -> None:
    ranks = ranks_of(NONE, EN)
    assert not ranks.ranked
    assert (ranks.business.place, ranks.residential.place) == (None, None)


def test_peers_with_higher_values_are_counted() -> None:
    found = neighbours_of(LOW, EN)
    assert (found.peers, found.residential_ahead, found.business_ahead) == (3, 1, 2)
    assert [place.name for place in found.places[-2:]] == [
        "Fjordvik (region)",
        "Ytterland (county)",
    ]
    assert found.own.own


@pytest.mark.parametrize(
    ("lot", "own"),
    [
        (ATTRACTIVE, "both"),
        (UNATTRACTIVE, "neither"),
        (BUSINESS_ONLY, "business"),
        (RESIDENCE_ONLY, "residential"),
    ],
)
def test_what_the_place_reaches(lot: object, own: str) -> None:
    cloud = cloud_of(attraction(lot), EN)  # type: ignore[arg-type]  # lots of the table above
    assert cloud.own == own
    assert cloud.share == pytest.approx(100 * cloud.reaching / 356)
