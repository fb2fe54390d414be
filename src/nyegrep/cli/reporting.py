"""From a request to a written report: the analyses are run and handed to the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from nyegrep.analyses import (
    attraction_profile,
    challenge_picture,
    futures_outlook,
    population_outlook,
)
from nyegrep.analyses.context import Context, prepare
from nyegrep.analyses.futures_inputs import AtHand
from nyegrep.cli.options import YearsAsked
from nyegrep.foundation.errors import DataError, Problem
from nyegrep.foundation.version import VERSION
from nyegrep.reports.build import build_report
from nyegrep.reports.contexts import ReportInput
from nyegrep.sources.futures_files import own_futures
from nyegrep.sources.state import write_atomically
from nyegrep.sources.store import Workspace
from nyegrep.sources.stories import read_stories

Progress = Callable[[str, int, int], None]
CHANGE_DATASET = "population_change"
ATTRACTION_DATASETS = ("jobs_by_industry", "commuting", "population_change")
FUTURES_DATASETS = ("population_by_age", *ATTRACTION_DATASETS)
STEPS = 5
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
    progress("challenge_picture", 0, STEPS)
    picture = challenge_picture.run(context)
    missing: list[tuple[str, tuple[str, ...]]] = []
    progress("attraction_profile", 1, STEPS)
    attraction, model = None, None
    try:
        model = attraction_profile.decompose_growth(context)
        attraction = attraction_profile.run(context, model)
    except DataError:
        missing.append(("attraction_profile", ATTRACTION_DATASETS))
    progress("population_outlook", 2, STEPS)
    if picture.change is None:
        missing.append(("population.change", (CHANGE_DATASET,)))
    outlook, at_hand = None, None
    try:
        people = population_outlook.basis(context)
        outlook = population_outlook.run(context, request.years.horizon, people)
        at_hand = AtHand(people, model, outlook.accuracy)
    except DataError:
        missing.append(("population_outlook", ("population_by_age",)))
    progress("futures_outlook", 3, STEPS)
    futures = None
    if at_hand is not None:
        try:
            futures = futures_outlook.run(context, question_of(workspace, request), at_hand)
        except DataError:
            missing.append(("futures_outlook", FUTURES_DATASETS))
    return ReportInput(
        picture=picture,
        outlook=outlook,
        attraction=attraction,
        futures=futures,
        stories=read_stories(workspace.folder, request.language),
        invented=workspace.invented,
        missing=tuple(missing),
        version=VERSION,
    )


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
