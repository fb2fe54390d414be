"""What the municipal economy starts from: the plan, the targets, and key figures of the past."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from nyegrep.analyses.context import Context
from nyegrep.foundation.errors import InputError, Problem, fail
from nyegrep.foundation.provenance import MethodUse, Trace
from nyegrep.foundation.terms import glossary
from nyegrep.methods.finance.plan import NEITHER, PlanYear
from nyegrep.methods.finance.restructuring import PriceSettings
from nyegrep.methods.finance.targets import NET_DEBT, NET_OPERATING_RESULT, RESERVES, TargetSettings
from nyegrep.parameters.tree import read
from nyegrep.sources.economic_plan import (
    FORM,
    EconomicPlan,
    PlanReader,
    find_plan,
    read_plan,
)

PAGE = "docs/methods/finance.md"
TARGETS = MethodUse("nyegrep.methods.finance.targets", "1", PAGE)
KEY_FIGURES = "financial_key_figures"
KEY_FIGURE_COLUMNS = {
    NET_OPERATING_RESULT: "net_operating_result_percent",
    NET_DEBT: "net_debt_percent",
    RESERVES: "free_reserves_percent",
}


@dataclass(frozen=True)
class PlanSettings:
    """What a plan may look like; the branch ``finance.plan``."""

    lowest_per_inhabitant: float = field(metadata={"unit": "NOK per inhabitant"})
    highest_per_inhabitant: float = field(metadata={"unit": "NOK per inhabitant"})
    years: int = field(metadata={"unit": "years"})


@dataclass(frozen=True)
class FinanceBasis:
    """The plan, its targets, and what came before.

    Attributes:
        plan: all rows, accounts first; empty where there is no plan.
        frame: the same as they were read; ``None`` where there is no plan.
        ahead: the years that are looked at: those of the plan, else the next ones.
        targets: by year.
        prices: how kroner of one year become those of another.
        history: ``year`` and the indicators in per cent, of the accounts.
        trace: the plan's file, parameters, and data.
        notes: what a reader should know.
    """

    plan: tuple[PlanYear, ...]
    frame: pl.DataFrame | None
    ahead: tuple[int, ...]
    targets: Mapping[int, TargetSettings]
    prices: PriceSettings
    history: pl.DataFrame
    trace: Trace
    notes: tuple[Problem, ...]

    @property
    def planned(self) -> tuple[PlanYear, ...]:
        """The years of the plan itself, without accounts and budgets before it."""
        return tuple(year for year in self.plan if year.year in self.ahead)


def prepare_finance(context: Context, file: Path | None = None) -> FinanceBasis:
    """The plan of the workspace, else what there is without it.

    Args:
        context: the place and the user's own parameters.
        file: the user's plan; where none is given, that of the workspace.

    Raises:
        InputError: the plan, or a parameter, is not as it should be.
    """
    settings, used = context.parameters("finance.plan", PlanSettings)
    prices, prices_used = context.parameters("finance.prices", PriceSettings)
    notes: list[Problem] = []
    found = _plan(context, settings, file, notes)
    plan = () if found is None else plan_years(found)
    trace = Trace(parameters=(*used, *prices_used), methods=(TARGETS,))
    if found is not None:
        trace += Trace(sources=(found.source,))
    planned = [] if found is None else [y.year for y in plan if y.year >= found.first]
    ahead = planned or [context.base_year + step for step in range(1, settings.years + 1)]
    history, sources = _history(context, notes)
    if plan:
        history = history.filter(pl.col("year") < plan[0].year)
    years = [*history["year"], *(year.year for year in plan)]
    targets, targets_used = _targets(context, years or ahead, notes)
    if found is not None and found.frame["demography"].null_count():
        notes.append(Problem("finance.demography_untold"))
    return FinanceBasis(
        plan=plan,
        frame=None if found is None else found.frame,
        ahead=tuple(ahead),
        targets=targets,
        prices=prices,
        history=history,
        trace=trace + targets_used + sources,
        notes=tuple(notes),
    )


def plan_years(found: EconomicPlan) -> tuple[PlanYear, ...]:
    """Rows of the plan as the method takes them; what is not filled in is as the columns say."""
    return tuple(_plan_year(row, found.first) for row in found.frame.iter_rows(named=True))


def within(basis: FinanceBasis, base_year: int, horizon: int) -> FinanceBasis:
    """The same with all years between base year and horizon: without a plan, no more than those.

    Raises:
        InputError: the plan has years outside.
    """
    ahead = basis.ahead
    if not basis.plan:
        return replace(basis, ahead=tuple(year for year in ahead if year <= horizon))
    if ahead[0] < base_year or ahead[-1] > horizon:
        place = next(s.table for s in basis.trace.sources if s.dataset == FORM.name)
        facts = {"base_year": base_year, "horizon": horizon, "found": f"{ahead[0]}–{ahead[-1]}"}
        fail(InputError, "economic_plan.outside", place=place, **facts)
    return basis


def _plan(
    context: Context, settings: PlanSettings, file: Path | None, notes: list[Problem]
) -> EconomicPlan | None:
    path = file or find_plan(context.workspace.folder)
    place = context.place
    if path is not None:
        reader = PlanReader(
            code=place.code,
            persons=persons_of_place(context),
            lowest=settings.lowest_per_inhabitant,
            highest=settings.highest_per_inhabitant,
        )
        found = read_plan(path, reader)
        if found is not None:
            return found
        notes.append(Problem("finance.plan_of_others", {"place": path, "code": place.code}))
    files = {"example": FORM.example, "file": f"{FORM.name}.xlsx"}
    notes.append(Problem("finance.no_plan", {"name": place.name, **files}))
    return None


def persons_of_place(context: Context) -> float:
    """Inhabitants of the municipality in the base year."""
    own = pl.col("municipality_code") == context.place.code
    now = context.totals.filter(own & (pl.col("year") == context.base_year))
    return float(now["persons"].sum())


def _plan_year(row: Mapping[str, Any], first: int) -> PlanYear:
    return PlanYear(
        year=row["year"],
        status=row["status"],
        revenue=row["gross_operating_revenue"],
        expenditure=row["gross_operating_expenditure"],
        net_interest=row["net_interest"],
        instalments=row["instalments"],
        depreciation=row["depreciation"] or 0.0,
        net_debt=row["net_debt_at_year_end"],
        reserves=row["reserves_at_year_end"],
        unspecified_savings=row["unspecified_savings"] or 0.0,
        accumulated_deficit=row["accumulated_deficit"],
        adopted=row["adopted"],
        demography=row["demography"] or NEITHER,
        price_year=row["price_year"] or min(row["year"], first),
    )


def _targets(
    context: Context, years: list[int], notes: list[Problem]
) -> tuple[dict[int, TargetSettings], Trace]:
    """Targets as they stand in each year, and notes on those that are not the council's own."""
    found, trace, asked = {}, Trace(), context.overrides
    for year in years:
        day = date(year, 12, 31)
        found[year], used = read("finance.targets", into=TargetSettings, at=day, overrides=asked)
        trace += Trace(parameters=used)
    limits = found[years[-1]].limits
    absent = [name for name, limit in limits.items() if limit is None]
    default = [n for n in limits if n not in absent and f"finance.targets.{n}" not in asked]
    for code, names in (("finance.target_default", default), ("finance.target_absent", absent)):
        if names:
            notes.append(Problem(code, {"names": [glossary()[name].name for name in names]}))
    return found, trace


def _history(context: Context, notes: list[Problem]) -> tuple[pl.DataFrame, Trace]:
    """Indicators of the accounts, of the municipality and those it came from alone."""
    name, place = KEY_FIGURES, context.place
    empty = pl.DataFrame(schema={"year": pl.Int32} | dict.fromkeys(KEY_FIGURE_COLUMNS, pl.Float64))
    found, trace = empty, Trace()
    if context.workspace.has(name):
        codes = context.history.lineage(place.code)
        table = context.workspace.table(name).filter(
            (pl.col("year") <= context.base_year) & pl.col("municipality_code").is_in(codes)
        )
        once = table.filter(pl.len().over("year") == 1)
        known = once.filter(
            pl.any_horizontal(
                pl.col(column).is_not_null() for column in KEY_FIGURE_COLUMNS.values()
            )
        )
        if not known.is_empty():
            found = known.sort("year").select(
                "year", **{key: pl.col(column) for key, column in KEY_FIGURE_COLUMNS.items()}
            )
            trace = Trace(sources=context.workspace.sources_of(name, known))
    if found.is_empty():
        notes.append(Problem("finance.key_figures_absent", {"name": place.name}))
    return found, trace
