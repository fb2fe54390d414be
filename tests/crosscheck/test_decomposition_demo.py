"""The decomposition finds the hidden attractiveness of the demo country, from its tables alone.

The demo country lives by the same formulas, with commuting that changes from year to year.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest

from nyegrep.methods.attractiveness.coefficients import AttractivenessSettings
from nyegrep.methods.attractiveness.commuting import commuting_matrix
from nyegrep.methods.attractiveness.decomposition import decompose
from nyegrep.methods.attractiveness.grids import CODE
from nyegrep.methods.attractiveness.industries import industry_jobs
from nyegrep.methods.attractiveness.inputs import Inputs, relative_population_growth
from nyegrep.methods.attractiveness.jobs import growth_from_components
from nyegrep.methods.attractiveness.shift_share import growth_from_industries
from nyegrep.parameters.tree import read
from nyegrep.sources.demo import deliveries
from nyegrep.sources.demo.known_truth import Truth, truth

pytestmark = pytest.mark.crosscheck

COMMUTING_YEAR = 2013
KEY = [CODE, "year"]
Tables = dict[str, pl.DataFrame]


@pytest.fixture(scope="module")
def tables() -> Tables:
    """The tables, with the municipalities whose borders never moved."""
    found = {d.dataset: d.frame for d in deliveries() if d.frame is not None}
    changes = found["municipality_changes"]
    moved = [*changes["old_code"], *changes["new_code"]]
    kept = pl.col(CODE).str.len_chars() == 4, ~pl.col(CODE).is_in(moved)
    whole = {
        name: found[name].filter(*kept)
        for name in ("population_change", "jobs_by_industry", "job_growth_components")
    }
    country = {
        f"country_{name}": found[name].filter(pl.col(CODE) == "0")
        for name in ("population_change", "jobs_by_industry")
    }
    return whole | country | {"commuting": found["commuting"]}


@pytest.fixture(scope="module")
def hidden() -> Truth:
    return truth()


@pytest.fixture(scope="module")
def settings(hidden: Truth) -> AttractivenessSettings:
    """The true coefficients."""
    known, _ = read("attractiveness", into=AttractivenessSettings, at=date(2019, 1, 1))
    true = hidden.attractiveness
    municipality = replace(
        known.municipality,
        constant=true.constant,
        size_slope=true.size_slope,
        size_level=true.size_level,
        integration_slope=true.integration_slope,
        integration_level=true.integration_level,
        own_growth=true.own_growth,
        neighbour_factor=true.neighbour_factor,
    )
    jobs = replace(known.jobs, population_effect_private=true.population_effect)
    return replace(known, municipality=municipality, jobs=jobs)


def test_hidden_terms_are_found(
    tables: Tables, hidden: Truth, settings: AttractivenessSettings
) -> None:
    change = tables["population_change"]
    jobs = growth_from_components(tables["job_growth_components"])
    immigration = dict(hidden.migration.select("year", "immigration").unique().iter_rows())
    inputs = Inputs(
        population=change.select(*KEY, pl.col("population").alias("persons")),
        changes=change,
        jobs=jobs,
        commuting=commuting_matrix(tables["commuting"], jobs.codes, COMMUTING_YEAR),
        national_immigration=immigration,
    )
    frame = decompose(inputs, settings.municipality).frame
    chance = pl.col("residential_attractiveness") + pl.col("chance")
    told = hidden.migration.with_columns(chance.alias("rest"))
    both = frame.join(told, on=KEY, suffix="_true").drop_nulls("residential_attractiveness")
    assert both.height > 900
    for ours, true, least in (
        ("residential_attractiveness", "rest", 0.99),
        ("own_growth_attractiveness", "own_attractiveness", 0.99),
        ("own_growth_structure", "own_structure", 0.99),
        ("own_growth_public", "own_public", 0.99),
        ("neighbour_growth", "neighbour", 0.97),
        ("labour_market_integration", "integration", 0.96),
    ):
        found = float(np.corrcoef(both[ours], both[true])[0, 1])
        assert found >= least, (ours, found)
    np.testing.assert_allclose(both["size"], both["size_true"], atol=1e-12)


def test_hidden_parts_of_job_growth_are_found_from_industries(
    tables: Tables, hidden: Truth, settings: AttractivenessSettings
) -> None:
    """Small cells are shown as 0 or 3, which moves the mix of small places by hundredths."""
    jobs = industry_jobs(tables["jobs_by_industry"], settings.jobs)
    country = industry_jobs(tables["country_jobs_by_industry"], settings.jobs, country=True)
    people, national = (
        tables[name].select(*KEY, pl.col("population").alias("persons"))
        for name in ("population_change", "country_population_change")
    )
    growth = growth_from_industries(
        jobs, country, relative_population_growth(people, national), settings.jobs
    )
    told = hidden.job_growth.filter(pl.col(CODE).is_in(jobs.codes)).sort(KEY)
    told = told.filter(pl.col("year").is_in(list(growth.years[2:])))
    assert told.height == len(jobs.codes) * len(growth.years[2:])
    for ours, true, largest in (
        (growth.growth, "private", 1e-9),
        (growth.national, "national", 1e-9),
        (growth.population_effect, "population_effect", 1e-9),
        (growth.industry_mix, "industry_mix", 1.5),
        (growth.business_attractiveness, "business_attractiveness", 1.5),
    ):
        difference = np.abs(ours[:, 2:].ravel() - told[true].to_numpy())
        assert difference.max() <= largest, true
        assert difference.mean() < 0.03, true
