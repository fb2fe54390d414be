"""What the attractiveness analysis would answer for Fjordvik, made from its lot."""

from __future__ import annotations

import math
from typing import Any

import polars as pl

from nyegrep.analyses.attraction_results import AttractionProfile
from nyegrep.foundation.figures import Figure
from nyegrep.reports.chapters.attraction_profile_facts import BUSINESS, KINDS, RESIDENTIAL
from tests.unit.reports.places import FJORDVIK, Lot, trace

MUNICIPALITIES = 356
LIMITS = {BUSINESS: 0.62, RESIDENTIAL: 0.21}
WINDOW = 5


def attraction(lot: Lot) -> AttractionProfile:
    """Why the place grows, and how much of it is its own doing."""
    return AttractionProfile(
        municipality=FJORDVIK,
        borders=lot.base_year,
        jobs=_jobs(lot),
        people=_people(lot),
        history=_history(lot),
        rank=_rank(lot),
        compared=_compared(lot),
        scatter=_scatter(lot),
        indicators=_indicators(lot) if lot.indicators else None,
    )


def values(lot: Lot) -> dict[str, float]:
    """Both kinds of attractiveness."""
    assert lot.attraction is not None
    return dict(zip(KINDS, lot.attraction, strict=True))


def _figure(lot: Lot, name: str, term: str, rows: list[dict[str, Any]], **facts: Any) -> Figure:
    years = {"first_year": lot.base_year - WINDOW, "last_year": lot.base_year - 1, "window": WINDOW}
    frame = pl.DataFrame(rows, infer_schema_length=None)
    found = years | facts
    return Figure(f"attractiveness.{name}", term, "percent", frame, trace(lot), found)


def _parts(lot: Lot, parts: dict[str, float], total: str) -> list[dict[str, Any]]:
    return [
        *({"component": name, "value": value} for name, value in parts.items()),
        {"component": total, "value": sum(parts.values())},
    ]


def _jobs(lot: Lot) -> Figure:
    own = values(lot)[BUSINESS]
    parts = {
        "national": 0.94,
        "industry_mix": -0.71,
        "population_effect": -0.28,
        BUSINESS: own,
    }
    jobs = lot.persons // 4
    growth = sum(parts.values())
    return _figure(
        lot, "jobs", BUSINESS, _parts(lot, parts, "job_growth"),
        private_jobs=jobs,
        jobs_change=jobs * growth * WINDOW / 100,
        attractiveness_jobs=jobs * own * WINDOW / 100,
    )  # fmt: skip


def _people(lot: Lot) -> Figure:
    own = values(lot)[RESIDENTIAL]
    parts = {
        "birth_surplus": -0.34,
        "national_immigration": 0.44,
        "circumstances": -0.41,
        "own_growth_structure": -0.06,
        "own_growth_attractiveness": -0.03,
        "own_growth_public": 0.01,
        "neighbour_growth": -0.07,
        RESIDENTIAL: own,
        "population_remainder": 0.02,
    }
    return _figure(
        lot, "people", RESIDENTIAL, _parts(lot, parts, "population_growth"),
        persons=lot.persons,
        attractiveness_persons=lot.persons * own * WINDOW / 100,
    )  # fmt: skip


def _history(lot: Lot) -> Figure:
    rows = []
    for kind, swing, spread in zip(KINDS, (2.1, 0.7), (0.55, 0.16), strict=True):
        level = values(lot)[kind]
        yearly = {year: level + swing * math.sin(2.4 * year) for year in list(lot.years)[1:]}
        for number, (year, value) in enumerate(yearly.items()):
            row: dict[str, Any] = {"kind": kind, "year": year, "value": value}
            ended = number + 1 >= WINDOW and not lot.attraction_short
            mean = sum(yearly[year - back] for back in range(WINDOW)) / WINDOW if ended else None
            row["mean"] = mean
            row["shrunken"] = None if mean is None else 0.6 * mean
            row["lower_80"] = None if mean is None else 0.6 * mean - spread
            row["upper_80"] = None if mean is None else 0.6 * mean + spread
            rows.append(row)
    years = {"first_year": lot.first_year + 1, "last_year": lot.base_year}
    return _figure(lot, "history", "attractiveness", rows, short_window=WINDOW, **years)


def _rank(lot: Lot) -> Figure:
    rows = []
    for kind in KINDS:
        own = values(lot)[kind]
        groups = (("all", ""), ("size_class", "5000-9999"), ("centrality_class", "5"))
        for shift, (group, label) in enumerate(groups):
            rank = min(max(50 + 40 * own / LIMITS[kind] * 0.5 + 3 * shift, 0.3), 99.7)
            rows.append(
                {
                    "kind": kind,
                    "group": group,
                    "group_label": label,
                    "percentile_rank": rank if lot.ranked else None,
                    "value": own,
                    "shrunken": 0.6 * own,
                    "lower_80": 0.6 * own - 0.5,
                    "upper_80": 0.6 * own + 0.5,
                    "probability_high": 1 / (1 + math.exp(-4 * (own - LIMITS[kind]))),
                }
            )
    return _figure(
        lot, "rank", "attractiveness", rows,
        municipalities=MUNICIPALITIES, percentile=70.0, ranked=lot.ranked,
    )  # fmt: skip


def _compared(lot: Lot) -> Figure:
    rows = []
    places = (FJORDVIK, *(place for place in lot.others if place.kind != "country"))
    for number, place in enumerate(places):
        own = number == 0
        rows.append(
            {
                "place_code": place.code,
                "place_name": place.name,
                "kind": place.kind,
                BUSINESS: values(lot)[BUSINESS] if own else 1.3 * math.sin(2.0 * number),
                RESIDENTIAL: values(lot)[RESIDENTIAL] if own else 0.5 * math.cos(3.0 * number),
            }
        )
    return _figure(lot, "compared", "attractiveness", rows, municipalities=MUNICIPALITIES)


def _indicators(lot: Lot) -> Figure:
    """As many of the indicators as the lot has; with few nothing is adjusted."""
    rows = [
        ("private_job_growth", 2.4, 0.9, 88.0, 1.1, 61.0),
        ("value_added_per_employee", 741.3, 803.2, 31.0, 795.0, 55.0),
        ("profitable_share", 66.1, 63.2, 74.0, 62.0, 44.0),
        ("positive_equity_share", 85.0, 83.3, 58.0, None, None),
        ("start_up_rate", 4.4, 6.4, 12.0, 4.9, 18.0),
        ("enterprise_growth", 2.9, 2.3, 66.0, 3.1, 72.0),
        ("private_jobs_share", 31.0, 36.6, 47.0, None, None),
    ]
    year = lot.base_year - 1
    names = ("indicator", "year", "value", "country", "rank", "adjusted", "rank_adjusted")
    adjust = lot.indicators > 2
    found: list[dict[str, Any]] = [
        dict(zip(names, (name, year, *numbers, *(after if adjust else (None, None))), strict=True))
        for name, *numbers, after in (
            (name, value, country, rank, after) for name, value, country, rank, *after in rows
        )
    ]
    return _figure(
        lot, "indicators", "business_indicator", found[: lot.indicators],
        year=year, borders=lot.base_year, municipalities=MUNICIPALITIES,
        adjusted_known=5 if adjust else 0, notes=(),
    )  # fmt: skip


def _scatter(lot: Lot) -> Figure:
    rows: list[dict[str, Any]] = []
    peers = {place.code: place.name for place in lot.others if place.kind == "peer"}
    for number in range(MUNICIPALITIES):
        code = str(9901 + number)
        around = 2 * math.pi * number / 34.7
        far = (0.2 + (number * 37 % 101) / 45) ** 1.3
        role = "own" if number == 0 else "peer" if code in peers else "other"
        business = 0.1 + 1.1 * far * math.cos(around)
        residential = -0.05 + 0.45 * far * math.sin(around)
        if role == "own":
            business, residential = values(lot)[BUSINESS], values(lot)[RESIDENTIAL]
        if role == "peer" and lot.invented:
            business, residential = values(lot)[BUSINESS] + 0.05 * number, 0.02
        rows.append(
            {
                "municipality_code": code,
                "name": FJORDVIK.name if role == "own" else peers.get(code, f"Grend {number}"),
                "persons": 900 + 137 * number,
                BUSINESS: business,
                RESIDENTIAL: residential,
                "role": role,
                "reaches_both": business >= LIMITS[BUSINESS] and residential >= LIMITS[RESIDENTIAL],
            }
        )
    reaching = sum(row["reaches_both"] for row in rows)
    return _figure(
        lot, "scatter", "attractiveness", rows,
        threshold_business=LIMITS[BUSINESS],
        threshold_residential=LIMITS[RESIDENTIAL],
        percentile=70.0,
        municipalities=MUNICIPALITIES,
        reach_both=reaching,
        share_both=100 * reaching / MUNICIPALITIES,
        own_reaches_both=rows[0]["reaches_both"],
    )  # fmt: skip
