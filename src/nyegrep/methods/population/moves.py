"""How many move out of a place in a year, by age: what net migration hides."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from nyegrep.foundation.axes import AGES, FloatArray


@dataclass(frozen=True)
class MovesSettings:
    """The model schedule of moves by age; rates per person and year.

    Attributes:
        childhood_level: height of the part that falls through childhood.
        childhood_decline: how fast it falls.
        young_level: height of the part around leaving home.
        young_age: age at which it turns.
        young_rise: how fast it rises before that age.
        young_decline: how fast it falls after it.
        every_age: what is the same at every age.
        prior_moves: moves that weigh as much as a place's own count.
    """

    childhood_level: float = field(metadata={"unit": "per person and year"})
    childhood_decline: float = field(metadata={"unit": "per year of age"})
    young_level: float = field(metadata={"unit": "per person and year"})
    young_age: float = field(metadata={"unit": "years of age"})
    young_rise: float = field(metadata={"unit": "per year of age"})
    young_decline: float = field(metadata={"unit": "per year of age"})
    every_age: float = field(metadata={"unit": "per person and year"})
    prior_moves: float = field(metadata={"unit": "moves"})


def moves_schedule(settings: MovesSettings) -> FloatArray:
    """Moves out of a municipality per person and year [age], a Rogers-Castro schedule.

    o(x) = a1·exp(-α1·x) + a2·exp(-α2·(x - μ) - exp(-λ·(x - μ))) + c, with a1, α1 the childhood's
    level and decline, a2, α2, μ, λ the young people's level, decline, age and rise, and c what is
    the same at every age. (Rogers and Castro, Model Migration Schedules, 1981.)
    """
    ages = AGES.astype(float)
    beyond = ages - settings.young_age
    young = -settings.young_decline * beyond - np.exp(-settings.young_rise * beyond)
    childhood = settings.childhood_level * np.exp(-settings.childhood_decline * ages)
    rates: FloatArray = childhood + settings.young_level * np.exp(young) + settings.every_age
    return rates
