"""Municipal accounts of the demo country: spending follows need, income and local choices.

Spending on a function per inhabitant = cost in the country × need index of its sector
× exp(lasting deviation of the sector) × a factor that makes the budget meet its result. Amounts
are whole thousands, and every total is the sum of its parts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from nyegrep.foundation.randomness import stream
from nyegrep.sources.demo.country import LAST_YEAR, Country, FloatArray, IntArray, read_yaml
from nyegrep.sources.demo.lasting import lasting
from nyegrep.sources.demo.need import TOTAL, Need
from nyegrep.sources.demo.parameters import MoneyParameters
from nyegrep.sources.demo.simulation import Simulation

ACCOUNT_YEARS = range(2015, LAST_YEAR)
NO_SECTOR = "none"
BUILDINGS = "FGK6a"
DEPRECIATION_TYPE = "A590"
EXPENDITURE = slice(0, 5)
INCOME = slice(5, 8)
PAYMENT_RATE = 0.054
NEW_GROUPS_YEAR = 2020
SIZE_GROUPS = ((2000, 5000, 10000, 20000), 3)
OLD_SIZE_GROUPS = ((3000, 8000, 25000), 4)


@dataclass(frozen=True)
class Function:
    """One function of the accounts; amounts are kr per inhabitant in the first year."""

    code: str
    area: str
    sector: str
    gross: float
    income_share: float
    type_shares: tuple[float, ...]


@dataclass(frozen=True)
class Accounts:
    """Everything in NOK 1000 by year and slot; ``amounts`` is ``[year, slot, function, type]``.

    Attributes:
        amounts: five expenditure types, then three income types.
        inhabitants: people on 31 December.
        free_income: tax and block grant.
        property_tax: property tax.
        finance_cost: net interest and instalments.
        debt: net loan debt.
        reserves: free reserves.
        deviation: true over- or underspending per sector, log points, ``[year, slot, sector]``.
        budget_factor: what all spending was multiplied with to meet the result, ``[year, slot]``.
        income: true free income beyond need, share of the country's.
    """

    amounts: IntArray
    inhabitants: IntArray
    free_income: IntArray
    property_tax: IntArray
    finance_cost: IntArray
    debt: IntArray
    reserves: IntArray
    deviation: FloatArray
    budget_factor: FloatArray
    income: FloatArray

    @property
    def gross(self) -> IntArray:
        """Gross expenditure by function."""
        total: IntArray = self.amounts[..., EXPENDITURE].sum(axis=-1)
        return total

    @property
    def net(self) -> IntArray:
        """Net expenditure by function: gross less income."""
        net: IntArray = self.gross - self.amounts[..., INCOME].sum(axis=-1)
        return net

    @property
    def depreciation(self) -> IntArray:
        """Depreciation over all functions; counted as a cost but not paid."""
        place = account_types().index(DEPRECIATION_TYPE)
        total: IntArray = self.amounts[..., place].sum(axis=-1)
        return total

    @property
    def revenue(self) -> IntArray:
        """Gross operating revenue: free income, property tax, and the income of functions."""
        own = self.amounts[..., INCOME].sum(axis=(-2, -1))
        total: IntArray = self.free_income + self.property_tax + own
        return total

    @property
    def result(self) -> IntArray:
        """Net operating result = revenue - gross expenditure + depreciation - finance cost."""
        spent = self.gross.sum(axis=-1)
        result: IntArray = self.revenue - spent + self.depreciation - self.finance_cost
        return result


@cache
def functions() -> tuple[Function, ...]:
    """All functions in the order of ``functions.yaml``."""
    content = _content()
    buildings = content["cross_areas"][BUILDINGS]
    found = []
    for code, (area, sector, gross, share) in content["functions"].items():
        split = content["splits"][BUILDINGS if code in buildings else area]
        spent, got = split["expenditure"], split["income"]
        found.append(
            Function(code, area, sector, gross, share, (*spent, *(share * p for p in got)))
        )
    return tuple(found)


def account_types() -> tuple[str, ...]:
    """Codes of the types along the last axis of ``Accounts.amounts``."""
    return (*_content()["expenditure_types"], *_content()["income_types"])


def areas() -> dict[str, tuple[str, ...]]:
    """Service areas with the codes of their functions; two of them cut across the others."""
    found: dict[str, list[str]] = {}
    for function in functions():
        if function.area != NO_SECTOR:
            found.setdefault(function.area, []).append(function.code)
    cross = {area: list(codes) for area, codes in _content()["cross_areas"].items()}
    return {area: tuple(codes) for area, codes in {**found, **cross}.items()}


@cache
def _content() -> dict[str, Any]:
    return read_yaml("functions.yaml")


def keep_accounts(simulation: Simulation, need: Need) -> Accounts:
    """The accounts of every municipality and year."""
    money = MoneyParameters()
    inhabitants = np.stack(
        [simulation.years[year].people_end.sum(axis=(1, 2)) for year in ACCOUNT_YEARS]
    )
    deviation = _deviations(simulation, need.sectors[:-1], money)
    income = _income(simulation, inhabitants, money)
    wanted = _wanted(simulation, need, deviation, inhabitants, money)
    return _balance(simulation, (wanted, deviation), (inhabitants, income), need, money)


def _deviations(
    simulation: Simulation, sectors: Sequence[str], money: MoneyParameters
) -> FloatArray:
    spreads = np.full(len(sectors), money.deviation_sd)
    drift = money.deviation_shock_sd / money.deviation_sd
    return lasting(simulation, "spending", spreads, ACCOUNT_YEARS, drift)


def _income(simulation: Simulation, inhabitants: IntArray, money: MoneyParameters) -> FloatArray:
    """Free income beyond need, as a share of the country's; small places have some more."""
    luck = lasting(simulation, "income", np.array([money.income_sd]), ACCOUNT_YEARS, 0.1)[..., 0]
    small = np.clip(np.log(4000 / np.maximum(inhabitants, 400)), 0, None)
    extra: FloatArray = luck + 0.06 * small
    return extra


def _wanted(
    simulation: Simulation,
    need: Need,
    deviation: FloatArray,
    inhabitants: IntArray,
    money: MoneyParameters,
) -> FloatArray:
    """Amounts by type before the budget is balanced, ``[year, slot, function, type]``."""
    price = (1 + money.price_growth) ** np.arange(len(ACCOUNT_YEARS))
    index, sectors = need.index[: len(ACCOUNT_YEARS)], need.sectors
    small = (np.maximum(inhabitants, 1) / 20000.0) ** -0.06
    rng = stream(simulation.seed, "demo.functions")
    noise = np.exp(rng.normal(0, 0.06, (*inhabitants.shape, len(functions()))))
    taste = np.exp(rng.normal(0, 0.12, (inhabitants.shape[1], len(functions()))))
    columns = []
    for position, function in enumerate(functions()):
        if function.sector == NO_SECTOR:
            level, chance = small, noise[..., position] * taste[:, position]
        else:
            sector = sectors.index(function.sector)
            level = index[..., sector] * np.exp(deviation[..., sector])
            chance = noise[..., position]
        per_person = function.gross * price[:, None] * level * chance
        columns.append(per_person[..., None] * np.array(function.type_shares))
    spent: FloatArray = np.stack(columns, axis=2) * (inhabitants / 1000)[..., None, None]
    return spent


def _balance(
    simulation: Simulation,
    spending: tuple[FloatArray, FloatArray],
    means: tuple[IntArray, FloatArray],
    need: Need,
    money: MoneyParameters,
) -> Accounts:
    """Scale spending so that each municipality's net operating result is what it is.

    With income Y, finance cost F and result share ρ: factor·(N - D + ρ·I) = (1 - ρ)·Y - F, where
    N, D, I are net spending, depreciation and own income before scaling.
    """
    (wanted, deviation), (inhabitants, income) = spending, means
    net = wanted[..., EXPENDITURE].sum(axis=(2, 3)) - wanted[..., INCOME].sum(axis=(2, 3))
    unpaid = wanted[..., account_types().index(DEPRECIATION_TYPE)].sum(axis=2)
    own = wanted[..., INCOME].sum(axis=(2, 3))
    loans = lasting(simulation, "debt", np.array([0.28]), ACCOUNT_YEARS, 0.12)[..., 0]
    debt = (0.62 + 0.018 * np.arange(len(ACCOUNT_YEARS)))[:, None] * np.exp(loans) * (net + own)
    cost = PAYMENT_RATE * debt
    luck = lasting(simulation, "result", np.array([1.0]), ACCOUNT_YEARS, 0.75)[..., 0]
    share = (money.result_mean + money.result_sd * luck) / 100
    claim = inhabitants * (need.of(TOTAL)[: len(ACCOUNT_YEARS)] + income)
    national = (net - unpaid + share * own + cost).sum(axis=1) / ((1 - share) * claim).sum(axis=1)
    received = national[:, None] * claim
    base = net - unpaid + share * own
    factor = np.divide((1 - share) * received - cost, base, out=np.ones_like(base), where=base > 0)
    amounts = np.round(wanted * factor[..., None, None]).astype(np.int64)
    tax = lasting(simulation, "property_tax", np.array([1.0]), ACCOUNT_YEARS, 0.05)[..., 0]
    property_tax = np.round(received * np.clip(0.018 + 0.022 * tax, 0, None)).astype(np.int64)
    funds = lasting(simulation, "reserves", np.array([0.33]), ACCOUNT_YEARS, 0.2)[..., 0]
    reserves = (
        (0.075 + 0.004 * np.arange(len(ACCOUNT_YEARS)))[:, None] * np.exp(funds) * (net + own)
    )
    return Accounts(
        amounts=amounts,
        inhabitants=inhabitants,
        free_income=np.round(received).astype(np.int64) - property_tax,
        property_tax=property_tax,
        finance_cost=np.round(cost).astype(np.int64),
        debt=np.round(debt).astype(np.int64),
        reserves=np.round(reserves).astype(np.int64),
        deviation=deviation,
        budget_factor=factor,
        income=income,
    )


def groups(country: Country, accounts: Accounts) -> list[list[str]]:
    """KOSTRA group by year and slot: size and income, with a new grouping from 2020."""
    capital = np.array([place.profile == "capital" for place in country.places])
    named = []
    for year, people, income in zip(
        ACCOUNT_YEARS, accounts.inhabitants, accounts.income, strict=True
    ):
        limits, parts = SIZE_GROUPS if year >= NEW_GROUPS_YEAR else OLD_SIZE_GROUPS
        size = np.searchsorted(limits, people, side="right")
        rank = np.zeros(len(people), dtype=np.int64)
        for step in range(len(limits) + 1):
            members = (size == step) & (people > 0)
            order = np.argsort(np.argsort(income[members]))
            rank[members] = step * parts + parts * order // max(1, members.sum()) + 1
        rank[capital] = (len(limits) + 1) * parts + 1
        named.append([f"EKG{number:02d}" for number in rank])
    return named
