"""What the words of the futures are told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from nyegrep.analyses.futures_results import FuturesOutlook
from nyegrep.foundation.figures import Figure
from nyegrep.foundation.futures import FOUR, NEUTRAL, OFFICIAL
from nyegrep.reports.chapters.futures_outlook_exhibits import (
    bands_of,
    course_of,
    lines_exhibit,
    square_exhibit,
)
from nyegrep.reports.chapters.futures_outlook_facts import (
    compared_of,
    fan_of,
    jobs_of,
    name_of,
    oldest_of,
    shape_of,
    sheet_of,
    support_of,
    told,
    written,
)
from nyegrep.reports.chapters.futures_outlook_goal import goal_of
from nyegrep.reports.chapters.futures_outlook_tables import assumed_of
from nyegrep.reports.press import Press
from tests.unit.reports.futures import OWN, futures
from tests.unit.reports.places import LOTS

pytestmark = pytest.mark.unit

EN, NB = Press("en"), Press("nb")
ANSWERS = futures(LOTS["all futures"])
OURS = futures(LOTS["own future"])
BARE = futures(LOTS["bare futures"])


def with_values(figure: Figure, values: pl.DataFrame, **facts: Any) -> Figure:
    return replace(figure, values=values, facts={**figure.facts, **facts})


def central(outlook: FuturesOutlook) -> FuturesOutlook:
    """The same without draws: every quantile is the mean."""
    mean = [pl.col("mean").alias(name) for name in ("p10", "p25", "p50", "p75", "p90")]
    paths = with_values(outlook.paths, outlook.paths.values.with_columns(mean), draws=0)
    return replace(outlook, paths=paths)


def test_futures_have_the_names_of_the_glossary_or_of_those_who_made_them() -> None:
    assert [name_of(OURS, name, NB) for name in FOUR] == [
        "Attraktiv i medvind",
        "Attraktiv i motvind",
        "Tapte muligheter",
        "Nå er det krise",
    ]
    assert [name_of(OURS, OWN, press) for press in (NB, EN)] == ["Egen vekst", "Growth of our own"]
    one = replace(OURS, names={OWN: {"nb": "Egen vekst"}})
    assert name_of(one, OWN, EN) == "Egen vekst"
    assert name_of(replace(OURS, names={}), OWN, EN) == "Own growth"


def test_the_fan_goes_from_the_lowest_to_the_highest_of_the_four() -> None:
    fan = fan_of(ANSWERS, EN)
    assert [outcome.id for outcome in fan.four] == list(FOUR)
    assert (fan.lowest.id, fan.highest.id) == (FOUR[3], FOUR[0])
    assert (fan.base, fan.first_year) == (5623, 2005)
    assert fan.highest.direction == "up"
    assert fan.lowest.direction == "down"
    assert fan.official is not None
    assert (fan.official.low, fan.official.jobs) == (None, None)


def test_each_question_means_the_mean_of_two_differences() -> None:
    ends = ANSWERS.paths.facts["expected"]
    fan = fan_of(ANSWERS, EN)
    assert fan.attractiveness == pytest.approx(
        (ends[FOUR[0]] - ends[FOUR[2]] + ends[FOUR[1]] - ends[FOUR[3]]) / 2
    )
    assert fan.conditions == pytest.approx(
        (ends[FOUR[0]] - ends[FOUR[1]] + ends[FOUR[2]] - ends[FOUR[3]]) / 2
    )


def test_jobs_are_private_and_public_together_where_both_are_known() -> None:
    fan = fan_of(ANSWERS, EN)
    sheet = sheet_of(ANSWERS, FOUR[0], EN)
    private, public = sheet.measure("private_jobs"), sheet.measure("public_jobs")
    assert private is not None
    assert public is not None
    assert fan.four[0].jobs == private.mean + public.mean
    assert fan.jobs_year == 2018
    assert fan_of(BARE, EN).jobs_base is None
    assert sheet_of(BARE, FOUR[0], EN).measure("private_jobs") is None


def test_without_draws_there_is_no_band() -> None:
    outlook = central(ANSWERS)
    assert {(o.low, o.high) for o in fan_of(outlook, EN).four} == {(None, None)}
    assert course_of(outlook.paths, FOUR[0], "").band is None
    exhibit = square_exhibit(fan_of(outlook, EN), outlook, EN)
    assert exhibit.table.rows[0][1][1].text == "–"


def test_an_official_alternative_that_ends_early_is_left_out() -> None:
    rows = (pl.col("future") != OFFICIAL) | (pl.col("year") < 2035)
    short = with_values(ANSWERS.paths, ANSWERS.paths.values.filter(rows))
    outlook = replace(ANSWERS, paths=short)
    fan = fan_of(outlook, EN)
    assert fan.official is None
    headings = lines_exhibit(fan, outlook, EN).table.headings
    assert not [heading for heading in headings if "Statistics Norway" in heading]


def test_bands_by_year_begin_where_the_history_ends() -> None:
    found = bands_of(ANSWERS.paths, FOUR[0])
    assert found.whole[0] == (2019, 5623.0, 5623.0)
    assert [year for year, *_ in found.whole] == list(range(2019, 2041))
    assert all(low <= high for _, low, high in found.half)
    assert bands_of(ANSWERS.paths, OFFICIAL).whole == ()


def test_sheets_name_the_ages_that_they_count() -> None:
    names = [measure.name for measure in sheet_of(ANSWERS, FOUR[0], NB).measures]
    assert "Barn (0–17 år)" in names
    assert "Yrkesaktiv alder (20–66 år)" in names
    assert "Endring i folketallet siden 2019" in names


def test_stories_are_told_of_the_four_and_of_the_users_own() -> None:
    assert told(ANSWERS) == FOUR
    assert told(OURS) == (*FOUR, OWN)


def test_futures_side_by_side_say_which_way_all_of_them_go() -> None:
    compared = compared_of(ANSWERS, EN)
    assert [sheet.outcome.id for sheet in compared.sheets] == [*FOUR, NEUTRAL]
    assert (compared.children, compared.old) == ("down", "up")
    rows = ANSWERS.characteristics.values.with_columns(
        pl.when((pl.col("measure") == "children") & (pl.col("future") == FOUR[0]))
        .then(pl.col("base") + 1)
        .otherwise(pl.col("mean"))
        .alias("mean")
    )
    apart = replace(ANSWERS, characteristics=with_values(ANSWERS.characteristics, rows))
    assert compared_of(apart, EN).children == "apart"


def test_ranges_are_of_the_four_alone() -> None:
    support = support_of(ANSWERS, EN)
    assert support.base == ANSWERS.support_ratio.facts["base"]
    assert (support.direction, support.lowest) == ("down", "Crisis")
    oldest = oldest_of(ANSWERS, EN)
    assert (oldest.group, oldest.direction) == ("80 and over", "up")
    shape = shape_of(ANSWERS, EN)
    assert shape.group == "65 and over"
    assert 0 < shape.base < shape.low < shape.high < 100
    assert replace(shape, base=(shape.low + shape.high) / 2).direction == "apart"


def test_private_jobs_start_from_what_is_registered() -> None:
    assert ANSWERS.jobs is not None
    jobs = jobs_of(ANSWERS, ANSWERS.jobs, EN)
    assert (jobs.year, jobs.estimated) == (2018, True)
    assert jobs.low < jobs.base < jobs.high
    unknown = ANSWERS.jobs.values.filter(pl.col("future") != "history")
    found = jobs_of(ANSWERS, with_values(ANSWERS.jobs, unknown), EN)
    first = sheet_of(ANSWERS, FOUR[0], EN).measure("private_jobs")
    assert first is not None
    assert found.base == first.base


def test_numbers_have_no_more_digits_than_their_bands_bear() -> None:
    assert written("persons", 21, EN)(1234.4) == "1,230"
    assert written("persons", 5, EN)(1234.4) == "1,234"
    assert written("percent", 21, EN)(-8.44) == "−8%"
    assert written("percent", 5, EN)(-8.44) == "−8.4%"
    assert written("balance", 21, EN)(123.0) == "+120"
    assert written("ratio", 21, EN)(1.8765) == "1.9"


def test_a_goal_is_told_in_tenths_of_the_municipalities_where_that_says_enough() -> None:
    assert ANSWERS.reach is not None
    goal = goal_of(ANSWERS, ANSWERS.reach, EN)
    assert [need.tenths for need in goal.needs] == [6, 8, None]
    assert [need.conditions for need in goal.needs] == ["favourable", "expected", "unfavourable"]
    assert goal.reachable
    assert (goal.value, goal.measure, goal.year) == ("5,623", "inhabitants", 2040)
    assert (goal.most.name, goal.most.tenths) == ("Attractive, tailwind", 9)
    assert [likely.name for likely in goal.likely][-1] == "Crisis"


def test_a_goal_beyond_reach_and_one_that_any_place_reaches() -> None:
    assert OURS.reach is not None
    assert not goal_of(OURS, OURS.reach, EN).reachable
    assert ANSWERS.reach is not None
    easy = replace(ANSWERS.reach, facts={**ANSWERS.reach.facts, "percentile_favourable": 1.0})
    assert [need.any for need in goal_of(ANSWERS, easy, EN).needs] == [True, False, False]
    most = {**ANSWERS.reach.facts, "relation": "<=", "percentile_favourable": 99.0}
    found = goal_of(ANSWERS, replace(ANSWERS.reach, facts=most), EN)
    assert [need.any for need in found.needs] == [True, False, False]


def test_assumptions_say_what_high_and_low_are_where_futures_agree() -> None:
    assumed = assumed_of(ANSWERS, EN)
    assert (assumed.high, assumed.low) == (70, 25)
    assert (assumed.first_year, assumed.last_year) == (2009, 2018)
    at = (pl.col("future") == FOUR[0]) & (pl.col("assumption") == "residential_percentile")
    rows = ANSWERS.assumptions.values.with_columns(
        pl.when(at).then(80.0).otherwise(pl.col("value")).alias("value")
    )
    other = replace(ANSWERS, assumptions=with_values(ANSWERS.assumptions, rows))
    assert assumed_of(other, EN).high is None
    assert assumed_of(BARE, EN).first_year is None
