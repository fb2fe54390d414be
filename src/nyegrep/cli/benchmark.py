"""``nyegrep benchmark``: spending beside others, need and income."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import polars as pl

from nyegrep.analyses import peer_comparison
from nyegrep.analyses.economy_results import PeerComparison
from nyegrep.cli.economy import Asked, for_people, word, year_options
from nyegrep.cli.options import answers, format_option, output_file_option, workspace_option
from nyegrep.cli.output import note, warn, write_frame
from nyegrep.cli.texts import say
from nyegrep.methods.drill_down import REMAINDER
from nyegrep.reports.render import Forms
from nyegrep.sources.store import Workspace

HALF_A_KRONE = 0.5

ADJUSTMENT = "benchmark.income.adjustment"
SHOWN = ("gaps", "places", "peers", "drill_down", "formulas")


def comparing_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """``--peer`` and ``--adjust``, taken into what is ``asked``."""

    @click.option("--peer", "peers", multiple=True, help=say("benchmark.peer"))
    @click.option(
        "--adjust", type=click.Choice(["area", "total", "none"]), help=say("benchmark.adjust")
    )
    @functools.wraps(command)
    def with_peers(
        *args: Any, asked: Asked, peers: tuple[str, ...], adjust: str | None, **rest: Any
    ) -> Any:
        values = dict(asked.overrides) | ({} if adjust is None else {ADJUSTMENT: adjust})
        return command(*args, asked=Asked(asked.year, values, peers), **rest)

    return with_peers


@click.command("benchmark", help=say("benchmark.help"))
@click.argument("municipality")
@workspace_option
@year_options(say("benchmark.year"))
@comparing_options
@click.option(
    "--show",
    type=click.Choice(SHOWN),
    default="gaps",
    show_default=True,
    help=say("benchmark.show"),
)
@format_option("table", "csv", "json", "xlsx")
@output_file_option
@answers
def command(
    municipality: str,
    folder: Path,
    asked: Asked,
    show: str,
    form: str,
    output: Path | None,
    lang: str,
) -> None:
    """Show the gaps, or what lies behind them, and which level they are measured against."""
    workspace = Workspace.open(folder)
    chosen = (asked.year, asked.peers, asked.overrides)
    found = peer_comparison.run(workspace, municipality, *chosen)
    frame = _chosen(found, show, lang)
    if form == "table" and output is None:
        frame = for_people(_readable(frame, show, lang), lang)
    write_frame(frame, form, output, lang)
    if show in ("gaps", "drill_down"):
        _tell_level(found, lang)
    without = found.drill_down.facts["without"]
    if show == "drill_down" and without:
        note(say("benchmark.without", lang, datasets=", ".join(without)))
    warn(found.notes, lang)


def _chosen(found: PeerComparison, show: str, language: str) -> pl.DataFrame:
    if show == "formulas":
        rows = found.formulas.to_dicts()
        formulas = [_formula(row, language) for row in rows]
        return pl.DataFrame({"area": [row["area"] for row in rows], "formula": formulas})
    figures = {
        "gaps": found.gaps,
        "places": found.places,
        "peers": found.peers,
        "drill_down": found.drill_down,
    }
    values = figures[show].values
    return _side_by_side(values, language) if show == "places" else values


def _readable(frame: pl.DataFrame, show: str, language: str) -> pl.DataFrame:
    """Without what comes of rounding in the accounts, and with one row for each peer."""
    if show == "drill_down":
        less_than_shown = pl.col("effect_nok").abs() < HALF_A_KRONE
        return frame.filter(~((pl.col("part") == REMAINDER) & less_than_shown))
    return _one_row_each(frame, language) if show == "peers" else frame


def _one_row_each(peers: pl.DataFrame, language: str) -> pl.DataFrame:
    """One row for each peer: how far it is, why it was chosen, and what it is like."""
    place = ["place_code", "place_name", "chosen_by", "distance"]
    known = peers.drop_nulls("dimension")
    names = [word(name, language) for name in known["dimension"]]
    known = known.with_columns(dimension=pl.Series(names, dtype=pl.String))
    reasons = known.filter(pl.col("nearest")).group_by("place_code")
    why = reasons.agg(nearest=pl.col("dimension").str.join(", "))
    wide = known.pivot("dimension", index=place, values="value")
    dimensions = [name for name in wide.columns if name not in place]
    told = peers.select(place).unique(maintain_order=True)
    for more in (why, wide.select("place_code", *dimensions)):
        told = told.join(more, on="place_code", how="left", maintain_order="left")
    return told


def _side_by_side(values: pl.DataFrame, language: str) -> pl.DataFrame:
    """One column for each place."""
    country = pl.when(pl.col("kind") == "country").then(pl.lit(word("country", language)))
    named = values.with_columns(place_name=country.otherwise(pl.col("place_name")))
    return named.pivot("place_name", index="area", values="per_inhabitant_nok")


def _formula(row: dict[str, object], language: str) -> str:
    """The formula of an area, printed from its definition."""
    functions, sectors = row["functions"], row["need_sectors"]
    facts = {
        "numerator": row["numerator"],
        "functions": " + ".join(functions) if isinstance(functions, list) else "",
        "denominator": word(str(row["denominator"]), language),
    }
    text = say("benchmark.formula", language, **facts)
    if isinstance(sectors, list) and sectors:
        named = ", ".join(word(sector, language) for sector in sectors)
        text += say("benchmark.formula.need", language, sectors=named)
    else:
        text += say("benchmark.formula.plain", language)
    return text if row["in_sum"] else text + say("benchmark.formula.outside", language)


def _tell_level(found: PeerComparison, language: str) -> None:
    """Which level the differences are measured against, and what their sign means."""
    facts = found.gaps.facts
    reference = facts["reference"]
    if reference == "country" and found.gaps.values["need"].count():
        reference = "normed"
    told = {
        "year": found.year,
        "reference": say(f"benchmark.reference.{reference}", language),
        "percent": Forms(language).number(facts["income_percent"] or 100.0, 1),
    }
    note(say(f"benchmark.used.{facts['adjustment']}", language, **told))
    turned = found.formulas["direction"][0] < 0
    note(say("benchmark.sign.turned" if turned else "benchmark.sign", language))
