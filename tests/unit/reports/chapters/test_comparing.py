"""Series of places out of a figure."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nyegrep.reports.chapters.comparing import (
    followers,
    line_of,
    present,
    series_of,
    support_ages,
)
from nyegrep.reports.press import Press
from tests.unit.reports.answers import picture
from tests.unit.reports.places import COUNTRY, FJORDVIK, REGION, SHRINKING

pytestmark = pytest.mark.unit

NB = Press("nb")
ANSWERS = picture(SHRINKING)


def test_a_series_comes_by_year_and_for_one_place_only() -> None:
    series = series_of(ANSWERS.comparison, COUNTRY, "index")
    assert [year for year, _ in series] == list(range(2005, 2020))
    assert series[0][1] == 100


def test_places_that_share_a_code_are_told_apart_by_kind() -> None:
    twin = replace(REGION, code=FJORDVIK.code)
    assert series_of(ANSWERS.comparison, twin, "index") == ()


def test_only_places_that_the_figure_has_are_followed() -> None:
    stranger = replace(REGION, code="77")
    assert present(ANSWERS.comparison, (COUNTRY, stranger)) == (COUNTRY,)
    (found,) = followers(ANSWERS.comparison, (stranger, COUNTRY), "index", NB)
    assert (found.name, found.kind) == ("landet", "country")


def test_a_line_is_named_with_its_last_value() -> None:
    line = line_of(ANSWERS.comparison, COUNTRY, "index", NB, lambda value: f"{value:.0f}")
    assert (line.name, line.style) == ("Landet\u00a0117", "country")
    assert line_of(ANSWERS.comparison, FJORDVIK, "index", NB, str).style == "own"
    assert line_of(ANSWERS.comparison, REGION, "index", NB, str).style == "other"


def test_the_ages_of_the_support_ratio_are_those_it_was_counted_with() -> None:
    figure = ANSWERS.support_ratio
    own = replace(figure, facts={**figure.facts, "working_first": 18, "retired_first": 70})
    assert (support_ages(own).working_first, support_ages(own).retired) == (18, 70)
    silent = support_ages(replace(figure, facts={}))
    assert (silent.working_first, silent.working_last, silent.retired) == (20, 66, 67)
