"""The demo country beside the real one: no real place in it, and as plausible as it claims."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from nyegrep.foundation.codes import fold
from nyegrep.sources.demo import deliveries
from nyegrep.sources.municipalities import packaged_history

pytestmark = pytest.mark.crosscheck

KEYS = ["year", "municipality_code"]


@pytest.fixture(scope="module")
def tables() -> dict[str, pl.DataFrame]:
    wanted = {
        "municipalities", "counties", "population_by_age", "commuting", "jobs_by_industry",
        "dwellings", "households", "financial_key_figures", "net_operating_expenditure",
        "expenditure_need_index", "centrality", "national_deaths",
    }  # fmt: skip
    found = deliveries()
    return {d.dataset: d.frame for d in found if d.dataset in wanted and d.frame is not None}


def by_municipality(people: pl.DataFrame) -> pl.DataFrame:
    """Size, share 80 and over and share under 18 by municipality, per cent."""
    whole = pl.col("persons").sum()
    return people.group_by("municipality_code").agg(
        size=whole,
        old=100 * pl.col("persons").filter(pl.col("age") >= 80).sum() / whole,
        young=100 * pl.col("persons").filter(pl.col("age") < 18).sum() / whole,
    )


def test_no_place_has_the_name_of_a_real_municipality_or_county(
    tables: dict[str, pl.DataFrame],
) -> None:
    history = packaged_history()
    real = {fold(part) for m in history.municipalities for part in m.name.split(" - ")}
    real |= {fold(part) for name in history.counties.values() for part in name.split(" - ")}
    invented = [*tables["municipalities"]["name"], *tables["counties"]["name"]]
    assert len(real) > 400
    assert [name for name in invented if fold(name) in real] == []


def test_no_code_was_ever_in_use_in_norway(tables: dict[str, pl.DataFrame]) -> None:
    history = packaged_history()
    assert [c for c in tables["municipalities"]["municipality_code"] if history.known(c)] == []
    assert [c for c in tables["counties"]["county_code"] if history.known(c)] == []


def test_no_name_is_one_that_a_real_municipality_ever_had(
    tables: dict[str, pl.DataFrame], shared_data: Path
) -> None:
    """Against every name since 1838, not only those since 1986."""
    every = pl.read_csv(shared_data / "municipality_codes_history.csv", infer_schema_length=0)
    real = {fold(name) for name in every["municip_name"].drop_nulls()}
    assert len(real) > 450
    assert [n for n in tables["municipalities"]["name"] if fold(n) in real] == []


def test_ages_vary_between_municipalities_as_in_norway(
    tables: dict[str, pl.DataFrame], shared_data: Path
) -> None:
    real = by_municipality(
        pl.read_parquet(shared_data / "population_by_age_2005_2019.parquet").filter(
            pl.col("year") == 2019
        )
    )
    demo = by_municipality(tables["population_by_age"].filter(pl.col("year") == 2019))
    for name, slack in (("old", 1.0), ("young", 3.0)):
        low, high = real[name].quantile(0.02), real[name].quantile(0.98)
        assert low is not None
        assert high is not None
        inside = demo[name].is_between(low - slack, high + slack)
        assert inside.mean() > 0.9  # type: ignore[operator]  # a number, not None
        middle = (demo[name].median(), real[name].median())
        assert middle[0] == pytest.approx(middle[1], abs=2.5), name


def test_sizes_are_as_skewed_as_in_norway(
    tables: dict[str, pl.DataFrame], shared_data: Path
) -> None:
    real = by_municipality(
        pl.read_parquet(shared_data / "population_by_age_2005_2019.parquet").filter(
            pl.col("year") == 2019
        )
    )
    demo = by_municipality(tables["population_by_age"].filter(pl.col("year") == 2019))
    spread = [float(np.log(frame["size"].to_numpy()).std()) for frame in (demo, real)]
    assert spread[0] == pytest.approx(spread[1], abs=0.35)
    middle = [float(np.median(frame["size"].to_numpy())) for frame in (demo, real)]
    assert 0.7 < middle[0] / middle[1] < 1.6


def test_people_work_as_near_home_as_in_norway(
    tables: dict[str, pl.DataFrame], shared_data: Path
) -> None:
    def at_home(frame: pl.DataFrame) -> pl.Series:
        inside = pl.col("employed").filter(pl.col("home_code") == pl.col("work_code")).sum()
        grouped = frame.group_by("home_code").agg(share=inside / pl.col("employed").sum())
        return grouped["share"]

    matrix = pl.read_parquet(shared_data / "commuting_2017_2019.parquet")
    real = at_home(matrix.filter(pl.col("year") == 2019))
    demo = at_home(tables["commuting"].filter(pl.col("year") == 2019))
    assert demo.mean() == pytest.approx(real.mean(), abs=0.1)
    assert demo.std() == pytest.approx(real.std(), abs=0.07)


def test_mortality_is_that_of_norway_within_a_few_tenths_of_a_year(
    tables: dict[str, pl.DataFrame], shared_data: Path
) -> None:
    def life_expectancy(frame: pl.DataFrame, column: str) -> float:
        rows = frame.filter(pl.col("age") <= 100)
        rates = rows.group_by("age").agg(pl.col(column).cast(pl.Float64).mean()).sort("age")
        alive = np.concatenate([[1.0], np.exp(-np.cumsum(rates[column].fill_null(0.4).to_numpy()))])
        return float((0.5 * (alive[1:] + alive[:-1])).sum())

    path = shared_data / "national_deaths_rates_1970_2023.csv.gz"
    real = pl.read_csv(path).filter(pl.col("year").is_between(2015, 2019))
    demo = tables["national_deaths"].filter(pl.col("year").is_between(2015, 2019))
    for column in ("female_mx", "male_mx"):
        assert life_expectancy(demo, column) == pytest.approx(
            life_expectancy(real, column), abs=0.8
        )


def test_net_expenditure_by_area_is_of_the_size_seen_in_norway(
    tables: dict[str, pl.DataFrame], shared_data: Path
) -> None:
    """Kindergarten, school and health and care per inhabitant against four municipalities."""
    sample = pl.read_csv(
        shared_data / "kostra_net_expenditure_sample.csv",
        schema_overrides={"municipality_code": pl.String},
    )
    demo = tables["net_operating_expenditure"].filter(
        pl.col("type") == "AGD2", pl.col("municipality_code") == "0"
    )
    for area in ("FGK7", "FGK8b", "FGK9"):
        real = sample.filter(pl.col("function_code") == area, pl.col("year") == 2017)
        ours = demo.filter(pl.col("function") == area, pl.col("year") == 2017)["per_inhabitant_nok"]
        seen = real["per_inhabitant_nok"].cast(pl.Float64)
        assert 0.75 * seen.min() < ours.item() < 1.35 * seen.max(), area  # type: ignore[operator]  # numbers, not None


def test_finances_are_spread_as_in_norway(
    tables: dict[str, pl.DataFrame], shared_data: Path
) -> None:
    real = pl.read_csv(shared_data / "financial_key_figures_2018.csv")[
        "net_operating_result_pct_2018"
    ]
    demo = tables["financial_key_figures"].filter(
        pl.col("year") == 2018, pl.col("municipality_code") != "0"
    )["net_operating_result_percent"]
    assert demo.mean() == pytest.approx(real.mean(), abs=1.0)
    assert demo.std() == pytest.approx(real.std(), rel=0.6)
