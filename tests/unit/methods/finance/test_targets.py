"""Targets and traffic lights, reckoned by hand."""

from __future__ import annotations

from datetime import date

import pytest

from nyegrep.foundation.errors import InputError
from nyegrep.methods.finance.plan import PLAN, PlanYear
from nyegrep.methods.finance.targets import (
    MarginSettings,
    TargetSettings,
    indicators,
    target_light,
)
from nyegrep.parameters.tree import read

pytestmark = pytest.mark.unit

TARGETS = TargetSettings(1.75, 75.0, None, MarginSettings(1.0, 10.0, 2.0))


def test_depreciation_is_counted_as_cost_and_added_back() -> None:
    """600 in; 590 out, of which 30 is never paid; 12 in interest and 18 in instalments."""
    year = PlanYear(2026, PLAN, 600.0, 590.0, 12.0, 18.0, depreciation=30.0)
    assert year.net_operating_result == 600 - (590 - 30) - 12 - 18 == 10
    without = PlanYear(2026, PLAN, 600.0, 560.0, 12.0, 18.0)
    assert without.net_operating_result == 10


def test_indicators_are_per_cent_of_gross_operating_revenue() -> None:
    year = PlanYear(2026, PLAN, 600.0, 560.0, 12.0, 18.0, net_debt=450.0, reserves=60.0)
    found = indicators(year)
    assert found["net_operating_result"] == pytest.approx(100 * 10 / 600)
    assert (found["net_debt"], found["reserves"]) == (75.0, 10.0)
    assert indicators(PlanYear(2026, PLAN, 600.0, 560.0, 12.0, 18.0))["net_debt"] is None


@pytest.mark.parametrize(
    ("indicator", "value", "light"),
    [
        ("net_operating_result", 1.75, "green"),
        ("net_operating_result", 1.74, "amber"),
        ("net_operating_result", 0.75, "amber"),
        ("net_operating_result", 0.74, "red"),
        ("net_operating_result", -2.0, "red"),
        ("net_debt", 75.0, "green"),
        ("net_debt", 75.1, "amber"),
        ("net_debt", 85.0, "amber"),
        ("net_debt", 85.1, "red"),
        ("net_debt", -5.0, "green"),
        ("net_debt", None, None),
        ("reserves", 10.0, None),
    ],
)
def test_the_light_says_on_which_side_and_how_far(
    indicator: str, value: float | None, light: str | None
) -> None:
    assert target_light(indicator, value, TARGETS) == light


@pytest.mark.parametrize(
    ("leaf", "share"), [("net_operating_result", 0.0175), ("net_debt", 0.75), ("reserves", 0.08)]
)
def test_a_target_that_is_a_share_is_refused(leaf: str, share: float) -> None:
    with pytest.raises(InputError, match="≥"):
        read(
            "finance.targets",
            into=TargetSettings,
            at=date(2026, 1, 1),
            overrides={f"finance.targets.{leaf}": share},
        )
