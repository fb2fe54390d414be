"""Who uses services in the demo country, and who works there, as tables.

Users follow the people of each age, and are more where the municipality spends more than its
need; hours, staff and children outside the family follow what is spent on them in the accounts.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from nyegrep.foundation.axes import OLDEST_AGE
from nyegrep.foundation.randomness import stream
from nyegrep.sources.demo.account_tables import unreported
from nyegrep.sources.demo.accounts import ACCOUNT_YEARS, Accounts, account_types, functions
from nyegrep.sources.demo.country import FloatArray
from nyegrep.sources.demo.frames import Numbers, Table, long, municipality_rows, rounded
from nyegrep.sources.demo.lasting import lasting
from nyegrep.sources.demo.need import Need
from nyegrep.sources.demo.parameters import MoneyParameters, ServiceParameters
from nyegrep.sources.demo.simulation import Simulation

CARE_GROUPS = {
    "0-49": (0, 49),
    "50-66": (50, 66),
    "67-79": (67, 79),
    "80-89": (80, 89),
    "90+": (90, OLDEST_AGE),
}
STAFFED_HOUSING = "staffed_housing"
CARE_FUNCTIONS = ("234", "253", "254")
WAGES = "AG16"


class _Services:
    """The demo country as seen by its services: everything is ``[year, slot, …]``."""

    def __init__(self, simulation: Simulation, accounts: Accounts, need: Need) -> None:
        self.simulation, self.accounts = simulation, accounts
        self.known = ServiceParameters()
        self.missing = unreported(simulation, accounts)
        self.sectors = need.sectors
        ends = [simulation.years[year].people_end.sum(axis=1) for year in ACCOUNT_YEARS]
        self.people = np.stack(ends).astype(np.float64)
        growth = 1 + MoneyParameters().price_growth
        self.price = growth ** np.arange(len(ACCOUNT_YEARS))[:, None]

    def aged(self, first: int, last: int) -> FloatArray:
        """People of some ages on 31 December."""
        found: FloatArray = self.people[..., first : last + 1].sum(axis=-1)
        return found

    def spent(self, codes: tuple[str, ...], kind: str | None = None) -> FloatArray:
        """Gross NOK on some functions, of all types or one, in prices of the first year."""
        rows = [row for row, function in enumerate(functions()) if function.code in codes]
        if kind is None:
            amounts = self.accounts.gross[..., rows]
        else:
            amounts = self.accounts.amounts[..., rows, account_types().index(kind)]
        found: FloatArray = 1000.0 * amounts.sum(axis=-1) / self.price
        return found

    def local(self, name: str, spread: float) -> FloatArray:
        """Lasting differences as factors about one."""
        return np.exp(
            lasting(self.simulation, name, np.array([spread]), ACCOUNT_YEARS, 0.1)[..., 0]
        )

    def overspending(self, sector: str) -> FloatArray:
        """What more a municipality does for its need, as a factor."""
        return np.exp(self.accounts.deviation[..., self.sectors.index(sector)])

    def rng(self, name: str) -> np.random.Generator:
        """A stream of chance of its own."""
        return stream(self.simulation.seed, f"demo.{name}")

    def table(
        self, dataset: str, dimensions: Mapping[str, tuple[str, ...]], **measures: Numbers
    ) -> Table:
        """Rows of every municipality and year; empty where no accounts were sent."""
        rows, years, slots = municipality_rows(self.simulation.country, ACCOUNT_YEARS)
        at = (years - ACCOUNT_YEARS.start, slots)
        columns = {}
        for name, values in measures.items():
            found = values[at].astype(np.float64)
            found[self.missing[at]] = np.nan
            columns[name] = found
        return Table(dataset, long(rows, dimensions, **columns))


def tables(simulation: Simulation, accounts: Accounts, need: Need) -> list[Table]:
    """All tables about users of services and those who work there."""
    found = _Services(simulation, accounts, need)
    return [
        _care_users(found),
        _care_hours(found),
        _care_staff(found),
        _kindergartens(found),
        _schools(found),
        _child_welfare(found),
    ]


def _care_users(found: _Services) -> Table:
    """Users by age, but residents of housing staffed round the clock in all, as in the source."""
    people = np.stack([found.aged(*ages) for ages in CARE_GROUPS.values()], axis=-1)
    served = np.sqrt(found.overspending("care"))
    users = {}
    for name, rates in found.known.care_rates.items():
        factor = served * found.local(f"users.{name}", found.known.coverage_sd)
        expected = people * np.array(rates) * factor[..., None]
        users[name] = found.rng(f"users.{name}").poisson(expected)
    housing = users.pop(STAFFED_HOUSING).sum(axis=-1)[..., None, None]
    by_age = np.stack(list(users.values()), axis=2)
    dimensions = {"care_service": tuple(users), "age_group": tuple(CARE_GROUPS)}
    whole = {"care_service": (STAFFED_HOUSING,), "age_group": ("all",)}
    told = found.table("care_users", dimensions, users=by_age)
    together = found.table("care_users", whole, users=housing)
    return Table("care_users", pl.concat([told.frame, together.frame]))


def _care_hours(found: _Services) -> Table:
    price = found.known.nok_per_hour * found.local("hours", 0.08)
    return found.table("care_hours", {}, hours=np.round(found.spent(("254",)) / price))


def _care_staff(found: _Services) -> Table:
    everyone = found.spent(CARE_FUNCTIONS, WAGES) / found.known.nok_per_care_worker
    nurses = found.known.nurse_share * everyone * found.local("nurses", 0.12)
    both = rounded(np.stack([everyone, nurses], axis=-1), 1)
    return found.table("care_staff", {"staff_group": ("all", "nurses")}, full_time_equivalents=both)


def _kindergartens(found: _Services) -> Table:
    rng, local = found.rng("kindergartens"), found.local("kindergartens", 0.03)
    toddlers, older = found.aged(1, 2), found.aged(3, 5)
    shares = [np.minimum(share * local, 1.0) for share in found.known.kindergarten_shares]
    small = rng.binomial(toddlers.astype(np.int64), shares[0])
    large = rng.binomial(older.astype(np.int64), shares[1])
    whole = 100 * (small + large) / np.maximum(toddlers + older, 1)
    both = np.stack([whole, 100 * large / np.maximum(older, 1)], axis=-1)
    dimensions = {"age_group": ("1-5", "3-5")}
    return found.table("kindergarten_coverage", dimensions, coverage_percent=rounded(both, 1))


def _schools(found: _Services) -> Table:
    of_age = found.aged(6, 15)
    pupils = found.rng("pupils").binomial(of_age.astype(np.int64), found.known.pupil_share)
    usual = found.known.schools_level * pupils**found.known.schools_slope
    schools = np.maximum(np.round(usual * found.local("schools", 0.2)), 1)
    teachers = rounded(found.spent(("202",), WAGES) / found.known.nok_per_teacher, 1)
    group = found.known.group_factor * pupils / np.maximum(teachers, 1)
    return found.table(
        "primary_schools",
        {},
        pupils=pupils,
        schools=schools,
        teacher_full_time_equivalents=teachers,
        group_size=rounded(group, 1),
    )


def _child_welfare(found: _Services) -> Table:
    rng, children = found.rng("child_welfare"), found.aged(0, 17)
    placed = rng.poisson(np.maximum(found.spent(("252",)), 0) / found.known.nok_per_placed_child)
    share = found.known.child_welfare_share * found.overspending("child_welfare")
    helped = placed + rng.poisson(children * share)
    dimensions = {"child_welfare_measure": ("all", "outside_family")}
    counts = np.stack([helped, placed], axis=-1)
    return found.table("child_welfare_children", dimensions, children=counts)
