"""Measures the futures: four for one municipality, the sets of conditions, and a whole country.

Run with ``make bench``. Machines differ and are shared, so times are told beside a reference
calculation of the same run: a thousand draws of one municipality for as many years.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from nyegrep.analyses.context import history_of, prepare
from nyegrep.analyses.futures_outlook import Question, Stage, prepare_stage
from nyegrep.foundation.futures import FOUR
from nyegrep.methods.futures.settings import built_in
from nyegrep.sources.demo import deliveries
from nyegrep.sources.store import Workspace

PLACE, BASE_YEAR, HORIZON = "Frostneset", 2024, 2045
DRAWS = 200
LIMIT = 0.100
TIMES = 5


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace.open_or_create(Path(folder) / "w")
        arriving = deliveries()
        workspace.save(arriving, history_of(workspace, arriving), "benchmark")
        context = prepare(workspace, PLACE, BASE_YEAR)
        stage, _ = prepare_stage(context, Question(HORIZON, draws=DRAWS))
    row = stage.basis.places.rates.codes.index(context.place.code)
    futures = [f for f in built_in(stage.basis.settings.axes) if f.id in FOUR]
    surroundings = quickest(lambda: stage_of(stage).surroundings(futures[0]), 3)
    four = quickest(lambda: [stage.follow(future, row) for future in futures])
    twice = quickest(lambda: [stage.follow(future, row, 2 * DRAWS) for future in futures])
    one = quickest(lambda: stage.follow(futures[0], row, 1000))
    places = len(stage.basis.places.rates.codes)
    print(f"one set of conditions, neutral path of {places} places        {surroundings:.3f} s")
    verdict = "yes" if four < LIMIT else "no"
    print(f"four futures of one place, {DRAWS} draws                {four:.3f} s")
    print(f"  at most {LIMIT} s: {verdict}")
    print(f"the same, to one future with 1000 draws              {four / one:.2f}")
    print(f"time for twice the draws, to twice the time          {twice / four / 2:.2f}")


def stage_of(stage: Stage) -> Stage:
    """The same stage, on which nothing has been asked yet."""
    return Stage(stage.basis, stage.horizon, stage.chance)


def quickest(work: Callable[[], object], times: int = TIMES) -> float:
    """Seconds of the quickest of several runs, after one that is not counted."""
    work()
    found = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)


if __name__ == "__main__":
    main()
