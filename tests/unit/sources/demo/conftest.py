"""One demo country for all tests of its parts; nothing in it is ever changed."""

from __future__ import annotations

import polars as pl
import pytest

from nyegrep.sources.delivery import Delivery
from nyegrep.sources.demo import Truth, deliveries, truth
from nyegrep.sources.demo.accounts import Accounts, keep_accounts
from nyegrep.sources.demo.need import Need, need
from nyegrep.sources.demo.simulation import Simulation, simulate

SEED = 2026


@pytest.fixture(scope="session")
def simulation() -> Simulation:
    return simulate(SEED)


@pytest.fixture(scope="session")
def found_need(simulation: Simulation) -> Need:
    return need(simulation)


@pytest.fixture(scope="session")
def accounts(simulation: Simulation, found_need: Need) -> Accounts:
    return keep_accounts(simulation, found_need)


@pytest.fixture(scope="session")
def delivered() -> list[Delivery]:
    return deliveries(SEED)


@pytest.fixture(scope="session")
def tables(delivered: list[Delivery]) -> dict[str, pl.DataFrame]:
    """All tables by dataset; the vintages of the municipal projections together."""
    frames: dict[str, list[pl.DataFrame]] = {}
    for delivery in delivered:
        if delivery.frame is not None:
            frames.setdefault(delivery.dataset, []).append(delivery.frame)
    return {name: pl.concat(parts) for name, parts in frames.items()}


@pytest.fixture(scope="session")
def known() -> Truth:
    return truth(SEED)
