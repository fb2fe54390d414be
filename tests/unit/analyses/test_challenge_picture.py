"""Where we stand, in a country whose numbers can be reckoned by hand."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from nyegrep.analyses import challenge_picture
from nyegrep.analyses.context import prepare
from nyegrep.analyses.results import ChallengePicture
from tests.unit.analyses.country import changes, delivery, workspace

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def picture(tmp_path_factory: pytest.TempPathFactory) -> ChallengePicture:
    folder = tmp_path_factory.mktemp("country") / "w"
    made = workspace(folder, delivery("population_change", changes(), "06913"))
    return challenge_picture.run(prepare(made, "Fjordvik", 2019))


def only(frame: pl.DataFrame, **wanted: object) -> pl.DataFrame:
    return frame.filter(*(pl.col(name) == value for name, value in wanted.items()))


def test_the_history_runs_from_the_first_year_to_the_base_year(picture: ChallengePicture) -> None:
    assert picture.history.values["persons"].to_list() == [90 * (60 - i) for i in range(15)]
    facts = picture.history.facts
    assert (facts["first_year"], facts["last_year"]) == (2005, 2019)
    assert facts["change_persons"] == -14 * 90
    assert facts["change_percent"] == pytest.approx(-100 * 14 / 60)
    assert facts["turning_points"] == []


def test_every_place_begins_at_a_hundred(picture: ChallengePicture) -> None:
    first = only(picture.comparison.values, year=2005)
    assert set(first["index"]) == {100.0}
    grown = picture.comparison.facts["change_percent"]
    assert grown["7001"] == pytest.approx(-100 * 14 / 60)
    assert grown["7004"] == pytest.approx(0.0)
    whole = (60 + 30 + 20 + 50 + 70 + 400 + 100 + 40, -1 + 4 + 1)
    assert grown["0"] == pytest.approx(100 * 14 * whole[1] / whole[0])


def test_the_parts_of_the_yearly_change_add_up_to_it(picture: ChallengePicture) -> None:
    assert picture.change is not None
    per_year = picture.change.values.group_by("year").agg(pl.col("persons").sum())
    assert set(per_year["persons"]) == {-90.0}
    assert picture.change.facts["sums"] == {
        "birth_surplus": -5.0 * 14,
        "domestic_net_migration": (-90 + 5 - 2) * 14.0,
        "foreign_net_migration": 2.0 * 14,
    }
    assert picture.change.facts["years_with_birth_deficit"] == 14
    assert picture.change.facts["largest_gain"] is None


def test_the_age_groups_say_which_grew_and_which_shrank(picture: ChallengePicture) -> None:
    own = only(picture.age_groups.values, place_code="7001", moment="last")
    assert dict(zip(own["age_group"], own["persons"], strict=True))["20-44"] == 25 * 46
    assert own["percent"].sum() == pytest.approx(100)
    group, persons, percent = picture.age_groups.facts["fastest_shrinking"]
    assert (group, persons) == ("20-44", -25 * 14)
    assert percent == pytest.approx(-100 * 14 / 60)


def test_the_support_ratio_is_workers_per_retired(picture: ChallengePicture) -> None:
    own = only(picture.support_ratio.values, place_code="7001")
    assert own["ratio"].to_list() == pytest.approx([47 / 23] * 15)
    assert own["retired_per_100"].to_list() == pytest.approx([100 * 23 / 47] * 15)
    assert {p.path.rsplit(".", 1)[1] for p in picture.support_ratio.trace.parameters} == {
        "working_from",
        "working_to",
        "retired_from",
    }


def test_every_figure_knows_its_sources_and_methods(picture: ChallengePicture) -> None:
    assert [figure.id for figure in picture.figures] == [
        "population.history",
        "population.comparison",
        "population.change",
        "population.age_groups",
        "population.support_ratio",
    ]
    for figure in picture.figures:
        assert figure.trace.sources
        assert figure.trace.methods
        assert figure.trace.invented


def test_net_migration_stands_together_where_its_parts_are_not_known(tmp_path: Path) -> None:
    made = workspace(
        tmp_path / "w", delivery("population_change", changes(detailed=False), "06913")
    )
    picture = challenge_picture.run(prepare(made, "7001", 2019))
    assert picture.change is not None
    assert set(picture.change.values["component"]) == {"birth_surplus", "net_migration"}


def test_what_the_causes_do_not_explain_is_named(tmp_path: Path) -> None:
    faulty = changes().with_columns(pl.col("birth_surplus") + 3)
    made = workspace(tmp_path / "w", delivery("population_change", faulty, "06913"))
    picture = challenge_picture.run(prepare(made, "7001", 2019))
    assert picture.change is not None
    assert set(only(picture.change.values, component="remainder")["persons"]) == {-3.0}


def test_the_change_is_left_out_where_nothing_is_known_of_it(tmp_path: Path) -> None:
    picture = challenge_picture.run(prepare(workspace(tmp_path / "w"), "7001", 2019))
    assert picture.change is None
    assert len(picture.figures) == 4


def test_older_accounts_lengthen_the_history(tmp_path: Path) -> None:
    older = pl.DataFrame(
        {"year": [2003, 2004], "municipality_code": ["7001"] * 2, "population": [5600, 5500]}
    )
    made = workspace(tmp_path / "w", delivery("population_change", older, "06913"))
    picture = challenge_picture.run(prepare(made, "7001", 2019))
    assert picture.history.values["year"].to_list() == list(range(2003, 2020))
    assert picture.change is None
