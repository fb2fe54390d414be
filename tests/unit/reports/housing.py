"""What the housing analysis would answer for Fjordvik, from what each future needs in all."""

from __future__ import annotations

from typing import Any

import polars as pl

from nyegrep.analyses.housing_results import HousingOutlook
from nyegrep.foundation.figures import Figure
from nyegrep.foundation.futures import BUILT_IN
from nyegrep.foundation.housing import BUILDING_TYPES, HOUSEHOLD_TYPES, PLACE_KINDS
from tests.unit.reports.places import FJORDVIK, SHRINKING, trace

BASE, HORIZON = 2019, 2040
STOCK, HOMES = 3000.0, 2500.0
REQUIRED = dict(zip(BUILT_IN, (310.0, 60.0, -40.0, -420.0, 20.0), strict=True))
SHARES = dict(zip(BUILDING_TYPES, (0.7, 0.08, 0.08, 0.1, 0.02, 0.02), strict=True))
ALONE = dict(zip(HOUSEHOLD_TYPES, (0.4, 0.3, 0.15, 0.05, 0.06, 0.04), strict=True))
LOST = 60.0


def housing(
    required: dict[str, float] | None = None,
    *,
    planned: float | None = None,
    pace: float | None = 8.0,
    care: bool = False,
    drawn: bool = True,
    stock: float = STOCK,
    earlier: bool = True,
) -> HousingOutlook:
    """The answer where the futures require so many dwellings beyond today's."""
    required = REQUIRED if required is None else required
    known = {
        "base_year": BASE,
        "horizon": HORIZON,
        "counted_year": BASE,
        "draws": 100 if drawn else 0,
        "stock": stock,
        "households": HOMES,
        "reserve": stock - HOMES,
        "pace": pace,
        "pace_first": None if pace is None else 2014,
        "pace_last": None if pace is None else 2018,
        "planned_dwellings": planned,
        "expected_dwellings": planned,
    }
    homes = {"persons_per_household": 2.2, "living_alone_trend": 0.0}
    years = HORIZON - BASE
    built = None if pace is None else pace * years
    return HousingOutlook(
        municipality=FJORDVIK,
        base_year=BASE,
        horizon_year=HORIZON,
        futures=tuple(required),
        names={},
        households=_figure("households", _households(required, drawn), homes),
        need=_figure("need", _need(required, planned, built, drawn), known),
        dwellings=_figure("dwellings", _dwellings(required, planned, pace, drawn), known),
        older=_figure("older", _older(required, drawn), {}),
        care=_figure("care", _care(required, drawn), {}) if care else None,
        lives_in=_figure("lives_in", [{"share": 1.0}], {}),
        fit=_figure("fit", _fit(earlier), {"counted_year": BASE}),
    )


def _figure(name: str, rows: list[dict[str, Any]], facts: dict[str, Any]) -> Figure:
    frame = pl.DataFrame(rows, infer_schema_length=None)
    empty = [column for column, kind in frame.schema.items() if kind == pl.Null]
    frame = frame.with_columns(pl.col(empty).cast(pl.Float64))
    return Figure(f"housing.{name}", "households", "dwellings", frame, trace(SHRINKING), facts)


def _band(value: float, drawn: bool) -> dict[str, float | None]:
    return {"p10": value - 50, "p90": value + 50} if drawn else {"p10": None, "p90": None}


def _need(
    required: dict[str, float], planned: float | None, built: float | None, drawn: bool
) -> list[dict[str, Any]]:
    rows = []
    for future, whole in required.items():
        for kind, share in {**SHARES, "total": 1.0}.items():
            value = share * whole
            rows.append(
                {
                    "future": future,
                    "building_type": kind,
                    "today": share * STOCK,
                    "needed": share * STOCK + value - share * LOST,
                    "change": value - share * LOST,
                    "replaced": share * LOST,
                    "required": value,
                    **_band(value, drawn),
                    "planned": None if planned is None else share * planned,
                    "pace": None if built is None else share * built,
                    "balance": None if planned is None else share * (planned - whole),
                }
            )
    return rows


def _dwellings(
    required: dict[str, float], planned: float | None, pace: float | None, drawn: bool
) -> list[dict[str, Any]]:
    rows = []
    for future, whole in required.items():
        for year in range(BASE, HORIZON + 1):
            step = year - BASE
            part = step / (HORIZON - BASE)
            needed, left = STOCK + part * (whole - LOST), STOCK - part * LOST
            rows.append(
                {
                    "future": future,
                    "year": year,
                    "needed": needed,
                    **_band(needed, drawn),
                    "left_of_today": left,
                    "with_plans": None if planned is None else left + part * planned,
                    "with_pace": None if pace is None else left + pace * step,
                }
            )
    return rows


def _households(required: dict[str, float], drawn: bool) -> list[dict[str, Any]]:
    return [
        {
            "future": future,
            "year": year,
            "household_type": kind,
            "mean": share * (HOMES + whole * (year == HORIZON)),
            **_band(share * HOMES, drawn),
        }
        for future, whole in required.items()
        for year in (BASE, HORIZON)
        for kind, share in {**ALONE, "total": 1.0}.items()
    ]


def _older(required: dict[str, float], drawn: bool) -> list[dict[str, Any]]:
    return [
        {
            "future": f,
            "age_group": group,
            "today": now,
            "mean": now * 2 + whole,
            **_band(now, drawn),
        }
        for f, whole in required.items()
        for group, now in (("67-79", 400.0), ("80+", 300.0))
    ]


def _care(required: dict[str, float], drawn: bool) -> list[dict[str, Any]]:
    return [
        {
            "future": future,
            "place_kind": kind,
            "today": 60.0,
            "needed": 90 + whole / 10,
            **_band(90 + whole / 10, drawn),
            "change": 30 + whole / 10,
            "planned": 12.0 if kind == PLACE_KINDS[-1] else 0.0,
            "balance": -30.0,
        }
        for future, whole in required.items()
        for kind in PLACE_KINDS
    ]


def _fit(earlier: bool) -> list[dict[str, Any]]:
    years = range(2005, BASE + 1) if earlier else (BASE,)
    return [
        {
            "from_year": year,
            "to_year": BASE,
            "calculated": HOMES * (1 - 0.002 * (BASE - year)),
            "observed": HOMES,
            "error_percent": -0.2 * (BASE - year),
        }
        for year in years
    ]
