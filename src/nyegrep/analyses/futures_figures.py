"""The figures of the futures: paths, sheets, ages and jobs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from nyegrep.analyses.context import Context
from nyegrep.analyses.futures_goal import CHILDREN, measures
from nyegrep.analyses.futures_inputs import PRIVATE_SHARE_ASSUMED, FuturesBasis
from nyegrep.analyses.futures_results import HISTORY, MEASURES
from nyegrep.analyses.population_figures import ages_by_year, support_ratios
from nyegrep.analyses.population_outlook import PYRAMID_GROUPS
from nyegrep.foundation.axes import REPORT_AGE_GROUPS, AgeGroup, FloatArray, sum_ages
from nyegrep.foundation.figures import Figure
from nyegrep.foundation.futures import OFFICIAL, Future
from nyegrep.foundation.provenance import Trace
from nyegrep.methods.futures.conditions import Conditions
from nyegrep.methods.futures.loop import Aim, FuturePath, Track
from nyegrep.methods.population.structure import SupportRatioAges

BANDS = {"p10": 0.1, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p90": 0.9}
OUTER = ("p10", "p90")


@dataclass(frozen=True)
class Told:
    """What the figures of one place are made from.

    Attributes:
        context: the place and its history.
        basis: what the futures start from.
        futures: in the order they are told.
        paths: by future's id.
        conditions: by set of conditions and future's id.
        aims: attractiveness by future's id.
        official: Statistics Norway's main alternative [year, age] on the years of the paths, NaN
            where it has none; ``None`` where it is not loaded.
        ages: limits of the support ratio.
        trace: behind all of them.
        published: whether the country's numbers are those behind official alternatives.
    """

    context: Context
    basis: FuturesBasis
    futures: tuple[Future, ...]
    paths: Mapping[str, FuturePath]
    conditions: Mapping[str, Conditions]
    aims: Mapping[str, Aim]
    official: FloatArray | None
    ages: SupportRatioAges
    trace: Trace
    published: bool = False

    @property
    def row(self) -> int:
        """Where the place is among the municipalities of the basis."""
        return self.basis.places.rates.codes.index(self.context.place.code)

    @property
    def base_year(self) -> int:
        """The first year of the paths."""
        return self.context.base_year

    @property
    def horizon(self) -> int:
        """The last year of the paths."""
        first = next(iter(self.paths.values()))
        return self.base_year + int(first.central.people.shape[1]) - 1

    def years(self) -> list[int]:
        """The years of the paths, base year first."""
        return list(range(self.base_year, self.horizon + 1))

    def facts(self, **more: Any) -> dict[str, Any]:
        """Base year, horizon and more."""
        return {"base_year": self.base_year, "horizon": self.horizon, **more}


def paths_figure(told: Told) -> Figure:
    """People of all ages, year by year."""
    count = measures(told.ages)["population"]
    history = told.context.totals.filter(
        pl.col("municipality_code") == told.context.place.code
    ).select(pl.lit(HISTORY).alias("future"), "year", pl.col("persons").alias("mean"))
    frames = [history]
    expected: dict[str, float] = {}
    for name, path in told.paths.items():
        frame = _bands(path, count).with_columns(pl.Series("year", told.years(), dtype=pl.Int32))
        frames.append(frame.select(pl.lit(name).alias("future"), "year", "mean", *BANDS))
        expected[name] = float(frame["mean"][-1])
    if told.official is not None:
        frames.append(_official_line(told))
    base = float(history.filter(pl.col("year") == told.base_year)["mean"][0])
    return Figure(
        "futures.paths",
        "population",
        "persons",
        pl.concat(frames, how="diagonal_relaxed"),
        told.trace,
        told.facts(
            base_persons=base,
            expected=expected,
            change_percent={name: 100 * (value / base - 1) for name, value in expected.items()},
            draws=_draws(told),
        ),
    )


def characteristics_figure(told: Told) -> Figure:
    """What each future is like at the horizon, with bands."""
    by_name = measures(told.ages)
    base_persons = float(told.basis.places.rates.people[told.row].sum())
    known = _jobs_known(told)
    rows: list[dict[str, Any]] = []
    for name, path in told.paths.items():
        track = _track(path)
        for measure in MEASURES:
            ahead, base = _measured(told, measure, track, base_persons, by_name, known)
            if ahead is None:
                continue
            spread = dict(
                zip(BANDS, np.quantile(ahead, list(BANDS.values())).tolist(), strict=True)
            )
            mean = float(ahead.mean())
            rows.append({"future": name, "measure": measure, "base": base, "mean": mean, **spread})
    values = pl.DataFrame(rows, schema_overrides={"base": pl.Float64}, infer_schema_length=None)
    return Figure(
        "futures.characteristics",
        "future",
        "mixed",
        values,
        told.trace,
        told.facts(
            children_last=CHILDREN.last,
            working_first=told.ages.working_from,
            working_last=told.ages.working_to,
            retired_first=told.ages.retired_from,
            jobs_year=known["year"] if known else None,
        ),
    )


def ages_figure(told: Told) -> Figure:
    """Age groups in the base year and at the horizon."""
    rows = []
    for name, path in told.paths.items():
        people = _track(path).people.sum(axis=2, dtype=np.float64)
        for group in REPORT_AGE_GROUPS:
            ahead = sum_ages(people[:, -1], group)
            rows.append(
                {
                    "future": name,
                    "age_group": group.id,
                    "base": float(sum_ages(people[:, 0], group).mean()),
                    "mean": float(ahead.mean()),
                    "p10": float(np.quantile(ahead, 0.1)),
                    "p90": float(np.quantile(ahead, 0.9)),
                }
            )
    return Figure(
        "futures.ages", "age_structure", "persons", pl.DataFrame(rows), told.trace, told.facts()
    )


def pyramid_figure(told: Told) -> Figure:
    """People by sex and five-year group, now and at the horizon."""
    sexes = told.basis.places.rates.sexes

    def persons(people: FloatArray, sex: int, group: AgeGroup) -> float:
        return float(sum_ages(people[sex], group))

    rows = [
        {
            "future": name,
            "sex": sex,
            "age_first": group.first,
            "age_last": group.last,
            "base": persons(mean[0], number, group),
            "mean": persons(mean[-1], number, group),
        }
        for name, mean in (
            (name, _track(path).people.mean(axis=0, dtype=np.float64))
            for name, path in told.paths.items()
        )
        for number, sex in enumerate(sexes)
        for group in PYRAMID_GROUPS
    ]
    return Figure(
        "futures.pyramid", "age_structure", "persons", pl.DataFrame(rows), told.trace, told.facts()
    )


def support_figure(told: Told) -> Figure:
    """People of working age for each retired person."""
    known, people = ages_by_year(told.context.counted, told.context.place)
    history = support_ratios(known, people, told.ages).select(
        pl.lit(HISTORY).alias("future"),
        pl.col("year").cast(pl.Int32),
        pl.col("ratio").alias("mean"),
    )
    ratio = measures(told.ages)["support_ratio"]
    frames, ends = [history], {}
    for name, path in told.paths.items():
        frame = _bands(path, ratio).with_columns(pl.Series("year", told.years(), dtype=pl.Int32))
        frames.append(frame.select(pl.lit(name).alias("future"), "year", "mean", *OUTER))
        ends[name] = float(frame["mean"][-1])
    return Figure(
        "futures.support_ratio",
        "support_ratio",
        "ratio",
        pl.concat(frames, how="diagonal_relaxed"),
        told.trace,
        told.facts(
            base=float(history["mean"][-1]),
            working_first=told.ages.working_from,
            working_last=told.ages.working_to,
            retired_first=told.ages.retired_from,
            lowest=min(ends, key=lambda name: ends[name]),
        ),
    )


def jobs_figure(told: Told) -> Figure | None:
    """Private and public jobs, year by year; ``None`` where no jobs are known."""
    known = _jobs_known(told)
    if known is None:
        return None
    own = told.basis.jobs.frame.filter(
        pl.col("municipality_code") == told.context.place.code
    ).drop_nulls("private_jobs")
    public = (pl.col("total_jobs") - pl.col("private_jobs")).alias("public_jobs")
    sectors = ("private_jobs", "public_jobs")
    history = own.select("year", "private_jobs", public).unpivot(
        on=sectors, index="year", variable_name="sector", value_name="mean"
    )
    frames = [history.select(pl.lit(HISTORY).alias("future"), "year", "sector", "mean")]
    counted = measures(told.ages)
    for name, path in told.paths.items():
        for sector in sectors:
            frame = _bands(path, counted[sector]).with_columns(
                pl.Series("year", told.years(), dtype=pl.Int32), sector=pl.lit(sector)
            )
            frames.append(
                frame.select(pl.lit(name).alias("future"), "year", "sector", "mean", *OUTER)
            )
    return Figure(
        "futures.jobs",
        "jobs",
        "jobs",
        pl.concat(frames, how="diagonal_relaxed"),
        told.trace,
        told.facts(jobs_year=known["year"], private_share_estimated=_share_assumed(told)),
    )


def _bands(path: FuturePath, measure: Any) -> pl.DataFrame:
    """``mean`` and quantiles of a measure by year; the central path where nothing was drawn."""
    values = measure(_track(path))
    quantiles = np.quantile(values, list(BANDS.values()), axis=0)
    return pl.DataFrame({"mean": values.mean(axis=0), **dict(zip(BANDS, quantiles, strict=True))})


def _measured(
    told: Told,
    measure: str,
    track: Track,
    base_persons: float,
    by_name: Mapping[str, Any],
    known: Mapping[str, Any] | None,
) -> tuple[FloatArray | None, float | None]:
    """A measure at the horizon [draw] and its base; ``None`` where it is not known."""
    if measure == "population_change":
        return 100 * (by_name["population"](track)[:, -1] / base_persons - 1), None
    if measure in ("private_jobs", "public_jobs"):
        if known is None:
            return None, None
        values = by_name[measure](track)
        return values[:, -1], float(values[:, 0].mean())
    if measure == "commuting_balance":
        if known is None or known["employment_rate"] is None:
            return None, None
        adults = sum_ages(track.people.sum(axis=2, dtype=np.float64), AgeGroup(15, 74))
        balance = track.private + track.public - known["employment_rate"] * adults
        return balance[:, -1], known["balance"]
    values = by_name[measure](track)
    return values[:, -1], float(values[:, 0].mean())


def _jobs_known(told: Told) -> Mapping[str, Any] | None:
    """Year of the newest jobs of the place, and its employment rate where known."""
    own = told.basis.jobs.frame.filter(pl.col("municipality_code") == told.context.place.code)
    newest = own.drop_nulls("total_jobs").sort("year")
    if newest.is_empty():
        return None
    row = newest.row(-1, named=True)
    rate = None
    if row["employed_residents"] is not None and row["residents"]:
        rate = row["employed_residents"] / row["residents"]
    balance = None if rate is None else row["total_jobs"] - row["employed_residents"]
    return {"year": row["year"], "employment_rate": rate, "balance": balance}


def _official_line(told: Told) -> pl.DataFrame:
    totals = np.asarray(told.official).sum(axis=-1)
    frame = pl.DataFrame(
        {"year": told.years(), "mean": totals}, schema={"year": pl.Int32, "mean": pl.Float64}
    )
    known = frame.filter(pl.col("mean").is_not_nan())
    return known.select(pl.lit(OFFICIAL).alias("future"), "year", "mean")


def _share_assumed(told: Told) -> bool:
    return any(note.code == PRIVATE_SHARE_ASSUMED for note in told.basis.notes)


def _track(path: FuturePath) -> Track:
    return path.central if path.drawn is None else path.drawn


def _draws(told: Told) -> int:
    first = next(iter(told.paths.values()))
    return 0 if first.drawn is None else len(first.drawn.people)


def all_figures(told: Told) -> Sequence[Figure]:
    """Paths, characteristics, ages, pyramid, and support ratio, in that order."""
    return (
        paths_figure(told),
        characteristics_figure(told),
        ages_figure(told),
        pyramid_figure(told),
        support_figure(told),
    )
