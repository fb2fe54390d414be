"""The packaged history of Norway's municipalities, and histories kept as tables."""

from __future__ import annotations

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from nyegrep.foundation.codes import LAST_YEAR
from nyegrep.foundation.errors import LANGUAGES, DataError, InputError, Problem
from nyegrep.sources.municipalities import (
    history_from_frames,
    history_to_frames,
    packaged_history,
    packaged_source,
)

pytestmark = pytest.mark.unit

COUNTIES = {"90": "Nordfylket", "91": "Sørfylket"}
ISLANDS = pl.DataFrame(
    {
        "municipality_code": ["9001", "9002", "9101", "9102", "9103"],
        "name": ["Utvær", "Innvær", "Storvær", "Delvær", "Restvær"],
        "first_year": [0, 0, 2010, 2020, 2020],
        "last_year": [2009, 2009, 2019, LAST_YEAR, LAST_YEAR],
    }
)
CHANGES = pl.DataFrame(
    {
        "year": [2010, 2010, 2020, 2020],
        "old_code": ["9001", "9002", "9101", "9101"],
        "new_code": ["9101", "9101", "9102", "9103"],
        "share": [None, 1.0, 0.7, 0.3],
    }
)


def problems_with(municipalities: pl.DataFrame, changes: pl.DataFrame) -> list[Problem]:
    """What a history of these tables is refused for, after reading both languages."""
    with pytest.raises(DataError) as caught:
        history_from_frames(municipalities, changes, COUNTIES, invented=True)
    assert all(caught.value.texts(language) for language in LANGUAGES)
    return list(caught.value.problems)


def with_cell(frame: pl.DataFrame, row: int, column: str, value: object) -> pl.DataFrame:
    values = frame[column].to_list()
    values[row] = value
    return frame.with_columns(pl.Series(column, values))


# The packaged history


@pytest.mark.parametrize(
    ("year", "count"),
    [
        (1986, 454),
        (1988, 448),
        (1992, 439),
        (1994, 435),
        (2002, 434),
        (2005, 433),
        (2006, 431),
        (2008, 430),
        (2012, 429),
        (2013, 428),
        (2017, 426),
        (2018, 422),
        (2019, 422),
        (2020, 356),
        (2023, 356),
        (2024, 357),
        (2026, 357),
    ],
)
def test_norway_had_as_many_municipalities_as_it_had(year: int, count: int) -> None:
    assert len(packaged_history().in_year(year)) == count


def test_nobody_is_lost_in_any_reform() -> None:
    history = packaged_history()
    today = {m.code for m in history.in_year(2026)}
    for year in range(1986, 2027):
        reached = set()
        for municipality in history.in_year(year):
            shares = history.successors(municipality.code, 2026)
            assert None in shares.values() or sum(filter(None, shares.values())) == pytest.approx(1)
            reached |= set(shares)
        assert reached == today, year


def test_only_three_municipalities_were_divided() -> None:
    divided = {m.code: m.successors for m in packaged_history().municipalities if m.successors[1:]}
    assert divided == {
        "1850": (("1806", None), ("1875", None)),
        "5012": (("5055", None), ("5056", None), ("5059", None)),
        "1507": (("1508", 0.857), ("1580", 0.143)),
    }


@pytest.mark.parametrize(
    ("code", "year", "successor"),
    [
        ("0101", 2020, "3001"),
        ("0101", 2024, "3101"),
        ("0814", 2026, "4012"),
        ("0536", 2026, "3447"),
        ("1567", 2019, "5061"),
        ("1214", 2006, "1160"),
        ("1214", 2020, "1160"),
        ("0718", 2026, "3905"),
        ("1842", 2026, "1804"),
        ("1571", 2020, "5055"),
        ("1444", 2020, "1577"),
        ("1852", 2026, "5512"),
        ("1534", 2023, "1507"),
        ("1534", 2024, "1580"),
        ("1546", 2024, "1508"),
    ],
)
def test_a_municipality_is_followed_across_reforms(code: str, year: int, successor: str) -> None:
    assert packaged_history().successors(code, year) == {successor: 1.0}


def test_mergers_name_all_they_are_made_of() -> None:
    history = packaged_history()
    assert history.predecessors("3118", 2019) == ("0122", "0123", "0124", "0125", "0138")
    assert history.predecessors("1103", 2019) == ("1103", "1141", "1142")
    assert history.predecessors("5059", 2019) == ("5012", "5016", "5023", "5024")


def test_a_name_that_changed_with_the_number_kept_is_that_of_its_year() -> None:
    assert packaged_history().name("0716", 2001) == "Våle"
    assert packaged_history().name("0716", 2002) == "Re"
    assert packaged_history().name("0701", 2002) == "Horten"


def test_every_municipality_lies_in_a_county_that_has_a_name() -> None:
    history = packaged_history()
    assert {m.code[:2] for m in history.municipalities} <= set(history.counties)
    assert set(history.counties) <= {m.code[:2] for m in history.municipalities}


def test_names_in_other_languages_find_their_municipality() -> None:
    history = packaged_history()
    for text in ("Kárášjohka - Karasjok", "Karasjok", "Karasjohka"):
        assert history.find(text, 2026).code == "5610"
    assert history.find("Ivgu").code == history.find("Yykeä").code == "5536"


def test_namesakes_of_norway_are_listed_with_their_counties() -> None:
    with pytest.raises(InputError, match=r"3114 Våler \(Østfold\), 3419 Våler \(Innlandet\)"):
        packaged_history().find("Våler")
    with pytest.raises(InputError, match=r"0236 Nes \(Akershus\), 0616 Nes \(Buskerud\)"):
        packaged_history().find("Nes", 2019)
    assert packaged_history().find("Nes", 2024).code == "3228"


def test_svalbard_and_the_shelf_are_known_and_no_municipalities() -> None:
    history = packaged_history()
    assert all(history.known(code) for code in ("2100", "2111", "2211", "2311", "9999", "99"))
    assert not set(history.outside) & {m.code for m in history.municipalities}
    assert all(set(names) == set(LANGUAGES) for names in history.outside.values())


def test_the_packaged_history_names_its_source_and_is_not_invented() -> None:
    assert packaged_source().table == "KLASS 131, KLASS 104"
    assert packaged_source().invented is packaged_history().invented is False


# Tables


def test_a_history_is_built_from_tables() -> None:
    history = history_from_frames(ISLANDS, CHANGES, COUNTIES, invented=True)
    assert history.invented
    assert history.counties == COUNTIES
    assert history.successors("9001", 2019) == {"9101": 1.0}
    assert history.successors("9001", 2020) == {"9102": 0.7, "9103": 0.3}
    assert not history.known("9999")


def test_shares_may_be_left_out() -> None:
    history = history_from_frames(ISLANDS, CHANGES.drop("share"), COUNTIES, invented=True)
    assert history.successors("9002", 2019) == {"9101": 1.0}
    assert history.successors("9101", 2020) == {"9102": None, "9103": None}


def test_codes_outside_the_municipalities_are_set_aside() -> None:
    row = {"municipality_code": "9999", "name": "Uoppgitt", "first_year": 0, "last_year": LAST_YEAR}
    real = pl.concat([ISLANDS, pl.DataFrame(row)])
    history = history_from_frames(real, CHANGES, COUNTIES, invented=False)
    assert history.known("9999")
    assert "9999" not in history.by_code


def test_a_later_change_tells_of_a_merger_undone() -> None:
    undone = pl.DataFrame({"year": 2020, "old_code": "9001", "new_code": "9103", "share": 1.0})
    changes = pl.concat([CHANGES, undone], how="vertical_relaxed")
    history = history_from_frames(ISLANDS, changes, COUNTIES, invented=True)
    assert history.successors("9001", 2019) == {"9101": 1.0}
    assert history.successors("9001", 2020) == {"9103": 1.0}


def test_the_packaged_history_survives_being_kept_as_tables() -> None:
    history = packaged_history()
    tables = history_to_frames(history)
    assert history_from_frames(*tables, invented=False) == history


def test_tables_survive_being_read() -> None:
    tables = history_to_frames(history_from_frames(ISLANDS, CHANGES, COUNTIES, invented=True))
    assert_frame_equal(tables.municipalities, ISLANDS, check_dtypes=False)
    known = with_cell(CHANGES, 0, "share", 1.0)
    assert_frame_equal(tables.changes, known, check_dtypes=False, check_row_order=False)
    assert dict(tables.counties.iter_rows()) == COUNTIES


def test_a_missing_column_is_named_with_its_table() -> None:
    found = problems_with(ISLANDS.drop("last_year"), CHANGES.drop("old_code"))
    assert [(p.code, p.facts["place"], p.facts["column"]) for p in found] == [
        ("data.column_missing", "municipalities", "last_year"),
        ("data.column_missing", "municipality_changes", "old_code"),
    ]


def test_an_empty_or_unreadable_cell_is_named_with_its_row() -> None:
    years = ISLANDS.with_columns(first_year=pl.Series(["0", "0", "x", "2020", "2020"]))
    (problem,) = problems_with(years, CHANGES)
    assert (problem.code, problem.facts["rows"]) == ("history.cell_empty", [3])


@pytest.mark.parametrize(
    ("row", "column", "value", "code"),
    [
        (3, "municipality_code", "912", "history.code_malformed"),
        (3, "first_year", 10000, "history.years_reversed"),
        (3, "municipality_code", "9103", "history.spans_overlap"),
        (3, "last_year", 2023, "history.no_successor"),
        (3, "first_year", 2021, "history.successor_not_in_force"),
        (0, "last_year", 2010, "history.old_code_not_ended"),
    ],
)
def test_municipalities_that_cannot_be_are_refused(
    row: int, column: str, value: object, code: str
) -> None:
    found = problems_with(with_cell(ISLANDS, row, column, value), CHANGES)
    assert code in {problem.code for problem in found}


@pytest.mark.parametrize(
    ("row", "column", "value", "code"),
    [
        (0, "old_code", "9002", "history.no_successor"),
        (0, "old_code", "9005", "history.old_code_not_ended"),
        (0, "year", 2009, "history.old_code_not_ended"),
        (0, "new_code", "9102", "history.successor_not_in_force"),
        (0, "new_code", "9005", "history.successor_not_in_force"),
        (2, "share", 0.6, "history.shares_wrong"),
        (0, "share", 0.9, "history.shares_wrong"),
    ],
)
def test_changes_that_cannot_be_are_refused(
    row: int, column: str, value: object, code: str
) -> None:
    found = problems_with(ISLANDS, with_cell(CHANGES, row, column, value))
    assert code in {problem.code for problem in found}


def test_all_that_is_wrong_is_told_at_once() -> None:
    found = problems_with(with_cell(ISLANDS, 4, "last_year", 2022), CHANGES.head(3))
    assert {problem.code for problem in found} == {"history.no_successor", "history.shares_wrong"}


def test_the_lineage_of_a_code_is_every_code_that_shared_its_people() -> None:
    history = packaged_history()
    assert set(history.lineage("0536")) == {"0536", "3447"}
    assert {"0814", "3813", "4012"} <= set(history.lineage("4012"))
