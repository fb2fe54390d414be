"""What the futures analysis would answer for Fjordvik, made from its lot.

The lot's ``futures`` says what is there besides the four and the neutral path: ``jobs``, ``goal``,
``far goal`` (which no attractiveness reaches), ``official`` (Statistics Norway's alternative),
``own future`` (the user's), ``accuracy``, ``shared`` (measured on the same figure as the
baseline) and ``own words`` (stories of the municipality).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl

from nyegrep.analyses.futures_results import MEASURES, FuturesOutlook
from nyegrep.foundation.axes import OLDEST_AGE, REPORT_AGE_GROUPS
from nyegrep.foundation.figures import Figure
from nyegrep.foundation.futures import BUILT_IN, FOUR, OFFICIAL, Story
from tests.unit.reports.places import FJORDVIK, Lot, shares, trace

OWN = "own_growth"
OWN_NAMES = {"nb": "Egen vekst", "en": "Growth of our own"}
# Yearly growth in per cent besides that of the lot, and how much faster people age.
RATES = {
    "attractive_tailwind": (0.62, -0.12),
    "attractive_headwind": (0.08, -0.02),
    "missed_opportunities": (-0.15, 0.06),
    "crisis": (-0.72, 0.16),
    "neutral": (0.0, 0.0),
    OFFICIAL: (0.11, 0.0),
    OWN: (0.9, -0.1),
}
SECTORS = {"private_jobs": 0.26, "public_jobs": 0.17}
STORY = Story(
    "Bygda som tok imot",
    "Vi *snudde* i 2024.\n\n## Hva vi gjorde\n\n- bygde boliger\n- sa **ja**\n\n"
    'Se [planen](https://example.org/plan). <script>alert("1")</script> '
    "![Et bilde](kart.png) [Kartet](kart.pdf)",
)


def futures(lot: Lot) -> FuturesOutlook:
    """Four futures, the neutral path, and what else the lot has."""
    has = lot.futures or frozenset()
    ids = [*BUILT_IN]
    ids += [OFFICIAL] if "official" in has else []
    ids += [OWN] if "own future" in has else []
    return FuturesOutlook(
        municipality=FJORDVIK,
        base_year=lot.base_year,
        horizon=lot.horizon,
        borders=lot.base_year,
        mode="official" if "far goal" in has else "model",
        futures=tuple(ids),
        names={OWN: OWN_NAMES} if "own future" in has else {},
        paths=_paths(lot, ids),
        characteristics=_characteristics(lot, ids),
        ages=_ages(lot, ids),
        pyramid=_pyramid(lot, ids),
        support_ratio=_support(lot, ids),
        assumptions=_assumptions(lot, ids),
        jobs=_jobs(lot, ids) if "jobs" in has else None,
        reach=_reach(lot, ids) if "goal" in has else None,
        accuracy=_accuracy(lot) if has & {"accuracy", "shared"} else None,
        sex_known=lot.sex_known,
    )


def stories(lot: Lot) -> dict[str, Story]:
    """What the municipality has written."""
    return {FOUR[0]: STORY} if lot.futures and "own words" in lot.futures else {}


def expected(lot: Lot, future: str, year: int) -> float:
    """People of a future on average."""
    rate = lot.after + RATES[future][0] * (0.4 if lot.horizon < 2030 else 1)
    return lot.persons * (1 + rate / 100) ** (year - lot.base_year)


def ages(lot: Lot, year: int, more: float = 0.0) -> dict[str, float]:
    """Per cent by age group; half of the ageing reaches the oldest."""
    older = 1.2 * (lot.ageing + more) * (year - lot.base_year)
    moved = {"0-5": -0.12, "6-15": -0.18, "20-44": -0.5, "45-66": -0.2, "67-79": 0.45, "80+": 0.55}
    return {n: s + moved.get(n, 0.0) * older for n, s in shares(lot, lot.base_year).items()}


def band(lot: Lot, mean: float, year: int, columns: tuple[str, ...]) -> dict[str, float]:
    """Quantiles around a mean, wider with the years."""
    wide = mean * 0.011 * (year - lot.base_year) ** 0.55
    steps = {"p10": -1.0, "p25": -0.52, "p50": 0.02, "p75": 0.53, "p90": 1.05}
    return {name: mean + steps[name] * wide for name in columns}


ALL = ("p10", "p25", "p50", "p75", "p90")


def _figure(
    lot: Lot, name: str, term: str, unit: str, rows: list[dict[str, Any]], **facts: Any
) -> Figure:
    years = {"base_year": lot.base_year, "horizon": lot.horizon}
    frame = pl.DataFrame(rows, infer_schema_length=None)
    return Figure(f"futures.{name}", term, unit, frame, trace(lot), years | facts)


def _paths(lot: Lot, ids: list[str]) -> Figure:
    empty = dict.fromkeys(ALL)
    rows: list[dict[str, Any]] = [
        {"future": "history", "year": year, "mean": float(lot.people(year)), **empty}
        for year in lot.years
    ]
    for future in ids:
        for year in range(lot.base_year, lot.horizon + 1):
            mean = expected(lot, future, year)
            found = empty if future == OFFICIAL else band(lot, mean, year, ALL)
            rows.append({"future": future, "year": year, "mean": mean, **found})
    ends = {name: expected(lot, name, lot.horizon) for name in ids if name != OFFICIAL}
    return _figure(
        lot, "paths", "population", "persons", rows,
        base_persons=float(lot.persons),
        change_percent={name: 100 * (end / lot.persons - 1) for name, end in ends.items()},
        expected=ends,
        draws=1000,
    )  # fmt: skip


def _values(lot: Lot, future: str | None) -> dict[str, float]:
    """All measures at the horizon of a future; of the base year where there is none."""
    year = lot.base_year if future is None else lot.horizon
    people = float(lot.persons) if future is None else expected(lot, future, year)
    aged = 0.0 if future is None else RATES[future][1]
    parts = ages(lot, year, aged)
    older = parts["67-79"] + parts["80+"]
    working = parts["20-44"] + parts["45-66"]
    private = people * SECTORS["private_jobs"] * (1 if future is None else 1 + RATES[future][0] / 8)
    public = people * SECTORS["public_jobs"] * (1 if future is None else 1.08)
    return {
        "population": people,
        "population_change": 100 * (people / lot.persons - 1),
        "children": people * (parts["0-5"] + parts["6-15"]) / 100,
        "working_age": people * working / 100,
        "aged_67_and_over": people * older / 100,
        "aged_80_and_over": people * parts["80+"] / 100,
        "support_ratio": working / older,
        "private_jobs": private,
        "public_jobs": public,
        "commuting_balance": private + public - 0.47 * people,
    }


def _characteristics(lot: Lot, ids: list[str]) -> Figure:
    jobs = "jobs" in (lot.futures or ())
    known = [name for name in MEASURES if jobs or name not in MEASURES[-3:]]
    now = _values(lot, None)
    rows: list[dict[str, Any]] = []
    for future in ids:
        if future == OFFICIAL:
            continue
        values = _values(lot, future)
        for measure in known:
            mean = values[measure]
            found = band(lot, abs(mean) + 1, lot.horizon, ALL)
            shifted = {name: value - abs(mean) - 1 + mean for name, value in found.items()}
            base = None if measure == "population_change" else now[measure]
            rows.append(
                {"future": future, "measure": measure, "base": base, "mean": mean, **shifted}
            )
    return _figure(
        lot, "characteristics", "future", "persons", rows,
        children_last=17, working_first=20, working_last=66, retired_first=67,
        jobs_year=lot.base_year - 1 if jobs else None,
    )  # fmt: skip


def _ages(lot: Lot, ids: list[str]) -> Figure:
    rows: list[dict[str, Any]] = []
    for future in (name for name in ids if name != OFFICIAL):
        for group in (group.id for group in REPORT_AGE_GROUPS):
            share = ages(lot, lot.horizon, RATES[future][1])[group]
            mean = expected(lot, future, lot.horizon) * share / 100
            base = lot.persons * ages(lot, lot.base_year)[group] / 100
            found = band(lot, mean, lot.horizon, ("p10", "p90"))
            rows.append({"future": future, "age_group": group, "base": base, "mean": mean, **found})
    return _figure(lot, "ages", "age_group", "persons", rows)


def _pyramid(lot: Lot, ids: list[str]) -> Figure:
    sexes = ("male", "female") if lot.sex_known else ("both",)

    def weight(first: int, hump: float) -> float:
        return max(1.15 - abs(first - hump) / 62, 0.25) if first < 85 else (100 - first) / 45

    rows: list[dict[str, Any]] = []
    for future in (name for name in ids if name != OFFICIAL):
        end, older = expected(lot, future, lot.horizon), 66 + 20 * RATES[future][1]
        for sex in sexes:
            for first in range(0, 100, 5):
                last = OLDEST_AGE if first == 95 else first + 4
                rows.append(
                    {
                        "future": future,
                        "sex": sex,
                        "age_first": first,
                        "age_last": last,
                        "base": lot.persons / 26 / len(sexes) * weight(first, 54),
                        "mean": end / 26 / len(sexes) * weight(first, older),
                    }
                )
    return _figure(lot, "pyramid", "age_structure", "persons", rows)


def _support(lot: Lot, ids: list[str]) -> Figure:
    base, rows = _values(lot, None)["support_ratio"], []
    for year in lot.years:
        mean = base + 0.04 * (lot.base_year - year)
        rows.append({"future": "history", "year": year, "mean": mean, "p10": None, "p90": None})
    ends = {name: _values(lot, name)["support_ratio"] for name in ids if name != OFFICIAL}
    for future, end in ends.items():
        for year in range(lot.base_year, lot.horizon + 1):
            part = (year - lot.base_year) / (lot.horizon - lot.base_year)
            mean = base + (end - base) * part
            found = band(lot, mean, year, ("p10", "p90"))
            rows.append({"future": future, "year": year, "mean": mean, **found})
    return _figure(
        lot, "support_ratio", "support_ratio", "ratio", rows,
        base=base, working_first=20, working_last=66, retired_first=67,
        lowest=min(ends, key=lambda name: ends[name]),
    )  # fmt: skip


def _jobs(lot: Lot, ids: list[str]) -> Figure:
    rows: list[dict[str, Any]] = []
    now = _values(lot, None)
    last = lot.base_year - 1
    for sector in SECTORS:
        for year in range(last - 9, last + 1):
            mean = now[sector] * (1 + 0.004 * ((year * 7) % 5 - 2))
            row = {"future": "history", "year": year, "sector": sector, "mean": mean}
            rows.append(row | {"p10": None, "p90": None})
        for future in (name for name in ids if name != OFFICIAL):
            end = _values(lot, future)[sector]
            for year in range(lot.base_year, lot.horizon + 1):
                mean = now[sector] + (end - now[sector]) * (year - last) / (lot.horizon - last)
                found = band(lot, mean, max(year, lot.base_year), ("p10", "p90"))
                row = {"future": future, "year": year, "sector": sector, "mean": mean}
                rows.append(row | found)
    return _figure(
        lot, "jobs", "jobs", "jobs", rows,
        jobs_year=last, private_share_estimated="official" in (lot.futures or ()),
    )  # fmt: skip


def _assumptions(lot: Lot, ids: list[str]) -> Figure:
    sets = {True: (0.9, 0.55, 1.85, 87.5), False: (0.1, 0.2, 1.55, 84.5), None: (0.5, 0.4, 1.7, 86)}
    good = {FOUR[0]: True, FOUR[1]: False, FOUR[2]: True, FOUR[3]: False}
    ranks = {FOUR[0]: 70.0, FOUR[1]: 70.0, FOUR[2]: 25.0, FOUR[3]: 25.0, OWN: 75.0}
    units = {
        "private_job_growth": "percent per year",
        "net_immigration": "percent of the population",
        "total_fertility": "births per woman",
        "life_expectancy": "years",
        "business_percentile": "percent",
        "residential_percentile": "percent",
        "business_attractiveness": "percent per year",
        "residential_attractiveness": "percent per year",
    }
    rows: list[dict[str, Any]] = []
    for future in (name for name in ids if name != OFFICIAL):
        rank = ranks.get(future)
        level = 0.0 if rank is None else (rank - 50) / 40
        values = (*sets[good.get(future)], rank, rank, level, level / 3)
        for (name, unit), value in zip(units.items(), values, strict=True):
            rows.append(
                {
                    "future": future,
                    "assumption": name,
                    "value": value,
                    "unit": unit,
                    "kind": "judgement" if name.endswith("percentile") else "estimate",
                }
            )
    workspace = "official" in (lot.futures or ())
    return _figure(
        lot, "assumptions", "future", "percent", rows,
        fading_years=5, own_business=-0.31, own_residential=0.12,
        first_year=lot.base_year - 10 if workspace else None,
        last_year=lot.base_year - 1 if workspace else None,
        percentiles_from="workspace" if workspace else "parameters",
    )  # fmt: skip


def _reach(lot: Lot, ids: list[str]) -> Figure:
    far = "far goal" in (lot.futures or ())
    goal = float(lot.persons * (2 if far else 1))
    chances = {FOUR[0]: 88.4, FOUR[1]: 24.9, FOUR[2]: 9.2, FOUR[3]: 0.3, "neutral": 6.0, OWN: 97.0}
    rows = [
        {"future": name, "probability": 0.0 if far else chances[name]}
        for name in ids
        if name != OFFICIAL
    ]
    private = lot.persons * SECTORS["private_jobs"]
    return _figure(
        lot, "reach", "goal", "percent", rows,
        measure="population", relation=">=", value=goal, year=lot.horizon,
        percentile_favourable=None if far else 58.2,
        percentile_expected=None if far else 79.6,
        percentile_unfavourable=None if far else 96.8,
        jobs_favourable=None if far else private * 1.04,
        jobs_expected=None if far else private * 1.07,
        jobs_unfavourable=None if far else private * 1.15,
        base_private_jobs=private,
    )  # fmt: skip


def _accuracy(lot: Lot) -> Figure:
    classes = {"0-1999": 108, "2000-4999": 91, "5000-9999": 96, "10000+": 127, "all": 422}
    errors = {"model": 2.6, "constant": 3.6, "trend": 3.9}
    held = {"held_50": 49.2, "held_80": 79.4, "held_95": 94.1}
    rows = [
        {
            "method": method,
            "size_class": name,
            "horizon_years": 5,
            "municipalities": count,
            "mean_absolute_error_percent": error * (1 + 10 / count),
            "median_error_percent": error * 0.8,
            "bias_percent": 0.4 if method == "model" else -0.3,
            **(held if method == "model" else dict.fromkeys(held)),
        }
        for method, error in errors.items()
        for name, count in classes.items()
    ]
    facts = {"target_year": lot.base_year, "size_class": "5000-9999"}
    found = _figure(lot, "accuracy", "projection_accuracy", "percent", rows, **facts)
    shared = "shared" in (lot.futures or ())
    name = "population.outlook_accuracy" if shared else found.id
    return replace(found, id=name, facts=found.facts | {"base_year": lot.base_year - 5})
