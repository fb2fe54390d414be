"""``nyegrep explain``: where a number comes from."""

from __future__ import annotations

import difflib
from pathlib import Path

import click

from nyegrep.cli.economy import economy_figures
from nyegrep.cli.options import YearsAsked, answers, format_option, workspace_option, years_options
from nyegrep.cli.output import show_rows, to_json
from nyegrep.cli.reporting import ReportRequest, analyse
from nyegrep.cli.texts import say
from nyegrep.foundation.errors import InputError, fail
from nyegrep.foundation.terms import label
from nyegrep.reports.contexts import figures_of
from nyegrep.reports.explain import explain, explanation
from nyegrep.sources.store import Workspace

# What a figure stands on does not depend on how many draws there are.
DRAWS = 20


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
    place = municipality or _any_municipality(workspace)
    request = ReportRequest(place, lang, years, draws=DRAWS)
    found = {item.id: item for item in figures_of(analyse(workspace, request, _silent))}
    found |= {item.id: item for item in economy_figures(workspace, place, years)}
    if figure is None:
        rows = [{"figure": i, "term": label(f.term, lang)} for i, f in found.items()]
        show_rows(rows, "json" if form == "json" else "table", lang)
        return
    if figure not in found:
        near = difflib.get_close_matches(figure, found, n=3, cutoff=0.3) or list(found)
        fail(InputError, "figure.unknown", figure=figure, candidates=near)
    chosen = found[figure]
    click.echo(to_json(explanation(chosen)) if form == "json" else explain(chosen, lang))


def _any_municipality(workspace: Workspace) -> str:
    """The first municipality of the newest year; a figure's origin differs little by place."""
    people = workspace.table("population_by_age")
    newest = people.filter(people["year"] == people["year"].max())
    codes = sorted(c for c in newest["municipality_code"].unique() if len(c) == 4)
    return str(codes[0])


def _silent(_what: str, _done: int, _whole: int) -> None:
    """No bar for a short question."""
