"""Frames of age groups and support ratios, as the figures of several analyses need them."""

from __future__ import annotations

import numpy as np
import polars as pl

from nyegrep.analyses.results import Place
from nyegrep.foundation.axes import AGES, REPORT_AGE_GROUPS, FloatArray
from nyegrep.methods.population.structure import SupportRatioAges, group_persons, support_ratio


def ages_by_year(people: pl.DataFrame, place: Place) -> tuple[list[int], FloatArray]:
    """People of ``place`` by year: years, and persons [year, 1, age] of both sexes together.

    Args:
        people: ``year, municipality_code, sex, age, persons``, each person counted once.
        place: whose members are added up.
    """
    members = people.filter(pl.col("municipality_code").is_in(place.members))
    counted = members.group_by("year", "age").agg(pl.col("persons").sum()).sort("year", "age")
    years = counted["year"].unique().sort().to_list()
    stock = np.zeros((len(years), 1, len(AGES)))
    rows = np.searchsorted(years, counted["year"].to_numpy())
    stock[rows, 0, counted["age"].to_numpy()] = counted["persons"].to_numpy()
    return years, stock


def age_group_shares(people: FloatArray) -> pl.DataFrame:
    """``age_group, persons, percent`` of people [1, age], in the groups of the report."""
    groups = group_persons(people, REPORT_AGE_GROUPS)
    persons = [float(value) for value in groups.values()]
    whole = sum(persons)
    percent = [100 * value / whole if whole else 0.0 for value in persons]
    return pl.DataFrame({"age_group": list(groups), "persons": persons, "percent": percent})


def support_ratios(years: list[int], people: FloatArray, ages: SupportRatioAges) -> pl.DataFrame:
    """``year, ratio, retired_per_100`` of people [year, 1, age]."""
    ratio = support_ratio(people, ages)
    return pl.DataFrame({"year": years, "ratio": ratio, "retired_per_100": 100 / ratio})
