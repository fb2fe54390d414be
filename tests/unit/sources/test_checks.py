"""A table is taken whole or not at all, and everything wrong with it is said at once."""

from __future__ import annotations

import polars as pl
import pytest

from nyegrep.foundation.errors import DataError
from nyegrep.sources.catalogue import catalogue
from nyegrep.sources.checks import CheckedTable, check
from tests.unit.sources.places import HISTORY

pytestmark = pytest.mark.unit

PEOPLE = catalogue()["population_by_age"]


def people(**columns: list[object]) -> pl.DataFrame:
    rows = {
        "year": [2018, 2019],
        "municipality_code": ["7001", "7001"],
        "age": [0, 0],
        "persons": [10, 11],
    }
    return pl.DataFrame({**rows, **columns}, strict=False)


def checked(frame: pl.DataFrame, name: str = "population_by_age", borders: int = 0) -> CheckedTable:
    return check(frame, catalogue()[name], "people.csv", HISTORY, borders)


def problems(frame: pl.DataFrame, name: str = "population_by_age") -> dict[str, str]:
    with pytest.raises(DataError) as found:
        checked(frame, name)
    return {p.code: p.text("en") for p in found.value.problems}


def test_a_good_table_gets_declared_columns_types_and_defaults() -> None:
    table = checked(people())
    assert table.frame.schema == PEOPLE.declaration.polars_schema()
    assert table.frame["sex"].to_list() == ["both", "both"]
    assert table.warnings == ()


def test_numbers_written_as_text_in_the_norwegian_way_are_numbers() -> None:
    table = checked(people(persons=["1\u00a0234", "11,5"]))
    assert table.frame["persons"].to_list() == [1234.0, 11.5]


def test_a_code_that_lost_its_leading_zero_gets_it_back() -> None:
    table = check(
        pl.DataFrame({"municipality_code": [301], "centrality_class": [1]}),
        catalogue()["centrality"],
        "c.csv",
        type(HISTORY)((type(HISTORY.municipalities[0])("0301", "Oslo"),), {}),
        0,
    )
    assert table.frame["municipality_code"].to_list() == ["0301"]


def test_a_missing_column_is_named_with_what_there_is() -> None:
    found = problems(people().drop("persons"))
    assert found["data.column_missing"].startswith("people.csv: the column “persons” is missing")
    assert "municipality_code" in found["data.column_missing"]


def test_a_value_of_the_wrong_type_is_shown_with_its_row() -> None:
    found = problems(people(persons=["10", "ten"]))
    assert "“ten” in row 2" in found["data.type_wrong"]


def test_a_negative_count_is_refused() -> None:
    found = problems(people(persons=[10, -1]))
    assert "-1" in found["data.value_out_of_range"]
    assert "row 2" in found["data.value_out_of_range"]


def test_an_empty_cell_that_must_be_filled_is_refused() -> None:
    assert "row 1" in problems(people(persons=[None, 1]))["data.value_missing"]


def test_repeated_keys_are_refused_with_an_example() -> None:
    found = problems(people(year=[2019, 2019]))
    assert "2 rows" in found["data.key_repeated"]
    assert "municipality_code 7001" in found["data.key_repeated"]


def test_all_that_is_wrong_is_said_at_once() -> None:
    faulty = people(year=[2019, 2019], persons=[-1, -2], age=[0, 300])
    faulty = faulty.with_columns(sex=pl.lit("women"), age=pl.Series([300, 300]))
    found = problems(faulty)
    assert set(found) == {"data.value_out_of_range", "data.value_unknown", "data.key_repeated"}


def test_a_code_that_never_was_is_refused() -> None:
    assert "7777" in problems(people(municipality_code=["7001", "7777"]))["data.code_unknown"]


def test_a_text_that_is_no_code_is_refused() -> None:
    found = problems(people(municipality_code=["7001", "Fjordvik"]))
    assert "Fjordvik" in found["data.code_unknown"]


def test_a_code_outside_its_years_is_taken_with_a_warning() -> None:
    table = checked(people(municipality_code=["7005", "7005"]))
    assert len(table.frame) == 2
    assert "7005 (2018–2019)" in table.warnings[0].text("en")


def test_codes_of_stated_borders_are_judged_by_that_year() -> None:
    table = checked(people(municipality_code=["7005", "7005"]), borders=2024)
    assert table.warnings == ()


def test_county_country_and_kostra_groups_are_regions_too() -> None:
    table = checked(people(municipality_code=["70", "0"]))
    assert table.frame["municipality_code"].to_list() == ["70", "0"]
    group = checked(people(municipality_code=["EAK", "EKG01"]))
    assert len(group.frame) == 2


def test_a_table_without_rows_is_refused() -> None:
    assert "no rows" in problems(people().clear())["data.table_empty"]


def test_norwegian_words_become_our_values() -> None:
    frame = pl.DataFrame(
        {
            "year": [2019],
            "municipality_code": ["7001"],
            "building_type": ["Enebolig"],
            "dwellings": [5],
        }
    )
    assert checked(frame, "dwellings").frame["building_type"].to_list() == ["detached"]


def test_a_year_in_the_heading_becomes_a_column() -> None:
    frame = pl.DataFrame(
        {
            "municipality_code": ["7001"],
            "net_operating_result_pct_2018": [3.7],
            "debt_per_capita_2017": [5.0],
        }
    )
    table = checked(frame, "financial_key_figures").frame
    assert table["year"].to_list() == [2017, 2018]
    assert table["net_operating_result_percent"].to_list() == [None, 3.7]
    assert table["debt_per_inhabitant"].to_list() == [5.0, None]
