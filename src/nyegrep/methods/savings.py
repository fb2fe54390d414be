"""How savings are shared between areas: by criteria that leaders weigh, adding up to the whole.

p_c,k is the share of area k by criterion c, w_c the weight of the criterion; each set adds up to 1.
share_k = Σ_c w_c·p_c,k, and the target of an area is its share of the total, at most its spending.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from nyegrep.foundation.axes import FloatArray

ROUNDING = 1e-9
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class WeightSettings:
    """Weights of the criteria beside each other, where the leaders have not weighed."""

    budget_share: float = field(metadata={"unit": "factor"})
    excess_spending: float = field(metadata={"unit": "factor"})
    demographic_outlook: float = field(metadata={"unit": "factor"})


@dataclass(frozen=True)
class SharingSettings:
    """How the sharing is done; the branch ``savings.sharing``.

    Attributes:
        weights: used where the leaders have not weighed.
        steps_per_million: targets are whole steps; ten = a tenth of a million.
        years_ahead: how far ahead the demographic outlook is looked at.
        services: area to the services whose demographic cost is that of the area.
    """

    weights: WeightSettings
    steps_per_million: int = field(metadata={"unit": "steps per NOK million"})
    years_ahead: int = field(metadata={"unit": "years"})
    services: dict[str, tuple[str, ...]] = field(metadata={"unit": ""})


@dataclass(frozen=True)
class Sharing:
    """How a total is shared, in whole steps [area].

    Attributes:
        shares: what the criteria say together; adds up to 1.
        targets: before what is decided already is taken off; none is above the area's spending.
        unplaced: what no area has room for; with it the targets add up to the total.
    """

    shares: FloatArray
    targets: Counts
    unplaced: int


@dataclass(frozen=True)
class Credited:
    """Targets and what is decided already [area].

    Attributes:
        credited: the part of what is decided that the target asks for.
        remaining: target less credited: what is still to be found.
        beyond: what is decided beyond the target; it lessens no other area's.
    """

    credited: FloatArray
    remaining: FloatArray
    beyond: FloatArray


def criterion_shares(amounts: Mapping[str, FloatArray], included: NDArray[np.bool_]) -> FloatArray:
    """p: each area's part of the positive amounts of each criterion [criterion, area].

    p_c,k = max(x_c,k, 0) / Σ_j max(x_c,j, 0) over the areas that are included; a criterion without
    a positive amount is nought everywhere.

    Args:
        amounts: criterion to amounts [area].
        included: areas that are to take part.
    """
    counted = np.where(included, np.maximum(np.stack(list(amounts.values())), 0.0), 0.0)
    sums = counted.sum(axis=1, keepdims=True)
    found: FloatArray = np.divide(counted, sums, out=np.zeros_like(counted), where=sums > 0)
    return found


def effective_weights(weights: FloatArray, shares: FloatArray) -> FloatArray:
    """w: weights of the criteria that tell areas apart, adding up to 1 [criterion].

    The weight of a criterion without a positive amount goes to the others in proportion to theirs;
    evenly where theirs are nought. All are nought where no criterion has a positive amount.

    Example:
        >>> effective_weights(np.array([40.0, 40.0, 20.0]), np.array([[1.0], [1.0], [0.0]]))
        array([0.5, 0.5, 0. ])
    """
    telling = shares.sum(axis=1) > 0
    left = np.where(telling, weights, 0.0)
    if left.sum() <= 0:
        left = telling.astype(np.float64)
    found: FloatArray = left / left.sum() if left.any() else left
    return found


def share_out(total: int, weights: FloatArray, shares: FloatArray, spending: FloatArray) -> Sharing:
    """Share a total in whole steps.

    What an area has no room for goes to the others in proportion to their shares; areas without a
    share get nothing.

    Args:
        total: whole steps to share.
        weights: w [criterion], adding up to 1.
        shares: p [criterion, area].
        spending: the most that an area can be asked for, in steps [area].
    """
    together: FloatArray = weights @ shares
    most = np.floor(np.maximum(spending, 0.0) + ROUNDING)
    wanted = np.zeros(len(together))
    room = together > 0
    while room.any():
        left = total - wanted[~room].sum()
        wanted[room] = left * together[room] / together[room].sum()
        full = room & (wanted >= most)
        if not full.any():
            break
        wanted[full] = most[full]
        room &= ~full
    placed = round(min(float(total), float(wanted.sum())))
    return Sharing(together, round_to_total(wanted, placed), total - placed)


def round_to_total(values: FloatArray, total: int) -> Counts:
    """Whole numbers in proportion to ``values`` that add up to ``total``: the largest remainders.

    q_k = total·x_k / Σ x; each is rounded down, and what is left goes, one each, to those with the
    largest remainders, the larger values first among equals. None is a whole away from q_k.

    Args:
        values: not negative.
        total: not negative.

    Raises:
        ValueError: there is something to share and nobody to share it.

    Example:
        >>> round_to_total(np.array([1.0, 1.0, 1.0]), 16)
        array([6, 5, 5])
    """
    if total == 0:
        return np.zeros(len(values), dtype=np.int64)
    if not values.sum() > 0:
        raise ValueError("something to share and nobody to share it")
    quotas = total * (values / values.sum())
    down = np.floor(quotas + ROUNDING)
    order = np.lexsort((-values, -(quotas - down).round(9)))
    found: Counts = down.astype(np.int64)
    found[order[: total - int(found.sum())]] += 1
    return found


def credit(targets: FloatArray, decided: FloatArray) -> Credited:
    """Take what is decided already off the targets: target = credited + remaining [area].

    Args:
        targets: million NOK.
        decided: million NOK, not negative.
    """
    credited = np.minimum(targets, decided)
    return Credited(credited, targets - credited, decided - credited)
