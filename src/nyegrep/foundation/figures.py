"""A figure: the numbers behind one picture, with unit, term and trace. No words, no rounding."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import polars as pl

from nyegrep.foundation.provenance import Trace


@dataclass(frozen=True)
class Figure:
    """The numbers of one picture or table.

    Attributes:
        id: stable identifier, as ``population.history``; readers ask ``nyegrep explain`` for it.
        term: glossary id of what is measured.
        unit: unit id, as ``persons`` or ``percent``.
        values: tidy frame; one row per point, English column names.
        trace: sources, parameters and methods behind the values.
        facts: single numbers that the text around the figure needs.
    """

    id: str
    term: str
    unit: str
    values: pl.DataFrame
    trace: Trace
    facts: dict[str, Any] = field(default_factory=dict)
