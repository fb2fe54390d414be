"""The coefficients in use against those that real municipalities tell, 2006-2011."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from nyegrep.methods.attractiveness.coefficients import Coefficients
from nyegrep.methods.attractiveness.commuting import commuting_matrix
from nyegrep.methods.attractiveness.estimation import (
    NEIGHBOUR_GROWTH,
    EstimationOptions,
    compare,
    estimate,
)
from nyegrep.methods.attractiveness.inputs import Inputs
from nyegrep.methods.attractiveness.jobs import growth_from_components
from nyegrep.methods.attractiveness.panel import MigrationPanel, migration_panel
from nyegrep.parameters.tree import read

pytestmark = pytest.mark.crosscheck

CODE = "municipality_code"
IN_USE, _ = read("attractiveness.municipality", into=Coefficients, at=date(2019, 1, 1))
COLUMNS = {
    "År": "year",
    "Private Arbeidsplasser": "private_jobs",
    "Arbeidsplasser i alt": "total_jobs",
    "Arbeidsplassvekst": "growth",
    "Nasjonalt Bidrag": "national",
    "Bransjeeffekt": "industry_mix",
    "Befolkningseffekt": "population_effect",
    "Næringsattraktivitet": "business_attractiveness",
}


@pytest.fixture(scope="module")
def panel(shared_data: Path) -> MigrationPanel:
    """Components of job growth as published; net migration and commuting as counted."""
    components = pl.read_csv(
        shared_data / "reference_attractiveness_2003_2011.csv.gz",
        schema_overrides={"Nr": pl.String},
        infer_schema_length=None,
    )
    components = components.filter(pl.col("Inndeling") == "Kommune").rename(COLUMNS)
    jobs = growth_from_components(components.with_columns(pl.col("Nr").str.zfill(4).alias(CODE)))
    changes = pl.read_csv(
        shared_data / "population_change_2003_2016.csv", schema_overrides={CODE: pl.String}
    ).rename({"birth_surplus_est": "birth_surplus", "net_migration_est": "net_migration"})
    commuting = pl.read_parquet(shared_data / "commuting_2017_2019.parquet")
    inputs = Inputs(
        population=changes.select(CODE, "year", pl.col("population_jan1").alias("persons")),
        changes=changes,
        jobs=jobs,
        commuting=commuting_matrix(commuting, jobs.codes, 2017),
    )
    return migration_panel(inputs)


def test_what_is_in_use_is_within_the_intervals_but_for_the_constant(
    panel: MigrationPanel,
) -> None:
    """The constant is of 2003-2016; in these years the mean attractiveness was below nought."""
    found = estimate(panel)
    assert (found.municipalities, found.observations, found.years) == (426, 2556, (2006, 2011))
    table = compare(IN_USE, found)
    off = table.filter(~pl.col("old_within"))["coefficient"].to_list()
    assert off == ["constant"]
    constant = table.row(0, named=True)
    assert constant["new"] == pytest.approx(constant["old_recentred"], abs=0.1)


def test_the_model_explains_as_much_as_was_published(panel: MigrationPanel) -> None:
    """Published for 2003-2016: 0.21 of single years and 0.55 of ten-year means."""
    found = estimate(panel)
    assert found.r_squared == pytest.approx(0.21, abs=0.05)
    assert found.r_squared_of_means == pytest.approx(0.55, abs=0.05)


def test_neighbours_with_lags_of_their_own_tell_the_same_story(panel: MigrationPanel) -> None:
    """The one factor is within the intervals of all three, and hardly explains less."""
    free = estimate(panel, EstimationOptions(neighbours="free"))
    table = compare(IN_USE, free).filter(pl.col("coefficient").is_in(NEIGHBOUR_GROWTH))
    assert table["old_within"].all()
    assert 0 <= free.r_squared - estimate(panel).r_squared < 0.005
