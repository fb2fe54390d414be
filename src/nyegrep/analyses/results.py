"""The results of analyses: plain dataclasses of figures, ready for any door or page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nyegrep.foundation.errors import Problem
from nyegrep.foundation.figures import Figure
from nyegrep.foundation.provenance import Trace

PlaceKind = Literal["municipality", "peer", "labour_market_region", "county", "country"]


@dataclass(frozen=True)
class Place:
    """A municipality or a group of them that a comparison is made with.

    Attributes:
        code: its code (``0`` for the country).
        name: its name; empty for the country, whose name differs by language.
        kind: what it is in the comparison.
        members: municipality codes it consists of, in the borders of the base year.
    """

    code: str
    name: str
    kind: PlaceKind
    members: tuple[str, ...]


@dataclass(frozen=True)
class ChallengePicture:
    """How people and age structure have developed, and against whom.

    Figures and the columns of their values:
        history: ``year, persons``. Facts: ``first_year, last_year, first_persons, last_persons,
            change_persons, change_percent, peak_year, peak_persons, low_year, low_persons,
            turning_points`` (list of ``(year, "peak" | "trough", persons)``).
        comparison: ``place_code, place_name, kind, year, persons, index`` (first year = 100).
            Facts: ``first_year, last_year, change_percent`` (place code to percent).
        change: ``year, component, persons``; components ``birth_surplus``,
            ``domestic_net_migration``, ``foreign_net_migration`` or ``net_migration``, and
            ``remainder``. Facts: ``first_year, last_year, largest_gain, largest_loss`` (each
            ``(year, persons)`` or ``None``), ``sums`` (component to persons),
            ``years_with_birth_deficit, years_with_out_migration, years``.
        age_groups: ``moment`` (``first`` | ``last``), ``place_code, place_name, kind, age_group,
            persons, percent``. Facts: ``first_year, last_year, fastest_growing, fastest_shrinking``
            (each ``(age_group, change_persons, change_percent)``).
        support_ratio: ``place_code, place_name, kind, year, ratio, retired_per_100`` with ratio =
            persons 20–66 per person 67+. Facts: ``first_year, last_year, first, last``.
        ``change`` is ``None`` where births, deaths and migration are not in the workspace.
    """

    municipality: Place
    base_year: int
    borders: int
    comparisons: tuple[Place, ...]
    history: Figure
    comparison: Figure
    change: Figure | None
    age_groups: Figure
    support_ratio: Figure
    notes: tuple[Problem, ...] = ()

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All figures, in the order a reader meets them."""
        found = (self.history, self.comparison, self.change, self.age_groups, self.support_ratio)
        return tuple(figure for figure in found if figure is not None)


@dataclass(frozen=True)
class PopulationOutlook:
    """How many we will be, and of what age, if rates stay about as they have been.

    Figures and the columns of their values:
        path: ``year, persons, kind`` (``history`` | ``projection``; the base year is history).
            Facts: ``base_year, horizon, base_persons, horizon_persons, change_persons,
            change_percent, births, deaths, net_migration`` (sums over the period).
        components: ``year, component, persons``; components ``births, deaths`` (negative),
            ``net_migration``.
        age_groups: ``age_group, year, persons`` for the base year and the horizon. Facts:
            ``base_year, horizon, change`` (age group to ``(persons, percent)``).
        pyramid: ``year, sex, age_first, age_last, persons`` in five-year groups, base year and
            horizon; sex is ``both`` where the data does not know it.
        support_ratio: ``year, ratio, retired_per_100, kind``. Facts: ``base, horizon``.
        accuracy: ``method`` (``model`` | ``constant`` | ``trend``), ``size_class``,
            ``horizon_years, municipalities, mean_absolute_error_percent, median_error_percent,
            bias_percent``, and of the model ``held_50, held_80, held_95``, per cent of the
            municipalities whose outcome lay within each band. Facts: ``base_year, target_year,
            size_class`` (the municipality's own). ``None`` where the workspace is too short to
            test on.
    """

    municipality: Place
    base_year: int
    horizon: int
    borders: int
    path: Figure
    components: Figure
    age_groups: Figure
    pyramid: Figure
    support_ratio: Figure
    accuracy: Figure | None
    sex_known: bool
    notes: tuple[Problem, ...] = ()

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All figures, in the order a reader meets them."""
        found = (self.path, self.components, self.age_groups, self.pyramid, self.support_ratio)
        return (*found, self.accuracy) if self.accuracy is not None else found

    @property
    def trace(self) -> Trace:
        """Everything the outlook stands on."""
        return self.path.trace
