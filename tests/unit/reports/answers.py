"""What the analyses would answer for Fjordvik, made from its lot."""

from __future__ import annotations

from typing import Any

from nyegrep.analyses.results import ChallengePicture, Place, PopulationOutlook
from nyegrep.foundation.axes import OLDEST_AGE, REPORT_AGE_GROUPS
from nyegrep.foundation.figures import Figure
from nyegrep.reports.contexts import ReportInput
from tests.unit.reports.attraction import attraction
from tests.unit.reports.economy import comparison, costs
from tests.unit.reports.finances import finances
from tests.unit.reports.futures import futures, stories
from tests.unit.reports.housing import housing
from tests.unit.reports.places import FJORDVIK, Lot, figure, shares
from tests.unit.reports.users import need, savings, users


def report(lot: Lot) -> ReportInput:
    """All of a report's answers."""
    missing: list[tuple[str, tuple[str, ...]]] = []
    if not lot.change_known:
        missing.append(("population.change", ("population_change",)))
    if not lot.outlook_known:
        missing.append(("population_outlook", ("population_by_age",)))
        missing.append(("futures_outlook", ("population_by_age", "population_change")))
        missing.append(("peer_comparison", ("net_operating_expenditure",)))
    return ReportInput(
        picture=picture(lot),
        outlook=outlook(lot) if lot.outlook_known else None,
        invented=lot.invented,
        missing=tuple(missing),
        version="0.1.0",
        attraction=attraction(lot) if lot.attraction is not None else None,
        futures=futures(lot) if lot.futures is not None else None,
        **_money(lot),
        stories=stories(lot),
    )


def _money(lot: Lot) -> dict[str, Any]:
    """What the analyses of the economy and of housing answer, where the lot has them."""
    if lot.economy is None:
        return {}
    planned = "drawn" in lot.economy
    return {
        "costs": costs(lot),
        "users": users(lot),
        "need": None if "even" in lot.economy else need(lot),
        "comparison": comparison(lot),
        "finances": finances(plan=planned),
        "savings": savings(lot) if planned or "chosen" in lot.economy else None,
        "housing": housing(),
    }


def picture(lot: Lot) -> ChallengePicture:
    """Where the place stands."""
    return ChallengePicture(
        municipality=FJORDVIK,
        base_year=lot.base_year,
        borders=lot.base_year,
        comparisons=lot.others,
        history=_history(lot),
        comparison=_comparison(lot),
        change=_change(lot) if lot.change_known else None,
        age_groups=_age_groups(lot),
        support_ratio=_support(lot),
        notes=lot.notes,
    )


def outlook(lot: Lot) -> PopulationOutlook:
    """Where it is heading."""
    return PopulationOutlook(
        municipality=FJORDVIK,
        base_year=lot.base_year,
        horizon=lot.horizon,
        borders=lot.base_year,
        path=_path(lot),
        components=_components(lot),
        age_groups=_ages_ahead(lot),
        pyramid=_pyramid(lot),
        support_ratio=_support_ahead(lot),
        accuracy=_accuracy(lot) if lot.accuracy_known else None,
        sex_known=lot.sex_known,
    )


def _history(lot: Lot) -> Figure:
    rows = [{"year": year, "persons": lot.people(year)} for year in lot.years]
    first, last = lot.people(lot.first_year), lot.people(lot.base_year)
    high = max(rows, key=lambda row: row["persons"])
    low = min(rows, key=lambda row: row["persons"])
    middle = lot.first_year + 6
    return figure(
        lot, "history", "population", "persons", rows,
        first_year=lot.first_year,
        last_year=lot.base_year,
        first_persons=first,
        last_persons=last,
        change_persons=last - first,
        change_percent=100 * (last - first) / first,
        peak_year=high["year"],
        peak_persons=high["persons"],
        low_year=low["year"],
        low_persons=low["persons"],
        turning_points=[(middle, "peak", lot.people(middle))] if lot.wobble else [],
    )  # fmt: skip


def _of_place(place: Place, **rest: Any) -> dict[str, Any]:
    return {"place_code": place.code, "place_name": place.name, "kind": place.kind, **rest}


def _comparison(lot: Lot) -> Figure:
    rows, change = [], {}
    growth = [lot.before, -0.5, -0.4, -0.7, 0.2, 0.9, 1.1]
    for place, rate in zip((FJORDVIK, *lot.others), growth, strict=False):
        for year in lot.years:
            index = 100 * (1 + rate / 100) ** (year - lot.first_year)
            rows.append(_of_place(place, year=year, persons=lot.persons * index / 100, index=index))
        change[place.code] = rows[-1]["index"] - 100
    return figure(
        lot, "comparison", "population", "index", rows,
        first_year=lot.first_year, last_year=lot.base_year, change_percent=change,
    )  # fmt: skip


def _change(lot: Lot) -> Figure:
    rows: list[dict[str, Any]] = []
    sums: dict[str, float] = {}
    totals: dict[int, float] = {}
    for year in list(lot.years)[:-1]:
        swing = (year * 13) % 37 - 18
        parts = {"birth_surplus": lot.births - lot.deaths + swing // 3}
        if lot.domestic is None:
            parts["net_migration"] = lot.foreign - 10 + swing
        else:
            parts["domestic_net_migration"] = lot.domestic + swing
            parts["foreign_net_migration"] = lot.foreign - swing // 2
        for name, persons in parts.items():
            rows.append({"year": year, "component": name, "persons": float(persons)})
            sums[name] = sums.get(name, 0.0) + persons
        totals[year] = sum(parts.values())
    best, worst = max(totals, key=lambda y: totals[y]), min(totals, key=lambda y: totals[y])
    surplus = [row["persons"] for row in rows if row["component"] == "birth_surplus"]
    return figure(
        lot, "change", "population_change", "persons", rows,
        first_year=lot.first_year,
        last_year=lot.base_year - 1,
        years=len(totals),
        largest_gain=(best, totals[best]) if totals[best] > 0 else None,
        largest_loss=(worst, totals[worst]) if totals[worst] < 0 else None,
        sums=sums,
        years_with_birth_deficit=sum(value < 0 for value in surplus),
        years_with_out_migration=5,
    )  # fmt: skip


def _age_groups(lot: Lot) -> Figure:
    places = [FJORDVIK, *(place for place in lot.others if place.kind == "country")]
    rows = []
    for place in places:
        younger = 0.0 if place is FJORDVIK else 3.0
        for moment, year in (("first", lot.first_year), ("last", lot.base_year)):
            for group, percent in shares(lot, year, younger).items():
                persons = lot.people(year) * percent / 100
                rows.append(
                    _of_place(
                        place, moment=moment, age_group=group, persons=persons, percent=percent
                    )
                )
    own = [row for row in rows if row["kind"] == "municipality"]
    then = {row["age_group"]: row["persons"] for row in own if row["moment"] == "first"}
    now = {row["age_group"]: row["persons"] for row in own if row["moment"] == "last"}
    moves = [(g, now[g] - then[g], 100 * (now[g] - then[g]) / then[g]) for g in now]
    return figure(
        lot, "age_groups", "age_group", "persons", rows,
        first_year=lot.first_year,
        last_year=lot.base_year,
        fastest_growing=max(moves, key=lambda move: move[1]),
        fastest_shrinking=min(moves, key=lambda move: move[1]),
    )  # fmt: skip


def _support(lot: Lot) -> Figure:
    rows = []
    for number, place in enumerate((FJORDVIK, *lot.others)):
        for year in lot.years:
            ratio = 2.35 - 0.3 * lot.ageing * (year - lot.base_year) + 0.16 * number
            rows.append(_of_place(place, year=year, ratio=ratio, retired_per_100=100 / ratio))
    own = [row["ratio"] for row in rows if row["kind"] == "municipality"]
    return figure(
        lot, "support_ratio", "support_ratio", "ratio", rows,
        first_year=lot.first_year, last_year=lot.base_year, first=own[0], last=own[-1],
        working_first=20, working_last=66, retired_first=67,
    )  # fmt: skip


def _path(lot: Lot) -> Figure:
    rows = [
        {
            "year": year,
            "persons": float(lot.people(year)),
            "kind": "history" if year <= lot.base_year else "projection",
        }
        for year in range(lot.first_year, lot.horizon + 1)
    ]
    base, end, years = (
        lot.people(lot.base_year),
        lot.people(lot.horizon),
        lot.horizon - lot.base_year,
    )
    return figure(
        lot, "outlook", "population", "persons", rows,
        base_year=lot.base_year,
        horizon=lot.horizon,
        base_persons=float(base),
        horizon_persons=float(end),
        change_persons=float(end - base),
        change_percent=100 * (end - base) / base,
        births=float(lot.births * years),
        deaths=float(lot.deaths * years),
        net_migration=end - base - float((lot.births - lot.deaths) * years),
    )  # fmt: skip


def _components(lot: Lot) -> Figure:
    rows = []
    for year in range(lot.base_year, lot.horizon):
        change = lot.people(year + 1) - lot.people(year)
        parts = {"births": lot.births, "deaths": -lot.deaths - (year - lot.base_year) // 2}
        parts["net_migration"] = change - sum(parts.values())
        rows += [{"year": year, "component": n, "persons": float(p)} for n, p in parts.items()]
    return figure(lot, "outlook_change", "population_change", "persons", rows)


def _ages_ahead(lot: Lot) -> Figure:
    rows, change = [], {}
    for group in (group.id for group in REPORT_AGE_GROUPS):
        base, end = (
            lot.people(year) * shares(lot, year)[group] / 100
            for year in (lot.base_year, lot.horizon)
        )
        rows += [
            {"age_group": group, "year": y, "persons": p}
            for y, p in ((lot.base_year, base), (lot.horizon, end))
        ]
        change[group] = (end - base, 100 * (end - base) / base)
    return figure(
        lot, "outlook_age_groups", "age_group", "persons", rows,
        base_year=lot.base_year, horizon=lot.horizon, change=change,
    )  # fmt: skip


def _pyramid(lot: Lot) -> Figure:
    sexes = ("male", "female") if lot.sex_known else ("both",)
    rows = []
    for year in (lot.base_year, lot.horizon):
        hump = 55 if year == lot.base_year else 68
        for number, sex in enumerate(sexes):
            for first in range(0, 100, 5):
                weight = (
                    max(1.15 - abs(first - hump) / 62, 0.25) if first < 85 else (100 - first) / 45
                )
                persons = (
                    lot.people(year) / 26 / len(sexes) * weight * (1 + 0.06 * number * first / 30)
                )
                last = OLDEST_AGE if first == 95 else first + 4
                rows.append(
                    {
                        "year": year,
                        "sex": sex,
                        "age_first": first,
                        "age_last": last,
                        "persons": persons,
                    }
                )
    return figure(
        lot, "pyramid", "age_structure", "persons", rows,
        base_year=lot.base_year, horizon=lot.horizon,
    )  # fmt: skip


def _support_ahead(lot: Lot) -> Figure:
    rows = []
    for year in range(lot.first_year, lot.horizon + 1):
        ratio = max(2.35 - 0.1 * lot.ageing * (year - lot.base_year), 0.9)
        kind = "history" if year <= lot.base_year else "projection"
        rows.append({"year": year, "ratio": ratio, "retired_per_100": 100 / ratio, "kind": kind})
    return figure(
        lot, "outlook_support_ratio", "support_ratio", "ratio", rows,
        base_year=lot.base_year, horizon_year=lot.horizon, base=2.35, horizon=rows[-1]["ratio"],
        working_first=20, working_last=66, retired_first=67,
    )  # fmt: skip


def _accuracy(lot: Lot) -> Figure:
    classes = {"0-999": 28, "1000-1999": 80, "5000-9999": 96, "50000+": 14, "all": 422}
    errors = {"model": 2.9, "constant": 3.3, "trend": 3.6}
    rows = [
        {
            "method": method,
            "size_class": name,
            "horizon_years": 5,
            "municipalities": count,
            "mean_absolute_error_percent": error * (1 + 10 / count),
            "median_error_percent": error * 0.8,
            "bias_percent": 0.4 if method == "model" else -0.3,
        }
        for method, error in errors.items()
        for name, count in classes.items()
    ]
    return figure(
        lot, "outlook_accuracy", "projection_accuracy", "percent", rows,
        base_year=lot.base_year - 5, target_year=lot.base_year, size_class="5000-9999",
    )  # fmt: skip
