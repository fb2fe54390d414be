"""What a source hands over: a frame in our column names, or a whole document, and its source."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from nyegrep.foundation.errors import Problem
from nyegrep.foundation.provenance import Source


@dataclass(frozen=True)
class Delivery:
    """One table or document on its way into a workspace, not yet checked.

    Attributes:
        dataset: id of the dataset it is for.
        source: where it comes from.
        place: the file or address that error texts name.
        frame: the table, for datasets of shape ``table``.
        document: the bytes, for datasets of shape ``document``.
        names: region names that came along (``region_code``, ``year``, ``name``).
        remarks: what the one who asked should know, such as codes that the source does not have.
    """

    dataset: str
    source: Source
    place: str
    frame: pl.DataFrame | None = None
    document: bytes | None = None
    names: pl.DataFrame | None = None
    remarks: tuple[Problem, ...] = ()
