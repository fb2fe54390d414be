"""Where a number comes from: sources, parameters and methods, gathered in a trace."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

_Item = TypeVar("_Item")


@dataclass(frozen=True)
class Source:
    """One delivery of data.

    Attributes:
        publisher: who publishes it, as ``Statistics Norway``.
        table: the publisher's own number or name, as ``07459``.
        licence: the terms it is used under.
        dataset: our id of the dataset it fills.
        selection: what was asked for, in the publisher's codes, or the file's name.
        fetched: when it was fetched or imported.
        updated: when the publisher last changed it, where known.
        fingerprint: SHA-256 of the raw answer or file.
        address: where it was fetched, where it was.
        borders: year of the municipal borders its codes follow; 0 = those of each year.
        note: what a reader should know about it.
        invented: true for the demo country.
        verified: false where the table's codes could not be checked against the source.
    """

    publisher: str
    table: str
    licence: str
    dataset: str
    selection: str = ""
    fetched: datetime | None = None
    updated: datetime | None = None
    fingerprint: str = ""
    address: str = ""
    borders: int = 0
    note: str = ""
    invented: bool = False
    verified: bool = True


@dataclass(frozen=True)
class ParameterUse:
    """A parameter value that a result stands on.

    Attributes:
        path: where it stands in the tree, as ``population.support_ratio.working_from``.
        value: the value used, as text.
        unit: its unit.
        since: the date the value holds from.
        kind: ``law``, ``statistic``, ``estimate`` or ``judgement``.
        reference: title, page, year.
        overridden: true where the user's own file replaced the default.
    """

    path: str
    value: str
    unit: str
    since: date
    kind: str
    reference: str
    overridden: bool = False


@dataclass(frozen=True)
class MethodUse:
    """A method that a result went through: module path, version, and its page in the docs."""

    name: str
    version: str
    page: str


@dataclass(frozen=True)
class Trace:
    """Everything a figure stands on."""

    sources: tuple[Source, ...] = ()
    parameters: tuple[ParameterUse, ...] = ()
    methods: tuple[MethodUse, ...] = ()
    seed: int | None = None
    notes: tuple[str, ...] = field(default_factory=tuple)

    def __add__(self, other: Trace) -> Trace:
        """Both traces together, each part once, in order of first appearance."""
        return Trace(
            sources=_once(self.sources + other.sources),
            parameters=_once(self.parameters + other.parameters),
            methods=_once(self.methods + other.methods),
            seed=self.seed if self.seed is not None else other.seed,
            notes=_once(self.notes + other.notes),
        )

    @property
    def invented(self) -> bool:
        """True where any source is invented data."""
        return any(source.invented for source in self.sources)


def _once(items: tuple[_Item, ...]) -> tuple[_Item, ...]:
    return tuple(dict.fromkeys(items))
