"""From the StatBank's interface to a report: the third command, against a source on this machine.

The source has twelve municipalities of Innlandet with invented numbers, under the codes they had
to 2019 and those they have had since, in the shape that the StatBank answers in.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner

from nyegrep.cli.main import main
from nyegrep.sources.municipalities import packaged_history
from nyegrep.sources.store import Workspace
from tests.unit.sources.statbank_stub import StatbankStub

pytestmark = pytest.mark.e2e

OLD = (
    "0501",
    "0502",
    "0521",
    "0528",
    "0529",
    "0532",
    "0533",
    "0534",
    "0536",
    "0538",
    "0542",
    "0543",
)
YEARS = range(2008, 2024)
AGES = [f"{age:03d}" for age in range(105)] + ["105+"]


def listed(codes: list[str], labels: list[str]) -> dict[str, Any]:
    index = {code: position for position, code in enumerate(codes)}
    return {"index": index, "label": dict(zip(codes, labels, strict=True))}


def dimension(label: str, codes: list[str], labels: list[str], **more: Any) -> dict[str, Any]:
    extension = {"elimination": label in ("region", "kjønn", "alder"), **more}
    return {"label": label, "category": listed(codes, labels), "extension": extension}


def persons(code: str, place: int, year: int) -> np.ndarray[Any, Any]:
    """People by sex and age; none in the years that the code was not in force."""
    if not packaged_history().valid(code, year):
        return np.zeros((2, 106))
    ages = np.arange(106)
    shape = np.where(ages < 70, 1.0, np.exp(-(((ages - 70) / 14.0) ** 2)))
    size = 20 + 9 * place + (year - YEARS[0]) * (place - 6) / 10
    return np.round(np.stack([shape, shape]) * size)


def population() -> dict[str, Any]:
    history = packaged_history()
    codes = [*OLD, *(next(iter(history.successors(code, 2020))) for code in OLD)]
    places = [number % len(OLD) for number in range(len(codes))]
    cells = np.stack(
        [
            np.stack([persons(code, place, year) for year in YEARS], axis=-1)
            for code, place in zip(codes, places, strict=True)
        ]
    )
    names = [history.name(code) for code in codes]
    age_list = [{"id": "vs_AlleAldre00B", "label": "Alder", "type": "Valueset"}]
    years = [str(year) for year in YEARS]
    dimensions = {
        "Region": dimension("region", codes, names),
        "Kjonn": dimension("kjønn", ["1", "2"], ["Menn", "Kvinner"]),
        "Alder": dimension("alder", AGES, [f"{age} år" for age in AGES], codelists=age_list),
        "ContentsCode": dimension("statistikkvariabel", ["Personer1"], ["Personer"]),
        "Tid": dimension("år", years, years),
    }
    return {
        "version": "2.0",
        "class": "dataset",
        "label": "07459: Befolkning",
        "source": "Statistisk sentralbyrå",
        "updated": "2023-02-21T07:00:00Z",
        "note": [],
        "role": {"time": ["Tid"], "metric": ["ContentsCode"]},
        "id": list(dimensions),
        "size": [len(found["category"]["index"]) for found in dimensions.values()],
        "dimension": dimensions,
        "value": cells.ravel().tolist(),
    }


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> Iterator[StatbankStub]:
    stub = StatbankStub()
    stub.tables["07459"] = population()
    ages = [{"code": age, "label": age, "valueMap": [age]} for age in AGES]
    stub.lists["vs_AlleAldre00B"] = {"id": "vs_AlleAldre00B", "type": "Valueset", "values": ages}
    stub.misbehave("404", times=9, only="07902")
    monkeypatch.setenv("NYEGREP_SSB_URL", stub.address)
    monkeypatch.setenv("NYEGREP_KLASS_URL", f"{stub.address}/klass/v1")
    stub.start()
    yield stub
    stub.stop()


def test_one_command_fetches_and_writes_the_report(source: StatbankStub, tmp_path: Path) -> None:
    words = ["report", "Søndre Land", "--fetch", "-w", str(tmp_path / "w"), "-o", str(tmp_path)]
    made = CliRunner().invoke(main, [*words, "--lang", "nb"])
    assert made.exit_code == 0, made.output
    assert "07902" in made.output
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "Søndre Land" in page
    table = Workspace.open(tmp_path / "w").table("population_by_age")
    assert {"0536", "3447"} <= set(table["municipality_code"])
    old = table.filter(pl.col("municipality_code") == "0536")["year"]
    new = table.filter(pl.col("municipality_code") == "3447")["year"]
    assert (old.max(), new.min()) == (2019, 2020)

    asked = len(source.asked)
    again = CliRunner().invoke(main, [*words, "--offline", "--lang", "en"])
    assert again.exit_code == 0, again.output
    assert len(source.asked) == asked


def test_the_history_goes_on_across_the_new_code(source: StatbankStub, tmp_path: Path) -> None:
    folder = str(tmp_path / "w")
    fetched = CliRunner().invoke(main, ["data", "fetch", "population_by_age", "-w", folder])
    assert fetched.exit_code == 0, fetched.output
    words = ["explain", "population.history", "3447", "-w", folder, "--format", "json"]
    told = CliRunner().invoke(main, words)
    assert told.exit_code == 0, told.output
    assert "07459" in told.stdout
    table = tmp_path / "p.csv"
    words = ["project", "3447", "-w", folder, "--base-year", "2023", "--horizon", "2024"]
    made = CliRunner().invoke(main, [*words, "--format", "csv", "-o", str(table)])
    assert made.exit_code == 0, made.output
    people = pl.read_csv(table, schema_overrides={"municipality_code": pl.String})
    mean = people.filter(pl.col("statistic") == "mean")
    base = mean.filter(pl.col("year") == 2023)["persons"].sum()
    assert base == pytest.approx(persons("3447", OLD.index("0536"), 2023).sum())
