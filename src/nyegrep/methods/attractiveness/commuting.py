"""Where people work: shares of home and away, and how tied a place is to others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from nyegrep.foundation.axes import FloatArray
from nyegrep.foundation.errors import DataError, Problems, fail
from nyegrep.methods.attractiveness.grids import positions


@dataclass(frozen=True)
class Commuting:
    """Employed by home and work in one year.

    Attributes:
        codes: municipalities (or regions, counties), both axes.
        year: calendar year, fourth quarter.
        employed: employed persons [home, work] among ``codes``.
        elsewhere_out: residents employed outside ``codes`` [home].
        elsewhere_in: employed who live outside ``codes`` [work].
        internal: employed who work in another municipality of the same place [place]; nought for
            municipalities.
    """

    codes: tuple[str, ...]
    year: int
    employed: FloatArray
    elsewhere_out: FloatArray
    elsewhere_in: FloatArray
    internal: FloatArray

    @property
    def residents(self) -> FloatArray:
        """Employed residents, wherever they work [home]."""
        employed: FloatArray = self.employed.sum(axis=1) + self.elsewhere_out
        return employed

    @property
    def shares(self) -> FloatArray:
        """p_ij, share of i's employed residents who work in j [home, work]."""
        shares: FloatArray = self.employed / self.residents[:, None]
        return shares

    @property
    def at_home(self) -> FloatArray:
        """p_ii, share of employed residents who work at home [home]."""
        return np.diag(self.shares).copy()

    @property
    def away(self) -> FloatArray:
        """p_ij for j ≠ i, with noughts on the diagonal [home, work]."""
        away = self.shares.copy()
        np.fill_diagonal(away, 0.0)
        return away

    @property
    def out(self) -> FloatArray:
        """out_i = 1 - p_ii, share of employed residents who commute out [home]."""
        commuting_out: FloatArray = 1 - self.at_home
        return commuting_out

    @property
    def into(self) -> FloatArray:
        """in_i = 1 - M_ii / Σ_h M_hi, share of jobs held by in-commuters [work]."""
        jobs = self.employed.sum(axis=0) + self.elsewhere_in
        commuting_in: FloatArray = 1 - np.diag(self.employed) / jobs
        return commuting_in

    @property
    def integration(self) -> FloatArray:
        """out_i + in_i, from 0 (an island) to 2 [place]."""
        return self.out + self.into

    @property
    def internal_share(self) -> FloatArray:
        """Share of employed residents who work in another municipality of the place [place]."""
        share: FloatArray = self.internal / self.residents
        return share


def commuting_matrix(frame: pl.DataFrame, codes: Sequence[str], year: int) -> Commuting:
    """The commuting of ``year`` between the municipalities ``codes``.

    M_ij = employed who live in i and work in j, pairs that are not there being none. Codes of
    another year's borders must be recast first. Homes and work places besides ``codes`` count in
    the shares as elsewhere.

    Args:
        frame: home_code, work_code, employed and, where there are several years, year.
        codes: municipalities wanted.
        year: calendar year.

    Raises:
        DataError: with everything that is wrong: the year or a municipality absent as home or as
            place of work, nobody employed in the own municipality, a pair that stands twice.
    """
    known = frame.filter(pl.col("year") == year) if "year" in frame.columns else frame
    known = known.filter(pl.col("employed") > 0)
    if known.is_empty():
        years = sorted(frame["year"].unique()) if "year" in frame.columns else []
        fail(DataError, "attractiveness.commuting_year_absent", year=year, years=years)
    order = tuple(sorted(codes))
    _check(known, order, year)
    inside = known.filter(pl.col("home_code").is_in(order) & pl.col("work_code").is_in(order))
    matrix = np.zeros((len(order), len(order)))
    place = positions(inside["home_code"], order), positions(inside["work_code"], order)
    matrix[place] = inside["employed"].cast(pl.Float64).to_numpy()
    return Commuting(
        codes=order,
        year=year,
        employed=matrix,
        elsewhere_out=_totals(known, "home_code", order) - matrix.sum(axis=1),
        elsewhere_in=_totals(known, "work_code", order) - matrix.sum(axis=0),
        internal=np.zeros(len(order)),
    )


def aggregate_commuting(
    commuting: Commuting, members: Mapping[str, str], places: Sequence[str]
) -> Commuting:
    """The commuting between places made of municipalities: sums of the blocks of the matrix.

    Args:
        commuting: between municipalities.
        members: municipality to place; a municipality that is in none counts as elsewhere.
        places: codes of the places, in the order wanted.
    """
    rows = {place: row for row, place in enumerate(places)}
    belongs = np.zeros((len(places), len(commuting.codes)))
    for column, code in enumerate(commuting.codes):
        if members.get(code) in rows:
            belongs[rows[members[code]], column] = 1.0
    matrix = belongs @ commuting.employed @ belongs.T
    residents = belongs @ commuting.residents
    jobs = belongs @ (commuting.employed.sum(axis=0) + commuting.elsewhere_in)
    return Commuting(
        codes=tuple(places),
        year=commuting.year,
        employed=matrix,
        elsewhere_out=residents - matrix.sum(axis=1),
        elsewhere_in=jobs - matrix.sum(axis=0),
        internal=np.diag(matrix) - belongs @ np.diag(commuting.employed),
    )


def _check(known: pl.DataFrame, codes: tuple[str, ...], year: int) -> None:
    problems = Problems()
    homes, works = set(known["home_code"].unique()), set(known["work_code"].unique())
    absent = [code for code in codes if code not in homes and code not in works]
    for end, found in (("home_code", homes), ("work_code", works)):
        one_end = [code for code in codes if code not in found and code not in absent]
        if one_end:
            problems.add(
                "attractiveness.commuting_one_end_absent", codes=one_end, column=end, year=year
            )
    if absent:
        problems.add("attractiveness.commuting_absent", codes=absent, year=year)
    inside = set(known.filter(pl.col("home_code") == pl.col("work_code"))["home_code"])
    alone = [code for code in codes if code in homes & works and code not in inside]
    if alone:
        problems.add("attractiveness.commuting_without_diagonal", codes=alone, year=year)
    doubled = known.filter(pl.struct("home_code", "work_code").is_duplicated())
    if not doubled.is_empty():
        pairs = sorted({f"{h}-{w}" for h, w in doubled.select("home_code", "work_code").rows()})
        problems.add("attractiveness.commuting_twice", pairs=pairs, year=year)
    problems.raise_if_any(DataError)


def _totals(known: pl.DataFrame, end: str, codes: tuple[str, ...]) -> FloatArray:
    summed = known.group_by(end).agg(pl.col("employed").cast(pl.Float64).sum())
    found = dict(summed.select(end, "employed").rows())
    return np.array([found[code] for code in codes])
