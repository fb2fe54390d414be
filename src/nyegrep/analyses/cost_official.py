"""Demographic cost of Statistics Norway's own projection, beside that of the futures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from nyegrep.analyses.context import Context
from nyegrep.analyses.cost_inputs import CostBasis
from nyegrep.analyses.official_projection import official_projection
from nyegrep.foundation.axes import FloatArray
from nyegrep.foundation.futures import EXPECTED
from nyegrep.foundation.provenance import Source
from nyegrep.foundation.services import MUNICIPAL_TOTAL
from nyegrep.methods.demographic_cost import (
    demographic_cost,
    municipal_sum,
    yearly_change,
    yearly_unit_costs,
)


@dataclass(frozen=True)
class OfficialCost:
    """What the people of the main alternative cost.

    Attributes:
        values: ``service, year, mean, yearly_change``, million NOK accumulated from the base year.
        vintage: the year the projection was made.
        sources: behind it.
    """

    values: pl.DataFrame
    vintage: int
    sources: tuple[Source, ...]


def official_cost(context: Context, found: CostBasis, horizon: int) -> OfficialCost | None:
    """Costs of the main alternative, from its own people of the base year.

    ``None`` where no projection known in the base year reaches from it to the horizon.

    Args:
        context: the place and its base year.
        found: unit costs and what-ifs.
        horizon: last year.
    """
    official = official_projection(context, horizon)
    people = None if official is None else official.people.get(EXPECTED)
    if official is None or people is None or not np.isfinite(people).all():
        return None
    years = range(context.base_year, horizon + 1)
    curves = yearly_unit_costs(found.unit_costs, found.what_if, years)
    services = found.unit_costs.services
    cost = with_total(demographic_cost(people[None], curves), services)
    values = pl.DataFrame(
        {
            "service": np.repeat((*services, MUNICIPAL_TOTAL), len(years)),
            "year": np.tile(np.array(years, dtype=np.int32), len(services) + 1),
            "mean": cost[0].T.ravel(),
            "yearly_change": yearly_change(cost)[0].T.ravel(),
        }
    )
    return OfficialCost(values, official.vintage, official.sources)


def with_total(cost: FloatArray, services: tuple[str, ...]) -> FloatArray:
    """Costs [draw, year, service] with the municipality's sum as the last service."""
    total = municipal_sum(cost, services)
    return np.concatenate([cost, total[..., None]], axis=-1)
