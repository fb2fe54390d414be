"""Where a place stands on attractiveness: means over windows, ranks, and how sure one can be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import erfc, sqrt
from statistics import NormalDist

import numpy as np
import polars as pl

from nyegrep.foundation.axes import FloatArray
from nyegrep.foundation.errors import DataError, Problem, Problems
from nyegrep.methods.attractiveness.shrinkage import Noise, estimate_noise, shrink

KINDS = ("business_attractiveness", "residential_attractiveness")
COLUMNS = ("municipality_code", "year", "persons", *KINDS)
WINDOW = ("year", "window")
EVERY_PLACE = (*WINDOW, "kind")


@dataclass(frozen=True)
class StandingSettings:
    """Numbers of the comparison between places; filled from ``attractiveness.standing``.

    Attributes:
        windows: years that means are taken over.
        percentile: percentile that counts as high attractiveness.
        intervals: probability that each interval should hold.
        size_limits: inhabitants that part the size classes, smallest first.
        fewest_persons: smaller places have no rank and are not among those ranked against.
    """

    windows: tuple[int, ...] = field(metadata={"unit": "years"})
    percentile: float = field(metadata={"unit": "percent"})
    intervals: tuple[float, ...] = field(metadata={"unit": "percent"})
    size_limits: tuple[int, ...] = field(metadata={"unit": "persons"})
    fewest_persons: int = field(metadata={"unit": "persons"})


@dataclass(frozen=True)
class Standing:
    """Where every place stands, in every window of years and by both kinds of attractiveness.

    Attributes:
        values: one row per municipality_code, year (the window's last), window (its length) and
            kind. first_year; persons in the last year; size_class; centrality_class; value, the
            plain mean of the yearly residuals; rank, rank_in_size_class and
            rank_in_centrality_class, percentile ranks 0–100 of the value; at_or_above, whether
            it reaches the threshold; shrunken, deviation, and lower_80, upper_80 … of what lasts;
            probability_high, that what lasts is above its own percentile.
        thresholds: threshold of the value per year, window and kind, and municipalities compared.
        both: per year and window, municipalities with both kinds known, how many of them reach
            both thresholds, the share in per cent, and their codes.
        noise: per kind, what is chance and what lasts; a kind is absent where too little is known.
        notes: why a kind is absent.
    """

    values: pl.DataFrame
    thresholds: pl.DataFrame
    both: pl.DataFrame
    noise: Mapping[str, Noise]
    notes: tuple[Problem, ...]


def find_standing(
    residuals: pl.DataFrame, settings: StandingSettings, centrality: pl.DataFrame | None = None
) -> Standing:
    """Means, ranks, thresholds and shrunken values of all places.

    Args:
        residuals: municipality_code, year, persons, business_attractiveness and
            residential_attractiveness, the last two in per cent, null where not known.
        settings: windows and limits.
        centrality: municipality_code and centrality_class; without it that rank is null.

    Raises:
        DataError: columns are missing, a municipality-year is there twice or has no people, or
            no municipality has any value.
    """
    _check(residuals)
    means = average(residuals, settings.windows)
    noise, notes = _noises(residuals)
    values = rank(means, settings, centrality)
    limits = find_thresholds(means, settings)
    reached = pl.col("value") >= pl.col("threshold")
    ranked = pl.col("persons") >= settings.fewest_persons
    values = values.join(limits, on=EVERY_PLACE, how="left").with_columns(
        at_or_above=pl.when(ranked).then(reached)
    )
    order = ["municipality_code", *EVERY_PLACE]
    found = shrink_means(means, noise, settings)
    values = values.drop("threshold", "municipalities").join(found, on=order, how="left")
    both = reach_both(means, settings)
    return Standing(values.sort(order), limits.sort(EVERY_PLACE), both, noise, notes)


def average(residuals: pl.DataFrame, windows: Sequence[int]) -> pl.DataFrame:
    """Plain means of yearly residuals over every window of years in a row.

    ē_i = Σ_t e_it / T. A window in which a calendar year is absent or not known has no mean.

    Returns:
        municipality_code, year (the last), window, first_year, kind, persons (in the last year),
        log_population (mean of ln P over the window), value.
    """
    place = ["municipality_code", "kind"]
    rows = (
        residuals.select(COLUMNS)
        .unpivot(on=KINDS, index=COLUMNS[:3], variable_name="kind", value_name="value")
        .sort([*place, "year"])
        .with_columns(
            value=pl.col("value").cast(pl.Float64).fill_nan(None),
            log_population=pl.col("persons").cast(pl.Float64).log(),
        )
    )

    def over(window: int) -> pl.DataFrame:
        first = pl.col("year").shift(window - 1).over(place)
        means = rows.with_columns(
            first_year=first,
            window=pl.lit(window, dtype=pl.Int32),
            value=pl.col("value").rolling_mean(window).over(place),
            log_population=pl.col("log_population").rolling_mean(window).over(place),
        )
        whole = pl.col("year") - pl.col("first_year") == window - 1
        return means.filter(whole, pl.col("value").is_not_null())

    columns = ["municipality_code", *WINDOW, "first_year", "kind", "persons"]
    return pl.concat(over(window) for window in windows).select(*columns, "log_population", "value")


def find_thresholds(means: pl.DataFrame, settings: StandingSettings) -> pl.DataFrame:
    """The value at the percentile, per year, window and kind, and how many were compared.

    Between two places it is interpolated linearly. Places below ``fewest_persons`` are left out.
    """
    share = settings.percentile / 100
    return (
        _ranked(means, settings)
        .group_by(EVERY_PLACE)
        .agg(
            threshold=pl.col("value").quantile(share, "linear"),
            municipalities=pl.len(),
        )
    )


def reach_both(means: pl.DataFrame, settings: StandingSettings) -> pl.DataFrame:
    """Which places are at or above both thresholds in each window.

    Returns:
        year, window, municipalities (with both kinds known), reaching_both, share in per cent,
        codes of those who do.
    """
    limits = find_thresholds(means, settings)
    reached = _ranked(means, settings).join(limits, on=EVERY_PLACE)
    high = pl.col("value") >= pl.col("threshold")
    place = reached.group_by(*WINDOW, "municipality_code").agg(
        known=pl.len() == len(KINDS), both=high.all()
    )
    codes = pl.col("municipality_code").filter(pl.col("both")).sort()
    return (
        place.filter(pl.col("known"))
        .group_by(WINDOW)
        .agg(municipalities=pl.len(), reaching_both=pl.col("both").sum(), codes=codes)
        .with_columns(share=100 * pl.col("reaching_both") / pl.col("municipalities"))
        .select(*WINDOW, "municipalities", "reaching_both", "share", "codes")
        .sort(WINDOW)
    )


def rank(
    means: pl.DataFrame, settings: StandingSettings, centrality: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Percentile ranks among all places, and among those of like size and like centrality.

    rank = 100·(places below + half of those alike, itself among them) / places compared.
    """
    if centrality is None:
        central = means.with_columns(centrality_class=pl.lit(None, dtype=pl.Int64))
    else:
        columns = ["municipality_code", "centrality_class"]
        known = centrality.select(columns).unique("municipality_code", keep="first")
        central = means.join(known, on="municipality_code", how="left")
    classed = central.with_columns(_size_classes(central["persons"], settings))
    value = pl.when(pl.col("persons") >= settings.fewest_persons).then(pl.col("value"))
    percentile = 100 * (value.rank("average") - 0.5) / value.count()
    by_centrality = percentile.over(*EVERY_PLACE, "centrality_class")
    return classed.with_columns(
        rank=percentile.over(EVERY_PLACE),
        rank_in_size_class=percentile.over(*EVERY_PLACE, "size_class"),
        rank_in_centrality_class=pl.when(pl.col("centrality_class").is_not_null()).then(
            by_centrality
        ),
    ).drop("log_population")


def shrink_means(
    means: pl.DataFrame, noise: Mapping[str, Noise], settings: StandingSettings
) -> pl.DataFrame:
    """What lasts in each place as its mean tells it, with intervals; see ``shrinkage``.

    probability_high = Φ((a − (m + τ·z))/d), with a and d the shrunken value and its deviation and
    z the normal quantile of the percentile: the chance that the place truly is above it. On
    average over places that is 1 − percentile, whatever the noise.

    Returns:
        municipality_code, year, window, kind, shrunken, deviation, probability_high, and lower_x
        and upper_x for each interval of x per cent.
    """
    place = ["municipality_code", *EVERY_PLACE]
    found = [
        group.select(place).hstack(pl.DataFrame(columns))
        for group, columns in _shrunken(means, noise, settings)
    ]
    if found:
        return pl.concat(found)
    none = pl.lit(None, dtype=pl.Float64)
    names = ("shrunken", "deviation", "probability_high", *_bounds(settings))
    return means.select(place).clear().with_columns(**dict.fromkeys(names, none))


def _check(residuals: pl.DataFrame) -> None:
    """Raise a DataError with all that makes ``residuals`` unfit to compare places by."""
    problems = Problems()
    missing = [name for name in COLUMNS if name not in residuals.columns]
    if missing:
        problems.add("attractiveness.standing_columns", missing=missing, expected=list(COLUMNS))
        problems.raise_if_any(DataError)
    key = ["municipality_code", "year"]
    twice = residuals.filter(pl.struct(key).is_duplicated()).unique(key).sort(key)
    empty = residuals.filter(~(pl.col("persons") > 0).fill_null(value=False)).sort(key)
    for code, rows in (
        ("attractiveness.standing_twice", twice),
        ("attractiveness.standing_no_people", empty),
    ):
        if rows.height:
            problems.add(code, rows=[f"{place} {year}" for place, year in rows.select(key).rows()])
    if not any(residuals[kind].fill_nan(None).count() for kind in KINDS):
        problems.add("attractiveness.standing_empty")
    problems.raise_if_any(DataError)


def _shrunken(
    means: pl.DataFrame, noise: Mapping[str, Noise], settings: StandingSettings
) -> Iterator[tuple[pl.DataFrame, dict[str, FloatArray]]]:
    """Each window's places and their columns."""
    quantile = NormalDist().inv_cdf
    for group in means.partition_by(EVERY_PLACE):
        kind, window = group["kind"][0], group["window"][0]
        if kind not in noise:
            continue
        between = noise[kind].between
        chance = noise[kind].mean_variance(group["log_population"].to_numpy(), window)
        drawn = shrink(group["value"].to_numpy(), chance, between)
        high = drawn.mean + sqrt(between) * quantile(settings.percentile / 100)
        columns = {
            "shrunken": drawn.value,
            "deviation": drawn.deviation,
            "probability_high": _normal((drawn.value - high) / drawn.deviation),
        }
        names = iter(_bounds(settings))
        for held in settings.intervals:
            reach = quantile(0.5 + held / 200) * drawn.deviation
            columns |= {next(names): drawn.value - reach, next(names): drawn.value + reach}
        yield group, columns


def _size_classes(persons: pl.Series, settings: StandingSettings) -> pl.Series:
    """The class of each size, as ``1000-1999`` or ``50000+``."""
    limits = [0, *settings.size_limits]
    labels = np.array([f"{low}-{high - 1}" for low, high in pairwise(limits)] + [f"{limits[-1]}+"])
    places = np.searchsorted(np.array(settings.size_limits), persons.to_numpy(), side="right")
    return pl.Series("size_class", labels[places].tolist(), dtype=pl.String)


def _bounds(settings: StandingSettings) -> list[str]:
    ends = ("lower", "upper")
    return [f"{end}_{held:g}" for held in settings.intervals for end in ends]


def _normal(distance: FloatArray) -> FloatArray:
    """Φ of standardised distances."""
    return np.array([0.5 * erfc(-value / sqrt(2)) for value in distance.tolist()])


def _ranked(means: pl.DataFrame, settings: StandingSettings) -> pl.DataFrame:
    return means.filter(pl.col("persons") >= settings.fewest_persons)


def _noises(residuals: pl.DataFrame) -> tuple[dict[str, Noise], tuple[Problem, ...]]:
    """What is chance in each kind, and why it could not be told."""
    found: dict[str, Noise] = {}
    notes: list[Problem] = []
    for kind in KINDS:
        known = residuals.with_columns(pl.col(kind).cast(pl.Float64).fill_nan(None))
        known = known.drop_nulls(kind).sort("municipality_code", "year")
        years = sorted(known["year"].unique())
        wide = known.pivot(on="year", index="municipality_code", values=[kind, "persons"])
        parts = [
            wide.select(pl.col(f"{name}_{year}").cast(pl.Float64) for year in years)
            for name in (kind, "persons")
        ]
        values, persons = (part.fill_null(np.nan).to_numpy() for part in parts)
        try:
            found[kind] = estimate_noise(values, np.log(persons), years)
        except DataError as error:
            notes += [problem for problem in error.problems if problem not in notes]
    return found, tuple(notes)
