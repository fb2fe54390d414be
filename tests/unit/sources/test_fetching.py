"""Datasets from the sources into a workspace: together, resumable, and without a net if need be."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from nyegrep.analyses.context import history_of
from nyegrep.cli.main import main
from nyegrep.foundation.errors import InputError, SourceError
from nyegrep.sources.fetching import Fetched, FetchOptions, fetch_datasets
from nyegrep.sources.store import Workspace
from tests.unit.sources.statbank_stub import StatbankStub

pytestmark = pytest.mark.unit


def quiet(_what: str, _done: int, _whole: int) -> None:
    """Nobody watches a test."""


def fetch(folder: Path, *datasets: str, **options: object) -> Fetched:
    workspace = Workspace.open_or_create(folder)
    asked = FetchOptions(datasets, **options)  # type: ignore[arg-type]  # options of a test
    return fetch_datasets(workspace, history_of, asked, quiet)


def test_a_dataset_arrives_checked_with_its_source(tmp_path: Path, statbank: StatbankStub) -> None:
    fetched = fetch(tmp_path / "w", "population_by_age")
    assert [saved.dataset for saved in fetched.saved] == ["population_by_age"]
    workspace = Workspace.open(tmp_path / "w")
    (source,) = workspace.sources_of("population_by_age")
    assert source.table == "07459"
    assert source.address.startswith(statbank.address)
    assert len(source.fingerprint) == 64


def test_a_municipality_is_fetched_by_every_code_it_has_had(
    tmp_path: Path, statbank: StatbankStub
) -> None:
    fetch(tmp_path / "w", "population_by_age", municipalities=("Søndre Land",))
    table = Workspace.open(tmp_path / "w").table("population_by_age")
    assert {"0536", "3447"} <= set(table["municipality_code"])


def test_an_unknown_municipality_is_refused_before_anything_is_asked(
    tmp_path: Path, statbank: StatbankStub
) -> None:
    with pytest.raises(InputError, match="3447 Søndre Land"):
        fetch(tmp_path / "w", "population_by_age", municipalities=("Søndre Lann",))
    assert statbank.asked == []


def test_what_was_fetched_is_not_asked_for_again_and_serves_offline(
    tmp_path: Path, statbank: StatbankStub
) -> None:
    fetch(tmp_path / "w", "population_by_age")
    before = len(statbank.asked)
    fetch(tmp_path / "w", "population_by_age", offline=True)
    assert len(statbank.asked) == before
    assert len(Workspace.open(tmp_path / "w").table("population_by_age")) > 0


def test_when_a_source_fails_nothing_is_changed(tmp_path: Path, statbank: StatbankStub) -> None:
    fetch(tmp_path / "w", "population_by_age")
    before = Workspace.open(tmp_path / "w").state
    with pytest.raises(SourceError):
        fetch(tmp_path / "w", "centrality", "population_change", "commuting", "dwellings")
    assert Workspace.open(tmp_path / "w").state == before


def test_without_names_what_the_report_can_do_without_may_fail(
    tmp_path: Path, statbank: StatbankStub
) -> None:
    statbank.misbehave("404", times=99, only="07902")
    fetched = fetch(tmp_path / "w")
    assert "population_by_age" in [saved.dataset for saved in fetched.saved]
    assert "national_deaths" not in [saved.dataset for saved in fetched.saved]
    assert any("07902" in problem.text("en") for problem in fetched.failed)


def test_the_command_says_what_arrived(tmp_path: Path, statbank: StatbankStub) -> None:
    words = ["data", "fetch", "population_by_age", "-w", str(tmp_path / "w"), "--lang", "en"]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 0, result.output
    assert "Took in 1 datasets" in result.output
    again = CliRunner().invoke(main, [*words, "--offline"])
    assert again.exit_code == 0
