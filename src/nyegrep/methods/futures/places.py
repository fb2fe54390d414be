"""The places whose futures are asked for, and what ties them to each other."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from nyegrep.foundation.axes import FloatArray
from nyegrep.methods.attractiveness.coefficients import Coefficients
from nyegrep.methods.attractiveness.commuting import Commuting
from nyegrep.methods.population.rates import Rates


@dataclass(frozen=True)
class Places:
    """All municipalities, in the order of ``rates.codes``.

    Attributes:
        rates: births, deaths and moves in the base year.
        commuting: where people work; the same places in rising order.
        coefficients: what explains net migration.
        population_effect: λ, growth of private jobs for each point the people grew faster.
        private: private jobs in the newest year known [place].
        public: public jobs in that year [place].
        growth_before: growth of the people the year before the base year, beyond the country's,
            per cent [place].
        own: business and residential attractiveness as they have been, per cent [place, kind].
    """

    rates: Rates
    commuting: Commuting
    coefficients: Coefficients
    population_effect: float
    private: FloatArray
    public: FloatArray
    growth_before: FloatArray
    own: FloatArray

    @cached_property
    def at_home(self) -> FloatArray:
        """p_ii, share of employed residents who work at home [place]."""
        return self.commuting.at_home

    @cached_property
    def circumstances(self) -> FloatArray:
        """Effect of labour-market integration and the constant on net migration [place].

        constant + a·(out_i + in_i) + a0, per cent of the people; size is added year by year.
        """
        by = self.coefficients
        effect: FloatArray = (
            by.constant + by.integration_slope * self.commuting.integration + by.integration_level
        )
        return effect
