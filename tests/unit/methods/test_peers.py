"""Similar places, by hand."""

from __future__ import annotations

import polars as pl
import pytest

from nyegrep.methods.peers import PeerSettings, similarity, suggest

pytestmark = pytest.mark.unit

TRAITS = pl.DataFrame(
    {
        "municipality_code": ["A", "B", "C", "D"],
        "size": [0.0, 1.0, 2.0, None],
        "need": [1.0, 1.0, 3.0, 1.0],
    }
)
SETTINGS = PeerSettings({"size": 1.0, "need": 3.0, "income": 5.0}, count=2, nearest=1)


def test_the_distance_is_the_weighted_root_of_standardised_differences() -> None:
    found = similarity(TRAITS, "A", SETTINGS)
    # Spread of size (0, 1, 2) is 1; of need (1, 1, 3, 1) it is 1.
    c = found.filter(pl.col("municipality_code") == "C")
    assert c["difference_sd"].to_list() == pytest.approx([2.0, 2.0])
    assert c["distance"].to_list() == pytest.approx([((1 * 4 + 3 * 4) / 4) ** 0.5] * 2)
    b = found.filter(pl.col("municipality_code") == "B")
    assert b["distance"][0] == pytest.approx((1 / 4) ** 0.5)


def test_the_reason_is_the_trait_in_which_they_are_nearest() -> None:
    found = similarity(TRAITS, "A", SETTINGS)
    b = found.filter((pl.col("municipality_code") == "B") & pl.col("nearest"))
    assert b["dimension"].to_list() == ["need"]


def test_a_place_known_in_fewer_traits_is_told_of_but_not_suggested() -> None:
    found = similarity(TRAITS, "A", SETTINGS)
    assert found["municipality_code"].unique(maintain_order=True).to_list() == ["D", "B", "C"]
    assert suggest(found, SETTINGS) == ("B", "C")


def test_nobody_is_suggested_where_nothing_is_known() -> None:
    found = similarity(TRAITS, "A", PeerSettings({"income": 1.0}, 2, 1))
    assert found.is_empty()
    assert suggest(found, SETTINGS) == ()


def test_a_trait_that_all_share_tells_nothing() -> None:
    same = TRAITS.with_columns(need=pl.lit(1.0))
    assert set(similarity(same, "A", SETTINGS)["dimension"]) == {"size"}
