"""The number and date forms of both languages."""

from __future__ import annotations

from datetime import date

import pytest

from nyegrep.reports import render
from nyegrep.reports.render import Forms, direction, filters

pytestmark = pytest.mark.unit

NB, EN = Forms("nb"), Forms("en")
NBSP, MINUS = "\u00a0", "\u2212"


@pytest.mark.parametrize(
    ("value", "decimals", "nb", "en"),
    [
        (5623, 0, f"5{NBSP}623", "5,623"),
        (999, 0, "999", "999"),
        (1234567.891, 2, f"1{NBSP}234{NBSP}567,89", "1,234,567.89"),
        (-1.44, 1, f"{MINUS}1,4", f"{MINUS}1.4"),
        (-0.04, 1, "0,0", "0.0"),
        (0, 0, "0", "0"),
    ],
)
def test_numbers_have_no_break_spaces_and_a_real_minus(
    value: float, decimals: int, nb: str, en: str
) -> None:
    assert NB.number(value, decimals) == nb
    assert EN.number(value, decimals) == en
    assert render.number(value, "nb", decimals) == nb


def test_changes_carry_their_sign_and_no_change_has_none() -> None:
    assert [NB.signed(v) for v in (120, -3, 0.4, -0.4)] == ["+120", f"{MINUS}3", "0", "0"]
    assert NB.signed_percent(2.04) == f"+2,0{NBSP}%"
    assert EN.signed_percent(-2.04) == f"{MINUS}2.0%"
    assert NB.size(-470) == "470"


def test_percent_has_one_decimal_as_a_sign_or_in_words() -> None:
    assert (NB.percent(-1.44), EN.percent(-1.44)) == (f"{MINUS}1,4{NBSP}%", f"{MINUS}1.4%")
    assert (NB.per_cent(-8.04), EN.per_cent(8.04)) == (f"8,0{NBSP}prosent", f"8.0{NBSP}per cent")


def test_titles_say_whole_percent_with_a_decimal_only_where_it_is_small() -> None:
    assert NB.headline_per_cent(-8.04) == f"8{NBSP}prosent"
    assert NB.headline_per_cent(1.26) == f"1,3{NBSP}prosent"
    assert EN.headline(31.0) == "31"


@pytest.mark.parametrize(
    ("value", "years", "expected"),
    [
        (5184.3, 21, f"5{NBSP}180"),
        (5185, 6, f"5{NBSP}190"),
        (5184.3, 5, f"5{NBSP}184"),
        (-445, 21, f"{MINUS}450"),
        (45, 21, "45"),
    ],
)
def test_people_are_told_in_tens_beyond_five_years(value: float, years: int, expected: str) -> None:
    assert NB.ahead(value, years) == expected


def test_a_change_ahead_with_and_without_its_sign() -> None:
    assert NB.ahead_signed(443, 21) == "+440"
    assert NB.ahead_size(-443, 21) == "440"


def test_dates_spans_and_lists() -> None:
    day = date(2026, 3, 3)
    assert (NB.date(day), EN.date(day)) == (f"3.{NBSP}mars{NBSP}2026", f"3{NBSP}March{NBSP}2026")
    assert render.date(day, "en") == EN.date(day)
    assert (NB.years(2005, 2019), NB.years(2019, 2019)) == ("2005–2019", "2019")
    assert (NB.listing(["a", "b", "c"]), EN.listing(["a", "b"])) == ("a, b og c", "a and b")


@pytest.mark.parametrize(
    ("days", "nb", "en"),
    [
        (0, "mindre enn et døgn", "less than a day"),
        (1, f"1{NBSP}døgn", f"1{NBSP}day"),
        (12, f"2{NBSP}uker", f"2{NBSP}weeks"),
        (140, f"5{NBSP}måneder", f"5{NBSP}months"),
        (700, f"2{NBSP}år", f"2{NBSP}years"),
    ],
)
def test_an_age_is_told_in_the_unit_that_suits(days: int, nb: str, en: str) -> None:
    assert (NB.duration(days), EN.duration(days)) == (nb, en)


def test_a_change_ahead_is_in_whole_percent_beyond_five_years() -> None:
    assert NB.ahead_signed_percent(-18.96, 21) == f"−19{NBSP}%"
    assert EN.ahead_signed_percent(3.24, 5) == "+3.2%"
    assert EN.ahead_signed_percent(-0.2, 21) == "0%"


def test_small_counts_are_words() -> None:
    assert [NB.few(n) for n in (0, 1, 10, 14)] == ["ingen", "én", "ti", "14"]
    assert [EN.few(n) for n in (0, 3, 11)] == ["none", "three", "11"]


def test_less_than_half_a_percent_is_stable() -> None:
    assert [direction(v) for v in (0.49, -0.49, 0.5, -0.5)] == ["stable", "stable", "up", "down"]


def test_templates_get_every_form_by_its_name() -> None:
    assert filters("nb")["number"](5623) == f"5{NBSP}623"
    assert set(filters("nb")) == {n for n in vars(Forms) if not n.startswith("_")} - {"language"}
