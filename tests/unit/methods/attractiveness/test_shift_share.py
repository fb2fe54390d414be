"""Shift-share: the mix, the population effect, the rest, and kinds of business."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from nyegrep.foundation.errors import DataError
from nyegrep.methods.attractiveness.coefficients import JobSettings
from nyegrep.methods.attractiveness.industries import IndustryJobs, country_of, industry_jobs
from nyegrep.methods.attractiveness.shift_share import growth_by_type, growth_from_industries
from tests.unit.methods.attractiveness.small_country import JOB_SETTINGS

pytestmark = pytest.mark.unit

# Private jobs by municipality: (01-03, 10-33, 84-88) in 2015 and in 2016.
JOBS = {
    "9901": ((100.0, 100.0, 0.0), (90.0, 130.0, 0.0)),
    "9902": ((20.0, 100.0, 80.0), (18.0, 110.0, 82.0)),
}
INDUSTRIES = ("01-03", "10-33", "84-88")
PEOPLE = pl.DataFrame(
    {
        "municipality_code": ["9901", "9902", "9901", "9902"],
        "year": [2015, 2015, 2016, 2016],
        "relative_growth": [0.5, -1.0, 7.0, 7.0],
    }
)


def table(public: float = 50.0, private: float = 0.0) -> pl.DataFrame:
    """Cells of private jobs; ``private`` more in the totals than in the cells of 2016."""
    rows: list[tuple[str, int, str, str, float]] = []
    for code, by_year in JOBS.items():
        for year, cells in zip((2015, 2016), by_year, strict=True):
            rows += [
                (code, year, name, "private", jobs)
                for name, jobs in zip(INDUSTRIES, cells, strict=True)
            ]
            more = private if year == 2016 else 0.0
            rows += [
                (code, year, "00-99", "private", sum(cells) + more),
                (code, year, "00-99", "public", public),
            ]
    schema = ["municipality_code", "year", "industry", "sector", "jobs"]
    return pl.DataFrame(rows, schema=schema, orient="row")


def jobs(private: float = 0.0) -> IndustryJobs:
    return industry_jobs(table(private=private), JOB_SETTINGS)


def test_growth_splits_by_the_formulas() -> None:
    """The country has 120, 200, 80 jobs that become 108, 240, 82: -10, 20, 2.5; all 7.5 %."""
    growth = growth_from_industries(jobs(), country_of(jobs()), PEOPLE, JOB_SETTINGS)
    assert growth.national[:, 1] == pytest.approx([7.5, 7.5])
    assert growth.growth[:, 1] == pytest.approx([10.0, 5.0])
    mix = [0.5 * (-10 - 7.5) + 0.5 * (20 - 7.5), 0.1 * -17.5 + 0.5 * 12.5 + 0.4 * -5.0]
    assert growth.industry_mix[:, 1] == pytest.approx(mix)
    assert growth.population_effect[:, 1] == pytest.approx([0.4 * 0.5, 0.4 * -1.0])
    rest = [10.0 - 7.5 - mix[0] - 0.2, 5.0 - 7.5 - mix[1] + 0.4]
    assert growth.business_attractiveness[:, 1] == pytest.approx(rest)
    np.testing.assert_allclose(growth.remainder[:, 1], 0.0, atol=1e-12)
    assert np.isnan(growth.growth[:, 0]).all()
    assert growth.national_public[1] == 0.0


def test_the_mix_weighs_to_nought_over_the_country() -> None:
    growth = growth_from_industries(jobs(), country_of(jobs()), PEOPLE, JOB_SETTINGS)
    weighed = growth.industry_mix[:, 1] * growth.jobs[:, 0]
    assert weighed.sum() == pytest.approx(0.0, abs=1e-9)


def test_all_jobs_have_their_own_population_effect() -> None:
    everybody = industry_jobs(
        table().with_columns(sector=pl.lit("all")).filter(pl.col("industry") != "00-99"),
        JOB_SETTINGS,
    )
    growth = growth_from_industries(everybody, country_of(everybody), PEOPLE, JOB_SETTINGS)
    assert growth.basis == "total"
    assert growth.population_effect[:, 1] == pytest.approx([0.25, -0.5])
    assert [note.code for note in growth.notes] == ["attractiveness.all_jobs"]


def test_growth_is_that_of_the_total_and_small_cells_only_weigh() -> None:
    """Two jobs more in the totals than in the cells of 2016."""
    growth = growth_from_industries(jobs(2), country_of(jobs()), PEOPLE, JOB_SETTINGS)
    exact = growth_from_industries(jobs(), country_of(jobs()), PEOPLE, JOB_SETTINGS)
    assert growth.growth[:, 1] == pytest.approx([11.0, 6.0])
    np.testing.assert_array_equal(growth.industry_mix, exact.industry_mix)
    assert growth.notes[0].facts == {"differing": 2, "known": 4, "largest": 2}


def test_a_country_in_another_unit_gives_the_same() -> None:
    thousands = table().with_columns(pl.col("jobs") / 1000, municipality_code=pl.lit("0"))
    summed = thousands.group_by("municipality_code", "year", "industry", "sector").sum()
    country = industry_jobs(summed, JOB_SETTINGS, country=True)
    growth, same = (
        growth_from_industries(jobs(), other, PEOPLE, JOB_SETTINGS)
        for other in (country, country_of(jobs()))
    )
    np.testing.assert_allclose(growth.business_attractiveness, same.business_attractiveness)


def test_unknown_industries_and_those_new_to_the_country_grow_as_all() -> None:
    unknown = table().with_columns(pl.col("industry").replace("84-88", "00"))
    local = industry_jobs(unknown, JOB_SETTINGS)
    growth = growth_from_industries(local, country_of(local), PEOPLE, JOB_SETTINGS)
    assert growth.industry_mix[1, 1] == pytest.approx(0.1 * -17.5 + 0.5 * 12.5)


def test_what_the_country_lacks_is_told_at_once() -> None:
    fewer = table().filter(pl.col("industry") != "10-33").with_columns(sector=pl.lit("all"))
    country = country_of(industry_jobs(fewer.filter(pl.col("industry") != "00-99"), JOB_SETTINGS))
    with pytest.raises(DataError) as error:
        growth_from_industries(jobs(), country, PEOPLE, JOB_SETTINGS)
    assert [(p.code.split(".")[1], dict(p.facts)) for p in error.value.problems] == [
        ("country_basis", {"basis": "private", "found": "total"}),
        ("country_industries_absent", {"industries": ["10-33"]}),
    ]


def test_kinds_of_business_add_up_and_so_do_their_parts() -> None:
    found = growth_by_type(jobs(2), country_of(jobs()), JOB_SETTINGS)
    first = found.filter(pl.col("municipality_code") == "9901")
    by_type = {row["industry_type"]: row for row in first.iter_rows(named=True)}
    assert set(by_type) == {"basis", "local", "remainder"}
    basis = by_type["basis"]
    assert basis["jobs"] == 220
    assert basis["share"] == 100
    assert basis["growth"] == pytest.approx(10.0)
    assert basis["industry_mix"] == pytest.approx(-2.5)
    assert basis["local_growth"] == pytest.approx(10.0 - 0.5 * -10 - 0.5 * 20)
    assert by_type["remainder"]["growth"] == pytest.approx(1.0)
    assert by_type["remainder"]["jobs"] == 2
    assert first["growth"].sum() == pytest.approx(11.0)
    parts = found.select(pl.sum_horizontal("national", "industry_mix", "local_growth"))
    np.testing.assert_allclose(parts.to_series(), found["growth"], atol=1e-12)


def test_an_industry_of_no_kind_is_told() -> None:
    settings = JobSettings(0.4, 0.5, {}, {"01-33": "basis"})
    with pytest.raises(DataError, match="84-88 belong to no type of business"):
        growth_by_type(jobs(), country_of(jobs()), settings)
