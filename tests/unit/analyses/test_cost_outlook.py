"""What people will cost, for a municipality of the demo country and for all of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from nyegrep.analyses import cost_outlook, futures_outlook
from nyegrep.analyses.context import prepare
from nyegrep.analyses.cost_results import CostOutlook
from nyegrep.analyses.cost_table import VALUE, cost_table
from nyegrep.analyses.futures_outlook import Question
from nyegrep.analyses.futures_table import Question as TableQuestion
from nyegrep.analyses.official_projection import official_projection
from nyegrep.foundation.futures import BUILT_IN
from nyegrep.foundation.services import MUNICIPAL_TOTAL, SERVICES, UPPER_SECONDARY
from nyegrep.methods.futures.settings import built_in
from nyegrep.sources.store import Workspace
from nyegrep.sources.unit_costs import COLUMNS

pytestmark = pytest.mark.unit

PLACE = "Frostneset"
HORIZON = 2028
WHAT_IF = "demographic_cost.what_if."


def asked(demo: Workspace, unit_costs: Path | None = None, **what_if: object) -> CostOutlook:
    overrides = {f"{WHAT_IF}{name}": value for name, value in what_if.items()}
    context = prepare(demo, PLACE, 2024, (), overrides)
    return cost_outlook.run(context, Question(HORIZON, draws=30), unit_costs=unit_costs)


@pytest.fixture(scope="module")
def outlook(demo: Workspace) -> CostOutlook:
    return asked(demo)


def own_table(folder: Path, price_year: int) -> Path:
    path = folder / "own.csv"
    lines = [",".join(COLUMNS), f'kindergarten,1,5,200000,{price_year},"TBU 2018, table 3"']
    path.write_text("\n".join(lines))
    return path


def test_costs_are_those_of_the_people_of_the_futures(
    demo: Workspace, outlook: CostOutlook
) -> None:
    """Kindergarten: 160 000 for each child of 1-5 more or less, in the same draws."""
    context = prepare(demo, PLACE, 2024)
    stage, _ = futures_outlook.prepare_stage(context, Question(HORIZON, draws=30))
    row = futures_outlook.require_place(context, stage.basis)
    future = next(f for f in built_in(stage.basis.settings.axes) if f.id == "crisis")
    drawn = stage.follow(future, row).drawn
    assert drawn is not None
    children = drawn.people[..., 1:6].sum(axis=(2, 3), dtype=float).mean(axis=0)
    found = outlook.by_service.values.filter(
        (pl.col("future") == "crisis") & (pl.col("service") == "kindergarten")
    )
    expected = 0.16 * (children - children[0])
    assert found["mean"].to_numpy() == pytest.approx(expected)
    assert found["yearly_change"].cum_sum().to_numpy() == pytest.approx(expected)


def test_every_future_has_every_service_and_year(outlook: CostOutlook) -> None:
    values = outlook.by_service.values
    assert tuple(dict.fromkeys(values["future"])) == BUILT_IN == outlook.futures
    assert tuple(dict.fromkeys(values["service"])) == (*SERVICES, MUNICIPAL_TOTAL)
    assert len(values) == len(BUILT_IN) * (len(SERVICES) + 1) * 5
    assert (values.filter(pl.col("year") == 2024)["mean"] == 0).all()
    ordered = values.select(
        (pl.col(low) <= pl.col(high) + 1e-9).all()
        for low, high in (("p10", "p25"), ("p25", "p50"), ("p50", "p75"), ("p75", "p90"))
    )
    assert all(ordered.row(0))


def test_age_groups_add_up_to_services_and_services_to_the_municipality(
    outlook: CostOutlook,
) -> None:
    parts = outlook.by_age_group.values.group_by("future", "service").agg(pl.col("mean").sum())
    both = parts.join(outlook.horizon.values, on=["future", "service"])
    assert both["mean"].to_numpy() == pytest.approx(both["mean_right"].to_numpy(), abs=1e-6)
    own = outlook.horizon.values.filter(
        ~pl.col("service").is_in([UPPER_SECONDARY, MUNICIPAL_TOTAL])
    )
    summed = own.group_by("future", maintain_order=True).agg(pl.col("mean").sum())
    total = outlook.horizon.values.filter(pl.col("service") == MUNICIPAL_TOTAL)
    assert summed["mean"].to_numpy() == pytest.approx(total["mean"].to_numpy())


def test_estimates_are_called_estimates(outlook: CostOutlook) -> None:
    assert set(outlook.per_age.values["kind"]) == {"estimate"}
    assert outlook.horizon.facts["estimated"] == list(SERVICES)
    assert "costs.estimated" in {note.code for note in outlook.notes}
    assert outlook.horizon.facts["price_year"] == 2018
    paths = {use.path for use in outlook.horizon.trace.parameters}
    assert {f"demographic_cost.unit_costs.{name}" for name in SERVICES} <= paths
    assert outlook.horizon.trace.seed == 1


def test_unit_costs_are_held_against_what_the_country_spends(
    demo: Workspace, outlook: CostOutlook
) -> None:
    values = outlook.plausibility.values
    assert tuple(values["service"]) == SERVICES
    people = prepare(demo, PLACE, 2024).counted.filter(pl.col("year") == 2024)
    children = float(people.filter(pl.col("age").is_between(1, 5))["persons"].to_numpy().sum())
    assert values["implied"][0] == pytest.approx(0.16 * children)
    assert outlook.plausibility.facts["municipalities"] == people["municipality_code"].n_unique()
    assert outlook.plausibility.trace.sources


def test_what_is_switched_on_is_shown_and_what_is_off_changes_nothing(
    demo: Workspace, outlook: CostOutlook
) -> None:
    assert outlook.horizon.facts["switched_on"] == {}
    off = asked(demo, unit_cost_growth=0.0, healthier_ageing=0.0)
    assert off.horizon.values.equals(outlook.horizon.values)
    healthier = asked(demo, healthier_ageing=2.0)
    assert healthier.by_service.facts["switched_on"] == {"healthier_ageing": 2.0}
    care = pl.col("service") == "care"
    less = (
        healthier.horizon.values.filter(care)["mean"] - outlook.horizon.values.filter(care)["mean"]
    )
    assert (less < 0).all()
    others = ~pl.col("service").is_in(["care", MUNICIPAL_TOTAL])
    assert healthier.horizon.values.filter(others).equals(outlook.horizon.values.filter(others))


def test_a_table_of_the_users_own_replaces_the_estimate_and_says_its_source(
    demo: Workspace, outlook: CostOutlook, tmp_path: Path
) -> None:
    found = asked(demo, own_table(tmp_path, 2018))
    first = found.per_age.values.row(0, named=True)
    assert (first["kind"], first["source"]) == ("statistic", "TBU 2018, table 3")
    assert found.horizon.facts["estimated"] == list(SERVICES[1:])
    sheets = [o.horizon.values.filter(pl.col("service") == SERVICES[0]) for o in (found, outlook)]
    assert sheets[0]["mean"].to_numpy() == pytest.approx(sheets[1]["mean"].to_numpy() * 1.25)
    assert "unit_costs" in {source.dataset for source in found.horizon.trace.sources}


def test_prices_of_two_years_are_not_mixed(demo: Workspace, tmp_path: Path) -> None:
    found = asked(demo, own_table(tmp_path, 2023))
    assert found.services == ("kindergarten",)
    assert found.price_year == 2023
    assert {note.code for note in found.notes} & {"costs.left_out", "costs.estimated"} == {
        "costs.left_out"
    }


def made(demo: Workspace, municipality: str, **more: Any) -> pl.DataFrame:
    given = {"draws": 30, **more}
    with cost_table(demo, TableQuestion(municipality, 2024, HORIZON, **given)) as table:
        return table.frame.collect()


def test_the_table_tells_the_same_as_the_outlook(demo: Workspace, outlook: CostOutlook) -> None:
    frame = made(demo, PLACE)
    assert frame.columns == ["municipality_code", "future", "service", "year", "statistic", VALUE]
    for statistic in ("mean", "p10", "p90"):
        told = frame.filter((pl.col("statistic") == statistic) & (pl.col("year") == HORIZON))
        both = told.join(outlook.horizon.values, on=["future", "service"])
        assert len(both) == len(outlook.horizon.values)
        assert both[VALUE].to_numpy() == pytest.approx(both[statistic].to_numpy(), abs=1e-3)


def test_the_country_is_the_sum_of_all_where_places_stay_as_they_are(demo: Workspace) -> None:
    frame = made(demo, "all", draws=4, only=("neutral",))
    mean = frame.filter(
        (pl.col("statistic") == "mean")
        & (pl.col("service") == "care")
        & (pl.col("year") == HORIZON)
    )
    country = mean.filter(pl.col("municipality_code") == "0")[VALUE].item()
    others = mean.filter(pl.col("municipality_code") != "0")[VALUE].sum()
    assert country == pytest.approx(others, abs=0.01 * len(mean))
    alone = made(demo, PLACE, draws=4, only=("neutral",))
    same = frame.filter(pl.col("municipality_code") == alone["municipality_code"][0])
    assert same.equals(alone)


def test_without_draws_the_central_path_stands_alone(demo: Workspace) -> None:
    frame = made(demo, PLACE, draws=0, only=("crisis",))
    assert set(frame["statistic"]) == {"mean"}


def test_without_draws_the_outlook_has_no_bands(demo: Workspace) -> None:
    found = cost_outlook.run(prepare(demo, PLACE, 2024), Question(HORIZON, draws=0))
    assert found.by_service.values["p10"].null_count() == len(found.by_service.values)
    assert found.by_service.values["mean"].null_count() == 0


def test_futures_that_are_followed_already_give_the_same(
    demo: Workspace, outlook: CostOutlook
) -> None:
    context = prepare(demo, PLACE, 2024)
    asked_of_futures = Question(HORIZON, draws=30)
    played = futures_outlook.play(context, asked_of_futures)
    found = cost_outlook.run(context, Question(HORIZON, draws=30), played=played)
    assert found.by_service.values.equals(outlook.by_service.values)
    told = futures_outlook.run(context, asked_of_futures, played=played)
    people = told.paths.values.filter(pl.col("future") == "crisis")["mean"]
    culture = found.by_service.values.filter(
        (pl.col("future") == "crisis") & (pl.col("service") == "culture_other")
    )["mean"]
    grown = people.to_numpy() - people.to_numpy()[0]
    assert culture.to_numpy() == pytest.approx(0.0023 * grown, abs=1e-6)


def test_the_main_alternative_is_reckoned_from_its_own_people(
    demo: Workspace, outlook: CostOutlook
) -> None:
    """Kindergarten: 160 000 for each child of 1-5 more or less in the official projection."""
    context = prepare(demo, PLACE, 2024)
    projected = official_projection(context, HORIZON)
    assert projected is not None
    assert outlook.official is not None
    children = projected.people["expected"][:, 1:6].sum(axis=1)
    found = outlook.official.values.filter(pl.col("service") == "kindergarten")
    assert found["mean"].to_numpy() == pytest.approx(0.16 * (children - children[0]))
    assert found["yearly_change"].cum_sum().to_numpy() == pytest.approx(found["mean"].to_numpy())
    assert outlook.official.facts["vintage"] == projected.vintage <= 2024
    assert outlook.futures == BUILT_IN


def test_the_table_has_the_main_alternative_beside_the_futures(
    demo: Workspace, outlook: CostOutlook
) -> None:
    frame = made(demo, PLACE)
    told = frame.filter(pl.col("future") == "official_main")
    assert outlook.official is not None
    both = told.join(outlook.official.values, on=["service", "year"])
    assert len(both) == len(told) == len(outlook.official.values)
    assert both[VALUE].to_numpy() == pytest.approx(both["mean"].to_numpy(), abs=1e-3)
    assert "official_main" not in set(made(demo, PLACE, only=("crisis",))["future"])
