"""Everything is handed over, labelled as invented, as the catalogue declares it."""

from __future__ import annotations

import polars as pl
import pytest

from nyegrep.sources.catalogue import catalogue
from nyegrep.sources.checks import check
from nyegrep.sources.delivery import Delivery
from nyegrep.sources.demo import deliveries
from nyegrep.sources.municipalities import history_from_frames

pytestmark = pytest.mark.unit

Tables = dict[str, pl.DataFrame]


def test_every_dataset_of_the_catalogue_is_there(delivered: list[Delivery]) -> None:
    assert {delivery.dataset for delivery in delivered} == set(catalogue())


def test_everything_is_labelled_as_invented(delivered: list[Delivery]) -> None:
    for delivery in delivered:
        source = delivery.source
        assert source.invented
        assert source.dataset == delivery.dataset
        labels = (source.publisher, source.table, source.licence, source.selection)
        assert labels == ("Nye grep", "demo country", "CC0", "seed 2026")
        assert (source.fetched, source.fingerprint, source.address) == (None, "", "")


@pytest.mark.parametrize("name", sorted(catalogue()))
def test_each_dataset_holds_what_its_declaration_promises(
    delivered: list[Delivery], tables: Tables, name: str
) -> None:
    history = history_from_frames(
        tables["municipalities"], tables["municipality_changes"], tables["counties"], invented=True
    )
    declared = catalogue()[name]
    for delivery in (d for d in delivered if d.dataset == name):
        if declared.shape == "document":
            assert delivery.document
            assert delivery.frame is None
            continue
        assert delivery.frame is not None
        assert dict(delivery.frame.schema) == declared.declaration.polars_schema()
        borders = delivery.source.borders
        checked = check(delivery.frame, declared, delivery.place, history, borders)
        assert checked.warnings == ()
        assert checked.frame.equals(delivery.frame)


def test_the_same_seed_gives_the_same_country(delivered: list[Delivery]) -> None:
    again = deliveries(2026)
    assert [d.dataset for d in again] == [d.dataset for d in delivered]
    for first, second in zip(delivered, again, strict=True):
        assert first.source == second.source
        assert first.document == second.document
        if first.frame is not None and second.frame is not None:
            assert first.frame.equals(second.frame), first.dataset


def test_another_seed_gives_other_lives_in_the_same_places(tables: Tables) -> None:
    seen: list[tuple[str, int, int]] = []
    other = {
        d.dataset: d.frame
        for d in deliveries(7, lambda step, done, total: seen.append((step, done, total)))
        if d.frame is not None
    }
    assert other["municipalities"].equals(tables["municipalities"])
    assert not other["population_by_age"].equals(tables["population_by_age"])
    assert not other["commuting"].equals(tables["commuting"])
    assert {step for step, _, _ in seen} == {"demo.years", "demo.tables"}
    assert seen[-1][1] == seen[-1][2]


def test_key_columns_come_with_all_their_kinds(tables: Tables) -> None:
    for name, declared in catalogue().items():
        for column in declared.columns:
            if column.values and name not in ("official_projection", "population_by_age"):
                kinds = set(tables[name][column.name])
                unused = set(column.values) - kinds - {"municipality"}
                assert unused == set(), (name, column.name)
