"""``nyegrep backtest``: how far projections missed, and how often their bands held."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import polars as pl

from nyegrep.analyses import backtest_table
from nyegrep.analyses.backtest_table import DEFAULT_DRAWS, DEFAULT_SEED, Question
from nyegrep.cli.options import answers, format_option, output_file_option, workspace_option
from nyegrep.cli.output import progress_bar, write_frame
from nyegrep.cli.texts import say
from nyegrep.methods.population.backtest import ALL
from nyegrep.parameters.tree import read_overrides
from nyegrep.sources.store import Workspace

SIZE, AGE, HORIZON, BASE = "size", "age", "horizon", "base"
DIVIDED_BY = {SIZE: "size_class", AGE: "age_group", HORIZON: "horizon", BASE: "base_year"}
MEASURES = ("mape", "median", "bias", "weighted", "held_50", "held_80", "held_95")


class Years(click.ParamType[tuple[int, ...]]):
    """Years as ``2014``, ``2009..2014`` or ``2009,2012``."""

    name = "years"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, ...]:
        """The years in rising order."""
        if isinstance(value, tuple):
            return value
        text = str(value)
        try:
            if ".." in text:
                first, last = (int(part) for part in text.split(".."))
                years = tuple(range(first, last + 1))
            else:
                years = tuple(sorted({int(part) for part in text.split(",")}))
        except ValueError:
            years = ()
        if not years:
            self.fail(say("backtest.bases_unreadable", found=text), param, ctx)
        return years


def question_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """What is asked, handed over as ``question``."""
    number: dict[str, Any] = {"type": int, "show_default": True}

    @click.option("--base", "bases", type=Years(), required=True, help=say("backtest.base"))
    @click.option("--horizon", default=5, help=say("backtest.horizon"), **number)
    @click.option("--draws", default=DEFAULT_DRAWS, help=say("option.draws"), **number)
    @click.option("--seed", default=DEFAULT_SEED, help=say("option.seed"), **number)
    @click.option("--unchanged", is_flag=True, help=say("backtest.unchanged"))
    @click.option(
        "--parameters",
        type=click.Path(path_type=Path, dir_okay=False),
        help=say("option.parameters"),
    )
    @functools.wraps(command)
    def with_question(*args: Any, parameters: Path | None, **given: Any) -> Any:
        overrides = read_overrides(parameters) if parameters else {}
        names = ("bases", "horizon", "draws", "seed", "unchanged")
        asked = {name: given.pop(name) for name in names}
        return command(*args, question=Question(overrides=overrides, **asked), **given)

    return with_question


@click.command("backtest", help=say("backtest.help"))
@workspace_option
@question_options
@click.option(
    "--by",
    type=click.Choice(list(DIVIDED_BY)),
    default=SIZE,
    show_default=True,
    help=say("backtest.by"),
)
@format_option("table", "csv", "json", "xlsx", "parquet")
@output_file_option
@answers
def command(
    folder: Path, form: str, output: Path | None, lang: str, by: str, question: Question
) -> None:
    """Try the projection on the past."""
    workspace = Workspace.open(folder)
    with progress_bar() as progress:
        found = backtest_table.run(workspace, question, progress)
    frame = found.frame
    if form == "table" and output is None:
        frame = _short(frame, by)
    write_frame(frame, form, output, lang)


def _short(frame: pl.DataFrame, by: str) -> pl.DataFrame:
    """Means over base years, weighted by municipalities, divided by one thing."""
    divided = DIVIDED_BY[by]
    chosen = frame
    for name in ("size_class", "age_group"):
        if name != divided:
            chosen = chosen.filter(pl.col(name) == ALL)
    if by != HORIZON:
        chosen = chosen.filter(pl.col("horizon") == pl.col("horizon").max())
    weight = pl.col("municipalities")
    means = [
        ((pl.col(name) * weight).sum() / weight.filter(pl.col(name).is_not_null()).sum())
        .round(2)
        .alias(name)
        for name in MEASURES
    ]
    grouped = chosen.group_by("method", divided, maintain_order=True)
    return grouped.agg(weight.sum(), *means).fill_nan(None)
