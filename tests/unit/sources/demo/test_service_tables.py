"""Users of services and staff, beside the people and the accounts they come from."""

from __future__ import annotations

import polars as pl
import pytest

pytestmark = pytest.mark.unit

Tables = dict[str, pl.DataFrame]
KEYS = ["year", "municipality_code"]
YEAR = 2024


def people_at_the_end(tables: Tables, first: int, last: int) -> pl.DataFrame:
    """People of some ages on 1 January after the year."""
    rows = tables["population_by_age"].filter(
        (pl.col("year") == YEAR + 1) & pl.col("age").is_between(first, last)
    )
    grouped = rows.group_by("municipality_code").agg(people=pl.col("persons").sum())
    return grouped.with_columns(year=pl.lit(YEAR, dtype=pl.Int32))


def whole_country(frame: pl.DataFrame, people: pl.DataFrame, column: str) -> float:
    """The column over people, in all municipalities that told it."""
    joined = frame.filter(pl.col("year") == YEAR).join(people, on=KEYS).drop_nulls(column)
    return float(joined[column].to_numpy().sum() / joined["people"].to_numpy().sum())


@pytest.mark.parametrize(
    ("service", "group", "ages", "rate"),
    [
        ("home_care", "80-89", (80, 89), 0.22),
        ("institution", "90+", (90, 105), 0.20),
        ("home_care", "0-49", (0, 49), 0.012),
    ],
)
def test_users_are_a_share_of_the_people_of_an_age(
    tables: Tables, service: str, group: str, ages: tuple[int, int], rate: float
) -> None:
    rows = tables["care_users"].filter(
        (pl.col("care_service") == service) & (pl.col("age_group") == group)
    )
    found = whole_country(rows, people_at_the_end(tables, *ages), "users")
    assert found == pytest.approx(rate, rel=0.15)


def test_residents_of_staffed_housing_are_not_told_by_age(tables: Tables) -> None:
    groups = tables["care_users"].group_by("care_service").agg(pl.col("age_group").unique().sort())
    told = {name: list(found) for name, found in groups.iter_rows()}
    assert told["staffed_housing"] == ["all"]
    assert told["institution"] == ["0-49", "50-66", "67-79", "80-89", "90+"]


def test_nurses_are_some_of_the_staff(tables: Tables) -> None:
    wide = tables["care_staff"].pivot("staff_group", index=KEYS, values="full_time_equivalents")
    share = wide.drop_nulls().select(pl.col("nurses") / pl.col("all")).to_series()
    assert 0.1 < share.to_numpy().min() < share.to_numpy().max() < 0.5


def test_kindergarten_is_for_nearly_all_and_more_so_for_the_older(tables: Tables) -> None:
    wide = tables["kindergarten_coverage"].pivot("age_group", index=KEYS, values="coverage_percent")
    wide = wide.drop_nulls()
    assert wide["1-5"].to_numpy().mean() == pytest.approx(91, abs=3)
    assert (wide["3-5"] > wide["1-5"]).mean() > 0.9  # type: ignore[operator]  # a number


def test_pupils_are_children_of_school_age(tables: Tables) -> None:
    found = whole_country(tables["primary_schools"], people_at_the_end(tables, 6, 15), "pupils")
    assert found == pytest.approx(0.985, abs=0.01)
    schools = tables["primary_schools"].drop_nulls()
    assert (schools["schools"] >= 1).all()
    assert (schools["group_size"] > 0).all()


def spent(tables: Tables, function: str, kind: str) -> pl.DataFrame:
    rows = tables["expenditure_by_function_and_type"].filter(
        (pl.col("function") == function) & (pl.col("type") == kind)
    )
    return rows.select(*KEYS, amount="amount_thousand_nok")


@pytest.mark.parametrize(
    ("dataset", "column", "function", "kind"),
    [
        ("care_hours", "hours", "254", "AG16"),
        ("primary_schools", "teacher_full_time_equivalents", "202", "AG16"),
    ],
)
def test_hours_and_teachers_follow_what_is_spent_on_them(
    tables: Tables, dataset: str, column: str, function: str, kind: str
) -> None:
    joined = tables[dataset].join(spent(tables, function, kind), on=KEYS).drop_nulls()
    now = joined.filter(pl.col("year") == YEAR)
    logs = now.select(pl.col(column).log(), pl.col("amount").log())
    assert logs.select(pl.corr(column, "amount")).item() > 0.98


def test_children_outside_the_family_are_some_of_those_helped(tables: Tables) -> None:
    wide = tables["child_welfare_children"].pivot(
        "child_welfare_measure", index=KEYS, values="children"
    )
    assert (wide.drop_nulls()["all"] >= wide.drop_nulls()["outside_family"]).all()


def test_those_who_sent_no_accounts_told_nothing_of_services_either(tables: Tables) -> None:
    accounts = tables["financial_key_figures"].filter(
        pl.col("net_debt_percent").is_null() & (pl.col("municipality_code") != "0")
    )
    silent = tables["care_hours"].filter(pl.col("hours").is_null())
    assert sorted(silent.select(KEYS).rows()) == sorted(accounts.select(KEYS).rows())
