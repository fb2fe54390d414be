"""Jobs by industry: private ones where they can be told, and totals beside the cells."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from nyegrep.foundation.errors import DataError
from nyegrep.methods.attractiveness.coefficients import JobSettings
from nyegrep.methods.attractiveness.industries import (
    IndustryJobs,
    country_of,
    for_industry,
    industry_jobs,
)
from tests.unit.methods.attractiveness.small_country import JOB_SETTINGS

pytestmark = pytest.mark.unit

Row = tuple[str, int, str, str, float]
ALL: list[Row] = [
    ("9901", 2015, "01-03", "all", 10),
    ("9901", 2015, "10-33", "all", 40),
    ("9901", 2015, "84-88", "all", 60),
    ("9901", 2016, "01-03", "all", 12),
    ("9901", 2016, "84-88", "all", 60),
    ("9902", 2016, "10-33", "all", 3),
]
TOTALS: list[Row] = [
    ("9901", 2015, "00-99", "private", 64),
    ("9901", 2015, "00-99", "public", 47),
    ("9901", 2016, "00-99", "private", 25),
    ("9901", 2016, "00-99", "public", 48),
    ("9902", 2016, "00-99", "private", 1),
    ("9902", 2016, "00-99", "public", 1),
]
PRIVATE: list[Row] = [
    ("9901", 2015, "01-03", "private", 9),
    ("9901", 2015, "10-33", "private", 40),
    ("9901", 2016, "84-88", "private", 14),
    ("9902", 2016, "10-33", "private", 1),
]


def table(*rows: Row) -> pl.DataFrame:
    schema = ["municipality_code", "year", "industry", "sector", "jobs"]
    return pl.DataFrame(list(rows), schema=schema, orient="row")


def codes(jobs: IndustryJobs) -> list[str]:
    return [note.code.split(".")[1] for note in jobs.notes]


def test_all_jobs_are_used_where_private_ones_are_not_known() -> None:
    jobs = industry_jobs(table(*ALL), JOB_SETTINGS)
    assert (jobs.basis, jobs.industries) == ("total", ("01-03", "10-33", "84-88"))
    np.testing.assert_array_equal(jobs.cells[0], [[10, 40, 60], [12, 0, 60]])
    np.testing.assert_array_equal(jobs.jobs, [[110, 72], [np.nan, 3]])
    np.testing.assert_array_equal(jobs.total_jobs, jobs.jobs)
    assert codes(jobs) == ["all_jobs"]


def test_an_industry_without_a_row_has_none_but_a_year_without_rows_is_unknown() -> None:
    cells = industry_jobs(table(*ALL), JOB_SETTINGS).cells
    assert cells[0, 1, 1] == 0
    assert np.isnan(cells[1, 0]).all()


def test_private_totals_with_shares_of_all_jobs_weigh_the_industries() -> None:
    jobs = industry_jobs(table(*ALL, *TOTALS), JOB_SETTINGS)
    assert jobs.basis == "private"
    np.testing.assert_array_equal(jobs.cells[0, 0], [10, 40, 15])
    np.testing.assert_array_equal(jobs.jobs, [[64, 25], [np.nan, 1]])
    np.testing.assert_array_equal(jobs.total_jobs, [[111, 73], [np.nan, 2]])
    np.testing.assert_array_equal(jobs.difference, [[-1, -1], [np.nan, 1]])
    assert codes(jobs) == ["private_from_shares", "small_cells"]
    assert jobs.notes[1].facts == {"differing": 3, "known": 3, "largest": 1}


def test_private_jobs_by_industry_are_used_as_they_are() -> None:
    jobs = industry_jobs(table(*ALL, *PRIVATE, *TOTALS), JOB_SETTINGS)
    assert jobs.basis == "private"
    np.testing.assert_array_equal(jobs.cells[0], [[9, 40, 0], [0, 0, 14]])
    np.testing.assert_array_equal(jobs.jobs, [[64, 25], [np.nan, 1]])
    np.testing.assert_array_equal(jobs.difference[0], [-15, -11])
    assert codes(jobs) == ["small_cells"]


def test_private_jobs_are_the_sum_of_their_cells_where_no_total_is_known() -> None:
    jobs = industry_jobs(table(*ALL, *PRIVATE), JOB_SETTINGS)
    np.testing.assert_array_equal(jobs.jobs, [[49, 14], [np.nan, 1]])
    np.testing.assert_array_equal(jobs.total_jobs, [[np.nan, np.nan], [np.nan, np.nan]])
    assert jobs.notes == ()


def test_the_total_of_all_jobs_less_the_public_ones_is_the_private_one() -> None:
    rows = [("9901", 2015, "00-99", "all", 111.0), ("9901", 2015, "00-99", "public", 47.0)]
    jobs = industry_jobs(table(*ALL[:3], *rows), JOB_SETTINGS)
    assert (jobs.basis, jobs.jobs.item(), jobs.total_jobs.item()) == ("private", 64, 111)


def test_either_kind_can_be_asked_for() -> None:
    assert industry_jobs(table(*ALL, *TOTALS), JOB_SETTINGS, basis="total").basis == "total"
    shares = industry_jobs(table(*ALL), JOB_SETTINGS, basis="private")
    np.testing.assert_array_equal(shares.jobs[0], [65, 27])


def test_the_country_is_its_own_row_or_the_sum_of_whole_municipalities() -> None:
    national = [("0", year, *rest) for _, year, *rest in ALL[:5]]
    rows = table(*ALL, *national)  # type: ignore[arg-type]  # unpacked rows have no fixed length
    own = industry_jobs(rows, JOB_SETTINGS, country=True)
    assert own.codes == ("0",)
    summed = country_of(industry_jobs(table(*ALL), JOB_SETTINGS))
    np.testing.assert_array_equal(summed.cells, own.cells)
    np.testing.assert_array_equal(summed.jobs, [[110, 72]])


def test_all_that_is_wrong_with_the_rows_is_told() -> None:
    wrong = table(
        *ALL, ALL[0], ("9901", 2015, "01-33", "all", 50), ("9901", 2015, "84.1", "all", 5)
    )
    with pytest.raises(DataError) as error:
        industry_jobs(wrong, JOB_SETTINGS)
    facts = {p.code.split(".")[1]: p.facts for p in error.value.problems}
    assert facts["rows_twice"]["codes"] == ["9901"]
    assert facts["industries_overlap"]["industries"] == [
        "01-03 / 01-33",
        "01-33 / 10-33",
        "84.1 / 84-88",
    ]


def test_finer_codes_of_one_division_do_not_overlap_but_it_does_with_them() -> None:
    fine = [("9901", 2015, code, "all", 1.0) for code in ("86.1", "86.2", "86.901", "87")]
    assert industry_jobs(table(*fine), JOB_SETTINGS).jobs.item() == 4
    with pytest.raises(DataError, match=r"86 / 86\.1"):
        industry_jobs(table(*fine, ("9901", 2015, "86", "all", 3.0)), JOB_SETTINGS)


def test_totals_that_stand_twice_are_told() -> None:
    with pytest.raises(DataError, match="more than one row"):
        industry_jobs(table(*ALL, TOTALS[0], TOTALS[0]), JOB_SETTINGS)


def test_no_municipalities_is_an_error() -> None:
    with pytest.raises(DataError, match="jobs_by_industry has no rows"):
        industry_jobs(table(("99", 2015, "01-03", "all", 5)), JOB_SETTINGS)


def test_an_industry_without_a_private_share_is_told() -> None:
    settings = JobSettings(0.4, 0.5, {"01-33": 1.0}, {})
    with pytest.raises(DataError, match="84-88 have no private share"):
        industry_jobs(table(*ALL, *TOTALS), settings)


@pytest.mark.parametrize(
    ("code", "found"),
    [("45-47", "groups"), ("46", "one"), ("47", "groups"), ("46.3", "one"), ("45-56", None)],
)
def test_a_code_is_looked_for_itself_then_in_the_narrowest_range(
    code: str, found: str | None
) -> None:
    assert for_industry(code, {"45-47": "groups", "41-50": "wide", "46": "one"}) == found
    assert for_industry("00", {"45-47": "groups"}) is None
