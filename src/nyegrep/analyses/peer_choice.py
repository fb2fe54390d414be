"""Whom a municipality is compared with in spending: chosen by the user, or alike in many ways."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from nyegrep.analyses.context import Context
from nyegrep.analyses.results import Place
from nyegrep.foundation.errors import Problem
from nyegrep.foundation.figures import Figure
from nyegrep.foundation.provenance import MethodUse, ParameterUse, Source, Trace
from nyegrep.methods.peers import PeerSettings, similarity, suggest

KEY_FIGURES = "financial_key_figures"
CENTRALITY = "centrality"
REVENUE = "unrestricted_revenue_per_inhabitant"
CHILDREN = (0, 15)
AGED = 80
SIZE = "size"
METHOD = MethodUse("nyegrep.methods.peers", "1", "docs/methods/benchmark.md")
SHOWN = ("value", "own_value", "difference_sd", "nearest")


@dataclass(frozen=True)
class Chosen:
    """The places compared with, and the figure that says why."""

    peers: tuple[Place, ...]
    figure: Figure
    notes: tuple[Problem, ...]


def choose(
    context: Context, candidates: tuple[str, ...], need: dict[str, float], year: int
) -> Chosen:
    """The user's peers, else those that resemble the place most, with their distances.

    Args:
        context: the place; its peers are the user's.
        candidates: municipalities with accounts in the year.
        need: total need index by municipality, where known.
        year: the year of the accounts.
    """
    settings, used = context.parameters("benchmark.peers", PeerSettings)
    traits, sources = _traits(context, candidates, need, year)
    similar = similarity(traits, context.place.code, settings)
    asked = tuple(code for code in context.peer_codes if code in candidates)
    without = [code for code in context.peer_codes if code not in candidates]
    codes = asked or suggest(similar, settings)
    names = {code: context.history.name(code, context.base_year) for code in (*codes, *without)}
    notes = [
        Problem("benchmark.peer_no_accounts", {"code": code, "name": names[code], "year": year})
        for code in without
    ]
    places = tuple(Place(code, names[code], "peer", (code,)) for code in codes)
    figure = _figure(similar, places, "user" if asked else "similarity", (sources, used))
    return Chosen(places, figure, tuple(notes))


def revenue_of(context: Context, year: int) -> dict[str, float]:
    """Unrestricted revenue per inhabitant by region code, where known."""
    if not context.workspace.has(KEY_FIGURES):
        return {}
    table = context.workspace.table(KEY_FIGURES).filter(pl.col("year") == year)
    return dict(table.drop_nulls(REVENUE).select("municipality_code", REVENUE).iter_rows())


def _figure(
    similar: pl.DataFrame,
    places: tuple[Place, ...],
    chosen_by: str,
    behind: tuple[tuple[Source, ...], tuple[ParameterUse, ...]],
) -> Figure:
    names = pl.DataFrame(
        {"place_code": [p.code for p in places], "place_name": [p.name for p in places]},
        schema={"place_code": pl.String, "place_name": pl.String},
    )
    told = similar.rename({"municipality_code": "place_code"}).with_columns(
        pl.when(pl.col("dimension") == SIZE).then(pl.col(name).exp()).otherwise(pl.col(name))
        for name in ("value", "own_value")
    )
    values = names.join(told, on="place_code", how="left", maintain_order="left_right")
    values = values.with_columns(chosen_by=pl.lit(chosen_by)).select(
        "place_code", "place_name", "chosen_by", "distance", "dimension", *SHOWN
    )
    dimensions = values["dimension"].drop_nulls().unique(maintain_order=True).to_list()
    trace = Trace(behind[0], behind[1], (METHOD,))
    compared = similar["municipality_code"].n_unique()
    facts = {"municipalities": compared, "dimensions": dimensions}
    return Figure("comparison.peers", "peer", "mixed", values, trace, facts)


def _traits(
    context: Context, candidates: tuple[str, ...], need: dict[str, float], year: int
) -> tuple[pl.DataFrame, tuple[Source, ...]]:
    """One row per candidate: size (log), ages (per 100), centrality, income and need."""
    people = context.counted.filter(pl.col("year") == context.base_year)
    persons = pl.col("persons")
    children = persons.filter(pl.col("age").is_between(*CHILDREN)).sum()
    grouped = people.group_by("municipality_code").agg(
        size=persons.sum().log(),
        children=100 * children / persons.sum(),
        aged=100 * persons.filter(pl.col("age") >= AGED).sum() / persons.sum(),
    )
    traits = grouped.filter(pl.col("municipality_code").is_in(candidates))
    central, sources = _centrality(context, candidates)
    revenue = revenue_of(context, year)
    for name, known in (("centrality", central), ("income", revenue), ("need", need)):
        value = pl.col("municipality_code").replace_strict(known, default=None)
        traits = traits.with_columns(value.cast(pl.Float64).alias(name))
    if revenue:
        sources += context.sources_behind(KEY_FIGURES)
    return traits.sort("municipality_code"), (*context.people.sources, *sources)


def _centrality(
    context: Context, candidates: tuple[str, ...]
) -> tuple[dict[str, float], tuple[Source, ...]]:
    """Centrality index where it is known, else the class turned so that more is more central."""
    if not context.workspace.has(CENTRALITY):
        return {}, ()
    table = context.workspace.table(CENTRALITY)
    measure = "centrality_index" if table["centrality_index"].count() else "centrality_class"
    table = table.drop_nulls(measure)
    values = dict(table.select("municipality_code", measure).iter_rows())
    borders = int(table["borders"][0]) or context.base_year
    sign = 1.0 if measure == "centrality_index" else -1.0
    found = {}
    for code in candidates:
        then = code if borders == context.base_year else context.code_of(code, borders)
        if then in values:
            found[code] = sign * float(values[then])
    return found, context.workspace.sources_of(CENTRALITY, table)
