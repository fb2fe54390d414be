"""Need and spending beside what is known: published indices, real accounts, the demo's truth."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from nyegrep.analyses import need_index, peer_comparison, savings_distribution
from nyegrep.analyses.accounts import read_accounts
from nyegrep.analyses.context import history_of
from nyegrep.analyses.need_inputs import NeedBasis
from nyegrep.foundation.codes import COUNTRY
from nyegrep.methods.need import CostKey, KeySettings, joint_index
from nyegrep.parameters.tree import read
from nyegrep.sources.catalogue import dataset
from nyegrep.sources.datapack import read_datapack, read_single_file
from nyegrep.sources.demo import deliveries, need
from nyegrep.sources.demo.accounts import ACCOUNT_YEARS, keep_accounts
from nyegrep.sources.demo.simulation import simulate
from nyegrep.sources.store import Workspace

pytestmark = pytest.mark.crosscheck

FOUR = ("0502", "0528", "0534", "0542")
YEARS = range(2015, 2020)


@pytest.fixture(scope="module")
def real(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    made = Workspace.open_or_create(tmp_path_factory.mktemp("real") / "w")
    arriving = read_datapack(shared_data)
    made.save(arriving, history_of(made, arriving), "import")
    return made


@pytest.mark.parametrize("code", FOUR)
@pytest.mark.parametrize("year", YEARS)
def test_four_municipalities_against_each_other_add_up(
    real: Workspace, code: str, year: int
) -> None:
    others = tuple(other for other in FOUR if other != code)
    found = peer_comparison.run(real, code, year, others)
    values = found.gaps.values
    total = values.row(by_predicate=pl.col("area") == "sum", named=True)
    parts = values.filter(pl.col("in_sum"))
    assert parts["difference_million"].sum() == pytest.approx(total["difference_million"])
    assert set(found.gaps.facts["overlapping"]) == {"property_management", "municipal_housing"}
    assert values.filter(~pl.col("in_sum"))["area"].to_list() == found.gaps.facts["overlapping"]
    # The areas together are net operating expenditure, which table 12137 has apart from them.
    together = total["own_nok"] * found.gaps.facts["persons"] / 1e6
    assert together == pytest.approx(found.gaps.facts["net_total_million"], rel=0.02)
    told = {note.code for note in found.notes}
    assert {
        "benchmark.no_country",
        "benchmark.areas_only",
        "benchmark.overlapping_left_out",
    } <= told


@pytest.mark.parametrize("code", FOUR)
def test_savings_are_shared_between_real_areas(real: Workspace, code: str) -> None:
    values = savings_distribution.run(real, code, 16.0).distribution.values
    areas = values.filter(pl.col("taking_part").is_not_null())
    tenths = (10 * areas["target_million"]).round().cast(pl.Int64)
    assert tenths.sum() == 160
    room = areas["spending_million"].clip(lower_bound=0)
    assert (areas["target_million"] <= room).all()
    assert {"health_and_care", "roads"} <= set(areas["area"])
    falling = areas.filter(pl.col("outlook_million") < 0)
    assert (falling["target_million"] > 0).all()


def test_amounts_per_inhabitant_are_those_that_statistics_norway_publishes(
    real: Workspace,
) -> None:
    table = real.table("net_operating_expenditure").filter(pl.col("type") == "AGD2")
    for year in YEARS:
        accounts = read_accounts(real, year, "0502", {})
        joined = table.filter(pl.col("year") == year).join(accounts.people, on="municipality_code")
        each = 1000 * joined["amount_thousand_nok"] / joined["persons"]
        assert (each - joined["per_inhabitant_nok"]).abs().to_numpy().max() < 1.01


def test_people_in_the_accounts_are_those_of_the_next_1_january(real: Workspace) -> None:
    people = real.table("population_by_age")
    for year in range(2016, 2019):
        accounts = read_accounts(real, year, "0502", {})
        for code in FOUR:
            counted = people.filter(
                (pl.col("year") == year + 1) & (pl.col("municipality_code") == code)
            )["persons"].sum()
            assert accounts.persons_of(code) == pytest.approx(counted, rel=0.0005)


@pytest.mark.parametrize("year", [2025, 2026])
def test_published_need_evens_out_over_the_country(shared_data: Path, year: int) -> None:
    """Σ P·D / Σ P = 1: people of 2019 on today's borders stand in for those of the year."""
    content = json.loads((shared_data / f"expenditure_need_index_{year}.json").read_text("utf-8"))
    index = {c: v for c, v in content["kommuner"].items() if isinstance(v, float)}
    people = pl.read_csv(
        shared_data / "population_total_1986_2019_borders2024.csv",
        schema_overrides={"municipality_code": pl.String},
    ).filter(pl.col("year") == 2019)
    measure = next(n for n in people.columns if n in ("population", "persons"))
    persons = dict(people.select("municipality_code", measure).iter_rows())
    both = [code for code in index if code in persons]
    assert len(both) > 340
    mean = sum(persons[c] * index[c] for c in both) / sum(persons[c] for c in both)
    assert mean == pytest.approx(1.0, abs=0.01)
    assert index["3447"] == {2025: 1.0599, 2026: 1.0571}[year]


def test_the_published_total_of_a_municipality_follows_from_its_sectors(shared_data: Path) -> None:
    """Lørenskog 2026, the one municipality whose sectors are known: Σ W·D is the total."""
    content = json.loads((shared_data / "expenditure_need_index_2026.json").read_text("utf-8"))
    known = content["kommuner"]["3222"]
    settings, _ = read("need.cost_key", into=KeySettings, at=date(2026, 12, 31))
    names = {
        "grunnskole": "school",
        "pleie": "care",
        "barnehage": "kindergarten",
        "barnevern": "child_welfare",
        "sosial": "social_services",
        "kommunehelse": "health",
        "administrasjon": "administration",
    }
    index = {ours: known[theirs] for theirs, ours in names.items()}
    key = CostKey(settings.sectors, settings.criteria)
    total = joint_index(index, key, tuple(index))
    assert total is not None
    assert round(total, 4) == known["samlet"] == 0.9551
    assert index["school"] == 0.97


def test_the_published_totals_are_taken_in_and_told(shared_data: Path, tmp_path: Path) -> None:
    """Table A-k as a file with the publisher's headings; the year stands in its name."""
    content = json.loads((shared_data / "expenditure_need_index_2026.json").read_text("utf-8"))
    file = tmp_path / "a-k_2026.csv"
    rows = [
        f"{code};{value if isinstance(value, float) else value['samlet']}"
        for code, value in content["kommuner"].items()
    ]
    file.write_text("\n".join(["Kommunenr.;Indeks beregnet utgiftsbehov", *rows]), "utf-8")
    workspace = Workspace.open_or_create(tmp_path / "w")
    arriving = [read_single_file(file, dataset("expenditure_need_index"))]
    workspace.save(arriving, history_of(workspace, arriving), "import")
    for name, expected in (("Søndre Land", 1.0571), ("Lørenskog", 0.9551), ("Karasjok", 1.1106)):
        found = need_index.run(workspace, name)
        assert (found.year, found.sectors.facts["basis"]) == (2026, "published")
        assert found.sectors.facts["total"] == expected
        assert "need.criteria_absent" in {note.code for note in found.notes}


def test_the_gap_from_the_normed_level_finds_the_true_deviation_of_the_demo_country(
    tmp_path: Path,
) -> None:
    """ln(u / (ū·D)) is the municipality's own choice and its means, which are known there."""
    simulation = simulate(2026)
    found_need = need.need(simulation)
    truth = keep_accounts(simulation, found_need)
    workspace = Workspace.open_or_create(tmp_path / "w")
    arriving = deliveries()
    workspace.save(arriving, history_of(workspace, arriving), "demo")
    year = ACCOUNT_YEARS[-1]
    accounts = read_accounts(workspace, year, COUNTRY, {})
    basis = NeedBasis(workspace, year)
    slots = {place.code: slot for slot, place in enumerate(simulation.country.places)}
    country = accounts.of(COUNTRY)
    sectors = {"kindergarten": "kindergarten", "primary_school": "school", "care": "care"}
    for area, sector in sectors.items():
        pairs = []
        for code in accounts.municipalities:
            index, _ = basis.of(code)
            own = accounts.of(code)
            if code in slots and area in own:
                position = found_need.sectors.index(sector)
                chosen = truth.deviation[-1, slots[code], position]
                means = np.log(truth.budget_factor[-1, slots[code]])
                seen = np.log(own[area] / (country[area] * index[sector]))
                pairs.append((seen, chosen + means))
        seen, true = np.array(pairs).T
        assert len(pairs) > 50
        assert np.corrcoef(seen, true)[0, 1] > 0.85, area
        assert np.std(seen - true) < 0.08, area
