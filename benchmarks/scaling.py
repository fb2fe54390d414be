"""Measure how the cost of drawing paths grows: ``benchmarks/scaling.py [--whole]``.

Countries of many sizes are made of the demo country's municipalities, each with a code and draws
of its own. Every size runs in a process of its own, as one run of the ensemble, with everything on
and quantiles by sex and age group. Machines differ and are shared, so each size is held against one
unit of 20 municipalities and 1 000 draws, timed just before and after it: *units* is how many of
these it took, *proportion* how many more than its municipalities and draws come to. On a cluster
of workers with one core each, it is the clock that counts. ``--whole`` adds 90 000 municipalities.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from distributed import LocalCluster

from nyegrep.analyses.context import history_of, prepare
from nyegrep.analyses.ensemble import (
    SINGLE,
    UNIT_PLACES,
    Detail,
    Engine,
    Unit,
    country_statistics,
    run_units,
    simulate_unit,
    unit_size,
)
from nyegrep.analyses.population_outlook import basis
from nyegrep.cli.cluster import engine_at
from nyegrep.methods.population.rates import Rates
from nyegrep.methods.population.uncertainty import UncertaintySettings
from nyegrep.sources.demo import deliveries
from nyegrep.sources.ensemble_parts import parts_beside
from nyegrep.sources.store import Workspace

YEARS = 22
DETAIL: Detail = "age-groups"
DRAWS = 1000
NORWAY, EUROPE = 357, 90_000
RUNS = ((NORWAY, 100, 0), (NORWAY, DRAWS, 0), (NORWAY, 4000, 0), (1428, DRAWS, 0), (7140, 100, 0))
ON_CLUSTER = ((NORWAY, DRAWS, 1), (NORWAY, DRAWS, 2))


def main() -> None:
    """Measure one size where it is named, else all of them."""
    parser = argparse.ArgumentParser(description="Measure how the cost of drawing paths grows.")
    parser.add_argument("--whole", action="store_true", help="also every European municipality")
    parser.add_argument("--one", nargs=3, type=int, metavar=("PLACES", "DRAWS", "WORKERS"))
    chosen = parser.parse_args()
    if chosen.one:
        print(*measure(*chosen.one))
        return
    print(f"{YEARS} years; ns = processor time for each municipality, draw and year")
    print("municipalities  draws  workers  seconds  processor     ns  units  proportion  MiB here")
    for places, draws, workers in (*RUNS, *ON_CLUSTER, *([(EUROPE, 100, 0)] * chosen.whole)):
        words = [sys.executable, __file__, "--one", str(places), str(draws), str(workers)]
        told = subprocess.run(words, check=True, capture_output=True, text=True).stdout.split()
        seconds, processor, unit, mebibytes = map(float, told)
        cost = seconds if workers else processor
        each = cost / (places * draws * YEARS) * 1e9
        proportion = cost / unit / (places * draws / (UNIT_PLACES * DRAWS))
        row = f"{places:14} {draws:6} {workers:8} {seconds:8.1f} {processor:10.1f} {each:6.0f}"
        print(f"{row} {cost / unit:6.1f} {proportion:11.2f} {mebibytes:9.0f}", flush=True)


def measure(places: int, draws: int, workers: int) -> tuple[float, float, float, float]:
    """One run, once everything is compiled.

    Returns:
        Seconds by the clock and of this process's own time, seconds of the unit that it is held
        against, and the greatest memory of this process in MiB.
    """
    with tempfile.TemporaryDirectory() as folder:
        rates, settings = country(Path(folder) / "w", places)
        size = unit_size(YEARS, len(rates.sexes), draws, DETAIL)
        whole = Unit("", rates, rates.base_year + YEARS, settings, draws, 1, DETAIL)
        chunks = [rates.codes[at : at + size] for at in range(0, places, size)]
        units = [replace(whole, name=f"{c[0]}-{c[-1]}", rates=rates.select(c)) for c in chunks]
        usual = replace(whole, rates=rates.select(rates.codes[:UNIT_PLACES]), draws=DRAWS)
        with engine(workers) as chosen:
            before = clock(usual, chosen)
            began, own = time.perf_counter(), time.process_time()
            with parts_beside(Path(folder) / "p", {}) as parts:
                run_units(units, simulate_unit, parts, chosen, lambda *_: None)
                for _, frame in country_statistics(units, parts, "0"):
                    assert len(frame)
            seconds, processor = time.perf_counter() - began, time.process_time() - own
            unit = (before + clock(usual, chosen)) / 2
    return seconds, processor, unit, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def clock(unit: Unit, chosen: Engine) -> float:
    """Seconds of one unit, the best of three: processor time here, the clock on a cluster."""
    times = []
    for _ in range(4):
        began, own = time.perf_counter(), time.process_time()
        chosen.executor.submit(simulate_unit, unit).result()
        here = time.process_time() - own
        times.append(here if chosen is SINGLE else time.perf_counter() - began)
    return min(times[1:])


def country(folder: Path, places: int) -> tuple[Rates, UncertaintySettings]:
    """The demo country over and over, until it has so many municipalities."""
    workspace = Workspace.open_or_create(folder)
    arriving = deliveries()
    workspace.save(arriving, history_of(workspace, arriving), "demo")
    context = prepare(workspace, "7103")
    settings, _ = context.parameters("population.uncertainty", UncertaintySettings)
    rates = basis(context).rates
    again = [rates.complete[number % len(rates.complete)] for number in range(places)]
    codes = tuple(f"{code}.{number}" for number, code in enumerate(again))
    return replace(rates.select(again), codes=codes), settings


@contextmanager
def engine(workers: int) -> Iterator[Engine]:
    """This machine, or a cluster on it of so many workers of one core each."""
    if not workers:
        yield SINGLE
        return
    make: Any = LocalCluster
    os.environ["NUMBA_NUM_THREADS"] = "1"
    with (
        make(n_workers=workers, threads_per_worker=1, dashboard_address="127.0.0.1:0") as made,
        engine_at(made.scheduler_address) as chosen,
    ):
        yield chosen


if __name__ == "__main__":
    main()
