"""Bands on real municipalities: they hold as often as they promise, in places of every size."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from nyegrep.analyses import backtest_table
from nyegrep.analyses.backtest_table import Question
from nyegrep.analyses.context import history_of
from nyegrep.methods.population.backtest import ALL
from nyegrep.sources.datapack import read_datapack
from nyegrep.sources.store import Workspace

pytestmark = pytest.mark.crosscheck

YEARS = 5


@pytest.fixture(scope="module")
def tried(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    """Five years from 2009 to 2014, municipalities whose code did not change."""
    made = Workspace.open_or_create(tmp_path_factory.mktemp("bands") / "w")
    deliveries = read_datapack(shared_data)
    made.save(deliveries, history_of(made, deliveries), "crosscheck")
    question = Question(tuple(range(2009, 2015)), YEARS, draws=300, unchanged=True)
    frame = backtest_table.run(made, question, lambda *_: None).frame
    return frame.filter((pl.col("horizon") == YEARS) & (pl.col("method") == "model"))


def held(frame: pl.DataFrame, band: str = "held_80") -> float:
    """Share of all outcomes, over base years and classes, in per cent."""
    weight = frame["municipalities"].to_numpy()
    return float(np.average(frame[band].to_numpy(), weights=weight))


def test_the_bands_hold_as_often_as_they_promise(tried: pl.DataFrame) -> None:
    everyone = tried.filter((pl.col("age_group") == ALL) & (pl.col("size_class") == ALL))
    assert 76 < held(everyone) < 84
    assert 45 < held(everyone, "held_50") < 60
    assert 92 < held(everyone, "held_95") < 98


def test_they_hold_in_places_of_every_size(tried: pl.DataFrame) -> None:
    sizes = tried.filter((pl.col("age_group") == ALL) & (pl.col("size_class") != ALL))
    found = {str(name): held(rows) for (name,), rows in sizes.group_by("size_class")}
    assert len(found) == 7
    assert {name: share for name, share in found.items() if not 70 < share < 90} == {}


def test_in_the_year_that_the_errors_were_largest_they_still_hold_nearly_as_often(
    tried: pl.DataFrame,
) -> None:
    """2014: net migration to the country fell by half, and all places were projected too high."""
    last = tried.filter(
        (pl.col("base_year") == 2014) & (pl.col("age_group") == ALL) & (pl.col("size_class") == ALL)
    )
    assert 72 < held(last) < 88
    assert last["mape"].item() < 2.8


def test_over_base_years_the_error_is_within_the_limit(tried: pl.DataFrame) -> None:
    rows = tried.filter((pl.col("age_group") == ALL) & (pl.col("size_class") == ALL))
    assert rows.filter(pl.col("base_year") > 2009)["mape"].to_numpy().mean() < 2.6


def test_they_hold_for_age_groups_too_though_less_for_the_young(tried: pl.DataFrame) -> None:
    """The country's fertility fell more than its history foretold."""
    ages = tried.filter((pl.col("age_group") != ALL) & (pl.col("size_class") == ALL))
    found = {str(name): held(rows) for (name,), rows in ages.group_by("age_group")}
    assert {name: share for name, share in found.items() if not 62 < share < 92} == {}
