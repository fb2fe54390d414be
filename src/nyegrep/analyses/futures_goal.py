"""Goals turned round: what a goal would take, and how likely each future is to reach it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from nyegrep.foundation.axes import OLDEST_AGE, AgeGroup, FloatArray, sum_ages
from nyegrep.foundation.errors import InputError, fail
from nyegrep.foundation.futures import CONDITIONS
from nyegrep.methods.futures.loop import FuturePath, Track
from nyegrep.methods.population.structure import SupportRatioAges

CHILDREN = AgeGroup(0, 17)
OLD = AgeGroup(67, OLDEST_AGE)
OLDEST = AgeGroup(80, OLDEST_AGE)
SENTENCE = re.compile(
    r"^\s*(?P<measure>[a-z_0-9]+)\s*(?P<relation>>=|<=)\s*(?P<value>-?[\d ]+(?:[.,]\d+)?)"
    r"\s+(?:in|i)\s+(?P<year>\d{4})\s*$"
)
LOWEST, HIGHEST = 1.0, 99.0
STEPS = 24


@dataclass(frozen=True)
class Goal:
    """A goal: a measure that should be at least or at most a value on 1 January of a year."""

    measure: str
    relation: str
    value: float
    year: int

    def reached(self, values: FloatArray) -> FloatArray:
        """Whether each value reaches the goal, as 0 or 1."""
        enough = values >= self.value if self.relation == ">=" else values <= self.value
        return enough.astype(np.float64)


def measures(ages: SupportRatioAges) -> Mapping[str, Callable[[Track], FloatArray]]:
    """What can be measured along a track [draw, year], by name."""

    def counted(group: AgeGroup) -> Callable[[Track], FloatArray]:
        return lambda track: sum_ages(track.people.sum(axis=2, dtype=np.float64), group)

    def support(track: Track) -> FloatArray:
        retired = np.maximum(counted(ages.retired)(track), 1e-9)
        ratio: FloatArray = counted(ages.working)(track) / retired
        return ratio

    return {
        "population": counted(AgeGroup(0, OLDEST_AGE)),
        "children": counted(CHILDREN),
        "working_age": counted(ages.working),
        "aged_67_and_over": counted(OLD),
        "aged_80_and_over": counted(OLDEST),
        "support_ratio": support,
        "private_jobs": lambda track: track.private,
        "public_jobs": lambda track: track.public,
    }


def read_goal(sentence: str, years: range, known: Mapping[str, object]) -> Goal:
    """A goal as a user writes it, as ``population >= 5623 in 2040``.

    Raises:
        InputError: the sentence, its measure or its year cannot be.
    """
    found = SENTENCE.match(sentence)
    if found is None or found["measure"] not in known:
        fail(InputError, "future.goal_unreadable", goal=sentence, measures=list(known))
    year = int(found["year"])
    if year not in years[1:]:
        fail(InputError, "future.goal_year", year=year, first=years[1], last=years[-1])
    value = float(found["value"].replace(" ", "").replace(",", "."))
    return Goal(found["measure"], found["relation"], value, year)


def probability_by_future(
    goal: Goal, paths: Mapping[str, FuturePath], ages: SupportRatioAges
) -> pl.DataFrame:
    """``future, probability``: per cent of the draws that reach the goal."""
    measure = measures(ages)[goal.measure]
    rows = []
    for name, path in paths.items():
        track = path.drawn if path.drawn is not None else path.central
        values = measure(track)[:, goal.year - path.base_year]
        rows.append({"future": name, "probability": 100 * float(goal.reached(values).mean())})
    return pl.DataFrame(rows)


def required(
    goal: Goal, follow_at: Callable[[str, float], FuturePath], ages: SupportRatioAges
) -> dict[str, Any]:
    """The percentile of attractiveness that reaches the goal on average, and the jobs then.

    Business and residential attractiveness are taken to the same percentile; bisection over
    1–99, since more attractiveness gives more people and jobs.

    Args:
        goal: what should be reached.
        follow_at: the central path under a set of conditions at a percentile.
        ages: limits of the support ratio.

    Returns:
        ``percentile_x`` and ``jobs_x`` for each set of conditions; ``None`` where no percentile
        from 1 to 99 reaches it.
    """
    measure = measures(ages)[goal.measure]
    found: dict[str, Any] = {}
    for conditions in CONDITIONS:

        def reaches(percentile: float, under: str = conditions) -> bool:
            path = follow_at(under, percentile)
            value = measure(path.central)[:, goal.year - path.base_year]
            return bool(goal.reached(value)[0])

        percentile = _least(reaches)
        jobs = None
        if percentile is not None:
            path = follow_at(conditions, percentile)
            jobs = float(path.central.private[0, goal.year - path.base_year])
        found |= {f"percentile_{conditions}": percentile, f"jobs_{conditions}": jobs}
    return found


def _least(reaches: Callable[[float], bool]) -> float | None:
    """The percentile nearest to where reaching begins; ``None`` where neither end reaches.

    Where the lower end already reaches and the upper does not (a goal of at most), it is the
    highest that still does.
    """
    low, high = LOWEST, HIGHEST
    at_low, at_high = reaches(low), reaches(high)
    if at_low and at_high:
        return low
    if not at_low and not at_high:
        return None
    for _ in range(STEPS):
        middle = (low + high) / 2
        if reaches(middle) == at_low:
            low = middle
        else:
            high = middle
    return high if at_high else low
