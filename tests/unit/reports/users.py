"""What the analyses of users, need and savings would answer for Fjordvik, made up."""

from __future__ import annotations

from typing import Any

import polars as pl

from nyegrep.analyses.economy_results import NeedIndex
from nyegrep.analyses.measures_results import SavingsDistribution
from nyegrep.analyses.service_users_results import ServiceUsersOutlook
from nyegrep.foundation.figures import Figure
from nyegrep.foundation.futures import BUILT_IN
from tests.unit.reports.places import FJORDVIK, Lot, trace

# People now and at the horizon of the first future, and how many fewer in each after it.
SERVICES = {"home_care": (200.0, 330.0, 20.0), "kindergarten": (190.0, 185.0, 15.0)}
CHILDREN = {"kindergarten": (190.0, 185.0, 15.0), "primary_school": (560.0, 520.0, 40.0)}
STAFF = {"nurses": (40.0, 60.0, 2.0), "other_staff": (110.0, 160.0, 8.0)}
DEMENTIA = {"dementia": (120.0, 230.0, 12.0)}
BANDS = {"p10": -8.0, "p25": -3.0, "p50": 0.0, "p75": 3.0, "p90": 8.0}
CRITERIA = {
    "base": 3_090.0, "persons_80-89": 1_800.0, "persons_1-5": -1_210.0, "mortality": 1_100.0,
    "persons_6-12": -580.0, "living_alone_67+": 570.0, "persons_67-79": 450.0, "travel_zone": 90.0,
    "refugees": -40.0, "agriculture": 20.0,
}  # fmt: skip
TARGETS = {"kindergarten": (60.0, 11.0, 2.0), "care": (150.0, 4.3, 0.0)}


def users(lot: Lot) -> ServiceUsersOutlook:
    """Counted users and staff where bands are drawn; else people of the age alone."""
    has = lot.economy or frozenset()
    counted = "drawn" in has
    services = SERVICES if counted else CHILDREN
    facts: dict[str, Any] = {
        "base_year": lot.base_year,
        "horizon": lot.horizon,
        "draws": 100 if counted else 0,
        "counted_year": dict.fromkeys(services, lot.base_year - 1) if counted else {},
        "from_people": [] if counted else list(services),
    }
    known = "even" not in has
    by_service = _rows(lot, services, "service", counted)
    last = [row for row in by_service if row["year"] == lot.horizon]
    return ServiceUsersOutlook(
        municipality=FJORDVIK,
        base_year=lot.base_year,
        horizon_year=lot.horizon,
        services=tuple(services) if known else (),
        futures=BUILT_IN,
        names={},
        dementia=_figure(lot, "users.dementia", _rows(lot, DEMENTIA, "part", counted), facts),
        by_service=_figure(lot, "users.by_service", by_service, facts) if known else None,
        horizon=_figure(lot, "users.horizon", last, facts) if known else None,
        staff=_figure(lot, "users.staff", _rows(lot, STAFF, "staff_group", True), facts)
        if counted
        else None,
    )


def need(lot: Lot) -> NeedIndex:
    """A tenth more than the country; the criteria where the country is known."""
    known = "normed" in (lot.economy or frozenset())
    sectors = [
        {"sector": name, "weight": weight if known else None, "index": index}
        for name, weight, index in (("care", 0.6, 1.2), ("school", 0.4, 0.95), ("total", 1.0, 1.1))
    ]
    facts = {"total": 1.1, "key_verified": False, "key_year": lot.base_year if known else None}
    criteria = [
        {"criterion": name, "index": 1 + nok / 1e4, "effect_nok": nok, "effect_million": nok / 200}
        for name, nok in CRITERIA.items()
    ]
    return NeedIndex(
        municipality=FJORDVIK,
        year=lot.base_year,
        sectors=_figure(lot, "need.sectors", sectors, facts),
        criteria=_figure(lot, "need.criteria", criteria, {"equalisation_million": 33.0})
        if known
        else None,
    )


def savings(lot: Lot) -> SavingsDistribution:
    """Fifteen and a bit million shared between two areas; some of it finds no room."""
    decided = "drawn" in (lot.economy or frozenset())
    rows = [
        {
            "area": area, "spending_million": spending, "target_million": target,
            "decided_million": done, "remaining_million": target - done,
        }
        for area, (spending, target, done) in TARGETS.items()
    ]  # fmt: skip
    left = {"spending_million": None, "decided_million": None}
    rows.append({"area": "unplaced", "target_million": 1.0, "remaining_million": 1.0, **left})
    rows.append(
        {
            "area": "sum", "spending_million": 210.0, "target_million": 16.3,
            "decided_million": 2.0, "remaining_million": 14.3,
        }
    )  # fmt: skip
    criteria = [
        {"savings_criterion": name, "effective_percent": percent}
        for name, percent in (("budget_share", 60.0), ("excess_spending", 40.0))
    ]
    facts = {"total_million": 16.3, "weights_decided": decided}
    return SavingsDistribution(
        municipality=FJORDVIK,
        year=lot.base_year,
        distribution=_figure(lot, "savings.distribution", rows, facts),
        criteria=_figure(lot, "savings.criteria", criteria, facts),
    )


def _rows(
    lot: Lot, parts: dict[str, tuple[float, float, float]], column: str, drawn: bool
) -> list[dict[str, Any]]:
    years = range(lot.base_year, lot.horizon + 1)
    rows = []
    for name, (base, end, step) in parts.items():
        for number, future in enumerate(BUILT_IN):
            last = end - number * step
            for year in years:
                mean = base + (last - base) * (year - years[0]) / (years[-1] - years[0])
                bands = {n: mean + by if drawn else None for n, by in BANDS.items()}
                row = {"future": future, column: name, "year": year, "base": base, "mean": mean}
                rows.append(row | bands)
    return rows


def _figure(lot: Lot, name: str, rows: list[dict[str, Any]], facts: dict[str, Any]) -> Figure:
    values = pl.DataFrame(rows, infer_schema_length=None)
    empty = [column for column, kind in values.schema.items() if kind == pl.Null]
    values = values.with_columns(pl.col(empty).cast(pl.Float64))
    return Figure(name, "service_users", "persons", values, trace(lot), facts)
