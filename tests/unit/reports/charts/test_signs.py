"""The signs of a key."""

from __future__ import annotations

from typing import get_args

import pytest

from nyegrep.reports.charts.signs import Sign, sign

pytestmark = pytest.mark.unit


def test_signs_look_different_and_are_not_read_aloud() -> None:
    drawn = [sign(name) for name in get_args(Sign)]
    assert len(set(drawn)) == len(drawn) == 28
    assert all('aria-hidden="true"' in svg for svg in drawn)
