"""Goals as people write them, and what they would take."""

from __future__ import annotations

import numpy as np
import pytest

from nyegrep.analyses.futures_goal import Goal, measures, probability_by_future, read_goal, required
from nyegrep.foundation.errors import InputError
from nyegrep.methods.futures.loop import FuturePath, Track
from nyegrep.methods.population.structure import SupportRatioAges

pytestmark = pytest.mark.unit

AGES = SupportRatioAges(20, 66, 67)
YEARS = range(2019, 2041)
KNOWN = measures(AGES)


def path(persons: list[float], year: int = 2020) -> FuturePath:
    """Draws that all begin with 100 people of age 30 and end with ``persons``; as many jobs."""
    people = np.zeros((len(persons), 2, 1, 106), dtype=np.float32)
    people[:, 0, 0, 30], people[:, 1, 0, 30] = 100.0, persons
    jobs = people.sum(axis=(2, 3)).astype(np.float64)
    nought = np.zeros((len(persons), 1), dtype=np.float32)
    track = Track(people, jobs, jobs, nought, nought, nought)
    return FuturePath("0001", year - 1, track, track)


@pytest.mark.parametrize(
    ("sentence", "goal"),
    [
        ("population >= 5623 in 2040", Goal("population", ">=", 5623.0, 2040)),
        ("population >= 5 623 i 2040", Goal("population", ">=", 5623.0, 2040)),
        ("support_ratio >= 2,5 in 2035", Goal("support_ratio", ">=", 2.5, 2035)),
        ("aged_80_and_over <= 400 in 2030", Goal("aged_80_and_over", "<=", 400.0, 2030)),
    ],
)
def test_goals_are_read_as_they_are_written(sentence: str, goal: Goal) -> None:
    assert read_goal(sentence, YEARS, KNOWN) == goal


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        ("grow", "future.goal_unreadable"),
        ("population > 5000 in 2040", "future.goal_unreadable"),
        ("happiness >= 3 in 2040", "future.goal_unreadable"),
        ("population >= many in 2040", "future.goal_unreadable"),
        ("population >= 5000 in 2200", "future.goal_year"),
        ("population >= 5000 in 2019", "future.goal_year"),
    ],
)
def test_a_goal_that_cannot_be_says_why(sentence: str, code: str) -> None:
    with pytest.raises(InputError) as error:
        read_goal(sentence, YEARS, KNOWN)
    assert [problem.code for problem in error.value.problems] == [code]


def test_the_probability_is_the_share_of_draws_that_reach_it() -> None:
    goal = Goal("population", ">=", 95.0, 2020)
    found = probability_by_future(goal, {"one": path([90.0, 95.0, 99.0, 101.0])}, AGES)
    assert found.rows() == [("one", 75.0)]


def test_the_percentile_is_found_where_reaching_begins() -> None:
    """People are the percentile plus 50: 95 or more from the 45th on."""
    goal = Goal("population", ">=", 95.0, 2020)
    found = required(goal, lambda _conditions, percentile: path([percentile + 50]), AGES)
    assert found["percentile_expected"] == pytest.approx(45.0, abs=1e-4)
    assert found["jobs_expected"] == pytest.approx(95.0, abs=1e-4)


def test_a_goal_of_at_most_gives_the_highest_percentile_that_still_keeps_it() -> None:
    goal = Goal("population", "<=", 95.0, 2020)
    found = required(goal, lambda _conditions, percentile: path([percentile + 50]), AGES)
    assert found["percentile_favourable"] == pytest.approx(45.0, abs=1e-4)


@pytest.mark.parametrize(("value", "percentile"), [(200.0, None), (40.0, 1.0)])
def test_a_goal_beyond_reach_has_no_percentile_and_one_always_reached_the_lowest(
    value: float, percentile: float | None
) -> None:
    goal = Goal("population", ">=", value, 2020)
    found = required(goal, lambda _conditions, at: path([at + 50]), AGES)
    assert found["percentile_unfavourable"] == percentile
    assert (found["jobs_unfavourable"] is None) == (percentile is None)
