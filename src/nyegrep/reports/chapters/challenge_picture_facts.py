"""What the words of chapter 1 need: numbers picked from the figures, with names and directions."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from nyegrep.analyses.results import ChallengePicture, Place
from nyegrep.foundation.figures import Figure
from nyegrep.reports.chapters.comparing import (
    Follower,
    SupportAges,
    followers,
    series_of,
    support_ages,
)
from nyegrep.reports.press import Press, span
from nyegrep.reports.render import direction

MOST_TURNS = 6


@dataclass(frozen=True)
class Turn:
    """A year in which the population turned: ``peak`` or ``trough``."""

    year: int
    kind: str
    persons: float


@dataclass(frozen=True)
class People:
    """The population from the first year to the last."""

    place: str
    borders: int
    first_year: int
    last_year: int
    first: float
    last: float
    change: float
    percent: float
    direction: str
    peak_year: int
    peak: float
    low_year: int
    low: float
    turns: tuple[Turn, ...]


@dataclass(frozen=True)
class Comparison:
    """Growth here and elsewhere.

    Attributes:
        reference: the largest area there is to compare with; ``None`` where there is none.
        others: all that is compared with; empty where there is none.
        peers: how many municipalities of these.
        peers_ahead: how many of those have grown more, or shrunk less.
    """

    place: str
    borders: int
    first_year: int
    last_year: int
    percent: float
    reference: Follower | None
    others: tuple[Follower, ...]
    peers: int
    peers_ahead: int


@dataclass(frozen=True)
class Component:
    """One cause of change, by its id and its name, over all years."""

    id: str
    name: str
    total: float


@dataclass(frozen=True)
class Extreme:
    """A year and its change."""

    year: int
    persons: float


@dataclass(frozen=True)
class Change:
    """Why the population changed."""

    place: str
    borders: int
    first_year: int
    last_year: int
    components: tuple[Component, ...]
    total: float
    birth_surplus: float
    migration: float
    domestic: float | None
    foreign: float | None
    remainder: float
    years: int
    deficit_years: int
    out_years: int
    gain: Extreme | None
    loss: Extreme | None


@dataclass(frozen=True)
class AgeMove:
    """An age group and how its number of people changed."""

    group: str
    persons: float
    percent: float | None


@dataclass(frozen=True)
class Ages:
    """Age groups then and now, and those past working age among them."""

    place: str
    borders: int
    first_year: int
    last_year: int
    old_from: int
    old_first: float
    old_last: float
    direction: str
    country: float | None
    growing: AgeMove
    shrinking: AgeMove


@dataclass(frozen=True)
class Support:
    """People of working age for each older person."""

    place: str
    borders: int
    first_year: int
    last_year: int
    first: float
    last: float
    retired_per_100: float
    direction: str
    ages: SupportAges
    country: float | None


def people_of(picture: ChallengePicture, press: Press) -> People:
    """What the text says of the population."""
    facts = picture.history.facts
    turns = [Turn(*turn) for turn in facts["turning_points"]]
    return People(
        place=press.name(picture.municipality),
        borders=picture.borders,
        first_year=facts["first_year"],
        last_year=facts["last_year"],
        first=facts["first_persons"],
        last=facts["last_persons"],
        change=facts["change_persons"],
        percent=facts["change_percent"],
        direction=direction(facts["change_percent"]),
        peak_year=facts["peak_year"],
        peak=facts["peak_persons"],
        low_year=facts["low_year"],
        low=facts["low_persons"],
        turns=tuple(turns[-MOST_TURNS:]),
    )


def comparison_of(picture: ChallengePicture, press: Press) -> Comparison:
    """What the text says of growth here and elsewhere."""
    found = followers(picture.comparison, picture.comparisons, "index", press)
    own = series_of(picture.comparison, picture.municipality, "index")[-1][1] - 100
    others = tuple(Follower(f.name, f.kind, f.value - 100) for f in found)
    peers = [other for other in others if other.kind == "peer"]
    widest = next(
        (
            other
            for kind in ("country", "county", "labour_market_region", "peer")
            for other in others
            if other.kind == kind
        ),
        None,
    )
    facts = picture.comparison.facts
    return Comparison(
        place=press.name(picture.municipality),
        borders=picture.borders,
        first_year=facts["first_year"],
        last_year=facts["last_year"],
        percent=own,
        reference=widest,
        others=others,
        peers=len(peers),
        peers_ahead=sum(peer.value > own for peer in peers),
    )


def change_of(picture: ChallengePicture, press: Press) -> Change | None:
    """What the text says of why the population changed."""
    if picture.change is None:
        return None
    facts = picture.change.facts
    sums: dict[str, float] = facts["sums"]
    migration = {name: total for name, total in sums.items() if name.endswith("migration")}
    extremes = (
        Extreme(*found) if found else None
        for found in (facts["largest_gain"], facts["largest_loss"])
    )
    gain, loss = extremes
    return Change(
        place=press.name(picture.municipality),
        borders=picture.borders,
        first_year=facts["first_year"],
        last_year=facts["last_year"],
        components=tuple(Component(name, press.label(name), total) for name, total in sums.items()),
        total=sum(sums.values()),
        birth_surplus=sums["birth_surplus"],
        migration=sum(migration.values()),
        domestic=migration.get("domestic_net_migration"),
        foreign=migration.get("foreign_net_migration"),
        remainder=sums.get("remainder", 0.0),
        years=facts["years"],
        deficit_years=facts["years_with_birth_deficit"],
        out_years=facts["years_with_out_migration"],
        gain=gain,
        loss=loss,
    )


def ages_of(picture: ChallengePicture, press: Press) -> Ages:
    """What the text says of age groups."""
    facts = picture.age_groups.facts
    old_from = support_ages(picture.support_ratio).retired
    own = shares_of(picture.age_groups, picture.municipality)
    old = {moment: _sum_from(shares, old_from) for moment, shares in own.items()}
    country = next((place for place in picture.comparisons if place.kind == "country"), None)
    there = shares_of(picture.age_groups, country) if country else {}
    growing, shrinking = (
        AgeMove(press.age_group(group), persons, percent)
        for group, persons, percent in (facts["fastest_growing"], facts["fastest_shrinking"])
    )
    return Ages(
        place=press.name(picture.municipality),
        borders=picture.borders,
        first_year=facts["first_year"],
        last_year=facts["last_year"],
        old_from=old_from,
        old_first=old["first"],
        old_last=old["last"],
        direction=direction(old["last"] - old["first"]),
        country=_sum_from(there["last"], old_from) if there.get("last") else None,
        growing=growing,
        shrinking=shrinking,
    )


def support_of(picture: ChallengePicture, press: Press) -> Support:
    """What the text says of the support ratio."""
    figure = picture.support_ratio
    facts = figure.facts
    per_100 = series_of(figure, picture.municipality, "retired_per_100")
    country = [
        f.value
        for f in followers(figure, picture.comparisons, "ratio", press)
        if f.kind == "country"
    ]
    return Support(
        place=press.name(picture.municipality),
        borders=picture.borders,
        first_year=facts["first_year"],
        last_year=facts["last_year"],
        first=facts["first"],
        last=facts["last"],
        retired_per_100=per_100[-1][1],
        direction=direction(100 * (facts["last"] / facts["first"] - 1)),
        ages=support_ages(figure),
        country=country[0] if country else None,
    )


def shares_of(figure: Figure, place: Place) -> dict[str, dict[str, float]]:
    """Percent of the people by moment and age group, for one place."""
    rows = figure.values.filter(pl.col("place_code") == place.code, pl.col("kind") == place.kind)
    found: dict[str, dict[str, float]] = {}
    for moment, group, percent in rows.select("moment", "age_group", "percent").iter_rows():
        found.setdefault(moment, {})[group] = percent
    return found


def _sum_from(shares: dict[str, float], age: int) -> float:
    return sum(percent for group, percent in shares.items() if span(group)[0] >= age)
