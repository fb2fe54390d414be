"""Users of services, reckoned by hand: rates, what they lean on, and the count they start from."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nyegrep.foundation.axes import AGES, OLDEST_AGE, SEXES, AgeGroup, FloatArray
from nyegrep.foundation.services import CARE, KINDERGARTEN, SERVICES
from nyegrep.methods.demographic_cost import AssumptionSettings, CoverageSettings, yearly_schedules
from nyegrep.methods.service_users import (
    DementiaSettings,
    UserCounts,
    UserRates,
    UserSettings,
    full_time_equivalents,
    people_with_dementia,
    service_users,
    user_rates,
)

pytestmark = pytest.mark.unit

OFF = AssumptionSettings(CoverageSettings(**dict.fromkeys(SERVICES, 1.0)), 0.0, 0.0, 0.0, 2025)
SETTINGS = UserSettings(prior_users=10.0, size_factor=2.0, fewest_similar=5)
GROUPS = (AgeGroup(67, 79), AgeGroup(80, OLDEST_AGE))
YEARS = range(2019, 2022)


def two_places(own: list[float]) -> UserRates:
    """The place, with 100 and 50 people; another with 30 and 60 users of 300 and 150 people."""
    users = np.array([own, [30.0, 60.0]])
    people = np.array([[100.0, 50.0], [300.0, 150.0]])
    return user_rates(UserCounts(GROUPS, users, people), SETTINGS)


def people(**changes: tuple[int, ...]) -> FloatArray:
    """Ten of every age, but for ages ``a<age>`` whose numbers are given by year."""
    found = np.full((1, len(YEARS), len(AGES)), 10.0)
    for name, numbers in changes.items():
        found[0, :, int(name[1:])] = numbers
    return found


def test_own_rate_is_drawn_towards_the_similar_by_hand() -> None:
    """20 of 100 against (20 + 30) of 400: expected 12.5, so 0.125 · (20 + 10) / (12.5 + 10)."""
    found = two_places([20.0, 20.0])
    assert found.own == pytest.approx([0.2, 0.4])
    assert found.similar == pytest.approx([0.125, 0.4])
    assert found.shrunken == pytest.approx([0.125 * 30 / 22.5, 0.4])
    assert found.weight == pytest.approx([12.5 / 22.5, 20 / 30])
    assert found.counted == 40.0


def test_the_more_users_the_more_the_own_rate_counts() -> None:
    users, people_there = np.array([[20.0], [30.0]]), np.array([[100.0], [300.0]])
    few = user_rates(UserCounts(GROUPS[:1], users, people_there), SETTINGS)
    many = user_rates(UserCounts(GROUPS[:1], users * 50, people_there * 50), SETTINGS)
    assert abs(many.shrunken[0] - 0.2) < abs(few.shrunken[0] - 0.2)
    assert many.weight[0] > 0.98


def test_a_hidden_number_is_put_at_the_rate_of_the_similar() -> None:
    found = two_places([float("nan"), 20.0])
    assert found.shrunken[0] == found.similar[0] == pytest.approx(0.1)
    assert found.counted == pytest.approx(0.1 * 100 + 20)
    assert np.isnan(found.own[0])
    assert found.weight[0] == 0


def test_without_anyone_similar_the_own_rate_stands() -> None:
    counts = UserCounts(GROUPS, np.array([[20.0, 15.0]]), np.array([[100.0, 50.0]]))
    assert user_rates(counts, SETTINGS).shrunken == pytest.approx([0.2, 0.3])


def test_the_curve_is_flat_within_groups_and_nought_outside() -> None:
    curve = two_places([20.0, 20.0]).curve
    assert curve[66] == 0
    assert set(curve[67:80]) == {curve[67]}
    assert curve[80] == curve[OLDEST_AGE] == pytest.approx(0.4)


def users_of(
    lives: FloatArray, what_if: AssumptionSettings = OFF, counted: float = 7.0
) -> list[float]:
    """Users of care: one in ten at 80-89 and four in ten from 90, when people are as at first."""
    curve = np.where(AGES >= 90, 0.4, np.where(AGES >= 80, 0.1, 0.0))[None]
    observed = curve @ people()[0, 0]
    curves = yearly_schedules(curve, (CARE,), what_if, YEARS)
    found = service_users(lives, curves, observed, np.array([counted]))
    return list(found[0, :, 0])


def test_in_the_year_of_the_count_users_are_the_count_whatever_the_rates_imply() -> None:
    assert users_of(people(), counted=7.0) == [7.0, 7.0, 7.0]
    assert users_of(people(a95=(10, 20, 30)), counted=123.0)[0] == 123.0


def test_users_follow_people_of_each_age_by_their_rates() -> None:
    """Rates imply 10·10·0.1 + 16·10·0.4 = 74 users; ten more of 95 years are 4 more."""
    found = users_of(people(a95=(10, 20, 20)), counted=37.0)
    assert found == pytest.approx([37.0, 37.0 * 78 / 74, 37.0 * 78 / 74])


def test_what_is_switched_off_changes_nothing() -> None:
    lives = people(a85=(10, 30, 50))
    growing = replace(OFF, unit_cost_growth=3.0, welfare_technology=20.0)
    assert users_of(lives, growing) == users_of(lives)


def test_healthier_ageing_and_coverage_work_on_users_from_the_year_after() -> None:
    healthier = users_of(people(), replace(OFF, healthier_ageing=5.0))
    assert healthier[0] == 7.0
    assert healthier[2] < healthier[1] < 7.0
    wider = replace(OFF, coverage=replace(OFF.coverage, care=1.1))
    assert users_of(people(), wider) == pytest.approx([7.0, 7.7, 7.7])


def test_healthier_ageing_is_for_care_alone() -> None:
    curve = np.where(AGES < 6, 0.9, 0.0)[None]
    found = yearly_schedules(curve, (KINDERGARTEN,), replace(OFF, healthier_ageing=5.0), YEARS)
    assert (found == curve).all()


def test_each_draw_is_reckoned_by_itself() -> None:
    both = np.concatenate([people(), people(a95=(10, 20, 20))])
    curve = np.where(AGES >= 90, 0.5, 0.0)[None]
    curves = yearly_schedules(curve, (CARE,), OFF, YEARS)
    found = service_users(both, curves, np.array([80.0]), np.array([8.0]))
    assert found[:, -1, 0] == pytest.approx([8.0, 8.5])


def test_staff_follows_users_from_the_year_it_was_counted() -> None:
    """Users of two services 40 + 10, 25 full-time equivalents: half of one for each user."""
    users = np.array([[[40.0, 10.0], [44.0, 12.0], [48.0, 12.0]]])
    found = full_time_equivalents(users, 50.0, 25.0, OFF, YEARS)
    assert found[0] == pytest.approx([25.0, 28.0, 30.0])
    cheaper = replace(OFF, welfare_technology=10.0, welfare_technology_from=2021)
    assert full_time_equivalents(users, 50.0, 25.0, cheaper, YEARS)[0] == pytest.approx(
        [25.0, 28.0, 27.0]
    )


def test_people_with_dementia_are_those_of_each_sex_and_age_times_prevalence() -> None:
    settings = DementiaSettings({70: 5.0, 90: 40.0}, {70: 6.0, 90: 50.0}, {70: 5.5, 90: 46.0})
    lives = np.zeros((1, 1, 2, len(AGES)))
    lives[0, 0, :, 75] = (100, 200)
    lives[0, 0, :, 95] = (10, 30)
    lives[0, 0, :, 50] = 1000
    prevalence = settings.prevalence(SEXES)
    assert people_with_dementia(lives, prevalence)[0, 0] == pytest.approx(5 + 12 + 4 + 15)
    together = people_with_dementia(
        lives.sum(axis=2, keepdims=True), settings.prevalence(("both",))
    )
    assert together[0, 0] == pytest.approx(0.055 * 300 + 0.46 * 40)
