"""The demo country's places: municipalities with position and kind, and how borders changed.

Every code that ever existed has one slot; arrays have the slots along an axis and zeros where a
code is not in force. A change moves what an old slot holds to its successors on 1 January.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

BURN_IN_YEAR = 1994
FIRST_YEAR = 2000
LAST_YEAR = 2026
ALWAYS = 9999


@dataclass(frozen=True)
class Place:
    """One municipality code: name, labour-market region, position in km, size and kind."""

    code: str
    name: str
    region: str
    x: float
    y: float
    profile: str
    inhabitants: int = 0
    name_before: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """On 1 January of ``year`` the ``share`` of ``old`` became part of ``new``."""

    year: int
    old: str
    new: str
    share: float


@dataclass(frozen=True)
class Profile:
    """What a kind of municipality is like; the fields are explained in ``places.yaml``."""

    jobs: float
    young: float
    family: float
    leaving: float
    turnover: float
    elderly: float
    abroad: float
    fertility: float


@dataclass(frozen=True)
class Country:
    """All places, with the changes of their borders."""

    counties: Mapping[str, str]
    regions: Mapping[str, str]
    places: tuple[Place, ...]
    changes: tuple[Change, ...]
    profiles: Mapping[str, Profile]

    @cached_property
    def codes(self) -> NDArray[np.str_]:
        """Municipality codes by slot."""
        return np.array([place.code for place in self.places])

    @cached_property
    def slots(self) -> dict[str, int]:
        """Slot by municipality code."""
        return {place.code: slot for slot, place in enumerate(self.places)}

    @cached_property
    def first_years(self) -> dict[str, int]:
        """First year of each code; 0 where it was there before the changes begin."""
        oldest = {place.code: 0 for place in self.places if place.inhabitants}
        made = {change.new: change.year for change in self.changes}
        return {**made, **oldest}

    @cached_property
    def last_years(self) -> dict[str, int]:
        """Last year of each code; 9999 where it is in force."""
        ended = {change.old: change.year - 1 for change in self.changes}
        return {place.code: ended.get(place.code, ALWAYS) for place in self.places}

    @cached_property
    def distances(self) -> FloatArray:
        """Kilometres between all pairs of slots."""
        x = np.array([place.x for place in self.places])
        y = np.array([place.y for place in self.places])
        between: FloatArray = np.hypot(x[:, None] - x, y[:, None] - y)
        return between

    def trait(self, name: str) -> FloatArray:
        """One field of the profile of every slot."""
        return np.array([getattr(self.profiles[p.profile], name) for p in self.places])

    def active(self, year: int) -> BoolArray:
        """True where the slot's code is in force on 1 January of ``year``."""
        first, last = self.first_years, self.last_years
        return np.array([first[p.code] <= year <= last[p.code] for p in self.places])

    def pairs(self, years: range) -> tuple[IntArray, IntArray]:
        """Years and slots of every municipality-year of ``years``, by year and code."""
        slots = [np.flatnonzero(self.active(year)) for year in years]
        repeated = np.repeat(np.array(years), [len(found) for found in slots])
        return repeated, np.concatenate(slots)

    def successors(self, year: int) -> dict[int, list[tuple[int, float]]]:
        """What ended on 1 January of ``year``: old slot to new slots with shares."""
        found: dict[int, list[tuple[int, float]]] = {}
        for change in self.changes:
            if change.year == year:
                part = (self.slots[change.new], change.share)
                found.setdefault(self.slots[change.old], []).append(part)
        return found

    def carry_amounts(self, year: int, amounts: FloatArray) -> FloatArray:
        """Sums per slot on the borders of ``year``, from those of the year before."""
        carried = amounts.copy()
        for old, parts in self.successors(year).items():
            for new, share in parts:
                carried[new] += share * amounts[old]
            carried[old] = 0
        return carried

    def carry_counts(self, year: int, counts: IntArray, rng: np.random.Generator) -> IntArray:
        """Whole numbers per slot on the borders of ``year``; a divided cell is shared by chance."""
        carried = counts.copy()
        for old, parts in self.successors(year).items():
            rest, share_left = counts[old].copy(), 1.0
            for new, share in parts:
                moved = rng.binomial(rest, min(1.0, share / share_left))
                carried[new] += moved
                rest, share_left = rest - moved, share_left - share
            carried[old] = 0
        return carried

    def carry_means(self, year: int, means: FloatArray, weights: FloatArray) -> FloatArray:
        """Averages per slot on the borders of ``year``, weighted with ``weights`` before."""
        extra = (1,) * (means.ndim - 1)
        wide = weights.reshape(-1, *extra)
        total = self.carry_amounts(year, weights).reshape(-1, *extra)
        summed = self.carry_amounts(year, means * wide)
        return np.where(total > 0, summed / np.maximum(total, 1e-12), means)


@cache
def country() -> Country:
    """The demo country, read from ``places.yaml``."""
    content = read_yaml("places.yaml")
    return Country(
        counties=content["counties"],
        regions=content["regions"],
        places=tuple(Place(**entry) for entry in content["municipalities"]),
        changes=tuple(Change(**entry) for entry in content["changes"]),
        profiles={name: Profile(**entry) for name, entry in content["profiles"].items()},
    )


def read_yaml(name: str) -> dict[str, Any]:
    """One of the files that describe the demo country."""
    source = files("nyegrep.sources.demo").joinpath(name).read_text(encoding="utf-8")
    content: dict[str, Any] = yaml.safe_load(source)
    return content
