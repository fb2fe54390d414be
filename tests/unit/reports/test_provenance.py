"""Where numbers come from, in words."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from importlib import import_module
from pkgutil import iter_modules

import pytest

from nyegrep import analyses
from nyegrep.foundation.figures import Figure
from nyegrep.foundation.provenance import MethodUse, ParameterUse, Source, Trace
from nyegrep.parameters.tree import leaves
from nyegrep.reports.press import Press, words
from nyegrep.reports.provenance import (
    data_age,
    methods,
    missing,
    parameter_name,
    parameters,
    provenance,
    sources,
)
from tests.unit.reports.answers import report
from tests.unit.reports.places import NOW, SHRINKING, trace

pytestmark = pytest.mark.unit

ANALYSES = analyses.__path__
NB, EN = Press("nb"), Press("en")
TRACE = trace(SHRINKING)
USE = ParameterUse(
    "population.support_ratio.working_from", "20", "years of age", date(1900, 1, 1), "estimate", "X"
)


def method_names() -> set[str]:
    """Every method that an analysis says it used."""
    modules = [import_module(found.name) for found in iter_modules(ANALYSES, "nyegrep.analyses.")]
    values = [value for module in modules for value in vars(module).values()]
    return {value.name for value in values if isinstance(value, MethodUse)}


@pytest.mark.parametrize("press", [NB, EN])
def test_every_parameter_has_a_name_that_people_understand(press: Press) -> None:
    assert [path for path in leaves() if parameter_name(path, press) is None] == []
    assert set(press.words["parameters"]) <= set(leaves())
    groups = {path.rpartition(".")[0] for path in leaves()}
    assert set(press.words["parameter_groups"]) <= groups


@pytest.mark.parametrize("language", ["nb", "en"])
def test_every_method_has_a_name_that_people_understand(language: str) -> None:
    assert set(words(language)["methods"]) == method_names()


def test_a_source_stands_once_with_its_newest_delivery_and_its_age() -> None:
    people, change = TRACE.sources
    assert people.fetched is not None
    older = replace(people, fetched=datetime(2020, 1, 1, tzinfo=UTC), selection="before")
    found = sources(Trace(sources=(older, people, change)), NB, NOW)
    assert [(s.publisher, s.table, s.title) for s in found] == [
        ("Statistisk sentralbyrå", "07459", "Folkemengde etter kjønn og alder"),
        ("Statistisk sentralbyrå", "06913", "Fødte, døde og flyttinger"),
    ]
    assert (found[0].fetched, found[0].age) == ("3.\u00a0juli\u00a02026", "5\u00a0måneder")
    assert (found[0].verified, found[1].verified) == (True, False)


def test_a_source_without_dates_leaves_them_empty() -> None:
    (found,) = sources(Trace(sources=(Source("A", "", "B", "own_table"),)), NB, NOW)
    assert (found.fetched, found.updated, found.age) == ("", "", "")
    assert found.title == "Own table"
    assert data_age(Trace(), NB, NOW).first == ""


def test_the_age_of_the_data_is_that_of_the_oldest() -> None:
    people, change = TRACE.sources
    newer = replace(change, fetched=datetime(2026, 11, 20, tzinfo=UTC))
    age = data_age(Trace(sources=(people, newer)), EN, NOW)
    assert (age.first, age.last) == ("3\u00a0July\u00a02026", "20\u00a0November\u00a02026")
    assert age.age == "5\u00a0months"


@pytest.mark.parametrize(
    ("value", "nb", "en"),
    [
        ("0.5135", "0,5135", "0.5135"),
        ("10", "10", "10"),
        (
            '{"01-03": 0.9, "84": "basis"}',
            "01-03: 0,9; 84: konkurranseutsatt",
            "01-03: 0.9; 84: exposed to competition",
        ),
        ("[1000, 2000.5]", "1\u00a0000; 2\u00a0000,5", "1,000; 2,000.5"),
        ("not_a_number", "not_a_number", "not_a_number"),
    ],
)
def test_a_value_is_told_with_the_digits_it_was_given(value: str, nb: str, en: str) -> None:
    use = Trace(parameters=(replace(USE, value=value),))
    assert [parameters(use, press)[0].value for press in (NB, EN)] == [nb, en]


def test_a_parameter_says_what_sort_of_knowledge_it_is() -> None:
    (found,) = parameters(Trace(parameters=(USE,)), NB)
    assert (found.label, found.kind, found.since) == (
        "Yrkesaktiv alder, fra og med",
        "estimate",
        "",
    )
    assert found.kind_label.startswith("anslag")


def test_a_parameter_of_the_users_own_is_readable_too() -> None:
    own = replace(USE, path="local.share_of_homes", unit="share", since=date(2024, 1, 1))
    (found,) = parameters(Trace(parameters=(own,)), NB)
    assert (found.label, found.unit) == ("Local – share of homes", "")
    assert found.since == "1.\u00a0januar\u00a02024"


def test_a_reference_to_a_method_page_is_told_in_words() -> None:
    use = replace(USE, reference="Nye grep, docs/methods/turning_points.md, 2026")
    (found,) = parameters(Trace(parameters=(use,)), EN)
    assert found.reference == "Nye grep, method page of Nye grep, 2026"


def test_a_method_nobody_has_named_is_readable_too() -> None:
    use = MethodUse("nyegrep.methods.housing.stock_flow", "2", "")
    assert methods(Trace(methods=(use, use)), NB) == ("Housing – stock flow (versjon 2)",)


def test_what_is_missing_is_named_with_the_command_that_gets_it() -> None:
    found = missing(("population_change",), EN)
    assert found.datasets == ("Births, deaths and migration",)
    assert found.commands == ("nyegrep data fetch population_change",)


def test_the_four_stops_of_a_figure() -> None:
    figure = report(SHRINKING).picture.support_ratio
    found = provenance(figure, NB, NOW)
    assert found.command == "nyegrep explain population.support_ratio"
    assert found.term == "Forsørgerbyrde"
    assert "20–66 år" in found.definition
    assert len(found.sources) == 2
    assert re.match(r"Framskriving .*versjon 1", found.methods[0])


def test_a_figure_of_an_unknown_term_has_no_definition() -> None:
    known = report(SHRINKING).picture.history
    figure = Figure("x.y", "nobody_knows", "persons", known.values, TRACE)
    assert provenance(figure, NB, NOW).definition == ""
