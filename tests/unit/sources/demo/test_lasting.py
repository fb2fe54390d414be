"""Lasting differences between municipalities."""

from __future__ import annotations

import numpy as np
import pytest

from nyegrep.sources.demo.lasting import lasting
from nyegrep.sources.demo.simulation import Simulation

pytestmark = pytest.mark.unit

YEARS = range(2015, 2026)


def test_without_drift_nothing_changes_but_by_merging(simulation: Simulation) -> None:
    found = lasting(simulation, "test", np.array([0.5]), YEARS)
    assert found.shape == (11, 65, 1)
    assert found[-1, 0] == pytest.approx(found[0, 0])
    slots = simulation.country.slots
    assert found[-1, slots["7207"]] == pytest.approx(found[0, slots["7506"]])
    low, high = sorted(float(found[0, slots[code], 0]) for code in ("7403", "7404"))
    assert low < found[-1, slots["7412"], 0] < high


def test_drift_keeps_the_spread_and_loosens_the_tie(simulation: Simulation) -> None:
    found = lasting(simulation, "test", np.full(40, 0.5), YEARS, drift=0.6)
    assert found[-1].std() == pytest.approx(0.5, abs=0.03)
    tie = np.corrcoef(found[0].ravel(), found[-1].ravel())[0, 1]
    assert abs(tie) < 0.2
