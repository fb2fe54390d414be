"""A country of four municipalities, and the formulas of the method in plain loops."""

from __future__ import annotations

from collections.abc import Mapping
from math import log

import numpy as np
import polars as pl

from nyegrep.foundation.randomness import stream
from nyegrep.methods.attractiveness.coefficients import Coefficients, JobSettings
from nyegrep.methods.attractiveness.commuting import commuting_matrix
from nyegrep.methods.attractiveness.inputs import Inputs
from nyegrep.methods.attractiveness.jobs import growth_from_components

CODES = ("9901", "9902", "9903", "9904")
YEARS = tuple(range(2010, 2016))
COMMUTING = {
    "9901": {"9901": 800, "9902": 150, "9903": 50},
    "9902": {"9901": 300, "9902": 600, "9904": 100},
    "9903": {"9902": 20, "9903": 380},
    "9904": {"9901": 40, "9904": 160},
}
COEFFICIENTS = Coefficients(
    constant=-0.2,
    size_slope=0.1,
    size_level=-0.85,
    integration_slope=0.6,
    integration_level=-0.4,
    internal_integration_slope=0.5,
    internal_integration_level=-0.05,
    own_growth=(0.13, 0.08, 0.06),
    home_weight=1.0,
    neighbour_factor=1.7,
)
JOB_SETTINGS = JobSettings(
    population_effect_private=0.4,
    population_effect_total=0.5,
    private_share={"01-03": 1.0, "10-33": 1.0, "84-88": 0.25, "00": 0.5},
    industry_types={"01-33": "basis", "84-88": "local", "00": "unknown"},
)


def rows(**columns: object) -> pl.DataFrame:
    """One row per municipality and year, columns as lists in that order."""
    keys = {"municipality_code": np.repeat(CODES, len(YEARS)), "year": np.tile(YEARS, len(CODES))}
    return pl.DataFrame({**keys, **columns})


def components() -> pl.DataFrame:
    """Jobs with the growth and parts that were published, two decimals."""
    rng = stream(1, "small_country.jobs")
    shape = (len(CODES), len(YEARS))
    private = np.round(
        np.array([[900.0], [700.0], [350.0], [180.0]]) * rng.uniform(0.9, 1.1, shape)
    )
    public = np.round(
        np.array([[300.0], [250.0], [120.0], [90.0]]) * rng.uniform(0.95, 1.05, shape)
    )
    growth = np.full(shape, 1.5)
    growth[:, 1:] = 100 * (private[:, 1:] / private[:, :-1] - 1)
    national = np.broadcast_to(rng.normal(1, 1, len(YEARS)), shape)
    mix, effect = rng.normal(0, 0.5, shape), rng.normal(0, 0.3, shape)
    parts = [np.round(part, 2) for part in (growth, national, mix, effect)]
    own = np.round(growth - national - mix - effect, 2)
    names = ("growth", "national", "industry_mix", "population_effect")
    return rows(
        private_jobs=private.ravel(),
        total_jobs=(private + public).ravel(),
        **{name: part.ravel() for name, part in zip(names, parts, strict=True)},
        business_attractiveness=own.ravel(),
    )


def population() -> pl.DataFrame:
    """People on 1 January, also the year after the last."""
    first = np.array([5000, 3500, 1400, 700])
    growth = np.array([1.01, 1.0, 0.99, 0.98])
    years = (*YEARS, YEARS[-1] + 1)
    persons = np.round(first[:, None] * growth[:, None] ** np.arange(len(years)))
    keys = {"municipality_code": np.repeat(CODES, len(years)), "year": np.tile(years, len(CODES))}
    return pl.DataFrame({**keys, "persons": persons.ravel()})


def changes() -> pl.DataFrame:
    """Birth surplus and net migration; seven people a year are accounted for by neither."""
    persons = population().sort("municipality_code", "year")["persons"].to_numpy()
    by_place = persons.reshape(len(CODES), -1)
    surplus = np.tile(np.array([[10.0], [2.0], [-4.0], [-5.0]]), len(YEARS))
    net = np.diff(by_place, axis=1) - surplus - 7
    return rows(birth_surplus=surplus.ravel(), net_migration=net.ravel())


def commuting(year: int = 2014) -> pl.DataFrame:
    """Employed by home and work; pairs without anybody are not there."""
    pairs = [(year, h, w, count) for h, to in COMMUTING.items() for w, count in to.items()]
    return pl.DataFrame(pairs, schema=["year", "home_code", "work_code", "employed"], orient="row")


def inputs() -> Inputs:
    """All of it."""
    return Inputs(
        population=population(),
        changes=changes(),
        jobs=growth_from_components(components()),
        commuting=commuting_matrix(commuting(), CODES, 2014),
    )


def value(frame: pl.DataFrame, column: str, code: str, year: int) -> float:
    """One number of a frame."""
    found = frame.filter(pl.col("municipality_code") == code, pl.col("year") == year)
    return float(found[column].item())


def plain_growth(code: str, year: int) -> dict[str, float]:
    """x^k of one place and year: growth beyond the country's, per cent of all jobs before."""
    jobs = components()

    def number(column: str, of: str = code, at: int = year) -> float:
        return value(jobs, column, of, at)

    private, total = number("private_jobs", at=year - 1), number("total_jobs", at=year - 1)
    public_before = {c: number("total_jobs", c, year - 1) for c in CODES}
    public_now = {c: number("total_jobs", c, year) for c in CODES}
    for c in CODES:
        public_before[c] -= number("private_jobs", c, year - 1)
        public_now[c] -= number("private_jobs", c, year)
    national = 100 * (sum(public_now.values()) / sum(public_before.values()) - 1)
    own = 100 * (public_now[code] / public_before[code] - 1)
    structure = number("industry_mix") + number("population_effect")
    return {
        "attractiveness": number("business_attractiveness") * private / total,
        "structure": structure * private / total,
        "public": (own - national) * public_before[code] / total,
    }


def plain_row(code: str, year: int, by: Coefficients = COEFFICIENTS) -> dict[str, float]:
    """Every term of expected net migration to one municipality in one year, and the rest."""
    people = {c: value(population(), "persons", c, year) for c in CODES}
    net = {c: value(changes(), "net_migration", c, year) for c in CODES}
    employed = sum(COMMUTING[code].values())
    jobs = sum(to.get(code, 0) for to in COMMUTING.values())
    at_home = COMMUTING[code][code] / employed
    ties = (1 - at_home) + (1 - COMMUTING[code][code] / jobs)
    terms = {
        "national_immigration": 100 * sum(net.values()) / sum(people.values()),
        "constant": by.constant,
        "size": by.size_slope * log(people[code]) + by.size_level,
        "labour_market_integration": by.integration_slope * ties + by.integration_level,
        "internal_integration": by.internal_integration_level,
        **plain_own_growth(code, year, at_home, by),
        "neighbour_growth": 0.0,
    }
    for other, count in COMMUTING[code].items():
        if other != code:
            for lag, effect in enumerate(by.own_growth):
                growth = sum(plain_growth(other, year - lag).values())
                terms["neighbour_growth"] += (
                    by.neighbour_factor * count / employed * effect * growth
                )
    expected = sum(terms.values())
    rate = 100 * net[code] / people[code]
    return {
        **terms,
        "expected_net_migration": expected,
        "net_migration_rate": rate,
        "residential_attractiveness": rate - expected,
    }


def plain_own_growth(code: str, year: int, at_home: float, by: Coefficients) -> Mapping[str, float]:
    """own^k = p_ii·Σ_l b_l·x^k_t-l, by component."""
    terms = {f"own_growth_{name}": 0.0 for name in ("attractiveness", "structure", "public")}
    for lag, effect in enumerate(by.own_growth):
        for name, growth in plain_growth(code, year - lag).items():
            terms[f"own_growth_{name}"] += at_home * effect * growth
    return terms
