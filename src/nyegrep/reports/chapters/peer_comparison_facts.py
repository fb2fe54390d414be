"""What the words of the comparison need: the areas' differences, the largest of them, the peers."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from nyegrep.analyses.economy_results import PeerComparison
from nyegrep.foundation.terms import label
from nyegrep.reports.press import Press

SUM = "sum"
ADJUSTMENTS = ("need_adjustment", "income_adjustment")
PEOPLE_AND_COST, BY_FUNCTION, BY_TYPE = "people_and_cost", "by_function", "by_type"
LITTLE = 0.5  # million NOK: below this a difference is none to speak of


@dataclass(frozen=True)
class Gap:
    """An area: kroner per inhabitant here and at the level, and the difference in million NOK."""

    id: str
    name: str
    own: float | None
    level: float | None
    difference: float
    in_sum: bool


@dataclass(frozen=True)
class Part:
    """A part of the largest difference: what it is here, at those compared with, and its effect."""

    id: str
    name: str
    own: float | None
    reference: float | None
    effect: float


@dataclass(frozen=True)
class Formula:
    """What an area is: its functions in words, with their codes."""

    name: str
    functions: tuple[str, ...]
    in_sum: bool


@dataclass(frozen=True)
class Comparison:
    """What the texts say of the comparison.

    Attributes:
        place: the municipality in a sentence.
        year: of the accounts.
        reference: ``country`` or ``peers``: whose average the level begins from.
        normed: the level is that average times the need.
        adjustment: ``area``, ``total`` or ``none``: where income is taken into account.
        income: corrected unrestricted revenue, per cent of the country; ``None`` where not known.
        official_income: it is the published number, not our approximation.
        total: of the areas in the sum, million NOK; positive where more is spent.
        gaps: the areas, the most first; adjustments of the sum are among them where they are made.
        most: the area with the largest positive difference; ``None`` where none spends more.
        least: the area with the largest negative one; ``None`` where none spends less.
        parts: why the area ``most`` differs; they add up to it.
        functions: the same difference by function, before need and income; empty for one function.
        counted: areas whose users or work are counted, so that more can be said of them.
        outside: areas that cut across others and are not in the sum.
        peers: those compared with, by name.
        chosen_by: ``user`` or ``similarity``.
        looked_at: how many municipalities the peers were found among.
        dimensions: what likeness was measured by.
        formulas: what each area is.
    """

    place: str
    year: int
    reference: str
    normed: bool
    adjustment: str
    income: float | None
    official_income: bool
    total: float
    gaps: tuple[Gap, ...]
    most: Gap | None
    least: Gap | None
    parts: tuple[Part, ...]
    functions: tuple[Part, ...]
    counted: tuple[str, ...]
    outside: tuple[str, ...]
    peers: tuple[str, ...]
    chosen_by: str
    looked_at: int
    dimensions: tuple[str, ...]
    formulas: tuple[Formula, ...]


def comparison_of(found: PeerComparison, press: Press) -> Comparison:
    """What the text says of the comparison."""
    facts = found.gaps.facts
    rows = list(found.gaps.values.iter_rows(named=True))
    known = [_gap(row, press) for row in rows if row["difference_million"] is not None]
    total = next(gap.difference for gap in known if gap.id == SUM)
    gaps = sorted((gap for gap in known if gap.id != SUM), key=lambda gap: -gap.difference)
    areas = [gap for gap in gaps if gap.in_sum and gap.id not in ADJUSTMENTS]
    most = areas[0] if areas and areas[0].difference > LITTLE else None
    least = areas[-1] if areas and areas[-1].difference < -LITTLE else None
    chosen = found.peers.values
    counted = counted_splits(found)["area"].unique(maintain_order=True)
    return Comparison(
        place=press.name(found.municipality),
        year=found.year,
        reference=facts["reference"],
        normed=facts["reference"] == "country" and bool(found.gaps.values["need"].count()),
        adjustment=facts["adjustment"],
        income=facts["income_percent"],
        official_income=bool(facts["official_income"]),
        total=total,
        gaps=tuple(gaps),
        most=most,
        least=least,
        parts=_parts(found, most, PEOPLE_AND_COST, press),
        functions=_parts(found, most, BY_FUNCTION, press),
        counted=tuple(label(area, press.language) for area in counted),
        outside=tuple(label(area, press.language) for area in facts["overlapping"]),
        peers=tuple(chosen["place_name"].unique(maintain_order=True).to_list()),
        chosen_by=chosen["chosen_by"][0] if len(chosen) else "similarity",
        looked_at=int(found.peers.facts["municipalities"]),
        dimensions=tuple(label(name, press.language) for name in found.peers.facts["dimensions"]),
        formulas=_formulas(found, press),
    )


def counted_splits(found: PeerComparison) -> pl.DataFrame:
    """The parts of differences by users, work for each and price, where these are counted."""
    plain = (PEOPLE_AND_COST, BY_FUNCTION, BY_TYPE)
    return found.drill_down.values.filter(~pl.col("split").is_in(plain))


def _gap(row: dict[str, object], press: Press) -> Gap:
    area = str(row["area"])
    return Gap(
        id=area,
        name=label(area, press.language),
        own=_number(row["own_nok"]),
        level=_number(row["level_nok"]),
        difference=float(str(row["difference_million"])),
        in_sum=bool(row["in_sum"]) or area in ADJUSTMENTS,
    )


def _number(found: object) -> float | None:
    return float(found) if isinstance(found, int | float) else None


def _parts(found: PeerComparison, most: Gap | None, split: str, press: Press) -> tuple[Part, ...]:
    if most is None:
        return ()
    of_most = (pl.col("area") == most.id) & (pl.col("split") == split)
    rows = found.drill_down.values.filter(of_most)
    if split == BY_FUNCTION:
        rows = rows.sort("effect_million", descending=True, maintain_order=True)
    return tuple(
        Part(
            id=row["part"],
            name=label(row["part"], press.language),
            own=row["own_value"],
            reference=row["reference_value"],
            effect=float(row["effect_million"]),
        )
        for row in rows.iter_rows(named=True)
    )


def _formulas(found: PeerComparison, press: Press) -> tuple[Formula, ...]:
    return tuple(
        Formula(
            name=press.label(row["area"]),
            functions=tuple(_function(code, press) for code in row["functions"]),
            in_sum=bool(row["in_sum"]),
        )
        for row in found.formulas.iter_rows(named=True)
    )


def _function(code: str, press: Press) -> str:
    """A function in words with its code; a service area by its code."""
    name = press.word(code)
    return (
        f"{name} ({code})" if name else press.words["comparison"]["service_area"].format(code=code)
    )
