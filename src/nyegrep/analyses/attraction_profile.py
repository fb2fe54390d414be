"""Why the place grows: what is circumstance, and what is its own doing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from nyegrep.analyses import attraction_map, attractiveness_table, business_indicators
from nyegrep.analyses.attraction_results import BUSINESS, KINDS, RESIDENTIAL, AttractionProfile
from nyegrep.analyses.attractiveness_inputs import Question
from nyegrep.analyses.attractiveness_table import AttractivenessTable
from nyegrep.analyses.context import Context
from nyegrep.foundation.errors import DataError, Problem, fail
from nyegrep.foundation.figures import Figure
from nyegrep.foundation.outlines import Outlines
from nyegrep.foundation.provenance import Trace

JOB_PARTS = ("national", "industry_mix", "population_effect", BUSINESS, "job_remainder")
CIRCUMSTANCES = ("constant", "size", "labour_market_integration")
PEOPLE_PARTS = (
    "birth_surplus",
    "national_immigration",
    "circumstances",
    "own_growth_structure",
    "own_growth_attractiveness",
    "own_growth_public",
    "neighbour_growth",
    RESIDENTIAL,
    "population_remainder",
)
NOTHING = 0.005
SHORT_WINDOW = 3


@dataclass(frozen=True)
class _Place:
    """The place in the model: its code there, the window looked at, and all that was found."""

    code: str
    first_year: int
    last_year: int
    found: AttractivenessTable
    context: Context

    @property
    def window(self) -> int:
        return self.last_year - self.first_year + 1

    @property
    def trace(self) -> Trace:
        return self.found.trace

    def own(self) -> pl.DataFrame:
        """The place's own rows in the window."""
        frame = self.found.frame.filter(pl.col("municipality_code") == self.code)
        return frame.filter(pl.col("year").is_between(self.first_year, self.last_year))

    def standing(self) -> pl.DataFrame:
        """All places in the window."""
        values = self.found.standing.values
        return values.filter((pl.col("year") == self.last_year) & (pl.col("window") == self.window))

    def facts(self) -> dict[str, Any]:
        return {"first_year": self.first_year, "last_year": self.last_year, "window": self.window}


def decompose_growth(context: Context) -> AttractivenessTable:
    """Growth of every place up to the base year of ``context``.

    Raises:
        DataError: the workspace lacks what the model needs.
    """
    question = Question(last_year=context.base_year, overrides=context.overrides)
    return attractiveness_table.run(context.workspace, question)


def run(context: Context, found: AttractivenessTable | None = None) -> AttractionProfile:
    """Growth in jobs and people of one municipality, explained and compared.

    Args:
        context: the place and its base year.
        found: growth of every place, where it is at hand already.

    Raises:
        DataError: the workspace lacks what the model needs, or knows too little of the place.
    """
    found = decompose_growth(context) if found is None else found
    place = _locate(context, found)
    figure, outlines, unread = _map(place)
    indicators = business_indicators.run(context)
    told = () if indicators is None else indicators.facts["notes"]
    return AttractionProfile(
        municipality=context.place,
        borders=found.basis.borders,
        jobs=_jobs(place),
        people=_people(place),
        history=_history(place),
        rank=_rank(place),
        compared=_compared(place),
        scatter=_scatter(place),
        notes=(*found.notes, *unread, *told),
        map=figure,
        outlines=outlines,
        indicators=indicators,
    )


def _map(place: _Place) -> tuple[Figure | None, Outlines | None, tuple[Problem, ...]]:
    """The map; a file of borders that cannot be read costs only the map, and is told of."""
    try:
        drawn = attraction_map.run(
            place.context, place.found.basis, place.standing(), place.facts()
        )
    except DataError as error:
        return None, None, tuple(error.problems)
    return (*drawn, ()) if drawn else (None, None, ())


def _locate(context: Context, found: AttractivenessTable) -> _Place:
    """The place's code on the model's borders, and the longest window known for it."""
    code = context.code_in(found.basis.borders)
    known = found.standing.values.filter(
        (pl.col("municipality_code") == code) & (pl.col("year") <= context.base_year)
    )
    both = known.group_by("year", "window", "first_year").agg(pl.col("kind").n_unique())
    whole = both.filter((pl.col("kind") == len(KINDS)) & (pl.col("window") > 1))
    if whole.is_empty():
        name = context.place.name
        fail(DataError, "attractiveness.place_unknown", code=context.place.code, name=name)
    newest = whole.filter(pl.col("year") == pl.col("year").max()).sort("window").row(-1, named=True)
    return _Place(code, newest["first_year"], newest["year"], found, context)


def _waterfall(parts: dict[str, float], total: str) -> pl.DataFrame:
    """The parts in order, those of the remainder only where they are something, and their sum."""
    kept = {n: v for n, v in parts.items() if not n.endswith("remainder") or abs(v) > NOTHING}
    rows = [*kept.items(), (total, sum(parts.values()))]
    return pl.DataFrame(rows, schema=["component", "value"], orient="row")


def _jobs(place: _Place) -> Figure:
    own = place.own()
    parts = {name: _mean(own, name) for name in JOB_PARTS}
    jobs = place.found.basis.inputs.jobs
    row = jobs.codes.index(place.code)
    column = jobs.years.index(place.last_year)
    span = slice(jobs.years.index(place.first_year), column + 1)
    before = jobs.jobs_before[row, span]
    attracted = float((before * jobs.business_attractiveness[row, span] / 100).sum())
    facts = place.facts() | {
        "private_jobs": float(jobs.jobs[row, column]),
        "jobs_change": float(jobs.jobs[row, column] - before[0]),
        "attractiveness_jobs": attracted,
    }
    values = _waterfall(parts, "job_growth")
    return Figure("attractiveness.jobs", "job_growth", "percent", values, place.trace, facts)


def _people(place: _Place) -> Figure:
    own = place.own().with_columns(circumstances=pl.sum_horizontal(CIRCUMSTANCES))
    parts = {name: _mean(own, name) for name in PEOPLE_PARTS}
    population = place.found.basis.inputs.population
    persons = population.filter(pl.col("municipality_code") == place.code)
    joined = own.join(persons, on="year")
    attracted = float((joined["persons"] * joined[RESIDENTIAL] / 100).sum())
    facts = place.facts() | {
        "persons": float(joined.sort("year")["persons"][-1]),
        "attractiveness_persons": attracted,
    }
    values = _waterfall(parts, "population_growth")
    return Figure(
        "attractiveness.people", "population_growth", "percent", values, place.trace, facts
    )


def _mean(own: pl.DataFrame, name: str) -> float:
    return float(own[name].fill_null(0.0).to_numpy().mean())


def _history(place: _Place) -> Figure:
    values = place.found.standing.values.filter(pl.col("municipality_code") == place.code)
    values = values.filter(pl.col("year") <= place.last_year)
    yearly = values.filter(pl.col("window") == 1).select("kind", "year", "value")
    short = values.filter(pl.col("window") == SHORT_WINDOW).select(
        "kind", "year", pl.col("value").alias("mean"), "shrunken", "lower_80", "upper_80"
    )
    both = yearly.join(short, on=["kind", "year"], how="left").sort("kind", "year")
    facts = {
        "first_year": both["year"].sort()[0],
        "last_year": place.last_year,
        "short_window": SHORT_WINDOW,
    }
    return Figure("attractiveness.history", "attractiveness", "percent", both, place.trace, facts)


def _rank(place: _Place) -> Figure:
    standing = place.standing()
    own = standing.filter(pl.col("municipality_code") == place.code)
    groups = (
        ("all", "rank", None),
        ("size_class", "rank_in_size_class", "size_class"),
        ("centrality_class", "rank_in_centrality_class", "centrality_class"),
    )
    rows = [
        {
            "kind": row["kind"],
            "group": group,
            "group_label": "" if label is None else str(row[label]),
            "percentile_rank": row[column],
            **{
                n: row[n] for n in ("value", "shrunken", "lower_80", "upper_80", "probability_high")
            },
        }
        for row in own.sort("kind").iter_rows(named=True)
        for group, column, label in groups
        if label is None or row[label] is not None
    ]
    schema = {"kind": pl.String, "group": pl.String, "group_label": pl.String}
    values = pl.DataFrame(rows, schema_overrides=schema)
    facts = place.facts() | {
        "municipalities": standing["municipality_code"].n_unique(),
        "percentile": _percentile(place),
        "ranked": bool(own["rank"].is_not_null().any()),
    }
    return Figure("attractiveness.rank", "attractiveness", "percent", values, place.trace, facts)


def _percentile(place: _Place) -> float:
    used = {use.path: use.value for use in place.trace.parameters}
    return float(used["attractiveness.standing.percentile"])


def _wide(standing: pl.DataFrame) -> pl.DataFrame:
    """One row per place, both kinds side by side, where both are known."""
    index = ["municipality_code", "persons"]
    wide = standing.pivot("kind", index=index, values="value")
    return wide.drop_nulls(list(KINDS))


def _compared(place: _Place) -> Figure:
    """The place beside its peers, and the people-weighted means of region, county and country."""
    wide = _wide(place.standing())
    rows = []
    for other in (place.context.place, *place.context.comparisons):
        codes = {place.context.code_of(code, place.found.basis.borders) for code in other.members}
        members = wide.filter(pl.col("municipality_code").is_in(sorted(codes)))
        if members.is_empty() or other.kind == "country":
            continue
        weight = members["persons"] / members["persons"].sum()
        means = {kind: float((members[kind] * weight).sum()) for kind in KINDS}
        label = {"place_code": other.code, "place_name": other.name, "kind": other.kind}
        rows.append({**label, **means})
    values = pl.DataFrame(rows)
    return Figure(
        "attractiveness.compared", "attractiveness", "percent", values, place.trace, place.facts()
    )


def _scatter(place: _Place) -> Figure:
    wide = _wide(place.standing())
    borders = place.found.basis.borders
    peers = {place.context.code_of(peer.code, borders) for peer in place.context.peers}
    both = place.found.standing.both.filter(
        (pl.col("year") == place.last_year) & (pl.col("window") == place.window)
    ).row(0, named=True)
    limits = place.found.standing.thresholds.filter(
        (pl.col("year") == place.last_year) & (pl.col("window") == place.window)
    )
    threshold = dict(zip(limits["kind"], limits["threshold"], strict=True))
    reaching = set(both["codes"])
    codes = wide["municipality_code"].to_list()
    roles = ["own" if c == place.code else "peer" if c in peers else "other" for c in codes]
    values = wide.with_columns(
        pl.Series("name", [place.found.basis.names.get(code, code) for code in codes]),
        pl.Series("role", roles),
        pl.Series("reaches_both", [code in reaching for code in codes]),
    )
    facts = place.facts() | {
        "threshold_business": threshold[BUSINESS],
        "threshold_residential": threshold[RESIDENTIAL],
        "percentile": _percentile(place),
        "municipalities": both["municipalities"],
        "reach_both": both["reaching_both"],
        "share_both": both["share"],
        "own_reaches_both": place.code in reaching,
    }
    return Figure("attractiveness.scatter", "attractiveness", "percent", values, place.trace, facts)
