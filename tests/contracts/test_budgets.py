"""Size budgets, without a list of exceptions: function 50 lines, file 400 lines, 7 arguments."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

pytestmark = pytest.mark.contract

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(
    path
    for folder in ("src", "tests", "benchmarks", "scripts")
    for path in (ROOT / folder).rglob("*.py")
)
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "core", "misc"}


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or 0) - node.lineno + 1


def test_there_is_something_to_measure() -> None:
    assert len(FILES) > 20


def test_no_file_is_longer_than_400_lines() -> None:
    long = {
        str(p): n for p in FILES if (n := len(p.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert long == {}


def test_no_function_is_longer_than_50_lines() -> None:
    long = {f"{p}:{f.name}": length(f) for p in FILES for f in functions(p) if length(f) > 50}
    assert long == {}


def test_no_function_takes_more_than_7_arguments() -> None:
    def count(f: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
        given = [*f.args.posonlyargs, *f.args.args, *f.args.kwonlyargs]
        return len([a for a in given if a.arg not in ("self", "cls")])

    source = [p for p in FILES if "tests" not in p.relative_to(ROOT).parts]
    wide = {f"{p}:{f.name}": count(f) for p in source for f in functions(p) if count(f) > 7}
    assert wide == {}


def test_no_drawer_for_odds_and_ends() -> None:
    named = {
        str(p) for p in FILES if {part.removesuffix(".py") for part in p.parts} & FORBIDDEN_NAMES
    }
    assert named == set()
