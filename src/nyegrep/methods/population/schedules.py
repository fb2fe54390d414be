"""The country's mortality and fertility by age: as observed, or as a curve where nothing is."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from nyegrep.foundation.axes import AGES, FERTILE_AGES, SEXES, FloatArray
from nyegrep.methods.population.observations import NationalSeries, YearSeries

FEWEST_TREND_YEARS = 5
STEEPEST_CHANGE = 0.05
LEAST_RATE = 1e-6


@dataclass(frozen=True)
class MortalitySettings:
    """Numbers for mortality; the curve is used only where the country's rates are not known."""

    life_expectancy_male: float = field(metadata={"unit": "years"})
    life_expectancy_female: float = field(metadata={"unit": "years"})
    makeham: float = field(metadata={"unit": "deaths per person-year"})
    gompertz_slope: float = field(metadata={"unit": "per year of age"})
    infant_mortality: float = field(metadata={"unit": "deaths per person-year"})
    infant_share_in_birth_year: float = field(metadata={"unit": "share"})
    trend_years: int = field(metadata={"unit": "years"})
    trend_smoothing: float = field(metadata={"unit": "years of age"})
    decline: float = field(metadata={"unit": "share per year"})
    prior_deaths: float = field(metadata={"unit": "deaths"})


@dataclass(frozen=True)
class FertilitySettings:
    """Numbers for fertility; the curve is used only where the country's rates are not known."""

    total_fertility: float = field(metadata={"unit": "births per woman"})
    mean_age: float = field(metadata={"unit": "years of age"})
    spread: float = field(metadata={"unit": "years of age"})
    boys_share: float = field(metadata={"unit": "share"})
    women_share: float = field(metadata={"unit": "share"})
    prior_births: float = field(metadata={"unit": "births"})


@dataclass(frozen=True)
class MortalitySchedule:
    """Hazards of the country and how they change.

    Attributes:
        hazards: cumulated hazard over one year [sex, step]; step 0 from birth to 1 January,
            step a + 1 from age a to the next 1 January, the last step within the open age.
        change: yearly change of the logarithm [sex, step].
        year: the calendar year that the hazards describe.
        observed: hazards of other years that are known.
        parametric: true where a curve stands in for observed rates.
    """

    hazards: FloatArray
    change: FloatArray
    year: int
    observed: dict[int, FloatArray]
    parametric: bool

    def in_year(self, year: int) -> FloatArray:
        """Hazards [sex, step] of a year: as observed, else the newest moved along the change."""
        if year in self.observed:
            return self.observed[year]
        moved: FloatArray = self.hazards * np.exp(self.change * (year - self.year))
        return moved


@dataclass(frozen=True)
class FertilitySchedule:
    """Births per woman and year by age, [age], of the newest year known and of others."""

    rates: FloatArray
    observed: dict[int, FloatArray]
    parametric: bool

    def in_year(self, year: int) -> FloatArray:
        """Rates [age] of a year: as observed, else those of the newest year."""
        return self.observed.get(year, self.rates)


def mortality_schedule(
    national: NationalSeries, sexes: tuple[str, ...], base_year: int, settings: MortalitySettings
) -> MortalitySchedule:
    """Hazards by sex and age as known before ``base_year``, with their trend.

    Observed rates are used where the country's series has them; otherwise Makeham–Gompertz,
    m(x) = A + B·exp(c·x), with B solved so that life expectancy is as in the settings.
    """
    series = national.death_rates if sexes == SEXES else national.death_rates_both
    known = series and series.until(base_year - 1)
    share = settings.infant_share_in_birth_year
    if known is None:
        curves = [
            makeham_gompertz(settings.life_expectancy_male, settings),
            makeham_gompertz(settings.life_expectancy_female, settings),
        ]
        rates = np.stack(curves) if sexes == SEXES else _mixed(*curves)[None]
        steps = year_hazards(rates, share)
        change = np.full_like(steps, -settings.decline)
        return MortalitySchedule(steps, change, base_year - 1, {}, True)
    observed = {
        year: year_hazards(values, share)
        for year, values in zip(known.years, known.values, strict=True)
    }
    newest = known.years[-1]
    change = _trend(known, settings)
    return MortalitySchedule(observed[newest], change, newest, observed, False)


def fertility_schedule(
    national: NationalSeries, base_year: int, settings: FertilitySettings
) -> FertilitySchedule:
    """Births per woman by age as known before ``base_year``; a gamma curve where nothing is."""
    known = national.fertility and national.fertility.until(base_year - 1)
    if known is None:
        return FertilitySchedule(gamma_fertility(settings), {}, True)
    observed = dict(zip(known.years, known.values, strict=True))
    return FertilitySchedule(observed[known.years[-1]], observed, False)


def women_shares(national: NationalSeries, year: int, settings: FertilitySettings) -> FloatArray:
    """Share of women among people of each age [age], where the data has both sexes together."""
    known = national.population and national.population.until(year)
    if known is None or known.values.shape[1] != len(SEXES):
        return np.full(len(AGES), settings.women_share)
    men, women = known.values[-1]
    total = men + women
    return np.where(total > 0, women / np.maximum(total, 1.0), settings.women_share)


def year_hazards(rates: FloatArray, infant_share: float) -> FloatArray:
    """Hazard from one 1 January to the next, [..., age + 1], from death rates m(x) [..., age].

    h(birth) = σ·m(0);  h(0) = (1 − σ)·m(0) + m(1)/2;  h(a) = (m(a) + m(a+1))/2;
    h(105+) = m(105), with σ the share of first-year deaths that fall in the year of birth.
    """
    hazards = np.empty((*rates.shape[:-1], rates.shape[-1] + 1))
    hazards[..., 0] = infant_share * rates[..., 0]
    hazards[..., 1] = (1 - infant_share) * rates[..., 0] + rates[..., 1] / 2
    hazards[..., 2:-1] = (rates[..., 1:-1] + rates[..., 2:]) / 2
    hazards[..., -1] = rates[..., -1]
    return hazards


def life_expectancy(rates: FloatArray) -> FloatArray:
    """Life expectancy at birth in years from death rates m(x) [..., age]; open last age 1/m."""
    survival = np.exp(-np.cumsum(rates[..., :-1], axis=-1))
    alive = np.concatenate([np.ones_like(survival[..., :1]), survival], axis=-1)
    lived = (alive[..., :-1] + alive[..., 1:]).sum(axis=-1) / 2
    expectancy: FloatArray = lived + alive[..., -1] / np.maximum(rates[..., -1], LEAST_RATE)
    return expectancy


def makeham_gompertz(expectancy: float, settings: MortalitySettings) -> FloatArray:
    """Death rates [age] of the curve A + B·exp(c·x) whose life expectancy is ``expectancy``."""
    low, high = -20.0, 0.0
    for _ in range(60):
        middle = (low + high) / 2
        if life_expectancy(_curve(middle, settings)) > expectancy:
            low = middle
        else:
            high = middle
    return _curve((low + high) / 2, settings)


def gamma_fertility(settings: FertilitySettings) -> FloatArray:
    """Births per woman [age]: a gamma curve over the fertile ages with given sum, mean, spread."""
    start = float(FERTILE_AGES[0]) - 1.0
    scale = settings.spread**2 / (settings.mean_age - start)
    shape = (settings.mean_age - start) / scale
    rates = np.zeros(len(AGES))
    ages = np.arange(FERTILE_AGES[0], FERTILE_AGES[-1] + 1)
    distance = ages + 0.5 - start
    logarithm = (shape - 1) * np.log(distance) - distance / scale
    weights = np.exp(logarithm - logarithm.max())
    rates[ages] = settings.total_fertility * weights / weights.sum()
    return rates


def age_kernel(width: float) -> FloatArray:
    """Gaussian weights between ages [age, age], 1 on the diagonal; ``width`` in years of age."""
    if width <= 0:
        return np.eye(len(AGES))
    kernel: FloatArray = np.exp(-0.5 * ((AGES[:, None] - AGES[None, :]) / width) ** 2)
    return kernel


def _curve(log_b: float, settings: MortalitySettings) -> FloatArray:
    rates: FloatArray = settings.makeham + np.exp(log_b + settings.gompertz_slope * (AGES + 0.5))
    rates[0] = settings.infant_mortality
    return np.minimum(rates, 1.0)


def _mixed(men: FloatArray, women: FloatArray) -> FloatArray:
    """Death rates of both sexes together, weighted by those who are still alive at each age."""
    alive = [np.exp(-np.concatenate([[0.0], np.cumsum(rates)[:-1]])) for rates in (men, women)]
    mixed: FloatArray = (alive[0] * men + alive[1] * women) / (alive[0] + alive[1])
    return mixed


def _trend(known: YearSeries, settings: MortalitySettings) -> FloatArray:
    """Yearly change of the log hazard [sex, step], by least squares on rates smoothed over ages."""
    recent = known.until(known.years[-1])
    if recent is None or len(recent.years) < FEWEST_TREND_YEARS:
        sexes = known.values.shape[1]
        return np.full((sexes, len(AGES) + 1), -settings.decline)
    years = np.array(known.years[-settings.trend_years :], dtype=float)
    kernel = age_kernel(settings.trend_smoothing)
    smooth = known.values[-len(years) :] @ (kernel / kernel.sum(axis=1, keepdims=True)).T
    centred = years - years.mean()
    logarithm = np.log(np.maximum(smooth, LEAST_RATE))
    slope = np.tensordot(centred, logarithm, axes=1) / (centred**2).sum()
    slope = np.clip(slope, -STEEPEST_CHANGE, 0.0)
    return np.concatenate([slope[..., :1], slope], axis=-1)
