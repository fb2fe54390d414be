"""The account of preventive measures from a municipality's own table."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from nyegrep.analyses import prevention_account
from nyegrep.analyses.measures_results import PreventionResult
from nyegrep.analyses.prevention_account import ALL_LEVELS
from nyegrep.foundation.errors import DataError, InputError
from nyegrep.foundation.figures import Figure
from nyegrep.sources.preventive_measures import FORM

pytestmark = pytest.mark.unit

COLUMNS: list[object] = [column.name for column in FORM.columns]
GUIDE: list[object] = [
    "Guide",
    "school_dropout",
    "municipal_level",
    20,
    25,
    10,
    30_000,
    200_000,
    300_000,
    2,
]
ROWS: list[list[object]] = [
    [*GUIDE, 2024, "own"],
    ["Guide", "school_dropout", "state_level", 20, 25, 10, 100_000, 0, 0, 2, 2024, "own"],
    ["Base", "our own words", "county_level", 5, 50, 3, 0, 90_000, 0, 0, 2024, "own"],
]
FREE = {"prevention.account.discount_rate": {0: 0.0}}


def written(folder: Path, rows: list[list[object]]) -> Path:
    lines = [";".join(map(str, row)) for row in [COLUMNS, *rows]]
    (folder / "prevention.csv").write_text("\n".join(lines), encoding="utf-8")
    return folder


@pytest.fixture
def found(tmp_path: Path) -> PreventionResult:
    return prevention_account.run(written(tmp_path, ROWS), FREE)


def amounts(figure: Figure, measure: str, column: str) -> dict[str, float]:
    own = figure.values.filter(pl.col("measure") == measure)
    return dict(own.select("government_level", column).iter_rows())


def test_each_level_pays_and_saves_its_own(found: PreventionResult) -> None:
    # Five succeed; in ten years the municipality saves 1.5 million and the State five.
    saved = amounts(found.account, "Guide", "saving_nok")
    assert saved == pytest.approx(dict(zip(ALL_LEVELS, [1.5e6, 0, 5e6, 6.5e6], strict=True)))
    cost = amounts(found.account, "Guide", "cost_nok")
    assert cost == pytest.approx(dict(zip(ALL_LEVELS, [8e5, 0, 0, 8e5], strict=True)))
    rates = amounts(found.account, "Guide", "break_even_percent")
    assert rates["municipal_level"] == pytest.approx(100 * 0.8 / 6)
    assert rates["county_level"] is None


def test_measures_add_up_to_their_sum_in_every_year(found: PreventionResult) -> None:
    for level in ALL_LEVELS:
        parts = [amounts(found.account, name, "net_nok")[level] for name in ("Guide", "Base")]
        assert amounts(found.account, "sum", "net_nok")[level] == pytest.approx(sum(parts))
    years = found.by_year.values
    last = years.filter((pl.col("measure") == "sum") & (pl.col("years_ahead") == 10))
    net = amounts(found.account, "sum", "net_nok")
    assert dict(last.select("government_level", "cumulative_nok").iter_rows()) == pytest.approx(net)


def test_the_measures_own_success_rate_is_on_the_line_of_sensitivity(
    found: PreventionResult,
) -> None:
    line = found.sensitivity.values.filter(pl.col("measure") == "Base")
    at_half = line.filter(pl.col("success_rate") == 50)
    net = dict(at_half.select("government_level", "net_nok").iter_rows())
    assert net == pytest.approx(amounts(found.account, "Base", "net_nok"))
    none = line.filter(pl.col("success_rate") == 0)["net_nok"]
    assert none.to_list() == pytest.approx([0, -90_000, 0, -90_000])


def test_it_says_that_the_rate_was_not_checked_until_somebody_has(tmp_path: Path) -> None:
    folder = written(tmp_path, ROWS)
    usual = prevention_account.run(folder)
    assert [note.code for note in usual.notes] == ["prevention.rate_unverified"]
    checked = prevention_account.run(folder, {"prevention.account.discount_rate_verified": True})
    assert checked.notes == ()
    rates = {use.path: use for use in usual.account.trace.parameters}
    assert "R-109" in rates["prevention.account.discount_rate"].reference
    assert usual.account.trace.sources[0].table == "prevention.csv"


def test_without_a_table_it_says_what_to_fill_in(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"fill in prevention\.example\.xlsx"):
        prevention_account.run(tmp_path)


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("success_rate", 0.3, "0.3 is a share. Per cent was expected, that is 30"),
        ("once_nok", -5, "-5. Expected ≥ 0"),
        ("cost_difference", "", "–. Expected"),
        ("government_level", "region", "region is not known. Write"),
        ("persons", 2.5, "2.5. Expected ≥ 1"),
        ("price_year", 2025, "2024, but 2025 in"),
    ],
)
def test_a_faulty_cell_is_told_with_its_row_and_column(
    tmp_path: Path, column: str, value: object, said: str
) -> None:
    rows = [list(row) for row in ROWS]
    rows[0][COLUMNS.index(column)] = value
    with pytest.raises(InputError) as caught:
        prevention_account.run(written(tmp_path, rows))
    told = "\n".join(caught.value.texts("en"))
    assert f"column “{column}”" in told
    assert said in told


def test_all_faults_of_all_rows_are_told_at_once(tmp_path: Path) -> None:
    rows = [list(row) for row in [*ROWS, ROWS[2]]]
    rows[0][COLUMNS.index("once_nok")] = "much"
    rows[1][COLUMNS.index("paid_years")] = 11
    rows[2][COLUMNS.index("success_rate")] = 60
    with pytest.raises(InputError) as caught:
        prevention_account.run(written(tmp_path, rows))
    codes = sorted(problem.code for problem in caught.value.problems)
    assert codes == ["own_file.cell", "own_file.cell", "own_file.differs", "own_file.twice"]
