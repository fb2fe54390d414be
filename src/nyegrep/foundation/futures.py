"""What a future is: conditions in the country on one axis, attractiveness on the other."""

from __future__ import annotations

from dataclasses import dataclass, field

TAILWIND = "attractive_tailwind"
HEADWIND = "attractive_headwind"
MISSED = "missed_opportunities"
CRISIS = "crisis"
NEUTRAL = "neutral"
OFFICIAL = "official_main"

FAVOURABLE = "favourable"
EXPECTED = "expected"
UNFAVOURABLE = "unfavourable"
CONDITIONS = (FAVOURABLE, EXPECTED, UNFAVOURABLE)
NATIONAL_NUMBERS = ("private_job_growth", "net_immigration", "fertility", "mortality_trend")

FOUR = (TAILWIND, HEADWIND, MISSED, CRISIS)
BUILT_IN = (*FOUR, NEUTRAL)


@dataclass(frozen=True)
class Future:
    """One future: conditions in the country, and how attractive the place is.

    Attributes:
        id: as ``attractive_tailwind``, or the user's own.
        conditions: ``favourable``, ``expected`` or ``unfavourable``: the set of national numbers.
        business_percentile: per cent of the municipalities that business attractiveness is better
            than; ``None`` = nought, growth as the circumstances explain.
        residential_percentile: the same for residential attractiveness.
        names: name by language, for a future that the user defined; empty for the built-in ones.
        overrides: numbers of the national set that this future has instead, by name.
        keep_own: true for the path on which the place stays as attractive as it has been.
    """

    id: str
    conditions: str
    business_percentile: float | None = None
    residential_percentile: float | None = None
    names: dict[str, str] = field(default_factory=dict)
    overrides: dict[str, float] = field(default_factory=dict)
    keep_own: bool = False

    @property
    def moves_places(self) -> bool:
        """Whether a place becomes more or less attractive; not all places can at once."""
        wanted = (self.business_percentile, self.residential_percentile)
        return not self.keep_own and wanted != (None, None)


@dataclass(frozen=True)
class Story:
    """What life is like in a future, told on a page of its own.

    Attributes:
        title: the heading, one line of plain text.
        text: the rest, as Markdown.
    """

    title: str
    text: str
