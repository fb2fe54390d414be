"""The business indicators of a municipality of the demo country."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from nyegrep.analyses import business_indicators
from nyegrep.analyses.context import history_of, prepare
from nyegrep.foundation.figures import Figure
from nyegrep.sources.demo import deliveries
from nyegrep.sources.store import Workspace
from tests.unit.analyses.country import workspace

pytestmark = pytest.mark.unit

NOT_ADJUSTED = {"positive_equity_share", "private_jobs_share"}


def found(where: Workspace, place: str = "Frostneset", year: int = 2024) -> Figure:
    figure = business_indicators.run(prepare(where, place, year))
    assert figure is not None
    return figure


@pytest.fixture(scope="module")
def figure(demo: Workspace) -> Figure:
    return found(demo)


@pytest.fixture(scope="module")
def without_key_figures(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    made = Workspace.open_or_create(tmp_path_factory.mktemp("bare") / "w")
    arriving = [d for d in deliveries() if d.dataset != "business_key_figures"]
    made.save(arriving, history_of(made, arriving), "demo")
    return made


def test_all_seven_are_told_with_the_country_and_the_rank(figure: Figure) -> None:
    assert figure.values["indicator"].to_list() == list(business_indicators.ORDER)
    assert figure.values["year"].unique().to_list() == [2024]
    assert figure.values["country"].null_count() == 0
    assert figure.values["rank"].is_between(0, 100).all()
    assert figure.facts["municipalities"] == 60
    assert figure.trace.sources
    assert {use.path for use in figure.trace.parameters} >= {"attractiveness.indicators.ridge"}


def test_all_but_equity_and_size_are_adjusted(figure: Figure) -> None:
    lacking = figure.values.filter(pl.col("adjusted").is_null())["indicator"]
    assert set(lacking) == NOT_ADJUSTED
    assert figure.facts["adjusted_known"] == 5
    assert figure.facts["notes"] == ()


def test_values_are_those_of_the_data(demo: Workspace, figure: Figure) -> None:
    code = prepare(demo, "Frostneset", 2024).place.code
    rows = demo.table("business_key_figures").filter(
        (pl.col("municipality_code") == code) & (pl.col("year") == 2024)
    )
    stated = dict(zip(rows["indicator"], rows["value"], strict=True))
    told = dict(zip(figure.values["indicator"], figure.values["value"], strict=True))
    assert told == pytest.approx(stated)


def test_three_can_be_worked_out_and_agree_with_what_is_stated(
    without_key_figures: Workspace, figure: Figure
) -> None:
    computed = found(without_key_figures)
    assert computed.values["indicator"].to_list() == [
        "private_job_growth",
        "start_up_rate",
        "private_jobs_share",
    ]
    joined = computed.values.join(figure.values, on=["indicator", "year"])
    assert len(joined) == 2
    assert joined["value"].to_list() == pytest.approx(joined["value_right"].to_list(), abs=0.06)
    assert {s.dataset for s in computed.trace.sources} == {
        "new_enterprises",
        "establishments",
        "population_by_age",
        "jobs_by_industry",
    }


def test_a_merged_place_gets_the_mean_of_its_parts(demo: Workspace) -> None:
    merged = found(demo, "7412", 2026)
    assert merged.values["indicator"].to_list() == list(business_indicators.ORDER)
    assert merged.facts["borders"] == 2026


def test_nothing_is_told_where_nothing_is_known(tmp_path: Path) -> None:
    context = prepare(workspace(tmp_path / "w"), "7001", 2019)
    assert business_indicators.run(context) is None
