"""Stories: a neutral one made from the figures, and Markdown as the page shows it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nyegrep.foundation.futures import FOUR, Story
from nyegrep.reports.chapters.futures_stories import default_stories, story_contexts, to_html
from nyegrep.reports.press import Press
from tests.unit.reports.futures import OWN, futures
from tests.unit.reports.places import LOTS

pytestmark = pytest.mark.unit

ANSWERS = futures(LOTS["all futures"])
LANGUAGES = pytest.mark.parametrize("language", ["nb", "en"])
EVERY = pytest.mark.parametrize("lot", ["all futures", "bare futures", "own future"])
GLOOM_AND_SALES = ("dessverre", "heldigvis", "fantastisk", "alvorlig", "dramatisk", "unfortunately")


@LANGUAGES
@EVERY
def test_every_future_that_is_told_has_a_story(lot: str, language: str) -> None:
    found = default_stories(futures(LOTS[lot]), language)
    wanted = (*FOUR, OWN) if lot == "own future" else FOUR
    assert tuple(found) == wanted
    for story in found.values():
        assert story.title
        assert "\n" not in story.title
        paragraphs = story.text.split("\n\n")
        assert len(paragraphs) >= 3
        assert all(p[0].isupper() and p[-1] in ".!?" and "\n" not in p for p in paragraphs)
        assert "  " not in story.text
        assert not [word for word in GLOOM_AND_SALES if word in story.text.lower()]


def test_a_story_says_what_attractive_means_and_stands_on_the_figures() -> None:
    text = default_stories(ANSWERS, "nb")[FOUR[0]].text.replace("\u00a0", " ")
    assert "Å være attraktiv betyr å vokse mer enn omstendighetene tilsier" in text
    assert "om lag 5 770 mennesker i Fjordvik, 3 prosent flere enn i 2019" in text
    assert "Åtte av ti ganger ender folketallet mellom" in text
    crisis = default_stories(ANSWERS, "en")[FOUR[3]].text.replace("\u00a0", " ")
    assert "less attractive than most municipalities" in crisis
    assert "23 per cent fewer than in 2019" in crisis


def test_what_is_not_known_is_not_told() -> None:
    text = default_stories(futures(LOTS["bare futures"]), "en")[FOUR[0]].text
    assert "jobs, against" not in text
    assert "public sector" not in text


def test_names_with_special_letters_are_written_as_they_are() -> None:
    strange = replace(ANSWERS, municipality=replace(ANSWERS.municipality, name='Å & "Ø"'))
    assert 'Å & "Ø" er mer attraktiv' in default_stories(strange, "nb")[FOUR[0]].text


def test_the_municipalitys_own_story_takes_the_place_of_the_default() -> None:
    own = {FOUR[1]: Story("Vår", "Egen *tekst*.")}
    found = story_contexts(ANSWERS, own, Press("nb"))
    assert [name for name, story in found.items() if story.own] == [FOUR[1]]
    assert found[FOUR[1]].title == "Vår"
    assert "<em>tekst</em>" in found[FOUR[1]].text
    assert list(found) == list(FOUR)


def test_markdown_becomes_html_below_the_headings_of_the_page() -> None:
    assert to_html("# A\n\n###### B\n\n- c") == (
        "<h4>A</h4>\n<h4>B</h4>\n<ul>\n<li>c</li>\n</ul>\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '<img src="x" onerror="alert(1)">',
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "![x](https://example.org/spy.png)",
        "[![x](a.png)](file:///etc/passwd)",
        "<https://example.org>",
    ],
)
def test_nothing_in_a_story_runs_or_loads(text: str) -> None:
    html = to_html(text)
    for sign in ("<script", "<img", "<iframe", 'href="javascript', 'href="data', 'href="file'):
        assert sign not in html


def test_links_lead_to_the_web_and_to_people_and_nowhere_else() -> None:
    html = to_html("[a](https://example.org) [b](mailto:a@example.org) [**c**](plan.pdf) [d](#e)")
    assert html == (
        '<p><a href="https://example.org">a</a> <a href="mailto:a@example.org">b</a> '
        "<strong>c</strong> d</p>\n"
    )
