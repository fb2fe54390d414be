"""What must be built, and for whom, in good times or bad, attractive or not?"""

from __future__ import annotations

from collections.abc import Mapping

from nyegrep.analyses.context import Context
from nyegrep.analyses.cost_outlook import people_by_age
from nyegrep.analyses.futures_inputs import AtHand
from nyegrep.analyses.futures_outlook import Played, Question, play
from nyegrep.analyses.housing_figures import (
    Told,
    care_figure,
    dwellings_figure,
    fit_figure,
    households_figure,
    lives_in_figure,
    need_figure,
    older_figure,
)
from nyegrep.analyses.housing_inputs import HousingBasis, prepare_housing
from nyegrep.analyses.housing_plans import Plans, read_places, read_plans
from nyegrep.analyses.housing_results import HousingOutlook
from nyegrep.analyses.population_outlook import require_horizon
from nyegrep.foundation.axes import FloatArray
from nyegrep.foundation.errors import Problem
from nyegrep.foundation.provenance import Trace
from nyegrep.methods.housing import (
    dwellings_at_pace,
    dwellings_needed,
    dwellings_replaced,
    households,
    planned,
)


def run(
    context: Context,
    question: Question,
    at_hand: AtHand | None = None,
    played: Played | None = None,
) -> HousingOutlook:
    """The housing need of one municipality under each future.

    Args:
        context: the place, its base year and the user's parameters.
        question: what is asked of the futures; a goal or mode changes nothing here.
        at_hand: what other analyses have found already.
        played: the same question's futures, where they are followed already.

    Raises:
        InputError: the horizon, a parameter or a file of the municipality's own cannot be.
        DataError: households or dwellings of the place are not known, or the workspace lacks what
            the futures need.
    """
    require_horizon(context.base_year, question.horizon)
    basis = prepare_housing(context)
    plans = read_plans(context, basis.dwellings.chance, question.horizon)
    places = read_places(context, basis)
    played = played or play(context, question, at_hand)
    trace = basis.trace + played.stage.basis.trace + played.trace + Trace(seed=question.seed)
    paths = {name: people_by_age(path) for name, path in played.paths.items()}
    years = range(context.base_year, question.horizon + 1)
    told = _told(basis, plans, paths, years, trace, question.draws)
    return HousingOutlook(
        municipality=context.place,
        base_year=context.base_year,
        horizon_year=question.horizon,
        futures=tuple(future.id for future in played.futures),
        names={future.id: dict(future.names) for future in question.own},
        households=households_figure(told),
        need=need_figure(told),
        dwellings=dwellings_figure(told),
        older=older_figure(told, places),
        care=care_figure(told, places),
        lives_in=lives_in_figure(told),
        fit=fit_figure(told),
        notes=(
            *(Problem(code) for code in played.stage.basis.people.rates.notes),
            *played.stage.basis.notes,
            *basis.notes,
            *plans.notes,
            *places.notes,
        ),
    )


def _told(
    basis: HousingBasis,
    plans: Plans,
    people: Mapping[str, FloatArray],
    years: range,
    trace: Trace,
    draws: int,
) -> Told:
    trend = basis.households.living_alone_trend
    homes = {name: households(found, basis.headship, trend) for name, found in people.items()}
    lost = dwellings_replaced(basis.now.stock, basis.dwellings.lost, years)
    return Told(
        basis=basis,
        years=years,
        people=people,
        homes=homes,
        needed={name: dwellings_needed(found, basis.use) for name, found in homes.items()},
        lost=lost,
        planned=None if plans.dwellings is None else planned(plans.dwellings, years),
        pace=None if basis.completed is None else dwellings_at_pace(basis.completed[1], years),
        written=plans.written,
        draws=draws,
        trace=trace,
        supply=trace + basis.building + plans.trace,
    )
