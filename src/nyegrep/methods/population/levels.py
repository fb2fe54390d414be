"""Levels of places: what was counted there beside what was expected, less chance."""

from __future__ import annotations

from nyegrep.foundation.axes import FloatArray

FEWEST_FOR_SPREAD = 20
LEAST_SPREAD = 1e-9


def gamma_poisson_levels(
    counted: FloatArray, expected: FloatArray, prior: float
) -> tuple[FloatArray, float, float]:
    """Counted relative to expected, drawn towards the mean of all by (C + k·m)/(E + k).

    m = ΣC/ΣE and k = m/τ², with τ² the variance between places beyond what chance alone gives
    (method of moments). Where too few places are known to tell, m = 1 and k = ``prior``.

    Args:
        counted: C, as births or users [place].
        expected: E, in the same unit; nought where nothing is known [place].
        prior: k, in the unit of what is counted.

    Returns:
        The levels [place], m and k.

    Example:
        >>> import numpy as np
        >>> levels, mean, strength = gamma_poisson_levels(np.array([6.0]), np.array([2.0]), 2.0)
        >>> levels, mean, strength
        (array([2.]), 1.0, 2.0)
    """
    some = expected > 0
    mean, strength = 1.0, prior
    if some.sum() >= FEWEST_FOR_SPREAD:
        mean = float(counted.sum() / expected.sum())
        seen, weight = counted[some] / expected[some], expected[some]
        beyond_chance = (weight * (seen - mean) ** 2).sum() - (some.sum() - 1) * mean
        spread = beyond_chance / (weight.sum() - (weight**2).sum() / weight.sum())
        strength = mean / max(spread, LEAST_SPREAD)
    levels: FloatArray = (counted + strength * mean) / (expected + strength)
    return levels, mean, strength
