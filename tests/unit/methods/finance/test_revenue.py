"""Revenue that follows people: equalisation that evens out, and changes that add up."""

from __future__ import annotations

import numpy as np
import pytest

from nyegrep.foundation.axes import AGES, FloatArray
from nyegrep.methods.finance.revenue import (
    PARTS,
    RevenueLevel,
    RevenueSettings,
    income_equalisation,
    need_change,
    net_income_equalisation,
    revenue_change,
)

pytestmark = pytest.mark.unit

RULES = RevenueSettings(60.0, 35.0, 90.0, {0: 0.0, 20: 1.0, 67: 0.5})
LEVEL = RevenueLevel(70_000.0, 30_000.0, 40_000.0, 60_000.0)


def people(children: float, adults: float, old: float) -> FloatArray:
    """[age] with everyone of a group at one age."""
    found = np.zeros(len(AGES))
    found[[10, 40, 85]] = children, adults, old
    return found


def test_who_has_less_is_given_and_who_has_more_gives() -> None:
    """Country 40 000: from 30 000, 0.6·10 000 and 0.35·(36 000 - 30 000); from 50 000, -6 000."""
    found = income_equalisation(np.array([30_000.0, 40_000.0, 50_000.0]), 40_000.0, RULES)
    assert found == pytest.approx([6_000 + 2_100, 0.0, -6_000])


def test_over_the_country_tax_equalisation_is_nought() -> None:
    rng = np.random.default_rng(1)
    tax, persons = rng.uniform(20_000, 70_000, 50), rng.uniform(500, 90_000, 50)
    assert (net_income_equalisation(tax, persons, RULES) * persons).sum() == pytest.approx(
        0.0, abs=1e-3
    )
    symmetric = RevenueSettings(60.0, 0.0, 90.0, {0: 1.0})
    national = (tax * persons).sum() / persons.sum()
    even = income_equalisation(tax, national, symmetric)
    assert (even * persons).sum() == pytest.approx(0.0, abs=1e-3)
    assert (
        np.argsort(tax + net_income_equalisation(tax, persons, RULES)).tolist()
        == np.argsort(tax).tolist()
    )


def test_need_follows_the_ages_that_criteria_count() -> None:
    """Own share of 80-89 goes from 10 to 20 per cent, the country's stays at 10; base by size."""
    own = np.stack([people(20, 70, 10), people(20, 60, 20)])[None]
    country = np.stack([people(200, 700, 100)] * 2)
    weights = {"persons_80-89": 0.1, "persons_6-12": 0.2, "mortality": 0.3, "base": 0.02}
    found = need_change(own, country, weights, municipalities=10)
    assert found[0] == pytest.approx([0.0, 0.1 * (2 - 1)])
    fewer = np.stack([people(20, 70, 10), people(10, 35, 5)])[None]
    # Half as many inhabitants: the municipality itself weighs twice as much, from 1 to 2.
    assert need_change(fewer, country, weights, 10)[0, 1] == pytest.approx(0.02 * (2 - 1))


def test_the_need_of_the_country_stays_at_one() -> None:
    """Municipalities that together are the country: Σ P·i_c / Σ P = 1 before and after."""
    rng = np.random.default_rng(2)
    before, after = rng.uniform(10, 90, (2, 6, len(AGES)))
    country = np.stack([before.sum(axis=0), after.sum(axis=0)])
    change = need_change(np.stack([before, after], axis=1), country, {"persons_90+": 0.05}, 6)
    old = before[:, 90:].sum(axis=1) / before.sum(axis=1)
    index = old / (country[0, 90:].sum() / country[0].sum())
    persons = after.sum(axis=1)
    level = 0.05 * index + change[:, 1]
    assert (persons * level).sum() / persons.sum() == pytest.approx(0.05)


def test_without_change_in_people_there_is_none_in_revenue() -> None:
    own = np.stack([people(20, 70, 10)] * 3)[None]
    country = np.stack([people(200, 700, 100)] * 3)
    found = revenue_change(own, country, LEVEL, RULES, np.zeros((1, 3)))
    assert tuple(found) == PARTS
    assert all((part == 0).all() for part in found.values())


def test_the_parts_by_hand_and_their_sum() -> None:
    """100 become 110 inhabitants, all of the new ones old; the country stands still."""
    own = np.stack([people(20, 70, 10), people(20, 70, 20)])[None]
    country = np.stack([people(200, 700, 100)] * 2)
    need = np.array([[0.0, 0.05]])
    found = {k: v[0, 1] * 1e6 for k, v in revenue_change(own, country, LEVEL, RULES, need).items()}
    assert found["revenue_of_inhabitants"] == pytest.approx(10 * 70_000)
    assert found["revenue_of_need"] == pytest.approx(110 * 0.05 * 60_000)
    # Tax per inhabitant: 70 + 5 of 100 become 70 + 10 of 110.
    tax = 30_000 * (80 / 110) / (75 / 100)
    assert found["revenue_of_tax"] == pytest.approx(110 * (tax - 30_000))
    even = 0.6 * (40_000 - tax) + 0.35 * (36_000 - tax) - (6_000 + 2_100)
    assert found["revenue_of_equalisation"] == pytest.approx(110 * even)
    after = 110 * (70_000 + 0.05 * 60_000 + tax - 30_000 + even)
    assert sum(found.values()) == pytest.approx(after - 100 * 70_000)


def test_what_is_not_known_is_nought_and_left_to_the_caller_to_say() -> None:
    own = np.stack([people(20, 70, 10), people(20, 70, 20)])[None]
    country = np.stack([people(200, 700, 100)] * 2)
    found = revenue_change(own, country, RevenueLevel(70_000.0), RULES, np.ones((1, 2)))
    assert [name for name, part in found.items() if part.any()] == ["revenue_of_inhabitants"]
