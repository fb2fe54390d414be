"""The result of the attractiveness analysis: figures, ready for any door or page."""

from __future__ import annotations

from dataclasses import dataclass

from nyegrep.analyses.results import Place
from nyegrep.foundation.errors import Problem
from nyegrep.foundation.figures import Figure
from nyegrep.foundation.outlines import Outlines

BUSINESS = "business_attractiveness"
RESIDENTIAL = "residential_attractiveness"
KINDS = (BUSINESS, RESIDENTIAL)


@dataclass(frozen=True)
class AttractionProfile:
    """Why the place has grown as it has, and how much of it is its own doing.

    Values are in per cent per year, means over the window, unless said. Figures and the columns of
    their values:

        jobs: waterfall of job growth; ``component, value`` in the order ``national``,
            ``industry_mix``, ``population_effect``, ``business_attractiveness`` (and
            ``job_remainder`` where it is not nought), last ``job_growth``, the total. Facts:
            ``first_year, last_year, window, private_jobs`` (in the last year), ``jobs_change``
            (private jobs over the window), ``attractiveness_jobs`` (jobs that business
            attractiveness amounts to over the window).
        people: waterfall of population growth; ``component, value`` in the order
            ``birth_surplus, national_immigration, circumstances`` (constant, size and
            labour-market integration together), ``own_growth_structure,
            own_growth_attractiveness, own_growth_public, neighbour_growth,
            residential_attractiveness`` (and ``population_remainder`` where it is not nought),
            last ``population_growth``, the total. Facts: ``first_year, last_year, window,
            persons, attractiveness_persons`` (people that residential attractiveness amounts to
            over the window).
        history: ``kind`` (``business_attractiveness`` | ``residential_attractiveness``), ``year,
            value`` (that year), ``mean, shrunken, lower_80, upper_80`` (of the short window that
            ends that year, null before there is one). Facts: ``first_year, last_year,
            short_window``.
        rank: ``kind, group`` (``all`` | ``size_class`` | ``centrality_class``), ``group_label``
            (as ``5000-9999`` or ``4``), ``percentile_rank`` (0–100, 100 = most attractive),
            ``value, shrunken, lower_80, upper_80, probability_high``. Facts: ``first_year,
            last_year, window, municipalities, percentile, ranked`` (false where the place is too
            small to be ranked).
        compared: ``place_code, place_name, kind`` (of place), ``business_attractiveness,
            residential_attractiveness``; the place, peers, region, county. Facts as rank.
        scatter: ``municipality_code, name, persons, business_attractiveness,
            residential_attractiveness, role`` (``own`` | ``peer`` | ``other``), ``reaches_both``.
            Facts: ``first_year, last_year, window, threshold_business, threshold_residential,
            percentile, municipalities, reach_both, share_both`` (per cent), ``own_reaches_both``.
        map: ``municipality_code, name, business_attractiveness, residential_attractiveness,
            business_class, residential_class`` (``lowest`` | ``low`` | ``middle`` | ``high`` |
            ``highest``: by percentile 0–10, 10–30, 30–70, 70–90, 90–100; null where the place is
            too small to be ranked), ``role`` (``own`` | ``other``), on the borders of the map;
            ``None`` without geometry. Facts: ``first_year, last_year, window, borders`` (of the
            map), ``own_code, county_code, county_name, municipalities``.
        indicators: ``indicator, year`` (its newest), ``value, country`` (in the indicator's unit),
            ``rank`` (0–100 among all municipalities), ``adjusted, rank_adjusted`` (for the
            industries of the place; null where that is not done); null where no indicator is
            known. Facts: ``year`` (the newest), ``borders, municipalities`` (most compared),
            ``adjusted_known`` (how many are adjusted), ``notes``.
        outlines: the municipalities of ``map``, to be drawn; ``None`` without it.
    """

    municipality: Place
    borders: int
    jobs: Figure
    people: Figure
    history: Figure
    rank: Figure
    compared: Figure
    scatter: Figure
    notes: tuple[Problem, ...] = ()
    map: Figure | None = None
    outlines: Outlines | None = None
    indicators: Figure | None = None

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All figures, in the order a reader meets them."""
        drawn = () if self.map is None else (self.map,)
        told = () if self.indicators is None else (self.indicators,)
        always = (self.jobs, self.people, self.history, self.rank, self.compared)
        return (*always, *told, self.scatter, *drawn)
