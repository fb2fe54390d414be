"""The coefficients estimated anew, and the file that puts them to use."""

from __future__ import annotations

import pytest

from nyegrep.analyses import attractiveness_estimation, attractiveness_table
from nyegrep.analyses.attractiveness_inputs import Question
from nyegrep.sources.demo import truth
from nyegrep.sources.store import Workspace

pytestmark = pytest.mark.unit


def test_the_true_parameters_of_the_demo_country_are_found_again(demo: Workspace) -> None:
    true = truth().attractiveness
    branch = "attractiveness.municipality"
    known = {
        f"{branch}.constant": true.constant,
        f"{branch}.size_slope": true.size_slope,
        f"{branch}.integration_slope": true.integration_slope,
        f"{branch}.own_growth": list(true.own_growth),
        f"{branch}.neighbour_factor": true.neighbour_factor,
    }
    table = attractiveness_estimation.run(demo, Question(overrides=known)).comparison
    assert len(table) == 7
    assert table["old_within"].all(), table


def test_the_new_coefficients_become_the_model_by_a_parameter_file(demo: Workspace) -> None:
    found = attractiveness_estimation.run(demo, Question(2005, 2015))
    used = attractiveness_table.run(demo, Question(2010, 2010, overrides=found.overrides))
    constant = found.overrides["attractiveness.municipality.constant"]
    assert used.frame["constant"].unique().to_list() == pytest.approx([constant])


def test_only_the_years_asked_for_are_used(demo: Workspace) -> None:
    found = attractiveness_estimation.run(demo, Question(2005, 2015))
    assert found.estimates.years == (2005, 2015)
    assert found.estimates.observations <= 60 * 11
