"""Savings shared between the areas of a municipality of the demo country."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from nyegrep.analyses import peer_comparison, savings_distribution
from nyegrep.analyses.measures_results import SavingsDistribution
from nyegrep.analyses.savings_inputs import areas_of
from nyegrep.foundation.errors import DataError, InputError
from nyegrep.sources.store import Workspace

pytestmark = pytest.mark.unit

PLACE = "7603"
TOTAL = 16.0


@pytest.fixture
def own(demo: Workspace, tmp_path: Path) -> Workspace:
    """A copy of the demo country that files may be laid into."""
    return Workspace.open(Path(shutil.copytree(demo.folder, tmp_path / "w")))


@pytest.fixture(scope="module")
def usual(demo: Workspace) -> SavingsDistribution:
    return savings_distribution.run(demo, PLACE, TOTAL)


def rows(found: SavingsDistribution) -> dict[str, dict[str, Any]]:
    return {row["area"]: row for row in found.distribution.values.to_dicts()}


def areas(found: SavingsDistribution) -> list[dict[str, Any]]:
    return [row for name, row in rows(found).items() if name not in ("unplaced", "sum")]


def codes(found: SavingsDistribution) -> set[str]:
    return {note.code for note in found.notes}


def test_targets_are_tenths_that_add_up_to_the_total(usual: SavingsDistribution) -> None:
    targets = [row["target_million"] for row in areas(usual)]
    assert sum(round(10 * target) for target in targets) == 160
    assert all(10 * t == pytest.approx(round(10 * t)) for t in targets)
    assert rows(usual)["sum"]["target_million"] == TOTAL
    assert rows(usual)["unplaced"]["target_million"] == 0


def test_the_amounts_are_those_of_the_comparison(
    demo: Workspace, usual: SavingsDistribution
) -> None:
    compared = peer_comparison.run(demo, PLACE).gaps
    gaps = dict(compared.values.select("area", "difference_million").iter_rows())
    for row in areas(usual):
        assert row["excess_million"] == pytest.approx(gaps[row["area"]])
    assert rows(usual)["sum"]["excess_million"] == pytest.approx(gaps["sum"])


def test_equal_weights_are_said_to_be_nobodys_choice(usual: SavingsDistribution) -> None:
    assert "savings.weights_undecided" in codes(usual)
    assert usual.distribution.facts["weights_decided"] is False
    kinds = {use.kind for use in usual.distribution.trace.parameters if "weights" in use.path}
    assert "judgement" in kinds


def test_each_criterion_shares_to_one_and_gives_its_weight_of_the_total(
    usual: SavingsDistribution,
) -> None:
    by = usual.criteria.values.group_by("savings_criterion").agg(
        pl.col("share", "part_million").sum()
    )
    assert by["share"].to_list() == pytest.approx([1, 1, 1])
    assert by["part_million"].to_list() == pytest.approx([TOTAL / 3] * 3)
    parts = usual.criteria.values.group_by("area").agg(pl.col("part_million").sum())
    wanted = dict(parts.iter_rows())
    for row in areas(usual):
        assert abs(row["target_million"] - wanted[row["area"]]) < 0.1


def test_an_area_whose_demographic_cost_grows_is_asked_for_nothing_by_that(
    usual: SavingsDistribution,
) -> None:
    outlook = usual.criteria.values.filter(pl.col("savings_criterion") == "demographic_outlook")
    shares = dict(outlook.select("area", "share").iter_rows())
    costs = {row["area"]: row["outlook_million"] for row in areas(usual)}
    assert costs["care"] > 0
    assert costs["administration"] is None
    for area, cost in costs.items():
        assert (shares[area] > 0) == (cost is not None and cost < 0)


def test_what_is_decided_is_credited_and_who_is_excluded_gets_nothing(own: Workspace) -> None:
    text = "area;decided_million;taking_part\ncare;1,25;included\nkindergarten;50;included\n"
    (own.folder / "savings_areas.csv").write_text(f"{text}primary_school;0;excluded\n")
    weights = "savings_criterion;weight_percent\nbudget_share;60\nexcess_spending;40\n"
    (own.folder / "savings_criteria.csv").write_text(weights)
    found = savings_distribution.run(own, PLACE, TOTAL)
    told = rows(found)
    care = told["care"]
    assert care["remaining_million"] == pytest.approx(care["target_million"] - 1.25)
    assert told["kindergarten"]["remaining_million"] == 0
    beyond = 50 - told["kindergarten"]["target_million"]
    assert told["kindergarten"]["beyond_million"] == pytest.approx(beyond)
    assert told["primary_school"]["target_million"] == 0
    for row in areas(found):
        credited = row["target_million"] - row["remaining_million"]
        assert credited + row["beyond_million"] == pytest.approx(row["decided_million"])
    assert "savings.beyond" in codes(found)
    assert "savings.weights_undecided" not in codes(found)
    sources = {source.table for source in found.distribution.trace.sources}
    assert {"savings_areas.csv", "savings_criteria.csv"} <= sources


def test_more_than_all_areas_spend_leaves_a_remainder(demo: Workspace) -> None:
    found = savings_distribution.run(demo, PLACE, 1000.0)
    told = rows(found)
    assert all(row["target_million"] <= row["spending_million"] for row in areas(found))
    placed = sum(row["target_million"] for row in areas(found))
    assert placed + told["unplaced"]["target_million"] == pytest.approx(1000)
    assert "savings.unplaced" in codes(found)


def test_weights_from_a_parameter_file_are_somebodys_choice(demo: Workspace) -> None:
    branch = "savings.sharing.weights"
    only = {f"{branch}.excess_spending": 0, f"{branch}.demographic_outlook": 0}
    found = savings_distribution.run(demo, PLACE, TOTAL, overrides=only)
    assert "savings.weights_undecided" not in codes(found)
    spending = rows(found)["sum"]["spending_million"]
    for row in areas(found):
        assert row["share"] == pytest.approx(row["spending_million"] / spending)
    with pytest.raises(InputError, match="all weights are nought"):
        savings_distribution.run(
            demo, PLACE, TOTAL, overrides={**only, f"{branch}.budget_share": 0}
        )


def test_where_the_outlook_is_not_known_the_other_criteria_share(own: Workspace) -> None:
    own.forget("commuting")
    found = savings_distribution.run(Workspace.open(own.folder), PLACE, TOTAL)
    assert {"savings.no_outlook", "workspace.dataset_absent"} <= codes(found)
    weights = found.criteria.values.select("savings_criterion", "effective_percent").unique()
    assert dict(weights.iter_rows()) == pytest.approx(
        {"budget_share": 50, "excess_spending": 50, "demographic_outlook": 0}
    )
    assert rows(found)["sum"]["target_million"] == TOTAL
    assert found.distribution.facts["future"] is None


@pytest.mark.parametrize("total", [0.0, -3.0, 16.05])
def test_a_total_that_cannot_be_shared(demo: Workspace, total: float) -> None:
    with pytest.raises(InputError, match="cannot be shared"):
        savings_distribution.run(demo, PLACE, total)


def test_the_areas_are_those_of_the_accounts(demo: Workspace, usual: SavingsDistribution) -> None:
    assert list(areas_of(demo, PLACE)) == [row["area"] for row in areas(usual)]
    assert areas_of(demo, "Ingensteds") == ()
    with pytest.raises(DataError):
        savings_distribution.run(demo, PLACE, TOTAL, year=1999)
