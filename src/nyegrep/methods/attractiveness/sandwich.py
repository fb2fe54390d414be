"""How sure least squares is where rows of one municipality resemble each other."""

from __future__ import annotations

from math import atan, pi, sqrt

import numpy as np
from numpy.typing import NDArray

from nyegrep.foundation.axes import FloatArray


def clustered_covariance(
    columns: FloatArray, residual: FloatArray, clusters: NDArray[np.intp], weights: FloatArray
) -> FloatArray:
    """Covariance of coefficients, clustered [coefficient, coefficient].

    V = q·(X'WX)⁻¹ (Σ_g X_g'W_g e_g e_g'W_g X_g) (X'WX)⁻¹ with q = G/(G − 1)·(N − 1)/(N − K)
    (Liang and Zeger 1986; G clusters, N rows, K coefficients).

    Args:
        columns: X, or the derivatives of a model that is not linear [row, coefficient].
        residual: e [row].
        clusters: number of each row's cluster [row].
        weights: W, of any scale [row].
    """
    rows, coefficients = columns.shape
    names, places = np.unique(clusters, return_inverse=True)
    scores = np.zeros((len(names), coefficients))
    np.add.at(scores, places, columns * (weights * residual)[:, None])
    bread = np.linalg.inv(columns.T @ (columns * weights[:, None]))
    few = len(names) / (len(names) - 1) * (rows - 1) / (rows - coefficients)
    covariance: FloatArray = few * bread @ (scores.T @ scores) @ bread
    return covariance


def student_quantile(probability: float, freedom: int) -> float:
    """The quantile above the middle of Student's t with ``freedom`` degrees, by bisection.

    Example:
        >>> round(student_quantile(0.975, 10), 4)
        2.2281
    """
    low, high = 0.0, 1.0
    while student_probability(high, freedom) < probability:
        high *= 2
    for _ in range(100):
        middle = (low + high) / 2
        below = student_probability(middle, freedom) < probability
        low, high = (middle, high) if below else (low, middle)
    return (low + high) / 2


def student_probability(value: float, freedom: int) -> float:
    """P(t ≤ value) for whole degrees of freedom, by the finite series in θ = atan(t/√ν).

    Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4 (1964).
    """
    angle = atan(value / sqrt(freedom))
    sine, cosine = np.sin(angle), np.cos(angle)
    first = 2 if freedom % 2 else 1
    steps = np.arange(first, freedom - 1, 2, dtype=float)
    terms = np.cumprod(np.concatenate([[1.0], steps / (steps + 1) * cosine**2]))
    if freedom % 2:
        inside = angle + sine * cosine * terms[: (freedom - 1) // 2].sum()
        return float(0.5 + inside / pi)
    return float(0.5 + sine * terms[: freedom // 2].sum() / 2)
