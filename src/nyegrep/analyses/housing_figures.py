"""The figures of housing need, from households and dwellings of every draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from nyegrep.analyses.housing_inputs import HousingBasis
from nyegrep.analyses.housing_plans import OLDER, Places, households_with
from nyegrep.foundation.axes import FloatArray
from nyegrep.foundation.figures import Figure
from nyegrep.foundation.housing import BUILDING_TYPES, HOUSEHOLD_TYPES, PLACE_KINDS
from nyegrep.foundation.provenance import Trace
from nyegrep.methods.housing import households, places_needed
from nyegrep.methods.population.summaries import quantiles

TOTAL = "total"
BAND = ("p10", "p90")
SHARES = (0.1, 0.9)


@dataclass(frozen=True)
class Told:
    """What every figure of housing shares.

    Attributes:
        basis: what need starts from.
        years: base year to horizon.
        people: by future [draw, year, age].
        homes: households by future [draw, year, household].
        needed: dwellings by future [draw, year, building].
        lost: dwellings of the base year that are gone [year, building].
        planned: planned dwellings that stand, as many as are expected; ``None`` without a file.
        pace: dwellings built at the pace of late [year, building]; ``None`` where not known.
        written: planned dwellings before chance.
        draws: how many in each future.
        trace: what every figure stands on.
        supply: the same, with building and plans.
    """

    basis: HousingBasis
    years: range
    people: Mapping[str, FloatArray]
    homes: Mapping[str, FloatArray]
    needed: Mapping[str, FloatArray]
    lost: FloatArray
    planned: FloatArray | None
    pace: FloatArray | None
    written: int
    draws: int
    trace: Trace
    supply: Trace

    def facts(self, **more: Any) -> dict[str, Any]:
        """The years, how many draws, and what else is told."""
        return {
            "base_year": self.years[0],
            "horizon": self.years[-1],
            "counted_year": self.basis.now.year,
            "draws": self.draws,
            **more,
        }

    def band(self, drawn: FloatArray) -> dict[str, Any]:
        """Mean and quantiles over the first axis; without draws no quantiles."""
        found: dict[str, Any] = {"mean": drawn.mean(axis=0).ravel()}
        if not self.draws:
            return found | {name: [None] * drawn[0].size for name in BAND}
        ends = quantiles(np.moveaxis(drawn, 0, -1), SHARES)
        return found | {name: ends[..., n].ravel() for n, name in enumerate(BAND)}


def with_total(numbers: FloatArray) -> FloatArray:
    """Numbers with their sum over the last axis as the last of it."""
    return np.concatenate([numbers, numbers.sum(axis=-1, keepdims=True)], axis=-1)


def households_figure(told: Told) -> Figure:
    """Households by type and year."""
    types = (*HOUSEHOLD_TYPES, TOTAL)
    frames = []
    for future, homes in told.homes.items():
        index = {
            "future": [future] * (len(told.years) * len(types)),
            "year": np.repeat(np.array(told.years, dtype=np.int32), len(types)),
            "household_type": list(types) * len(told.years),
        }
        frames.append(_frame({**index, **told.band(with_total(homes))}))
    now = told.basis.now
    facts = told.facts(
        households=float(now.households.sum()),
        persons=float(now.people.sum()),
        persons_per_household=float(now.people.sum() / now.households.sum()),
        size_factor=told.basis.headship.size_factor,
        living_alone_trend=told.basis.households.living_alone_trend,
    )
    values = pl.concat(frames)
    return Figure("housing.households", "households", "households", values, told.trace, facts)


def need_figure(told: Told) -> Figure:
    """Dwellings needed at the horizon by type, beside plans and pace."""
    today, lost = with_total(told.basis.now.stock), with_total(told.lost[-1])
    planned = None if told.planned is None else with_total(told.planned[-1])
    pace = None if told.pace is None else with_total(told.pace[-1])
    nothing = [None] * len(today)
    frames = []
    for future, found in told.needed.items():
        needed = with_total(found[:, -1])
        required = needed - today + lost
        numbers = told.band(required)
        mean = required.mean(axis=0)
        frames.append(
            _frame(
                {
                    "future": [future] * len(today),
                    "building_type": [*BUILDING_TYPES, TOTAL],
                    "today": today,
                    "needed": needed.mean(axis=0),
                    "change": needed.mean(axis=0) - today,
                    "replaced": lost,
                    "required": mean,
                    "p10": numbers["p10"],
                    "p90": numbers["p90"],
                    "planned": nothing if planned is None else planned,
                    "pace": nothing if pace is None else pace,
                    "balance": nothing if planned is None else planned - mean,
                }
            )
        )
    facts = _supply(told)
    return Figure(
        "housing.need", "housing_need", "dwellings", pl.concat(frames), told.supply, facts
    )


def dwellings_figure(told: Told) -> Figure:
    """Dwellings needed year by year, beside those that stand."""
    standing = (told.basis.now.stock - told.lost).sum(axis=1)
    nothing = [None] * len(told.years)
    frames = []
    for future, found in told.needed.items():
        band = told.band(found.sum(axis=-1))
        frames.append(
            _frame(
                {
                    "future": [future] * len(told.years),
                    "year": np.array(told.years, dtype=np.int32),
                    "needed": band["mean"],
                    "p10": band["p10"],
                    "p90": band["p90"],
                    "left_of_today": standing,
                    "with_plans": nothing
                    if told.planned is None
                    else standing + told.planned.sum(axis=1),
                    "with_pace": nothing if told.pace is None else standing + told.pace.sum(axis=1),
                }
            )
        )
    values, facts = pl.concat(frames), _supply(told)
    return Figure("housing.dwellings", "dwellings", "dwellings", values, told.supply, facts)


def older_figure(told: Told, places: Places) -> Figure:
    """Households with someone of 67-79, and of 80 and over."""
    frames = []
    for future, people in told.people.items():
        for group in OLDER:
            found = households_with(people[:, [0, -1]], group, places.settings, told.basis.headship)
            index = {"future": [future], "age_group": [group.id], "today": found[:1, 0]}
            frames.append(_frame({**index, **told.band(found[:, -1:])}))
    values, facts, trace = pl.concat(frames), told.facts(), told.trace + places.ages
    return Figure("housing.older", "households", "households", values, trace, facts)


def care_figure(told: Told, places: Places) -> Figure | None:
    """Dwellings and places of care at the same cover as today, beside plans."""
    frames = []
    for future, people in told.people.items():
        for kind in (name for name in PLACE_KINDS if name in places.in_use):
            known, then = places.in_use[kind]
            follows = places.follows(kind, people[:, -1:], told.basis.headship)
            needed = places_needed(follows, known, then)
            mean = needed.mean(axis=0)
            years = places.planned[kind]
            planned = sum(count for year, count in years if year < told.years[-1])
            numbers = told.band(needed)
            frames.append(
                _frame(
                    {
                        "future": [future],
                        "place_kind": [kind],
                        "today": [known],
                        "needed": mean,
                        "p10": numbers["p10"],
                        "p90": numbers["p90"],
                        "change": mean - known,
                        "planned": [float(planned)],
                        "balance": known + planned - mean,
                    }
                )
            )
    if not frames:
        return None
    values, facts, trace = pl.concat(frames), told.facts(), told.trace + places.trace
    return Figure("housing.care", "care_places", "places", values, trace, facts)


def lives_in_figure(told: Told) -> Figure:
    """Where households of each type live."""
    values = pl.DataFrame(
        {
            "household_type": np.repeat(HOUSEHOLD_TYPES, len(BUILDING_TYPES)),
            "building_type": list(BUILDING_TYPES) * len(HOUSEHOLD_TYPES),
            "share": told.basis.use.shares.ravel(),
        }
    )
    facts = {"counted_year": told.basis.now.year}
    return Figure("housing.lives_in", "dwellings", "share", values, told.trace, facts)


def fit_figure(told: Told) -> Figure:
    """Households of the newest year from how people lived before, and from the year itself."""
    basis = told.basis
    now = basis.now
    observed = float(now.households.sum())
    rows = []
    for year, headship in {**basis.earlier, now.year: basis.headship}.items():
        calculated = float(households(now.people[None, None], headship).sum())
        rows.append(
            {
                "from_year": year,
                "to_year": now.year,
                "calculated": calculated,
                "observed": observed,
                "error_percent": (calculated / observed - 1) * 100,
            }
        )
    values, facts = pl.DataFrame(rows), {"counted_year": now.year}
    return Figure("housing.fit", "headship_rate", "households", values, told.trace, facts)


def _supply(told: Told) -> dict[str, Any]:
    now, completed = told.basis.now, told.basis.completed
    together = float(now.households.sum())
    reserve = float(now.stock.sum()) - together
    years = None if completed is None else completed[0]
    return told.facts(
        stock=float(now.stock.sum()),
        households=together,
        reserve=reserve,
        reserve_percent=told.basis.use.reserve * 100,
        lost_percent=told.basis.dwellings.lost,
        pace=None if completed is None else float(completed[1].sum() / len(completed[0])),
        pace_first=None if years is None else years[0],
        pace_last=None if years is None else years[-1],
        planned_dwellings=None if told.planned is None else told.written,
        expected_dwellings=None if told.planned is None else float(told.planned[-1].sum()),
    )


def _frame(columns: Mapping[str, Any]) -> pl.DataFrame:
    """A frame whose empty columns hold numbers that are not known."""
    frame = pl.DataFrame(columns)
    empty = [name for name, kind in frame.schema.items() if kind == pl.Null]
    return frame.with_columns(pl.col(empty).cast(pl.Float64))
