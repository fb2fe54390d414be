"""Tables as JSON-stat 2: a small one by hand, and read back by two readers."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import polars as pl
import pytest
from pyjstat import pyjstat

from nyegrep.foundation.errors import DataError
from nyegrep.foundation.provenance import MethodUse, Source, Trace
from nyegrep.reports.statistics_file import About, Measure, jsonstat
from nyegrep.sources.jsonstat import parse

pytestmark = [
    pytest.mark.unit,
    # pyjstat warns of its own reading function, also where it calls it itself.
    pytest.mark.filterwarnings("ignore:Shouldn't use this function:DeprecationWarning"),
]

KEY = ("municipality_code", "year", "statistic", "sex", "age_group")
PERSONS = (Measure("persons", "persons", 1),)
NAMES = {"municipality_code": {"7001": "Fjordvik", "7101": "Havneby"}}
FETCHED = datetime(2020, 3, 1, tzinfo=UTC)
TRACE = Trace(
    sources=(
        Source("Statistics Norway", "07459", "", "population_by_age", updated=FETCHED),
        Source("Statistics Norway", "06913", "", "population_change"),
    ),
    methods=(MethodUse("nyegrep.methods.population", "1", ""),),
    seed=7,
)
ABOUT = About("Population", TRACE, NAMES, {"draws": 100})


def table() -> pl.DataFrame:
    rows = [
        ("7101", 2021, "mean", "both", "80+", 12.34),
        ("7101", 2020, "mean", "both", "80+", 11.0),
        ("7001", 2021, "mean", "both", "80+", 5.0),
        ("7101", 2021, "p10", "both", "80+", 10.0),
    ]
    return pl.DataFrame(rows, schema=[*KEY, "persons"], orient="row")


def long(places: int, years: int) -> pl.DataFrame:
    rows = [
        (f"{7001 + place}", 2020 + year, statistic, sex, group, 10.5 * place + year + len(group))
        for place in range(places)
        for year in range(years)
        for statistic in ("mean", "p2_5", "p50")
        for sex in ("male", "female", "both")
        for group in ("0-5", "6", "80+", "all")
    ]
    return pl.DataFrame(rows, schema=[*KEY, "persons"], orient="row")


def written(frame: pl.DataFrame, language: str = "en") -> dict[str, Any]:
    made: dict[str, Any] = json.loads(json.dumps(jsonstat(frame, KEY, PERSONS, language, ABOUT)))
    return made


def test_a_small_table_by_hand() -> None:
    made = written(table())
    assert (made["version"], made["class"], made["label"]) == ("2.0", "dataset", "Population")
    assert made["id"] == [*KEY, "contents"]
    assert made["size"] == [2, 2, 2, 1, 1, 1]
    # 7101: 2020 mean, 2020 p10, 2021 mean, 2021 p10; then 7001 the same: half of them are known.
    assert made["value"] == [11.0, None, 12.3, 10.0, None, None, 5.0, None]
    roles = {"time": ["year"], "geo": ["municipality_code"], "metric": ["contents"]}
    assert made["role"] == roles
    years = made["dimension"]["year"]["category"]
    assert years["index"] == {"2020": 0, "2021": 1}


def test_few_cells_are_given_by_position() -> None:
    assert written(table()[:3])["value"] == [11.0, 12.3, None, 5.0]
    sparse = table().with_columns(sex=pl.Series(["both", "male", "female", "both"]))
    assert written(sparse)["value"] == {"1": 11.0, "6": 12.3, "9": 10.0, "20": 5.0}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nb", ["kommune", "Havneby", "gjennomsnitt", "begge kjønn", "80 år eller eldre"]),
        ("en", ["municipality", "Havneby", "mean", "both sexes", "80 years or older"]),
    ],
)
def test_words_come_in_the_language_asked_for(language: str, words: list[str]) -> None:
    dimension = written(table(), language)["dimension"]
    labels = [dimension["municipality_code"]["label"]]
    labels += [next(iter(dimension[n]["category"]["label"].values())) for n in KEY if n != "year"]
    assert labels == words
    unit = dimension["contents"]["category"]["unit"]["persons"]
    assert unit == {"base": {"nb": "personer", "en": "persons"}[language], "decimals": 1}


def test_it_tells_what_the_numbers_stand_on() -> None:
    made = written(table(), "nb")
    assert made["source"] == "Statistisk sentralbyrå"
    assert made["updated"] == "2020-03-01T00:00:00+00:00"
    told = made["extension"]["nyegrep"]
    assert (told["seed"], told["draws"]) == (7, 100)
    assert told["methods"] == [{"name": "nyegrep.methods.population", "version": "1"}]
    assert [source["table"] for source in told["sources"]] == ["07459", "06913"]


@pytest.mark.parametrize("language", ["nb", "en"])
@pytest.mark.parametrize("holes", [False, True])
def test_our_own_reader_gives_the_same_table_back(language: str, holes: bool) -> None:
    frame = long(3, 4)
    kept = frame.filter(pl.int_range(pl.len()) % 3 == 0) if holes else frame
    found = parse(json.dumps(written(kept, language)).encode(), "test").frame
    known = found.filter(pl.col("value").is_not_null()).drop("status", "contents")
    ours = kept.with_columns(pl.col("year").cast(pl.String)).rename({"persons": "value"})
    assert known.sort(KEY).equals(ours.sort(KEY))


@pytest.mark.parametrize("language", ["nb", "en"])
def test_pyjstat_gives_the_same_table_back(language: str) -> None:
    frame = long(3, 4)
    read = pyjstat.Dataset.read(json.dumps(written(frame, language)))
    by_code = read.write("dataframe", naming="id")
    columns = {name: by_code[name].tolist() for name in (*KEY, "value")}
    ours = frame.with_columns(pl.col("year").cast(pl.String)).rename({"persons": "value"})
    assert pl.DataFrame(columns).equals(ours)
    by_word = read.write("dataframe", naming="label")
    kinds = {"nb": {"menn", "kvinner", "begge kjønn"}, "en": {"men", "women", "both sexes"}}
    assert set(by_word[{"nb": "kjønn", "en": "sex"}[language]]) == kinds[language]


def test_rows_with_the_same_codes_are_refused() -> None:
    with pytest.raises(DataError, match=r"2 rows have the same municipality_code, year.*7101"):
        written(pl.concat([table(), table()[:1]]))


def test_a_row_without_a_code_is_refused() -> None:
    holed = table().with_columns(sex=pl.Series(["both", None, "both", "both"]))
    with pytest.raises(DataError, match="“sex” is empty in 1 rows"):
        written(holed)


def test_several_measures_stand_side_by_side() -> None:
    frame = table().with_columns(total_jobs=pl.Series([1.0, 2.0, 3.0, 4.0]))
    both = (*PERSONS, Measure("total_jobs", "jobs"))
    made = jsonstat(frame, KEY, both, "en", ABOUT)
    assert made["size"][-1] == 2
    assert made["value"][:2] == [11.0, 2.0]
    assert list(made["dimension"]["contents"]["category"]["unit"]) == ["persons", "total_jobs"]
