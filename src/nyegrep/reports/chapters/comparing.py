"""Series of places out of a figure, for the text and for the lines of a chart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

from nyegrep.analyses.results import Place
from nyegrep.foundation.axes import RETIREMENT_AGE, WORKING_AGE
from nyegrep.foundation.figures import Figure
from nyegrep.reports.charts.lines import Line, Style
from nyegrep.reports.press import Press
from nyegrep.reports.render import NO_BREAK

Series = tuple[tuple[int, float], ...]
STYLES: dict[str, Style] = {"municipality": "own", "country": "country"}


@dataclass(frozen=True)
class Follower:
    """A place that is compared with, and its last value."""

    name: str
    kind: str
    value: float


@dataclass(frozen=True)
class SupportAges:
    """The ages that a support ratio counts."""

    working_first: int
    working_last: int
    retired: int


def support_ages(figure: Figure) -> SupportAges:
    """The ages of a support ratio; those of the report where the figure does not say."""
    facts = figure.facts
    return SupportAges(
        working_first=int(facts.get("working_first", WORKING_AGE.first)),
        working_last=int(facts.get("working_last", WORKING_AGE.last)),
        retired=int(facts.get("retired_first", RETIREMENT_AGE.first)),
    )


def series_of(figure: Figure, place: Place, column: str) -> Series:
    """Years and values of one place; empty where the figure does not have it."""
    own = (pl.col("place_code") == place.code) & (pl.col("kind") == place.kind)
    rows = figure.values.filter(own).sort("year").select("year", column)
    return tuple((int(year), float(value)) for year, value in rows.iter_rows())


def present(figure: Figure, places: Sequence[Place]) -> tuple[Place, ...]:
    """Those of the places that a figure has."""
    known = set(figure.values.select("place_code", "kind").iter_rows())
    return tuple(place for place in places if (place.code, place.kind) in known)


def followers(
    figure: Figure, places: Sequence[Place], column: str, press: Press
) -> tuple[Follower, ...]:
    """The last value of each place that the figure has."""
    return tuple(
        Follower(press.name(place), place.kind, series_of(figure, place, column)[-1][1])
        for place in present(figure, places)
    )


def line_of(
    figure: Figure, place: Place, column: str, press: Press, form: Callable[[float], str]
) -> Line:
    """A place's line, with its name and last value at the end."""
    points = series_of(figure, place, column)
    name = f"{press.line_name(place)}{NO_BREAK}{form(points[-1][1])}"
    return Line(points, STYLES.get(place.kind, "other"), name)
