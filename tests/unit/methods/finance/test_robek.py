"""The conditions of ROBEK, each met, not met, and not known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from nyegrep.methods.finance.plan import ACCOUNTS, BUDGET, IN_TIME, LATE, PLAN, PlanYear
from nyegrep.methods.finance.robek import (
    CONDITIONS,
    Condition,
    RobekSettings,
    deficit_of_year,
    robek,
)
from nyegrep.parameters.tree import read

pytestmark = pytest.mark.unit

LAW, _ = read("finance.robek", into=RobekSettings, at=date(2026, 12, 31))
GOOD = PlanYear(
    2026, BUDGET, 600.0, 560.0, 12.0, 18.0, reserves=60.0, accumulated_deficit=0.0, adopted=IN_TIME
)


def years(*changes: Mapping[str, object]) -> list[PlanYear]:
    """Accounts of 2025, the budget of 2026, and the plan; all is well but for the changes."""
    kinds = (ACCOUNTS, BUDGET, PLAN, PLAN, PLAN)
    found = [replace(GOOD, year=2025 + n, status=kind) for n, kind in enumerate(kinds)]
    for change in changes:
        position = int(str(change["year"])) - 2025
        found[position] = replace(found[position], **change)  # type: ignore[arg-type]  # fields by name
    return found


def found(*changes: Mapping[str, object]) -> dict[str, Condition]:
    return {condition.name: condition for condition in robek(years(*changes), LAW)}


def test_all_is_well() -> None:
    conditions = found()
    assert tuple(conditions) == CONDITIONS
    assert {c.state for c in conditions.values()} == {"not_met"}


def test_the_law_has_a_paragraph_for_each_condition() -> None:
    assert set(LAW.paragraphs) == set(CONDITIONS)


def test_a_negative_result_is_no_deficit_as_long_as_reserves_pay_for_it() -> None:
    """Result 10 - 25 = -15; reserves fall from 60 to 45, or only to 50."""
    paid = {"expenditure": 585.0, "reserves": 45.0}
    assert found({"year": 2026, **paid})["budget_deficit"].state == "not_met"
    short = found({"year": 2026, **paid, "reserves": 50.0})["budget_deficit"]
    assert (short.state, short.year) == ("met", 2026)
    assert short.value == pytest.approx(5.0)
    untold = found({"year": 2026, **paid, "reserves": None})["budget_deficit"]
    assert (untold.state, untold.missing) == ("unknown", ("reserves_at_year_end",))


def test_unspecified_savings_make_the_plan_unbalanced() -> None:
    condition = found({"year": 2028, "unspecified_savings": 4.0})["plan_deficit"]
    assert (condition.state, condition.year, condition.value) == ("met", 2028, 4.0)
    assert found({"year": 2028, "unspecified_savings": 4.0})["budget_deficit"].state == "not_met"
    year = replace(GOOD, expenditure=585.0, unspecified_savings=4.0)
    assert deficit_of_year(year, replace(GOOD, reserves=70.0)) == pytest.approx(4.0 + 15 - 10)


def test_a_known_deficit_in_one_year_outweighs_a_year_that_is_not_known() -> None:
    conditions = found(
        {"year": 2027, "expenditure": 585.0, "reserves": None},
        {"year": 2029, "unspecified_savings": 1.0},
    )
    assert conditions["plan_deficit"].state == "met"


@pytest.mark.parametrize(
    ("deficit", "state"), [(18.0, "not_met"), (18.1, "met"), (None, "unknown")]
)
def test_an_accumulated_deficit_above_three_per_cent_of_revenue(
    deficit: float | None, state: str
) -> None:
    condition = found({"year": 2025, "accumulated_deficit": deficit})["large_deficit"]
    assert (condition.state, condition.limit) == (state, 3.0)


def test_a_deficit_is_to_be_covered_within_two_years() -> None:
    first, second = ({"year": y, "accumulated_deficit": 5.0} for y in (2025, 2026))
    assert found(dict(first), dict(second))["old_deficit"].state == "not_met"
    third = {"year": 2027, "accumulated_deficit": 2.0}
    still = found(dict(first), dict(second), third)["old_deficit"]
    assert (still.state, still.year, still.value) == ("met", 2027, 2.0)
    later = {"year": 2029, "accumulated_deficit": 1.0}
    assert found(later)["old_deficit"].state == "unknown"
    nobody = [{"year": y, "accumulated_deficit": None} for y in range(2025, 2030)]
    assert found(*nobody)["old_deficit"].missing == ("accumulated_deficit",)


def test_what_is_adopted_too_late_and_what_is_not_told() -> None:
    late = found({"year": 2027, "adopted": LATE}, {"year": 2028, "adopted": None})
    assert (late["not_adopted_in_time"].state, late["not_adopted_in_time"].year) == ("met", 2027)
    assert found({"year": 2028, "adopted": None})["not_adopted_in_time"].state == "unknown"


def test_without_a_budget_nothing_is_said_of_it() -> None:
    plan = [year for year in years() if year.status == PLAN]
    conditions = {c.name: c for c in robek(plan, LAW)}
    assert conditions["budget_deficit"].missing == ("budget",)
    assert conditions["large_deficit"].state == "unknown"
