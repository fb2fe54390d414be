"""How many will use care, kindergarten and school, and how many hands does care take?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from nyegrep.analyses.context import Context
from nyegrep.analyses.futures_inputs import AtHand
from nyegrep.analyses.futures_outlook import Played, Question, play
from nyegrep.analyses.population_outlook import require_horizon
from nyegrep.analyses.service_users_counts import COST_SERVICE
from nyegrep.analyses.service_users_inputs import Staff, UsersBasis, prepare_users
from nyegrep.analyses.service_users_results import ServiceUsersOutlook
from nyegrep.analyses.yearly_statistics import BAND, extremes, in_future, statistics_by_year
from nyegrep.foundation.axes import FloatArray
from nyegrep.foundation.errors import Problem
from nyegrep.foundation.figures import Figure
from nyegrep.foundation.provenance import Trace
from nyegrep.methods.demographic_cost import yearly_schedules
from nyegrep.methods.service_users import (
    Numbers,
    full_time_equivalents,
    people_with_dementia,
    service_users,
)

DEMENTIA = "dementia"


@dataclass(frozen=True)
class _Told:
    """What every figure of the users shares.

    Attributes:
        people: of each future [draw, year, sex, age].
        users: of each future [draw, year, service].
        sexes: along the sex axis.
    """

    years: range
    basis: UsersBasis
    people: Mapping[str, Numbers]
    users: Mapping[str, FloatArray]
    sexes: tuple[str, ...]
    trace: Trace
    facts: Mapping[str, Any]

    @property
    def services(self) -> tuple[str, ...]:
        """Those that can be told."""
        return tuple(found.service for found in self.basis.observed)

    def by_year(
        self, values: Mapping[str, FloatArray], names: tuple[str, ...], column: str
    ) -> pl.DataFrame:
        """Statistics of arrays [draw, year, name] of every future."""
        drawn = bool(self.facts["draws"])
        return pl.concat(
            in_future(statistics_by_year(found, names, column, self.years, drawn), future)
            for future, found in values.items()
        )


def run(
    context: Context,
    question: Question,
    at_hand: AtHand | None = None,
    played: Played | None = None,
) -> ServiceUsersOutlook:
    """The users of services in one municipality under each future.

    Args:
        context: the place, its base year and the user's parameters.
        question: what is asked of the futures; a goal or mode changes nothing here.
        at_hand: what other analyses have found already.
        played: the futures, where they are followed already: with the same horizon, draws, seed
            and futures of the user's own.

    Raises:
        InputError: the horizon or a parameter cannot be.
        DataError: the workspace lacks what the futures need, or knows too little of the place.
    """
    require_horizon(context.base_year, question.horizon)
    found = prepare_users(context)
    played = played or play(context, question, at_hand)
    told = _told(question, found, played)
    by_service, horizon = _user_figures(told)
    return ServiceUsersOutlook(
        municipality=context.place,
        base_year=context.base_year,
        horizon_year=question.horizon,
        services=told.services,
        futures=tuple(future.id for future in played.futures),
        names={future.id: dict(future.names) for future in question.own},
        dementia=_dementia(told),
        by_service=by_service,
        horizon=horizon,
        staff=None if found.staff is None else _staff(told, found.staff),
        rates=_rates(told),
        notes=(
            *(Problem(code) for code in played.stage.basis.people.rates.notes),
            *played.stage.basis.notes,
            *found.notes,
        ),
    )


def _told(question: Question, found: UsersBasis, played: Played) -> _Told:
    basis = played.stage.basis
    years = range(basis.places.rates.base_year, question.horizon + 1)
    people = {name: (path.drawn or path.central).people for name, path in played.paths.items()}
    return _Told(
        years=years,
        basis=found,
        people=people,
        users={name: _users(found, lives, years) for name, lives in people.items()},
        sexes=basis.places.rates.sexes,
        trace=basis.trace + played.trace + Trace(seed=question.seed),
        facts={
            "base_year": years[0],
            "horizon": years[-1],
            "draws": question.draws,
            "switched_on": found.what_if.switched_on,
        },
    )


def _users(found: UsersBasis, people: Numbers, years: range) -> FloatArray:
    """Users of the services that can be told [draw, year, service]."""
    if not found.observed:
        return np.zeros((*people.shape[:2], 0))
    curves = np.stack([observed.curve for observed in found.observed])
    followed = tuple(COST_SERVICE[observed.service] for observed in found.observed)
    return service_users(
        people.sum(axis=2, dtype=np.float64),
        yearly_schedules(curves, followed, found.what_if, years),
        np.array([observed.implied for observed in found.observed]),
        np.array([observed.counted for observed in found.observed]),
    )


def _user_figures(told: _Told) -> tuple[Figure | None, Figure | None]:
    """Users by year, and at the horizon."""
    if not told.services:
        return None, None
    counted = [found for found in told.basis.observed if found.year is not None]
    facts = {
        **told.facts,
        "counted": {found.service: found.counted for found in counted},
        "counted_year": {found.service: found.year for found in counted},
        "from_people": [found.service for found in told.basis.observed if found.year is None],
    }
    trace = told.trace + told.basis.trace
    values = told.by_year(told.users, told.services, "service")
    key = ["future", "service"]
    first = values.filter(pl.col("year") == told.years[0]).select(*key, base="mean")
    last = values.filter(pl.col("year") == told.years[-1])
    ends = last.join(first, on=key, maintain_order="left").select(*key, "base", "mean", *BAND)
    return (
        Figure("users.by_service", "service_users", "persons", values, trace, facts),
        Figure(
            "users.horizon",
            "service_users",
            "persons",
            ends,
            trace,
            {**facts, **extremes(ends, "service")},
        ),
    )


def _staff(told: _Told, staff: Staff) -> Figure:
    """Full-time equivalents in care, by group."""
    rows = [told.services.index(name) for name in staff.services]
    worked = {
        future: np.stack(
            [
                full_time_equivalents(
                    users[..., rows], staff.users, number, told.basis.what_if, told.years
                )
                for number in staff.worked.values()
            ],
            axis=-1,
        )
        for future, users in told.users.items()
    }
    facts = {
        **told.facts,
        "counted_year": staff.year,
        "counted": dict(staff.worked),
        "services": list(staff.services),
    }
    values = told.by_year(worked, tuple(staff.worked), "staff_group")
    trace = told.trace + told.basis.trace
    return Figure(
        "users.staff", "full_time_equivalents", "full-time equivalents", values, trace, facts
    )


def _dementia(told: _Told) -> Figure:
    prevalence = told.basis.dementia.prevalence(told.sexes)
    found = {
        future: people_with_dementia(lives, prevalence)[..., None]
        for future, lives in told.people.items()
    }
    values = told.by_year(found, (DEMENTIA,), "service").drop("service")
    facts = {**told.facts, "sex_known": len(told.sexes) > 1}
    trace = told.trace + told.basis.dementia_trace
    return Figure("users.dementia", "dementia", "persons", values, trace, facts)


def _rates(told: _Told) -> Figure | None:
    """Users per person of each age group, and what they lean on."""
    rows = [
        {
            "service": found.service,
            "age_first": group.first,
            "age_last": group.last,
            "own_rate": float(own),
            "similar_rate": float(similar),
            "shrunken_rate": float(shrunken),
            "weight": float(weight),
        }
        for found in told.basis.observed
        if found.rates is not None
        for group, own, similar, shrunken, weight in zip(
            found.rates.groups,
            found.rates.own,
            found.rates.similar,
            found.rates.shrunken,
            found.rates.weight,
            strict=True,
        )
    ]
    if not rows:
        return None
    counted = [found for found in told.basis.observed if found.rates is not None]
    facts = {
        "similar": {found.service: found.similar for found in counted},
        "similar_by": {found.service: found.similar_by for found in counted},
        "counted_year": {found.service: found.year for found in counted},
    }
    values = pl.DataFrame(rows).with_columns(pl.col("own_rate").fill_nan(None))
    return Figure("users.rates", "service_users", "share", values, told.basis.trace, facts)
