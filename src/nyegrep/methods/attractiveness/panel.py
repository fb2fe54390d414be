"""What the coefficients of migration are estimated from: one row per municipality and year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nyegrep.foundation.axes import FloatArray
from nyegrep.methods.attractiveness.grids import before, grid
from nyegrep.methods.attractiveness.inputs import Inputs, national_immigration
from nyegrep.methods.attractiveness.migration import LAGS, growth_around

__all__ = ["LAGS", "MigrationPanel", "migration_panel"]


@dataclass(frozen=True)
class MigrationPanel:
    """Net migration and what may explain it, before any coefficient is put on it.

    The model is m_it - I_t = constant + size(ln P_it) + integration(out_i + in_i)
    + Σ_l b_l·own_it,l + factor·Σ_l b_l·neighbour_it,l + residential attractiveness, l = 0, 1, 2
    years back. Rates are in per cent. Arrays are C-contiguous; the first axis follows ``codes``
    and the second ``years``.

    Attributes:
        codes: municipalities (or regions, counties), rising.
        years: calendar years, rising; a year may be absent between two others.
        relative_net_migration: net migration in per cent of the people on 1 January, less the
            country's net immigration rate of the year [municipality, year].
        log_population: natural logarithm of the people on 1 January [municipality, year].
        integration: out_i + in_i, share of employed residents who commute out plus share of jobs
            held by in-commuters; between 0 and 2 [municipality].
        own_lags: p_ii·Σ_k x^k_i,t-l, growth of jobs in the place beyond the country's, per cent
            of all jobs, times the share who work at home [municipality, year, lag].
        neighbour_lags: Σ_{j≠i} p_ij·Σ_k x^k_j,t-l, the same of the places commuted to
            [municipality, year, lag].
        weights: people on 1 January [municipality, year], for an estimator that weighs; 0 where
            any of the above is not known (NaN), so that ``weights > 0`` marks the whole rows.
    """

    codes: tuple[str, ...]
    years: tuple[int, ...]
    relative_net_migration: FloatArray
    log_population: FloatArray
    integration: FloatArray
    own_lags: FloatArray
    neighbour_lags: FloatArray
    weights: FloatArray

    @property
    def whole(self) -> NDArray[np.bool_]:
        """True where every part is known, so that the row can be used [municipality, year]."""
        return np.asarray(self.weights > 0, dtype=np.bool_)


def migration_panel(inputs: Inputs, home_weight: float = 1.0) -> MigrationPanel:
    """The panel of the places and years of ``inputs``.

    Args:
        inputs: as for the decomposition.
        home_weight: h; own growth is weighed by 1 - h·out_i, which is p_ii where h = 1.

    Raises:
        DataError: the inputs do not fit together.
    """
    inputs.check()
    around = growth_around(inputs.jobs, inputs.commuting)
    persons = inputs.persons()
    net = grid(inputs.changes, "net_migration", inputs.codes, inputs.years)
    relative = 100 * net / persons - national_immigration(inputs)
    weight = 1 - home_weight * (1 - around.at_home)
    own = weight[:, None] * around.own.sum(axis=-1)
    rows = [inputs.commuting.codes.index(code) for code in inputs.codes]
    own_lags, neighbour_lags = (
        np.stack([before(table, lag) for lag in range(LAGS)], axis=-1)
        for table in (own, around.neighbour)
    )
    whole = np.isfinite(relative) & np.isfinite(own_lags).all(-1)
    whole &= np.isfinite(neighbour_lags).all(-1)
    return MigrationPanel(
        codes=inputs.codes,
        years=inputs.years,
        relative_net_migration=relative,
        log_population=np.log(persons),
        integration=inputs.commuting.integration[rows],
        own_lags=own_lags,
        neighbour_lags=neighbour_lags,
        weights=np.where(whole, persons, 0.0),
    )
