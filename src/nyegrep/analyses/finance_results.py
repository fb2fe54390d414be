"""The result of the analysis of the municipal economy: figures, ready for any door or page."""

from __future__ import annotations

from dataclasses import dataclass

from nyegrep.analyses.results import Place
from nyegrep.foundation.errors import Problem
from nyegrep.foundation.figures import Figure


@dataclass(frozen=True)
class FinanceOutlook:
    """What the municipality must find to meet its targets, and what that depends on.

    Amounts are million NOK, in the prices of the plan year; without a plan in those of
    ``price_year``. Positive parts of the need must be found. ``future`` is as in
    ``FuturesOutlook``, but without Statistics Norway's alternative. Figures and the columns of
    their values:

        targets: ``year, status, indicator, value, target, light``: per cent of gross operating
            revenue; years of the accounts (``accounts``), then those of the plan (``budget``,
            ``plan``). ``light`` is ``green, amber`` or ``red``, null where value or target is not
            known. Facts: ``margins`` (indicator to percentage points), ``relations`` (indicator to
            1 at least, -1 at most), ``first_plan_year`` (null where there is no plan).
        restructuring: ``future, year, part, mean, counted``: parts of the need, mean over the
            draws, and last ``restructuring_need``, their sum over those that are ``counted``;
            ``counted`` is false where the plan has the part already. ``None`` where there is no
            plan or no target for net operating result. Facts: ``base_year, made_from`` (whose
            people the plan was made from), ``price_years, target`` (by year), ``draws``.
        sensitivity: ``future, year, mean, p10, p90``: the need. Facts as restructuring.
        revenue: ``future, year, part, mean, p10, p90``: change of revenue that follows people since
            the year the plan was made from, by part and ``total``; ``None`` where its level is not
            known. Facts: ``made_from, unrestricted_nok, tax_nok, national_tax_nok, need_nok`` (per
            inhabitant; null where not known), ``persons, price_year, key_year``.
        robek: ``condition, state, year, value, limit, missing, paragraph``. ``state`` is ``met``,
            ``not_met`` or ``unknown``; ``missing`` names the columns of the plan that would tell.
            ``None`` where there is no plan.
    """

    municipality: Place
    base_year: int
    plan_years: tuple[int, ...]
    futures: tuple[str, ...]
    names: dict[str, dict[str, str]]
    targets: Figure
    restructuring: Figure | None
    sensitivity: Figure | None
    revenue: Figure | None
    robek: Figure | None
    notes: tuple[Problem, ...] = ()

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All figures, in the order a reader meets them."""
        found = (self.targets, self.restructuring, self.sensitivity, self.revenue, self.robek)
        return tuple(figure for figure in found if figure is not None)
