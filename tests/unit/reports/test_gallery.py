"""Figures put up one after the other, with tables and downloads."""

from __future__ import annotations

import base64
import csv
import io

import pytest

from nyegrep.reports.chapters.challenge_picture_exhibits import history_exhibit
from nyegrep.reports.chapters.challenge_picture_facts import people_of
from nyegrep.reports.contexts import Cell, FigureContext
from nyegrep.reports.gallery import Gallery, cells, table
from nyegrep.reports.press import Press
from tests.unit.reports.answers import report
from tests.unit.reports.places import NOW, SHRINKING

pytestmark = pytest.mark.unit

PICTURE = report(SHRINKING).picture


def shown(language: str, *, invented: bool = False, times: int = 1) -> list[FigureContext]:
    press = Press(language)
    gallery = Gallery(press, NOW, invented=invented)
    exhibit = history_exhibit(people_of(PICTURE, press), PICTURE, press)
    for _ in range(times):
        gallery.show("challenge_picture", exhibit)
    return list(gallery.figures)


def downloaded(figure: FigureContext, separator: str) -> list[list[str]]:
    text = base64.b64decode(figure.download.partition(",")[2]).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=separator))


def test_figures_are_counted_in_the_order_they_are_put_up() -> None:
    assert [figure.number for figure in shown("nb", times=2)] == [1, 2]


def test_a_download_opens_in_a_norwegian_spreadsheet() -> None:
    rows = downloaded(shown("nb")[0], ";")
    assert rows[0] == ["År", "Innbyggere", "Endring fra året før"]
    assert rows[1] == ["2005", "6093", ""]
    assert len(rows) == 16


def test_a_download_in_english_is_separated_by_commas() -> None:
    rows = downloaded(shown("en")[0], ",")
    assert rows[0] == ["Year", "Inhabitants", "Change from the year before"]
    assert rows[-1] == ["2019", "5623", "-22"]


def test_a_download_of_invented_data_says_so_on_every_row() -> None:
    (figure,) = shown("nb", invented=True)
    rows = downloaded(figure, ";")
    assert figure.file_name == "oppdiktet-population-history.csv"
    assert {row[-1] for row in rows[1:]} == {"Oppdiktede tall: demolandet"}
    assert {len(row) for row in rows} == {4}


def test_a_missing_number_is_a_dash_to_people_and_nothing_to_programs() -> None:
    assert cells([None, 2.5], str) == (Cell("–", ""), Cell("2.5", "2.5"))
    assert cells([100.0], str)[0].raw == "100"


def test_a_name_with_a_separator_in_it_is_quoted() -> None:
    rows = table(["a", "b"], [("x; y", cells([1.5], str))])
    press = Press("nb")
    gallery = Gallery(press, NOW, invented=False)
    exhibit = history_exhibit(people_of(PICTURE, press), PICTURE, press)
    figure = gallery.show("challenge_picture", type(exhibit)(**{**vars(exhibit), "table": rows}))
    assert downloaded(figure, ";")[1] == ["x; y", "1,5"]


def test_a_figure_carries_its_source_line_and_its_stops() -> None:
    (figure,) = shown("en")
    assert figure.source.startswith("Source: Statistics Norway, tables 07459 and 06913.")
    assert figure.provenance.command == "nyegrep explain population.history"
    assert (figure.anchor, figure.kind) == ("population-history", "figure")
