"""Random counts: truly Poisson and binomial, from numbers that depend on nothing but their key.

The draws are 200 000 for each pair of parameters. The greatest distance between the two
distribution functions times the root of their number exceeds 1.95 once in a thousand
(Kolmogorov; once in fewer where the counts are discrete), and no seed was chosen to avoid it.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from numba import njit
from numpy.typing import NDArray

from nyegrep.foundation.axes import FloatArray
from nyegrep.foundation.randomness import stream
from nyegrep.methods.population.counts import (
    CHANCE,
    COUNT,
    COUNT_ROWS,
    INVERTED,
    LANES,
    MEAN,
    SIZE,
    UNIFORM,
    Floats,
    binomial,
    expm1,
    logarithm,
    normal,
    poisson,
    uniforms,
)

pytestmark = pytest.mark.unit

DRAWS = 200_000
KOLMOGOROV = 1.95
MEANS = (1e-4, 0.01, 0.3, 2.0, 7.0, 11.99, 12.01, 40.0, 900.0, 50_000.0)
PAIRS = (
    (1, 0.3),
    (2, 0.5),
    (5, 0.999),
    (30, 1e-4),
    (30, 0.05),
    (30, 0.7),
    (23, 0.5),
    (25, 0.5),
    (400, 0.03),
    (400, 0.031),
    (5000, 0.002),
    (5000, 0.4),
    (40_000, 0.9),
)


@njit(error_model="numpy")
def _draw(size: float, chance: float, keys: NDArray[np.uint64], drawn: Floats) -> None:
    """Counts [row, lane], binomial, or Poisson of mean ``size`` where the chance is nought."""
    w = np.zeros(COUNT_ROWS * LANES, np.float32)
    for row in range(len(drawn)):
        uniforms(keys, 0, row, w)
        for k in range(LANES):
            w[SIZE + k] = w[MEAN + k] = size
            w[CHANCE + k] = chance
        if chance > 0:
            binomial(w)
        else:
            poisson(w)
        for k in range(LANES):
            drawn[row, k] = w[COUNT + k]


def draw(size: float, chance: float = 0.0) -> FloatArray:
    """Counts in double precision, from a seed of their own."""
    random = stream(1, f"test.{size}.{chance}")
    keys = random.integers(2**63, size=LANES, dtype=np.uint64)
    drawn = np.empty((DRAWS // LANES, LANES), np.float32)
    _draw(size, chance, keys, drawn)
    return drawn.ravel().astype(np.float64)


def poisson_mass(mean: float, highest: int) -> FloatArray:
    """P(X = k) for k = 0 … highest, from the logarithm of the formula."""
    return np.array(
        [math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(highest + 1)]
    )


def binomial_mass(size: int, chance: float) -> FloatArray:
    """P(X = k) for k = 0 … size, from the logarithm of the formula."""
    return np.array(
        [
            math.exp(
                math.lgamma(size + 1)
                - math.lgamma(k + 1)
                - math.lgamma(size - k + 1)
                + k * math.log(chance)
                + (size - k) * math.log1p(-chance)
            )
            for k in range(size + 1)
        ]
    )


def distance(drawn: FloatArray, mass: FloatArray) -> float:
    """The greatest distance between the distribution functions, times the root of the draws."""
    seen = np.bincount(drawn.astype(np.intp), minlength=len(mass))[: len(mass)]
    gap = np.abs(np.cumsum(seen) / len(drawn) - np.cumsum(mass))
    return float(gap.max() * np.sqrt(len(drawn)))


@pytest.mark.parametrize("mean", MEANS)
def test_poisson_counts_are_poisson(mean: float) -> None:
    drawn, exact = draw(mean), float(np.float32(mean))
    mass = poisson_mass(exact, int(mean + 12 * math.sqrt(mean) + 20))
    assert (drawn >= 0).all()
    assert distance(drawn, mass) < KOLMOGOROV
    assert drawn.mean() == pytest.approx(exact, abs=4 * math.sqrt(exact / len(drawn)))
    error = math.sqrt((exact + 2 * exact**2) / len(drawn))
    assert drawn.var() == pytest.approx(exact, abs=4 * error)


@pytest.mark.parametrize(("size", "chance"), PAIRS)
def test_binomial_counts_are_binomial(size: int, chance: float) -> None:
    drawn, exact = draw(size, chance), float(np.float32(chance))
    variance = size * exact * (1 - exact)
    assert ((drawn >= 0) & (drawn <= size)).all()
    np.testing.assert_array_equal(drawn, np.floor(drawn))
    assert distance(drawn, binomial_mass(size, exact)) < KOLMOGOROV
    assert drawn.mean() == pytest.approx(size * exact, abs=4 * math.sqrt(variance / len(drawn)))
    fourth = variance * (1 + 3 * (size - 2) * exact * (1 - exact))
    error = math.sqrt(max(fourth - variance**2, 0.0) / len(drawn))
    assert drawn.var() == pytest.approx(variance, abs=4 * error + 1e-9)


@pytest.mark.parametrize(("size", "chance", "count"), [(0, 0.5, 0), (7, 1.0, 7), (9000, 1.0, 9000)])
def test_what_is_certain_is_not_left_to_chance(size: int, chance: float, count: int) -> None:
    assert (draw(size, chance) == count).all()


def test_no_one_comes_where_no_one_is_expected() -> None:
    assert (draw(0.0) == 0).all()


def test_rare_events_come_as_often_as_they_should() -> None:
    """One in a hundred thousand, counted: within four standard errors of two."""
    drawn = draw(1e-5)
    assert abs(drawn.sum() - DRAWS * 1e-5) < 4 * math.sqrt(DRAWS * 1e-5)


def test_a_lane_is_the_same_whatever_its_neighbours() -> None:
    """Means small and large side by side give what each of them gives among its like."""

    def one(means: FloatArray) -> FloatArray:
        w = np.zeros(COUNT_ROWS * LANES, np.float32)
        w[UNIFORM : UNIFORM + LANES] = (np.arange(LANES) * 0.618) % 1.0
        w[MEAN : MEAN + LANES] = means
        poisson(w)
        return w[COUNT : COUNT + LANES].astype(np.float64)

    small, large = np.full(LANES, 3.0), np.full(LANES, float(INVERTED) + 20)
    odd = np.arange(LANES) % 2 == 1
    np.testing.assert_array_equal(
        one(np.where(odd, small, large)), np.where(odd, one(small), one(large))
    )


def test_uniform_numbers_are_splitmix64() -> None:
    """The first output for the seed 1234567 in the published test vectors, its upper half."""
    w = np.zeros(COUNT_ROWS * LANES, np.float32)
    uniforms(np.full(LANES, 1234567, dtype=np.uint64), 0, 1, w)
    assert w[UNIFORM] == pytest.approx((6457827717110365317 >> 32) / 2**32, rel=1e-6)


def test_uniform_numbers_fill_the_interval_evenly_and_do_not_follow_each_other() -> None:
    keys = stream(2, "test.uniform").integers(2**63, size=LANES, dtype=np.uint64)
    rows = []
    for cell in range(2000):
        w = np.zeros(COUNT_ROWS * LANES, np.float32)
        uniforms(keys, 0, cell, w)
        rows.append(w[UNIFORM : UNIFORM + LANES].copy())
    drawn = np.array(rows, dtype=np.float64)
    counted = np.histogram(drawn, bins=64, range=(0, 1))[0]
    expected = drawn.size / 64
    assert ((counted - expected) ** 2 / expected).sum() < 63 + 4 * math.sqrt(2 * 63)
    for one, other in ((drawn[1:], drawn[:-1]), (drawn[:, 1:], drawn[:, :-1])):
        correlation = np.corrcoef(one.ravel(), other.ravel())[0, 1]
        assert abs(correlation) < 4 / math.sqrt(one.size)


def test_the_fast_exponential_is_the_exponential() -> None:
    """Over all hazards that occur: survival to 5e-5 of itself, deaths to 2e-6 of themselves."""
    for hazard in np.concatenate([np.geomspace(1e-8, 6, 400), np.linspace(0.01, 6, 400)]):
        x = np.float32(-hazard)
        dying = float(expm1(x))
        assert dying == pytest.approx(math.expm1(float(x)), rel=2e-6)
        assert 1 + dying == pytest.approx(math.exp(float(x)), rel=5e-5)
    assert expm1(np.float32(0)) == 0


def test_the_fast_logarithm_is_the_logarithm() -> None:
    for x in np.geomspace(1e-12, 10, 300).astype(np.float32):
        assert float(logarithm(x)) == pytest.approx(math.log(float(x)), rel=2e-6, abs=2e-6)


def test_normal_numbers_are_exceeded_as_often_as_they_should() -> None:
    for upper in np.concatenate([np.geomspace(1e-7, 0.5, 200), np.linspace(0.5, 0.999, 200)]):
        z = float(normal(np.float32(upper)))
        exceeded = math.erfc(z / math.sqrt(2)) / 2
        assert exceeded == pytest.approx(float(np.float32(upper)), rel=2e-4)
