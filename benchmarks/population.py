"""Measure the stochastic population kernel: ``make bench``.

357 places, 1000 draws, 22 years, two sexes and 106 ages. What the deterministic part could do at
best is held against this machine's memory: reading and writing the state once a year at the
bandwidth measured in the same run (the *streaming bound*). Ratios are what to compare from day to
day; the machine and its other work move the seconds, which are promised for two cores left alone.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable

import numpy as np
from numba import get_num_threads, njit, prange
from numpy.typing import NDArray

from nyegrep.foundation.axes import REPORT_AGE_GROUPS
from nyegrep.foundation.randomness import stream
from nyegrep.methods.population.kernel import (
    Factors,
    Schedules,
    batches,
    random_keys,
    run,
    step_rows,
)
from nyegrep.methods.population.shocks import Shocks
from nyegrep.methods.population.summaries import quantiles

PLACES, DRAWS, YEARS, SEXES, AGES = 357, 1000, 22, 2, 106
EDGES = tuple(group.first for group in REPORT_AGE_GROUPS)
SHARES = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
BATCH = 20

LEAST_OF_BOUND = 0.25
ALL_COUNTED_SECONDS = 20.0
ALL_COUNTED_MEBIBYTES = 2048.0
ONE_COUNTED_SECONDS = 0.08
ROWS_SECONDS = 0.001
WORSE_THAN_PROPORTIONAL = 1.15


@njit(parallel=True, cache=True)
def _scale(values: NDArray[np.float32]) -> None:
    for index in prange(len(values)):
        values[index] *= np.float32(1.0000001)


def bandwidth() -> float:
    """Bytes a second that all cores read and write, scaling 300 MB in place; the best of ten."""
    values = np.ones(75_000_000, np.float32)
    _scale(values)
    return 2 * values.nbytes / quickest(lambda: _scale(values), 10)


def made_up(places: int, draws: int) -> tuple[Schedules, Shocks]:
    """Places of 300 to 700 000 people, as many small ones as in Norway, with draws of all kinds."""
    random = stream(1, "benchmark")
    ages = np.arange(AGES)
    pyramid = np.where(ages < 60, 1.0, np.exp(-(((ages - 60) / 22.0) ** 2)))
    size = np.exp(np.clip(random.normal(8.5, 1.15, places), 5.7, 13.4))
    hazards = np.minimum(1e-4 * np.exp(0.092 * np.arange(AGES + 1)), 0.7)
    fertility = np.where((ages >= 15) & (ages < 50), 1.6 / 35, 0.0)
    leaving = 0.03 + 0.12 * np.exp(-(((ages - 23) / 6.0) ** 2))
    shape = (places, SEXES, AGES)
    schedules = Schedules(
        codes=tuple(f"{place:04d}" for place in range(places)),
        base_year=2025,
        people=np.broadcast_to(size[:, None, None] * pyramid / pyramid.sum() / 2, shape),
        hazards=np.broadcast_to(hazards, (YEARS, SEXES, AGES + 1)),
        mortality_level=random.normal(1.0, 0.1, places),
        fertility=np.broadcast_to(fertility, (YEARS, AGES)),
        fertility_level=random.normal(1.0, 0.1, places),
        women_share=np.full(AGES, 0.49),
        boys_share=0.5135,
        rates=random.normal(0.0, 0.01, (places, YEARS, SEXES, AGES)),
        spread=np.ones(shape),
        outward=np.broadcast_to(leaving, shape),
    )
    shocks = Shocks(
        fertility=np.exp(random.normal(0, 0.05, (draws, YEARS))),
        mortality=np.exp(random.normal(0, 0.05, (draws, YEARS))),
        migration=random.normal(0, 0.005, (places, draws, YEARS)),
        fertility_place=np.exp(random.normal(0, 0.05, (places, draws))),
        mortality_place=np.exp(random.normal(0, 0.05, (places, draws))),
    )
    return schedules, shocks


def quickest(task: Callable[[], object], times: int) -> float:
    """Seconds of the quickest of some runs; the first of all, which compiles, is not among them."""
    task()
    found = []
    for _ in range(times):
        started = time.perf_counter()
        task()
        found.append(time.perf_counter() - started)
    return min(found)


def summed_up(schedules: Schedules, shocks: Shocks) -> None:
    """Quantiles and mean of all places, some at a time, as a whole run does it."""
    for paths in batches(schedules, shocks, EDGES, BATCH, counts=True, seed=1):
        quantiles(paths.persons, SHARES)
        paths.persons.mean(axis=-1)


def seconds(places: int, draws: int, *, counts: bool, times: int = 3) -> float:
    """The quickest run of so many places and draws."""
    schedules, shocks = made_up(places, draws)
    return quickest(lambda: run(schedules, shocks, EDGES, counts=counts, seed=1), times)


def one_year(draws: int) -> float:
    """One year of the draws of one place, whose net migration is given."""
    schedules, _ = made_up(1, 1)
    people = np.repeat(np.round(schedules.people), draws, axis=0).astype(np.float32)
    year, keys = schedules.place_year(0, 2025), random_keys(1, "0000")
    factors, target = Factors(np.ones(draws), np.ones(draws)), np.zeros(draws)
    return quickest(lambda: step_rows(people, year, factors, target, counts=True, keys=keys), 200)


def line(name: str, found: float, limit: float, unit: str, *, least: bool = False) -> str:
    """A line of the table: what was measured, what is promised, and whether it is kept."""
    kept = found >= limit if least else found <= limit
    promise = f"{'at least' if least else 'at most'} {limit:g}{unit}: {'yes' if kept else 'NO'}"
    return f"{name:58}{found:10.3g}{unit:5} {promise}"


def main() -> None:
    """Measure and print; memory first, before anything large is made."""
    schedules, shocks = made_up(PLACES, DRAWS)
    run(*made_up(1, 1), EDGES, counts=True, seed=1)
    started, used = time.perf_counter(), time.process_time()
    summed_up(schedules, shocks)
    counted, used = time.perf_counter() - started, time.process_time() - used
    scale = 1 if sys.platform == "darwin" else 1024
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale / 2**20
    of_all = quickest(lambda: run(schedules, shocks, EDGES, counts=False, seed=1), 5)
    speed = bandwidth()
    moved = PLACES * DRAWS * SEXES * AGES * 4 * YEARS * 2
    bound = moved / speed
    print(f"bandwidth {speed / 1e9:.0f} GB/s, streaming bound {bound:.2f} s")
    print(f"{PLACES} places, {DRAWS} draws, {YEARS} years in expectation: {of_all:.2f} s")
    print(line("share of the streaming bound", bound / of_all, LEAST_OF_BOUND, "", least=True))
    print(line("the same counted, with quantiles", counted, ALL_COUNTED_SECONDS, " s"))
    print(f"  of which the processor worked {used / get_num_threads():.1f} s on each core")
    print(line("memory of it", memory, ALL_COUNTED_MEBIBYTES, " MiB"))
    one = seconds(1, DRAWS, counts=True, times=10)
    print(line("one place counted", one, ONE_COUNTED_SECONDS, " s"))
    print(line("200 draws of one place, one year counted", one_year(200), ROWS_SECONDS, " s"))
    some = seconds(40, DRAWS, counts=True)
    twice = (
        seconds(40, 2 * DRAWS, counts=True) / some / 2,
        seconds(80, DRAWS, counts=True) / some / 2,
    )
    for name, ratio in zip(("draws", "places"), twice, strict=True):
        print(
            line(
                f"time for twice the {name}, to twice the time", ratio, WORSE_THAN_PROPORTIONAL, ""
            )
        )


if __name__ == "__main__":
    main()
