"""Growth explained for every place and year, from the demo country's tables."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from nyegrep.analyses import attractiveness_table
from nyegrep.analyses.attractiveness_inputs import Question
from nyegrep.analyses.attractiveness_table import AttractivenessTable
from nyegrep.foundation.errors import DataError, InputError
from nyegrep.methods.attractiveness.coefficients import Level
from nyegrep.sources.demo import truth
from nyegrep.sources.store import Workspace
from tests.unit.analyses.country import workspace

pytestmark = pytest.mark.unit

LEVELS: tuple[Level, Level] = ("labour_market_region", "county")
JOB_PARTS = ("national", "industry_mix", "population_effect", "business_attractiveness")
EXPECTED = (
    "national_immigration",
    "constant",
    "size",
    "labour_market_integration",
    "own_growth_structure",
    "own_growth_attractiveness",
    "own_growth_public",
    "neighbour_growth",
)


@pytest.fixture(scope="module")
def table(demo: Workspace) -> AttractivenessTable:
    return attractiveness_table.run(demo, Question(2010, 2020))


def largest(frame: pl.DataFrame, difference: pl.Expr) -> float:
    return float(frame.select(difference.abs().max()).item())


def test_every_municipality_in_every_year_asked_for(table: AttractivenessTable) -> None:
    assert table.frame["year"].unique().sort().to_list() == list(range(2010, 2021))
    assert table.frame.group_by("year").len()["len"].unique().to_list() == [60]


def test_the_parts_of_job_growth_add_up_to_it(table: AttractivenessTable) -> None:
    together = pl.sum_horizontal(*JOB_PARTS, "job_remainder")
    assert largest(table.frame, pl.col("job_growth") - together) < 1e-9


def test_the_parts_of_migration_add_up_to_it(table: AttractivenessTable) -> None:
    expected = pl.sum_horizontal(EXPECTED)
    assert largest(table.frame, pl.col("expected_net_migration") - expected) < 1e-9
    explained = pl.col("expected_net_migration") + pl.col("residential_attractiveness")
    assert largest(table.frame, pl.col("net_migration_rate") - explained) < 1e-9


def test_the_true_attractiveness_of_the_demo_country_is_found_again(
    table: AttractivenessTable,
) -> None:
    true = truth().migration.select(
        "municipality_code",
        "year",
        (pl.col("residential_attractiveness") + pl.col("chance")).alias("true"),
    )
    same_code_then_as_now = table.frame.join(true, on=["municipality_code", "year"])
    assert len(same_code_then_as_now) > 600
    correlation = same_code_then_as_now.select(pl.corr("residential_attractiveness", "true")).item()
    assert correlation > 0.95


def test_regions_and_counties_have_their_own_coefficients(demo: Workspace) -> None:
    found = {level: attractiveness_table.run(demo, Question(2015, 2020, level)) for level in LEVELS}
    assert found["county"].frame["municipality_code"].n_unique() == 6
    assert found["county"].frame["constant"].unique().to_list() == [-0.1]
    assert found["labour_market_region"].frame["constant"].unique().to_list() == [-0.14]


def test_years_beyond_the_data_are_told(demo: Workspace) -> None:
    found = attractiveness_table.run(demo, Question(1990, 2005))
    assert any("1990–2005" in note.text("en") for note in found.notes)


def test_a_period_that_runs_backwards_is_refused(demo: Workspace) -> None:
    with pytest.raises(InputError, match="--from and --to"):
        attractiveness_table.run(demo, Question(2015, 2010))


def test_a_workspace_without_jobs_says_what_to_fetch(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="jobs_by_industry"):
        attractiveness_table.run(workspace(tmp_path / "w"), Question())


def test_parameters_of_ones_own_are_used_and_marked(demo: Workspace) -> None:
    own = {"attractiveness.municipality.constant": 0.0}
    found = attractiveness_table.run(demo, Question(2015, 2016, overrides=own))
    assert found.frame["constant"].unique().to_list() == [0.0]
    assert any(use.overridden for use in found.trace.parameters)
