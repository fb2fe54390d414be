"""Where numbers come from, in words: sources with their age, parameters, methods."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import date, datetime

from nyegrep.foundation.figures import Figure
from nyegrep.foundation.provenance import MethodUse, ParameterUse, Source, Trace
from nyegrep.foundation.terms import definition, glossary, label, source_name, unit_label, units
from nyegrep.reports.contexts import (
    DataAge,
    MissingContext,
    ParameterContext,
    ProvenanceContext,
    SourceContext,
)
from nyegrep.reports.press import Press, capitalised
from nyegrep.sources.catalogue import catalogue

ALWAYS = date(1900, 1, 1)
METHOD_PAGE = re.compile(r"docs/methods/\w+\.md")


def provenance(figure: Figure, press: Press, today: datetime) -> ProvenanceContext:
    """The four stops of a figure."""
    known = figure.term in glossary()
    return ProvenanceContext(
        command=f"nyegrep explain {figure.id}",
        sources=sources(figure.trace, press, today),
        methods=methods(figure.trace, press),
        parameters=parameters(figure.trace, press),
        term=capitalised(label(figure.term, press.language)) if known else "",
        definition=definition(figure.term, press.language) if known else "",
    )


def sources(trace: Trace, press: Press, today: datetime) -> tuple[SourceContext, ...]:
    """Every source once for each publisher, table and dataset, the newest delivery of it."""
    newest: dict[tuple[str, str, str], Source] = {}
    for source in trace.sources:
        key = (source.publisher, source.table, source.dataset)
        if key not in newest or _moment(source) > _moment(newest[key]):
            newest[key] = source
    return tuple(_source(source, press, today) for source in newest.values())


def methods(trace: Trace, press: Press) -> tuple[str, ...]:
    """Methods by the names people know them by, each with its version."""
    names = [
        f"{_method_name(use, press)} ({press.words['version']} {use.version})"
        for use in trace.methods
    ]
    return tuple(dict.fromkeys(names))


def parameters(trace: Trace, press: Press) -> tuple[ParameterContext, ...]:
    """Parameters by the names people know them by."""
    return tuple(_parameter(use, press) for use in trace.parameters)


def missing(datasets: Iterable[str], press: Press) -> MissingContext:
    """Datasets that are not there, by their titles, and the commands that get them."""
    names = tuple(datasets)
    titles = tuple(_dataset_title(name, press) for name in names)
    return MissingContext(titles, tuple(f"nyegrep data fetch {name}" for name in names))


def data_age(trace: Trace, press: Press, today: datetime) -> DataAge:
    """When the data was fetched, first and last, and how long ago the oldest of it was."""
    days = sorted(source.fetched.date() for source in trace.sources if source.fetched)
    if not days:
        return DataAge("", "", "")
    return DataAge(
        first=press.forms.date(days[0]),
        last=press.forms.date(days[-1]) if days[-1] > days[0] else "",
        age=_age(days[0], press, today),
    )


def _source(source: Source, press: Press, today: datetime) -> SourceContext:
    form = press.forms.date
    published = [source_name(part, press.language) for part in source.publisher.split("; ")]
    return SourceContext(
        publisher=press.forms.listing(published),
        table=source.table,
        title=_dataset_title(source.dataset, press),
        fetched=form(source.fetched.date()) if source.fetched else "",
        updated=form(source.updated.date()) if source.updated else "",
        age=_age(source.fetched.date(), press, today) if source.fetched else "",
        licence=source_name(source.licence, press.language),
        borders=source.borders,
        invented=source.invented,
        verified=source.verified,
    )


def _parameter(use: ParameterUse, press: Press) -> ParameterContext:
    unit = unit_label(use.unit, press.language) if use.unit in units() else use.unit
    reference = METHOD_PAGE.sub(str(press.words["method_page"]), use.reference)
    return ParameterContext(
        label=parameter_name(use.path, press) or capitalised(_plain_words(use.path)),
        value=use.value if use.unit == "calendar year" else _spoken_value(use.value, press),
        unit="" if use.unit == "share" else unit,
        since=press.forms.date(use.since) if use.since > ALWAYS else "",
        kind=use.kind,
        kind_label=label(use.kind, press.language),
        reference=reference,
        overridden=use.overridden,
    )


def parameter_name(path: str, press: Press) -> str | None:
    """What people call a parameter; empty-handed where nobody has given it a name.

    Parameters of a group, as the unit costs, are called by the group and the last of their path.
    """
    if path in press.words["parameters"]:
        return str(press.words["parameters"][path])
    group, _, last = path.rpartition(".")
    named = press.word(last)
    if group not in press.words["parameter_groups"] or named is None:
        return None
    return f"{press.words['parameter_groups'][group]}: {named}"


def _spoken_value(text: str, press: Press) -> str:
    """A parameter's value in the number form of the language, with the digits it was given."""
    try:
        value = json.loads(text)
    except ValueError:
        return text
    if isinstance(value, list):
        return "; ".join(_spoken_value(json.dumps(item), press) for item in value)
    if isinstance(value, dict):
        pairs = value.items()
        return "; ".join(
            f"{_spoken_name(name, press)}: {_spoken_value(json.dumps(item), press)}"
            for name, item in pairs
        )
    if isinstance(value, str):
        known = press.words["types"].get(value) or press.word(value)
        return str(known or _plain_words(value))
    if isinstance(value, bool) or not isinstance(value, int | float):
        return _plain_words(text)
    decimals = len(f"{value:.10f}".rstrip("0").partition(".")[2])
    return press.forms.number(value, decimals)


def _spoken_name(name: str, press: Press) -> str:
    """What a part of a value is called: a criterion of need, a service, a function."""
    return str(press.words["need"]["criteria"].get(name) or press.word(name) or name)


def _method_name(use: MethodUse, press: Press) -> str:
    known = press.words["methods"].get(use.name)
    return str(known or capitalised(_plain_words(use.name.removeprefix("nyegrep.methods."))))


def _dataset_title(name: str, press: Press) -> str:
    found = catalogue().get(name)
    if found is not None:
        return found.title[press.language]
    return capitalised(press.word(name) or _plain_words(name))


def _plain_words(name: str) -> str:
    """An identifier that nobody has given a name, made readable."""
    return name.replace("_", " ").replace(".", " – ")


def _age(day: date, press: Press, today: datetime) -> str:
    return press.forms.duration(max((today.date() - day).days, 0))


def _moment(source: Source) -> float:
    return source.fetched.timestamp() if source.fetched else 0.0
