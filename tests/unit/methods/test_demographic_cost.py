"""Demographic cost, reckoned by hand: one service, one group, one more person at a time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nyegrep.foundation.axes import AGES, OLDEST_AGE, AgeGroup, FloatArray
from nyegrep.foundation.services import CARE, KINDERGARTEN, SERVICES, UPPER_SECONDARY
from nyegrep.methods.demographic_cost import (
    AgeCost,
    AssumptionSettings,
    CoverageSettings,
    UnitCosts,
    by_age,
    demographic_cost,
    implied_total,
    municipal_sum,
    yearly_change,
    yearly_unit_costs,
)

pytestmark = pytest.mark.unit

OFF = AssumptionSettings(CoverageSettings(**dict.fromkeys(SERVICES, 1.0)), 0.0, 0.0, 0.0, 2025)
COSTS = UnitCosts(
    (
        AgeCost(KINDERGARTEN, AgeGroup(1, 5), 160_000.0),
        AgeCost(UPPER_SECONDARY, AgeGroup(16, 18), 150_000.0),
        AgeCost(CARE, AgeGroup(0, 79), 10_000.0),
        AgeCost(CARE, AgeGroup(80, OLDEST_AGE), 300_000.0),
    ),
    2018,
)
YEARS = range(2019, 2022)


def people(**changes: tuple[int, int, int]) -> FloatArray:
    """A hundred of every age, but for ages ``a<age>`` whose numbers are given by year."""
    found = np.full((1, len(YEARS), len(AGES)), 100.0)
    for name, numbers in changes.items():
        found[0, :, int(name[1:])] = numbers
    return found


def cost(of: FloatArray, what_if: AssumptionSettings = OFF) -> dict[str, list[float]]:
    curves = yearly_unit_costs(COSTS, what_if, YEARS)
    return dict(zip(COSTS.services, demographic_cost(of, curves)[0].T.tolist(), strict=True))


def test_ten_children_fewer_save_ten_times_the_unit_cost() -> None:
    found = cost(people(a3=(100, 90, 90)))
    assert found[KINDERGARTEN] == pytest.approx([0, -1.6, -1.6])
    assert found[CARE] == pytest.approx([0, -0.1, -0.1])
    assert found[UPPER_SECONDARY] == pytest.approx([0, 0, 0])


def test_accumulated_is_the_difference_in_level_and_the_sum_of_the_yearly_changes() -> None:
    curves = yearly_unit_costs(COSTS, OFF, YEARS)
    found = demographic_cost(people(a85=(100, 110, 105)), curves)
    care = COSTS.services.index(CARE)
    assert found[0, :, care] == pytest.approx([0, 3.0, 1.5])
    assert yearly_change(found)[0, :, care] == pytest.approx([0, 3.0, -1.5])
    assert yearly_change(found).cumsum(axis=1) == pytest.approx(found)


def test_each_draw_is_reckoned_by_itself() -> None:
    both = np.concatenate([people(a3=(100, 90, 90)), people(a3=(100, 100, 120))])
    found = demographic_cost(both, yearly_unit_costs(COSTS, OFF, YEARS))
    assert found[:, -1, 0] == pytest.approx([-1.6, 3.2])


def test_ages_add_up_to_the_service_and_services_to_the_municipality_without_the_county() -> None:
    drawn = np.random.default_rng(1).uniform(0, 200, (4, len(YEARS), len(AGES)))
    what_if = replace(OFF, unit_cost_growth=1.0, healthier_ageing=1.5, welfare_technology=3.0)
    curves = yearly_unit_costs(COSTS, what_if, YEARS)
    whole = demographic_cost(drawn, curves)
    assert by_age(drawn, curves).sum(axis=-1) == pytest.approx(whole)
    own = [COSTS.services.index(name) for name in (KINDERGARTEN, CARE)]
    assert municipal_sum(whole, COSTS.services) == pytest.approx(whole[..., own].sum(axis=-1))


def test_with_all_switched_off_unit_costs_are_those_of_the_base_year_in_every_year() -> None:
    assert OFF.switched_on == {}
    for curve in yearly_unit_costs(COSTS, OFF, YEARS):
        assert (curve == COSTS.curves()).all()


def test_coverage_changes_the_year_after_the_base_year() -> None:
    more = replace(OFF, coverage=replace(OFF.coverage, kindergarten=1.1))
    assert more.switched_on == {"coverage.kindergarten": 1.1}
    # 500 children of 1-5 at 160 000 are 80 million; a tenth more is 8.
    assert cost(people(), more)[KINDERGARTEN] == pytest.approx([0, 8, 8])
    assert cost(people(), more)[CARE] == pytest.approx([0, 0, 0])


def test_growth_of_unit_costs_is_compound() -> None:
    grown = cost(people(), replace(OFF, unit_cost_growth=2.0))
    assert grown[KINDERGARTEN] == pytest.approx([0, 80 * 0.02, 80 * (1.02**2 - 1)])


def test_healthier_ageing_moves_the_need_for_care_up_by_years_of_age() -> None:
    """Five years in a decade are half a year after one: those of 80 are then half as 79."""
    found = cost(people(), replace(OFF, healthier_ageing=5.0))
    # 100 people of 80 cost 300 000 each, or 10 000 as those of 79.
    assert found[CARE] == pytest.approx([0, -100 * 0.29 / 2, -100 * 0.29])
    assert found[KINDERGARTEN] == pytest.approx([0, 0, 0])


def test_welfare_technology_takes_its_part_of_care_from_its_year_on() -> None:
    what_if = replace(OFF, welfare_technology=10.0, welfare_technology_from=2021)
    assert what_if.switched_on == {"welfare_technology": 10.0, "welfare_technology_from": 2021}
    # 80 ages at 10 000 and 26 at 300 000, a hundred people of each: 860 million.
    assert cost(people(), what_if)[CARE] == pytest.approx([0, 0, -86])


def test_what_unit_costs_come_to_for_a_country() -> None:
    country = np.full(len(AGES), 1000.0)
    found = dict(zip(COSTS.services, implied_total(COSTS, country), strict=True))
    assert found == pytest.approx({KINDERGARTEN: 800, UPPER_SECONDARY: 450, CARE: 8600})
