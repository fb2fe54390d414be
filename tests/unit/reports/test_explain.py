"""A number can be asked where it comes from, in words and as data."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import jinja2
import polars as pl
import pytest
from jinja2 import meta, nodes

from nyegrep.foundation.errors import LANGUAGES
from nyegrep.foundation.figures import Figure
from nyegrep.foundation.provenance import MethodUse, ParameterUse, Source, Trace
from nyegrep.reports.explain import explain, explanation, source_line

pytestmark = pytest.mark.unit

PEOPLE = Source(
    publisher="Statistics Norway",
    table="07459",
    licence="CC BY 4.0",
    dataset="population_by_age",
    selection="Region=0536",
    fetched=datetime(2026, 3, 12, 9, 30, tzinfo=UTC),
    updated=datetime(2026, 2, 20, 7, 0, tzinfo=UTC),
    fingerprint="0123456789abcdef" * 4,
    address="https://data.example/07459",
)
CHANGE = replace(
    PEOPLE, table="06913", dataset="population_change", publisher="Statistisk sentralbyrå"
)
BORDERS = Source("Kartverket", "", "CC BY 4.0", "geometry", fetched=PEOPLE.fetched, borders=2024)
AGE = ParameterUse(
    path="population.support_ratio.working_from",
    value="20",
    unit="years of age",
    since=date(1900, 1, 1),
    kind="estimate",
    reference="A report, note 6, 2019",
)
RECAST = MethodUse("nyegrep.methods.boundaries.recast", "1", "docs/methods/boundaries.md")


def line(language: str, *sources: Source) -> str:
    """The source line with ordinary spaces."""
    return source_line(Trace(sources=sources), language).replace("\u00a0", " ")


def figure(trace: Trace, name: str = "population.support_ratio") -> Figure:
    return Figure(name, "support_ratio", "ratio", pl.DataFrame({"ratio": [2.5]}), trace)


def text(trace: Trace, language: str = "nb") -> str:
    return explain(figure(trace), language).replace("\u00a0", " ")


def test_the_source_line_names_publisher_tables_and_date_once() -> None:
    assert line("nb", PEOPLE, CHANGE, PEOPLE) == (
        "Kilde: Statistisk sentralbyrå, tabell 07459 og 06913. Hentet 12. mars 2026."
        " Beregnet av Nye grep."
    )
    assert line("en", PEOPLE, CHANGE) == (
        "Source: Statistics Norway, tables 07459 and 06913. Fetched 12 March 2026."
        " Calculated by Nye grep."
    )


def test_several_publishers_stand_one_after_another() -> None:
    history = replace(PEOPLE, table="KLASS 131")
    assert line("nb", PEOPLE, history, BORDERS) == (
        "Kilde: Statistisk sentralbyrå, tabell 07459, KLASS 131; Kartverket."
        " Hentet 12. mars 2026. Beregnet av Nye grep."
    )


def test_tables_and_publishers_of_joined_rows_are_told_apart() -> None:
    joined = replace(PEOPLE, publisher="Kartverket; Statistics Norway", table="13470, 13472; 07459")
    assert line("en", joined).startswith(
        "Source: Norwegian Mapping Authority and Statistics Norway, tables 13470, 13472 and 07459."
    )


def test_data_fetched_over_some_time_says_from_when_to_when() -> None:
    sources = [replace(PEOPLE, fetched=datetime(2026, 3, day, tzinfo=UTC)) for day in (14, 2, 9)]
    assert "Hentet mellom 2. mars 2026 og 14. mars 2026." in line("nb", *sources)
    assert "Fetched between 2 March 2026 and 14 March 2026." in line("en", *sources)


def test_codes_that_were_not_checked_are_told_of_under_the_figure() -> None:
    assert "Codes not checked against the source: 07459." in line(
        "en", replace(PEOPLE, verified=False)
    )
    assert "ikke er kontrollert mot kilden: 06913." in line(
        "nb", PEOPLE, replace(CHANGE, verified=False)
    )
    assert "kontrollert" not in line("nb", PEOPLE, CHANGE)


def test_invented_data_says_so_and_claims_no_publisher() -> None:
    invented = replace(PEOPLE, invented=True)
    assert line("nb", invented) == "Oppdiktede tall fra demolandet. Beregnet av Nye grep."
    assert line("en", invented) == "Invented data from the demo country. Calculated by Nye grep."
    assert "OPPDIKTEDE TALL" in text(Trace(sources=(invented,)))
    assert "OPPDIKTEDE" not in text(Trace(sources=(PEOPLE,)))


@pytest.mark.parametrize(
    ("language", "stops"),
    [
        ("nb", ["1. Data", "2. Metode", "3. Spørsmål", "4. Side"]),
        ("en", ["1. Data", "2. Method", "3. Question", "4. Page"]),
    ],
)
def test_the_four_stops_come_in_order(language: str, stops: list[str]) -> None:
    told = text(Trace(sources=(PEOPLE,), methods=(RECAST,), parameters=(AGE,)), language)
    places = [told.index(stop) for stop in stops]
    assert places == sorted(places)


def test_the_data_stop_tells_all_that_is_known_of_each_source() -> None:
    source = replace(PEOPLE, note="both sexes together", borders=2020)
    told = text(Trace(sources=(source, CHANGE)))
    for part in (
        "Statistisk sentralbyrå, tabell 07459 (datasett population_by_age)",
        "utvalg: Region=0536",
        "hentet: 12. mars 2026",
        "sist endret av utgiveren: 20. februar 2026",
        "fingeravtrykk av svaret eller filen: 0123456789ab\n",
        "adresse: https://data.example/07459",
        "lisens: CC BY 4.0",
        "grenser: kommunene i 2020",
        "merknad: both sexes together",
        "Statistisk sentralbyrå, tabell 06913 (datasett population_change)",
        "grenser: kommunene slik de var hvert år",
    ):
        assert part in told


def test_a_file_is_taken_in_and_not_fetched() -> None:
    told = text(Trace(sources=(replace(PEOPLE, address="", selection="people.csv"),)))
    assert "utvalg: people.csv" in told
    assert "tatt inn: 12. mars 2026" in told
    assert "hentet:" not in told


def test_borders_are_told_only_of_data_with_places_in_it() -> None:
    country = replace(PEOPLE, dataset="national_fertility")
    assert "grenser" not in text(Trace(sources=(country,)))


def test_the_method_stop_names_methods_with_version_and_page() -> None:
    told = text(Trace(methods=(RECAST,)))
    assert "nyegrep.methods.boundaries.recast, versjon 1. Se docs/methods/boundaries.md." in told
    assert "vist som de ble hentet" in text(Trace(sources=(PEOPLE,)))


def test_an_estimate_and_a_judgement_are_called_so() -> None:
    judged = replace(AGE, path="population.other", kind="judgement")
    told = text(Trace(parameters=(AGE, judged)))
    assert (
        "population.support_ratio.working_from: 20 år (alder)."
        " Slag: anslag, ikke en offisiell størrelse. Opphav: A report, note 6, 2019."
    ) in told
    assert "skjønn, et valg og ikke en måling" in told


def test_a_value_of_the_users_own_is_marked_and_shown_with_its_date() -> None:
    own = replace(AGE, value="25", since=date(2024, 7, 1), overridden=True, reference="")
    told = text(Trace(parameters=(own,)), "en")
    assert "25 years of age, from 1 July 2024 on. Replaced by the user." in told
    assert "Kind:" not in told


@pytest.mark.parametrize(
    ("value", "nb", "en"),
    [
        ("0.1050", "0,105", "0.105"),
        ("1000.0", "1 000", "1,000"),
        ("1e-05", "0,00001", "0.00001"),
        ("[1000, 2.5]", "1 000; 2,5", "1,000; 2.5"),
        ('{"male": 0.5}', "male: 0,5", "male: 0.5"),
        ("nearest", "nearest", "nearest"),
    ],
)
def test_parameter_values_keep_all_their_digits(value: str, nb: str, en: str) -> None:
    trace = Trace(parameters=(replace(AGE, value=value),))
    assert f"working_from: {nb} år (alder)" in text(trace)
    assert f"working_from: {en} years of age" in text(trace, "en")


def test_a_year_is_not_a_number_with_thousands() -> None:
    year = replace(AGE, value="2018", unit="calendar year")
    assert "working_from: 2018 kalenderår" in text(Trace(parameters=(year,)))


def test_the_seed_and_notes_are_told_where_there_are_any() -> None:
    assert "frø 17" in text(Trace(seed=17))
    assert "frø 0;" in text(Trace(seed=0))
    assert "frø" not in text(Trace())
    assert "Merk: the series is short" in text(Trace(notes=("the series is short",)))


def test_the_question_stop_defines_the_term_and_names_the_unit() -> None:
    told = text(Trace(), "en")
    assert "How have people and ages developed" in told
    assert "(the analysis challenge_picture)" in told
    assert "support ratio: How many people aged 20–66" in told
    assert "unit: persons per person" in told


def test_people_far_ahead_are_said_to_be_shown_in_tens() -> None:
    path = Figure("population.outlook", "population", "persons", pl.DataFrame(), Trace())
    assert "nearest ten more than 5 years after the base year" in explain(path, "en")
    assert "nærmeste tier mer enn 5 år etter grunnåret" in explain(path, "nb")


def test_programs_get_codes_as_they_are_and_words_in_every_language() -> None:
    told = explanation(figure(Trace((PEOPLE,), (AGE,), (RECAST,), seed=3)))
    assert told["figure"] == "population.support_ratio"
    assert told["data"][0]["fetched"] == "2026-03-12T09:30:00+00:00"
    assert told["data"][0]["fingerprint"] == PEOPLE.fingerprint
    assert told["method"]["parameters"][0]["since"] == "1900-01-01"
    assert told["method"]["methods"] == [
        {"name": RECAST.name, "version": "1", "page": "docs/methods/boundaries.md"}
    ]
    assert told["method"]["seed"] == 3
    assert told["question"]["term"] == {
        "id": "support_ratio",
        "nb": "forsørgerbyrde",
        "en": "support ratio",
    }
    for part in ("rounding", "source_line"):
        assert set(told["page"][part]) == set(LANGUAGES)
    assert json.loads(json.dumps(told)) == told


def test_a_figure_that_no_question_owns_is_refused() -> None:
    with pytest.raises(KeyError, match=r"population\.unheard_of"):
        explain(figure(Trace(), "population.unheard_of"), "nb")


@pytest.mark.parametrize("name", ["explain", "source_line", "rounding"])
def test_both_languages_use_the_same_values(name: str) -> None:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("nyegrep.reports"), autoescape=True
    )
    used = []
    for language in LANGUAGES:
        source, _, _ = environment.loader.get_source(environment, f"{language}/{name}.txt")  # type: ignore[union-attr]  # it has one
        parsed = environment.parse(source)
        attributes = {node.attr for node in parsed.find_all(nodes.Getattr)}
        used.append((meta.find_undeclared_variables(parsed), attributes))
    assert used[0] == used[1]
    assert used[0][0]
