"""The numbers of the model as they stand in the parameters."""

from __future__ import annotations

from datetime import date

import pytest

from nyegrep.methods.attractiveness.coefficients import AttractivenessSettings, Coefficients
from nyegrep.methods.attractiveness.industries import for_industry
from nyegrep.parameters.tree import read

pytestmark = pytest.mark.unit

SETTINGS, USES = read("attractiveness", into=AttractivenessSettings, at=date(2019, 1, 1))
GROUPS = (
    "01-03", "05-09", "10-33", "35-39", "41-43", "45-47", "49-53", "55-56", "58-63", "64-66",
    "68-75", "77-82", "84", "85", "86-88", "90-99", "00",
)  # fmt: skip
DIVISIONS = {
    "basis": (1, 3, 5, 9, 10, 33, 35, 62, 63, 71, 72),
    "visitor": (45, 47, 55, 56, 90, 93),
    "regional": (41, 43, 46, 49, 53, 58, 61, 64, 66, 68, 70, 73, 74, 77, 82),
    "local": (75, 85, 86, 88, 94, 96),
    "public": (36, 39, 84),
}


def test_each_level_has_coefficients_of_its_own() -> None:
    assert SETTINGS.municipality == Coefficients(
        constant=-0.23,
        size_slope=0.1026,
        size_level=-0.8714,
        integration_slope=0.61,
        integration_level=-0.39,
        internal_integration_slope=0.0,
        internal_integration_level=0.0,
        own_growth=(0.132, 0.081, 0.062),
        home_weight=1.0,
        neighbour_factor=1.71,
    )
    assert SETTINGS.at("labour_market_region").own_growth == (0.132, 0.086, 0.072)
    assert SETTINGS.at("labour_market_region").constant == -0.14
    assert SETTINGS.at("county").own_growth == (0.144, 0.088, 0.068)
    assert SETTINGS.at("county").constant == -0.1


def test_what_is_open_is_a_judgement_and_all_else_has_a_source() -> None:
    judged = {use.path.removeprefix("attractiveness.") for use in USES if use.kind == "judgement"}
    assert judged == {
        f"{level}.internal_integration_{part}"
        for level in ("labour_market_region", "county")
        for part in ("slope", "level")
    }
    assert all(use.reference for use in USES)


@pytest.mark.parametrize("group", GROUPS)
def test_every_group_has_a_kind_of_business_and_a_private_share(group: str) -> None:
    assert for_industry(group, SETTINGS.jobs.industry_types) in {*DIVISIONS, "unknown"}
    assert for_industry(group, SETTINGS.jobs.private_share) is not None


@pytest.mark.parametrize("kind", DIVISIONS)
def test_divisions_are_of_the_kind_proposed(kind: str) -> None:
    for division in DIVISIONS[kind]:
        code = f"{division:02d}"
        assert for_industry(code, SETTINGS.jobs.industry_types) == kind, code
        assert for_industry(f"{code}.101", SETTINGS.jobs.industry_types) == kind, code
