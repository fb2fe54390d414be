"""The same for larger places: labour-market regions and counties, by adding up municipalities."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from nyegrep.foundation.axes import FloatArray
from nyegrep.foundation.errors import DataError, Problem, Problems
from nyegrep.methods.attractiveness.coefficients import Level
from nyegrep.methods.attractiveness.commuting import aggregate_commuting
from nyegrep.methods.attractiveness.grids import CODE, grid, year_span
from nyegrep.methods.attractiveness.inputs import Inputs, national_immigration
from nyegrep.methods.attractiveness.jobs import aggregate_jobs, sum_members


def aggregate(inputs: Inputs, members: Mapping[str, str], level: Level) -> Inputs:
    """Inputs of places made of municipalities: counts are summed and rates computed anew.

    Population, birth surplus, net migration, jobs and commuters are summed; a part of job growth
    is what the municipalities' parts are in jobs. The country's net immigration stays that of
    the municipalities. A place is not known in a year in which a member is not, so that no sum
    is silently too low; a note names the members.

    Args:
        inputs: of municipalities.
        members: municipality to place; municipalities that are in none are left out.
        level: what the places are.

    Raises:
        DataError: none of the municipalities is in a place.
    """
    inputs.check()
    problems = Problems()
    places = tuple(sorted({members[code] for code in inputs.codes if code in members}))
    if not places:
        problems.add("attractiveness.no_members", level=level)
    problems.raise_if_any(DataError)
    belonging = {code: place for code, place in members.items() if place in places}
    rates = national_immigration(inputs)
    given = dict(inputs.national_immigration or {})
    summed = dict(zip(inputs.years, rates.tolist(), strict=True))
    return Inputs(
        population=_sum(inputs.population, ("persons",), belonging, places),
        changes=_sum(inputs.changes, ("birth_surplus", "net_migration"), belonging, places),
        jobs=aggregate_jobs(inputs.jobs, belonging, places),
        commuting=aggregate_commuting(inputs.commuting, belonging, places),
        national_immigration={
            year: rate for year, rate in (summed | given).items() if np.isfinite(rate)
        },
        breaks=inputs.breaks,
        level=level,
        notes=(*inputs.notes, *_notes(inputs, members, belonging)),
    )


def _sum(
    frame: pl.DataFrame,
    measures: tuple[str, ...],
    members: Mapping[str, str],
    places: tuple[str, ...],
) -> pl.DataFrame:
    """Sums by place and year of the members known; rows of places that lack one are left out."""
    codes, years = tuple(sorted(frame[CODE].unique())), year_span(frame)
    columns: dict[str, FloatArray] = {
        name: sum_members(grid(frame, name, codes, years), codes, members, places).ravel()
        for name in measures
    }
    keys = {
        CODE: np.repeat(places, len(years)),
        "year": np.tile(np.array(years, dtype=np.int32), len(places)),
    }
    added = pl.DataFrame({**keys, **columns}).fill_nan(None)
    return added.drop_nulls(measures[0])


def _notes(
    inputs: Inputs, members: Mapping[str, str], belonging: Mapping[str, str]
) -> list[Problem]:
    notes = []
    outside = [code for code in inputs.codes if code not in members]
    if outside:
        notes.append(Problem("attractiveness.in_no_place", {"codes": outside}))
    known = set(inputs.codes)
    absent = sorted(code for code in belonging if code not in known)
    if absent:
        places = sorted({belonging[code] for code in absent})
        notes.append(Problem("attractiveness.members_absent", {"codes": absent, "places": places}))
    return notes
