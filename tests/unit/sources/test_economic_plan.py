"""The economic plan as people type it: what is read, and every way it may be wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from nyegrep.foundation.errors import InputError
from nyegrep.sources.economic_plan import EconomicPlan, PlanReader, find_plan, read_plan

pytestmark = pytest.mark.unit

READER = PlanReader("0536", 5623, 20_000, 2_000_000)
HEADING = "year;gross_operating_revenue;gross_operating_expenditure;net_interest;instalments"
ROW = "{year};560;562;8;20"


def written(folder: Path, *lines: str, name: str = "economic_plan.csv") -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def rows(*years: int) -> list[str]:
    return [ROW.format(year=year) for year in years]


def plan(path: Path) -> EconomicPlan:
    found = read_plan(path, READER)
    assert found is not None
    return found


def faults(path: Path, language: str = "en") -> list[str]:
    with pytest.raises(InputError) as caught:
        read_plan(path, READER)
    return caught.value.texts(language)


def test_five_columns_are_enough_and_the_first_year_is_the_budget(tmp_path: Path) -> None:
    found = plan(written(tmp_path, HEADING, *rows(2021, 2019, 2020, 2022)))
    assert found.frame["year"].to_list() == [2019, 2020, 2021, 2022]
    assert found.frame["status"].to_list() == ["budget", "plan", "plan", "plan"]
    assert found.first == 2019
    assert found.source.fingerprint


def test_headings_and_numbers_as_people_write_them(tmp_path: Path) -> None:
    heading = "År;Brutto driftsinntekter;Brutto driftsutgifter;Netto renter;Avdrag;Status"
    lines = ["2018;1 540,5;562;−8,5;20;Regnskap", "2019;560;562;8;20;budsjett"]
    found = plan(written(tmp_path, heading, *lines))
    assert found.frame["gross_operating_revenue"].to_list() == [1540.5, 560.0]
    assert found.frame["net_interest"][0] == -8.5
    assert found.first == 2019


def test_the_plan_begins_with_the_last_budget(tmp_path: Path) -> None:
    kinds = ["accounts", "budget", "budget", "plan"]
    lines = [f"{row};{kind}" for row, kind in zip(rows(2017, 2018, 2019, 2020), kinds, strict=True)]
    assert plan(written(tmp_path, f"{HEADING};status", *lines)).first == 2019


def test_rows_of_other_municipalities_are_passed_over(tmp_path: Path) -> None:
    lines = [f"{row};{code}" for row in rows(2019, 2020) for code in ("536", "0538")]
    path = written(tmp_path, f"{HEADING};municipality_code", *lines)
    assert plan(path).frame["year"].to_list() == [2019, 2020]
    assert read_plan(path, PlanReader("3447", 5600, 20_000, 2_000_000)) is None


def test_every_fault_is_told_at_once_with_its_row(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        f"{HEADING};reserves_at_year_end;status",
        "2019;mye;562;8;20;40;plan",
        "2020;560;562;8;20;-4;plan",
        "2021;560;562;8;20;40;ukjent",
        "2022;560;562;8;-20;40;",
    )
    told = faults(path)
    assert len(told) == 4
    assert all(f"{path}, {n}" in text for n, text in zip((2, 3, 4, 5), told, strict=True))
    assert "“gross_operating_revenue”: mye" in told[0]
    assert "“reserves_at_year_end”: -4. Expected ≥ 0" in told[1]


def test_a_missing_and_a_double_year(tmp_path: Path) -> None:
    told = faults(written(tmp_path, HEADING, *rows(2019, 2019, 2022)))
    assert len(told) == 2
    assert "2019 stands twice" in told[0]
    assert "2020, 2021 is missing before 2022" in told[1]


@pytest.mark.parametrize("times", [1000, 1_000_000, 0.001])
def test_another_unit_than_million_kroner(tmp_path: Path, times: float) -> None:
    line = f"2019;{560 * times:.6f};{562 * times:.6f};8;20"
    told = faults(written(tmp_path, HEADING, line), "nb")
    assert len(told) == 2
    assert "ventes" in told[0]
    assert "millioner" in told[0]


def test_price_years_are_one_or_each_its_own(tmp_path: Path) -> None:
    heading = f"{HEADING};price_year"
    fixed, current = (
        [f"{row};{price}" for row, price in zip(rows(2019, 2020, 2021), prices, strict=True)]
        for prices in ((2019, 2019, 2019), (2019, 2020, 2021))
    )
    assert plan(written(tmp_path, heading, *fixed)).frame["price_year"].n_unique() == 1
    assert plan(written(tmp_path, heading, *current)).frame["price_year"].n_unique() == 3
    mixed = [*fixed[:2], current[2].replace("2021;560", "2021;561")]
    assert "current prices" in faults(written(tmp_path, heading, *mixed))[0]
    half = [*fixed[:2], f"{rows(2021)[0]};"]
    assert "“price_year”" in faults(written(tmp_path, heading, *half))[0]


def test_years_stand_in_the_order_accounts_budget_plan(tmp_path: Path) -> None:
    lines = [f"{row};{s}" for row, s in zip(rows(2019, 2020), ("plan", "budget"), strict=True)]
    assert "accounts – budget – plan" in faults(written(tmp_path, f"{HEADING};status", *lines))[0]
    lines = [f"{row};accounts" for row in rows(2018, 2019)]
    assert "all rows are accounts" in faults(written(tmp_path, f"{HEADING};status", *lines))[0]


def test_an_empty_sheet_and_a_wrong_encoding(tmp_path: Path) -> None:
    assert "no rows" in faults(written(tmp_path, HEADING))[0]
    path = tmp_path / "economic_plan.csv"
    path.write_bytes("år;inntekt\n".encode("latin-1"))
    assert "UTF-8" in faults(path)[0]


def test_two_plans_in_a_workspace_are_one_too_many(tmp_path: Path) -> None:
    assert find_plan(tmp_path) is None
    written(tmp_path, HEADING)
    written(tmp_path, "[]", name="economic_plan.yaml")
    with pytest.raises(InputError, match=r"economic_plan\.yaml"):
        find_plan(tmp_path)
