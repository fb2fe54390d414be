"""Revenue that follows people: what it starts from, and how it changes under each future."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from nyegrep.analyses.accounts import ACCOUNTS as ACCOUNTS_TABLE
from nyegrep.analyses.accounts import TOTAL_TABLE, national_need
from nyegrep.analyses.context import Context
from nyegrep.analyses.finance_inputs import PAGE, FinanceBasis
from nyegrep.analyses.futures_outlook import Played
from nyegrep.analyses.need_index import EqualisationSettings
from nyegrep.analyses.need_inputs import KEY_BRANCH, NeedBasis
from nyegrep.foundation.axes import FloatArray
from nyegrep.foundation.codes import COUNTRY
from nyegrep.foundation.errors import Problem
from nyegrep.foundation.futures import Future
from nyegrep.foundation.provenance import MethodUse, Trace
from nyegrep.methods.finance.revenue import (
    INHABITANTS,
    MILLION,
    NEED,
    TAX,
    TAX_EQUALISATION,
    RevenueLevel,
    RevenueSettings,
    need_change,
    revenue_change,
)
from nyegrep.methods.need import CostKey
from nyegrep.methods.population.paths import project
from nyegrep.parameters.tree import leaves

REVENUE = MethodUse("nyegrep.methods.finance.revenue", "1", PAGE)
TAX_TYPE, GRANT_TYPE = "AG12", "A800"


@dataclass(frozen=True)
class RevenueBasis:
    """What revenue that follows people starts from.

    Attributes:
        level: NOK per inhabitant; ``None`` where nothing is known.
        price_year: whose kroner the level is in.
        settings: rules.
        key: weights of the criteria, and the year that they are of; ``None`` where not known.
        municipalities: how many the country has.
        trace: data, parameters and method.
        notes: what is not known, and how to tell it.
    """

    level: RevenueLevel | None
    price_year: int
    settings: RevenueSettings
    key: tuple[CostKey, int] | None
    municipalities: int
    trace: Trace
    notes: tuple[Problem, ...]

    @property
    def known_parts(self) -> tuple[str, ...]:
        """Parts of the change that the level suffices for."""
        if self.level is None:
            return ()
        need = (NEED,) if self.level.need is not None and self.key is not None else ()
        taxed = (TAX, TAX_EQUALISATION) if self.level.national_tax is not None else ()
        return (INHABITANTS, *need, *taxed)

    def change(
        self, played: Played, future: Future, people: FloatArray, first: int
    ) -> Mapping[str, FloatArray]:
        """Change since a year by part, million NOK of ``price_year`` [draw, year].

        Args:
            played: where the futures are played out.
            future: whose country it is.
            people: of the municipality in the future [draw, year, age].
            first: position of the year that change is counted from.
        """
        stage = played.stage
        rates = stage.basis.places.rates.of_country()
        drift = stage.conditions(future).drift
        country = project(rates, stage.horizon, drift).people[0].sum(axis=1)[first:]
        own = people[:, first:]
        need = np.zeros(own.shape[:2])
        if self.key is not None:
            need = need_change(own, country, self.key[0].weights, self.municipalities)
        level = self.level or RevenueLevel(0.0)
        return revenue_change(own, country, level, self.settings, need)


@dataclass
class _Gathered:
    """What is found on the way to a basis."""

    trace: Trace = field(default_factory=Trace)
    notes: list[Problem] = field(default_factory=list)


def prepare_revenue(context: Context, basis: FinanceBasis, persons: float) -> RevenueBasis:
    """The level of revenue, from the plan's first year or the newest accounts, and the rules.

    Args:
        context: the place and the user's own parameters.
        basis: the plan.
        persons: people that the plan's first year was made from.
    """
    settings, used = context.parameters("finance.revenue", RevenueSettings)
    gathered = _Gathered(Trace(parameters=used, methods=(REVENUE,)))
    told = _accounts(context, gathered)
    planned = _of_plan(basis, persons)
    accounts_year = told.pop("year", context.base_year)
    price_year = planned[1] if planned else int(accounts_year)
    to_price = basis.prices.factor(int(accounts_year), price_year)
    grant, tax = planned[0] if planned else (told.get("grant"), told.get("tax"))
    if grant is None or tax is None:
        gathered.notes.append(Problem("finance.level_absent"))
        return RevenueBasis(
            None, price_year, settings, None, 0, gathered.trace, tuple(gathered.notes)
        )
    national = settings.national_tax_per_inhabitant
    if national is None and "national_tax" in told:
        national = told["national_tax"] * to_price
    if national is None:
        gathered.notes.append(Problem("finance.national_tax_absent"))
    need = _need_level(context, basis, price_year, gathered)
    if need is None:
        gathered.notes.append(Problem("finance.need_absent"))
    key = None if need is None else _key(context, gathered)
    gathered.notes.append(Problem("finance.approximate"))
    now = context.history.in_year(context.base_year)
    level = RevenueLevel(grant + tax, tax, national, need)
    return RevenueBasis(
        level, price_year, settings, key, len(now), gathered.trace, tuple(gathered.notes)
    )


def _of_plan(basis: FinanceBasis, persons: float) -> tuple[tuple[float, float], int] | None:
    """Block grant and tax per inhabitant of the plan's first year, and whose prices they are in."""
    if basis.frame is None:
        return None
    row = basis.frame.row(by_predicate=pl.col("year") == basis.ahead[0], named=True)
    grant, tax = row["block_grant"], row["income_and_wealth_tax"]
    if grant is None or tax is None:
        return None
    each = MILLION / persons
    return (grant * each, tax * each), basis.planned[0].price_year


def _accounts(context: Context, gathered: _Gathered) -> dict[str, float]:
    """Block grant and tax per inhabitant, and the country's tax, of the newest accounts."""
    name, code = ACCOUNTS_TABLE, context.place.code
    if not context.workspace.has(name):
        return {}
    table = context.workspace.table(name).filter(
        (pl.col("table") == TOTAL_TABLE)
        & (pl.col("year") <= context.base_year)
        & pl.col("municipality_code").is_in([code, COUNTRY])
        & pl.col("type").is_in([TAX_TYPE, GRANT_TYPE])
    )
    rows = table.drop_nulls(["amount_thousand_nok", "per_inhabitant_nok"])
    own = rows.filter(pl.col("municipality_code") == code)
    country = rows.filter(pl.col("municipality_code") == COUNTRY)
    known = own if not own.is_empty() else country
    if known.is_empty():
        return {}
    year = known["year"].max()
    rows = rows.filter(pl.col("year") == year)
    found = {"year": float(str(year))}
    for key, place, kind in (
        ("tax", code, TAX_TYPE),
        ("grant", code, GRANT_TYPE),
        ("national_tax", COUNTRY, TAX_TYPE),
    ):
        chosen = rows.filter((pl.col("municipality_code") == place) & (pl.col("type") == kind))
        if not chosen.is_empty():
            found[key] = float(chosen["per_inhabitant_nok"][0])
    gathered.trace += Trace(sources=context.workspace.sources_of(name, rows))
    return found


def _key(context: Context, gathered: _Gathered) -> tuple[CostKey, int] | None:
    """The cost key of the base year, else the earliest that is known later."""
    basis = NeedBasis(context.workspace, context.base_year, context.overrides)
    known = basis.known_key
    if known.key is None:
        later = min(since.year for since in leaves()[f"{KEY_BRANCH}.sectors"].values)
        known = NeedBasis(context.workspace, later, context.overrides).known_key
        facts = {"year": context.base_year, "found": known.year}
        gathered.notes.append(Problem("finance.key_later", facts))
    gathered.notes += [note for note in known.notes if note.code == "need.key_not_verified"]
    gathered.trace += Trace(known.sources, known.parameters)
    return None if known.key is None else (known.key, known.year)


def _need_level(
    context: Context, basis: FinanceBasis, price_year: int, gathered: _Gathered
) -> float | None:
    """What a point of the need index is worth per inhabitant, in the prices of ``price_year``."""
    settings, used = context.parameters("need.equalisation", EqualisationSettings)
    gathered.trace += Trace(parameters=used)
    if settings.need_per_inhabitant is not None:
        return settings.need_per_inhabitant
    found = national_need(context.workspace, context.base_year, context.overrides)
    if found is None:
        return None
    gathered.trace += Trace(found.sources, found.parameters)
    return found.per_inhabitant * basis.prices.factor(found.year, price_year)
