"""How far paths made from what was known in a base year were from what happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from nyegrep.foundation.axes import REPORT_AGE_GROUPS, AgeGroup, FloatArray, sum_ages
from nyegrep.foundation.errors import InputError, fail
from nyegrep.methods.population.kernel import batches
from nyegrep.methods.population.observations import BoolArray, NationalSeries, PopulationHistory
from nyegrep.methods.population.paths import project, schedules
from nyegrep.methods.population.rates import Rates, RateSettings, estimate
from nyegrep.methods.population.summaries import quantiles
from nyegrep.methods.population.uncertainty import UncertaintySettings, draw_shocks

ALL = "all"
MODEL = "model"
CONSTANT = "constant"
TREND = "trend"
OFFICIAL = "official"
PROMISES = (50, 80, 95)
BATCH = 50


@dataclass(frozen=True)
class BacktestSettings:
    """Numbers of the comparison; filled from ``population.backtest``.

    Attributes:
        trend_years: years behind the straight trend, at most.
        size_limits: inhabitants in the base year that part the size classes, smallest first.
    """

    trend_years: int = field(metadata={"unit": "years"})
    size_limits: tuple[int, ...] = field(metadata={"unit": "persons"})

    @property
    def size_classes(self) -> tuple[str, ...]:
        """Names of the classes, as ``0-999`` and ``50000+``."""
        lows = (0, *self.size_limits)
        return (
            *(f"{low}-{high - 1}" for low, high in zip(lows, self.size_limits, strict=False)),
            f"{lows[-1]}+",
        )

    def classify(self, size: FloatArray) -> np.ndarray[tuple[int], np.dtype[np.str_]]:
        """Name of the class of each size."""
        places = np.searchsorted(np.array(self.size_limits), size, side="right")
        return np.array(self.size_classes)[places]


@dataclass(frozen=True)
class Bands:
    """How the bands of the forecasts are drawn.

    Attributes:
        uncertainty: how much is not known.
        draws: how many.
        seed: decides all.
    """

    uncertainty: UncertaintySettings
    draws: int
    seed: int


@dataclass(frozen=True)
class Forecasts:
    """Forecasts of one base year beside what happened.

    Attributes:
        codes: municipalities.
        base_year: the 1 January that they start from.
        size: inhabitants then [municipality].
        outcome: persons who were there [municipality, horizon, group]; NaN where not known.
        persons: by method, persons forecast [municipality, horizon, group].
        groups: names along the last axis: ``all``, then age groups.
        bounds: of the model, lower and upper bound by per cent that should lie between them
            [municipality, horizon, group]; empty where no bands were asked for.
    """

    codes: tuple[str, ...]
    base_year: int
    size: FloatArray
    outcome: FloatArray
    persons: Mapping[str, FloatArray]
    groups: tuple[str, ...]
    bounds: Mapping[int, tuple[FloatArray, FloatArray]] = field(default_factory=dict)


def forecast(
    history: PopulationHistory,
    national: NationalSeries,
    base_year: int,
    horizon: int,
    settings: tuple[RateSettings, BacktestSettings],
    bands: Bands | None = None,
    official: Mapping[str, FloatArray] | None = None,
) -> Forecasts:
    """What the model, a constant population and a straight trend said in ``base_year``.

    Only municipalities known in every year of the reference period take part. The trend is the
    mean yearly change of the newest years, never below nought.

    Args:
        history: people; the model does not see the years after the base year.
        national: the country's series.
        base_year: the 1 January to start from.
        horizon: years ahead, at most.
        settings: of the rates and of the comparison.
        bands: how to draw the model's bands; none if not given.
        official: Statistics Norway's projection by municipality [horizon, group].

    Raises:
        InputError: no year after the base year is known.
    """
    years = min(horizon, history.years[-1] - base_year)
    if years < 1:
        fail(InputError, "population.no_outcome", year=base_year, last=history.years[-1])
    known = estimate(history, national, base_year, settings[0])
    rates = known.select(known.complete)
    seen = grouped(history.people[[history.codes.index(code) for code in rates.codes]])
    base = base_year - history.first_year
    start = seen[:, base][:, None]
    persons = {
        MODEL: grouped(project(rates, base_year + years).people)[:, 1:],
        CONSTANT: np.repeat(start, years, axis=1),
        TREND: _trend(seen[:, : base + 1], settings[1].trend_years, years),
    }
    if official is not None:
        persons[OFFICIAL] = _published(official, rates.codes, (years, start.shape[2]))
    return Forecasts(
        codes=rates.codes,
        base_year=base_year,
        size=seen[:, base, 0],
        outcome=seen[:, base + 1 : base + years + 1],
        persons=persons,
        groups=(ALL, *(group.id for group in REPORT_AGE_GROUPS)),
        bounds=_bounds(rates, base_year + years, bands) if bands is not None else {},
    )


def _published(
    official: Mapping[str, FloatArray], codes: Sequence[str], shape: tuple[int, int]
) -> FloatArray:
    """What was published for each place [municipality, horizon, group]; NaN where nothing was."""
    nothing = np.full(shape, np.nan)
    return np.stack([official.get(code, nothing)[: shape[0]] for code in codes])


def _trend(seen: FloatArray, back: int, years: int) -> FloatArray:
    """The mean yearly change of the last ``back`` years going on [municipality, horizon, group]."""
    first = max(0, seen.shape[1] - 1 - back)
    start = seen[:, -1]
    change = (start - seen[:, first]) / (seen.shape[1] - 1 - first)
    ahead = np.arange(1, years + 1)[None, :, None]
    going_on: FloatArray = np.maximum(start[:, None] + change[:, None] * ahead, 0.0)
    return going_on


def _bounds(rates: Rates, horizon: int, bands: Bands) -> dict[int, tuple[FloatArray, FloatArray]]:
    """Bounds of the model's bands by their promise [municipality, horizon, group].

    Quantiles of the draws, (100 - x)/2 and (100 + x)/2 per cent, of all ages together and of each
    age group, the sexes together.
    """
    given = schedules(rates, horizon)
    shocks = draw_shocks(rates, bands.uncertainty, len(given.years), bands.draws, bands.seed)
    edges = tuple(group.first for group in REPORT_AGE_GROUPS)
    wanted = [share / 200 for x in PROMISES for share in (100 - x, 100 + x)]
    found = []
    counts = bands.uncertainty.counts
    for paths in batches(given, shocks, edges, BATCH, counts=counts, seed=bands.seed):
        both = paths.persons[:, 1:].sum(axis=2)
        everyone = both.sum(axis=2, keepdims=True)
        drawn = np.concatenate([everyone, both], axis=2)
        found.append(quantiles(drawn, wanted).astype(np.float64))
    whole = np.concatenate(found)
    return {x: (whole[..., 2 * i], whole[..., 2 * i + 1]) for i, x in enumerate(PROMISES)}


def grouped(people: FloatArray) -> FloatArray:
    """Persons of all ages and of each age group [..., group], from [..., sex, age]."""
    both = people.sum(axis=-2)
    everyone = AgeGroup(0, both.shape[-1] - 1)
    return np.stack([sum_ages(both, group) for group in (everyone, *REPORT_AGE_GROUPS)], axis=-1)


def errors(forecasts: Forecasts, settings: BacktestSettings) -> pl.DataFrame:
    """Errors by method, horizon, age group and size class, in percent.

    With e = 100·(F/O − 1) for forecast F and outcome O: mape = mean |e|, median = median |e|,
    bias = mean e, weighted = 100·Σ|F − O| / ΣO. Cells without an outcome or with no one in it are
    left out. held_x is the share of outcomes within the model's x per cent band, in per cent;
    null for other methods, and where no bands were drawn.

    Returns:
        Columns base_year, horizon, method, age_group, size_class, municipalities, mape, median,
        bias, weighted, held_50, held_80, held_95.
    """
    classes = settings.classify(forecasts.size)
    chosen: dict[str, BoolArray] = {ALL: np.ones(len(classes), dtype=np.bool_)}
    chosen |= {name: classes == name for name in settings.size_classes}
    rows = [
        {
            "base_year": forecasts.base_year,
            "horizon": horizon + 1,
            "method": method,
            "age_group": group,
            "size_class": name,
            **_measures(persons[rows, horizon, place], forecasts.outcome[rows, horizon, place]),
            **_held(forecasts, method, (rows, horizon, place)),
        }
        for method, persons in forecasts.persons.items()
        for horizon in range(persons.shape[1])
        for place, group in enumerate(forecasts.groups)
        for name, rows in chosen.items()
    ]
    held = {f"held_{x}": pl.Float64 for x in PROMISES}
    frame = pl.DataFrame(rows, schema_overrides=held, infer_schema_length=None)
    return frame.filter(pl.col("municipalities") > 0)


def backtest(
    history: PopulationHistory,
    national: NationalSeries,
    base_years: Sequence[int],
    horizon: int,
    settings: tuple[RateSettings, BacktestSettings],
    bands: Bands | None = None,
) -> pl.DataFrame:
    """The errors of several base years, one after the other; see ``errors``."""
    return pl.concat(
        errors(forecast(history, national, year, horizon, settings, bands), settings[1])
        for year in base_years
    )


def _held(
    forecasts: Forecasts, method: str, where: tuple[BoolArray, int, int]
) -> dict[str, float | None]:
    """Share of the outcomes within each band, in per cent."""
    outcome = forecasts.outcome[where]
    known = np.isfinite(outcome) & (outcome > 0)
    held: dict[str, float | None] = dict.fromkeys(f"held_{x}" for x in PROMISES)
    if method != MODEL or not known.any():
        return held
    for promise, (lower, upper) in forecasts.bounds.items():
        within = (outcome >= lower[where]) & (outcome <= upper[where])
        held[f"held_{promise}"] = float(100 * within[known].mean())
    return held


def _measures(forecast: FloatArray, outcome: FloatArray) -> dict[str, float | int]:
    known = np.isfinite(outcome) & (outcome > 0) & np.isfinite(forecast)
    if not known.any():
        return {
            "municipalities": 0,
            "mape": np.nan,
            "median": np.nan,
            "bias": np.nan,
            "weighted": np.nan,
        }
    said, happened = forecast[known], outcome[known]
    error = 100.0 * (said / happened - 1.0)
    return {
        "municipalities": int(known.sum()),
        "mape": float(np.abs(error).mean()),
        "median": float(np.median(np.abs(error))),
        "bias": float(error.mean()),
        "weighted": float(100.0 * np.abs(said - happened).sum() / happened.sum()),
    }
