"""Voter turnout of the demo country."""

from __future__ import annotations

import numpy as np
import polars as pl

from nyegrep.foundation.codes import COUNTRY
from nyegrep.sources.demo.country import FIRST_YEAR, LAST_YEAR
from nyegrep.sources.demo.frames import Table, rounded
from nyegrep.sources.demo.lasting import lasting
from nyegrep.sources.demo.simulation import Simulation

VOTING_AGE = 18
MUNICIPAL, GENERAL = range(2003, LAST_YEAR, 4), range(2001, LAST_YEAR, 4)
LEVELS = {"municipal": 62.5, "general": 77.0}
SMALL_PLACE = {"municipal": 2.2, "general": 0.3}


def tables(simulation: Simulation) -> list[Table]:
    """The one table about elections."""
    return [Table("voter_turnout", turnout(simulation))]


def turnout(simulation: Simulation) -> pl.DataFrame:
    """Turnout in per cent; general elections have a row for the country too.

    Small places turn out more in municipal elections. The country is the mean over electorates.
    """
    country = simulation.country
    local = lasting(simulation, "turnout", np.array([2.3]), range(FIRST_YEAR, LAST_YEAR), 0.35)
    rows = []
    for election, years in (("municipal", MUNICIPAL), ("general", GENERAL)):
        for year in years:
            slots = np.flatnonzero(country.active(year))
            voters = simulation.people(year)[slots, :, VOTING_AGE:].sum(axis=(1, 2))
            small = SMALL_PLACE[election] * np.log(20000 / voters)
            share = LEVELS[election] + small + local[year - FIRST_YEAR, slots, 0]
            share = rounded(np.clip(share, 35, 93), 1)
            for code, value in zip(country.codes[slots].tolist(), share, strict=True):
                rows.append((year, code, election, float(value)))
            if election == "general":
                mean = float(np.round((share * voters).sum() / voters.sum(), 1))
                rows.append((year, COUNTRY, election, mean))
    names = ["year", "municipality_code", "election", "turnout_percent"]
    return pl.DataFrame(rows, names, orient="row")
