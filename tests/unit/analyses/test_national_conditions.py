"""The numbers behind the demo country's official alternatives, and paths that follow them."""

from __future__ import annotations

import polars as pl
import pytest

from nyegrep.analyses.context import Context, prepare
from nyegrep.analyses.national_conditions import (
    ALTERNATIVES,
    NationalConditions,
    national_conditions,
)
from nyegrep.analyses.population_outlook import basis
from nyegrep.analyses.projection_table import Question, projection_table
from nyegrep.foundation.errors import DataError
from nyegrep.sources.store import Workspace
from tests.unit.analyses.country import workspace

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def context(demo: Workspace) -> Context:
    return prepare(demo, "Frostneset", 2024)


@pytest.fixture(scope="module")
def found(context: Context) -> dict[str, NationalConditions]:
    rates = basis(context).rates
    return {name: national_conditions(context, rates, name) for name in ALTERNATIVES}


def test_high_growth_has_more_births_and_moves_and_longer_lives_than_low(
    found: dict[str, NationalConditions],
) -> None:
    high, main, low = (found[name].to for name in ("HHMH", "MMMM", "LLML"))
    assert high.fertility > main.fertility > low.fertility
    assert high.mortality_trend < low.mortality_trend
    assert (high.net_immigration or 0) > (low.net_immigration or 0)


def test_the_vintage_is_one_that_was_known_then_and_the_trace_tells_of_it(
    found: dict[str, NationalConditions],
) -> None:
    told = found["MMMM"]
    assert told.vintage <= 2024
    assert {source.dataset for source in told.trace.sources} == {"national_projection"}
    assert told.trace.parameters


def test_a_projection_follows_the_alternative_that_is_asked_for(demo: Workspace) -> None:
    ends = {}
    for national in ("HHMH", "LLML"):
        question = Question("all", 2024, 2040, draws=0, national=national)
        with projection_table(demo, question) as table:
            frame = table.frame.collect()
        country = frame.filter((pl.col("municipality_code") == "0") & (pl.col("year") == 2040))
        ends[national] = country["persons"].item()
    assert ends["HHMH"] > 1.03 * ends["LLML"]


def test_without_the_projections_it_says_how_to_get_them(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    bare = workspace(tmp_path_factory.mktemp("bare") / "w")
    context = prepare(bare, "7001", 2014)
    with pytest.raises(DataError):
        national_conditions(context, basis(context).rates, "MMMM")


def test_a_base_year_before_every_vintage_is_refused(context: Context, demo: Workspace) -> None:
    early = prepare(demo, "Frostneset", 2004)
    with pytest.raises(DataError) as error:
        national_conditions(early, basis(context).rates, "MMMM")
    assert [p.code for p in error.value.problems] == ["national.alternative_absent"]
