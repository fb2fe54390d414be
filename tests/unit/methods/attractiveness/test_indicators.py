"""Business indicators: adjusted for industries, ranked, and worked out from other tables."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from nyegrep.foundation.axes import FloatArray
from nyegrep.foundation.errors import DataError
from nyegrep.methods.attractiveness.indicators import (
    IndicatorSettings,
    adjust,
    expect,
    indicators_from_tables,
)

pytestmark = pytest.mark.unit

PLAIN = IndicatorSettings(ridge=0.0, fewest_per_industry=3.0)
INDUSTRIES = ("01-03", "10-33", "45-47", "64-66")
EFFECTS = np.array([-8.0, 4.0, 0.0, 12.0])
NUMBER = 40
YEAR = 2020


def country(number: int = NUMBER) -> tuple[FloatArray, FloatArray]:
    """Jobs by municipality and industry, and their shares."""
    rng = np.random.default_rng(7)
    shares = rng.dirichlet(np.full(len(INDUSTRIES), 3.0), number)
    jobs = shares * rng.uniform(200, 9000, (number, 1))
    return jobs, shares


def codes(number: int) -> list[str]:
    return [str(7000 + i) for i in range(number)]


def job_rows(jobs: FloatArray) -> pl.DataFrame:
    rows = [
        (code, YEAR, industry, value)
        for code, line in zip(codes(len(jobs)), jobs.tolist(), strict=True)
        for industry, value in zip(INDUSTRIES, line, strict=True)
    ]
    return pl.DataFrame(
        rows, schema=["municipality_code", "year", "industry", "jobs"], orient="row"
    )


def rows_of(values: FloatArray, indicator: str = "profitable_share") -> pl.DataFrame:
    return pl.DataFrame(
        {
            "municipality_code": codes(len(values)),
            "year": [YEAR] * len(values),
            "indicator": [indicator] * len(values),
            "value": values,
        }
    )


def test_what_only_the_industries_explain_is_taken_away() -> None:
    jobs, shares = country()
    value = 60 + shares @ EFFECTS
    found = adjust(rows_of(value), job_rows(jobs), PLAIN).values
    mean = np.average(value, weights=jobs.sum(axis=1))
    assert found["adjusted"].to_numpy() == pytest.approx(np.full(NUMBER, mean))
    assert found["expected"].to_numpy() == pytest.approx(value)


def test_what_is_the_places_own_is_kept() -> None:
    jobs, shares = country(200)
    rng = np.random.default_rng(11)
    own = rng.normal(0, 1, 200)
    own[5] = 6.0
    found = adjust(rows_of(60 + shares @ EFFECTS + own), job_rows(jobs), PLAIN).values
    adjusted = found["adjusted"].to_numpy()
    assert np.corrcoef(adjusted, own)[0, 1] > 0.95
    assert found["rank_adjusted"].arg_max() == 5


def test_without_a_ridge_it_is_weighted_least_squares_on_the_shares() -> None:
    jobs, shares = country()
    weight = jobs.sum(axis=1)
    value = 60 + shares @ EFFECTS + np.random.default_rng(3).normal(0, 3, NUMBER)
    root = np.sqrt(weight)[:, None]
    effects, *_ = np.linalg.lstsq(root * shares, root[:, 0] * value, rcond=None)
    assert expect(value, shares, weight, 0.0) == pytest.approx(shares @ effects)


def test_a_strong_ridge_expects_the_mean_of_everybody() -> None:
    jobs, shares = country()
    weight = jobs.sum(axis=1)
    value = 60 + shares @ EFFECTS
    spreads = [float(expect(value, shares, weight, ridge).std()) for ridge in (0.0, 0.5, 1e6)]
    assert spreads[0] > spreads[1] > spreads[2]
    assert expect(value, shares, weight, 1e9) == pytest.approx(
        np.full(NUMBER, np.average(value, weights=weight)), abs=1e-6
    )


def test_the_mean_of_the_country_is_the_same_before_and_after() -> None:
    jobs, shares = country()
    value = 60 + shares @ EFFECTS + np.random.default_rng(3).normal(0, 3, NUMBER)
    settings = IndicatorSettings(ridge=0.2, fewest_per_industry=3.0)
    found = adjust(rows_of(value), job_rows(jobs), settings).values
    weight = jobs.sum(axis=1)
    assert np.average(found["adjusted"], weights=weight) == pytest.approx(found["country"][0])


@pytest.mark.parametrize("indicator", ["positive_equity_share", "private_jobs_share"])
def test_equity_and_size_are_ranked_but_not_adjusted(indicator: str) -> None:
    jobs, shares = country()
    found = adjust(rows_of(60 + shares @ EFFECTS, indicator), job_rows(jobs), PLAIN)
    assert found.values["adjusted"].null_count() == NUMBER
    assert found.values["rank"].null_count() == 0
    assert found.notes == ()


def test_ranks_go_from_0_to_100_and_equals_share_theirs() -> None:
    found = adjust(rows_of(np.array([5.0, 1.0, 5.0, 9.0])), job_rows(country(4)[0]), PLAIN).values
    assert found["rank"].to_list() == [50.0, 12.5, 50.0, 87.5]


def test_with_too_few_municipalities_nothing_is_adjusted_and_a_note_says_so() -> None:
    jobs, shares = country(12)
    found = adjust(rows_of(60 + shares @ EFFECTS), job_rows(jobs), PLAIN)
    assert found.values["adjusted"].null_count() == 12
    assert found.values["rank"].null_count() == 0
    (note,) = found.notes
    assert note.code == "attractiveness.indicators_not_adjusted"
    assert note.facts == {"years": [YEAR], "found": 12, "needed": 12}
    assert "2020" in note.text("nb")


def test_municipalities_without_jobs_or_value_are_left_out_of_the_adjustment() -> None:
    jobs, shares = country()
    rows = rows_of(60 + shares @ EFFECTS)
    lacking = rows.with_columns(
        value=pl.when(pl.col("municipality_code") != "7000").then(pl.col("value"))
    )
    known = job_rows(jobs).filter(pl.col("municipality_code") != "7001")
    found = adjust(lacking, known, PLAIN).values
    assert "7000" not in found["municipality_code"]
    assert found.filter(pl.col("municipality_code") == "7001")["adjusted"].to_list() == [None]
    assert found["adjusted"].null_count() == 1


def test_the_countrys_own_number_is_used_where_it_is_known() -> None:
    jobs, shares = country()
    rows = rows_of(60 + shares @ EFFECTS)
    own = rows.head(1).with_columns(municipality_code=pl.lit("0"), value=pl.lit(60.3))
    found = adjust(pl.concat([rows, own]), job_rows(jobs), PLAIN).values
    assert found["country"].unique().to_list() == [60.3]
    assert "0" not in found["municipality_code"]


def test_the_mean_of_size_and_of_growth_is_that_of_the_sums() -> None:
    jobs, _ = country()
    total = jobs.sum(axis=1)
    rng = np.random.default_rng(5)
    people, before = total / rng.uniform(0.2, 0.6, NUMBER), total / rng.uniform(0.9, 1.1, NUMBER)
    rows = pl.concat(
        [
            rows_of(100 * total / people, "private_jobs_share"),
            rows_of(100 * (total / before - 1), "private_job_growth"),
        ]
    )
    found = adjust(rows, job_rows(jobs), PLAIN).values
    means = dict(found.select("indicator", "country").unique().iter_rows())
    assert means["private_jobs_share"] == pytest.approx(100 * total.sum() / people.sum())
    assert means["private_job_growth"] == pytest.approx(100 * (total.sum() / before.sum() - 1))


def test_an_indicator_that_stands_twice_is_refused() -> None:
    rows = rows_of(np.array([1.0, 2.0]))
    with pytest.raises(DataError, match="7000"):
        adjust(pl.concat([rows, rows.head(1)]), job_rows(country(2)[0]), PLAIN)


def test_growth_size_and_start_ups_follow_from_jobs_people_and_establishments() -> None:
    jobs = pl.DataFrame(
        {
            "municipality_code": ["7001", "7001", "7002", "7002"],
            "year": [2019, 2020, 2019, 2020],
            "jobs": [100.0, 110.0, 300.0, 270.0],
        }
    )
    people = pl.DataFrame(
        {"municipality_code": ["7001", "7002"], "year": [2021, 2021], "persons": [440, 900]}
    )
    started = pl.DataFrame(
        {"municipality_code": ["7001", "7002"], "year": [2020, 2020], "new_enterprises": [3.0, 8.0]}
    )
    firms = pl.DataFrame(
        {
            "municipality_code": ["7001", "7001", "7001", "7002", "7002"],
            "year": [2020] * 5,
            "industry": ["00-99", "00-99", "10-33", "00-99", "00-99"],
            "size_class": ["all", "00", "all", "00", "16"],
            "establishments": [50.0, 30.0, 9.0, 60.0, 90.0],
        }
    )
    found = indicators_from_tables(jobs, people, started, firms)
    told = {(name, code): value for code, _, name, value in found.iter_rows()}
    assert told == pytest.approx(
        {
            ("private_job_growth", "7001"): 10.0,
            ("private_job_growth", "7002"): -10.0,
            ("private_job_growth", "0"): -5.0,
            ("private_jobs_share", "7001"): 25.0,
            ("private_jobs_share", "7002"): 30.0,
            ("private_jobs_share", "0"): 100 * 380 / 1340,
            ("start_up_rate", "7001"): 6.0,
            ("start_up_rate", "7002"): 100 * 8 / 150,
            ("start_up_rate", "0"): 5.5,
        }
    )
    assert found["year"].unique().to_list() == [2020]


def test_tables_that_are_not_there_give_no_indicators() -> None:
    assert indicators_from_tables(None, None, None, None).is_empty()
