"""Everything the demo country has, handed over in the catalogue's own columns and types."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from nyegrep.foundation.provenance import Source
from nyegrep.sources.catalogue import dataset
from nyegrep.sources.delivery import Delivery
from nyegrep.sources.demo import (
    account_tables,
    business,
    geography,
    housing,
    need,
    people_tables,
    projection,
    service_tables,
    voting,
    work_tables,
)
from nyegrep.sources.demo.accounts import keep_accounts
from nyegrep.sources.demo.borders import topojson
from nyegrep.sources.demo.country import LAST_YEAR
from nyegrep.sources.demo.frames import Table
from nyegrep.sources.demo.simulation import Progress, Simulation, simulate

PUBLISHER = "Nye grep"
TABLE = "demo country"
LICENCE = "CC0"
STEP = "demo.tables"


def deliveries(seed: int = 2026, progress: Progress | None = None) -> list[Delivery]:
    """Every dataset of the catalogue for the demo country.

    Args:
        seed: decides everything that happens there; the same seed gives the same country.
        progress: told the step (``demo.years``, ``demo.tables``), what is done, and of how much.

    Returns:
        One delivery per dataset and, for municipal projections, per vintage; all are invented.
    """
    with np.errstate(all="raise", under="ignore"):
        simulation = simulate(seed, progress)
        tables = _tables(simulation, progress)
        document = topojson(simulation.country, seed)
    source = _source("geometry", seed, LAST_YEAR)
    map_of_borders = Delivery("geometry", source, "demo_country.topojson", document=document)
    return [*(_deliver(table, seed) for table in tables), map_of_borders]


def _tables(simulation: Simulation, progress: Progress | None) -> list[Table]:
    found_need = need.need(simulation)
    accounts = keep_accounts(simulation, found_need)
    makers: tuple[Callable[[], list[Table]], ...] = (
        lambda: geography.tables(simulation),
        lambda: people_tables.tables(simulation),
        lambda: projection.tables(simulation),
        lambda: work_tables.tables(simulation),
        lambda: business.tables(simulation),
        lambda: housing.tables(simulation),
        lambda: need.tables(simulation, found_need),
        lambda: account_tables.tables(simulation, accounts),
        lambda: service_tables.tables(simulation, accounts, found_need),
        lambda: voting.tables(simulation),
    )
    tables: list[Table] = []
    for number, make in enumerate(makers):
        if progress:
            progress(STEP, number, len(makers))
        tables.extend(make())
    if progress:
        progress(STEP, len(makers), len(makers))
    return tables


def _deliver(table: Table, seed: int) -> Delivery:
    schema = dataset(table.dataset).declaration.polars_schema()
    frame = table.frame.select(pl.col(name).cast(kind) for name, kind in schema.items())
    place = f"demo_country/{table.dataset}"
    return Delivery(table.dataset, _source(table.dataset, seed, table.borders), place, frame=frame)


def _source(name: str, seed: int, borders: int) -> Source:
    return Source(
        publisher=PUBLISHER,
        table=TABLE,
        licence=LICENCE,
        dataset=name,
        selection=f"seed {seed}",
        borders=borders,
        invented=True,
    )
