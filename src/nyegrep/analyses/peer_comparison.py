"""Where does the municipality spend more than others, and than need and income imply?"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from nyegrep.analyses import spending_drill_down
from nyegrep.analyses.accounts import ACCOUNTS, newest_year, read_accounts
from nyegrep.analyses.comparison_inputs import Comparing
from nyegrep.analyses.context import prepare
from nyegrep.analyses.economy_results import PeerComparison
from nyegrep.analyses.need_inputs import NeedBasis
from nyegrep.analyses.peer_choice import KEY_FIGURES
from nyegrep.analyses.results import Place
from nyegrep.foundation.codes import COUNTRY
from nyegrep.foundation.errors import Problem
from nyegrep.foundation.figures import Figure
from nyegrep.foundation.provenance import MethodUse, Trace
from nyegrep.methods.benchmark import Adjustment, IncomeSettings, gaps
from nyegrep.sources.store import Workspace

METHOD = MethodUse("nyegrep.methods.benchmark", "1", "docs/methods/benchmark.md")
SHOWN = (
    "area",
    "own_nok",
    "country_nok",
    "peers_nok",
    "group_nok",
    "need",
    "normed_nok",
    "level_nok",
    "difference_million",
    "in_sum",
)


def run(
    workspace: Workspace,
    municipality: str,
    year: int | None = None,
    peers: tuple[str, ...] = (),
    overrides: Mapping[str, object] | None = None,
) -> PeerComparison:
    """Compare a municipality's spending with others and with the level of its need and income.

    Args:
        workspace: where the data is.
        municipality: code or name.
        year: year of the accounts; without it the newest.
        peers: codes or names; without any, those that resemble it most.
        overrides: parameter values of the user's own, by path.

    Raises:
        DataError: there are no accounts for the municipality in the year, or nobody to compare
            with.
        InputError: a municipality is unknown, or the areas count a code twice.
    """
    chosen = newest_year(workspace, municipality, year)
    context = prepare(workspace, municipality, chosen, peers, overrides)
    accounts = read_accounts(workspace, chosen, context.place.code, context.overrides)
    need = NeedBasis(workspace, chosen, context.overrides)
    comparing = Comparing(context, chosen, accounts, need)
    adjustment, trace = _adjustment(comparing)
    table = _gaps(comparing, adjustment, trace)
    drill = spending_drill_down.run(comparing, table)
    return PeerComparison(
        context.place,
        chosen,
        table,
        _places(comparing, trace),
        comparing.chosen.figure,
        drill,
        _formulas(comparing),
        _notes(comparing, adjustment),
    )


def _adjustment(comparing: Comparing) -> tuple[Adjustment, Trace]:
    """The adjustment asked for, where income is known; and everything the table stands on."""
    settings, used = comparing.context.parameters("benchmark.income", IncomeSettings)
    workspace = comparing.context.workspace
    codes = [comparing.context.place.code, COUNTRY, *(p.code for p in comparing.chosen.peers)]
    rows = comparing.accounts.rows.filter(pl.col("municipality_code").is_in(codes))
    sources = workspace.sources_of(ACCOUNTS, rows)
    trace = Trace(sources, (*comparing.accounts.parameters, *used), (METHOD,))
    if comparing.need_known:
        trace += comparing.need.trace
    known = comparing.income[0] is not None and comparing.need_known
    if known and settings.adjustment != "none" and workspace.has(KEY_FIGURES):
        trace += Trace(comparing.context.sources_behind(KEY_FIGURES))
    return (settings.adjustment if known else "none"), trace


def _gaps(comparing: Comparing, adjustment: Adjustment, trace: Trace) -> Figure:
    reference = comparing.country if comparing.reference == "country" else comparing.peers
    settings = comparing.accounts.settings
    names = list(settings.functions)
    columns = {
        "own_nok": comparing.own,
        "reference_nok": reference,
        "need": comparing.area_need,
    }
    areas = pl.DataFrame(
        {"area": names, **{c: [known.get(a) for a in names] for c, known in columns.items()}},
        schema_overrides=dict.fromkeys(columns, pl.Float64),
    ).with_columns(
        in_sum=pl.Series([settings.counted(area) for area in names]),
        equalised=pl.Series([bool(settings.need_sectors.get(area)) for area in names]),
    )
    persons = comparing.accounts.persons_of(comparing.context.place.code)
    income, official = comparing.income
    need = comparing.total_need
    values = gaps(areas, persons, income or 1.0, adjustment, settings.direction, need)
    group = comparing.accounts.of(comparing.group) if comparing.group else {}
    for column, known in (
        ("country_nok", comparing.country),
        ("peers_nok", comparing.peers),
        ("group_nok", group),
    ):
        values = _beside(values, column, known)
    total = comparing.accounts.net_total(comparing.context.place.code)
    facts = {
        "year": comparing.year,
        "persons": persons,
        "reference": comparing.reference,
        "adjustment": adjustment,
        "income_percent": None if income is None else 100 * income,
        "official_income": official,
        "group": comparing.group,
        "level_of_detail": comparing.accounts.level,
        "overlapping": [area for area in names if not settings.counted(area)],
        "net_total_million": None if total is None else total / 1e6,
    }
    shown = values.select(SHOWN)
    return Figure("comparison.gaps", "normed_spending", "NOK per inhabitant", shown, trace, facts)


def _beside(values: pl.DataFrame, column: str, known: dict[str, float]) -> pl.DataFrame:
    """A column of others' spending by area; its sum is over the areas of the sum."""
    counted = values.filter(pl.col("in_sum"))["area"].to_list()
    summed = [known[area] for area in counted if area in known]
    whole = known | ({"sum": sum(summed)} if summed else {})
    cells = [whole.get(area) for area in values["area"]]
    return values.with_columns(pl.Series(column, cells, dtype=pl.Float64))


def _places(comparing: Comparing, trace: Trace) -> Figure:
    """Everyone beside each other: kroner per inhabitant by area."""
    everyone: list[Place] = [comparing.context.place, *comparing.chosen.peers]
    if comparing.country:
        everyone.append(Place(COUNTRY, "", "country", ()))
    rows = [
        (area, place.code, place.name, place.kind, known.get(area))
        for place in everyone
        for known in (comparing.accounts.of(place.code),)
        for area in comparing.accounts.settings.functions
    ]
    columns = ["area", "place_code", "place_name", "kind", "per_inhabitant_nok"]
    values = pl.DataFrame(rows, columns, orient="row")
    facts = {"year": comparing.year}
    return Figure(
        "comparison.places", "net_operating_expenditure", "NOK per inhabitant", values, trace, facts
    )


def _formulas(comparing: Comparing) -> pl.DataFrame:
    """What each area is, as the settings say it."""
    settings = comparing.accounts.settings
    rows = [
        {
            "area": area,
            "numerator": settings.numerator,
            "functions": list(codes),
            "denominator": settings.denominator,
            "need_sectors": list(settings.need_sectors.get(area, ())),
            "direction": settings.direction,
            "in_sum": settings.counted(area),
        }
        for area, codes in settings.functions.items()
    ]
    lists = {"functions": pl.List(pl.String), "need_sectors": pl.List(pl.String)}
    return pl.DataFrame(rows, schema_overrides=lists)


def _notes(comparing: Comparing, adjustment: Adjustment) -> tuple[Problem, ...]:
    """What is missing, what stands instead, and what the table leaves out."""
    year, settings = comparing.year, comparing.accounts.settings
    notes = [*comparing.chosen.notes]
    if comparing.accounts.level == "service_area":
        notes.append(Problem("benchmark.areas_only", {"year": year}))
    if comparing.reference != "country":
        notes.append(Problem("benchmark.no_country", {"year": year}))
    elif not comparing.need_known:
        notes.append(Problem("benchmark.need_unknown", {"year": year}))
    elif not comparing.area_need:
        notes.append(Problem("benchmark.need_of_the_sum", {"year": year}))
    if comparing.area_need:
        notes.extend(comparing.need.known_key.notes)
    asked, _ = comparing.context.parameters("benchmark.income", IncomeSettings)
    income, official = comparing.income
    if asked.adjustment != "none" and adjustment == "none":
        notes.append(Problem("benchmark.income_unknown", {"year": year}))
    elif adjustment != "none" and not official and income is not None:
        facts = {"percent": round(100 * income, 1), "code": comparing.context.place.code}
        notes.append(Problem("benchmark.income_approximate", facts))
    left_out = [code for code in settings.overlapping if code in settings.codes]
    overlapping = left_out or list(settings.overlapping)
    notes.append(Problem("benchmark.overlapping_left_out", {"codes": overlapping}))
    absent = [area for area in settings.functions if area not in comparing.own]
    if absent:
        notes.append(Problem("benchmark.areas_without_amount", {"year": year, "areas": absent}))
    return tuple(notes)
