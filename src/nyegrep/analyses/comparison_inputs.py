"""What a comparison of spending is made of: accounts, peers, country, group, need and income."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import polars as pl

from nyegrep.analyses.accounts import Accounts
from nyegrep.analyses.context import MUNICIPALITY, Context
from nyegrep.analyses.need_inputs import NeedBasis
from nyegrep.analyses.peer_choice import Chosen, choose, revenue_of
from nyegrep.foundation.codes import COUNTRY
from nyegrep.foundation.errors import DataError, fail
from nyegrep.foundation.provenance import Source
from nyegrep.methods.benchmark import (
    IncomeSettings,
    TypeSettings,
    corrected_revenue,
    mean_of,
    signed_amounts,
)
from nyegrep.methods.drill_down import Spending
from nyegrep.methods.need import joint_index

GROUPS = "kostra_groups"
BY_TYPE = "expenditure_by_function_and_type"


@dataclass(frozen=True)
class Comparing:
    """One municipality's accounts of one year beside those of others.

    Attributes:
        context: the place on the borders of the year.
        year: year of the accounts.
        accounts: spending by area.
        need: what is known of need in the year.
    """

    context: Context
    year: int
    accounts: Accounts
    need: NeedBasis

    @cached_property
    def chosen(self) -> Chosen:
        """Whom to compare with, and why."""
        return choose(self.context, self.accounts.municipalities, self.need.totals, self.year)

    @cached_property
    def own(self) -> dict[str, float]:
        """Area to kroner per inhabitant."""
        return self.accounts.of(self.context.place.code)

    @cached_property
    def country(self) -> dict[str, float]:
        """Spending of the country; nothing where the accounts have no row for it."""
        return self.accounts.of(COUNTRY)

    @cached_property
    def peers(self) -> dict[str, float]:
        """Spending of the peers as one."""
        codes = [peer.code for peer in self.chosen.peers]
        amounts = self.accounts.amounts.filter(pl.col("municipality_code").is_in(codes))
        return dict(mean_of(amounts, self.accounts.people).iter_rows())

    @cached_property
    def group(self) -> str | None:
        """The KOSTRA group of the place in the year, where it is known."""
        if not self.context.workspace.has(GROUPS):
            return None
        table = self.context.workspace.table(GROUPS).filter(pl.col("year") == self.year)
        own = table.filter(pl.col("municipality_code") == self.context.place.code)
        return next(iter(own["group_code"]), None)

    @cached_property
    def reference(self) -> str:
        """Whom the level is taken from: the country, else the peers.

        Raises:
            DataError: there is neither.
        """
        if self.country:
            return "country"
        if not self.peers:
            place = self.context.place
            facts = {"code": place.code, "name": place.name, "year": self.year}
            fail(DataError, "benchmark.nobody_to_compare_with", **facts)
        return "peers"

    @cached_property
    def area_need(self) -> dict[str, float]:
        """Need index by area, where its sectors are known; beside the country, so only with it."""
        key = self.need.known_key.key
        index, _ = self.need.of(self.context.place.code)
        if key is None or self.reference != "country":
            return {}
        found = {
            area: joint_index(index, key, sectors)
            for area, sectors in self.accounts.settings.need_sectors.items()
        }
        return {area: value for area, value in found.items() if value is not None}

    @property
    def total_need(self) -> float | None:
        """Need in total, where that of the areas is not known."""
        if self.area_need or self.reference != "country":
            return None
        return self.need.totals.get(self.context.place.code)

    @property
    def need_known(self) -> bool:
        """True where the level can be normed, by area or in sum; income stands on it."""
        return bool(self.area_need) or self.total_need is not None

    @cached_property
    def income(self) -> tuple[float | None, bool]:
        """Corrected unrestricted revenue, 1 = the country, and whether it is the official one."""
        settings, _ = self.context.parameters("benchmark.income", IncomeSettings)
        code = self.context.place.code
        if code in settings.corrected_revenue_percent:
            return settings.corrected_revenue_percent[code] / 100, True
        revenue = revenue_of(self.context, self.year)
        need = self.need.totals.get(code)
        if need is None or code not in revenue or COUNTRY not in revenue:
            return None, False
        return corrected_revenue(revenue[code], revenue[COUNTRY], need), False

    def spending(self, area: str) -> tuple[Spending, Spending] | None:
        """Our spending on an area and that of the reference, with the shares it is for."""
        others = self.country if self.reference == "country" else self.peers
        if area not in self.own or area not in others:
            return None
        ages = self.accounts.settings.target_ages.get(area)
        members = [peer.code for peer in self.chosen.peers]
        all_of = list(self.context.complete_codes)
        compared = all_of if self.reference == "country" else members
        ours = self.share_of([self.context.place.code], ages)
        return Spending(self.own[area], ours), Spending(others[area], self.share_of(compared, ages))

    def codes_of(self, area: str) -> tuple[dict[str, float], dict[str, float]]:
        """Kroner per inhabitant by code of an area: ours, and the reference's."""
        wanted = pl.col("function").is_in(self.accounts.settings.functions[area])
        rows = self.accounts.codes.filter(wanted).rename({"function": "area"})
        codes = [peer.code for peer in self.chosen.peers]
        if self.reference == "country":
            codes = [COUNTRY]
        ours = rows.filter(pl.col("municipality_code") == self.context.place.code)
        theirs = rows.filter(pl.col("municipality_code").is_in(codes))
        people = self.accounts.people
        return (
            dict(mean_of(ours, people).iter_rows()),
            dict(mean_of(theirs, people).iter_rows()),
        )

    def types_of(self, area: str) -> tuple[dict[str, float], dict[str, float]] | None:
        """Kroner per inhabitant by type of an area: ours, and the reference's.

        The country is all municipalities with accounts by type. A type that a place has nothing
        of is nought. ``None`` where the accounts by type are not known.
        """
        rows = self._typed.filter(pl.col("function").is_in(self.accounts.settings.functions[area]))
        settings, _ = self.context.parameters("benchmark.types", TypeSettings)
        signed = signed_amounts(rows, settings)
        municipal = pl.col("municipality_code").str.contains(MUNICIPALITY)
        own = pl.col("municipality_code") == self.context.place.code
        peers = pl.col("municipality_code").is_in([peer.code for peer in self.chosen.peers])
        theirs = signed.filter(municipal if self.reference == "country" else peers)
        if signed.filter(own).is_empty() or theirs.is_empty():
            return None
        sides = [
            _per_inhabitant(side, self.accounts.people) for side in (signed.filter(own), theirs)
        ]
        order = [*settings.expenditure, *settings.income]
        types = [t for t in order if any(t in side for side in sides)]
        ours, others = ({t: side.get(t, 0.0) for t in types} for side in sides)
        return ours, others

    @cached_property
    def _typed(self) -> pl.DataFrame:
        """``municipality_code, function, type, amount`` in kroner, of the year."""
        schema = {"municipality_code": pl.String, "function": pl.String, "type": pl.String}
        if not self.context.workspace.has(BY_TYPE):
            return pl.DataFrame(schema=schema | {"amount": pl.Float64})
        table = self.context.workspace.table(BY_TYPE)
        rows = table.filter((pl.col("year") == self.year) & (pl.col("accounting_scope") == "group"))
        return rows.select(*schema, amount=pl.col("amount_thousand_nok") * 1000.0)

    @cached_property
    def type_sources(self) -> tuple[Source, ...]:
        """What the split by type stands on."""
        known = self.context.workspace.has(BY_TYPE) and not self._typed.is_empty()
        return self.context.sources_behind(BY_TYPE) if known else ()

    def share_of(self, codes: list[str], ages: tuple[int, int] | None) -> float | None:
        """Share of the inhabitants of some places that are of some ages, on 1 January."""
        if ages is None:
            return None
        year = pl.col("year") == self.context.base_year
        place = pl.col("municipality_code").is_in(codes)
        people = self.context.counted.filter(year & place)
        inside = people.filter(pl.col("age").is_between(*ages))["persons"].sum()
        whole = people["persons"].sum()
        return float(inside) / float(whole) if whole else None


def _per_inhabitant(amounts: pl.DataFrame, people: pl.DataFrame) -> dict[str, float]:
    """By type, over all the people of the places, also those with nothing of a type."""
    places = amounts.select("municipality_code").unique().join(people, on="municipality_code")
    persons = float(places["persons"].sum())
    summed = amounts.join(places, on="municipality_code").group_by("area")
    totals = summed.agg(pl.col("amount").sum())
    return {kind: amount / persons for kind, amount in totals.iter_rows()}
