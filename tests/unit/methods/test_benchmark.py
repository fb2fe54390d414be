"""Spending beside others: hand-entered accounts, the layout of the report's table, identities."""

from __future__ import annotations

from datetime import date
from typing import get_args

import polars as pl
import pytest

from nyegrep.methods.benchmark import (
    Adjustment,
    AreaSettings,
    IncomeSettings,
    TypeSettings,
    area_amounts,
    corrected_revenue,
    gaps,
    mean_of,
    signed_amounts,
)
from nyegrep.parameters.tree import read

pytestmark = pytest.mark.unit

SETTINGS = AreaSettings(
    functions={"school": ("202", "222"), "care": ("253",), "property": ("FGK6a",)},
    need_sectors={"school": ("school",)},
    target_ages={"school": (6, 15)},
    numerator="AGD2",
    denominator="inhabitants",
    direction=1,
    overlapping=("FGK6a",),
)
# The report's table 2 in million NOK with a hidden decimal more than is shown, so that the parts
# shown add up to 21.2 and the sum is shown as 21.3.
TABLE = {
    "kindergarten": 8.93,
    "administration": 7.13,
    "agriculture": -0.08,
    "primary_school": 13.82,
    "care": -22.27,
    "municipal_health": -0.28,
    "child_welfare": 16.97,
    "social_assistance": -2.93,
}
SHOWN = [8.9, 7.1, -0.1, 13.8, -22.3, -0.3, 17.0, -2.9]
COUNTRY = [7700.0, 4400.0, 120.0, 13100.0, 16900.0, 2700.0, 2300.0, 2600.0]
NEED = [0.86, 1.21, 1.21, 0.95, 1.28, 1.09, 1.05, 0.88]
PERSONS = 5690.0


def areas(**changed: object) -> pl.DataFrame:
    columns = {
        "area": ["school", "care"],
        "own_nok": [15000.0, 20000.0],
        "reference_nok": [14000.0, 18000.0],
        "need": [0.9, 1.2],
        "in_sum": [True, True],
    }
    return pl.DataFrame(columns | changed)


def row(table: pl.DataFrame, area: str) -> dict[str, float]:
    return table.row(by_predicate=pl.col("area") == area, named=True)


def test_amounts_of_areas_are_sums_of_their_codes_and_unknown_where_none_is_known() -> None:
    accounts = pl.DataFrame(
        {
            "municipality_code": ["A", "A", "A", "B", "B", "B"],
            "function": ["202", "222", "253", "202", "222", "900"],
            "amount": [10.0, 5.0, None, 7.0, None, 99.0],
        }
    )
    found = area_amounts(accounts, SETTINGS)
    assert found.rows() == [
        ("A", "school", 15.0),
        ("A", "care", None),
        ("A", "property", None),
        ("B", "school", 7.0),
        ("B", "care", None),
        ("B", "property", None),
    ]


def test_the_mean_of_several_is_their_sum_over_their_people() -> None:
    amounts = pl.DataFrame(
        {
            "municipality_code": ["A", "B", "B"],
            "area": ["school", "school", "care"],
            "amount": [100.0, 500.0, 80.0],
        }
    )
    people = pl.DataFrame({"municipality_code": ["A", "B"], "persons": [10.0, 20.0]})
    assert mean_of(amounts, people).rows() == [("school", 20.0), ("care", 4.0)]


def test_the_level_by_hand_with_income_by_area() -> None:
    table = gaps(areas(), 1000.0, 1.1, "area")
    school = row(table, "school")
    assert school["normed_nok"] == pytest.approx(14000 * 0.9)
    assert school["level_nok"] == pytest.approx(14000 * 0.9 * 1.1)
    assert school["difference_million"] == pytest.approx((15000 - 13860) * 1000 / 1e6)
    assert row(table, "sum")["difference_million"] == pytest.approx(1.14 + (20000 - 23760) / 1000)


def test_income_on_the_sum_alone_has_a_row_of_its_own_and_the_same_sum() -> None:
    by_area, on_total = (gaps(areas(), 1000.0, 1.1, how) for how in ("area", "total"))
    assert row(on_total, "school")["level_nok"] == pytest.approx(12600)
    extra = row(on_total, "income_adjustment")
    assert extra["level_nok"] == pytest.approx(0.1 * (12600 + 21600))
    sums = [row(table, "sum")["difference_million"] for table in (by_area, on_total)]
    assert sums[0] == pytest.approx(sums[1])


@pytest.mark.parametrize("adjustment", get_args(Adjustment))
@pytest.mark.parametrize("direction", [1, -1])
def test_rows_add_up_to_the_sum(adjustment: Adjustment, direction: int) -> None:
    table = gaps(areas(need=[0.9, None]), 4321.0, 1.07, adjustment, direction)
    counted = table.filter(pl.col("in_sum"))
    assert counted["difference_million"].sum() == pytest.approx(
        row(table, "sum")["difference_million"]
    )
    assert counted["level_nok"].sum() == pytest.approx(row(table, "sum")["level_nok"])


@pytest.mark.parametrize("adjustment", get_args(Adjustment))
def test_need_known_in_total_alone_has_a_row_of_its_own(adjustment: Adjustment) -> None:
    nothing = pl.Series([None, None], dtype=pl.Float64)
    known = areas(need=nothing, equalised=[True, False])
    table = gaps(known, 1000.0, 1.1, adjustment, 1, 1.05)
    factor = 1.1 if adjustment == "area" else 1.0
    assert row(table, "need_adjustment")["level_nok"] == pytest.approx(0.05 * 14000 * factor)
    whole = (14000 * 1.05 + 18000) * (1.0 if adjustment == "none" else 1.1)
    assert row(table, "sum")["level_nok"] == pytest.approx(whole)
    counted = table.filter(pl.col("in_sum"))["difference_million"].sum()
    assert counted == pytest.approx(row(table, "sum")["difference_million"])
    assert row(table, "sum")["difference_million"] == pytest.approx((35000 - whole) / 1000)


def test_without_need_the_level_is_that_of_the_others() -> None:
    table = gaps(areas(need=pl.Series([None, None], dtype=pl.Float64)), 1000.0, 1.0, "none")
    assert row(table, "school")["level_nok"] == 14000.0
    assert row(table, "sum")["normed_nok"] is None
    assert row(table, "sum")["difference_million"] == pytest.approx(3.0)


def test_areas_that_overlap_or_are_not_known_stay_out_of_the_sum() -> None:
    table = gaps(areas(in_sum=[True, False]), 1000.0, 1.0, "none")
    assert row(table, "sum")["own_nok"] == 15000.0
    unknown = gaps(areas(own_nok=[15000.0, None]), 1000.0, 1.0, "none")
    assert not row(unknown, "care")["in_sum"]
    assert row(unknown, "sum")["reference_nok"] == 14000.0


def test_the_layout_of_the_reports_table_and_its_sums() -> None:
    income = 1.034
    own = [
        mean * need * income + million * 1e6 / PERSONS
        for mean, need, million in zip(COUNTRY, NEED, TABLE.values(), strict=True)
    ]
    entered = pl.DataFrame(
        {
            "area": list(TABLE),
            "own_nok": own,
            "reference_nok": COUNTRY,
            "need": NEED,
            "in_sum": [True] * len(TABLE),
        }
    )
    table = gaps(entered, PERSONS, income, "area")
    shown = [round(value, 1) for value in table["difference_million"]]
    assert shown == [*SHOWN, 21.3]
    assert round(sum(shown[:-1]), 1) == 21.2
    assert table["area"].to_list() == [*TABLE, "sum"]


def test_income_beside_the_country_is_for_the_same_need() -> None:
    assert corrected_revenue(66000.0, 60000.0, 1.1) == pytest.approx(1.0)


def test_income_is_taken_off_where_spending_is_split_on_types() -> None:
    settings, _ = read("benchmark.types", into=TypeSettings, at=date(2026, 1, 1))
    accounts = pl.DataFrame(
        {
            "municipality_code": ["A"] * 4 + ["B"],
            "type": ["AG16", "AG16", "A600", "AGD9", "AG16"],
            "amount": [100.0, 50.0, 30.0, 999.0, None],
        }
    )
    assert signed_amounts(accounts, settings).rows() == [("A", "A600", -30.0), ("A", "AG16", 150.0)]


def test_codes_in_two_areas_are_found() -> None:
    twice = AreaSettings({"a": ("1", "2"), "b": ("2",)}, {}, {}, "AGD2", "inhabitants", 1, ())
    assert twice.repeated == ("2",)
    assert not SETTINGS.counted("property")
    assert SETTINGS.counted("school")


@pytest.mark.parametrize("branch", ["benchmark.areas", "benchmark.service_areas"])
def test_the_areas_of_the_parameters_count_no_code_twice_and_name_areas_there_are(
    branch: str,
) -> None:
    settings, _ = read(branch, into=AreaSettings, at=date(2026, 1, 1))
    assert settings.repeated == ()
    assert set(settings.need_sectors) <= set(settings.functions)
    assert set(settings.target_ages) <= set(settings.functions)


def test_the_default_adjustment_is_by_area_with_no_official_numbers() -> None:
    settings, used = read("benchmark.income", into=IncomeSettings, at=date(2026, 1, 1))
    assert settings == IncomeSettings("area", {})
    assert {use.kind for use in used} == {"judgement"}
