"""The coefficients of migration, found again where they are known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from nyegrep.foundation.axes import FloatArray
from nyegrep.foundation.errors import DataError, InputError, NyegrepError
from nyegrep.methods.attractiveness.coefficients import Coefficients
from nyegrep.methods.attractiveness.estimation import (
    NEIGHBOUR_GROWTH,
    OWN_GROWTH,
    EstimationOptions,
    compare,
    estimate,
    to_overrides,
)
from nyegrep.methods.attractiveness.panel import MigrationPanel
from nyegrep.parameters.tree import read
from tests.unit.methods.attractiveness.panels import TRUE, invent_panel, recentred

pytestmark = pytest.mark.unit

AT = date(2019, 1, 1)
IN_USE, _ = read("attractiveness.municipality", into=Coefficients, at=AT)


def attractiveness(panel: MigrationPanel, numbers: Coefficients) -> FloatArray:
    """Net migration less what the model expects, written out as the method's page has it."""
    own = panel.own_lags @ np.array(numbers.own_growth)
    neighbour = numbers.neighbour_factor * panel.neighbour_lags @ np.array(numbers.own_growth)
    size = numbers.size_slope * panel.log_population + numbers.size_level
    tied = numbers.integration_slope * panel.integration + numbers.integration_level
    expected = numbers.constant + size + tied[:, None] + own + neighbour
    residuals: FloatArray = panel.relative_net_migration - expected
    return residuals


def test_without_noise_the_truth_is_found_to_the_last_digit() -> None:
    panel = invent_panel(1, noise=(0.0, 0.0))
    found = estimate(panel)
    wanted = recentred(TRUE, found.mean_log_population, found.mean_integration)
    assert found.values == pytest.approx(wanted, abs=1e-9)
    np.testing.assert_allclose(found.residuals, 0.0, atol=1e-9)
    assert found.r_squared == pytest.approx(1.0)
    assert found.r_squared_of_means == pytest.approx(1.0)


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    """Sixty panels of sixty municipalities and ten years; clustered intervals of 95 per cent."""
    held: Counter[str] = Counter()
    for seed in range(60):
        found = estimate(invent_panel(seed))
        wanted = recentred(TRUE, found.mean_log_population, found.mean_integration)
        for name, _, _, low, high in found.table().iter_rows():
            held[name] += low <= wanted[name] <= high
    assert set(held) == set(TRUE)
    assert {name: times / 60 for name, times in held.items() if not 51 <= times <= 60} == {}
    assert 0.89 < sum(held.values()) / (60 * len(TRUE)) < 0.99


def test_more_municipalities_make_surer() -> None:
    few, many = (estimate(invent_panel(2, count)).table()["standard_error"] for count in (40, 400))
    assert (many < 0.6 * few).all()


def test_what_is_explained_and_what_is_left_add_up_and_do_not_go_together() -> None:
    panel = invent_panel(3)
    found = estimate(panel)
    expected = panel.relative_net_migration - found.residuals
    assert found.residuals.mean() == pytest.approx(0.0, abs=1e-10)
    assert (found.residuals * expected).mean() == pytest.approx(0.0, abs=1e-10)
    assert (found.residuals * panel.log_population).mean() == pytest.approx(0.0, abs=1e-10)
    shares = 1 - found.residuals.var() / panel.relative_net_migration.var()
    assert found.r_squared == pytest.approx(shares)


def test_means_over_ten_years_are_better_explained_than_single_years() -> None:
    panel = invent_panel(4, years=14, noise=(0.1, 0.6))
    found = estimate(panel)
    assert found.mean_years == (2007, 2016)
    residual, outcome = (
        part[:, -10:].mean(axis=1) for part in (found.residuals, panel.relative_net_migration)
    )
    assert found.r_squared_of_means == pytest.approx(1 - residual.var() / outcome.var())
    assert found.r_squared_of_means > found.r_squared + 0.1
    assert estimate(panel, EstimationOptions(mean_years=1)).mean_years == (2016, 2016)


def test_size_and_integration_have_mean_nought_and_the_constant_takes_the_rest() -> None:
    panel = invent_panel(5)
    found = estimate(panel)
    levels, values = found.levels, found.values
    size = values["size_slope"] * panel.log_population + levels["size_level"]
    tied = values["integration_slope"] * panel.integration + levels["integration_level"]
    assert size.mean() == pytest.approx(0.0, abs=1e-12)
    assert tied.mean() == pytest.approx(0.0, abs=1e-12)
    moved = estimate(replace(panel, log_population=panel.log_population + 1.0))
    assert moved.values == pytest.approx(values)
    assert moved.levels["size_level"] == pytest.approx(levels["size_level"] - values["size_slope"])


def test_with_the_overrides_the_model_in_use_is_the_one_estimated() -> None:
    panel = invent_panel(6)
    found = estimate(panel)
    overrides = to_overrides(found)
    numbers, used = read(
        "attractiveness.municipality", into=Coefficients, at=AT, overrides=overrides
    )
    np.testing.assert_allclose(attractiveness(panel, numbers), found.residuals, atol=1e-12)
    assert {use.path for use in used if use.overridden} == set(overrides)
    assert {path.split(".")[1] for path in to_overrides(found, "county")} == {"county"}


def test_old_and_new_stand_side_by_side_on_the_same_means() -> None:
    panel = invent_panel(7, municipalities=200)
    found = estimate(panel)
    table = compare(IN_USE, found)
    rows = {row["coefficient"]: row for row in table.iter_rows(named=True)}
    assert list(rows) == list(TRUE)
    assert {name: row["old"] for name, row in rows.items()} == pytest.approx(TRUE, abs=1e-3)
    wanted = recentred(TRUE, found.mean_log_population, found.mean_integration)
    assert rows["constant"]["old_recentred"] == pytest.approx(wanted["constant"], abs=1e-3)
    for row in rows.values():
        assert row["old_within"] == (row["lower"] <= row["old_recentred"] <= row["upper"])
    off = compare(replace(IN_USE, constant=2.0), found)
    assert off["old_within"].to_list()[0] is False


def test_a_coefficient_may_be_held() -> None:
    panel = invent_panel(8)
    found = estimate(panel, EstimationOptions(held={"neighbour_factor": 1.71, "size_slope": 0.0}))
    table = {row["coefficient"]: row for row in found.table().iter_rows(named=True)}
    assert table["neighbour_factor"]["value"] == 1.71
    assert table["size_slope"]["standard_error"] is None
    assert found.covariance.shape == (5, 5)
    assert compare(IN_USE, found)["old_within"].null_count() == 2
    free = estimate(panel)
    assert table["own_growth_lag_0"]["standard_error"] < free.table()["standard_error"][3]


def test_holding_what_would_be_found_changes_nothing_else() -> None:
    panel = invent_panel(9)
    free = estimate(panel)
    for name in ("neighbour_factor", "own_growth_lag_1", "integration_slope"):
        held = estimate(panel, EstimationOptions(held={name: free.values[name]}))
        assert held.values == pytest.approx(free.values, abs=1e-8), name


def test_the_factor_gives_the_least_squares_of_all_factors() -> None:
    panel = invent_panel(10, noise=(0.5, 1.0))
    best = estimate(panel)
    squares = (best.residuals**2).sum()
    for factor in np.linspace(-4, 8, 25):
        other = estimate(panel, EstimationOptions(held={"neighbour_factor": float(factor)}))
        assert (other.residuals**2).sum() >= squares


def test_neighbours_may_have_lags_of_their_own() -> None:
    panel = invent_panel(11, municipalities=300)
    found = estimate(panel, EstimationOptions(neighbours="free"))
    table = {row["coefficient"]: row for row in found.table().iter_rows(named=True)}
    for own, neighbour in zip(OWN_GROWTH, NEIGHBOUR_GROWTH, strict=True):
        error = table[neighbour]["standard_error"]
        assert table[neighbour]["value"] == pytest.approx(1.71 * TRUE[own], abs=4 * error)
    assert found.r_squared >= estimate(panel).r_squared
    with pytest.raises(InputError, match="one factor"):
        to_overrides(found)


def test_to_weigh_by_people_is_to_count_rows_as_often() -> None:
    """A panel in which half the years stand twice, and one in which they weigh double."""
    panel = invent_panel(12, years=6)
    weights = np.where(np.arange(6) < 3, 2.0, 1.0) * np.ones((60, 1))
    order = [0, 0, 1, 1, 2, 2, 3, 4, 5]
    twice = replace(
        panel,
        years=tuple(range(2000, 2009)),
        relative_net_migration=panel.relative_net_migration[:, order],
        log_population=panel.log_population[:, order],
        own_lags=panel.own_lags[:, order],
        neighbour_lags=panel.neighbour_lags[:, order],
        weights=np.ones((60, 9)),
    )
    weighed = estimate(replace(panel, weights=weights), EstimationOptions(weighting="population"))
    names = [name for name in TRUE if name != "constant"]
    counted = estimate(twice)
    assert {n: weighed.values[n] for n in names} == pytest.approx(
        {n: counted.values[n] for n in names}
    )


def test_rows_that_are_not_whole_are_left_out_and_counted() -> None:
    panel = invent_panel(13, municipalities=80)
    weights, migration = panel.weights.copy(), panel.relative_net_migration.copy()
    weights[60:] = 0.0
    migration[60:] = np.nan
    found = estimate(replace(panel, weights=weights, relative_net_migration=migration))
    only = estimate(
        MigrationPanel(
            codes=panel.codes[:60],
            years=panel.years,
            relative_net_migration=panel.relative_net_migration[:60],
            log_population=panel.log_population[:60],
            integration=panel.integration[:60],
            own_lags=panel.own_lags[:60],
            neighbour_lags=panel.neighbour_lags[:60],
            weights=panel.weights[:60],
        )
    )
    assert found.values == pytest.approx(only.values)
    assert found.r_squared_of_means == pytest.approx(only.r_squared_of_means)
    assert (found.left_out, found.observations, found.municipalities) == (200, 600, 60)
    assert np.isnan(found.residuals[60:]).all()


def test_where_no_municipality_is_whole_in_all_years_means_explain_nothing() -> None:
    panel = invent_panel(14, years=4)
    weights = panel.weights.copy()
    weights[np.arange(60), np.arange(60) % 4] = 0.0
    found = estimate(replace(panel, weights=weights))
    assert np.isnan(found.r_squared_of_means)
    assert found.observations == 180


def flat_integration(panel: MigrationPanel) -> MigrationPanel:
    return replace(panel, integration=np.full(60, 0.6))


def no_neighbours(panel: MigrationPanel) -> MigrationPanel:
    return replace(panel, neighbour_lags=np.zeros_like(panel.neighbour_lags))


def neighbours_like_home(panel: MigrationPanel) -> MigrationPanel:
    return replace(panel, neighbour_lags=0.5 * panel.own_lags)


def nobody_moves(panel: MigrationPanel) -> MigrationPanel:
    return replace(panel, relative_net_migration=np.zeros((60, 10)))


def few(panel: MigrationPanel) -> MigrationPanel:
    return replace(panel, weights=panel.weights * (np.arange(60) < 7)[:, None])


def nobody(panel: MigrationPanel) -> MigrationPanel:
    return replace(panel, weights=np.zeros_like(panel.weights))


def hole(panel: MigrationPanel) -> MigrationPanel:
    lags = panel.own_lags.copy()
    lags[3, 4, 1] = np.nan
    return replace(panel, own_lags=lags)


@pytest.mark.parametrize(
    ("spoil", "options", "kind", "said"),
    [
        (flat_integration, {}, DataError, "integration_slope"),
        (no_neighbours, {}, DataError, "neighbour_factor"),
        (no_neighbours, {"neighbours": "free"}, DataError, "neighbour_growth_lag_2"),
        (neighbours_like_home, {"neighbours": "free"}, DataError, "own_growth_lag_0"),
        (nobody_moves, {}, DataError, "relative_net_migration"),
        (few, {}, DataError, "from 7 municipalities"),
        (nobody, {}, DataError, "from 0 municipalities"),
        (hole, {}, DataError, "1 municipality-years"),
        (hole, {"held": {"own_growth": 0.1}}, InputError, "own_growth_lag_0"),
    ],
)
def test_what_cannot_be_estimated_is_said(
    spoil: Callable[[MigrationPanel], MigrationPanel],
    options: dict[str, object],
    kind: type[NyegrepError],
    said: str,
) -> None:
    with pytest.raises(kind, match=said):
        estimate(spoil(invent_panel(15)), EstimationOptions(**options))  # type: ignore[arg-type]  # a table of cases


def test_what_is_the_same_everywhere_can_be_held() -> None:
    panel = no_neighbours(flat_integration(invent_panel(16)))
    held = {"integration_slope": 0.61, "neighbour_factor": 1.71}
    found = estimate(panel, EstimationOptions(held=held))
    assert found.held == ("integration_slope", "neighbour_factor")
    assert len(found.covariance) == 5
