"""Households of the 17 municipalities of Telemark, from how people lived in other years and places.

People by age and households by type are real; what is tried is whether the households of 2019 come
out of the people of 2019. ``docs/methods/housing.md`` tells the same numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy.optimize import nnls

from nyegrep.analyses.context import count_each_once, history_of, recast_dataset
from nyegrep.analyses.housing_inputs import DwellingSettings, HouseholdSettings
from nyegrep.foundation.axes import AGES, FloatArray
from nyegrep.foundation.housing import BUILDING_TYPES, HOUSEHOLD_TYPES
from nyegrep.methods.housing import (
    dwellings_needed,
    fit_headship,
    fit_use,
    households,
)
from nyegrep.parameters.tree import read
from nyegrep.sources.datapack import read_datapack
from nyegrep.sources.store import Workspace

pytestmark = pytest.mark.crosscheck

BORDERS = 2024
LAST = 2019
YEARS = range(2014, LAST + 1)
BROAD_AGES = (18, 25, 45, 67, 80)


@dataclass(frozen=True)
class Telemark:
    """People [municipality, year, age], households [.., type] and dwellings of 2019."""

    codes: tuple[str, ...]
    people: FloatArray
    homes: FloatArray
    stock: FloatArray


@pytest.fixture(scope="module")
def telemark(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Telemark:
    workspace = Workspace.open_or_create(tmp_path_factory.mktemp("telemark") / "w")
    arriving = read_datapack(shared_data)
    wanted = ("population_by_age", "households", "dwellings")
    kept = [delivery for delivery in arriving if delivery.dataset in wanted]
    workspace.save(kept, history_of(workspace, kept), "test")
    history = history_of(workspace)
    homes = recast_dataset(workspace, history, "households", BORDERS).frame
    stock = recast_dataset(workspace, history, "dwellings", BORDERS).frame
    people = recast_dataset(workspace, history, "population_by_age", BORDERS).frame
    places = homes.filter(pl.col("municipality_code").str.len_chars() == 4)["municipality_code"]
    codes = tuple(sorted(places.unique()))
    grown = count_each_once(people)
    return Telemark(
        codes,
        cube(grown.filter(pl.col("year").is_in(list(YEARS))), codes, "age", tuple(AGES), "persons"),
        cube(homes, codes, "household_type", HOUSEHOLD_TYPES, "households"),
        cube(
            stock.filter(pl.col("year") == LAST),
            codes,
            "building_type",
            BUILDING_TYPES,
            "dwellings",
        )[:, -1],
    )


def cube(
    frame: pl.DataFrame, codes: tuple[str, ...], column: str, kinds: tuple[object, ...], value: str
) -> FloatArray:
    found = np.zeros((len(codes), len(YEARS), len(kinds)))
    for code, year, kind, count in frame.select(
        "municipality_code", "year", column, value
    ).iter_rows():
        if code in codes and kind in kinds:
            found[codes.index(code), year - YEARS[0], kinds.index(kind)] += count
    return found


def errors(telemark: Telemark, year: int) -> FloatArray:
    """Per cent that the households of 2019 are off, from how people lived in a year."""
    settings, _ = read("housing.households", into=HouseholdSettings, at=date(LAST, 1, 1))
    at, found = year - YEARS[0], []
    for people, homes in zip(telemark.people, telemark.homes, strict=True):
        then = fit_headship(people[at], homes[at], settings.profile)
        assert then.deviation < 1e-6
        told = households(people[None, -1:], then).sum()
        found.append((told / homes[-1].sum() - 1) * 100)
    return np.array(found)


def test_there_are_17_municipalities_and_six_years(telemark: Telemark) -> None:
    assert len(telemark.codes) == 17
    assert telemark.people.sum(axis=2).min() > 1000
    assert telemark.homes.sum(axis=2).min() > 500


def test_todays_households_come_out_of_todays_people_within_one_per_cent(
    telemark: Telemark,
) -> None:
    """By construction: the rates are fitted to these very households, type by type."""
    assert np.abs(errors(telemark, LAST)).max() < 1e-6


def test_the_rates_of_the_year_before_hit_within_one_per_cent_in_15_of_17(
    telemark: Telemark,
) -> None:
    """Nothing of 2019 but its people is used."""
    found = errors(telemark, LAST - 1)
    assert (np.abs(found) < 1).sum() == 15
    assert np.abs(found).mean() < 0.6
    assert np.abs(found).max() < 2


@pytest.mark.parametrize(
    ("year", "hits", "mean"), [(2017, 12, 0.9), (2016, 8, 1.2), (2015, 9, 1.5), (2014, 4, 2.0)]
)
def test_the_farther_back_the_rates_the_worse_they_hit(
    telemark: Telemark, year: int, hits: int, mean: float
) -> None:
    """From smaller households year by year: rates that are kept give too few."""
    found = errors(telemark, year)
    assert (np.abs(found) < 1).sum() == hits
    assert np.abs(found).mean() < mean
    assert np.median(found) < 0


def test_rates_hit_better_than_the_number_of_people_alone(telemark: Telemark) -> None:
    """Beside households that follow the number of people, whatever their age."""
    for year in YEARS[:-1]:
        at = year - YEARS[0]
        persons, homes = telemark.people.sum(axis=2), telemark.homes.sum(axis=2)
        plain = (persons[:, -1] / persons[:, at] * homes[:, at] / homes[:, -1] - 1) * 100
        assert np.abs(errors(telemark, year)).mean() < np.abs(plain).mean()


def test_the_profile_alone_is_near_the_households_of_all_together(telemark: Telemark) -> None:
    """Before it is fitted to anything: the profile that was set once, with these in view."""
    settings, _ = read("housing.households", into=HouseholdSettings, at=date(LAST, 1, 1))
    profile = settings.profile
    told = telemark.people.sum(axis=(0, 1)) @ (profile.shares / profile.sizes)
    counted = telemark.homes.sum(axis=(0, 1))
    assert told.sum() == pytest.approx(counted.sum(), rel=0.02)
    assert told == pytest.approx(counted, rel=0.03)


def test_rates_from_other_municipalities_are_three_per_cent_off(telemark: Telemark) -> None:
    """Least squares without negative rates, on the 16 others in 2014 to 2018: not good enough."""
    groups = np.searchsorted(BROAD_AGES, AGES, side="right")
    wide = np.stack([telemark.people[..., groups == n + 1].sum(-1) for n in range(5)], axis=-1)
    homes = telemark.homes.sum(axis=2)
    found = []
    for row in range(len(telemark.codes)):
        others = [n for n in range(len(telemark.codes)) if n != row]
        people, counted = wide[others, :-1].reshape(-1, 5), homes[others, :-1].ravel()
        weight = 1 / np.sqrt(counted)
        rates, _ = nnls(people * weight[:, None], counted * weight)
        found.append((wide[row, -1] @ rates / homes[row, -1] - 1) * 100)
    off = np.abs(np.array(found))
    assert 2.5 < off.mean() < 3.5
    assert (off < 1).sum() == 4


def test_households_have_a_plausible_size_everywhere(telemark: Telemark) -> None:
    settings, _ = read("housing.households", into=HouseholdSettings, at=date(LAST, 1, 1))
    for people, homes in zip(telemark.people, telemark.homes, strict=True):
        found = fit_headship(people[-1], homes[-1], settings.profile)
        assert 0.88 < found.size_factor < 1.13
        assert (homes[-1] * found.sizes).sum() == pytest.approx(people[-1].sum())
        assert 1.9 < people[-1].sum() / homes[-1].sum() < 2.5


def test_todays_dwellings_are_needed_today_type_by_type(telemark: Telemark) -> None:
    settings, _ = read("housing.dwellings", into=DwellingSettings, at=date(LAST, 1, 1))
    for homes, stock in zip(telemark.homes, telemark.stock, strict=True):
        use = fit_use(homes[-1], stock, settings.lives_in.seed)
        assert dwellings_needed(homes[None, -1:], use)[0, 0] == pytest.approx(stock, abs=0.01)
        assert use.reserve > 0
