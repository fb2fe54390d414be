"""Templates and words of one language."""

from __future__ import annotations

import jinja2
import pytest
from markupsafe import Markup

from nyegrep.analyses.results import Place
from nyegrep.reports.press import Press, capitalised, css_text, first_name, span, words
from tests.unit.reports.places import COUNTRY, COUNTY, FJORDVIK, REGION

pytestmark = pytest.mark.unit

NB, EN = Press("nb"), Press("en")


def keys(tree: object, before: str = "") -> set[str]:
    if not isinstance(tree, dict):
        return {before}
    return {key for name, inside in tree.items() for key in keys(inside, f"{before}/{name}")}


def test_both_languages_have_the_same_words() -> None:
    assert keys(words("nb")) == keys(words("en"))


def test_no_word_is_empty_but_the_numbers_of_chapters_without_one() -> None:
    for language in ("nb", "en"):
        found = dict(words(language))
        chapters = found.pop("chapters")
        assert all(chapter["title"] and chapter["anchor"] for chapter in chapters.values())
        assert all(found.values())


@pytest.mark.parametrize(
    ("group", "nb", "en"),
    [
        ("67-79", "67–79 år", "67–79"),
        ("80+", "80 år og eldre", "80 and over"),
        ("5", "5 år", "5"),
    ],
)
def test_ages_in_words(group: str, nb: str, en: str) -> None:
    assert (NB.age_group(group), EN.age_group(group)) == (nb, en)


@pytest.mark.parametrize(
    ("name", "nb", "en"),
    [
        ("all", "Alle kommuner", "All municipalities"),
        ("0-999", "Under 1\u00a0000 innbyggere", "Under 1,000 inhabitants"),
        (
            "2000-4999",
            "2\u00a0000–4\u00a0999 innbyggere",
            "2,000–4,999 inhabitants",
        ),
        (
            "50000+",
            "50\u00a0000 innbyggere og flere",
            "50,000 inhabitants and more",
        ),
    ],
)
def test_size_classes_in_words(name: str, nb: str, en: str) -> None:
    assert (NB.size_class(name), EN.size_class(name)) == (nb, en)


def test_places_say_what_they_are_where_the_name_does_not() -> None:
    assert [NB.name(p) for p in (FJORDVIK, REGION, COUNTY, COUNTRY)] == [
        "Fjordvik",
        "Fjordvik (region)",
        "Ytterland (fylke)",
        "landet",
    ]
    assert (EN.line_name(COUNTRY), EN.name(COUNTY)) == ("The country", "Ytterland (county)")


def test_a_place_with_several_names_is_called_by_the_first() -> None:
    place = Place("9905", "Storvik - Stuorravuotna", "municipality", ("9905",))
    assert NB.name(place) == "Storvik"
    assert first_name("Nord-Fron") == "Nord-Fron"


def test_ids_of_ranges() -> None:
    assert (span("67-79"), span("80+"), span("0-5")) == ((67, 79), (80, None), (0, 5))


def test_capital_letters() -> None:
    assert (capitalised("eldre per 100"), capitalised("")) == ("Eldre per 100", "")


def test_text_in_a_style_sheet_cannot_leave_its_string() -> None:
    said = css_text(Markup('Å &amp; "</style>'))
    assert '"' not in said
    assert "<" not in said
    assert said == "\\c5 \\20 \\26 \\20 \\22 \\3c \\2f style\\3e "


def test_a_value_that_is_missing_is_an_error() -> None:
    template = NB.environment.from_string("{{ nothing }}")
    with pytest.raises(jinja2.UndefinedError):
        template.render()


def test_names_are_escaped() -> None:
    template = NB.environment.from_string("{{ name }}")
    assert template.render(name="<b>Å & Ø</b>") == "&lt;b&gt;Å &amp; Ø&lt;/b&gt;"
