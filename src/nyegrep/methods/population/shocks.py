"""What sets each draw apart: the country's drift, the regions' and the places' deviations."""

from __future__ import annotations

from dataclasses import dataclass

from nyegrep.foundation.axes import FloatArray


@dataclass(frozen=True)
class Shocks:
    """What sets each draw apart from the central path; ones and noughts are the central path.

    Attributes:
        fertility: the country's factor on births per woman [draw, year].
        mortality: the country's factor on hazards [draw, year].
        migration: added to net migration rates, in units of the spread [place, draw, year].
        fertility_place: the places' own factor on births [place, draw].
        mortality_place: the places' own factor on hazards [place, draw].
    """

    fertility: FloatArray
    mortality: FloatArray
    migration: FloatArray
    fertility_place: FloatArray
    mortality_place: FloatArray
