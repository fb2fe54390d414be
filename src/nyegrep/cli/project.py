"""``nyegrep project``: people by age, year by year, for one municipality or for all."""

from __future__ import annotations

from pathlib import Path

import click

from nyegrep.analyses.projection_table import project_all, project_one
from nyegrep.cli.options import (
    YearsAsked,
    answers,
    format_option,
    output_file_option,
    workspace_option,
    years_options,
)
from nyegrep.cli.output import warn, write_frame
from nyegrep.cli.texts import say
from nyegrep.sources.store import Workspace


@click.command("project", help=say("project.help"))
@click.argument("municipality")
@workspace_option
@years_options
@format_option("table", "csv", "json", "xlsx", "parquet")
@output_file_option
@answers
def command(
    municipality: str,
    folder: Path,
    form: str,
    output: Path | None,
    lang: str,
    years: YearsAsked,
) -> None:
    """Project people by age."""
    workspace = Workspace.open(folder)
    asked = (years.base_year, years.horizon, years.overrides)
    if municipality == "all":
        table = project_all(workspace, *asked)
    else:
        table = project_one(workspace, municipality, *asked)
    write_frame(table.frame, form, output, lang)
    warn(table.notes, lang)
