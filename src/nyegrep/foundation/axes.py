"""The fixed order of axes and the ages and sexes along them.

Arrays of people are ``[draw, year, sex, age]`` or a tail of it. Ages run 0 to 105, the last one
open. Where the data does not know sex, the sex axis has length one (``both``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

OLDEST_AGE = 105
AGES = np.arange(OLDEST_AGE + 1)
SEXES = ("male", "female")
BOTH_SEXES = ("both",)
FERTILE_AGES = range(15, 50)

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class AgeGroup:
    """A closed range of ages; ``last`` equal to ``OLDEST_AGE`` means open ended.

    Example:
        >>> AgeGroup(67, 79).id
        '67-79'
        >>> AgeGroup(80, 105).id
        '80+'
    """

    first: int
    last: int

    @property
    def id(self) -> str:
        """Stable identifier, as ``20-66`` or ``80+``."""
        if self.last >= OLDEST_AGE:
            return f"{self.first}+"
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"

    def __contains__(self, age: object) -> bool:
        return isinstance(age, int) and self.first <= age <= self.last


REPORT_AGE_GROUPS = (
    AgeGroup(0, 5),
    AgeGroup(6, 15),
    AgeGroup(16, 19),
    AgeGroup(20, 44),
    AgeGroup(45, 66),
    AgeGroup(67, 79),
    AgeGroup(80, OLDEST_AGE),
)
WORKING_AGE = AgeGroup(20, 66)
RETIREMENT_AGE = AgeGroup(67, OLDEST_AGE)


def sum_ages(people: FloatArray, group: AgeGroup) -> FloatArray:
    """People in ``group``: sums the last axis (age) of ``people`` over the ages of the group."""
    if people.shape[-1] != len(AGES):
        raise ValueError(f"the last axis should have {len(AGES)} ages, not {people.shape[-1]}")
    summed: FloatArray = people[..., group.first : group.last + 1].sum(axis=-1)
    return summed
