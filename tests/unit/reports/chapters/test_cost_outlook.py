"""What people's ages will cost, as a reader meets it."""

from __future__ import annotations

import base64
import csv
import io

import pytest

from nyegrep.reports.press import words
from tests.unit.reports.answers import report
from tests.unit.reports.pages import page
from tests.unit.reports.places import LOTS
from tests.unit.reports.reading import Element

pytestmark = pytest.mark.unit

BOTH = pytest.mark.parametrize("language", ["nb", "en"])
LOTS_WITH = ("all futures", "bare futures", "cheaper")
PEOPLE = {
    "all futures": ["users-horizon", "users-staff", "users-dementia"],
    "bare futures": ["users-horizon", "users-dementia"],
    "cheaper": ["users-dementia"],
}


def section(lot: str, language: str) -> Element:
    return page(lot, language).section(words(language)["chapters"]["cost_outlook"]["anchor"])


def said(lot: str, language: str = "nb") -> str:
    return section(lot, language).text().replace("\u00a0", " ")


def title(lot: str, figure: str) -> str:
    return page(lot, "nb").title(f"costs-{figure}").replace("\u00a0", " ")


@BOTH
@pytest.mark.parametrize("lot", LOTS_WITH)
def test_what_the_chapter_rests_on_is_shown(lot: str, language: str) -> None:
    shown = [figure.attributes["id"] for figure in section(lot, language).all("figure")]
    people = [name for name in shown if name.startswith("users-")]
    assert people == PEOPLE[lot]
    assert [name for name in shown if name not in people] == [
        "costs-by-service-total",
        "costs-by-service",
        "costs-horizon",
        "costs-per-age",
        "costs-plausibility",
    ]


@pytest.mark.parametrize(
    ("lot", "figure", "expected"),
    [
        (
            "all futures",
            "by-service-total",
            "Alderen til innbyggerne krever fra 44 til 109 millioner kroner mer i året i 2040",
        ),
        (
            "cheaper",
            "by-service-total",
            "Folketall og alder frigjør fra 109 til 174 millioner kroner i året i 2040",
        ),
        (
            "all futures",
            "by-service",
            "Pleie og omsorg vil koste mer i alle fire framtider, barnehage mindre",
        ),
        ("all futures", "per-age", "Alle enhetskostnadene er anslag, ikke offisielle tall"),
        ("bare futures", "per-age", "Enhetskostnadene for pleie og omsorg er anslag"),
    ],
)
def test_titles_say_what_is_found(lot: str, figure: str, expected: str) -> None:
    assert title(lot, figure) == expected


def test_an_estimate_is_never_shown_as_official() -> None:
    assert "Enhetskostnadene er anslag, ikke tallene til" in said("all futures")
    assert "Enhetskostnadene for pleie og omsorg er anslag" in said("bare futures")
    kinds = page("bare futures", "nb").figure("costs-per-age").all("tr")
    assert [row.text().split()[-1] for row in kinds[1:]] == ["statistikk", "statistikk", "anslag"]


def test_what_is_switched_on_is_said() -> None:
    assert "Slått på: friskere aldring (1)" in said("bare futures")
    assert "Slått på" not in said("all futures")


@BOTH
def test_bands_are_in_the_download_where_they_were_drawn(language: str) -> None:
    link = page("all futures", language).figure("costs-horizon").one("p", "download").one("a")
    lines = base64.b64decode(link.attributes["href"].split(",", 1)[1]).decode("utf-8-sig")
    separator = ";" if language == "nb" else ","
    heading, first, *_ = csv.reader(io.StringIO(lines), delimiter=separator)
    assert len(first) == len(heading) == 10
    assert first[4:9] == ["-12", "-5", "0", "5", "12"]
    keys = page("all futures", language).figure("costs-by-service-total").text()
    assert words(language)["futures"]["band_key"] in keys
    assert (
        words(language)["futures"]["band_key"]
        not in page("cheaper", language).figure("costs-by-service-total").text()
    )


def test_every_figure_of_the_analysis_can_be_explained() -> None:
    costs = report(LOTS["all futures"]).costs
    assert costs is not None
    commands = {code.text() for code in section("all futures", "nb").all("code")}
    shown = {figure.id for figure in costs.figures} - {"costs.by_age_group"}
    assert {f"nyegrep explain {name}" for name in shown} <= commands


@pytest.mark.parametrize(
    ("lot", "figure", "expected"),
    [
        (
            "all futures",
            "horizon",
            "Brukere av hjemmetjeneste: fra 200 i 2019 til mellom 270 og 330 i 2040",
        ),
        (
            "bare futures",
            "horizon",
            "Hvor mange som bruker tjenestene i 2040, avhenger av hvilken framtid vi får",
        ),
        ("all futures", "staff", "Omsorgen trenger fra 190 til 220 årsverk i 2040, mot 150 i 2019"),
        (
            "all futures",
            "dementia",
            "I 2040 har anslagsvis 190 til 230 innbyggere demens, mot 120 i 2019",
        ),
    ],
)
def test_the_people_behind_the_kroner(lot: str, figure: str, expected: str) -> None:
    assert page(lot, "nb").title(f"users-{figure}").replace("\u00a0", " ") == expected


def test_where_users_are_not_counted_all_of_the_age_stand_and_it_is_said() -> None:
    text = page("bare futures", "nb").figure("users-horizon").text()
    assert "For barnehage og grunnskole er brukerne ikke talt" in text
    assert "Barn på 1–5 år" in text
    assert "nyegrep data fetch care_users care_staff" in said("bare futures")
