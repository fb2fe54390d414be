"""What an outlook of users starts from: rates by age, the last count, staff, and what-ifs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from nyegrep.analyses.context import Context
from nyegrep.analyses.service_users_counts import (
    CARE_STAFF,
    CARE_USERS,
    COST_SERVICE,
    DATASET,
    PUPILS,
    TOGETHER,
    Counted,
    counted_staff,
    counted_users,
    people_of,
)
from nyegrep.foundation.axes import AGES, FloatArray
from nyegrep.foundation.errors import Problem
from nyegrep.foundation.provenance import MethodUse, ParameterUse, Trace
from nyegrep.foundation.services import CARE, KINDERGARTEN, PRIMARY_SCHOOL
from nyegrep.methods.demographic_cost import AssumptionSettings
from nyegrep.methods.service_users import (
    DementiaSettings,
    UserCounts,
    UserRates,
    UserSettings,
    user_rates,
)

GROUPS = "kostra_groups"
PAGE = "docs/methods/service_users.md"
USERS = MethodUse("nyegrep.methods.service_users.service_users", "1", PAGE)
RATES = MethodUse("nyegrep.methods.service_users.user_rates", "1", PAGE)
NURSES, OTHER_STAFF, EVERYONE = "nurses", "other_staff", "all"
FROM_PEOPLE = {KINDERGARTEN: TOGETHER, PRIMARY_SCHOOL: PUPILS}
FROM_PEOPLE_NOTE = {
    KINDERGARTEN: "users.kindergarten_from_people",
    PRIMARY_SCHOOL: "users.pupils_from_people",
}


@dataclass(frozen=True)
class Observed:
    """The last count of one service, and rates by age.

    Attributes:
        service: as ``home_care``.
        year: counted at the end of it; ``None`` where people of the ages stand for users.
        curve: users per person [age].
        implied: what the curve implies for people then; 1 for one where people stand for users.
        counted: users then.
        rates: behind the curve; ``None`` where people stand for users.
        similar_by: ``kostra_group``, ``size`` or ``all``: whom the rates lean on.
        similar: how many they are.
    """

    service: str
    year: int | None
    curve: FloatArray
    implied: float
    counted: float
    rates: UserRates | None = None
    similar_by: str = ""
    similar: int = 0


@dataclass(frozen=True)
class Staff:
    """The last count of those who work in care.

    Attributes:
        year: of the count.
        services: that users are known of in the same year.
        users: of these services together.
        worked: full-time equivalents by group.
    """

    year: int
    services: tuple[str, ...]
    users: float
    worked: Mapping[str, float]


@dataclass(frozen=True)
class UsersBasis:
    """Everything that turns people into users of services.

    Attributes:
        observed: by service, in the order that they are always told.
        staff: ``None`` where it is not known.
        what_if: what is otherwise than in the base year.
        dementia: people with dementia by age.
        trace: sources, parameters and methods of users and staff.
        dementia_trace: parameters of dementia.
        notes: what could not be told, and what was put in its place.
    """

    observed: tuple[Observed, ...]
    staff: Staff | None
    what_if: AssumptionSettings
    dementia: DementiaSettings
    trace: Trace
    dementia_trace: Trace
    notes: tuple[Problem, ...]


def prepare_users(context: Context) -> UsersBasis:
    """The last counts by the base year, and the rates of the place and those similar to it.

    Raises:
        InputError: a parameter is not as it should be.
    """
    settings, used = context.parameters("demographic_cost.users", UserSettings)
    what_if, what_if_used = context.parameters("demographic_cost.what_if", AssumptionSettings)
    dementia, dementia_used = context.parameters("demographic_cost.dementia", DementiaSettings)
    counted = counted_users(context)
    observed, notes, sources = [], [], list(context.people.sources)
    for service in COST_SERVICE:
        found = _observed(context, counted.get(service), settings)
        if found is not None:
            sources += context.sources_behind(DATASET[service])
            notes += [] if counted[service].by_age else [Problem("users.age_unknown")]
        elif service in FROM_PEOPLE:
            found = _from_people(context, service)
            notes.append(Problem(FROM_PEOPLE_NOTE[service]))
        if found is not None:
            observed.append(found)
    staff = _staff(context, counted, observed)
    if staff is not None:
        sources += context.sources_behind(CARE_STAFF)
    care = any(COST_SERVICE[found.service] == CARE for found in observed)
    missing = [] if care else [CARE_USERS]
    missing += [] if staff is not None else [CARE_STAFF]
    trace = Trace(tuple(sources), (*used, *what_if_used), (USERS, RATES))
    return UsersBasis(
        observed=tuple(observed),
        staff=staff,
        what_if=what_if,
        dementia=dementia,
        trace=trace,
        dementia_trace=Trace(parameters=dementia_used, methods=(USERS,)),
        notes=(*(_absent(context, name) for name in missing), *notes, *_estimated(dementia_used)),
    )


def _estimated(used: tuple[ParameterUse, ...]) -> tuple[Problem, ...]:
    """That people with dementia stand on estimates, unless the user's own numbers replace them."""
    own = all(use.overridden for use in used)
    return () if own else (Problem("users.dementia_estimated"),)


def _absent(context: Context, dataset: str) -> Problem:
    """That a dataset is not there, or has nothing of the place."""
    if not context.workspace.has(dataset):
        return Problem("users.dataset_absent", {"dataset": dataset})
    place = context.place
    facts = {"code": place.code, "name": place.name, "year": context.base_year}
    return Problem("users.place_absent", {"dataset": dataset, **facts})


def _observed(context: Context, counted: Counted | None, settings: UserSettings) -> Observed | None:
    """The newest count of the place with people on the next 1 January."""
    if counted is None:
        return None
    own = counted.frame.filter(pl.col("municipality_code") == context.place.code)
    years = set(own.drop_nulls("users")["year"])
    aged = context.counted.filter(pl.col("municipality_code") == context.place.code)["year"]
    years &= {year - 1 for year in aged.unique()}
    if not years:
        return None
    year = max(years)
    frame = counted.frame.filter(pl.col("year") == year)
    codes, similar_by = _similar(context, frame, year, settings)
    people = people_of(context, year, counted.groups)
    tables = (_table(frame, "users", codes, counted), _table(people, "people", codes, counted))
    rates = user_rates(UserCounts(tuple(counted.groups.values()), *tables), settings)
    implied = float(rates.shrunken @ tables[1][0])
    if implied <= 0:
        return None
    how = (rates, similar_by, len(codes) - 1)
    return Observed(counted.service, year, rates.curve, implied, rates.counted, *how)


def _table(frame: pl.DataFrame, column: str, codes: list[str], counted: Counted) -> FloatArray:
    """A column as an array [place, group]; NaN where it is not known."""
    found = np.full((len(codes), len(counted.groups)), np.nan)
    rows = {code: row for row, code in enumerate(codes)}
    groups = {name: place for place, name in enumerate(counted.groups)}
    for code, group, value in frame.select("municipality_code", "age_group", column).iter_rows():
        if code in rows and value is not None:
            found[rows[code], groups[group]] = value
    return found


def _similar(
    context: Context, frame: pl.DataFrame, year: int, settings: UserSettings
) -> tuple[list[str], str]:
    """The place itself and those of its KOSTRA group, else of similar size, else all with users."""
    own = context.place.code
    known = set(frame.drop_nulls("users")["municipality_code"]) - {own}
    now = context.totals.filter(pl.col("year") == year + 1)
    persons = dict(now.select("municipality_code", "persons").iter_rows())
    known &= persons.keys()
    group = _groups(context, persons)
    own_group = group.get(own)
    alike = {code for code in known if own_group and group.get(code) == own_group}
    near = {
        code
        for code in known
        if 1 / settings.size_factor <= persons[code] / persons[own] <= settings.size_factor
    }
    for members, name in ((alike, "kostra_group"), (near, "size"), (known, "all")):
        if len(members) >= settings.fewest_similar or name == "all":
            break
    return [own, *sorted(members)], name


def _groups(context: Context, codes: Iterable[str]) -> dict[str, str]:
    """KOSTRA group by municipality of the base year, of the newest year by then."""
    if not context.workspace.has(GROUPS):
        return {}
    table = context.workspace.table(GROUPS).filter(pl.col("year") <= context.base_year)
    if table.is_empty():
        return {}
    newest = int(table["year"].to_numpy().max())
    rows = table.filter(pl.col("year") == newest).select("municipality_code", "group_code")
    known = dict(rows.iter_rows())
    if newest == context.base_year:
        return known
    then = {code: context.code_of(code, newest) for code in codes}
    return {code: known[old] for code, old in then.items() if old in known}


def _from_people(context: Context, service: str) -> Observed:
    """People of the ages that a service is for, in the place of users that are not known."""
    ages = FROM_PEOPLE[service]
    curve = np.where((ages.first <= AGES) & (ages.last >= AGES), 1.0, 0.0)
    return Observed(service, None, curve, 1.0, 1.0)


def _staff(
    context: Context, counted: Mapping[str, Counted], observed: list[Observed]
) -> Staff | None:
    """The newest year in which both the staff of care and all users of some services are known."""
    known = [found.service for found in observed if COST_SERVICE[found.service] == CARE]
    users = {name: _own_totals(context, counted[name]) for name in known}
    worked = counted_staff(context)
    for year in worked["year"].unique().sort(descending=True):
        services = tuple(name for name in known if users[name].get(year, 0.0) > 0)
        rows = worked.filter(pl.col("year") == year)
        people = dict(rows.select("staff_group", "full_time_equivalents").iter_rows())
        if services and people:
            if NURSES in people and EVERYONE in people:
                people[OTHER_STAFF] = people[EVERYONE] - people[NURSES]
            told = {name: people[name] for name in (NURSES, OTHER_STAFF) if name in people}
            if told:
                return Staff(year, services, sum(users[name][year] for name in services), told)
    return None


def _own_totals(context: Context, counted: Counted) -> dict[int, float]:
    """Users of the place by year, where every age group is known."""
    own = counted.frame.filter(pl.col("municipality_code") == context.place.code)
    by_year = own.group_by("year").agg(pl.col("users").sum(), known=pl.col("users").count())
    whole = by_year.filter(pl.col("known") == len(counted.groups))
    return dict(whole.select("year", "users").iter_rows())
