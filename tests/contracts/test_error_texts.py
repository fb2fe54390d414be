"""Every error code that is raised has a text in both languages, with the facts it is given."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from nyegrep.foundation.errors import LANGUAGES, error_texts

pytestmark = pytest.mark.contract

SOURCE = Path(__file__).resolve().parents[2] / "src" / "nyegrep"


def raised() -> Iterator[tuple[str, set[str] | None, str]]:
    """Each error code in the source with the facts given, ``None`` where they are spread in."""
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", None) or getattr(node.func, "id", None)
            position = {"add": 0, "fail": 1, "Problem": 0}.get(str(name))
            if position is None or len(node.args) <= position:
                continue
            code = node.args[position]
            if isinstance(code, ast.Constant) and isinstance(code.value, str) and "." in code.value:
                spread = any(keyword.arg is None for keyword in node.keywords) or name == "Problem"
                facts = {keyword.arg for keyword in node.keywords if keyword.arg}
                yield code.value, None if spread else facts, f"{path.name}:{node.lineno}"


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_code_raised_has_a_text_and_gives_its_facts() -> None:
    faults = []
    for code, facts, where in raised():
        if code not in error_texts():
            faults.append(f"{where}: no text for {code}")
        elif facts is not None and not placeholders(error_texts()[code]["en"]) <= facts:
            faults.append(
                f"{where}: {code} lacks {placeholders(error_texts()[code]['en']) - facts}"
            )
    assert faults == []


def test_no_text_is_left_that_nothing_raises() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py"))
    assert [code for code in error_texts() if f'"{code}"' not in source] == []


def test_both_languages_say_the_same_facts() -> None:
    for code, texts in error_texts().items():
        assert set(texts) == set(LANGUAGES), code
        assert placeholders(texts["nb"]) == placeholders(texts["en"]), code


def test_texts_end_as_sentences() -> None:
    wrong = [c for c, texts in error_texts().items() for t in texts.values() if t[-1] not in ".)"]
    assert wrong == []
