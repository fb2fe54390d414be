"""How many, of what age, with how many jobs, in good times or bad, attractive or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, partial

import numpy as np

from nyegrep.analyses.accuracy import measured_accuracy
from nyegrep.analyses.attraction_results import BUSINESS, RESIDENTIAL
from nyegrep.analyses.context import Context
from nyegrep.analyses.futures_assumptions import assumptions_figure
from nyegrep.analyses.futures_figures import Told, all_figures, jobs_figure
from nyegrep.analyses.futures_goal import Goal, measures, probability_by_future, read_goal, required
from nyegrep.analyses.futures_inputs import AtHand, FuturesBasis, prepare_futures
from nyegrep.analyses.futures_results import FuturesOutlook
from nyegrep.analyses.national_conditions import HISTORY, national_conditions
from nyegrep.analyses.official_projection import (
    ALTERNATIVES,
    OfficialProjection,
    official_projection,
)
from nyegrep.analyses.population_outlook import require_horizon
from nyegrep.foundation.errors import DataError, Problem, fail
from nyegrep.foundation.figures import Figure
from nyegrep.foundation.futures import EXPECTED, OFFICIAL, Future
from nyegrep.foundation.provenance import Trace
from nyegrep.methods.futures.conditions import Conditions, conditions
from nyegrep.methods.futures.loop import Aim, Chance, FuturePath, Track, follow
from nyegrep.methods.futures.settings import built_in
from nyegrep.methods.futures.surroundings import Surroundings, surroundings
from nyegrep.methods.population.drift import LongRun
from nyegrep.methods.population.structure import SupportRatioAges
from nyegrep.methods.population.uncertainty import UncertaintySettings

DEFAULT_DRAWS = 1000
DEFAULT_SEED = 1
MODEL_MODE, OFFICIAL_MODE = "model", "official"


@dataclass(frozen=True)
class Question:
    """What is asked of the futures.

    Attributes:
        horizon: last year.
        own: futures that the user defined.
        goal: a goal to be turned round, as ``population >= 5623 in 2040``.
        draws: how many in each future; 0 = the central paths alone.
        seed: decides all that is drawn.
        mode: ``model``, or ``official``: Statistics Norway's projection, adjusted for
            attractiveness.
        national: ``history``: the parameters' sets of national numbers; or ``official``: those of
            Statistics Norway's high, main and low alternative.
    """

    horizon: int
    own: tuple[Future, ...] = ()
    goal: str | None = None
    draws: int = DEFAULT_DRAWS
    seed: int = DEFAULT_SEED
    mode: str = MODEL_MODE
    national: str = HISTORY


@dataclass(frozen=True)
class Stage:
    """Where futures are played out: all that those of one country and horizon share.

    Attributes:
        basis: what the futures start from.
        horizon: last year.
        chance: how draws are made.
        published: long runs of official alternatives by set; ``None`` = the parameters' sets.
        met: surroundings by the future's conditions and own numbers, as they are asked for.
    """

    basis: FuturesBasis
    horizon: int
    chance: Chance
    published: Mapping[str, LongRun] | None = None
    met: dict[tuple[object, ...], Surroundings] = field(default_factory=dict)

    def conditions(self, future: Future) -> Conditions:
        """The country's numbers under a future."""
        years = self.horizon - self.basis.places.rates.base_year
        rates, settings = self.basis.places.rates, self.basis.settings
        return conditions(rates, future, settings, years, self.published)

    def surroundings(self, future: Future) -> Surroundings:
        """What all places meet under a future; found once for each set of conditions."""
        key = (future.conditions, *sorted(future.overrides.items()))
        if key not in self.met:
            found = surroundings(
                self.basis.places,
                self.basis.commuting,
                self.conditions(future),
                self.basis.settings,
            )
            self.met[key] = found
        return self.met[key]

    def aim(self, future: Future, row: int) -> Aim:
        """The attractiveness that a future takes a place to."""
        if future.keep_own:
            business, residential = self.basis.places.own[row]
            return Aim(float(business), float(residential))
        found = self.basis.percentiles
        wanted = (
            (BUSINESS, future.business_percentile),
            (RESIDENTIAL, future.residential_percentile),
        )
        return Aim(*(0.0 if p is None else found.at(kind, p) for kind, p in wanted))

    def follow(self, future: Future, row: int, draws: int | None = None) -> FuturePath:
        """One place under one future."""
        chance = self.chance if draws is None else replace(self.chance, draws=draws)
        return follow(
            self.basis.places,
            row,
            self.aim(future, row),
            self.surroundings(future),
            (self.basis.settings, chance),
        )


@dataclass(frozen=True)
class Played:
    """The futures of one municipality, followed to the horizon: what several analyses look at.

    Attributes:
        stage: where they are played out.
        row: the municipality among the places.
        futures: the built-in ones, then the user's own.
        paths: by id of the future.
        trace: the parameters behind the chance of the stage.
    """

    stage: Stage
    row: int
    futures: tuple[Future, ...]
    paths: Mapping[str, FuturePath]
    trace: Trace


def play(context: Context, question: Question, at_hand: AtHand | None = None) -> Played:
    """Every future of the municipality, drawn once.

    Raises:
        InputError: the horizon cannot be.
        DataError: the workspace lacks what the futures need, or knows too little of the place.
    """
    require_horizon(context.base_year, question.horizon)
    stage, used = prepare_stage(context, question, at_hand)
    row = require_place(context, stage.basis)
    futures = (*built_in(stage.basis.settings.axes), *question.own)
    paths = {future.id: stage.follow(future, row) for future in futures}
    return Played(stage, row, futures, paths, used)


def run(
    context: Context,
    question: Question,
    at_hand: AtHand | None = None,
    played: Played | None = None,
) -> FuturesOutlook:
    """The futures of one municipality.

    Args:
        context: the place and its base year.
        question: what is asked.
        at_hand: what is found already; without the people's basis, accuracy is measured here.
        played: the same question's futures, where they are followed already.

    Raises:
        InputError: the horizon or the goal cannot be.
        DataError: the workspace lacks what the futures need, or knows too little of the place.
    """
    require_horizon(context.base_year, question.horizon)
    ages, ages_used = context.parameters("population.support_ratio", SupportRatioAges)
    years = range(context.base_year, question.horizon + 1)
    goal = question.goal and read_goal(question.goal, years, measures(ages))
    played = played or play(context, question, at_hand)
    stage, row, futures, paths = played.stage, played.row, played.futures, played.paths
    official = official_projection(context, question.horizon)
    if question.mode == OFFICIAL_MODE:
        paths = _adjusted(stage, row, futures, paths, official)
    trace = stage.basis.trace + played.trace + Trace(parameters=ages_used, seed=question.seed)
    if official is not None:
        trace += Trace(sources=official.sources)
    told = Told(
        context=context,
        basis=stage.basis,
        futures=futures,
        paths=paths,
        conditions={future.id: stage.conditions(future) for future in futures},
        aims={future.id: stage.aim(future, row) for future in futures},
        official=official.people.get(EXPECTED) if official is not None else None,
        ages=ages,
        trace=trace,
        published=question.national != HISTORY,
    )
    reach = _reach(told, stage, goal) if goal else None
    accuracy = at_hand.accuracy if at_hand and at_hand.people else _accuracy(told)
    return _outlook(told, question, reach, accuracy)


def _reach(told: Told, stage: Stage, goal: Goal) -> Figure:
    """What a goal takes, and how likely each future reaches it."""
    at = cache(partial(_at_percentile, stage, told.row))
    facts = {**vars(goal), **required(goal, at, told.ages)}
    facts["base_private_jobs"] = float(stage.basis.places.private[told.row])
    values = probability_by_future(goal, told.paths, told.ages)
    return Figure("futures.reach", "goal", "percent", values, told.trace, told.facts(**facts))


def _accuracy(told: Told) -> Figure | None:
    found = told.basis.people
    return measured_accuracy(told.context, found.seen, found.national, found.settings, found.trace)


def prepare_stage(
    context: Context, question: Question, at_hand: AtHand | None = None
) -> tuple[Stage, Trace]:
    """The stage for the base year of ``context``, and the parameters behind its chance.

    Raises:
        DataError: the workspace lacks what the futures need.
    """
    found = prepare_futures(context, at_hand or AtHand())
    uncertainty, used = context.parameters("population.uncertainty", UncertaintySettings)
    chance = Chance(uncertainty, question.draws, question.seed)
    trace, published = Trace(parameters=used), None
    if question.national != HISTORY:
        sets = {
            name: national_conditions(context, found.places.rates, alternative)
            for name, alternative in ALTERNATIVES.items()
        }
        published = {name: conditions.to for name, conditions in sets.items()}
        trace = sum((conditions.trace for conditions in sets.values()), trace)
    return Stage(found, question.horizon, chance, published), trace


def require_place(context: Context, found: FuturesBasis) -> int:
    """Where the municipality stands among the places.

    Raises:
        DataError: too little is known of it.
    """
    code = context.place.code
    if code not in found.places.rates.codes:
        fail(DataError, "future.place_incomplete", code=code, name=context.place.name)
    return found.places.rates.codes.index(code)


def _at_percentile(stage: Stage, row: int, conditions: str, percentile: float) -> FuturePath:
    """The central path with both kinds of attractiveness at a percentile."""
    return stage.follow(Future("goal", conditions, percentile, percentile), row, draws=0)


def _adjusted(
    stage: Stage,
    row: int,
    futures: tuple[Future, ...],
    paths: Mapping[str, FuturePath],
    official: OfficialProjection | None,
) -> dict[str, FuturePath]:
    """The futures as Statistics Norway's alternatives, adjusted for attractiveness.

    People = the alternative of the same conditions + the future's people - the people if the
    place stays as attractive as it has been, age by age and draw by draw. The sexes share the
    alternative as they share the latter.

    Raises:
        DataError: the projections are not in the workspace, or do not reach the horizon.
    """
    wanted = {future.conditions for future in futures}
    known = {} if official is None else official.people
    lacking = [name for name in sorted(wanted) if not np.isfinite(known.get(name, np.nan)).all()]
    if lacking:
        fail(DataError, "future.official_absent", horizon=stage.horizon)
    adjusted = {}
    for future in futures:
        path = paths[future.id]
        same = replace(future, id="own", keep_own=True)
        own = stage.follow(same, row, draws=0).central.people[0]
        together = np.maximum(own.sum(axis=1, keepdims=True), 1e-9)
        people = known[future.conditions][:, None] * own / together
        shift = people - own
        shift[0] = 0.0
        adjusted[future.id] = replace(
            path,
            central=_shifted(path.central, shift),
            drawn=None if path.drawn is None else _shifted(path.drawn, shift),
        )
    return adjusted


def _shifted(track: Track, shift: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Track:
    people = np.maximum(track.people + shift.astype(np.float32), 0.0).astype(np.float32)
    return replace(track, people=people)


def _outlook(
    told: Told, question: Question, reach: Figure | None, accuracy: Figure | None
) -> FuturesOutlook:
    paths, characteristics, ages, pyramid, support = all_figures(told)
    found = told.basis.people
    official = (OFFICIAL,) if told.official is not None else ()
    names = [future.id for future in told.futures]
    built = len(names) - len(question.own)
    return FuturesOutlook(
        municipality=told.context.place,
        base_year=told.base_year,
        horizon=told.horizon,
        borders=told.base_year,
        mode=question.mode,
        futures=(*names[:built], *official, *names[built:]),
        names={future.id: dict(future.names) for future in question.own},
        paths=paths,
        characteristics=characteristics,
        ages=ages,
        pyramid=pyramid,
        support_ratio=support,
        assumptions=assumptions_figure(told),
        jobs=jobs_figure(told),
        reach=reach,
        accuracy=accuracy,
        sex_known=len(found.rates.sexes) > 1,
        notes=(*(Problem(code) for code in found.rates.notes), *told.basis.notes),
    )
