"""The futures of a municipality of the demo country, as figures."""

from __future__ import annotations

import polars as pl
import pytest

from nyegrep.analyses import futures_outlook
from nyegrep.analyses.context import prepare
from nyegrep.analyses.futures_outlook import OFFICIAL_MODE, Question
from nyegrep.analyses.futures_results import HISTORY, MEASURES, FuturesOutlook
from nyegrep.foundation.errors import DataError, InputError
from nyegrep.foundation.futures import BUILT_IN, FOUR, OFFICIAL, Future
from nyegrep.sources.store import Workspace
from tests.unit.analyses.country import workspace

pytestmark = pytest.mark.unit

MINE = Future("mine", "expected", 60.0, 90.0, names={"nb": "Vårt", "en": "Ours"})
HORIZON = 2040


def ask(demo: Workspace, **more: object) -> FuturesOutlook:
    asked = {"draws": 40, "own": (MINE,), **more}
    context = prepare(demo, "Frostneset", 2024)
    return futures_outlook.run(context, Question(HORIZON, **asked))  # type: ignore[arg-type]  # fields of the question by name


@pytest.fixture(scope="module")
def outlook(demo: Workspace) -> FuturesOutlook:
    return ask(demo, goal="population >= 100 in 2040")


def at_horizon(outlook: FuturesOutlook, measure: str) -> dict[str, float]:
    values = outlook.characteristics.values.filter(pl.col("measure") == measure)
    return dict(values.select("future", "mean").rows())


def test_futures_come_in_their_fixed_order_the_users_own_last(outlook: FuturesOutlook) -> None:
    assert outlook.futures == (*BUILT_IN, OFFICIAL, "mine")
    assert outlook.names == {"mine": {"nb": "Vårt", "en": "Ours"}}


def test_every_figure_has_sources_parameters_methods_and_the_seed(outlook: FuturesOutlook) -> None:
    for figure in outlook.figures:
        assert figure.trace.sources
        assert figure.trace.parameters
        assert figure.trace.seed == 1
    paths = {use.path for use in outlook.paths.trace.parameters}
    assert "futures.axes.low_percentile" in paths
    assert "population.uncertainty.place_migration" in paths
    methods = {use.name for use in outlook.paths.trace.methods}
    assert "nyegrep.methods.futures" in methods


def test_attractiveness_and_good_times_give_more_people(outlook: FuturesOutlook) -> None:
    people = at_horizon(outlook, "population")
    tailwind, headwind, missed, crisis = (people[name] for name in FOUR)
    assert tailwind > headwind > crisis
    assert tailwind > missed > crisis
    jobs = at_horizon(outlook, "private_jobs")
    assert jobs[FOUR[0]] > jobs[FOUR[3]]


def test_a_path_goes_from_what_is_registered_to_the_horizon_within_its_bands(
    outlook: FuturesOutlook,
) -> None:
    values = outlook.paths.values
    base = outlook.paths.facts["base_persons"]
    history = values.filter(pl.col("future") == HISTORY).sort("year")
    assert history["mean"][-1] == base
    own = values.filter(pl.col("future") == "crisis").sort("year")
    assert own["year"].to_list() == list(range(2024, HORIZON + 1))
    assert own["mean"][0] == pytest.approx(base, abs=1)
    assert (own["p10"] <= own["p50"]).all()
    assert (own["p50"] <= own["p90"]).all()
    assert own["p90"][-1] - own["p10"][-1] > own["p90"][1] - own["p10"][1]


def test_the_official_main_alternative_is_a_line_without_a_band(outlook: FuturesOutlook) -> None:
    official = outlook.paths.values.filter(pl.col("future") == OFFICIAL)
    assert len(official) > 10
    assert official["p10"].null_count() == len(official)


def test_the_sheet_has_every_measure_for_every_future(outlook: FuturesOutlook) -> None:
    values = outlook.characteristics.values
    wanted = {(name, measure) for name in (*BUILT_IN, "mine") for measure in MEASURES}
    assert set(values.select("future", "measure").rows()) == wanted
    parts = [at_horizon(outlook, name)["neutral"] for name in ("children", "aged_67_and_over")]
    assert sum(parts) < at_horizon(outlook, "population")["neutral"]


def test_the_pyramid_and_the_age_groups_add_up_to_the_people(outlook: FuturesOutlook) -> None:
    people = at_horizon(outlook, "population")["crisis"]
    for figure in (outlook.pyramid, outlook.ages):
        own = figure.values.filter(pl.col("future") == "crisis")
        assert own["mean"].sum() == pytest.approx(people, rel=1e-6)


def test_assumptions_say_what_the_country_and_the_place_do(outlook: FuturesOutlook) -> None:
    rows = outlook.assumptions.values.filter(pl.col("future") == "attractive_tailwind")
    told = dict(rows.select("assumption", "value").rows())
    assert told["business_percentile"] == 70.0
    assert 0.5 < told["total_fertility"] < 3
    assert 70 < told["life_expectancy"] < 95
    neutral = outlook.assumptions.values.filter(
        (pl.col("future") == "neutral") & (pl.col("assumption") == "residential_percentile")
    )
    assert neutral["value"].to_list() == [None]


def test_a_goal_below_what_will_be_is_always_reached(outlook: FuturesOutlook) -> None:
    assert outlook.reach is not None
    assert set(outlook.reach.values["probability"]) == {100.0}
    assert outlook.reach.facts["percentile_expected"] == 1.0


def test_a_goal_out_of_reach_says_so(demo: Workspace) -> None:
    reach = ask(demo, goal="population >= 9000000 in 2040", draws=5).reach
    assert reach is not None
    assert reach.facts["percentile_favourable"] is None
    assert set(reach.values["probability"]) == {0.0}


def test_without_draws_bands_close_on_the_central_path(demo: Workspace) -> None:
    own = ask(demo, draws=0).paths.values.filter(pl.col("future") == "neutral")
    assert (own["p10"] == own["mean"]).all()
    assert (own["p90"] == own["mean"]).all()


def test_adjusted_to_the_official_projection_the_order_is_the_same(demo: Workspace) -> None:
    people = at_horizon(ask(demo, mode=OFFICIAL_MODE, own=()), "population")
    assert people[FOUR[0]] > people[FOUR[1]] > people[FOUR[3]]


def test_a_horizon_beyond_the_official_projection_is_refused_in_that_mode(demo: Workspace) -> None:
    context = prepare(demo, "Frostneset", 2024)
    with pytest.raises(DataError) as error:
        futures_outlook.run(context, Question(2090, draws=0, mode=OFFICIAL_MODE))
    assert [p.code for p in error.value.problems] == ["future.official_absent"]


@pytest.mark.parametrize("horizon", [2024, 2200])
def test_a_horizon_that_cannot_be_is_refused(demo: Workspace, horizon: int) -> None:
    with pytest.raises(InputError) as error:
        futures_outlook.run(prepare(demo, "Frostneset", 2024), Question(horizon))
    assert [p.code for p in error.value.problems] == ["outlook.horizon"]


def test_without_jobs_and_commuting_the_data_is_said_to_lack(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    bare = workspace(tmp_path_factory.mktemp("bare") / "w")
    with pytest.raises(DataError):
        futures_outlook.run(prepare(bare, "7001", 2014), Question(2030, draws=0))
