"""The baseline path and what it stands on."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from nyegrep.analyses import population_outlook
from nyegrep.analyses.context import prepare
from nyegrep.analyses.results import PopulationOutlook
from nyegrep.foundation.errors import InputError
from nyegrep.sources.store import Workspace
from tests.unit.analyses.country import changes, delivery, workspace

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("country") / "w"
    return workspace(folder, delivery("population_change", changes(), "06913"))


@pytest.fixture(scope="module")
def outlook(country: Workspace) -> PopulationOutlook:
    return population_outlook.run(prepare(country, "Fjordvik", 2019), 2040)


def test_the_line_goes_on_from_history(outlook: PopulationOutlook) -> None:
    values = outlook.path.values
    assert values["year"].to_list() == list(range(2005, 2041))
    base = values.filter(pl.col("kind") == "history").row(-1, named=True)
    assert (base["year"], base["persons"]) == (2019, 46 * 90)


def test_births_deaths_and_moves_account_for_every_person(outlook: PopulationOutlook) -> None:
    facts = outlook.path.facts
    explained = facts["births"] - facts["deaths"] + facts["net_migration"]
    assert explained == pytest.approx(facts["change_persons"])
    by_part = outlook.components.values["persons"].sum()
    assert by_part == pytest.approx(facts["change_persons"])


def test_age_groups_and_pyramid_count_the_same_people(outlook: PopulationOutlook) -> None:
    for year, persons in ((2019, "base_persons"), (2040, "horizon_persons")):
        groups = outlook.age_groups.values.filter(pl.col("year") == year)["persons"].sum()
        pyramid = outlook.pyramid.values.filter(pl.col("year") == year)["persons"].sum()
        assert groups == pytest.approx(outlook.path.facts[persons])
        assert pyramid == pytest.approx(outlook.path.facts[persons])


def test_what_the_method_did_without_is_said(outlook: PopulationOutlook) -> None:
    assert not outlook.sex_known
    texts = {note.code: note.text("nb") for note in outlook.notes}
    assert "population.sexes_together" in texts
    assert "population.parametric_mortality" in texts


def test_accuracy_is_measured_where_there_are_enough_years(outlook: PopulationOutlook) -> None:
    assert outlook.accuracy is not None
    values = outlook.accuracy.values
    assert set(values["method"]) == {"model", "constant", "trend"}
    assert outlook.accuracy.facts["target_year"] == 2019
    constant = values.filter((pl.col("method") == "constant") & (pl.col("size_class") == "all"))
    errors = [100 * 5 / 46, 0, 0, 0, 100 * 20 / 456, 100 * 5 / 114, 0]
    assert constant["mean_absolute_error_percent"][0] == pytest.approx(sum(errors) / 7)


def test_accuracy_is_left_out_where_the_past_is_too_short(country: Workspace) -> None:
    assert population_outlook.run(prepare(country, "7001", 2009), 2040).accuracy is None


@pytest.mark.parametrize("horizon", [2010, 2019, 2200])
def test_the_horizon_must_lie_after_the_base_year(country: Workspace, horizon: int) -> None:
    with pytest.raises(InputError, match="horizon"):
        population_outlook.run(prepare(country, "7001", 2019), horizon)


def test_every_parameter_behind_the_path_is_in_its_trace(outlook: PopulationOutlook) -> None:
    paths = {use.path for use in outlook.path.trace.parameters}
    assert any(path.startswith("population.migration.") for path in paths)
    assert any(path.startswith("population.fertility.") for path in paths)
    assert all(
        use.kind in ("law", "statistic", "estimate", "judgement")
        for use in outlook.path.trace.parameters
    )


def test_the_users_own_value_moves_the_path_and_is_marked(country: Workspace) -> None:
    overrides = {"population.migration.persistence": 0.0}
    changed = population_outlook.run(prepare(country, "7001", 2019, (), overrides), 2040)
    plain = population_outlook.run(prepare(country, "7001", 2019), 2040)
    assert changed.path.facts["horizon_persons"] != plain.path.facts["horizon_persons"]
    assert any(use.overridden for use in changed.path.trace.parameters)


def test_a_workspace_of_one_year_has_no_outlook(tmp_path: Path) -> None:
    made = workspace(tmp_path / "w")
    with pytest.raises(Exception, match="2005") as found:
        population_outlook.run(prepare(made, "7001", 2005), 2040)
    assert found.typename == "DataError"
