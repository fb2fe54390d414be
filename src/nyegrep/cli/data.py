"""``nyegrep data``: fetch, import, export and look at data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from nyegrep.analyses.context import history_of
from nyegrep.cli.options import answers, format_option, output_file_option, workspace_option
from nyegrep.cli.output import note, progress_bar, show_rows, to_json, warn, write_frame
from nyegrep.cli.texts import say
from nyegrep.foundation.errors import DataError, fail
from nyegrep.sources.catalogue import dataset as dataset_of
from nyegrep.sources.datapack import read_datapack, read_single_file, write_datapack
from nyegrep.sources.fetching import FetchOptions, fetch_datasets
from nyegrep.sources.status import status_details, status_rows
from nyegrep.sources.store import SavedDataset, Workspace


@click.group("data", help=say("data.help"))
def command() -> None:
    """Hold the commands about data; the help text stands in texts.yaml."""


@command.command("fetch", help=say("fetch.help"))
@click.argument("datasets", nargs=-1)
@click.option("--for", "municipalities", multiple=True, help=say("fetch.for"))
@click.option("--offline", is_flag=True, help=say("option.offline"))
@click.option("--refresh", is_flag=True, help=say("option.refresh"))
@workspace_option
@answers
def fetch(
    datasets: tuple[str, ...],
    municipalities: tuple[str, ...],
    offline: bool,
    refresh: bool,
    folder: Path,
    lang: str,
) -> None:
    """Fetch datasets into the workspace."""
    workspace = Workspace.open_or_create(folder)
    options = FetchOptions(datasets, municipalities, offline, refresh, lang)
    with progress_bar() as progress:
        fetched = fetch_datasets(workspace, history_of, options, progress)
    warn(fetched.failed, lang)
    _tell(list(fetched.saved), folder, lang)


@command.command("import", help=say("import.help"))
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--dataset", help=say("import.dataset"))
@click.option("--sheet", help=say("import.sheet"))
@click.option("--borders", type=int, default=0, help=say("import.borders"))
@workspace_option
@answers
def import_(
    path: Path, dataset: str | None, sheet: str | None, borders: int, folder: Path, lang: str
) -> None:
    """Take in a datapack, or one file."""
    workspace = Workspace.open_or_create(folder)
    with progress_bar() as progress:
        if dataset is not None:
            deliveries = [read_single_file(path, dataset_of(dataset), sheet, borders)]
        elif path.is_file():
            fail(DataError, "datapack.single_file", place=path)
        else:
            deliveries = read_datapack(path, progress)
        history = history_of(workspace, deliveries)
        saved = workspace.save(deliveries, history, f"import {path}", progress)
    _tell(saved, folder, lang)


@command.command("export", help=say("export.help"))
@click.argument("target", type=click.Path(path_type=Path, file_okay=False))
@click.option("--dataset", "datasets", multiple=True, help=say("export.dataset"))
@workspace_option
@answers
def export(target: Path, datasets: tuple[str, ...], folder: Path, lang: str) -> None:
    """Write the workspace as a datapack."""
    written = write_datapack(Workspace.open(folder), target, datasets)
    note(say("done.export", lang, files=len(written), folder=target))


@command.command("status", help=say("status.help"))
@click.argument("dataset", required=False)
@workspace_option
@format_option("table", "json", "csv")
@answers
def status(dataset: str | None, folder: Path, form: str, lang: str) -> None:
    """Show what the workspace holds."""
    workspace = Workspace.open(folder)
    if dataset is not None:
        _show_details(status_details(workspace, history_of(workspace), dataset, lang), form, lang)
        return
    rows = status_rows(workspace, history_of(workspace), lang)
    if form == "table" and workspace.invented:
        note(say("status.invented", lang))
    if form == "table" and not workspace.state.datasets:
        note(say("status.empty", lang))
    show_rows(rows, form, lang)


@command.command("undo", help=say("undo.help"))
@workspace_option
@answers
def undo(folder: Path, lang: str) -> None:
    """Go back to the state before the last change."""
    undone = Workspace.open(folder).undo()
    note(say("done.undo", lang, action=undone.action))


@command.command("forget", help=say("forget.help"))
@click.argument("dataset")
@workspace_option
@answers
def forget(dataset: str, folder: Path, lang: str) -> None:
    """Take a dataset out of the workspace."""
    Workspace.open(folder).forget(dataset)
    note(say("done.forget", lang, dataset=dataset))


@command.command("sql", help=say("sql.help"))
@click.argument("query")
@workspace_option
@format_option("table", "csv", "json", "xlsx", "parquet")
@output_file_option
@answers
def sql(query: str, folder: Path, form: str, output: Path | None, lang: str) -> None:
    """Answer a question in SQL."""
    write_frame(Workspace.open(folder).sql(query), form, output, lang)


def _show_details(details: dict[str, Any], form: str, language: str) -> None:
    """One dataset in full."""
    if form == "json":
        click.echo(to_json(details))
        return
    click.echo(f"{details['title']} ({details['dataset']})\n")
    show_rows(details["sources"], form, language)
    if details["holes"]:
        click.echo(f"\n{say('status.holes', language)}")
        rows = [
            {"municipality": name, "years": ", ".join(map(str, years))}
            for name, years in details["holes"].items()
        ]
        show_rows(rows, form, language)
    for text in details["warnings"]:
        click.echo(f"\n{say('warning', language)}: {text}")


def _tell(saved: list[SavedDataset], folder: Path, language: str) -> None:
    """What a change did, with what the person should know about it."""
    for outcome in saved:
        warn(outcome.warnings, language)
        if outcome.cells_replaced:
            facts = {"dataset": outcome.dataset, "count": outcome.cells_replaced}
            note(say("done.replaced", language, **facts))
    rows = sum(outcome.rows for outcome in saved)
    note(say("done.import", language, datasets=len(saved), rows=rows, folder=folder))
