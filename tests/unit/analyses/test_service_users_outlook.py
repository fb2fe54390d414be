"""Users of services for a municipality of the demo country, and where nothing is known of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from nyegrep.analyses import futures_outlook, service_users_outlook
from nyegrep.analyses.context import history_of, prepare
from nyegrep.analyses.futures_outlook import Question
from nyegrep.analyses.service_users_counts import COST_SERVICE
from nyegrep.analyses.service_users_results import ServiceUsersOutlook
from nyegrep.foundation.figures import Figure
from nyegrep.foundation.futures import BUILT_IN
from nyegrep.sources.demo import deliveries
from nyegrep.sources.store import Workspace

pytestmark = pytest.mark.unit

PLACE = "Frostneset"
BASE, HORIZON = 2024, 2030
WHAT_IF = "demographic_cost.what_if."
CARE = ("home_care", "institution", "staffed_housing")


def asked(workspace: Workspace, base: int = BASE, **what_if: object) -> ServiceUsersOutlook:
    overrides = {f"{WHAT_IF}{name}": value for name, value in what_if.items()}
    context = prepare(workspace, PLACE, base, (), overrides)
    return service_users_outlook.run(context, Question(HORIZON, draws=30))


@pytest.fixture(scope="module")
def outlook(demo: Workspace) -> ServiceUsersOutlook:
    return asked(demo)


def of(figure: Figure | None) -> pl.DataFrame:
    assert figure is not None
    return figure.values


def counted_in(demo: Workspace, service: str, year: int) -> float:
    code = prepare(demo, PLACE, BASE).code_in(year)
    rows = demo.table("care_users").filter(
        (pl.col("municipality_code") == code)
        & (pl.col("care_service") == service)
        & (pl.col("year") == year)
    )
    return float(rows["users"].to_numpy().sum())


@pytest.mark.parametrize("service", CARE)
def test_the_base_year_is_the_count_at_the_end_of_the_year_before(
    demo: Workspace, outlook: ServiceUsersOutlook, service: str
) -> None:
    rows = of(outlook.horizon).filter(pl.col("service") == service)
    expected = counted_in(demo, service, BASE - 1)
    assert rows["base"].to_numpy() == pytest.approx(expected, rel=1e-12)
    assert outlook.horizon is not None
    assert outlook.horizon.facts["counted"][service] == expected
    assert outlook.horizon.facts["counted_year"][service] == BASE - 1


def test_places_in_kindergarten_and_pupils_start_from_what_was_counted(
    demo: Workspace, outlook: ServiceUsersOutlook
) -> None:
    assert outlook.horizon is not None
    facts = outlook.horizon.facts
    people = prepare(demo, PLACE, BASE).counted.filter(
        (pl.col("municipality_code") == prepare(demo, PLACE, BASE).place.code)
        & (pl.col("year") == BASE)
    )
    children = float(people.filter(pl.col("age").is_between(1, 5))["persons"].to_numpy().sum())
    share = demo.table("kindergarten_coverage").filter(
        (pl.col("municipality_code") == prepare(demo, PLACE, BASE).code_in(BASE - 1))
        & (pl.col("year") == BASE - 1)
        & (pl.col("age_group") == "1-5")
    )["coverage_percent"][0]
    assert facts["counted"]["kindergarten"] == pytest.approx(children * share / 100)
    assert facts["from_people"] == []


def test_every_future_has_every_service_and_year(outlook: ServiceUsersOutlook) -> None:
    values = of(outlook.by_service)
    assert outlook.futures == BUILT_IN == tuple(dict.fromkeys(values["future"]))
    assert outlook.services == tuple(COST_SERVICE) == tuple(dict.fromkeys(values["service"]))
    assert len(values) == len(BUILT_IN) * len(COST_SERVICE) * (HORIZON - BASE + 1)
    assert values.select((pl.col("p10") <= pl.col("p90") + 1e-9).all()).item()


def test_the_old_become_more_and_so_do_their_users(outlook: ServiceUsersOutlook) -> None:
    ends = of(outlook.horizon).filter(pl.col("service") == "institution")
    assert (ends["mean"] > ends["base"]).all()
    assert outlook.horizon is not None
    facts = outlook.horizon.facts
    for name, end in (("lowest", ends["mean"].min()), ("highest", ends["mean"].max())):
        assert facts[name]["institution"] == end


def test_what_is_off_changes_nothing_and_what_is_on_is_shown(
    demo: Workspace, outlook: ServiceUsersOutlook
) -> None:
    assert of(asked(demo, unit_cost_growth=0.0).by_service).equals(of(outlook.by_service))
    healthier = asked(demo, healthier_ageing=2.0)
    assert healthier.by_service is not None
    assert healthier.by_service.facts["switched_on"] == {"healthier_ageing": 2.0}
    for service in COST_SERVICE:
        chosen = pl.col("service") == service
        less = (
            of(healthier.horizon).filter(chosen)["mean"]
            < of(outlook.horizon).filter(chosen)["mean"]
        )
        assert less.any() == (service in CARE)
    assert of(healthier.horizon)["base"].equals(of(outlook.horizon)["base"])


def test_staff_follows_users_from_the_last_count(
    demo: Workspace, outlook: ServiceUsersOutlook
) -> None:
    values, users = of(outlook.staff), of(outlook.by_service)
    assert outlook.staff is not None
    facts = outlook.staff.facts
    assert facts["services"] == list(CARE)
    assert facts["counted_year"] == BASE - 1
    first = values.filter(pl.col("year") == BASE, pl.col("future") == "crisis")
    told = demo.table("care_staff").filter(
        (pl.col("municipality_code") == prepare(demo, PLACE, BASE).code_in(BASE - 1))
        & (pl.col("year") == BASE - 1)
    )
    worked = dict(told.select("staff_group", "full_time_equivalents").iter_rows())
    found = dict(first.select("staff_group", "mean").iter_rows())
    assert found["nurses"] == pytest.approx(worked["nurses"])
    assert sum(found.values()) == pytest.approx(worked["all"])
    in_care = users.filter(pl.col("service").is_in(CARE), pl.col("future") == "crisis")
    by_year = in_care.group_by("year", maintain_order=True).agg(pl.col("mean").sum())["mean"]
    nurses = values.filter(pl.col("staff_group") == "nurses", pl.col("future") == "crisis")["mean"]
    per_user = nurses.to_numpy() / by_year.to_numpy()
    assert per_user == pytest.approx(np.full(len(nurses), per_user[0]))


def test_welfare_technology_is_felt_in_staff_and_not_in_users(
    demo: Workspace, outlook: ServiceUsersOutlook
) -> None:
    found = asked(demo, welfare_technology=10.0, welfare_technology_from=2027)
    assert of(found.by_service).equals(of(outlook.by_service))
    ratio = of(found.staff)["mean"] / of(outlook.staff)["mean"]
    late = of(found.staff)["year"] >= 2027
    assert ratio.filter(late).to_numpy() == pytest.approx(0.9)
    assert ratio.filter(~late).to_numpy() == pytest.approx(1.0)


def test_people_with_dementia_are_more_than_today_in_every_future(
    outlook: ServiceUsersOutlook,
) -> None:
    values = of(outlook.dementia)
    assert outlook.dementia.facts["sex_known"] is True
    ends = values.pivot("year", index="future", values="mean")
    assert (ends[str(HORIZON)] > ends[str(BASE)]).all()
    kinds = {use.path: use.kind for use in outlook.dementia.trace.parameters}
    assert kinds["demographic_cost.dementia.women"] == "estimate"


def test_rates_lie_between_the_own_and_those_of_similar_places(
    outlook: ServiceUsersOutlook,
) -> None:
    values = of(outlook.rates).drop_nulls()
    low = values.select(pl.min_horizontal("own_rate", "similar_rate")).to_series() - 1e-12
    high = values.select(pl.max_horizontal("own_rate", "similar_rate")).to_series() + 1e-12
    assert (values["shrunken_rate"] >= low).all()
    assert (values["shrunken_rate"] <= high).all()
    assert outlook.rates is not None
    assert set(outlook.rates.facts["similar_by"].values()) <= {"kostra_group", "size", "all"}
    assert min(outlook.rates.facts["similar"].values()) >= 5


def test_nothing_later_than_the_base_year_is_looked_at(demo: Workspace) -> None:
    earlier = asked(demo, base=2021)
    assert earlier.horizon is not None
    assert set(earlier.horizon.facts["counted_year"].values()) == {2020}
    expected = counted_in(demo, "home_care", 2020)
    assert earlier.horizon.facts["counted"]["home_care"] == expected


def test_futures_that_are_followed_already_give_the_same(
    demo: Workspace, outlook: ServiceUsersOutlook
) -> None:
    context = prepare(demo, PLACE, BASE)
    played = futures_outlook.play(context, Question(HORIZON, draws=30))
    found = service_users_outlook.run(context, Question(HORIZON, draws=30), played=played)
    assert of(found.by_service).equals(of(outlook.by_service))


def test_without_draws_there_are_no_bands(demo: Workspace) -> None:
    found = service_users_outlook.run(prepare(demo, PLACE, BASE), Question(HORIZON, draws=0))
    assert of(found.by_service)["p10"].null_count() == len(of(found.by_service))
    assert of(found.dementia)["mean"].null_count() == 0


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The demo country without a word of its services."""
    made = Workspace.open_or_create(tmp_path_factory.mktemp("bare") / "w")
    left_out = {"care_users", "care_staff", "kindergarten_coverage", "primary_schools"}
    arriving = [delivery for delivery in deliveries() if delivery.dataset not in left_out]
    made.save(arriving, history_of(made, arriving), "demo")
    return made


def test_what_is_not_known_is_absent_and_says_how_to_get_it(bare: Workspace) -> None:
    found = asked(bare)
    assert found.services == ("kindergarten", "primary_school")
    assert (found.staff, found.rates) == (None, None)
    assert found.horizon is not None
    assert found.horizon.facts["from_people"] == ["kindergarten", "primary_school"]
    codes = [note.code for note in found.notes]
    assert codes.count("users.dataset_absent") == 2
    assert {"users.kindergarten_from_people", "users.pupils_from_people"} <= set(codes)
    text = next(note.text("nb") for note in found.notes if note.code == "users.dataset_absent")
    assert "nyegrep data fetch care_users" in text
    assert [figure.id for figure in found.figures] == [
        "users.horizon",
        "users.by_service",
        "users.dementia",
    ]


def test_children_stand_for_places_that_are_not_known(bare: Workspace) -> None:
    context = prepare(bare, PLACE, BASE)
    children = context.counted.filter(
        (pl.col("municipality_code") == context.place.code)
        & (pl.col("year") == BASE)
        & pl.col("age").is_between(1, 5)
    )["persons"]
    rows = of(asked(bare).horizon).filter(pl.col("service") == "kindergarten")
    assert rows["base"].to_numpy() == pytest.approx(float(children.to_numpy().sum()))


def test_a_place_that_a_dataset_does_not_have_is_told(bare: Workspace, tmp_path: Path) -> None:
    made = Workspace.open_or_create(tmp_path / "w")
    arriving = []
    for delivery in deliveries():
        frame = delivery.frame
        if delivery.dataset == "care_users" and frame is not None:
            code = prepare(bare, PLACE, BASE).place.code
            frame = frame.filter(pl.col("municipality_code") != code)
            arriving.append(type(delivery)(delivery.dataset, delivery.source, "here", frame=frame))
        else:
            arriving.append(delivery)
    made.save(arriving, history_of(made, arriving), "demo")
    found = asked(made)
    told = {note.code: note.facts for note in found.notes}
    assert told["users.place_absent"]["dataset"] in ("care_users", "care_staff")
    assert found.services == ("kindergarten", "primary_school")
    assert found.staff is None
