"""The coefficients of the model, estimated anew on what the workspace holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from nyegrep.analyses.attractiveness_inputs import Question, prepare_model
from nyegrep.foundation.axes import FloatArray
from nyegrep.foundation.provenance import Trace
from nyegrep.methods.attractiveness.estimation import (
    Estimates,
    EstimationOptions,
    compare,
    estimate,
    to_overrides,
)
from nyegrep.methods.attractiveness.panel import MigrationPanel, migration_panel
from nyegrep.sources.store import Workspace


@dataclass(frozen=True)
class EstimatedModel:
    """Coefficients old and new, and the file that puts the new ones to use.

    Attributes:
        comparison: one row per coefficient; see ``methods.attractiveness.estimation.compare``.
        estimates: the estimates themselves.
        overrides: parameter path to value.
        trace: sources, parameters and methods.
    """

    comparison: pl.DataFrame
    estimates: Estimates
    overrides: Mapping[str, object]
    trace: Trace


def run(workspace: Workspace, question: Question) -> EstimatedModel:
    """Estimate the coefficients of a level on the years asked for.

    Regions and counties are too few to tell an effect of size or of commuting apart, so that
    those coefficients are held at what they are.

    Raises:
        DataError: the workspace lacks what the model needs, or the panel tells too little.
        InputError: the years asked for cannot be.
    """
    basis = prepare_model(workspace, question)
    old = basis.settings.at(question.level)
    panel = _within(migration_panel(basis.inputs, old.home_weight), question)
    held: dict[str, float] = {}
    if question.level == "county":
        held = {"size_slope": old.size_slope}
    found = estimate(panel, EstimationOptions(held=held))
    overrides = to_overrides(found, question.level)
    return EstimatedModel(compare(old, found), found, overrides, basis.trace)


def _within(panel: MigrationPanel, question: Question) -> MigrationPanel:
    """The years asked for."""
    first = question.first_year or panel.years[0]
    last = question.last_year or panel.years[-1]
    kept = [column for column, year in enumerate(panel.years) if first <= year <= last]
    years = tuple(panel.years[column] for column in kept)

    def cut(values: FloatArray) -> FloatArray:
        return np.ascontiguousarray(values[:, kept])

    return replace(
        panel,
        years=years,
        relative_net_migration=cut(panel.relative_net_migration),
        log_population=cut(panel.log_population),
        own_lags=cut(panel.own_lags),
        neighbour_lags=cut(panel.neighbour_lags),
        weights=cut(panel.weights),
    )
