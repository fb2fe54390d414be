"""Three places that commute to each other, and the numbers their futures are tried with."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np

from nyegrep.foundation.futures import Future
from nyegrep.methods.attractiveness.coefficients import Coefficients
from nyegrep.methods.attractiveness.commuting import Commuting
from nyegrep.methods.futures.conditions import conditions
from nyegrep.methods.futures.loop import Chance
from nyegrep.methods.futures.places import Places, in_order
from nyegrep.methods.futures.settings import FuturesSettings, built_in
from nyegrep.methods.futures.surroundings import Surroundings, surroundings
from nyegrep.methods.population.uncertainty import UncertaintySettings
from nyegrep.parameters.tree import read
from tests.unit.methods.population.test_paths import rates

DAY = date(2019, 1, 1)
YEARS = 12
SETTINGS, _ = read("futures", into=FuturesSettings, at=DAY)
UNCERTAINTY, _ = read("population.uncertainty", into=UncertaintySettings, at=DAY)
BY, _ = read("attractiveness.municipality", into=Coefficients, at=DAY)
STILL = Chance(replace(UNCERTAINTY, sources=()), 0, 1)
BUILT_IN = {future.id: future for future in built_in(SETTINGS.axes)}


def commuting() -> Commuting:
    """Eight of ten work at home; the rest of each place go to the two others."""
    employed = np.array([[240.0, 30.0, 30.0], [200.0, 1600.0, 200.0], [1000.0, 3000.0, 36000.0]])
    nought = np.zeros(3)
    return Commuting(("0001", "0002", "0003"), 2019, employed, nought, nought, nought)


@cache
def places() -> Places:
    at_home, integration = in_order(commuting(), rates().codes)
    return Places(
        rates=rates(),
        at_home=at_home,
        integration=integration,
        coefficients=BY,
        population_effect=0.37,
        private=np.array([200.0, 1100.0, 30000.0]),
        public=np.array([100.0, 500.0, 10000.0]),
        growth_before=np.zeros(3),
        own=np.array([[-1.0, -0.2], [0.5, 0.1], [0.0, 0.0]]),
    )


@cache
def met(future: str) -> Surroundings:
    """What the places meet under one of the built-in futures."""
    return surroundings_of(BUILT_IN[future])


def surroundings_of(future: Future) -> Surroundings:
    found = conditions(places().rates, future, SETTINGS, YEARS)
    return surroundings(places(), commuting(), found, SETTINGS)
