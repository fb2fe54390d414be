"""The catalogue is checked against the table before any numbers are asked for."""

from __future__ import annotations

from typing import Any

import pytest

from nyegrep.foundation.errors import InputError, SourceError
from nyegrep.sources.catalogue import StatbankOrigin, Variable
from nyegrep.sources.http import HttpClient
from nyegrep.sources.ssb_metadata import read_table
from nyegrep.sources.ssb_plan import Plan, match_label, plan
from nyegrep.sources.ssb_query import Choice
from nyegrep.sources.wish import Wish
from tests.unit.sources.statbank_stub import StatbankStub

pytestmark = pytest.mark.unit

VARIABLES: dict[str, dict[str, Any]] = {
    "Region": {"column": "municipality_code", "take": "regions", "recode": "region"},
    "Kjonn": {"column": "sex", "take": ("1", "2"), "recode": {"1": "male", "2": "female"}},
    "Alder": {"column": "age", "recode": "age"},
    "Tid": {"column": "year", "take": "years", "recode": "year"},
}


def origin(table: str = "07459", **changed: Any) -> StatbankOrigin:
    """The origin of population by age, with other variables or contents."""
    variables = {**VARIABLES, **changed.pop("variables", {})}
    given = {name: Variable(**known) for name, known in variables.items() if known is not None}
    contents = changed.pop("contents", {"Personer1": "persons"})
    return StatbankOrigin(table=table, variables=given, contents=contents, **changed)


def planned(client: HttpClient, wanted: StatbankOrigin, wish: Wish | None = None) -> Plan:
    metadata = read_table(client, wanted.table, wanted.api, "population_by_age")
    return plan(wanted, metadata, wish or Wish(), client, "population_by_age")


def choice(found: Plan, variable: str, selection: int = 0) -> Choice:
    return next(c for c in found.selections[selection] if c.variable == variable)


def codes(found: Plan, variable: str, selection: int = 0) -> tuple[str, ...]:
    return choice(found, variable, selection).codes


def refusals(client: HttpClient, wanted: StatbankOrigin) -> list[tuple[str, str]]:
    with pytest.raises(SourceError) as error:
        planned(client, wanted)
    return [(problem.code, problem.text()) for problem in error.value.problems]


def test_takes_municipalities_old_and_new_and_the_country_but_no_counties(
    client: HttpClient,
) -> None:
    assert codes(planned(client, origin()), "Region") == ("0301", "0536", "3447", "0")


def test_asks_for_every_code_of_a_municipality_that_the_table_has(client: HttpClient) -> None:
    found = planned(client, origin(), Wish(municipalities=("0536", "3447", "0599")))
    assert codes(found, "Region") == ("0536", "3447", "0")
    assert [remark.code for remark in found.remarks] == ["source.codes_absent"]
    assert found.remarks[0].facts["found"] == ["0599"]


def test_a_wish_for_nothing_that_is_there_is_refused(
    client: HttpClient, statbank: StatbankStub
) -> None:
    with pytest.raises(InputError, match="1812"):
        planned(client, origin(), Wish(municipalities=("1812",)))
    with pytest.raises(InputError, match="1950, 1951"):
        planned(client, origin(), Wish(years=(1950, 1951)))
    assert statbank.addresses("/data") == []


def test_every_municipality_is_taken_whatever_is_wished(client: HttpClient) -> None:
    region = {"column": "municipality_code", "take": "every_municipality", "recode": "region"}
    found = planned(client, origin(variables={"Region": region}), Wish(municipalities=("0536",)))
    assert codes(found, "Region") == ("0301", "0536", "3447")


def test_a_summing_list_gives_the_municipalities_and_plain_codes_the_country(
    client: HttpClient,
) -> None:
    region = {**VARIABLES["Region"], "codelist": "agg_KommSummer"}
    found = planned(client, origin(variables={"Region": region}), Wish(municipalities=("3447",)))
    assert codes(found, "Region", 0) == ("K-3447",)
    assert codes(found, "Region", 1) == ("0",)
    assert choice(found, "Region", 0).codelist == "agg_KommSummer"
    assert choice(found, "Region", 0).values == {"K-3447": "3447"}
    assert choice(found, "Region", 1).codelist is None


def test_a_list_is_found_by_its_label_where_ids_differ(client: HttpClient) -> None:
    named = {**VARIABLES["Region"], "codelist_label": "uttrekk for alle kommuner "}
    variables = {"KOKkommuneregion0000": named, "Region": None, "Kjonn": None, "Alder": None}
    wanted = origin("12134", variables=variables, contents={"KOSAG110000": "x"})
    found = planned(client, wanted)
    region = "KOKkommuneregion0000"
    assert choice(found, region, 0).codelist == "agg_KOGkommuneregion000005413"
    assert codes(found, region, 1) == ("EAK", "EKG12")


def test_a_table_without_the_labelled_list_is_asked_by_plain_codes(client: HttpClient) -> None:
    region = {**VARIABLES["Region"], "codelist_label": "Uttrekk for Alle kommuner"}
    found = planned(client, origin(variables={"Region": region}))
    assert codes(found, "Region") == ("0301", "0536", "3447", "0")


def test_takes_the_years_wished_for_and_tells_which_are_not_there(client: HttpClient) -> None:
    found = planned(client, origin(), Wish(years=(2019, 2020, 2021)))
    assert codes(found, "Tid") == ("2019", "2020")
    assert found.remarks[0].facts["found"] == [2021]
    assert found.newest_year == 2020


def test_keeps_within_the_years_that_the_catalogue_trusts(client: HttpClient) -> None:
    assert codes(planned(client, origin(first_year=2019)), "Tid") == ("2019", "2020")
    assert codes(planned(client, origin(last_year=2018)), "Tid") == ("2018",)


def test_takes_one_part_of_each_year(client: HttpClient) -> None:
    variables = {"Kjonn": None, "Alder": None, "Tid": {**VARIABLES["Tid"], "period": "K4"}}
    found = planned(client, origin("01223", variables=variables, contents={"Innvandring5": "x"}))
    assert codes(found, "Tid") == ("2018K4", "2019K4")


def test_leaves_out_what_is_to_be_summed(client: HttpClient) -> None:
    found = planned(client, origin(variables={"Kjonn": {"take": "total"}}))
    names = [chosen.variable for chosen in found.selections[0]]
    assert names == ["Region", "Alder", "Tid", "ContentsCode"]


def test_the_case_of_codes_does_not_matter_and_none_is_sent_twice(client: HttpClient) -> None:
    wanted = origin(contents={"PERSONER1": "persons"}, variables={"Kjonn": {"take": ("1", "1")}})
    found = planned(client, wanted)
    assert codes(found, "ContentsCode") == ("Personer1",)
    assert codes(found, "Kjonn") == ("1",)


def test_contents_can_be_found_by_their_labels(client: HttpClient) -> None:
    wanted = origin(
        "14746",
        contents={"*MMMM*": "MMMM", "*LLML*": "LLML", "*HHMH*": "HHMH"},
        contents_by_label=True,
        contents_column="alternative",
        measure="persons",
    )
    contents = choice(planned(client, wanted), "ContentsCode")
    assert contents.values == {"Personer": "MMMM", "Personer1": "LLML", "Personer2": "HHMH"}
    assert contents.column == "alternative"


def test_a_label_that_fits_several_contents_is_refused(client: HttpClient) -> None:
    wanted = origin("14746", contents={"*vekst*": "x"}, contents_by_label=True)
    assert refusals(client, wanted)[0][0] == "source.code_unknown"


def test_an_unknown_code_names_the_nearest(client: HttpClient, statbank: StatbankStub) -> None:
    found = refusals(client, origin(contents={"Personer": "persons"}))
    assert [code for code, _ in found] == ["source.code_unknown"]
    assert "“Personer”" in found[0][1]
    assert "Personer1 (Personer)" in found[0][1]
    assert statbank.addresses("/data") == []


def test_everything_that_is_wrong_is_told_at_once(client: HttpClient) -> None:
    wanted = origin(
        contents={"Menn": "persons"},
        variables={
            "Kjønn": {"take": ("1",)},
            "Kjonn": {"take": ("1", "3")},
            "Alder": {"column": "age", "codelist": "vs_allealdre00b", "recode": "age"},
        },
    )
    found = refusals(client, wanted)
    assert sorted(code for code, _ in found) == [
        "source.code_unknown",
        "source.code_unknown",
        "source.list_unknown",
        "source.variable_unknown",
    ]
    texts = " ".join(text for _, text in found)
    assert "vs_AlleAldre00B" in texts
    assert "Kjonn" in texts


def test_a_new_variable_that_must_be_chosen_is_told(client: HttpClient) -> None:
    found = refusals(client, origin("05940", variables={"Kjonn": None, "Alder": None}))
    assert ("source.variable_unmentioned") in [code for code, _ in found]
    assert any("Byggeareal" in text for _, text in found)


def test_a_variable_without_a_total_cannot_be_left_out(client: HttpClient) -> None:
    wanted = origin(
        "07902",
        contents={"Dodssannsynlighet": "x"},
        variables={"Region": None, "Alder": None, "AlderX": {}, "Kjonn": {"take": "total"}},
    )
    assert [code for code, _ in refusals(client, wanted)] == ["source.variable_without_total"]


def test_a_value_whose_label_the_catalogue_does_not_know_is_told(client: HttpClient) -> None:
    building = {"column": "building_type", "by_label": True, "recode": {"Enebolig*": "detached"}}
    variables = {"Kjonn": None, "Alder": None, "Byggeareal": building}
    found = refusals(client, origin("05940", variables=variables, contents={"Igangsatte": "x"}))
    assert [code for code, _ in found] == ["source.labels_unmatched"]
    assert "Rekkehus" in found[0][1]


def test_version_0_checks_its_lists_too(client: HttpClient) -> None:
    industry = {"column": "industry", "codelist": "agg_single:NACE2007arb99"}
    wanted = origin(
        "13470",
        api="v0",
        contents={"SysselsatteArb": "jobs"},
        variables={"Kjonn": None, "Alder": None, "NACE2007": industry},
    )
    assert [code for code, _ in refusals(client, wanted)] == ["source.list_unknown"]


def test_the_longest_pattern_gives_the_value() -> None:
    patterns = {"Våningshus*": "detached", "Våningshus*tomannsbolig*": "semi_detached"}
    assert match_label("våningshus", patterns) == "detached"
    assert match_label("Våningshus  tomannsbolig, vertikaldelt", patterns) == "semi_detached"
    assert match_label("Rekkehus", patterns) is None
