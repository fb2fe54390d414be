"""A place under a future: people and jobs that drive each other, in draws and without chance."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nyegrep.foundation.futures import CRISIS, NEUTRAL, TAILWIND
from nyegrep.methods.futures.loop import Aim, Chance, FuturePath, Track, follow
from nyegrep.methods.futures.surroundings import expected_migration
from tests.unit.methods.futures.three_places import (
    BY,
    SETTINGS,
    STILL,
    UNCERTAINTY,
    YEARS,
    met,
    places,
)

pytestmark = pytest.mark.unit

ROW = 1
DRAWS = 60


def path(future: str, aim: Aim, chance: Chance = STILL) -> FuturePath:
    return follow(places(), ROW, aim, met(future), (SETTINGS, chance))


def totals(track: Track) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.asarray(track.people.sum(axis=(2, 3), dtype=np.float64))


def drawn(seed: int = 1, sources: tuple[str, ...] | None = None) -> Track:
    uncertainty = UNCERTAINTY if sources is None else replace(UNCERTAINTY, sources=sources)
    found = path(NEUTRAL, Aim(0.0, 0.0), Chance(uncertainty, DRAWS, seed)).drawn
    assert found is not None
    return found


def test_people_are_those_before_with_births_and_moves_and_without_the_dead() -> None:
    track = drawn()
    people = totals(track)
    change = track.births - track.deaths + track.net_migration
    np.testing.assert_array_equal(people[:, 1:], people[:, :-1] + change)
    assert (track.people == np.round(track.people)).all()
    assert (track.people >= 0).all()


def test_in_the_first_year_net_migration_is_what_the_terms_say() -> None:
    """I + constant + size + integration + own and neighbours' growth + BA a seventh of the way."""
    aim = Aim(1.4, 0.7)
    track = path(TAILWIND, aim).central
    persons = totals(track)[:, 0]
    share = 1 / SETTINGS.axes.fading_years
    business, residential = (1 - share) * places().own[ROW] + share * np.array([1.4, 0.7])
    private, public = places().private[ROW], places().public[ROW]
    own = places().at_home[ROW] * BY.own_growth[0] * business * private / (private + public)
    around = places().circumstances[ROW] + own + met(TAILWIND).neighbours[ROW, 0]
    immigration = 100 * met(TAILWIND).conditions.drift.migration[0]
    percent = expected_migration(BY, persons, immigration, around) + residential
    np.testing.assert_allclose(track.net_migration[:, 0], percent / 100 * persons, rtol=2e-3)


def test_attractiveness_of_business_brings_jobs_first_and_then_people() -> None:
    plain, busy = (path(NEUTRAL, Aim(business, 0.0)).central for business in (0.0, 2.0))
    assert (busy.private[:, 2:] > plain.private[:, 2:]).all()
    more = (totals(busy) - totals(plain))[0]
    assert more[-1] > more[3] > 0


def test_the_attractive_place_has_more_people_and_good_times_give_more_than_bad() -> None:
    ends = {
        (future, level): totals(path(future, Aim(level, level / 4)).central)[0, -1]
        for future in (TAILWIND, CRISIS)
        for level in (-1.0, 1.0)
    }
    assert ends[TAILWIND, 1.0] > ends[TAILWIND, -1.0]
    assert ends[CRISIS, 1.0] > ends[CRISIS, -1.0]
    assert ends[TAILWIND, 1.0] > ends[CRISIS, 1.0]


def test_with_every_source_switched_off_all_draws_are_the_central_path() -> None:
    chance = Chance(replace(UNCERTAINTY, sources=()), 3, 1)
    found = path(NEUTRAL, Aim(0.5, 0.1), chance)
    assert found.drawn is not None
    for draw in range(3):
        np.testing.assert_array_equal(found.drawn.people[draw], found.central.people[0])
        np.testing.assert_array_equal(found.drawn.private[draw], found.central.private[0])


def test_the_draws_lie_around_the_central_path() -> None:
    chance = Chance(UNCERTAINTY, 400, 3)
    found = path(NEUTRAL, Aim(0.0, 0.0), chance)
    assert found.drawn is not None
    ends = totals(found.drawn)[:, -1]
    central = totals(found.central)[0, -1]
    assert ends.mean() == pytest.approx(central, abs=4 * ends.std() / 20)


def test_the_countrys_uncertainty_is_the_futures_own_and_not_drawn() -> None:
    country = drawn(sources=("country",))
    np.testing.assert_array_equal(country.people[1:], country.people[:-1])


def test_two_futures_differ_by_the_future_and_not_by_luck() -> None:
    """The same draw is high in both: chance is the same, and only the aims differ."""
    chance = Chance(UNCERTAINTY, DRAWS, 1)
    one, other = (
        totals(path(NEUTRAL, Aim(level, level / 4), chance).drawn)[:, -1]  # type: ignore[arg-type]  # drawn, as draws are asked for
        for level in (-0.5, 0.5)
    )
    assert np.corrcoef(one, other)[0, 1] > 0.95


def test_the_seed_decides_all() -> None:
    np.testing.assert_array_equal(drawn(5).people, drawn(5).people)
    assert (drawn(5).people != drawn(6).people).any()


def test_a_place_is_the_same_alone_and_among_others() -> None:
    chance = Chance(UNCERTAINTY, 5, 1)
    among = path(NEUTRAL, Aim(0.0, 0.0), chance).drawn
    one = follow(
        places().select([ROW]), 0, Aim(0.0, 0.0), met(NEUTRAL).select([ROW]), (SETTINGS, chance)
    ).drawn
    assert among is not None
    assert one is not None
    np.testing.assert_array_equal(one.people, among.people)
    assert one.people.shape[1] == YEARS + 1
