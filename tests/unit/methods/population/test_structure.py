"""Age groups and the support ratio."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from nyegrep.foundation.axes import AgeGroup
from nyegrep.methods.population.structure import SupportRatioAges, group_persons, support_ratio
from nyegrep.parameters.tree import read

pytestmark = pytest.mark.unit

AGES, _ = read("population.support_ratio", into=SupportRatioAges, at=date(2019, 1, 1))


def test_the_limits_are_those_of_the_report() -> None:
    assert (AGES.working.id, AGES.retired.id) == ("20-66", "67+")


def test_workers_for_each_older_person() -> None:
    """Two years: 10 of each age and sex; then the oldest are doubled."""
    people = np.full((2, 2, 106), 10.0)
    people[1, :, 67:] = 20.0
    np.testing.assert_allclose(support_ratio(people, AGES), [47 / 39, 47 / 78])


def test_groups_add_both_sexes() -> None:
    people = np.ones((2, 106))
    groups = group_persons(people, (AgeGroup(0, 5), AgeGroup(80, 105)))
    assert {name: float(count) for name, count in groups.items()} == {"0-5": 12.0, "80+": 52.0}
