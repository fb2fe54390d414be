"""The municipal economy of a municipality of the demo country, with and without a plan."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
import yaml

from nyegrep.analyses import cost_outlook, finance_outlook
from nyegrep.analyses.context import prepare
from nyegrep.analyses.finance_results import FinanceOutlook
from nyegrep.analyses.futures_outlook import Question, play
from nyegrep.foundation.errors import InputError
from nyegrep.foundation.futures import BUILT_IN, NEUTRAL
from nyegrep.methods.finance.restructuring import PARTS
from nyegrep.sources.demo.economic_plan import economic_plan
from nyegrep.sources.economic_plan import FORM
from nyegrep.sources.store import Workspace

pytestmark = pytest.mark.unit

PLACE = "7603"
YEARS = (2027, 2028, 2029, 2030)
HORIZON = 2030
TARGET = "finance.targets."


def plan_file(demo: Workspace, folder: Path, **changes: object) -> Path:
    rows = [{**row, **changes} for row in economic_plan(demo, PLACE)]
    path = folder / "economic_plan.yaml"
    path.write_text(yaml.safe_dump(rows, allow_unicode=True), encoding="utf-8")
    return path


def asked(demo: Workspace, plan: Path | None, draws: int = 20, **given: object) -> FinanceOutlook:
    context = prepare(demo, PLACE, 2026, (), given)
    return finance_outlook.run(context, Question(HORIZON, draws=draws), plan=plan)


@pytest.fixture(scope="module")
def outlook(demo: Workspace, tmp_path_factory: pytest.TempPathFactory) -> FinanceOutlook:
    return asked(demo, plan_file(demo, tmp_path_factory.mktemp("plan")))


def parts_of(found: FinanceOutlook, future: str, year: int) -> dict[str, float]:
    assert found.restructuring is not None
    chosen = found.restructuring.values.filter(
        (pl.col("future") == future) & (pl.col("year") == year)
    )
    return dict(chosen.select("part", "mean").iter_rows())


def test_the_accounts_come_first_and_then_the_plan(outlook: FinanceOutlook) -> None:
    values = outlook.targets.values
    once = values.filter(pl.col("indicator") == "net_operating_result")
    assert once["year"].to_list() == list(range(2020, 2031))
    assert once.filter(pl.col("year") > 2025)["status"].to_list() == [
        "budget",
        "budget",
        "plan",
        "plan",
        "plan",
    ]
    assert outlook.plan_years == YEARS
    assert outlook.targets.facts["first_plan_year"] == 2027
    assert values.filter(pl.col("indicator") == "reserves")["light"].null_count() == len(once)


def test_the_accounts_of_the_plan_agree_with_the_key_figures(
    demo: Workspace, outlook: FinanceOutlook
) -> None:
    without = asked(demo, None, draws=0).targets.values.filter(pl.col("year") == 2025)
    planned = outlook.targets.values.filter(pl.col("year") == 2025)
    assert planned["value"].to_numpy() == pytest.approx(without["value"].to_numpy(), abs=0.06)


def test_the_parts_add_up_to_the_need_in_every_future_and_year(outlook: FinanceOutlook) -> None:
    assert outlook.futures == BUILT_IN
    for future in BUILT_IN:
        for year in YEARS:
            parts = parts_of(outlook, future, year)
            need = parts.pop("restructuring_need")
            assert tuple(parts) == PARTS
            assert sum(parts.values()) == pytest.approx(need)


def test_the_band_is_of_the_need(outlook: FinanceOutlook) -> None:
    assert outlook.sensitivity is not None
    values = outlook.sensitivity.values
    assert (values["p10"] <= values["mean"]).all()
    assert (values["mean"] <= values["p90"]).all()
    for future, year, mean in values.select("future", "year", "mean").iter_rows():
        assert parts_of(outlook, future, year)["restructuring_need"] == pytest.approx(mean)


def test_demographic_cost_is_that_of_the_costs_turned_into_kroner_of_the_plan(
    demo: Workspace, outlook: FinanceOutlook
) -> None:
    context = prepare(demo, PLACE, 2026)
    costs = cost_outlook.run(context, Question(HORIZON, draws=20))
    own = costs.by_service.values.filter(
        (pl.col("future") == "crisis")
        & (pl.col("service") == "municipal_total")
        & (pl.col("year") == 2029)
    )
    cost = own["mean"][0] * 1.03 ** (2027 - costs.price_year)
    assert parts_of(outlook, "crisis", 2029)["demographic_cost"] == pytest.approx(cost)


def test_revenue_is_that_of_the_plan_for_each_inhabitant_more(outlook: FinanceOutlook) -> None:
    assert outlook.revenue is not None
    facts = outlook.revenue.facts
    assert facts["made_from"] == 2026
    assert facts["price_year"] == 2027
    rows = outlook.revenue.values.filter(pl.col("future") == NEUTRAL)
    change = dict(rows.filter(pl.col("year") == 2030).select("part", "mean").iter_rows())
    assert change.pop("total") == pytest.approx(sum(change.values()))
    parts = parts_of(outlook, NEUTRAL, 2030)
    assert {name: -parts[name] for name in change} == pytest.approx(change)
    assert facts["tax_nok"] < facts["unrestricted_nok"]


def test_what_the_plan_has_already_is_shown_and_not_added(
    demo: Workspace, outlook: FinanceOutlook, tmp_path: Path
) -> None:
    counted = asked(demo, plan_file(demo, tmp_path, demography="cost_and_revenue"))
    before, after = (parts_of(found, NEUTRAL, 2030) for found in (outlook, counted))
    assert after["demographic_cost"] == pytest.approx(before["demographic_cost"])
    ours = after["target_gap"] + after["unspecified_savings"]
    assert after["restructuring_need"] == pytest.approx(ours)
    assert counted.restructuring is not None
    left_out = counted.restructuring.values.filter(~pl.col("counted"))["part"].unique()
    assert set(left_out) == set(PARTS) - {"target_gap", "unspecified_savings"}


def test_targets_are_the_users_own_and_may_differ_by_year(demo: Workspace, tmp_path: Path) -> None:
    given: dict[str, object] = {
        f"{TARGET}reserves": 8,
        f"{TARGET}net_operating_result": [
            {"since": date(2000, 1, 1), "value": 1.0},
            {"since": date(2029, 1, 1), "value": 2.0},
        ],
    }
    found = asked(demo, plan_file(demo, tmp_path), draws=0, **given)
    assert found.restructuring is not None
    assert found.restructuring.facts["target"] == {2027: 1.0, 2028: 1.0, 2029: 2.0, 2030: 2.0}
    lights = found.targets.values.filter(pl.col("indicator") == "reserves")["light"]
    assert lights.null_count() == 0
    assert "finance.target_absent" not in {note.code for note in found.notes}


def test_robek_is_judged_by_the_plan(outlook: FinanceOutlook) -> None:
    assert outlook.robek is not None
    states = dict(outlook.robek.values.select("condition", "state").iter_rows())
    assert states["plan_deficit"] == "met"
    assert states["large_deficit"] == "not_met"


def test_without_a_plan_the_past_and_revenue_are_still_told(demo: Workspace) -> None:
    found = asked(demo, None, draws=0)
    assert (found.restructuring, found.sensitivity, found.robek) == (None, None, None)
    assert found.targets.values["status"].unique().to_list() == ["accounts"]
    assert found.revenue is not None
    assert found.revenue.values["year"].unique().sort().to_list() == list(YEARS)
    told = {note.code: note for note in found.notes}
    assert FORM.example in told["finance.no_plan"].text("nb")


def test_the_plan_of_another_municipality_is_not_taken_for_ones_own(
    demo: Workspace, tmp_path: Path
) -> None:
    found = asked(demo, plan_file(demo, tmp_path, municipality_code="7601"), draws=0)
    assert "finance.plan_of_others" in {note.code for note in found.notes}
    assert found.plan_years == ()


def test_without_block_grant_and_tax_the_accounts_tell_the_level(
    demo: Workspace, outlook: FinanceOutlook, tmp_path: Path
) -> None:
    found = asked(demo, plan_file(demo, tmp_path, block_grant=None), draws=0)
    assert found.revenue is not None
    assert outlook.revenue is not None
    assert found.revenue.facts["price_year"] == 2025
    ratio = outlook.revenue.facts["unrestricted_nok"] / found.revenue.facts["unrestricted_nok"]
    assert ratio == pytest.approx(1.03**2, rel=0.01)


def test_plan_years_outside_the_projection_are_refused(demo: Workspace, tmp_path: Path) -> None:
    context = prepare(demo, PLACE, 2026)
    path = plan_file(demo, tmp_path)
    with pytest.raises(InputError, match="2027–2030"):
        finance_outlook.run(context, Question(2029, draws=0), plan=path)


def test_without_a_plan_no_year_beyond_the_horizon_is_told(demo: Workspace) -> None:
    found = finance_outlook.run(prepare(demo, PLACE, 2026), Question(2028, draws=0))
    assert found.revenue is not None
    assert found.revenue.values["year"].unique().sort().to_list() == [2027, 2028]


def test_futures_that_are_followed_already_give_the_same(
    demo: Workspace, outlook: FinanceOutlook, tmp_path: Path
) -> None:
    context = prepare(demo, PLACE, 2026)
    question = Question(HORIZON, draws=20)
    played, plan = play(context, question), plan_file(demo, tmp_path)
    again = finance_outlook.run(context, question, played=played, plan=plan)
    assert outlook.sensitivity is not None
    assert again.sensitivity is not None
    assert again.sensitivity.values.equals(outlook.sensitivity.values)


def test_every_figure_has_data_parameters_and_methods_behind_it(outlook: FinanceOutlook) -> None:
    assert len(outlook.figures) == 5
    for figure in outlook.figures:
        assert figure.trace.sources
        assert figure.trace.parameters
        assert figure.trace.methods
        assert figure.id.startswith("finance.")
