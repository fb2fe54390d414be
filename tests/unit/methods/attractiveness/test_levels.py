"""Larger places: what is summed, and what is said of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from nyegrep.foundation.errors import DataError
from nyegrep.methods.attractiveness.decomposition import EXPECTED, decompose
from nyegrep.methods.attractiveness.inputs import national_immigration
from nyegrep.methods.attractiveness.levels import aggregate
from tests.unit.methods.attractiveness.small_country import (
    CODES,
    COEFFICIENTS,
    YEARS,
    changes,
    components,
    inputs,
    population,
    value,
)

pytestmark = pytest.mark.unit

MEMBERS = {"9901": "91", "9902": "91", "9903": "92", "9904": "92"}
CODE, YEAR = pl.col("municipality_code"), pl.col("year")


def test_people_jobs_and_moves_are_summed() -> None:
    found = aggregate(inputs(), MEMBERS, "county")
    people = value(population(), "persons", "9901", 2013) + value(
        population(), "persons", "9902", 2013
    )
    assert value(found.population, "persons", "91", 2013) == people
    net = value(changes(), "net_migration", "9903", 2013) + value(
        changes(), "net_migration", "9904", 2013
    )
    assert value(found.changes, "net_migration", "92", 2013) == net
    total = components().filter(CODE.is_in(CODES[:2]), YEAR == 2013)["total_jobs"].sum()
    assert found.jobs.total_jobs[0, 3] == total
    assert found.codes == ("91", "92")


def test_the_country_s_immigration_is_still_that_of_the_municipalities() -> None:
    some = aggregate(inputs(), {"9901": "91", "9902": "91"}, "county")
    np.testing.assert_allclose(national_immigration(some), national_immigration(inputs()))
    given = replace(inputs(), national_immigration={2013: 0.9})
    assert aggregate(given, MEMBERS, "county").national_immigration == pytest.approx(
        dict(zip(YEARS, national_immigration(given), strict=True))
    )


def test_terms_add_up_with_commuting_inside_the_place() -> None:
    found = decompose(aggregate(inputs(), MEMBERS, "county"), COEFFICIENTS)
    frame = found.frame.drop_nulls("residential_attractiveness")
    assert set(frame.select("municipality_code", "year").iter_rows()) == {
        (code, year) for code in ("91", "92") for year in (2013, 2014, 2015)
    }
    terms = frame.select(pl.sum_horizontal(EXPECTED)).to_series()
    rate = terms + frame["residential_attractiveness"]
    np.testing.assert_allclose(rate, frame["net_migration_rate"], atol=1e-12)
    inside = 0.5 * (150 + 300) / 2000 - 0.05
    assert value(frame, "internal_integration", "91", 2014) == pytest.approx(inside)
    assert found.level == "county"


def test_a_term_whose_formula_is_open_is_told_of() -> None:
    without = replace(COEFFICIENTS, internal_integration_slope=0.0, internal_integration_level=0.0)
    codes = {n.code for n in decompose(aggregate(inputs(), MEMBERS, "county"), without).notes}
    assert "attractiveness.internal_integration_open" in codes
    both = [decompose(aggregate(inputs(), MEMBERS, "county"), COEFFICIENTS)]
    both.append(decompose(inputs(), without))
    for found in both:
        assert "attractiveness.internal_integration_open" not in {n.code for n in found.notes}


def test_a_place_is_unknown_where_a_member_is_and_both_are_named() -> None:
    found = aggregate(inputs(), MEMBERS | {"9999": "92", "9998": "93"}, "labour_market_region")
    facts = {note.code.split(".")[1]: note.facts for note in found.notes}
    assert facts == {"members_absent": {"codes": ["9999"], "places": ["92"]}}
    frame = decompose(found, COEFFICIENTS).frame
    assert set(frame["municipality_code"]) == {"91"}


def test_a_year_that_a_member_lacks_is_left_out() -> None:
    rest = population().filter((CODE != "9904") | (YEAR != 2014))
    found = aggregate(replace(inputs(), population=rest), MEMBERS, "county")
    assert found.population.filter(CODE == "92", YEAR == 2014).is_empty()
    assert value(found.population, "persons", "91", 2014) > 0


def test_municipalities_in_no_place_are_named_and_count_as_elsewhere() -> None:
    found = aggregate(inputs(), {"9901": "91", "9902": "91"}, "county")
    assert [(n.code, n.facts) for n in found.notes] == [
        ("attractiveness.in_no_place", {"codes": ["9903", "9904"]})
    ]
    assert found.commuting.elsewhere_out[0] == 150


def test_a_grouping_of_other_municipalities_is_an_error() -> None:
    with pytest.raises(DataError, match="None of the municipalities with jobs"):
        aggregate(inputs(), {"9999": "93"}, "county")
