"""The map of the demo country: values of the model on the borders of the map."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from nyegrep.analyses import attraction_map, attraction_profile, attractiveness_table
from nyegrep.analyses.attraction_results import KINDS, AttractionProfile
from nyegrep.analyses.attractiveness_inputs import Question
from nyegrep.analyses.context import history_of, prepare
from nyegrep.foundation.figures import Figure
from nyegrep.sources.demo import deliveries
from nyegrep.sources.store import Workspace

pytestmark = pytest.mark.unit
ORDER = ("lowest", "low", "middle", "high", "highest")


@pytest.fixture(scope="module")
def profile(demo: Workspace) -> AttractionProfile:
    return attraction_profile.run(prepare(demo, "Frostneset", 2024))


@pytest.fixture(scope="module")
def figure(profile: AttractionProfile) -> Figure:
    assert profile.map is not None
    return profile.map


def test_every_outline_has_both_values(profile: AttractionProfile, figure: Figure) -> None:
    assert profile.outlines is not None
    assert set(figure.values["municipality_code"]) == set(profile.outlines.rings)
    assert figure.values.select(KINDS).null_count().row(0) == (0, 0)
    assert any(source.dataset == "geometry" for source in figure.trace.sources)


def test_the_place_is_there_once_with_the_values_of_the_scatter(
    profile: AttractionProfile, figure: Figure
) -> None:
    own = figure.values.filter(pl.col("role") == "own").select("municipality_code", *KINDS)
    spot = profile.scatter.values.filter(pl.col("role") == "own").select(KINDS)
    assert own["municipality_code"].to_list() == [figure.facts["own_code"]]
    assert own.select(KINDS).row(0) == pytest.approx(spot.row(0))


@pytest.mark.parametrize("kind", KINDS)
def test_classes_follow_the_values_and_the_percentiles(figure: Figure, kind: str) -> None:
    name = kind.replace("attractiveness", "class")
    ranked = figure.values.drop_nulls(name).sort(kind)
    places = [ORDER.index(found) for found in ranked[name]]
    assert places == sorted(places)
    shares = [places.count(number) / len(places) for number in range(5)]
    assert shares == pytest.approx([0.1, 0.2, 0.4, 0.2, 0.1], abs=0.04)


def test_the_class_agrees_with_the_rank(profile: AttractionProfile, figure: Figure) -> None:
    ranks = profile.rank.values.filter(pl.col("group") == "all")
    own = figure.values.filter(pl.col("role") == "own").row(0, named=True)
    for kind, rank in ranks.select("kind", "percentile_rank").iter_rows():
        limits = sum(rank >= limit for limit in (10, 30, 70, 90))
        assert own[kind.replace("attractiveness", "class")] == ORDER[limits]


def test_the_county_of_the_place_is_told(figure: Figure) -> None:
    assert figure.facts["county_code"] == figure.facts["own_code"][:2]
    assert figure.facts["county_name"] == "Nordtind"
    assert figure.facts["borders"] == 2026


def test_a_merged_municipality_has_the_mean_of_its_parts_by_people(demo: Workspace) -> None:
    context = prepare(demo, "Frostneset", 2024)
    basis = attractiveness_table.run(demo, Question(last_year=2024)).basis
    names = {m.code: m.name for m in context.history.in_year(2018)}
    known = {code: float(number) for number, code in enumerate(names)}
    standing = pl.DataFrame(
        [
            {
                "municipality_code": code,
                "kind": kind,
                "value": value,
                "persons": 3000 if code == "7403" else 1000,
                "rank": value,
            }
            for code, value in known.items()
            for kind in KINDS
        ]
    )
    drawn = attraction_map.run(context, replace(basis, borders=2018, names=names), standing, {})
    assert drawn is not None
    values = dict(drawn[0].values.select("municipality_code", KINDS[0]).iter_rows())
    assert values["7412"] == pytest.approx((3 * known["7403"] + known["7404"]) / 4)
    grown = (known["7603"] + 0.58 * known["7605"]) / 1.58
    assert values["7603"] == pytest.approx(grown)
    assert values["7101"] == known["7101"]


def save(folder: Path, geometry: bytes, borders: int) -> Workspace:
    """The demo country with another map."""
    made = Workspace.open_or_create(folder)
    arriving = [
        replace(d, document=geometry, source=replace(d.source, borders=borders))
        if d.dataset == "geometry"
        else d
        for d in deliveries()
    ]
    made.save(arriving, history_of(made, arriving), "demo")
    return made


def test_an_older_map_has_the_values_of_what_its_municipalities_became(
    demo: Workspace, profile: AttractionProfile, tmp_path: Path
) -> None:
    older = demo.document("geometry").replace(b'"7412"', b'"7403"').replace(b'"7611"', b'"7605"')
    made = save(tmp_path / "w", older, 2018)
    found = attraction_profile.run(prepare(made, "Frostneset", 2024)).map
    assert found is not None
    assert found.facts["borders"] == 2018
    now = dict(profile.scatter.values.select("municipality_code", KINDS[0]).iter_rows())
    then = dict(found.values.select("municipality_code", KINDS[0]).iter_rows())
    assert then["7403"] == pytest.approx(now["7412"])
    assert then["7605"] == pytest.approx(0.58 * now["7603"] + 0.42 * now["7604"])


def test_a_map_that_cannot_be_read_costs_only_the_map(tmp_path: Path) -> None:
    found = attraction_profile.run(prepare(save(tmp_path / "w", b"{}", 2026), "Frostneset", 2024))
    assert found.map is None
    assert "geometry.damaged" in {note.code for note in found.notes}


def test_a_map_of_other_places_is_left_out(demo: Workspace, tmp_path: Path) -> None:
    document = json.loads(demo.document("geometry"))
    shapes = document["objects"]["Kommuner"]["geometries"]
    for number, shape in enumerate(s for s in shapes if s["id"] != "7603"):
        shape["properties"]["kommunenummer"] = f"{200 + number}" if number > 20 else shape["id"]
        shape["id"] = shape["properties"]["kommunenummer"]
    made = save(tmp_path / "w", json.dumps(document).encode(), 2026)
    assert attraction_profile.run(prepare(made, "Frostneset", 2024)).map is None


def test_without_a_map_there_is_all_the_rest(tmp_path: Path) -> None:
    made = Workspace.open_or_create(tmp_path / "w")
    arriving = [delivery for delivery in deliveries() if delivery.dataset != "geometry"]
    made.save(arriving, history_of(made, arriving), "demo")
    profile = attraction_profile.run(prepare(made, "Frostneset", 2024))
    assert profile.map is None
    assert profile.outlines is None
    assert "attractiveness.map" not in {figure.id for figure in profile.figures}
