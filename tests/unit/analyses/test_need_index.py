"""Need in the demo country, whose index is known, and what is said where something is missing."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from nyegrep.analyses import need_index
from nyegrep.analyses.context import history_of
from nyegrep.analyses.economy_results import NeedIndex
from nyegrep.analyses.need_inputs import NeedBasis
from nyegrep.foundation.errors import DataError
from nyegrep.foundation.provenance import Source
from nyegrep.methods.need import criterion_effects, equalisation
from nyegrep.sources.delivery import Delivery
from nyegrep.sources.demo import deliveries
from nyegrep.sources.store import Workspace

pytestmark = pytest.mark.unit

NEED = ("need_criteria", "cost_keys", "expenditure_need_index")


def codes(found: NeedIndex) -> set[str]:
    return {note.code for note in found.notes}


def without(demo_deliveries: list[Delivery], folder: Path, *names: str) -> Workspace:
    kept = [d for d in demo_deliveries if d.dataset not in names]
    made = Workspace.open_or_create(folder / "w")
    made.save(kept, history_of(made, kept), "demo")
    return made


@pytest.fixture(scope="module")
def arriving() -> list[Delivery]:
    return deliveries()


def test_every_sector_and_the_total_equal_the_index_of_the_demo_country(demo: Workspace) -> None:
    for year in (2015, 2026):
        basis = NeedBasis(demo, year)
        assert basis.calculated is not None
        assert basis.published is not None
        both = basis.calculated.join(
            basis.published, on=["municipality_code", "sector"], suffix="_published"
        )
        assert len(both) == len(basis.published)
        assert (both["index"] - both["index_published"]).abs().to_numpy().max() < 0.00006


def test_equalisation_adds_up_to_nought_over_the_demo_country(demo: Workspace) -> None:
    basis = NeedBasis(demo, 2026)
    key = basis.known_key.key
    assert key is not None
    assert basis.criteria is not None
    even = equalisation(criterion_effects(basis.criteria, key, 60000.0), key)
    assert even["amount_nok"].abs().sum() > 1e8
    assert even["amount_nok"].sum() == pytest.approx(0.0, abs=1.0)


def test_criteria_add_up_to_the_equalisation_and_to_the_index(demo: Workspace) -> None:
    found = need_index.run(demo, "7603", 2025)
    assert found.criteria is not None
    facts, values = found.criteria.facts, found.criteria.values
    assert values["effect_nok"].sum() == pytest.approx(facts["equalisation_nok"])
    assert values["effect_million"].sum() == pytest.approx(facts["equalisation_million"])
    point = facts["need_per_inhabitant"] * (found.sectors.facts["total"] - 1)
    assert facts["equalisation_nok"] == pytest.approx(point)
    assert found.sectors.facts["basis"] == "criteria"
    assert codes(found) == {"need.level_from_accounts"}


def test_the_kroner_of_a_point_are_the_users_where_stated(demo: Workspace) -> None:
    stated = {"need.equalisation.need_per_inhabitant": 40315.0}
    found = need_index.run(demo, "7603", 2025, stated)
    assert found.criteria is not None
    assert found.criteria.facts["need_per_inhabitant"] == 40315.0
    assert found.notes == ()


def test_the_newest_year_is_the_default_and_has_kroner_of_the_newest_accounts(
    demo: Workspace,
) -> None:
    found = need_index.run(demo, "Frostneset")
    assert found.year == 2026
    assert found.notes[0].facts["accounts"] == 2025


def test_without_criteria_the_published_index_stands_and_what_is_missing_is_told(
    arriving: list[Delivery], tmp_path: Path
) -> None:
    workspace = without(arriving, tmp_path, "need_criteria", "cost_keys")
    found = need_index.run(workspace, "7603", 2025)
    assert found.criteria is None
    assert found.figures == (found.sectors,)
    assert found.sectors.facts["basis"] == "published"
    assert found.sectors.facts["total"] == found.sectors.facts["published_total"]
    assert codes(found) == {"need.key_absent", "need.criteria_absent"}
    absent = next(note for note in found.notes if note.code == "need.key_absent")
    assert "cost_keys" in absent.text("nb")
    assert absent.facts["known"] == [2026]


def test_the_key_of_the_parameters_is_used_with_its_caveat(
    arriving: list[Delivery], tmp_path: Path
) -> None:
    workspace = without(arriving, tmp_path, "cost_keys")
    found = need_index.run(workspace, "7603", 2026)
    assert {"need.key_not_verified", "need.criteria_missing"} <= codes(found)
    missing = next(note for note in found.notes if note.code == "need.criteria_missing")
    assert "persons_16-22" in missing.facts["names"]
    sectors = dict(found.sectors.values.select("sector", "index").iter_rows())
    # School and kindergarten have all their criteria in the demo country; with the key of 2026.
    published = next(d.frame for d in arriving if d.dataset == "expenditure_need_index")
    assert published is not None
    own = published.filter(
        (pl.col("year") == 2026)
        & (pl.col("municipality_code") == "7603")
        & (pl.col("sector") == "school")
    )
    assert sectors["school"] != own["index"][0]
    assert sectors["school"] == pytest.approx(own["index"][0], abs=0.03)
    assert "need.cost_key.verified" in {p.path for p in found.sectors.trace.parameters}
    checked = need_index.run(workspace, "7603", 2026, {"need.cost_key.verified": True})
    assert "need.key_not_verified" not in codes(checked)


def test_a_key_of_the_users_own_serves_a_year_that_is_not_known(
    arriving: list[Delivery], tmp_path: Path
) -> None:
    workspace = without(arriving, tmp_path, "cost_keys")
    own = {
        "need.cost_key.sectors": {"school": 1.0},
        "need.cost_key.criteria": {"school": {"persons_6-12": 1.0}},
    }
    found = need_index.run(workspace, "7603", 2019, own)
    assert found.criteria is not None
    index = found.criteria.values["index"][0]
    sectors = dict(found.sectors.values.select("sector", "index").iter_rows())
    assert sectors["school"] == sectors["total"] == pytest.approx(index)
    assert "need.key_not_verified" in codes(found)


def test_a_workspace_without_need_says_how_to_get_it(
    arriving: list[Delivery], tmp_path: Path
) -> None:
    workspace = without(arriving, tmp_path, *NEED)
    with pytest.raises(DataError, match="“--dataset need_criteria”"):
        need_index.run(workspace, "7603")


def test_a_year_that_is_not_there_is_told_with_those_that_are(demo: Workspace) -> None:
    with pytest.raises(DataError, match="2015") as caught:
        need_index.run(demo, "7603", 2012)
    assert {p.code for p in caught.value.problems} >= {"need.place_unknown", "need.key_absent"}


def test_a_key_that_does_not_add_up_is_refused(arriving: list[Delivery], tmp_path: Path) -> None:
    workspace = without(arriving, tmp_path, "cost_keys")
    rows = [(2025, "school", "base", 0.5), (2025, "total", "school", 1.0)]
    frame = pl.DataFrame(
        rows,
        {"year": pl.Int32, "sector": pl.String, "criterion": pl.String, "weight": pl.Float64},
        orient="row",
    )
    source = Source("x", "y", "CC0", "cost_keys", invented=True)
    delivery = Delivery("cost_keys", source, "keys.csv", frame)
    workspace.save([delivery], history_of(workspace), "keys")
    with pytest.raises(DataError, match=r"school in 2025 add up to 0\.5000"):
        need_index.run(workspace, "7603", 2025)
