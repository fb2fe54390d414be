"""What demographic cost starts from: unit costs, the user's own or the estimated, and what-ifs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import polars as pl

from nyegrep.analyses.context import PEOPLE, Context
from nyegrep.foundation.axes import AGES, OLDEST_AGE, AgeGroup, FloatArray
from nyegrep.foundation.errors import Problem
from nyegrep.foundation.provenance import MethodUse, Trace
from nyegrep.foundation.services import SERVICES
from nyegrep.methods.demographic_cost import AgeCost, AssumptionSettings, UnitCosts
from nyegrep.sources.unit_costs import find_unit_costs, read_unit_costs

COST = MethodUse(
    "nyegrep.methods.demographic_cost.demographic_cost", "1", "docs/methods/demographic_cost.md"
)
ESTIMATED = "costs.estimated"
OWN_FILE = "statistic"


@dataclass(frozen=True)
class UnitCostSettings:
    """Unit costs by service: from each age on, so much for each person."""

    kindergarten: dict[int, float] = field(metadata={"unit": "NOK per person"})
    primary_school: dict[int, float] = field(metadata={"unit": "NOK per person"})
    upper_secondary: dict[int, float] = field(metadata={"unit": "NOK per person"})
    municipal_health: dict[int, float] = field(metadata={"unit": "NOK per person"})
    care: dict[int, float] = field(metadata={"unit": "NOK per person"})
    child_welfare: dict[int, float] = field(metadata={"unit": "NOK per person"})
    social_assistance: dict[int, float] = field(metadata={"unit": "NOK per person"})
    culture_other: dict[int, float] = field(metadata={"unit": "NOK per person"})
    price_year: int = field(metadata={"unit": "calendar year"})


@dataclass(frozen=True)
class NationalTotalSettings:
    """What the country spends on each service, to hold unit costs against."""

    kindergarten: float = field(metadata={"unit": "NOK million"})
    primary_school: float = field(metadata={"unit": "NOK million"})
    upper_secondary: float = field(metadata={"unit": "NOK million"})
    municipal_health: float = field(metadata={"unit": "NOK million"})
    care: float = field(metadata={"unit": "NOK million"})
    child_welfare: float = field(metadata={"unit": "NOK million"})
    social_assistance: float = field(metadata={"unit": "NOK million"})
    culture_other: float = field(metadata={"unit": "NOK million"})


@dataclass(frozen=True)
class CostBasis:
    """Everything that turns people into kroner.

    Attributes:
        unit_costs: by service and age group, in prices of one year.
        origins: kind of knowledge and source of each service's unit costs.
        what_if: what is otherwise than in the base year.
        reference: what the country spends by service, million NOK.
        trace: parameters, the user's file, and the method.
        notes: what a reader should know.
    """

    unit_costs: UnitCosts
    origins: Mapping[str, tuple[str, str]]
    what_if: AssumptionSettings
    reference: Mapping[str, float]
    trace: Trace
    notes: tuple[Problem, ...]


def prepare_cost(context: Context, file: Path | None = None) -> CostBasis:
    """Unit costs and what-ifs as they stand in the base year.

    Args:
        context: the workspace and the user's own parameters.
        file: the user's table of unit costs; where none is given, that of the workspace.

    Raises:
        InputError: the table, or a parameter, is not as it should be.
    """
    settings, used = context.parameters("demographic_cost.unit_costs", UnitCostSettings)
    totals, totals_used = context.parameters(
        "demographic_cost.national_totals", NationalTotalSettings
    )
    what_if, what_if_used = context.parameters("demographic_cost.what_if", AssumptionSettings)
    groups = {name: _groups(name, getattr(settings, name)) for name in SERVICES}
    price_year, notes = settings.price_year, []
    by_service = {use.path.rsplit(".", 1)[1]: use for use in used}
    origins = {name: (by_service[name].kind, by_service[name].reference) for name in SERVICES}
    trace = Trace(methods=(COST,))
    path = file or find_unit_costs(context.workspace.folder)
    if path is not None:
        known = {name: found for name, found in groups.items() if found}
        typical = {name: max(g.nok_per_person for g in found) for name, found in known.items()}
        table = read_unit_costs(path, typical)
        own = _own_groups(table.frame)
        kept = groups if table.price_year == price_year else {}
        left_out = [name for name in SERVICES if name not in own and name not in kept]
        if left_out:
            facts = {"services": left_out, "price_year": table.price_year, "expected": price_year}
            notes.append(Problem("costs.left_out", facts))
        groups = {name: own.get(name) or kept[name] for name in SERVICES if name not in left_out}
        origins |= {name: (OWN_FILE, _source_of(table.frame, name)) for name in own}
        used = tuple(use for use in used if use.path.rsplit(".", 1)[1] not in own)
        price_year = table.price_year
        trace += Trace(sources=(table.source,))
    unit_costs = UnitCosts(tuple(g for found in groups.values() for g in found), price_year)
    estimated = [name for name in unit_costs.services if origins[name][0] == "estimate"]
    if estimated:
        facts = {"count": len(estimated), "whole": len(unit_costs.services)}
        notes.append(Problem(ESTIMATED, {**facts, "price_year": price_year}))
    return CostBasis(
        unit_costs=unit_costs,
        origins={name: origins[name] for name in unit_costs.services},
        what_if=what_if,
        reference={name: getattr(totals, name) for name in unit_costs.services},
        trace=trace + Trace(parameters=(*used, *totals_used, *what_if_used)),
        notes=tuple(notes),
    )


def country_people(context: Context) -> tuple[FloatArray, int, Trace]:
    """People of the country in the base year by age, how many municipalities, and the sources.

    Municipalities of the base year with people that year.
    """
    now = context.counted.filter(pl.col("year") == context.base_year)
    summed = now.group_by("age").agg(pl.col("persons").sum())
    found = np.zeros(len(AGES))
    found[summed["age"].to_numpy()] = summed["persons"].to_numpy()
    rows = context.workspace.table(PEOPLE).filter(pl.col("year") == context.base_year)
    sources = context.workspace.sources_of(PEOPLE, rows)
    return found, now["municipality_code"].n_unique(), Trace(sources=sources)


def _groups(service: str, table: Mapping[int, float]) -> tuple[AgeCost, ...]:
    """Groups from a table of first age to NOK per person; ages that cost nothing are left out."""
    firsts = sorted(table)
    lasts = [*(age - 1 for age in firsts[1:]), OLDEST_AGE]
    return tuple(
        AgeCost(service, AgeGroup(first, last), table[first])
        for first, last in zip(firsts, lasts, strict=True)
        if table[first] != 0
    )


def _own_groups(frame: pl.DataFrame) -> dict[str, tuple[AgeCost, ...]]:
    """The user's groups by service, in the order of ages."""
    found: dict[str, tuple[AgeCost, ...]] = {}
    for row in frame.sort("age_first").iter_rows(named=True):
        ages = AgeGroup(row["age_first"], row["age_last"])
        group = AgeCost(row["service"], ages, row["nok_per_person"])
        found[group.service] = (*found.get(group.service, ()), group)
    return found


def _source_of(frame: pl.DataFrame, service: str) -> str:
    named = frame.filter(pl.col("service") == service)["source"].unique(maintain_order=True)
    return "; ".join(named)
