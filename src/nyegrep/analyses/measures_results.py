"""Results of the analyses of what may be saved, and what may be prevented: figures, as always."""

from __future__ import annotations

from dataclasses import dataclass

from nyegrep.analyses.results import Place
from nyegrep.foundation.errors import Problem
from nyegrep.foundation.figures import Figure


@dataclass(frozen=True)
class SavingsDistribution:
    """How much each area is to save, and why.

    Figures and the columns of their values:
        distribution: ``area, taking_part`` (``included`` | ``excluded``), ``spending_million,
            excess_million, outlook_million, share, target_million, decided_million,
            remaining_million, beyond_million``; one row per area, then ``unplaced`` (what no area
            has room for) and ``sum``. Targets and ``unplaced`` add up to the total.
            ``remaining_million`` is the target less what is decided already, never below nought;
            what is decided beyond the target is ``beyond_million``. Facts: ``total_million, year``
            (of the accounts), ``base_year, horizon, future`` (of the outlook; null where it is not
            known), ``weights_decided`` (false where nobody has chosen them).
        criteria: ``savings_criterion, weight_percent, effective_percent, area, amount_million,
            share, part_million``: what each criterion says of each area (``budget_share`` |
            ``excess_spending`` | ``demographic_outlook``), before room and rounding. Facts: as
            distribution.
    """

    municipality: Place
    year: int
    distribution: Figure
    criteria: Figure
    notes: tuple[Problem, ...] = ()

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All figures, in the order a reader meets them."""
        return (self.distribution, self.criteria)


@dataclass(frozen=True)
class PreventionResult:
    """What preventive measures save each level of government beside what they cost it.

    Kroner are fixed, those of ``price_year``, and of today's value. ``government_level`` is one of
    ``municipal_level``, ``county_level``, ``state_level``, or ``all_levels``: their sum. The
    measure ``sum`` is all measures together. Figures and the columns of their values:

        account: ``measure, group_at_risk, persons, success_rate, government_level, saving_nok,
            cost_nok, net_nok, break_even_percent`` (null where it cannot be reached),
            ``break_even`` (``within_reach`` | ``out_of_reach`` | ``nothing_to_save``),
            ``payback_years`` (null where it has not paid back). What is of one measure is null in
            the ``sum``. Facts: ``price_year``.
        by_year: ``measure, government_level, years_ahead, net_nok, cumulative_nok``. Facts: as
            account.
        sensitivity: ``measure, government_level, success_rate, net_nok``: the net had the
            measure another success rate. Facts: as account.
    """

    price_year: int
    account: Figure
    by_year: Figure
    sensitivity: Figure
    notes: tuple[Problem, ...] = ()

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All figures, in the order a reader meets them."""
        return (self.account, self.by_year, self.sensitivity)
