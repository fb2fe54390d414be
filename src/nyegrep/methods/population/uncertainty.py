"""Draws of what is not known: the country's drift, and how regions and places deviate from it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from nyegrep.foundation.axes import FloatArray
from nyegrep.foundation.randomness import stream
from nyegrep.methods.population.rates import Rates
from nyegrep.methods.population.shocks import Shocks

COUNTY_DIGITS = 2
SIZE_UNIT = 1000.0


@dataclass(frozen=True)
class UncertaintySettings:
    """How much is not known; filled from ``population.uncertainty``.

    Migration is in net migrants per 100 inhabitants and year.

    Attributes:
        country_fertility: yearly step of the logarithm of the country's births per woman.
        country_mortality: yearly step of the logarithm of the country's hazards.
        country_migration: yearly step of the country's net migration.
        region_migration: how far a county's net migration lies from the expected.
        region_persistence: share of that which is left a year on.
        place_migration: how far any place's net migration lies from the expected, lasting.
        place_migration_small: what is added to it in a place of 1 000 people, falling with size.
        place_migration_large: what is added to it in a place of 100 000 people, rising with size.
        place_persistence: share of the lasting part that is left a year on.
        place_year: what comes and goes within the year in a place of 1 000 people.
        tail: degrees of freedom of the places' deviations; few give more that are very large.
        place_fertility: spread of the logarithm of a place's births.
        place_mortality: spread of the logarithm of a place's hazards.
        sources: which are switched on: ``country``, ``region``, ``place``, ``counts``.
    """

    country_fertility: float = field(metadata={"unit": "log per year"})
    country_mortality: float = field(metadata={"unit": "log per year"})
    country_migration: float = field(metadata={"unit": "percent of the population"})
    region_migration: float = field(metadata={"unit": "percent of the population"})
    region_persistence: float = field(metadata={"unit": "share per year"})
    place_migration: float = field(metadata={"unit": "percent of the population"})
    place_migration_small: float = field(metadata={"unit": "percent of the population"})
    place_migration_large: float = field(metadata={"unit": "percent of the population"})
    place_persistence: float = field(metadata={"unit": "share per year"})
    place_year: float = field(metadata={"unit": "percent of the population"})
    tail: float = field(metadata={"unit": "degrees of freedom"})
    place_fertility: float = field(metadata={"unit": "log"})
    place_mortality: float = field(metadata={"unit": "log"})
    sources: tuple[str, ...] = field(metadata={"unit": "source of uncertainty"})

    @property
    def counts(self) -> bool:
        """True where births, deaths and moves are whole people drawn by chance."""
        return "counts" in self.sources


def draw_shocks(
    rates: Rates, settings: UncertaintySettings, years: int, draws: int, seed: int
) -> Shocks:
    """What sets each draw apart, for the places of ``rates``.

    With ε independent and standard normal, P inhabitants, and every AR(1) begun in its own spread:

        fertility, mortality   ln f_t = ln f_t-1 + σ·ε       the country's, from 0
        country                c_t = ρ·c_t-1 + σ·ε           from 0, ρ as in the central path
        region                 r_t = ρ_r·r_t-1 + σ_r·√(1 - ρ_r²)·ε
        place, lasting         u_t = ρ_u·u_t-1 + σ_u(P)·√(1 - ρ_u²)·ε·q
        place, in the year     w_t = σ_w(P)·ε·q
        net migration          z_t = c_t + r_t + u_t + w_t   in units of the spread

    with σ_u² = a² + s²·1000/P + l²·min(P/100 000, 2), σ_w² = y²·1000/P, and q = √((ν - 2)/χ²_ν),
    one for each place and draw, so that the deviations are Student's t with the same variance.

    Every stream has the name of what it is drawn for (the country, a county, a municipality), so
    that a place's draws are the same whatever other places are asked for, in whatever order.

    Args:
        rates: of the places; their people give the sizes.
        settings: how much is not known, and which sources are switched on.
        years: of the path.
        draws: how many.
        seed: decides all.
    """
    country = _country(settings, rates.migration.level_persistence, (draws, years), seed)
    sizes = rates.people.sum(axis=(1, 2))
    regions = {
        county: _region(settings, county, (draws, years), seed)
        for county in sorted({code[:COUNTY_DIGITS] for code in rates.codes})
    }
    migration = np.empty((len(rates.codes), draws, years), dtype=np.float32)
    levels = np.ones((2, len(rates.codes), draws), dtype=np.float32)
    for row, (code, size) in enumerate(zip(rates.codes, sizes.tolist(), strict=True)):
        np.add(country[2], regions[code[:COUNTY_DIGITS]], out=migration[row])
        if "place" in settings.sources:
            migration[row] += _place(settings, code, size, (draws, years), seed)
            levels[:, row] = _levels(settings, code, draws, seed)
    return Shocks(country[0], country[1], migration, levels[0], levels[1])


def _country(
    settings: UncertaintySettings, persistence: float, shape: tuple[int, int], seed: int
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Factors on fertility and mortality, and net migration as a rate [draw, year]."""
    if "country" not in settings.sources:
        return np.ones(shape), np.ones(shape), np.zeros(shape)
    walks = [
        np.exp(np.cumsum(step * _normal(seed, f"country.{name}", shape), axis=1))
        for name, step in (
            ("fertility", settings.country_fertility),
            ("mortality", settings.country_mortality),
        )
    ]
    steps = settings.country_migration / 100 * _normal(seed, "country.migration", shape)
    return walks[0], walks[1], _autoregressive(steps, persistence)


def _region(
    settings: UncertaintySettings, county: str, shape: tuple[int, int], seed: int
) -> FloatArray:
    """A county's own net migration as a rate [draw, year]."""
    if "region" not in settings.sources:
        return np.zeros(shape)
    noise = _normal(seed, f"region.migration.{county}", shape)
    return _stationary(noise, settings.region_migration / 100, settings.region_persistence)


def _place(
    settings: UncertaintySettings, code: str, size: float, shape: tuple[int, int], seed: int
) -> FloatArray:
    """A municipality's own net migration as a rate [draw, year]."""
    lasting, passing = place_spread(settings, size)
    noise = _normal(seed, f"place.migration.{code}", shape)
    deviation = _stationary(noise, lasting, settings.place_persistence)
    deviation += passing * _normal(seed, f"place.year.{code}", shape)
    freedom = settings.tail
    chance = stream(seed, f"population.place.tail.{code}").chisquare(freedom, shape[0])
    deviation *= np.sqrt((freedom - 2.0) / chance)[:, None]
    return deviation


def place_spread(settings: UncertaintySettings, size: float) -> tuple[float, float]:
    """Standard deviations σ_u and σ_w of a place's net migration, as rates."""
    people = max(size, 1.0)
    small = SIZE_UNIT / people
    large = min(people / (100 * SIZE_UNIT), 2.0)
    variance = settings.place_migration**2
    variance += settings.place_migration_small**2 * small
    variance += settings.place_migration_large**2 * large
    return variance**0.5 / 100, settings.place_year * small**0.5 / 100


def _levels(settings: UncertaintySettings, code: str, draws: int, seed: int) -> FloatArray:
    """A municipality's own factors on births and hazards [2, draw]."""
    spread = np.array([[settings.place_fertility], [settings.place_mortality]])
    factors: FloatArray = np.exp(spread * _normal(seed, f"place.levels.{code}", (2, draws)))
    return factors


def _normal(seed: int, name: str, shape: tuple[int, int]) -> FloatArray:
    """Standard normal numbers of a stream of their own."""
    drawn = stream(seed, f"population.{name}").standard_normal(shape, dtype=np.float32)
    return np.asarray(drawn)


def _stationary(noise: FloatArray, spread: float, persistence: float) -> FloatArray:
    """An AR(1) [draw, year] that has the same spread in every year."""
    steps = noise * spread
    steps[:, 1:] *= (1.0 - persistence**2) ** 0.5
    return _autoregressive(steps, persistence)


def _autoregressive(steps: FloatArray, persistence: float) -> FloatArray:
    """x_t = ρ·x_t-1 + step_t along the years [draw, year]."""
    values = steps.copy()
    for year in range(1, values.shape[1]):
        values[:, year] += persistence * values[:, year - 1]
    return values
