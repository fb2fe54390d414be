"""The figures of chapter 2: what is drawn, the key beside it, and the table under it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl

from nyegrep.analyses.attraction_results import AttractionProfile
from nyegrep.foundation.figures import Figure
from nyegrep.reports.chapters.attraction_profile_facts import (
    BUSINESS,
    KINDS,
    RESIDENTIAL,
    TOTALS,
    Cloud,
    Courses,
    Growth,
    Neighbours,
    Ranks,
    out_of_100,
)
from nyegrep.reports.charts.bands import Panel, band_panels
from nyegrep.reports.charts.scatter import Corner, Spot, scatter
from nyegrep.reports.charts.signs import sign
from nyegrep.reports.charts.strips import Pair, Strip, rank_strips, value_pairs
from nyegrep.reports.charts.waterfall import Step, waterfall
from nyegrep.reports.contexts import Cell, KeyItem, Table
from nyegrep.reports.gallery import Exhibit, cells, table
from nyegrep.reports.press import Press, first_name

WORDS = {BUSINESS: "business", RESIDENTIAL: "residential"}


def growth_exhibit(name: str, growth: Growth, figure: Figure, press: Press) -> Exhibit:
    """The parts of a growth, one after the other, and the total."""
    words, form = press.words, press.forms
    steps = [
        Step(
            part.name,
            part.value,
            form.signed(part.value, 2),
            total=part.id in TOTALS,
            strong=part.id in KINDS,
        )
        for part in growth.parts
    ]
    body = [(part.name, cells([part.value], lambda v: form.signed(v, 2))) for part in growth.parts]
    return Exhibit(
        name=name,
        figure=figure,
        about=growth,
        table=table([words["part_heading"], words["per_year_heading"]], body),
        draw=lambda frame: waterfall(frame, steps, words["per_year"]),
        keys=(
            KeyItem(sign("rise"), words["rise_key"]),
            KeyItem(sign("fall"), words["fall_key"]),
            KeyItem(sign("bar-4"), words["total_key"]),
        ),
    )


def history_exhibit(courses: Courses, profile: AttractionProfile, press: Press) -> Exhibit:
    """Both kinds of attractiveness by year, with what lasts of them."""
    words, form, figure = press.words, press.forms, profile.history
    panels = [_panel(figure, kind, words[WORDS[kind]]) for kind in KINDS]
    return Exhibit(
        name="history",
        figure=figure,
        about=courses,
        table=_history_table(figure, press),
        draw=lambda frame: band_panels(frame, panels, words["per_year"], form.number),
        keys=(
            KeyItem(sign("speck"), words["speck_key"]),
            KeyItem(sign("line"), words["line_key"].format(years=form.few(courses.window))),
            KeyItem(sign("area"), words["band_key"]),
        ),
    )


def rank_exhibit(ranks: Ranks, profile: AttractionProfile, press: Press) -> Exhibit:
    """The rank in each kind and group as a dot from 0 to 100; a table where it is not ranked."""
    words, form, figure = press.words, press.forms, profile.rank
    strips, body = [], []
    for row in figure.values.iter_rows(named=True):
        rank = row["percentile_rank"]
        name = _group_name(row, press)
        strips.append(Strip(name, rank, "" if rank is None else str(out_of_100(rank))))
        chance = row["probability_high"]
        share = None if chance is None else 100 * chance
        numbers = [row["value"], row["lower_80"], row["upper_80"]]
        found = (
            *cells([rank], lambda v: str(out_of_100(v))),
            *cells(numbers, lambda v: form.signed(v, 2)),
            *cells([share], form.number),
        )
        body.append((name, found))
    low, high = (
        words[w].format(kind=words["per_year_heading"]) for w in ("low_heading", "high_heading")
    )
    headings = [words["kind_heading"], words["rank_heading"], words["per_year_heading"], low, high]
    limit = (ranks.limit, words["rank_limit"].format(limit=form.number(ranks.limit)))
    return Exhibit(
        name="rank",
        figure=figure,
        about=ranks,
        table=table([*headings, words["chance_heading"]], body),
        draw=(lambda frame: rank_strips(frame, strips, words["rank_axis"], limit))
        if ranks.ranked
        else None,
    )


def compared_exhibit(neighbours: Neighbours, profile: AttractionProfile, press: Press) -> Exhibit:
    """Both values of the place and of those beside it."""
    words = press.words
    places = neighbours.places
    pairs = [Pair(place.name, place.business, place.residential, place.own) for place in places]
    body = [
        (place.name, cells([place.business, place.residential], lambda v: press.forms.signed(v, 2)))
        for place in places
    ]
    headings = [words["place_heading"], words["business"], words["residential"]]
    return Exhibit(
        name="compared",
        figure=profile.compared,
        about=neighbours,
        table=table(headings, body),
        draw=lambda frame: value_pairs(frame, pairs, words["per_year"]),
        keys=(
            KeyItem(sign("dot"), words["business"]),
            KeyItem(sign("ring"), words["residential"]),
        ),
    )


def scatter_exhibit(cloud: Cloud, profile: AttractionProfile, press: Press) -> Exhibit:
    """All municipalities; the table shows those that are named or reach the corner."""
    words, form = press.words, press.forms
    rows = list(profile.scatter.values.drop_nulls(list(KINDS)).iter_rows(named=True))
    spots = [
        Spot(
            row[BUSINESS],
            row[RESIDENTIAL],
            row["role"],
            first_name(row["name"]) if row["role"] != "other" else "",
        )
        for row in rows
    ]
    said = words["corner"].format(
        share=form.percent(cloud.share),
        count=form.number(cloud.reaching),
        all=form.number(cloud.municipalities),
    )
    corner = Corner(cloud.business_limit, cloud.residential_limit, said)
    titles = (words["residential_axis"], words["business_axis"])
    shown = [row for row in rows if row["role"] != "other" or row["reaches_both"]]
    peers = any(row["role"] == "peer" for row in rows)
    return Exhibit(
        name="scatter",
        figure=profile.scatter,
        about=cloud,
        table=_scatter_table(shown, press),
        draw=lambda frame: scatter(frame, spots, corner, titles),
        keys=(
            KeyItem(sign("dot"), cloud.period.place),
            *([KeyItem(sign("peer"), words["peer_key"])] if peers else []),
            KeyItem(sign("speck"), words["other_key"]),
            KeyItem(sign("area"), words["corner_key"]),
        ),
        numbers=_scatter_table(rows, press),
    )


def _panel(figure: Figure, kind: str, title: str) -> Panel:
    rows = figure.values.filter(pl.col("kind") == kind).sort("year")
    dots = rows.drop_nulls("value").select("year", "value").iter_rows()
    line = rows.drop_nulls("mean").select("year", "mean").iter_rows()
    edges = ("lower_80", "upper_80")
    band = rows.drop_nulls(list(edges)).select("year", *edges).iter_rows()
    return Panel(title, tuple(dots), tuple(line), tuple(band))


def _history_table(figure: Figure, press: Press) -> Table:
    """Years down; for each kind the year's value, the mean and the interval."""
    words, form = press.words, press.forms
    columns = ("value", "mean", "lower_80", "upper_80")
    names = ("year_value_heading", "mean_heading", "low_heading", "high_heading")
    values = {
        (row["year"], row["kind"]): [row[column] for column in columns]
        for row in figure.values.iter_rows(named=True)
    }
    body = []
    for year in sorted({year for year, _ in values}):
        numbers = [n for kind in KINDS for n in values.get((year, kind), [None] * len(columns))]
        body.append((year, cells(numbers, lambda v: form.signed(v, 2))))
    headings = [words[name].format(kind=words[WORDS[kind]]) for kind in KINDS for name in names]
    return table([words["year_heading"], *headings], body)


def _group_name(row: dict[str, Any], press: Press) -> str:
    """The kind of attractiveness, and among whom it is ranked."""
    group = row["group_label"]
    if row["group"] == "size_class":
        size = press.size_class(group)
        group = size[:1].lower() + size[1:]
    text = str(press.words[f"group_{row['group']}"])
    return text.format(kind=press.words[WORDS[row["kind"]]], group=group)


def _scatter_table(rows: Iterable[dict[str, Any]], press: Press) -> Table:
    words, form = press.words, press.forms
    body = []
    for row in rows:
        reaches = words["yes" if row["reaches_both"] else "no"]
        found = (
            *cells([row["persons"]], form.number),
            *cells([row[BUSINESS], row[RESIDENTIAL]], lambda v: form.signed(v, 2)),
            Cell(reaches, reaches),
        )
        body.append((first_name(row["name"]), found))
    headings = ["municipality_heading", "people_heading", "business", "residential"]
    return table([*(words[h] for h in headings), words["reaches_heading"]], body)
