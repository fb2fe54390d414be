"""The options of commands that draw paths: how many, in what detail, and who works them out."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from nyegrep.analyses.ensemble import GROUPS, Detail
from nyegrep.analyses.national_conditions import HISTORY
from nyegrep.analyses.projection_table import DEFAULT_DRAWS, DEFAULT_SEED, Question
from nyegrep.cli.options import YearsAsked
from nyegrep.cli.texts import say


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


def draws_options(
    explained: str, *national: str
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """How to draw and what of the country, handed over as ``asked``.

    Args:
        explained: key of the help text of ``--national``.
        *national: choices beside history.
    """
    choices = click.Choice([HISTORY, *national])

    def with_options(command: Callable[..., Any]) -> Callable[..., Any]:
        said: dict[str, Any] = {"default": HISTORY, "show_default": True, "help": say(explained)}
        return _options(click.option("--national", type=choices, **said)(command))

    return with_options


def _options(command: Callable[..., Any]) -> Callable[..., Any]:
    """``--draws --seed --detail --cluster --keep-draws --restart`` and what is there already."""
    number: dict[str, Any] = {"type": int, "show_default": True}

    @click.option("--draws", default=DEFAULT_DRAWS, help=say("option.draws"), **number)
    @click.option("--seed", default=DEFAULT_SEED, help=say("option.seed"), **number)
    @click.option(
        "--detail",
        type=click.Choice(list(GROUPS)),
        default="total",
        show_default=True,
        help=say("option.detail"),
    )
    @click.option("--cluster", metavar="ADDRESS", help=say("option.cluster"))
    @click.option(
        "--keep-draws",
        "keep",
        type=click.Path(path_type=Path, file_okay=False),
        help=say("option.keep_draws"),
    )
    @click.option("--restart", is_flag=True, help=say("option.restart"))
    @functools.wraps(command)
    def with_draws(*args: Any, **given: Any) -> Any:
        names = ("draws", "seed", "detail", "cluster", "keep", "restart", "national")
        asked = DrawsAsked(*(given.pop(name) for name in names))
        return command(*args, asked=asked, **given)

    return with_draws
