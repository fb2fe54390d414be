"""Method, sources, uncertainty: can the numbers be trusted, and what they stand on."""

from __future__ import annotations

from dataclasses import dataclass

from nyegrep.foundation.terms import glossary
from nyegrep.reports.chapters.challenge_picture import ChallengeContext
from nyegrep.reports.chapters.comparing import SupportAges
from nyegrep.reports.chapters.population_outlook import OutlookContext
from nyegrep.reports.contexts import (
    DataAge,
    ParameterContext,
    ReportInput,
    SourceContext,
    figures_of,
)
from nyegrep.reports.gallery import Gallery
from nyegrep.reports.press import capitalised
from nyegrep.reports.provenance import data_age, methods, parameters, sources

# Words of the report beyond those that the figures count.
TERMS = (
    "birth_surplus",
    "net_in_migration",
    "base_year",
    "projection",
    "baseline_path",
    "turning_point",
    "borders",
    "shrinkage",
    "mean_absolute_error",
    "bias",
)
ATTRACTION_TERMS = (
    "attractiveness",
    "business_attractiveness",
    "residential_attractiveness",
    "industry_mix",
    "population_effect",
    "shrinkage",
)
FUTURES_TERMS = (
    "future",
    "attractive_tailwind",
    "attractive_headwind",
    "missed_opportunities",
    "crisis",
    "neutral",
    "national_conditions",
    "attractiveness",
    "commuting_balance",
    "goal",
)
AHEAD_ONLY = {"projection", "baseline_path", "shrinkage", "mean_absolute_error", "bias"}


@dataclass(frozen=True)
class TermContext:
    """A word and what it means."""

    name: str
    definition: str


@dataclass(frozen=True)
class MethodContext:
    """All of the chapter."""

    place: str
    base_year: int
    horizon: int | None
    borders: int
    invented: bool
    people: float
    support_ages: SupportAges
    change_known: bool
    sex_known: bool | None
    accuracy_number: int | None
    attraction_known: bool
    futures_known: bool
    costs_known: bool
    users_known: bool
    comparison_known: bool
    finances_known: bool
    housing_known: bool
    data: DataAge
    notes: tuple[str, ...]
    methods: tuple[str, ...]
    sources: tuple[SourceContext, ...]
    parameters: tuple[ParameterContext, ...]
    chosen: int
    terms: tuple[TermContext, ...]


def build(
    report: ReportInput,
    challenge: ChallengeContext,
    outlook: OutlookContext | None,
    gallery: Gallery,
) -> MethodContext:
    """The chapter; it has tables of its own but no figures."""
    press, trace = gallery.press, report.trace
    notes = [note for answer in report.answers for note in answer.notes]
    table = outlook.figures.get("accuracy") if outlook else None
    used = parameters(trace, press)
    return MethodContext(
        place=challenge.people.place,
        base_year=report.picture.base_year,
        horizon=report.outlook.horizon if report.outlook else None,
        borders=report.picture.borders,
        invented=report.invented,
        people=challenge.people.last,
        support_ages=challenge.support.ages,
        change_known=challenge.change is not None,
        sex_known=report.outlook.sex_known if report.outlook else None,
        accuracy_number=table.number if table else None,
        attraction_known=report.attraction is not None,
        futures_known=report.futures is not None,
        costs_known=report.costs is not None,
        users_known=report.users is not None,
        comparison_known=report.comparison is not None,
        finances_known=report.finances is not None and report.finances.restructuring is not None,
        housing_known=report.housing is not None,
        data=data_age(trace, press, gallery.today),
        notes=tuple(dict.fromkeys(note.text(press.language) for note in notes)),
        methods=methods(trace, press),
        sources=sources(trace, press, gallery.today),
        parameters=used,
        chosen=sum(use.kind in ("estimate", "judgement") for use in used),
        terms=_terms(report, gallery),
    )


def _terms(report: ReportInput, gallery: Gallery) -> tuple[TermContext, ...]:
    """The words that the figures count and that the texts use, by the alphabet."""
    language = gallery.press.language
    asked = [figure.term for figure in figures_of(report)]
    asked += ATTRACTION_TERMS if report.attraction else ()
    asked += FUTURES_TERMS if report.futures else ()
    asked += [name for name in TERMS if report.outlook or name not in AHEAD_ONLY]
    known = glossary()
    found = [known[name] for name in dict.fromkeys(asked) if name in known]
    terms = [TermContext(capitalised(t.name[language]), t.definition[language]) for t in found]
    return tuple(sorted(terms, key=lambda term: term.name.casefold()))
