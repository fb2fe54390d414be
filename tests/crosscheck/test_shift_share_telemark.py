"""Shift-share on real industries: the municipalities of Telemark 2016 to 2019.

Jobs by industry are known for all jobs, private ones in total only; the country's growth by
industry is that of the national accounts. Small numbers of jobs are shown as 0 or 3.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from nyegrep.methods.attractiveness.coefficients import JobSettings
from nyegrep.methods.attractiveness.grids import CODE
from nyegrep.methods.attractiveness.industries import (
    ALL_INDUSTRIES,
    COUNTRY,
    IndustryJobs,
    country_of,
    industry_jobs,
)
from nyegrep.methods.attractiveness.inputs import relative_population_growth
from nyegrep.methods.attractiveness.jobs import Basis, JobGrowth
from nyegrep.methods.attractiveness.shift_share import growth_by_type, growth_from_industries
from nyegrep.parameters.tree import read

pytestmark = pytest.mark.crosscheck

YEARS = (2017, 2018, 2019)
# The accounts' industries as Statistics Norway's sixteen groups.
GROUPS = {
    "Jordbruk og skogbruk": "01-03",
    "Fiske, fangst og akvakultur": "01-03",
    "Bergverksdrift": "05-09",
    "Utvinning av råolje og naturgass, inkl. tjenester": "05-09",
    "Industri": "10-33",
    "Elektrisitets-, gass- og varmtvannsforsyning": "35-39",
    "Vannforsyning, avløp og renovasjon": "35-39",
    "Bygge- og anleggsvirksomhet": "41-43",
    "Varehandel og reparasjon av motorvogner": "45-47",
    "Rørtransport": "49-53",
    "Utenriks sjøfart": "49-53",
    "Transport utenom utenriks sjøfart": "49-53",
    "Post og distribusjonsvirksomhet": "49-53",
    "Overnattings- og serveringsvirksomhet": "55-56",
    "Informasjon og kommunikasjon": "58-63",
    "Finansierings- og forsikringsvirksomhet": "64-66",
    "Omsetning og drift av fast eiendom": "68-75",
    "Faglig, vitenskapelig og teknisk tjenesteyting": "68-75",
    "Forretningsmessig tjenesteyting": "77-82",
    "Offentlig administrasjon og forsvar": "84",
    "Undervisning": "85",
    "Helse- og omsorgstjenester": "86-88",
    "Kultur, underholdning og annen tjenesteyting": "90-99",
    "Boligtjenester, egen bolig": "68-75",
}
ALL_OF_THEM, GOVERNMENT = "Totalt for næringer", "Offentlig forvaltning"


@dataclass(frozen=True)
class Split:
    """Jobs by industry, the country's, and growth split."""

    jobs: IndustryJobs
    country: IndustryJobs
    growth: JobGrowth


def national_jobs(shared_data: Path) -> pl.DataFrame:
    """Employed persons in the country by group, in thousands, with totals by sector."""
    accounts = pl.read_csv(
        shared_data / "regional_accounts_industry_counties_norway_2008_2019.csv",
        schema_overrides={"region_code": pl.String},
    ).filter(pl.col("region_code") == "0", pl.col("employed_1000") > 0)
    grouped = accounts.with_columns(
        pl.col("industry_name").replace_strict(GROUPS, default=None).alias("industry")
    ).drop_nulls("industry")
    cells = grouped.group_by("year", "industry").agg(pl.col("employed_1000").sum().alias("jobs"))
    cells = cells.with_columns(sector=pl.lit("all"))
    total = accounts.filter(pl.col("industry_name").is_in([ALL_OF_THEM, GOVERNMENT]))
    total = total.pivot(on="industry_name", index="year", values="employed_1000")
    private = pl.col(ALL_OF_THEM) - pl.col(GOVERNMENT)
    sectors = {"all": pl.col(ALL_OF_THEM), "private": private, "public": pl.col(GOVERNMENT)}
    parts = [
        total.select(
            "year",
            pl.lit(ALL_INDUSTRIES).alias("industry"),
            jobs.alias("jobs"),
            pl.lit(sector).alias("sector"),
        )
        for sector, jobs in sectors.items()
    ]
    return pl.concat([cells, *parts]).with_columns(pl.lit(COUNTRY).alias(CODE))


@pytest.fixture(scope="module")
def tables(shared_data: Path) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Jobs of the municipalities, jobs of the country, population growth beyond the country's."""
    jobs = pl.read_csv(
        shared_data / "jobs_by_industry_telemark_norway.csv",
        schema_overrides={CODE: pl.String, "industry_code": pl.String},
    ).rename({"industry_code": "industry"})
    people = pl.read_csv(
        shared_data / "population_total_1986_2019_borders2024.csv",
        schema_overrides={CODE: pl.String},
    )
    return jobs, national_jobs(shared_data), relative_population_growth(people)


@pytest.fixture(scope="module")
def settings() -> JobSettings:
    return read("attractiveness.jobs", into=JobSettings, at=date(2019, 1, 1))[0]


def split(
    tables: tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame],
    settings: JobSettings,
    basis: Basis | None = None,
) -> Split:
    local, national, people = tables
    jobs = industry_jobs(local, settings, basis=basis)
    country = industry_jobs(national, settings, country=True, basis=basis)
    return Split(jobs, country, growth_from_industries(jobs, country, people, settings))


@pytest.mark.parametrize("basis", ["private", "total"])
def test_growth_is_the_sum_of_its_parts(
    tables: tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame], settings: JobSettings, basis: Basis
) -> None:
    growth = split(tables, settings, basis).growth
    seen = [growth.years.index(year) for year in YEARS]
    parts = (growth.national + growth.industry_mix + growth.population_effect)[:, seen]
    parts = parts + (growth.business_attractiveness + growth.remainder)[:, seen]
    assert parts.shape == (17, len(YEARS))
    np.testing.assert_allclose(parts, growth.growth[:, seen], atol=1e-12)
    np.testing.assert_allclose(growth.remainder[:, seen], 0.0, atol=1e-12)


def test_growth_is_that_of_the_published_totals(
    tables: tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame], settings: JobSettings
) -> None:
    growth = split(tables, settings).growth
    private = tables[0].filter(pl.col("sector") == "private")
    wide = private.pivot(on="year", index=CODE, values="jobs").sort(CODE)
    computed = 100 * (wide["2019"] / wide["2018"] - 1)
    assert growth.basis == "private"
    np.testing.assert_allclose(growth.growth[:, growth.years.index(2019)], computed, atol=1e-12)


def test_rounding_of_small_cells_is_told(
    tables: tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame], settings: JobSettings
) -> None:
    seen = split(tables, settings)
    notes = {note.code: note.facts for note in seen.growth.notes}
    assert notes["attractiveness.small_cells"] == {"differing": 63, "known": 68, "largest": 8}
    assert "attractiveness.private_from_shares" in notes
    assert np.abs(seen.jobs.difference).max() == 8


def test_rounding_of_small_cells_hardly_moves_the_industry_mix(
    tables: tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame], settings: JobSettings
) -> None:
    """Every cell of 0 or 3 might be another small number; the mix moves by hundredths."""
    local, national, people = tables
    small = pl.col("jobs").is_in([0, 3]) & (pl.col("industry") != ALL_INDUSTRIES)
    moved = local.with_columns(pl.when(small).then(1.5).otherwise("jobs").alias("jobs"))
    before = split(tables, settings).growth
    after = split((moved, national, people), settings).growth
    seen = [before.years.index(year) for year in YEARS]
    difference = np.abs(after.industry_mix - before.industry_mix)[:, seen]
    assert 0 < difference.max() < 0.15
    assert difference.mean() < 0.02
    np.testing.assert_array_equal(after.growth[:, seen], before.growth[:, seen])


def test_the_mix_of_the_country_itself_is_nought(
    tables: tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame], settings: JobSettings
) -> None:
    seen = split(tables, settings)
    people = tables[2].head(0)
    itself = growth_from_industries(seen.country, seen.country, people, settings)
    np.testing.assert_allclose(itself.industry_mix[0, 1:], 0.0, atol=1e-12)
    summed = country_of(seen.jobs)
    assert summed.jobs.sum() == seen.jobs.jobs.sum()


def test_kinds_of_business_add_up_to_the_growth(
    tables: tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame], settings: JobSettings
) -> None:
    seen = split(tables, settings)
    kinds = growth_by_type(seen.jobs, seen.country, settings)
    assert set(kinds["industry_type"]) == {
        "basis", "visitor", "regional", "local", "public", "unknown", "remainder",
    }  # fmt: skip
    parts = pl.sum_horizontal("national", "industry_mix", "local_growth")
    assert kinds.select((parts - pl.col("growth")).abs().max()).item() < 1e-9
    added = kinds.group_by(CODE, "year").agg(pl.col("growth").sum()).sort(CODE, "year")
    years = [seen.growth.years.index(year) for year in YEARS]
    np.testing.assert_allclose(added["growth"], seen.growth.growth[:, years].ravel(), atol=1e-9)


def test_private_shares_tell_the_private_jobs_within_a_tenth(
    tables: tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame], settings: JobSettings
) -> None:
    """The shares only weigh industries; most municipalities' totals follow from them closely."""
    seen = split(tables, settings)
    years = [seen.jobs.years.index(year) for year in (2016, *YEARS)]
    told = seen.jobs.jobs[:, years]
    error = np.abs(seen.jobs.cells.sum(axis=-1)[:, years] / told - 1)
    assert error.mean() < 0.05
    assert np.quantile(error, 0.9) < 0.1
    assert abs(seen.jobs.cells[:, years].sum() / told.sum() - 1) < 0.02
