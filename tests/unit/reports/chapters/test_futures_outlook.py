"""The futures as a reader meets them."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest

from nyegrep.foundation.futures import FOUR
from nyegrep.reports.build import build_report
from nyegrep.reports.press import words
from tests.unit.reports.answers import report
from tests.unit.reports.pages import page
from tests.unit.reports.places import LOTS, NOW
from tests.unit.reports.reading import Element, read

pytestmark = pytest.mark.unit

BOTH = pytest.mark.parametrize("language", ["nb", "en"])
LOTS_WITH = ("all futures", "bare futures", "own future")
EVERY = pytest.mark.parametrize("lot", LOTS_WITH)
ANCHOR = {
    language: words(language)["chapters"]["futures_outlook"]["anchor"] for language in ("nb", "en")
}
FUTURE_NAMES = {
    "nb": ["Attraktiv i medvind", "Attraktiv i motvind", "Tapte muligheter", "Nå er det krise"],
    "en": ["Attractive, tailwind", "Attractive, headwind", "Missed opportunities", "Crisis"],
}


def section(lot: str, language: str) -> Element:
    return page(lot, language).section(ANCHOR[language])


def said(lot: str, language: str) -> str:
    return section(lot, language).text().replace("\u00a0", " ")


def title(lot: str, language: str, figure: str) -> str:
    return page(lot, language).title(f"futures-{figure}").replace("\u00a0", " ")


@BOTH
def test_chapter_three_is_the_baseline_and_then_the_futures(language: str) -> None:
    headings = [e.text() for e in page("all futures", language).tree.one("main").all("h2")]
    baseline, ahead = (h for h in headings if h.startswith("3"))
    assert baseline.startswith("3a")
    assert ahead.startswith("3b")


@BOTH
@EVERY
def test_every_figure_of_the_analysis_is_shown_and_can_be_explained(
    lot: str, language: str
) -> None:
    shown = page(lot, language).tree.all("figure")
    anchors = {figure.attributes["id"] for figure in shown}
    futures = report(LOTS[lot]).futures
    assert futures is not None
    for figure in futures.figures:
        anchor = figure.id.replace(".", "-").replace("_", "-")
        assert any(found.startswith(anchor) for found in anchors), figure.id
    commands = {code.text() for code in section(lot, language).all("code")}
    assert "nyegrep explain futures.paths" in commands


@BOTH
@EVERY
def test_the_four_have_their_names_in_their_order_everywhere(lot: str, language: str) -> None:
    names = FUTURE_NAMES[language]
    table = page(lot, language).figure("futures-characteristics")
    headings = [e.text().replace("\u00a0", " ") for e in table.all("th")]
    assert headings[2:6] == names
    stories = [e.one("p", "future-name").text() for e in section(lot, language).all("div", "story")]
    assert [
        name for name, story in zip(names, stories, strict=False) if story.startswith(name)
    ] == names


@pytest.mark.parametrize(
    ("lot", "figure", "expected"),
    [
        ("all futures", "paths-square", "Fire framtider gir fra 4 350 til 5 770 innbyggere i 2040"),
        (
            "all futures",
            "paths",
            "Attraktivitet betyr mer for folketallet enn tidene i landet: om lag 830 innbyggere "
            "mot 590 i 2040",
        ),
        ("all futures", "characteristics", "Alle fire framtider gir færre barn og flere eldre"),
        (
            "all futures",
            "characteristics-crisis",
            "Nå er det krise: om lag 4 350 innbyggere i 2040, 23 prosent færre enn i 2019",
        ),
        (
            "all futures",
            "reach",
            "Målet om minst 5 623 innbyggere i 2040 nås oftest i «Attraktiv i medvind»: om lag ni "
            "av ti ganger",
        ),
        (
            "own future",
            "reach",
            "Målet om minst 96 420 innbyggere i 2024 er utenfor rekkevidde",
        ),
    ],
)
def test_titles_say_what_is_found(lot: str, figure: str, expected: str) -> None:
    assert title(lot, "nb", figure) == expected


@BOTH
def test_a_goal_is_kept_apart_from_what_is_projected(language: str) -> None:
    goal = section("all futures", language).one("div", "goal")
    label = {"nb": "Mål, ikke framskriving", "en": "A goal, not a forecast"}[language]
    assert goal.one("p", "goal-label").text() == label
    inside = [figure.attributes["id"] for figure in goal.all("figure")]
    assert inside == ["futures-reach"]
    assert len(goal.one("ul").all("li")) == 3


def test_what_a_goal_takes_is_said_in_words() -> None:
    goal = section("all futures", "nb").one("div", "goal").text().replace("\u00a0", " ")
    assert "I gode tider: attraktiviteten må være bedre enn om lag 6 av 10 kommuner" in goal
    assert "I dårlige tider: attraktiviteten må være bedre enn 97 av 100 kommuner" in goal
    assert "om lag 1 520 private arbeidsplasser (+58 fra nå)" in goal


@BOTH
def test_a_goal_out_of_reach_is_said_to_be(language: str) -> None:
    goal = section("own future", language).one("div", "goal").text()
    word = {"nb": "utenfor rekkevidde", "en": "out of reach"}[language]
    assert goal.count(word) == 4


@BOTH
def test_without_a_goal_the_command_that_asks_for_one_is_told(language: str) -> None:
    goal = section("bare futures", language).one("div", "goal")
    command = goal.one("code").text()
    assert command == 'nyegrep futures "Fjordvik" --reach "population >= 5623 in 2040"'
    assert goal.all("figure") == []


@BOTH
def test_the_municipalitys_words_are_marked_and_the_defaults_are_not(language: str) -> None:
    stories = section("all futures", language).all("div", "story")
    assert [len(story.all("span", "own-words")) for story in stories] == [1, 0, 0, 0]
    own = stories[0]
    assert own.one("h3").text() == "Bygda som tok imot"
    assert own.one("h4").text() == "Hva vi gjorde"
    assert own.all("script") == []
    assert own.one("a").attributes["href"] == "https://example.org/plan"
    assert '<script>alert("1")</script>' in own.text()


@BOTH
def test_how_often_the_bands_held_stands_beside_the_projection(language: str) -> None:
    hit = section("all futures", language).one("p", "hit").text().replace("\u00a0", " ")
    assert "79" in hit
    assert {"nb": "2,9 prosent", "en": "2.9 per cent"}[language] in hit
    table = page("all futures", language).figure("futures-accuracy")
    assert len(table.one("thead").all("th")) == 9
    bare = section("bare futures", language).one("p", "hit").text()
    assert {"nb": "grove anslag", "en": "rough estimates"}[language] in bare


@BOTH
def test_accuracy_that_stands_in_the_chapter_before_is_referred_to(language: str) -> None:
    link = section("own future", language).one("p", "hit").one("a")
    assert link.attributes["href"] == "#population-outlook-accuracy"
    shown = [f.attributes["id"] for f in page("own future", language).tree.all("figure")]
    assert shown.count("population-outlook-accuracy") == 1


@BOTH
def test_a_future_of_the_users_own_has_a_story_a_sheet_and_a_line(language: str) -> None:
    name = {"nb": "Egen vekst", "en": "Growth of our own"}[language]
    stories = section("own future", language).all("div", "story")
    assert stories[-1].one("p", "future-name").text() == name
    assert page("own future", language).figure("futures-characteristics-own-growth")
    headings = page("own future", language).figure("futures-paths").all("th")
    assert name in [e.text() for e in headings]


@BOTH
def test_people_are_in_tens_beyond_five_years_and_whole_before(language: str) -> None:
    far = title("all futures", language, "paths-square")
    near = title("own future", language, "paths-square")
    numbers = {"nb": ("4 350", "5 770"), "en": ("4,350", "5,770")}[language]
    assert all(number in far for number in numbers)
    assert not near.split(" i 2024")[0].endswith("0 innbyggere")


def test_the_download_has_every_number_and_every_future() -> None:
    link = page("all futures", "en").figure("futures-paths").one("p", "download").one("a")
    assert link.attributes["download"] == "invented-futures-paths.csv"
    text = base64.b64decode(link.attributes["href"].partition(",")[2]).decode("utf-8-sig")
    lines = text.splitlines()
    assert lines[0].startswith("Future,Year,Mean,10th percentile")
    assert len([line for line in lines if line.startswith('"Attractive, tailwind",')]) == 22


@BOTH
def test_what_lacks_data_says_which(language: str) -> None:
    missing = section("bare", language).one("div", "missing")
    commands = [code.text() for code in missing.all("code")]
    assert commands == [
        "nyegrep data fetch population_by_age",
        "nyegrep data fetch population_change",
    ]


@pytest.mark.parametrize(
    ("attractiveness", "conditions", "expected"),
    [
        (1.0, 3.0, "Tidene i landet betyr mer for folketallet enn attraktivitet"),
        (1.0, 1.0, "Attraktivitet og tidene i landet betyr om lag like mye"),
    ],
)
def test_the_title_says_which_question_matters_most(
    attractiveness: float, conditions: float, expected: str
) -> None:
    answers = report(LOTS["all futures"])
    assert answers.futures is not None
    paths = answers.futures.paths
    ends = {
        name: 5000 + 100 * (attractiveness * a + conditions * c)
        for name, a, c in zip(FOUR, (1, 1, -1, -1), (1, -1, 1, -1), strict=True)
    }
    rows = [
        {
            **row,
            "mean": ends.get(row["future"], row["mean"]) if row["year"] == 2040 else row["mean"],
        }
        for row in paths.values.iter_rows(named=True)
    ]
    changed = replace(paths, values=type(paths.values)(rows, schema=paths.values.schema))
    futures = replace(answers.futures, paths=changed)
    tree = read(build_report(replace(answers, futures=futures), "nb", NOW))
    figure = next(f for f in tree.all("figure") if f.attributes["id"] == "futures-paths")
    assert figure.one("h3").text().startswith(expected)
