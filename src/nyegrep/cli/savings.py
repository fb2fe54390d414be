"""``nyegrep savings``: what is to be saved, shared between the areas."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from nyegrep.analyses import savings_distribution
from nyegrep.analyses.measures_results import SavingsDistribution
from nyegrep.cli.economy import Asked, for_people, word, year_options
from nyegrep.cli.options import answers, format_option, output_file_option, workspace_option
from nyegrep.cli.output import note, warn, write_frame
from nyegrep.cli.texts import say
from nyegrep.reports.render import Forms
from nyegrep.sources.store import Workspace


@dataclass(frozen=True)
class ToShare:
    """Whose savings, and how much, million NOK."""

    municipality: str
    total: float


def to_share(command: Callable[..., Any]) -> Callable[..., Any]:
    """The municipality and ``--total``, handed over together as ``wanted``."""

    @click.argument("municipality")
    @click.option("--total", type=float, required=True, help=say("savings.total"))
    @functools.wraps(command)
    def with_total(*args: Any, municipality: str, total: float, **rest: Any) -> Any:
        return command(*args, wanted=ToShare(municipality, total), **rest)

    return with_total


@click.command("savings", help=say("savings.help"))
@to_share
@workspace_option
@year_options(say("benchmark.year"))
@click.option(
    "--show",
    type=click.Choice(["distribution", "criteria"]),
    default="distribution",
    show_default=True,
    help=say("savings.show"),
)
@format_option("table", "csv", "json", "xlsx")
@output_file_option
@answers
def command(
    wanted: ToShare,
    folder: Path,
    asked: Asked,
    show: str,
    form: str,
    output: Path | None,
    lang: str,
) -> None:
    """Show how the total is shared, or what each criterion says, and what it stands on."""
    workspace = Workspace.open(folder)
    chosen = (wanted.municipality, wanted.total, asked.year, asked.overrides)
    found = savings_distribution.run(workspace, *chosen)
    frame = (found.distribution if show == "distribution" else found.criteria).values
    readable = form == "table" and output is None
    write_frame(for_people(frame, lang) if readable else frame, form, output, lang)
    _tell(found, lang)
    warn(found.notes, lang)


def _tell(found: SavingsDistribution, language: str) -> None:
    """What is shared, by which weights, and which outlook they look at."""
    facts, numbers = found.distribution.facts, Forms(language)
    total = numbers.number(facts["total_million"], 1)
    name = found.municipality.name
    note(say("savings.heading", language, name=name, total=total, year=found.year))
    used = found.criteria.values.select("savings_criterion", "effective_percent").unique(
        maintain_order=True
    )
    weights = [f"{word(c, language)} {numbers.number(p, 1)} %" for c, p in used.iter_rows()]
    note(say("savings.weights", language, weights=numbers.listing(weights)))
    if facts["future"] is not None:
        years = {"base_year": facts["base_year"], "horizon": facts["horizon"]}
        note(say("savings.outlook", language, **years))
