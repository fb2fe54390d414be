"""What growth in jobs, at home and where people commute to, has to do with migration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nyegrep.foundation.axes import FloatArray
from nyegrep.methods.attractiveness.commuting import Commuting
from nyegrep.methods.attractiveness.grids import BoolArray, before
from nyegrep.methods.attractiveness.jobs import JobGrowth, relative_growth

LAGS = 3
LARGEST_UNKNOWN_SHARE = 0.1


@dataclass(frozen=True)
class GrowthAround:
    """Growth in jobs beyond the country's, at home and at the neighbours, before coefficients.

    Attributes:
        own: x^k_i, per cent of all jobs [place, year, component].
        neighbour: Σ_{j≠i} p_ij·Σ_k x^k_j [place, year].
        at_home: p_ii [place].
        as_country: places whose growth was not known while some other's was, and which count at
            their neighbours as growing like the country [place, year].
        unknown: places whose neighbour growth is not known, because too many of their commuters
            go to such places or elsewhere [place, year].
    """

    own: FloatArray
    neighbour: FloatArray
    at_home: FloatArray
    as_country: BoolArray
    unknown: BoolArray

    def own_effect(self, lags: Sequence[float], home_weight: float) -> FloatArray:
        """(1 - h·(1 - p_ii))·Σ_l b_l·x^k_i,t-l [place, year, component].

        Args:
            lags: b, effect of the same year and of those before.
            home_weight: h; 1 gives p_ii·Σ_l b_l·x^k_i,t-l.
        """
        weight = 1 - home_weight * (1 - self.at_home)
        effect: FloatArray = weight[:, None, None] * lagged_sum(self.own, lags)
        return effect

    def neighbour_effect(self, lags: Sequence[float], factor: float) -> FloatArray:
        """factor·Σ_{j≠i} p_ij·Σ_k Σ_l b_l·x^k_j,t-l [place, year].

        Args:
            lags: b, as for own growth.
            factor: how much stronger than own growth it works.
        """
        effect: FloatArray = factor * lagged_sum(self.neighbour, lags)
        return effect


def growth_around(jobs: JobGrowth, commuting: Commuting) -> GrowthAround:
    """Growth in jobs of each place and of the places that its residents commute to.

    A place whose growth is not known counts at its neighbours as growing like the country
    (x_j = 0) as long as at most a tenth of i's employed residents work in such places or outside
    the places known; else i's neighbour growth is not known.

    Args:
        jobs: growth in jobs; all its places are in the commuting matrix.
        commuting: where people work.
    """
    rows = [commuting.codes.index(code) for code in jobs.codes]
    own = relative_growth(jobs)
    together = own.sum(axis=-1)
    away = commuting.away[np.ix_(rows, rows)]
    residents = commuting.residents[rows]
    elsewhere = 1 - commuting.employed[np.ix_(rows, rows)].sum(axis=1) / residents
    absent = np.isnan(together)
    unknown = away @ absent + elsewhere[:, None] > LARGEST_UNKNOWN_SHARE
    neighbour = np.where(unknown, np.nan, away @ np.where(absent, 0.0, together))
    years_known = (~absent).any(axis=0)
    return GrowthAround(
        own=own,
        neighbour=np.where(years_known, neighbour, np.nan),
        at_home=commuting.at_home[rows],
        as_country=absent & years_known,
        unknown=unknown & years_known,
    )


def lagged_sum(table: FloatArray, lags: Sequence[float]) -> FloatArray:
    """Σ_l b_l·table[:, t-l], NaN where any of those years is not known.

    Args:
        table: [place, year, ...].
        lags: b_l for l = 0, 1, 2 … years back.
    """
    summed: FloatArray = np.sum([b * before(table, lag) for lag, b in enumerate(lags)], axis=0)
    return summed
