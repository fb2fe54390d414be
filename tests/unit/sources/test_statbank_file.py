"""StatBank's own CSV: headings that carry year and category become rows."""

from __future__ import annotations

import pytest

from nyegrep.foundation.errors import DataError
from nyegrep.sources.catalogue import dataset
from nyegrep.sources.statbank_file import from_statbank, is_statbank

pytestmark = pytest.mark.unit

PEOPLE = dataset("population_by_age")
ENGLISH = """"07459: Population, by region, age, contents, year and sex"

"region";"age";"Persons 2023 Males";"Persons 2023 Females"
"K-7001 Fjordvik";"0 years";159;127
"K-7001 Fjordvik";"105 years or older";0;1
"""
NORWEGIAN = """"07459: Befolkning, etter region, alder, statistikkvariabel, år og kjønn"

"region";"alder";"Personer 2023 Menn";"Personer 2023 Kvinner"
"7001 Fjordvik";"0 år";159;127
"""


def test_it_is_told_from_an_ordinary_table() -> None:
    assert is_statbank(ENGLISH)
    assert not is_statbank("year;persons\n2019;1\n")
    assert not is_statbank('"year";"persons"\n"2019";1\n')


@pytest.mark.parametrize("text", [ENGLISH, NORWEGIAN])
def test_year_and_sex_are_read_from_the_heading(text: str) -> None:
    frame = from_statbank(text, PEOPLE, "p.csv")
    first = frame.filter(frame["age"] == "0").sort("sex")
    assert first.select("year", "municipality_code", "sex", "persons").rows() == [
        ("2023", "7001", "female", "127"),
        ("2023", "7001", "male", "159"),
    ]
    assert set(frame["municipality_name"]) == {"Fjordvik"}


def test_the_oldest_age_is_a_number() -> None:
    assert "105" in from_statbank(ENGLISH, PEOPLE, "p.csv")["age"].to_list()


def test_numbers_without_a_category_are_the_total() -> None:
    text = '"t"\n\n"region";"alder";"Personer 2022";"Personer 2023"\n"7001 Fjordvik";"0 år";5;6\n'
    frame = from_statbank(text, PEOPLE, "p.csv")
    assert frame["year"].to_list() == ["2022", "2023"]
    assert "sex" not in frame.columns


def test_footnotes_below_the_table_are_left_out() -> None:
    frame = from_statbank(NORWEGIAN + '\n"Merknad: tallene er foreløpige"\n', PEOPLE, "p.csv")
    assert len(frame) == 2


def test_categories_in_words_are_recoded() -> None:
    text = (
        '"06265: Boliger"\n\n"region";"bygningstype";"Boliger 2023"\n"7001 Fjordvik";"Enebolig";9\n'
    )
    frame = from_statbank(text, dataset("dwellings"), "d.csv")
    assert frame["building_type"].to_list() == ["Enebolig"]


def test_headings_that_nobody_knows_are_listed() -> None:
    text = ENGLISH.replace('"age"', '"shoe size"')
    with pytest.raises(DataError, match="shoe size"):
        from_statbank(text, PEOPLE, "p.csv")


def test_a_table_without_years_is_refused() -> None:
    text = '"t"\n\n"region";"age"\n"7001 Fjordvik";"0 years"\n'
    with pytest.raises(DataError, match="no column has a year"):
        from_statbank(text, PEOPLE, "p.csv")
