"""Futures that a user defines: small YAML files, checked with all problems at once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from nyegrep.foundation.errors import LANGUAGES, InputError, Problems, fail
from nyegrep.foundation.futures import (
    BUILT_IN,
    CONDITIONS,
    NATIONAL_NUMBERS,
    OFFICIAL,
    Future,
)

FOLDER = "futures"
EXAMPLE = "example.yaml"
PERCENTILES = ("business_percentile", "residential_percentile")
KEYS = ("id", "names", "conditions", *PERCENTILES, "overrides")
IDENTIFIER = re.compile(r"^[a-z][a-z0-9_]{1,39}$")
LIMITS = {
    "private_job_growth": (-10.0, 10.0),
    "net_immigration": (-3.0, 3.0),
    "fertility": (0.2, 3.0),
    "mortality_trend": (-0.05, 0.05),
}


def own_futures(workspace: Path, more: Sequence[Path] = ()) -> tuple[Future, ...]:
    """The futures in the workspace's folder ``futures``, then those of ``more`` files.

    The example that ``nyegrep init`` writes is not one of them.

    Raises:
        InputError: with everything that is wrong in any of the files.
    """
    kept = sorted(p for p in (workspace / FOLDER).glob("*.yaml") if p.name != EXAMPLE)
    problems, found = Problems(), []
    for path in (*kept, *more):
        try:
            found.append(read_future(path))
        except InputError as error:
            problems.extend(error)
    ids = [future.id for future in found]
    for name in sorted({name for name in ids if ids.count(name) > 1}):
        problems.add("future.twice", id=name)
    problems.raise_if_any(InputError)
    return tuple(found)


def read_future(path: Path) -> Future:
    """One future from a file.

    Raises:
        InputError: with everything that is wrong: a key that is not known, a percentile that
            cannot be, a set of conditions that does not exist.
    """
    content = _content(path)
    problems = Problems()
    _check_keys(content, KEYS, path, problems)
    overrides = content.get("overrides") or {}
    names = content.get("names") or {}
    _check_id(content.get("id"), path, problems)
    if content.get("conditions") not in CONDITIONS:
        shown = content.get("conditions", "–")
        problems.add("future.conditions", place=path, found=shown, expected=CONDITIONS)
    for key in PERCENTILES:
        _check_number(content.get(key), (key, 1.0, 99.0), path, problems)
    if _is_mapping(names, "names", path, problems):
        _check_keys(names, LANGUAGES, path, problems)
    if _is_mapping(overrides, "overrides", path, problems):
        _check_keys(overrides, NATIONAL_NUMBERS, path, problems)
        for key, limits in LIMITS.items():
            _check_number(overrides.get(key), (key, *limits), path, problems)
    problems.raise_if_any(InputError)
    return Future(
        id=content["id"],
        conditions=content["conditions"],
        business_percentile=_number(content.get(PERCENTILES[0])),
        residential_percentile=_number(content.get(PERCENTILES[1])),
        names={language: str(name) for language, name in names.items()},
        overrides={key: float(value) for key, value in overrides.items()},
    )


def _content(path: Path) -> dict[str, Any]:
    if not path.is_file():
        fail(InputError, "file.missing", place=path)
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split())[:120]
        fail(InputError, "future.unreadable", place=path, reason=reason)
    if not isinstance(content, dict):
        fail(InputError, "future.unreadable", place=path, reason="no keys")
    return content


def _check_keys(
    found: Mapping[str, Any], known: Sequence[str], path: Path, problems: Problems
) -> None:
    for key in found:
        if key not in known:
            near = get_close_matches(str(key), known, n=1) or known
            problems.add("future.key_unknown", place=path, key=key, candidates=list(near))


def _check_id(found: object, path: Path, problems: Problems) -> None:
    if not isinstance(found, str) or not IDENTIFIER.match(found):
        problems.add("future.id", place=path, found=found if found is not None else "–")
    elif found in (*BUILT_IN, OFFICIAL):
        problems.add("future.id_taken", place=path, found=found)


def _check_number(
    value: object, limits: tuple[str, float, float], path: Path, problems: Problems
) -> None:
    """A number within its limits; nothing is allowed."""
    key, lowest, highest = limits
    if value is None:
        return
    whole = isinstance(value, int | float) and not isinstance(value, bool)
    if not whole or not lowest <= float(str(value)) <= highest:
        span = f"{lowest:g}–{highest:g}"
        problems.add("future.number", place=path, key=key, found=value, expected=span)


def _is_mapping(found: object, key: str, path: Path, problems: Problems) -> bool:
    if not isinstance(found, dict):
        problems.add("future.number", place=path, key=key, found=found, expected="key: value")
        return False
    return True


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
