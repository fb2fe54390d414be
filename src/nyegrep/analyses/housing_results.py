"""The result of the analysis of housing need: figures, ready for any door or page."""

from __future__ import annotations

from dataclasses import dataclass

from nyegrep.analyses.results import Place
from nyegrep.foundation.errors import Problem
from nyegrep.foundation.figures import Figure


@dataclass(frozen=True)
class HousingOutlook:
    """How many households there will be, what dwellings they need, and what is planned.

    ``future`` is as in ``FuturesOutlook``, but without Statistics Norway's alternative;
    ``household_type`` and ``building_type`` are as in ``foundation.housing``, or ``total``. Numbers
    are on 1 January. ``mean``, ``p10`` and ``p90`` are over the draws of a future (quantiles are
    null where nothing was drawn). Figures and the columns of their values:

        households: ``future, year, household_type, mean, p10, p90``. Facts: ``base_year, horizon,
            counted_year`` (of households and dwellings), ``draws, households, persons,
            persons_per_household, size_factor, living_alone_trend``.
        need: ``future, building_type, today, needed, change, replaced, required, p10, p90,
            planned, pace, balance``: dwellings today and those needed at the horizon; their
            difference; dwellings that go out of use until then; both together, with its band;
            planned dwellings as many as are expected; what is built at the pace of late; and
            planned less required, positive where more is planned than is needed, negative where
            dwellings are lacking. Null where there is no file of plans, or no house building.
            Facts: as dwellings.
        dwellings: ``future, year, needed, p10, p90, left_of_today, with_plans, with_pace``:
            dwellings needed, those of the base year that are left, and the same with what is
            planned and with what is built at the pace of late. Facts: ``base_year, horizon,
            counted_year, draws, stock, households, reserve`` (dwellings less households),
            ``reserve_percent`` (of the households), ``lost_percent`` (a year), ``pace`` (a
            year, null where not known),
            ``pace_first, pace_last`` (years), ``planned_dwellings`` (before chance, null without a
            file), ``expected_dwellings``.
        older: ``future, age_group, today, mean, p10, p90``: households with someone of 67-79 or of
            80 and over at the horizon. A household with both is in both. Facts: ``base_year,
            horizon``.
        care: ``future, place_kind, today, needed, p10, p90, change, planned, balance``: at the
            horizon, with the same cover as today. ``None`` where the municipality has not told
            how many there are. Facts: ``base_year, horizon``.
        lives_in: ``household_type, building_type, share``: where households live, fitted to the
            place. Facts: ``counted_year``.
        fit: ``from_year, to_year, calculated, observed, error_percent``: households of the newest
            year from how people lived in an earlier, and from the newest year itself. Facts:
            ``counted_year``.
    """

    municipality: Place
    base_year: int
    horizon_year: int
    futures: tuple[str, ...]
    names: dict[str, dict[str, str]]
    households: Figure
    need: Figure
    dwellings: Figure
    older: Figure
    care: Figure | None
    lives_in: Figure
    fit: Figure
    notes: tuple[Problem, ...] = ()

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All figures, in the order a reader meets them."""
        found = (
            self.need,
            self.dwellings,
            self.households,
            self.older,
            self.care,
            self.lives_in,
            self.fit,
        )
        return tuple(figure for figure in found if figure is not None)
