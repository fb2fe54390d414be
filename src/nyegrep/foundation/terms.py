"""The words of the project: terms with definitions, units, and labels, from ``glossary.yaml``.

Everything has an id that code uses and a word in each language that people read.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict

from nyegrep.foundation.tables import Words

_YAML_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one is eight times as fast


@dataclass(frozen=True)
class Term:
    """One domain noun.

    Attributes:
        id: what code calls it, as ``support_ratio``.
        name: what people call it.
        definition: what it is, for a reader without training in the field.
        unit: unit id; empty for what is not counted.
        source: whose definition it is.
        not_to_be_confused_with: ids of terms that are easily mistaken for it.
    """

    id: str
    name: Words
    definition: Words
    unit: str
    source: str
    not_to_be_confused_with: tuple[str, ...]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    nb: str
    en: str
    definition: Words
    unit: str = ""
    source: str
    not_to_be_confused_with: tuple[str, ...] = ()


class _Glossary(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    terms: dict[str, _Entry]
    units: dict[str, Words]
    labels: dict[str, dict[str, Words]]
    sources: dict[str, Words]


@cache
def glossary() -> dict[str, Term]:
    """All terms by id, in the order of the file."""
    return {
        name: Term(
            id=name,
            name=Words(nb=entry.nb, en=entry.en),
            definition=entry.definition,
            unit=entry.unit,
            source=entry.source,
            not_to_be_confused_with=entry.not_to_be_confused_with,
        )
        for name, entry in _content().terms.items()
    }


def term(name: str) -> Term:
    """The term with the id ``name``.

    Raises:
        KeyError: there is none; a term is missing in the glossary, which a test finds.
    """
    return glossary()[name]


def label(name: str, language: str) -> str:
    """The word for a term, a column, or a value that a column takes.

    Example:
        >>> label("support_ratio", "nb"), label("female", "en")
        ('forsørgerbyrde', 'women')

    Raises:
        KeyError: there is no such term, column or value.
    """
    return _words()[name][language]


def words_of(name: str) -> Words | None:
    """The words for a term, a column or a value in both languages; ``None`` where it has none."""
    return _words().get(name)


def definition(name: str, language: str) -> str:
    """What a term means.

    Raises:
        KeyError: there is no such term.
    """
    return term(name).definition[language]


def unit_label(unit: str, language: str) -> str:
    """The word for a unit, as ``personer`` or ``per cent``; empty for no unit.

    Raises:
        KeyError: there is no such unit.
    """
    return units()[unit][language] if unit else ""


def units() -> dict[str, Words]:
    """All units by id."""
    return _content().units


def labels() -> dict[str, dict[str, Words]]:
    """Words without a definition: group to id to words."""
    return _content().labels


def source_name(name: str, language: str) -> str:
    """A publisher, or another phrase that comes with data, in a language; as it is if not known.

    Example:
        >>> source_name("Statistics Norway", "nb"), source_name("Statistisk sentralbyrå", "en")
        ('Statistisk sentralbyrå', 'Statistics Norway')
    """
    return _source_names()[name][language] if name in _source_names() else name


@cache
def _content() -> _Glossary:
    text = files("nyegrep.foundation").joinpath("glossary.yaml").read_text(encoding="utf-8")
    return _Glossary.model_validate(yaml.load(text, Loader=_YAML_LOADER))  # noqa: S506  # a safe one


@cache
def _words() -> dict[str, Words]:
    found = {name: words for group in labels().values() for name, words in group.items()}
    return found | {name: known.name for name, known in glossary().items()}


@cache
def _source_names() -> dict[str, Words]:
    """By id and by the name in either language."""
    named = _content().sources
    either = {name: words for words in named.values() for name in (words.nb, words.en)}
    return either | named
