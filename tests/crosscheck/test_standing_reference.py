"""Ranks, thresholds and chance on a published decomposition for all municipalities, 2003-2011."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from nyegrep.methods.attractiveness.shrinkage import estimate_noise, shrink
from nyegrep.methods.attractiveness.standing import (
    KINDS,
    StandingSettings,
    average,
    find_standing,
    reach_both,
)
from nyegrep.parameters.tree import read

pytestmark = pytest.mark.crosscheck

SETTINGS, _ = read("attractiveness.standing", into=StandingSettings, at=date(2019, 1, 1))
BUSINESS, RESIDENTIAL = KINDS
# Standard deviation of single years by inhabitants, as published for 2003-2016.
YEARLY = {
    "0-999": {RESIDENTIAL: 1.87, BUSINESS: 8.29},
    "2000-4999": {RESIDENTIAL: 1.03, BUSINESS: 5.87},
    "5000-9999": {RESIDENTIAL: 0.70, BUSINESS: 3.86},
    "20000-49999": {RESIDENTIAL: 0.53, BUSINESS: 2.42},
}


@pytest.fixture(scope="module")
def residuals(shared_data: Path) -> pl.DataFrame:
    rows = pl.read_csv(
        shared_data / "reference_attractiveness_2003_2011.csv.gz",
        schema_overrides={"Nr": pl.String},
    )
    return rows.filter(pl.col("Inndeling") == "Kommune").select(
        municipality_code=pl.col("Nr").str.zfill(4),
        year="År",
        persons="Folketall",
        business_attractiveness="Næringsattraktivitet",
        residential_attractiveness="Bostedsattraktivitet",
    )


def wide(residuals: pl.DataFrame, name: str) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """One column [municipality, year]."""
    table = residuals.pivot(on="year", index="municipality_code", values=name)
    values: np.ndarray[tuple[int, int], np.dtype[np.float64]] = (
        table.sort("municipality_code").drop("municipality_code").cast(pl.Float64).to_numpy()
    )
    return values


@pytest.mark.parametrize("kind", KINDS)
def test_chance_falls_with_size_as_in_what_is_published(residuals: pl.DataFrame, kind: str) -> None:
    standing = find_standing(residuals, SETTINGS)
    noise = standing.noise[kind]
    assert (noise.municipalities, noise.years) == (426, 9)
    assert noise.slope == pytest.approx(-0.7, abs=0.1)
    single = standing.values.filter(pl.col("window") == 1, pl.col("kind") == kind)
    for size, published in YEARLY.items():
        rows = single.filter(pl.col("size_class") == size)
        seen = float(rows["value"].to_numpy().std())
        sizes = np.log(rows["persons"].to_numpy().astype(float))
        said = float(np.sqrt(noise.yearly_variance(sizes).mean() + noise.between))
        assert seen == pytest.approx(published[kind], rel=0.10), size
        assert said == pytest.approx(published[kind], rel=0.22), size


def test_about_one_in_twelve_reaches_both_thresholds(residuals: pl.DataFrame) -> None:
    """Published for later windows: 7.3 to 10.3 per cent; about nine would be chance alone."""
    both = reach_both(average(residuals, (1, 3, 5, 9)), SETTINGS)
    assert set(both["municipalities"]) == {426}
    single = both.filter(pl.col("window") == 1)["share"]
    assert single.is_between(7, 11).all()
    assert both["share"].is_between(5.5, 11).all()


def test_a_bad_window_of_a_small_municipality_is_not_taken_at_its_word(
    residuals: pl.DataFrame,
) -> None:
    """Søndre Land lost jobs in 2007-2011; the interval still holds what is usual."""
    own = residuals.filter(pl.col("municipality_code") == "0536", pl.col("year") >= 2007)
    values = find_standing(residuals, SETTINGS).values.filter(
        pl.col("municipality_code") == "0536", pl.col("year") == 2011, pl.col("window") == 5
    )
    rows = {row["kind"]: row for row in values.to_dicts()}
    for kind in KINDS:
        assert rows[kind]["value"] == pytest.approx(own[kind].to_numpy().mean())
        assert rows[kind]["rank"] < 31
        assert rows[kind]["at_or_above"] is False
        assert rows[kind]["value"] < rows[kind]["shrunken"]
        assert rows[kind]["lower_80"] < 0.1 < rows[kind]["upper_80"]


@pytest.mark.parametrize(("kind", "gain"), [(BUSINESS, 0.8), (RESIDENTIAL, 0.85)])
def test_shrunken_means_foretell_later_years_better_than_raw_ones(
    residuals: pl.DataFrame, kind: str, gain: float
) -> None:
    """Estimated on 2003-2007, held against 2008-2011; chance there is part of the interval."""
    values, sizes = wide(residuals, kind), np.log(wide(residuals, "persons"))
    noise = estimate_noise(values[:, :5], sizes[:, :5], range(2003, 2008))
    before, after = values[:, :5].mean(axis=1), values[:, 5:].mean(axis=1)
    drawn = shrink(before, noise.mean_variance(sizes[:, :5].mean(axis=1), 5), noise.between)
    later = noise.mean_variance(sizes[:, 5:].mean(axis=1), 4)

    def off(
        forecast: np.ndarray[tuple[int], np.dtype[np.float64]],
    ) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        gap = after - forecast
        centred: np.ndarray[tuple[int], np.dtype[np.float64]] = gap - np.average(
            gap, weights=1 / later
        )
        return centred

    raw, shrunken = (
        float(np.average(off(x) ** 2, weights=1 / later)) for x in (before, drawn.value)
    )
    nothing = float(np.average(off(np.zeros(426)) ** 2, weights=1 / later))
    assert np.sqrt(shrunken / raw) < gain
    assert shrunken < nothing
    held = np.abs(off(drawn.value)) <= 1.2816 * np.sqrt(drawn.deviation**2 + later)
    assert 0.75 < held.mean() < 0.90


def test_on_average_three_in_ten_are_said_to_be_high_in_every_window(
    residuals: pl.DataFrame,
) -> None:
    settings = replace(SETTINGS, windows=(1, 3, 5, 9))
    values = find_standing(residuals, settings).values
    assert values.height == 426 * 2 * (9 + 7 + 5 + 1)
    assert values["probability_high"].mean() == pytest.approx(0.30, abs=0.03)
