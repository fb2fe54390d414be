"""Where a number comes from: the four stops of its way, and the one line under a figure."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import jinja2

from nyegrep.foundation.errors import LANGUAGES
from nyegrep.foundation.figures import Figure
from nyegrep.foundation.provenance import ParameterUse, Source, Trace
from nyegrep.foundation.terms import definition, label, source_name, unit_label
from nyegrep.reports import render
from nyegrep.sources.catalogue import catalogue

ANALYSES = {
    "challenge_picture": (
        "population.history",
        "population.comparison",
        "population.change",
        "population.age_groups",
        "population.support_ratio",
    ),
    "attraction_profile": (
        "attractiveness.jobs",
        "attractiveness.people",
        "attractiveness.history",
        "attractiveness.rank",
        "attractiveness.compared",
        "attractiveness.indicators",
        "attractiveness.scatter",
        "attractiveness.map",
    ),
    "population_outlook": (
        "population.outlook",
        "population.outlook_change",
        "population.outlook_age_groups",
        "population.pyramid",
        "population.outlook_support_ratio",
        "population.outlook_accuracy",
    ),
    "futures_outlook": (
        "futures.paths",
        "futures.characteristics",
        "futures.ages",
        "futures.pyramid",
        "futures.support_ratio",
        "futures.jobs",
        "futures.assumptions",
        "futures.reach",
    ),
    "need_index": ("need.sectors", "need.criteria"),
    "peer_comparison": (
        "comparison.gaps",
        "comparison.places",
        "comparison.peers",
        "comparison.drill_down",
    ),
    "savings_distribution": ("savings.distribution", "savings.criteria"),
    "prevention_account": ("prevention.account", "prevention.by_year", "prevention.sensitivity"),
    "cost_outlook": (
        "costs.horizon",
        "costs.by_service",
        "costs.official",
        "costs.by_age_group",
        "costs.per_age",
        "costs.plausibility",
    ),
    "finance_outlook": (
        "finance.targets",
        "finance.restructuring",
        "finance.sensitivity",
        "finance.revenue",
        "finance.robek",
    ),
    "housing_outlook": (
        "housing.need",
        "housing.dwellings",
        "housing.households",
        "housing.older",
        "housing.care",
        "housing.lives_in",
        "housing.fit",
    ),
    "service_users_outlook": (
        "users.horizon",
        "users.by_service",
        "users.staff",
        "users.dementia",
        "users.rates",
    ),
}
EVER = date(1900, 1, 1)
SHORT_FINGERPRINT = 12
YEAR = "calendar year"


def source_line(trace: Trace, language: str) -> str:
    """The one line under a figure: publishers and tables, when fetched, and what is not certain.

    Example:
        >>> source_line(Trace(sources=(Source("Statistics Norway", "07459", "", ""),)), "en")
        'Source: Statistics Norway, table 07459. Calculated by Nye grep.'
    """
    dates = sorted({source.fetched.date() for source in trace.sources if source.fetched})
    unverified = [source.table or source.dataset for source in trace.sources if not source.verified]
    context = {
        "invented": trace.invented,
        "origins": _origins(trace.sources, language),
        "fetched": [render.date(day, language) for day in dict.fromkeys(dates[:1] + dates[-1:])],
        "unverified": _joined(dict.fromkeys(unverified), language),
    }
    return _filled("source_line", language, context)


def explain(figure: Figure, language: str) -> str:
    """The four stops of a figure's numbers as plain text: data, method, question, page."""
    trace = figure.trace
    context = {
        "figure": figure.id,
        "invented": trace.invented,
        "sources": [_spoken_source(source, language) for source in trace.sources],
        "methods": [asdict(method) for method in trace.methods],
        "parameters": [_spoken_parameter(use, language) for use in trace.parameters],
        "seed": trace.seed,
        "notes": trace.notes,
        "analysis": _analysis(figure.id),
        "question": label(_analysis(figure.id), language),
        "term": label(figure.term, language),
        "definition": definition(figure.term, language),
        "unit": unit_label(figure.unit, language),
        "rounding": _rounding(figure.unit, language),
    }
    return _filled("explain", language, context)


def explanation(figure: Figure) -> dict[str, Any]:
    """The same as ``explain`` for programs: codes as they are, words in every language."""
    trace = figure.trace
    return {
        "figure": figure.id,
        "invented": trace.invented,
        "data": [_plain(asdict(source)) for source in trace.sources],
        "method": {
            "methods": [asdict(method) for method in trace.methods],
            "parameters": [_plain(asdict(use)) for use in trace.parameters],
            "seed": trace.seed,
            "notes": list(trace.notes),
        },
        "question": {
            "analysis": _analysis(figure.id),
            "term": {"id": figure.term} | {to: label(figure.term, to) for to in LANGUAGES},
            "definition": {to: definition(figure.term, to) for to in LANGUAGES},
            "unit": {"id": figure.unit} | {to: unit_label(figure.unit, to) for to in LANGUAGES},
        },
        "page": {
            "rounding": {to: _rounding(figure.unit, to) for to in LANGUAGES},
            "source_line": {to: source_line(trace, to) for to in LANGUAGES},
        },
    }


def _analysis(figure: str) -> str:
    return {found: name for name, figures in ANALYSES.items() for found in figures}[figure]


def _origins(sources: Iterable[Source], language: str) -> list[dict[str, Any]]:
    """Publishers in order of appearance, each once, with numbered tables and those with a name."""
    tables: dict[str, dict[str, None]] = {}
    for source in sources:
        published = [source_name(part, language) for part in source.publisher.split("; ")]
        known = tables.setdefault(_joined(published, language), {})
        known.update(dict.fromkeys(_tables(source)))
    return [
        {
            "publisher": publisher,
            "numbered": _joined((t for t in found if t.isdecimal()), language),
            "named": _joined((t for t in found if not t.isdecimal()), language),
        }
        for publisher, found in tables.items()
    ]


def _tables(source: Source) -> list[str]:
    """The tables of a source; a file may hold several, and so may rows that were joined."""
    return [table.strip() for table in source.table.replace(";", ",").split(",") if table.strip()]


def _spoken_source(source: Source, language: str) -> dict[str, Any]:
    moments = {"fetched": source.fetched, "updated": source.updated}
    dates = {k: render.date(v.date(), language) if v else "" for k, v in moments.items()}
    return asdict(source) | {
        "origin": _origins([source], language)[0],
        "dates": dates,
        "placed": source.dataset in catalogue() and catalogue()[source.dataset].region_columns,
        "fingerprint": source.fingerprint[:SHORT_FINGERPRINT],
        "licence": source_name(source.licence, language),
    }


def _spoken_parameter(use: ParameterUse, language: str) -> dict[str, Any]:
    return asdict(use) | {
        "value": use.value if use.unit == YEAR else _spoken_value(use.value, language),
        "unit": unit_label(use.unit, language),
        "since": render.date(use.since, language) if use.since > EVER else "",
        "kind": label(use.kind, language),
    }


def _spoken_value(text: str, language: str) -> str:
    """A parameter's value with all its digits, in the number form of the language."""
    try:
        value = json.loads(text, parse_float=Decimal, parse_int=Decimal)
    except ValueError:
        return text
    return _spoken(value, language)


def _spoken(value: object, language: str) -> str:
    if isinstance(value, Decimal):
        exponent = value.normalize().as_tuple().exponent
        digits = -exponent if isinstance(exponent, int) else 0
        return render.number(float(value), language, decimals=max(0, digits))
    if isinstance(value, list):
        return "; ".join(_spoken(item, language) for item in value)
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_spoken(item, language)}" for name, item in value.items())
    return str(value)


def _rounding(unit: str, language: str) -> str:
    known = {"unit": unit, "years_to_the_person": render.YEARS_TO_THE_PERSON}
    return _filled("rounding", language, known)


def _plain(fields: dict[str, Any]) -> dict[str, Any]:
    """Dates and times as ISO texts."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in fields.items()
    }


def _joined(parts: Iterable[str], language: str) -> str:
    return render.Forms(language).listing(list(parts))


def _filled(name: str, language: str, context: dict[str, Any]) -> str:
    return _environment().get_template(f"{language}/{name}.txt").render(context).strip()


@cache
def _environment() -> jinja2.Environment:
    """Plain text: nothing is escaped, and a value that is missing is an error."""
    return jinja2.Environment(
        loader=jinja2.PackageLoader("nyegrep.reports"),
        autoescape=False,  # noqa: S701  # text for a terminal; the page escapes what it takes in
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
