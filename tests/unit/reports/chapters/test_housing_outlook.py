"""Chapter 7 as it is read: what must be built, what is to spare, and what is not known."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from nyegrep.analyses.housing_results import HousingOutlook
from nyegrep.foundation.futures import BUILT_IN
from nyegrep.reports.build import print_report
from nyegrep.reports.chapters.housing_outlook_facts import earlier, housing_of
from nyegrep.reports.press import Press
from tests.unit.reports.answers import report
from tests.unit.reports.housing import REQUIRED, housing
from tests.unit.reports.places import LOTS, NOW
from tests.unit.reports.reading import Element, read

pytestmark = pytest.mark.unit

EN = Press("en")
ANCHORS = {"nb": "bolig", "en": "housing"}
RISING = dict(zip(BUILT_IN, (400.0, 300.0, 200.0, 100.0, 250.0), strict=True))
FALLING = {name: -value for name, value in RISING.items()}


def chapter(outlook: HousingOutlook, language: str = "en") -> Element:
    given = replace(report(LOTS["shrinking"]), housing=outlook)
    tree = read(print_report(given, Press(language), NOW))
    anchor = ANCHORS[language]
    return next(e for e in tree if e.tag == "section" and e.attributes["id"] == anchor)


def said(outlook: HousingOutlook, language: str = "en") -> str:
    return re.sub(r"\s+", " ", chapter(outlook, language).text())


def test_the_least_and_the_most_of_the_four_are_told_with_their_names() -> None:
    found = housing_of(housing(), EN)
    assert (found.total.low, found.total.high) == (-420, 310)
    assert (found.total.lowest, found.total.highest) == ("Crisis", "Attractive, tailwind")
    assert found.total.direction == "apart"
    assert found.most.id == "detached"
    assert (found.stock, found.households, found.reserve) == (3000, 2500, 500)


@pytest.mark.parametrize(
    ("required", "title"),
    [
        (REQUIRED, "From 420 dwellings to spare to 310 that must be built by 2040"),
        (RISING, "Between 100 and 400 new dwellings are needed by 2040"),
        (FALLING, "In all four futures we have more dwellings than we need in 2040"),
    ],
)
def test_the_title_says_what_is_found(required: dict[str, float], title: str) -> None:
    assert title in said(housing(required))


def test_surplus_of_plans_is_told_as_surplus_and_lack_as_lack() -> None:
    few = said(housing(RISING, planned=50.0))
    assert "too few in all four futures: from 50 to 350 are lacking" in few
    many = said(housing(RISING, planned=500.0))
    assert "enough in all four futures: from 100 to 400 will be to spare" in many
    some = said(housing(planned=100.0))
    assert "In “Attractive, tailwind” 210 are lacking, in “Crisis” 520 will be to spare" in some


def test_what_the_municipality_has_not_told_is_asked_for_by_the_name_of_the_file() -> None:
    for language in ("nb", "en"):
        text = said(housing(), language)
        assert "planned_dwellings.xlsx" in text
        assert "care_places.xlsx" in text
    told = said(housing(planned=100.0, care=True))
    assert "planned_dwellings.xlsx in the workspace" not in told
    assert "Round-the-clock place: 60 in use and 12 planned, from 48 to 120 needed in 2040" in told


def test_every_picture_has_a_title_a_subtitle_a_table_and_a_source() -> None:
    figures = chapter(housing(planned=100.0, care=True)).all("figure")
    assert [figure.attributes["id"] for figure in figures] == [
        "housing-dwellings",
        "housing-need",
        "housing-households",
        "housing-older",
        "housing-care",
        "housing-fit",
    ]
    for figure in figures:
        assert figure.one("h3").text()
        assert figure.all("table")
        assert "Source:" in figure.text()


def test_without_pace_plans_and_draws_the_chapter_is_whole() -> None:
    text = said(housing(pace=None, drawn=False))
    assert "eight times out of ten" not in text
    assert "Left of today's" in text
    assert "a year, the mean of" not in text


def test_fewer_dwellings_than_households_is_said() -> None:
    assert "more households than dwellings" in said(housing(stock=2400.0))


def test_the_fit_is_told_for_five_years_back_and_left_out_where_no_earlier_year_is_known() -> None:
    assert earlier(housing())["from_year"].to_list() == [2014, 2015, 2016, 2017, 2018]
    assert "From how people lived in 2014, the number of households in 2019 is 1.0" in said(
        housing()
    )
    assert "How well it hits" not in said(housing(earlier=False))


def test_both_languages_have_the_same_figures_and_say_that_the_profile_is_an_estimate() -> None:
    outlook = housing(planned=100.0, care=True)
    norwegian, english = (chapter(outlook, language) for language in ("nb", "en"))
    assert len(norwegian.all("figure")) == len(english.all("figure")) == 6
    assert "anslag for landet" in norwegian.text()
    assert "estimate for the country" in english.text()


def test_a_report_without_housing_has_no_such_figures() -> None:
    html = print_report(report(LOTS["shrinking"]), EN, NOW)
    assert "housing-need" not in html
