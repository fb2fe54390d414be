"""What the commands about expenditure share: the year asked for, and tables that people read."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import polars as pl

from nyegrep.cli.texts import say
from nyegrep.foundation.terms import glossary, label, labels
from nyegrep.parameters.tree import read_overrides
from nyegrep.reports.render import number

DECIMALS = {
    "_nok": 0,
    "_million": 1,
    "need": 3,
    "index": 4,
    "weight": 4,
    "distance": 2,
    "difference_sd": 2,
    "value": 3,
}
LARGE = {"value": 10}  # shares and kroner stand in one column
LARGE_ELSEWHERE = 1000


@dataclass(frozen=True)
class Asked:
    """The year, the parameter values and the peers that a user asks for."""

    year: int | None
    overrides: Mapping[str, object]
    peers: tuple[str, ...] = ()


def year_options(explained: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """``--year`` and ``--parameters``, handed over together as ``asked``."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        @click.option("--year", type=int, help=explained)
        @click.option(
            "--parameters",
            type=click.Path(path_type=Path, dir_okay=False),
            help=say("option.parameters"),
        )
        @functools.wraps(command)
        def with_year(*args: Any, year: int | None, parameters: Path | None, **rest: Any) -> Any:
            overrides = read_overrides(parameters) if parameters else {}
            return command(*args, asked=Asked(year, overrides), **rest)

        return with_year

    return decorate


def for_people(frame: pl.DataFrame, language: str) -> pl.DataFrame:
    """A table with words for ids and as many decimals as the numbers bear."""
    columns = []
    for name, kind in frame.schema.items():
        if kind == pl.String:
            texts = [None if text is None else word(text, language) for text in frame[name]]
            columns.append(pl.Series(name, texts, dtype=pl.String))
        elif kind.is_float():
            cells = [None if v is None else _rounded(name, v, language) for v in frame[name]]
            width = max((len(cell) for cell in cells if cell), default=0)
            aligned = [None if cell is None else cell.rjust(width) for cell in cells]
            columns.append(pl.Series(name, aligned, dtype=pl.String))
        else:
            columns.append(frame[name])
    return pl.DataFrame(columns)


def word(name: str, language: str) -> str:
    """The word for an id that a column may hold; what has none is shown as it is."""
    try:
        return say(f"value.{name}", language)
    except KeyError:
        known = name in glossary() or any(name in group for group in labels().values())
        return label(name, language) if known else name


def _rounded(column: str, value: float, language: str) -> str:
    kind = next((end for end in DECIMALS if column.endswith(end)), "")
    large = abs(value) >= LARGE.get(kind, LARGE_ELSEWHERE)
    return number(value, language, 0 if large else DECIMALS.get(kind, 2))
