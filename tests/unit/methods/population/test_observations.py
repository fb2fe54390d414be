"""From frames to arrays: sexes, holes, flows, and what was known when."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from nyegrep.foundation.errors import DataError
from nyegrep.methods.population.observations import (
    NationalSeries,
    YearSeries,
    national_series,
    population_history,
)

pytestmark = pytest.mark.unit

AGES = range(106)


def people(code: str, year: int, sex: str, each: float, ages: range = AGES) -> pl.DataFrame:
    columns = {"municipality_code": code, "year": year, "sex": sex}
    frame = pl.DataFrame({"age": list(ages), "persons": [each] * len(ages)})
    return frame.with_columns(**{name: pl.lit(value) for name, value in columns.items()})


def both(code: str, year: int, men: float, women: float) -> pl.DataFrame:
    return pl.concat([people(code, year, "male", men), people(code, year, "female", women)])


def test_places_years_sexes_and_ages_find_their_cells() -> None:
    frame = pl.concat([both("0002", 2011, 3.0, 4.0), both("0001", 2010, 1.0, 2.0)])
    history = population_history(frame)
    assert (history.codes, list(history.years)) == (("0001", "0002"), [2010, 2011])
    assert history.sexes == ("male", "female")
    np.testing.assert_array_equal(history.people[0, 0, :, 50], [1.0, 2.0])
    np.testing.assert_array_equal(history.people[1, 1, :, 105], [3.0, 4.0])
    assert history.known.tolist() == [[True, False], [False, True]]
    assert history.totals()[0, 0] == 106 * 3


def test_a_frame_without_sex_has_both_together() -> None:
    history = population_history(people("0001", 2010, "both", 5.0).drop("sex"))
    assert history.sexes == ("both",)
    assert history.people.shape == (1, 1, 1, 106)


def test_both_are_used_everywhere_when_one_place_does_not_tell_sex() -> None:
    frame = pl.concat([both("0001", 2010, 1.0, 2.0), people("0002", 2010, "both", 5.0)])
    history = population_history(frame)
    assert history.sexes == ("both",)
    np.testing.assert_array_equal(history.people[:, 0, 0, 30], [3.0, 5.0])


def test_rows_of_both_beside_the_sexes_are_not_counted_twice() -> None:
    frame = pl.concat([both("0001", 2010, 1.0, 2.0), people("0001", 2010, "both", 3.0)])
    history = population_history(frame)
    assert history.sexes == ("male", "female")
    assert history.totals()[0, 0] == 106 * 3


def test_one_sex_alone_is_not_taken_for_both() -> None:
    frame = pl.concat([people("0001", 2010, "male", 1.0), people("0002", 2010, "both", 5.0)])
    history = population_history(frame)
    assert history.codes == ("0002",)


def test_a_year_that_lacks_an_age_is_unknown() -> None:
    whole = people("0001", 2010, "both", 1.0)
    holed = people("0001", 2011, "both", 1.0, range(100))
    history = population_history(pl.concat([whole, holed]))
    assert history.known.tolist() == [[True, False]]


def test_no_people_is_an_error() -> None:
    with pytest.raises(DataError) as error:
        population_history(people("0001", 2010, "both", 1.0).clear())
    assert error.value.problems[0].code == "population.no_people"


def test_births_deaths_and_surplus_are_taken_where_they_are() -> None:
    stock = pl.concat([people("0001", year, "both", 1.0) for year in (2010, 2011)])
    changes = pl.DataFrame(
        {
            "municipality_code": ["0001", "0001", "0009", "0001"],
            "year": [2010, 2011, 2010, 1999],
            "births": [10, None, 1, 1],
            "deaths": [4, None, 1, 1],
            "birth_surplus": [None, -3.0, 0.0, 0.0],
        }
    )
    history = population_history(stock, changes)
    np.testing.assert_array_equal(history.births, [[10.0, np.nan]])
    np.testing.assert_array_equal(history.deaths, [[4.0, np.nan]])
    np.testing.assert_array_equal(history.birth_surplus, [[6.0, -3.0]])


def test_until_forgets_what_came_later() -> None:
    stock = pl.concat([people("0001", year, "both", float(year)) for year in range(2010, 2014)])
    changes = pl.DataFrame(
        {"municipality_code": ["0001"] * 4, "year": range(2010, 2014), "births": [1.0, 2, 3, 4]}
    )
    history = population_history(stock, changes).until(2012)
    assert list(history.years) == [2010, 2011, 2012]
    np.testing.assert_array_equal(history.births, [[1.0, 2.0, np.nan]])


def test_national_rates_by_sex_and_together() -> None:
    deaths = pl.DataFrame(
        {
            "year": [2010] * 111,
            "age": list(range(111)),
            "female_mx": [0.01] * 105 + [None] * 6,
            "male_mx": [0.02] * 111,
            "total_mx": [0.014] * 111,
        }
    )
    series = national_series(deaths)
    assert series.death_rates is not None
    assert series.death_rates_both is not None
    np.testing.assert_array_equal(series.death_rates.values[0, :, 105], [0.02, 0.01])
    np.testing.assert_array_equal(series.death_rates_both.values[0, 0], 0.014)
    halves = national_series(deaths.drop("total_mx")).death_rates_both
    assert halves is not None
    np.testing.assert_allclose(halves.values[0, 0], 0.015)


def test_national_fertility_is_nought_where_it_is_not_given() -> None:
    fertility = pl.DataFrame({"year": [2010, 2010], "age": [20, 30], "asfr": [0.05, 0.1]})
    series = national_series(fertility=fertility).fertility
    assert series is not None
    assert series.values[0, [19, 20, 30]].tolist() == [0.0, 0.05, 0.1]
    assert series.values.sum() == pytest.approx(0.15)


def test_national_population_keeps_whole_years_only() -> None:
    frame = pl.concat(
        [both("x", 2010, 1.0, 2.0), people("x", 2011, "male", 1.0), both("x", 2012, 3.0, 4.0)]
    ).drop("municipality_code")
    series = national_series(population=frame).population
    assert series is not None
    assert series.years == (2010, 2012)


def test_what_the_country_knew_in_a_year_is_the_rates_before_and_the_people_of_it() -> None:
    rates = YearSeries((2012, 2013, 2014), np.zeros((3, 106)))
    stock = YearSeries((2012, 2013, 2014), np.zeros((3, 1, 106)))
    known = NationalSeries(fertility=rates, population=stock).until(2013)
    assert known.fertility is not None
    assert known.population is not None
    assert known.fertility.years == (2012,)
    assert known.population.years == (2012, 2013)
    assert NationalSeries(fertility=rates).until(2000) == NationalSeries()
