"""What the futures start from: people, jobs, commuting and attractiveness on the same borders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from nyegrep.analyses.attraction_profile import decompose_growth
from nyegrep.analyses.attraction_results import BUSINESS, KINDS, RESIDENTIAL
from nyegrep.analyses.attractiveness_inputs import COMMUTING, commuting_on
from nyegrep.analyses.attractiveness_table import AttractivenessTable
from nyegrep.analyses.context import RECAST, Context, recast_dataset
from nyegrep.analyses.population_outlook import Basis, basis
from nyegrep.foundation.axes import FloatArray
from nyegrep.foundation.errors import Problem
from nyegrep.foundation.figures import Figure
from nyegrep.foundation.provenance import MethodUse, Source, Trace
from nyegrep.methods.attractiveness.coefficients import AttractivenessSettings
from nyegrep.methods.attractiveness.commuting import Commuting, commuting_matrix
from nyegrep.methods.futures.places import Places, in_order
from nyegrep.methods.futures.settings import FuturesSettings

TOTALS = "employment_totals"
FUTURES = MethodUse("nyegrep.methods.futures", "1", "docs/methods/futures.md")
MEASURED, ASSUMED = "workspace", "parameters"
PRIVATE_SHARE_ASSUMED = "futures.private_share_assumed"
PERCENTILES_ASSUMED = "futures.percentiles_assumed"


@dataclass(frozen=True)
class Percentiles:
    """Attractiveness by percentile among municipalities.

    Attributes:
        values: by kind, percentiles and the attractiveness that is better than so many per cent.
        origin: ``workspace`` or ``parameters``.
        first_year, last_year: of the means they are of; ``None`` where from parameters.
    """

    values: Mapping[str, tuple[FloatArray, FloatArray]]
    origin: str
    first_year: int | None
    last_year: int | None

    def at(self, kind: str, percentile: float) -> float:
        """The attractiveness that is better than ``percentile`` per cent of the municipalities."""
        percentiles, values = self.values[kind]
        return float(np.interp(percentile, percentiles, values))


@dataclass(frozen=True)
class JobsKnown:
    """Jobs by municipality of the base year's borders.

    Attributes:
        frame: municipality_code, year, total_jobs, private_jobs, employed_residents, residents;
            null where not known.
        sources: behind the rows.
    """

    frame: pl.DataFrame
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class FuturesBasis:
    """Everything the futures of any municipality of the country start from.

    Attributes:
        people: rates and history of the people, with their trace.
        places: the municipalities, as the method sees them.
        commuting: where people work, among them.
        settings: the numbers of the futures.
        percentiles: attractiveness by percentile.
        model: growth explained, for every place and year.
        jobs: jobs by year.
        trace: sources, parameters and methods.
        notes: what had to be done without.
    """

    people: Basis
    places: Places
    commuting: Commuting
    settings: FuturesSettings
    percentiles: Percentiles
    model: AttractivenessTable
    jobs: JobsKnown
    trace: Trace
    notes: tuple[Problem, ...]


@dataclass(frozen=True)
class AtHand:
    """What other analyses have found already, so that it is not found again.

    Attributes:
        people: the basis of the people.
        model: growth explained, for every place and year.
        accuracy: what the projection was measured to miss.
    """

    people: Basis | None = None
    model: AttractivenessTable | None = None
    accuracy: Figure | None = None


def prepare_futures(context: Context, at_hand: AtHand) -> FuturesBasis:
    """The basis for the base year of ``context``, for all municipalities at once.

    Args:
        context: any municipality of the base year.
        at_hand: what is found already.

    Raises:
        DataError: people, commuting or what attractiveness needs is not in the workspace.
    """
    people = at_hand.people or basis(context)
    settings, used = context.parameters("futures", FuturesSettings)
    model = at_hand.model or decompose_growth(context)
    year = context.base_year
    matrix, matrix_year, notes = commuting_on(context.workspace, context.history, year, (year,))
    homes = set(matrix["home_code"]) & set(matrix["work_code"])
    codes = [code for code in people.rates.complete if code in homes]
    coefficients, model_used = context.parameters("attractiveness", AttractivenessSettings)
    jobs = _jobs(context, model)
    private, public, assumed = _split(codes, jobs, model, context, settings)
    percentiles = _percentiles(model, settings)
    commuting = commuting_matrix(matrix, codes, matrix_year)
    at_home, integration = in_order(commuting, codes)
    places = Places(
        rates=people.rates.select(codes),
        at_home=at_home,
        integration=integration,
        coefficients=coefficients.at("municipality"),
        population_effect=coefficients.jobs.population_effect_private,
        private=private,
        public=public,
        growth_before=_growth_before(people, codes, year),
        own=_own(codes, model, context),
    )
    used = (*used, *model_used)
    behind = (*model.trace.sources, *context.workspace.sources_of(COMMUTING), *jobs.sources)
    methods = (RECAST, *model.trace.methods, FUTURES)
    told = _told(context.place.code in assumed, percentiles)
    return FuturesBasis(
        people=people,
        places=places,
        commuting=commuting,
        settings=settings,
        percentiles=percentiles,
        model=model,
        jobs=jobs,
        trace=people.trace + Trace(sources=behind, parameters=used, methods=methods),
        notes=(*notes, *told),
    )


def _told(share_assumed: bool, percentiles: Percentiles) -> tuple[Problem, ...]:
    """What had to be taken from parameters."""
    conditions = {
        PRIVATE_SHARE_ASSUMED: share_assumed,
        PERCENTILES_ASSUMED: percentiles.origin == ASSUMED,
    }
    return tuple(Problem(code) for code, holds in conditions.items() if holds)


def _jobs(context: Context, model: AttractivenessTable) -> JobsKnown:
    """Jobs and employed residents by year, on the borders of the base year."""
    known = model.basis.inputs.jobs
    years, places = len(known.years), len(known.codes)
    told = pl.DataFrame(
        {
            "model_code": np.repeat(known.codes, years),
            "year": np.tile(np.array(known.years, dtype=np.int32), places),
            "model_total": known.total_jobs.ravel(),
            "model_private": known.jobs.ravel(),
        }
    ).with_columns(pl.col("model_total", "model_private").fill_nan(None))
    codes = {m.code for m in context.history.in_year(context.base_year)}
    to_model = {code: context.code_of(code, model.basis.borders) for code in sorted(codes)}
    links = pl.DataFrame(
        {"municipality_code": list(to_model), "model_code": list(to_model.values())}
    )
    frame = links.join(told, on="model_code").drop("model_code")
    sources: tuple[Source, ...] = ()
    columns = ["employed_by_workplace", "employed_by_residence", "residents_15_74"]
    if context.workspace.has(TOTALS):
        totals = recast_dataset(context.workspace, context.history, TOTALS, context.base_year)
        sources = totals.sources
        counted = totals.frame.select("municipality_code", "year", *columns)
    else:
        empty = dict.fromkeys(columns, pl.Float64)
        counted = (
            frame.select("municipality_code", "year")
            .clear()
            .with_columns(pl.lit(None, dtype=kind).alias(name) for name, kind in empty.items())
        )
    joined = frame.join(counted, on=["municipality_code", "year"], how="full", coalesce=True)
    basis_is_private = known.basis == "private"
    private = pl.col("model_private") if basis_is_private else pl.lit(None, dtype=pl.Float64)
    return JobsKnown(
        joined.select(
            "municipality_code",
            "year",
            pl.coalesce("model_total", "employed_by_workplace").alias("total_jobs"),
            private.alias("private_jobs"),
            pl.col("employed_by_residence").alias("employed_residents"),
            pl.col("residents_15_74").alias("residents"),
        )
        .filter(pl.col("year") < context.base_year)
        .sort("municipality_code", "year"),
        sources,
    )


def _split(
    codes: list[str],
    jobs: JobsKnown,
    model: AttractivenessTable,
    context: Context,
    settings: FuturesSettings,
) -> tuple[FloatArray, FloatArray, frozenset[str]]:
    """Private and public jobs in the newest year known [place], and whose split is assumed.

    A private share is the newest that is known; where none is, the parameter. Where no jobs are
    known they are counted as shares of one.
    """
    newest = jobs.frame.drop_nulls("total_jobs").group_by("municipality_code").last()
    total = dict(zip(newest["municipality_code"], newest["total_jobs"], strict=True))
    shares = jobs.frame.filter((pl.col("total_jobs") > 0) & pl.col("private_jobs").is_not_null())
    shares = shares.group_by("municipality_code").last()
    share = {
        row["municipality_code"]: row["private_jobs"] / row["total_jobs"]
        for row in shares.iter_rows(named=True)
    }
    totals = np.array([total.get(code, 1.0) for code in codes])
    private = np.array([share.get(code, settings.jobs.private_share) for code in codes])
    newest_year = dict(zip(newest["municipality_code"], newest["year"], strict=True))
    share_year = dict(zip(shares["municipality_code"], shares["year"], strict=True))
    assumed = {code for code in codes if share_year.get(code) != newest_year.get(code, 0)}
    return totals * private, totals * (1 - private), frozenset(assumed)


def _percentiles(model: AttractivenessTable, settings: FuturesSettings) -> Percentiles:
    """From the longest window that ends in the newest year, where enough municipalities have it."""
    values = model.standing.values.drop_nulls("value")
    counts = values.group_by("year", "window", "first_year").agg(
        [(pl.col("kind") == kind).sum().alias(kind) for kind in KINDS]
    )
    enough = counts.filter(pl.min_horizontal(KINDS) >= settings.axes.fewest_municipalities)
    if enough.is_empty():
        tables = {
            BUSINESS: settings.percentiles.business,
            RESIDENTIAL: settings.percentiles.residential,
        }
        curves = {
            kind: (
                np.array(sorted(table), dtype=float),
                np.array([table[p] for p in sorted(table)]),
            )
            for kind, table in tables.items()
        }
        return Percentiles(curves, ASSUMED, None, None)
    best = enough.filter(pl.col("year") == pl.col("year").max()).sort("window").row(-1, named=True)
    chosen = values.filter((pl.col("year") == best["year"]) & (pl.col("window") == best["window"]))
    steps = np.linspace(0.0, 100.0, 201)
    curves = {
        kind: (
            steps,
            np.percentile(chosen.filter(pl.col("kind") == kind)["value"].to_numpy(), steps),
        )
        for kind in KINDS
    }
    return Percentiles(curves, MEASURED, best["first_year"], best["year"])


def _own(codes: list[str], model: AttractivenessTable, context: Context) -> FloatArray:
    """Each place's own business and residential attractiveness, less chance [place, kind]."""
    values = model.standing.values.drop_nulls("shrunken")
    newest = values.filter(pl.col("year") == pl.col("year").max().over("kind"))
    longest = newest.sort("window").group_by("municipality_code", "kind").last()
    known = {
        (row["municipality_code"], row["kind"]): row["shrunken"]
        for row in longest.iter_rows(named=True)
    }
    to_model = {code: context.code_of(code, model.basis.borders) for code in codes}
    return np.array([[known.get((to_model[c], kind), 0.0) for kind in KINDS] for c in codes])


def _growth_before(people: Basis, codes: list[str], base_year: int) -> FloatArray:
    """Growth of the people the year before, less that of all places together, per cent [place]."""
    rows = [people.seen.codes.index(code) for code in codes]
    totals = people.seen.totals()[rows]
    now = totals[:, base_year - people.seen.first_year]
    before = totals[:, base_year - people.seen.first_year - 1]
    together: FloatArray = 100 * (now / before - now.sum() / before.sum())
    return together
