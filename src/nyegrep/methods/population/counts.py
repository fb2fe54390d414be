"""Random counts, compiled: Poisson and binomial numbers of many draws side by side.

A count depends on its key, its draw, its year and its cell, and on nothing else: neither on what
is calculated beside it, nor on threads, nor on how many numbers were used before.

Numbers are float32, and constants too: one Python float would double the width of every loop.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nyegrep.methods.population.compilation import compiler

Floats = NDArray[np.float32]
Keys = NDArray[np.uint64]

compiled = compiler()

LANES = 64

# A block works in one flat array of rows of lanes, so that the compiler knows that rows lie apart.
# Drawing a count takes size (binomial), chance and uniform number, or mean (Poisson); while it is
# sought, MORE and MASS are the probabilities of more than it and of just it, and
# P(X = k + 1) = P(X = k)·(FIRST − SLOPE·k)/(k + 1).
SIZE, CHANCE, MEAN, RARE, UNIFORM, COUNT, MORE, MASS, FIRST, SLOPE = (
    row * LANES for row in range(10)
)
COUNT_ROWS = 10

F = np.float32
ZERO, HALF, ONE, TWO, THREE, FIVE = F(0), F(0.5), F(1), F(2), F(3), F(5)

# (exp(y) − 1)/y on −¾ ≤ y ≤ 0 by a polynomial through Chebyshev's points; relative error 7e-7.
E0, E1, E2, E3, E4 = F(0.99999951), F(0.49996694), F(0.16630988), F(0.0403003), F(0.00613068)
EIGHTH, THIRTY_SECOND = F(1 / 8), F(1 / 32)

INVERTED = F(12.0)  # up to this mean a count is found by adding up probabilities
LEAST_MASS = F(1e-9)  # a probability that is not added any more

# SplitMix64 (Steele, Lea and Flood 2014), with its own constants.
GOLDEN, MIX_1, MIX_2 = (
    np.uint64(0x9E3779B97F4A7C15),
    np.uint64(0xBF58476D1CE4E5B9),
    np.uint64(0x94D049BB133111EB),
)
SHIFT_1, SHIFT_2, SHIFT_3, UPPER = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(32)
UNIT = F(2.0**-32)


@compiled
def expm1(x: np.float32) -> np.float32:
    """exp(x) − 1 for −6 ≤ x ≤ 0, to a few units of float32.

    With e = exp(x/8) − 1 by a polynomial, (e + 1)² − 1 = e·(2 + e), three times: small hazards
    keep all their digits, and unlike the library's exp it is done for many draws at once.
    """
    y = x * EIGHTH
    e = y * (E0 + y * (E1 + y * (E2 + y * (E3 + y * E4))))
    e = e * (TWO + e)
    e = e * (TWO + e)
    return e * (TWO + e)


@compiled
def logarithm(x: np.float32) -> np.float32:
    """The natural logarithm of x > 0.

    From exponent and mantissa: x = 2^k·m, ln m = 2·artanh((m − 1)/(m + 1)).
    """
    bits = np.float32(x).view(np.int32)
    k = (bits - np.int32(0x3F3504F3)) >> np.int32(23)
    m = np.int32(bits - (k << np.int32(23))).view(np.float32)
    t = (m - ONE) / (m + ONE)
    s = t * t
    series = ONE + s * (F(1 / 3) + s * (F(1 / 5) + s * (F(1 / 7) + s * F(1 / 9))))
    return F(k) * F(0.6931472) + TWO * t * series


@compiled
def normal(upper: np.float32) -> np.float32:
    """The standard normal number that is exceeded with probability ``upper``.

    √2·erfinv(1 − 2u) by the two polynomials in −ln(4u(1 − u)) of Giles (2012, GPU Computing Gems).
    """
    u = min(max(upper, F(1e-10)), F(1.0 - 6e-8))
    far = -logarithm(F(4.0) * u * (ONE - u))
    w = far - F(2.5)
    p = F(-3.5233877e-06) + w * (F(3.43273939e-07) + w * F(2.81022636e-08))
    p = F(-0.00125372503) + w * (F(0.00021858087) + w * (F(-4.39150654e-06) + w * p))
    near = F(1.50140941) + w * (F(0.246640727) + w * (F(-0.00417768164) + w * p))
    w = np.sqrt(max(far, ZERO)) - THREE
    p = F(0.00134934322) + w * (F(0.000100950558) + w * F(-0.000200214257))
    p = F(-0.0076224613) + w * (F(0.00573950773) + w * (F(-0.00367342844) + w * p))
    tail = F(2.83297682) + w * (F(1.00167406) + w * (F(0.00943887047) + w * p))
    p = near if far < FIVE else tail
    return p * F(1.41421356) * (ONE - TWO * u)


@compiled
def uniforms(keys: Keys, start: int, cell: int, w: Floats) -> None:
    """Uniform numbers in (0, 1) of a cell, one for each lane: the cell-th of SplitMix64's."""
    for k in range(LANES):
        z = keys[start + k] + GOLDEN * np.uint64(cell)
        z = (z ^ (z >> SHIFT_1)) * MIX_1
        z = (z ^ (z >> SHIFT_2)) * MIX_2
        z = z ^ (z >> SHIFT_3)
        w[UNIFORM + k] = F(np.uint32(z >> UPPER)) * UNIT


@compiled
def _small(w: Floats) -> None:
    """Counts by inversion where the mean is at most ``INVERTED``: how many k have u < P(X > k).

    P(X = 0) = (1 − p)^(mean/p), towards exp(−mean) where p is nought (Poisson);
    P(X = k + 1) = P(X = k)·(mean − k·p)/((1 − p)(k + 1)). The upper tail is followed, not the
    lower, since rare events need its digits.
    """
    _nobody(w)
    number = ZERO
    found = ONE
    while found > ZERO:
        found = ZERO
        share = ONE / (number + ONE)
        for k in range(LANES):
            hit = (w[UNIFORM + k] < w[MORE + k]) & (w[MASS + k] > LEAST_MASS)
            more = ONE if hit else ZERO
            w[COUNT + k] += more
            found += more
            mass = w[MASS + k] * (w[FIRST + k] - number * w[SLOPE + k]) * share
            w[MASS + k] = mass
            w[MORE + k] -= mass
        number += ONE


@compiled
def _nobody(w: Floats) -> None:
    """The probabilities of none, and of more, with which ``_small`` begins.

    ln(1 − p) = −2·artanh(p/(2 − p)), and exp as in ``expm1`` but from 1/32. The probability of
    none is the fourth power of exp(y/4), which keeps the digits that 1 − (1 − exp(y)) would lose.
    """
    for k in range(LANES):
        mean = w[MEAN + k] if w[MEAN + k] <= INVERTED else ZERO
        inverse = ONE / (TWO - w[RARE + k])
        t = w[RARE + k] * inverse
        s = t * t
        series = ONE + s * (F(1 / 3) + s * (F(1 / 5) + s * (F(1 / 7) + s * F(1 / 9))))
        y = -mean * TWO * inverse * series * THIRTY_SECOND
        e1 = y * (E0 + y * (E1 + y * (E2 + y * (E3 + y * E4))))
        e2 = e1 * (TWO + e1)
        e4 = e2 * (TWO + e2)
        e8 = e4 * (TWO + e4)
        e16 = e8 * (TWO + e8)
        w[MORE + k] = -e16 * (TWO + e16)
        q8 = ONE + e8
        q16 = q8 * q8
        w[MASS + k] = q16 * q16
        odds = ONE / (ONE - w[RARE + k])
        w[FIRST + k] = mean * odds
        w[SLOPE + k] = w[RARE + k] * odds
        w[COUNT + k] = ZERO


@compiled
def _large(w: Floats) -> None:
    """Counts where the mean is above ``INVERTED``, by the quantile's expansion in z normal.

    X = ⌊μ + σz + γ(z² − 1)/6 + ½ + [(1 − 6pq)(z³ − 3z)/24 − γ²(2z³ − 5z)/36 − z/24]/σ⌋ with
    γ = 1 − 2p, σ² = μq (Cornish–Fisher with the lattice's correction; p = 0 is Poisson). The
    distribution function is within 2e-4 of the true one at the mean 12, nearer above.
    """
    for k in range(LANES):
        if w[MEAN + k] > INVERTED:
            mean, p, z = w[MEAN + k], w[RARE + k], normal(w[UNIFORM + k])
            g = ONE - TWO * p
            sigma = np.sqrt(mean * (ONE - p))
            third = (ONE - F(6) * p * (ONE - p)) * (z * z * z - THREE * z) * F(1 / 24)
            third -= g * g * (TWO * z * z * z - FIVE * z) * F(1 / 36) + z * F(1 / 24)
            x = mean + sigma * z + g * (z * z - ONE) * F(1 / 6) + HALF + third / sigma
            w[COUNT + k] = max(np.floor(x), ZERO)


@compiled
def _draw(w: Floats) -> None:
    """Counts of the lanes' means and chances; every lane for itself, whatever its neighbours."""
    least, most = w[MEAN], w[MEAN]
    for k in range(LANES):
        least = min(least, w[MEAN + k])
        most = max(most, w[MEAN + k])
    if most <= ZERO:
        for k in range(LANES):
            w[COUNT + k] = ZERO
        return
    if least <= INVERTED:
        _small(w)
    if most > INVERTED:
        _large(w)


@compiled
def poisson(w: Floats) -> None:
    """Poisson counts of the means, from the uniform numbers."""
    for k in range(LANES):
        w[RARE + k] = ZERO
    _draw(w)


@compiled
def binomial(w: Floats) -> None:
    """Binomial counts of sizes and chances; the rarer of the two outcomes is what is drawn."""
    for k in range(LANES):
        p = w[CHANCE + k]
        rare = p if p <= HALF else ONE - p
        w[RARE + k] = rare
        w[MEAN + k] = w[SIZE + k] * rare
    _draw(w)
    for k in range(LANES):
        x = min(w[COUNT + k], w[SIZE + k])
        w[COUNT + k] = x if w[CHANCE + k] <= HALF else w[SIZE + k] - x
