"""Words are found by id, in both languages."""

from __future__ import annotations

import pytest

from nyegrep.foundation.terms import (
    definition,
    glossary,
    label,
    labels,
    source_name,
    term,
    unit_label,
    units,
)

pytestmark = pytest.mark.unit


def test_a_term_has_names_a_definition_a_unit_and_what_it_is_mistaken_for() -> None:
    found = term("support_ratio")
    assert (found.name["nb"], found.name["en"]) == ("forsørgerbyrde", "support ratio")
    assert "20–66" in found.definition["nb"]
    assert found.unit == "ratio"
    assert found.not_to_be_confused_with == ("retired_per_100",)
    assert found.source


def test_both_readings_of_the_support_ratio_say_which_way_is_heavier() -> None:
    assert "faller, blir byrden tyngre" in definition("support_ratio", "nb")
    assert "høyere tall en tyngre byrde" in definition("retired_per_100", "nb")


@pytest.mark.parametrize(
    ("name", "nb", "en"),
    [
        ("population", "folketall", "population"),  # a term
        ("place_name", "sted", "place"),  # the heading of a column
        ("female", "kvinner", "women"),  # a value of a column
        (
            "judgement",
            "skjønn, et valg og ikke en måling",
            "judgement, a choice and not a measurement",
        ),
    ],
)
def test_labels_are_found_for_terms_columns_and_values(name: str, nb: str, en: str) -> None:
    assert (label(name, "nb"), label(name, "en")) == (nb, en)


def test_units_have_words_and_no_unit_has_none() -> None:
    assert unit_label("persons", "nb") == "personer"
    assert unit_label("percent", "en") == "per cent"
    assert unit_label("", "nb") == ""


def test_a_publisher_is_known_by_either_name_and_others_stand_as_they_are() -> None:
    for name in ("Statistics Norway", "Statistisk sentralbyrå"):
        assert source_name(name, "nb") == "Statistisk sentralbyrå"
        assert source_name(name, "en") == "Statistics Norway"
    assert source_name("Søndre Land kommune", "en") == "Søndre Land kommune"


@pytest.mark.parametrize("ask", [term, lambda i: label(i, "nb"), lambda i: unit_label(i, "en")])
def test_what_is_not_in_the_glossary_is_refused(ask: object) -> None:
    assert callable(ask)
    with pytest.raises(KeyError, match="folkemengde"):
        ask("folkemengde")


def test_terms_units_and_labels_are_many_and_come_in_the_order_of_the_file() -> None:
    assert len(glossary()) >= 70
    assert next(iter(glossary())) == "population"
    assert {"persons", "percent", "ratio"} <= set(units())
    assert {"column", "sex", "component"} <= set(labels())
