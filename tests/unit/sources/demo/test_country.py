"""Places, and how what they hold follows changes of borders."""

from __future__ import annotations

import numpy as np
import pytest

from nyegrep.foundation.randomness import stream
from nyegrep.sources.demo.country import FIRST_YEAR, LAST_YEAR, country

pytestmark = pytest.mark.unit

DIVIDED_YEAR, DIVIDED, PARTS = 2020, "7605", ("7603", "7604")


def test_sixty_municipalities_in_six_counties_and_twelve_regions_at_the_end() -> None:
    places = country()
    assert places.active(LAST_YEAR).sum() == 60
    assert len(places.counties) == 6
    assert len({place.region for place in places.places}) == len(places.regions) == 12


def test_codes_and_names_are_unique_but_for_the_renumbered_one() -> None:
    places = country().places
    assert len({place.code for place in places}) == len(places)
    names = [place.name for place in places]
    assert {name for name in names if names.count(name) > 1} == {"Hjortemark"}


def test_every_code_lies_in_a_county_and_region_that_exist() -> None:
    places = country()
    assert all(place.code[:2] in places.counties for place in places.places)
    assert all(place.region in places.regions for place in places.places)


def test_there_is_a_merger_a_renumbering_a_division_and_a_code_that_ended() -> None:
    changes = country().changes
    sources = {new: [c.old for c in changes if c.new == new] for new in {c.new for c in changes}}
    targets = {old: [c.new for c in changes if c.old == old] for old in {c.old for c in changes}}
    assert max(len(old) for old in sources.values()) == 2
    assert max(len(new) for new in targets.values()) == 2
    assert country().active(2012).sum() - country().active(2013).sum() == 1
    assert country().active(2017).sum() == country().active(2018).sum()
    assert all(FIRST_YEAR < change.year <= LAST_YEAR for change in changes)


def test_shares_of_a_divided_municipality_add_up_to_one() -> None:
    changes = country().changes
    for old in {change.old for change in changes}:
        assert sum(c.share for c in changes if c.old == old) == pytest.approx(1)


def test_counts_are_carried_over_without_losing_anybody() -> None:
    places = country()
    counts = np.arange(len(places.places) * 3).reshape(-1, 3) * places.active(2019)[:, None]
    carried = places.carry_counts(DIVIDED_YEAR, counts, stream(1, "test"))
    assert carried.sum(axis=0).tolist() == counts.sum(axis=0).tolist()
    assert carried[places.slots[DIVIDED]].tolist() == [0, 0, 0]
    merged = counts[places.slots["7403"]] + counts[places.slots["7404"]]
    assert carried[places.slots["7412"]].tolist() == merged.tolist()


def test_a_divided_municipality_is_shared_as_the_change_says() -> None:
    places = country()
    counts = np.zeros(len(places.places), dtype=np.int64)
    counts[places.slots[DIVIDED]] = 100_000
    carried = places.carry_counts(DIVIDED_YEAR, counts, stream(1, "test"))
    assert carried[places.slots[PARTS[0]]] == pytest.approx(58_000, abs=700)
    amounts = places.carry_amounts(DIVIDED_YEAR, counts.astype(float))
    assert amounts[places.slots[PARTS[1]]] == pytest.approx(42_000)


def test_means_of_merged_municipalities_are_weighted() -> None:
    places = country()
    means, weights = np.zeros(len(places.places)), np.zeros(len(places.places))
    means[[places.slots["7403"], places.slots["7404"]]] = 1.0, 4.0
    weights[[places.slots["7403"], places.slots["7404"]]] = 200.0, 100.0
    assert places.carry_means(2020, means, weights)[places.slots["7412"]] == pytest.approx(2.0)


def test_distances_are_symmetric_and_zero_only_to_oneself_and_to_a_renumbered_self() -> None:
    places = country()
    assert np.array_equal(places.distances, places.distances.T)
    home, away = np.nonzero(places.distances == 0)
    pairs = {
        (places.places[i].name, places.places[j].name) for i, j in zip(home, away, strict=True)
    }
    assert all(one == other for one, other in pairs)
