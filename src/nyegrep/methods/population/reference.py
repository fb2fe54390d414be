"""The reference period: what was seen of places and country before a base year."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from nyegrep.foundation.axes import BOTH_SEXES, FloatArray
from nyegrep.methods.population.cohorts import survivors
from nyegrep.methods.population.migration import MigrationSettings
from nyegrep.methods.population.observations import BoolArray, NationalSeries, PopulationHistory
from nyegrep.methods.population.schedules import (
    FertilitySchedule,
    FertilitySettings,
    MortalitySchedule,
)


@dataclass(frozen=True)
class Reference:
    """What the parts of one estimation share; nothing in it is later than the base year.

    Attributes:
        history: the municipalities whose people are known in the base year.
        national: the country's own series.
        base_year: the 1 January that the estimation is for.
        mortality: the country's hazards.
        fertility: the country's births per woman.
        women_share: share of women by age [age].
        fertility_settings: shares that births need.
        migration_settings: length of the period.
    """

    history: PopulationHistory
    national: NationalSeries
    base_year: int
    mortality: MortalitySchedule
    fertility: FertilitySchedule
    women_share: FloatArray
    fertility_settings: FertilitySettings
    migration_settings: MigrationSettings

    @cached_property
    def births_counted(self) -> bool:
        """True where births are known wherever people are; else infants tell them."""
        whole = self.history.known
        columns = [self.column(year) for year in self.years]
        moves = whole[:, columns] & whole[:, [column + 1 for column in columns]]
        return bool(moves.any() and np.isfinite(self.history.births[:, columns][moves]).all())

    @property
    def years(self) -> range:
        """The calendar years of the reference period, as far as there is data."""
        first = self.base_year - self.migration_settings.reference_years
        return range(max(first, self.history.first_year), self.base_year)

    def column(self, year: int) -> int:
        """Where a year stands in the history."""
        return year - self.history.first_year

    def women(self, people: FloatArray) -> FloatArray:
        """Women by age [..., age]."""
        women: FloatArray = (
            people[..., 0, :] * self.women_share if people.shape[-2] == 1 else people[..., 1, :]
        )
        return women

    def born(self, year: int) -> FloatArray:
        """Births by sex [municipality, sex]: as counted, or from those aged 0 the next 1 January.

        Infants tell births less those who died or moved before the turn of the year: B = P'(0)/s.
        """
        infants = self.history.in_year(year + 1)[..., 0]
        if not self.births_counted:
            born: FloatArray = infants / np.exp(-self.mortality.in_year(year)[:, 0])
            return born
        births = self.history.births[:, self.column(year), None]
        boys = self.fertility_settings.boys_share
        shares = np.ones(1) if infants.shape[-1] == 1 else np.array([boys, 1.0 - boys])
        counted: FloatArray = births * shares
        return counted

    def residual(
        self, year: int, mortality_level: FloatArray
    ) -> tuple[FloatArray, FloatArray, BoolArray]:
        """Net migration and survivors [municipality, sex, age] of a year, and where it is known.

        M(a) = P'(a) − s(a−1)·P(a−1); nought where the year is not known, and at age 0 where births
        are told from infants.
        """
        before, after = self.history.in_year(year), self.history.in_year(year + 1)
        survival = np.exp(-self.mortality.in_year(year) * mortality_level[:, None, None])
        alive = survivors(before, survival)
        alive[..., 0] = self.born(year) * survival[..., 0] if self.births_counted else 0.0
        moved = after - alive
        if not self.births_counted:
            moved[..., 0] = 0.0
        column = self.column(year)
        known = self.history.known[:, column] & self.history.known[:, column + 1]
        cells = known[:, None, None]
        return np.where(cells, moved, 0.0), np.where(cells, alive, 0.0), known

    def country(self, year: int) -> FloatArray | None:
        """People of the country [sex, age] from its own series, on the same sexes, if it tells."""
        series = self.national.population
        people = None if series is None else series.get(year)
        if people is None:
            return None
        if self.history.sexes == BOTH_SEXES:
            together: FloatArray = people.sum(axis=0, keepdims=True)
            return together
        return people if people.shape[0] == len(self.history.sexes) else None

    def country_residual(self, year: int) -> tuple[FloatArray, FloatArray] | None:
        """Net migration and survivors of the country [sex, age], if its own series tells them."""
        before, after = self.country(year), self.country(year + 1)
        if before is None or after is None:
            return None
        alive = survivors(before, np.exp(-self.mortality.in_year(year)))
        moved = after - alive
        moved[:, 0] = 0.0
        return moved, alive

    def country_levels(self, mortality_level: FloatArray) -> list[float]:
        """The country's net migration per inhabitant, year by year, the newest last."""
        levels = []
        first = self.base_year - self.migration_settings.national_mean_years
        for year in range(first, self.base_year):
            nation, people = self.country_residual(year), self.country(year)
            if nation is not None and people is not None:
                levels.append(float(nation[0].sum() / people.sum()))
            elif year >= self.history.first_year:
                moved, _, known = self.residual(year, mortality_level)
                if known.any():
                    levels.append(float(moved.sum() / self.history.in_year(year)[known].sum()))
        return levels
