"""Measure speed and memory of whole commands: ``make bench``.

Every command runs in a process of its own. Machines differ and are shared, so each time stands
beside a reference calculation made in the same run, and the ratio between them is what to compare
from one day to the next. The budgets are those promised to users; a breach is told, not hidden.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = """
import numpy as np
a = np.random.default_rng(1).random((1200, 1200))
for _ in range(12):
    a = a @ a
    a /= a.max()
"""


@dataclass(frozen=True)
class Task:
    """A command to measure, with what users were promised."""

    name: str
    words: tuple[str, ...]
    seconds: float | None = None
    mebibytes: float | None = None


@dataclass(frozen=True)
class Measured:
    """What a command took: the quickest of its runs, and its greatest memory."""

    seconds: float
    mebibytes: float


def measure(words: list[str], runs: int) -> Measured:
    """Run a command ``runs`` times; it must succeed."""
    times, peaks = [], []
    for _ in range(runs):
        started = time.perf_counter()
        process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        assert process.stderr is not None
        said = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        process.stderr.close()
        if process.returncode:
            sys.exit(f"{' '.join(words)} failed: {said.decode()}")
        times.append(time.perf_counter() - started)
        scale = 1 if sys.platform == "darwin" else 1024
        peaks.append(usage.ru_maxrss * scale / 2**20)
    return Measured(min(times), max(peaks))


def tasks(folder: Path, shared: Path | None) -> list[Task]:
    """What is measured: the demo always, real data where it is at hand."""
    demo = folder / "demo"
    found = [
        Task("help", ("--help",)),
        Task("demo country and report", ("demo", "-o", str(demo)), seconds=20),
        Task("status", ("data", "status", "-w", str(demo / "workspace"))),
        Task("export", ("data", "export", "{fresh}", "-w", str(demo / "workspace"))),
    ]
    if shared is None:
        return found
    real = folder / "real"
    into = ("-w", str(real))
    years = ("--base-year", "2019", "--horizon", "2040")
    return [
        *found,
        Task("import real data", ("data", "import", str(shared), *into), 15, 1024),
        Task("report, real data", ("report", "0536", *into, *years, "-o", str(folder / "out")), 10),
        Task(
            "attractiveness all",
            ("attractiveness", "all", *into, "--format", "csv", "-o", os.devnull),
        ),
        Task("project all", ("project", "all", *into, *years, "--format", "csv", "-o", os.devnull)),
    ]


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    asked = parser.parse_args()
    shared = asked.data if (asked.data / "datapack.yaml").is_file() else None
    reference = measure([sys.executable, "-c", REFERENCE], asked.runs)
    print(f"reference calculation: {reference.seconds:.2f} s")
    print(f"{'task':28}{'seconds':>9}{'ratio':>8}{'MiB':>7}  promised")
    with tempfile.TemporaryDirectory() as name:
        for task in tasks(Path(name), shared):
            print(line(task, Path(name), reference, asked.runs))
    if shared is None:
        print("real data is not at hand (--data FOLDER): its tasks were left out")


def line(task: Task, folder: Path, reference: Measured, runs: int) -> str:
    """Measure one task; a line of the table."""
    command = str(Path(sys.executable).with_name("nyegrep"))
    runs = 1 if "{fresh}" in task.words else runs
    words = [command, *(word.format(fresh=folder / "fresh") for word in task.words)]
    found = measure(words, runs)
    promised = []
    if task.seconds is not None:
        promised.append(_kept(found.seconds, task.seconds, "s"))
    if task.mebibytes is not None:
        promised.append(_kept(found.mebibytes, task.mebibytes, "MiB"))
    ratio = found.seconds / reference.seconds
    numbers = f"{found.seconds:9.2f}{ratio:8.2f}{found.mebibytes:7.0f}"
    return f"{task.name:28}{numbers}  {', '.join(promised)}"


def _kept(found: float, promised: float, unit: str) -> str:
    return f"under {promised:g} {unit}: {'yes' if found < promised else 'NO'}"


if __name__ == "__main__":
    main()
