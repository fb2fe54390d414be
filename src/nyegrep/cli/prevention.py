"""``nyegrep prevention``: what preventive measures save each level of government."""

from __future__ import annotations

from pathlib import Path

import click

from nyegrep.analyses import prevention_account
from nyegrep.cli.economy import for_people
from nyegrep.cli.options import answers, format_option, output_file_option, workspace_option
from nyegrep.cli.output import note, warn, write_frame
from nyegrep.cli.texts import say
from nyegrep.parameters.tree import read_overrides


@click.command("prevention", help=say("prevention.help"))
@workspace_option
@click.option(
    "--parameters",
    type=click.Path(path_type=Path, dir_okay=False),
    help=say("option.parameters"),
)
@click.option(
    "--show",
    type=click.Choice(["account", "years", "sensitivity"]),
    default="account",
    show_default=True,
    help=say("prevention.show"),
)
@format_option("table", "csv", "json", "xlsx")
@output_file_option
@answers
def command(
    folder: Path,
    parameters: Path | None,
    show: str,
    form: str,
    output: Path | None,
    lang: str,
) -> None:
    """Show the account of the measures in the workspace."""
    overrides = read_overrides(parameters) if parameters else {}
    found = prevention_account.run(folder, overrides)
    figures = {
        "account": found.account,
        "years": found.by_year,
        "sensitivity": found.sensitivity,
    }
    frame = figures[show].values
    readable = form == "table" and output is None
    write_frame(for_people(frame, lang) if readable else frame, form, output, lang)
    note(say("prevention.heading", lang, price_year=found.price_year))
    warn(found.notes, lang)
