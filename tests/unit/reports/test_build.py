"""The whole report: what a reader finds, in both languages and however the place fares."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from itertools import pairwise

import pytest

from nyegrep.reports.build import build_report, figures_of
from nyegrep.reports.press import words
from tests.unit.reports.answers import report
from tests.unit.reports.pages import page
from tests.unit.reports.places import LOTS, NOW, SHRINKING
from tests.unit.reports.reading import read

pytestmark = pytest.mark.unit

BOTH = pytest.mark.parametrize("language", ["nb", "en"])
EVERY = pytest.mark.parametrize("lot", list(LOTS))
CODE = frozenset({"code"})
LINKED_BY_THE_MUNICIPALITY = {"https://example.org/plan"}
TOLD_IN_BRIEF = ("#population-", "#futures-", "#costs-", "#finance-")
# Figures about the years of an economic plan, which come after the base year.
OF_THE_PLAN = ("finance-restructuring", "finance-sensitivity", "finance-robek")
LOADING = {"src", "srcset", "poster", "data", "action", "background", "xlink:href", "formaction"}


def tells_2019(text: str) -> bool:
    """The year is named, or lies within a span of years that is."""
    spans = re.findall(r"(\d{4})–(\d{4})", text)
    return "2019" in text or any(int(first) <= 2019 <= int(last) for first, last in spans)


@EVERY
def test_both_texts_use_the_same_values(lot: str) -> None:
    assert page(lot, "nb").used == page(lot, "en").used


def test_the_record_of_used_values_sees_what_templates_ask_for() -> None:
    used = page("shrinking", "nb").used
    assert {
        "challenge_picture.html: People.percent",
        "challenge_picture_figures.jinja: People.percent",
        "in_brief.jinja: Path.end",
        "figure.html: FigureContext.title",
    } <= used


@BOTH
@EVERY
def test_nothing_in_the_page_asks_for_another_file(lot: str, language: str) -> None:
    tree = page(lot, language).tree
    for element in tree:
        assert element.tag not in {"script", "link", "img", "iframe", "object", "embed", "base"}
        assert not LOADING & set(element.attributes)
        assert not [name for name in element.attributes if name.startswith("on")]
        if element.attributes.get("href") in LINKED_BY_THE_MUNICIPALITY:
            continue
        assert element.attributes.get("href", "#").startswith(("#", "data:text/csv"))
        assert "http" not in "".join(element.attributes.values())
    style = tree.one("style").inside[0]
    assert isinstance(style, str)
    assert not re.search(r"@import|url\(|http", style)


@BOTH
@EVERY
def test_every_link_and_pattern_has_its_target_and_every_id_stands_once(
    lot: str, language: str
) -> None:
    tree = page(lot, language).tree
    ids = [e.attributes["id"] for e in tree if "id" in e.attributes]
    assert len(ids) == len(set(ids))
    links = [e.attributes["href"] for e in tree.all("a") if e.attributes["href"].startswith("#")]
    labels = [e.attributes["aria-labelledby"] for e in tree if "aria-labelledby" in e.attributes]
    patterns = re.findall(r"url\(#([^)]+)\)", page(lot, language).html)
    assert {link[1:] for link in links} | set(labels) | set(patterns) <= set(ids)
    assert "innhold" in {link[1:] for link in links}


@BOTH
@EVERY
def test_landmarks_language_and_order_of_headings(lot: str, language: str) -> None:
    tree = page(lot, language).tree
    assert tree.one("html").attributes["lang"] == language
    assert [len(tree.all(tag)) for tag in ("header", "nav", "main", "footer", "h1")] == [1] * 5
    levels = [int(e.tag[1]) for e in tree if re.fullmatch("h[1-6]", e.tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@BOTH
@EVERY
def test_no_identifier_and_no_trace_of_the_machinery_is_seen(lot: str, language: str) -> None:
    tree = page(lot, language).tree
    labels = [e.attributes.get("aria-label", "") for e in tree]
    seen = " ".join([tree.text(CODE), *labels])
    assert re.findall(r"\S*_\S*", seen) == []
    assert re.findall(r"\b[a-z]+(?:\.[a-z]+)+\b", seen) == []
    assert re.findall(r"\b(?:None|nan|inf|True|False|Undefined)\b|[{}]|&\w+;|%[}%]", seen) == []


@BOTH
@EVERY
def test_the_text_is_set_with_care(lot: str, language: str) -> None:
    tree = page(lot, language).tree
    paragraphs = [e.text() for tag in ("p", "li", "h1", "h2", "h3", "dd") for e in tree.all(tag)]
    assert all(paragraphs)
    for text in paragraphs:
        assert not re.search(r"\s[.,;:]|\.\.|,,|\(\s|\s\)", text), text
        assert not re.search(r"(?<![\w–])-\d", text), f"a hyphen for a minus: {text}"
        assert not re.search(r"[1-9]\d{4}", text), f"a number without separator: {text}"


@BOTH
@EVERY
def test_every_sentence_begins_with_a_capital_letter_or_a_number(lot: str, language: str) -> None:
    for paragraph in page(lot, language).tree.one("main").all("p"):
        if paragraph.classes == []:
            for sentence in re.split(r"(?<=[^\d][.!?])\s+", paragraph.text()):
                assert not sentence[:1].islower(), paragraph.text()


@BOTH
@EVERY
def test_the_brief_is_five_sentences_each_with_a_number_a_picture_and_a_figure(
    lot: str, language: str
) -> None:
    tree = page(lot, language).tree
    items = tree.one("ol", "brief").all("li")
    assert len(items) == 5
    for item in items:
        assert re.search(r"\d", item.one("p", "number").text())
        assert re.search(r"\d", item.one("p", "sentence").text())
        assert item.one("svg").attributes["aria-hidden"] == "true"
        assert (
            item.one("a")
            .attributes["href"]
            .startswith(("#population-", "#futures-", "#costs-", "#finance-"))
        )


@BOTH
@EVERY
def test_figures_are_numbered_and_complete(lot: str, language: str) -> None:
    tree = page(lot, language).tree
    figures = tree.all("figure")
    word = words(language)
    for kind in ("figure", "table"):
        numbers = [f.one("p", "figure-number").text() for f in figures]
        numbers = [n for n in numbers if n.startswith(word[kind])]
        numbers = [n.removesuffix(word["invented"]).strip() for n in numbers]
        assert numbers == [f"{word[kind]} {n}" for n in range(1, len(numbers) + 1)]
    for figure in figures:
        assert figure.one("figcaption").one("h3").text()
        assert figure.one("p", "subtitle").text()
        assert figure.one("p", "source").text()
        assert len(figure.one("tbody").all("tr")) > 1
        subtitle = figure.one("p", "subtitle").text()
        of_the_plan = figure.attributes["id"] in OF_THE_PLAN and re.search(r"\b20\d\d\b", subtitle)
        assert tells_2019(subtitle) or of_the_plan
        charts = figure.all("div", "chart")
        if charts:
            assert charts[0].attributes["role"] == "img"
            assert len(charts[0].attributes["aria-label"]) > 40
            assert [svg.classes for svg in charts[0].all("svg")] == [["wide"], ["narrow"]]


@BOTH
def test_every_figure_of_the_analyses_is_in_the_report(language: str) -> None:
    anchors = {e.attributes["id"] for e in page("shrinking", language).tree.all("figure")}
    ids = {figure.id for figure in figures_of(report(SHRINKING))}
    assert anchors == {name.replace(".", "-").replace("_", "-") for name in ids}
    assert len(ids) == 11


@pytest.mark.parametrize(
    ("lot", "language", "expected"),
    [
        ("shrinking", "nb", "Folketallet falt med 8 prosent siden 2005"),
        ("shrinking", "en", "The population fell by 8 per cent since 2005"),
        ("growing", "nb", "Folketallet vokste med 22 prosent siden 2005"),
        ("growing", "en", "The population grew by 22 per cent since 2005"),
        ("stable", "nb", "Folketallet var om lag det samme i 2019 som i 2005"),
        ("stable", "en", "The population in 2019 was about what it was in 2005"),
    ],
)
def test_the_title_says_which_way_it_went(lot: str, language: str, expected: str) -> None:
    assert page(lot, language).title("population-history").replace("\u00a0", " ") == expected


@pytest.mark.parametrize(
    ("lot", "expected"),
    [
        ("shrinking", "Det dør flere enn det fødes, og flere flytter ut enn inn"),
        ("growing", "Både fødsler og innflytting gir flere innbyggere"),
        ("stable", "Innflytting veier opp for at det dør flere enn det fødes"),
    ],
)
def test_the_title_says_why_the_population_changed(lot: str, expected: str) -> None:
    assert page(lot, "nb").title("population-change") == expected


def test_the_outlook_says_which_way_it_goes() -> None:
    titles = {lot: page(lot, "en").title("population-outlook") for lot in LOTS if lot != "bare"}
    assert "falls to about 5,060 in 2040" in titles["shrinking"]
    assert "grows to about" in titles["growing"]
    assert "is about what it was in 2019" in titles["stable"]


@BOTH
def test_numbers_have_the_form_of_the_language(language: str) -> None:
    text = page("shrinking", language).tree.one("main").text()
    assert {"nb": "5\u00a0623", "en": "5,623"}[language] in text
    assert {"nb": "7,7\u00a0prosent", "en": "7.7\u00a0per cent"}[language] in text
    assert {"nb": "−15,1\u00a0%", "en": "−15.1%"}[language] in text


@BOTH
def test_invented_data_is_labelled_on_top_on_every_figure_in_print_and_in_downloads(
    language: str,
) -> None:
    shown, label = page("invented", language), words(language)["invented"]
    assert shown.tree.one("header").one("p", "invented").text().startswith(label)
    for figure in shown.tree.all("figure"):
        assert figure.one("span", "invented").text() == label
        link = figure.one("p", "download").one("a").attributes
        assert link["download"].startswith(words(language)["invented_file"])
        assert label in base64.b64decode(link["href"].partition(",")[2]).decode("utf-8-sig")
    style = str(shown.tree.one("style").inside[0])
    printed = re.search(r'@top-left \{ content: "(.*)"; \}', style)
    assert printed is not None
    assert {"nb": "demolandet", "en": "demo"}[language] in printed[1]


@BOTH
def test_real_data_carries_no_such_label(language: str) -> None:
    assert words(language)["invented"] not in page("shrinking", language).html


@BOTH
def test_what_lacks_data_says_which_and_how_to_get_it(language: str) -> None:
    shown = page("bare", language)
    anchors = {name: chapter["anchor"] for name, chapter in words(language)["chapters"].items()}
    change = shown.section(anchors["challenge_picture"]).one("div", "missing")
    assert change.one("code").text() == "nyegrep data fetch population_change"
    outlook = shown.section(anchors["population_outlook"])
    assert outlook.one("code").text() == "nyegrep data fetch population_by_age"
    assert [e.attributes["id"] for e in shown.tree.all("figure")] == [
        "population-history",
        "population-age-groups",
        "population-support-ratio",
    ]


@BOTH
@EVERY
def test_no_section_is_empty(lot: str, language: str) -> None:
    for section in page(lot, language).tree.all("section"):
        heading = section.one("h2").text()
        assert len(section.text()) > len(heading) + 60, heading


@BOTH
def test_the_front_says_year_borders_age_of_data_and_language(language: str) -> None:
    facts = page("shrinking", language).tree.one("dl", "facts").text()
    assert "2019" in facts
    assert {"nb": "5\u00a0måneder", "en": "5\u00a0months"}[language] in facts
    assert {"nb": "bokmål", "en": "English"}[language] in facts


@BOTH
def test_the_method_chapter_lists_sources_numbers_and_words(language: str) -> None:
    anchor = words(language)["chapters"]["method"]["anchor"]
    section = page("shrinking", language).section(anchor)
    assert len(section.all("table")) == 2
    judged = [e.text() for e in section.all("span", "kind")]
    assert judged == {"nb": ["anslag", "skjønn"], "en": ["estimate", "judgement"]}[language]
    terms = [e.text() for e in section.one("dl", "glossary").all("dt")]
    assert len(terms) > 10
    assert terms == sorted(terms, key=str.casefold)


@BOTH
def test_data_without_sex_is_said_to_be_so(language: str) -> None:
    said = {"nb": "skiller ikke mellom kvinner og menn", "en": "does not tell women and men apart"}
    assert said[language] in page("together", language).tree.text()
    assert said[language] not in page("shrinking", language).tree.text()


@BOTH
def test_the_same_answers_give_the_same_page(language: str) -> None:
    shown = page("bare", language).html
    again = build_report(report(LOTS["bare"]), language, NOW)
    assert re.sub(r"\s+", " ", again) == re.sub(r"\s+", " ", shown)


def test_a_name_with_special_letters_is_escaped_everywhere() -> None:
    answers = report(LOTS["bare"])
    strange = replace(answers.picture.municipality, name='Å & "Ø" <b>')
    picture = replace(answers.picture, municipality=strange)
    tree = read(build_report(replace(answers, picture=picture), "nb", NOW))
    assert tree.one("h1").text() == 'Å & "Ø" <b>'
    assert tree.all("b") == []
