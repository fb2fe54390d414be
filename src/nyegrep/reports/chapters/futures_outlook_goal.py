"""The question turned round: a goal, and what it would take. A goal is not a forecast."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nyegrep.analyses.futures_results import FuturesOutlook
from nyegrep.foundation.figures import Figure
from nyegrep.reports.chapters.futures_outlook_facts import (
    KINDS,
    measure_name,
    name_of,
    period_of,
    told,
    written,
)
from nyegrep.reports.chapters.population_outlook_facts import Period
from nyegrep.reports.charts.chances import Chance, chance_bars
from nyegrep.reports.charts.futures import look_of
from nyegrep.reports.gallery import Exhibit, cells, table
from nyegrep.reports.press import Press

LOWEST, HIGHEST = 1.0, 99.0  # the percentiles that are tried
CONDITIONS = ("favourable", "expected", "unfavourable")


@dataclass(frozen=True)
class Need:
    """What the goal takes under one set of conditions in the country; ``None``: out of reach.

    ``tenths`` is the percentile in tenths of the municipalities where that says enough; ``any``
    is true where any attractiveness will do.
    """

    conditions: str
    percentile: float | None
    tenths: int | None
    any: bool
    jobs: float | None
    more_jobs: float | None


@dataclass(frozen=True)
class Likely:
    """A future, and how often of ten times it reaches the goal."""

    name: str
    percent: float
    tenths: int


@dataclass(frozen=True)
class Goal:
    """The goal, what it would take, and how often each future reaches it."""

    period: Period
    measure: str
    value: str
    relation: str
    year: int
    needs: tuple[Need, ...]
    likely: tuple[Likely, ...]
    most: Likely
    least: Likely
    private_jobs: float | None

    @property
    def reachable(self) -> bool:
        """True where some attractiveness reaches it under some conditions."""
        return any(need.percentile is not None for need in self.needs)


def goal_of(outlook: FuturesOutlook, figure: Figure, press: Press) -> Goal:
    """What the text says of the goal."""
    facts = figure.facts
    names = told(outlook)
    rows = dict(figure.values.select("future", "probability").iter_rows())
    likely = tuple(
        Likely(name_of(outlook, name, press), rows[name], round(rows[name] / 10))
        for name in names
        if name in rows
    )
    base = facts["base_private_jobs"]
    kind = KINDS.get(facts["measure"], "persons")
    named = measure_name(outlook, facts["measure"], press)
    return Goal(
        period=period_of(outlook, press),
        measure=str(press.words["futures_goals"].get(facts["measure"], named)),
        value=written(kind, 0, press)(facts["value"]),
        relation=facts["relation"],
        year=int(facts["year"]),
        needs=tuple(_need(facts, name, base) for name in CONDITIONS),
        likely=likely,
        most=max(likely, key=lambda found: found.percent),
        least=min(likely, key=lambda found: found.percent),
        private_jobs=base,
    )


def goal_exhibit(goal: Goal, outlook: FuturesOutlook, figure: Figure, press: Press) -> Exhibit:
    """How often each future reaches the goal."""
    words, form = press.words["futures"], press.forms
    rows = [row for row in figure.values.iter_rows(named=True) if row["probability"] is not None]
    named = [(row["future"], name_of(outlook, row["future"], press)) for row in rows]
    bars = [
        Chance(name, row["probability"], words["of_100"].format(count=_of_100(row, press)), look)
        for row, (_, name), look in zip(
            rows, named, (look_of(future) for future, _ in named), strict=True
        )
    ]
    body = [
        (name, cells([row["probability"]], form.number))
        for row, (_, name) in zip(rows, named, strict=True)
    ]
    return Exhibit(
        name="goal",
        figure=figure,
        about=goal,
        table=table([words["name"], words["chance_heading"]], body),
        draw=lambda frame: chance_bars(frame, bars, words["chance_axis"]),
    )


def _need(facts: Mapping[str, Any], conditions: str, base: float | None) -> Need:
    percentile = facts[f"percentile_{conditions}"]
    end = LOWEST if facts["relation"] == ">=" else HIGHEST
    jobs = facts[f"jobs_{conditions}"]
    tenths = round(percentile / 10) if percentile is not None and 5 <= percentile <= 95 else None
    more = None if jobs is None or base is None else jobs - base
    enough = percentile is not None and abs(percentile - end) < 0.5
    return Need(conditions, percentile, tenths, enough, jobs, more)


def _of_100(row: dict[str, float], press: Press) -> str:
    """How many of a hundred times; neither never nor always is known for certain."""
    percent = row["probability"]
    if percent < 1:
        return str(press.words["futures"]["below_one"])
    if percent > 99:
        return str(press.words["futures"]["above_99"])
    return press.forms.number(percent)
