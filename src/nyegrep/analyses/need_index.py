"""How much does the municipality need beside the country, and which criteria decide it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from nyegrep.analyses.accounts import national_need
from nyegrep.analyses.context import history_of
from nyegrep.analyses.economy_results import NeedIndex
from nyegrep.analyses.need_inputs import NeedBasis, known_years
from nyegrep.analyses.results import Place
from nyegrep.foundation.errors import DataError, Problem, fail
from nyegrep.foundation.figures import Figure
from nyegrep.foundation.provenance import ParameterUse, Source, Trace
from nyegrep.methods.need import TOTAL, criterion_effects, equalisation
from nyegrep.parameters.tree import read
from nyegrep.sources.store import Workspace


@dataclass(frozen=True)
class EqualisationSettings:
    """What a point of the index is worth; empty where the accounts are to tell."""

    need_per_inhabitant: float | None = field(metadata={"unit": "NOK per inhabitant"})


@dataclass(frozen=True)
class _Level:
    """The country's need per inhabitant, and what it was taken from."""

    value: float | None
    sources: tuple[Source, ...]
    parameters: tuple[ParameterUse, ...]
    notes: tuple[Problem, ...]


def run(
    workspace: Workspace,
    municipality: str,
    year: int | None = None,
    overrides: Mapping[str, object] | None = None,
) -> NeedIndex:
    """The need of a municipality in a year, by sector and by criterion.

    Args:
        workspace: where the data is.
        municipality: code or name.
        year: the year of the income system; without it the newest that is known.
        overrides: parameter values of the user's own, by path.

    Raises:
        DataError: the workspace does not know the need of the municipality in the year; the
            problems say what is missing and how to get it.
        InputError: the municipality is unknown.
    """
    years = known_years(workspace)
    if not years:
        fail(DataError, "need.nothing_known", path=workspace.folder)
    chosen = year or years[-1]
    history = history_of(workspace)
    found = history.find(municipality, chosen)
    place = Place(found.code, found.name, "municipality", (found.code,))
    basis = NeedBasis(workspace, chosen, overrides or {})
    index, origin = basis.of(place.code)
    if not index:
        facts = {"code": place.code, "name": place.name, "year": chosen, "known": years}
        raise DataError(Problem("need.place_unknown", facts), *basis.notes)
    level = _level(basis)
    sectors = _sectors(basis, index, origin, place)
    criteria = _criteria(basis, place, level)
    notes = (*basis.notes, *(level.notes if criteria is not None else ()))
    return NeedIndex(place, chosen, sectors, criteria, notes)


def _sectors(basis: NeedBasis, index: dict[str, float], origin: str, place: Place) -> Figure:
    key = basis.known_key.key
    weights = {**key.sectors, TOTAL: 1.0} if key else {}
    names = [*weights, *(name for name in index if name not in weights)]
    values = pl.DataFrame(
        {
            "sector": names,
            "weight": [weights.get(name) for name in names],
            "index": [index.get(name) for name in names],
        },
        schema_overrides={"weight": pl.Float64, "index": pl.Float64},
    )
    order = pl.col("sector") == TOTAL
    published = basis.published
    known = None
    if published is not None:
        own = (pl.col("municipality_code") == place.code) & (pl.col("sector") == TOTAL)
        known = next(iter(published.filter(own)["index"]), None)
    facts = {
        "year": basis.year,
        "basis": origin,
        "total": index.get(TOTAL),
        "published_total": known,
        "key_year": basis.known_key.year if key else None,
        "key_verified": basis.known_key.verified,
    }
    values = values.sort(order, maintain_order=True)
    return Figure("need.sectors", "need_index", "index, country = 1", values, basis.trace, facts)


def _criteria(basis: NeedBasis, place: Place, level: _Level) -> Figure | None:
    key = basis.known_key.key
    if key is None or basis.criteria is None:
        return None
    effects = criterion_effects(basis.criteria, key, level.value or 0.0)
    own = effects.filter(pl.col("municipality_code") == place.code)
    if own.is_empty():
        return None
    if level.value is None:
        own = own.with_columns(effect_nok=pl.lit(None, dtype=pl.Float64))
    persons = float(own["persons"][0])
    whole = equalisation(own, key).row(0, named=True)
    values = own.with_columns(effect_million=pl.col("effect_nok") * persons / 1e6).select(
        "criterion", "value", "weight", "index", "effect_nok", "effect_million"
    )
    weighty = (pl.col("weight") * (pl.col("index") - 1)).abs()
    facts = {
        "year": basis.year,
        "persons": persons,
        "need_per_inhabitant": level.value,
        "equalisation_nok": whole["per_inhabitant_nok"],
        "equalisation_million": None if whole["amount_nok"] is None else whole["amount_nok"] / 1e6,
    }
    trace = basis.trace + Trace(level.sources, level.parameters)
    ordered = values.sort(weighty, descending=True, nulls_last=True)
    return Figure("need.criteria", "criterion", "mixed", ordered, trace, facts)


def _level(basis: NeedBasis) -> _Level:
    """The user's own number, else the country's spending on the equalised areas."""
    settings, used = read(
        "need.equalisation",
        into=EqualisationSettings,
        at=date(basis.year, 12, 31),
        overrides=basis.overrides,
    )
    if settings.need_per_inhabitant is not None:
        return _Level(settings.need_per_inhabitant, (), used, ())
    found = national_need(basis.workspace, basis.year, basis.overrides)
    if found is None:
        return _Level(None, (), used, (Problem("need.level_absent", {"year": basis.year}),))
    facts = {
        "year": basis.year,
        "level": f"{found.per_inhabitant:.0f}",
        "accounts": found.year,
    }
    notes = (Problem("need.level_from_accounts", facts),)
    return _Level(found.per_inhabitant, found.sources, (*used, *found.parameters), notes)
