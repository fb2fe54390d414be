"""Expenditure need, reckoned by hand on three municipalities, and the published examples."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from nyegrep.methods.need import (
    CostKey,
    KeySettings,
    criterion_effects,
    criterion_index,
    equalisation,
    joint_index,
    key_from_table,
    need_index,
)
from nyegrep.parameters.tree import read

pytestmark = pytest.mark.unit

PEOPLE = pl.DataFrame({"municipality_code": ["A", "B", "C"], "persons": [1000.0, 3000.0, 6000.0]})
CRITERIA = pl.DataFrame(
    {
        "municipality_code": ["A", "B", "C"] * 3,
        "criterion": ["pupils"] * 3 + ["old"] * 3 + ["base"] * 3,
        "value": [200.0, 300.0, 500.0, 50.0, 300.0, 150.0, 1.0, 1.0, 1.0],
    }
)
KEY = CostKey(
    {"school": 0.6, "care": 0.4},
    {"school": {"pupils": 0.9, "base": 0.1}, "care": {"old": 1.0}},
)


def found(criteria: pl.DataFrame = CRITERIA) -> dict[tuple[str, str], float]:
    index = need_index(criterion_index(criteria, PEOPLE), KEY)
    rows = index.select("municipality_code", "sector", "index").iter_rows()
    return {(code, sector): value for code, sector, value in rows}


def test_the_index_of_a_criterion_is_its_count_per_inhabitant_beside_the_country() -> None:
    index = criterion_index(CRITERIA, PEOPLE)
    pupils = index.filter(pl.col("criterion") == "pupils")["index"].to_list()
    # 1 000 pupils on 10 000 people; A has 0.20 per inhabitant, B 0.10, C 0.0833.
    assert pupils == pytest.approx([2.0, 1.0, 500 / 6000 / 0.1])
    base = index.filter(pl.col("criterion") == "base")["index"].to_list()
    assert base == pytest.approx([3.3333333, 1.1111111, 0.5555556])


def test_sectors_are_weighted_criteria_and_the_total_weighted_sectors() -> None:
    index = found()
    assert index["A", "school"] == pytest.approx(0.9 * 2.0 + 0.1 * 10 / 3)
    assert index["A", "care"] == pytest.approx(0.05 / 0.05)
    assert index["A", "total"] == pytest.approx(0.6 * (1.8 + 1 / 3) + 0.4 * 1.0)


def test_the_country_has_the_index_one() -> None:
    index = found()
    persons = dict(PEOPLE.iter_rows())
    whole = sum(persons[code] * index[code, "total"] for code in "ABC")
    assert whole / 10000 == pytest.approx(1.0)


def test_equalisation_adds_up_to_nought_and_is_the_sum_of_the_criteria() -> None:
    effects = criterion_effects(criterion_index(CRITERIA, PEOPLE), KEY, 50000.0)
    even = equalisation(effects, KEY)
    assert even["amount_nok"].sum() == pytest.approx(0.0, abs=1e-6)
    each = dict(even.select("municipality_code", "per_inhabitant_nok").iter_rows())
    assert each["A"] == pytest.approx((found()["A", "total"] - 1) * 50000)


def test_what_is_not_known_is_not_taken_for_nought() -> None:
    unknown = CRITERIA.with_columns(
        value=pl.when((pl.col("criterion") == "old") & (pl.col("municipality_code") == "A"))
        .then(None)
        .otherwise(pl.col("value"))
    )
    index = found(unknown)
    assert index["A", "care"] is None
    assert index["A", "total"] is None
    assert index["A", "school"] is not None
    # The country of "old" is now B and C: 450 of 9 000.
    assert index["B", "care"] == pytest.approx(0.1 / 0.05)
    even = equalisation(criterion_effects(criterion_index(unknown, PEOPLE), KEY, 1.0), KEY)
    assert even["per_inhabitant_nok"].to_list()[0] is None


def test_a_criterion_that_nobody_sent_leaves_its_sector_unknown() -> None:
    index = found(CRITERIA.filter(pl.col("criterion") != "base"))
    assert index["A", "school"] is None
    assert index["A", "care"] == pytest.approx(1.0)


def test_kroner_of_the_published_example() -> None:
    # Total index 1.14931 -> 14.93 % -> 6 019 kr; 90+ at 0.0463 and 1.72056 -> 3.34 % -> 1 345 kr.
    level = 40315.0
    key = CostKey({"all": 1.0}, {"all": {"90+": 0.0463, "rest": 0.9537}})
    rest = (1.14931 - 0.0463 * 1.72056) / 0.9537
    indices = pl.DataFrame(
        {
            "municipality_code": ["X", "X"],
            "criterion": ["90+", "rest"],
            "value": [1.0, 1.0],
            "persons": [100.0, 100.0],
            "index": [1.72056, rest],
        }
    )
    effects = criterion_effects(indices, key, level)
    oldest = effects.filter(pl.col("criterion") == "90+")["effect_nok"][0]
    assert round(100 * oldest / level, 2) == 3.34
    assert round(oldest) == 1345
    whole = equalisation(effects, key)["per_inhabitant_nok"][0]
    assert round(100 * whole / level, 2) == 14.93
    assert round(whole) == 6019


def test_the_key_of_2026_gives_the_published_school_index() -> None:
    settings, used = read("need.cost_key", into=KeySettings, at=date(2026, 12, 31))
    key = CostKey(settings.sectors, settings.criteria)
    assert not settings.verified
    assert used[0].kind == "statistic"
    known = {
        "persons_6-12": 1.0405,
        "persons_13-15": 0.9362,
        "immigrants_6-15": 1.013,
        "base": 0.3091,
        "travel_zone": 0.412,
        "travel_neighbour": 0.5183,
    }
    indices = pl.DataFrame(
        {
            "municipality_code": ["3222"] * len(known),
            "criterion": list(known),
            "index": list(known.values()),
        }
    )
    school = need_index(indices, key).filter(pl.col("sector") == "school")["index"][0]
    assert round(school, 4) == 0.9700


def test_the_key_of_2026_adds_up_and_gives_the_published_weights_of_the_total() -> None:
    settings, _ = read("need.cost_key", into=KeySettings, at=date(2026, 12, 31))
    key = CostKey(settings.sectors, settings.criteria)
    assert key.faults() == {}
    published = {
        "persons_0": 0.0024,
        "persons_1-5": 0.1465,
        "persons_6-12": 0.1631,
        "persons_13-15": 0.0731,
        "persons_25-66": 0.1258,
        "persons_80-89": 0.0628,
        "base": 0.0214,
        "agriculture": 0.0018,
        "full_time_employed": 0.0259,
        "mortality": 0.0438,
        "living_alone_67+": 0.0517,
        "psychiatry": 0.0157,
    }
    for criterion, weight in published.items():
        assert key.weights[criterion] == pytest.approx(weight, abs=0.0001), criterion
    assert len(key.weights) == 26


def test_weights_that_do_not_add_up_are_told_with_what_they_add_up_to() -> None:
    key = CostKey({"school": 0.7, "care": 0.4}, {"school": {"pupils": 0.8}})
    assert key.faults() == pytest.approx({"total": 1.1, "school": 0.8, "care": 0.0})


def test_a_key_from_a_table() -> None:
    rows = [("school", "pupils", 1.0), ("total", "school", 0.6), ("total", "care", 0.4)]
    key = key_from_table(pl.DataFrame(rows, ["sector", "criterion", "weight"], orient="row"))
    assert key.sectors == {"school": 0.6, "care": 0.4}
    assert key.criteria == {"school": {"pupils": 1.0}}


def test_sectors_as_one_are_weighted_and_unknown_where_one_is() -> None:
    assert joint_index({"school": 1.1, "care": 0.9}, KEY, ("school", "care")) == pytest.approx(
        0.6 * 1.1 + 0.4 * 0.9
    )
    assert joint_index({"school": 1.1}, KEY, ("school", "care")) is None
    assert joint_index({"school": 1.1}, KEY, ()) is None
    assert joint_index({"a": 1.0, "b": 2.0}, KEY, ("a", "b")) == pytest.approx(1.5)
