"""Statistics Norway's own projection of a municipality, on the borders of the base year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from nyegrep.analyses.context import MUNICIPALITY, Context
from nyegrep.foundation.axes import AGES, FloatArray
from nyegrep.foundation.futures import EXPECTED, FAVOURABLE, UNFAVOURABLE
from nyegrep.foundation.provenance import Source
from nyegrep.methods.boundaries import recast

OFFICIAL_PROJECTION = "official_projection"
ALTERNATIVES = {FAVOURABLE: "HHMH", EXPECTED: "MMMM", UNFAVOURABLE: "LLML"}


@dataclass(frozen=True)
class OfficialProjection:
    """The newest vintage that was known in the base year.

    Attributes:
        vintage: the year it was made.
        people: by set of conditions, persons [year, age] on the years asked for; NaN where the
            projection does not reach.
        sources: behind the rows.
    """

    vintage: int
    people: dict[str, FloatArray]
    sources: tuple[Source, ...]


def official_projection(context: Context, horizon: int) -> OfficialProjection | None:
    """The alternatives for the place of ``context``, from the base year to ``horizon``.

    Returns:
        ``None`` where no vintage of the base year or before has the place.
    """
    if not context.workspace.has(OFFICIAL_PROJECTION):
        return None
    table = context.workspace.table(OFFICIAL_PROJECTION)
    years = range(context.base_year, horizon + 1)
    known = table.filter(
        pl.col("municipality_code").str.contains(MUNICIPALITY)
        & (pl.col("vintage") <= context.base_year)
        & pl.col("year").is_in(list(years))
    )
    if known.is_empty():
        return None
    newest = int(known["vintage"].to_numpy().max())
    chosen = known.filter(
        (pl.col("vintage") == newest) & pl.col("municipality_code").is_in(_parts(context, known))
    )
    people = {
        conditions: _by_age(context, chosen.filter(pl.col("alternative") == alternative), years)
        for conditions, alternative in ALTERNATIVES.items()
    }
    found = {name: values for name, values in people.items() if np.isfinite(values).any()}
    sources = context.workspace.sources_of(OFFICIAL_PROJECTION, chosen)
    return OfficialProjection(newest, found, sources) if found else None


def _parts(context: Context, known: pl.DataFrame) -> list[str]:
    """The codes that the place has had in the years whose borders the projections are on."""
    borders = {int(year) or context.base_year for year in known["borders"].unique()}
    codes = {context.place.code}
    for year in borders:
        if year <= context.base_year:
            codes.update(context.history.predecessors(context.place.code, year))
        else:
            codes.update(context.history.successors(context.place.code, year))
    return sorted(codes)


def _by_age(context: Context, rows: pl.DataFrame, years: range) -> FloatArray:
    """Persons of both sexes [year, age] of the place."""
    table = np.full((len(years), len(AGES)), np.nan)
    moved = recast(rows.drop("vintage", "alternative"), context.history, context.base_year).frame
    own = moved.filter(pl.col("municipality_code") == context.place.code)
    summed = own.group_by("year", "age").agg(pl.col("persons").sum())
    place = summed["year"].to_numpy() - years[0], summed["age"].to_numpy()
    table[place] = summed["persons"].to_numpy()
    return table
