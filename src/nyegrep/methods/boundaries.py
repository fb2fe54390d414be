"""Series recast to the municipalities of any year: sums added, means weighted, holes told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import polars as pl

from nyegrep.foundation.codes import Municipality, MunicipalityHistory
from nyegrep.foundation.errors import Problem

CODE = "municipality_code"
PLACE_AND_YEAR = (CODE, "year")
BORDERS = "borders"
NOT_KEYS = (*PLACE_AND_YEAR, BORDERS, "source")
FITTING_ROUNDS = 50
LEAST_PERSONS = 1e-9


@dataclass(frozen=True)
class Columns:
    """Which columns of a frame are what.

    Attributes:
        key: columns that, with municipality_code and year, identify a row.
        measures: columns that hold the numbers.
        weight: for means, the column that they are weighted by; it is itself summed.
    """

    key: tuple[str, ...]
    measures: tuple[str, ...]
    weight: str | None = None

    @classmethod
    def of(cls, frame: pl.DataFrame, weight: str | None = None) -> Columns:
        """Columns of fractional numbers are measures; the others are keys.

        ``borders`` and ``source``, which say where a row is from, are neither.
        """
        measures = tuple(name for name, kind in frame.schema.items() if kind.is_float())
        key = tuple(name for name in frame.columns if name not in (*NOT_KEYS, *measures))
        return cls(key, tuple(name for name in measures if name != weight), weight)


@dataclass(frozen=True)
class Recast:
    """A frame on the borders of one year.

    Attributes:
        frame: municipality_code, year, key and measures; whole rows only.
        incomplete: municipality_code, year, key and ``missing``, the codes of the parts that the
            row lacks; such rows are not in ``frame``, so that no sum is silently too low.
        notes: what could not be done exactly, with the facts.
    """

    frame: pl.DataFrame
    incomplete: pl.DataFrame
    notes: tuple[Problem, ...]


def recast(
    frame: pl.DataFrame,
    history: MunicipalityHistory,
    to_year: int,
    columns: Columns | None = None,
    how: Literal["sum", "mean"] = "sum",
    population: pl.DataFrame | None = None,
) -> Recast:
    """Add the parts of each municipality of ``to_year`` together, year by year.

    Sum: X_T = Σ_c s_cT·x_c over the codes c of the row's year that became T, with s_cT the share
    of c that went to T. Mean: x_T = Σ s_cT·w_c·x_c / Σ s_cT·w_c. Where a divided municipality's
    shares are not known they are found from ``population`` around the change; where they cannot
    be, its successors are incomplete in the years before. Codes that the history does not know
    (counties, the country) pass unchanged. A row on other borders than its year's (a column
    ``borders`` says which year's, or the code was not in force) is added up only with others on
    the same borders; where a year is whole on several, the nearest to ``to_year`` is taken.

    Args:
        frame: municipality_code, year, key columns and measures; one row per key.
        history: what became of whom.
        to_year: the year whose municipalities are wanted.
        columns: what the columns are; ``Columns.of(frame)`` where not given.
        how: ``sum`` for counts, ``mean`` for percentages and rates (needs a weight).
        population: municipality_code, year, persons: used for shares that are not known.
    """
    columns = Columns.of(frame) if columns is None else columns
    if how == "mean" and columns.weight is None:
        raise ValueError("means need a weight column")
    shared, estimated = _with_shares(history, population, to_year)
    rows = _on_borders(frame, history)
    links = _links(rows, shared, to_year)
    parts = rows.join(links.drop_nulls("share"), on=["part", BORDERS])
    added = parts.group_by(CODE, "year", BORDERS, *columns.key).agg(
        *_aggregates(columns, how), pl.len().alias("found")
    )
    wanted = links.group_by(CODE, BORDERS).agg(pl.len().alias("wanted"))
    chosen = _nearest_whole(added.join(wanted, on=[CODE, BORDERS]), to_year)
    order = [CODE, "year", *columns.key]
    weight = () if columns.weight is None else (columns.weight,)
    whole = chosen.filter(pl.col("found") == pl.col("wanted"))
    lacking = chosen.filter(pl.col("found") < pl.col("wanted")).select(*order, BORDERS)
    incomplete = _missing(lacking, parts, links).sort(order)
    telling = _Telling(shared, to_year, rows, links)
    notes = (*telling.divided(estimated), *telling.dropped(), *telling.lacking(incomplete))
    whole = whole.select(*order, *columns.measures, *weight).sort(order)
    return Recast(whole, incomplete, notes)


def _on_borders(frame: pl.DataFrame, history: MunicipalityHistory) -> pl.DataFrame:
    """The frame with ``part`` for its code and ``borders`` for the year whose codes it uses."""
    known = frame if BORDERS in frame.columns else frame.with_columns(pl.lit(0).alias(BORDERS))
    pairs = known.select(CODE, "year", BORDERS).unique()
    borders = [
        given or _year_in_force(history, code, year)
        for code, year, given in pairs.cast({"year": pl.Int64, BORDERS: pl.Int64}).iter_rows()
    ]
    found = pairs.with_columns(pl.Series("used", borders, dtype=pl.Int64))
    joined = known.join(found, on=[CODE, "year", BORDERS]).drop(BORDERS)
    return joined.rename({CODE: "part", "used": BORDERS})


def _year_in_force(history: MunicipalityHistory, code: str, year: int) -> int:
    """The year nearest to ``year`` in which the code was in force."""
    spans = history.by_code.get(code)
    if spans is None:
        return year
    near = [min(max(year, span.first_year), span.last_year) for span in spans]
    return min(near, key=lambda candidate: abs(candidate - year))


def _links(rows: pl.DataFrame, history: MunicipalityHistory, to_year: int) -> pl.DataFrame:
    """Part, borders, municipality of ``to_year``, and the share of the part that is in it."""
    used = rows.select(BORDERS, "part").unique()
    found: list[tuple[str, int, str, float | None]] = []
    for borders in sorted(used[BORDERS].unique()):
        pairs = _forward if borders <= to_year else _backward
        found.extend(
            (part, borders, code, share) for part, code, share in pairs(history, borders, to_year)
        )
    found.extend(
        (part, borders, part, 1.0)
        for borders, part in used.iter_rows()
        if part not in history.by_code
    )
    schema = {"part": pl.String, BORDERS: pl.Int64, CODE: pl.String, "share": pl.Float64}
    return pl.DataFrame(found, schema=schema, orient="row")


def _forward(
    history: MunicipalityHistory, borders: int, to_year: int
) -> Iterator[tuple[str, str, float | None]]:
    for municipality in history.in_year(borders):
        for code, share in history.successors(municipality.code, to_year).items():
            yield municipality.code, code, share


def _backward(
    history: MunicipalityHistory, borders: int, to_year: int
) -> Iterator[tuple[str, str, float | None]]:
    """Later codes that are one municipality of ``to_year`` under another number."""
    origins: dict[str, list[str]] = {}
    whole = set()
    for municipality in history.in_year(to_year):
        after = history.successors(municipality.code, borders)
        if list(after.values()) == [1.0]:
            whole.add(municipality.code)
        for code in after:
            origins.setdefault(code, []).append(municipality.code)
    for code, before in origins.items():
        if len(before) == 1 and before[0] in whole:
            yield code, before[0], 1.0


def _aggregates(columns: Columns, how: str) -> list[pl.Expr]:
    """Sums or weighted means; unknown where any part is unknown."""
    share = pl.col("share")
    weight = share if columns.weight is None else share * pl.col(columns.weight)
    found = []
    for name in columns.measures:
        value = pl.col(name).cast(pl.Float64)
        if how == "mean":
            number = (weight * value).sum() / weight.sum()
            unknown = (weight * value).is_null().any()
        else:
            number = (share * value).sum()
            unknown = value.is_null().any()
        found.append(pl.when(~unknown).then(number).alias(name))
    if columns.weight is not None:
        value = pl.col(columns.weight).cast(pl.Float64)
        number = (share * value).sum()
        found.append(pl.when(~value.is_null().any()).then(number).alias(columns.weight))
    return found


def _nearest_whole(judged: pl.DataFrame, to_year: int) -> pl.DataFrame:
    """For each municipality and year the rows on one set of borders.

    Those on which no part is missing, else all; among them those nearest to the wanted year.
    """
    lacking = (pl.col("found") < pl.col("wanted")).any()
    distance = (pl.col(BORDERS).first() - to_year).abs()
    ranked = judged.group_by(CODE, "year", BORDERS).agg(lacking=lacking, distance=distance)
    ranked = ranked.sort("lacking", "distance", BORDERS).unique([CODE, "year"], keep="first")
    return judged.join(ranked, on=[CODE, "year", BORDERS], how="semi")


def _missing(lacking: pl.DataFrame, parts: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """The rows of ``lacking`` with the codes of the parts that each of them lacks."""
    key = [name for name in lacking.columns if name != BORDERS]
    pairs = links.select(CODE, BORDERS, "part")
    wanted = lacking.join(pairs, on=[CODE, BORDERS])
    absent = wanted.join(parts, on=[*key, BORDERS, "part"], how="anti", nulls_equal=True)
    return absent.group_by(key).agg(pl.col("part").sort().alias("missing"))


@dataclass(frozen=True)
class _Telling:
    """What the notes are told from."""

    history: MunicipalityHistory
    to_year: int
    rows: pl.DataFrame
    links: pl.DataFrame

    def divided(self, estimated: frozenset[str]) -> list[Problem]:
        """One note for each divided municipality in the frame: known, estimated, or not known."""
        uneven = self.links.filter(pl.col("share").is_null() | (pl.col("share") < 1.0))
        used = uneven.join(self.rows, on=["part", BORDERS], how="semi")
        notes = []
        for code in sorted(used["part"].unique()):
            shares = self.history.successors(code, self.to_year)
            facts = {"code": code, "name": self.history.name(code)}
            if None in shares.values():
                labels = [self._label(after) for after in shares]
                notes.append(Problem("boundaries.shares_unknown", facts | {"successors": labels}))
                continue
            told = [f"{self._label(after)} {share:.2f}" for after, share in shares.items()]
            if code in estimated:
                notes.append(Problem("boundaries.shares_estimated", facts | {"shares": told}))
            else:
                notes.append(Problem("boundaries.divided", facts | {"shares": told}))
        return notes

    def dropped(self) -> list[Problem]:
        """A note where rows on later borders cannot be parted again."""
        left_out = self.rows.join(self.links, on=["part", BORDERS], how="anti")
        if left_out.is_empty():
            return []
        codes = [self._label(code) for code in sorted(left_out["part"].unique())]
        facts = {"codes": codes, "year": self.to_year}
        return [Problem("boundaries.not_separable", facts)]

    def lacking(self, incomplete: pl.DataFrame) -> list[Problem]:
        """A note where municipalities lack a part in some years."""
        if incomplete.is_empty():
            return []
        codes = [self._label(code) for code in sorted(incomplete[CODE].unique())]
        parts = [self._label(code) for code in sorted(incomplete["missing"].explode().unique())]
        years = sorted(incomplete["year"].unique())
        facts = {"codes": codes, "missing": parts, "first": years[0], "last": years[-1]}
        return [Problem("boundaries.incomplete", facts)]

    def _label(self, code: str) -> str:
        return f"{code} {self.history.name(code)}"


def _with_shares(
    history: MunicipalityHistory, population: pl.DataFrame | None, to_year: int
) -> tuple[MunicipalityHistory, frozenset[str]]:
    """The history with unknown shares filled in from population, and the codes that were."""
    if population is None:
        return history, frozenset()
    grouped = population.group_by(CODE, "year").agg(pl.col("persons").sum())
    persons = {(code, year): float(count) for code, year, count in grouped.iter_rows()}
    unknown = [
        span
        for span in history.municipalities
        if span.last_year < to_year and any(share is None for _, share in span.successors)
    ]
    found: dict[Municipality, Municipality] = {}
    for year in sorted({span.last_year for span in unknown}):
        divided = [span for span in unknown if span.last_year == year]
        shares = _fitted_shares(history, divided, persons)
        for span, row in zip(divided, shares, strict=True):
            codes = [code for code, _ in span.successors]
            if row is not None:
                parts = tuple(zip(codes, row, strict=True))
                found[span] = replace(span, successors=parts)
    filled = tuple(found.get(span, span) for span in history.municipalities)
    codes_found = frozenset(span.code for span in found)
    return replace(history, municipalities=filled), codes_found


def _fitted_shares(
    history: MunicipalityHistory,
    divided: list[Municipality],
    persons: dict[tuple[str, int], float],
) -> list[list[float] | None]:
    """Shares of municipalities divided in the same year, from people before and after.

    Each successor's gain is its people after, less those of the municipalities that went into it
    undivided. A table with the divided municipalities' people as row sums and the gains as column
    sums is fitted in proportion (IPF), and its rows are the shares.
    """
    year = divided[0].last_year
    parted = {span.code for span in divided}
    codes = sorted({code for span in divided for code, _ in span.successors})
    gains = {code: _gain(history, code, year, parted, persons) for code in codes}
    before = [persons.get((span.code, year)) for span in divided]
    for span, count in zip(divided, before, strict=True):
        if count is None:
            gains |= {code: None for code, _ in span.successors}
    told = np.array([max(gains[code] or 0.0, 0.0) for code in codes])
    allowed = [[float(code in dict(span.successors)) for code in codes] for span in divided]
    table = np.array(allowed) * told
    for _ in range(FITTING_ROUNDS):
        people = np.array([count or 0.0 for count in before])
        table = table * (people / np.maximum(table.sum(axis=1), LEAST_PERSONS))[:, None]
        table = table * (told / np.maximum(table.sum(axis=0), LEAST_PERSONS))
    found: list[list[float] | None] = []
    for span, row in zip(divided, table, strict=True):
        parts = dict(zip(codes, row / max(row.sum(), LEAST_PERSONS), strict=True))
        known = row.sum() > 0 and all(gains[code] is not None for code, _ in span.successors)
        found.append([float(parts[code]) for code, _ in span.successors] if known else None)
    return found


def _gain(
    history: MunicipalityHistory,
    code: str,
    year: int,
    parted: set[str],
    persons: dict[tuple[str, int], float],
) -> float | None:
    """People of ``code`` the year after, less those who came from undivided municipalities."""
    gain = persons.get((code, year + 1))
    for municipality in history.in_year(year):
        if gain is None or municipality.code in parted:
            continue
        after = history.successors(municipality.code, year + 1)
        if code in after:
            share, people = after[code], persons.get((municipality.code, year))
            gain = None if share is None or people is None else gain - share * people
    return gain
