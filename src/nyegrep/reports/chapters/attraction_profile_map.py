"""The map of chapter 2: what is on it, what its words are told, and the table under it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nyegrep.analyses.attraction_results import AttractionProfile
from nyegrep.foundation.figures import Figure
from nyegrep.foundation.outlines import Outlines
from nyegrep.reports.chapters.attraction_profile_facts import (
    BUSINESS,
    KINDS,
    RESIDENTIAL,
    Period,
    period_of,
)
from nyegrep.reports.charts.map import ClassMap, Land, Rank, class_maps
from nyegrep.reports.charts.signs import Sign, sign
from nyegrep.reports.contexts import Cell, KeyItem
from nyegrep.reports.gallery import Exhibit, cells, table
from nyegrep.reports.press import Press, first_name

MARGIN = 0.06
FLATTEST, TALLEST = 0.85, 1.25
CLASS_OF = {BUSINESS: "business_class", RESIDENTIAL: "residential_class"}
UNKNOWN: Rank = "unknown"
LOW, HIGH = ("lowest", "low"), ("high", "highest")
SIGNS: dict[str, Sign] = {
    "lowest": "map-lowest",
    "low": "map-low",
    "middle": "map-middle",
    "high": "map-high",
    "highest": "map-highest",
}


@dataclass(frozen=True)
class Standing:
    """Where the place and those around it stand in the country.

    Attributes:
        borders: the year of the map's borders.
        county: its name, or nothing where it is not known.
        count: municipalities on the map that have numbers.
        residential: class of the place, as ``low``; ``None`` where it is too small to be ranked.
        residential_value: in per cent per year.
        residential_high: municipalities among the 30 per cent highest.
        residential_low: municipalities among the 30 per cent lowest.
        business: as the same for residence, and so on.
        rows: the municipalities on the map that have numbers, the place first.
    """

    period: Period
    borders: int
    county: str
    count: int
    residential: str | None
    residential_value: float
    residential_high: int
    residential_low: int
    business: str | None
    business_value: float
    business_high: int
    business_low: int
    land: Land
    rows: tuple[dict[str, Any], ...]


def standing_of(profile: AttractionProfile, press: Press) -> Standing | None:
    """What the text says of the map; ``None`` without one."""
    figure, outlines = profile.map, profile.outlines
    if figure is None or outlines is None:
        return None
    land = _land(figure, outlines, press.name(profile.municipality))
    found = list(figure.values.iter_rows(named=True))
    rows = sorted(
        (row for row in found if row["municipality_code"] in land.shapes),
        key=lambda row: (row["role"] != "own", row["municipality_code"]),
    )
    own = rows[0]

    def count(kind: str, classes: tuple[str, ...]) -> int:
        return sum(row[CLASS_OF[kind]] in classes for row in rows)

    return Standing(
        period=period_of(figure, profile, press),
        borders=int(figure.facts["borders"]),
        county=first_name(figure.facts["county_name"]),
        count=len(rows),
        residential=own[CLASS_OF[RESIDENTIAL]],
        residential_value=own[RESIDENTIAL],
        residential_high=count(RESIDENTIAL, HIGH),
        residential_low=count(RESIDENTIAL, LOW),
        business=own[CLASS_OF[BUSINESS]],
        business_value=own[BUSINESS],
        business_high=count(BUSINESS, HIGH),
        business_low=count(BUSINESS, LOW),
        land=land,
        rows=tuple(rows),
    )


def map_exhibit(standing: Standing, figure: Figure, press: Press) -> Exhibit:
    """A map for each kind of attractiveness; the table has every municipality on them."""
    words, form = press.words, press.forms
    titles = {RESIDENTIAL: words["residential"], BUSINESS: words["business"]}
    maps = [
        ClassMap(
            title,
            {row["municipality_code"]: row[CLASS_OF[kind]] or UNKNOWN for row in standing.rows},
        )
        for kind, title in titles.items()
    ]
    body = []
    for row in standing.rows:
        values = cells([row[kind] for kind in KINDS], lambda v: form.signed(v, 2))
        classes = [_class_cell(row[CLASS_OF[kind]], press) for kind in KINDS]
        body.append((first_name(row["name"]), (values[0], classes[0], values[1], classes[1])))
    headings = [words["municipality_heading"]]
    for kind in KINDS:
        headings += [titles[kind], words["map_class_heading"].format(kind=titles[kind])]
    unknown = len(standing.rows) < len(standing.land.shapes) or any(
        row[name] is None for row in standing.rows for name in CLASS_OF.values()
    )
    return Exhibit(
        name="map",
        figure=figure,
        about=standing,
        table=table(headings, body),
        draw=lambda frame: class_maps(frame, standing.land, maps),
        keys=(
            *(KeyItem(sign(SIGNS[name]), words["map_keys"][name]) for name in SIGNS),
            KeyItem(sign("own"), standing.period.place),
            *([KeyItem(sign("bar-3"), words["map_unknown_key"])] if unknown else []),
        ),
    )


def _class_cell(name: str | None, press: Press) -> Cell:
    if name is None:
        return Cell("–")
    said = press.words["map_classes"][name]
    return Cell(said, said)


def _land(figure: Figure, outlines: Outlines, name: str) -> Land:
    """The county with a margin, and all that is inside the rectangle around it."""
    facts = figure.facts
    county = [code for code in outlines.rings if code[:2] == facts["county_code"]]
    bounds = outlines.bounds(county).grown(MARGIN).shaped(FLATTEST, TALLEST)
    return Land(bounds, outlines.within(bounds), facts["own_code"], name)
