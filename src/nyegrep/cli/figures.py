"""The analysis that each figure comes from, run to explain it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

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
    prevention_account,
    savings_distribution,
    service_users_outlook,
)
from nyegrep.analyses.attraction_profile import decompose_growth
from nyegrep.analyses.context import Context, prepare
from nyegrep.cli.options import YearsAsked
from nyegrep.foundation.errors import NyegrepError, Problem
from nyegrep.foundation.figures import Figure
from nyegrep.reports.explain import ANALYSES
from nyegrep.sources.futures_files import own_futures
from nyegrep.sources.store import Workspace

# What a figure stands on does not depend on how many draws there are, or on the sum to share.
DRAWS = 20
TOTAL = 1.0


class Answer(Protocol):
    """What an analysis gives."""

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All figures, in the order a reader meets them."""


@dataclass(frozen=True)
class Asking:
    """Whose figures are asked for, and of which years."""

    workspace: Workspace
    municipality: str
    years: YearsAsked

    @cached_property
    def context(self) -> Context:
        """The municipality in its base year."""
        years = self.years
        return prepare(self.workspace, self.municipality, years.base_year, (), years.overrides)

    @property
    def future(self) -> futures_outlook.Question:
        """What is asked of the futures."""
        own = own_futures(self.workspace.folder)
        return futures_outlook.Question(self.years.horizon, own=own, draws=DRAWS)

    @property
    def central(self) -> tuple[Context, futures_outlook.Question]:
        """What is asked of analyses of the futures whose central paths tell enough."""
        return self.context, futures_outlook.Question(self.years.horizon, draws=0)

    @property
    def newest(self) -> tuple[Workspace, str]:
        """For analyses that look at their own newest year."""
        return self.workspace, self.municipality


ANSWERS: dict[str, Callable[[Asking], Answer]] = {
    "challenge_picture": lambda of: challenge_picture.run(of.context),
    "attraction_profile": lambda of: attraction_profile.run(
        of.context, decompose_growth(of.context)
    ),
    "population_outlook": lambda of: population_outlook.run(
        of.context, of.years.horizon, population_outlook.basis(of.context)
    ),
    "futures_outlook": lambda of: futures_outlook.run(of.context, of.future),
    "need_index": lambda of: need_index.run(*of.newest, overrides=of.years.overrides),
    "peer_comparison": lambda of: peer_comparison.run(*of.newest, overrides=of.years.overrides),
    "savings_distribution": lambda of: savings_distribution.run(
        *of.newest, TOTAL, overrides=of.years.overrides
    ),
    "prevention_account": lambda of: prevention_account.run(
        of.workspace.folder, of.years.overrides
    ),
    "cost_outlook": lambda of: cost_outlook.run(*of.central),
    "finance_outlook": lambda of: finance_outlook.run(*of.central),
    "housing_outlook": lambda of: housing_outlook.run(*of.central),
    "service_users_outlook": lambda of: service_users_outlook.run(of.context, of.future),
}


def the_figure(figure: str, asking: Asking) -> tuple[Figure | None, tuple[Problem, ...]]:
    """A figure from the one analysis that makes it, where it does, and what the analysis notes.

    Raises:
        NyegrepError: what the analysis lacks.
    """
    analysis = next(name for name, figures in ANALYSES.items() if figure in figures)
    answer = ANSWERS[analysis](asking)
    found = {item.id: item for item in answer.figures}
    return found.get(figure), getattr(answer, "notes", ())


def all_figures(asking: Asking) -> tuple[list[Figure], tuple[Problem, ...]]:
    """Every figure that the workspace has data for, and what the others lack."""
    found: dict[str, Figure] = {}
    lacking: list[Problem] = []
    for run in ANSWERS.values():
        try:
            found |= {figure.id: figure for figure in run(asking).figures}
        except NyegrepError as error:
            lacking += [problem for problem in error.problems if problem not in lacking]
    return list(found.values()), tuple(lacking)
