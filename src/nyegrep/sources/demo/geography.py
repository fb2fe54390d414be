"""Municipalities, counties, regions and centrality of the demo country as tables."""

from __future__ import annotations

import numpy as np
import polars as pl

from nyegrep.sources.demo.country import Country, FloatArray
from nyegrep.sources.demo.frames import Table
from nyegrep.sources.demo.simulation import Simulation

CENTRALITY_YEAR = 2024
CENTRALITY_REACH = 45.0
LEAST_CENTRAL = 300.0
CLASS_FROM = (925.0, 870.0, 775.0, 670.0, 565.0)


def tables(simulation: Simulation) -> list[Table]:
    """All tables that describe the places themselves."""
    country = simulation.country
    return [
        Table("municipalities", municipalities(country)),
        Table("municipality_changes", municipality_changes(country)),
        Table("counties", counties(country)),
        Table("labour_market_regions", labour_market_regions(country), CENTRALITY_YEAR),
        Table("centrality", centrality(simulation), CENTRALITY_YEAR),
    ]


def municipalities(country: Country) -> pl.DataFrame:
    """Every code with the years it was in force; a new name starts a new row."""
    rows = []
    for place in country.places:
        first, last = country.first_years[place.code], country.last_years[place.code]
        for year, name in sorted(place.name_before.items()):
            rows.append((place.code, first, year - 1, name))
            first = year
        rows.append((place.code, first, last, place.name))
    return pl.DataFrame(
        rows, ["municipality_code", "first_year", "last_year", "name"], orient="row"
    )


def municipality_changes(country: Country) -> pl.DataFrame:
    """What became of codes that ended, with the share of their people; a new name is a change."""
    rows = [(change.year, change.old, change.new, change.share) for change in country.changes]
    for place in country.places:
        rows.extend((year, place.code, place.code, 1.0) for year in place.name_before)
    return pl.DataFrame(sorted(rows), ["year", "old_code", "new_code", "share"], orient="row")


def counties(country: Country) -> pl.DataFrame:
    """Counties, the first two digits of a municipality's code."""
    codes = list(country.counties)
    return pl.DataFrame({"county_code": codes, "name": [country.counties[c] for c in codes]})


def labour_market_regions(country: Country) -> pl.DataFrame:
    """The region of every municipality of today."""
    places = [
        p for p, there in zip(country.places, country.active(CENTRALITY_YEAR), strict=True) if there
    ]
    return pl.DataFrame(
        {
            "municipality_code": [place.code for place in places],
            "region_code": [place.region for place in places],
            "region_name": [country.regions[place.region] for place in places],
        }
    )


def centrality(simulation: Simulation) -> pl.DataFrame:
    """Centrality index 0-1000 and class 1-6 of every municipality of today.

    The index is the logarithm of jobs within reach, Σ_j jobs_j·exp(-km_ij/45), scaled so that
    the most central has 1000 and the least central 300.
    """
    country = simulation.country
    index = _access(simulation)
    there = country.active(CENTRALITY_YEAR)
    low, high = index[there].min(), index[there].max()
    scaled = LEAST_CENTRAL + (1000 - LEAST_CENTRAL) * (index[there] - low) / (high - low)
    classes = 1 + (scaled[:, None] < np.array(CLASS_FROM)).sum(axis=1)
    return pl.DataFrame(
        {
            "municipality_code": country.codes[there].tolist(),
            "centrality_class": classes,
            "centrality_index": np.round(scaled, 0),
        }
    )


def _access(simulation: Simulation) -> FloatArray:
    jobs = simulation.years[CENTRALITY_YEAR].jobs_before.sum(axis=(1, 2))
    reached = np.exp(-simulation.country.distances / CENTRALITY_REACH) @ jobs
    access: FloatArray = np.log(np.maximum(reached, 1.0))
    return access
