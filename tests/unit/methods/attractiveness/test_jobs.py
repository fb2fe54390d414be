"""Growth in jobs from published parts: an identity, and what is said of odd series."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from nyegrep.foundation.axes import FloatArray
from nyegrep.foundation.errors import DataError
from nyegrep.methods.attractiveness.jobs import (
    COMPONENTS,
    JobGrowth,
    aggregate_jobs,
    growth_from_components,
    national_growth,
    relative_growth,
    sum_members,
)
from tests.unit.methods.attractiveness.small_country import (
    CODES,
    YEARS,
    components,
    plain_growth,
)

pytestmark = pytest.mark.unit

CODE = pl.col("municipality_code")
FIRST = (pl.col("municipality_code") == "9901") & (pl.col("year") == 2012)


def parts(jobs: JobGrowth) -> FloatArray:
    added: FloatArray = jobs.national + jobs.industry_mix + jobs.population_effect
    return added + jobs.business_attractiveness


def codes(jobs: JobGrowth) -> dict[str, object]:
    return {note.code.split(".")[1]: note.facts for note in jobs.notes}


def test_parts_and_remainder_add_up_to_the_growth() -> None:
    jobs = growth_from_components(components())
    np.testing.assert_allclose(parts(jobs) + jobs.remainder, jobs.growth, atol=1e-12)
    assert 0.001 < np.abs(jobs.remainder).max() <= 0.025
    assert (jobs.codes, jobs.years, jobs.basis) == (CODES, YEARS, "private")
    assert jobs.notes == ()


def test_growth_that_is_not_given_is_that_of_the_jobs() -> None:
    jobs = growth_from_components(components().with_columns(growth=pl.lit(None, pl.Float64)))
    computed = 100 * (jobs.jobs[:, 1:] / jobs.jobs[:, :-1] - 1)
    np.testing.assert_allclose(jobs.growth[:, 1:], computed)
    assert np.isnan(jobs.growth[:, 0]).all()


def test_attractiveness_that_is_not_given_is_what_is_left() -> None:
    left = pl.when(FIRST).then(None).otherwise("business_attractiveness")
    jobs = growth_from_components(components().with_columns(left.alias("business_attractiveness")))
    assert jobs.remainder[0, 2] == 0
    np.testing.assert_allclose(parts(jobs)[0, 2], jobs.growth[0, 2], atol=1e-12)


def test_growth_beyond_the_country_is_of_all_jobs() -> None:
    found = relative_growth(growth_from_components(components()))
    assert np.isnan(found[:, 0]).all()
    for row, code in enumerate(CODES):
        told = plain_growth(code, 2013)
        np.testing.assert_allclose(found[row, 3], [told[name] for name in COMPONENTS], atol=1e-12)


def test_public_growth_beyond_the_country_cancels_over_the_country() -> None:
    jobs = growth_from_components(components())
    gained = relative_growth(jobs)[:, 1:, 2] * jobs.total_jobs[:, :-1]
    np.testing.assert_allclose(gained.sum(axis=0), 0.0, atol=1e-9)


def test_the_country_s_own_jobs_are_used_where_given() -> None:
    country = pl.DataFrame(
        {"year": [2012, 2013], "private_jobs": [2000.0, 2100.0], "total_jobs": [2500.0, 2650.0]}
    )
    jobs = growth_from_components(components(), country)
    summed = growth_from_components(components())
    assert jobs.national_public[3] == pytest.approx(10.0)
    np.testing.assert_array_equal(jobs.national_public[4:], summed.national_public[4:])


def test_the_country_is_summed_over_places_known_in_both_years() -> None:
    jobs = np.array([[100.0, 110.0], [np.nan, 900.0], [50.0, 55.0]])
    np.testing.assert_allclose(national_growth(jobs), [np.nan, 10.0])
    np.testing.assert_allclose(national_growth(np.zeros((2, 2))), [np.nan, 0.0])


def test_no_public_jobs_means_no_public_growth() -> None:
    jobs = growth_from_components(components().with_columns(total_jobs=pl.col("private_jobs")))
    np.testing.assert_array_equal(relative_growth(jobs)[:, 1:, 2], 0.0)


def test_a_place_without_jobs_is_told_and_has_no_growth_the_year_after() -> None:
    emptied = components().with_columns(
        pl.when(FIRST).then(0.0).otherwise("private_jobs").alias("private_jobs"),
        growth=pl.lit(None, pl.Float64),
    )
    jobs = growth_from_components(emptied)
    assert codes(jobs)["zero_jobs"] == {"codes": ["9901"], "years": [2012]}
    assert np.isnan(jobs.growth[0, 3])
    assert jobs.growth[0, 2] == -100


def test_a_place_that_ends_in_the_middle_is_told() -> None:
    merged = components().filter((CODE != "9903") | (pl.col("year") < 2013))
    jobs = growth_from_components(merged)
    expected = {"codes": ["9903"], "first": 2010, "last": 2015}
    assert codes(jobs) == {"series_begins_or_ends": expected}
    assert np.isnan(jobs.jobs[2, 3:]).all()


def test_growth_that_is_not_that_of_the_jobs_is_told() -> None:
    """A municipality that took in another has jobs that jump and a growth that does not."""
    larger = pl.when((CODE == "9902") & (pl.col("year") >= 2013)).then(1.4).otherwise(1.0)
    jobs = growth_from_components(
        components().with_columns(pl.col("private_jobs") * larger, pl.col("total_jobs") * larger)
    )
    assert codes(jobs) == {"growth_differs": {"codes": ["9902"], "years": [2013]}}


def test_all_that_is_wrong_with_the_rows_is_told() -> None:
    more = pl.when(FIRST).then(pl.col("total_jobs") + 1).otherwise("private_jobs")
    wrong = components().with_columns(more.alias("private_jobs"))
    wrong = pl.concat([wrong, wrong.filter(CODE == "9902", pl.col("year") == 2010)])
    with pytest.raises(DataError) as error:
        growth_from_components(wrong)
    assert [(p.code, p.facts["codes"]) for p in error.value.problems] == [
        ("attractiveness.rows_twice", ["9902"]),
        ("attractiveness.private_over_total", ["9901"]),
    ]


def test_counties_and_the_country_are_left_out_and_nothing_at_all_is_an_error() -> None:
    county = components().with_columns(CODE.str.head(2))
    assert growth_from_components(pl.concat([components(), county.head(1)])).codes == CODES
    with pytest.raises(DataError, match="job_growth_components has no rows"):
        growth_from_components(county)


def test_parts_of_a_larger_place_are_its_municipalities_parts_in_jobs() -> None:
    jobs = growth_from_components(components())
    members = {"9901": "A", "9902": "A", "9903": "B", "9904": "B"}
    found = aggregate_jobs(jobs, members, ("A", "B"))
    before = jobs.jobs[:2, 2]
    expected = (jobs.industry_mix[:2, 3] * before).sum() / before.sum()
    assert found.industry_mix[0, 3] == pytest.approx(expected)
    assert found.growth[0, 3] == pytest.approx(100 * (jobs.jobs[:2, 3].sum() / before.sum() - 1))
    np.testing.assert_allclose(parts(found) + found.remainder, found.growth, atol=1e-12)
    np.testing.assert_allclose(found.national, jobs.national[:2])
    assert np.abs(found.remainder).max() <= 0.025


def test_the_first_year_of_a_larger_place_uses_the_jobs_that_growth_implies() -> None:
    jobs = growth_from_components(components())
    found = aggregate_jobs(jobs, dict.fromkeys(CODES, "A"), ("A",))
    implied = (jobs.jobs[:, 0] / (1 + jobs.growth[:, 0] / 100)).sum()
    assert found.growth[0, 0] == pytest.approx(100 * (jobs.jobs[:, 0].sum() / implied - 1))


def test_a_larger_place_is_unknown_where_a_member_is() -> None:
    table = np.array([[1.0, np.nan], [2.0, 3.0]])
    members = {"9901": "A", "9902": "B", "9903": "B", "9904": "elsewhere"}
    np.testing.assert_array_equal(
        sum_members(table, ("9901", "9902"), {"9901": "A", "9902": "A"}, ("A",)), [[3, np.nan]]
    )
    np.testing.assert_array_equal(
        sum_members(table, ("9901", "9902"), members, ("A", "B")),
        [[1, np.nan], [np.nan, np.nan]],
    )
