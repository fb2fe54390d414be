"""Both kinds of attractiveness for the municipalities of a map, in five classes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from nyegrep.analyses.attraction_results import KINDS
from nyegrep.analyses.attractiveness_inputs import ModelBasis
from nyegrep.analyses.context import Context
from nyegrep.foundation.codes import MunicipalityHistory
from nyegrep.foundation.figures import Figure
from nyegrep.foundation.outlines import Outlines
from nyegrep.foundation.provenance import Trace
from nyegrep.sources.geo import outlines

GEOMETRY = "geometry"
CLASS_LIMITS = (10.0, 30.0, 70.0, 90.0)
CLASSES = ("lowest", "low", "middle", "high", "highest")
FEWEST_SHARED = 0.5


def run(
    context: Context, basis: ModelBasis, standing: pl.DataFrame, facts: dict[str, Any]
) -> tuple[Figure, Outlines] | None:
    """The values of all municipalities on the borders of the map, and the map.

    A municipality of the map that the model knows in several parts has the mean of their values,
    weighted by the people that come from each part, or that went to each. A class is by
    percentile among the municipalities that are ranked, with the formula of the rank:
    100 · (places below + half of those alike) / places ranked; what is too small to be ranked
    has none.

    Args:
        context: the municipality asked about, and the workspace.
        basis: the model's borders, names and trace.
        standing: municipality_code, kind, value, persons and rank (null where not ranked).
        facts: the years that the values are means of.

    Returns:
        ``None`` without geometry, or where the model knows under half of its municipalities or
        not the one asked about.
    """
    if not context.workspace.has(GEOMETRY):
        return None
    found = outlines(context.workspace.document(GEOMETRY), GEOMETRY)
    sources = context.workspace.sources_of(GEOMETRY)
    year = sources[-1].borders or context.base_year
    own = context.code_in(year)
    links = _links(context.history, tuple(found.rings), (basis.borders, year), basis.names)
    values = _values(links, standing, merged=year >= basis.borders)
    if own not in found.rings or own not in set(values["municipality_code"]):
        return None
    if len(values) < FEWEST_SHARED * len(found.rings):
        return None
    values = values.with_columns(
        pl.Series("name", [context.history.name(c, year) for c in values["municipality_code"]]),
        pl.when(pl.col("municipality_code") == own)
        .then(pl.lit("own"))
        .otherwise(pl.lit("other"))
        .alias("role"),
    )
    facts = facts | {
        "borders": year,
        "own_code": own,
        "county_code": own[:2],
        "county_name": context.history.counties.get(own[:2], ""),
        "municipalities": len(values),
    }
    trace = basis.trace + Trace(sources=sources)
    return Figure("attractiveness.map", "attractiveness", "percent", values, trace, facts), found


def _links(
    history: MunicipalityHistory,
    drawn: tuple[str, ...],
    years: tuple[int, int],
    known: Mapping[str, str],
) -> pl.DataFrame:
    """``municipality_code`` of the map, the model's ``part`` of it, and ``share`` of its people.

    Shares that are not known are taken as even.
    """
    model, drawing = years
    rows = []
    for code in known if drawing >= model else drawn:
        later = history.successors(code, max(years))
        for other, share in later.items():
            ends = (other, code) if drawing >= model else (code, other)
            rows.append((*ends, 1 / len(later) if share is None else share))
    links = pl.DataFrame(rows, schema=["municipality_code", "part", "share"], orient="row")
    return links.filter(pl.col("municipality_code").is_in(list(drawn)))


def _values(links: pl.DataFrame, standing: pl.DataFrame, *, merged: bool) -> pl.DataFrame:
    """Both values and both classes of every municipality of the map that has them.

    Where the map is the newer, ``merged``, a share is of the part's people; else of the map's own.
    """
    wide = standing.pivot("kind", index=["municipality_code", "persons"], values="value")
    parts = wide.drop_nulls(list(KINDS)).rename({"municipality_code": "part"})
    weight = pl.col("share") * (pl.col("persons") if merged else 1.0)
    ranked = standing.filter(pl.col("rank").is_not_null())
    joined = (
        links.join(parts, on="part")
        .filter(weight > 0)
        .with_columns(ranked=pl.col("part").is_in(ranked["municipality_code"].unique().implode()))
    )
    means = [((pl.col(kind) * weight).sum() / weight.sum()).alias(kind) for kind in KINDS]
    grouped = joined.group_by("municipality_code").agg(*means, pl.col("ranked").any())
    values = grouped.sort("municipality_code")
    for kind in KINDS:
        found = _classes(values[kind], ranked.filter(pl.col("kind") == kind)["value"])
        classes = pl.when(pl.col("ranked")).then(pl.Series(found, dtype=pl.String))
        values = values.with_columns(classes.alias(kind.replace("attractiveness", "class")))
    return values.drop("ranked")


def _classes(values: pl.Series, ranked: pl.Series) -> list[str]:
    """The class of each value by its percentile among the ranked ones."""
    order = ranked.sort().to_numpy()
    below = np.searchsorted(order, values.to_numpy(), "left")
    upto = np.searchsorted(order, values.to_numpy(), "right")
    percentiles = 100 * (below + upto) / 2 / max(len(order), 1)
    return [CLASSES[number] for number in np.searchsorted(CLASS_LIMITS, percentiles, "right")]
