"""What was seen: people by municipality, year, sex and age, and the country's own series."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from nyegrep.foundation.axes import AGES, BOTH_SEXES, SEXES, FloatArray
from nyegrep.foundation.errors import DataError, fail

BoolArray = NDArray[np.bool_]
IndexArray = NDArray[np.intp]

FLOWS = ("births", "deaths", "birth_surplus")
MOVES = ("domestic_in_migration", "domestic_out_migration", "immigration", "emigration")


@dataclass(frozen=True)
class PopulationHistory:
    """People on 1 January, and what happened in between where it is known.

    Attributes:
        codes: municipalities, the first axis.
        first_year: the first 1 January; years are consecutive.
        sexes: ``("male", "female")`` or ``("both",)``.
        people: persons [municipality, year, sex, age]; NaN where not known.
        births: births [municipality, year] in the calendar year; NaN where not known.
        deaths: deaths [municipality, year] in the calendar year; NaN where not known.
        birth_surplus: births less deaths [municipality, year]; NaN where not known.
        moves: mean of those who moved in and out [municipality, year]; NaN where not known.
    """

    codes: tuple[str, ...]
    first_year: int
    sexes: tuple[str, ...]
    people: FloatArray
    births: FloatArray
    deaths: FloatArray
    birth_surplus: FloatArray
    moves: FloatArray

    @property
    def years(self) -> range:
        """The years of the second axis."""
        return range(self.first_year, self.first_year + self.people.shape[1])

    @property
    def known(self) -> BoolArray:
        """True where people of every sex and age are known [municipality, year]."""
        return np.asarray(np.isfinite(self.people).all(axis=(2, 3)), dtype=np.bool_)

    def in_year(self, year: int) -> FloatArray:
        """People [municipality, sex, age] on 1 January of ``year``."""
        people: FloatArray = self.people[:, year - self.first_year]
        return people

    def totals(self) -> FloatArray:
        """Persons of all ages [municipality, year]; NaN where any age is not known."""
        totals: FloatArray = self.people.sum(axis=(2, 3))
        return totals

    def until(self, year: int) -> PopulationHistory:
        """What was known on 1 January of ``year``: no later people, births or deaths."""
        stocks = max(0, year - self.first_year + 1)
        flows = max(0, stocks - 1)
        known = np.arange(stocks) < flows
        return replace(
            self,
            people=self.people[:, :stocks],
            births=np.where(known, self.births[:, :stocks], np.nan),
            deaths=np.where(known, self.deaths[:, :stocks], np.nan),
            birth_surplus=np.where(known, self.birth_surplus[:, :stocks], np.nan),
            moves=np.where(known, self.moves[:, :stocks], np.nan),
        )

    def select(self, places: BoolArray) -> PopulationHistory:
        """The same for the municipalities that ``places`` [municipality] marks."""
        return replace(
            self,
            codes=tuple(code for code, kept in zip(self.codes, places, strict=True) if kept),
            people=self.people[places],
            births=self.births[places],
            deaths=self.deaths[places],
            birth_surplus=self.birth_surplus[places],
            moves=self.moves[places],
        )


@dataclass(frozen=True)
class YearSeries:
    """Values of some years, oldest first: ``values`` [year, ...]."""

    years: tuple[int, ...]
    values: FloatArray

    def until(self, year: int) -> YearSeries | None:
        """The part not later than ``year``; ``None`` where there is none."""
        keep = [index for index, known in enumerate(self.years) if known <= year]
        if not keep:
            return None
        return YearSeries(tuple(self.years[index] for index in keep), self.values[keep])

    def get(self, year: int) -> FloatArray | None:
        """The values of ``year``, where they are known."""
        if year not in self.years:
            return None
        found: FloatArray = self.values[self.years.index(year)]
        return found


@dataclass(frozen=True)
class NationalSeries:
    """What is known of the country; each part may be absent.

    Attributes:
        death_rates: deaths per person-year [year, sex, age], sexes male and female.
        death_rates_both: the same for both sexes together [year, 1, age].
        fertility: births per woman and year [year, age].
        population: persons on 1 January [year, sex, age]; one or two sexes.
    """

    death_rates: YearSeries | None = None
    death_rates_both: YearSeries | None = None
    fertility: YearSeries | None = None
    population: YearSeries | None = None

    def until(self, year: int) -> NationalSeries:
        """What was known on 1 January of ``year``: rates of the years before, people of it."""
        return NationalSeries(
            death_rates=self.death_rates and self.death_rates.until(year - 1),
            death_rates_both=self.death_rates_both and self.death_rates_both.until(year - 1),
            fertility=self.fertility and self.fertility.until(year - 1),
            population=self.population and self.population.until(year),
        )


def population_history(
    people: pl.DataFrame, changes: pl.DataFrame | None = None
) -> PopulationHistory:
    """Arrays from the frames ``population_by_age`` and ``population_change``.

    A municipality and year that lacks an age is unknown as a whole (NaN).

    Args:
        people: columns municipality_code, year, age, persons, and sex where known; where the
            sex of all municipalities' people is not known, both sexes together are used.
        changes: columns municipality_code, year and any of births, deaths, birth_surplus, and
            domestic_in_migration, domestic_out_migration, immigration, emigration.

    Raises:
        DataError: there are no people in the frame.
    """
    sexed = _choose_sexes(people)
    if sexed.is_empty():
        fail(DataError, "population.no_people")
    codes = tuple(sorted(sexed["municipality_code"].unique()))
    sexes = SEXES if set(sexed["sex"].unique()) == set(SEXES) else BOTH_SEXES
    first = int(sexed["year"].to_numpy().min())
    last = int(sexed["year"].to_numpy().max())
    stock = np.full((len(codes), last - first + 1, len(sexes), len(AGES)), np.nan)
    rows = (
        _positions(sexed["municipality_code"], codes),
        sexed["year"].to_numpy().astype(np.intp) - first,
        _positions(sexed["sex"], sexes),
        sexed["age"].to_numpy().astype(np.intp),
    )
    stock[rows] = sexed["persons"].to_numpy()
    stock[np.isnan(stock).any(axis=(2, 3))] = np.nan
    flows = _flows(changes, codes, range(first, last + 1))
    return PopulationHistory(codes, first, sexes, stock, *flows)


def national_series(
    deaths: pl.DataFrame | None = None,
    fertility: pl.DataFrame | None = None,
    population: pl.DataFrame | None = None,
) -> NationalSeries:
    """Arrays from the frames of the country, as far as they are at hand.

    Args:
        deaths: columns year, age, female_mx, male_mx and, where known, total_mx; ages over the
            oldest are left out, an empty rate takes that of the age below.
        fertility: columns year, age, asfr (births per woman).
        population: columns year, age, persons and, where known, sex; 1 January.
    """
    by_sex = both = births = people = None
    if deaths is not None and not deaths.is_empty():
        columns = [_by_age(deaths, f"{sex}_mx") for sex in SEXES]
        by_sex = YearSeries(columns[0].years, np.stack([c.values for c in columns], axis=1))
        both = YearSeries(by_sex.years, by_sex.values.mean(axis=1, keepdims=True))
        if "total_mx" in deaths.columns and deaths["total_mx"].is_not_null().any():
            both = YearSeries(by_sex.years, _by_age(deaths, "total_mx").values[:, None])
    if fertility is not None and not fertility.is_empty():
        births = _by_age(fertility, "asfr", below=0.0)
    if population is not None and not population.is_empty():
        known = population.with_columns(municipality_code=pl.lit("0"))
        history = population_history(known)
        whole = np.isfinite(history.people[0]).all(axis=(1, 2))
        years = tuple(year for year, kept in zip(history.years, whole, strict=True) if kept)
        people = YearSeries(years, history.people[0][whole])
    return NationalSeries(by_sex, both, births, people)


def _choose_sexes(people: pl.DataFrame) -> pl.DataFrame:
    """Rows of the two sexes where every municipality and year has them, else both together."""
    if "sex" not in people.columns:
        return people.with_columns(sex=pl.lit("both"))
    place = ["municipality_code", "year"]
    split = people.filter(pl.col("sex").is_in(SEXES))
    together = people.filter(pl.col("sex") == "both")
    if split.is_empty() or not together.join(split, on=place, how="anti").is_empty():
        summed = split.join(together, on=place, how="anti").group_by([*place, "age"])
        added = summed.agg(pl.col("persons").sum(), pl.len().alias("sexes"))
        added = added.filter(pl.col("sexes") == len(SEXES)).with_columns(sex=pl.lit("both"))
        columns = [*place, "sex", "age", "persons"]
        return pl.concat([together.select(columns), added.select(columns)], how="vertical_relaxed")
    return split


def _positions(column: pl.Series, order: tuple[str, ...]) -> IndexArray:
    places = {name: index for index, name in enumerate(order)}
    return np.array([places[name] for name in column], dtype=np.intp)


def _flows(
    changes: pl.DataFrame | None, codes: tuple[str, ...], years: range
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Births, deaths, birth surplus and moves [municipality, year]."""
    tables = {name: np.full((len(codes), len(years)), np.nan) for name in (*FLOWS, *MOVES)}
    if changes is not None:
        within = (pl.col("year") >= years[0]) & (pl.col("year") <= years[-1])
        known = changes.filter(within & pl.col("municipality_code").is_in(codes))
        rows = _positions(known["municipality_code"], codes)
        columns = known["year"].to_numpy().astype(np.intp) - years[0]
        for name, values in tables.items():
            if name in known.columns:
                values[rows, columns] = known[name].cast(pl.Float64).fill_null(np.nan).to_numpy()
    births, deaths, surplus = (tables[name] for name in FLOWS)
    surplus = np.where(np.isnan(surplus), births - deaths, surplus)
    moves: FloatArray = np.sum([tables[name] for name in MOVES], axis=0) / 2
    return births, deaths, surplus, moves


def _by_age(frame: pl.DataFrame, value: str, below: float | None = None) -> YearSeries:
    """[year, age] of one column; an absent age takes the age below it, or ``below`` if given."""
    known = frame.filter(pl.col("age") <= AGES[-1]).select("year", "age", value)
    years = tuple(sorted(int(year) for year in known["year"].unique()))
    table = np.full((len(years), len(AGES)), np.nan)
    places = {year: index for index, year in enumerate(years)}
    rows = np.array([places[int(year)] for year in known["year"]], dtype=np.intp)
    values = known[value].cast(pl.Float64).fill_null(np.nan).to_numpy()
    table[rows, known["age"].to_numpy().astype(np.intp)] = values
    if below is not None:
        return YearSeries(years, np.nan_to_num(table, nan=below))
    for age in AGES[1:]:
        empty = np.isnan(table[:, age])
        table[empty, age] = table[empty, age - 1]
    return YearSeries(years, table)
