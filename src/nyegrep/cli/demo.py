"""``nyegrep demo``: the built-in demo country and a report from it."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

import click
import polars as pl

from nyegrep.analyses.context import history_of, prepare
from nyegrep.cli.options import YearsAsked, answers, output_folder_option
from nyegrep.cli.output import note, progress_bar
from nyegrep.cli.reporting import ReportRequest, write_report
from nyegrep.cli.texts import say
from nyegrep.foundation.errors import DataError, InputError, fail
from nyegrep.reports.own_forms import template
from nyegrep.sources.demo import deliveries
from nyegrep.sources.demo.economic_plan import economic_plan
from nyegrep.sources.economic_plan import FORM
from nyegrep.sources.state import STATE_FILE, write_atomically
from nyegrep.sources.store import Workspace

HORIZON = 2050
SHOWCASE_PERSONS = 5600


@click.command("demo", help=say("demo.help"))
@click.argument("municipality", required=False)
@click.option("--seed", type=int, default=2026, show_default=True)
@output_folder_option("out/demo")
@answers
def command(municipality: str | None, seed: int, output: Path, lang: str) -> None:
    """Make the demo country and its report."""
    folder = output / "workspace"
    _clear(folder)
    with progress_bar() as progress:
        workspace = Workspace.open_or_create(folder)
        made = deliveries(seed, progress)
        workspace.save(made, history_of(workspace, made), f"demo {seed}", progress)
        place = municipality or _showcase(workspace)
        _write_plan(workspace, place, lang)
        request = ReportRequest(place, lang, YearsAsked(None, HORIZON))
        written = write_report(workspace, request, output, progress)
    note(say("status.invented", lang))
    note(say("done.report", lang, path=written.path.resolve()))


def _showcase(workspace: Workspace) -> str:
    """The municipality to show where none is asked for: one of a common Norwegian size."""
    accounts = workspace.table("population_change").drop_nulls("population")
    newest = accounts.filter(pl.col("year") == pl.col("year").max())
    distance = (pl.col("population") - SHOWCASE_PERSONS).abs()
    municipal = newest.filter(pl.col("municipality_code").str.len_chars() == 4)
    return str(municipal.sort(distance)["municipality_code"][0])


def _write_plan(workspace: Workspace, place: str, language: str) -> None:
    """An invented economic plan of the municipality, as a user would have filled it in.

    A municipality that is not known is told of where the report is made.
    """
    with suppress(InputError, DataError):
        code = prepare(workspace, place).place.code
        content = template(FORM, language, economic_plan(workspace, code))
        write_atomically(workspace.folder / f"{FORM.name}.xlsx", content)


def _clear(folder: Path) -> None:
    """Take away an earlier demo; anything else in the way is left alone and named."""
    if not folder.exists():
        return
    if not (folder / STATE_FILE).exists() or not Workspace.open(folder).invented:
        fail(InputError, "demo.folder_in_use", folder=folder)
    shutil.rmtree(folder)
