"""Criteria, cost keys and need index."""

from __future__ import annotations

import polars as pl
import pytest

from nyegrep.sources.demo.need import Need, income_system

pytestmark = pytest.mark.unit

Tables = dict[str, pl.DataFrame]
KEYS = ["year", "municipality_code"]


def test_every_key_adds_up_to_one(tables: Tables) -> None:
    sums = tables["cost_keys"].group_by("year", "sector").agg(pl.col("weight").sum())
    assert len(sums) == 12 * 8
    assert sums["weight"].to_list() == pytest.approx([1.0] * len(sums))


def test_every_criterion_of_a_key_has_values(tables: Tables) -> None:
    wanted = {criterion for key in income_system()["keys"].values() for criterion in key}
    assert wanted <= set(tables["need_criteria"]["criterion"])


def test_the_index_follows_from_the_published_criteria_and_keys(tables: Tables) -> None:
    """index_c = (x_c/P) / (X_c/ΣP); D_s = Σ w·index_c; D = Σ W_s·D_s."""
    criteria = tables["need_criteria"]
    people = criteria.filter(pl.col("criterion") == "inhabitants").select(*KEYS, people="value")
    joined = criteria.join(people, on=KEYS).with_columns(
        country=pl.col("value").sum().over("year", "criterion")
        / pl.col("people").sum().over("year", "criterion")
    )
    joined = joined.with_columns(index=pl.col("value") / pl.col("people") / pl.col("country"))
    weighted = joined.join(tables["cost_keys"], on=["year", "criterion"])
    sectors = weighted.group_by(*KEYS, "sector").agg(
        expected=(pl.col("weight") * pl.col("index")).sum()
    )
    found = sectors.join(tables["expenditure_need_index"], on=[*KEYS, "sector"])
    assert len(found) == len(sectors)
    assert found.select((pl.col("expected") - pl.col("index")).abs().max()).item() < 1e-4
    overall = (
        tables["cost_keys"]
        .filter(pl.col("sector") == "total")
        .select("year", sector="criterion", share="weight")
    )
    total = (
        sectors.join(overall, on=["year", "sector"])
        .group_by(KEYS)
        .agg(expected=(pl.col("share") * pl.col("expected")).sum())
    )
    published = tables["expenditure_need_index"].filter(pl.col("sector") == "total")
    both = total.join(published, on=KEYS)
    assert both.select((pl.col("expected") - pl.col("index")).abs().max()).item() < 1e-4


def test_the_country_needs_one(found_need: Need) -> None:
    people = found_need.values[:, :, found_need.criteria.index("inhabitants")]
    weighted = (found_need.index * people[..., None]).sum(axis=1) / people.sum(axis=1)[:, None]
    assert weighted.ravel() == pytest.approx([1.0] * weighted.size)


def test_small_and_old_places_need_more(tables: Tables) -> None:
    index = tables["expenditure_need_index"].filter(
        (pl.col("year") == 2024) & (pl.col("sector") == "total")
    )
    need = dict(index.select("municipality_code", "index").iter_rows())
    assert 0.9 < need["7101"] < 1.0
    assert need["7411"] > 1.25
    assert max(need.values()) < 2
