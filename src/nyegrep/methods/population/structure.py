"""The age structure of a population: groups, shares, and how many work for each who is retired."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from nyegrep.foundation.axes import OLDEST_AGE, AgeGroup, FloatArray, sum_ages


@dataclass(frozen=True)
class SupportRatioAges:
    """Age limits of the support ratio, all included.

    Attributes:
        working_from: youngest age counted as working.
        working_to: oldest age counted as working.
        retired_from: youngest age counted as retired.
    """

    working_from: int = field(metadata={"unit": "years of age"})
    working_to: int = field(metadata={"unit": "years of age"})
    retired_from: int = field(metadata={"unit": "years of age"})

    @property
    def working(self) -> AgeGroup:
        """Those counted as working."""
        return AgeGroup(self.working_from, self.working_to)

    @property
    def retired(self) -> AgeGroup:
        """Those counted as retired; no upper limit."""
        return AgeGroup(self.retired_from, OLDEST_AGE)


def support_ratio(people: FloatArray, ages: SupportRatioAges) -> FloatArray:
    """People of working age for each retired person, N(working) / N(retired).

    A falling ratio is a heavier burden. Its inverse times 100 is the retired per 100 of working
    age.

    Args:
        people: persons [..., sex, age].
        ages: the limits.

    Returns:
        Ratio [...]; infinite where nobody is retired.
    """
    working = sum_ages(people, ages.working).sum(axis=-1)
    retired = sum_ages(people, ages.retired).sum(axis=-1)
    ratio: FloatArray = working / retired
    return ratio


def group_persons(people: FloatArray, groups: Sequence[AgeGroup]) -> dict[str, FloatArray]:
    """Persons of both sexes in each age group, by the group's id [...].

    Args:
        people: persons [..., sex, age].
        groups: the groups, in the order wanted.
    """
    return {group.id: sum_ages(people, group).sum(axis=-1) for group in groups}
