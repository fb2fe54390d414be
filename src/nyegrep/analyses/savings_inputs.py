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
from nyegrep.analyses.futures_inputs import AtHand
from nyegrep.analyses.futures_outlook import Question
from nyegrep.foundation.errors import DataError, InputError, Problem, Problems
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


@dataclass(frozen=True)
class _Decided:
    """What leaders have decided: weights in per cent, and by area what is decided already.

    ``weighed`` is false where nobody has chosen the weights.
    """

    weights: Mapping[str, float]
    weighed: bool
    million: Mapping[str, float]
    taking_part: Mapping[str, str]
    trace: Trace


@dataclass(frozen=True)
class Known:
    """What other analyses have found already, so that it is not found again.

    Attributes:
        compared: spending beside others', of the year asked for.
        at_hand: what the futures start from.
    """

    compared: PeerComparison | None = None
    at_hand: AtHand | None = None


def prepare_savings(
    workspace: Workspace,
    municipality: str,
    year: int | None = None,
    overrides: Mapping[str, object] | None = None,
    known: Known | None = None,
) -> SavingsBasis:
    """Spending, gaps and outlook of each area, and what is decided.

    Args:
        workspace: where the data is, and the tables of what the leaders have decided.
        municipality: code or name.
        year: year of the accounts; without it the newest.
        overrides: parameter values of the user's own, by path.
        known: what is found already.

    Raises:
        DataError: there are no accounts for the municipality in the year, or nobody to compare
            with.
        InputError: a table of the workspace or a parameter is not as it should be.
    """
    known = known or Known()
    compared = known.compared or peer_comparison.run(workspace, municipality, year, (), overrides)
    settings, used = read(
        "savings.sharing",
        into=SharingSettings,
        at=date(compared.year, 12, 31),
        overrides=overrides,
    )
    decided = _decided(workspace, _spending(compared), settings, used)
    outlook = _outlook(workspace, compared, settings, (overrides, known.at_hand))
    notes = [*compared.notes, *outlook.notes]
    if not decided.weighed:
        notes.insert(0, Problem("savings.weights_undecided"))
    facts = {
        "year": compared.year,
        "base_year": outlook.base_year,
        "horizon": outlook.horizon,
        "future": NEUTRAL if outlook.costs else None,
        "weights_decided": decided.weighed,
    }
    return SavingsBasis(
        compared,
        settings,
        _areas(compared, settings, outlook, decided),
        decided.weights,
        facts,
        compared.gaps.trace + outlook.trace + decided.trace,
        tuple(notes),
    )


def areas_of(
    workspace: Workspace, municipality: str, overrides: Mapping[str, object] | None = None
) -> tuple[str, ...]:
    """The areas that savings can be shared between; none where accounts are not known."""
    try:
        year = newest_year(workspace, municipality, None)
        place = history_of(workspace).find(municipality, year)
        accounts = read_accounts(workspace, year, place.code, overrides or {})
    except (DataError, InputError):
        return ()
    known = accounts.of(place.code)
    return tuple(area for area in known if accounts.settings.counted(area))


def _outlook(
    workspace: Workspace,
    compared: PeerComparison,
    settings: SharingSettings,
    given: tuple[Mapping[str, object] | None, AtHand | None],
) -> _Outlook:
    """The central path of the neutral future; without it the criterion tells nothing."""
    overrides, at_hand = given
    try:
        context = prepare(workspace, compared.municipality.code, None, (), overrides)
        horizon = context.base_year + settings.years_ahead
        found = cost_outlook.run(context, Question(horizon, draws=0), at_hand)
    except DataError as error:
        return _Outlook(notes=(Problem("savings.no_outlook"), *error.problems))
    neutral = found.horizon.values.filter(pl.col("future") == NEUTRAL)
    costs = dict(neutral.select("service", "mean").iter_rows())
    return _Outlook(costs, context.base_year, horizon, found.horizon.trace, found.notes)


def _spending(compared: PeerComparison) -> dict[str, float]:
    """Million NOK by area: those that are in the sum of the comparison."""
    counted = compared.formulas.filter(pl.col("in_sum"))["area"]
    gaps = compared.gaps.values.filter(pl.col("area").is_in(counted.implode()))
    known = gaps.drop_nulls("difference_million")
    million = pl.col("own_nok") * compared.gaps.facts["persons"] / MILLION
    return dict(known.select("area", million).iter_rows())


def _areas(
    compared: PeerComparison, settings: SharingSettings, outlook: _Outlook, decided: _Decided
) -> pl.DataFrame:
    """What the criteria look at, and what is decided, by area."""
    spending = _spending(compared)
    gaps = dict(compared.gaps.values.select("area", "difference_million").iter_rows())
    direction = compared.formulas["direction"][0]
    rows = [
        {
            "area": area,
            "spending_million": million,
            "excess_million": gaps[area] * direction,
            "outlook_million": _cost_of(area, settings, outlook.costs),
            "decided_million": decided.million.get(area, 0.0),
            "taking_part": decided.taking_part.get(area, INCLUDED),
        }
        for area, million in spending.items()
    ]
    return pl.DataFrame(rows, schema_overrides={"outlook_million": pl.Float64})


def _cost_of(area: str, settings: SharingSettings, costs: Mapping[str, float]) -> float | None:
    """Demographic cost of the services of an area; ``None`` where none is known."""
    known = [costs[name] for name in settings.services.get(area, ()) if name in costs]
    return sum(known) if known else None


def _decided(
    workspace: Workspace,
    spending: Mapping[str, float],
    settings: SharingSettings,
    used: tuple[ParameterUse, ...],
) -> _Decided:
    """The tables of the workspace; without them equal weights, and nothing decided.

    Raises:
        InputError: with everything that is wrong in either table.
    """
    problems, trace = Problems(), Trace()
    own, table = None, None
    try:
        path = find_own(workspace.folder, criteria_form(CRITERIA))
        own = None if path is None else read_weights(path, CRITERIA)
    except InputError as error:
        problems.extend(error)
    try:
        path = find_own(workspace.folder, areas_form(tuple(spending)))
        table = None if path is None else read_areas(path, spending)
    except InputError as error:
        problems.extend(error)
    whole = sum(vars(settings.weights).values())
    if own is None and whole <= 0:
        problems.add("savings.weights_nought", path=WEIGHTS)
    problems.raise_if_any(InputError)
    weighed = any(use.path.startswith(WEIGHTS) and use.overridden for use in used)
    if own is not None:
        weights = {name: own.percent.get(name, 0.0) for name in CRITERIA}
        used = tuple(use for use in used if not use.path.startswith(WEIGHTS))
        trace += Trace((own.source,))
    else:
        chosen = vars(settings.weights)
        weights = {name: PERCENT * chosen[name] / whole for name in CRITERIA}
    trace += Trace(parameters=used)
    if table is None:
        return _Decided(weights, weighed or own is not None, {}, {}, trace)
    million = dict(table.frame.select("area", "decided_million").iter_rows())
    taking_part = dict(table.frame.select("area", "taking_part").iter_rows())
    trace += Trace((table.source,))
    return _Decided(weights, weighed or own is not None, million, taking_part, trace)
