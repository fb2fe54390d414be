"""Households from people by age, and the dwellings that they need, by type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nyegrep.foundation.axes import FloatArray
from nyegrep.foundation.housing import BUILDING_TYPES, COUPLE, HOUSEHOLD_TYPES, LIVING_ALONE

KNOWN_SIZES = (LIVING_ALONE, COUPLE)
ROUNDS = 5000
CLOSE = 1e-10
Numbers = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class HouseholdProfile:
    """How people of each age live, before it is fitted to a municipality.

    Attributes:
        shares: of the people of an age, how many per cent live in each type [age, type].
        sizes: people in a household of each type [type].
    """

    shares: FloatArray
    sizes: FloatArray


@dataclass(frozen=True)
class Headship:
    """How people of each age live in one municipality.

    Attributes:
        shares: q, of the people of an age in each type of household; each age adds up to 1
            [age, type].
        sizes: m, people in a household [type].
        size_factor: what the sizes of the profile were multiplied by, but for types whose size is
            known; 1 = the profile's own.
        deviation: how far the fitted households of any type are from the observed, as a share of
            them.
    """

    shares: FloatArray
    sizes: FloatArray
    size_factor: float
    deviation: float

    @property
    def rates(self) -> FloatArray:
        """Headship rates: households per person of an age, q/m [age, type]."""
        found: FloatArray = self.shares / self.sizes
        return found


def fit_shares(seed: FloatArray, rows: FloatArray, columns: FloatArray) -> FloatArray:
    """Shares of each row that lie in each column, so that columns add up to what they should.

    s_rc = w_rc·k_c / Σ_c w_rc·k_c with factors k that make Σ_r x_r·s_rc = y_c: iterative
    proportional fitting. Each row adds up to 1, those with nothing in them too.

    Args:
        seed: w, what the shares are like before; no row is all nought [row, column].
        rows: x, how much each row has [row].
        columns: y, how much each column should get; as much as the rows have together [column].

    Returns:
        s [row, column]. What cannot be fitted is fitted as well as it goes.

    Example:
        >>> seed, rows, columns = [[1.0, 1.0], [0.0, 1.0]], [6.0, 4.0], [2.0, 8.0]
        >>> fit_shares(np.array(seed), np.array(rows), np.array(columns))
        array([[0.33333333, 0.66666667],
               [0.        , 1.        ]])
    """
    factors = np.ones(seed.shape[1])
    shares: FloatArray = seed / seed.sum(axis=1, keepdims=True)
    for _ in range(ROUNDS):
        got = rows @ shares
        if np.abs(got - columns).max() <= CLOSE * columns.sum():
            break
        change = np.divide(columns, got, out=np.ones_like(got), where=got > 0)
        factors = factors * change
        weighted = seed * factors
        whole = weighted.sum(axis=1, keepdims=True)
        shares = np.divide(weighted, whole, out=shares.copy(), where=whole > 0)
    return shares


def fit_headship(people: Numbers, households: Numbers, profile: HouseholdProfile) -> Headship:
    """How people of each age live, so that a municipality's households come out as observed.

    Every person lives in one household: Σ_k m_k·H_k = Σ_a N_a. One who lives alone is one, a couple
    two; the other sizes of the profile are multiplied by one factor that makes the people add up.
    The shares of the profile are then raked to N by age and m·H by type.

    Args:
        people: N, both sexes [age].
        households: H [type].
        profile: shares and sizes to begin with.

    Raises:
        ValueError: there are fewer people than those who live alone and in couples.
    """
    known = np.array([name in KNOWN_SIZES for name in HOUSEHOLD_TYPES])
    in_known = float((profile.sizes * households)[known].sum())
    others = float((profile.sizes * households)[~known].sum())
    left = float(people.sum()) - in_known
    if left < 0:
        raise ValueError("more people live alone and in couples than there are people")
    factor = left / others if others else 1.0
    sizes = np.where(known, profile.sizes, profile.sizes * factor)
    shares = fit_shares(profile.shares, people.astype(np.float64), sizes * households)
    found = people @ shares / sizes
    off = np.abs(found - households) / np.maximum(households, 1)
    return Headship(shares, sizes, factor, float(off.max()))


def households(people: Numbers, headship: Headship, living_alone: float = 0.0) -> FloatArray:
    """Households by type: H_k(t) = Σ_a q_a,k(t)·N_a(t) / m_k  [draw, year, type].

    Shares stay as they are. With a trend g those who live alone become min(1, q·(1 + g/100)^h) of
    their age after h years, and the other shares of the age give way in proportion.

    Args:
        people: both sexes [draw, year, age], base year first.
        headship: q and m.
        living_alone: g, per cent a year.
    """
    row = HOUSEHOLD_TYPES.index(LIVING_ALONE)
    now = headship.shares[:, row]
    found = np.empty((*people.shape[:2], len(HOUSEHOLD_TYPES)))
    for step in range(people.shape[1]):
        alone = np.minimum(now * (1 + living_alone / 100) ** step, 1.0)
        room = np.divide(1 - alone, 1 - now, out=np.ones_like(now), where=now < 1)
        shares = headship.shares * room[:, None]
        shares[:, row] = alone
        found[:, step] = people[:, step].astype(np.float64) @ (shares / headship.sizes)
    return found


@dataclass(frozen=True)
class DwellingUse:
    """Which dwellings households live in, and how many more there are.

    Attributes:
        shares: of the households of a type, in each type of building; each type of household adds
            up to 1 [household, building].
        reserve: dwellings that no household lives in, per household; negative where households are
            more than dwellings.
    """

    shares: FloatArray
    reserve: float


def fit_use(households: Numbers, stock: Numbers, seed: FloatArray) -> DwellingUse:
    """Where households live, so that the municipality's dwellings come out as they are.

    With H households and S dwellings in all the reserve is v = S/H - 1, alike for all types; seed
    shares are raked to H_k by type of household and S_b·H/S by type of building.

    Args:
        households: [household].
        stock: dwellings [building].
        seed: shares to begin with [household, building].
    """
    together, dwellings = float(households.sum()), float(stock.sum())
    occupied = stock.astype(np.float64) * together / dwellings
    shares = fit_shares(seed, households.astype(np.float64), occupied)
    return DwellingUse(shares, dwellings / together - 1)


def dwellings_needed(households: FloatArray, use: DwellingUse) -> FloatArray:
    """Dwellings by building: D_b(t) = (1 + v)·Σ_k H_k(t)·s_k,b  [draw, year, building].

    Args:
        households: H [draw, year, household].
        use: s and v.
    """
    found: FloatArray = (1 + use.reserve) * (households @ use.shares)
    return found


def dwellings_replaced(stock: Numbers, lost: float, years: range) -> FloatArray:
    """Dwellings of the base year that are gone by each year: S_b·(1 - (1 - r/100)^h).

    Args:
        stock: S in the base year [building].
        lost: r, per cent a year.
        years: base year to horizon.

    Returns:
        [year, building]; nought in the base year.
    """
    steps = np.arange(len(years))[:, None]
    found: FloatArray = stock[None].astype(np.float64) * (1 - (1 - lost / 100) ** steps)
    return found


@dataclass(frozen=True)
class PlannedDwellings:
    """Dwellings that someone plans.

    Attributes:
        year: of completion; they stand from the next 1 January on.
        building: type, as in ``foundation.housing``.
        dwellings: how many.
        probability: that they are built, per cent.
    """

    year: int
    building: str
    dwellings: float
    probability: float


def planned(plans: tuple[PlannedDwellings, ...], years: range) -> FloatArray:
    """Planned dwellings that stand on 1 January, as many as are expected: Σ n·p/100.

    Plans count from the year after that of their completion; those completed before the base year
    do not.

    Args:
        plans: n and p.
        years: base year to horizon.

    Returns:
        [year, building]; nought in the base year.
    """
    found = np.zeros((len(years), len(BUILDING_TYPES)))
    for plan in plans:
        standing = [step for step, year in enumerate(years) if years[0] <= plan.year < year]
        column = BUILDING_TYPES.index(plan.building)
        found[standing, column] += plan.dwellings * plan.probability / 100
    return found


def dwellings_at_pace(completed: Numbers, years: range) -> FloatArray:
    """Dwellings built if as many are completed each year as of late: h times the mean of the years.

    Args:
        completed: [year of the past, building].
        years: base year to horizon.

    Returns:
        [year, building]; nought in the base year.
    """
    found: FloatArray = np.arange(len(years))[:, None] * completed.mean(axis=0, dtype=np.float64)
    return found


def households_of_age(people: Numbers, headship: Headship, per_household: FloatArray) -> FloatArray:
    """Households with someone of the ages: Σ_k Σ_a q_a,k·N_a / n_k  [draw, year].

    Args:
        people: [draw, year, age]; nought at other ages than those asked about.
        headship: q.
        per_household: n, people of the ages in a household that has any [type].
    """
    found: FloatArray = (people.astype(np.float64) @ headship.shares / per_household).sum(axis=-1)
    return found


def users(people: Numbers, per_100: FloatArray) -> FloatArray:
    """Users where so many of every hundred of an age are: Σ_a N_a·c_a/100  [draw, year].

    Args:
        people: [draw, year, age].
        per_100: c, users per 100 people of the age [age].
    """
    found: FloatArray = people.astype(np.float64) @ per_100 / 100
    return found


def places_needed(follows: Numbers, known: float, then: float) -> FloatArray:
    """A number known once, moved with what it follows: P·F(t)/F(then).

    Args:
        follows: F, as people weighted by age, or households [draw, year].
        known: P, the number that is known.
        then: F where P was counted.

    Raises:
        ValueError: there was nobody to follow.
    """
    if then <= 0:
        raise ValueError("what the number follows should be more than nought")
    found: FloatArray = known * follows.astype(np.float64) / then
    return found
