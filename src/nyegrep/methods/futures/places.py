"""The places whose futures are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from nyegrep.foundation.axes import FloatArray
from nyegrep.methods.attractiveness.coefficients import Coefficients
from nyegrep.methods.attractiveness.commuting import Commuting
from nyegrep.methods.population.rates import Rates


@dataclass(frozen=True)
class Places:
    """Municipalities, in the order of ``rates.codes``.

    Attributes:
        rates: births, deaths and moves in the base year.
        at_home: p_ii, share of employed residents who work at home [place].
        integration: out_i + in_i, how tied the place is to others [place].
        coefficients: what explains net migration.
        population_effect: λ, growth of private jobs for each point the people grew faster.
        private: private jobs in the newest year known [place].
        public: public jobs in that year [place].
        growth_before: growth of the people the year before the base year, beyond the country's,
            per cent [place].
        own: business and residential attractiveness as they have been, per cent [place, kind].
    """

    rates: Rates
    at_home: FloatArray
    integration: FloatArray
    coefficients: Coefficients
    population_effect: float
    private: FloatArray
    public: FloatArray
    growth_before: FloatArray
    own: FloatArray

    @property
    def circumstances(self) -> FloatArray:
        """Effect of labour-market integration and the constant on net migration [place].

        constant + a·(out_i + in_i) + a0, per cent of the people; size is added year by year.
        """
        by = self.coefficients
        effect: FloatArray = (
            by.constant + by.integration_slope * self.integration + by.integration_level
        )
        return effect

    def select(self, rows: Sequence[int]) -> Places:
        """The same for some places, by their number."""
        chosen = list(rows)
        return replace(
            self,
            rates=self.rates.select([self.rates.codes[row] for row in chosen]),
            at_home=self.at_home[chosen],
            integration=self.integration[chosen],
            private=self.private[chosen],
            public=self.public[chosen],
            growth_before=self.growth_before[chosen],
            own=self.own[chosen],
        )


def in_order(commuting: Commuting, codes: Sequence[str]) -> tuple[FloatArray, FloatArray]:
    """at_home and integration of the commuting in the order of ``codes`` [place]."""
    rows = np.array([commuting.codes.index(code) for code in codes])
    return commuting.at_home[rows], commuting.integration[rows]
