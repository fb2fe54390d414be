"""What the words of chapter 2 are told: growth taken apart, and how much is the place's own."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from nyegrep.analyses.attraction_results import AttractionProfile
from nyegrep.analyses.results import Place
from nyegrep.foundation.figures import Figure
from nyegrep.reports.press import Press

BUSINESS, RESIDENTIAL = "business_attractiveness", "residential_attractiveness"
KINDS = (BUSINESS, RESIDENTIAL)
TOTALS = ("job_growth", "population_growth")
REMAINDERS = ("job_remainder", "population_remainder")
NOT_CIRCUMSTANCES = {*KINDS, *TOTALS, *REMAINDERS, "own_growth_attractiveness"}
# Less than this, in per cent per year, is neither more nor less than expected.
NEAR_ZERO = 0.05


@dataclass(frozen=True)
class Period:
    """The place, its borders, and the years that the numbers are means of."""

    place: str
    borders: int
    first_year: int
    last_year: int


@dataclass(frozen=True)
class Part:
    """A part of a growth, in per cent per year."""

    id: str
    name: str
    value: float


@dataclass(frozen=True)
class Growth:
    """A growth taken apart.

    Attributes:
        growth: in per cent per year.
        explained: all but the attractiveness.
        attractiveness: what is left.
        direction: ``up``, ``down`` or ``none``, of the attractiveness.
        stock: private jobs, or persons, that it is measured on.
        amount: jobs or persons that attractiveness amounts to over the years.
        change: jobs over the years; ``None`` for people.
        parts: all parts and the total, in order.
        strongest: the circumstance that pulls most up or down.
    """

    period: Period
    growth: float
    explained: float
    attractiveness: float
    direction: str
    stock: float
    amount: float
    change: float | None
    parts: tuple[Part, ...]
    strongest: Part


@dataclass(frozen=True)
class Course:
    """One attractiveness over the years, and what is known of its lasting part at the end.

    ``standing`` is ``above`` or ``below`` zero where the interval is, otherwise ``unclear``.
    """

    name: str
    mean: float
    shrunken: float
    low: float
    high: float
    standing: str


@dataclass(frozen=True)
class Courses:
    """Both, each ``None`` where no window of years has ended."""

    period: Period
    window: int
    business: Course | None
    residential: Course | None


@dataclass(frozen=True)
class Rank:
    """Where the place stands among all municipalities in one kind of attractiveness.

    ``tenths`` is the probability of being lastingly above the limit, in tenths: 0 to 10.
    """

    place: int | None
    value: float
    tenths: int


@dataclass(frozen=True)
class Ranks:
    """Both ranks; ``ranked`` is false where the place is too small."""

    period: Period
    municipalities: int
    limit: float
    ranked: bool
    business: Rank
    residential: Rank


@dataclass(frozen=True)
class Neighbour:
    """A place beside the own one, with its values."""

    name: str
    kind: str
    business: float | None
    residential: float | None
    own: bool = False


@dataclass(frozen=True)
class Neighbours:
    """The own place and those beside it; ``ahead`` counts peers with higher values."""

    period: Period
    own: Neighbour
    others: tuple[Neighbour, ...]
    peers: int
    business_ahead: int
    residential_ahead: int

    @property
    def places(self) -> tuple[Neighbour, ...]:
        """All of them, the own place first."""
        return (self.own, *self.others)


@dataclass(frozen=True)
class Cloud:
    """All municipalities by both values.

    ``own`` is what the place reaches: ``both``, ``business``, ``residential`` or ``neither``.
    """

    period: Period
    municipalities: int
    limit: float
    business_limit: float
    residential_limit: float
    reaching: int
    share: float
    own: str


def growth_of(figure: Figure, profile: AttractionProfile, press: Press) -> Growth:
    """What the text says of a waterfall."""
    facts = figure.facts
    rows = figure.values.select("component", "value").iter_rows()
    parts = tuple(Part(name, press.label(name), float(value)) for name, value in rows)
    own = next(part for part in parts if part.id in KINDS)
    total = next(part for part in parts if part.id in TOTALS)
    jobs = own.id == BUSINESS
    others = [part for part in parts if part.id not in NOT_CIRCUMSTANCES]
    return Growth(
        period=period_of(figure, profile, press),
        growth=total.value,
        explained=total.value - own.value,
        attractiveness=own.value,
        direction=side_of(own.value),
        stock=float(facts["private_jobs" if jobs else "persons"]),
        amount=float(facts["attractiveness_jobs" if jobs else "attractiveness_persons"]),
        change=float(facts["jobs_change"]) if jobs else None,
        parts=parts,
        strongest=max(others, key=lambda part: abs(part.value)),
    )


def courses_of(profile: AttractionProfile, press: Press) -> Courses:
    """What the text says of the years."""
    figure = profile.history
    return Courses(
        period=period_of(figure, profile, press),
        window=int(figure.facts["short_window"]),
        business=_course(figure, BUSINESS, press),
        residential=_course(figure, RESIDENTIAL, press),
    )


def ranks_of(profile: AttractionProfile, press: Press) -> Ranks:
    """What the text says of the rank."""
    figure = profile.rank
    return Ranks(
        period=period_of(figure, profile, press),
        municipalities=int(figure.facts["municipalities"]),
        limit=float(figure.facts["percentile"]),
        ranked=bool(figure.facts["ranked"]),
        business=_rank(figure, BUSINESS),
        residential=_rank(figure, RESIDENTIAL),
    )


def neighbours_of(profile: AttractionProfile, press: Press) -> Neighbours:
    """What the text says of the places beside."""
    figure = profile.compared
    found = tuple(
        Neighbour(
            press.line_name(Place(code, name, kind, ())),
            kind,
            business,
            residential,
            (code, kind) == (profile.municipality.code, "municipality"),
        )
        for code, name, kind, business, residential in figure.values.select(
            "place_code", "place_name", "kind", *KINDS
        ).iter_rows()
    )
    own = next(place for place in found if place.own)
    peers = [place for place in found if place.kind == "peer"]
    return Neighbours(
        period=period_of(figure, profile, press),
        own=own,
        others=tuple(place for place in found if not place.own),
        peers=len(peers),
        business_ahead=sum(_above(place.business, own.business) for place in peers),
        residential_ahead=sum(_above(place.residential, own.residential) for place in peers),
    )


def cloud_of(profile: AttractionProfile, press: Press) -> Cloud:
    """What the text says of all municipalities."""
    figure, facts = profile.scatter, profile.scatter.facts
    own = figure.values.filter(pl.col("role") == "own").row(0, named=True)
    reached = (
        own[BUSINESS] >= facts["threshold_business"],
        own[RESIDENTIAL] >= facts["threshold_residential"],
    )
    words = {
        (True, True): "both",
        (True, False): "business",
        (False, True): "residential",
        (False, False): "neither",
    }
    return Cloud(
        period=period_of(figure, profile, press),
        municipalities=int(facts["municipalities"]),
        limit=float(facts["percentile"]),
        business_limit=float(facts["threshold_business"]),
        residential_limit=float(facts["threshold_residential"]),
        reaching=int(facts["reach_both"]),
        share=float(facts["share_both"]),
        own="both" if facts["own_reaches_both"] else words[reached],
    )


def period_of(figure: Figure, profile: AttractionProfile, press: Press) -> Period:
    """The place, its borders and the years of a figure."""
    return Period(
        place=press.name(profile.municipality),
        borders=profile.borders,
        first_year=int(figure.facts["first_year"]),
        last_year=int(figure.facts["last_year"]),
    )


def side_of(value: float) -> str:
    """``up``, ``down``, or ``none`` for less than 0.05 per cent per year.

    Example:
        >>> side_of(0.3), side_of(-0.3), side_of(0.04)
        ('up', 'down', 'none')
    """
    if abs(value) < NEAR_ZERO:
        return "none"
    return "up" if value > 0 else "down"


def out_of_100(rank: float) -> int:
    """Of how many among 100 the place is ahead; never of all 100, for it is one of them.

    Example:
        >>> out_of_100(99.7), out_of_100(41.2), out_of_100(100)
        (99, 41, 99)
    """
    return min(int(rank), 99)


def _course(figure: Figure, kind: str, press: Press) -> Course | None:
    rows = figure.values.filter((pl.col("kind") == kind) & pl.col("mean").is_not_null())
    known = rows.drop_nulls(["shrunken", "lower_80", "upper_80"]).sort("year")
    if known.is_empty():
        return None
    last = known.row(-1, named=True)
    low, high = float(last["lower_80"]), float(last["upper_80"])
    return Course(
        name=press.label(kind),
        mean=float(last["mean"]),
        shrunken=float(last["shrunken"]),
        low=low,
        high=high,
        standing="above" if low > 0 else "below" if high < 0 else "unclear",
    )


def _rank(figure: Figure, kind: str) -> Rank:
    own = (pl.col("kind") == kind) & (pl.col("group") == "all")
    row = figure.values.filter(own).row(0, named=True)
    place = row["percentile_rank"]
    return Rank(
        place=None if place is None else out_of_100(place),
        value=float(row["value"]),
        tenths=round(10 * float(row["probability_high"] or 0.0)),
    )


def _above(value: float | None, own: float | None) -> bool:
    return value is not None and own is not None and value > own
