"""The futures as data: for one municipality of the demo country, and for all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from nyegrep.analyses.futures_table import Question, futures_table
from nyegrep.analyses.projection_table import Conduct
from nyegrep.foundation.errors import InputError
from nyegrep.foundation.futures import BUILT_IN, Future
from nyegrep.sources.store import Workspace

pytestmark = pytest.mark.unit

COLUMNS = [
    "municipality_code",
    "future",
    "year",
    "statistic",
    "sex",
    "age_group",
    "persons",
    "private_jobs",
    "public_jobs",
]
HORIZON = 2028


def made(demo: Workspace, municipality: str, **more: Any) -> pl.DataFrame:
    asked = {"draws": 20, **more}
    with futures_table(demo, Question(municipality, 2024, HORIZON, **asked)) as table:
        return table.frame.collect()


@pytest.fixture(scope="module")
def everyone(demo: Workspace) -> pl.DataFrame:
    return made(demo, "all", draws=6, only=("crisis", "neutral"))


def test_every_future_has_every_year_and_statistic(demo: Workspace) -> None:
    frame = made(demo, "Frostneset")
    assert frame.columns == COLUMNS
    assert tuple(dict.fromkeys(frame["future"])) == BUILT_IN
    assert len(frame) == len(BUILT_IN) * 5 * 8


def test_jobs_stand_beside_the_people_of_all_ages(demo: Workspace) -> None:
    frame = made(demo, "Frostneset", detail="age-groups", draws=0)
    alone = (pl.col("sex") == "both") & (pl.col("age_group") == "all")
    assert frame.filter(alone)["private_jobs"].null_count() == 0
    assert frame.filter(~alone)["private_jobs"].count() == 0


def test_age_groups_add_up_to_all_in_the_mean(demo: Workspace) -> None:
    frame = made(demo, "Frostneset", detail="age-groups", only=("crisis",))
    mean = frame.filter(
        (pl.col("statistic") == "mean") & (pl.col("sex") == "both") & (pl.col("year") == HORIZON)
    )
    parts = mean.filter(pl.col("age_group") != "all")["persons"].sum()
    whole = mean.filter(pl.col("age_group") == "all")["persons"].item()
    assert parts == pytest.approx(whole, abs=0.01)


def test_the_country_is_the_sum_only_where_no_place_becomes_more_attractive_than_others(
    everyone: pl.DataFrame,
) -> None:
    mean = everyone.filter(pl.col("statistic") == "mean")
    country = mean.filter(pl.col("municipality_code") == "0").sort("future", "year")
    summed = (
        mean.filter((pl.col("municipality_code") != "0") & (pl.col("future") == "neutral"))
        .group_by("future", "year")
        .agg(pl.col("persons").sum())
        .sort("future", "year")
    )
    assert country["future"].unique().to_list() == ["neutral"]
    assert country["persons"].to_list() == pytest.approx(summed["persons"].to_list(), abs=0.1)


def test_a_municipality_is_the_same_alone_and_among_all(
    demo: Workspace, everyone: pl.DataFrame
) -> None:
    alone = made(demo, "Frostneset", draws=6, only=("crisis",))
    code = alone["municipality_code"][0]
    among = everyone.filter((pl.col("municipality_code") == code) & (pl.col("future") == "crisis"))
    assert among.equals(alone)


def test_a_users_own_future_is_one_more(demo: Workspace) -> None:
    own = Future("mine", "expected", 50.0, 50.0)
    frame = made(demo, "Frostneset", own=(own,), only=("mine",), draws=0)
    assert set(frame["future"]) == {"mine"}
    assert set(frame["statistic"]) == {"mean"}


def test_a_future_that_does_not_exist_is_refused(demo: Workspace) -> None:
    with pytest.raises(InputError) as error:
        made(demo, "Frostneset", only=("glory",))
    assert [problem.code for problem in error.value.problems] == ["future.unknown"]


def test_every_draw_can_be_kept_by_sex_and_age(demo: Workspace, tmp_path: Path) -> None:
    frame = made(demo, "Frostneset", only=("crisis",), draws=3, keep=tmp_path)
    (file,) = tmp_path.glob("crisis/*.parquet")
    kept = pl.read_parquet(file)
    summed = kept.group_by("year", "draw").agg(pl.col("persons").sum())
    means = summed.group_by("year").agg(pl.col("persons").mean()).sort("year")["persons"]
    told = frame.filter(pl.col("statistic") == "mean").sort("year")["persons"]
    assert means.to_list() == pytest.approx(told.to_list(), abs=0.01)


def test_parts_left_by_a_stopped_run_are_gone_on_with(demo: Workspace, tmp_path: Path) -> None:
    """The same run twice with an output: the second finds nothing left over, and is the same."""
    conduct = Conduct(tmp_path / "f.csv")
    question = Question("Frostneset", 2024, HORIZON, draws=5, only=("crisis",))
    frames = []
    for _ in range(2):
        with futures_table(demo, question, conduct) as table:
            frames.append(table.frame.collect())
    assert frames[0].equals(frames[1])
    assert list(tmp_path.iterdir()) == []
