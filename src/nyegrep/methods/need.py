"""Expenditure need: how much a municipality needs, beside the country, to give the same services.

index_c,i = (x_c,i / P_i) / (X_c,N / P_N);  D_s,i = Σ_c w_s,c·index_c,i;  D_i = Σ_s W_s·D_s,i, with
x a criterion's count, P people, N the country, w weights of criteria in a sector and W of sectors.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

TOTAL = "total"
ROUNDING = 0.001
PLACE = "municipality_code"


@dataclass(frozen=True)
class KeySettings:
    """The cost key of a year as parameters hold it.

    Attributes:
        sectors: weight of each sector in the total need.
        criteria: sector to criterion to weight.
        verified: false where the weights were not read from the publication itself.
    """

    sectors: dict[str, float] = field(metadata={"unit": "share"})
    criteria: dict[str, dict[str, float]] = field(metadata={"unit": "share"})
    verified: bool = field(metadata={"unit": ""})


@dataclass(frozen=True)
class CostKey:
    """Weights of criteria in sectors, and of sectors in the total; each set adds up to 1."""

    sectors: Mapping[str, float]
    criteria: Mapping[str, Mapping[str, float]]

    @property
    def weights(self) -> dict[str, float]:
        """Weight of each criterion in the total: w_c = Σ_s W_s·w_s,c."""
        found: dict[str, float] = {}
        for sector, share in self.sectors.items():
            for criterion, weight in self.criteria[sector].items():
                found[criterion] = found.get(criterion, 0.0) + share * weight
        return found

    def faults(self) -> dict[str, float]:
        """Sets of weights that do not add up to 1 within rounding, with what they add up to.

        A sector without criteria is told with 0.
        """
        sets = {TOTAL: self.sectors, **{s: self.criteria.get(s, {}) for s in self.sectors}}
        sums = {name: sum(weights.values()) for name, weights in sets.items()}
        return {name: found for name, found in sums.items() if abs(found - 1) > ROUNDING}


def key_from_table(table: pl.DataFrame) -> CostKey:
    """The key in rows of ``sector, criterion, weight``; the rows of ``total`` weigh the sectors."""
    criteria: dict[str, dict[str, float]] = {}
    for sector, criterion, weight in table.select("sector", "criterion", "weight").iter_rows():
        criteria.setdefault(sector, {})[criterion] = weight
    return CostKey(criteria.pop(TOTAL, {}), criteria)


def criterion_index(criteria: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """The index of every criterion: its count per inhabitant, beside the country's.

    The country is the sum of those whose count and people are known.

    Args:
        criteria: ``municipality_code, criterion, value``; the value is a count, null where unknown.
        people: ``municipality_code, persons``.

    Returns:
        ``municipality_code, criterion, value, persons, index``; null where unknown.
    """
    joined = criteria.join(people, on=PLACE)
    known = pl.col("value").is_not_null() & (pl.col("persons") > 0)
    counted = joined.filter(known).group_by("criterion")
    country = counted.agg(_value=pl.col("value").sum(), _persons=pl.col("persons").sum())
    each = pl.col("value") / pl.col("persons")
    level = pl.col("_value") / pl.col("_persons")
    index = pl.when(known & (level > 0)).then(each / level).alias("index")
    found = joined.join(country, on="criterion", how="left").with_columns(index)
    return found.select(PLACE, "criterion", "value", "persons", "index")


def need_index(indices: pl.DataFrame, key: CostKey) -> pl.DataFrame:
    """Need by sector and in total. A sector is null where one of its criteria is not known.

    Args:
        indices: ``municipality_code, criterion, index``.
        key: the weights.

    Returns:
        ``municipality_code, sector, index``, sectors in the order of the key and ``total`` last.
    """
    places = indices.select(PLACE).unique(maintain_order=True)
    parts = []
    for sector, weights in key.criteria.items():
        if sector in key.sectors:
            summed = _weighted(places, indices.rename({"criterion": "name"}), weights)
            parts.append(summed.with_columns(sector=pl.lit(sector)))
    by_sector = pl.concat(parts)
    total = _weighted(places, by_sector.rename({"sector": "name"}), key.sectors)
    whole = [by_sector, total.with_columns(sector=pl.lit(TOTAL))]
    return pl.concat(whole).select(PLACE, "sector", "index")


def criterion_effects(indices: pl.DataFrame, key: CostKey, level: float) -> pl.DataFrame:
    """Kroner per inhabitant that each criterion is worth: w_c·(index_c,i - 1)·U_N/P_N.

    The effects of a municipality add up to its equalisation per inhabitant, and equalisation times
    people adds up to nought over the country.

    Args:
        indices: ``municipality_code, criterion, value, persons, index``.
        key: the weights.
        level: the country's need in kroner per inhabitant, U_N/P_N.

    Returns:
        The same rows with ``weight`` (in the total) and ``effect_nok``, criteria without weight
        left out.
    """
    weights = pl.DataFrame(
        {"criterion": list(key.weights), "weight": list(key.weights.values())},
        schema={"criterion": pl.String, "weight": pl.Float64},
    )
    effect = pl.col("weight") * (pl.col("index") - 1) * level
    return indices.join(weights, on="criterion", maintain_order="left").with_columns(
        effect_nok=effect
    )


def equalisation(effects: pl.DataFrame, key: CostKey) -> pl.DataFrame:
    """Equalisation of each municipality: ``municipality_code, per_inhabitant_nok, amount_nok``.

    (D_i - 1)·U_N/P_N per inhabitant, as the sum of the effects; the amounts add up to nought over
    the country. Null where a criterion of the key is not known.
    """
    amount = pl.col("effect_nok") * pl.col("persons")
    whole = pl.col("effect_nok").count() == len(key.weights)
    return effects.group_by(PLACE, maintain_order=True).agg(
        per_inhabitant_nok=pl.when(whole).then(pl.col("effect_nok").sum()),
        amount_nok=pl.when(whole).then(amount.sum()),
    )


def joint_index(index: Mapping[str, float], key: CostKey, sectors: tuple[str, ...]) -> float | None:
    """Need of several sectors as one, each by its weight: Σ W_s·D_s / Σ W_s.

    Sectors that the key does not weigh count alike. ``None`` where one is not known.
    """
    if not sectors or any(sector not in index for sector in sectors):
        return None
    weights = [key.sectors.get(sector, 0.0) for sector in sectors]
    if min(weights) <= 0:
        weights = [1.0] * len(sectors)
    pairs = zip(sectors, weights, strict=True)
    return sum(weight * index[sector] for sector, weight in pairs) / sum(weights)


def _weighted(
    places: pl.DataFrame, indices: pl.DataFrame, weights: Mapping[str, float]
) -> pl.DataFrame:
    """``municipality_code, index``: the weighted sum, null where a part is absent or null."""
    named = pl.DataFrame({"name": list(weights), "weight": list(weights.values())})
    chosen = indices.join(named.filter(pl.col("weight") > 0), on="name").drop_nulls("index")
    wanted = named.filter(pl.col("weight") > 0).height
    summed = chosen.group_by(PLACE).agg(
        index=pl.when(pl.len() == wanted).then((pl.col("weight") * pl.col("index")).sum())
    )
    return places.join(summed, on=PLACE, how="left", maintain_order="left")
