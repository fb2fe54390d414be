"""``nyegrep init``: files for what only the municipality knows."""

from __future__ import annotations

from pathlib import Path

import click

from nyegrep.analyses import futures_outlook
from nyegrep.analyses.context import prepare
from nyegrep.analyses.futures_results import FuturesOutlook
from nyegrep.cli.options import YearsAsked, answers, workspace_option, years_options
from nyegrep.cli.output import note
from nyegrep.cli.texts import say
from nyegrep.reports.chapters.futures_stories import default_stories, example
from nyegrep.sources.futures_files import EXAMPLE, FOLDER, own_futures
from nyegrep.sources.store import Workspace
from nyegrep.sources.stories import Written, write_new, write_stories
from nyegrep.sources.unit_costs import EXAMPLE as UNIT_COSTS


@click.command("init", help=say("init.help"))
@click.argument("municipality")
@workspace_option
@years_options
@answers
def command(municipality: str, folder: Path, lang: str, years: YearsAsked) -> None:
    """Prepare the workspace for what only the municipality knows."""
    workspace = Workspace.open(folder)
    outlook = _futures(workspace, municipality, years)
    tell(write_files(folder, lang, outlook), folder, lang)


def write_files(folder: Path, language: str, outlook: FuturesOutlook) -> Written:
    """The stories of the futures and examples of files; what is there is left as it is.

    Raises:
        WorkspaceError: a file cannot be written.
    """
    stories = default_stories(outlook, language)
    told = write_stories(folder, language, stories, say("init.remark", language))
    examples = write_new(
        {
            folder / UNIT_COSTS: example("unit_costs", language),
            folder / FOLDER / EXAMPLE: example("future", language),
        }
    )
    return Written((*told.written, *examples.written), (*told.left, *examples.left))


def tell(files: Written, folder: Path, language: str) -> None:
    """What was written, what was left, and what to do with it."""
    for key, paths in (("init.wrote", files.written), ("init.left", files.left)):
        for path in paths:
            note(say(key, language, path=path.relative_to(folder)))
    note(say("done.init", language, folder=folder))


def _futures(workspace: Workspace, municipality: str, years: YearsAsked) -> FuturesOutlook:
    """The futures of the municipality, those that the user has defined among them."""
    context = prepare(workspace, municipality, years.base_year, (), years.overrides)
    own = own_futures(workspace.folder)
    return futures_outlook.run(context, futures_outlook.Question(years.horizon, own=own))
