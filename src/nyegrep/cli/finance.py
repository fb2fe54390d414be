"""``nyegrep finance``: targets, what must be found, revenue that follows people, and ROBEK."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import polars as pl

from nyegrep.analyses import finance_outlook
from nyegrep.analyses.context import prepare
from nyegrep.analyses.finance_results import FinanceOutlook
from nyegrep.cli.draws import PathsAsked, paths_options
from nyegrep.cli.economy import for_people, word
from nyegrep.cli.options import (
    YearsAsked,
    answers,
    format_option,
    output_file_option,
    workspace_option,
    years_options,
)
from nyegrep.cli.output import note, warn, write_frame
from nyegrep.cli.texts import say
from nyegrep.foundation.errors import DataError
from nyegrep.foundation.futures import NEUTRAL
from nyegrep.reports.render import RANGE, Forms
from nyegrep.sources.store import Workspace

SHOWN = ("targets", "restructuring", "sensitivity", "revenue", "robek")
NO_PLAN = ("finance.no_plan", "finance.plan_of_others")
WHY_NOT = {
    "restructuring": (*NO_PLAN, "finance.target_absent"),
    "sensitivity": (*NO_PLAN, "finance.target_absent"),
    "revenue": ("finance.level_absent",),
    "robek": NO_PLAN,
}
NOTHING = "–"


@dataclass(frozen=True)
class FinanceAsked:
    """What a user asks of the municipal economy, beside place and years.

    Attributes:
        plan: the economic plan; ``None`` = that of the workspace.
        paths: the futures, and the figure that is shown.
    """

    plan: Path | None
    paths: PathsAsked


def finance_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The plan, the futures and what to show, handed over as ``asked``."""
    file = click.Path(path_type=Path, dir_okay=False)

    @paths_options("finance.show", *SHOWN)
    @click.option("--plan", type=file, help=say("finance.plan"))
    @functools.wraps(command)
    def with_asked(*args: Any, plan: Path | None, paths: PathsAsked, **given: Any) -> Any:
        return command(*args, asked=FinanceAsked(plan, paths), **given)

    return with_asked


@click.command("finance", help=say("finance.help"))
@click.argument("municipality")
@workspace_option
@years_options
@finance_options
@format_option("table", "csv", "json", "xlsx")
@output_file_option
@answers
def command(
    municipality: str,
    folder: Path,
    form: str,
    output: Path | None,
    lang: str,
    years: YearsAsked,
    asked: FinanceAsked,
) -> None:
    """The municipal economy as data, and what to know of it."""
    workspace = Workspace.open(folder)
    context = prepare(workspace, municipality, years.base_year, (), years.overrides)
    found = finance_outlook.run(context, asked.paths.of(folder, years), plan=asked.plan)
    figure = getattr(found, asked.paths.show)
    if figure is None:
        why = [problem for problem in found.notes if problem.code in WHY_NOT[asked.paths.show]]
        raise DataError(*(why[:1] if why[0].code in NO_PLAN else why))
    frame = figure.values
    readable = form == "table" and output is None
    if readable:
        note(_heading(found, asked.paths.show, lang))
        frame = for_people(SHORT[asked.paths.show](frame, found, lang), lang)
    write_frame(frame, form, output, lang)
    warn(found.notes, lang)


def _heading(found: FinanceOutlook, show: str, language: str) -> str:
    """What the table shows, in which kroner."""
    facts = {"name": found.municipality.name}
    if show in ("restructuring", "sensitivity") and found.restructuring is not None:
        known = found.restructuring.facts
        facts |= {"made_from": known["made_from"], "prices": _joined(known["price_years"])}
    if show == "revenue" and found.revenue is not None:
        known = found.revenue.facts
        facts |= {"made_from": known["made_from"], "prices": known["price_year"]}
    return say(f"finance.heading.{show}", language, **facts)


def _joined(years: list[int]) -> str:
    """One year, or the first and the last of several."""
    return str(years[0]) if len(years) == 1 else f"{years[0]}{RANGE}{years[-1]}"


def _targets(values: pl.DataFrame, _found: FinanceOutlook, language: str) -> pl.DataFrame:
    """A row for each year; the target stands beside the indicator, the light after the value."""
    form, rows = Forms(language), []
    for year in values["year"].unique().sort():
        of_year = values.filter(pl.col("year") == year)
        row: dict[str, Any] = {"year": year, "status": of_year["status"][0]}
        for known in of_year.iter_rows(named=True):
            text = NOTHING if known["value"] is None else form.percent(known["value"])
            light = f" {word(known['light'], language)}" if known["light"] else ""
            row[known["indicator"]] = text + light
        rows.append(row)
    targets = dict(
        values.filter(pl.col("year") == pl.col("year").max()).select("indicator", "target").rows()
    )
    limits = {n: NOTHING if t is None else form.number(t, 2) for n, t in targets.items()}
    return pl.DataFrame([*rows, {"year": None, "status": "target", **limits}])


def _by_year(values: pl.DataFrame, index: str) -> pl.DataFrame:
    """A row for each id, a column for each year."""
    return values.pivot("year", index=index, values="mean", maintain_order=True)


def _restructuring(values: pl.DataFrame, _found: FinanceOutlook, language: str) -> pl.DataFrame:
    """Parts by year on the neutral path; those that the plan has already are in brackets."""
    chosen = values.filter(pl.col("future") == NEUTRAL)
    return _by_year(_in_words(chosen, language), "part")


def _in_words(values: pl.DataFrame, language: str) -> pl.DataFrame:
    form = Forms(language)
    texts = [
        form.number(mean, 1) if counted else f"({form.number(mean, 1)})"
        for mean, counted in values.select("mean", "counted").iter_rows()
    ]
    return values.with_columns(mean=pl.Series(texts, dtype=pl.String))


def _sensitivity(values: pl.DataFrame, found: FinanceOutlook, language: str) -> pl.DataFrame:
    """The need of each future by year, with the band."""
    form = Forms(language)
    texts = []
    for mean, low, high in values.select("mean", "p10", "p90").iter_rows():
        band = "" if low is None else f" ({form.number(low, 1)} {RANGE} {form.number(high, 1)})"
        texts.append(form.number(mean, 1) + band)
    names = [found.names.get(f, {}).get(language, f) for f in values["future"]]
    told = values.with_columns(
        mean=pl.Series(texts, dtype=pl.String), future=pl.Series(names, dtype=pl.String)
    )
    return _by_year(told, "future")


def _revenue(values: pl.DataFrame, _found: FinanceOutlook, _language: str) -> pl.DataFrame:
    """Parts by year on the neutral path."""
    return _by_year(values.filter(pl.col("future") == NEUTRAL), "part")


def _robek(values: pl.DataFrame, _found: FinanceOutlook, language: str) -> pl.DataFrame:
    """The conditions, with words for what is missing."""
    names = [
        ", ".join(word(name, language) for name in text.split(", ") if name)
        for text in values["missing"]
    ]
    return values.with_columns(missing=pl.Series(names, dtype=pl.String))


SHORT: dict[str, Callable[[pl.DataFrame, FinanceOutlook, str], pl.DataFrame]] = {
    "targets": _targets,
    "restructuring": _restructuring,
    "sensitivity": _sensitivity,
    "revenue": _revenue,
    "robek": _robek,
}
