"""Lasting differences between municipalities that survive mergers as weighted means."""

from __future__ import annotations

import numpy as np

from nyegrep.foundation.randomness import stream
from nyegrep.sources.demo.country import FloatArray
from nyegrep.sources.demo.simulation import Simulation


def lasting(
    simulation: Simulation, name: str, spreads: FloatArray, years: range, drift: float = 0.0
) -> FloatArray:
    """Deviations ``[year, slot, kind]`` with mean about zero.

    Args:
        simulation: whose municipalities.
        name: of the stream of chance.
        spreads: standard deviation of each kind.
        years: the years wanted, in order.
        drift: standard deviation of the yearly change, relative to ``spreads``; what comes is
            offset by a pull to zero, so that the spread stays.
    """
    rng = stream(simulation.seed, f"demo.{name}")
    shape = (len(simulation.country.places), len(spreads))
    current = rng.normal(0, 1, shape)
    memory = np.sqrt(1 - drift**2)
    found = []
    for year in years:
        persons = simulation.people(year - 1).sum(axis=(1, 2)).astype(np.float64)
        if year > years.start:
            current = simulation.country.carry_means(year, current, persons)
            current = memory * current + drift * rng.normal(0, 1, shape)
        found.append(current)
    return np.stack(found) * spreads
