"""The figures of the comparison: differences by area, why the largest is there, and the peers."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from nyegrep.analyses.economy_results import PeerComparison
from nyegrep.reports.chapters.peer_comparison_facts import (
    SUM,
    Comparison,
    Part,
    counted_splits,
)
from nyegrep.reports.charts.bars import Bar, change_bars
from nyegrep.reports.charts.colours import DARK_TINT, MIDDLE_TINT
from nyegrep.reports.charts.waterfall import Step, waterfall
from nyegrep.reports.contexts import Cell, Table
from nyegrep.reports.gallery import Exhibit, cells, table
from nyegrep.reports.press import Press, capitalised

KRONER = ("own_nok", "country_nok", "peers_nok", "group_nok", "normed_nok", "level_nok")
TARGET_GROUP = "target_group"
TRAITS = {"size": 0, "children": 1, "aged": 1, "centrality": 0, "income": 0, "need": 2}
SHARES = ("children", "aged")


def gaps_exhibit(about: Comparison, found: PeerComparison, press: Press) -> Exhibit:
    """More or less spent by area, million NOK."""
    form = press.forms.signed_amount
    bars = [
        Bar(capitalised(gap.name), gap.difference, form(gap.difference), form(gap.difference))
        for gap in about.gaps
        if gap.in_sum
    ]
    body = [(capitalised(g.name), cells([g.difference], form)) for g in about.gaps if g.in_sum]
    body.append((press.label(SUM), cells([about.total], form)))
    words = press.words["comparison"]
    return Exhibit(
        name="gaps",
        figure=found.gaps,
        about=about,
        table=table([words["area"], words["difference"]], body),
        draw=lambda frame: change_bars(frame, bars, words["unit"]),
    )


def table_exhibit(about: Comparison, found: PeerComparison, press: Press) -> Exhibit:
    """The table of the report: kroner per inhabitant, need, level and the difference."""
    words, form = press.words["comparison"], press.forms
    values = found.gaps.values
    known = [name for name in KRONER if values[name].count()]
    if values["normed_nok"].equals(values["level_nok"]):
        known.remove("level_nok")
    if not values["need"].count() and "normed_nok" in known:
        known.remove("normed_nok")
    body = []
    for row in values.iter_rows(named=True):
        need = cells([row["need"]], lambda value: form.number(value, 2))
        body.append(
            (
                press.label(row["area"]),
                (
                    *cells([row[name] for name in known], form.number),
                    *(need if values["need"].count() else ()),
                    *cells([row["difference_million"]], form.signed_amount),
                ),
            )
        )
    headings = [words["area"], *(words["columns"][name] for name in known)]
    if values["need"].count():
        headings.append(words["columns"]["need"])
    shown = table([*headings, words["difference"]], body)
    return Exhibit("table", found.gaps, about, shown, view="table")


def parts_exhibit(about: Comparison, found: PeerComparison, press: Press) -> Exhibit:
    """Why the area that differs most does so: the parts add up to its difference."""
    form = press.forms.signed_amount
    words = press.words["comparison"]
    total = sum(part.effect for part in about.parts)
    steps = [Step(_part_name(p, press), p.effect, form(p.effect)) for p in about.parts]
    steps.append(Step(words["together"], total, form(total), total=True))
    body = [(_part_name(part, press), _part_cells(part, press)) for part in about.parts]
    body.append((words["together"], (Cell("–"), Cell("–"), *cells([total], form))))
    return Exhibit(
        name="parts",
        figure=found.drill_down,
        about=about,
        table=table([words["part"], words["here"], words["there"], words["difference"]], body),
        draw=lambda frame: waterfall(frame, steps, words["unit"], (DARK_TINT, MIDDLE_TINT)),
        numbers=_all_parts(found, press),
    )


def functions_exhibit(about: Comparison, found: PeerComparison, press: Press) -> Exhibit:
    """The same difference by function, before need and income."""
    words = press.words["comparison"]
    body = [(_part_name(part, press), _part_cells(part, press)) for part in about.functions]
    headings = [words["function"], words["here"], words["there"], words["difference"]]
    return Exhibit("functions", found.drill_down, about, table(headings, body), view="functions")


def counted_exhibit(about: Comparison, found: PeerComparison, press: Press) -> Exhibit:
    """Users, work for each and price behind the differences, where these are counted."""
    words, form = press.words["comparison"], press.forms
    body = []
    for row in counted_splits(found).iter_rows(named=True):
        of = f"{press.label(row['split'])}: {press.word(row['part'])}"
        numbers = [row["own_value"], row["reference_value"]]
        shown = cells(
            numbers, lambda v: form.number(v, 3 if abs(v) < 1 else 1 if abs(v) < 100 else 0)
        )
        body.append((of, (*shown, *cells([row["effect_million"]], form.signed_amount))))
    headings = [words["part"], words["here"], words["there"], words["unit_short"]]
    return Exhibit("counted", found.drill_down, about, table(headings, body), view="counted")


def _decimals(value: float) -> int:
    """Shares, counts for each and kroner stand in one column."""
    return 3 if abs(value) < 1 else 1 if abs(value) < 100 else 0


def places_exhibit(about: Comparison, found: PeerComparison, press: Press) -> Exhibit:
    """Kroner per inhabitant by area: here, the peers, and the country."""
    values = found.places.values
    places = values.select("place_code", "place_name", "kind").unique(maintain_order=True).rows()
    amount = {
        (row["area"], row["place_code"]): row["per_inhabitant_nok"]
        for row in values.iter_rows(named=True)
    }
    areas = values["area"].unique(maintain_order=True).to_list()
    body = [
        (press.label(area), cells([amount[area, code] for code, *_ in places], press.forms.number))
        for area in areas
    ]
    country = capitalised(str(press.words["country"]))
    names = [country if kind == "country" else name for _, name, kind in places]
    return Exhibit(
        "places", found.places, about, table([press.words["comparison"]["area"], *names], body)
    )


def peers_exhibit(about: Comparison, found: PeerComparison, press: Press) -> Exhibit:
    """The peers, what made each of them alike, and what they are like beside us."""
    words = press.words["comparison"]
    values = found.peers.values
    traits = [name for name in TRAITS if name in found.peers.facts["dimensions"]]
    own = dict(values.drop_nulls("dimension").select("dimension", "own_value").rows())
    body = [
        (about.place, (Cell("–"), *_trait_cells([own.get(name) for name in traits], traits, press)))
    ]
    for (name,), rows in values.partition_by("place_name", as_dict=True).items():
        of_peer = dict(rows.drop_nulls("dimension").select("dimension", "value").rows())
        near = rows.filter(pl.col("nearest"))["dimension"].to_list()
        if about.chosen_by == "user":
            why = words["chosen_by_us"]
        else:
            why = press.forms.listing([str(press.word(trait)) for trait in near])
        shown = _trait_cells([of_peer.get(trait) for trait in traits], traits, press)
        body.append((str(name), (Cell(why), *shown)))
    headings = [press.words["municipality_heading"], words["why"]]
    return Exhibit(
        "peers",
        found.peers,
        about,
        table([*headings, *(words["traits"][name] for name in traits)], body),
    )


def _trait_cells(found: list[float | None], traits: list[str], press: Press) -> tuple[Cell, ...]:
    return tuple(
        cell
        for value, name in zip(found, traits, strict=True)
        for cell in cells([value], _number_form(name, press))
    )


def _number_form(trait: str, press: Press) -> Callable[[float], str]:
    if trait in SHARES:
        return press.forms.percent
    return lambda value: press.forms.number(value, TRAITS[trait])


def _part_name(part: Part, press: Press) -> str:
    named = press.words["comparison"]["parts"].get(part.id, part.name)
    return capitalised(str(named))


def _part_cells(part: Part, press: Press) -> tuple[Cell, ...]:
    form = press.forms
    if part.id == TARGET_GROUP:
        shares = [None if v is None else 100 * v for v in (part.own, part.reference)]
        values = cells(shares, form.percent)
    else:
        values = cells([part.own, part.reference], form.number)
    return (*values, *cells([part.effect], form.signed_amount))


def _all_parts(found: PeerComparison, press: Press) -> Table:
    """Every part of every area's difference, for the download."""
    words = press.words["comparison"]
    body = [
        (
            press.label(row["area"]),
            (
                Cell("", press.label(row["split"])),
                Cell("", press.word(row["part"]) or row["part"]),
                *cells(
                    [row["own_value"], row["reference_value"], row["effect_million"]],
                    press.forms.number,
                ),
            ),
        )
        for row in found.drill_down.values.iter_rows(named=True)
    ]
    headings = [words["area"], words["split"], words["part"], words["here"], words["there"]]
    return table([*headings, words["difference"]], body)
