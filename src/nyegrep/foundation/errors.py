"""One family of errors. A problem is a code with facts; its words stand in ``errors.yaml``.

Every text says what happened, where, what was expected, and what to do. A stage gathers all its
problems before it stops, so that a user mends a file once and not twelve times.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any, NoReturn

import yaml

from nyegrep.foundation.tables import Words

LANGUAGES = ("nb", "en")


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: a code from ``errors.yaml`` and the facts its text needs."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def text(self, language: str = "en") -> str:
        """The sentence a user reads, in ``nb`` or ``en``."""
        template = error_texts()[self.code][language]
        facts = {name: _plain(value, language) for name, value in self.facts.items()}
        words = _Norwegian() if language == "nb" else Formatter()
        return words.format(template, **facts)


class NyegrepError(Exception):
    """Base of every error that a user can do something about.

    Attributes:
        problems: everything that was found wrong in the stage, never empty.
        exit_code: what the command line answers with.
    """

    exit_code = 1

    def __init__(self, *problems: Problem) -> None:
        if not problems:
            raise ValueError("an error needs at least one problem")
        self.problems = problems
        super().__init__("\n".join(self.texts("en")))

    def __reduce__(self) -> tuple[type[NyegrepError], tuple[Problem, ...]]:
        """How an error travels from one process to another: with its problems."""
        return type(self), self.problems

    def texts(self, language: str = "en") -> list[str]:
        """All problems as sentences, in the order they were found."""
        return [problem.text(language) for problem in self.problems]


class InputError(NyegrepError):
    """What the user asked for cannot be: a name, a year, a figure that does not exist."""

    exit_code = 2


class DataError(NyegrepError):
    """Data is missing, damaged, or not as its declaration says."""

    exit_code = 3


class SourceError(NyegrepError):
    """A source (Statistics Norway, KLASS) refused, failed, or could not be reached."""

    exit_code = 4


class WorkspaceError(NyegrepError):
    """The workspace folder cannot be read, written, or is in use."""

    exit_code = 5


class Problems:
    """Gathers the problems of one stage and raises them together."""

    def __init__(self) -> None:
        self._found: list[Problem] = []

    def __iter__(self) -> Iterator[Problem]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def add(self, code: str, /, **facts: Any) -> None:
        """Note one problem."""
        self._found.append(Problem(code, facts))

    def extend(self, other: NyegrepError) -> None:
        """Take over the problems of an error that was caught."""
        self._found.extend(other.problems)

    def raise_if_any(self, kind: type[NyegrepError]) -> None:
        """Raise all that was found as one error of ``kind``; do nothing where nothing was."""
        if self._found:
            raise kind(*self._found)


def fail(kind: type[NyegrepError], code: str, /, **facts: Any) -> NoReturn:
    """Raise an error with a single problem."""
    raise kind(Problem(code, facts))


@cache
def error_texts() -> dict[str, dict[str, str]]:
    """All error texts: code to language to template."""
    source = files("nyegrep.foundation").joinpath("errors.yaml").read_text(encoding="utf-8")
    texts: dict[str, dict[str, str]] = yaml.safe_load(source)
    return texts


class _Norwegian(Formatter):
    """Decimals after a comma."""

    def format_field(self, value: Any, format_spec: str) -> str:
        text: str = super().format_field(value, format_spec)
        return text.replace(".", ",") if isinstance(value, float) else text


def _plain(value: Any, language: str) -> Any:
    """Lists become readable enumerations, words those of the language; the rest is left alone."""
    if isinstance(value, Words):
        return value[language]
    if isinstance(value, list | tuple | set | frozenset):
        items = sorted(value, key=str) if isinstance(value, set | frozenset) else list(value)
        items = [_plain(item, language) for item in items]
        shown = ", ".join(str(item) for item in items[:12])
        return f"{shown}, … ({len(items)})" if len(items) > 12 else shown
    return value
