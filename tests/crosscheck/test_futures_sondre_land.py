"""The four futures of Søndre Land as they were published in 2019 (TF-rapport 481)."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from nyegrep.analyses import futures_outlook
from nyegrep.analyses.context import Context, history_of, prepare
from nyegrep.analyses.futures_outlook import Question
from nyegrep.analyses.futures_results import FuturesOutlook
from nyegrep.foundation.futures import FOUR
from nyegrep.sources.datapack import read_datapack
from nyegrep.sources.store import Workspace

pytestmark = pytest.mark.crosscheck

# People in 2040, from what the report says of each future.
PUBLISHED = dict(zip(FOUR, (6190.0, 5500.0, 5230.0, 4555.0), strict=True))
TAILWIND, HEADWIND, MISSED, CRISIS = FOUR


@pytest.fixture(scope="module")
def context(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Context:
    made = Workspace.open_or_create(tmp_path_factory.mktemp("real") / "w")
    deliveries = read_datapack(shared_data)
    made.save(deliveries, history_of(made, deliveries), "crosscheck")
    return prepare(made, "0536", 2019)


@pytest.fixture(scope="module")
def outlook(context: Context) -> FuturesOutlook:
    return futures_outlook.run(context, Question(2040, goal="population >= 5623 in 2040"))


def sheet(outlook: FuturesOutlook, measure: str, column: str = "mean") -> dict[str, float]:
    rows = outlook.characteristics.values.filter(pl.col("measure") == measure)
    return dict(rows.select("future", column).rows())


@pytest.mark.parametrize("future", FOUR)
def test_each_future_is_within_four_per_cent_of_the_published_population(
    outlook: FuturesOutlook, future: str
) -> None:
    assert sheet(outlook, "population")[future] == pytest.approx(PUBLISHED[future], rel=0.04)


def test_high_instead_of_low_attractiveness_is_worth_about_a_thousand_people(
    outlook: FuturesOutlook,
) -> None:
    people = sheet(outlook, "population")
    assert 800 < people[TAILWIND] - people[MISSED] < 1200
    assert 800 < people[HEADWIND] - people[CRISIS] < 1200


def test_the_support_ratio_is_worst_where_attractiveness_is_low(outlook: FuturesOutlook) -> None:
    ratio = sheet(outlook, "support_ratio")
    assert max(ratio[MISSED], ratio[CRISIS]) < min(ratio[TAILWIND], ratio[HEADWIND])


@pytest.mark.parametrize("future", FOUR)
def test_in_all_of_them_children_become_fewer_and_the_old_more(
    outlook: FuturesOutlook, future: str
) -> None:
    for group in ("0-5", "6-15"):
        row = outlook.ages.values.filter(
            (pl.col("future") == future) & (pl.col("age_group") == group)
        )
        assert row["mean"].item() < row["base"].item()
    assert sheet(outlook, "children")[future] < sheet(outlook, "children", "base")[future]
    for measure in ("aged_67_and_over", "aged_80_and_over"):
        assert sheet(outlook, measure)[future] > 1.2 * sheet(outlook, measure, "base")[future]


def test_in_the_crisis_the_share_of_67_and_over_rises_by_almost_half(
    outlook: FuturesOutlook,
) -> None:
    old, everyone = (sheet(outlook, name) for name in ("aged_67_and_over", "population"))
    base, whole = (sheet(outlook, n, "base") for n in ("aged_67_and_over", "population"))
    rise = old[CRISIS] / everyone[CRISIS] / (base[CRISIS] / whole[CRISIS]) - 1
    assert 0.40 < rise < 0.55


def test_people_begin_with_those_who_were_counted(outlook: FuturesOutlook) -> None:
    assert outlook.paths.facts["base_persons"] == 5623


def test_keeping_the_population_takes_more_attractiveness_the_worse_the_times(
    outlook: FuturesOutlook,
) -> None:
    assert outlook.reach is not None
    good, expected, bad = (
        outlook.reach.facts[f"percentile_{times}"]
        for times in ("favourable", "expected", "unfavourable")
    )
    assert 1 < good < expected < bad < 99
    chance = dict(outlook.reach.values.rows())
    assert chance[TAILWIND] > 60
    assert chance[CRISIS] < chance[HEADWIND] < 50


def test_the_same_numbers_serve_another_municipality(context: Context) -> None:
    """Nothing in them is for one place: Gjøvik, five times as large, has the same order."""
    gjovik = prepare(context.workspace, "0502", 2019)
    people = sheet(futures_outlook.run(gjovik, Question(2040, draws=50)), "population")
    assert people[TAILWIND] > people[HEADWIND] > people[CRISIS]
    assert people[TAILWIND] > people[MISSED] > people[CRISIS]
    assert 0.8 < people["neutral"] / 30676 < 1.25


def test_statistics_norways_own_sets_give_the_published_populations_too(context: Context) -> None:
    """HHMH and LLML of 2018 in place of the parameters' sets: nothing of the country is free."""
    found = futures_outlook.run(context, Question(2040, draws=200, national="official"))
    people = sheet(found, "population")
    assert {name: people[name] for name in FOUR} == pytest.approx(PUBLISHED, rel=0.04)
    births = found.assumptions.values.filter(pl.col("assumption") == "total_fertility")
    told = dict(births.select("future", "value").rows())
    assert told[TAILWIND] == pytest.approx(1.95, abs=0.05)
    assert told[CRISIS] == pytest.approx(1.58, abs=0.05)
    assert told["neutral"] == pytest.approx(1.76, abs=0.03)


def test_a_base_year_before_commuting_is_known_uses_the_first_known_and_says_so(
    context: Context,
) -> None:
    early = prepare(context.workspace, "0536", 2014)
    found = futures_outlook.run(early, Question(2030, draws=0))
    notes = {note.code: note.facts for note in found.notes}
    assert notes["attractiveness.commuting_later"] == {"year": 2017, "borders": 2014}
    assert found.paths.facts["base_persons"] == 5701
