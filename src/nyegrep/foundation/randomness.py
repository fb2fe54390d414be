"""Independent streams of random numbers, each derived from a seed and a name.

A stream depends on nothing but its seed and name, so that a draw added in one place never moves
the draws of another, and two futures differ by the future, not by luck.
"""

from __future__ import annotations

import hashlib

import numpy as np


def stream(seed: int, name: str) -> np.random.Generator:
    """The generator for ``name`` under ``seed``; the same pair always gives the same numbers.

    Example:
        >>> bool(stream(1, "births").random() == stream(1, "births").random())
        True
    """
    digest = hashlib.sha256(name.encode("utf-8")).digest()
    words = np.frombuffer(digest[:16], dtype=np.uint32)
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, *words.tolist()])))
