"""The chapter on method, sources and uncertainty."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from nyegrep.foundation.errors import Problem, error_texts
from nyegrep.reports.build import build_report
from tests.unit.reports.answers import report
from tests.unit.reports.pages import page
from tests.unit.reports.places import BARE, NOW
from tests.unit.reports.reading import read

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("language", ["nb", "en"])
def test_notes_on_the_data_are_told_in_the_language_and_once(language: str) -> None:
    code, facts = "dataset.unknown", {"dataset": "x", "candidates": ["y"]}
    assert code in error_texts()
    note = Problem(code, facts)
    told = build_report(report(replace(BARE, notes=(note, note))), language, NOW)
    said = " ".join(e.text() for e in read(told).one("main").all("li"))
    assert re.sub(r"[«»“”\s]", "", said).count(re.sub(r"[«»“”\s]", "", note.text(language))) == 1


def test_without_an_outlook_nothing_is_said_of_projections() -> None:
    text = page("bare", "nb").section("metode").text()
    assert "Framskrivingen til" not in text
    assert "Grunnlinje" not in text
    assert "Framskrivingen til 2040" in page("shrinking", "nb").section("metode").text()


def test_what_was_not_measured_is_said_to_be_so() -> None:
    assert "is not measured" in page("together", "en").section("method").text()
    assert "shown in table 1" in page("shrinking", "en").section("method").text()
