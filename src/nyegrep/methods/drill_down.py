"""Why an area costs more or less: people it is for, cost for each of them, functions it is made of.

u = s·c with s the share of the inhabitants that an area is for and c the spending for each of
them. The midpoint decomposition gives each its part without remainder:
u - ū = (s - s̄)·(c + c̄)/2 + (c - c̄)·(s + s̄)/2.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

TARGET_GROUP = "target_group"
COST_PER_PERSON = "cost_per_person"
NEED_AND_INCOME = "need_and_income"
OTHER_SPENDING = "spending"
REMAINDER = "remainder"
REST_OF_AREA = "other_spending"
NOTHING = 1e-9
SCHEMA = {
    "part": pl.String,
    "own_value": pl.Float64,
    "reference_value": pl.Float64,
    "effect_nok": pl.Float64,
}


@dataclass(frozen=True)
class Spending:
    """Spending on an area per inhabitant, and the share of the inhabitants that it is for.

    Attributes:
        per_inhabitant: kroner per inhabitant, u.
        target_share: share of the inhabitants, s; ``None`` where it is not known or not one.
    """

    per_inhabitant: float
    target_share: float | None = None

    @property
    def cost(self) -> float | None:
        """Kroner for each person it is for, c = u / s."""
        share = self.target_share
        return self.per_inhabitant / share if share is not None and share > 0 else None


def people_and_cost(own: Spending, reference: Spending, level: float) -> pl.DataFrame:
    """The difference from the level, u - N*, as people, cost, and what need and income allow.

    Args:
        own: ours.
        reference: whom we compare with.
        level: the level that need and income explain, N*.

    Returns:
        ``part, own_value, reference_value, effect_nok``; parts ``target_group`` (shares),
        ``cost_per_person`` (kroner per person), or ``spending`` where the group is not known, and
        ``need_and_income``, ū - N*. They add up to u - N*.
    """
    rows: list[tuple[str, float | None, float | None, float]] = []
    if own.cost is None or reference.cost is None:
        change = own.per_inhabitant - reference.per_inhabitant
        rows.append((OTHER_SPENDING, own.per_inhabitant, reference.per_inhabitant, change))
    else:
        share, other_share = own.target_share or 0.0, reference.target_share or 0.0
        people = (share - other_share) * (own.cost + reference.cost) / 2
        cost = (own.cost - reference.cost) * (share + other_share) / 2
        rows.append((TARGET_GROUP, share, other_share, people))
        rows.append((COST_PER_PERSON, own.cost, reference.cost, cost))
    allowed = reference.per_inhabitant - level
    rows.append((NEED_AND_INCOME, reference.per_inhabitant, level, allowed))
    return pl.DataFrame(rows, SCHEMA, orient="row")


def by_part(own: dict[str, float], reference: dict[str, float], gap: float) -> pl.DataFrame:
    """The gap u - ū as the gaps of its parts, and what they do not explain.

    Args:
        own: part (a function) to kroner per inhabitant.
        reference: the same of whom we compare with.
        gap: u - ū of the area.

    Returns:
        ``part, own_value, reference_value, effect_nok``; ``remainder`` where parts are not known
        on both sides.
    """
    rows = [
        (part, value, reference[part], value - reference[part])
        for part, value in own.items()
        if part in reference
    ]
    left = gap - sum(row[3] for row in rows)
    if abs(left) > NOTHING * max(1.0, abs(gap)):
        return pl.DataFrame([*rows, (REMAINDER, None, None, left)], SCHEMA, orient="row")
    return pl.DataFrame(rows, SCHEMA, orient="row")


def by_factor(own: dict[str, float], reference: dict[str, float], gap: float) -> pl.DataFrame:
    """The gap u - ū as parts from factors, where a part of the spending is their product.

    u_f = x_1·x_2·…·x_n, as children per inhabitant, children outside the family for each of them,
    and cost for each of those. The midpoint decomposition, one factor at a time, gives each its
    part without remainder::

        effect_k = (x_k - x̄_k) · (Π_j<k x_j + Π_j<k x̄_j)/2 · Π_j>k (x_j + x̄_j)/2

    Args:
        own: factor to value, in order; their product is our spending on the part.
        reference: the same of whom we compare with.
        gap: u - ū of the whole area.

    Returns:
        ``part, own_value, reference_value, effect_nok``; ``other_spending`` is the rest of the gap,
        from what is not the product.

    Example:
        >>> parts = by_factor({"children": 0.2, "cost": 100.0}, {"children": 0.1, "cost": 90.0}, 15)
        >>> parts["effect_nok"].round(2).to_list()
        [9.5, 1.5, 4.0]
    """
    rows: list[tuple[str, float | None, float | None, float]] = []
    before, other_before = 1.0, 1.0
    names = list(own)
    for place, name in enumerate(names):
        after = 1.0
        for later in names[place + 1 :]:
            after *= (own[later] + reference[later]) / 2
        effect = (own[name] - reference[name]) * (before + other_before) / 2 * after
        rows.append((name, own[name], reference[name], effect))
        before *= own[name]
        other_before *= reference[name]
    left = gap - sum(row[3] for row in rows)
    if abs(left) > NOTHING * max(1.0, abs(gap)):
        rows.append((REST_OF_AREA, None, None, left))
    return pl.DataFrame(rows, SCHEMA, orient="row")
