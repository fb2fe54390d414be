"""Users of services as they were counted, by municipality and age, on borders of the base year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from nyegrep.analyses.context import MUNICIPALITY, PEOPLE, Context, count_each_once, recast_dataset
from nyegrep.foundation.axes import OLDEST_AGE, AgeGroup
from nyegrep.foundation.services import CARE, KINDERGARTEN, PRIMARY_SCHOOL
from nyegrep.methods.boundaries import Columns, recast

CARE_USERS = "care_users"
CARE_STAFF = "care_staff"
COVERAGE = "kindergarten_coverage"
SCHOOLS = "primary_schools"
HOME_CARE, INSTITUTION, STAFFED_HOUSING = "home_care", "institution", "staffed_housing"
COST_SERVICE = {
    HOME_CARE: CARE,
    INSTITUTION: CARE,
    STAFFED_HOUSING: CARE,
    KINDERGARTEN: KINDERGARTEN,
    PRIMARY_SCHOOL: PRIMARY_SCHOOL,
}
DATASET = {
    **dict.fromkeys((HOME_CARE, INSTITUTION, STAFFED_HOUSING), CARE_USERS),
    KINDERGARTEN: COVERAGE,
    PRIMARY_SCHOOL: SCHOOLS,
}
ADULTS = AgeGroup(18, OLDEST_AGE)
PUPILS = AgeGroup(6, 15)
TODDLERS, OLDER, TOGETHER = AgeGroup(1, 2), AgeGroup(3, 5), AgeGroup(1, 5)
ALL_AGES = "all"
SCHEMA = {
    "year": pl.Int32,
    "municipality_code": pl.String,
    "age_group": pl.String,
    "users": pl.Float64,
}


@dataclass(frozen=True)
class Counted:
    """Users of one service.

    Attributes:
        service: as ``home_care``.
        frame: ``year, municipality_code, age_group, users`` of years that ended by the base year;
            users are null where they are hidden.
        groups: the age groups by their ids.
        by_age: false where the source tells of users in all and not by age.
    """

    service: str
    frame: pl.DataFrame
    groups: Mapping[str, AgeGroup]
    by_age: bool = True


def counted_users(context: Context) -> dict[str, Counted]:
    """Users by service, where the workspace has them."""
    found = {**_care(context), **_kindergartens(context), **_pupils(context)}
    return {name: counted for name, counted in found.items() if not counted.frame.is_empty()}


def counted_staff(context: Context) -> pl.DataFrame:
    """``year, staff_group, full_time_equivalents`` of the place, in years that ended by now."""
    if not context.workspace.has(CARE_STAFF):
        schema = {"year": pl.Int32, "staff_group": pl.String, "full_time_equivalents": pl.Float64}
        return pl.DataFrame(schema=schema)
    frame = _recast(context, CARE_STAFF).filter(pl.col("municipality_code") == context.place.code)
    return frame.select("year", "staff_group", "full_time_equivalents").drop_nulls()


def people_of(context: Context, year: int, groups: Mapping[str, AgeGroup]) -> pl.DataFrame:
    """``municipality_code, age_group, people`` on 1 January after a year."""
    people = context.counted.filter(pl.col("year") == year + 1)
    frames = [
        people.filter(pl.col("age").is_between(group.first, group.last))
        .group_by("municipality_code")
        .agg(people=pl.col("persons").sum().cast(pl.Float64))
        .with_columns(age_group=pl.lit(name))
        for name, group in groups.items()
    ]
    return pl.concat(frames)


def _care(context: Context) -> dict[str, Counted]:
    if not context.workspace.has(CARE_USERS):
        return {}
    table = _recast(context, CARE_USERS)
    found = {}
    for service in (HOME_CARE, INSTITUTION, STAFFED_HOUSING):
        rows = table.filter(pl.col("care_service") == service).select(*SCHEMA)
        aged = rows.filter(pl.col("age_group") != ALL_AGES)
        by_age = not aged.is_empty()
        rows = aged if by_age else rows
        names = sorted(rows["age_group"].unique())
        groups = {name: _group(name) for name in names} if by_age else {ALL_AGES: ADULTS}
        found[service] = Counted(service, rows, groups, by_age)
    return found


def _kindergartens(context: Context) -> dict[str, Counted]:
    """Children in kindergarten at 1-2 and 3-5: coverage times the children there are."""
    if not context.workspace.has(COVERAGE):
        return {}
    table = context.workspace.table(COVERAGE).filter(
        pl.col("municipality_code").str.contains(MUNICIPALITY)
        & (pl.col("year") < context.base_year)
    )
    weighed = table.join(_children(context), on=["municipality_code", "year", "age_group"])
    columns = Columns(("age_group",), ("coverage_percent",), "persons")
    mean = recast(weighed, context.history, context.base_year, columns, how="mean").frame
    frames = []
    for year in mean["year"].unique().sort():
        people = people_of(context, year, {"1-5": TOGETHER, "3-5": OLDER})
        of_year = mean.filter(pl.col("year") == year).join(
            people, on=["municipality_code", "age_group"]
        )
        children = pl.col("coverage_percent") * pl.col("people") / 100
        wide = of_year.with_columns(users=children).pivot(
            "age_group", index=["year", "municipality_code"], values="users"
        )
        if {"1-5", "3-5"} <= set(wide.columns):
            younger = (pl.col("1-5") - pl.col("3-5")).clip(0)
            wide = wide.with_columns(younger.alias("1-2")).drop("1-5")
            frames.append(wide.unpivot(index=["year", "municipality_code"], **_MELTED))
    rows = pl.concat(frames).select(*SCHEMA) if frames else pl.DataFrame(schema=SCHEMA)
    return {KINDERGARTEN: Counted(KINDERGARTEN, rows, {"1-2": TODDLERS, "3-5": OLDER})}


_MELTED = {"variable_name": "age_group", "value_name": "users"}


def _children(context: Context) -> pl.DataFrame:
    """``municipality_code, year, age_group, persons`` on the borders of each year."""
    people = context.workspace.table(PEOPLE).filter(pl.col("age").is_between(1, 5))
    once = count_each_once(people.filter(pl.col("borders") == 0))
    frames = [
        once.filter(pl.col("age") >= first)
        .group_by("municipality_code", "year")
        .agg(pl.col("persons").sum().cast(pl.Float64))
        .with_columns(age_group=pl.lit(name))
        for name, first in (("1-5", 1), ("3-5", 3))
    ]
    return pl.concat(frames)


def _pupils(context: Context) -> dict[str, Counted]:
    if not context.workspace.has(SCHOOLS):
        return {}
    table = _recast(context, SCHOOLS).rename({"pupils": "users"})
    rows = table.with_columns(age_group=pl.lit(PUPILS.id)).select(*SCHEMA).drop_nulls("users")
    return {PRIMARY_SCHOOL: Counted(PRIMARY_SCHOOL, rows, {PUPILS.id: PUPILS})}


def _recast(context: Context, dataset: str) -> pl.DataFrame:
    """A dataset of years that ended by the base year."""
    through = context.base_year - 1
    workspace, history = context.workspace, context.history
    frame = recast_dataset(workspace, history, dataset, context.base_year).frame
    return frame.filter(pl.col("year") <= through)


def _group(name: str) -> AgeGroup:
    """The ages of a group by its id, as ``67-79`` or ``90+``."""
    first, _, last = name.removesuffix("+").partition("-")
    return AgeGroup(int(first), int(last) if last else OLDEST_AGE)
