"""What a residual tells of a place and what is chance, which weighs the more the smaller it is.

A yearly residual is e_it = m_t + a_i + u_it: the year's mean, what lasts in the place, a_i with
mean 0 and variance τ², and chance u_it, which remembers ρ of itself from one year to the next and
has the variance v(P) = exp(α + β·ln P).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nyegrep.foundation.axes import FloatArray
from nyegrep.foundation.errors import DataError, fail

FEWEST_MUNICIPALITIES = 10
FEWEST_YEARS = 4
MEMORY_GRID = np.linspace(-0.9, 0.95, 371)


@dataclass(frozen=True)
class Noise:
    """How residuals vary between places and, by chance, from year to year within them.

    Attributes:
        level: α, logarithm of the yearly variance where ln P = 0.
        slope: β, how it changes with ln P.
        autocorrelation: ρ, what chance remembers from the year before.
        between: τ², variance between places of what lasts.
        municipalities: how many it was estimated from.
        years: how many years it was estimated from.
    """

    level: float
    slope: float
    autocorrelation: float
    between: float
    municipalities: int
    years: int

    def yearly_variance(self, log_population: FloatArray) -> FloatArray:
        """v(P) = exp(α + β·ln P), of the same shape as ``log_population``."""
        variance: FloatArray = np.exp(self.level + self.slope * log_population)
        return variance

    def effective_years(self, length: int) -> float:
        """Independent years that tell as much as ``length`` years in a row, T².

        T_eff = T / (1 + 2·Σ_{k=1}^{T−1} (1 − k/T)·ρ^k).
        """
        correlation = _correlation(np.arange(length), self.autocorrelation)
        return float(length**2 / correlation.sum())

    def mean_variance(self, log_population: FloatArray, length: int) -> FloatArray:
        """Variance by chance of a mean over ``length`` years in a row, v(P)/T_eff."""
        return self.yearly_variance(log_population) / self.effective_years(length)


@dataclass(frozen=True)
class Shrunken:
    """Means drawn towards the mean of all places, and how sure they are.

    Attributes:
        value: m + B_i·(ē_i − m) [municipality].
        deviation: its posterior standard deviation [municipality].
        weight: B_i, how much the place's own number counts, 0–1 [municipality].
        mean: m.
    """

    value: FloatArray
    deviation: FloatArray
    weight: FloatArray
    mean: float


def estimate_noise(
    residuals: FloatArray, log_population: FloatArray, years: Sequence[int]
) -> Noise:
    """Chance and lasting differences from places known in every year.

    The year's mean is taken out first. With ẽ the residuals less the place's own mean, M the
    centring over years and Ω_st = ρ^|s−t|:

        Σ_t ẽ²_it ~ gamma with mean exp(α' + β·ln P_i);  v = exp(α' + β·ln P)/tr(MΩM)
        ρ from Σ_i Σ_t ẽ_it·ẽ_i,t+1/v_i over Σ_i Σ_t ẽ²_it/v_i = Σ_t (MΩM)_t,t+1 / tr(MΩM)
        τ² = Σ_i w_i²·((ē_i − m)²·N/(N−1) − s_i) / Σ_i w_i², w_i = 1/(τ² + s_i), s_i = v_i/T_eff

    Args:
        residuals: per cent [municipality, year], NaN where not known.
        log_population: ln P [municipality, year].
        years: calendar years, rising; some may be absent.

    Raises:
        DataError: fewer than 10 places or 4 years are complete, or nothing varies.
    """
    complete = np.isfinite(residuals).all(axis=1) & np.isfinite(log_population).all(axis=1)
    count = int(complete.sum())
    if count < FEWEST_MUNICIPALITIES or len(years) < FEWEST_YEARS:
        facts = {"municipalities": FEWEST_MUNICIPALITIES, "years": FEWEST_YEARS}
        found = {"found_municipalities": count, "found_years": len(years)}
        fail(DataError, "attractiveness.noise_too_little", **facts, **found)
    known = residuals[complete] - residuals[complete].mean(axis=0)
    size = log_population[complete].mean(axis=1)
    own = known.mean(axis=1)
    within = known - own[:, None]
    total = (within**2).sum(axis=1)
    if total.mean() < 1e-12:
        fail(DataError, "attractiveness.noise_none", first=years[0], last=years[-1])
    level, slope = _fit_variance(total, size)
    spread = np.exp(level + slope * size)
    memory = _memory(within / np.sqrt(spread)[:, None], np.asarray(years))
    correlation = _correlation(np.asarray(years), memory)
    freedom = np.trace(_centred(correlation)) * (1 - 1 / count)
    level -= float(np.log(freedom))
    chance = spread / freedom * correlation.sum() / len(years) ** 2
    between = _between_variance(own, chance)
    return Noise(level, slope, memory, between, count, len(years))


def shrink(means: FloatArray, chance: FloatArray, between: float) -> Shrunken:
    """Means of places drawn towards the mean of all, the more the less they can tell.

    B_i = τ²/(τ² + s_i);  m = Σ w_i·ē_i/Σ w_i, w_i = 1/(τ² + s_i);  posterior mean
    m + B_i·(ē_i − m), variance B_i·s_i + (1 − B_i)²/Σ w_i, the last term for m being estimated.

    Args:
        means: ē_i, all known [municipality].
        chance: s_i, variance by chance, positive [municipality].
        between: τ².
    """
    precision = 1 / (between + chance)
    mean = float((precision * means).sum() / precision.sum())
    weight = between * precision
    variance = weight * chance + (1 - weight) ** 2 / precision.sum()
    return Shrunken(mean + weight * (means - mean), np.sqrt(variance), weight, mean)


def _fit_variance(total: FloatArray, size: FloatArray) -> tuple[float, float]:
    """α' and β of a gamma regression with logarithmic link, by scoring with bounded steps."""
    centre = size.mean()
    columns = np.column_stack([np.ones_like(size), size - centre])
    found = np.array([np.log(total.mean()), 0.0])
    for _ in range(200):
        expected = np.exp(columns @ found)
        step = np.linalg.lstsq(columns, (total - expected) / expected, rcond=None)[0]
        found = found + step / max(1.0, float(np.abs(columns @ step).max()))
        if np.abs(step).max() < 1e-10:
            break
    return float(found[0] - found[1] * centre), float(found[1])


def _memory(standardised: FloatArray, years: np.ndarray[tuple[int], np.dtype[np.int_]]) -> float:
    """ρ for which centred series have, in expectation, the correlation that was seen."""
    pairs = np.flatnonzero(np.diff(years) == 1)
    if not len(pairs):
        return 0.0
    products = (standardised[:, pairs] * standardised[:, pairs + 1]).sum()
    seen = products / (standardised**2).sum()
    centred = [_centred(_correlation(years, memory)) for memory in MEMORY_GRID]
    expected = [matrix[pairs, pairs + 1].sum() / np.trace(matrix) for matrix in centred]
    return float(np.interp(seen, expected, MEMORY_GRID))


def _between_variance(means: FloatArray, chance: FloatArray) -> float:
    """τ² ≥ 0 that its own equation gives back; reached from above, as large places may mislead."""
    between = float(np.var(means))
    for _ in range(500):
        precision = 1 / (between + chance)
        mean = (precision * means).sum() / precision.sum()
        squares = (means - mean) ** 2 * len(means) / (len(means) - 1)
        weight = precision**2
        found = max(0.0, float((weight * (squares - chance)).sum() / weight.sum()))
        if abs(found - between) < 1e-12:
            break
        between = found
    return found


def _correlation(years: np.ndarray[tuple[int], np.dtype[np.int_]], memory: float) -> FloatArray:
    """Ω_st = ρ^|s−t| [year, year]."""
    apart = np.abs(years[:, None] - years[None, :])
    correlation: FloatArray = np.where(apart == 0, 1.0, memory ** np.maximum(apart, 1))
    return correlation


def _centred(matrix: FloatArray) -> FloatArray:
    """MΩM, with the mean taken out of rows and columns."""
    rows = matrix - matrix.mean(axis=0)
    centred: FloatArray = rows - rows.mean(axis=1, keepdims=True)
    return centred
