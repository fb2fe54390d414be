"""What the report is made from, and what its templates are handed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from markupsafe import Markup

from nyegrep.analyses.attraction_results import AttractionProfile
from nyegrep.analyses.cost_results import CostOutlook
from nyegrep.analyses.economy_results import NeedIndex, PeerComparison
from nyegrep.analyses.finance_results import FinanceOutlook
from nyegrep.analyses.futures_results import FuturesOutlook
from nyegrep.analyses.housing_results import HousingOutlook
from nyegrep.analyses.measures_results import SavingsDistribution
from nyegrep.analyses.results import ChallengePicture, PopulationOutlook
from nyegrep.analyses.service_users_results import ServiceUsersOutlook
from nyegrep.foundation.errors import Problem
from nyegrep.foundation.figures import Figure
from nyegrep.foundation.futures import Story
from nyegrep.foundation.provenance import Trace
from nyegrep.reports.charts.svg import Picture


class Answer(Protocol):
    """What every analysis answers with."""

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All figures, in the order a reader meets them."""

    @property
    def notes(self) -> tuple[Problem, ...]:
        """What a reader should know."""


@dataclass(frozen=True)
class ReportInput:
    """The answers of the analyses that one report tells.

    Attributes:
        picture: where the municipality stands.
        outlook: the baseline path; ``None`` where the data did not suffice.
        invented: the numbers are the demo country's, which the page says everywhere.
        missing: what could not be made: id of a chapter or a figure, and the datasets it needs.
        version: of the program.
        attraction: why the place grows; ``None`` where the data did not suffice.
        futures: what could come; ``None`` where the data did not suffice.
        costs: what people's ages will cost; ``None`` where the data did not suffice.
        users: who will use services; ``None`` where the data did not suffice.
        need: what the inhabitants need; ``None`` where the data did not suffice.
        comparison: spending beside others'; ``None`` where the data did not suffice.
        finances: what must be found; ``None`` where the data did not suffice.
        savings: what must be found, shared between areas; ``None`` where nothing must be, or the
            accounts are not known.
        housing: what must be built; ``None`` where the data did not suffice.
        stories: what the municipality itself has written of the futures, by the future's id.
    """

    picture: ChallengePicture
    outlook: PopulationOutlook | None
    invented: bool
    missing: tuple[tuple[str, tuple[str, ...]], ...] = ()
    version: str = ""
    attraction: AttractionProfile | None = None
    futures: FuturesOutlook | None = None
    costs: CostOutlook | None = None
    users: ServiceUsersOutlook | None = None
    need: NeedIndex | None = None
    comparison: PeerComparison | None = None
    finances: FinanceOutlook | None = None
    savings: SavingsDistribution | None = None
    housing: HousingOutlook | None = None
    stories: Mapping[str, Story] = field(default_factory=dict)

    @property
    def answers(self) -> tuple[Answer, ...]:
        """The answers that there are, in the order a reader meets them."""
        asked = (
            self.picture,
            self.attraction,
            self.outlook,
            self.futures,
            self.costs,
            self.users,
            self.need,
            self.comparison,
            self.finances,
            self.savings,
            self.housing,
        )
        return tuple(answer for answer in asked if answer is not None)

    @property
    def trace(self) -> Trace:
        """Everything the report stands on, each part once."""
        trace = Trace()
        for figure in figures_of(self):
            trace += figure.trace
        return trace

    def datasets_missing_for(self, name: str) -> tuple[str, ...]:
        """The datasets that a chapter or a figure could not be made without."""
        return next((datasets for found, datasets in self.missing if found == name), ())


def figures_of(report: ReportInput) -> tuple[Figure, ...]:
    """All figures of a report, each once, in the order a reader meets them."""
    found = (figure for answer in report.answers for figure in answer.figures)
    return tuple({figure.id: figure for figure in found}.values())


@dataclass(frozen=True)
class Cell:
    """A number in a table: as people read it, and as programs do (empty where there is none)."""

    text: str
    raw: str = ""


@dataclass(frozen=True)
class Table:
    """The numbers behind a figure.

    Attributes:
        headings: one for each column; the first is for the rows' names.
        rows: a name and a cell for each other column.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


@dataclass(frozen=True)
class KeyItem:
    """What a sign in a chart stands for."""

    sign: Markup
    text: str


@dataclass(frozen=True)
class SourceContext:
    """One delivery of data, in words."""

    publisher: str
    table: str
    title: str
    fetched: str
    updated: str
    age: str
    licence: str
    borders: int
    invented: bool
    verified: bool


@dataclass(frozen=True)
class ParameterContext:
    """A number that a result stands on, in words; ``kind`` is the id behind ``kind_label``."""

    label: str
    value: str
    unit: str
    since: str
    kind: str
    kind_label: str
    reference: str
    overridden: bool


@dataclass(frozen=True)
class ProvenanceContext:
    """The four stops of a figure's numbers: data, method, question, page."""

    command: str
    sources: tuple[SourceContext, ...]
    methods: tuple[str, ...]
    parameters: tuple[ParameterContext, ...]
    term: str
    definition: str


@dataclass(frozen=True)
class FigureContext:
    """A figure as the page shows it; a figure without a picture is a numbered table."""

    anchor: str
    kind: Literal["figure", "table"]
    number: int
    title: Markup
    subtitle: Markup
    alternative: Markup
    picture: Picture | None
    keys: tuple[KeyItem, ...]
    table: Table
    download: str
    file_name: str
    source: str
    provenance: ProvenanceContext


@dataclass(frozen=True)
class MissingContext:
    """What is not there: the datasets by name, and the commands that get them."""

    datasets: tuple[str, ...]
    commands: tuple[str, ...]


@dataclass(frozen=True)
class Chapter:
    """A chapter as the page shows it; one without data has ``missing`` instead of a body."""

    anchor: str
    number: str
    title: str
    body: Markup
    figures: tuple[FigureContext, ...] = ()
    missing: MissingContext | None = None


@dataclass(frozen=True)
class BriefItem:
    """One of the five sentences, with its number, a small picture and where to read more."""

    number: str
    sentence: Markup
    picture: Markup
    span: str
    figure: FigureContext


@dataclass(frozen=True)
class DataAge:
    """How old the data of the report is; empty texts where nobody wrote the dates down."""

    first: str
    last: str
    age: str


@dataclass(frozen=True)
class PageContext:
    """What the page says of itself, above and below the chapters."""

    place: str
    base_year: int
    borders: int
    first_year: int
    horizon: int | None
    data: DataAge
    generated: str
    version: str
    invented: bool
    futures: bool = False
    brief: tuple[BriefItem, ...] = ()
    chapters: tuple[Chapter, ...] = field(default=())
