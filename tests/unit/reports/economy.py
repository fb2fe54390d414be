"""What the analyses of cost and of spending would answer for Fjordvik, made from its lot.

The lot's ``economy`` says what is there: ``drawn`` (bands), ``own costs`` (a table of the
municipality's), ``what if`` (an assumption is switched on), ``cheaper`` (everything costs less),
``normed`` (the country, its need and its revenue are known; else peers alone), ``chosen`` (peers
chosen by the user) and ``even`` (no area stands out).
"""

from __future__ import annotations

from typing import Any

import polars as pl

from nyegrep.analyses.cost_results import CostOutlook
from nyegrep.analyses.economy_results import PeerComparison
from nyegrep.foundation.errors import Problem
from nyegrep.foundation.figures import Figure
from nyegrep.foundation.futures import BUILT_IN
from nyegrep.foundation.services import MUNICIPAL_TOTAL
from tests.unit.reports.places import FJORDVIK, PEERS, Lot, trace

# NOK million at the horizon in the first future, and how much less in each after it.
SERVICES = {
    "kindergarten": (-2.8, 3.6),
    "primary_school": (-1.4, 4.1),
    "care": (113.0, 14.0),
    MUNICIPAL_TOTAL: (108.8, 21.7),
}
AREAS = {"kindergarten": 5.5, "care": -12.6, "child_welfare": 17.0, "administration": 0.2}
QUANTILES = {"p10": -12.0, "p25": -5.0, "p50": 0.0, "p75": 5.0, "p90": 12.0}


def costs(lot: Lot) -> CostOutlook:
    """Three services under the four futures and the neutral path."""
    has = lot.economy or frozenset()
    names = tuple(name for name in SERVICES if name != MUNICIPAL_TOTAL)
    facts: dict[str, Any] = {
        "base_year": lot.base_year,
        "horizon": lot.horizon,
        "price_year": 2018,
        "draws": 100 if "drawn" in has else 0,
        "estimated": ["care"] if "own costs" in has else list(names),
        "switched_on": {"healthier_ageing": 1.0} if "what if" in has else {},
    }
    rows = _cost_rows(lot, "drawn" in has, "cheaper" in has)
    last = [row for row in rows if row["year"] == lot.horizon]
    per_age = [
        {
            "service": name,
            "age_first": 0,
            "age_last": 105,
            "nok_per_person": 120_000.0,
            "kind": "estimate" if name in facts["estimated"] else "statistic",
            "source": "Nye grep",
        }
        for name in names
    ]
    held = [{"service": n, "implied": 48_100.0, "reference": 48_000.0} for n in names]
    number = {"municipalities": 356, **facts}
    return CostOutlook(
        municipality=FJORDVIK,
        base_year=lot.base_year,
        horizon_year=lot.horizon,
        price_year=2018,
        services=names,
        futures=BUILT_IN,
        names={},
        by_service=_figure(lot, "costs.by_service", "demographic_cost", rows, facts),
        horizon=_figure(lot, "costs.horizon", "demographic_cost", last, facts),
        by_age_group=_figure(lot, "costs.by_age_group", "demographic_cost", per_age, facts),
        per_age=_figure(lot, "costs.per_age", "unit_cost", per_age, facts),
        plausibility=_figure(lot, "costs.plausibility", "unit_cost", held, number),
        notes=(Problem("costs.estimated", {"count": 3, "whole": 3, "price_year": 2018}),),
    )


def comparison(lot: Lot) -> PeerComparison:
    """Four areas beside the country, or beside the peers alone."""
    has = lot.economy or frozenset()
    normed = "normed" in has
    areas = dict.fromkeys(AREAS, 0.1) if "even" in has else AREAS
    facts = {
        "year": lot.base_year,
        "persons": lot.persons,
        "reference": "country" if normed else "peers",
        "adjustment": "area" if normed else "none",
        "income_percent": 97.4 if normed else None,
        "official_income": False,
        "group": "EKG02" if normed else None,
        "level_of_detail": "function" if normed else "service_area",
        "overlapping": [] if normed else ["property_management"],
        "net_total_million": None,
    }
    peers = _peer_rows("user" if "chosen" in has else "similarity")
    places = [
        {
            "area": area, "place_code": place.code, "place_name": place.name,
            "kind": place.kind, "per_inhabitant_nok": 9_000.0,
        }
        for area in areas
        for place in (FJORDVIK, *PEERS)
    ]  # fmt: skip
    known = {"municipalities": 59, "dimensions": ["size", "aged"]}
    return PeerComparison(
        municipality=FJORDVIK,
        year=lot.base_year,
        gaps=_figure(lot, "comparison.gaps", "normed_spending", _gap_rows(areas, normed), facts),
        places=_figure(lot, "comparison.places", "net_operating_expenditure", places, facts),
        peers=_figure(lot, "comparison.peers", "peer", peers, known),
        drill_down=_figure(lot, "comparison.drill_down", "normed_spending", _parts(normed), facts),
        formulas=pl.DataFrame(
            {
                "area": list(areas),
                "functions": [["201", "211"] if normed else ["FGK7"] for _ in areas],
                "in_sum": [True for _ in areas],
            }
        ),
        notes=(Problem("benchmark.areas_only", {"year": lot.base_year}),),
    )


def _peer_rows(chosen_by: str) -> list[dict[str, Any]]:
    return [
        {
            "place_code": place.code, "place_name": place.name, "chosen_by": chosen_by,
            "distance": 0.3, "dimension": trait, "value": value, "own_value": value * 1.1,
            "difference_sd": -0.2, "nearest": trait == "size",
        }
        for place in PEERS
        for trait, value in (("size", 4_800.0), ("aged", 7.4))
    ]  # fmt: skip


def _cost_rows(lot: Lot, drawn: bool, cheaper: bool) -> list[dict[str, Any]]:
    rows = []
    for service, (end, step) in SERVICES.items():
        for number, future in enumerate(BUILT_IN):
            last = (-abs(end) if cheaper else end) - number * step
            for year in range(lot.base_year, lot.horizon + 1):
                mean = last * (year - lot.base_year) / (lot.horizon - lot.base_year)
                bands = {n: mean + by if drawn else None for n, by in QUANTILES.items()}
                rows.append({"future": future, "service": service, "year": year, "mean": mean})
                rows[-1] |= bands
    return rows


def _gap_rows(areas: dict[str, float], normed: bool) -> list[dict[str, Any]]:
    rows = []
    for area, difference in (*areas.items(), ("sum", sum(areas.values()))):
        known = normed and area != "sum"
        rows.append(
            {
                "area": area, "own_nok": 12_400.0,
                "country_nok": 10_600.0 if normed else None, "peers_nok": 10_700.0,
                "group_nok": None, "need": 1.06 if known else None,
                "normed_nok": 11_236.0 if normed else 10_700.0,
                "level_nok": 11_322.0 if normed else 10_700.0,
                "difference_million": difference, "in_sum": area != "sum",
            }
        )  # fmt: skip
    if not normed:
        rows.insert(-1, {**rows[0], "area": "property_management", "in_sum": False})
    return rows


def _parts(normed: bool) -> list[dict[str, Any]]:
    split: list[tuple[str, str, float | None, float | None, float]] = [
        ("people_and_cost", "target_group", 0.19, 0.21, -4.0),
        ("people_and_cost", "cost_per_person", 14_200.0, 11_000.0, 20.0),
        ("people_and_cost", "need_and_income", 2_600.0, 2_700.0, 1.0),
        ("by_function", "252", 1_900.0, 1_200.0, 3.9),
        ("by_function", "244", 800.0, 700.0, 0.6),
    ]
    split += [
        ("children_and_cost", "target_group", 0.19, 0.21, -0.5),
        ("children_and_cost", "remainder", None, None, 5.0),
    ]
    shown = split if normed else [(*split[0][:1], "spending", 14_200.0, 11_000.0, 17.0)]
    names = ("split", "part", "own_value", "reference_value", "effect_million")
    return [{"area": "child_welfare", **dict(zip(names, row, strict=True))} for row in shown]


def _figure(
    lot: Lot, name: str, term: str, rows: list[dict[str, Any]], facts: dict[str, Any]
) -> Figure:
    values = pl.DataFrame(rows, infer_schema_length=None)
    empty = [name for name, kind in values.schema.items() if kind == pl.Null]
    values = values.with_columns(pl.col(empty).cast(pl.Float64))
    return Figure(name, term, "NOK million", values, trace(lot), facts)
