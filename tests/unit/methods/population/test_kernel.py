"""The compiled kernel: the same as the readable paths, conserving people, whoever runs beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nyegrep.foundation.axes import FloatArray
from nyegrep.methods.population.kernel import (
    Factors,
    Paths,
    Schedules,
    batches,
    random_keys,
    run,
    step_rows,
)
from nyegrep.methods.population.paths import central, simulate
from nyegrep.methods.population.shocks import Shocks
from tests.unit.methods.population.plain import birth_rates, death_rates, pyramid, year_survival

pytestmark = pytest.mark.unit

EDGES = (0, 6, 16, 20, 45, 67, 80)
CODES = ("0301", "1103", "1811", "4601", "5601")
YEARS = 6


def schedules(sexes: int = 2, size: float = 1.0) -> Schedules:
    """Places of 300 to 60 000 people with migration of their own; mortality falls by the year."""
    rng = np.random.default_rng(7)
    people = np.stack([pyramid(size * people) for people in (300, 1000, 4000, 15_000, 60_000)])
    hazards: FloatArray = -np.log(year_survival(death_rates()))
    years: FloatArray = 0.99 ** np.arange(YEARS)[:, None, None] * hazards
    if sexes == 1:
        people, years = people.sum(axis=1, keepdims=True), years.mean(axis=1, keepdims=True)
    shape = (len(CODES), sexes, 106)
    return Schedules(
        codes=CODES,
        base_year=2025,
        people=people,
        hazards=years,
        mortality_level=rng.uniform(0.8, 1.2, len(CODES)),
        fertility=birth_rates() * np.linspace(1.0, 1.1, YEARS)[:, None],
        fertility_level=rng.uniform(0.8, 1.2, len(CODES)),
        women_share=np.linspace(0.48, 0.7, 106),
        boys_share=0.5135,
        rates=rng.normal(0.0, 0.03, (len(CODES), YEARS, sexes, 106)),
        spread=rng.uniform(0.0, 2.0, shape),
        outward=rng.uniform(0.0, 0.1, shape),
    )


def shocks(draws: int, seed: int = 1) -> Shocks:
    """Draws that differ in everything; some send more people away than there are."""
    rng = np.random.default_rng(seed)
    places = len(CODES)
    return Shocks(
        fertility=np.exp(rng.normal(0, 0.1, (draws, YEARS))),
        mortality=np.exp(rng.normal(0, 0.2, (draws, YEARS))),
        migration=rng.normal(0, 0.01, (places, draws, YEARS)) - (rng.random(draws) < 0.1)[:, None],
        fertility_place=np.exp(rng.normal(0, 0.1, (places, draws))),
        mortality_place=np.exp(rng.normal(0, 0.1, (places, draws))),
    )


def grouped(people: FloatArray) -> FloatArray:
    """Sums over the age groups, along the last axis."""
    sums: FloatArray = np.add.reduceat(people, EDGES, axis=-1)
    return sums


def expected(given: Schedules, drawn: Shocks) -> tuple[FloatArray, FloatArray]:
    """Persons [place, year, sex, group, draw] and totals [4, place, year, draw] of the oracle."""
    draws = len(drawn.mortality)
    years = list(simulate(given, drawn))
    start = np.broadcast_to(given.people, (draws, *given.people.shape))
    people = np.stack([start, *(year.people for year in years)], axis=2)
    persons = np.moveaxis(grouped(people), 0, -1)
    cells = (-2, -1)
    totals = [
        [
            year.births.sum(axis=-1),
            year.deaths.sum(axis=cells),
            np.maximum(year.net_migration, 0).sum(axis=cells),
            np.maximum(-year.net_migration, 0).sum(axis=cells),
        ]
        for year in years
    ]
    return persons, np.transpose(np.array(totals), (1, 3, 0, 2))


def change(paths: Paths) -> FloatArray:
    """What the parts of the change add up to [place, year, draw]."""
    parts = [paths.births, -paths.deaths, paths.arrivals, -paths.departures]
    added: FloatArray = np.sum(parts, axis=0, dtype=np.float64)
    return added


def everyone(paths: Paths) -> FloatArray:
    """Persons of both sexes and all ages [place, year, draw]."""
    total: FloatArray = paths.persons.sum(axis=(2, 3), dtype=np.float64)
    return total


def some(given: Schedules, drawn: Shocks, rows: Sequence[int]) -> tuple[Schedules, Shocks]:
    """Some of the places, in the order asked for."""
    fewer = replace(
        drawn,
        migration=drawn.migration[rows],
        fertility_place=drawn.fertility_place[rows],
        mortality_place=drawn.mortality_place[rows],
    )
    return given.select(rows), fewer


@pytest.mark.parametrize("sexes", [1, 2])
def test_agrees_with_the_readable_paths(sexes: int) -> None:
    given, drawn = schedules(sexes), shocks(37)
    found = run(given, drawn, EDGES, counts=False, seed=1)
    persons, totals = expected(given, drawn)
    np.testing.assert_allclose(found.persons, persons, rtol=2e-5, atol=1e-4)
    parts = [found.births, found.deaths, found.arrivals, found.departures]
    np.testing.assert_allclose(parts, totals, rtol=2e-5, atol=1e-4)


def test_without_shocks_every_draw_is_the_central_path() -> None:
    given = schedules()
    still = central(given)
    found = run(given, still, range(106), counts=False, seed=1)
    for ahead, year in enumerate(simulate(given, still)):
        np.testing.assert_allclose(
            found.persons[:, ahead + 1, :, :, 0], year.people[0], rtol=2e-5, atol=1e-5
        )


@pytest.mark.parametrize("sexes", [1, 2])
def test_counted_people_are_whole_and_conserved_exactly(sexes: int) -> None:
    found = run(schedules(sexes), shocks(37), EDGES, counts=True, seed=1)
    for part in (found.persons, found.births, found.deaths, found.arrivals, found.departures):
        assert (part >= 0).all()
        np.testing.assert_array_equal(part, np.floor(part))
    np.testing.assert_array_equal(np.diff(everyone(found), axis=1), change(found))


def test_people_are_conserved_in_expectation() -> None:
    found = run(schedules(), shocks(37), EDGES, counts=False, seed=1)
    assert (found.persons >= 0).all()
    unexplained = np.diff(everyone(found), axis=1) - change(found)
    assert (np.abs(unexplained) <= 2e-6 * everyone(found)[:, :-1]).all()


def test_counts_are_on_average_what_is_expected() -> None:
    """Within four standard errors in every place, year and part; six thousand draws."""
    given = schedules(size=0.3)
    still = central(given)
    draws = 6000
    many = Shocks(
        fertility=np.repeat(still.fertility, draws, axis=0),
        mortality=np.repeat(still.mortality, draws, axis=0),
        migration=np.repeat(still.migration, draws, axis=1),
        fertility_place=np.repeat(still.fertility_place, draws, axis=1),
        mortality_place=np.repeat(still.mortality_place, draws, axis=1),
    )
    whole = replace(given, people=np.round(given.people))
    counted = run(whole, many, EDGES, counts=True, seed=3)
    mean = run(whole, still, EDGES, counts=False, seed=3)
    for name in ("persons", "births", "deaths"):
        drawn, wanted = getattr(counted, name).astype(np.float64), getattr(mean, name)[..., 0]
        error = drawn.std(axis=-1) / np.sqrt(draws)
        assert (np.abs(drawn.mean(axis=-1) - wanted) <= 4.5 * error + 1e-3).all(), name
    net = (counted.arrivals - counted.departures).astype(np.float64)
    wanted = (mean.arrivals - mean.departures)[..., 0]
    error = net.std(axis=-1) / np.sqrt(draws)
    assert (np.abs(net.mean(axis=-1) - wanted) <= 4.5 * error + 1e-3).all()


@pytest.mark.parametrize("counts", [True, False])
def test_a_place_is_drawn_alike_whoever_is_beside_it(counts: bool) -> None:
    given, drawn = schedules(), shocks(37)
    whole = run(given, drawn, EDGES, counts=counts, seed=1)
    for rows in ([4, 2, 0, 1, 3], [3]):
        fewer = run(*some(given, drawn, rows), EDGES, counts=counts, seed=1)
        assert fewer.codes == tuple(CODES[row] for row in rows)
        np.testing.assert_array_equal(fewer.persons, whole.persons[rows])
        np.testing.assert_array_equal(fewer.deaths, whole.deaths[rows])


def test_batches_are_parts_of_the_whole() -> None:
    given, drawn = schedules(), shocks(37)
    whole = run(given, drawn, EDGES, counts=True, seed=1)
    parts = list(batches(given, drawn, EDGES, 2, counts=True, seed=1))
    assert [part.codes for part in parts] == [CODES[:2], CODES[2:4], CODES[4:]]
    persons = np.concatenate([part.persons for part in parts])
    np.testing.assert_array_equal(persons, whole.persons)


def test_threads_change_nothing() -> None:
    given, drawn = schedules(), shocks(37)
    whole = run(given, drawn, EDGES, counts=True, seed=1)
    before = numba.get_num_threads()
    numba.set_num_threads(1)
    try:
        alone = run(given, drawn, EDGES, counts=True, seed=1)
    finally:
        numba.set_num_threads(before)
    np.testing.assert_array_equal(alone.persons, whole.persons)


def test_more_draws_leave_the_first_as_they_were() -> None:
    given, drawn = schedules(), shocks(70)
    first = replace(
        drawn,
        fertility=drawn.fertility[:11],
        mortality=drawn.mortality[:11],
        migration=drawn.migration[:, :11],
        fertility_place=drawn.fertility_place[:, :11],
        mortality_place=drawn.mortality_place[:, :11],
    )
    many = run(given, drawn, EDGES, counts=True, seed=1)
    few = run(given, first, EDGES, counts=True, seed=1)
    np.testing.assert_array_equal(few.persons, many.persons[..., :11])


def test_another_seed_is_another_luck_in_counts_alone() -> None:
    given, drawn = schedules(), shocks(37)
    one, other = (run(given, drawn, EDGES, counts=True, seed=seed) for seed in (1, 2))
    assert (one.deaths != other.deaths).mean() > 0.5
    one, other = (run(given, drawn, EDGES, counts=False, seed=seed) for seed in (1, 2))
    np.testing.assert_array_equal(one.persons, other.persons)


@settings(derandomize=True, deadline=None, max_examples=25)
@given(
    size=st.floats(0.001, 2.0),
    mortality=st.floats(0.0, 4.0),
    fertility=st.floats(0.0, 3.0),
    migration=st.floats(-3.0, 0.5),
    seed=st.integers(0, 2**32),
)
def test_whatever_happens_no_one_is_less_than_nought(
    size: float, mortality: float, fertility: float, migration: float, seed: int
) -> None:
    given = schedules(size=size)
    still = central(given)
    drawn = replace(
        still,
        fertility=still.fertility * fertility,
        mortality=still.mortality * mortality,
        migration=still.migration + migration,
    )
    found = run(given, drawn, EDGES, counts=True, seed=seed)
    assert (found.persons >= 0).all()
    np.testing.assert_array_equal(np.diff(everyone(found), axis=1), change(found))


@pytest.mark.parametrize("sexes", [1, 2])
def test_rows_meet_the_net_migration_that_is_given(sexes: int) -> None:
    given, draws = schedules(sexes), 37
    people = np.repeat(given.people[3][None], draws, axis=0)
    target = np.linspace(-300.0, 300.0, draws)
    factors = Factors(np.linspace(0.8, 1.2, draws), np.linspace(1.2, 0.8, draws))
    year = given.place_year(3, 2027)
    keys = random_keys(1, CODES[3])
    done = step_rows(people, year, factors, target, counts=False, keys=keys)
    np.testing.assert_allclose(done.net_migration, target, atol=0.5)
    after = people.sum(axis=(1, 2)) + done.births - done.deaths + done.net_migration
    np.testing.assert_allclose(done.people.sum(axis=(1, 2), dtype=np.float64), after, rtol=2e-6)


def test_rows_are_what_a_run_with_the_same_level_gives() -> None:
    """With the net migration that a run had, and no one born who moves, both take one year."""
    given, draws = schedules(), 37
    given = replace(given, rates=given.rates * (np.arange(106) > 0), spread=given.spread * 1.0)
    given.spread[..., 0] = 0.0
    drawn = shocks(draws, seed=5)
    drawn = replace(drawn, migration=np.maximum(drawn.migration, -0.05))
    whole = run(given, drawn, range(106), counts=False, seed=1)
    place = 4
    net = (whole.arrivals - whole.departures)[place, 0]
    factors = Factors(
        drawn.mortality[:, 0] * drawn.mortality_place[place],
        drawn.fertility[:, 0] * drawn.fertility_place[place],
    )
    people = np.repeat(given.people[place][None], draws, axis=0)
    keys = random_keys(1, CODES[place])
    year = given.place_year(place, 2025)
    done = step_rows(people, year, factors, net, counts=False, keys=keys)
    np.testing.assert_allclose(
        np.moveaxis(done.people, 0, -1), whole.persons[place, 1], rtol=1e-4, atol=1e-3
    )
    np.testing.assert_allclose(done.births, whole.births[place, 0], rtol=1e-4)


def test_counted_rows_are_whole_conserved_and_on_average_as_given() -> None:
    given, draws = schedules(), 6000
    people = np.repeat(np.round(given.people[2])[None], draws, axis=0)
    target = np.full(draws, 40.0)
    factors = Factors(np.ones(draws), np.ones(draws))
    keys = random_keys(9, CODES[2])
    year = given.place_year(2, 2026)
    done = step_rows(people, year, factors, target, counts=True, keys=keys)
    np.testing.assert_array_equal(done.people, np.floor(done.people))
    change = done.people.sum(axis=(1, 2)) - people.sum(axis=(1, 2))
    np.testing.assert_array_equal(change, done.births - done.deaths + done.net_migration)
    error = done.net_migration.std() / np.sqrt(draws)
    assert done.net_migration.mean() == pytest.approx(40.0, abs=4 * error + 0.1)
