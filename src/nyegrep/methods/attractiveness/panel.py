"""What the coefficients of migration are estimated from: one row per municipality and year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nyegrep.foundation.axes import FloatArray

LAGS = 3


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
