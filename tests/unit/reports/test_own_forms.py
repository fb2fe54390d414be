"""Templates of tables: filled in they are read, and the guide explains every column."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from nyegrep.reports.own_forms import template
from nyegrep.sources.own_tables import OwnColumn, OwnForm, read_own
from nyegrep.sources.preventive_measures import GROUPS
from nyegrep.sources.unit_costs import FORM

pytestmark = pytest.mark.unit

ROW = {
    "service": "care",
    "age_first": 80,
    "age_last": 105,
    "nok_per_person": 300_000,
    "price_year": 2018,
    "source": "TBU",
}


@pytest.mark.parametrize("language", ["nb", "en"])
def test_a_template_that_is_filled_in_is_read(tmp_path: Path, language: str) -> None:
    path = tmp_path / "unit_costs.xlsx"
    path.write_bytes(template(FORM, language, [ROW]))
    assert read_own(path, FORM).frame.to_dicts() == [ROW]


@pytest.mark.parametrize(("language", "guide"), [("nb", "Forklaring"), ("en", "Guide")])
def test_the_guide_explains_every_column(language: str, guide: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(template(FORM, language)))
    headings = [found.value for found in book.worksheets[0][1]]
    explained = [row[0].value for row in book[guide].iter_rows(min_row=2)]
    assert explained == headings
    assert len(headings) == len(FORM.columns)
    assert all(row[3].value for row in book[guide].iter_rows(min_row=2))


def test_a_choice_is_chosen_from_a_list() -> None:
    book = openpyxl.load_workbook(io.BytesIO(template(FORM, "nb")))
    lists = book.worksheets[0].data_validations.dataValidation
    assert "pleie og omsorg" in lists[0].formula1


def test_a_text_is_offered_words_and_may_be_another() -> None:
    form = OwnForm("prevention", (OwnColumn("group_at_risk", "text", choices=GROUPS),))
    book = openpyxl.load_workbook(io.BytesIO(template(form, "en")))
    (offered,) = book.worksheets[0].data_validations.dataValidation
    assert "dropped out of upper secondary school" in offered.formula1
    assert not offered.showErrorMessage
