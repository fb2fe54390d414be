"""Paths year by year: as plain loops would have them, conserving people, led by the drift."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from nyegrep.foundation.axes import FloatArray
from nyegrep.foundation.errors import InputError
from nyegrep.methods.population.migration import Migration
from nyegrep.methods.population.paths import NationalDrift, central_drift, project, tidy
from nyegrep.methods.population.rates import Rates
from nyegrep.methods.population.schedules import MortalitySchedule, year_hazards
from tests.unit.methods.population.plain import birth_rates, death_rates, plain_step, pyramid

pytestmark = pytest.mark.unit

BASE = 2019
SIZES = (700.0, 4000.0, 90000.0)


def rates(deviation: FloatArray | None = None, persistence: float = 1.0) -> Rates:
    """Three places of a country with net in-migration at the ages 20 to 39."""
    people = np.stack([pyramid(size) for size in SIZES])
    national = np.zeros((2, 106))
    national[:, 20:40] = 0.012
    hazards = year_hazards(death_rates(), 0.85)
    mortality = MortalitySchedule(hazards, np.full_like(hazards, -0.01), BASE - 1, {}, False)
    moved = np.zeros((3, 2, 106)) if deviation is None else deviation
    return Rates(
        codes=("0001", "0002", "0003"),
        base_year=BASE,
        sexes=("male", "female"),
        people=people,
        national_people=people.sum(axis=0),
        mortality=mortality,
        mortality_level=np.array([1.1, 1.0, 0.95]),
        fertility=birth_rates(),
        fertility_level=np.array([0.9, 1.0, 1.05]),
        national_fertility_level=1.0,
        women_share=np.full(106, 0.49),
        boys_share=0.5135,
        migration=Migration(national, moved, persistence, 0.003, 0.004, 0.9),
        outward=np.full_like(people, 0.03),
        years_known=np.full(3, 10.0),
        reference_years=(2009, 2018),
        notes=("population.births_from_infants",),
    )


def still(years: int) -> NationalDrift:
    return NationalDrift(np.ones(years), np.ones(years), np.zeros(years))


def test_a_path_has_every_year_and_starts_with_the_people() -> None:
    path = project(rates(), 2040)
    assert list(path.years) == list(range(2019, 2041))
    assert path.people.shape == (3, 22, 2, 106)
    assert path.births.shape == (3, 21, 2)
    np.testing.assert_array_equal(path.people[:, 0], rates().people)
    assert path.notes == ("population.births_from_infants",)


def test_people_are_conserved_in_every_year() -> None:
    deviation = np.zeros((3, 2, 106))
    deviation[0, :, 18:26] = -0.3
    path = project(rates(deviation), 2040)
    everyone = (-2, -1)
    change = (
        path.births.sum(axis=-1) - path.deaths.sum(axis=everyone)
        + path.net_migration.sum(axis=everyone)
    )  # fmt: skip
    np.testing.assert_allclose(np.diff(path.totals(), axis=1), change, rtol=1e-9, atol=1e-7)
    older = path.people[:, 1:, :, 1:-1] - path.people[:, :-1, :, :-2]
    moved = path.net_migration[..., 1:-1] - path.deaths[..., 1:-1]
    np.testing.assert_allclose(older, moved, atol=1e-7)


def test_no_one_is_less_than_nought_whatever_moves_out() -> None:
    path = project(rates(np.full((3, 2, 106), -1.5)), 2030)
    assert (path.people >= 0).all()
    assert path.totals()[0, -1] < 1.0


def test_agrees_with_plain_loops_over_two_years() -> None:
    """No national net migration; the place's own deviation fades by a tenth a year."""
    deviation = np.zeros((3, 2, 106))
    deviation[1, 0, 25], deviation[1, 1, 0] = 0.05, 0.02
    found = rates(deviation, persistence=0.9)
    found = replace(found, migration=replace(found.migration, national=np.zeros((2, 106))))
    path = project(found, BASE + 2, still(2))
    people = found.people[1]
    for ahead in range(2):
        hazards = year_hazards(death_rates(), 0.85) * np.exp(-0.01 * (ahead + 1))
        survival = np.exp(-hazards)
        moving = 0.9**ahead * deviation[1]
        people = np.array(plain_step(people, survival, birth_rates(), moving, 0.5135).people)
    np.testing.assert_allclose(path.people[1, 2], people, rtol=1e-10)


def test_the_country_as_a_whole_has_the_net_migration_of_the_drift() -> None:
    """One place that is the whole country: its net migration is the level times its people."""
    alone = rates().of_country()
    for level in (0.006, 0.0, -0.002):
        drift = NationalDrift(np.ones(5), np.ones(5), np.full(5, level))
        path = project(alone, BASE + 5, drift)
        moved = path.net_migration[0].sum(axis=(-2, -1))
        np.testing.assert_allclose(moved, level * path.totals()[0, :-1], atol=1e-9)


def test_a_level_is_met_even_where_no_age_moves_in() -> None:
    found = rates()
    found = replace(found, migration=replace(found.migration, national=np.zeros((2, 106))))
    drift = NationalDrift(np.ones(1), np.ones(1), np.full(1, 0.01))
    path = project(found, BASE + 1, drift)
    moved = path.net_migration.sum() / found.people.sum()
    assert moved == pytest.approx(0.01, rel=0.01)


def test_the_central_drift_leads_from_last_year_to_the_mean() -> None:
    drift = central_drift(rates(), 30)
    assert drift.migration[0] == pytest.approx(0.004 - 0.9 * 0.001)
    assert (np.diff(drift.migration) > 0).all()
    assert drift.migration[-1] == pytest.approx(0.004, abs=1e-4)
    assert (drift.fertility == 1).all()
    assert (drift.mortality == 1).all()


def test_the_drift_moves_births_and_deaths() -> None:
    plain = project(rates(), 2030, still(11))
    fewer = project(rates(), 2030, replace(still(11), fertility=np.full(11, 0.5)))
    longer = project(rates(), 2030, replace(still(11), mortality=np.full(11, 0.8)))
    assert fewer.births[:, 0].sum() == pytest.approx(plain.births[:, 0].sum() / 2)
    assert longer.deaths[:, 0].sum() == pytest.approx(0.8 * plain.deaths[:, 0].sum(), rel=0.03)


def test_places_do_not_depend_on_who_is_projected_with_them() -> None:
    together = project(rates(), 2030)
    alone = project(rates().select(["0002"]), 2030)
    np.testing.assert_allclose(alone.people[0], together.people[1])


def test_a_horizon_that_is_not_later_is_refused() -> None:
    with pytest.raises(InputError) as error:
        project(rates(), BASE)
    assert error.value.problems[0].code == "population.horizon_early"


def test_a_path_as_a_frame_has_one_row_for_each_cell() -> None:
    path = project(rates(), 2021)
    frame = tidy(path)
    assert frame.columns == ["municipality_code", "year", "sex", "age", "persons"]
    assert frame.height == path.people.size
    place = (pl.col("municipality_code") == "0003") & (pl.col("year") == 2021)
    cell = frame.filter(place & (pl.col("sex") == "female") & (pl.col("age") == 33))
    assert cell["persons"].to_list() == [path.people[2, 2, 1, 33]]
