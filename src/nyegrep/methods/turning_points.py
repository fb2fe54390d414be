"""Where a series turns: the peaks and troughs that a reader would name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal


@dataclass(frozen=True)
class TurningSettings:
    """What counts as a turn.

    Attributes:
        threshold: least move away from an extreme, in per cent of its value.
        shortest_phase: least number of years between two turns, and from a turn to the end.
    """

    threshold: float = field(metadata={"unit": "percent"})
    shortest_phase: int = field(metadata={"unit": "years"})


@dataclass(frozen=True)
class TurningPoint:
    """A year in which the series turned: its value there, and which way."""

    year: int
    kind: Literal["peak", "trough"]
    value: float


def turning_points(
    years: Sequence[int], values: Sequence[float], settings: TurningSettings
) -> tuple[TurningPoint, ...]:
    """The peaks and troughs inside the series, oldest first.

    An extreme v at year t is a turn when the series afterwards moves away from it by at least
    threshold per cent, |v' − v| ≥ threshold/100·v, before it is passed; the first and last year
    are ends, not turns. A phase between two turns that is shorter than the shortest phase is a
    ripple: both its turns are left out; so is a turn too near the end to be sure of. Peaks and
    troughs alternate.

    Args:
        years: calendar years, rising [year].
        values: the series, positive [year].
        settings: what counts as a turn.
    """
    if len(years) < 3:
        return ()
    found: list[TurningPoint] = []
    low = high = 0
    direction = 0
    share = settings.threshold / 100
    for now in range(1, len(values)):
        low = now if values[now] < values[low] else low
        high = now if values[now] > values[high] else high
        if direction >= 0 and values[now] <= values[high] * (1 - share):
            _append(found, years, values, high, "peak")
            direction, low, high = -1, now, now
        elif direction <= 0 and values[now] >= values[low] * (1 + share):
            _append(found, years, values, low, "trough")
            direction, low, high = 1, now, now
    return tuple(_lasting(found, years[-1], settings.shortest_phase))


def _lasting(turns: list[TurningPoint], end: int, shortest: int) -> list[TurningPoint]:
    """The turns that are left when ripples are taken out, the shortest ripple first."""
    kept = list(turns)
    while kept:
        lengths = [after.year - before.year for before, after in pairwise(kept)]
        lengths.append(end - kept[-1].year)
        least = min(range(len(lengths)), key=lengths.__getitem__)
        if lengths[least] >= shortest:
            break
        del kept[least : least + 2]
    return kept


def _append(
    found: list[TurningPoint],
    years: Sequence[int],
    values: Sequence[float],
    place: int,
    kind: Literal["peak", "trough"],
) -> None:
    """Keep a turn, unless it is the first year, which is an end."""
    if place > 0:
        found.append(TurningPoint(years[place], kind, values[place]))
