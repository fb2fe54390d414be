"""The country's net immigration, and how a place's people grow beside it."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from nyegrep.methods.attractiveness.inputs import relative_population_growth
from tests.unit.methods.attractiveness.small_country import CODES, YEARS, population, value

pytestmark = pytest.mark.unit


def test_growth_beside_the_country_s_is_weighed_away_over_the_country() -> None:
    found = relative_population_growth(population()).join(
        population(), on=["municipality_code", "year"]
    )
    assert found.height == len(CODES) * len(YEARS)
    sums = found.group_by("year").agg((pl.col("relative_growth") * pl.col("persons")).sum())
    np.testing.assert_allclose(sums["relative_growth"], 0.0, atol=1e-9)
    assert value(found, "population_growth", "9901", 2010) == pytest.approx(1.0)
    assert value(found, "population_growth", "9902", 2013) == 0.0


def test_the_country_s_own_people_are_used_where_given() -> None:
    country = pl.DataFrame({"year": [2012, 2013], "persons": [10000.0, 10200.0]})
    found = relative_population_growth(population(), country)
    summed = relative_population_growth(population())
    growth = value(found, "population_growth", "9904", 2012)
    assert value(found, "relative_growth", "9904", 2012) == pytest.approx(growth - 2.0)
    assert found.filter(pl.col("year") > 2012).equals(summed.filter(pl.col("year") > 2012))


def test_a_place_known_in_one_year_only_has_no_growth_and_moves_nobody() -> None:
    stranger = pl.DataFrame({"municipality_code": ["9999"], "year": [2012], "persons": [9e5]})
    found = relative_population_growth(pl.concat([population(), stranger], how="vertical_relaxed"))
    assert found.equals(relative_population_growth(population()))
