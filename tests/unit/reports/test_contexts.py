"""What the report is made from."""

from __future__ import annotations

import pytest

from nyegrep.reports.contexts import figures_of
from tests.unit.reports.answers import report
from tests.unit.reports.places import (
    BARE,
    FULL_FUTURES,
    GROWING_FUTURES,
    RESIDENCE_ONLY,
    SHRINKING,
)

pytestmark = pytest.mark.unit


def test_figures_come_in_the_order_a_reader_meets_them() -> None:
    assert [figure.id for figure in figures_of(report(SHRINKING))] == [
        "population.history",
        "population.comparison",
        "population.change",
        "population.age_groups",
        "population.support_ratio",
        "population.outlook",
        "population.outlook_change",
        "population.outlook_age_groups",
        "population.pyramid",
        "population.outlook_support_ratio",
        "population.outlook_accuracy",
    ]


def test_figures_that_could_not_be_made_are_not_there() -> None:
    ids = [figure.id for figure in figures_of(report(BARE))]
    assert "population.change" not in ids
    assert not [name for name in ids if "outlook" in name]


def test_the_trace_of_a_report_has_each_part_once() -> None:
    trace = report(SHRINKING).trace
    assert [source.table for source in trace.sources] == ["07459", "06913"]
    assert len(trace.methods) == 1


def test_what_is_missing_is_asked_for_by_chapter_or_figure() -> None:
    bare = report(BARE)
    assert bare.datasets_missing_for("population.change") == ("population_change",)
    assert bare.datasets_missing_for("population_outlook") == ("population_by_age",)
    assert bare.datasets_missing_for("something_else") == ()


def test_why_places_grow_comes_between_where_we_stand_and_what_lies_ahead() -> None:
    ids = [figure.id for figure in figures_of(report(RESIDENCE_ONLY))]
    assert ids[5:11] == [
        "attractiveness.jobs",
        "attractiveness.people",
        "attractiveness.history",
        "attractiveness.rank",
        "attractiveness.compared",
        "attractiveness.scatter",
    ]
    assert ids[4] == "population.support_ratio"
    assert ids[11] == "population.outlook"


def test_figures_come_in_the_order_of_the_chapters_and_shared_ones_once() -> None:
    ids = [figure.id for figure in figures_of(report(FULL_FUTURES))]
    chapters = list(dict.fromkeys(name.split(".")[0] for name in ids))
    assert chapters == [
        "population",
        "futures",
        "costs",
        "users",
        "need",
        "comparison",
        "finance",
        "savings",
        "housing",
    ]
    assert [name for name in ids if name.startswith("futures.")] == [
        "futures.paths",
        "futures.characteristics",
        "futures.ages",
        "futures.pyramid",
        "futures.support_ratio",
        "futures.jobs",
        "futures.assumptions",
        "futures.reach",
        "futures.accuracy",
    ]
    shared = [figure.id for figure in figures_of(report(GROWING_FUTURES))]
    assert shared.count("population.outlook_accuracy") == 1
