"""The command ``nyegrep``: its groups, and nothing heavy until a command needs it."""

from __future__ import annotations

from importlib import import_module

import click

from nyegrep.cli.texts import say
from nyegrep.foundation.version import VERSION

COMMANDS = {
    "demo": "nyegrep.cli.demo",
    "data": "nyegrep.cli.data",
    "init": "nyegrep.cli.init",
    "report": "nyegrep.cli.report",
    "project": "nyegrep.cli.project",
    "futures": "nyegrep.cli.futures",
    "cost": "nyegrep.cli.cost",
    "housing": "nyegrep.cli.housing",
    "backtest": "nyegrep.cli.backtest",
    "attractiveness": "nyegrep.cli.attractiveness",
    "need": "nyegrep.cli.need",
    "benchmark": "nyegrep.cli.benchmark",
    "savings": "nyegrep.cli.savings",
    "prevention": "nyegrep.cli.prevention",
    "finance": "nyegrep.cli.finance",
    "explain": "nyegrep.cli.explain",
    "glossary": "nyegrep.cli.glossary",
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called, so that help is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order a new user meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(COMMANDS[cmd_name]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """One line a command, without importing any."""
        rows = [(name, say(f"{name}.help")) for name in COMMANDS]
        with formatter.section(say("section.commands")):
            formatter.write_dl(rows)


@click.group(
    cls=LazyGroup,
    help=say("app.help"),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(VERSION, "--version", message="nyegrep %(version)s")
def main() -> None:
    """Answer on the command line; the help text stands in texts.yaml."""
