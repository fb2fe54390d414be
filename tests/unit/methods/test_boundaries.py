"""Series recast to the municipalities of a year: merged, renumbered, divided, and with holes."""

from __future__ import annotations

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from nyegrep.foundation.codes import LAST_YEAR, Municipality, MunicipalityHistory
from nyegrep.methods.boundaries import Columns, Recast, recast

pytestmark = pytest.mark.unit

# Ås and Bø merged into Dal in 2018; Dal got a new number in 2020. Elv was divided in 2020 between
# Fjell, which was there before, and Gard, which was new; Hav was divided by known shares.
HISTORY = MunicipalityHistory(
    municipalities=(
        Municipality("0001", "Ås", 0, 2017, (("0003", 1.0),)),
        Municipality("0002", "Bø", 0, 2017, (("0003", 1.0),)),
        Municipality("0003", "Dal", 2018, 2019, (("0103", 1.0),)),
        Municipality("0103", "Dal", 2020, LAST_YEAR),
        Municipality("0004", "Elv", 0, 2019, (("0005", None), ("0006", None))),
        Municipality("0005", "Fjell", 0, LAST_YEAR),
        Municipality("0006", "Gard", 2020, LAST_YEAR),
        Municipality("0007", "Hav", 0, 2019, (("0008", 0.25), ("0009", 0.75))),
        Municipality("0008", "Is", 2020, LAST_YEAR),
        Municipality("0009", "Jord", 2020, LAST_YEAR),
    ),
    counties={"00": "Fylket"},
)


def people(*rows: tuple[str, int, float]) -> pl.DataFrame:
    schema = {"municipality_code": pl.String, "year": pl.Int32, "persons": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def persons(done: Recast) -> dict[tuple[str, int], float]:
    return {(code, year): count for code, year, count in done.frame.iter_rows()}


def told(done: Recast) -> list[str]:
    return [note.code for note in done.notes]


def test_merged_municipalities_are_added_and_renumbered_ones_follow() -> None:
    frame = people(("0001", 2017, 10), ("0002", 2017, 5), ("0003", 2018, 16), ("0103", 2020, 17))
    done = recast(frame, HISTORY, 2020)
    assert persons(done) == {("0103", 2017): 15, ("0103", 2018): 16, ("0103", 2020): 17}
    assert told(done) == []


def test_a_year_in_which_nothing_changed_is_left_alone() -> None:
    frame = people(("0001", 2016, 10), ("0002", 2016, 5), ("0001", 2017, 11))
    assert_frame_equal(recast(frame, HISTORY, 2017).frame, frame, check_row_order=False)


def test_keys_are_kept_apart() -> None:
    frame = pl.DataFrame(
        {
            "municipality_code": ["0001", "0001", "0002", "0002"],
            "year": [2017] * 4,
            "age": [0, 1, 0, 1],
            "persons": [1.0, 2.0, 3.0, 4.0],
        }
    )
    done = recast(frame, HISTORY, 2019)
    assert done.frame["persons"].to_list() == [4.0, 6.0]


def test_a_missing_part_makes_the_year_incomplete_never_too_low() -> None:
    frame = people(("0001", 2016, 10), ("0001", 2017, 10), ("0002", 2017, 5))
    done = recast(frame, HISTORY, 2019)
    assert persons(done) == {("0003", 2017): 15}
    assert done.incomplete.rows() == [("0003", 2016, ["0002"])]
    (note,) = done.notes
    assert note.code == "boundaries.incomplete"
    assert note.facts["missing"] == ["0002 Bø"]
    assert all(note.text(language) for language in ("nb", "en"))


def test_an_unknown_number_in_a_part_makes_the_sum_unknown() -> None:
    frame = people(("0001", 2017, 10), ("0002", 2017, 5)).with_columns(
        births=pl.Series([1.0, None])
    )
    done = recast(frame, HISTORY, 2019)
    assert done.frame.rows() == [("0003", 2017, 15.0, None)]


def test_known_shares_divide_and_the_result_says_so() -> None:
    done = recast(people(("0007", 2019, 100)), HISTORY, 2020)
    assert persons(done) == {("0008", 2019): 25, ("0009", 2019): 75}
    (note,) = done.notes
    assert note.code == "boundaries.divided"
    assert note.facts["shares"] == ["0008 Is 0.25", "0009 Jord 0.75"]


def test_unknown_shares_leave_the_successors_out_of_the_years_before() -> None:
    frame = people(("0004", 2019, 100), ("0005", 2019, 50), ("0005", 2020, 80), ("0006", 2020, 70))
    done = recast(frame, HISTORY, 2020)
    assert persons(done) == {("0005", 2020): 80, ("0006", 2020): 70}
    assert done.incomplete.rows() == [("0005", 2019, ["0004"])]
    assert told(done) == ["boundaries.shares_unknown", "boundaries.incomplete"]


def test_unknown_shares_are_found_from_population_around_the_change() -> None:
    """Fjell gained 30 of the 100 who lived in Elv, Gard has 70."""
    frame = people(("0004", 2019, 100), ("0005", 2019, 50), ("0005", 2020, 80), ("0006", 2020, 70))
    done = recast(frame, HISTORY, 2020, population=frame)
    assert persons(done)["0005", 2019] == pytest.approx(50 + 30)
    assert persons(done)["0006", 2019] == pytest.approx(70)
    assert told(done) == ["boundaries.shares_estimated"]
    assert done.incomplete.is_empty()


def test_two_divided_in_the_same_year_share_the_gains() -> None:
    """A (100) went to X and Y, B (50) to Y and Z; X gained 40, Y 80, Z 30."""
    history = MunicipalityHistory(
        municipalities=(
            Municipality("0021", "A", 0, 2019, (("0031", None), ("0032", None))),
            Municipality("0022", "B", 0, 2019, (("0032", None), ("0033", None))),
            *(Municipality(f"003{number}", name, 2020) for number, name in enumerate("XYZ", 1)),
        ),
        counties={},
    )
    frame = people(
        ("0021", 2019, 100), ("0022", 2019, 50),
        ("0031", 2020, 40), ("0032", 2020, 80), ("0033", 2020, 30),
    )  # fmt: skip
    done = recast(frame, history, 2020, population=frame)
    before = {code: count for (code, year), count in persons(done).items() if year == 2019}
    assert before == pytest.approx({"0031": 40, "0032": 80, "0033": 30}, abs=0.01)


def test_population_without_the_year_after_tells_no_shares() -> None:
    frame = people(("0004", 2019, 100), ("0005", 2019, 50))
    done = recast(frame, HISTORY, 2020, population=frame)
    assert done.frame.is_empty()
    assert "boundaries.shares_unknown" in told(done)


def test_means_are_weighted() -> None:
    frame = people(("0001", 2017, 30), ("0002", 2017, 10)).with_columns(
        percent=pl.Series([10.0, 50.0])
    )
    columns = Columns(key=(), measures=("percent",), weight="persons")
    done = recast(frame, HISTORY, 2019, columns, how="mean")
    assert done.frame.select("percent", "persons").rows() == [(20.0, 40.0)]


def test_means_need_a_weight() -> None:
    with pytest.raises(ValueError, match="weight"):
        recast(people(("0001", 2017, 1)), HISTORY, 2019, how="mean")


def test_later_numbers_go_back_where_only_the_number_changed() -> None:
    done = recast(people(("0103", 2021, 17)), HISTORY, 2019)
    assert persons(done) == {("0003", 2021): 17}


def test_later_numbers_that_can_not_be_parted_are_left_out_and_named() -> None:
    done = recast(people(("0003", 2018, 16), ("0005", 2018, 50)), HISTORY, 2017)
    assert persons(done) == {("0005", 2018): 50}
    (note,) = done.notes
    assert (note.code, note.facts["codes"]) == ("boundaries.not_separable", ["0003 Dal"])


def test_a_series_on_later_borders_is_not_added_to_one_on_those_of_the_year() -> None:
    """Dal stands in 2017 on the borders of 2020, beside its parts Ås and Bø."""
    frame = people(("0001", 2017, 10), ("0002", 2017, 5), ("0103", 2017, 15))
    assert persons(recast(frame, HISTORY, 2020)) == {("0103", 2017): 15}


def test_whole_borders_go_before_near_ones() -> None:
    """On its own year's borders 2017 lacks Bø; on those of 2018 it is whole."""
    frame = people(("0001", 2017, 10), ("0003", 2017, 15)).with_columns(
        borders=pl.Series([0, 2018], dtype=pl.Int32), source=pl.Series([1, 2], dtype=pl.Int32)
    )
    done = recast(frame, HISTORY, 2020)
    assert persons(done) == {("0103", 2017): 15}
    assert done.incomplete.is_empty()


def test_codes_outside_the_history_pass_unchanged() -> None:
    done = recast(people(("0", 2017, 500), ("00", 2017, 90)), HISTORY, 2020)
    assert persons(done) == {("0", 2017): 500, ("00", 2017): 90}


def test_an_empty_frame_gives_an_empty_frame() -> None:
    done = recast(people(), HISTORY, 2020)
    assert done.frame.columns == ["municipality_code", "year", "persons"]
    assert done.frame.is_empty()
    assert done.notes == ()
