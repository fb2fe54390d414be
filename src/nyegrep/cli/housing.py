"""``nyegrep housing``: what dwellings households need under each future, beside what is planned."""

from __future__ import annotations

from pathlib import Path

import click
import polars as pl

from nyegrep.analyses import housing_outlook
from nyegrep.analyses.context import prepare
from nyegrep.analyses.housing_results import HousingOutlook
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
from nyegrep.foundation.errors import DataError, Problem
from nyegrep.foundation.figures import Figure
from nyegrep.reports.render import Forms
from nyegrep.sources.housing_files import PLACES
from nyegrep.sources.store import Workspace

SHOWN = ("need", "dwellings", "households", "older", "care", "lives_in", "fit")
TOTAL = "total"
BAND = ("p10", "p90")
KINDS = {"need": "building_type", "households": "household_type", "older": "age_group"}
MEANS = {"need": "required", "households": "mean", "older": "mean"}


@click.command("housing", help=say("housing.help"))
@click.argument("municipality")
@workspace_option
@years_options
@paths_options("housing.show", *SHOWN)
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
    paths: PathsAsked,
) -> None:
    """Housing need, or what lies behind it."""
    workspace = Workspace.open(folder)
    context = prepare(workspace, municipality, years.base_year, (), years.overrides)
    found = housing_outlook.run(context, paths.of(folder, years))
    figure = _chosen(found, paths.show, folder)
    if form == "table" and output is None:
        _show(found, figure, paths.show, lang)
    else:
        write_frame(figure.values, form, output, lang)
    warn(found.notes, lang)


def _chosen(found: HousingOutlook, show: str, folder: Path) -> Figure:
    """The figure that is asked for.

    Raises:
        DataError: the municipality has not told what it needs.
    """
    figure: Figure | None = getattr(found, show)
    if figure is None:
        told = [each for each in found.notes if each.code == "housing.care_absent"]
        facts = {"folder": folder, "file": PLACES.name, "kinds": "–"}
        raise DataError(*(told or [Problem("housing.care_absent", facts)]))
    return figure


def _show(found: HousingOutlook, figure: Figure, show: str, language: str) -> None:
    years = {"year": found.base_year, "horizon": found.horizon_year}
    note(say(f"housing.heading.{show}", language, **years))
    frame = side_by_side(figure, show) if show in KINDS else _in_short(figure.values, show)
    write_frame(_in_words(frame, language), "table", None, language)
    if show in ("need", "dwellings"):
        _tell_supply(found, language)


def side_by_side(figure: Figure, show: str) -> pl.DataFrame:
    """One column for each future at the horizon, and the band of the whole as the last rows."""
    kind, mean = KINDS[show], MEANS[show]
    values = figure.values
    if "year" in values.columns:
        values = _ends(values, kind)
    shared = [name for name in ("today", "planned", "pace") if name in values.columns]
    wide = values.pivot("future", index=[kind, *shared], values=mean, maintain_order=True)
    frames = [wide]
    for end in BAND:
        whole = values.filter(pl.col(kind) == TOTAL).drop_nulls(end)
        if not whole.is_empty():
            row = whole.pivot("future", index=kind, values=end)
            frames.append(row.with_columns(pl.lit(end).alias(kind)))
    together = pl.concat(frames, how="diagonal")
    order = [kind, *(name for name in ("today",) if name in shared)]
    futures = [name for name in wide.columns if name not in (kind, *shared)]
    return together.select(*order, *futures, *(name for name in shared if name != "today"))


def _ends(values: pl.DataFrame, kind: str) -> pl.DataFrame:
    """The last year, with the mean of the first as ``today``."""
    first = values.filter(pl.col("year") == pl.col("year").min())
    today = first.select("future", kind, today="mean")
    last = values.filter(pl.col("year") == pl.col("year").max())
    return last.join(today, on=["future", kind], maintain_order="left")


def _in_short(values: pl.DataFrame, show: str) -> pl.DataFrame:
    """Every fifth year where years are many; shares as per cent."""
    if show == "dwellings":
        last = pl.col("year").max()
        return values.filter(
            ((last - pl.col("year")) % 5 == 0) | (pl.col("year") == pl.col("year").min())
        )
    if show == "fit":
        return values.with_columns(pl.col("error_percent").round(2) + 0.0)
    if show == "lives_in":
        percent = values.with_columns(pl.col("share") * 100)
        return percent.pivot("building_type", index="household_type", values="share")
    return values


def _in_words(frame: pl.DataFrame, language: str) -> pl.DataFrame:
    """Whole dwellings, and words for futures that stand as headings."""
    shown = [c for c, kind in frame.schema.items() if kind.is_float() and c != "error_percent"]
    whole = frame.with_columns(pl.col(shown).round(0).cast(pl.Int64))
    readable = for_people(whole, language)
    headings = {name: word(name, language) for name in readable.columns}
    return readable.rename(headings)


def _tell_supply(found: HousingOutlook, language: str) -> None:
    """How many dwellings and households there are, and how each future comes out."""
    facts, forms = found.need.facts, Forms(language)
    counts = {
        name: forms.number(abs(facts[name]), 0) for name in ("stock", "households", "reserve")
    }
    about = {"name": found.municipality.name, "year": facts["counted_year"], **counts}
    note(say(f"housing.reserve.{'more' if facts['reserve'] >= 0 else 'fewer'}", language, **about))
    if facts["planned_dwellings"] is not None:
        plans = {
            "planned": forms.number(facts["planned_dwellings"], 0),
            "expected": forms.number(facts["expected_dwellings"], 0),
        }
        note(say("housing.plans", language, horizon=found.horizon_year, **plans))
    whole = found.need.values.filter(pl.col("building_type") == TOTAL).drop_nulls("balance")
    for future, balance in whole.select("future", "balance").iter_rows():
        side = "surplus" if balance >= 0 else "lacking"
        told = {"future": word(future, language), "count": forms.number(abs(balance), 0)}
        note(say(f"housing.{side}", language, **told))
