"""The truth, and finding it again in what the country publishes about itself.

Attractiveness is estimated on 2003-2012, when no border moved, from the published tables alone.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

from nyegrep.sources.demo import Truth
from nyegrep.sources.demo.country import FloatArray

pytestmark = pytest.mark.unit

Tables = dict[str, pl.DataFrame]
KEYS = ["year", "municipality_code"]
YEARS = range(2003, 2013)
TOTAL = pl.col("industry") == "00-99"


class Panel:
    """Published numbers of 2000-2012 as arrays ``[year, municipality]``."""

    def __init__(self, tables: Tables) -> None:
        change = tables["population_change"].filter(pl.col("year").is_between(2000, 2012))
        self.country = change.filter(pl.col("municipality_code") == "0").sort("year")
        self.change = change.filter(pl.col("municipality_code") != "0").sort(KEYS)
        self.codes = self.change.filter(pl.col("year") == 2000)["municipality_code"].to_list()
        self.tables = tables

    def flow(self, name: str) -> FloatArray:
        return self.change[name].to_numpy().reshape(13, -1).astype(float)

    def jobs(self, sector: str) -> FloatArray:
        frame = self.tables["jobs_by_industry"].filter(
            TOTAL, pl.col("sector") == sector, pl.col("municipality_code").is_in(self.codes)
        )
        frame = frame.filter(pl.col("year") <= 2012).sort(KEYS)
        return frame["jobs"].to_numpy().reshape(13, -1).astype(float)

    def commuting(self, year: int) -> FloatArray:
        place = {code: number for number, code in enumerate(self.codes)}
        matrix = np.zeros((len(place), len(place)))
        frame = self.tables["commuting"].filter(pl.col("year") == year)
        for home, work, number in frame.select("home_code", "work_code", "employed").iter_rows():
            matrix[place[home], place[work]] = number
        return matrix

    def relative_net_migration(self) -> FloatArray:
        net, people = self.flow("net_migration"), self.flow("population")
        national = self.country["net_migration"] / self.country["population"]
        rate: FloatArray = 100 * (net / people - national.to_numpy()[:, None])
        return rate

    def relative_job_growth(self) -> FloatArray:
        """x: jobs gained beyond national growth of each sector, per cent of all jobs before."""
        gained = np.zeros((12, len(self.codes)))
        for sector in ("private", "public"):
            jobs = self.jobs(sector)
            national = jobs[1:].sum(axis=1) / jobs[:-1].sum(axis=1)
            gained += jobs[1:] - jobs[:-1] * national[:, None]
        grown: FloatArray = 100 * gained / self.jobs("all")[:-1]
        return grown


@pytest.fixture(scope="module")
def panel(tables: Tables) -> Panel:
    return Panel(tables)


@pytest.fixture(scope="module")
def regressors(panel: Panel) -> dict[str, FloatArray]:
    """Every regressor of net migration, ``[year, municipality]`` for 2003-2012."""
    grown = panel.relative_job_growth()
    found: dict[str, list[Any]] = {}
    for year in YEARS:
        matrix = panel.commuting(year)
        shares = matrix / matrix.sum(axis=1, keepdims=True)
        inside = np.diag(shares)
        outside = shares - np.diag(inside)
        into = 1 - np.diag(matrix) / matrix.sum(axis=0)
        found.setdefault("size", []).append(np.log(panel.flow("population")[year - 2000]))
        found.setdefault("integration", []).append(1 - inside + into)
        neighbour = np.zeros(len(inside))
        for lag, weight in enumerate((0.132, 0.081, 0.062)):
            x = grown[year - 2001 - lag]
            found.setdefault(f"own_{lag}", []).append(inside * x)
            neighbour += weight * (outside @ x)
        found.setdefault("neighbour", []).append(neighbour)
    return {name: np.array(values) for name, values in found.items()}


def least_squares(y: FloatArray, columns: list[FloatArray]) -> tuple[FloatArray, FloatArray]:
    """Coefficients and their standard errors."""
    x = np.stack([column.ravel() for column in columns], axis=1)
    inverse = np.linalg.inv(x.T @ x)
    coefficients = inverse @ x.T @ y.ravel()
    left = y.ravel() - x @ coefficients
    variance = left @ left / (len(left) - x.shape[1])
    return coefficients, np.sqrt(variance * np.diag(inverse))


def test_effects_of_job_growth_are_found_again_within_municipalities(
    panel: Panel, regressors: dict[str, FloatArray], known: Truth
) -> None:
    """Lasting attractiveness is taken out by measuring from each municipality's own mean."""
    names = ["own_0", "own_1", "own_2", "neighbour", "size", "integration"]
    y = panel.relative_net_migration()[3:]
    columns = [regressors[name] - regressors[name].mean(axis=0) for name in names]
    found, error = least_squares(y - y.mean(axis=0), columns)
    truth = known.attractiveness
    true = np.array([*truth.own_growth, truth.neighbour_factor])
    assert (np.abs(found[:4] - true) < 3 * error[:4]).all()
    assert (error[:3] < 0.03).all()
    assert found[:3].sum() == pytest.approx(sum(truth.own_growth), abs=0.08)


def test_size_and_integration_are_found_again_between_municipalities(
    panel: Panel, regressors: dict[str, FloatArray], known: Truth
) -> None:
    """On means over the years, what job growth explains taken off first."""
    truth = known.attractiveness
    explained = truth.neighbour_factor * regressors["neighbour"]
    for lag, weight in enumerate(truth.own_growth):
        explained = explained + weight * regressors[f"own_{lag}"]
    y = (panel.relative_net_migration()[3:] - explained).mean(axis=0)
    columns = [regressors[name].mean(axis=0) for name in ("size", "integration")]
    found, error = least_squares(y, [*columns, np.ones(len(y))])
    level = truth.constant + truth.size_level + truth.integration_level
    true = np.array([truth.size_slope, truth.integration_slope, level])
    assert (np.abs(found - true) < 3 * error).all()
    assert error[0] < 0.06


def test_residential_attractiveness_is_found_again(
    panel: Panel, regressors: dict[str, FloatArray], known: Truth
) -> None:
    """What is left of net migration is true attractiveness and the chance of small numbers."""
    truth = known.attractiveness
    expected = truth.constant + truth.size_slope * regressors["size"] + truth.size_level
    expected += truth.integration_slope * regressors["integration"] + truth.integration_level
    expected += truth.neighbour_factor * regressors["neighbour"]
    expected += sum(w * regressors[f"own_{lag}"] for lag, w in enumerate(truth.own_growth))
    left = panel.relative_net_migration()[3:] - expected
    true = known.migration.filter(pl.col("year").is_in(YEARS)).sort(KEYS)
    hidden = true["residential_attractiveness"] + true["chance"]
    assert left.ravel() == pytest.approx(hidden.to_numpy(), abs=1e-9)
    attractive = true["residential_attractiveness"].to_numpy().reshape(left.shape)
    tie = np.corrcoef(left.mean(axis=0), attractive.mean(axis=0))[0, 1]
    assert tie > 0.8


def test_business_attractiveness_is_found_again_in_published_jobs(
    tables: Tables, known: Truth
) -> None:
    """NA = g - n - B - Q from rounded cells; the error is small where jobs are many."""
    cells = tables["jobs_by_industry"].filter(
        ~TOTAL, pl.col("sector") == "private", pl.col("municipality_code").str.len_chars() != 2
    )
    later = cells.select(pl.col("year") - 1, "municipality_code", "industry", after="jobs")
    both = cells.join(later, on=[*KEYS, "industry"])
    country = both.filter(pl.col("municipality_code") == "0")
    national = country.select("year", "industry", g=100 * (pl.col("after") / pl.col("jobs") - 1))
    whole = country.group_by("year").agg(n=100 * (pl.col("after").sum() / pl.col("jobs").sum() - 1))
    joined = both.join(national, on=["year", "industry"]).join(whole, on="year")
    split = (
        joined.group_by(KEYS)
        .agg(
            jobs=pl.col("jobs").sum(),
            relative=100 * (pl.col("after").sum() / pl.col("jobs").sum() - 1) - pl.col("n").first(),
            mix=(pl.col("jobs") * (pl.col("g") - pl.col("n"))).sum() / pl.col("jobs").sum(),
        )
        .with_columns(pl.col("year") + 1)
    )
    true = known.job_growth.with_columns(pl.col("year").cast(pl.Int32)).join(split, on=KEYS)
    changed = ["7307", "7207", "7412", "7603", "7604"]
    large = true.filter(pl.col("jobs") > 5000, ~pl.col("municipality_code").is_in(changed))
    found = large["relative"] - large["mix"] - large["population_effect"]
    assert len(large) > 200
    assert (found - large["business_attractiveness"]).abs().max() < 0.15  # type: ignore[operator]  # numbers, not None


def test_total_fertility_is_found_again(tables: Tables, known: Truth) -> None:
    """The country's rate is the true schedule times the mean factor over young women's homes."""
    found = tables["national_fertility"].group_by("year").agg(found=pl.col("asfr").sum())
    true = known.fertility.group_by("year").agg(true=pl.col("births_per_woman").sum())
    young = (pl.col("sex") == "female") & pl.col("age").is_between(22, 38)
    women = tables["population_by_age"].filter(young).group_by(KEYS).agg(pl.col("persons").sum())
    women = women.with_columns(pl.col("year").cast(pl.Int64))
    weighted = (pl.col("fertility") * pl.col("persons")).sum() / pl.col("persons").sum()
    local = known.traits.join(women, on=KEYS).group_by("year").agg(local=weighted)
    joined = found.with_columns(pl.col("year").cast(pl.Int64)).join(true, on="year")
    joined = joined.join(local, on="year")
    off = joined["found"] / (joined["true"] * joined["local"]) - 1
    assert len(joined) == 26
    assert np.abs(off.to_numpy()).max() < 0.035
    assert abs(off.to_numpy().mean()) < 0.01


def test_life_expectancy_is_found_again(tables: Tables, known: Truth) -> None:
    def life_expectancy(rates: FloatArray) -> float:
        alive = np.concatenate([[1.0], np.exp(-np.cumsum(rates))])
        return float((0.5 * (alive[1:] + alive[:-1])).sum())

    for sex in ("male", "female"):
        last = tables["national_deaths"].filter(pl.col("year") >= 2016)
        pooled = last.group_by("age").agg(pl.col(f"{sex}_mx").mean()).sort("age")
        true = known.mortality.filter(pl.col("year") >= 2016, pl.col("sex") == sex)
        mean = true.group_by("age").agg(pl.col("deaths_per_person_year").mean()).sort("age")
        found = life_expectancy(pooled[f"{sex}_mx"].fill_null(0.5).to_numpy())
        expected = life_expectancy(mean["deaths_per_person_year"].to_numpy())
        assert found == pytest.approx(expected, abs=0.4)


def test_the_truth_about_spending_covers_every_sector(known: Truth) -> None:
    assert known.spending["sector"].n_unique() == 7
    assert known.spending.null_count().sum_horizontal().item() == 0
    assert known.spending["deviation"].std() == pytest.approx(known.money.deviation_sd, abs=0.02)


def test_hidden_components_add_up(known: Truth) -> None:
    parts = pl.sum_horizontal(
        "national", "industry_mix", "population_effect", "business_attractiveness"
    )
    off = known.job_growth.select((pl.col("private") - parts).abs().max()).item()
    assert off < 1e-9
    moves = pl.sum_horizontal(known.migration.columns[2:4] + known.migration.columns[5:])
    assert known.migration.select((pl.col("net") - moves).abs().max()).item() < 1e-9
