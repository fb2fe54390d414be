"""Five sentences, whatever the data can answer."""

from __future__ import annotations

import pytest

from tests.unit.reports.pages import page

pytestmark = pytest.mark.unit


def links(lot: str) -> list[str]:
    items = page(lot, "nb").tree.one("ol", "brief").all("li")
    return [item.one("a").attributes["href"].removeprefix("#population-") for item in items]


def sentences(lot: str, language: str) -> list[str]:
    items = page(lot, language).tree.one("ol", "brief").all("li")
    return [item.one("p", "sentence").text().replace("\u00a0", " ") for item in items]


def test_what_matters_most_comes_first() -> None:
    assert links("shrinking") == ["history", "change", "age-groups", "support-ratio", "outlook"]


def test_where_data_is_missing_other_sentences_step_in() -> None:
    assert links("bare") == ["history", "age-groups", "support-ratio", "history", "age-groups"]


def test_what_may_come_follows_what_has_been() -> None:
    assert links("all futures")[2:] == [
        "#futures-paths-square",
        "#costs-by-service-total",
        "#finance-restructuring",
    ]
    assert links("bare futures")[3:] == ["#futures-paths-square", "#costs-by-service-total"]
    futures, costs, need = page("all futures", "nb").tree.one("ol", "brief").all("li")[2:]
    numbers = [
        item.one("p", "number").text().replace("\u00a0", " ") for item in (futures, costs, need)
    ]
    assert numbers == ["4 350–5 770", "+44 til +109", "63"]
    assert sentences("all futures", "nb")[2].startswith(
        "I 2040 kan Fjordvik ha fra 4 350 til 5 770 innbyggere"
    )
    assert sentences("all futures", "nb")[4].startswith(
        "For å nå et netto driftsresultat på 1,75 prosent av inntektene må Fjordvik finne 63 "
        "millioner kroner i 2023"
    )


def test_a_councillor_can_repeat_them() -> None:
    assert sentences("shrinking", "nb")[:2] == [
        "Fjordvik hadde 5 623 innbyggere 1. januar 2019. Det er 470 færre enn i 2005, en nedgang "
        "på 7,7 prosent. Figur 1",
        "Fra 2005 til 2018 døde det 319 flere enn det ble født, og 126 flere flyttet ut enn inn. "
        "Figur 3",
    ]
    assert sentences("growing", "en")[1] == (
        "From 2005 to 2018, 4,343 more people were born than died, and 5,194 more moved in than "
        "out. Figure 3"
    )


def test_opposite_causes_are_joined_by_but() -> None:
    assert " men " in sentences("stable", "nb")[1]
    assert " but " in sentences("stable", "en")[1]
