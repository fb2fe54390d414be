"""Fixtures and rules for all tests: one marker each, and nothing left out in silence."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

# Threads that wait for work should sleep: several test processes share the cores.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

ROOT = Path(__file__).resolve().parents[1]
LEVELS = {"unit", "case", "golden", "contract", "crosscheck", "web", "e2e", "live"}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data; tests that need it are left out, and say so, where it is absent."""
    folder = Path(os.environ.get("NYEGREP_SHARED_DATA", ROOT.parent / "shared" / "data"))
    if not (folder / "datapack.yaml").is_file():
        pytest.skip("real data is not at hand (set NYEGREP_SHARED_DATA to its folder)")
    return folder


@pytest.fixture(scope="session")
def browser_path() -> str:
    """A browser on this machine; tests that need one are left out, and say so, without it."""
    chosen = os.environ.get("NYEGREP_BROWSER")
    found = chosen or next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        missing = "no browser is installed (Debian/Ubuntu: apt install chromium)"
        if os.environ.get("NYEGREP_NOTHING_LEFT_OUT") == "browser":
            pytest.fail(missing)
        pytest.skip(missing)
    return found


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test has exactly one level marker."""
    for item in items:
        found = LEVELS & {marker.name for marker in item.iter_markers()}
        if len(found) != 1:
            raise pytest.UsageError(f"{item.nodeid}: has {sorted(found)}, needs one of {LEVELS}")
