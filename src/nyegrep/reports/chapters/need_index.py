"""What the inhabitants need beside those of the country: a part of the comparison."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from nyegrep.analyses.economy_results import NeedIndex
from nyegrep.foundation.figures import Figure
from nyegrep.foundation.terms import label
from nyegrep.reports.charts.bars import Bar, change_bars
from nyegrep.reports.gallery import Exhibit, cells, table
from nyegrep.reports.press import Press, capitalised

TOTAL = "total"
DRAWN = 8  # criteria that are drawn one by one; the others stand together
PERCENT = 100


@dataclass(frozen=True)
class Effect:
    """A criterion, and what it adds to revenue: NOK per inhabitant."""

    name: str
    nok: float


@dataclass(frozen=True)
class Need:
    """What the texts say of the need.

    Attributes:
        place: the municipality in a sentence.
        year: of the income system.
        percent: how much more is needed than in the country, per cent; below nought where less.
        million: what equalisation gives, million NOK; ``None`` where it is not known.
        effects: criteria by what they add, the largest first; empty where they are not known.
        others: what the criteria that are not among them add together.
        verified: the cost key is checked against the ministry's publication.
        key_year: whose cost key it is; ``None`` where no key was used.
    """

    place: str
    year: int
    percent: float
    million: float | None
    effects: tuple[Effect, ...]
    others: float
    verified: bool
    key_year: int | None

    @property
    def most(self) -> Effect | None:
        """The criterion that adds most; ``None`` where none adds anything."""
        found = max(self.effects, key=lambda effect: effect.nok, default=None)
        return found if found is not None and found.nok > 0 else None

    @property
    def least(self) -> Effect | None:
        """The criterion that takes off most; ``None`` where none takes off anything."""
        found = min(self.effects, key=lambda effect: effect.nok, default=None)
        return found if found is not None and found.nok < 0 else None


def need_of(found: NeedIndex, press: Press) -> Need | None:
    """What the text says of the need; ``None`` where its total is not known."""
    facts = found.sectors.facts
    if facts["total"] is None:
        return None
    effects = _effects(found.criteria, press)
    money = found.criteria.facts["equalisation_million"] if found.criteria is not None else None
    return Need(
        place=press.name(found.municipality),
        year=found.year,
        percent=PERCENT * (facts["total"] - 1),
        million=money,
        effects=tuple(sorted(effects[:DRAWN], key=lambda effect: -effect.nok)),
        others=sum(effect.nok for effect in effects[DRAWN:]),
        verified=bool(facts["key_verified"]),
        key_year=facts["key_year"],
    )


def need_exhibits(about: Need, found: NeedIndex, press: Press) -> Iterator[Exhibit]:
    """The sectors' indices, and what the criteria add where that is known."""
    yield _sectors_exhibit(about, found, press)
    if about.effects and found.criteria is not None:
        yield _criteria_exhibit(about, found.criteria, press)


def _effects(criteria: Figure | None, press: Press) -> list[Effect]:
    """Criteria by the size of what they add."""
    if criteria is None:
        return []
    known = criteria.values.drop_nulls("effect_nok").sort(
        pl.col("effect_nok").abs(), descending=True
    )
    rows = known.select("criterion", "effect_nok").rows()
    return [Effect(_criterion(name, press), float(nok)) for name, nok in rows]


def _criterion(name: str, press: Press) -> str:
    """A criterion in words; the one that each municipality has one of is no base year."""
    return str(press.words["need"]["criteria"].get(name) or label(name, press.language))


def _sectors_exhibit(about: Need, found: NeedIndex, press: Press) -> Exhibit:
    words, form = press.words["need"], press.forms
    values = found.sectors.values
    weighed = values["weight"].count() > 0
    body = []
    for row in values.iter_rows(named=True):
        name = words["sectors"].get(row["sector"]) or press.label(row["sector"])
        weight = [None if row["weight"] is None else PERCENT * row["weight"]]
        shown = (
            *cells([row["index"]], lambda value: form.number(value, 3)),
            *(cells(weight, form.percent) if weighed else ()),
        )
        body.append((name, shown))
    headings = [words["sector"], words["index"], *([words["weight"]] if weighed else [])]
    return Exhibit("sectors", found.sectors, about, table(headings, body))


def _criteria_exhibit(about: Need, figure: Figure, press: Press) -> Exhibit:
    words, form = press.words["need"], press.forms
    shown = [*about.effects, *([Effect(words["others"], about.others)] if about.others else [])]
    bars = [
        Bar(capitalised(effect.name), effect.nok, form.signed(effect.nok), form.signed(effect.nok))
        for effect in shown
    ]
    body = []
    for row in figure.values.iter_rows(named=True):
        numbers = (
            *cells([row["index"]], lambda value: form.number(value, 3)),
            *cells([row["effect_nok"]], form.signed),
            *cells([row["effect_million"]], form.signed_amount),
        )
        body.append((capitalised(_criterion(row["criterion"], press)), numbers))
    headings = [words[name] for name in ("criterion", "index", "nok", "million")]
    return Exhibit(
        name="criteria",
        figure=figure,
        about=about,
        table=table(headings, body),
        draw=lambda frame: change_bars(frame, bars, words["unit"]),
    )
