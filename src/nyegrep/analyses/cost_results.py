"""The result of the analysis of demographic cost: figures, ready for any door or page."""

from __future__ import annotations

from dataclasses import dataclass

from nyegrep.analyses.results import Place
from nyegrep.foundation.errors import Problem
from nyegrep.foundation.figures import Figure


@dataclass(frozen=True)
class CostOutlook:
    """What people's number and ages will cost, by service and future, at today's standard.

    Kroner are fixed: those of ``price_year``. "Accumulated" is the difference in level between a
    year and the base year, which is the sum of the changes from year to year; it is not the sum of
    what is paid in all the years. ``service`` is one of ``foundation.services``, or
    ``municipal_total``: all but those of the county. ``future`` is as in ``FuturesOutlook``, but
    without Statistics Norway's alternative. Figures and the columns of their values:

        by_service: ``future, service, year, mean, p10, p25, p50, p75, p90, yearly_change``: million
            NOK accumulated from the base year to the year, mean and quantiles over the draws
            (null where nothing was drawn);
            ``yearly_change`` is the mean change from the year before. Facts: ``base_year, horizon,
            price_year, draws, estimated`` (services whose unit costs are estimates),
            ``switched_on`` (what-if to value; empty where nothing is).
        horizon: ``future, service, mean, p10, p90``: million NOK accumulated at the horizon.
            Facts: as by_service, and ``lowest, highest`` (service to million NOK, over all
            futures).
        by_age_group: ``future, service, age_first, age_last, mean``: the parts of the mean at the
            horizon; they add up to the service. Facts: as by_service.
        per_age: ``service, age_first, age_last, nok_per_person, kind, source``: the unit costs
            that were used, NOK for each inhabitant of the ages. Facts: ``price_year``.
        plausibility: ``service, implied, reference``: what the unit costs come to for the people
            of the country, and what the country spends, million NOK. Facts: ``base_year`` (of
            the people), ``price_year, municipalities`` (how many the country has here).
        official: ``service, year, mean, yearly_change``: the same of Statistics Norway's main
            alternative, from its own people of the base year; ``None`` where it is not known to
            the horizon. Facts: as by_service, and ``vintage``.
    """

    municipality: Place
    base_year: int
    horizon_year: int
    price_year: int
    services: tuple[str, ...]
    futures: tuple[str, ...]
    names: dict[str, dict[str, str]]
    by_service: Figure
    horizon: Figure
    by_age_group: Figure
    per_age: Figure
    plausibility: Figure
    official: Figure | None = None
    notes: tuple[Problem, ...] = ()

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All figures, in the order a reader meets them."""
        found = (
            self.horizon,
            self.by_service,
            self.official,
            self.by_age_group,
            self.per_age,
            self.plausibility,
        )
        return tuple(figure for figure in found if figure is not None)
