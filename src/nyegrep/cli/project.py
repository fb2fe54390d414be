"""``nyegrep project``: people by sex and age, year by year, for one municipality or for all."""

from __future__ import annotations

from pathlib import Path

import click
import polars as pl

from nyegrep.analyses.ensemble import ALL, KEY
from nyegrep.analyses.national_conditions import ALTERNATIVES
from nyegrep.analyses.projection_table import (
    Conduct,
    PeopleTable,
    projection_table,
)
from nyegrep.cli.cluster import engine_at
from nyegrep.cli.draws import DrawsAsked, draws_options
from nyegrep.cli.options import (
    YearsAsked,
    answers,
    format_option,
    output_file_option,
    workspace_option,
    years_options,
)
from nyegrep.cli.output import progress_bar, warn, write_document, write_frame, write_parts
from nyegrep.cli.texts import say
from nyegrep.foundation.axes import BOTH_SEXES
from nyegrep.foundation.codes import COUNTRY
from nyegrep.foundation.terms import label
from nyegrep.reports.statistics_file import About, Measure, jsonstat
from nyegrep.sources.store import Workspace

BAND = ("p10", "p90")
PERSONS = Measure("persons", "persons", 3)


@click.command("project", help=say("project.help"))
@click.argument("municipality")
@workspace_option
@years_options
@draws_options("project.national", *ALTERNATIVES)
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
    asked: DrawsAsked,
) -> None:
    """Project people by sex and age."""
    workspace = Workspace.open(folder)
    question = asked.of(municipality, years)
    with engine_at(asked.cluster) as engine, progress_bar(say("progress.units", lang)) as progress:
        conduct = Conduct(output, asked.restart, engine, progress)
        with projection_table(workspace, question, conduct) as table:
            _answer(table, form, output, lang)
    warn(table.notes, lang)


def _answer(table: PeopleTable, form: str, output: Path | None, language: str) -> None:
    if form == "json-stat":
        frame = table.frame.collect()
        names = {"municipality_code": {**table.names, COUNTRY: label("country", language)}}
        title = say("project.table", language, year=frame["year"].min())
        about = About(title, table.trace, names)
        write_document(jsonstat(frame, KEY, [PERSONS], language, about), output, language)
    elif form == "table" and output is None:
        write_frame(_short(table.frame.collect()), form, output, language)
    else:
        write_parts(table.frame, "csv" if form == "table" else form, output, language)


def _short(frame: pl.DataFrame) -> pl.DataFrame:
    """Mean and band, both sexes together, in whole persons; columns that say nothing left out."""
    chosen = frame.filter(pl.col("sex") == BOTH_SEXES[0])
    index = ["municipality_code", "year", "age_group"]
    wide = chosen.pivot("statistic", index=index, values="persons", maintain_order=True)
    whole = wide.with_columns(pl.col(pl.Float64).round().cast(pl.Int64))
    if set(BAND) <= set(wide.columns):
        band = pl.format("{}–{}", *BAND).alias("band_80")
        whole = whole.with_columns(band)
    columns = [name for name in (*index, "mean", "band_80") if name in whole.columns]
    told = whole.select(columns)
    if told["municipality_code"].n_unique() == 1:
        told = told.drop("municipality_code")
    return told.drop("age_group") if (told["age_group"] == ALL).all() else told
