"""What the words of the futures need: numbers picked from the figures, names and directions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import polars as pl

from nyegrep.analyses.futures_results import HISTORY, MEASURES, FuturesOutlook
from nyegrep.foundation.figures import Figure
from nyegrep.foundation.futures import CRISIS, FOUR, HEADWIND, MISSED, NEUTRAL, OFFICIAL, TAILWIND
from nyegrep.foundation.terms import glossary
from nyegrep.reports.chapters.comparing import SupportAges, support_ages
from nyegrep.reports.chapters.population_outlook_facts import OLD_IN_PYRAMID, Period
from nyegrep.reports.press import Press, capitalised
from nyegrep.reports.render import direction

# How a measure is written: as people, as jobs, as more or fewer, in per cent, or as a ratio.
KINDS = {
    "population_change": "percent",
    "support_ratio": "ratio",
    "private_jobs": "jobs",
    "public_jobs": "jobs",
    "commuting_balance": "balance",
}
JOBS = ("private_jobs", "public_jobs")


@dataclass(frozen=True)
class Outcome:
    """A future at the horizon; what is not known of it is ``None``."""

    id: str
    name: str
    end: float
    percent: float
    direction: str
    low: float | None
    high: float | None
    jobs: float | None


@dataclass(frozen=True)
class Fan:
    """All futures at the horizon, and what each of the two questions means for the population.

    ``attractiveness`` is how many more people high attractiveness gives than low, on average over
    good and bad times in the country; ``conditions`` the same the other way about.
    """

    period: Period
    first_year: int
    base: float
    four: tuple[Outcome, ...]
    lowest: Outcome
    highest: Outcome
    neutral: Outcome
    official: Outcome | None
    own: tuple[Outcome, ...]
    attractiveness: float
    conditions: float
    jobs_base: float | None
    jobs_year: int | None
    adjusted: bool


@dataclass(frozen=True)
class MeasureFact:
    """A characteristic of a future at the horizon, with its band, and the value it has now."""

    id: str
    kind: str
    name: str
    base: float | None
    mean: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Sheet:
    """The characteristics of one future."""

    period: Period
    outcome: Outcome
    measures: tuple[MeasureFact, ...]
    jobs_year: int | None

    def measure(self, name: str) -> MeasureFact | None:
        """One of them, where it is known."""
        return next((found for found in self.measures if found.id == name), None)


@dataclass(frozen=True)
class Compared:
    """All futures side by side; ``children`` and ``old`` say which way all of the four go."""

    period: Period
    sheets: tuple[Sheet, ...]
    children: str
    old: str
    children_last: int
    old_from: int
    jobs_year: int | None


@dataclass(frozen=True)
class Range:
    """The lowest and highest of the four futures at the horizon, and the value now."""

    period: Period
    base: float
    low: float
    high: float
    lowest: str
    group: str = ""
    ages: SupportAges | None = None
    sex_known: bool = True
    year: int = 0
    estimated: bool = False

    @property
    def direction(self) -> str:
        """Which way all of the four go: ``up``, ``down``, or ``apart`` where they differ."""
        if self.low > self.base:
            return "up"
        return "down" if self.high < self.base else "apart"


def period_of(outlook: FuturesOutlook, press: Press) -> Period:
    """The period and its place."""
    name = press.name(outlook.municipality)
    return Period(name, outlook.borders, outlook.base_year, outlook.horizon)


def name_of(outlook: FuturesOutlook, future: str, press: Press) -> str:
    """What a future is called: by whoever defined it, else by the glossary."""
    given = outlook.names.get(future, {})
    known = future in glossary() or future == OFFICIAL
    default = press.label(future) if known else capitalised(future.replace("_", " "))
    return given.get(press.language) or next(iter(given.values()), default)


def told(outlook: FuturesOutlook) -> tuple[str, ...]:
    """The futures that have a story and a sheet: the four, and those that the user defined."""
    return tuple(name for name in outlook.futures if name not in (NEUTRAL, OFFICIAL))


def present(figure: Figure, outlook: FuturesOutlook) -> list[str]:
    """The futures that a figure follows to the horizon, in order."""
    at = pl.col("year") == outlook.horizon if "year" in figure.values.columns else pl.lit(True)
    found = set(figure.values.filter(at)["future"].to_list())
    return [name for name in outlook.futures if name in found]


def fan_of(outlook: FuturesOutlook, press: Press) -> Fan:
    """What the text says of all the futures together."""
    facts = outlook.paths.facts
    known = present(outlook.paths, outlook)
    found = {name: _outcome(outlook, name, press) for name in known}
    four = tuple(found[name] for name in FOUR)
    end = {name: found[name].end for name in FOUR}
    ordered = sorted(four, key=lambda outcome: outcome.end)
    history = outlook.paths.values.filter(pl.col("future") == HISTORY)
    jobs_year = outlook.characteristics.facts.get("jobs_year")
    return Fan(
        period=period_of(outlook, press),
        first_year=int(history["year"].to_list()[0]),
        base=float(facts["base_persons"]),
        four=four,
        lowest=ordered[0],
        highest=ordered[-1],
        neutral=found[NEUTRAL],
        official=found.get(OFFICIAL),
        own=tuple(found[name] for name in told(outlook) if name not in FOUR),
        attractiveness=(end[TAILWIND] + end[HEADWIND] - end[MISSED] - end[CRISIS]) / 2,
        conditions=(end[TAILWIND] + end[MISSED] - end[HEADWIND] - end[CRISIS]) / 2,
        jobs_base=_jobs(outlook, TAILWIND, "base"),
        jobs_year=jobs_year,
        adjusted=outlook.mode == "official",
    )


def sheet_of(outlook: FuturesOutlook, future: str, press: Press) -> Sheet:
    """The characteristics of a future."""
    rows = outlook.characteristics.values.filter(pl.col("future") == future)
    by_name = {row["measure"]: row for row in rows.iter_rows(named=True)}
    measures = tuple(
        MeasureFact(
            id=name,
            kind=KINDS.get(name, "persons"),
            name=measure_name(outlook, name, press),
            base=by_name[name]["base"],
            mean=by_name[name]["mean"],
            low=band_of(by_name[name])[0],
            high=band_of(by_name[name])[1],
        )
        for name in MEASURES
        if name in by_name
    )
    period = period_of(outlook, press)
    jobs_year = outlook.characteristics.facts.get("jobs_year")
    return Sheet(period, _outcome(outlook, future, press), measures, jobs_year)


def measure_name(outlook: FuturesOutlook, measure: str, press: Press) -> str:
    """A characteristic in words, with the ages that it counts."""
    facts = outlook.characteristics.facts
    ages = support_ages(outlook.characteristics)
    text = str(press.words["futures_measures"][measure])
    return text.format(
        children=facts["children_last"],
        first=ages.working_first,
        last=ages.working_last,
        retired=ages.retired,
        base=outlook.base_year,
    )


def compared_of(outlook: FuturesOutlook, press: Press) -> Compared:
    """What the text says of the futures side by side."""
    present = set(outlook.characteristics.values["future"].to_list())
    names = [name for name in outlook.futures if name in present]
    sheets = tuple(sheet_of(outlook, name, press) for name in names)
    facts = outlook.characteristics.facts
    return Compared(
        period=period_of(outlook, press),
        sheets=sheets,
        children=_together(sheets, "children"),
        old=_together(sheets, "aged_67_and_over"),
        children_last=int(facts["children_last"]),
        old_from=support_ages(outlook.characteristics).retired,
        jobs_year=facts.get("jobs_year"),
    )


def oldest_of(outlook: FuturesOutlook, press: Press) -> Range:
    """The oldest age group in the four futures."""
    groups = outlook.ages.values["age_group"].unique(maintain_order=True).to_list()
    rows = outlook.ages.values.filter(pl.col("age_group") == groups[-1])
    found = _range(outlook, press, float(rows["base"][0]), _means(rows))
    return replace(found, group=press.age_group(groups[-1]))


def shape_of(outlook: FuturesOutlook, press: Press) -> Range:
    """The share past an age in the four futures, in per cent."""
    values = outlook.pyramid.values
    sums = {
        name: (float(part["base"].sum()), float(part["mean"].sum()))
        for (name,), part in values.partition_by("future", as_dict=True).items()
    }
    old = values.filter(pl.col("age_first") >= OLD_IN_PYRAMID)
    parts = old.partition_by("future", as_dict=True)
    share = {n: 100 * float(p["mean"].sum()) / sums[str(n)][1] for (n,), p in parts.items()}
    base = 100 * float(parts[TAILWIND,]["base"].sum()) / sums[TAILWIND][0]
    found = {str(name): value for name, value in share.items()}
    group = press.age_group(f"{OLD_IN_PYRAMID}+")
    shape = _range(outlook, press, base, found)
    return replace(shape, group=group, sex_known=outlook.sex_known)


def support_of(outlook: FuturesOutlook, press: Press) -> Range:
    """The support ratio in the four futures."""
    figure = outlook.support_ratio
    last = figure.values.filter(pl.col("year") == outlook.horizon)
    found = _range(outlook, press, float(figure.facts["base"]), _means(last))
    return replace(found, ages=support_ages(figure))


def jobs_of(outlook: FuturesOutlook, figure: Figure, press: Press) -> Range:
    """Private jobs in the four futures."""
    private = figure.values.filter(pl.col("sector") == "private_jobs")
    facts, at = figure.facts, pl.col("year")
    known = private.filter((pl.col("future") == HISTORY) & (at == facts["jobs_year"]))
    ends = _means(private.filter(at == outlook.horizon))
    registered = known["mean"].to_list()
    base = registered[-1] if registered else _jobs(outlook, TAILWIND, "base", JOBS[:1]) or 0.0
    found = _range(outlook, press, float(base), ends)
    estimated = bool(facts["private_share_estimated"])
    return replace(found, year=int(facts["jobs_year"]), estimated=estimated)


def written(kind: str, years: int, press: Press) -> Callable[[float], str]:
    """How a measure is written so many years ahead, with no more digits than its band bears."""
    form = press.forms
    if kind == "percent":
        return lambda value: form.ahead_signed_percent(value, years)
    if kind == "ratio":
        return lambda value: form.number(value, 1)
    if kind == "balance":
        return lambda value: form.ahead_signed(value, years)
    return lambda value: form.ahead(value, years)


def band_of(row: Mapping[str, float | None]) -> tuple[float | None, float | None]:
    """Eight times out of ten; none where nothing was drawn."""
    low, high = row.get("p10"), row.get("p90")
    return (None, None) if low is None or high is None or low == high else (low, high)


def _outcome(outlook: FuturesOutlook, future: str, press: Press) -> Outcome:
    at = (pl.col("future") == future) & (pl.col("year") == outlook.horizon)
    row = outlook.paths.values.filter(at).row(0, named=True)
    percent = 100 * (row["mean"] / outlook.paths.facts["base_persons"] - 1)
    low, high = band_of(row)
    return Outcome(
        id=future,
        name=name_of(outlook, future, press),
        end=float(row["mean"]),
        percent=percent,
        direction=direction(percent),
        low=low,
        high=high,
        jobs=_jobs(outlook, future, "mean"),
    )


def _jobs(
    outlook: FuturesOutlook, future: str, column: str, sectors: tuple[str, ...] = JOBS
) -> float | None:
    """Jobs of a future; ``None`` where one of the sectors is not known."""
    at = (pl.col("future") == future) & pl.col("measure").is_in(sectors)
    found = outlook.characteristics.values.filter(at)[column].to_list()
    known = len(found) == len(sectors) and None not in found
    return float(sum(found)) if known else None


def _means(rows: pl.DataFrame) -> dict[str, float]:
    return dict(rows.select("future", "mean").iter_rows())


def _range(outlook: FuturesOutlook, press: Press, base: float, ends: dict[str, float]) -> Range:
    four = {name: ends[name] for name in FOUR}
    lowest = name_of(outlook, min(four, key=lambda name: four[name]), press)
    low, high = min(four.values()), max(four.values())
    return Range(period_of(outlook, press), base, low, high, lowest)


def _together(sheets: tuple[Sheet, ...], measure: str) -> str:
    """``up`` or ``down`` where all of the four go that way, else ``apart``."""
    found = [s.measure(measure) for s in sheets if s.outcome.id in FOUR]
    moves = {
        "up" if m.mean > m.base else "down" for m in found if m is not None and m.base is not None
    }
    return moves.pop() if len(moves) == 1 else "apart"
