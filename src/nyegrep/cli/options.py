"""Options that several commands share, and the door that turns errors into words."""

from __future__ import annotations

import functools
import os
import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import click

from nyegrep.cli.output import note
from nyegrep.cli.texts import language, say
from nyegrep.foundation.errors import NyegrepError
from nyegrep.parameters.tree import read_overrides

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True)
class YearsAsked:
    """The years and the parameter values that a user asks for.

    Attributes:
        base_year: newest year to look at; ``None`` = the newest with data.
        horizon: last year of the projection.
        overrides: parameter values of the user's own, by path.
    """

    base_year: int | None
    horizon: int
    overrides: Mapping[str, object] = field(default_factory=dict)


DEFAULT_WORKSPACE = "nyegrep-workspace"
UNEXPECTED = 1


def workspace_option(command: Command) -> Command:
    """``-w FOLDER``, else ``NYEGREP_WORKSPACE``, else ``nyegrep-workspace`` here."""
    return click.option(
        "-w",
        "--workspace",
        "folder",
        type=click.Path(path_type=Path, file_okay=False),
        default=lambda: Path(os.environ.get("NYEGREP_WORKSPACE", DEFAULT_WORKSPACE)),
        show_default=DEFAULT_WORKSPACE,
        help=say("option.workspace"),
    )(command)


def format_option(*forms: str) -> Callable[[Command], Command]:
    """``--format`` with the forms that a command can answer in; the first is the default."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(forms),
        default=forms[0],
        show_default=True,
        help=say("option.format"),
    )


def output_file_option(command: Command) -> Command:
    """``-o FILE``."""
    return click.option(
        "-o",
        "--output",
        type=click.Path(path_type=Path, dir_okay=False),
        help=say("option.output"),
    )(command)


def output_folder_option(default: str) -> Callable[[Command], Command]:
    """``-o FOLDER``."""
    return click.option(
        "-o",
        "--output",
        type=click.Path(path_type=Path, file_okay=False),
        default=Path(default),
        show_default=True,
        help=say("option.output_folder"),
    )


def years_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """``--base-year``, ``--horizon`` and ``--parameters``, handed over as ``years``."""

    @click.option("--base-year", type=int, help=say("option.base_year"))
    @click.option(
        "--horizon", type=int, default=2040, show_default=True, help=say("option.horizon")
    )
    @click.option(
        "--parameters",
        type=click.Path(path_type=Path, dir_okay=False),
        help=say("option.parameters"),
    )
    @functools.wraps(command)
    def with_years(
        *args: Any, base_year: int | None, horizon: int, parameters: Path | None, **options: Any
    ) -> Any:
        overrides = read_overrides(parameters) if parameters else {}
        return command(*args, years=YearsAsked(base_year, horizon, overrides), **options)

    return with_years


def answers(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command ``--lang`` and ``--debug``, and let it fail in one line a problem."""

    @click.option("--lang", type=click.Choice(["nb", "en"]), help=say("option.lang"))
    @click.option("--debug", is_flag=True, help=say("option.debug"))
    @functools.wraps(command)
    def door(*args: Any, lang: str | None, debug: bool, **options: Any) -> Any:
        chosen = lang or language()
        try:
            return command(*args, lang=chosen, **options)
        except NyegrepError as error:
            if debug:
                traceback.print_exc()
            for text in error.texts(chosen):
                note(f"{say('error', chosen)}: {text}")
            sys.exit(error.exit_code)
        except KeyboardInterrupt:
            note(say("interrupted", chosen))
            sys.exit(130)
        except BrokenPipeError:
            sys.stderr.close()
            sys.exit(0)
        except (click.ClickException, click.exceptions.Exit):
            raise
        except Exception as error:
            if debug:
                raise
            first = str(error).splitlines()[0] if str(error) else ""
            note(say("unexpected", chosen, kind=type(error).__name__, reason=first))
            sys.exit(UNEXPECTED)

    return door
