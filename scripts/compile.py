"""Compiles the projections' inner loops once, so that the first report does not wait for it.

numba keeps what it compiled beside the source, or in the user's cache where that cannot be
written; a second run of this does nothing.
"""

from __future__ import annotations

import numpy as np

from nyegrep.methods.population.kernel import Factors, Schedules, random_keys, run, step_rows
from nyegrep.methods.population.shocks import Shocks


def main() -> None:
    """Run one place for one year, in both ways."""
    ages = np.ones((1, 1, 106))
    place = Schedules(
        codes=("0",),
        base_year=2000,
        people=ages,
        hazards=np.full((1, 1, 107), 0.01),
        mortality_level=np.ones(1),
        fertility=np.zeros((1, 106)),
        fertility_level=np.ones(1),
        women_share=np.full(106, 0.5),
        boys_share=0.5,
        rates=np.zeros((1, 1, 1, 106)),
        spread=ages,
        outward=np.full((1, 1, 106), 0.05),
    )
    one = np.ones((1, 1))
    shocks = Shocks(one, one, np.zeros((1, 1, 1)), one, one)
    run(place, shocks, (0,), counts=True, seed=1)
    factors, keys = Factors(np.ones(1), np.ones(1)), random_keys(1, "0")
    step_rows(ages, place.place_year(0, 2000), factors, np.zeros(1), counts=True, keys=keys)


if __name__ == "__main__":
    main()
