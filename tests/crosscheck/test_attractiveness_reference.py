"""The decomposition of growth against one that was published, for every municipality.

Commuting is that of 2017 for all years, so terms that hang on commuting agree closely but not
to the last digit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from nyegrep.foundation.axes import FloatArray
from nyegrep.methods.attractiveness.coefficients import AttractivenessSettings, Level
from nyegrep.methods.attractiveness.commuting import commuting_matrix
from nyegrep.methods.attractiveness.decomposition import EXPECTED, decompose
from nyegrep.methods.attractiveness.grids import CODE
from nyegrep.methods.attractiveness.inputs import Inputs, national_immigration
from nyegrep.methods.attractiveness.jobs import PARTS, growth_from_components, national_growth
from nyegrep.methods.attractiveness.levels import aggregate
from nyegrep.parameters.tree import read

pytestmark = pytest.mark.crosscheck

COMPARED = range(2006, 2012)
COMMUTING_YEAR = 2017
PUBLISHED = {
    "job_growth": "Arbeidsplassvekst",
    "national": "Nasjonalt Bidrag",
    "industry_mix": "Bransjeeffekt",
    "population_effect": "Befolkningseffekt",
    "business_attractiveness": "Næringsattraktivitet",
    "population_growth": "Befolkningsvekst",
    "birth_surplus": "Fødselsoverskudd",
    "national_immigration": "Innvandringsbidrag",
    "constant": "Konstantledd",
    "size": "Størrelse",
    "labour_market_integration": "Arbeidsmarkedintegrasjon",
    "internal_integration": "Intern Arbeidsmarkedintegrasjon",
    "own_growth_structure": "Egenvekst Struktur",
    "own_growth_attractiveness": "Egenvekst Attraktivitet",
    "own_growth_public": "Egenvekst Offentlig",
    "neighbour_growth": "Nabovekst",
    "residential_attractiveness": "Bostedsattraktivitet",
}
OWN_GROWTH = ("own_growth_structure", "own_growth_attractiveness", "own_growth_public")
JOBS = {"private_jobs": "Private Arbeidsplasser", "total_jobs": "Arbeidsplasser i alt"}
PLACES: dict[Level, str] = {"labour_market_region": "Region", "county": "Fylke"}
SONDRE_LAND = "0536"


@dataclass(frozen=True)
class Seen:
    """The inputs of municipalities, and everything that was published, by kind of place."""

    inputs: Inputs
    settings: AttractivenessSettings
    published: dict[Level, pl.DataFrame]
    members: dict[Level, dict[str, str]]


@pytest.fixture(scope="module")
def seen(shared_data: Path) -> Seen:
    answers = pl.read_csv(
        shared_data / "reference_attractiveness_2003_2011.csv.gz",
        schema_overrides={"Nr": pl.String},
        infer_schema_length=None,
    )
    answers = answers.rename({told: name for name, told in (PUBLISHED | JOBS).items()})
    answers = answers.rename({"År": "year"})
    municipal = answers.filter(pl.col("Inndeling") == "Kommune")
    municipal = municipal.with_columns(pl.col("Nr").str.zfill(4).alias(CODE))
    changes = pl.read_csv(
        shared_data / "population_change_2003_2016.csv", schema_overrides={CODE: pl.String}
    ).rename({"birth_surplus_est": "birth_surplus", "net_migration_est": "net_migration"})
    commuting = pl.read_parquet(shared_data / "commuting_2017_2019.parquet")
    jobs = growth_from_components(municipal.rename({"job_growth": "growth"}))
    settings, _ = read("attractiveness", into=AttractivenessSettings, at=date(2019, 1, 1))
    inputs = Inputs(
        population=changes.select(CODE, "year", pl.col("population_jan1").alias("persons")),
        changes=changes,
        jobs=jobs,
        commuting=commuting_matrix(commuting, jobs.codes, COMMUTING_YEAR),
    )
    published: dict[Level, pl.DataFrame] = {"municipality": municipal}
    for level, kind in PLACES.items():
        of_kind = answers.filter(pl.col("Inndeling") == kind)
        published[level] = of_kind.with_columns(pl.col("Navn").alias(CODE))
    members = {
        level: dict(municipal.select(CODE, column).unique().iter_rows())
        for level, column in PLACES.items()
    }
    return Seen(inputs, settings, published, members)


def beside(seen: Seen, level: Level = "municipality") -> pl.DataFrame:
    """Ours and what was published (``_published``), by place and year, 2006 to 2011."""
    inputs = seen.inputs
    if level != "municipality":
        inputs = aggregate(inputs, seen.members[level], level)
    ours = decompose(inputs, seen.settings.at(level)).frame
    told = seen.published[level].select(CODE, "year", *PUBLISHED)
    joined = ours.join(told, on=[CODE, "year"], suffix="_published")
    return joined.filter(pl.col("year").is_in(list(COMPARED))).sort(CODE, "year")


def pair(frame: pl.DataFrame, name: str) -> tuple[FloatArray, FloatArray]:
    return frame[name].to_numpy(), frame[f"{name}_published"].to_numpy()


def correlation(frame: pl.DataFrame, name: str) -> float:
    return float(np.corrcoef(*pair(frame, name))[0, 1])


def error(frame: pl.DataFrame, name: str) -> float:
    """Root mean square difference, percentage points."""
    ours, told = pair(frame, name)
    return float(np.sqrt(np.mean((ours - told) ** 2)))


@pytest.fixture(scope="module")
def municipalities(seen: Seen) -> pl.DataFrame:
    return beside(seen)


def test_every_municipality_has_every_year_with_every_part(municipalities: pl.DataFrame) -> None:
    assert municipalities.height == 426 * len(COMPARED)
    assert municipalities.null_count().sum_horizontal().item() == 0


def test_residential_attractiveness_is_what_was_published(municipalities: pl.DataFrame) -> None:
    assert correlation(municipalities, "residential_attractiveness") >= 0.993
    assert error(municipalities, "residential_attractiveness") <= 0.11


@pytest.mark.parametrize("term", OWN_GROWTH)
def test_own_growth_is_what_was_published(municipalities: pl.DataFrame, term: str) -> None:
    assert correlation(municipalities, term) >= 0.995
    assert error(municipalities, term) <= 0.035


def test_neighbour_growth_is_near_what_was_published(municipalities: pl.DataFrame) -> None:
    assert correlation(municipalities, "neighbour_growth") >= 0.95
    assert error(municipalities, "neighbour_growth") <= 0.04


def test_what_does_not_hang_on_commuting_is_the_same_to_two_decimals(
    municipalities: pl.DataFrame,
) -> None:
    for name in ("job_growth", "national", *PARTS, "constant"):
        ours, told = pair(municipalities, name)
        np.testing.assert_allclose(ours, told, atol=1e-9, err_msg=name)
    for name in ("size", "population_growth", "birth_surplus", "national_immigration"):
        ours, told = pair(municipalities, name)
        np.testing.assert_allclose(ours, told, atol=0.0125, err_msg=name)


def test_integration_follows_commuting(municipalities: pl.DataFrame) -> None:
    assert correlation(municipalities, "labour_market_integration") >= 0.98
    assert error(municipalities, "labour_market_integration") <= 0.04


def test_jobs_add_up_and_only_rounding_is_left(municipalities: pl.DataFrame) -> None:
    parts = ("national", *PARTS, "job_remainder")
    added = municipalities.select(pl.sum_horizontal(parts)).to_series().to_numpy()
    np.testing.assert_allclose(added, municipalities["job_growth"].to_numpy(), atol=1e-12)
    assert municipalities.select(pl.col("job_remainder").abs().max()).item() <= 0.02 + 1e-9


def test_published_growth_is_that_of_the_jobs(seen: Seen) -> None:
    jobs = seen.inputs.jobs
    computed = 100 * (jobs.jobs[:, 1:] / jobs.jobs[:, :-1] - 1)
    np.testing.assert_allclose(computed, jobs.growth[:, 1:], atol=0.005 + 1e-9)
    country = national_growth(jobs.jobs)[1:]
    np.testing.assert_allclose(country, jobs.national[0, 1:], atol=0.07)


def test_migration_adds_up(municipalities: pl.DataFrame) -> None:
    terms = municipalities.select(pl.sum_horizontal(EXPECTED)).to_series().to_numpy()
    np.testing.assert_allclose(terms, municipalities["expected_net_migration"], atol=1e-12)
    rate = municipalities["expected_net_migration"] + municipalities["residential_attractiveness"]
    np.testing.assert_allclose(rate, municipalities["net_migration_rate"], atol=1e-12)
    growth = municipalities.select(
        pl.sum_horizontal("birth_surplus", "net_migration_rate", "population_remainder")
    )
    np.testing.assert_allclose(growth.to_series(), municipalities["population_growth"], atol=1e-12)
    assert municipalities.select(pl.col("population_remainder").abs().max()).item() <= 1e-9


def test_national_immigration_is_the_sum_of_the_municipalities(seen: Seen) -> None:
    """Summed from what population growth leaves, which differs a little from registered moves."""
    ours = national_immigration(seen.inputs)
    known = [seen.settings.national.immigration[year] for year in seen.inputs.years]
    told = (
        seen.published["municipality"].group_by("year").agg(pl.col("national_immigration").first())
    )
    np.testing.assert_allclose(known, told.sort("year")["national_immigration"], atol=1e-9)
    np.testing.assert_allclose(ours, known, atol=0.011)


def test_sondre_land_is_as_published(municipalities: pl.DataFrame) -> None:
    place = municipalities.filter(pl.col(CODE) == SONDRE_LAND)
    assert place["year"].to_list() == list(COMPARED)
    for name in OWN_GROWTH:
        np.testing.assert_allclose(*pair(place, name), atol=0.07, err_msg=name)
    for name in ("residential_attractiveness", "neighbour_growth", "labour_market_integration"):
        np.testing.assert_allclose(*pair(place, name), atol=0.10, err_msg=name)


@pytest.mark.parametrize(
    ("level", "places", "least", "largest"),
    [("labour_market_region", 85, 0.97, 0.11), ("county", 19, 0.87, 0.14)],
)
def test_larger_places_are_near_what_was_published(
    seen: Seen, level: Level, places: int, least: float, largest: float
) -> None:
    """The term for commuting inside the place is not known, and lies in the difference."""
    frame = beside(seen, level)
    assert frame.height == places * len(COMPARED)
    assert correlation(frame, "residential_attractiveness") >= least
    assert error(frame, "residential_attractiveness") <= largest
    told = frame.with_columns(
        pl.col("residential_attractiveness") - pl.col("internal_integration_published")
    )
    assert correlation(told, "residential_attractiveness") >= 0.992
    assert error(told, "residential_attractiveness") <= 0.052


@pytest.mark.parametrize("level", PLACES)
def test_job_growth_of_larger_places_is_that_of_their_municipalities(
    seen: Seen, level: Level
) -> None:
    frame = beside(seen, level)
    np.testing.assert_allclose(*pair(frame, "job_growth"), atol=0.0051)
    for name, least, largest in (
        ("industry_mix", 0.9999, 0.005),
        ("population_effect", 0.98, 0.06),
        ("business_attractiveness", 0.999, 0.065),
    ):
        assert correlation(frame, name) >= least
        assert error(frame, name) <= largest
    for name in OWN_GROWTH:
        assert correlation(frame, name) >= 0.987
        assert error(frame, name) <= 0.035
