"""From a request to a report, where data is there and where it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from nyegrep.analyses.context import history_of
from nyegrep.cli.options import YearsAsked
from nyegrep.cli.reporting import NEEDED, ReportRequest, analyse, write_report
from nyegrep.reports.press import words
from nyegrep.sources.demo import deliveries
from nyegrep.sources.store import Workspace
from tests.unit.analyses.country import changes, delivery, workspace
from tests.unit.reports.reading import read

pytestmark = pytest.mark.unit

FULL = ("4", "5", "6", "7")


def request(place: str, horizon: int, language: str = "nb") -> ReportRequest:
    return ReportRequest(place, language, YearsAsked(None, horizon), draws=5)


def silent(_what: str, _done: int, _whole: int) -> None:
    """Nobody is watching."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    made = Workspace.open_or_create(tmp_path_factory.mktemp("demo") / "w")
    arriving = deliveries()
    made.save(arriving, history_of(made, arriving), "demo")
    return made


@pytest.mark.parametrize("language", ["nb", "en"])
def test_with_every_dataset_every_chapter_has_its_figures(
    demo: Workspace, tmp_path: Path, language: str
) -> None:
    written = write_report(demo, request("7603", 2035, language), tmp_path, silent)
    main = read(written.path.read_text(encoding="utf-8")).one("main")
    chapters = [e for e in main.all("section") if "chapter" in e.classes]
    assert [bool(e.all("figure")) for e in chapters[:-1]] == [True] * 8
    assert not main.all("div", "missing")
    figures = {e.attributes["id"].split("-")[0] for e in main.all("figure")}
    assert {"costs", "users", "need", "comparison", "finance", "housing"} <= figures


def test_what_cannot_be_made_is_told_with_its_datasets_and_the_report_is_whole(
    tmp_path: Path,
) -> None:
    bare = workspace(tmp_path / "w", delivery("population_change", changes(), "06913"))
    found = analyse(bare, request("7001", 2030), silent)
    missing = dict(found.missing)
    assert missing["peer_comparison"] == NEEDED["peer_comparison"]
    assert set(missing["housing_outlook"]) >= {"households", "dwellings"}
    assert "population_by_age" not in missing["futures_outlook"]
    written = write_report(bare, request("7001", 2030), tmp_path, silent)
    tree = read(written.path.read_text(encoding="utf-8"))
    headings = [e.text() for e in tree.one("main").all("h2")]
    assert [h for h in headings if h.startswith(FULL)] == [
        f"{number} {words('nb')['chapters'][name]['title']}"
        for number, name in zip(
            FULL,
            ("cost_outlook", "peer_comparison", "finance_outlook", "housing_outlook"),
            strict=True,
        )
    ]
    commands = {code.text() for code in tree.one("main").all("code")}
    assert "nyegrep data fetch households" in commands
    assert "nyegrep data fetch net_operating_expenditure" in commands
