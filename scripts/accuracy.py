"""Writes docs/methods/accuracy.md: how far projections of known years missed, and how bands held.

Usage: accuracy.py DATAPACK [--bases 2009..2014] [--horizon 5] [--draws 500] [--into FILE]

DATAPACK is a folder with people by age for many years (and, where it has them, Statistics
Norway's own projections of the same years). Nothing of it is kept.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import numpy as np
import polars as pl

from nyegrep.analyses import backtest_table
from nyegrep.analyses.backtest_table import Question
from nyegrep.analyses.context import history_of
from nyegrep.foundation.version import VERSION
from nyegrep.methods.population.backtest import ALL
from nyegrep.sources.datapack import read_datapack
from nyegrep.sources.store import Workspace

PAGE = Path(__file__).resolve().parents[1] / "docs" / "methods" / "accuracy.md"
METHODS = {"model": "the path", "official": "official", "constant": "constant", "trend": "trend"}
UNKNOWN = "not known, so that the sum of the municipalities stood for it"
HELD = ("held_50", "held_80", "held_95")
HEAD = """# Measured accuracy

This page is printed by `make accuracy DATA=FOLDER` from Nye grep {version}; the numbers are not
written by hand. Every base year used only what was known then: people of that 1 January, rates of
the years before it, parameters as they stood. Municipalities are those with complete data whose
code was the same in the base year and in {last}. {bases} base years ({first_base}–{last_base}),
{draws} draws each, seed {seed}; the country's own population by age was {country}.

*Error* is the mean absolute percentage error, each municipality counting the same; *weighted*
counts people; *bias* is the mean of the errors with their signs. *Constant* is the population of
the base year going on unchanged, *trend* the mean yearly change of the last five years going on.
*Held* is the share of outcomes that lay within the band, in per cent; a band that keeps its
promise holds as often as its name says.

What the numbers of the method were chosen on, and which of these years had been seen, is told in
[population](population.md): outcomes up to 2014 are those the numbers were chosen on, 2014–2019
were seen while the form of the method was settled.
"""


def main() -> int:
    """Try the projection and write the page."""
    parser = argparse.ArgumentParser(description="Write the page of measured accuracy.")
    parser.add_argument("datapack", type=Path)
    parser.add_argument("--bases", default="2009..2014")
    parser.add_argument("--horizon", type=int, default=5)
    parser.add_argument("--draws", type=int, default=500)
    parser.add_argument("--into", type=Path, default=PAGE)
    asked = parser.parse_args()
    first, last = (int(year) for year in asked.bases.split(".."))
    bases = tuple(range(first, last + 1))
    question = Question(bases, asked.horizon, asked.draws, unchanged=True)
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace.open_or_create(Path(folder) / "w")
        arriving = read_datapack(asked.datapack)
        workspace.save(arriving, history_of(workspace, arriving), "accuracy")
        frame = backtest_table.run(workspace, question, _silent).frame
        people = workspace.table("population_by_age")
        newest = int(people["year"].to_numpy().max())
        own = bool((people["municipality_code"] == "0").any())
    asked.into.write_text(page(frame, question, newest, own), encoding="utf-8")
    sys.stdout.write(f"Wrote {asked.into}\n")
    return 0


def page(frame: pl.DataFrame, question: Question, newest: int, country_known: bool) -> str:
    """The page in Markdown."""
    head = HEAD.format(
        version=VERSION,
        last=newest,
        bases=len(question.bases),
        first_base=question.bases[0],
        last_base=question.bases[-1],
        draws=question.draws,
        seed=question.seed,
        country="known"
        if country_known
        else "not known, so that the sum of the municipalities stood for it",
    )
    years = question.horizon
    end = frame.filter(pl.col("horizon") == years)
    everyone = (pl.col("age_group") == ALL) & (pl.col("size_class") == ALL)
    sections = [
        ("By base year", f"{years} years ahead, all ages.", "base_year", end.filter(everyone)),
        (
            "By size of the municipality",
            f"{years} years ahead, all ages, all base years together.",
            "size_class",
            end.filter(pl.col("age_group") == ALL),
        ),
        (
            "By age group",
            f"{years} years ahead, municipalities of every size.",
            "age_group",
            end.filter(pl.col("size_class") == ALL),
        ),
        (
            "By years ahead",
            "All ages, municipalities of every size.",
            "horizon",
            frame.filter(everyone),
        ),
    ]
    parts = [f"\n## {title}\n\n{text}\n\n{table(rows, by)}" for title, text, by, rows in sections]
    return head + "".join(parts)


def table(rows: pl.DataFrame, by: str) -> str:
    """Errors of every method and the share of times that the bands held, by one thing."""
    methods = [name for name in METHODS if name in set(rows["method"])]
    heads = [by.replace("_", " "), "municipalities × base years"]
    heads += [f"error, {METHODS[name]}" for name in methods]
    heads += ["median", "weighted", "bias", *(f"held {name[5:]}" for name in HELD)]
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    for value in rows[by].unique(maintain_order=True).to_list():
        own = rows.filter(pl.col(by) == value)
        model = own.filter(pl.col("method") == "model")
        cells = [str(value), str(model["municipalities"].sum())]
        cells += [f"{mean(own.filter(pl.col('method') == n), 'mape'):.2f}" for n in methods]
        cells += [f"{mean(model, n):.2f}" for n in ("median", "weighted")]
        cells += [f"{mean(model, 'bias'):+.2f}".replace("-", "−")]
        cells += [f"{mean(model, n):.0f}" for n in HELD]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def mean(rows: pl.DataFrame, name: str) -> float:
    """Mean over base years, weighed by municipalities."""
    return float(np.average(rows[name].to_numpy(), weights=rows["municipalities"].to_numpy()))


def _silent(_what: str, _done: int, _whole: int) -> None:
    """Nobody is watching."""


if __name__ == "__main__":
    sys.exit(main())
