"""Chance told from what lasts, and means drawn in by as much as they are chance."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nyegrep.foundation.errors import DataError
from nyegrep.methods.attractiveness.shrinkage import Noise, Shrunken, estimate_noise, shrink
from tests.unit.methods.attractiveness.residuals import Chance, Invented, invent

pytestmark = pytest.mark.unit

thorough = settings(derandomize=True, deadline=None, max_examples=100)


def noise_of(made: Invented) -> Noise:
    return estimate_noise(made.values, made.log_population, made.years)


def drawn(made: Invented, noise: Noise, length: int) -> Shrunken:
    chance = noise.mean_variance(made.log_population[:, 0], length)
    return shrink(made.values[:, -length:].mean(axis=1), chance, noise.between)


@pytest.mark.parametrize("memory", [-0.2, 0.0, 0.3, 0.6])
@pytest.mark.parametrize("years", [5, 14])
def test_chance_and_what_lasts_are_found_again(memory: float, years: int) -> None:
    """On average over twenty countries; a short series has no lean either."""
    made = (invent(seed, years=years, chance=Chance(memory=memory)) for seed in range(20))
    found = [noise_of(country) for country in made]
    at_5000 = [np.exp((n.level + n.slope * np.log(5000)) / 2) for n in found]
    assert np.mean(at_5000) == pytest.approx(0.8, rel=0.05)
    assert np.mean([n.slope for n in found]) == pytest.approx(-0.7, abs=0.05)
    assert np.mean([n.autocorrelation for n in found]) == pytest.approx(memory, abs=0.05)
    assert np.mean([np.sqrt(n.between) for n in found]) == pytest.approx(0.3, abs=0.05)


def test_years_that_are_absent_in_between_do_not_disturb() -> None:
    made = invent(3, municipalities=600, years=15, chance=Chance(memory=0.5))
    kept = [year for year in range(15) if year not in (4, 5, 11)]
    years = [made.years[year] for year in kept]
    found = estimate_noise(made.values[:, kept], made.log_population[:, kept], years)
    assert found.autocorrelation == pytest.approx(0.5, abs=0.06)
    assert np.sqrt(found.between) == pytest.approx(0.3, abs=0.08)
    assert (found.municipalities, found.years) == (600, 12)


def test_what_a_whole_year_has_in_common_is_no_difference_between_places() -> None:
    made = invent(4)
    moved = made.values + np.linspace(-5, 5, 10)
    found = estimate_noise(moved, made.log_population, made.years)
    assert found.between == pytest.approx(noise_of(made).between)


def test_places_not_known_in_every_year_do_not_count() -> None:
    made = invent(5)
    values = made.values.copy()
    values[:50, 3] = np.nan
    found = estimate_noise(values, made.log_population, made.years)
    only = estimate_noise(made.values[50:], made.log_population[50:], made.years)
    assert found == only


def test_where_nothing_lasts_all_are_drawn_to_the_mean_and_the_mean_is_not_quite_sure() -> None:
    made = invent(7, chance=Chance(lasting=0.0, memory=0.0))
    found = drawn(made, Noise(6.0, -0.7, 0.0, 0.0, 200, 10), 10)
    np.testing.assert_allclose(found.value, found.mean)
    assert (found.weight == 0).all()
    assert (found.deviation > 0).all()
    alike = [noise_of(invent(s, chance=Chance(lasting=0.0, memory=0.0))) for s in range(10)]
    assert min(noise.between for noise in alike) == 0.0
    assert max(noise.between for noise in alike) < 0.02


def test_memory_makes_years_count_for_less() -> None:
    def years(memory: float, length: int) -> float:
        return Noise(0.0, 0.0, memory, 1.0, 100, 10).effective_years(length)

    assert years(0.0, 10) == pytest.approx(10)
    assert years(0.5, 1) == pytest.approx(1)
    assert years(0.5, 2) == pytest.approx(4 / 3)
    assert years(-0.2, 5) > 5
    assert years(0.3, 10) == pytest.approx(
        10 / (1 + 2 * sum((1 - k / 10) * 0.3**k for k in range(1, 10)))
    )


def test_three_places_by_hand() -> None:
    """τ² = 1, s = (1, 1, 3): weights ½, ½, ¼; m = (0.5·2 + 0.5·0 + 0.25·(−2))/1.25 = 0.4."""
    found = shrink(np.array([2.0, 0.0, -2.0]), np.array([1.0, 1.0, 3.0]), 1.0)
    assert found.mean == pytest.approx(0.4)
    np.testing.assert_allclose(found.weight, [0.5, 0.5, 0.25])
    np.testing.assert_allclose(found.value, [1.2, 0.2, -0.2])
    np.testing.assert_allclose(found.deviation**2, [0.5 + 0.2, 0.5 + 0.2, 0.75 + 0.45])


values = st.lists(
    st.tuples(st.floats(-50, 50), st.floats(0.01, 100)), min_size=2, max_size=40
)  # mean and variance by chance of each place


@thorough
@given(values, st.floats(0, 20))
def test_shrunken_values_lie_between_the_raw_one_and_the_mean(
    places: list[tuple[float, float]], between: float
) -> None:
    means, chance = np.array(places).T
    found = shrink(means, chance, between)
    low, high = np.minimum(means, found.mean), np.maximum(means, found.mean)
    assert (found.value >= low - 1e-9).all()
    assert (found.value <= high + 1e-9).all()
    assert means.min() - 1e-9 <= found.mean <= means.max() + 1e-9


@thorough
@given(values, st.floats(0.01, 20))
def test_the_surer_are_drawn_in_less_and_have_the_narrower_interval(
    places: list[tuple[float, float]], between: float
) -> None:
    means, chance = np.array(places).T
    found = shrink(means, chance, between)
    order = np.argsort(chance)
    assert (np.diff(found.weight[order]) <= 1e-12).all()
    assert (np.diff(found.deviation[order]) >= -1e-9).all()


@thorough
@given(st.floats(5, 13), st.floats(5, 13), st.integers(1, 15), st.floats(-0.3, 0.8))
def test_larger_places_and_longer_windows_have_less_chance(
    one: float, other: float, length: int, memory: float
) -> None:
    noise = Noise(6.0, -0.7, memory, 0.1, 400, 14)
    small, large = sorted((one, other))
    found = noise.mean_variance(np.array([small, large]), length)
    assert found[0] >= found[1]
    assert (noise.mean_variance(np.array([small, large]), length + 1) <= found + 1e-12).all()


@pytest.mark.parametrize("length", [1, 3, 10])
def test_intervals_hold_what_lasts_about_as_often_as_they_say(length: int) -> None:
    """Forty countries of 200 places; 80 per cent intervals, and the shrunken beat the raw."""
    held, better = [], []
    for seed in range(40):
        made = invent(seed)
        found = drawn(made, noise_of(made), length)
        off = found.value - found.mean - made.lasting
        held.append((np.abs(off) <= 1.2816 * found.deviation).mean())
        raw = made.values[:, -length:].mean(axis=1)
        better.append((off**2).mean() < ((raw - raw.mean() - made.lasting) ** 2).mean())
    assert 0.75 < np.mean(held) < 0.87
    assert all(better)


def test_too_few_places_or_years_are_said() -> None:
    made = invent(8, municipalities=12, years=6)
    with pytest.raises(DataError, match="only 9 municipalities have numbers in each of the 6"):
        estimate_noise(made.values[:9], made.log_population[:9], made.years)
    with pytest.raises(DataError, match="each of the 3 years"):
        estimate_noise(made.values[:, :3], made.log_population[:, :3], made.years[:3])


def test_numbers_that_never_change_tell_nothing_of_chance() -> None:
    made = invent(9)
    flat = np.repeat(made.lasting[:, None], 10, axis=1)
    with pytest.raises(DataError, match="the same in all years from 2007 to 2016"):
        estimate_noise(flat, made.log_population, made.years)


def test_places_of_one_size_have_chance_of_one_size() -> None:
    made = invent(10, municipalities=400, chance=Chance(slope=0.0))
    found = estimate_noise(made.values, np.full((400, 10), np.log(5000)), made.years)
    assert found.slope == 0.0
    assert np.exp(found.level / 2) == pytest.approx(0.8, rel=0.05)
