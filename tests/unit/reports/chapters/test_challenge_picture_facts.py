"""What the words of chapter 1 are told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nyegrep.reports.chapters.challenge_picture_facts import (
    ages_of,
    change_of,
    comparison_of,
    people_of,
    shares_of,
    support_of,
)
from nyegrep.reports.press import Press
from tests.unit.reports.answers import picture
from tests.unit.reports.places import BARE, COUNTRY, FJORDVIK, GROWING, SHRINKING, TOGETHER

pytestmark = pytest.mark.unit

NB = Press("nb")


def test_people_first_last_and_between() -> None:
    people = people_of(picture(SHRINKING), NB)
    assert (people.first_year, people.last_year) == (2005, 2019)
    assert (people.first, people.last, people.change) == (6093, 5623, -470)
    assert people.direction == "down"
    assert [(turn.year, turn.kind) for turn in people.turns] == [(2011, "peak")]


def test_growth_is_held_against_the_largest_area_there_is() -> None:
    comparison = comparison_of(picture(SHRINKING), NB)
    assert comparison.reference is not None
    assert (comparison.reference.kind, comparison.reference.name) == ("country", "landet")
    assert comparison.percent == pytest.approx(100 * 0.994**14 - 100)
    assert (comparison.peers, comparison.peers_ahead) == (3, 2)


def test_without_the_country_the_next_largest_area_is_the_reference() -> None:
    nearer = tuple(place for place in SHRINKING.others if place.kind != "country")
    lot = replace(SHRINKING, others=nearer)
    reference = comparison_of(picture(lot), NB).reference
    assert reference is not None
    assert reference.kind == "county"


def test_with_nobody_to_compare_with_there_is_no_reference() -> None:
    comparison = comparison_of(picture(BARE), NB)
    assert (comparison.reference, comparison.others, comparison.peers) == (None, (), 0)


def test_causes_of_change_add_up() -> None:
    change = change_of(picture(SHRINKING), NB)
    assert change is not None
    assert change.domestic is not None
    assert change.foreign is not None
    assert change.migration == change.domestic + change.foreign
    assert change.total == pytest.approx(change.birth_surplus + change.migration)
    assert change.components[0].name == "Fødselsoverskudd"
    assert (change.gain, change.remainder) == (None, 0)


def test_net_migration_alone_is_not_split() -> None:
    change = change_of(picture(TOGETHER), NB)
    assert change is not None
    assert (change.domestic, change.foreign) == (None, None)
    assert change.migration == change.components[1].total


def test_without_births_and_moves_nothing_is_said_of_them() -> None:
    assert change_of(picture(BARE), NB) is None


def test_the_share_past_working_age_is_the_sum_of_its_groups() -> None:
    answers = picture(SHRINKING)
    ages = ages_of(answers, NB)
    own = shares_of(answers.age_groups, FJORDVIK)["last"]
    there = shares_of(answers.age_groups, COUNTRY)["last"]
    assert ages.old_last == pytest.approx(own["67-79"] + own["80+"])
    assert ages.country == pytest.approx(there["67-79"] + there["80+"])
    assert (ages.old_from, ages.direction) == (67, "up")


def test_groups_that_grow_and_shrink_most_by_name() -> None:
    ages = ages_of(picture(SHRINKING), NB)
    assert (ages.growing.group, ages.shrinking.group) == ("67–79 år", "20–44 år")
    assert ages_of(picture(GROWING), NB).shrinking.persons > 0


def test_the_support_ratio_and_its_other_reading() -> None:
    support = support_of(picture(SHRINKING), NB)
    assert support.retired_per_100 == pytest.approx(100 / support.last)
    assert (support.ages.working_first, support.ages.working_last, support.ages.retired) == (
        20,
        66,
        67,
    )
    assert support.country == pytest.approx(support.last + 0.16 * 6)
    assert support.direction == "down"
