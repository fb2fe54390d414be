"""JSON-stat 1 and 2 become rows; damaged documents say what is wrong."""

from __future__ import annotations

import json
import math
import time
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nyegrep.foundation.errors import DataError
from nyegrep.sources.jsonstat import parse, parse_all

pytestmark = pytest.mark.unit

Json = dict[str, Any]


def dimension(*codes: str) -> Json:
    index = {code: position for position, code in enumerate(codes)}
    return {"label": "x", "category": {"index": index, "label": {c: f"label {c}" for c in codes}}}


def dataset(**changed: Any) -> Json:
    return {
        "version": "2.0",
        "class": "dataset",
        "label": "07459: Population",
        "source": "Statistics Norway",
        "updated": "2026-02-25T07:00:00Z",
        "note": ["One", "Two"],
        "id": ["Region", "Tid"],
        "size": [2, 3],
        "dimension": {
            "Region": dimension("0536", "0538"),
            "Tid": dimension("2017", "2018", "2019"),
        },
        "value": [1, 2, 3.5, 4, None, 6],
        "status": {"4": ":"},
        **changed,
    }


def read(document: Any) -> pl.DataFrame:
    return parse(json.dumps(document).encode(), "a file").frame


def code_of(document: Any) -> str:
    with pytest.raises(DataError) as error:
        parse(json.dumps(document).encode(), "a file")
    assert "a file" in str(error.value)
    return error.value.problems[0].code


def test_one_row_per_cell_the_last_dimension_running_fastest() -> None:
    assert read(dataset()).rows() == [
        ("0536", "2017", 1.0, None),
        ("0536", "2018", 2.0, None),
        ("0536", "2019", 3.5, None),
        ("0538", "2017", 4.0, None),
        ("0538", "2018", None, ":"),
        ("0538", "2019", 6.0, None),
    ]


def test_what_the_publisher_tells_about_the_table() -> None:
    table = parse(json.dumps(dataset()).encode(), "a file")
    assert (table.label, table.source) == ("07459: Population", "Statistics Norway")
    assert table.updated is not None
    assert table.updated.isoformat() == "2026-02-25T07:00:00+00:00"
    assert table.notes == ("One", "Two")
    assert table.dimension("Region").label_of_codes == ("label 0536", "label 0538")


def test_version_1_keeps_ids_and_sizes_inside_the_dimensions() -> None:
    second = dataset()
    ids, sizes = second.pop("id"), second.pop("size")
    second["dimension"] |= {"id": ids, "size": sizes, "role": {"time": ["Tid"]}}
    assert read({"dataset": second}).equals(read(dataset()))


def test_a_bundle_and_a_collection_give_all_their_tables() -> None:
    bundle = {"first": dataset(), "second": dataset(value=[0] * 6, status={})}
    collection = {"class": "collection", "link": {"item": [dataset(), dataset()]}}
    assert len(parse_all(json.dumps(bundle).encode(), "x")) == 2
    assert len(parse_all(json.dumps(collection).encode(), "x")) == 2


def test_codes_may_be_a_list_and_a_single_code_may_go_without() -> None:
    one = {"label": "kjønn", "category": {"label": {"0": "Begge"}}}
    three = {"category": {"index": ["2017", "2018", "2019"]}}
    sizes = {"id": ["Kjonn", "Tid"], "size": [1, 3], "value": [7, 8, 9], "status": {}}
    frame = read(dataset(**sizes, dimension={"Kjonn": one, "Tid": three}))
    assert frame.rows() == [
        ("0", "2017", 7.0, None),
        ("0", "2018", 8.0, None),
        ("0", "2019", 9.0, None),
    ]


def test_the_order_of_codes_is_that_of_their_positions() -> None:
    mixed = {"category": {"index": {"2019": 2, "2017": 0, "2018": 1}}}
    frame = read(dataset(dimension={"Region": dimension("a", "b"), "Tid": mixed}))
    assert frame["Tid"].to_list()[:3] == ["2017", "2018", "2019"]


def test_only_some_cells_may_be_given_by_position() -> None:
    assert read(dataset(value={"0": 1, "5": 6}, status={}))["value"].to_list() == [
        1.0,
        None,
        None,
        None,
        None,
        6.0,
    ]


@pytest.mark.parametrize(
    ("status", "marks"),
    [
        ("e", ["e"] * 6),
        (["e"], ["e"] * 6),
        ([".", "..", ":", None, None, None], [".", "..", ":", None, None, None]),
        ({}, [None] * 6),
        (None, [None] * 6),
    ],
)
def test_marks_come_in_several_forms(status: Any, marks: list[str | None]) -> None:
    assert read(dataset(status=status))["status"].to_list() == marks


def test_a_document_cut_anywhere_is_refused() -> None:
    whole = json.dumps(dataset()).encode()
    for end in range(1, len(whole), 7):
        with pytest.raises(DataError, match="not whole JSON") as error:
            parse(whole[:end], "a file")
        assert "fetch it again" in str(error.value)


@pytest.mark.parametrize("body", [b"\xff\xfe\x00", b"", b"<html>", b'{"a": 1'])
def test_what_is_not_json_is_refused(body: bytes) -> None:
    with pytest.raises(DataError, match="a file"):
        parse(body, "a file")


@pytest.mark.parametrize("document", [{}, [], 5, {"class": "dataset"}, {"variables": []}, None])
def test_what_is_not_a_table_is_refused(document: Any) -> None:
    assert code_of(document) == "jsonstat.no_dataset"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"value": [1, 2, 3]}, "jsonstat.size_mismatch"),
        ({"value": None}, "jsonstat.size_mismatch"),
        ({"status": [".", ":"]}, "jsonstat.size_mismatch"),
        ({"size": [2, 4]}, "jsonstat.dimension_broken"),
        ({"size": [2]}, "jsonstat.no_dataset"),
        ({"size": [2, "3"]}, "jsonstat.no_dataset"),
        ({"dimension": {"Region": dimension("a", "b")}}, "jsonstat.dimension_broken"),
        ({"value": {"6": 1}}, "jsonstat.position_outside"),
        ({"value": {"x": 1}}, "jsonstat.position_outside"),
        ({"status": {"17": "."}}, "jsonstat.position_outside"),
        ({"value": [1, 2, 3, ".", 5, 6]}, "jsonstat.value_not_number"),
        ({"value": [1, 2, 3, True, 5, 6]}, "jsonstat.value_not_number"),
    ],
)
def test_parts_that_do_not_fit_together_are_refused(change: Json, code: str) -> None:
    assert code_of(dataset(**change)) == code


@pytest.mark.parametrize(
    "index", [{"a": 0, "b": 2}, {"a": 0, "b": 0}, {"a": 0, "b": "x"}, ["a", "a"]]
)
def test_codes_without_a_place_of_their_own_are_refused(index: Any) -> None:
    broken = {"Region": {"category": {"index": index}}, "Tid": dimension("1", "2", "3")}
    assert code_of(dataset(dimension=broken)) == "jsonstat.dimension_broken"


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(DataError) as error:
        parse(json.dumps(dataset(value=[1], status=["a", "b"])).encode(), "a file")
    assert len(error.value.problems) == 2


@given(st.lists(st.integers(1, 4), min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_a_cell_stands_where_its_codes_say(sizes: list[int], random: Any) -> None:
    names = [f"d{number}" for number in range(len(sizes))]
    values = [random.choice([None, random.randint(-9, 9), 0.5]) for _ in range(math.prod(sizes))]
    document = {
        "class": "dataset",
        "id": names,
        "size": sizes,
        "dimension": {
            name: dimension(*(str(code) for code in range(size)))
            for name, size in zip(names, sizes, strict=True)
        },
        "value": values,
    }
    for row in read(document).iter_rows(named=True):
        cell = 0
        for name, size in zip(names, sizes, strict=True):
            cell = cell * size + int(row[name])
        assert row["value"] == values[cell]


def test_a_query_of_the_largest_size_is_read_in_a_moment() -> None:
    sizes = [357, 106, 2, 10]
    names = ["Region", "Alder", "Kjonn", "Tid"]
    document = {
        "class": "dataset",
        "id": names,
        "size": sizes,
        "dimension": {
            name: dimension(*(f"{name}{code}" for code in range(size)))
            for name, size in zip(names, sizes, strict=True)
        },
        "value": [1 if cell % 10 else None for cell in range(math.prod(sizes))],
        "status": {str(cell): "." for cell in range(0, math.prod(sizes), 10)},
    }
    body = json.dumps(document).encode()
    started = time.process_time()
    frame = parse(body, "a file").frame
    assert len(frame) == 756_840
    assert frame["status"].null_count() == 681_156
    assert (
        time.process_time() - started < 5
    )  # a tenth of it is usual; this guards the order of size
