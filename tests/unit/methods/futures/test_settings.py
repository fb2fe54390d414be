"""The four futures and the neutral path."""

from __future__ import annotations

import pytest

from nyegrep.foundation.futures import BUILT_IN as IDS
from nyegrep.foundation.futures import CRISIS, HEADWIND, MISSED, NEUTRAL, TAILWIND
from tests.unit.methods.futures.three_places import BUILT_IN, SETTINGS

pytestmark = pytest.mark.unit


def test_the_four_lie_in_the_corners_of_two_axes_in_their_fixed_order() -> None:
    assert tuple(BUILT_IN) == IDS
    corners = {name: (f.conditions, f.business_percentile) for name, f in BUILT_IN.items()}
    high, low = SETTINGS.axes.high_percentile, SETTINGS.axes.low_percentile
    assert corners[TAILWIND] == ("favourable", high)
    assert corners[HEADWIND] == ("unfavourable", high)
    assert corners[MISSED] == ("favourable", low)
    assert corners[CRISIS] == ("unfavourable", low)


def test_on_the_neutral_path_nothing_is_the_places_own_doing() -> None:
    neutral = BUILT_IN[NEUTRAL]
    assert neutral.conditions == "expected"
    assert neutral.business_percentile is None
    assert neutral.residential_percentile is None
