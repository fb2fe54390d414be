"""The projection as a table: the central path, and bands over draws."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from nyegrep.analyses.context import history_of
from nyegrep.analyses.projection_table import Conduct, Question, projection_table
from nyegrep.foundation.errors import DataError, InputError, Problem
from nyegrep.sources.store import Workspace
from tests.unit.analyses.country import delivery, people, workspace

pytestmark = pytest.mark.unit

COLUMNS = ["municipality_code", "year", "statistic", "sex", "age_group", "persons"]
STATISTICS = ["mean", "p2_5", "p10", "p25", "p50", "p75", "p90", "p97_5"]
KNOWN = ("7001", "7004", "7005", "7009", "7101", "7102", "7103")


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return workspace(tmp_path_factory.mktemp("country") / "w")


def ask(municipality: str, base_year: int | None, horizon: int, **more: Any) -> Question:
    return Question(municipality, base_year, horizon, **{"draws": 0, **more})


def made(country: Workspace, question: Question) -> pl.DataFrame:
    with projection_table(country, question) as table:
        return table.frame.collect()


def notes(country: Workspace, question: Question) -> tuple[Problem, ...]:
    with projection_table(country, question) as table:
        return table.notes


def test_without_draws_it_is_the_central_path_of_every_year_and_age(country: Workspace) -> None:
    frame = made(country, ask("all", 2014, 2019, detail="single-age"))
    assert frame.columns == COLUMNS
    # Eight municipalities and the country, six years, 106 ages and all of them together.
    assert len(frame) == 9 * 6 * 107
    assert set(frame["municipality_code"]) >= {"7002", "7003", "0"}
    assert set(frame["statistic"]) == {"mean"}


def test_the_base_year_is_what_was_counted(country: Workspace) -> None:
    frame = made(country, ask("all", 2014, 2019, detail="single-age"))
    base = frame.filter((pl.col("year") == 2014) & (pl.col("municipality_code") == "7001"))
    assert base["age_group"].to_list() == [*map(str, range(105)), "105+", "all"]
    assert base["persons"].to_list() == [51.0] * 90 + [0.0] * 16 + [51.0 * 90]


@pytest.mark.parametrize("draws", [0, 40])
def test_one_municipality_is_the_same_as_among_all(country: Workspace, draws: int) -> None:
    one = made(country, ask("Fjordvik", 2014, 2019, draws=draws, detail="age-groups"))
    among = made(country, ask("all", 2014, 2019, draws=draws, detail="age-groups"))
    assert one.equals(among.filter(pl.col("municipality_code") == "7001"))


def test_every_statistic_of_every_group_and_the_groups_together(country: Workspace) -> None:
    frame = made(country, ask("7001", 2019, 2021, draws=50, detail="age-groups"))
    groups = ["0-5", "6-15", "16-19", "20-44", "45-66", "67-79", "80+", "all"]
    assert frame["statistic"].unique(maintain_order=True).to_list() == STATISTICS
    assert frame["age_group"].unique(maintain_order=True).to_list() == groups
    assert len(frame) == 3 * 8 * 8


def test_quantiles_are_in_order_and_the_mean_of_the_whole_is_the_sum(country: Workspace) -> None:
    frame = made(country, ask("all", 2019, 2024, draws=50, detail="age-groups"))
    wide = frame.pivot("statistic", index=COLUMNS[:2] + COLUMNS[3:5], values="persons")
    for low, high in pairwise(STATISTICS[1:]):
        assert (wide[low] <= wide[high]).all()
    mean = wide.filter(pl.col("year") == 2024)
    parts = mean.filter(pl.col("age_group") != "all").group_by("municipality_code")
    sums = parts.agg(pl.col("mean").sum()).sort("municipality_code")["mean"]
    whole = mean.filter(pl.col("age_group") == "all").sort("municipality_code")["mean"]
    assert sums.to_list() == pytest.approx(whole.to_list(), abs=0.01)


def test_the_country_is_the_sum_of_all_in_each_draw(country: Workspace) -> None:
    frame = made(country, ask("all", 2019, 2024, draws=50))
    last = frame.filter(pl.col("year") == 2024).pivot(
        "statistic", index="municipality_code", values="persons"
    )
    country_row = last.filter(pl.col("municipality_code") == "0").row(0, named=True)
    others = last.filter(pl.col("municipality_code") != "0")
    assert sorted(others["municipality_code"]) == sorted(KNOWN)
    assert country_row["mean"] == pytest.approx(others["mean"].sum(), abs=0.05)
    # Places do not all do badly at once, so the country's band is narrower than their sum.
    width = country_row["p90"] - country_row["p10"]
    assert 0 < width < (others["p90"] - others["p10"]).sum()


def test_the_same_seed_gives_the_same_and_another_another(country: Workspace) -> None:
    first = made(country, ask("7001", 2019, 2024, draws=30, seed=1))
    assert first.equals(made(country, ask("7001", 2019, 2024, draws=30, seed=1)))
    assert not first.equals(made(country, ask("7001", 2019, 2024, draws=30, seed=2)))


def test_both_sexes_and_each_where_they_are_known(demo: Workspace) -> None:
    frame = made(demo, ask("all", None, 2030, draws=20, detail="age-groups"))
    assert frame["sex"].unique(maintain_order=True).to_list() == ["male", "female", "both"]
    mean = frame.filter((pl.col("statistic") == "mean") & (pl.col("year") == 2030))
    wide = mean.pivot("sex", index=["municipality_code", "age_group"], values="persons")
    sums = (wide["male"] + wide["female"]).to_list()
    assert sums == pytest.approx(wide["both"].to_list(), rel=1e-5, abs=0.01)
    total = made(demo, ask("all", None, 2030, draws=20))
    assert set(total["sex"]) == {"both"}
    whole = frame.filter((pl.col("sex") == "both") & (pl.col("age_group") == "all"))
    assert total["persons"].to_list() == pytest.approx(whole["persons"].to_list(), rel=1e-6)


def test_the_draws_themselves_are_kept_on_request(demo: Workspace, tmp_path: Path) -> None:
    question = ask("all", 2024, 2026, draws=20, detail="age-groups", keep=tmp_path / "draws")
    frame = made(demo, question)
    codes = sorted(set(frame["municipality_code"]) - {"0"})
    assert sorted(path.stem for path in (tmp_path / "draws").iterdir()) == codes
    kept = pl.read_parquet(tmp_path / "draws" / f"{codes[0]}.parquet")
    assert kept.columns == ["municipality_code", "year", "sex", "age", "draw", "persons"]
    assert len(kept) == kept["year"].n_unique() * 2 * 106 * 20
    old = kept.filter((pl.col("age") >= 80) & (pl.col("year") == 2026)).group_by("draw")
    median = old.agg(pl.col("persons").sum())["persons"].median()
    told = frame.filter(
        (pl.col("municipality_code") == codes[0])
        & (pl.col("year") == 2026)
        & (pl.col("statistic") == "p50")
        & (pl.col("sex") == "both")
        & (pl.col("age_group") == "80+")
    )
    assert told["persons"].item() == pytest.approx(median, abs=0.01)


def test_the_newest_year_is_the_base_where_none_is_given(country: Workspace) -> None:
    assert made(country, ask("all", None, 2025))["year"].min() == 2019


def test_municipalities_with_holes_are_left_out_and_named(tmp_path: Path) -> None:
    made_ = workspace(tmp_path / "w")
    made_.forget("population_by_age")
    holed = people().filter(~((pl.col("municipality_code") == "7103") & (pl.col("year") == 2017)))
    made_.save([delivery("population_by_age", holed, "07459")], history_of(made_), "holed")
    question = ask("all", 2019, 2025)
    assert "7103" not in set(made(made_, question)["municipality_code"])
    assert any("Furumo" in note.text("en") for note in notes(made_, question))


def test_the_trace_tells_the_seed_and_how_much_is_not_known(country: Workspace) -> None:
    with projection_table(country, ask("7001", 2019, 2021, draws=10, seed=5)) as table:
        assert table.trace.seed == 5
        paths = {use.path for use in table.trace.parameters}
    assert any(path.startswith("population.uncertainty.") for path in paths)


def test_years_that_cannot_be_are_refused(country: Workspace) -> None:
    with pytest.raises(InputError, match="horizon"):
        made(country, ask("all", 2019, 2018))
    with pytest.raises(DataError, match="2005–2019"):
        made(country, ask("all", 1990, 2018))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"draws": -1}, "--draws"),
        ({"draws": 100_001}, "100000"),
        ({"draws": 10, "seed": -1}, "--seed"),
        ({"draws": 0, "keep": Path("kept")}, "--keep-draws"),
    ],
)
def test_numbers_that_cannot_be_are_refused(
    country: Workspace, tmp_path: Path, asked: dict[str, Any], said: str
) -> None:
    conduct = Conduct(output=tmp_path / "p.csv")
    with (
        pytest.raises(InputError, match=said),
        projection_table(country, ask("7001", 2019, 2025, **asked), conduct),
    ):
        pass
    assert list(tmp_path.iterdir()) == []
