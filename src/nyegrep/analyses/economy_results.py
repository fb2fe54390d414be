"""Results of the analyses of expenditure: dataclasses of figures, ready for any door or page."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from nyegrep.analyses.results import Place
from nyegrep.foundation.errors import Problem
from nyegrep.foundation.figures import Figure


@dataclass(frozen=True)
class NeedIndex:
    """How much the municipality needs beside the country, and why.

    Figures and the columns of their values:
        sectors: ``sector, weight, index``; last ``total`` with weight 1. Weight is null where the
            key is not known. Facts: ``year, basis`` (``criteria`` | ``published``), ``total``,
            ``published_total`` (null where not published), ``key_year``, ``key_verified``.
        criteria: ``criterion, value, weight, index, effect_nok, effect_million``, largest effect
            first; ``None`` where criteria or key are not known. Facts: ``year, persons,
            need_per_inhabitant`` (null where not known), ``equalisation_nok,
            equalisation_million``.
    """

    municipality: Place
    year: int
    sectors: Figure
    criteria: Figure | None
    notes: tuple[Problem, ...] = ()

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All figures, in the order a reader meets them."""
        return (self.sectors,) if self.criteria is None else (self.sectors, self.criteria)


@dataclass(frozen=True)
class PeerComparison:
    """Where the municipality spends more than others, than its need, and than its income allows.

    Amounts are kroner per inhabitant; differences are million kroner, positive where more is spent.
    Figures and the columns of their values:
        gaps: ``area, own_nok, country_nok, peers_nok, group_nok, need, normed_nok, level_nok,
            difference_million, in_sum``; one row per area, then ``need_adjustment`` and
            ``income_adjustment`` where they are made on the sum alone, last ``sum``. Facts: ``year,
            persons, reference`` (``country`` | ``peers``), ``adjustment`` (``area`` | ``total`` |
            ``none``), ``income_percent`` (null where not known), ``official_income, group,
            level_of_detail`` (``function`` | ``service_area``), ``overlapping`` (areas outside the
            sum), ``net_total_million``.
        places: ``area, place_code, place_name, kind, per_inhabitant_nok``.
        peers: ``place_code, place_name, chosen_by`` (``user`` | ``similarity``), ``distance,
            dimension, value, own_value, difference_sd, nearest``. Facts: ``municipalities``
            (looked at), ``dimensions``. ``size`` is in people, and compared as a logarithm.
        drill_down: ``area, split`` (``people_and_cost`` | ``by_function`` | ``by_type`` |
            ``children_and_cost`` | ``pupils_and_teachers`` | ``pupils_and_schools`` |
            ``users_and_hours`` | ``residents_and_cost``), ``part, own_value, reference_value,
            effect_nok, effect_million``. Facts: ``year, reference, without`` (datasets that splits
            by users wait for).

    Attributes:
        formulas: ``area, numerator, functions, denominator, need_sectors, direction, in_sum``: what
            each area is, for the formula a reader is shown.
    """

    municipality: Place
    year: int
    gaps: Figure
    places: Figure
    peers: Figure
    drill_down: Figure
    formulas: pl.DataFrame
    notes: tuple[Problem, ...] = ()

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All figures, in the order a reader meets them."""
        return (self.gaps, self.places, self.peers, self.drill_down)
