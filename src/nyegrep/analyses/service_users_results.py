"""The result of the outlook of users: figures, ready for any door or page."""

from __future__ import annotations

from dataclasses import dataclass

from nyegrep.analyses.results import Place
from nyegrep.foundation.errors import Problem
from nyegrep.foundation.figures import Figure


@dataclass(frozen=True)
class ServiceUsersOutlook:
    """How many will use services, and how many full-time equivalents that takes, in each future.

    ``service`` is ``home_care``, ``institution`` (long stay), ``staffed_housing`` (round the
    clock), ``kindergarten`` (children with a place) or ``primary_school`` (pupils). One that is
    not known is absent; of kindergarten and school people of the age stand instead. Figures and
    the columns of their values:

        by_service: ``future, service, year, mean, p10, p25, p50, p75, p90``: users on 1 January,
            mean and quantiles over the draws (null where nothing was drawn). ``None`` where
            nothing is known of any service. Facts: ``base_year, horizon, draws, switched_on``,
            ``counted`` (service to users), ``counted_year`` (service to the year at whose end
            they were counted), ``from_people`` (services told as people of the age).
        horizon: ``future, service, base, mean, p10, p90``: users in the base year and at the
            horizon. Facts: as by_service, and ``lowest, highest`` (service to users, over all
            futures).
        staff: ``future, staff_group, year, mean, p10, p25, p50, p75, p90``: full-time equivalents
            in care, ``nurses`` and ``other_staff``; ``None`` where they are not known. Facts:
            ``base_year, horizon, draws, switched_on``, ``counted_year``, ``counted`` (group to
            full-time equivalents), ``services`` (that they follow).
        dementia: ``future, year, mean, p10, p25, p50, p75, p90``: people with dementia by
            prevalence at each age. Facts: ``base_year, horizon, draws, sex_known``.
        rates: ``service, age_first, age_last, own_rate, similar_rate, shrunken_rate, weight``:
            users per person: as counted (null where hidden), of the place and similar ones
            together, and what is used; ``weight`` is how much the own rate counts.
            ``None`` where no users are known. Facts: ``similar`` (service to how many places),
            ``similar_by`` (service to ``kostra_group``, ``size`` or ``all``), ``counted_year``.
    """

    municipality: Place
    base_year: int
    horizon_year: int
    services: tuple[str, ...]
    futures: tuple[str, ...]
    names: dict[str, dict[str, str]]
    dementia: Figure
    by_service: Figure | None = None
    horizon: Figure | None = None
    staff: Figure | None = None
    rates: Figure | None = None
    notes: tuple[Problem, ...] = ()

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All figures there are, in the order a reader meets them."""
        found = (self.horizon, self.by_service, self.staff, self.dementia, self.rates)
        return tuple(figure for figure in found if figure is not None)
