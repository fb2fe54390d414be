"""Municipality codes through time: validity, names, successors, predecessors, and finding."""

from __future__ import annotations

import pytest

from nyegrep.foundation.codes import (
    LAST_YEAR,
    Municipality,
    MunicipalityHistory,
    fold,
    name_forms,
)
from nyegrep.foundation.errors import LANGUAGES, InputError

pytestmark = pytest.mark.unit

COUNTIES = {
    "01": "Østfold",
    "04": "Hedmark",
    "07": "Vestfold",
    "08": "Telemark",
    "15": "Møre og Romsdal",
    "18": "Nordland - Nordlánnda",
    "31": "Østfold",
    "34": "Innlandet",
}
SVALBARD = {"2100": {"nb": "Svalbard", "en": "Svalbard"}}


def renumbered(name: str, *steps: tuple[str, int]) -> list[Municipality]:
    """One municipality that only changed its number: (code, first year) in order."""
    ends = [first - 1 for _, first in steps[1:]] + [LAST_YEAR]
    nexts = [((code, 1.0),) for code, _ in steps[1:]] + [()]
    return [
        Municipality(code, name, first, end, following)
        for (code, first), end, following in zip(steps, ends, nexts, strict=True)
    ]


def ended(name: str, code: str, last: int, *successors: tuple[str, float | None]) -> Municipality:
    return Municipality(code, name, 0, last, successors)


HISTORY = MunicipalityHistory(
    municipalities=(
        *renumbered("Halden", ("0101", 0), ("3001", 2020), ("3101", 2024)),
        *renumbered("Bamble", ("0814", 0), ("3813", 2020), ("4012", 2024)),
        *renumbered("Søndre Land", ("0536", 0), ("3447", 2020)),
        *renumbered("Nordre Land", ("0538", 0), ("3448", 2020)),
        *renumbered("Våler", ("0137", 0), ("3018", 2020), ("3114", 2024)),
        *renumbered("Våler", ("0426", 0), ("3419", 2020)),
        *renumbered("Trondheim - Tråante", ("1601", 0), ("5001", 2018)),
        ended("Hemne", "1612", 2017, ("5011", 1.0)),
        Municipality("5011", "Hemne", 2018, 2019, (("5055", 1.0),)),
        Municipality("5055", "Heim", 2020),
        *renumbered("Hemnes", ("1832", 0)),
        *renumbered("Herøy", ("1515", 0)),
        *renumbered("Herøy", ("1818", 0)),
        *renumbered("Sande", ("1514", 0)),
        *renumbered("Bø", ("1867", 0)),
        # mergers, one of them into a code that goes on
        ended("Bø", "0821", 2019, ("3817", 1.0)),
        ended("Sauherad", "0822", 2019, ("3817", 1.0)),
        *renumbered("Midt-Telemark", ("3817", 2020), ("4020", 2024)),
        ended("Sande", "0713", 2019, ("3802", 1.0)),
        Municipality("3802", "Holmestrand", 2020),
        ended("Finnøy", "1141", 2019, ("1103", 1.0)),
        *renumbered("Stavanger", ("1103", 0)),
        # a new name for the same number
        ended("Borre", "0701", 2001, ("0701", 1.0)),
        Municipality("0701", "Horten", 2002),
        # divided between two, shares not known
        ended("Tysfjord", "1850", 2019, ("1806", None), ("1875", None)),
        ended("Narvik", "1805", 2019, ("1806", 1.0)),
        Municipality("1806", "Narvik", 2020),
        Municipality("1875", "Hábmer - Hamarøy", 2020),
        # merged and divided again, shares known
        Municipality("1504", "Ålesund", 0, 2019, (("1507", 1.0),), ((2024, "1508"),)),
        Municipality("1534", "Haram", 0, 2019, (("1507", 1.0),), ((2024, "1580"),)),
        Municipality("1507", "Ålesund", 2020, 2023, (("1508", 0.8), ("1580", 0.2))),
        Municipality("1508", "Ålesund", 2024),
        Municipality("1580", "Haram", 2024),
    ),
    counties=COUNTIES,
    outside=SVALBARD,
)


def refusal(text: str, year: int | None = None, history: MunicipalityHistory = HISTORY) -> str:
    """The code and English words with which a search is refused, after reading both languages."""
    with pytest.raises(InputError) as caught:
        history.find(text, year)
    (problem,) = caught.value.problems
    assert all(problem.text(language) for language in LANGUAGES)
    return f"{problem.code}: {problem.text('en')}"


# In force, and called what


def test_a_code_is_valid_from_its_first_year_to_its_last() -> None:
    assert [HISTORY.valid("3001", year) for year in (2019, 2020, 2023, 2024)] == [0, 1, 1, 0]
    assert HISTORY.valid("0101", 1900)
    assert HISTORY.valid("3101", 2100)


def test_known_are_all_codes_of_all_times_counties_the_country_and_places_outside() -> None:
    assert all(HISTORY.known(code) for code in ("0101", "3101", "34", "0", "2100"))
    assert not any(HISTORY.known(code) for code in ("0102", "35", "00", "", "EAK"))


def test_a_code_outside_the_municipalities_holds_in_every_year_but_is_no_municipality() -> None:
    assert HISTORY.valid("2100", 1990)
    assert HISTORY.name("2100") == "Svalbard"
    assert "2100" not in {m.code for m in HISTORY.in_year(1990)}
    assert HISTORY.successors("2100", 2024) == {"2100": 1.0}


def test_the_municipalities_of_a_year_stand_in_the_order_of_their_codes() -> None:
    codes = [m.code for m in HISTORY.in_year(2021)]
    assert codes == sorted(codes)
    assert {"3001", "3817", "1507"} <= set(codes)
    assert not {"0101", "0821", "1508"} & set(codes)


def test_a_name_is_that_of_the_year_or_the_last_or_the_code_itself() -> None:
    assert [span.name for span in HISTORY.by_code["0701"]] == ["Borre", "Horten"]
    assert HISTORY.name("0701", 1995) == "Borre"
    assert HISTORY.name("0701", 2010) == HISTORY.name("0701") == "Horten"
    assert HISTORY.name("0821", 2024) == "Bø"
    assert HISTORY.name("18") == "Nordland - Nordlánnda"
    assert HISTORY.name("4444") == "4444"


def test_namesakes_are_told_apart_by_their_county() -> None:
    assert HISTORY.distinct_name("3419") == "Våler (Innlandet)"
    assert HISTORY.distinct_name("1818", 2010) == "Herøy (Nordland)"


def test_a_name_that_is_alone_in_its_year_needs_no_county() -> None:
    assert HISTORY.distinct_name("1867", 2019) == "Bø (Nordland)"
    assert HISTORY.distinct_name("1867", 2020) == "Bø"
    assert HISTORY.distinct_name("18") == "Nordland - Nordlánnda"


def test_a_name_that_has_its_county_already_does_not_get_it_twice() -> None:
    namesakes = (Municipality("3114", "Våler (Østfold)"), Municipality("3419", "Våler (Innlandet)"))
    history = MunicipalityHistory(namesakes, COUNTIES)
    assert history.distinct_name("3419") == "Våler (Innlandet)"
    assert history.find("Våler, Innlandet").code == "3419"
    assert "3114 Våler (Østfold), 3419 Våler (Innlandet)" in refusal("våler", None, history)


# What became of it


@pytest.mark.parametrize(
    ("code", "year", "expected"),
    [
        ("0101", 2019, "0101"),
        ("0101", 2020, "3001"),
        ("0101", 2024, "3101"),
        ("0814", 2023, "3813"),
        ("0814", 2026, "4012"),
        ("3813", 2026, "4012"),
        ("0821", 2024, "4020"),
        ("1141", 2020, "1103"),
        ("0701", 2024, "0701"),
    ],
)
def test_successors_are_followed_through_every_step(code: str, year: int, expected: str) -> None:
    assert HISTORY.successors(code, year) == {expected: 1.0}


def test_a_code_not_yet_in_force_or_not_known_is_its_own_successor() -> None:
    assert HISTORY.successors("3001", 2010) == {"3001": 1.0}
    assert HISTORY.successors("4444", 2024) == {"4444": 1.0}


def test_a_division_without_known_shares_gives_none() -> None:
    assert HISTORY.successors("1850", 2024) == {"1806": None, "1875": None}


def test_a_division_with_known_shares_gives_them() -> None:
    assert HISTORY.successors("1507", 2024) == {"1508": 0.8, "1580": 0.2}


def test_shares_multiply_along_the_way_and_add_up_where_ways_meet() -> None:
    history = MunicipalityHistory(
        (
            ended("A", "0001", 2000, ("0002", 0.5), ("0003", 0.5)),
            Municipality("0002", "B", 2001, 2010, (("0004", 1.0),)),
            Municipality("0003", "C", 2001, 2010, (("0004", 0.2), ("0005", 0.8))),
            Municipality("0004", "D", 2011),
            Municipality("0005", "E", 2011),
        ),
        {},
    )
    assert history.successors("0001", 2011) == pytest.approx({"0004": 0.6, "0005": 0.4})


def test_a_share_that_is_unknown_on_one_way_is_unknown_in_the_sum() -> None:
    history = MunicipalityHistory(
        (
            ended("A", "0001", 2000, ("0002", None), ("0003", None)),
            Municipality("0002", "B", 2001, 2010, (("0003", 1.0),)),
            Municipality("0003", "C", 2001),
        ),
        {},
    )
    assert history.successors("0001", 2011) == {"0003": None}


def test_a_merger_undone_gives_each_old_municipality_its_own_again() -> None:
    assert HISTORY.successors("1534", 2023) == {"1507": 1.0}
    assert HISTORY.successors("1534", 2024) == {"1580": 1.0}
    assert HISTORY.successors("1504", 2024) == {"1508": 1.0}


def test_a_code_that_ended_without_successor_stays_what_it_was() -> None:
    history = MunicipalityHistory((ended("Utvær", "0001", 2000),), {})
    assert history.successors("0001", 2024) == {"0001": 1.0}


# What it was made of


@pytest.mark.parametrize(
    ("code", "year", "expected"),
    [
        ("3101", 2019, ("0101",)),
        ("4020", 2019, ("0821", "0822")),
        ("3817", 2019, ("0821", "0822")),
        ("1103", 2019, ("1103", "1141")),
        ("1103", 2020, ("1103",)),
        ("1806", 2019, ("1805", "1850")),
        ("1507", 2019, ("1504", "1534")),
        ("1580", 2019, ("1534",)),
        ("1580", 2022, ("1507",)),
        ("0701", 2001, ("0701",)),
    ],
)
def test_predecessors_are_all_whose_people_it_later_had(
    code: str, year: int, expected: tuple[str, ...]
) -> None:
    assert HISTORY.predecessors(code, year) == expected


def test_a_code_that_has_ended_has_no_predecessors_and_an_unknown_one_itself() -> None:
    assert HISTORY.predecessors("0821", 2020) == ()
    assert HISTORY.predecessors("4444", 2020) == ("4444",)


# Finding


@pytest.mark.parametrize(
    ("text", "year", "expected"),
    [
        ("0536", None, "0536"),
        ("536", 2019, "0536"),
        ("3447 Søndre Land", None, "3447"),
        ("Søndre Land", None, "3447"),
        ("Søndre Land", 2019, "0536"),
        ("  SONDRE   land ", 2024, "3447"),
        ("søndre-land", 2024, "3447"),
        ("Tråante", 2024, "5001"),
        ("Hamarøy", None, "1875"),
        ("Hemnes", None, "1832"),
        ("Trond", None, "5001"),
    ],
)
def test_a_municipality_is_found_by_code_or_name(
    text: str, year: int | None, expected: str
) -> None:
    assert HISTORY.find(text, year).code == expected


@pytest.mark.parametrize(
    ("text", "year", "expected"),
    [
        ("Våler (Innlandet)", None, "3419"),
        ("Våler, Innlandet", None, "3419"),
        ("våler,østfold", 2024, "3114"),
        ("Våler (Østfold", 2010, "0137"),
        ("Herøy (Nordland)", None, "1818"),
        ("Herøy (Møre og Romsdal)", None, "1515"),
        ("Sande (Vestfold)", None, "0713"),
        ("Bø, Telemark", 2019, "0821"),
    ],
)
def test_a_county_tells_namesakes_apart(text: str, year: int | None, expected: str) -> None:
    assert HISTORY.find(text, year).code == expected


def test_without_a_year_the_newest_bearer_of_a_name_wins() -> None:
    assert HISTORY.find("Bø").code == "1867"
    assert HISTORY.find("Sande").code == "1514"
    assert HISTORY.find("Hemne").code == "5011"
    assert HISTORY.find("Tysfjord").code == "1850"


def test_an_old_name_finds_the_number_that_goes_on() -> None:
    assert HISTORY.find("Borre", 2010).name == "Horten"


@pytest.mark.parametrize(
    ("text", "year", "candidates"),
    [
        ("Våler", None, "3114 Våler (Østfold), 3419 Våler (Innlandet)"),
        ("Herøy", 2024, "1515 Herøy (Møre og Romsdal), 1818 Herøy (Nordland)"),
        ("Bø", 2019, "0821 Bø (Telemark), 1867 Bø (Nordland)"),
        ("Sande", 2019, "0713 Sande (Vestfold), 1514 Sande (Møre og Romsdal)"),
        ("Hem", 2018, "1832 Hemnes, 5011 Hemne"),
    ],
)
def test_an_ambiguous_name_lists_those_it_fits(
    text: str, year: int | None, candidates: str
) -> None:
    words = refusal(text, year)
    assert words.startswith("municipality.ambiguous: ")
    assert f"fits several municipalities: {candidates}." in words


def test_a_misspelt_name_lists_those_like_it() -> None:
    words = refusal("Sondre Lend", 2024)
    assert words.startswith("municipality.unknown_name: ")
    assert "3447 Søndre Land, 3448 Nordre Land" in words
    assert "0822 Sauherad" in refusal("Sauhered")


def test_a_name_in_the_wrong_county_lists_its_bearers() -> None:
    assert "nearest are 3114 Våler (Østfold), 3419 Våler (Innlandet)." in refusal(
        "Våler (Nordland)"
    )


@pytest.mark.parametrize("text", ["Xyzzy", "", "Qq"])
def test_a_name_like_no_other_is_refused_without_an_empty_list(text: str) -> None:
    words = refusal(text)
    assert words.startswith("municipality.unknown_name_no_candidates: ")
    assert f"“{text}”" in words


def test_an_unknown_code_lists_those_one_digit_off_nearest_first() -> None:
    words = refusal("0537", 2019)
    assert words.startswith("municipality.unknown_code: ")
    assert "0536 Søndre Land, 0538 Nordre Land" in words


def test_an_unknown_code_with_no_near_ones_is_refused_without_an_empty_list() -> None:
    assert refusal("7777").startswith("municipality.unknown_code_no_candidates: ")


def test_a_code_that_has_ended_names_its_successor() -> None:
    words = refusal("0536", 2024)
    assert words.startswith("municipality.ended: 0536 Søndre Land does not exist in 2024")
    assert "last year was 2019" in words
    assert "3447 Søndre Land" in words
    assert "1806 Narvik, 1875 Hábmer - Hamarøy" in refusal("1850", 2024)


def test_a_name_that_has_ended_is_answered_as_its_code_would_be() -> None:
    assert refusal("Hemne", 2024) == refusal("5011", 2024)
    assert "5055 Heim" in refusal("Hemne", 2024)


def test_a_code_not_yet_in_force_names_its_predecessors() -> None:
    words = refusal("3817", 2019)
    assert words.startswith("municipality.not_yet: 3817 Midt-Telemark does not exist in 2019")
    assert "first year is 2020" in words
    assert "0821 Bø (Telemark), 0822 Sauherad" in words


def test_nothing_before_or_after_is_said_so() -> None:
    history = MunicipalityHistory((Municipality("0001", "Utvær", 2000, 2010),), {})
    assert refusal("0001", 1999, history).startswith("municipality.not_yet_no_predecessors: ")
    assert refusal("0001", 2011, history).startswith("municipality.ended_no_successors: ")


# Names compared


def test_folded_names_forget_case_accents_and_hyphens() -> None:
    assert fold("Søndre  Land") == fold("SONDRE LAND")
    assert fold("Nord-Aurdal") == fold("nord aurdal")
    assert fold("Snåase–Snåsa") == "snaase snasa"
    assert fold("Lærdal") == "laerdal"
    assert fold("Porsáŋgu") == fold("PORSANGU")


def test_different_names_stay_different_when_folded() -> None:
    assert len({fold(name) for name in ("Hå", "Hol", "Hole", "Våle", "Våler", "Nes")}) == 6


def test_each_language_of_a_name_is_a_form_of_it_and_the_county_is_not() -> None:
    assert name_forms("Lyngen - Ivgu - Yykeä") >= {"lyngen", "ivgu", "yykea"}
    assert name_forms("Våler (Innlandet)") == {"valer"}
    assert name_forms("Aurskog-Høland") == {"aurskog holand"}
