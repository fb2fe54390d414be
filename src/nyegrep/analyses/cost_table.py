"""Demographic cost by year, service and future as a table: for one municipality or for all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from nyegrep.analyses.context import Context
from nyegrep.analyses.cost_inputs import CostBasis, prepare_cost
from nyegrep.analyses.cost_official import official_cost, with_total
from nyegrep.analyses.cost_outlook import people_by_age
from nyegrep.analyses.ensemble import QUANTILES, Answer, fingerprint, future_totals, run_units
from nyegrep.analyses.futures_outlook import Question as OutlookQuestion
from nyegrep.analyses.futures_outlook import prepare_stage, require_place
from nyegrep.analyses.futures_table import (
    FutureUnit,
    Question,
    find_futures,
    future_units,
    futures_notes,
    summed_futures,
)
from nyegrep.analyses.population_outlook import require_horizon
from nyegrep.analyses.projection_table import (
    EVERYONE,
    Conduct,
    any_context,
    depends_on,
    require_numbers,
)
from nyegrep.foundation.axes import FloatArray
from nyegrep.foundation.codes import COUNTRY
from nyegrep.foundation.errors import Problem
from nyegrep.foundation.futures import OFFICIAL
from nyegrep.foundation.provenance import Trace
from nyegrep.foundation.services import MUNICIPAL_TOTAL
from nyegrep.methods.demographic_cost import demographic_cost, yearly_unit_costs
from nyegrep.methods.futures.loop import follow
from nyegrep.methods.population.summaries import quantiles
from nyegrep.sources.ensemble_parts import Parts, parts_beside
from nyegrep.sources.store import Workspace

DECIMALS = 3
VALUE = "accumulated_million_nok"
KEY = ("municipality_code", "future", "service", "year", "statistic")


@dataclass(frozen=True)
class CostTable:
    """The table and what stands behind it.

    Attributes:
        frame: ``municipality_code, future, service, year, statistic, accumulated_million_nok``:
            the change in cost from the base year to the year, in fixed NOK of ``price_year``;
            ``statistic`` is ``mean`` or a quantile over draws, and the sum of all municipalities in
            each draw is that of the country, ``0``, in futures in which places stay as they are.
            Of one municipality also Statistics Norway's main alternative, ``official_main``, where
            it is known and all futures are asked for.
        price_year: whose prices.
        names: of the municipalities, by code.
        what_if: what is otherwise than in the base year, by name.
        trace: sources, parameters, methods and seed.
        notes: what had to be done without, and that unit costs are estimates.
    """

    frame: pl.LazyFrame
    price_year: int
    names: Mapping[str, str]
    what_if: Mapping[str, float]
    trace: Trace
    notes: tuple[Problem, ...]


@dataclass(frozen=True)
class CostUnit:
    """Some municipalities under one future, and what their people cost.

    Attributes:
        lives: the municipalities, with all that their paths depend on.
        services: along the service axis of ``curves``.
        curves: NOK per person [year, service, age].
    """

    lives: FutureUnit
    services: tuple[str, ...]
    curves: FloatArray

    @property
    def name(self) -> str:
        """The name of its part."""
        return self.lives.name

    @property
    def future(self) -> str:
        """Id of the future."""
        return self.lives.future


@contextmanager
def cost_table(
    workspace: Workspace,
    question: Question,
    conduct: Conduct | None = None,
    unit_costs: Path | None = None,
) -> Iterator[CostTable]:
    """The costs as data; the frame can be read within the block.

    Args:
        workspace: where the data is.
        question: as for the futures.
        conduct: how the work is done.
        unit_costs: the user's table; ``None`` = that of the workspace.

    Raises:
        InputError: what is asked, or the table of unit costs, cannot be.
        DataError: the workspace lacks what the futures need.
    """
    require_numbers(question.draws, question.seed)
    conduct = conduct or Conduct()
    context = any_context(workspace, question.municipality, question.base_year, question.overrides)
    require_horizon(context.base_year, question.horizon)
    found = prepare_cost(context, unit_costs)
    asked = OutlookQuestion(
        question.horizon, draws=question.draws, seed=question.seed, national=question.national
    )
    stage, used = prepare_stage(context, asked)
    everyone = question.municipality == EVERYONE
    rows = range(len(stage.basis.places.rates.codes))
    chosen = rows if everyone else [require_place(context, stage.basis)]
    futures = find_futures(stage.basis, question)
    curves = _curves(context, found, question.horizon)
    lives = future_units(stage, futures, chosen, (question, conduct.places))
    units = [CostUnit(each, found.unit_costs.services, curves) for each in lives]
    facts = depends_on(question, context, lives) | {
        "--future, --only": [future.id for future in futures],
        "--unit-costs, --what-if": fingerprint((curves, found.unit_costs)),
    }
    names = {m.code: m.name for m in context.history.in_year(context.base_year)}
    beside, behind = _main_alternative(context, found, question)
    with parts_beside(conduct.output, facts, conduct.restart) as parts:
        run_units(units, cost_of_unit, parts, conduct.engine, conduct.progress)
        yield CostTable(
            frame=_together(units, parts, summed_futures(futures, question), beside),
            price_year=found.unit_costs.price_year,
            names=names,
            what_if=found.what_if.switched_on,
            trace=stage.basis.trace + used + found.trace + behind + Trace(seed=question.seed),
            notes=(*futures_notes(stage.basis, names, everyone), *found.notes),
        )


def _curves(context: Context, found: CostBasis, horizon: int) -> FloatArray:
    """NOK per person [year, service, age]."""
    years = range(context.base_year, horizon + 1)
    return yearly_unit_costs(found.unit_costs, found.what_if, years)


def cost_of_unit(unit: CostUnit) -> Answer:
    """Statistics over the draws of a unit's municipalities, and their sum in each draw."""
    lives, frames, total = unit.lives, [], None
    for row, (code, aim) in enumerate(zip(lives.rates.codes, lives.aims, strict=True)):
        path = follow(lives.places, row, aim, lives.met, (lives.settings, lives.chance))
        cost = with_total(demographic_cost(people_by_age(path), unit.curves), unit.services)
        frames.append(_statistics(cost, unit, code))
        total = cost if total is None else total + cost
    return Answer(pl.concat(frames), None if total is None else total.astype(np.float32))


def _statistics(cost: FloatArray, unit: CostUnit, code: str) -> pl.DataFrame:
    """Mean and quantiles of costs [draw, year, service] of one place."""
    values = {"mean": cost.mean(axis=0)}
    if unit.lives.chance.draws:
        found = quantiles(np.moveaxis(cost, 0, -1), tuple(QUANTILES.values()))
        values |= dict(zip(QUANTILES, np.moveaxis(found, -1, 0), strict=True))
    services = (*unit.services, MUNICIPAL_TOTAL)
    first = unit.lives.rates.base_year
    numbers = np.stack([values[name].T for name in values], axis=-1)
    axes = (
        pl.Series(services),
        pl.Series(np.arange(first, first + cost.shape[1], dtype=np.int32)),
        pl.Series(list(values)),
    )
    index = np.indices(numbers.shape).reshape(3, -1)
    columns = {
        name: axis.gather(position)
        for name, axis, position in zip(KEY[2:], axes, index, strict=True)
    }
    frame = pl.DataFrame({**columns, VALUE: numbers.ravel()})
    keyed = frame.with_columns(pl.lit(code).alias(KEY[0]), pl.lit(unit.future).alias("future"))
    return keyed.select(*KEY, VALUE)


def _main_alternative(
    context: Context, found: CostBasis, question: Question
) -> tuple[list[pl.LazyFrame], Trace]:
    """Statistics Norway's main alternative as one more future, of one municipality."""
    if question.municipality == EVERYONE or question.only:
        return [], Trace()
    official = official_cost(context, found, question.horizon)
    if official is None:
        return [], Trace()
    frame = official.values.lazy().select(
        pl.lit(context.place.code).alias(KEY[0]),
        pl.lit(OFFICIAL).alias("future"),
        "service",
        "year",
        pl.lit("mean").alias("statistic"),
        pl.col("mean").alias(VALUE),
    )
    return [frame], Trace(sources=official.sources)


def _together(
    units: Sequence[CostUnit], parts: Parts, summed: Sequence[str], beside: list[pl.LazyFrame]
) -> pl.LazyFrame:
    """The parts in the order of the futures, the country in those summed before municipalities."""
    frame = parts.frame([unit.name for unit in units])
    if summed:
        whole = [unit for unit in units if unit.future in summed]
        country = [
            _statistics(total, first, COUNTRY) for first, total in future_totals(whole, parts)
        ]
        frame = pl.concat([pl.concat(country).lazy(), frame])
    return pl.concat([frame, *beside]).with_columns(pl.col(VALUE).round(DECIMALS))
