"""Rules of the house that no other tool checks."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from nyegrep.foundation.version import VERSION

pytestmark = pytest.mark.contract

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "nyegrep"
HEAVY = {"altair", "duckdb", "fastexcel", "pandera", "vl_convert"}


def test_only_heavy_third_party_imports_wait_inside_functions() -> None:
    inside = []
    for path in SOURCE.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for function in ast.walk(tree):
            if not isinstance(function, ast.FunctionDef):
                continue
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    module = node.names[0].name if isinstance(node, ast.Import) else node.module
                    if str(module).split(".")[0] not in HEAVY and "cli" not in path.parts:
                        inside.append(f"{path}:{node.lineno} {module}")
    assert inside == []


def test_identifiers_are_ascii_and_english_letters() -> None:
    strange = []
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(node, "name", None) or getattr(node, "id", None)
            if isinstance(name, str) and not name.isascii():
                strange.append(f"{path}: {name}")
    assert strange == []


def test_docstring_examples_give_what_they_say() -> None:
    modules = [p for p in SOURCE.rglob("*.py") if ">>>" in p.read_text(encoding="utf-8")]
    assert modules
    for path in modules:
        name = ".".join(path.relative_to(ROOT / "src").with_suffix("").parts)
        code = (
            "import doctest, importlib, sys; "
            f"sys.exit(doctest.testmod(importlib.import_module('{name}')).failed)"
        )
        done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True)
        assert done.returncode == 0, done.stdout.decode()


def test_pins_name_no_address() -> None:
    for name in ("requirements.txt", "requirements-dev.txt", "constraints.txt"):
        assert "://" not in (ROOT / name).read_text(encoding="utf-8")


def test_version_stands_in_one_place_and_the_changelog_knows_it() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    found = re.search(r'^version = "(.+)"', project, flags=re.MULTILINE)
    assert found is not None
    assert found[1] == VERSION
    assert f"## {found[1]}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
