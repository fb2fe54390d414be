"""Business indicators of every place: as they are, and adjusted for the industries there."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from nyegrep.foundation.axes import FloatArray
from nyegrep.foundation.codes import COUNTRY
from nyegrep.foundation.errors import DataError, Problem, fail
from nyegrep.methods.attractiveness.grids import CODE, grid, twice

PRIVATE_JOB_GROWTH = "private_job_growth"
START_UP_RATE = "start_up_rate"
PRIVATE_JOBS_SHARE = "private_jobs_share"
FROM_TABLES = (PRIVATE_JOB_GROWTH, START_UP_RATE, PRIVATE_JOBS_SHARE)
NOT_ADJUSTED = ("positive_equity_share", PRIVATE_JOBS_SHARE)
ALL_INDUSTRIES, ALL_SIZES = "00-99", "all"
KEY = (CODE, "year", "indicator")
LEAST_SPREAD = 1e-12
PLACE = pl.col(CODE).str.len_chars() == 4
NUMBERS = ("value", "country", "expected", "adjusted", "rank", "rank_adjusted")
SCHEMA = pl.Schema(
    {CODE: pl.String(), "year": pl.Int64(), "indicator": pl.String()}
    | dict.fromkeys(NUMBERS, pl.Float64())
)


@dataclass(frozen=True)
class IndicatorSettings:
    """Numbers of the adjustment; filled from ``attractiveness.indicators``.

    Attributes:
        ridge: ρ, how strongly the effects of the industries are drawn towards nought.
        fewest_per_industry: municipalities that there must be for each industry; with fewer
            nothing is adjusted.
    """

    ridge: float = field(metadata={"unit": "factor"})
    fewest_per_industry: float = field(metadata={"unit": "municipalities per industry"})


@dataclass(frozen=True)
class AdjustedIndicators:
    """Indicators of all municipalities.

    Attributes:
        values: municipality_code, year, indicator, value, country (of the country, or the mean
            of the municipalities), expected (from the industries), adjusted, rank and
            rank_adjusted (percentile ranks 0–100); null where not known or not adjusted.
        notes: years in which there were too few municipalities to adjust by.
    """

    values: pl.DataFrame
    notes: tuple[Problem, ...]


def adjust(
    values: pl.DataFrame, jobs: pl.DataFrame, settings: IndicatorSettings
) -> AdjustedIndicators:
    """Take from each indicator what the industries of the place would lead one to expect.

    For each indicator and year, over municipalities i with jobs J_i and shares s_ij of them in
    industry j, with means and spreads weighted by w_i = J_i/ΣJ and z_ij = (s_ij − s̄_j)/σ_j::

        β          = argmin Σ_i w_i·(y_i − ȳ − Σ_j z_ij·β_j)² + ρ·Σ_j β_j²
        expected_i = ȳ + Σ_j z_ij·β_j
        adjusted_i = y_i − expected_i + ȳ
        rank_i     = 100·(places below + half of those alike, itself among them)/places

    Positive equity and size (private jobs in per cent of the people) are not adjusted.

    Args:
        values: municipality_code, year, indicator, value; rows of ``0`` are the country's own.
        jobs: municipality_code, year, industry, jobs; industries that do not overlap.
        settings: ρ and how many municipalities there must be.

    Raises:
        DataError: an indicator stands twice for a municipality and year.

    Source: our reading; the published method says that indicators are adjusted, not how.
    """
    doubled = twice(values, KEY)
    if doubled:
        fail(DataError, "attractiveness.rows_twice", table="business_key_figures", codes=doubled)
    known = values.select(*KEY, "value").filter(pl.col("value").is_finite())
    national = known.filter(pl.col(CODE) == COUNTRY)
    stated = {(name, year): value for _, year, name, value in national.iter_rows()}
    found = [pl.DataFrame(schema=SCHEMA)]
    few: list[tuple[int, int, int]] = []
    for (name, year), group in known.filter(PLACE).sort(KEY).group_by("indicator", "year"):
        there = jobs.filter((pl.col("year") == year) & (pl.col("jobs") > 0))
        fitted, needed = _fitted(str(name), group, there, settings)
        if needed and name not in NOT_ADJUSTED:
            few.append((int(str(year)), fitted.drop_nulls("weight").height, needed))
        country = pl.col("country")
        if (name, year) in stated:
            country = pl.lit(stated[name, year], dtype=pl.Float64).alias("country")
        found.append(fitted.with_columns(country).select(SCHEMA.names()).cast(SCHEMA))
    return AdjustedIndicators(pl.concat(found).sort(KEY), _notes(few))


def indicators_from_tables(
    jobs: pl.DataFrame | None,
    population: pl.DataFrame | None,
    start_ups: pl.DataFrame | None,
    establishments: pl.DataFrame | None,
) -> pl.DataFrame:
    """The indicators that jobs, people and establishments tell of; those without data are absent.

    private_job_growth = 100·(J_t/J_t−1 − 1); private_jobs_share = 100·J_t/P on 1 January after,
    weeks after the jobs are counted; start_up_rate = 100·new enterprises in t per establishment
    on 1 January of t. The country is the sum of the municipalities that are known.

    Args:
        jobs: municipality_code, year, jobs: private ones, fourth quarter.
        population: municipality_code, year, persons, 1 January.
        start_ups: municipality_code, year, new_enterprises.
        establishments: municipality_code, year, industry, size_class, establishments; the sum of
            the size classes is used where there is no row of ``all``.

    Returns:
        municipality_code (``0`` is the country), year, indicator, value in per cent.
    """
    place_year = [CODE, "year"]
    found = [_percent("", _nothing(), pl.col("whole"))]
    if jobs is not None:
        whole = pl.col("jobs").alias("whole")
        earlier = jobs.select(CODE, pl.col("year") + 1, whole)
        both = jobs.join(earlier, on=place_year)
        found.append(_percent(PRIVATE_JOB_GROWTH, both, pl.col("jobs") - pl.col("whole")))
    if jobs is not None and population is not None:
        after = population.select(CODE, pl.col("year") - 1, pl.col("persons").alias("whole"))
        both = jobs.join(after, on=place_year)
        found.append(_percent(PRIVATE_JOBS_SHARE, both, pl.col("jobs")))
    if start_ups is not None and establishments is not None:
        both = start_ups.join(_all_establishments(establishments), on=place_year)
        found.append(_percent(START_UP_RATE, both, pl.col("new_enterprises")))
    return pl.concat(found)


def _nothing() -> pl.DataFrame:
    return pl.DataFrame(schema={CODE: pl.String, "year": pl.Int64, "whole": pl.Float64})


def _percent(indicator: str, rows: pl.DataFrame, part: pl.Expr) -> pl.DataFrame:
    """``part`` in per cent of ``whole``, for each municipality and for all of them together."""
    parts = rows.select(
        CODE,
        pl.col("year").cast(pl.Int64),
        part.cast(pl.Float64).alias("part"),
        pl.col("whole").cast(pl.Float64),
    )
    usable = parts.filter(PLACE & (pl.col("whole") > 0)).drop_nulls()
    together = usable.group_by("year").agg(pl.col("part", "whole").sum())
    together = together.select(pl.lit(COUNTRY).alias(CODE), "year", "part", "whole")
    return pl.concat([usable, together]).select(
        CODE,
        "year",
        pl.lit(indicator).alias("indicator"),
        (100 * pl.col("part") / pl.col("whole")).alias("value"),
    )


def _all_establishments(table: pl.DataFrame) -> pl.DataFrame:
    """``municipality_code, year, whole``: establishments of all industries and sizes."""
    rows = table.filter(pl.col("industry") == ALL_INDUSTRIES)
    number, is_all = pl.col("establishments"), pl.col("size_class") == ALL_SIZES
    stated, summed = number.filter(is_all).first(), number.filter(~is_all).sum()
    return rows.group_by(CODE, "year").agg(pl.coalesce(stated, summed).alias("whole"))


def _fitted(
    indicator: str, group: pl.DataFrame, jobs: pl.DataFrame, settings: IndicatorSettings
) -> tuple[pl.DataFrame, int]:
    """One indicator in one year; besides, how many municipalities it lacked, 0 if it had enough."""
    weights = jobs.group_by(CODE).agg(pl.col("jobs").sum().cast(pl.Float64).alias("weight"))
    rows = group.join(weights, on=CODE, how="left").sort(CODE)
    usable = rows.drop_nulls("weight")
    industries = sorted(jobs.join(usable, on=CODE, how="semi")["industry"].unique())
    needed = int(np.ceil(settings.fewest_per_industry * max(len(industries), 1)))
    none = pl.lit(None, dtype=pl.Float64)
    enough = len(usable) > needed
    if enough and indicator not in NOT_ADJUSTED:
        shares = _shares(jobs, usable[CODE].to_list(), industries)
        value, weight = (usable[name].to_numpy() for name in ("value", "weight"))
        expected = expect(value, shares, weight, settings.ridge)
        mean = float(np.average(value, weights=weight))
        told = usable.select(CODE, expected=expected, adjusted=value - expected + mean)
        rows = rows.join(told, on=CODE, how="left")
    else:
        rows = rows.with_columns(expected=none, adjusted=none)
    country = _country(indicator, usable)
    rows = rows.with_columns(
        country=none if country is None else pl.lit(country),
        rank=_rank("value"),
        rank_adjusted=_rank("adjusted"),
    )
    return rows, 0 if enough else needed


def expect(value: FloatArray, shares: FloatArray, weight: FloatArray, ridge: float) -> FloatArray:
    """What the industries would lead one to expect of each municipality; see ``adjust``.

    Args:
        value: the indicator [municipality].
        shares: of the jobs by industry [municipality, industry].
        weight: jobs [municipality], above nought.
        ridge: ρ; 0 is plain least squares, of all solutions the shortest.
    """
    w = weight / weight.sum()
    z = shares - w @ shares
    spread = np.sqrt(w @ z**2)
    z = z[:, spread > LEAST_SPREAD] / spread[spread > LEAST_SPREAD]
    mean, root, number = float(w @ value), np.sqrt(w), z.shape[1]
    left = np.vstack([root[:, None] * z, np.sqrt(ridge) * np.eye(number)])
    right = np.concatenate([root * (value - mean), np.zeros(number)])
    effects = np.linalg.lstsq(left, right, rcond=None)[0]
    expected: FloatArray = mean + z @ effects
    return expected


def _shares(jobs: pl.DataFrame, codes: list[str], industries: list[str]) -> FloatArray:
    """Shares of the jobs [municipality, industry]."""
    numbers = {name: position for position, name in enumerate(industries)}
    places = jobs.with_columns(
        pl.col("industry").replace_strict(numbers, default=None).alias("year")
    )
    cells = np.nan_to_num(grid(places.drop_nulls("year"), "jobs", codes, range(len(industries))))
    shares: FloatArray = cells / cells.sum(axis=1, keepdims=True)
    return shares


def _country(indicator: str, usable: pl.DataFrame) -> float | None:
    """The mean of the municipalities, weighted by jobs.

    Growth is weighted by the jobs before, jobs per inhabitant by the inhabitants: both follow
    from the jobs and the indicator itself, and make the mean that of the country.
    """
    weight = pl.col("weight")
    if indicator == PRIVATE_JOB_GROWTH:
        weight = weight / (1 + pl.col("value") / 100)
    if indicator == PRIVATE_JOBS_SHARE:
        weight = weight / pl.col("value")
    rows = usable.with_columns(by=weight).filter(pl.col("by").is_finite() & (pl.col("by") > 0))
    if rows.is_empty():
        return None
    return float(np.average(rows["value"].to_numpy(), weights=rows["by"].to_numpy()))


def _rank(column: str) -> pl.Expr:
    """Percentile rank among the known values; ties share theirs."""
    value = pl.col(column)
    return 100 * (value.rank("average") - 0.5) / value.count()


def _notes(few: list[tuple[int, int, int]]) -> tuple[Problem, ...]:
    if not few:
        return ()
    years, found, needed = zip(*few, strict=True)
    facts = {"years": sorted(set(years)), "found": min(found), "needed": max(needed)}
    return (Problem("attractiveness.indicators_not_adjusted", facts),)
