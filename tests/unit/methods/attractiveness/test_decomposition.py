"""Net migration explained: every term as the formulas say, and what is said of what is lacking."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from nyegrep.foundation.errors import DataError
from nyegrep.methods.attractiveness.commuting import commuting_matrix
from nyegrep.methods.attractiveness.decomposition import (
    COLUMNS,
    EXPECTED,
    JOB_COLUMNS,
    Decomposition,
    decompose,
)
from nyegrep.methods.attractiveness.inputs import Inputs
from nyegrep.methods.attractiveness.jobs import growth_from_components
from tests.unit.methods.attractiveness.small_country import (
    CODES,
    COEFFICIENTS,
    YEARS,
    changes,
    commuting,
    components,
    inputs,
    plain_row,
    population,
    value,
)

pytestmark = pytest.mark.unit

CODE, YEAR = pl.col("municipality_code"), pl.col("year")


def notes(found: Decomposition) -> dict[str, object]:
    return {note.code.split(".")[1]: note.facts for note in found.notes}


def known(found: Decomposition, column: str = "residential_attractiveness") -> set[tuple[str, int]]:
    return set(found.frame.drop_nulls(column).select("municipality_code", "year").iter_rows())


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("year", [2013, 2015])
def test_every_term_is_what_the_formula_says(code: str, year: int) -> None:
    frame = decompose(inputs(), COEFFICIENTS).frame
    for name, expected in plain_row(code, year).items():
        assert value(frame, name, code, year) == pytest.approx(expected, abs=1e-12), name


def test_columns_stand_in_the_order_that_is_promised() -> None:
    frame = decompose(inputs(), COEFFICIENTS).frame
    assert tuple(frame.columns) == COLUMNS
    assert frame.columns[:8] == ["municipality_code", "year", *JOB_COLUMNS]
    assert frame.sort("municipality_code", "year").equals(frame)


def test_terms_and_the_rest_add_up() -> None:
    frame = decompose(inputs(), COEFFICIENTS).frame.drop_nulls("residential_attractiveness")
    terms = frame.select(pl.sum_horizontal(EXPECTED)).to_series()
    np.testing.assert_allclose(terms, frame["expected_net_migration"], atol=1e-12)
    rate = frame["expected_net_migration"] + frame["residential_attractiveness"]
    np.testing.assert_allclose(rate, frame["net_migration_rate"], atol=1e-12)
    jobs = frame.select(pl.sum_horizontal(JOB_COLUMNS[1:])).to_series()
    np.testing.assert_allclose(jobs, frame["job_growth"], atol=1e-12)


def test_what_neither_births_deaths_nor_moves_account_for_has_a_name() -> None:
    frame = decompose(inputs(), COEFFICIENTS).frame
    for code in CODES:
        people = value(population(), "persons", code, 2014)
        remainder = value(frame, "population_remainder", code, 2014)
        assert remainder == pytest.approx(100 * 7 / people)
    parts = ("birth_surplus", "net_migration_rate", "population_remainder")
    added = frame.select(pl.sum_horizontal(parts)).to_series()
    np.testing.assert_allclose(added, frame["population_growth"], atol=1e-12)


def test_own_growth_is_known_from_the_third_year_of_growth() -> None:
    """Jobs from 2010 give growth beyond the country's from 2011, so three lags from 2013."""
    found = decompose(inputs(), COEFFICIENTS)
    assert known(found) == {(code, year) for code in CODES for year in (2013, 2014, 2015)}
    assert known(found, "business_attractiveness") == {(c, y) for c in CODES for y in YEARS}
    assert notes(found)["lags_absent"] == {"first": 2010, "last": 2012, "lags": 3}
    early = found.frame.filter(YEAR == 2010)
    assert early["size"].null_count() == 0
    assert early["expected_net_migration"].null_count() == len(CODES)


def test_the_year_of_commuting_is_told() -> None:
    assert notes(decompose(inputs(), COEFFICIENTS))["commuting_one_year"] == {"year": 2014}


def test_next_year_s_people_may_be_unknown() -> None:
    start = replace(inputs(), population=population().filter(YEAR <= 2015))
    last = decompose(start, COEFFICIENTS).frame.filter(YEAR == 2015)
    assert last["population_growth"].null_count() == len(CODES)
    assert last["residential_attractiveness"].null_count() == 0


def test_a_rate_that_is_given_replaces_the_sum() -> None:
    given = replace(inputs(), national_immigration={2014: 0.9})
    frame, summed = (decompose(start, COEFFICIENTS).frame for start in (given, inputs()))
    assert value(frame, "national_immigration", "9901", 2014) == 0.9
    assert value(frame, "national_immigration", "9901", 2015) == value(
        summed, "national_immigration", "9901", 2015
    )


def test_a_year_without_migration_lacks_only_what_hangs_on_it() -> None:
    rest = changes().filter((CODE != "9902") | (YEAR != 2014))
    found = decompose(replace(inputs(), changes=rest), COEFFICIENTS)
    assert ("9902", 2014) not in known(found)
    assert ("9902", 2014) in known(found, "business_attractiveness")
    assert notes(found)["people_unknown"] == {"codes": ["9902"], "years": [2014]}


def test_years_whose_growth_crosses_a_break_are_told() -> None:
    found = decompose(replace(inputs(), breaks=(2014,)), COEFFICIENTS)
    assert notes(found)["register_break"] == {"year": 2014, "years": [2014, 2015]}
    assert known(found) == known(decompose(inputs(), COEFFICIENTS))
    assert "register_break" not in notes(decompose(replace(inputs(), breaks=(2004,)), COEFFICIENTS))


def test_people_who_appear_without_being_born_or_moving_in_are_told() -> None:
    """As when a municipality takes in another and keeps its code."""
    larger = pl.when((CODE == "9901") & (YEAR >= 2014)).then(1.3).otherwise(1.0)
    people = population().with_columns(pl.col("persons") * larger)
    found = decompose(replace(inputs(), population=people), COEFFICIENTS)
    assert notes(found)["population_jump"] == {"codes": ["9901"], "years": [2013]}


def test_a_merged_municipality_lacks_its_rows_and_is_told() -> None:
    """9903 ends after 2013: few commute there, so its neighbours count it as the country."""
    jobs = growth_from_components(components().filter((CODE != "9903") | (YEAR <= 2013)))
    found = decompose(replace(inputs(), jobs=jobs), COEFFICIENTS)
    assert known(found) == {(c, 2013) for c in CODES} | {
        (c, y) for c in CODES if c != "9903" for y in (2014, 2015)
    }
    told = notes(found)
    assert told["series_begins_or_ends"] == {"codes": ["9903"], "first": 2010, "last": 2015}
    assert told["neighbours_as_country"] == {"codes": ["9903"], "years": [2014, 2015]}


def test_neighbour_growth_is_unknown_where_too_many_commute_to_unknown_places() -> None:
    """15 % of 9901 and 5 % of 9903 work in 9902."""
    jobs = growth_from_components(components().filter((CODE != "9902") | (YEAR <= 2014)))
    found = decompose(replace(inputs(), jobs=jobs), COEFFICIENTS)
    assert {place for place in known(found) if place[1] == 2015} == {("9903", 2015), ("9904", 2015)}
    assert notes(found)["neighbours_unknown"] == {"codes": ["9901"], "years": [2015]}


def test_a_municipality_that_the_commuting_lacks_stops_it_with_all_else_that_is_wrong() -> None:
    start = Inputs(
        population=population().with_columns(
            pl.when((CODE == "9903") & (YEAR == 2012)).then(0).otherwise("persons").alias("persons")
        ),
        changes=pl.concat([changes(), changes().head(1)]),
        jobs=growth_from_components(components()),
        commuting=commuting_matrix(commuting(), CODES[:2], 2014),
    )
    with pytest.raises(DataError) as error:
        decompose(start, COEFFICIENTS)
    assert [(p.code.split(".")[1], p.facts["codes"]) for p in error.value.problems] == [
        ("rows_twice", ["9901"]),
        ("no_people", ["9903"]),
        ("commuting_absent", ["9903", "9904"]),
    ]


def test_a_matrix_of_more_places_than_have_jobs_will_do() -> None:
    """Those who commute to the others count as elsewhere."""
    jobs = growth_from_components(components().filter(CODE != "9904"))
    found = decompose(replace(inputs(), jobs=jobs), COEFFICIENTS)
    assert set(found.frame["municipality_code"]) == set(CODES[:3])
    whole = decompose(inputs(), COEFFICIENTS)
    assert value(found.frame, "labour_market_integration", "9901", 2014) == value(
        whole.frame, "labour_market_integration", "9901", 2014
    )
