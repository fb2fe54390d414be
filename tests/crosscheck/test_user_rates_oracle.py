"""Rates of users against integrals, against invented places, and dementia as it was published."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy import integrate, stats
from statsmodels.discrete.discrete_model import NegativeBinomial

from nyegrep.foundation.axes import AGES, OLDEST_AGE, SEXES, AgeGroup
from nyegrep.methods.population.levels import gamma_poisson_levels
from nyegrep.methods.service_users import (
    DementiaSettings,
    UserCounts,
    UserSettings,
    people_with_dementia,
    user_rates,
)
from nyegrep.parameters.tree import read

pytestmark = pytest.mark.crosscheck

FEW = UserSettings(prior_users=10.0, size_factor=2.0, fewest_similar=5)


@pytest.mark.parametrize(("users", "people"), [(0.0, 40.0), (6.0, 25.0), (90.0, 800.0)])
def test_a_rate_is_the_posterior_mean_of_poisson_counts_with_a_gamma_prior(
    users: float, people: float
) -> None:
    """∫ λ·Poisson(U | λE)·Gamma(λ) dλ / ∫ Poisson(U | λE)·Gamma(λ) dλ, worked out by quadrature."""
    counts = UserCounts(
        (AgeGroup(80, OLDEST_AGE),), np.array([[users], [50.0]]), np.array([[people], [400.0]])
    )
    found = user_rates(counts, FEW)
    expected = found.similar[0] * people
    prior = stats.gamma(a=FEW.prior_users, scale=1 / FEW.prior_users)

    def likelihood(level: float) -> float:
        return float(stats.poisson.pmf(users, level * expected) * prior.pdf(level))

    whole, _ = integrate.quad(likelihood, 0, 10, limit=200)
    moment, _ = integrate.quad(lambda level: level * likelihood(level), 0, 10, limit=200)
    assert found.shrunken[0] == pytest.approx(found.similar[0] * moment / whole, rel=1e-6)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_how_much_places_differ_is_found_as_maximum_likelihood_finds_it(seed: int) -> None:
    """Negative binomial: its dispersion is 1/k where the mean level is one."""
    rng = np.random.default_rng(seed)
    expected = rng.uniform(20, 200, 400)
    level = rng.gamma(25.0, 1 / 25.0, 400)
    counted = rng.poisson(level * expected).astype(float)
    _, mean, strength = gamma_poisson_levels(counted, expected, prior=1.0)
    model = NegativeBinomial(counted, np.ones((400, 1)), exposure=expected)
    fitted = model.fit(disp=False)
    assert mean == pytest.approx(float(np.exp(fitted.params[0])), rel=0.02)
    assert strength / mean == pytest.approx(1 / float(fitted.params[1]), rel=0.15)


def test_shrunken_rates_are_nearer_to_the_true_ones() -> None:
    rng = np.random.default_rng(5)
    people = rng.uniform(20, 300, (60, 1))
    true = 0.3 * rng.gamma(30.0, 1 / 30.0, (60, 1))
    users = rng.poisson(true * people).astype(float)
    groups, own, shrunken = (AgeGroup(80, OLDEST_AGE),), [], []
    for place in range(60):
        order = [place, *(other for other in range(60) if other != place)]
        found = user_rates(UserCounts(groups, users[order], people[order]), FEW)
        own.append(found.own[0])
        shrunken.append(found.shrunken[0])
    error = [np.mean((np.array(rates) - true[:, 0]) ** 2) for rates in (own, shrunken)]
    assert error[1] < 0.7 * error[0]


def test_the_published_number_of_people_with_dementia_in_norway_comes_out(
    shared_data: Path,
) -> None:
    """101 118 in 2020, and 14.6 per cent of people of 70 and over (Gjøra et al. 2021)."""
    settings, _ = read("demographic_cost.dementia", into=DementiaSettings, at=date(2020, 1, 1))
    table = pl.read_csv(shared_data / "national_population_1970_2024.csv.gz")
    rows = table.filter(pl.col("year") == 2020).with_columns(pl.col("age").clip(0, OLDEST_AGE))
    summed = rows.group_by("age").agg(pl.col("male", "female").sum()).sort("age")
    people = np.zeros((1, 1, 2, len(AGES)))
    people[0, 0][:, summed["age"].to_numpy()] = summed.select("male", "female").to_numpy().T
    found = people_with_dementia(people, settings.prevalence(SEXES))[0, 0]
    assert found == pytest.approx(101_118, rel=0.001)
    old = people * (AGES >= 70)
    share = people_with_dementia(old, settings.prevalence(SEXES))[0, 0] / old.sum()
    assert 100 * share == pytest.approx(14.6, abs=0.1)
    both = people.sum(axis=2, keepdims=True)
    together = people_with_dementia(both, settings.prevalence(("both",)))[0, 0]
    assert together == pytest.approx(found, rel=0.001)
