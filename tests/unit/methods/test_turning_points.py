"""A turn is a noticeable move the other way, and one that lasts."""

from __future__ import annotations

import pytest

from nyegrep.methods.turning_points import TurningSettings, turning_points

pytestmark = pytest.mark.unit

SETTINGS = TurningSettings(threshold=1.0, shortest_phase=3)


def turns(*values: float, settings: TurningSettings = SETTINGS) -> list[tuple[int, str, float]]:
    years = range(2000, 2000 + len(values))
    return [(t.year, t.kind, t.value) for t in turning_points(years, values, settings)]


def test_a_series_that_only_falls_or_only_grows_never_turns() -> None:
    assert turns(100, 99, 97, 95, 92, 90) == []
    assert turns(90, 92, 95, 97, 99, 100) == []


def test_a_peak_and_a_trough_are_found_where_they_are() -> None:
    assert turns(100, 102, 104, 106, 104, 101, 98, 100, 103, 106) == [
        (2003, "peak", 106),
        (2006, "trough", 98),
    ]


def test_a_move_smaller_than_the_threshold_is_no_turn() -> None:
    assert turns(1000, 995, 990, 994, 998, 999, 985, 980, 970, 960) == []


def test_a_ripple_shorter_than_the_shortest_phase_is_left_out() -> None:
    assert turns(106, 104, 102, 100, 98, 100, 97, 95, 92, 90) == []


def test_a_turn_at_the_very_end_is_not_yet_sure() -> None:
    assert turns(100, 102, 104, 106, 108, 110, 107) == []
    assert turns(100, 102, 104, 106, 108, 110, 107, 104, 101) == [(2005, "peak", 110)]


def test_peaks_and_troughs_alternate_and_ends_are_never_turns() -> None:
    values = [100, 105, 110, 108, 104, 100, 104, 108, 112, 108, 104, 100, 96]
    found = turns(*values)
    assert [kind for _, kind, _ in found] == ["peak", "trough", "peak"]
    assert all(2000 < year < 2012 for year, _, _ in found)


def test_a_short_series_has_none() -> None:
    assert turns(100, 90) == []
    assert turns() == []
