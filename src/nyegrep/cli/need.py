"""``nyegrep need``: what a municipality needs beside the country, and why."""

from __future__ import annotations

from pathlib import Path

import click

from nyegrep.analyses import need_index
from nyegrep.cli.economy import Asked, for_people, year_options
from nyegrep.cli.options import answers, format_option, output_file_option, workspace_option
from nyegrep.cli.output import note, warn, write_frame
from nyegrep.cli.texts import say
from nyegrep.foundation.errors import DataError, Problem
from nyegrep.reports.render import Forms
from nyegrep.sources.store import Workspace

MISSING = ("need.key_absent", "need.criteria_absent")


@click.command("need", help=say("need.help"))
@click.argument("municipality")
@workspace_option
@year_options(say("need.year"))
@click.option(
    "--show",
    type=click.Choice(["sectors", "criteria"]),
    default="sectors",
    show_default=True,
    help=say("need.show"),
)
@format_option("table", "csv", "json", "xlsx")
@output_file_option
@answers
def command(
    municipality: str,
    folder: Path,
    asked: Asked,
    show: str,
    form: str,
    output: Path | None,
    lang: str,
) -> None:
    """Show need by sector or criterion, and what is missing."""
    found = need_index.run(Workspace.open(folder), municipality, asked.year, asked.overrides)
    figure = found.sectors if show == "sectors" else found.criteria
    if figure is None:
        missing = tuple(note for note in found.notes if note.code in MISSING)
        raise DataError(*(missing or (Problem("need.criteria_absent", {"year": found.year}),)))
    frame = figure.values
    readable = form == "table" and output is None
    write_frame(for_people(frame, lang) if readable else frame, form, output, lang)
    total = found.sectors.facts["total"]
    if total is not None:
        index = Forms(lang).number(total, 4)
        facts = {"name": found.municipality.name, "year": found.year, "index": index}
        note(say("need.total", lang, **facts))
    warn(found.notes, lang)
