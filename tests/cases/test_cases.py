"""Cases that a planner can read: YAML files beside this one say what must come out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from nyegrep.analyses import challenge_picture, population_outlook
from nyegrep.analyses.context import history_of, prepare
from nyegrep.foundation.figures import Figure
from nyegrep.sources.datapack import read_datapack
from nyegrep.sources.store import Workspace

pytestmark = pytest.mark.case

CASES = sorted(Path(__file__).parent.glob("*.yaml"))
LIMITS = {"is", "above", "below", "percent_above", "percent_below"}


@pytest.fixture(scope="module")
def real(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    made = Workspace.open_or_create(tmp_path_factory.mktemp("case") / "w")
    deliveries = read_datapack(shared_data)
    made.save(deliveries, history_of(made, deliveries), "case")
    return made


def found(figure: Figure, line: dict[str, Any]) -> float:
    """The number that a line of a case is about."""
    if "fact" in line:
        return float(figure.facts[line["fact"]])
    if "group" in line:
        return float(figure.facts["change"][line["group"]][1])
    rows = figure.values.filter(pl.col("year") == line["year"])
    if "place" in line:
        rows = rows.filter(pl.col("place_name") == line["place"])
    return float(rows[line["column"]].item())


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_program_says_what_was_published(path: Path, real: Workspace) -> None:
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    context = prepare(real, case["municipality"], case["base_year"], tuple(case["peers"]))
    outlook = population_outlook.run(context, case["horizon"])
    figures = {f.id: f for f in (*challenge_picture.run(context).figures, *outlook.figures)}
    for line in case["expect"]:
        limits = LIMITS & set(line)
        assert limits, f"nothing is expected in {line}"
        number = found(figures[line["figure"]], line)
        for limit in limits:
            expected = line[limit]
            holds = {
                "is": number == pytest.approx(expected),
                "above": number > expected,
                "percent_above": number > expected,
                "below": number < expected,
                "percent_below": number < expected,
            }[limit]
            assert holds, f"{line}: found {number}"
