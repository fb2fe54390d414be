"""Where things stand in a chart."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nyegrep.reports.charts.layout import (
    NARROW,
    WIDE,
    Box,
    Plot,
    decimals_of,
    kept_apart,
    nice_ticks,
    spread_around,
    text_width,
    wrapped,
    year_ticks,
)

pytestmark = pytest.mark.unit

values = st.floats(-1e6, 1e6)


@given(low=values, span=st.floats(0, 1e6), at_most=st.integers(3, 7))
def test_ticks_reach_around_the_values_evenly_and_are_few(
    low: float, span: float, at_most: int
) -> None:
    ticks = nice_ticks(low, low + span, at_most)
    tiny = 1e-6 * max(abs(low), abs(low + span), 1)
    assert 2 <= len(ticks) <= at_most
    assert ticks[0] <= low + tiny
    assert ticks[-1] >= low + span - tiny
    steps = [after - before for before, after in pairwise(ticks)]
    assert max(steps) - min(steps) <= tiny


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (5400, 6100, (5400, 5600, 5800, 6000, 6200)),
        (0, 33, (0, 10, 20, 30, 40)),
        (-80, 45, (-100, -50, 0, 50)),
        (1.6, 2.9, (1.5, 2.0, 2.5, 3.0)),
    ],
)
def test_ticks_are_round(low: float, high: float, expected: tuple[float, ...]) -> None:
    assert nice_ticks(low, high, 6) == expected


def test_ticks_have_the_decimals_that_tell_them_apart() -> None:
    assert [decimals_of(t) for t in ((1, 2), (1.5, 2.0), (0.25, 0.5))] == [0, 1, 2]


def test_a_small_wobble_is_not_made_large() -> None:
    assert spread_around(995, 1005, 0.1) == (950, 1050)
    assert spread_around(500, 1500, 0.1) == (500, 1500)


@given(first=st.integers(1950, 2020), span=st.integers(0, 90), at_most=st.integers(3, 7))
def test_years_begin_and_end_with_the_first_and_the_last(
    first: int, span: int, at_most: int
) -> None:
    years = year_ticks(first, first + span, at_most)
    assert years[0] == first
    assert years[-1] == first + span
    assert list(years) == sorted(set(years))
    assert len(years) <= at_most


def test_years_between_are_round_and_stand_clear_of_the_ends() -> None:
    assert year_ticks(2005, 2019, 7) == (2005, 2010, 2015, 2019)
    assert year_ticks(1980, 2019, 7) == (1980, 1990, 2000, 2010, 2019)
    assert year_ticks(1986, 2019, 7) == (1986, 2000, 2010, 2019)


@given(
    wanted=st.lists(st.floats(0, 300), min_size=1, max_size=12),
    size=st.floats(5, 20),
)
def test_labels_never_overlap_and_keep_their_order(wanted: list[float], size: float) -> None:
    sizes = [size] * len(wanted)
    placed = kept_apart(wanted, sizes, 0, 300)
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    for before, after in pairwise(order):
        assert placed[after] - placed[before] >= size - 1e-6
    assert min(placed) >= size / 2 - 1e-6
    if size * len(wanted) <= 300:
        assert max(placed) <= 300 - size / 2 + 1e-6


def test_labels_with_room_stay_where_they_want_to_be() -> None:
    assert kept_apart([10, 50, 90], [20, 20, 20], 0, 100) == pytest.approx([10, 50, 90])


def test_two_labels_that_meet_share_the_way() -> None:
    assert kept_apart([50, 54], [20, 20], 0, 100) == pytest.approx([42, 62])


def test_a_taller_label_takes_more_room() -> None:
    placed = kept_apart([50, 50], [40, 20], 0, 100)
    assert placed[1] - placed[0] == pytest.approx(30)


def test_a_text_is_as_wide_as_its_letters() -> None:
    assert text_width("", 13) == 0
    assert text_width("iii", 13) < text_width("nnn", 13) < text_width("mmm", 13)
    assert text_width("2005", 20) == pytest.approx(2 * text_width("2005", 10))


def test_a_text_breaks_between_words_only() -> None:
    assert wrapped("Nordre Skogdal 93", 12.5, 90) == ("Nordre", "Skogdal 93")
    assert wrapped("Innlandet\u00a0103", 12.5, 20) == ("Innlandet\u00a0103",)


def test_pixels_and_data_are_each_others_inverse() -> None:
    plot = Plot(WIDE, 50, 30, 20, 40, (2005, 2019), (5000, 6000))
    assert (plot.width, plot.height) == (640, 290)
    assert (plot.across(2005), plot.across(2019)) == (0, 640)
    assert (plot.down(6000), plot.down(5000)) == (0, 290)
    assert plot.x_at(plot.across(2012.5)) == pytest.approx(2012.5)
    assert plot.y_at(plot.down(5432)) == pytest.approx(5432)


def test_boxes_meet_where_they_overlap() -> None:
    box = Box(0, 0, 10, 10)
    assert box.meets(Box(9, 9, 20, 20))
    assert not box.meets(Box(10, 0, 20, 10))
    assert not box.meets(Box(0, 11, 10, 20))


def test_a_narrow_frame_fits_a_phone_with_readable_text() -> None:
    assert NARROW.width <= 360 - 2 * 16
    assert NARROW.font * (320 - 2 * 16) / NARROW.width >= 10.5
    assert WIDE.tall(100).height == 100
