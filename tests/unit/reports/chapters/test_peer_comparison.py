"""Spending beside others', as a reader meets it."""

from __future__ import annotations

import pytest

from nyegrep.reports.press import words
from tests.unit.reports.pages import page
from tests.unit.reports.reading import Element

pytestmark = pytest.mark.unit


def section(lot: str, language: str = "nb") -> Element:
    return page(lot, language).section(words(language)["chapters"]["peer_comparison"]["anchor"])


def said(lot: str, language: str = "nb") -> str:
    return section(lot, language).text().replace("\u00a0", " ")


def title(lot: str, figure: str) -> str:
    return page(lot, "nb").title(f"comparison-{figure}").replace("\u00a0", " ")


def rows(lot: str, figure: str) -> list[list[str]]:
    found = page(lot, "nb").figure(f"comparison-{figure}")
    return [
        [cell.text().replace("\u00a0", " ") for cell in row if cell.tag in ("th", "td")]
        for row in found.all("tr")
    ]


@pytest.mark.parametrize(
    ("lot", "figure", "expected"),
    [
        (
            "all futures",
            "gaps",
            "I 2019 brukte Fjordvik i alt 10 millioner kroner mer enn det behov og inntekter "
            "skulle tilsi",
        ),
        (
            "bare futures",
            "gaps",
            "I 2019 brukte Fjordvik i alt 10 millioner kroner mer enn snittet av kommunene vi "
            "sammenligner oss med",
        ),
        (
            "cheaper",
            "gaps",
            "I 2019 brukte Fjordvik i alt om lag så mye som snittet av kommunene vi sammenligner "
            "oss med",
        ),
        ("all futures", "gaps-table", "Mest over ligger barnevern, mest under pleie og omsorg"),
        ("cheaper", "gaps-table", "Ingen områder skiller seg tydelig fra nivået"),
        (
            "all futures",
            "drill-down",
            "Barnevern ligger 17 millioner kroner over, mest fordi vi bruker mer på hver av dem "
            "tjenesten er for",
        ),
        (
            "all futures",
            "drill-down-functions",
            "Innenfor barnevern skiller funksjonen «barneverntiltak utenfor familien» seg mest ut",
        ),
        ("all futures", "peers", "Kommunene er valgt fordi de ligner mest"),
        ("bare futures", "peers", "Kommunene er valgt av oss"),
    ],
)
def test_titles_say_what_is_found(lot: str, figure: str, expected: str) -> None:
    assert title(lot, figure) == expected


def test_the_table_has_the_areas_and_a_sum_that_the_parts_add_up_to() -> None:
    table = rows("all futures", "gaps-table")
    assert table[0][0] == "Område"
    assert [row[0] for row in table[1:]] == [
        "Barnehage", "Pleie og omsorg", "Barnevern", "Administrasjon", "Sum",
    ]  # fmt: skip
    assert [row[-1] for row in table[1:]] == ["+5,5", "−13", "+17", "+0,2", "+10"]


def test_columns_that_nobody_knows_are_left_out() -> None:
    assert "Landet" not in rows("bare futures", "gaps-table")[0]
    assert "Behov" not in rows("bare futures", "gaps-table")[0]
    assert {"Landet", "Normert", "Nivået", "Behov"} <= set(rows("all futures", "gaps-table")[0])


def test_an_area_that_cuts_across_is_told_and_not_drawn() -> None:
    assert "Eiendomsforvaltning går på tvers av de andre områdene" in said("bare futures")
    figure = page("bare futures", "nb").figure("comparison-gaps")
    drawn = figure.one("div", "chart").attributes["aria-label"]
    assert "eiendomsforvaltning" not in drawn


def test_why_each_peer_was_chosen_is_said() -> None:
    assert [row[1] for row in rows("all futures", "peers")[2:]] == ["størrelse"] * 3
    assert [row[1] for row in rows("bare futures", "peers")[2:]] == ["valgt av oss"] * 3


def test_the_parts_of_the_largest_difference_add_up_to_it() -> None:
    assert [row[-1] for row in rows("all futures", "drill-down")[1:]] == [
        "−4,0", "+20", "+1,0", "+17",
    ]  # fmt: skip


def test_areas_are_told_by_the_names_of_their_functions() -> None:
    assert "barnehage (201) og styrket tilbud til førskolebarn (211)" in said("all futures")
    assert "SSBs tjenesteområde FGK7" in said("bare futures")


def test_whose_revenue_it_is_and_that_it_is_our_own_calculation() -> None:
    assert "Korrigerte frie inntekter er 97,4 % av landets, etter vår egen beregning" in said(
        "all futures"
    )


def test_without_accounts_the_chapter_names_the_dataset_and_the_command() -> None:
    text = said("bare")
    assert "Netto driftsutgifter etter tjenesteområde og funksjon" in text
    assert "nyegrep data fetch net_operating_expenditure" in text


@pytest.mark.parametrize("lot", ["all futures", "bare futures"])
def test_what_the_inhabitants_need_is_told_beside_what_is_spent(lot: str) -> None:
    told = page(lot, "nb").title("need-sectors").replace("\u00a0", " ")
    assert told == "Innbyggerne i Fjordvik trenger 10 prosent mer enn i landet"
    body = page(lot, "nb").figure("need-sectors").one("tbody")
    names = [row.one("th").text() for row in body.all("tr")]
    assert names == ["Pleie og omsorg", "Grunnskole", "I alt"]


def test_criteria_that_matter_little_stand_together_and_the_base_criterion_is_no_year() -> None:
    figure = page("all futures", "nb").figure("need-criteria")
    assert figure.one("h3").text().replace("\u00a0", " ") == (
        "Mest trekker basiskriteriet opp, mest ned innbyggere 1–5 år"
    )
    assert len(figure.one("tbody").all("tr")) == 10
    said_of = figure.one("div", "chart").attributes["aria-label"]
    assert "flyktninger" not in said_of
    assert "need-criteria" not in page("bare futures", "nb").html


def test_a_cost_key_that_is_not_checked_says_so() -> None:
    assert "er ikke kontrollert mot det" in said("all futures")
    assert "er ikke kontrollert mot det" not in said("bare futures")


def test_users_and_price_are_told_where_they_are_counted() -> None:
    told = page("all futures", "nb").title("comparison-drill-down-counted")
    assert told.replace("\u00a0", " ") == "Brukere, arbeid og pris bak utgiftene til barnevern"
    first = rows("all futures", "drill-down-counted")[1]
    assert first == [
        "Barn utenfor familien: andel i målgruppen",
        "0,190",
        "0,210",
        "−0,5",
    ]
    assert "comparison-drill-down-counted" not in page("bare futures", "nb").html
