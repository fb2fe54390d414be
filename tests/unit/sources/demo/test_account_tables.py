"""Accounts as KOSTRA shows them."""

from __future__ import annotations

import polars as pl
import pytest

from nyegrep.sources.demo.accounts import areas

pytestmark = pytest.mark.unit

Tables = dict[str, pl.DataFrame]
KEYS = ["year", "municipality_code"]
AMOUNT = pl.col("amount_thousand_nok")
MUNICIPALITY = pl.col("municipality_code").str.len_chars() == 4
INCOME = ["A600", "AGD34", "AG48"]


def area_amounts(tables: Tables) -> pl.DataFrame:
    return tables["net_operating_expenditure"].filter(pl.col("table") == "12362")


def totals(tables: Tables) -> pl.DataFrame:
    frame = tables["net_operating_expenditure"].filter(pl.col("table") == "12137")
    return frame.pivot("type", index=KEYS, values="amount_thousand_nok")


@pytest.mark.parametrize("area", ["FGK7", "FGK9", "FGK6a", "FGK16"])
def test_areas_are_the_sums_of_their_functions(tables: Tables, area: str) -> None:
    frame = area_amounts(tables).filter(AMOUNT.is_not_null())
    parts = (
        frame.filter(pl.col("function").is_in(areas()[area]))
        .group_by(*KEYS, "type")
        .agg(parts=AMOUNT.sum())
    )
    joined = frame.filter(pl.col("function") == area).join(parts, on=[*KEYS, "type"])
    assert len(joined) > 1300
    assert (joined["amount_thousand_nok"] == joined["parts"]).all()


def test_areas_but_the_two_that_cut_across_give_nearly_all_net_expenditure(tables: Tables) -> None:
    plain = [area for area in areas() if area not in ("FGK6a", "FGK16")]
    frame = area_amounts(tables).filter(pl.col("function").is_in(plain), pl.col("type") == "AGD2")
    joined = frame.group_by(KEYS).agg(areas=AMOUNT.sum()).join(totals(tables), on=KEYS).drop_nulls()
    off = joined.select((pl.col("areas") / pl.col("AGD1") - 1).abs().max()).item()
    assert 0 < off < 0.009


def test_function_and_type_give_the_function_totals(tables: Tables) -> None:
    detail = (
        tables["expenditure_by_function_and_type"]
        .group_by(*KEYS, "function")
        .agg(
            gross=AMOUNT.filter(~pl.col("type").is_in(INCOME)).sum(),
            income=AMOUNT.filter(pl.col("type").is_in(INCOME)).sum(),
        )
    )
    wide = (
        area_amounts(tables)
        .filter(MUNICIPALITY)
        .pivot("type", index=[*KEYS, "function"], values="amount_thousand_nok")
    )
    joined = wide.drop_nulls().join(detail, on=[*KEYS, "function"])
    assert len(joined) > 40_000
    assert (joined["AGD10"] == joined["gross"]).all()
    assert (joined["AGD2"] == joined["gross"] - joined["income"]).all()


def test_the_result_closes_over_both_tables(tables: Tables) -> None:
    """Result = revenue - gross expenditure + depreciation - interest - instalments."""
    paid = tables["expenditure_by_function_and_type"].filter(pl.col("type") == "A590")
    depreciation = paid.group_by(KEYS).agg(depreciation=AMOUNT.sum())
    joined = totals(tables).filter(MUNICIPALITY).drop_nulls().join(depreciation, on=KEYS)
    expected = (
        pl.col("AGD13")
        - pl.col("AGD9")
        + pl.col("depreciation")
        - pl.col("AGD97")
        - pl.col("AGD21")
    )
    assert joined.filter(pl.col("AGD23") != expected).is_empty()
    assert joined.filter(pl.col("AG11") != pl.col("AG12") + pl.col("A800")).is_empty()


def test_the_country_and_groups_are_sums_over_all_that_belong(tables: Tables) -> None:
    frame = area_amounts(tables).filter(
        (pl.col("function") == "FGK7") & (pl.col("type") == "AGD2") & (pl.col("year") == 2023)
    )
    kinds = frame.with_columns(
        kind=pl.col("municipality_code").str.slice(0, 3).replace({"0": "all"})
    )
    groups = kinds.filter(pl.col("kind") == "EKG")["amount_thousand_nok"].sum()
    assert groups == kinds.filter(pl.col("kind") == "all")["amount_thousand_nok"].sum()


def test_per_inhabitant_is_of_31_december(tables: Tables) -> None:
    people = tables["population_change"].select(
        year=pl.col("year") - 1, municipality_code="municipality_code", people="population"
    )
    unchanged = people.filter(~pl.col("year").is_in([2017, 2019]))
    joined = tables["net_operating_expenditure"].join(unchanged, on=KEYS).drop_nulls()
    off = (1000 * AMOUNT / pl.col("people") - pl.col("per_inhabitant_nok")).abs()
    assert len(joined) > 50_000
    assert joined.select(off.max()).item() <= 0.5


def test_a_few_small_municipalities_sent_no_accounts(tables: Tables) -> None:
    empty = tables["financial_key_figures"].filter(pl.col("net_debt_percent").is_null())
    assert len(empty) == 4
    missing = area_amounts(tables).filter(AMOUNT.is_null()).select(KEYS).unique()
    assert sorted(missing.rows()) == sorted(empty.select(KEYS).rows())
    assert (
        len(empty.join(tables["net_operating_expenditure"].drop_nulls(), on=KEYS, how="semi")) == 0
    )


def test_key_figures_are_those_of_the_totals(tables: Tables) -> None:
    joined = totals(tables).join(tables["financial_key_figures"], on=KEYS).drop_nulls()
    result = (
        100 * pl.col("AGD23") / pl.col("AGD13") - pl.col("net_operating_result_percent")
    ).abs()
    debt = (100 * pl.col("KG31") / pl.col("AGD13") - pl.col("net_debt_percent")).abs()
    assert len(joined) == 670 - 4 + 11
    assert joined.select(result.max()).item() < 0.0501
    assert joined.select(debt.max()).item() < 0.0501


def test_every_municipality_has_a_group_in_every_year(tables: Tables) -> None:
    groups = tables["kostra_groups"]
    assert len(groups) == 670
    assert groups["group_code"].str.contains(r"^EKG(0[1-9]|1[0-7])$").all()
