"""``nyegrep init``: files for what only the municipality knows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
import yaml

from nyegrep.analyses import futures_outlook
from nyegrep.analyses.context import prepare
from nyegrep.analyses.futures_results import FuturesOutlook
from nyegrep.analyses.savings_inputs import CRITERIA, areas_of
from nyegrep.cli.options import YearsAsked, answers, workspace_option, years_options
from nyegrep.cli.output import note
from nyegrep.cli.texts import say
from nyegrep.foundation.housing import BUILDING_TYPES, PLACE_KINDS
from nyegrep.reports.chapters.futures_stories import default_stories, example
from nyegrep.reports.own_forms import template
from nyegrep.sources.economic_plan import BUDGET, PLAN
from nyegrep.sources.economic_plan import FORM as ECONOMIC_PLAN
from nyegrep.sources.futures_files import EXAMPLE, FOLDER, own_futures
from nyegrep.sources.housing_files import IN_USE, PLACES, PLANS
from nyegrep.sources.preventive_measures import FORM as PREVENTION
from nyegrep.sources.preventive_measures import LEVELS
from nyegrep.sources.savings_tables import INCLUDED, areas_form, criteria_form
from nyegrep.sources.store import Workspace
from nyegrep.sources.stories import Written, write_new, write_stories
from nyegrep.sources.unit_costs import EXAMPLE as UNIT_COSTS
from nyegrep.sources.unit_costs import FORM as UNIT_COST_FORM

PLAN_YEARS = 4


@click.command("init", help=say("init.help"))
@click.argument("municipality")
@workspace_option
@years_options
@answers
def command(municipality: str, folder: Path, lang: str, years: YearsAsked) -> None:
    """Prepare the workspace for what only the municipality knows."""
    workspace = Workspace.open(folder)
    outlook = _futures(workspace, municipality, years)
    areas = areas_of(workspace, municipality, years.overrides)
    tell(write_files(folder, lang, outlook, areas), folder, lang)


def write_files(
    folder: Path, language: str, outlook: FuturesOutlook, areas: Sequence[str] = ()
) -> Written:
    """The stories of the futures and examples of files; what is there is left as it is.

    Args:
        folder: the workspace.
        language: ``nb`` or ``en``.
        outlook: the futures of the municipality.
        areas: those that its accounts tell of; without any there is no table of them.

    Raises:
        WorkspaceError: a file cannot be written.
    """
    stories = default_stories(outlook, language)
    told = write_stories(folder, language, stories, say("init.remark", language))
    examples = write_new(
        {
            folder / ECONOMIC_PLAN.example: template(ECONOMIC_PLAN, language, _plan_rows(outlook)),
            **_unit_costs(folder, language),
            **_measures(folder, language, areas),
            **_housing(folder, language, outlook.base_year),
            folder / FOLDER / EXAMPLE: example("future", language),
        }
    )
    return Written((*told.written, *examples.written), (*told.left, *examples.left))


def _unit_costs(folder: Path, language: str) -> dict[Path, str | bytes]:
    """The default unit costs to begin from, as text and as a workbook."""
    text = example("unit_costs", language)
    book = template(UNIT_COST_FORM, language, yaml.safe_load(text))
    return {folder / UNIT_COSTS: text, folder / UNIT_COST_FORM.example: book}


def _measures(folder: Path, language: str, areas: Sequence[str]) -> dict[Path, str | bytes]:
    """Templates of preventive measures and of what leaders decide of savings; numbers are empty."""
    levels = [{"government_level": name} for name in LEVELS]
    criteria = [{"savings_criterion": name} for name in CRITERIA]
    decided = [{"area": name, "taking_part": INCLUDED} for name in areas]
    forms = [(PREVENTION, levels), (criteria_form(CRITERIA), criteria)]
    forms += [(areas_form(areas), decided)] if areas else []
    return {folder / form.example: template(form, language, rows) for form, rows in forms}


def _plan_rows(outlook: FuturesOutlook) -> list[dict[str, object]]:
    """The next four years of the economic plan, the first of them the budget."""
    years = range(outlook.base_year + 1, outlook.base_year + 1 + PLAN_YEARS)
    return [
        {
            "year": year,
            "status": BUDGET if year == years[0] else PLAN,
            "municipality_code": outlook.municipality.code,
        }
        for year in years
    ]


def _housing(folder: Path, language: str, year: int) -> dict[Path, str | bytes]:
    """Templates of planned dwellings and places of care, with a row for each kind."""
    plans = [{"building_type": name} for name in BUILDING_TYPES]
    places = [{"place_kind": name, "status": IN_USE, "year": year} for name in PLACE_KINDS]
    return {
        folder / form.example: template(form, language, rows)
        for form, rows in ((PLANS, plans), (PLACES, places))
    }


def tell(files: Written, folder: Path, language: str) -> None:
    """What was written, what was left, and what to do with it."""
    for key, paths in (("init.wrote", files.written), ("init.left", files.left)):
        for path in paths:
            note(say(key, language, path=path.relative_to(folder)))
    note(say("done.init", language, folder=folder))


def _futures(workspace: Workspace, municipality: str, years: YearsAsked) -> FuturesOutlook:
    """The futures of the municipality, those that the user has defined among them."""
    context = prepare(workspace, municipality, years.base_year, (), years.overrides)
    own = own_futures(workspace.folder)
    return futures_outlook.run(context, futures_outlook.Question(years.horizon, own=own))
