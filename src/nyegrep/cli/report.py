"""``nyegrep report``: the report for one municipality."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from nyegrep.analyses.context import history_of
from nyegrep.cli.options import (
    YearsAsked,
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


@dataclass(frozen=True)
class ReportAsked:
    """What is asked of the report beside the years.

    Attributes:
        peers: municipalities to compare with.
        goal: a goal to be turned round.
        fetch: whether to fetch first.
        offline: whether the cache alone must do.
    """

    peers: tuple[str, ...]
    goal: str | None
    fetch: bool
    offline: bool


def report_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """``--peer --reach --fetch --offline``, handed over as ``asked``."""

    @click.option("--peer", "peers", multiple=True, help=say("option.peer"))
    @click.option("--reach", "goal", metavar="GOAL", help=say("futures.reach"))
    @click.option("--fetch", is_flag=True, help=say("report.fetch"))
    @click.option("--offline", is_flag=True, help=say("option.offline"))
    @functools.wraps(command)
    def with_asked(*args: Any, **given: Any) -> Any:
        names = ("peers", "goal", "fetch", "offline")
        asked = ReportAsked(*(given.pop(name) for name in names))
        return command(*args, asked=asked, **given)

    return with_asked


@click.command("report", help=say("report.help"))
@click.argument("municipality")
@workspace_option
@years_options
@report_options
@output_folder_option("out")
@answers
def command(
    municipality: str,
    folder: Path,
    output: Path,
    lang: str,
    years: YearsAsked,
    asked: ReportAsked,
) -> None:
    """Make the report."""
    if asked.fetch:
        _fetch(folder, asked.offline, lang)
    request = ReportRequest(municipality, lang, years, asked.peers, asked.goal)
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
