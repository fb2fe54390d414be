"""What many draws say together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.floating[Any]]


def quantiles(persons: Numbers, shares: Sequence[float]) -> Numbers:
    """Quantiles over the draws, the last axis, whose place they take: [..., draw] to [..., share].

    The q-quantile of n draws in order x(0) … x(n − 1) is the value at q·(n − 1), in proportion
    between two draws. The draws should lie next to each other in memory, as those of
    ``kernel.Paths`` do: sorting them there is many times quicker than ``np.quantile``.

    Args:
        persons: any numbers, as many draws as wished along the last axis.
        shares: between 0 and 1.
    """
    ordered = np.sort(persons, axis=-1)
    last = persons.shape[-1] - 1
    position = np.asarray(shares, dtype=np.float64) * last
    below = position.astype(np.intp)
    above = np.minimum(below + 1, last)
    between = (position - below).astype(persons.dtype)
    lower = ordered[..., below]
    found: Numbers = lower + between * (ordered[..., above] - lower)
    return found
