"""The parameter tree: dated values, checked units and types, overrides, and no idle leaf."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, Field

import nyegrep
from nyegrep.foundation.errors import DataError, InputError
from nyegrep.parameters.tree import leaves, parse, read, read_overrides

pytestmark = pytest.mark.unit

TREE = parse(
    {
        "care.need": """
places_per_old:
  unit: places per person
  kind: law
  values: {2010-01-01: 0.2, 2020-01-01: 0.25}
  minimum: 0
  maximum: 1
  reference: {title: Act on care, page: § 3, year: 2010}
by_age:
  unit: hours
  kind: statistic
  values: {2010-01-01: [1.0, 2.5]}
  reference: {title: Time use, year: 2011}
by_service:
  unit: hours
  kind: judgement
  values: {2010-01-01: {home: 3.0, hospital: 7.0}}
  reference: {title: A round table, year: 2012}
staff:
  nurses:
    unit: persons
    kind: estimate
    values: {2010-01-01: 12}
    reference: {title: Own count, page: "4", year: 2013}
"""
    }
)
DAY = date(2019, 6, 1)


@dataclass(frozen=True)
class Staff:
    nurses: int = field(metadata={"unit": "persons"})


@dataclass(frozen=True)
class Need:
    places_per_old: float = field(metadata={"unit": "places per person"})
    by_age: tuple[float, ...] = field(metadata={"unit": "hours"})
    by_service: dict[str, float] = field(metadata={"unit": "hours"})
    staff: Staff


@dataclass(frozen=True)
class Places:
    places_per_old: float = field(metadata={"unit": "places per person"})


def codes(error: pytest.ExceptionInfo[InputError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def test_fills_scalars_lists_tables_and_nested_branches() -> None:
    need, used = read("care.need", into=Need, at=DAY, tree=TREE)
    assert need == Need(0.2, (1.0, 2.5), {"home": 3.0, "hospital": 7.0}, Staff(12))
    assert [use.path for use in used] == [
        "care.need.places_per_old",
        "care.need.by_age",
        "care.need.by_service",
        "care.need.staff.nurses",
    ]


def test_tells_value_unit_date_kind_and_reference_for_the_trace() -> None:
    _, (use,) = read("care.need", into=Places, at=DAY, tree=TREE)
    assert (use.value, use.unit, use.since) == ("0.2", "places per person", date(2010, 1, 1))
    assert (use.kind, use.reference, use.overridden) == ("law", "Act on care, § 3, 2010", False)


@pytest.mark.parametrize(
    ("day", "value"),
    [(date(2010, 1, 1), 0.2), (date(2019, 12, 31), 0.2), (date(2020, 1, 1), 0.25)],
)
def test_the_newest_value_not_after_the_date_holds(day: date, value: float) -> None:
    places, _ = read("care.need", into=Places, at=day, tree=TREE)
    assert places.places_per_old == value


def test_a_date_before_the_first_value_is_refused() -> None:
    with pytest.raises(InputError) as error:
        read("care.need", into=Places, at=date(2009, 12, 31), tree=TREE)
    assert codes(error) == ["parameter.not_yet"]
    assert error.value.problems[0].facts["first"] == "2010-01-01"


def test_a_pydantic_model_is_filled_as_well() -> None:
    class Model(BaseModel):
        nurses: int = Field(json_schema_extra={"unit": "persons"})

    model, _ = read("care.need.staff", into=Model, at=DAY, tree=TREE)
    assert model.nurses == 12


def test_all_problems_of_a_reading_come_together() -> None:
    @dataclass(frozen=True)
    class Wrong:
        places_per_old: float = field(metadata={"unit": "beds"})
        by_age: float = field(metadata={"unit": "hours"})
        by_servise: float = field(metadata={"unit": "hours"})

    with pytest.raises(InputError) as error:
        read("care.need", into=Wrong, at=DAY, tree=TREE)
    assert codes(error) == ["parameter.unit_wrong", "parameter.type_wrong", "parameter.absent"]
    assert error.value.problems[2].facts["candidates"][0] == "care.need.by_service"
    assert all(error.value.texts(language) for language in ("nb", "en"))


@pytest.mark.parametrize("value", ["12", 12.5, True, None, [12]])
def test_types_are_not_bent(value: object) -> None:
    overrides = {"care.need.staff.nurses": value}
    with pytest.raises(InputError) as error:
        read("care.need.staff", into=Staff, at=DAY, overrides=overrides, tree=TREE)
    assert codes(error) == ["parameter.type_wrong"]


def test_a_class_that_can_not_be_filled_is_a_mistake_in_the_program() -> None:
    with pytest.raises(TypeError, match="neither a dataclass"):
        read("care.need", into=dict, at=DAY, tree=TREE)


def test_an_override_replaces_the_value_and_says_so() -> None:
    overrides = {"care.need.places_per_old": 0.4}
    places, (use,) = read("care.need", into=Places, at=DAY, overrides=overrides, tree=TREE)
    assert places.places_per_old == 0.4
    assert (use.overridden, use.kind, use.reference) == (True, "judgement", "")


def test_an_override_may_be_dated() -> None:
    dated = [
        {"since": date(2018, 1, 1), "value": 0.5},
        {"since": date(2022, 1, 1), "value": 0.6},
    ]
    overrides = {"care.need.places_per_old": dated}
    found = {
        year: read("care.need", into=Places, at=date(year, 1, 1), overrides=overrides, tree=TREE)[
            0
        ].places_per_old
        for year in (2015, 2019, 2023)
    }
    assert found == {2015: 0.2, 2019: 0.5, 2023: 0.6}


def test_an_override_of_nothing_names_what_is_near() -> None:
    overrides = {"care.need.place_per_old": 0.4}
    with pytest.raises(InputError) as error:
        read("care.need", into=Places, at=DAY, overrides=overrides, tree=TREE)
    assert codes(error) == ["parameter.unknown"]
    assert error.value.problems[0].facts["candidates"][0] == "care.need.places_per_old"


def test_an_override_out_of_range_or_without_a_date_is_refused() -> None:
    for override, code in (
        (1.3, "parameter.out_of_range"),
        ([{"since": "2018", "value": 0.5}], "parameter.override_undated"),
    ):
        overrides = {"care.need.places_per_old": override}
        with pytest.raises(InputError) as error:
            read("care.need", into=Places, at=DAY, overrides=overrides, tree=TREE)
        assert codes(error) == [code]


def test_overrides_of_other_branches_are_checked_but_not_used() -> None:
    overrides = {"care.need.staff.nurses": 15}
    _, used = read("care.need", into=Places, at=DAY, overrides=overrides, tree=TREE)
    assert [use.overridden for use in used] == [False]


def test_overrides_are_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("care.need.staff.nurses: 14\n", encoding="utf-8")
    overrides = read_overrides(file)
    staff, _ = read("care.need.staff", into=Staff, at=DAY, overrides=overrides, tree=TREE)
    assert staff.nurses == 14


@pytest.mark.parametrize("content", ["- 1\n", "a: [\n", "2020: 3\n", b"\xff\xfe\x00"])
def test_a_file_that_is_no_mapping_of_paths_is_refused(
    tmp_path: Path, content: str | bytes
) -> None:
    file = tmp_path / "mine.yaml"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(InputError) as error:
        read_overrides(file)
    assert codes(error) == ["parameter.overrides_unreadable"]


def test_leaves_that_are_not_as_they_should_be_are_all_named() -> None:
    with pytest.raises(DataError) as error:
        parse({"care": "a: 3\nb: {unit: x, kind: guess, values: {2010-01-01: 1}}\n"})
    paths = [problem.facts["path"] for problem in error.value.problems]
    assert paths == ["care.a", "care.b"]


def test_every_leaf_keeps_within_its_own_limits() -> None:
    out = [path for path, leaf in leaves().items() if not leaf.allows(list(leaf.values.values()))]
    assert leaves()
    assert out == []


def test_no_leaf_is_idle() -> None:
    """Every leaf of the package is filled into a class that the program asks for."""
    used = set()
    for branch, into in branches_read():
        _, uses = read(branch, into=into, at=date(2100, 1, 1))
        used |= {use.path for use in uses}
    assert set(leaves()) - used == set()


def branches_read() -> Iterator[tuple[str, type[Any]]]:
    """Branch and class of every ``read`` of parameters in the source."""
    source = Path(nyegrep.__file__).parent
    for path in source.rglob("*.py"):
        module = ".".join(("nyegrep", *path.relative_to(source).with_suffix("").parts))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = getattr(node.func, "attr", None) or getattr(node.func, "id", None)
            branch = node.args[0]
            given = [*node.args[1:], *(word.value for word in node.keywords if word.arg == "into")]
            if name not in ("read", "parameters") or not isinstance(branch, ast.Constant):
                continue
            if given and isinstance(given[0], ast.Name) and isinstance(branch.value, str):
                yield branch.value, getattr(importlib.import_module(module), given[0].id)
