"""The packaged history against Statistics Norway's own lists, and against the data in use."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from nyegrep.foundation.codes import LAST_YEAR, name_forms
from nyegrep.sources.municipalities import packaged_history

pytestmark = pytest.mark.crosscheck

# Where the list of codes is known to be wrong, and why ours stands.
RE_BEGAN_WITH_VALES_NUMBER = {"0716"}  # Våle had it before Re was made of Våle and Ramnes in 2002
FIRST_YEAR_OF_THE_REFORM_OF_2024 = 2023  # the lists begin the new codes a year early
LAST_REFORM_LEFT_OUT = 2006  # codes that ended in mergers up to this year are not in the list
JAN_MAYEN_OF_THE_LIST = {"2200"}  # not in KLASS 131, where Jan Mayen is 2211
# The correspondence divides each old municipality of Ålesund in two halves; Haram of 2024 has the
# borders of the old Haram, as the totals on today's borders confirm below.
HALVED_WITHOUT_NEED = {"1504", "1523", "1529", "1534", "1546"}
# Written otherwise in the list than in KLASS today.
OTHER_NAME_IN_THE_LIST = {"4621": "Voss herad"}


@pytest.fixture(scope="module")
def listed(shared_data: Path) -> pl.DataFrame:
    frame = pl.read_csv(shared_data / "municipality_codes_history.csv", infer_schema=False)
    years = [pl.col(name).cast(pl.Int32) for name in ("year_start", "year_end")]
    return frame.with_columns(years).filter(
        ~pl.col("municip_code").is_in([*packaged_history().outside, *JAN_MAYEN_OF_THE_LIST])
    )


def correspondence(shared_data: Path, year: int) -> Iterator[tuple[int, str, dict[str, float]]]:
    """Year, code, and the codes of ``year`` with weights, for the years before the target's."""
    frame = pl.read_csv(
        shared_data / f"municipality_correspondence_b{year}.csv.gz",
        schema_overrides={"code_original": pl.String, "code_current": pl.String},
    )
    outside = {*packaged_history().outside, *JAN_MAYEN_OF_THE_LIST}
    found: dict[tuple[int, str], dict[str, float]] = defaultdict(dict)
    for row in frame.iter_rows(named=True):
        code = row["code_original"]
        if row["year"] <= year and code not in outside:
            found[row["year"], code][row["code_current"]] = row["weighting"]
    for (when, code), weights in found.items():
        yield when, code, weights


def test_all_listed_codes_are_ours_and_ours_that_are_not_listed_ended_long_ago(
    listed: pl.DataFrame,
) -> None:
    codes = set(listed["municip_code"])
    ours = packaged_history().by_code
    assert codes <= set(ours)
    unlisted = {code: spans[-1].last_year for code, spans in ours.items() if code not in codes}
    assert max(unlisted.values()) < LAST_REFORM_LEFT_OUT
    assert len(unlisted) == 34


def test_codes_begin_and_end_in_the_listed_years(listed: pl.DataFrame) -> None:
    wrong = []
    for row in listed.iter_rows(named=True):
        spans = packaged_history().by_code[row["municip_code"]]
        begins = 0 if row["year_start"] <= 1986 else row["year_start"]
        if row["year_start"] == FIRST_YEAR_OF_THE_REFORM_OF_2024:
            begins = 2024
        if row["municip_code"] in RE_BEGAN_WITH_VALES_NUMBER:
            begins = 0
        if (spans[0].first_year, spans[-1].last_year) != (begins, row["year_end"] or LAST_YEAR):
            wrong.append((row, spans))
    assert wrong == []


def test_successors_are_those_listed(listed: pl.DataFrame) -> None:
    expected: dict[str, set[str]] = defaultdict(set)
    for code, successor in listed.select("municip_code", "municip_code_end").iter_rows():
        expected[code] |= {successor} if successor else set()
    spans = packaged_history().by_code
    ours = {code: {new for new, _ in spans[code][-1].successors} for code in expected}
    assert ours == dict(expected)


def test_names_share_a_form_with_those_listed(listed: pl.DataFrame) -> None:
    differing = {}
    for code, name in listed.select("municip_code", "municip_name").iter_rows():
        spaced = {name, name.replace("-", " - ")}
        forms = frozenset().union(*(name_forms(form) for form in spaced))
        if not forms & name_forms(packaged_history().name(code)):
            differing[code] = name
    assert differing == OTHER_NAME_IN_THE_LIST


def test_codes_and_names_of_2026_are_those_of_klass(shared_data: Path) -> None:
    answer = json.loads((shared_data / "api_samples/klass_131_codesAt_2026-01-01.json").read_text())
    history = packaged_history()
    klass = {entry["code"]: entry["name"] for entry in answer["codes"]}
    outside = {code for code in klass if code in history.outside}
    ours = {m.code: history.distinct_name(m.code, 2026) for m in history.in_year(2026)}
    assert outside == {"9999"}
    assert ours == {code: name for code, name in klass.items() if code not in outside}


def test_renumberings_of_2024_are_those_of_klass(shared_data: Path) -> None:
    answer = json.loads((shared_data / "api_samples/klass_131_code_changes_2024.json").read_text())
    changes = answer["endringer"]
    assert len(changes) > 100
    for new, entry in changes.items():
        for old in entry["oldCodes"]:
            assert new in packaged_history().successors(old["code"], 2024), (old, new)


@pytest.mark.parametrize("target", [2020, 2024])
def test_the_correspondence_leads_to_the_same_codes(shared_data: Path, target: int) -> None:
    history = packaged_history()
    checked, wrong = 0, []
    for year, code, weights in correspondence(shared_data, target):
        begun_early = year == FIRST_YEAR_OF_THE_REFORM_OF_2024 and history.valid(code, year + 1)
        if target == 2024 and (begun_early or code in HALVED_WITHOUT_NEED):
            continue
        checked += 1
        shares = history.successors(code, target)
        same = set(shares) == set(weights) and (len(shares) > 1 or shares == weights)
        if not same or not history.valid(code, year):
            wrong.append((year, code, shares, weights))
    assert wrong == []
    assert checked > 14_000


def test_old_municipalities_sum_to_the_totals_on_the_borders_of_2024(shared_data: Path) -> None:
    history = packaged_history()
    then = pl.read_parquet(shared_data / "population_by_age_2005_2019.parquet")
    then = then.group_by("year", "municipality_code").agg(pl.col("persons").sum())
    persons = {(year, code): count for year, code, count in then.iter_rows()}
    today = pl.read_csv(
        shared_data / "population_total_1986_2019_borders2024.csv",
        schema_overrides={"municipality_code": pl.String},
    )
    checked, wrong = 0, []
    for row in today.filter(pl.col("year") >= 2005).iter_rows(named=True):
        code, year = row["municipality_code"], row["year"]
        parts = [persons.get((year, old)) for old in history.predecessors(code, year)]
        if None in parts:
            continue
        checked += 1
        if sum(filter(None, parts)) != row["persons"]:
            wrong.append((year, code, parts, row["persons"]))
    assert wrong == []
    assert checked > 5_000


@pytest.mark.parametrize(
    ("file", "columns"),
    [
        ("population_by_age_2005_2019.parquet", ["municipality_code"]),
        ("commuting_2017_2019.parquet", ["home_code", "work_code"]),
    ],
)
def test_codes_of_the_data_were_in_force_in_their_years(
    shared_data: Path, file: str, columns: list[str]
) -> None:
    frame = pl.read_parquet(shared_data / file)
    for column in columns:
        pairs = frame.select("year", column).unique().rows()
        assert len(pairs) > 1_000
        assert [pair for pair in pairs if not packaged_history().valid(pair[1], pair[0])] == []


@pytest.mark.parametrize(
    ("file", "year"), [("financial_key_figures_2018.csv", 2019), ("centrality_2024.csv", 2024)]
)
def test_codes_of_lists_were_in_force_then(shared_data: Path, file: str, year: int) -> None:
    codes = pl.read_csv(shared_data / file, infer_schema=False)["municipality_code"].to_list()
    assert len(codes) > 350
    assert [code for code in codes if not packaged_history().valid(code, year)] == []
