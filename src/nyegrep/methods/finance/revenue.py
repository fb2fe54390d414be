"""Revenue that follows people: an own approximation of the income system.

Unrestricted revenue per inhabitant f = b + s, with s tax on income and wealth and b the block
grant. When people change, b follows the need index and tax equalisation, and s follows who pay tax.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nyegrep.foundation.axes import AGES, OLDEST_AGE, AgeGroup, FloatArray

Numbers = NDArray[np.floating[Any]]

INHABITANTS, NEED = "revenue_of_inhabitants", "revenue_of_need"
TAX, TAX_EQUALISATION = "revenue_of_tax", "revenue_of_equalisation"
PARTS = (INHABITANTS, NEED, TAX, TAX_EQUALISATION)
BASE_CRITERION = "base"
MILLION = 1e6
PERCENT = 100


@dataclass(frozen=True)
class RevenueSettings:
    """Rules of tax equalisation, and who pays tax; the branch ``finance.revenue``.

    Attributes:
        symmetric: of the difference from the country's tax per inhabitant, so much is evened out.
        supplementary: of what is below the limit, so much is added.
        supplementary_below: the limit, per cent of the country's tax per inhabitant.
        tax_by_age: from each age on, tax per person beside those of working age.
        national_tax_per_inhabitant: the country's; ``None`` where the accounts are to tell.
    """

    symmetric: float = field(metadata={"unit": "percent"})
    supplementary: float = field(metadata={"unit": "percent"})
    supplementary_below: float = field(metadata={"unit": "percent"})
    tax_by_age: dict[int, float] = field(metadata={"unit": "factor"})
    national_tax_per_inhabitant: float | None = field(
        default=None, metadata={"unit": "NOK per inhabitant"}
    )

    @property
    def tax_weights(self) -> FloatArray:
        """Tax per person of each age beside those of working age [age]."""
        found = np.zeros(len(AGES))
        for first in sorted(self.tax_by_age):
            found[first:] = self.tax_by_age[first]
        return found


@dataclass(frozen=True)
class RevenueLevel:
    """What revenue starts from, NOK per inhabitant of the base year; ``None`` where not known.

    Attributes:
        unrestricted: block grant and tax on income and wealth of the municipality.
        tax: the municipality's tax on income and wealth.
        national_tax: the country's.
        need: the country's expenditure need, what a point of the index is worth.
    """

    unrestricted: float
    tax: float | None = None
    national_tax: float | None = None
    need: float | None = None


def income_equalisation(
    tax: Numbers, national: Numbers | float, settings: RevenueSettings
) -> FloatArray:
    """Tax equalisation per inhabitant before it is paid for: NOK, the shape of ``tax``.

    q = -α·(s - s_N) + β·max(κ·s_N - s, 0), with s own tax per inhabitant, s_N the country's. The
    symmetric part adds up to nought over the country; what the supplement costs is taken from all
    alike, see ``net_income_equalisation``.

    Example:
        >>> rules = RevenueSettings(60.0, 35.0, 90.0, {0: 1.0})
        >>> income_equalisation(np.array([20000.0, 30000.0, 40000.0]), 30000.0, rules)
        array([ 8450.,     0., -6000.])
    """
    symmetric = -settings.symmetric / PERCENT * (tax - national)
    below = np.maximum(settings.supplementary_below / PERCENT * national - tax, 0.0)
    return np.asarray(symmetric + settings.supplementary / PERCENT * below)


def net_income_equalisation(
    tax: Numbers, persons: Numbers, settings: RevenueSettings
) -> FloatArray:
    """Tax equalisation of every municipality per inhabitant, what it costs taken off; NOK.

    r_i = q_i - Σ P·q / Σ P: over the country Σ P·r = 0.

    Args:
        tax: s, NOK per inhabitant [municipality].
        persons: P [municipality].
        settings: α, β and κ.
    """
    national = float((tax * persons).sum() / persons.sum())
    found = income_equalisation(tax, national, settings)
    return np.asarray(found - (found * persons).sum() / persons.sum())


def criterion_ages(name: str) -> AgeGroup | None:
    """The ages that a criterion counts; ``None`` where it counts something else.

    Example:
        >>> criterion_ages("persons_6-12"), criterion_ages("persons_90+").last
        (AgeGroup(first=6, last=12), 105)
        >>> criterion_ages("mortality") is None
        True
    """
    found = re.fullmatch(r"persons_(\d+)(?:-(\d+)|(\+))?", name)
    if found is None:
        return None
    first, last, open_end = found.groups()
    return AgeGroup(int(first), OLDEST_AGE if open_end else int(last or first))


def need_change(
    people: Numbers, country: Numbers, weights: Mapping[str, float], municipalities: int
) -> FloatArray:
    """Change of the need index since the first year that people bring about [draw, year].

    ΔD(t) = Σ_c w_c·[i_c(t) - i_c(t0)] with i_c = (x_c/P)/(X_c/P_N), over the criteria that count
    people of some ages, and the one that each of K municipalities counts once, i = (1/P)/(K/P_N).
    The others are held at the index they have.

    Args:
        people: of the municipality [draw, year, age], base year first.
        country: the country's [year, age].
        weights: w_c, weight of each criterion in the total.
        municipalities: K.
    """
    persons, national = people.sum(axis=-1), country.sum(axis=-1)
    found = np.zeros(persons.shape)
    for name, weight in weights.items():
        ages = criterion_ages(name)
        if ages is not None:
            index = _of(people, ages) / persons / (_of(country, ages) / national)
        elif name == BASE_CRITERION:
            index = national / (municipalities * persons)
        else:
            continue
        found += weight * (index - index[:, :1])
    return found


def revenue_change(
    people: Numbers,
    country: Numbers,
    level: RevenueLevel,
    settings: RevenueSettings,
    need: FloatArray,
) -> dict[str, FloatArray]:
    """Change of unrestricted revenue since the first year, by part, million NOK [draw, year].

    R(t) = P(t)·[f + U·ΔD(t) + s(t) - s + q(t) - q], and the parts add up to R(t) - R(t0)::

        inhabitants        [P(t) - P(t0)]·f
        need               P(t)·U·ΔD(t)
        tax                P(t)·[s(t) - s]             s(t) = s·v(t)/v(t0), v = Σ_a τ_a·N_a / P
        tax equalisation   P(t)·[q(t) - q]             the country's s_N(t) alike

    The country's revenue per inhabitant is the same every year in fixed prices, but for what people
    of other ages pay. Parts whose numbers are not known are nought.

    Args:
        people: of the municipality [draw, year, age], base year first.
        country: the country's [year, age].
        level: f, s, s_N and U in the base year.
        settings: rules of tax equalisation, and τ.
        need: ΔD, as of ``need_change``.
    """
    persons = people.sum(axis=-1)
    parts = {name: np.zeros(persons.shape) for name in PARTS}
    parts[INHABITANTS] = (persons - persons[:, :1]) * level.unrestricted
    if level.need is not None:
        parts[NEED] = persons * level.need * need
    if level.tax is not None and level.national_tax is not None:
        weights = settings.tax_weights
        own, national = people @ weights / persons, country @ weights / country.sum(axis=-1)
        tax = level.tax * own / own[:, :1]
        national_tax = level.national_tax * national / national[:1]
        even = income_equalisation(tax, national_tax, settings)
        parts[TAX] = persons * (tax - tax[:, :1])
        parts[TAX_EQUALISATION] = persons * (even - even[:, :1])
    return {name: part / MILLION for name, part in parts.items()}


def _of(people: Numbers, ages: AgeGroup) -> Numbers:
    """People of the ages, the last axis summed over."""
    found: Numbers = people[..., ages.first : ages.last + 1].sum(axis=-1)
    return found
