"""Municipalities that resemble one: the distance between places in what spending depends on.

d_ij² = Σ_k w_k·((x_ik - x_jk)/σ_k)² / Σ_k w_k, over the dimensions k that both are known in, with
σ the standard deviation among all places and w chosen weights.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

PLACE = "municipality_code"


@dataclass(frozen=True)
class PeerSettings:
    """How similar places are found.

    Attributes:
        weights: weight of each dimension; a dimension without weight is not looked at.
        count: how many are suggested.
        nearest: how many dimensions are named as the reason.
    """

    weights: dict[str, float] = field(metadata={"unit": "factor"})
    count: int = field(metadata={"unit": "municipalities"})
    nearest: int = field(metadata={"unit": ""})


def similarity(traits: pl.DataFrame, own: str, settings: PeerSettings) -> pl.DataFrame:
    """How far every other place is from one, and in what they are nearest.

    Args:
        traits: ``municipality_code`` and one column for each dimension (null where unknown).
        own: the place.
        settings: weights and how many reasons.

    Returns:
        ``municipality_code, distance, dimension, value, own_value, difference_sd, nearest``:
        a row for each place and dimension known for both, nearest place first.
    """
    weights = {name: w for name, w in settings.weights.items() if name in traits.columns and w > 0}
    if not weights:
        return _nothing()
    long = traits.unpivot(index=PLACE, on=list(weights), variable_name="dimension").drop_nulls()
    scale = long.group_by("dimension").agg(sd=pl.col("value").std())
    ours = long.filter(pl.col(PLACE) == own).select("dimension", own_value="value")
    weighed = pl.DataFrame({"dimension": list(weights), "weight": list(weights.values())})
    pairs = long.filter(pl.col(PLACE) != own).join(ours, on="dimension")
    pairs = pairs.join(scale, on="dimension").join(weighed, on="dimension")
    pairs = pairs.filter(pl.col("sd") > 0)
    apart = (pl.col("value") - pl.col("own_value")) / pl.col("sd")
    pairs = pairs.with_columns(difference_sd=apart)
    squares = (pl.col("weight") * pl.col("difference_sd") ** 2).sum().over(PLACE)
    rank = pl.col("difference_sd").abs().rank("ordinal").over(PLACE)
    found = pairs.with_columns(
        distance=(squares / pl.col("weight").sum().over(PLACE)).sqrt(),
        nearest=rank <= settings.nearest,
    )
    order = pl.col("dimension").cast(pl.Enum(list(weights)))
    return found.sort("distance", PLACE, order).select(_nothing().columns)


def suggest(similar: pl.DataFrame, settings: PeerSettings) -> tuple[str, ...]:
    """The places that resemble most, nearest first, of those known in most dimensions."""
    if similar.is_empty():
        return ()
    known = similar.group_by(PLACE, maintain_order=True).agg(known=pl.len())
    whole = known.filter(pl.col("known") == known["known"].max())
    return tuple(whole[PLACE].head(settings.count))


def _nothing() -> pl.DataFrame:
    numbers = {"distance": pl.Float64, "dimension": pl.String, "value": pl.Float64}
    rest = {"own_value": pl.Float64, "difference_sd": pl.Float64, "nearest": pl.Boolean}
    return pl.DataFrame(schema={PLACE: pl.String, **numbers, **rest})
