"""What the words of the outlook are told."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from nyegrep.reports.chapters.population_outlook_facts import (
    accuracy_of,
    ages_ahead_of,
    causes_of,
    path_of,
    shape_of,
    support_ahead_of,
)
from nyegrep.reports.press import Press
from tests.unit.reports.answers import outlook
from tests.unit.reports.places import GROWING, SHRINKING, STABLE

pytestmark = pytest.mark.unit

EN = Press("en")
ANSWERS = outlook(SHRINKING)


def test_the_path_from_the_base_year_to_the_horizon() -> None:
    path = path_of(ANSWERS, EN)
    assert (path.period.base_year, path.period.horizon, path.period.years) == (2019, 2040, 21)
    assert (path.first_year, path.base, path.direction) == (2005, 5623, "down")
    assert path.change == path.end - path.base
    assert path_of(outlook(GROWING), EN).direction == "up"
    assert path_of(outlook(STABLE), EN).direction == "stable"


def test_causes_of_change_ahead_add_up() -> None:
    causes = causes_of(ANSWERS, EN)
    assert causes.surplus == causes.births - causes.deaths
    assert causes.surplus + causes.migration == pytest.approx(path_of(ANSWERS, EN).change)


def test_age_groups_that_change_most_in_percent() -> None:
    ages = ages_ahead_of(ANSWERS, EN)
    assert ages.most.group == "67–79"
    assert ages.oldest.group == "80 and over"
    assert ages.most.end - ages.most.base == pytest.approx(ages.most.persons)
    assert min(g.percent for g in ages.groups if g.percent is not None) == ages.least.percent


def test_a_group_that_was_empty_has_no_percent_and_is_not_the_largest() -> None:
    figure = ANSWERS.age_groups
    change = {**figure.facts["change"], "0-5": (3.0, None)}
    ages = ages_ahead_of(
        replace(ANSWERS, age_groups=replace(figure, facts={**figure.facts, "change": change})), EN
    )
    assert ages.groups[0].percent is None
    assert ages.most.group == "67–79"


def test_the_share_of_old_people_counts_whole_groups() -> None:
    shape = shape_of(ANSWERS, EN)
    now = ANSWERS.pyramid.values.filter(pl.col("year") == 2019)
    old, everyone = (
        sum(part["persons"].to_list()) for part in (now.filter(pl.col("age_first") >= 65), now)
    )
    assert shape.old_base == pytest.approx(100 * old / everyone)
    assert (shape.old_from, shape.sex_known) == (65, True)


def test_the_support_ratio_ahead() -> None:
    support = support_ahead_of(ANSWERS, EN)
    assert (support.base, support.direction) == (2.35, "down")
    assert support.ages.retired == 67


def test_accuracy_is_told_for_municipalities_of_the_same_size() -> None:
    assert ANSWERS.accuracy is not None
    accuracy = accuracy_of(ANSWERS, ANSWERS.accuracy, EN)
    assert (accuracy.first_year, accuracy.last_year, accuracy.years) == (2014, 2019, 5)
    assert accuracy.own.name == "5,000–9,999 inhabitants"
    assert accuracy.persons == pytest.approx(5623 * accuracy.own.model / 100)
    assert not accuracy.own_is_all


def test_size_classes_come_by_size_and_all_of_them_last() -> None:
    assert ANSWERS.accuracy is not None
    shuffled = replace(ANSWERS.accuracy, values=ANSWERS.accuracy.values.reverse())
    names = [found.name for found in accuracy_of(ANSWERS, shuffled, EN).classes]
    assert names[0] == "Under 1,000 inhabitants"
    assert names[-1] == "All municipalities"


def test_where_the_own_class_is_too_small_all_stand_for_it() -> None:
    assert ANSWERS.accuracy is not None
    facts = {**ANSWERS.accuracy.facts, "size_class": "all"}
    accuracy = accuracy_of(ANSWERS, replace(ANSWERS.accuracy, facts=facts), EN)
    assert accuracy.own_is_all
    assert accuracy.own.name == "All municipalities"
