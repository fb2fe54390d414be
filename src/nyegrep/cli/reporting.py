"""From a request to a written report: the analyses are run and handed to the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from nyegrep.analyses import (
    attraction_profile,
    challenge_picture,
    cost_outlook,
    finance_outlook,
    futures_outlook,
    housing_outlook,
    need_index,
    peer_comparison,
    population_outlook,
    savings_distribution,
    service_users_outlook,
)
from nyegrep.analyses.accounts import ACCOUNTS
from nyegrep.analyses.attraction_profile import decompose_growth
from nyegrep.analyses.attraction_results import AttractionProfile
from nyegrep.analyses.attractiveness_table import AttractivenessTable
from nyegrep.analyses.context import Context, prepare
from nyegrep.analyses.cost_results import CostOutlook
from nyegrep.analyses.economy_results import NeedIndex, PeerComparison
from nyegrep.analyses.finance_results import FinanceOutlook
from nyegrep.analyses.futures_inputs import AtHand
from nyegrep.analyses.futures_outlook import play
from nyegrep.analyses.futures_results import FuturesOutlook
from nyegrep.analyses.housing_results import HousingOutlook
from nyegrep.analyses.measures_results import SavingsDistribution
from nyegrep.analyses.population_outlook import Basis
from nyegrep.analyses.results import PopulationOutlook
from nyegrep.analyses.savings_inputs import Known
from nyegrep.analyses.service_users_results import ServiceUsersOutlook
from nyegrep.cli.options import YearsAsked
from nyegrep.foundation.errors import DataError, Problem
from nyegrep.foundation.version import VERSION
from nyegrep.reports.build import build_report
from nyegrep.reports.contexts import ReportInput
from nyegrep.sources.futures_files import own_futures
from nyegrep.sources.state import write_atomically
from nyegrep.sources.store import Workspace
from nyegrep.sources.stories import read_stories

Answer = TypeVar("Answer")
Progress = Callable[[str, int, int], None]
CHANGE_DATASET = "population_change"
ATTRACTION_DATASETS = ("jobs_by_industry", "commuting", "population_change")
FUTURES_DATASETS = ("population_by_age", *ATTRACTION_DATASETS)
HOUSING_DATASETS = ("households", "dwellings")
NEEDED = {
    "attraction_profile": ATTRACTION_DATASETS,
    "population_outlook": ("population_by_age",),
    "futures_outlook": FUTURES_DATASETS,
    "peer_comparison": (ACCOUNTS,),
    "need_index": ("expenditure_need_index", "need_criteria"),
    "housing_outlook": HOUSING_DATASETS,
}
# Chapters that stand on the futures, and are missing with them.
ON_FUTURES = ("cost_outlook", "finance_outlook", "housing_outlook")
STEPS = 12
REPORT_FILE = "report.html"


@dataclass(frozen=True)
class ReportRequest:
    """What a user asks for.

    Attributes:
        municipality: code or name.
        language: ``nb`` or ``en``.
        years: base year, horizon and parameter values.
        peers: municipalities to compare with.
        goal: a goal to be turned round, as ``population >= 5623 in 2040``.
        draws: paths drawn in each future.
    """

    municipality: str
    language: str
    years: YearsAsked
    peers: tuple[str, ...] = ()
    goal: str | None = None
    draws: int = futures_outlook.DEFAULT_DRAWS


@dataclass(frozen=True)
class WrittenReport:
    """Where the report is, and what did not stop it."""

    path: Path
    notes: tuple[Problem, ...]


def context_for(workspace: Workspace, request: ReportRequest) -> Context:
    """The context of a request.

    Raises:
        InputError: the municipality, a year or an override cannot be.
    """
    asked = request.years
    place, peers = request.municipality, request.peers
    context = prepare(workspace, place, asked.base_year, peers, asked.overrides)
    population_outlook.require_horizon(context.base_year, asked.horizon)
    return context


def analyse(workspace: Workspace, request: ReportRequest, progress: Progress) -> ReportInput:
    """Run the analyses of the report.

    Raises:
        NyegrepError: what was asked for cannot be answered; nothing is written.
    """
    context = context_for(workspace, request)
    answers = Answers(workspace, progress)
    picture = answers.next("challenge_picture", lambda: challenge_picture.run(context))
    if picture.change is None:
        answers.lacks("population.change", (CHANGE_DATASET,))
    attraction, model = _attraction(context, answers)
    baseline = answers.ask("population_outlook", lambda: _outlook(context, request))
    people, outlook = (None, None) if baseline is None else baseline
    at_hand = AtHand(people, model, outlook.accuracy if outlook else None)
    ahead = _ahead(context, answers, question_of(workspace, request), at_hand)
    comparison = answers.ask("peer_comparison", lambda: _comparison(workspace, request))
    need = answers.ask("need_index", lambda: _need(workspace, request))
    savings = _savings(workspace, request, ahead.finances, Known(comparison, at_hand))
    return ReportInput(
        picture=picture,
        outlook=outlook,
        attraction=attraction,
        futures=ahead.futures,
        costs=ahead.costs,
        users=ahead.users,
        need=need,
        comparison=comparison,
        finances=ahead.finances,
        savings=savings,
        housing=ahead.housing,
        stories=read_stories(workspace.folder, request.language),
        invented=workspace.invented,
        missing=tuple(answers.missing),
        version=VERSION,
    )


def _attraction(
    context: Context, answers: Answers
) -> tuple[AttractionProfile | None, AttractivenessTable | None]:
    """Why the place grows, and the growth of all places explained."""
    model = answers.ask("attraction_profile", lambda: decompose_growth(context))
    if model is None:
        return None, None
    profile = answers.ask("attraction_profile", lambda: attraction_profile.run(context, model))
    return profile, model


def _ahead(
    context: Context, answers: Answers, question: futures_outlook.Question, at_hand: AtHand
) -> Ahead:
    """What stands on the futures, which are followed once."""
    played = answers.ask("futures_outlook", lambda: play(context, question, at_hand))
    if played is None:
        for name in ON_FUTURES:
            answers.lacks(name, (*FUTURES_DATASETS, *NEEDED.get(name, ())))
        return Ahead()
    asked = (context, question, at_hand, played)
    return Ahead(
        futures_outlook.run(*asked),
        answers.next("cost_outlook", lambda: cost_outlook.run(*asked)),
        answers.next("service_users_outlook", lambda: service_users_outlook.run(*asked)),
        answers.next("finance_outlook", lambda: finance_outlook.run(*asked)),
        answers.ask("housing_outlook", lambda: housing_outlook.run(*asked)),
    )


@dataclass(frozen=True)
class Ahead:
    """What stands on the futures; ``None`` for what the data did not suffice for."""

    futures: FuturesOutlook | None = None
    costs: CostOutlook | None = None
    users: ServiceUsersOutlook | None = None
    finances: FinanceOutlook | None = None
    housing: HousingOutlook | None = None


def _savings(
    workspace: Workspace, request: ReportRequest, finances: FinanceOutlook | None, known: Known
) -> SavingsDistribution | None:
    """What must be found, shared between areas."""
    if finances is None or finances.restructuring is None:
        return None
    overrides = request.years.overrides
    return savings_distribution.share_need(workspace, finances.restructuring, known, overrides)


class Answers:
    """Runs the analyses of a report in turn; those whose data is not there are noted.

    Attributes:
        missing: id of a chapter or a figure, and the datasets that it needs.
    """

    def __init__(self, workspace: Workspace, progress: Progress) -> None:
        self.missing: list[tuple[str, tuple[str, ...]]] = []
        self._workspace = workspace
        self._progress = progress
        self._done = 0

    def next(self, name: str, ask: Callable[[], Answer]) -> Answer:
        """The answer of an analysis that the report cannot do without."""
        self._progress(name, self._done, STEPS)
        self._done += 1
        return ask()

    def ask(self, name: str, ask: Callable[[], Answer]) -> Answer | None:
        """The answer of an analysis; ``None`` where data is missing, which is noted."""
        try:
            return self.next(name, ask)
        except DataError:
            self.lacks(name, NEEDED[name])
            return None

    def lacks(self, name: str, datasets: tuple[str, ...]) -> None:
        """Note what a chapter or a figure lacks: the datasets that are not there."""
        absent = tuple(name for name in datasets if not self._workspace.has(name))
        self.missing.append((name, absent or datasets))


def _outlook(context: Context, request: ReportRequest) -> tuple[Basis, PopulationOutlook]:
    people = population_outlook.basis(context)
    return people, population_outlook.run(context, request.years.horizon, people)


def _comparison(workspace: Workspace, request: ReportRequest) -> PeerComparison:
    """The newest accounts, whatever the base year of the people."""
    overrides = request.years.overrides
    return peer_comparison.run(workspace, request.municipality, None, request.peers, overrides)


def _need(workspace: Workspace, request: ReportRequest) -> NeedIndex:
    """The newest year of the income system that is known."""
    return need_index.run(workspace, request.municipality, None, request.years.overrides)


def question_of(workspace: Workspace, request: ReportRequest) -> futures_outlook.Question:
    """What the report asks of the futures, the workspace's own ones with them."""
    return futures_outlook.Question(
        horizon=request.years.horizon,
        own=own_futures(workspace.folder),
        goal=request.goal,
        draws=request.draws,
    )


def write_report(
    workspace: Workspace, request: ReportRequest, folder: Path, progress: Progress
) -> WrittenReport:
    """Run the analyses and write ``report.html`` into ``folder``.

    Raises:
        NyegrepError: what was asked for cannot be answered; nothing is written.
    """
    found = analyse(workspace, request, progress)
    progress("report", STEPS - 1, STEPS)
    now = datetime.now(UTC)
    page = build_report(found, request.language, now)
    path = folder / REPORT_FILE
    write_atomically(path, page.encode("utf-8"))
    progress("report", STEPS, STEPS)
    return WrittenReport(path, found.picture.notes)
