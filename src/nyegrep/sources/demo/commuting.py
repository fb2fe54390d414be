"""Who lives where and works where in the demo country, and how tied together places are."""

from __future__ import annotations

import numpy as np

from nyegrep.foundation.randomness import stream
from nyegrep.sources.demo.country import Country, FloatArray, IntArray
from nyegrep.sources.demo.parameters import AttractivenessParameters, WorkParameters

BALANCING_ROUNDS = 60


def ties(country: Country, work: WorkParameters, seed: int) -> FloatArray:
    """Willingness to commute from home (row) to work (column): exp(-km/reach), with chance."""
    chance = stream(seed, "demo.commuting_ties").normal(0, work.tie_sd, country.distances.shape)
    kilometres = np.where(country.distances == 0, work.own_distance, country.distances)
    same = country.codes[:, None] == country.codes
    kilometres = np.where(same, work.own_distance, kilometres)
    strength: FloatArray = np.exp(-kilometres / work.commuting_reach + np.where(same, 0, chance))
    return strength


def commuters(willing: FloatArray, jobs: IntArray, strength: FloatArray) -> IntArray:
    """Employed by home and work, ``[home, work]``; columns add up to the jobs exactly.

    M_ij = a_i·b_j·strength_ij with rows near the number willing to work (scaled to all jobs) and
    columns equal to the jobs, rounded within each column.
    """
    homes = willing * jobs.sum() / willing.sum()
    flows = strength * homes[:, None] * jobs
    for _ in range(BALANCING_ROUNDS):
        flows *= _ratio(homes, flows.sum(axis=1))[:, None]
        flows *= _ratio(jobs, flows.sum(axis=0))
    return _round_columns(flows, jobs)


def _ratio(wanted: FloatArray | IntArray, got: FloatArray) -> FloatArray:
    ratio: FloatArray = np.divide(wanted, got, out=np.zeros_like(got), where=got > 0)
    return ratio


def _round_columns(flows: FloatArray, totals: IntArray) -> IntArray:
    """Whole numbers by largest remainder, so that each column keeps its total."""
    whole = np.floor(flows).astype(np.int64)
    missing = totals - whole.sum(axis=0)
    rank = np.argsort(np.argsort(-(flows - whole), axis=0), axis=0)
    rounded: IntArray = whole + (rank < missing)
    return rounded


def destination_shares(matrix: IntArray) -> FloatArray:
    """p_ij, the share of i's employed residents who work in j; rows without people are zero."""
    employed = matrix.sum(axis=1, keepdims=True)
    shares: FloatArray = matrix / np.maximum(employed, 1)
    return shares


def integration(matrix: IntArray, parameters: AttractivenessParameters) -> FloatArray:
    """Labour-market integration, per cent of people: slope·(out_i + in_i) + level.

    out_i = share of employed residents who commute out; in_i = share of jobs held by others.
    """
    inside = np.diag(matrix)
    out = 1 - inside / np.maximum(matrix.sum(axis=1), 1)
    into = 1 - inside / np.maximum(matrix.sum(axis=0), 1)
    effect: FloatArray = parameters.integration_slope * (out + into) + parameters.integration_level
    return effect
