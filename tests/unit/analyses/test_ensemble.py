"""Units of work: bounded, resumable, and the same answer in any company and order."""

from __future__ import annotations

from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from nyegrep.analyses.context import prepare
from nyegrep.analyses.ensemble import (
    SINGLE,
    Answer,
    Engine,
    Unit,
    country_statistics,
    fingerprint,
    run_units,
    simulate_unit,
    unit_size,
)
from nyegrep.analyses.population_outlook import basis
from nyegrep.methods.population.uncertainty import UncertaintySettings
from nyegrep.sources.ensemble_parts import Parts
from nyegrep.sources.store import Workspace

pytestmark = pytest.mark.unit


@dataclass(frozen=True)
class Square:
    name: str
    number: int


class Counting(Executor):
    """Does the work on a thread, and keeps count of what is under way."""

    def __init__(self) -> None:
        self.threads = ThreadPoolExecutor(2)
        self.under_way = 0
        self.most = 0

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        future = self.threads.submit(fn, *args, **kwargs)
        future.add_done_callback(lambda _: self._done())
        return future

    def _done(self) -> None:
        self.under_way -= 1


def square(work: Square) -> Answer:
    if work.number < 0:
        raise ValueError("no root")
    return Answer(pl.DataFrame({"square": [work.number**2]}))


def squares(*numbers: int) -> list[Square]:
    return [Square(f"u{number}", number) for number in numbers]


def silent(_what: str, _done: int, _whole: int) -> None:
    pass


@pytest.fixture(scope="module")
def unit(demo: Workspace) -> Unit:
    context = prepare(demo, "7103")
    settings, _ = context.parameters("population.uncertainty", UncertaintySettings)
    rates = basis(context).rates
    rates = rates.select(rates.complete[:6])
    return Unit("u", rates, rates.base_year + 4, settings, 30, 1, "age-groups")


def test_answers_come_in_the_order_of_the_units_whoever_finished_first(tmp_path: Path) -> None:
    units = squares(3, 1, 2, 5, 4)
    run_units(units, square, Parts(tmp_path), Engine(Counting(), 3), silent)
    frame = Parts(tmp_path).frame([unit.name for unit in units]).collect()
    assert frame["square"].to_list() == [9, 1, 4, 25, 16]


def test_no_more_is_under_way_than_allowed(tmp_path: Path) -> None:
    counting = Counting()
    run_units(squares(*range(20)), square, Parts(tmp_path), Engine(counting, 4), silent)
    assert 1 <= counting.most <= 4


def test_finished_units_are_not_done_again(tmp_path: Path) -> None:
    parts = Parts(tmp_path)
    parts.write("u2", pl.DataFrame({"square": [-1]}))
    run_units(squares(1, 2), square, parts, SINGLE, silent)
    assert parts.frame(["u1", "u2"]).collect()["square"].to_list() == [1, -1]


def test_what_was_finished_before_a_failure_is_kept(tmp_path: Path) -> None:
    parts = Parts(tmp_path)
    with pytest.raises(ValueError, match="no root"):
        run_units(squares(1, 2, -3, 4), square, parts, SINGLE, silent)
    assert [parts.has(name) for name in ("u1", "u2", "u-3", "u4")] == [True, True, False, False]


def test_progress_is_told_from_the_first_to_the_last(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    Parts(tmp_path).write("u0", pl.DataFrame({"square": [0]}))
    run_units(
        squares(*range(4)), square, Parts(tmp_path), SINGLE, lambda _, *n: told.append((n[0], n[1]))
    )
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_a_municipality_has_the_same_answer_in_any_company_and_order(unit: Unit) -> None:
    codes = unit.rates.codes
    together = simulate_unit(unit).frame
    for company in ([codes[2]], [codes[4], codes[2], codes[0]]):
        some = simulate_unit(replace(unit, rates=unit.rates.select(company))).frame
        for code in company:
            of_place = pl.col("municipality_code") == code
            assert some.filter(of_place).equals(together.filter(of_place))


def test_the_country_is_the_same_however_it_is_divided(unit: Unit, tmp_path: Path) -> None:
    found = []
    for size in (6, 2):
        parts = Parts(tmp_path / str(size))
        chunks = [unit.rates.codes[at : at + size] for at in range(0, 6, size)]
        units = [replace(unit, name=c[0], rates=unit.rates.select(c)) for c in chunks]
        run_units(units, simulate_unit, parts, SINGLE, silent)
        [(future, frame)] = country_statistics(units, parts, "0")
        assert future == ""
        found.append(frame)
    key = found[0].columns[:-1]
    assert found[0].select(key).equals(found[1].select(key))
    assert found[0]["persons"].to_list() == pytest.approx(found[1]["persons"].to_list(), rel=1e-6)


def test_every_future_has_its_own_country(unit: Unit, tmp_path: Path) -> None:
    futures = [replace(unit, name=name, future=name) for name in ("crisis", "neutral")]
    parts = Parts(tmp_path)
    run_units(futures, simulate_unit, parts, SINGLE, silent)
    frames = dict(country_statistics(futures, parts, "0"))
    assert list(frames) == ["crisis", "neutral"]
    assert frames["crisis"].columns[:3] == ["municipality_code", "future", "year"]
    assert set(parts.frame(["crisis"]).collect()["future"]) == {"crisis"}


def test_units_shrink_as_draws_grow() -> None:
    assert unit_size(22, 2, 1000, "age-groups") == 20
    assert unit_size(22, 2, 1000, "single-age") == 20
    assert 1 <= unit_size(22, 2, 10_000, "single-age") < 20
    assert unit_size(22, 2, 100_000, "single-age") == 1


def test_a_fingerprint_tells_every_difference(unit: Unit) -> None:
    assert fingerprint(unit) == fingerprint(replace(unit))
    people = unit.rates.people.copy()
    people[0, 0, 0] += 1
    others = [
        replace(unit, seed=2),
        replace(unit, rates=unit.rates.select(unit.rates.codes[:5])),
        replace(unit, rates=replace(unit.rates, people=people)),
        replace(unit, settings=replace(unit.settings, tail=9.0)),
    ]
    assert len({fingerprint(found) for found in (unit, *others)}) == 5
    assert fingerprint({"a": [1, 2]}) != fingerprint({"a": [12]})
