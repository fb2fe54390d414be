"""The result of the futures analysis: figures, ready for any door or page."""

from __future__ import annotations

from dataclasses import dataclass

from nyegrep.analyses.results import Place
from nyegrep.foundation.errors import Problem
from nyegrep.foundation.figures import Figure

HISTORY = "history"
MEASURES = (
    "population",
    "population_change",
    "children",
    "working_age",
    "aged_67_and_over",
    "aged_80_and_over",
    "support_ratio",
    "private_jobs",
    "public_jobs",
    "commuting_balance",
)


@dataclass(frozen=True)
class FuturesOutlook:
    """Four futures: the country's conditions and the place's attractiveness, with their bands.

    ``future`` is the id of a future, in the order ``attractive_tailwind``, ``attractive_headwind``,
    ``missed_opportunities``, ``crisis``, ``neutral``, then ``official_main`` (Statistics Norway's
    main alternative, without a band) where it is loaded, then the user's own. Bands are of chance
    within the future: ``p10``–``p90`` holds eight of ten draws, ``p25``–``p75`` half of them.
    ``mode`` is ``model``, or ``official``: Statistics Norway's projection adjusted for
    attractiveness. Figures and the columns of their values:

        paths: ``future, year, mean, p10, p25, p50, p75, p90``: people of all ages, base year to
            horizon; the bands are null for ``official_main``; ``future = "history"`` are the
            years up to and including the base year (``mean`` = registered). Facts: ``base_year,
            horizon, base_persons, change_percent`` (future to per cent of the base year),
            ``expected`` (future to persons at the horizon), ``draws``.
        characteristics: ``future, measure, base, mean, p10, p25, p50, p75, p90`` at the horizon;
            measures as ``MEASURES``: persons, jobs, ``population_change`` in per cent,
            ``support_ratio`` as a ratio; ``commuting_balance`` is jobs less employed residents;
            ``base`` is null where it is not known. Measures of jobs are absent where no jobs are
            known. Facts: ``base_year, horizon, children_last`` (oldest age counted as a child),
            ``working_first, working_last, retired_first, jobs_year`` (year of the base of the
            jobs; ``None`` without).
        ages: ``future, age_group, base, mean, p10, p90``: age groups of the report. Facts:
            ``base_year, horizon``.
        pyramid: ``future, sex, age_first, age_last, base, mean`` in five-year groups; sex is
            ``both`` where the data does not know it. Facts: ``base_year, horizon``.
        support_ratio: ``future, year, mean, p10, p90``; with ``history``. Facts: ``base_year,
            horizon, base, working_first, working_last, retired_first, lowest`` (the future with
            the lowest ratio at the horizon).
        jobs: ``future, year, sector`` (``private_jobs`` | ``public_jobs``), ``mean, p10, p90``;
            with ``history`` where known. Facts: ``base_year, horizon, jobs_year,
            private_share_estimated`` (true where the split is an estimate). ``None`` without
            jobs.
        assumptions: ``future, assumption, value, unit, kind``; assumptions ``private_job_growth``
            (per cent a year), ``net_immigration`` (per cent of the people a year),
            ``total_fertility`` (births per woman at full effect), ``life_expectancy`` (years, at
            the horizon), ``business_percentile, residential_percentile`` (null = nought by the
            model), ``business_attractiveness, residential_attractiveness`` (per cent a year);
            kind is that of the number's parameter (``judgement`` | ``estimate`` | ``statistic``).
            Facts: ``fading_years, own_business, own_residential`` (means of the place),
            ``first_year, last_year`` (of those means), ``percentiles_from`` (``workspace`` |
            ``parameters``).
        reach: the goal turned round, ``None`` where no goal was given: ``future, probability`` (per
            cent of the draws that reach it). Facts: ``measure, relation`` (``>=`` | ``<=``),
            ``value, year, percentile_favourable, percentile_expected, percentile_unfavourable``
            (percentile of attractiveness, among municipalities, that reaches it on average;
            ``None`` = not within 1–99), ``jobs_favourable, jobs_expected, jobs_unfavourable``
            (private jobs in that year then; ``None`` as above), ``base_private_jobs``.
        accuracy: as ``PopulationOutlook.accuracy``, with ``held_50, held_80, held_95``: per cent
            of the municipalities whose outcome lay within the band, for ``method = "model"``;
            null for others. ``None`` where the workspace is too short to test on.
    """

    municipality: Place
    base_year: int
    horizon: int
    borders: int
    mode: str
    futures: tuple[str, ...]
    names: dict[str, dict[str, str]]
    paths: Figure
    characteristics: Figure
    ages: Figure
    pyramid: Figure
    support_ratio: Figure
    assumptions: Figure
    jobs: Figure | None = None
    reach: Figure | None = None
    accuracy: Figure | None = None
    sex_known: bool = True
    notes: tuple[Problem, ...] = ()

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All figures, in the order a reader meets them."""
        found = (
            self.paths,
            self.characteristics,
            self.ages,
            self.pyramid,
            self.support_ratio,
            self.jobs,
            self.assumptions,
            self.reach,
            self.accuracy,
        )
        return tuple(figure for figure in found if figure is not None)
