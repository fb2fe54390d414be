"""``nyegrep explain``: where a number comes from."""

from __future__ import annotations

import difflib
from pathlib import Path

import click

from nyegrep.cli.figures import Asking, all_figures, the_figure
from nyegrep.cli.options import YearsAsked, answers, format_option, workspace_option, years_options
from nyegrep.cli.output import show_rows, to_json, warn
from nyegrep.cli.texts import say
from nyegrep.foundation.errors import DataError, InputError, fail
from nyegrep.foundation.terms import label
from nyegrep.reports.explain import ANALYSES, explain, explanation
from nyegrep.sources.store import Workspace


@click.command("explain", help=say("explain.help"))
@click.argument("figure", required=False)
@click.argument("municipality", required=False)
@workspace_option
@years_options
@format_option("text", "json")
@answers
def command(
    figure: str | None,
    municipality: str | None,
    folder: Path,
    form: str,
    lang: str,
    years: YearsAsked,
) -> None:
    """Explain a figure, or list those that can be explained."""
    workspace = Workspace.open(folder)
    asking = Asking(workspace, municipality or _any_municipality(workspace), years)
    if figure is None:
        found, lacking = all_figures(asking)
        rows = [{"figure": item.id, "term": label(item.term, lang)} for item in found]
        show_rows(rows, "json" if form == "json" else "table", lang)
        warn(lacking, lang)
        return
    known = [name for figures in ANALYSES.values() for name in figures]
    if figure not in known:
        near = difflib.get_close_matches(figure, known, n=3, cutoff=0.3) or known
        fail(InputError, "figure.unknown", figure=figure, candidates=near)
    chosen, notes = the_figure(figure, asking)
    if chosen is None:
        warn(notes, lang)
        fail(DataError, "figure.not_made", figure=figure)
    click.echo(to_json(explanation(chosen)) if form == "json" else explain(chosen, lang))


def _any_municipality(workspace: Workspace) -> str:
    """The first municipality of the newest year; a figure's origin differs little by place."""
    people = workspace.table("population_by_age")
    newest = people.filter(people["year"] == people["year"].max())
    codes = sorted(c for c in newest["municipality_code"].unique() if len(c) == 4)
    return str(codes[0])
