"""``nyegrep futures``: how many, of what age, with how many jobs, under each future."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import polars as pl

from nyegrep.analyses import futures_outlook
from nyegrep.analyses.context import prepare
from nyegrep.analyses.ensemble import ALL, KEY
from nyegrep.analyses.futures_outlook import MODEL_MODE, OFFICIAL_MODE
from nyegrep.analyses.futures_results import FuturesOutlook
from nyegrep.analyses.futures_table import JOBS, Question, futures_table
from nyegrep.analyses.projection_table import EVERYONE, Conduct, PeopleTable
from nyegrep.cli.cluster import engine_at
from nyegrep.cli.draws import DrawsAsked, chosen_futures, draws_options
from nyegrep.cli.options import (
    YearsAsked,
    answers,
    format_option,
    output_file_option,
    workspace_option,
    years_options,
)
from nyegrep.cli.output import (
    note,
    progress_bar,
    warn,
    write_document,
    write_frame,
    write_parts,
)
from nyegrep.cli.texts import say
from nyegrep.foundation.axes import BOTH_SEXES
from nyegrep.foundation.codes import COUNTRY
from nyegrep.foundation.figures import Figure
from nyegrep.foundation.futures import BUILT_IN, CONDITIONS, Future
from nyegrep.foundation.terms import label
from nyegrep.reports.statistics_file import About, Measure, jsonstat
from nyegrep.sources.futures_files import own_futures
from nyegrep.sources.store import Workspace

DIMENSIONS = (KEY[0], "future", *KEY[1:])
MEASURES = (Measure("persons", "persons", 3), *(Measure(name, "jobs", 3) for name in JOBS))
BAND = ("p10", "p90")


@dataclass(frozen=True)
class FuturesAsked:
    """The futures that a user asks for.

    Attributes:
        files: futures of the user's own, beside those of the workspace.
        only: ids of the futures wanted; none = all.
        goal: a goal to be turned round.
        mode: the own model, or Statistics Norway's projection adjusted.
        draws: how the paths are drawn.
    """

    files: tuple[Path, ...]
    only: tuple[str, ...]
    goal: str | None
    mode: str
    draws: DrawsAsked


def futures_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """``--future --only --reach --mode`` and how to draw, handed over as ``wanted``."""

    @click.option("--reach", "goal", metavar="GOAL", help=say("futures.reach"))
    @click.option(
        "--mode",
        type=click.Choice([MODEL_MODE, OFFICIAL_MODE]),
        default=MODEL_MODE,
        show_default=True,
        help=say("futures.mode"),
    )
    @functools.wraps(command)
    def with_futures(*args: Any, **given: Any) -> Any:
        names = ("files", "only", "goal", "mode", "asked")
        wanted = FuturesAsked(*(given.pop(name) for name in names))
        return command(*args, wanted=wanted, **given)

    return chosen_futures(draws_options("futures.national", OFFICIAL_MODE)(with_futures))


@click.command("futures", help=say("futures.help"))
@click.argument("municipality")
@workspace_option
@years_options
@futures_options
@format_option("table", "csv", "json", "xlsx", "parquet", "json-stat")
@output_file_option
@answers
def command(
    municipality: str,
    folder: Path,
    form: str,
    output: Path | None,
    lang: str,
    years: YearsAsked,
    wanted: FuturesAsked,
) -> None:
    """The futures as data, or a goal turned round."""
    asked = wanted.draws
    workspace = Workspace.open(folder)
    own = own_futures(folder, wanted.files)
    if wanted.goal or wanted.mode == OFFICIAL_MODE:
        if municipality == EVERYONE:
            raise click.UsageError(say("futures.one_only", lang))
        outlook = _outlook(workspace, municipality, years, wanted, own)
        _tell_outlook(outlook, wanted, form, output, lang)
        return
    question = Question(**vars(asked.of(municipality, years)), own=own, only=wanted.only)
    with engine_at(asked.cluster) as engine, progress_bar(say("progress.units", lang)) as progress:
        conduct = Conduct(output, asked.restart, engine, progress)
        with futures_table(workspace, question, conduct) as table:
            _answer(table, own, form, output, lang)
    warn(table.notes, lang)


def _answer(
    table: PeopleTable, own: tuple[Future, ...], form: str, output: Path | None, language: str
) -> None:
    if form == "json-stat":
        frame = table.frame.collect()
        names = {
            "municipality_code": {**table.names, COUNTRY: label("country", language)},
            "future": {future.id: future.names.get(language, future.id) for future in own},
        }
        title = say("futures.table", language, year=frame["year"].min())
        about = About(title, table.trace, names)
        document = jsonstat(frame, DIMENSIONS, list(MEASURES), language, about)
        write_document(document, output, language)
    elif form == "table" and output is None:
        write_frame(_short(table.frame.collect(), language), form, output, language)
    else:
        write_parts(table.frame, "csv" if form == "table" else form, output, language)


def _short(frame: pl.DataFrame, language: str) -> pl.DataFrame:
    """The last year of each future: people with a band, and jobs, in whole numbers."""
    last = frame.filter(
        (pl.col("year") == pl.col("year").max())
        & (pl.col("sex") == BOTH_SEXES[0])
        & (pl.col("age_group") == ALL)
    )
    index = ["municipality_code", "future", "year"]
    wide = last.pivot("statistic", index=index, values="persons", maintain_order=True)
    jobs = last.filter(pl.col("statistic") == "mean").select("municipality_code", "future", *JOBS)
    told = wide.join(jobs, on=["municipality_code", "future"], maintain_order="left")
    whole = told.with_columns(pl.col(pl.Float64).round().cast(pl.Int64))
    if set(BAND) <= set(wide.columns):
        whole = whole.with_columns(pl.format("{}–{}", *BAND).alias("band_80"))
    columns = [n for n in (*index, "mean", "band_80", *JOBS) if n in whole.columns]
    named = whole.select(columns).with_columns(
        pl.col("future").map_elements(lambda name: _name(name, language), return_dtype=pl.String)
    )
    alone = named["municipality_code"].n_unique() == 1
    return named.drop("municipality_code") if alone else named


def _name(future: str, language: str) -> str:
    return label(future, language) if future in BUILT_IN else future


def _outlook(
    workspace: Workspace,
    municipality: str,
    years: YearsAsked,
    wanted: FuturesAsked,
    own: tuple[Future, ...],
) -> FuturesOutlook:
    context = prepare(workspace, municipality, years.base_year, (), years.overrides)
    question = futures_outlook.Question(
        horizon=years.horizon,
        own=own,
        goal=wanted.goal,
        draws=wanted.draws.draws,
        seed=wanted.draws.seed,
        mode=wanted.mode,
        national=wanted.draws.national,
    )
    return futures_outlook.run(context, question)


def _tell_outlook(
    outlook: FuturesOutlook, wanted: FuturesAsked, form: str, output: Path | None, language: str
) -> None:
    """The goal turned round, or the adjusted projection."""
    if outlook.reach is None:
        write_frame(outlook.paths.values, form, output, language)
    else:
        note(say("futures.goal", language, goal=wanted.goal))
        write_frame(_goal_table(outlook.reach, language), form, output, language)
    warn(outlook.notes, language)


def _goal_table(reach: Figure, language: str) -> pl.DataFrame:
    """What the goal takes under each set of conditions, and each future's chance to reach it."""
    takes = [
        {
            "future": label(name, language),
            "percentile": reach.facts[f"percentile_{name}"],
            "private_jobs": reach.facts[f"jobs_{name}"],
        }
        for name in CONDITIONS
    ]
    schema = {"future": pl.String, "percentile": pl.Float64, "private_jobs": pl.Float64}
    needed = pl.DataFrame(takes, schema=schema)
    chances = reach.values.with_columns(
        pl.col("future").map_elements(lambda name: _name(name, language), return_dtype=pl.String)
    )
    both = pl.concat([needed, chances], how="diagonal")
    return both.with_columns(pl.col(pl.Float64).round(1))
