"""Where people work: shares, integration, and what a matrix must have."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from nyegrep.foundation.errors import DataError
from nyegrep.methods.attractiveness.commuting import aggregate_commuting, commuting_matrix
from tests.unit.methods.attractiveness.small_country import CODES, commuting

pytestmark = pytest.mark.unit

HOME, WORK = pl.col("home_code"), pl.col("work_code")


def problems(frame: pl.DataFrame, year: int = 2014) -> dict[str, object]:
    with pytest.raises(DataError) as error:
        commuting_matrix(frame, CODES, year)
    return {
        problem.code.split(".")[1]: problem.facts.get("codes", problem.facts)
        for problem in error.value.problems
    }


def test_shares_are_of_the_employed_residents() -> None:
    found = commuting_matrix(commuting(), CODES, 2014)
    np.testing.assert_allclose(found.shares[0], [0.8, 0.15, 0.05, 0.0])
    np.testing.assert_allclose(found.shares.sum(axis=1), 1.0)
    np.testing.assert_allclose(found.at_home, [0.8, 0.6, 0.95, 0.8])
    np.testing.assert_allclose(np.diag(found.away), 0.0)


def test_integration_is_commuting_out_plus_commuting_in() -> None:
    found = commuting_matrix(commuting(), CODES, 2014)
    np.testing.assert_allclose(found.out, [0.2, 0.4, 0.05, 0.2])
    np.testing.assert_allclose(found.into, [1 - 800 / 1140, 1 - 600 / 770, 50 / 430, 100 / 260])
    np.testing.assert_allclose(found.integration, found.out + found.into)


def test_the_order_of_rows_means_nothing() -> None:
    turned = commuting_matrix(commuting().reverse(), CODES[::-1], 2014)
    assert turned.codes == CODES
    np.testing.assert_array_equal(
        turned.employed, commuting_matrix(commuting(), CODES, 2014).employed
    )


def test_homes_and_work_places_besides_count_as_elsewhere() -> None:
    found = commuting_matrix(commuting(), CODES[:2], 2014)
    np.testing.assert_allclose(found.elsewhere_out, [50, 100])
    np.testing.assert_allclose(found.elsewhere_in, [40, 20])
    np.testing.assert_allclose(found.shares[0], [0.8, 0.15])
    np.testing.assert_allclose(found.into[0], 1 - 800 / 1140)


def test_the_wanted_year_is_used() -> None:
    both = pl.concat([commuting(2013).with_columns(pl.col("employed") * 2), commuting(2014)])
    assert commuting_matrix(both, CODES, 2014).employed[0, 0] == 800
    assert commuting_matrix(both, CODES, 2013).year == 2013
    assert problems(both, 2012) == {"commuting_year_absent": {"year": 2012, "years": [2013, 2014]}}


def test_a_missing_municipality_is_an_error_that_names_all() -> None:
    rest = commuting().filter(~HOME.is_in(CODES[2:]), ~WORK.is_in(CODES[2:]))
    assert problems(rest) == {"commuting_absent": list(CODES[2:])}


def test_all_that_is_wrong_is_told_at_once() -> None:
    """One as home only, one without its own workers, one pair twice."""
    frame = commuting().filter(WORK != "9904").filter((HOME != "9903") | (WORK != "9903"))
    doubled = pl.concat([frame, frame.filter((HOME == "9901") & (WORK == "9902"))])
    found = problems(doubled)
    assert set(found) == {
        "commuting_one_end_absent",
        "commuting_without_diagonal",
        "commuting_twice",
    }
    assert found["commuting_one_end_absent"] == ["9904"]
    assert found["commuting_without_diagonal"] == ["9903"]


def test_nobody_working_at_home_is_an_error_also_where_the_pair_stands_with_nought() -> None:
    nought = pl.when((HOME == "9903") & (WORK == "9903")).then(0).otherwise("employed")
    frame = commuting().with_columns(nought.alias("employed"))
    assert problems(frame) == {"commuting_without_diagonal": ["9903"]}


def test_places_are_blocks_of_the_matrix() -> None:
    members = {"9901": "A", "9902": "A", "9903": "B"}
    found = aggregate_commuting(commuting_matrix(commuting(), CODES, 2014), members, ("A", "B"))
    np.testing.assert_allclose(found.employed, [[1850, 50], [20, 380]])
    np.testing.assert_allclose(found.elsewhere_out, [100, 0])
    np.testing.assert_allclose(found.elsewhere_in, [40, 0])
    np.testing.assert_allclose(found.internal, [450, 0])
    np.testing.assert_allclose(found.internal_share, [450 / 2000, 0])
