"""Our reading of JSON-stat against pyjstat, and of the source's own answers where at hand."""

from __future__ import annotations

import json
import math
from collections import OrderedDict
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from pyjstat import pyjstat

from nyegrep.sources.jsonstat import parse

pytestmark = [
    pytest.mark.crosscheck,
    # pyjstat warns of its own reading function, also where it calls it itself.
    pytest.mark.filterwarnings("ignore:Shouldn't use this function:DeprecationWarning"),
]

RECORDED = Path(__file__).resolve().parents[1] / "recorded" / "ssb"
SAMPLES = (
    "pxweb_v0_05300_data_jsonstat2.json",
    "pxweb_v0_09220_data_jsonstat1.json",
    "pxwebapi_v2_12134_data_jsonstat2.json",
)


def ours(body: bytes) -> pl.DataFrame:
    return parse(body, "sample").frame.drop("status")


def number(value: Any) -> float | None:
    return None if value is None or math.isnan(value) else float(value)


def theirs(body: bytes) -> pl.DataFrame:
    """The same table by pyjstat, with codes in place of labels."""
    document = json.loads(body, object_pairs_hook=OrderedDict)
    found = document if "dataset" in document else pyjstat.Dataset.read(body.decode())
    frame = pyjstat.from_json_stat(found, naming="id")[0]
    columns: dict[str, Any] = {name: frame[name].tolist() for name in frame.columns}
    values = [number(value) for value in columns.pop("value")]
    return pl.DataFrame(columns).with_columns(pl.Series("value", values, pl.Float64))


def test_both_read_the_recordings_alike() -> None:
    recordings = sorted(RECORDED.glob("*.json"))
    assert len(recordings) >= 9
    for path in recordings:
        body = path.read_bytes()
        assert ours(body).equals(theirs(body)), path.name


@pytest.mark.parametrize("name", SAMPLES)
def test_both_read_the_source_alike(shared_data: Path, name: str) -> None:
    body = (shared_data / "api_samples" / name).read_bytes()
    assert ours(body).equals(theirs(body))


def test_marks_of_the_source_stand_where_numbers_do_not(shared_data: Path) -> None:
    body = (shared_data / "api_samples" / SAMPLES[0]).read_bytes()
    frame = parse(body, "sample").frame
    marked = frame.filter(pl.col("status").is_not_null())
    assert marked["value"].null_count() == len(marked) == frame["value"].null_count()
    assert set(marked["status"]) == {".", ".."}
