"""What lies behind an area's difference: people, cost for each, need and income, and functions."""

from __future__ import annotations

import polars as pl

from nyegrep.analyses.comparison_inputs import Comparing
from nyegrep.analyses.spending_users import split_by_users
from nyegrep.foundation.figures import Figure
from nyegrep.foundation.provenance import MethodUse, Trace
from nyegrep.methods.drill_down import by_part, people_and_cost

METHOD = MethodUse("nyegrep.methods.drill_down", "1", "docs/methods/benchmark.md")
PEOPLE_AND_COST, BY_FUNCTION, BY_TYPE = "people_and_cost", "by_function", "by_type"
COLUMNS = ("area", "split", "part", "own_value", "reference_value", "effect_nok", "effect_million")


def run(comparing: Comparing, table: Figure) -> Figure:
    """The parts of every area's difference from its level.

    Values: ``area, split, part, own_value, reference_value, effect_nok, effect_million``. The parts
    of ``people_and_cost`` add up to the area's difference in the table; those of the other splits
    to the difference from the reference, before need and income.

    Args:
        comparing: accounts and whom to compare with.
        table: the figure of gaps, whose levels are explained.
    """
    levels = dict(table.values.select("area", "level_nok").iter_rows())
    parts, gaps = [], {}
    for area in comparing.accounts.settings.functions:
        pair = comparing.spending(area)
        if pair is None:
            continue
        own, reference = pair
        split = people_and_cost(own, reference, levels[area])
        parts.append(_told(split, area, PEOPLE_AND_COST))
        gap = gaps[area] = own.per_inhabitant - reference.per_inhabitant
        if len(comparing.accounts.settings.functions[area]) > 1:
            parts.append(_told(by_part(*comparing.codes_of(area), gap), area, BY_FUNCTION))
        types = comparing.types_of(area)
        if types is not None:
            parts.append(_told(by_part(*types, gap), area, BY_TYPE))
    behind = split_by_users(comparing, gaps)
    parts += [part.select(*parts[0].columns) for part in behind.parts]
    persons = table.facts["persons"]
    sign = comparing.accounts.settings.direction
    million = pl.col("effect_nok") * persons * sign / 1e6
    values = pl.concat(parts).with_columns(effect_million=million).select(COLUMNS)
    trace = table.trace + Trace(
        (*comparing.context.people.sources, *comparing.type_sources, *behind.sources),
        (),
        (METHOD,),
    )
    facts = {
        "year": comparing.year,
        "reference": comparing.reference,
        "without": list(behind.without),
    }
    return Figure("comparison.drill_down", "normed_spending", "mixed", values, trace, facts)


def _told(parts: pl.DataFrame, area: str, split: str) -> pl.DataFrame:
    return parts.with_columns(area=pl.lit(area), split=pl.lit(split))
