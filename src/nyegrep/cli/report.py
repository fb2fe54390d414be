"""``nyegrep report``: the report for one municipality."""

from __future__ import annotations

from pathlib import Path

import click

from nyegrep.analyses.context import history_of
from nyegrep.cli.options import (
    answers,
    output_folder_option,
    workspace_option,
    years_options,
)
from nyegrep.cli.output import note, progress_bar, warn
from nyegrep.cli.reporting import ReportRequest, write_report
from nyegrep.cli.texts import say
from nyegrep.sources.fetching import FetchOptions, fetch_datasets
from nyegrep.sources.store import Workspace


@click.command("report", help=say("report.help"))
@click.argument("municipality")
@workspace_option
@years_options
@click.option("--peer", "peers", multiple=True, help=say("option.peer"))
@click.option("--fetch", is_flag=True, help=say("report.fetch"))
@click.option("--offline", is_flag=True, help=say("option.offline"))
@output_folder_option("out")
@answers
def command(municipality: str, folder: Path, output: Path, lang: str, **asked: object) -> None:
    """Make the report."""
    if asked.pop("fetch"):
        _fetch(folder, bool(asked["offline"]), lang)
    asked.pop("offline")
    request = ReportRequest(municipality=municipality, language=lang, **asked)  # type: ignore[arg-type]  # click checked them
    workspace = Workspace.open(folder)
    with progress_bar() as progress:
        written = write_report(workspace, request, output, progress)
    warn(written.notes, lang)
    note(say("done.report", lang, path=written.path.resolve()))


def _fetch(folder: Path, offline: bool, language: str) -> None:
    """What the report needs, for all municipalities: comparison and rates stand on them all."""
    workspace = Workspace.open_or_create(folder)
    options = FetchOptions(offline=offline, language=language)
    with progress_bar() as progress:
        fetched = fetch_datasets(workspace, history_of, options, progress)
    warn(fetched.failed, language)
