"""Every dataset of the catalogue is whole: its origins fill the columns that it declares."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import yaml

from nyegrep.foundation.errors import InputError
from nyegrep.sources.catalogue import (
    Dataset,
    FileOrigin,
    KlassOrigin,
    StatbankOrigin,
    catalogue,
    dataset,
)
from nyegrep.sources.region_codes import region

pytestmark = pytest.mark.contract

DATASETS = list(catalogue().values())
TABLES = [d for d in DATASETS if d.shape == "table"]
# What the sources of a dataset leave to a default or to another dataset's file.
ASKED_FOR = (StatbankOrigin, KlassOrigin)


def ids(found: Dataset) -> str:
    return found.id


def statbank_origins() -> Iterator[tuple[Dataset, StatbankOrigin]]:
    for found in DATASETS:
        for origin in found.origins:
            if isinstance(origin, StatbankOrigin):
                yield found, origin


def filled(origin: StatbankOrigin | KlassOrigin) -> set[str]:
    """The columns that an origin gives."""
    if isinstance(origin, KlassOrigin):
        return set(origin.columns)
    columns = {v.column for v in origin.variables.values() if v.column} | set(origin.constant)
    if origin.contents_column is not None:
        return columns | {origin.contents_column, str(origin.measure)}
    return columns | set(origin.contents.values())


@pytest.mark.parametrize("found", DATASETS, ids=ids)
def test_is_named_by_its_file_in_both_languages(found: Dataset) -> None:
    assert catalogue()[found.id] is found
    assert found.title.nb.strip()
    assert found.title.en.strip()
    assert found.title.nb[0].isupper()
    assert found.title.en[0].isupper()


@pytest.mark.parametrize("found", DATASETS, ids=ids)
def test_can_be_had_from_somewhere(found: Dataset) -> None:
    assert found.origins


@pytest.mark.parametrize("found", TABLES, ids=ids)
def test_has_a_key_and_a_unit_for_its_numbers(found: Dataset) -> None:
    assert found.declaration.key
    numbers = [c for c in found.columns if not c.key and c.type == "number"]
    shares = {"share", "value", "weight"}
    assert found.unit or {column.name for column in numbers} <= shares


@pytest.mark.parametrize("found", TABLES, ids=ids)
def test_every_origin_gives_declared_columns_and_the_whole_key(found: Dataset) -> None:
    declared = {column.name for column in found.columns}
    for origin in found.origins:
        if isinstance(origin, FileOrigin):
            assert set(origin.columns) <= declared
            continue
        columns = filled(origin)
        assert columns <= declared
        defaults = {column.name for column in found.columns if column.default is not None}
        assert set(found.declaration.key) <= columns | defaults


@pytest.mark.parametrize("found", TABLES, ids=ids)
def test_the_origins_together_give_every_column_that_must_be_there(found: Dataset) -> None:
    asked = [origin for origin in found.origins if isinstance(origin, ASKED_FOR)]
    if not asked:
        return
    given = set().union(*(filled(origin) for origin in asked))
    needed = {c.name for c in found.columns if c.required and c.default is None}
    assert needed <= given


def test_values_are_among_those_declared() -> None:
    for found, origin in statbank_origins():
        columns = {column.name: column for column in found.columns}
        given: dict[str, set[object]] = {}
        for variable in origin.variables.values():
            if variable.column and isinstance(variable.recode, dict):
                given.setdefault(variable.column, set()).update(variable.recode.values())
        if origin.contents_column is not None:
            given[origin.contents_column] = set(origin.contents.values())
        for name, value in origin.constant.items():
            given.setdefault(name, set()).add(value)
        for name, values in given.items():
            allowed = columns[name].values
            assert allowed is None or values <= set(allowed), f"{found.id} {origin.table} {name}"


def test_lists_of_codes_are_taken_whole() -> None:
    """A code that is taken has a value of ours where there is a closed list of them."""
    for found, origin in statbank_origins():
        columns = {column.name: column for column in found.columns}
        for name, variable in origin.variables.items():
            closed = variable.column and columns[variable.column].values
            if closed and isinstance(variable.take, tuple) and not variable.by_label:
                assert set(variable.take) <= set(variable.recode), f"{origin.table} {name}"


def test_every_statbank_table_is_asked_for_years_and_measures() -> None:
    for found, origin in statbank_origins():
        where = f"{found.id} {origin.table}"
        assert len(origin.table) == 5, where
        assert origin.table.isdigit(), where
        takes = [variable.take for variable in origin.variables.values()]
        assert takes.count("years") == 1, where
        assert (origin.contents_column is None) == (origin.measure is None), where
        assert set(origin.flows) <= set(origin.contents.values()), where


def test_sums_over_new_borders_say_so() -> None:
    for found, origin in statbank_origins():
        lists = [variable.codelist or "" for variable in origin.variables.values()]
        summed = any("KommSummer" in name for name in lists)
        vintage = origin.constant.get("vintage", 0) if found.id == "official_projection" else 0
        assert origin.borders == (2024 if summed else vintage), f"{found.id} {origin.table}"


def test_lists_are_spelt_as_their_version_spells_them() -> None:
    for found, origin in statbank_origins():
        for variable in origin.variables.values():
            if variable.codelist:
                assert (":" in variable.codelist) == (origin.api == "v0"), found.id


def test_what_is_not_verified_says_why() -> None:
    for found in DATASETS:
        for origin in found.origins:
            if not origin.verified and not isinstance(origin, FileOrigin):
                assert origin.note, found.id


def test_texts_are_whole_in_both_languages() -> None:
    for found in DATASETS:
        notes = [found.note, *(origin.note for origin in found.origins)]
        for note in [*filter(None, notes), *(b.reason for b in found.breaks)]:
            assert note.nb.strip()
            assert note.en.strip()
            assert note.nb != note.en or found.id == "geometry"


def test_projections_have_every_vintage_once() -> None:
    years = (2005, *range(2008, 2013), *range(2014, 2027, 2))
    for name in ("official_projection", "national_projection"):
        origins = [origin for d, origin in statbank_origins() if d.id == name]
        assert tuple(origin.constant["vintage"] for origin in origins) == years
        assert len({origin.table for origin in origins}) == len(years)


def test_every_single_age_is_in_one_group_of_the_national_projection() -> None:
    for found, origin in statbank_origins():
        if found.id == "national_projection":
            groups = origin.variables["Alder"].recode
            assert set(groups) == {*(f"{age:03d}" for age in range(105)), "105+"}


def test_totals_are_values_of_key_columns() -> None:
    for found in DATASETS:
        assert set(found.total_of) <= set(found.declaration.key if found.columns else ())
        assert set(found.labels) <= {column.name for column in found.columns}


def test_regions_are_recoded_to_ours() -> None:
    for found, origin in statbank_origins():
        for variable in origin.variables.values():
            if variable.column in found.region_columns:
                assert variable.recode == "region", f"{found.id} {origin.table}"
    assert region("K-3447") == "3447"


def test_an_unknown_dataset_names_the_nearest() -> None:
    with pytest.raises(InputError, match="population_by_age"):
        dataset("population_age")


def test_a_field_that_is_not_known_is_refused() -> None:
    text = "{id: x, title: {nb: a, en: b}, colour: blue}"
    with pytest.raises(ValueError, match="colour"):
        Dataset.model_validate(yaml.safe_load(text))


@pytest.mark.parametrize(
    ("name", "verified"), [("population_by_age", True), ("national_deaths", False)]
)
def test_a_dataset_is_verified_where_all_its_origins_are(name: str, verified: bool) -> None:
    assert dataset(name).verified is verified
