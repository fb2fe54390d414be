"""Means over windows, ranks among all and among like places, and the corner of both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest

from nyegrep.foundation.errors import DataError
from nyegrep.methods.attractiveness.standing import (
    KINDS,
    StandingSettings,
    average,
    find_standing,
    find_thresholds,
    rank,
    reach_both,
)
from nyegrep.parameters.tree import read
from tests.unit.methods.attractiveness.residuals import Chance, as_table, invent

pytestmark = pytest.mark.unit

SETTINGS, _ = read("attractiveness.standing", into=StandingSettings, at=date(2019, 1, 1))
BUSINESS, RESIDENTIAL = KINDS
PLACE_AND_WINDOW = ["municipality_code", "year", "window", "kind"]


def one_year(
    business: Sequence[float | None],
    residential: Sequence[float | None],
    persons: list[int] | None = None,
) -> pl.DataFrame:
    codes = [f"{code:04d}" for code in range(101, 101 + len(business))]
    return pl.DataFrame(
        {
            "municipality_code": codes,
            "year": 2016,
            "persons": persons or [5000] * len(codes),
            BUSINESS: business,
            RESIDENTIAL: residential,
        },
        schema_overrides={BUSINESS: pl.Float64, RESIDENTIAL: pl.Float64},
    )


def country(seed: int = 1, places: int = 120) -> pl.DataFrame:
    return as_table(
        invent(seed, places, chance=Chance(lasting=0.7, yearly=4.0, memory=0.0)),
        invent(seed, places),
    )


def ranks(means: pl.DataFrame, name: str, settings: StandingSettings = SETTINGS) -> list[float]:
    found = rank(means, settings, CENTRALITY).filter(pl.col("kind") == RESIDENTIAL)
    values: list[float] = found.sort("municipality_code")[name].to_list()
    return values


CENTRALITY = pl.DataFrame(
    {"municipality_code": ["0101", "0102", "0103", "0104"], "centrality_class": [5, 5, 6, 6]}
)


def test_means_are_plain_means_of_the_years_in_the_window() -> None:
    table = country()
    means = average(table, (1, 3, 10))
    for window in (1, 3, 10):
        row = means.filter(
            pl.col("municipality_code") == "0107",
            pl.col("year") == 2016,
            pl.col("window") == window,
            pl.col("kind") == BUSINESS,
        ).to_dicts()[0]
        own = table.filter(pl.col("municipality_code") == "0107", pl.col("year") > 2016 - window)
        assert row["value"] == pytest.approx(own[BUSINESS].to_numpy().mean())
        assert row["first_year"] == 2017 - window
    assert means.group_by("window").len().sort("window")["len"].to_list() == [
        120 * 2 * 10,
        120 * 2 * 8,
        120 * 2,
    ]


@pytest.mark.parametrize("gap", [None, float("nan"), "no row"])
def test_a_window_with_a_year_not_known_has_no_mean(gap: float | str | None) -> None:
    here = (pl.col("municipality_code") == "0101") & (pl.col("year") == 2012)
    table = country()
    if gap == "no row":
        table = table.filter(~here)
    else:
        unknown = pl.lit(gap, dtype=pl.Float64)
        kept = pl.when(here).then(unknown).otherwise(RESIDENTIAL)
        table = table.with_columns(kept.alias(RESIDENTIAL))
    means = average(table, (1, 3)).filter(
        pl.col("municipality_code") == "0101", pl.col("kind") == RESIDENTIAL
    )
    known = {window: set(means.filter(pl.col("window") == window)["year"]) for window in (1, 3)}
    assert known[1] == set(range(2007, 2017)) - {2012}
    assert known[3] == {2009, 2010, 2011, 2015, 2016}


def test_the_percentile_rank_is_the_share_below_and_half_of_those_alike() -> None:
    means = average(one_year([0, 0, 0, 0], [1.0, 2.0, 2.0, 9.0]), (1,))
    assert ranks(means, "rank") == [12.5, 50.0, 50.0, 87.5]


def test_similar_places_are_of_the_same_size_class_and_of_the_same_centrality() -> None:
    persons = [900, 1000, 1999, 2000]
    means = average(one_year([0] * 4, [1.0, 2.0, 3.0, 4.0], persons), (1,))
    found = rank(means, SETTINGS, CENTRALITY).filter(pl.col("kind") == RESIDENTIAL)
    classes = found.sort("municipality_code")["size_class"].to_list()
    assert classes == ["0-999", "1000-1999", "1000-1999", "2000-4999"]
    assert ranks(means, "rank_in_size_class") == [50.0, 25.0, 75.0, 50.0]
    assert ranks(means, "rank_in_centrality_class") == [25.0, 75.0, 25.0, 75.0]
    assert rank(means, SETTINGS)["rank_in_centrality_class"].null_count() == 8


def test_the_smallest_can_be_left_out_of_rankings() -> None:
    table = one_year([0] * 4, [9.0, 2.0, 3.0, 4.0], [999, 1000, 5000, 5000])
    without = replace(SETTINGS, windows=(1,), fewest_persons=1000)
    means = average(table, (1,))
    assert ranks(means, "rank", without)[0] is None
    assert ranks(means, "rank", without)[1:] == pytest.approx([100 / 6, 50.0, 500 / 6])
    limits = find_thresholds(means, without)
    assert set(limits["municipalities"]) == {3}
    values = find_standing(table, without).values
    left = values.filter(pl.col("municipality_code") == "0101")
    assert left["at_or_above"].null_count() == left.height == 2
    assert left["value"].null_count() == 0


def test_the_threshold_is_the_percentile_between_places() -> None:
    means = average(one_year([0.0] * 11, list(range(11))), (1,))
    limits = dict(find_thresholds(means, SETTINGS).select("kind", "threshold").rows())
    assert limits[RESIDENTIAL] == pytest.approx(7.0)
    half = find_thresholds(means, replace(SETTINGS, percentile=75.0))
    assert dict(half.select("kind", "threshold").rows())[RESIDENTIAL] == pytest.approx(7.5)


def test_who_is_at_or_above_both_thresholds() -> None:
    """Ten places; the three best at business are 08, 09, 10 and at living 01, 09, 10."""
    business = [float(v) for v in range(1, 11)]
    residential = [9.5, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 9.0, 10.0]
    means = average(one_year(business, residential), (1,))
    (row,) = reach_both(means, SETTINGS).to_dicts()
    assert row["codes"] == ["0109", "0110"]
    assert (row["municipalities"], row["reaching_both"]) == (10, 2)
    assert row["share"] == pytest.approx(20.0)


def test_a_place_known_by_one_kind_only_is_not_counted_for_both() -> None:
    means = average(one_year([1.0, 2.0, 3.0, None], [1.0, 2.0, 3.0, 4.0]), (1,))
    (row,) = reach_both(means, SETTINGS).to_dicts()
    assert row["municipalities"] == 3
    assert row["codes"] == []
    assert find_thresholds(means, SETTINGS)["municipalities"].sort().to_list() == [3, 4]


def test_two_kinds_that_are_strangers_meet_in_nine_of_a_hundred() -> None:
    table = as_table(invent(1, 3000, years=4), invent(2, 3000, years=4))
    shares = reach_both(average(table, (1, 3)), SETTINGS)["share"]
    np.testing.assert_allclose(shares.to_numpy(), 9.0, atol=1.8)


def test_every_place_stands_once_in_each_window_with_all_that_is_said_of_it() -> None:
    standing = find_standing(country(), SETTINGS)
    values = standing.values
    assert values.height == 120 * 2 * (10 + 8 + 6 + 1)
    assert values.select(PLACE_AND_WINDOW).is_unique().all()
    known = [name for name in values.columns if "centrality" not in name]
    assert values.select(known).null_count().sum_horizontal().item() == 0
    assert set(standing.noise) == set(KINDS)
    assert standing.notes == ()
    nested = [("lower_95", "lower_80"), ("lower_80", "shrunken"), ("shrunken", "upper_80")]
    for low, high in [*nested, ("upper_80", "upper_95")]:
        assert (values[low] < values[high]).all()
    reached = values.join(standing.thresholds, on=["year", "window", "kind"])
    assert (reached["at_or_above"] == (reached["value"] >= reached["threshold"])).all()


def test_the_smaller_the_place_the_less_its_number_counts() -> None:
    table = country(3)
    values = find_standing(table, SETTINGS).values.filter(
        pl.col("window") == 5, pl.col("kind") == RESIDENTIAL, pl.col("year") == 2016
    )
    by_size = values.sort("persons")["deviation"].to_numpy()
    assert (np.diff(by_size) <= 1e-12).all()


def test_the_chances_to_be_high_add_up_to_the_places_that_are() -> None:
    """On average 30 of 100 places are truly in the best 30 per cent, whatever the window says."""
    for seed in (1, 2, 3):
        values = find_standing(country(seed, 300), SETTINGS).values
        by_window = values.group_by("window", "kind").agg(pl.col("probability_high").mean())
        np.testing.assert_allclose(by_window["probability_high"].to_numpy(), 0.30, atol=0.05)


def test_who_is_said_to_be_high_with_some_chance_is_so_about_as_often() -> None:
    said, true = [], []
    for seed in range(20):
        made = invent(seed)
        values = find_standing(as_table(made, made), replace(SETTINGS, windows=(10,))).values
        values = values.filter(pl.col("kind") == RESIDENTIAL).sort("municipality_code")
        said.append(values["probability_high"].to_numpy())
        true.append(made.lasting > 0.3 * 0.5244)
    chances, high = np.concatenate(said), np.concatenate(true)
    for low, top in ((0.0, 0.1), (0.2, 0.4), (0.4, 0.6), (0.6, 0.8), (0.9, 1.0)):
        here = (chances >= low) & (chances <= top)
        assert high[here].mean() == pytest.approx(chances[here].mean(), abs=0.06)


def test_without_enough_to_tell_chance_the_values_stand_alone_and_a_note_says_so() -> None:
    standing = find_standing(one_year([1.0, 2.0, 3.0], [3.0, 2.0, 1.0]), SETTINGS)
    assert standing.values["shrunken"].null_count() == 6
    assert standing.values["lower_80"].null_count() == 6
    assert standing.values["rank"].null_count() == 0
    assert dict(standing.noise) == {}
    assert [note.code for note in standing.notes] == ["attractiveness.noise_too_little"]


def test_one_kind_alone_can_be_compared() -> None:
    table = country().with_columns(pl.lit(None, dtype=pl.Float64).alias(BUSINESS))
    standing = find_standing(table, SETTINGS)
    assert set(standing.noise) == {RESIDENTIAL}
    assert set(standing.values["kind"]) == {RESIDENTIAL}
    assert [note.facts["found_municipalities"] for note in standing.notes] == [0]
    assert standing.both.height == 0


def test_the_order_of_rows_does_not_matter() -> None:
    table = country()
    one = find_standing(table, SETTINGS)
    other = find_standing(table.sample(fraction=1.0, shuffle=True, seed=4), SETTINGS)
    assert one.values.equals(other.values)
    assert one.thresholds.equals(other.thresholds)
    assert one.both.equals(other.both)


def no_column(table: pl.DataFrame) -> pl.DataFrame:
    return table.drop("persons")


def twice(table: pl.DataFrame) -> pl.DataFrame:
    return pl.concat([table, table.head(1)])


def nobody(table: pl.DataFrame) -> pl.DataFrame:
    here = pl.col("municipality_code") == "0102"
    return table.with_columns(persons=pl.when(here).then(0).otherwise("persons"))


def nothing(table: pl.DataFrame) -> pl.DataFrame:
    return table.with_columns(pl.lit(None, dtype=pl.Float64).alias(kind) for kind in KINDS)


def no_rows(table: pl.DataFrame) -> pl.DataFrame:
    return table.clear()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (no_column, "lacks the columns persons"),
        (twice, "more than one row for 0101 2016"),
        (nobody, "no inhabitants, for 0102 2016"),
        (nothing, "nothing to compare"),
        (no_rows, "nothing to compare"),
    ],
)
def test_what_cannot_be_compared_is_said(
    spoil: Callable[[pl.DataFrame], pl.DataFrame], said: str
) -> None:
    with pytest.raises(DataError, match=said):
        find_standing(spoil(one_year([1.0, 2.0], [1.0, 2.0])), SETTINGS)
