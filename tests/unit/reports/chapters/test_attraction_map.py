"""The map of chapter 2 as a reader meets it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import polars as pl
import pytest

from nyegrep.foundation.figures import Figure
from nyegrep.foundation.outlines import Outlines
from nyegrep.reports.build import build_report
from nyegrep.reports.contexts import ReportInput
from tests.unit.reports.answers import report
from tests.unit.reports.places import ATTRACTIVE, NOW, trace
from tests.unit.reports.reading import Element, read

pytestmark = pytest.mark.unit

CODES = [f"99{number:02}" for number in range(1, 13)]
SQUARE = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 1.0], [1.0, 0.0]])
CLASSES = ("low", "lowest", "middle", "high", "highest", None)


def mapped(residential: str | None, business: str | None, borders: int = 2019) -> ReportInput:
    """The report with a map of twelve squares, three of them in another county."""
    codes = [*CODES[:9], "9801", "9802", "9701"]
    rows = [
        {
            "municipality_code": code,
            "name": "Fjordvik" if number == 0 else f"Grend {number}",
            "business_attractiveness": 0.5 - number / 10,
            "residential_attractiveness": number / 10 - 0.25,
            "business_class": business if number == 0 else CLASSES[number % 6],
            "residential_class": residential if number == 0 else CLASSES[number % 6],
            "role": "own" if number == 0 else "other",
        }
        for number, code in enumerate(codes)
    ]
    facts = {
        "first_year": 2014,
        "last_year": 2018,
        "borders": borders,
        "own_code": "9901",
        "county_code": "99",
        "county_name": "Ytterland",
    }
    figure = Figure(
        "attractiveness.map", "attractiveness", "percent", pl.DataFrame(rows), trace(ATTRACTIVE),
        facts,
    )  # fmt: skip
    places = {code: divmod(number, 3) for number, code in enumerate(codes[:-1])}
    places["9701"] = (90, 90)
    rings = {code: (SQUARE + np.array(place),) for code, place in places.items()}
    whole = report(ATTRACTIVE)
    assert whole.attraction is not None
    attraction = replace(whole.attraction, map=figure, outlines=Outlines(rings))
    return replace(whole, attraction=attraction)


@cache
def shown(language: str, residential: str | None, business: str | None, borders: int) -> Element:
    tree = read(build_report(mapped(residential, business, borders), language, NOW))
    return next(e for e in tree.all("figure") if e.attributes["id"] == "attractiveness-map")


def said(element: Element) -> str:
    return element.text().replace("\u00a0", " ").strip()


@pytest.mark.parametrize(
    ("language", "residential", "business", "expected"),
    [
        (
            "nb", "low", "lowest",
            "Som bosted er Fjordvik blant de 30 prosent laveste, "
            "for næringsliv blant de 10 prosent laveste",
        ),
        (
            "nb", "high", "high",
            "Fjordvik er blant de 30 prosent høyeste både som bosted og for næringsliv",
        ),
        (
            "en", "middle", "highest",
            "As a place to live Fjordvik is in the middle of the ranking, "
            "for business among the 10 per cent highest",
        ),
        (
            "en", None, None,
            "Fjordvik has too few inhabitants to be ranked; the map shows where the "
            "municipalities around it stand",
        ),
    ],
)  # fmt: skip
def test_the_title_says_where_the_place_stands(
    language: str, residential: str | None, business: str | None, expected: str
) -> None:
    assert said(shown(language, residential, business, 2019).one("h3")) == expected


@pytest.mark.parametrize("language", ["nb", "en"])
def test_everything_coloured_on_the_map_is_in_the_table_and_nothing_else(language: str) -> None:
    figure = shown(language, "low", "lowest", 2019)
    names = [said(row.one("th")) for row in figure.one("tbody").all("tr")]
    assert names[0] == "Fjordvik"
    assert "Grend 8" in names
    assert "Grend 11" not in names
    first = [said(cell) for cell in figure.one("tbody").all("tr")[0].all("td")]
    decimal = "," if language == "nb" else "."
    assert first[0] == f"+0{decimal}50"
    assert first[2] == f"\u22120{decimal}25"


def test_the_key_has_a_word_for_every_colour() -> None:
    keys = [said(item) for item in shown("en", "low", "lowest", 2019).one("ul", "key").all("li")]
    assert keys == [
        "the 10 per cent lowest",
        "the next 20 per cent",
        "the 40 per cent in the middle",
        "the next-highest 20 per cent",
        "the 10 per cent highest",
        "Fjordvik",
        "too few inhabitants to be ranked, or no numbers",
    ]


def test_the_words_instead_of_the_map_have_its_numbers() -> None:
    figure = shown("nb", "low", "lowest", 2019)
    words = figure.one("div", "chart").attributes["aria-label"].replace("\u00a0", " ")
    count = len(figure.one("tbody").all("tr"))
    assert f"Kart over {count} kommuner" in words
    assert "\u22120,25 prosent i året som bosted" in words


def test_borders_that_differ_from_the_models_are_told() -> None:
    same, other = (
        said(shown("en", "low", "low", year).one("p", "subtitle")) for year in (2019, 2018)
    )
    assert "recast from the borders of 2019" in other
    assert "recast" not in same
    assert "in and around Ytterland" in same


def test_without_a_map_there_is_no_such_figure() -> None:
    tree = read(build_report(report(ATTRACTIVE), "nb", NOW))
    assert "attractiveness-map" not in {e.attributes["id"] for e in tree.all("figure")}
