"""Region codes in the spellings of the StatBank."""

from __future__ import annotations

import pytest

from nyegrep.sources import region_codes

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("code", ["4001", "K-4001", "K_4001", "K.4001"])
def test_a_municipality_is_the_same_in_every_list(code: str) -> None:
    assert region_codes.is_municipality(code)
    assert region_codes.region(code) == "4001"


@pytest.mark.parametrize(
    ("code", "ours"),
    [("0", "0"), ("EAK", "0"), ("40", "40"), ("F-40", "40"), ("EKA40", "40"), ("EKG12", "EKG12")],
)
def test_wider_regions(code: str, ours: str) -> None:
    assert region_codes.region(code) == ours
    assert not region_codes.is_municipality(code)


@pytest.mark.parametrize("code", ["0199", "9999", "2111", "2311", "8888", "030101", "EAKUO", "v08"])
def test_what_is_not_a_municipality(code: str) -> None:
    assert not region_codes.is_municipality(code)
    assert region_codes.region(code) is None


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Søndre Land (-2019)", "Søndre Land"),
        ("Bamble (2020-2023)", "Bamble"),
        ("Bø (Telemark) (-2019)", "Bø (Telemark)"),
        ("Oslo - Oslove", "Oslo - Oslove"),
    ],
)
def test_a_name_is_without_the_years_of_its_code(label: str, name: str) -> None:
    assert region_codes.name(label) == name
