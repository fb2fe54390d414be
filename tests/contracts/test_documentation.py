"""The printed pages say what the definitions say, and the documents name files that exist."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from nyegrep.foundation.errors import NyegrepError, error_texts
from nyegrep.foundation.terms import glossary
from nyegrep.parameters.tree import leaves
from nyegrep.sources.catalogue import catalogue

pytestmark = pytest.mark.contract

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts" / "documentation.py"
WRITTEN = [
    ROOT / "ARCHITECTURE.md",
    ROOT / "CONTRIBUTING.md",
    *(ROOT / "docs/decisions").glob("*.md"),
]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPT), *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True, encoding="utf-8")


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    done = run("--into", str(folder))
    assert done.returncode == 0, done.stderr
    return folder


def test_the_committed_pages_are_current() -> None:
    done = run("--check")
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"


def test_every_definition_is_on_its_page(printed: Path) -> None:
    exits = {str(kind.exit_code) for kind in NyegrepError.__subclasses__()}
    wanted = {
        "glossary.md": [f'id="{name}"' for name in glossary()],
        "datasets.md": [f'id="{name}"' for name in catalogue()],
        "errors.md": [*(f"`{code}`" for code in error_texts()), *(f"| {e} |" for e in exits)],
        "parameters.md": [f"`{path}`" for path in leaves()],
    }
    assert {path.name for path in printed.iterdir()} == set(wanted)
    for page, parts in wanted.items():
        text = (printed / page).read_text(encoding="utf-8")
        assert [part for part in parts if part not in text] == []


def test_a_page_that_is_not_current_is_named_with_what_differs(
    printed: Path, tmp_path: Path
) -> None:
    for page in printed.iterdir():
        text = page.read_text(encoding="utf-8")
        changed = text.replace("netto lånegjeld", "gjeld") if page.name == "glossary.md" else text
        (tmp_path / page.name).write_text(changed, encoding="utf-8")
    done = run("--check", "--into", str(tmp_path))
    assert done.returncode == 1
    assert "Not current: glossary.md. Run “make docs”." in done.stdout
    assert '-| <a id="net_debt"></a>`net_debt` | **gjeld**' in done.stdout
    assert "gjeld" in (tmp_path / "glossary.md").read_text(encoding="utf-8")


def test_tables_on_the_pages_have_as_many_cells_in_every_row(printed: Path) -> None:
    for page in printed.iterdir():
        width = 0
        for line in page.read_text(encoding="utf-8").splitlines():
            cells = len(re.findall(r"(?<!\\)\|", line))
            if not line.startswith("|"):
                width = 0
            elif width == 0:
                width = cells
            else:
                assert cells == width, f"{page.name}: {line[:80]}"


def test_documents_name_files_that_exist() -> None:
    names = re.compile(r"`((?:src|tests|docs|scripts)/[\w./-]+|[A-Z]+\.md|pyproject\.toml)`")
    for document in WRITTEN:
        for name in names.findall(document.read_text(encoding="utf-8")):
            assert (ROOT / name).exists(), f"{document.name} names {name}"


def test_decisions_are_numbered_without_holes() -> None:
    names = sorted(path.name for path in (ROOT / "docs" / "decisions").glob("*.md"))
    assert [name[:4] for name in names] == [f"{n:04d}" for n in range(1, len(names) + 1)]
    for path in (ROOT / "docs" / "decisions").glob("*.md"):
        assert path.read_text(encoding="utf-8").startswith(f"# {int(path.name[:4])}. ")


def test_every_make_command_is_told_of() -> None:
    commands = re.findall(r"^(\w+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    told = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert [name for name in commands if name != "help" and f"`make {name}" not in told] == []
