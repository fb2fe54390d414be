"""What must be found, shared between areas: a part of the chapter on finances."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from nyegrep.analyses.measures_results import SavingsDistribution
from nyegrep.foundation.terms import label
from nyegrep.reports.contexts import Cell
from nyegrep.reports.gallery import Exhibit, cells, table
from nyegrep.reports.press import Press

UNPLACED, SUM = "unplaced", "sum"
COLUMNS = ("spending_million", "target_million", "decided_million", "remaining_million")


@dataclass(frozen=True)
class Shared:
    """What the texts say of the sharing.

    Attributes:
        place: the municipality in a sentence.
        year: of the accounts.
        total: what is shared, million NOK.
        decided: the leaders have chosen the weights.
        most: the area that is to save most.
        most_million: how much.
        weights: criteria with their weights in per cent, as they count.
        unplaced: what no area has room for, million NOK.
    """

    place: str
    year: int
    total: float
    decided: bool
    most: str
    most_million: float
    weights: tuple[tuple[str, float], ...]
    unplaced: float


def shared_of(found: SavingsDistribution, press: Press) -> Shared:
    """What the text says of the sharing."""
    values, facts = found.distribution.values, found.distribution.facts
    areas = values.filter(~pl.col("area").is_in((UNPLACED, SUM))).sort("target_million")
    most, million = areas.select("area", "target_million").rows()[-1]
    weights = found.criteria.values.unique("savings_criterion", maintain_order=True)
    unplaced = values.filter(pl.col("area") == UNPLACED)["target_million"].to_list()
    return Shared(
        place=press.name(found.municipality),
        year=found.year,
        total=facts["total_million"],
        decided=facts["weights_decided"],
        most=label(most, press.language),
        most_million=million,
        weights=tuple(
            (label(name, press.language), percent)
            for name, percent in weights.select("savings_criterion", "effective_percent").rows()
        ),
        unplaced=sum(unplaced),
    )


def distribution_exhibit(shared: Shared, found: SavingsDistribution, press: Press) -> Exhibit:
    """Spending, target, what is decided and what remains of each area."""
    words = press.words["savings"]
    body = []
    for row in found.distribution.values.iter_rows(named=True):
        if row["area"] == UNPLACED and not shared.unplaced:
            continue
        numbers = cells([row[name] for name in COLUMNS], lambda v: press.forms.number(v, 1))
        share = Cell("–")
        if row["spending_million"]:
            percent = 100 * row["target_million"] / row["spending_million"]
            share = cells([percent], press.forms.percent)[0]
        body.append((press.label(row["area"]), (*numbers[:2], share, *numbers[2:])))
    names = ("spending", "target", "of_spending", "decided", "remaining")
    headings = [press.words["comparison"]["area"], *(words[name] for name in names)]
    return Exhibit("distribution", found.distribution, shared, table(headings, body))
