"""What sets each draw apart: the country's drift, the regions' and the places' deviations."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.floating]


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

    fertility: Numbers
    mortality: Numbers
    migration: Numbers
    fertility_place: Numbers
    mortality_place: Numbers
