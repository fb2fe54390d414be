"""The economy beside what must hold: a country that evens out, and a real municipality."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from nyegrep.analyses import cost_outlook, finance_outlook
from nyegrep.analyses.context import history_of, prepare
from nyegrep.analyses.futures_outlook import Question
from nyegrep.methods.finance.revenue import RevenueSettings, net_income_equalisation
from nyegrep.parameters.tree import read
from nyegrep.sources.datapack import read_datapack
from nyegrep.sources.demo import deliveries
from nyegrep.sources.store import Workspace

pytestmark = pytest.mark.crosscheck

PLAN = """år;brutto driftsinntekter;rammetilskudd;skatt på inntekt og formue;brutto driftsutgifter;\
avskrivninger i driftsutgiftene;netto renter;avdrag;disposisjonsfond ved årets slutt
2020;560;190;120;562;25;8;20;30
2021;560;190;120;568;26;9;20;24
2022;560;190;120;572;26;10;21;16
2023;560;190;120;575;26;11;22;9
"""


def test_tax_equalisation_of_the_demo_country_adds_up_to_nought() -> None:
    table = next(d for d in deliveries() if d.dataset == "net_operating_expenditure").frame
    assert table is not None
    tax = table.filter(
        (pl.col("type") == "AG12")
        & (pl.col("year") == 2025)
        & pl.col("municipality_code").str.contains(r"^\d{4}$")
    ).drop_nulls()
    rules, _ = read("finance.revenue", into=RevenueSettings, at=date(2026, 1, 1))
    each = tax["per_inhabitant_nok"].to_numpy()
    persons = 1000 * tax["amount_thousand_nok"].to_numpy() / each
    even = net_income_equalisation(each, persons, rules)
    assert (even * persons).sum() == pytest.approx(0.0, abs=1.0)
    assert np.std(each + even) < 0.5 * np.std(each)


def test_a_real_municipality_with_a_plan_made_up_for_the_test(
    shared_data: Path, tmp_path: Path
) -> None:
    """Søndre Land, people of 2019; the plan is invented, so only what must hold is held."""
    made = Workspace.open_or_create(tmp_path / "w")
    arriving = read_datapack(shared_data)
    made.save(arriving, history_of(made, arriving), "import")
    path = tmp_path / "economic_plan.csv"
    path.write_text(PLAN, encoding="utf-8")
    context = prepare(made, "0536", 2019)
    found = finance_outlook.run(context, Question(2024, draws=50), plan=path)
    assert found.restructuring is not None
    assert found.plan_years == (2020, 2021, 2022, 2023)
    values = found.restructuring.values
    for future, year in values.select("future", "year").unique().iter_rows():
        own = values.filter((pl.col("future") == future) & (pl.col("year") == year))
        parts = dict(own.select("part", "mean").iter_rows())
        assert parts.pop("restructuring_need") == pytest.approx(sum(parts.values()))
    neutral = values.filter(pl.col("future") == "neutral")
    gap = neutral.filter(pl.col("part") == "target_gap")["mean"].to_list()
    # 1.75 per cent of 560 is 9.8; results are -5, -11, -17 and -22.
    assert gap == pytest.approx([14.8, 20.8, 26.8, 31.8])
    costs = cost_outlook.run(context, Question(2024, draws=50)).by_service.values
    cost = costs.filter(
        (pl.col("future") == "neutral") & (pl.col("service") == "municipal_total")
    ).filter(pl.col("year").is_between(2020, 2023))["mean"]
    told = neutral.filter(pl.col("part") == "demographic_cost")["mean"]
    assert told.to_numpy() == pytest.approx(1.03**2 * cost.to_numpy())
    past = found.targets.values.filter(pl.col("status") == "accounts").drop_nulls("value")
    assert past.select("year", "indicator", "value").rows() == [
        (2018, "net_operating_result", -1.1)
    ]
    codes = {note.code for note in found.notes}
    assert {"finance.national_tax_absent", "finance.need_absent"} <= codes
