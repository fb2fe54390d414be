"""The chapter on finances as a reader meets it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from nyegrep.reports.build import build_report
from nyegrep.reports.chapters.finance_outlook import build
from nyegrep.reports.gallery import Gallery
from nyegrep.reports.press import Press
from tests.unit.reports.answers import report
from tests.unit.reports.finances import finances
from tests.unit.reports.places import LOTS, NOW
from tests.unit.reports.reading import Element, read

pytestmark = pytest.mark.unit

BOTH = pytest.mark.parametrize("language", ["nb", "en"])
LOT = LOTS["all futures"]


def chapter(language: str, *, plan: bool = True, **given: Any) -> Element:
    """The chapter alone, for the rest of the report stands still."""
    found = replace(report(LOT), finances=finances(plan=plan, **given), savings=None)
    press = Press(language)
    told = build(found, Gallery(press, NOW, invented=False))
    assert told is not None
    return read(press.page("finance_outlook.html", chapter=told, invented=False))


def test_the_report_has_the_chapter_after_the_others() -> None:
    found = replace(report(LOT), finances=finances())
    headings = [e.text() for e in read(build_report(found, "nb", NOW)).one("main").all("h2")]
    assert [heading[0] for heading in headings[-5:-1]] == ["4", "5", "6", "7"]
    assert headings[-3].split() == ["6", "Økonomi"]


def titles(section: Element) -> list[str]:
    return [f.one("h3").text().replace("\u00a0", " ") for f in section.all("figure")]


def said(section: Element) -> str:
    return section.text().replace("\u00a0", " ")


@BOTH
def test_every_figure_of_the_analysis_is_shown(language: str) -> None:
    anchors = [f.attributes["id"] for f in chapter(language).all("figure")]
    assert anchors == [figure.id.replace(".", "-") for figure in finances().figures]


def test_titles_say_what_is_found() -> None:
    """14.8 + 3 + 6 + 2 - 1 + 0.5 is 25.3 in the first year, and 2.5 times as much in the last."""
    assert titles(chapter("nb")) == [
        "Planen når ikke målet for netto driftsresultat i noen av årene",
        "63 millioner kroner må finnes i 2023 for å nå målet",
        "Fra 60 til 66 millioner kroner i 2023, etter hvilken framtid vi får",
        "Innbyggerne gir kommunen 1,5 millioner kroner mindre i 2023 enn i 2019 på nøytral bane",
        "Planen oppfyller ingen av vilkårene for ROBEK",
    ]
    assert titles(chapter("en"))[1:3] == [
        "NOK 63 million must be found in 2023 to meet the target",
        "From NOK 60 to 66 million in 2023, depending on the future",
    ]


def test_futures_that_hardly_part_are_told_as_one() -> None:
    section = chapter("nb", spread=0.1)
    assert titles(section)[2] == "Om lag 63 millioner kroner i 2023, uansett hvilken framtid vi får"
    assert "rekker framtidene lite fra hverandre" in said(section)


def test_a_plan_that_meets_the_target_says_so() -> None:
    section = chapter("nb", first=3.0, last=2.5)
    assert titles(section)[0] == "Planen når målet for netto driftsresultat alle årene"


@BOTH
def test_what_the_plan_has_already_is_in_brackets_and_told(language: str) -> None:
    section = chapter(language, counted=False)
    assert "(+15)" in said(section)
    assert {"nb": "ikke lagt til en gang til", "en": "not added once more"}[language] in said(
        section
    )


@BOTH
def test_conditions_of_robek_that_are_met_or_not_known(language: str) -> None:
    one = chapter(language, states={"plan_deficit": "met", "large_deficit": "unknown"})
    assert {"nb": "ett vilkår", "en": "one condition"}[language] in titles(one)[-1]
    lacks = {"nb": "Disposisjonsfond ved årets slutt", "en": "Free reserves at year end"}
    assert lacks[language] in said(one)
    unknown = chapter(language, states={"large_deficit": "unknown"})
    assert {"nb": "så langt", "en": "as far as"}[language] in titles(unknown)[-1]


@BOTH
def test_without_a_plan_the_reader_is_told_how_to_bring_it(language: str) -> None:
    section = chapter(language, plan=False)
    assert [f.attributes["id"] for f in section.all("figure")] == [
        "finance-targets",
        "finance-revenue",
    ]
    assert "economic_plan.example.xlsx" in said(section)
    assert "nyegrep init" in section.one("div", "notice").text()


@BOTH
def test_targets_that_are_examples_are_called_so(language: str) -> None:
    assert {"nb": "er eksempler", "en": "are examples"}[language] in said(chapter(language))
    lights = said(chapter(language).all("figure")[0])
    assert {"nb": "(grønt)", "en": "(green)"}[language] in lights


def test_what_must_be_found_is_shared_between_the_areas_that_have_room() -> None:
    press = Press("nb")
    told = build(report(LOT), Gallery(press, NOW, invented=False))
    assert told is not None
    section = read(press.page("finance_outlook.html", chapter=told, invented=False))
    figure = next(f for f in section.all("figure") if f.attributes["id"] == "savings-distribution")
    assert figure.one("h3").text().replace("\u00a0", " ") == (
        "Med ledernes vekter skal barnehage spare mest: 11 millioner kroner av 16"
    )
    rows = [[cell.text() for cell in row.all("td")] for row in figure.one("tbody").all("tr")]
    assert [row[1] for row in rows] == ["11,0", "4,3", "1,0", "16,3"]
    assert "får ikke plass i noe område" in said(section)


def test_a_sharing_that_nobody_decided_says_so() -> None:
    press = Press("nb")
    told = build(report(LOTS["bare futures"]), Gallery(press, NOW, invented=False))
    assert told is not None
    text = said(read(press.page("finance_outlook.html", chapter=told, invented=False)))
    assert "Et regneeksempel: 16 millioner kroner fordelt på områdene" in text
    assert "Ingen har bestemt denne fordelingen." in text
