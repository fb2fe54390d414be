"""Births, deaths and moves of every municipality, estimated from what was known in a base year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from nyegrep.foundation.axes import BOTH_SEXES, FloatArray
from nyegrep.foundation.codes import COUNTRY
from nyegrep.foundation.errors import DataError, InputError, fail
from nyegrep.methods.population.levels import gamma_poisson_levels
from nyegrep.methods.population.migration import Migration, MigrationSettings, Residuals, shrink
from nyegrep.methods.population.moves import MovesSettings, moves_schedule
from nyegrep.methods.population.observations import NationalSeries, PopulationHistory
from nyegrep.methods.population.reference import Reference
from nyegrep.methods.population.schedules import (
    FertilitySettings,
    MortalitySchedule,
    MortalitySettings,
    fertility_schedule,
    mortality_schedule,
    women_shares,
)

SEXES_TOGETHER = "population.sexes_together"
PARAMETRIC_MORTALITY = "population.parametric_mortality"
PARAMETRIC_FERTILITY = "population.parametric_fertility"
NATIONAL_FROM_MUNICIPALITIES = "population.national_from_municipalities"
BIRTHS_FROM_INFANTS = "population.births_from_infants"
MORTALITY_NATIONAL = "population.mortality_national"


@dataclass(frozen=True)
class RateSettings:
    """All numbers that the estimation needs; filled from the parameter branch ``population``."""

    mortality: MortalitySettings
    fertility: FertilitySettings
    migration: MigrationSettings
    moves: MovesSettings


@dataclass(frozen=True)
class Rates:
    """What a projection starts from.

    Attributes:
        codes: municipalities, the first axis.
        base_year: the 1 January that the people are of.
        sexes: names along the sex axis.
        people: persons in the base year [municipality, sex, age].
        national_people: persons of the country in the base year [sex, age].
        mortality: the country's hazards and their trend.
        mortality_level: the places' hazards relative to the country's [municipality].
        fertility: the country's births per woman [age].
        fertility_level: the places' births relative to the country's rates [municipality].
        national_fertility_level: the country's births relative to its rates.
        women_share: share of women by age [age], used where the sexes are together.
        boys_share: boys among the newborn.
        migration: net migration of the country and the places' deviations.
        outward: those who move out, per survivor and year [municipality, sex, age].
        years_known: years of the reference period known for each place [municipality].
        reference_years: first and last calendar year of the reference period.
        notes: codes of what a reader should know, as ``population.sexes_together``.
    """

    codes: tuple[str, ...]
    base_year: int
    sexes: tuple[str, ...]
    people: FloatArray
    national_people: FloatArray
    mortality: MortalitySchedule
    mortality_level: FloatArray
    fertility: FloatArray
    fertility_level: FloatArray
    national_fertility_level: float
    women_share: FloatArray
    boys_share: float
    migration: Migration
    outward: FloatArray
    years_known: FloatArray
    reference_years: tuple[int, int]
    notes: tuple[str, ...] = field(default_factory=tuple)

    @property
    def complete(self) -> tuple[str, ...]:
        """The municipalities known in every year of the reference period."""
        first, last = self.reference_years
        whole = self.years_known == last - first + 1
        return tuple(code for code, kept in zip(self.codes, whole, strict=True) if kept)

    def of_country(self) -> Rates:
        """The country as the only place, ``0``, with its own levels and no deviation."""
        return replace(
            self,
            codes=(COUNTRY,),
            people=self.national_people[None],
            mortality_level=np.ones(1),
            fertility_level=np.array([self.national_fertility_level]),
            migration=replace(self.migration, deviation=np.zeros_like(self.national_people)[None]),
            outward=self.outward.mean(axis=0, keepdims=True),
            years_known=self.years_known.max(keepdims=True),
        )

    def select(self, codes: Sequence[str]) -> Rates:
        """The same rates for some municipalities only, in the order asked for.

        Raises:
            InputError: a municipality is not known in the base year.
        """
        places = {code: index for index, code in enumerate(self.codes)}
        absent = [code for code in codes if code not in places]
        if absent:
            fail(InputError, "population.base_year_absent", codes=absent, year=self.base_year)
        rows = [places[code] for code in codes]
        return replace(
            self,
            codes=tuple(codes),
            people=self.people[rows],
            mortality_level=self.mortality_level[rows],
            fertility_level=self.fertility_level[rows],
            migration=replace(self.migration, deviation=self.migration.deviation[rows]),
            outward=self.outward[rows],
            years_known=self.years_known[rows],
        )


def estimate(
    history: PopulationHistory, national: NationalSeries, base_year: int, settings: RateSettings
) -> Rates:
    """Rates of all municipalities known in the base year, from what was known then.

    Mortality and fertility: the country's by age times a level per place, λ = (D + k·m)/(E + k)
    with D counted, E expected from the country's rates, m the mean and k the prior's strength
    (gamma-Poisson; k from the spread between places). Migration: see ``migration.shrink``. Nothing
    later than the base year is looked at.

    Args:
        history: people of all municipalities at hand; the more, the better the prior.
        national: the country's own series; a part that is absent is replaced by a curve, or by the
            sum of the municipalities, and a note says so.
        base_year: the 1 January to start from.
        settings: strengths, widths and periods.

    Raises:
        InputError: no people in the base year.
        DataError: no year before the base year, so that migration cannot be seen.
    """
    seen = _reference(history, national, base_year, settings)
    known = seen.history
    births, expected_births = _births(seen)
    deaths, expected_deaths = _deaths(seen)
    mortality_level, *_ = gamma_poisson_levels(
        deaths, expected_deaths, settings.mortality.prior_deaths
    )
    fertility = gamma_poisson_levels(births, expected_births, settings.fertility.prior_births)
    migration, years_known = _migration(seen, mortality_level)
    people, nation = known.in_year(base_year), seen.country(base_year)
    return Rates(
        codes=known.codes,
        base_year=base_year,
        sexes=known.sexes,
        people=people,
        national_people=nation if nation is not None else people.sum(axis=0),
        mortality=seen.mortality,
        mortality_level=mortality_level,
        fertility=seen.fertility.rates,
        fertility_level=fertility[0],
        national_fertility_level=fertility[1],
        women_share=seen.women_share,
        boys_share=settings.fertility.boys_share,
        migration=migration,
        outward=_outward(seen, settings.moves),
        years_known=years_known,
        reference_years=(seen.years[0], seen.years[-1]),
        notes=_notes(seen, bool(expected_deaths.sum() > 0)),
    )


def _reference(
    history: PopulationHistory, national: NationalSeries, base_year: int, settings: RateSettings
) -> Reference:
    """What was seen before the base year, and the country's schedules."""
    known = _known(history, base_year)
    past = national.until(base_year)
    return Reference(
        history=known,
        national=past,
        base_year=base_year,
        mortality=mortality_schedule(past, known.sexes, base_year, settings.mortality),
        fertility=fertility_schedule(past, base_year, settings.fertility),
        women_share=women_shares(past, base_year, settings.fertility),
        fertility_settings=settings.fertility,
        migration_settings=settings.migration,
    )


def _known(history: PopulationHistory, base_year: int) -> PopulationHistory:
    """Those whose people are known in the base year, and nothing later."""
    first, last = history.first_year, history.years[-1]
    if not first <= base_year <= last:
        fail(InputError, "population.base_year_outside", year=base_year, first=first, last=last)
    past = history.until(base_year)
    kept = past.known[:, -1]
    if not kept.any():
        fail(InputError, "population.base_year_absent", codes=history.codes, year=base_year)
    return past.select(kept)


def _births(seen: Reference) -> tuple[FloatArray, FloatArray]:
    """Births counted and expected from the country's rates over the reference years [place]."""
    counted = np.zeros(len(seen.history.codes))
    expected = np.zeros_like(counted)
    for year in seen.years:
        before, after = seen.history.in_year(year), seen.history.in_year(year + 1)
        women = (seen.women(before) + seen.women(after)) / 2
        expectation = (women * seen.fertility.in_year(year)).sum(axis=-1)
        births = seen.born(year).sum(axis=-1)
        known = np.isfinite(expectation) & np.isfinite(births)
        counted += np.where(known, births, 0.0)
        expected += np.where(known, expectation, 0.0)
    return counted, expected


def _deaths(seen: Reference) -> tuple[FloatArray, FloatArray]:
    """Deaths counted and expected from the country's rates, in the years they are known [place].

    Where only the birth surplus is known, deaths are births less it.
    """
    counted = np.zeros(len(seen.history.codes))
    expected = np.zeros_like(counted)
    for year in seen.years:
        dying = 1.0 - np.exp(-seen.mortality.in_year(year))
        people = (seen.history.in_year(year) * dying[:, 1:]).sum(axis=(1, 2))
        infants = (seen.born(year) * dying[:, 0]).sum(axis=-1)
        column = seen.column(year)
        implied = seen.born(year).sum(axis=-1) - seen.history.birth_surplus[:, column]
        deaths = seen.history.deaths[:, column]
        deaths = np.where(np.isnan(deaths), implied, deaths)
        known = np.isfinite(people + infants + deaths)
        counted += np.where(known, deaths, 0.0)
        expected += np.where(known, people + infants, 0.0)
    return counted, expected


def _migration(seen: Reference, mortality_level: FloatArray) -> tuple[Migration, FloatArray]:
    """Net migration of the country and the places, and the years known for each place."""
    shape = seen.history.in_year(seen.base_year).shape
    deviation, exposure = np.zeros(shape), np.zeros(shape)
    years_known = np.zeros(shape[0])
    country_moved, country_alive = np.zeros(shape[1:]), np.zeros(shape[1:])
    for year in seen.years:
        moved, alive, known = seen.residual(year, mortality_level)
        nation = seen.country_residual(year)
        in_all, at_risk = nation if nation else (moved.sum(axis=0), alive.sum(axis=0))
        in_all[:, 0], at_risk[:, 0] = moved[..., 0].sum(axis=0), alive[..., 0].sum(axis=0)
        deviation += moved - alive * _rate(in_all, at_risk)
        exposure += alive
        years_known += known
        country_moved += in_all
        country_alive += at_risk
    if not years_known.any():
        fail(DataError, "population.no_reference", year=seen.base_year)
    size = seen.history.in_year(seen.base_year).sum(axis=(1, 2))
    settings = seen.migration_settings
    rates = shrink(Residuals(deviation, exposure, years_known, size), settings)
    if not seen.births_counted:
        rates[..., 0] = 0.0
    levels = seen.country_levels(mortality_level)
    migration = Migration(
        national=_rate(country_moved, country_alive),
        deviation=rates,
        persistence=settings.persistence,
        level=levels[-1],
        mean_level=float(np.mean(levels)),
        level_persistence=settings.national_persistence,
    )
    return migration, years_known


def _outward(seen: Reference, settings: MovesSettings) -> FloatArray:
    """Moves out per person and year [municipality, sex, age]: the schedule times the place's level.

    The level is that of the moves counted in the reference years, in and out together, drawn
    towards the mean of all places; one where no moves are counted.
    """
    schedule = moves_schedule(settings)
    counted = np.zeros(len(seen.history.codes))
    expected = np.zeros_like(counted)
    for year in seen.years:
        expectation = (seen.history.in_year(year) * schedule).sum(axis=(1, 2))
        moves = seen.history.moves[:, seen.column(year)]
        known = np.isfinite(expectation + moves)
        counted += np.where(known, moves, 0.0)
        expected += np.where(known, expectation, 0.0)
    level, *_ = gamma_poisson_levels(counted, expected, settings.prior_moves)
    sexes = seen.history.in_year(seen.base_year).shape[1]
    outward = np.minimum(level[:, None, None] * schedule, 1.0)
    return np.repeat(outward, sexes, axis=1)


def _notes(seen: Reference, deaths_known: bool) -> tuple[str, ...]:
    """Codes of what the estimate had to do without."""
    conditions = {
        SEXES_TOGETHER: seen.history.sexes == BOTH_SEXES,
        PARAMETRIC_MORTALITY: seen.mortality.parametric,
        PARAMETRIC_FERTILITY: seen.fertility.parametric,
        NATIONAL_FROM_MUNICIPALITIES: seen.country(seen.base_year) is None,
        BIRTHS_FROM_INFANTS: not seen.births_counted,
        MORTALITY_NATIONAL: not deaths_known,
    }
    return tuple(code for code, holds in conditions.items() if holds)


def _rate(moved: FloatArray, alive: FloatArray) -> FloatArray:
    rate: FloatArray = np.divide(moved, alive, out=np.zeros_like(moved), where=alive > 0)
    return rate
