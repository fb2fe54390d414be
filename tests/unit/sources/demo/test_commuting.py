"""Commuting: margins, shares and integration."""

from __future__ import annotations

import numpy as np
import pytest

from nyegrep.sources.demo.commuting import commuters, destination_shares, integration, ties
from nyegrep.sources.demo.country import country
from nyegrep.sources.demo.parameters import AttractivenessParameters, WorkParameters

pytestmark = pytest.mark.unit


def test_columns_are_the_jobs_and_rows_near_those_who_want_to_work() -> None:
    jobs, willing = np.array([500, 80, 40]), np.array([300.0, 250.0, 90.0])
    strength = np.array([[1.0, 0.1, 0.1], [0.4, 1.0, 0.1], [0.1, 0.1, 1.0]])
    matrix = commuters(willing, jobs, strength)
    assert matrix.sum(axis=0).tolist() == jobs.tolist()
    assert matrix.sum(axis=1) == pytest.approx(willing * 620 / 640, abs=1.6)


def test_a_place_without_people_or_jobs_has_no_commuters() -> None:
    matrix = commuters(np.array([100.0, 0.0]), np.array([90, 0]), np.ones((2, 2)))
    assert matrix.tolist() == [[90, 0], [0, 0]]


def test_ties_weaken_with_distance_and_are_strongest_at_home() -> None:
    strength = ties(country(), WorkParameters(tie_sd=0.0), seed=1)
    assert (strength.max(axis=1) == np.diag(strength)).all()
    order = np.argsort(country().distances[0])
    assert (np.diff(strength[0][order[1:]]) <= 0).all()


def test_destination_shares_add_up_to_one() -> None:
    shares = destination_shares(np.array([[60, 40], [0, 0]]))
    assert shares.tolist() == [[0.6, 0.4], [0.0, 0.0]]


def test_integration_is_out_plus_in_commuting() -> None:
    matrix = np.array([[80, 20], [30, 70]])
    parameters = AttractivenessParameters()
    effect = integration(matrix, parameters)
    expected = 0.61 * (0.2 + 1 - 80 / 110) - 0.39
    assert effect[0] == pytest.approx(expected)
