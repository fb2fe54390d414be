"""What the sharing of savings stands on: spending, gaps, outlook, and what leaders have decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from nyegrep.analyses import cost_outlook, peer_comparison
from nyegrep.analyses.accounts import newest_year, read_accounts
from nyegrep.analyses.context import history_of, prepare
from nyegrep.analyses.economy_results import PeerComparison
from nyegrep.foundation.errors import DataError, InputError, Problem
from nyegrep.foundation.futures import NEUTRAL
from nyegrep.foundation.provenance import ParameterUse, Trace
from nyegrep.methods.benchmark import MILLION
from nyegrep.methods.savings import SharingSettings
from nyegrep.parameters.tree import read
from nyegrep.sources.own_tables import find_own
from nyegrep.sources.savings_tables import (
    INCLUDED,
    areas_form,
    criteria_form,
    read_areas,
    read_weights,
)
from nyegrep.sources.store import Workspace

CRITERIA = ("budget_share", "excess_spending", "demographic_outlook")
WEIGHTS = "savings.sharing.weights"
PERCENT = 100.0


@dataclass(frozen=True)
class SavingsBasis:
    """Everything that a total is shared by.

    Attributes:
        compared: spending beside the level that need and income imply.
        settings: how it is shared.
        areas: ``area, spending_million, excess_million, outlook_million, decided_million,
            taking_part``; those that are in the sum of the comparison.
        weights: by criterion, in per cent; together a hundred.
        facts: years and future of the outlook, and whether the weights are decided.
        trace: what all this stands on.
        notes: what a reader should know.
    """

    compared: PeerComparison
    settings: SharingSettings
    areas: pl.DataFrame
    weights: Mapping[str, float]
    facts: Mapping[str, Any]
    trace: Trace
    notes: tuple[Problem, ...]


@dataclass(frozen=True)
class _Outlook:
    """Growth of demographic cost by service, million NOK; nothing where it is not known."""

    costs: Mapping[str, float] = field(default_factory=dict)
    base_year: int | None = None
    horizon: int | None = None
    trace: Trace = field(default_factory=Trace)
    notes: tuple[Problem, ...] = ()


def prepare_savings(
    workspace: Workspace,
    municipality: str,
    year: int | None = None,
    overrides: Mapping[str, object] | None = None,
) -> SavingsBasis:
    """Spending, gaps and outlook of each area, and what is decided.

    Args:
        workspace: where the data is, and the tables of what the leaders have decided.
        municipality: code or name.
        year: year of the accounts; without it the newest.
        overrides: parameter values of the user's own, by path.

    Raises:
        DataError: there are no accounts for the municipality in the year, or nobody to compare
            with.
        InputError: a table or a parameter is not as it should be.
    """
    compared = peer_comparison.run(workspace, municipality, year, (), overrides)
    settings, used = read(
        "savings.sharing",
        into=SharingSettings,
        at=date(compared.year, 12, 31),
        overrides=overrides,
    )
    outlook = _outlook(workspace, compared, settings, overrides)
    areas = _areas(compared, settings, outlook)
    areas, decided = _with_decided(workspace, areas)
    weights, chosen, weighed = _weights(workspace, settings, used)
    notes = [*compared.notes, *outlook.notes]
    if not weighed:
        notes.insert(0, Problem("savings.weights_undecided"))
    facts = {
        "year": compared.year,
        "base_year": outlook.base_year,
        "horizon": outlook.horizon,
        "future": NEUTRAL if outlook.costs else None,
        "weights_decided": weighed,
    }
    trace = compared.gaps.trace + outlook.trace + decided + chosen
    return SavingsBasis(compared, settings, areas, weights, facts, trace, tuple(notes))


def areas_of(
    workspace: Workspace, municipality: str, overrides: Mapping[str, object] | None = None
) -> tuple[str, ...]:
    """The areas that savings can be shared between; none where accounts are not known."""
    try:
        year = newest_year(workspace, municipality, None)
        place = history_of(workspace).find(municipality, year)
        settings = read_accounts(workspace, year, place.code, overrides or {}).settings
    except (DataError, InputError):
        return ()
    return tuple(area for area in settings.functions if settings.counted(area))


def _outlook(
    workspace: Workspace,
    compared: PeerComparison,
    settings: SharingSettings,
    overrides: Mapping[str, object] | None,
) -> _Outlook:
    """The central path of the neutral future; without it the criterion tells nothing."""
    try:
        context = prepare(workspace, compared.municipality.code, None, (), overrides)
        horizon = context.base_year + settings.years_ahead
        found = cost_outlook.run(context, cost_outlook.Question(horizon, draws=0))
    except (DataError, InputError) as error:
        return _Outlook(notes=(Problem("savings.no_outlook"), *error.problems))
    neutral = found.horizon.values.filter(pl.col("future") == NEUTRAL)
    costs = dict(neutral.select("service", "mean").iter_rows())
    return _Outlook(costs, context.base_year, horizon, found.horizon.trace, found.notes)


def _areas(compared: PeerComparison, settings: SharingSettings, outlook: _Outlook) -> pl.DataFrame:
    """Areas in the sum of the comparison: ``area`` and the amounts of the criteria."""
    counted = compared.formulas.filter(pl.col("in_sum"))
    gaps = compared.gaps.values.filter(
        pl.col("area").is_in(counted["area"].implode()) & pl.col("difference_million").is_not_null()
    )
    costs = [_cost_of(area, settings, outlook.costs) for area in gaps["area"]]
    direction = compared.formulas["direction"][0]
    return gaps.select(
        "area",
        spending_million=pl.col("own_nok") * compared.gaps.facts["persons"] / MILLION,
        excess_million=pl.col("difference_million") * direction,
        outlook_million=pl.Series(costs, dtype=pl.Float64),
    )


def _cost_of(area: str, settings: SharingSettings, costs: Mapping[str, float]) -> float | None:
    """Demographic cost of the services of an area; ``None`` where none is known."""
    known = [costs[name] for name in settings.services.get(area, ()) if name in costs]
    return sum(known) if known else None


def _with_decided(workspace: Workspace, areas: pl.DataFrame) -> tuple[pl.DataFrame, Trace]:
    """With ``decided_million, taking_part``: the table of the workspace, else nothing decided."""
    spending = dict(areas.select("area", "spending_million").iter_rows())
    path = find_own(workspace.folder, areas_form(tuple(spending)))
    if path is None:
        nothing = {"decided_million": pl.lit(0.0), "taking_part": pl.lit(INCLUDED)}
        return areas.with_columns(**nothing), Trace()
    table = read_areas(path, spending)
    joined = areas.join(table.frame, on="area", how="left", maintain_order="left")
    filled = joined.with_columns(
        pl.col("decided_million").fill_null(0.0), pl.col("taking_part").fill_null(INCLUDED)
    )
    return filled, Trace((table.source,))


def _weights(
    workspace: Workspace, settings: SharingSettings, used: tuple[ParameterUse, ...]
) -> tuple[dict[str, float], Trace, bool]:
    """Weights in per cent, what they stand on, and whether anybody has chosen them."""
    path = find_own(workspace.folder, criteria_form(CRITERIA))
    if path is not None:
        own = read_weights(path, CRITERIA)
        others = tuple(use for use in used if use.path != WEIGHTS)
        weights = {name: own.percent.get(name, 0.0) for name in CRITERIA}
        return weights, Trace((own.source,), others), True
    whole = sum(settings.weights.get(name, 0.0) for name in CRITERIA)
    weights = {name: PERCENT * settings.weights.get(name, 0.0) / whole for name in CRITERIA}
    chosen = any(use.path == WEIGHTS and use.overridden for use in used)
    return weights, Trace(parameters=used), chosen
