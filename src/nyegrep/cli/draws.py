"""The options of commands that draw paths: how many, in what detail, and who works them out."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from nyegrep.analyses import futures_outlook
from nyegrep.analyses.ensemble import GROUPS, Detail
from nyegrep.analyses.national_conditions import HISTORY
from nyegrep.analyses.projection_table import DEFAULT_DRAWS, DEFAULT_SEED, Question
from nyegrep.cli.options import YearsAsked
from nyegrep.cli.texts import say
from nyegrep.sources.futures_files import own_futures

TOTAL: Detail = "total"


@dataclass(frozen=True)
class DrawsAsked:
    """The draws that a user asks for, and how they are worked out.

    Attributes:
        draws: how many; 0 = the central path alone.
        seed: decides all that is drawn.
        detail: ages of the answer.
        cluster: address of a Dask scheduler; ``None`` = this machine.
        keep: folder for every draw.
        restart: take away what an earlier run left.
        national: whose conditions in the country.
    """

    draws: int
    seed: int
    detail: Detail
    cluster: str | None
    keep: Path | None
    restart: bool
    national: str

    def of(self, municipality: str, years: YearsAsked) -> Question:
        """The question to a projection of a municipality."""
        return Question(
            municipality=municipality,
            base_year=years.base_year,
            horizon=years.horizon,
            draws=self.draws,
            seed=self.seed,
            detail=self.detail,
            overrides=years.overrides,
            keep=self.keep,
            national=self.national,
        )


@dataclass(frozen=True)
class PathsAsked:
    """The futures that a user asks for, and how they are drawn.

    Attributes:
        files: futures of the user's own, beside those of the workspace.
        draws: how many paths in each future; 0 = the central paths alone.
        seed: decides all that is drawn.
        national: whose conditions in the country.
        show: which figure of the answer.
    """

    files: tuple[Path, ...]
    draws: int
    seed: int
    national: str
    show: str

    def of(self, folder: Path, years: YearsAsked) -> futures_outlook.Question:
        """The question to the futures of a workspace."""
        own = own_futures(folder, self.files)
        return futures_outlook.Question(
            years.horizon, own, draws=self.draws, seed=self.seed, national=self.national
        )


def paths_options(
    explained: str, *shown: str
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """``--show --future --draws --seed --national``, handed over as ``paths``.

    Args:
        explained: key of the help text of ``--show``.
        *shown: the figures that can be asked for, the usual one first.
    """
    file = click.Path(path_type=Path, dir_okay=False)
    number: dict[str, Any] = {"type": int, "show_default": True}
    choices = click.Choice([HISTORY, futures_outlook.OFFICIAL_MODE])
    said: dict[str, Any] = {"default": HISTORY, "show_default": True}
    figures: dict[str, Any] = {"type": click.Choice(shown), "default": shown[0]}

    def with_options(command: Callable[..., Any]) -> Callable[..., Any]:
        @click.option("--show", show_default=True, help=say(explained), **figures)
        @click.option("--future", "files", type=file, multiple=True, help=say("futures.future"))
        @click.option("--draws", default=DEFAULT_DRAWS, help=say("option.draws"), **number)
        @click.option("--seed", default=DEFAULT_SEED, help=say("option.seed"), **number)
        @click.option("--national", type=choices, help=say("futures.national"), **said)
        @functools.wraps(command)
        def with_paths(*args: Any, **given: Any) -> Any:
            names = PathsAsked.__dataclass_fields__
            paths = PathsAsked(**{name: given.pop(name) for name in names})
            return command(*args, paths=paths, **given)

        return with_paths

    return with_options


def draws_options(
    explained: str, *national: str, in_detail: bool = True
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """How to draw and what of the country, handed over as ``asked``.

    Args:
        explained: key of the help text of ``--national``.
        *national: choices beside history.
        in_detail: whether ages and every draw can be asked for.
    """
    choices = click.Choice([HISTORY, *national])

    def with_options(command: Callable[..., Any]) -> Callable[..., Any]:
        said: dict[str, Any] = {"default": HISTORY, "show_default": True, "help": say(explained)}
        gathered = _gathered(command)
        detailed = _detail_options(gathered) if in_detail else gathered
        return _options(click.option("--national", type=choices, **said)(detailed))

    return with_options


def chosen_futures(command: Callable[..., Any]) -> Callable[..., Any]:
    """``--future --only``: futures of the user's own, and which are wanted."""
    file = click.Path(path_type=Path, dir_okay=False)
    only = click.option("--only", multiple=True, metavar="ID", help=say("futures.only"))
    own = click.option("--future", "files", type=file, multiple=True, help=say("futures.future"))
    return own(only(command))


def _options(command: Callable[..., Any]) -> Callable[..., Any]:
    """``--draws --seed --cluster --restart``."""
    number: dict[str, Any] = {"type": int, "show_default": True}
    options = (
        click.option("--draws", default=DEFAULT_DRAWS, help=say("option.draws"), **number),
        click.option("--seed", default=DEFAULT_SEED, help=say("option.seed"), **number),
        click.option("--cluster", metavar="ADDRESS", help=say("option.cluster")),
        click.option("--restart", is_flag=True, help=say("option.restart")),
    )
    for option in reversed(options):
        command = option(command)
    return command


def _detail_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """``--detail --keep-draws``."""
    folder = click.Path(path_type=Path, file_okay=False)
    ages = click.Choice(list(GROUPS))
    kept = click.option("--keep-draws", "keep", type=folder, help=say("option.keep_draws"))
    detail = click.option(
        "--detail", type=ages, default=TOTAL, show_default=True, help=say("option.detail")
    )
    return detail(kept(command))


def _gathered(command: Callable[..., Any]) -> Callable[..., Any]:
    """The command with what its options gave in one place."""

    @functools.wraps(command)
    def with_draws(*args: Any, **given: Any) -> Any:
        usual = {"detail": TOTAL, "keep": None}
        names = ("draws", "seed", "detail", "cluster", "keep", "restart", "national")
        asked = DrawsAsked(*(given.pop(name, usual.get(name)) for name in names))
        return command(*args, asked=asked, **given)

    return with_draws
