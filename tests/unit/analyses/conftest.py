"""A workspace with the demo country, made once for all tests that need it."""

from __future__ import annotations

import pytest

from nyegrep.analyses.context import history_of
from nyegrep.sources.demo import deliveries
from nyegrep.sources.store import Workspace


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    made = Workspace.open_or_create(tmp_path_factory.mktemp("demo") / "w")
    arriving = deliveries()
    made.save(arriving, history_of(made, arriving), "demo")
    return made
