"""Net migration by age: what the yearly count does not explain by births, deaths and ageing."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from nyegrep.foundation.axes import FloatArray
from nyegrep.methods.population.schedules import age_kernel

GRID_STEPS_PER_WIDTH = 4


@dataclass(frozen=True)
class MigrationSettings:
    """How net migration is estimated and how long it lasts.

    Attributes:
        reference_years: the newest years used, at most.
        smoothing: width of the Gaussian over ages.
        prior_exposure: person-years that weigh as much as what similar places tell.
        year_noise: the same in years, for what one year shakes in all ages at once.
        similar_size_width: width of the Gaussian over ln(inhabitants) that says who is similar.
        persistence: share of a place's deviation from the country that is left a year on.
        national_mean_years: years behind the level that the country returns to.
        national_persistence: share of the distance to that level that is left a year on.
    """

    reference_years: int = field(metadata={"unit": "years"})
    smoothing: float = field(metadata={"unit": "years of age"})
    prior_exposure: float = field(metadata={"unit": "person-years"})
    year_noise: float = field(metadata={"unit": "years"})
    similar_size_width: float = field(metadata={"unit": "log persons"})
    persistence: float = field(metadata={"unit": "share per year"})
    national_mean_years: int = field(metadata={"unit": "years"})
    national_persistence: float = field(metadata={"unit": "share per year"})


@dataclass(frozen=True)
class Migration:
    """Net migration as rates of the survivors, by age at the end of the year.

    Attributes:
        national: the country's rate over the reference years [sex, age].
        deviation: the places' rates less the country's [municipality, sex, age].
        persistence: share of the deviation that is left a year on.
        level: the country's net migration last year, per inhabitant.
        mean_level: the level it returns to.
        level_persistence: share of the distance to it that is left a year on.
    """

    national: FloatArray
    deviation: FloatArray
    persistence: float
    level: float
    mean_level: float
    level_persistence: float

    def levels(self, years: int) -> FloatArray:
        """The country's net migration per inhabitant [year]: L(h) = L̄ + ρ^h·(L(0) − L̄)."""
        horizon = np.arange(1.0, years + 1.0)
        distance = self.level_persistence**horizon * (self.level - self.mean_level)
        levels: FloatArray = self.mean_level + distance
        return levels


@dataclass(frozen=True)
class Residuals:
    """Net migration and survivors over the reference years.

    Attributes:
        deviation: persons beyond the country's rate, summed over years [municipality, sex, age].
        exposure: survivors summed over the same years [municipality, sex, age].
        years: years known for each [municipality].
        size: inhabitants in the base year [municipality].
    """

    deviation: FloatArray
    exposure: FloatArray
    years: FloatArray
    size: FloatArray


def shrink(residuals: Residuals, settings: MigrationSettings) -> FloatArray:
    """Each place's deviation from the country by sex and age, as rates [municipality, sex, age].

    With N persons and E survivors summed over a Gaussian window of ages, T years, and r° the rate
    of similar places:  r = r° + (N − r°·E) / (E·(1 + q/T) + k). The sexes are taken together
    first; what then sets them apart is added, shrunk in the same way.
    """
    similar = similar_rates(residuals, settings)
    excess = residuals.deviation - similar * residuals.exposure
    together = _shrunk(
        excess.sum(axis=1, keepdims=True),
        residuals.exposure.sum(axis=1, keepdims=True),
        residuals.years,
        settings,
    )
    rates = similar + together
    if similar.shape[1] > 1:
        apart = excess - together * residuals.exposure
        rates = rates + _shrunk(apart, residuals.exposure, residuals.years, settings)
    return rates


def similar_rates(residuals: Residuals, settings: MigrationSettings) -> FloatArray:
    """The deviation from the country of places of similar size [municipality, sex, age].

    r°(i) = Σ_j w_ij·N_j / Σ_j w_ij·E_j, with w_ij = exp(−½·((ln P_i − ln P_j)/b)²), smoothed over
    ages. Found on a grid of sizes and interpolated, so that time grows in proportion to the
    number of places.
    """
    size = np.log(np.maximum(residuals.size, 1.0))
    width = settings.similar_size_width
    nodes = np.linspace(
        size.min(), size.max(), 2 + int(np.ptp(size) / width * GRID_STEPS_PER_WIDTH)
    )
    weights = np.exp(-0.5 * ((nodes[:, None] - size[None, :]) / width) ** 2)
    kernel = age_kernel(settings.smoothing)
    moved = np.tensordot(weights, residuals.deviation, axes=1) @ kernel.T
    at_risk = np.tensordot(weights, residuals.exposure, axes=1) @ kernel.T
    rates = np.divide(moved, at_risk, out=np.zeros_like(moved), where=at_risk > 0)
    place = np.interp(size, nodes, np.arange(len(nodes), dtype=float))
    below = np.minimum(place.astype(np.intp), len(nodes) - 2)
    share = (place - below)[:, None, None]
    between: FloatArray = (1.0 - share) * rates[below] + share * rates[below + 1]
    return between


def _shrunk(
    excess: FloatArray, exposure: FloatArray, years: FloatArray, settings: MigrationSettings
) -> FloatArray:
    """Excess persons over a window of ages as a rate, drawn towards nought."""
    kernel = age_kernel(settings.smoothing)
    noise = 1.0 + settings.year_noise / np.maximum(years, 1.0)[:, None, None]
    rates: FloatArray = (excess @ kernel.T) / (
        (exposure @ kernel.T) * noise + settings.prior_exposure
    )
    return rates
