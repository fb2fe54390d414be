"""Projections of the demo country's past beside what happened there."""

from __future__ import annotations

import polars as pl
import pytest

from nyegrep.analyses import backtest_table
from nyegrep.analyses.backtest_table import BacktestTable, Question
from nyegrep.foundation.errors import InputError
from nyegrep.sources.store import Workspace

pytestmark = pytest.mark.unit


def ask(demo: Workspace, **more: object) -> BacktestTable:
    asked = {"bases": (2014, 2016), "horizon": 3, "draws": 40, **more}
    return backtest_table.run(demo, Question(**asked), lambda *_: None)  # type: ignore[arg-type]  # fields by name


@pytest.fixture(scope="module")
def table(demo: Workspace) -> BacktestTable:
    return ask(demo)


def test_every_base_year_and_horizon_is_there(table: BacktestTable) -> None:
    found = set(table.frame.select("base_year", "horizon").rows())
    assert found == {(base, ahead) for base in (2014, 2016) for ahead in (1, 2, 3)}


def test_the_model_is_compared_with_standing_still_a_trend_and_the_official(
    table: BacktestTable,
) -> None:
    """The demo country's statistical office made a projection in 2014 and in 2016."""
    assert set(table.frame["method"]) == {"model", "constant", "trend", "official"}


def test_only_the_model_has_bands_that_can_hold(table: BacktestTable) -> None:
    model = table.frame.filter(pl.col("method") == "model")
    others = table.frame.filter(pl.col("method") != "model")
    assert model["held_80"].null_count() == 0
    assert others["held_80"].count() == 0
    wide = model.filter((pl.col("age_group") == "all") & (pl.col("size_class") == "all"))
    assert (wide["held_95"] >= wide["held_80"]).all()
    assert (wide["held_80"] >= wide["held_50"]).all()


def test_without_draws_there_are_no_bands(demo: Workspace) -> None:
    assert ask(demo, draws=0, bases=(2016,)).frame["held_80"].count() == 0


def test_numbers_are_those_of_the_base_year_and_not_of_today(table: BacktestTable) -> None:
    """The parameters are read as they stood on 1 January of each base year."""
    used = {use.path for use in table.trace.parameters}
    assert {"population.backtest.trend_years", "population.uncertainty.tail"} <= used
    assert table.trace.seed == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"horizon": 0}, "backtest.horizon"),
        ({"horizon": 51}, "backtest.horizon"),
        ({"draws": -1}, "ensemble.draws_outside"),
        ({"seed": -1}, "ensemble.seed_negative"),
        ({"bases": (2026,)}, "population.no_outcome"),
        ({"bases": (1901,)}, "population.base_year_outside"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    demo: Workspace, change: dict[str, object], code: str
) -> None:
    with pytest.raises(InputError) as error:
        ask(demo, **change)
    assert [problem.code for problem in error.value.problems] == [code]
