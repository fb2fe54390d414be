"""An area's gap as users, work for each user and price: what accounts and counts tell together."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from nyegrep.analyses.comparison_inputs import Comparing
from nyegrep.analyses.context import MUNICIPALITY, recast_dataset
from nyegrep.foundation.provenance import Source
from nyegrep.foundation.services import CARE, CHILD_WELFARE, PRIMARY_SCHOOL
from nyegrep.methods.drill_down import TARGET_GROUP, by_factor


@dataclass(frozen=True)
class Count:
    """A number of something that a municipality has, as a dataset tells it.

    Attributes:
        dataset: where it stands.
        column: of the numbers, which are added up.
        where: values of key columns that it is narrowed to.
    """

    dataset: str
    column: str
    where: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Split:
    """Spending on some functions as a product: each count for one of the count before, then cost.

    Attributes:
        area: whose spending it is a part of.
        name: what it is called.
        functions: whose spending is the product.
        aged: begins with the people that the area is for.
        counts: in order; the first for each of those people, or for each inhabitant.
        factors: what each is called, the cost last.
    """

    area: str
    name: str
    functions: tuple[str, ...]
    aged: bool
    counts: tuple[Count, ...]
    factors: tuple[str, ...]


PUPILS = Count("primary_schools", "pupils")
TEACHERS = Count("primary_schools", "teacher_full_time_equivalents")
SCHOOLS = Count("primary_schools", "schools")
PLACED = Count("child_welfare_children", "children", (("child_welfare_measure", "outside_family"),))
HOME_CARE = Count("care_users", "users", (("care_service", "home_care"),))
RESIDENTS = Count("care_users", "users", (("care_service", "institution"),))
HOURS = Count("care_hours", "hours")
SPLITS = (
    Split(
        CHILD_WELFARE,
        "children_and_cost",
        ("252",),
        True,
        (PLACED,),
        (TARGET_GROUP, "placed_per_child", "cost_per_placed_child"),
    ),
    Split(
        PRIMARY_SCHOOL,
        "pupils_and_teachers",
        ("202",),
        True,
        (PUPILS, TEACHERS),
        (TARGET_GROUP, "pupils_per_child", "teachers_per_pupil", "cost_per_teacher"),
    ),
    Split(
        PRIMARY_SCHOOL,
        "pupils_and_schools",
        ("222",),
        True,
        (PUPILS, SCHOOLS),
        (TARGET_GROUP, "pupils_per_child", "schools_per_pupil", "cost_per_school"),
    ),
    Split(
        CARE,
        "users_and_hours",
        ("254",),
        False,
        (HOME_CARE, HOURS),
        ("home_care_per_inhabitant", "hours_per_user", "cost_per_hour"),
    ),
    Split(
        CARE,
        "residents_and_cost",
        ("253",),
        False,
        (RESIDENTS,),
        ("residents_per_inhabitant", "cost_per_resident"),
    ),
)


@dataclass(frozen=True)
class SpendingUsers:
    """The splits of areas by users.

    Attributes:
        parts: ``area, split, part, own_value, reference_value, effect_nok``; the parts of a split
            add up to the area's difference from the reference.
        without: datasets that splits wait for, of areas that the accounts tell of by function.
        sources: behind the counts.
    """

    parts: tuple[pl.DataFrame, ...]
    without: tuple[str, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class _Beside:
    """Counts of the place and of those it is compared with."""

    comparing: Comparing

    @cached_property
    def people(self) -> dict[str, float]:
        """The inhabitants that accounts divide by."""
        return dict(self.comparing.accounts.people.iter_rows())

    @cached_property
    def compared(self) -> list[str]:
        """Municipalities of the reference: the peers, or all with accounts."""
        if self.comparing.reference == "country":
            return list(self.comparing.accounts.municipalities)
        return [peer.code for peer in self.comparing.chosen.peers]

    def counted(self, count: Count) -> dict[str, float]:
        """Number by municipality in the year of the accounts, where it is known and not nought."""
        context, year = self.comparing.context, self.comparing.year
        if not context.workspace.has(count.dataset):
            return {}
        table = recast_dataset(context.workspace, context.history, count.dataset, year).frame
        rows = table.filter(
            (pl.col("year") == year) & pl.col("municipality_code").str.contains(MUNICIPALITY)
        )
        for column, value in count.where:
            rows = rows.filter(pl.col(column) == value)
        summed = rows.group_by("municipality_code").agg(
            pl.col(count.column).sum(), hidden=pl.col(count.column).null_count()
        )
        known = summed.filter((pl.col("hidden") == 0) & (pl.col(count.column) > 0))
        return dict(known.select("municipality_code", count.column).iter_rows())


def split_by_users(comparing: Comparing, gaps: dict[str, float]) -> SpendingUsers:
    """Every split by users that the data allows.

    Args:
        comparing: accounts and whom to compare with.
        gaps: u - ū by area, kroner per inhabitant.
    """
    beside, parts, without = _Beside(comparing), [], []
    sources: list[Source] = []
    for split in SPLITS:
        if split.area not in gaps or comparing.accounts.level != "function":
            continue
        own = comparing.context.place.code
        without += [c.dataset for c in split.counts if own not in beside.counted(c)]
        factors = _factors(beside, split)
        if factors is None:
            continue
        told = by_factor(*factors, gaps[split.area])
        labelled = {"area": pl.lit(split.area), "split": pl.lit(split.name)}
        parts.append(told.with_columns(**labelled))
        for name in sorted({count.dataset for count in split.counts}):
            sources += comparing.context.sources_behind(name)
    return SpendingUsers(tuple(parts), tuple(dict.fromkeys(without)), tuple(sources))


def _factors(beside: _Beside, split: Split) -> tuple[dict[str, float], dict[str, float]] | None:
    """The factors of a split: ours, and the reference's; ``None`` where a count is not known."""
    counts = [beside.counted(count) for count in split.counts]
    own = beside.comparing.context.place.code
    members = [
        code
        for code in beside.compared
        if code in beside.people and all(code in found for found in counts)
    ]
    if not members or any(own not in found for found in counts):
        return None
    ours = _values(beside, split, [own], counts)
    theirs = _values(beside, split, members, counts)
    return None if ours is None or theirs is None else (ours, theirs)


def _values(
    beside: _Beside, split: Split, codes: list[str], counts: list[dict[str, float]]
) -> dict[str, float] | None:
    """Each count for one of the count before, and what the last one costs.

    Cost is that of all the reference, also those that told of money and not of users.
    """
    comparing = beside.comparing
    persons = sum(beside.people[code] for code in codes)
    ladder = [persons]
    if split.aged:
        share = comparing.share_of(codes, comparing.accounts.settings.target_ages.get(split.area))
        if not share:
            return None
        ladder.append(share * persons)
    ladder += [sum(found[code] for code in codes) for found in counts]
    mine = codes == [comparing.context.place.code]
    own, other = comparing.codes_of(split.area)
    amounts = own if mine else other
    if not set(split.functions) <= set(amounts):
        return None
    spent = sum(amounts[code] for code in split.functions)
    steps = [after / before for before, after in itertools.pairwise(ladder)]
    values = [*steps, spent * persons / ladder[-1]]
    return dict(zip(split.factors, values, strict=True))
