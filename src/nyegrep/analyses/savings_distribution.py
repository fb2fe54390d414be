"""How much is each area to save, by criteria that the leaders have weighed?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from nyegrep.analyses.measures_results import SavingsDistribution
from nyegrep.analyses.savings_inputs import (
    CRITERIA,
    PERCENT,
    Known,
    SavingsBasis,
    prepare_savings,
)
from nyegrep.foundation.axes import FloatArray
from nyegrep.foundation.errors import InputError, Problem, fail
from nyegrep.foundation.figures import Figure
from nyegrep.foundation.futures import NEUTRAL
from nyegrep.foundation.provenance import MethodUse, Trace
from nyegrep.foundation.terms import words_of
from nyegrep.methods.savings import (
    Sharing,
    SharingSettings,
    credit,
    criterion_shares,
    effective_weights,
    share_out,
)
from nyegrep.parameters.tree import read
from nyegrep.sources.savings_tables import INCLUDED
from nyegrep.sources.store import Workspace

METHOD = MethodUse("nyegrep.methods.savings", "1", "docs/methods/savings.md")
UNPLACED, SUM, NEED = "unplaced", "sum", "restructuring_need"
NEARLY = 1e-6


def run(
    workspace: Workspace,
    municipality: str,
    total: float,
    year: int | None = None,
    overrides: Mapping[str, object] | None = None,
    known: Known | None = None,
) -> SavingsDistribution:
    """Share what is to be saved between the areas of a municipality.

    Args:
        workspace: where the data is, and the tables of what the leaders have decided.
        municipality: code or name.
        total: what is to be saved, million NOK a year.
        year: year of the accounts; without it the newest.
        overrides: parameter values of the user's own, by path.
        known: what is found already.

    Raises:
        DataError: there are no accounts for the municipality in the year, or nobody to compare
            with.
        InputError: the total, a table or a parameter is not as it should be.
    """
    basis = prepare_savings(workspace, municipality, year, overrides, known)
    per_million = basis.settings.steps_per_million
    steps = _whole_steps(total, per_million)
    amounts = _amounts(basis)
    shares = criterion_shares(amounts, (basis.areas["taking_part"] == INCLUDED).to_numpy())
    weights = effective_weights(np.array([basis.weights[name] for name in CRITERIA]), shares)
    room = amounts["budget_share"] * per_million
    shared = share_out(steps, weights, shares, room)
    values = _distribution(basis, shared, per_million)
    criteria = _by_criterion(basis, amounts, shares, weights, total)
    facts = {"total_million": total, **basis.facts}
    trace = basis.trace + Trace(methods=(METHOD,))
    return SavingsDistribution(
        basis.compared.municipality,
        basis.compared.year,
        Figure(
            "savings.distribution",
            "savings_target",
            "NOK million, in whole steps",
            values,
            trace,
            facts,
        ),
        Figure("savings.criteria", "savings_target", "NOK million", criteria, trace, facts),
        (*_notes(basis, shares, values), *basis.notes),
    )


def share_need(
    workspace: Workspace,
    need: Figure,
    known: Known,
    overrides: Mapping[str, object] | None = None,
) -> SavingsDistribution | None:
    """Share what must be found in the last year of the economic plan, in whole steps.

    Args:
        workspace: where the data is, and the tables of what the leaders have decided.
        need: the figure of the restructuring need; the neutral path is shared.
        known: what is found already; the comparison says whose need it is.
        overrides: parameter values of the user's own, by path.

    Returns:
        ``None`` where nothing must be found.

    Raises:
        InputError: a table or a parameter is not as it should be.
    """
    compared = known.compared
    if compared is None:
        return None
    neutral = need.values.filter((pl.col("future") == NEUTRAL) & (pl.col("part") == NEED))
    last = float(neutral.sort("year")["mean"].to_list()[-1])
    at = date(compared.year, 12, 31)
    settings, _ = read("savings.sharing", into=SharingSettings, at=at, overrides=overrides)
    steps = round(last * settings.steps_per_million)
    if steps <= 0:
        return None
    total = steps / settings.steps_per_million
    code = compared.municipality.code
    return run(workspace, code, total, compared.year, overrides, known)


def _amounts(basis: SavingsBasis) -> dict[str, FloatArray]:
    """What each criterion looks at, by area; what is not known is nought."""
    known = basis.areas.fill_null(0.0)
    amounts = (
        known["spending_million"].to_numpy(),
        known["excess_million"].to_numpy(),
        0.0 - known["outlook_million"].to_numpy(),
    )
    return dict(zip(CRITERIA, amounts, strict=True))


def _whole_steps(total: float, per_million: int) -> int:
    """The total in the steps that targets are told in.

    Raises:
        InputError: it is not positive, or not a whole number of steps.
    """
    steps = total * per_million
    if total <= 0 or abs(steps - round(steps)) > NEARLY:
        fail(InputError, "savings.total", found=total, step=1 / per_million)
    return round(steps)


def _distribution(basis: SavingsBasis, shared: Sharing, per_million: int) -> pl.DataFrame:
    """A row for each area, then what is not placed, and the sum."""
    targets = shared.targets / per_million
    found = credit(targets, basis.areas["decided_million"].to_numpy())
    areas = basis.areas.select(
        "area",
        "taking_part",
        "spending_million",
        "excess_million",
        "outlook_million",
        pl.Series("share", shared.shares),
        pl.Series("target_million", targets),
        "decided_million",
        pl.Series("remaining_million", found.remaining),
        pl.Series("beyond_million", found.beyond),
    )
    left = shared.unplaced / per_million
    unplaced = {"area": UNPLACED, "target_million": left, "remaining_million": left}
    rows = pl.concat([areas, pl.DataFrame([unplaced])], how="diagonal")
    numbers = [name for name, kind in rows.schema.items() if kind == pl.Float64]
    summed = rows.select(pl.lit(SUM).alias("area"), *(pl.col(name).sum() for name in numbers))
    whole = (shared.targets.sum() + shared.unplaced) / per_million
    return pl.concat([rows, summed.with_columns(target_million=pl.lit(whole))], how="diagonal")


def _by_criterion(
    basis: SavingsBasis,
    amounts: Mapping[str, FloatArray],
    shares: FloatArray,
    weights: FloatArray,
    total: float,
) -> pl.DataFrame:
    """What each criterion says of each area."""
    frames = []
    for row, name in enumerate(CRITERIA):
        columns: dict[str, Any] = {
            "savings_criterion": name,
            "weight_percent": basis.weights[name],
            "effective_percent": PERCENT * weights[row],
            "area": basis.areas["area"],
            "amount_million": amounts[name],
            "share": shares[row],
            "part_million": total * weights[row] * shares[row],
        }
        frames.append(pl.DataFrame(columns))
    return pl.concat(frames)


def _notes(basis: SavingsBasis, shares: FloatArray, values: pl.DataFrame) -> list[Problem]:
    """What fell out, what was not placed, and what is decided beyond the targets."""
    notes = []
    told = () if basis.facts["future"] else ("demographic_outlook",)
    for name, row in zip(CRITERIA, shares, strict=True):
        if basis.weights[name] > 0 and not row.any() and name not in told:
            notes.append(Problem("savings.criterion_fell_out", {"criterion": words_of(name)}))
    unplaced = values.filter((pl.col("area") == UNPLACED) & (pl.col("target_million") > 0))
    if not unplaced.is_empty():
        facts = {"million": unplaced["target_million"][0]}
        notes.append(Problem("savings.unplaced", facts))
    beyond = values.filter((pl.col("beyond_million") > 0) & (pl.col("area") != SUM))["area"]
    if not beyond.is_empty():
        facts = {"areas": [words_of(area) or area for area in beyond]}
        notes.append(Problem("savings.beyond", facts))
    return notes
