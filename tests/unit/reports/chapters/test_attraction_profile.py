"""Chapter 2 as a reader meets it."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest

from nyegrep.reports.build import build_report
from nyegrep.reports.press import words
from tests.unit.reports.answers import report
from tests.unit.reports.pages import page
from tests.unit.reports.places import NOW, SHRINKING
from tests.unit.reports.reading import read

pytestmark = pytest.mark.unit

ANCHOR = {
    language: words(language)["chapters"]["attraction_profile"]["anchor"]
    for language in ("nb", "en")
}
LOTS = ("attractive", "unattractive", "as expected", "for business", "for residents")


def title(lot: str, language: str, figure: str) -> str:
    return page(lot, language).title(f"attractiveness-{figure}").replace("\u00a0", " ")


def section(lot: str, language: str) -> str:
    return page(lot, language).section(ANCHOR[language]).text().replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("lot", "expected"),
    [
        (
            "attractive",
            "De private arbeidsplassene utviklet seg 1,8 prosentpoeng sterkere i året enn "
            "omstendighetene forklarer",
        ),
        (
            "unattractive",
            "De private arbeidsplassene utviklet seg 0,85 prosentpoeng svakere i året enn "
            "omstendighetene forklarer",
        ),
        ("as expected", "De private arbeidsplassene utviklet seg som omstendighetene tilsier"),
    ],
)
def test_the_title_says_what_is_the_own_doing(lot: str, expected: str) -> None:
    assert title(lot, "nb", "jobs") == expected


@pytest.mark.parametrize(
    ("lot", "expected"),
    [
        ("attractive", "Each kind of attractiveness is clearly above zero"),
        ("unattractive", "Neither kind of attractiveness can be told from zero"),
        ("as expected", "There are too few years to say what lasts"),
    ],
)
def test_the_title_says_no_more_of_the_years_than_the_interval_allows(
    lot: str, expected: str
) -> None:
    assert title(lot, "en", "history") == expected


def test_the_title_says_who_is_high_on_both() -> None:
    said = {lot: title(lot, "en", "scatter") for lot in LOTS}
    assert "Fjordvik is among the" in said["attractive"]
    assert said["unattractive"].endswith("Fjordvik is below the limit on both")
    assert said["for business"].endswith("Fjordvik is high only for business")
    assert said["for residents"].endswith("Fjordvik is high only as a place to live")


@pytest.mark.parametrize("lot", LOTS)
@pytest.mark.parametrize(
    ("language", "meaning", "caution"),
    [
        (
            "nb",
            "vekst ut over det omstendighetene forklarer",
            "tilfeldigheter og det modellen mangler",
        ),
        ("en", "growth beyond what circumstances explain", "chance and what the model lacks"),
    ],
)
def test_attractiveness_is_always_explained_with_what_it_also_contains(
    lot: str, language: str, meaning: str, caution: str
) -> None:
    assert meaning in section(lot, language)
    assert caution in section(lot, language)


def test_chances_are_told_in_words() -> None:
    assert "mer enn ni av ti for næringsliv" in section("attractive", "nb")
    assert "about seven in ten as a place to live" in section("attractive", "en")
    assert "Åtte av ti ganger" in section("attractive", "nb")


def test_a_place_too_small_to_be_ranked_gets_a_table_without_ranks() -> None:
    shown = page("as expected", "en").figure("attractiveness-rank")
    assert shown.all("div", "chart") == []
    assert shown.one("tbody").all("tr")[0].all("td")[0].text() == "–"
    assert "too few inhabitants to be ranked" in shown.one("h3").text()


def test_a_place_with_nobody_beside_it_has_no_such_figure() -> None:
    ids = {e.attributes["id"] for e in page("as expected", "nb").tree.all("figure")}
    assert "attractiveness-compared" not in ids
    assert "attractiveness-scatter" in ids


def test_business_in_numbers_is_counted_against_the_middle() -> None:
    assert title("attractive", "nb", "indicators") == (
        "Næringslivet i tall: fire av sju nøkkeltall er over midten av kommunene"
    )
    assert title("unattractive", "en", "indicators") == (
        "Business in numbers: one of two indicators is above the middle of the municipalities"
    )
    said = section("attractive", "nb")
    assert "Best står Fjordvik på vekst i private arbeidsplasser, høyere enn 88 av 100" in said
    assert "Svakest er etableringsfrekvens, høyere enn 12 av 100" in said
    assert "Da er tre av dem over midten, mot tre uten justering" in said
    assert "The numbers are not adjusted for the industries" in section("unattractive", "en")


def test_the_table_of_indicators_has_values_in_their_units_and_a_dash_where_not_adjusted() -> None:
    rows = page("attractive", "en").figure("attractiveness-indicators").one("tbody").all("tr")
    told = [[cell.text().replace("\u00a0", " ") for cell in row.all("td")] for row in rows]
    assert told[1] == ["2018", "NOK 1000", "741", "803", "795", "31", "55"]
    assert told[3] == ["2018", "Per cent", "85.0", "83.3", "–", "58", "–"]


def test_without_indicators_there_is_no_such_figure() -> None:
    ids = {e.attributes["id"] for e in page("for business", "nb").tree.all("figure")}
    assert "attractiveness-indicators" not in ids


def test_the_table_shows_those_that_matter_and_the_file_has_all() -> None:
    shown = page("attractive", "en").figure("attractiveness-scatter")
    rows = shown.one("tbody").all("tr")
    address = shown.one("p", "download").one("a").attributes["href"]
    assert 4 < len(rows) < 100
    assert base64.b64decode(address.partition(",")[2]).count(b"\r\n") == 1 + 356


def test_the_chapter_comes_second_and_the_method_tells_of_it() -> None:
    shown = page("attractive", "nb")
    anchors = [e.attributes["id"] for e in shown.tree.all("section")]
    assert anchors.index(ANCHOR["nb"]) == anchors.index("utfordringsbildet") + 1
    assert "Attraktivitet er vekst ut over" in shown.section("metode").text()
    assert "Attraktivitet er vekst" not in page("shrinking", "nb").section("metode").text()


@pytest.mark.parametrize("language", ["nb", "en"])
def test_without_a_profile_the_chapter_is_left_out_or_says_what_it_lacks(language: str) -> None:
    ids = {e.attributes["id"] for e in page("shrinking", language).tree.all("section")}
    assert ANCHOR[language] not in ids
    lacking = (("attraction_profile", ("commuting",)),)
    tree = read(build_report(replace(report(SHRINKING), missing=lacking), language, NOW))
    shown = next(e for e in tree.all("section") if e.attributes["id"] == ANCHOR[language])
    assert shown.one("code").text() == "nyegrep data fetch commuting"
