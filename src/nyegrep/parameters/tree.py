"""The parameter tree: dated, sourced numbers, read into the dataclass that a method declares.

A leaf stands in ``<topic>/<file>.yaml`` and is found by its path, as
``population.support_ratio.working_from``. It has a unit, values per date, a reference and a kind.
"""

from __future__ import annotations

import difflib
import json
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from nyegrep.foundation.errors import DataError, InputError, Problems, fail
from nyegrep.foundation.provenance import ParameterUse

Kind = Literal["law", "statistic", "estimate", "judgement"]
Class = TypeVar("Class")


class Reference(BaseModel):
    """Where a value was found: title, page (or table), and year."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = Field(min_length=1)
    page: str = ""
    year: int

    def __str__(self) -> str:
        return ", ".join(part for part in (self.title, self.page, str(self.year)) if part)


class Leaf(BaseModel):
    """One parameter: its values, each from a date, and what they stand on.

    Attributes:
        unit: unit of the value, or of every number in it.
        kind: what sort of knowledge it is.
        values: date to value; a value is a scalar, a list, or a table (mapping).
        reference: where the values were found.
        minimum: least number allowed, also in overrides.
        maximum: greatest number allowed, also in overrides.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    unit: str
    kind: Kind
    values: dict[date, Any] = Field(min_length=1)
    reference: Reference
    minimum: float | None = None
    maximum: float | None = None

    def at(self, day: date) -> tuple[date, Any] | None:
        """The value that holds on ``day`` and the date it holds from; ``None`` before the first."""
        known = [since for since in self.values if since <= day]
        return (max(known), self.values[max(known)]) if known else None

    def allows(self, value: object) -> bool:
        """True where every number in ``value`` lies between the minimum and the maximum."""
        low = float("-inf") if self.minimum is None else self.minimum
        high = float("inf") if self.maximum is None else self.maximum
        return all(low <= number <= high for number in _numbers(value))


@dataclass(frozen=True)
class _Declared:
    """A field of the class to fill: its path, type and unit."""

    name: str
    path: str
    type: Any
    unit: str | None


class _Reading:
    """One call of ``read``: what was used and what was wrong so far."""

    def __init__(self, tree: Mapping[str, Leaf], at: date, overrides: Mapping[str, object]) -> None:
        self.tree = tree
        self.at = at
        self.overrides = overrides
        self.used: list[ParameterUse] = []
        self.problems = Problems()

    def fill(self, branch: str, into: type[Any]) -> Any:
        """An instance of ``into``, or ``None`` where something was wrong."""
        before = len(self.problems)
        values = {}
        for declared in _declared_fields(branch, into):
            if _is_record(declared.type):
                values[declared.name] = self.fill(declared.path, declared.type)
            else:
                values[declared.name] = self._value(declared)
        return into(**values) if len(self.problems) == before else None

    def _value(self, declared: _Declared) -> Any:
        leaf = self.tree.get(declared.path)
        if leaf is None:
            near = difflib.get_close_matches(declared.path, self.tree, n=3, cutoff=0.0)
            self.problems.add("parameter.absent", path=declared.path, candidates=near)
            return None
        if leaf.unit != declared.unit:
            facts = {"path": declared.path, "unit": leaf.unit, "expected": declared.unit}
            self.problems.add("parameter.unit_wrong", **facts)
            return None
        chosen = self._chosen(declared.path, leaf)
        if chosen is None:
            first = min(leaf.values).isoformat()
            self.problems.add("parameter.not_yet", path=declared.path, at=self.at, first=first)
            return None
        since, value, overridden = chosen
        return self._checked(declared, leaf, since, value, overridden)

    def _chosen(self, path: str, leaf: Leaf) -> tuple[date, Any, bool] | None:
        if path in self.overrides:
            dated = _dated(self.overrides[path], self.at)
            if dated is not None:
                return (*dated, True)
        found = leaf.at(self.at)
        return (*found, False) if found else None

    def _checked(
        self, declared: _Declared, leaf: Leaf, since: date, value: Any, overridden: bool
    ) -> Any:
        text = json.dumps(value, default=str)
        try:
            converted = TypeAdapter(declared.type).validate_json(text, strict=True)
        except ValidationError:
            facts = {"path": declared.path, "expected": _type_name(declared.type), "found": text}
            self.problems.add("parameter.type_wrong", **facts)
            return None
        if not leaf.allows(value):
            limits = (("≥", leaf.minimum), ("≤", leaf.maximum))
            expected = ", ".join(f"{sign} {limit:g}" for sign, limit in limits if limit is not None)
            facts = {"path": declared.path, "found": text, "expected": expected}
            self.problems.add("parameter.out_of_range", **facts)
            return None
        use = ParameterUse(
            path=declared.path,
            value=value if isinstance(value, str) else text,
            unit=leaf.unit,
            since=since,
            kind="judgement" if overridden else leaf.kind,
            reference="" if overridden else str(leaf.reference),
            overridden=overridden,
        )
        self.used.append(use)
        return converted


def read(
    branch: str,
    *,
    into: type[Class],
    at: date,
    overrides: Mapping[str, object] | None = None,
    tree: Mapping[str, Leaf] | None = None,
) -> tuple[Class, tuple[ParameterUse, ...]]:
    """Fill the dataclass ``into`` from the leaves of ``branch`` as they were at a date.

    Args:
        branch: dotted path, as ``population.support_ratio``; each field of ``into`` is a leaf
            below it, or a nested dataclass that is a branch below it.
        into: frozen dataclass whose fields say their unit in ``metadata={"unit": ...}``, or
            pydantic model that says it in ``json_schema_extra``.
        at: the newest value not after this date is used.
        overrides: path to value, or to a list of ``{since: date, value: …}``; checked against
            the same leaves.
        tree: path to leaf; the leaves of the package where not given.

    Returns:
        The instance and every value used, for the trace.

    Raises:
        InputError: with all problems found: absent leaves, units or types that differ, values out
            of range, no value yet at the date, overrides of paths that do not exist.

    Example:
        >>> from dataclasses import field
        >>> @dataclass(frozen=True)
        ... class Working:
        ...     working_from: int = field(metadata={"unit": "years of age"})
        >>> ages, used = read("population.support_ratio", into=Working, at=date(2019, 1, 1))
        >>> ages.working_from, used[0].kind
        (20, 'estimate')
    """
    known = leaves() if tree is None else tree
    reading = _Reading(known, at, overrides or {})
    _check_overrides(reading)
    filled = reading.fill(branch, into)
    reading.problems.raise_if_any(InputError)
    return filled, tuple(reading.used)


def read_overrides(path: Path) -> dict[str, object]:
    """The overrides in a user's YAML file: one mapping of parameter path to value.

    Raises:
        InputError: the file cannot be read as such a mapping.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        reason = str(error).replace("\n", " ")
        fail(InputError, "parameter.overrides_unreadable", file=str(path), reason=reason)
    if not isinstance(content, dict) or not all(isinstance(key, str) for key in content):
        reason = type(content).__name__
        fail(InputError, "parameter.overrides_unreadable", file=str(path), reason=reason)
    return dict(content)


@cache
def leaves() -> Mapping[str, Leaf]:
    """Every leaf of the package, by path."""
    documents = {}
    for topic in sorted(files("nyegrep.parameters").iterdir(), key=lambda entry: entry.name):
        if topic.is_dir():
            for entry in sorted(topic.iterdir(), key=lambda entry: entry.name):
                if entry.name.endswith(".yaml"):
                    branch = f"{topic.name}.{entry.name.removesuffix('.yaml')}"
                    documents[branch] = entry.read_text(encoding="utf-8")
    return parse(documents)


def parse(documents: Mapping[str, str]) -> dict[str, Leaf]:
    """Leaves by path from YAML texts, each under its branch.

    Raises:
        DataError: with every leaf that is not as a leaf should be.
    """
    problems = Problems()
    found: dict[str, Leaf] = {}
    for branch, text in documents.items():
        for path, content in _walk(branch, yaml.safe_load(text)):
            try:
                found[path] = Leaf.model_validate(content)
            except ValidationError as error:
                reason = "; ".join(
                    f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors()
                )
                problems.add("parameter.leaf_malformed", path=path, reason=reason)
    problems.raise_if_any(DataError)
    return found


def _walk(path: str, node: object) -> Iterator[tuple[str, object]]:
    """Every leaf below ``node``: a mapping that has ``values``, or anything not a mapping."""
    if not isinstance(node, dict) or "values" in node:
        yield path, node
        return
    for name, below in node.items():
        yield from _walk(f"{path}.{name}", below)


def _check_overrides(reading: _Reading) -> None:
    for path, override in reading.overrides.items():
        if path not in reading.tree:
            near = difflib.get_close_matches(path, reading.tree, n=3, cutoff=0.0)
            reading.problems.add("parameter.unknown", path=path, candidates=near)
        elif any(type(item["since"]) is not date for item in _dated_items(override)):
            reading.problems.add("parameter.override_undated", path=path)


def _dated_items(override: object) -> list[dict[str, Any]]:
    """The items of an override that is a list of dated values; none where it is a value."""
    items = override if isinstance(override, list) else []
    dated = [item for item in items if isinstance(item, dict) and set(item) == {"since", "value"}]
    return dated if len(dated) == len(items) else []


def _dated(override: object, at: date) -> tuple[date, Any] | None:
    """The overriding value at a date; ``None`` where the override begins later."""
    items = _dated_items(override)
    if not items:
        return at, override
    begun = [item for item in items if type(item["since"]) is date and item["since"] <= at]
    newest = max(begun, key=lambda item: item["since"], default=None)
    return None if newest is None else (newest["since"], newest["value"])


def _declared_fields(branch: str, into: type[Any]) -> list[_Declared]:
    hints = typing.get_type_hints(into)
    if is_dataclass(into):
        units = {item.name: item.metadata.get("unit") for item in fields(into)}
    elif issubclass(into, BaseModel):
        extras = {name: item.json_schema_extra for name, item in into.model_fields.items()}
        units = {
            name: dict(extra).get("unit") if isinstance(extra, dict) else None
            for name, extra in extras.items()
        }
    else:
        raise TypeError(f"{into.__name__} is neither a dataclass nor a pydantic model")
    return [_Declared(name, f"{branch}.{name}", hints[name], unit) for name, unit in units.items()]


def _is_record(hint: Any) -> bool:
    return is_dataclass(hint) or (isinstance(hint, type) and issubclass(hint, BaseModel))


def _numbers(value: object) -> Iterator[float]:
    if isinstance(value, bool):
        return
    if isinstance(value, int | float):
        yield float(value)
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _numbers(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _numbers(item)


def _type_name(hint: Any) -> str:
    return hint.__name__ if isinstance(hint, type) else str(hint)
