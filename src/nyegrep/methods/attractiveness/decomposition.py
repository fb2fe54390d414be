"""Net migration explained by circumstances, and the rest: residential attractiveness."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from nyegrep.foundation.axes import FloatArray
from nyegrep.foundation.errors import Problem
from nyegrep.methods.attractiveness.coefficients import Coefficients, Level
from nyegrep.methods.attractiveness.grids import CODE, BoolArray, grid, named, years_named
from nyegrep.methods.attractiveness.inputs import Inputs, national_immigration
from nyegrep.methods.attractiveness.jobs import COMPONENTS
from nyegrep.methods.attractiveness.migration import LAGS, GrowthAround, growth_around

LARGEST_POPULATION_REMAINDER = 2.0
JOB_COLUMNS = (
    "job_growth",
    "national",
    "industry_mix",
    "population_effect",
    "business_attractiveness",
    "job_remainder",
)
EXPECTED = (
    "national_immigration",
    "constant",
    "size",
    "labour_market_integration",
    "own_growth_structure",
    "own_growth_attractiveness",
    "own_growth_public",
    "neighbour_growth",
    "internal_integration",
)
COLUMNS = (
    CODE,
    "year",
    *JOB_COLUMNS,
    "population_growth",
    "birth_surplus",
    "net_migration_rate",
    *EXPECTED[:-1],
    "expected_net_migration",
    "residential_attractiveness",
    "internal_integration",
    "population_remainder",
)


@dataclass(frozen=True)
class Decomposition:
    """Growth of jobs and people, each explained by its parts.

    Attributes:
        frame: one row per municipality_code and year in which business or residential
            attractiveness is known, in the order of ``COLUMNS``; unknown parts are null. Job
            columns are per cent of the jobs the year before, the others of the people on 1
            January. job_growth is the sum of the five columns after it; population_growth is
            birth_surplus + net_migration_rate + population_remainder; net_migration_rate is
            expected_net_migration + residential_attractiveness; expected_net_migration is the
            sum of national_immigration, constant, size, labour_market_integration,
            internal_integration (nought for municipalities), the three own_growth columns and
            neighbour_growth.
        notes: rules that were used and what a reader should know, with places and years.
        level: what the places are.
    """

    frame: pl.DataFrame
    notes: tuple[Problem, ...]
    level: Level


def decompose(inputs: Inputs, coefficients: Coefficients) -> Decomposition:
    """Split growth in jobs and net migration into circumstances and attractiveness.

    expected_i,t = I_t + constant + σ·ln P_i,t + σ0 + a·(out_i + in_i) + a0 + Σ_k own^k_i,t
    + neighbour_i,t, and residential attractiveness = 100·net_i,t/P_i,t - expected_i,t; with
    own^k = p_ii·Σ_l b_l·x^k_i,t-l and neighbour = f·Σ_{j≠i} p_ij·Σ_k Σ_l b_l·x^k_j,t-l,
    l = 0, 1, 2 years back. Own and neighbour growth are known from the third year of growth in
    jobs on; earlier rows have the parts of job growth alone.

    Args:
        inputs: of places on the borders of one year.
        coefficients: of the level of the inputs.

    Raises:
        DataError: the inputs do not fit together.
    """
    inputs.check()
    around = growth_around(inputs.jobs, inputs.commuting)
    people = _people(inputs)
    terms = _terms(inputs, coefficients, around)
    expected = np.sum([terms[name] for name in EXPECTED], axis=0)
    jobs = inputs.jobs
    columns = {
        "job_growth": jobs.growth,
        "national": jobs.national,
        "industry_mix": jobs.industry_mix,
        "population_effect": jobs.population_effect,
        "business_attractiveness": jobs.business_attractiveness,
        "job_remainder": jobs.remainder,
        **people,
        **terms,
        "expected_net_migration": expected,
        "residential_attractiveness": people["net_migration_rate"] - expected,
    }
    frame = _frame(inputs, columns)
    notes = (*inputs.notes, *jobs.notes, *_notes(inputs, coefficients, around, columns))
    return Decomposition(frame, notes, inputs.level)


def _people(inputs: Inputs) -> dict[str, FloatArray]:
    """Growth of the people and its own parts, per cent [place, year]."""
    codes, years = inputs.codes, inputs.years
    persons = inputs.persons()
    following = grid(inputs.population, "persons", codes, [year + 1 for year in years])
    surplus, net = (
        100 * grid(inputs.changes, name, codes, years) / persons
        for name in ("birth_surplus", "net_migration")
    )
    growth = 100 * (following / persons - 1)
    return {
        "population_growth": growth,
        "birth_surplus": surplus,
        "net_migration_rate": net,
        "population_remainder": growth - surplus - net,
    }


def _terms(inputs: Inputs, by: Coefficients, around: GrowthAround) -> dict[str, FloatArray]:
    """Every term of expected net migration, per cent of the people [place, year]."""
    rows = [inputs.commuting.codes.index(code) for code in inputs.codes]
    shape = (len(inputs.codes), len(inputs.years))
    integration = by.integration_slope * inputs.commuting.integration + by.integration_level
    internal = (
        by.internal_integration_slope * inputs.commuting.internal_share
        + by.internal_integration_level
    )
    own = around.own_effect(by.own_growth, by.home_weight)
    by_component = {f"own_growth_{name}": own[..., k] for k, name in enumerate(COMPONENTS)}
    return {
        "national_immigration": np.broadcast_to(national_immigration(inputs), shape),
        "constant": np.full(shape, by.constant),
        "size": by.size_slope * np.log(inputs.persons()) + by.size_level,
        "labour_market_integration": np.broadcast_to(integration[rows, None], shape),
        **by_component,
        "neighbour_growth": around.neighbour_effect(by.own_growth, by.neighbour_factor),
        "internal_integration": np.broadcast_to(internal[rows, None], shape),
    }


def _frame(inputs: Inputs, columns: Mapping[str, FloatArray]) -> pl.DataFrame:
    keys = {
        CODE: np.repeat(inputs.codes, len(inputs.years)),
        "year": np.tile(np.array(inputs.years, dtype=np.int32), len(inputs.codes)),
    }
    values = {name: columns[name].ravel() for name in COLUMNS if name in columns}
    frame = pl.DataFrame({**keys, **values}).fill_nan(None).select(COLUMNS)
    known = ("business_attractiveness", "residential_attractiveness")
    return frame.filter(pl.any_horizontal(pl.col(name).is_not_null() for name in known))


def _notes(
    inputs: Inputs,
    coefficients: Coefficients,
    around: GrowthAround,
    columns: Mapping[str, FloatArray],
) -> list[Problem]:
    notes = [Problem("attractiveness.commuting_one_year", {"year": inputs.commuting.year})]
    codes, years = inputs.codes, inputs.years
    known_jobs = np.isfinite(inputs.jobs.business_attractiveness)
    persons = np.isfinite(columns["net_migration_rate"])
    marked = (
        ("attractiveness.neighbours_as_country", around.as_country),
        ("attractiveness.neighbours_unknown", around.unknown),
        ("attractiveness.people_unknown", known_jobs & ~persons),
        ("attractiveness.population_jump", _jumps(columns["population_remainder"])),
    )
    notes += [
        Problem(code, {"codes": named(codes, marks), "years": years_named(years, marks)})
        for code, marks in marked
        if marks.any()
    ]
    notes += _lags_absent(years, known_jobs, columns["residential_attractiveness"])
    notes += _breaks(inputs.breaks, years, known_jobs)
    slope, level = (
        coefficients.internal_integration_slope,
        coefficients.internal_integration_level,
    )
    if inputs.level != "municipality" and slope == level == 0:
        notes.append(Problem("attractiveness.internal_integration_open"))
    return notes


def _jumps(remainder: FloatArray) -> BoolArray:
    """Where people came or went by neither birth, death nor move: a border moved, most often."""
    known = np.isfinite(remainder)
    jumped = np.abs(np.where(known, remainder, 0.0)) > LARGEST_POPULATION_REMAINDER
    return np.asarray(jumped, dtype=np.bool_)


def _lags_absent(
    years: Sequence[int], known_jobs: BoolArray, attractiveness: FloatArray
) -> list[Problem]:
    """A note on the first years, whose growth in jobs does not go far enough back."""
    whole = years_named(years, np.isfinite(attractiveness))
    early = [year for year in years_named(years, known_jobs) if not whole or year < whole[0]]
    if not early:
        return []
    facts = {"first": early[0], "last": early[-1], "lags": LAGS}
    return [Problem("attractiveness.lags_absent", facts)]


def _breaks(breaks: Sequence[int], years: Sequence[int], known_jobs: BoolArray) -> list[Problem]:
    """A note for each break, with the years whose growth in jobs reaches across it."""
    with_jobs = set(years_named(years, known_jobs))
    notes = []
    for year in breaks:
        touched = [later for later in range(year, year + LAGS) if later in with_jobs]
        if touched:
            facts = {"year": year, "years": touched}
            notes.append(Problem("attractiveness.register_break", facts))
    return notes
