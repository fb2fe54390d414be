"""``nyegrep attractiveness``: why places grow, and what is their own doing."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import polars as pl
import yaml

from nyegrep.analyses import attractiveness_estimation, attractiveness_table
from nyegrep.analyses.attractiveness_inputs import Question
from nyegrep.analyses.attractiveness_table import AttractivenessTable
from nyegrep.cli.options import answers, format_option, output_file_option, workspace_option
from nyegrep.cli.output import note, warn, write_frame
from nyegrep.cli.texts import say
from nyegrep.foundation.errors import InputError, fail
from nyegrep.methods.attractiveness.coefficients import Level
from nyegrep.parameters.tree import read_overrides
from nyegrep.sources.state import write_atomically
from nyegrep.sources.store import Workspace

WINDOWS = "attractiveness.standing.windows"
USUAL_WINDOWS = (1, 3, 5, 10)
SHOWN = (
    "municipality_code",
    "year",
    "job_growth",
    "business_attractiveness",
    "population_growth",
    "net_migration_rate",
    "expected_net_migration",
    "residential_attractiveness",
)
KINDS = ("business_attractiveness", "residential_attractiveness")
SHOWN_OF_WINDOW = (
    "municipality_code",
    "first_year",
    "year",
    *(f"{kind}_{what}" for kind in KINDS for what in ("value", "rank", "shrunken")),
)


@dataclass(frozen=True)
class Asked:
    """The years, level, window and parameter values asked for."""

    question: Question
    window: int | None


def model_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """``--from --to --level --window --parameters``, handed over as ``asked``."""

    @click.option("--from", "first", type=int, help=say("attractiveness.from"))
    @click.option("--to", "last", type=int, help=say("attractiveness.to"))
    @click.option(
        "--level",
        type=click.Choice(["municipality", "labour_market_region", "county"]),
        default="municipality",
        show_default=True,
        help=say("attractiveness.level"),
    )
    @click.option("--window", type=click.IntRange(1, 30), help=say("attractiveness.window"))
    @click.option(
        "--parameters",
        type=click.Path(path_type=Path, dir_okay=False),
        help=say("option.parameters"),
    )
    @functools.wraps(command)
    def with_question(*args: Any, **given: Any) -> Any:
        first, last, window = (given.pop(name) for name in ("first", "last", "window"))
        level: Level = given.pop("level")
        path = given.pop("parameters")
        overrides = dict(read_overrides(path)) if path else {}
        span = last - first + 1 if first and last and last >= first else 1
        windows = {*USUAL_WINDOWS, span, window or 1}
        overrides.setdefault(WINDOWS, sorted(windows))
        question = Question(first, last, level, overrides)
        return command(*args, asked=Asked(question, window), **given)

    return with_question


@click.command("attractiveness", help=say("attractiveness.help"))
@click.argument("place")
@workspace_option
@model_options
@format_option("table", "csv", "json", "xlsx", "parquet")
@output_file_option
@answers
def command(
    place: str, folder: Path, asked: Asked, form: str, output: Path | None, lang: str
) -> None:
    """Explain the growth of one place or all, or estimate the model anew."""
    workspace = Workspace.open(folder)
    if place == "estimate":
        _estimate(workspace, asked, form, output, lang)
        return
    found = attractiveness_table.run(workspace, asked.question)
    frame = _windows(found, asked.window) if asked.window else found.frame
    if place != "all":
        frame = frame.filter(pl.col("municipality_code") == _code(found, place, asked.question))
    if form == "table" and output is None:
        frame = frame.select(SHOWN_OF_WINDOW if asked.window else SHOWN)
    write_frame(frame, form, output, lang)
    _tell_both(found, asked, lang)
    warn(found.notes, lang)


def _code(found: AttractivenessTable, place: str, question: Question) -> str:
    """The code of a place named by code or name, at the level asked for."""
    if question.level == "municipality":
        return found.basis.history.find(place, found.basis.borders).code
    named = {code: name for code, name in found.basis.names.items() if place in (code, name)}
    if not named:
        candidates = sorted(found.basis.names.values())
        fail(InputError, "attractiveness.place_not_at_level", place=place, candidates=candidates)
    return next(iter(named))


def _windows(found: AttractivenessTable, window: int) -> pl.DataFrame:
    """Means over windows, one row per place and last year, both kinds side by side."""
    values = found.standing.values.filter(pl.col("window") == window)
    years = found.frame["year"]
    values = values.filter(pl.col("year").is_in(years.implode()))
    index = ["municipality_code", "first_year", "year", "persons", "size_class", "centrality_class"]
    measures = [n for n in values.columns if n not in (*index, "window", "kind")]
    wide = values.pivot("kind", index=index, values=measures, separator=":")
    renamed = {name: "_".join(reversed(name.split(":"))) for name in wide.columns if ":" in name}
    return wide.rename(renamed).sort("municipality_code", "year")


def _tell_both(found: AttractivenessTable, asked: Asked, language: str) -> None:
    """The share of places that reach both thresholds, in the newest window there is."""
    years = found.frame["year"].unique().sort().to_list()
    both = found.standing.both.filter(pl.col("year").is_in(years))
    span = asked.window or (years[-1] - years[0] + 1 if years else 1)
    fitting = both.filter(pl.col("window") <= span)
    if fitting.is_empty():
        return
    row = fitting.sort("year", "window").row(-1, named=True)
    facts = {
        "count": row["reaching_both"],
        "whole": row["municipalities"],
        "share": f"{row['share']:.1f}".replace(".", "," if language == "nb" else "."),
        "first": row["year"] - row["window"] + 1,
        "last": row["year"],
    }
    note(say("attractiveness.both", language, **facts))


def _estimate(
    workspace: Workspace, asked: Asked, form: str, output: Path | None, language: str
) -> None:
    """Print old against new, and write the file that puts the new coefficients to use."""
    model = attractiveness_estimation.run(workspace, asked.question)
    write_frame(
        model.comparison, form, None if form in ("table", "csv", "json") else output, language
    )
    found = model.estimates
    facts = {
        "municipalities": found.municipalities,
        "rows": found.observations,
        "first": found.years[0],
        "last": found.years[1],
        "annual": f"{found.r_squared:.2f}",
        "means": f"{found.r_squared_of_means:.2f}",
        "mean_first": found.mean_years[0],
        "mean_last": found.mean_years[1],
    }
    note(say("attractiveness.fit", language, **facts))
    if output is not None:
        text = yaml.safe_dump(dict(model.overrides), sort_keys=False)
        write_atomically(output, text.encode("utf-8"))
        note(say("attractiveness.overrides", language, path=output))
