"""Errors keep their problems wherever they go."""

from __future__ import annotations

import pickle

import pytest

from nyegrep.foundation.errors import InputError, NyegrepError, Problem

pytestmark = pytest.mark.unit


def test_an_error_travels_between_processes_with_its_problems() -> None:
    error = InputError(
        Problem("future.twice", {"id": "mine"}), Problem("backtest.horizon", {"horizon": 0})
    )
    arrived = pickle.loads(pickle.dumps(error))
    assert type(arrived) is InputError
    assert arrived.problems == error.problems
    assert arrived.texts("nb") == error.texts("nb")


def test_an_error_without_a_problem_cannot_be() -> None:
    with pytest.raises(ValueError, match="at least one problem"):
        NyegrepError()


def test_decimals_stand_as_the_language_writes_them() -> None:
    problem = Problem("benchmark.income_approximate", {"percent": 112.3, "code": "7603"})
    assert "112,3 prosent" in problem.text("nb")
    assert "112.3 per cent" in problem.text("en")
