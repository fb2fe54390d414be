"""``nyegrep cost``: what people's number and ages will cost, by service, under each future."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click
import polars as pl
import yaml

from nyegrep.analyses.cost_table import KEY, VALUE, CostTable, cost_table
from nyegrep.analyses.futures_outlook import OFFICIAL_MODE
from nyegrep.analyses.futures_table import Question
from nyegrep.analyses.projection_table import EVERYONE, Conduct
from nyegrep.cli.cluster import engine_at
from nyegrep.cli.cost_people import show_people
from nyegrep.cli.draws import DrawsAsked, chosen_futures, draws_options
from nyegrep.cli.options import (
    YearsAsked,
    answers,
    format_option,
    output_file_option,
    workspace_option,
    years_options,
)
from nyegrep.cli.output import note, progress_bar, warn, write_document, write_frame, write_parts
from nyegrep.cli.texts import say
from nyegrep.foundation.codes import COUNTRY
from nyegrep.foundation.errors import InputError, Problems
from nyegrep.foundation.futures import BUILT_IN, OFFICIAL, Future
from nyegrep.foundation.terms import label
from nyegrep.parameters.tree import leaves
from nyegrep.reports.statistics_file import About, Measure, jsonstat
from nyegrep.sources.futures_files import own_futures
from nyegrep.sources.store import Workspace

MEASURES = (Measure(VALUE, "NOK million", 3),)
WHAT_IF = "demographic_cost.what_if."
KRONER, PEOPLE = "kroner", "people"


@dataclass(frozen=True)
class CostAsked:
    """What a user asks of the costs, beside place and years.

    Attributes:
        files: futures of the user's own, beside those of the workspace.
        only: ids of the futures wanted; none = all.
        what_if: as ``healthier_ageing=1``.
        unit_costs: the user's table; ``None`` = that of the workspace.
        show: kroner, or people.
        draws: how the paths are drawn.
    """

    files: tuple[Path, ...]
    only: tuple[str, ...]
    what_if: tuple[str, ...]
    unit_costs: Path | None
    show: str
    draws: DrawsAsked


def cost_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Futures, what-ifs, unit costs and how to draw, handed over as ``wanted``."""
    file = click.Path(path_type=Path, dir_okay=False)

    @click.option("--what-if", multiple=True, metavar="NAME=VALUE", help=say("cost.what_if"))
    @click.option("--unit-costs", type=file, help=say("cost.unit_costs"))
    @click.option(
        "--show",
        type=click.Choice([KRONER, PEOPLE]),
        default=KRONER,
        show_default=True,
        help=say("cost.show"),
    )
    @functools.wraps(command)
    def with_cost(*args: Any, **given: Any) -> Any:
        names = ("files", "only", "what_if", "unit_costs", "show", "asked")
        wanted = CostAsked(*(given.pop(name) for name in names))
        return command(*args, wanted=wanted, **given)

    drawn = draws_options("futures.national", OFFICIAL_MODE, in_detail=False)
    return chosen_futures(drawn(with_cost))


@click.command("cost", help=say("cost.help"))
@click.argument("municipality")
@workspace_option
@years_options
@cost_options
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
    wanted: CostAsked,
) -> None:
    """Demographic cost, or the people behind it, as data."""
    workspace, asked = Workspace.open(folder), wanted.draws
    own = own_futures(folder, wanted.files)
    overrides = {**years.overrides, **what_if_overrides(wanted.what_if)}
    question = asked.of(municipality, replace(years, overrides=overrides))
    if wanted.show == PEOPLE:
        if municipality == EVERYONE:
            raise click.UsageError(say("cost.one_only", lang))
        people = show_people(workspace, question, (own, wanted.only), (form, output), lang)
        _tell_what_if(people.dementia.facts["switched_on"], lang)
        warn(people.notes, lang)
        return
    chosen = Question(**vars(question), own=own, only=wanted.only)
    with engine_at(asked.cluster) as engine, progress_bar(say("progress.units", lang)) as progress:
        conduct = Conduct(output, asked.restart, engine, progress)
        with cost_table(workspace, chosen, conduct, wanted.unit_costs) as table:
            _answer(table, own, form, output, lang)
    _tell_what_if(table.what_if, lang)
    warn(table.notes, lang)


def _tell_what_if(switched_on: Mapping[str, float], language: str) -> None:
    for name, value in switched_on.items():
        words = {"name": label(name.split(".")[0], language), "setting": f"{name}={value:g}"}
        note(say("cost.switched_on", language, **words))


def what_if_overrides(given: tuple[str, ...]) -> dict[str, object]:
    """Parameters from ``NAME=VALUE``, each checked where parameters are.

    Raises:
        InputError: with every one that is not a known name and a value.
    """
    known = {path.removeprefix(WHAT_IF) for path in leaves() if path.startswith(WHAT_IF)}
    problems, found = Problems(), {}
    for text in given:
        name, sign, value = (part.strip() for part in text.partition("="))
        if name not in known or not sign or not value:
            problems.add("costs.what_if", found=text, candidates=sorted(known))
        else:
            found[f"{WHAT_IF}{name}"] = yaml.safe_load(value)
    problems.raise_if_any(InputError)
    return found


def _answer(
    table: CostTable, own: tuple[Future, ...], form: str, output: Path | None, language: str
) -> None:
    if form == "json-stat":
        frame = table.frame.collect()
        names: dict[str, Mapping[str, str]] = {
            "municipality_code": {**table.names, COUNTRY: label("country", language)},
            "future": {future.id: future.names.get(language, future.id) for future in own},
        }
        years = {"year": frame["year"].min(), "price_year": table.price_year}
        about = About(say("cost.table", language, **years), table.trace, names)
        document = jsonstat(frame, KEY, list(MEASURES), language, about)
        write_document(document, output, language)
    elif form == "table" and output is None:
        frame = table.frame.collect()
        years = {"year": frame["year"].min(), "horizon": frame["year"].max()}
        note(say("cost.heading", language, price_year=table.price_year, **years))
        write_frame(short_table(frame, language), form, output, language)
    else:
        write_parts(table.frame, "csv" if form == "table" else form, output, language)


def short_table(frame: pl.DataFrame, language: str) -> pl.DataFrame:
    """Services by futures in the last year: the means, million NOK."""
    last = frame.filter((pl.col("year") == pl.col("year").max()) & (pl.col("statistic") == "mean"))
    named = last.with_columns(
        pl.col("service").map_elements(lambda name: label(name, language), return_dtype=pl.String),
        pl.col("future").map_elements(lambda name: _name(name, language), return_dtype=pl.String),
        pl.col(VALUE).round(1) + 0.0,
    )
    index = ["municipality_code", "service"]
    wide = named.pivot("future", index=index, values=VALUE, maintain_order=True)
    alone = wide["municipality_code"].n_unique() == 1
    return wide.drop("municipality_code") if alone else wide


def _name(future: str, language: str) -> str:
    return label(future, language) if future in (*BUILT_IN, OFFICIAL) else future
