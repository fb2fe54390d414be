"""Files of the municipality's own that are broken, through the commands that read them.

Each is told with file, sheet where there are sheets, row, column and what was expected, in both
languages, and the workspace is afterwards as it was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from nyegrep.analyses.context import history_of
from nyegrep.cli.main import main
from nyegrep.sources.demo import deliveries
from nyegrep.sources.store import Workspace

pytestmark = pytest.mark.unit

PLACE = "7603"
COMMANDS = {
    "savings_criteria": ("savings", PLACE, "--total", "16"),
    "savings_areas": ("savings", PLACE, "--total", "16"),
    "prevention": ("prevention",),
    "unit_costs": ("cost", PLACE, "--draws", "0"),
    "economic_plan": ("finance", PLACE),
    "care_places": ("housing", PLACE, "--draws", "0"),
}
HEADINGS = {
    "savings_criteria": "savings_criterion;weight_percent",
    "savings_areas": "area;decided_million;taking_part",
    "prevention": "measure;group_at_risk;government_level;persons;success_rate;lasting_years;"
    "cost_difference;once_nok;yearly_nok;paid_years;price_year;source",
    "unit_costs": "service;age_first;age_last;nok_per_person;price_year;source",
    "economic_plan": "år;brutto driftsinntekter;brutto driftsutgifter;netto renter;avdrag",
    "care_places": "place_kind;status;year;places;source",
}


@dataclass(frozen=True)
class Broken:
    """A broken file, and what must be said of it in each language."""

    table: str
    rows: tuple[str, ...]
    nb: tuple[str, ...]
    en: tuple[str, ...]
    suffix: str = ".csv"
    encoding: str = "utf-8"


BROKEN = {
    "text in a number column": Broken(
        "savings_areas",
        ("care;0;included", "kindergarten;mye;included"),
        ("[Ark 1], 3. rad, kolonne «decided_million»: mye. Ventet ≥ 0",),
        ("[Ark 1], 3 (row), column “decided_million”: mye. Expected ≥ 0",),
        suffix=".xlsx",
    ),
    "missing year": Broken(
        "unit_costs",
        ("care;0;105;30000;;TBU",),
        ("[Ark 1], 2. rad, kolonne «price_year»: –. Ventet 1990–2100",),
        ("[Ark 1], 2 (row), column “price_year”: –. Expected 1990–2100",),
        suffix=".xlsx",
    ),
    "missing year of a plan": Broken(
        "economic_plan",
        ("2027;500;490;5;15", "2029;510;500;5;15"),
        ("[Ark 1], 3. rad: før 2029 mangler 2028. Skriv én rad for hvert år, uten hull",),
        ("[Ark 1], 3 (row): 2028 is missing before 2029",),
        suffix=".xlsx",
    ),
    "negative stock": Broken(
        "care_places",
        ("care_dwelling;in_use;2025;-3;egen telling",),
        ("2. rad, kolonne «places»: -3. Ventet 0–100000",),
        ("2 (row), column “places”: -3. Expected 0–100000",),
    ),
    "negative cost": Broken(
        "prevention",
        ("Los;Ungdom;municipal_level;20;25;10;30000;-200000;0;0;2024;egen",),
        ("2. rad, kolonne «once_nok»: -200000. Ventet ≥ 0",),
        ("2 (row), column “once_nok”: -200000. Expected ≥ 0",),
    ),
    "weights that do not sum": Broken(
        "savings_criteria",
        ("budget_share;50", "excess_spending;25", "demographic_outlook;30"),
        ("4. rad, kolonne «weight_percent»: vektene blir 105 til sammen. Ventet 100 prosent",),
        ("4 (row), column “weight_percent”: the weights add up to 105. 100 per cent was expected",),
    ),
    "unknown area": Broken(
        "savings_areas",
        ("cares;0;included",),
        ("2. rad, kolonne «area»: cares er ikke kjent. Skriv pleie og omsorg",),
        ("2 (row), column “area”: cares is not known. Write care",),
    ),
    "a share instead of per cent": Broken(
        "savings_criteria",
        ("budget_share;98,25", "excess_spending;0.0175", "demographic_outlook;1.75"),
        ("3. rad, kolonne «weight_percent»: 0.0175 er en andel. Ventet prosent, altså 1,75",),
        (
            "3 (row), column “weight_percent”: 0.0175 is a share. Per cent was expected",
            "that is 1.75",
        ),
    ),
    "a success rate as a share": Broken(
        "prevention",
        ("Los;Ungdom;municipal_level;20;0,3;10;30000;0;0;0;2024;egen",),
        ("2. rad, kolonne «success_rate»: 0,3 er en andel. Ventet prosent, altså 30",),
        ("2 (row), column “success_rate”: 0,3 is a share. Per cent was expected, that is 30",),
    ),
    "thousands instead of millions": Broken(
        "savings_areas",
        ("kindergarten;2500;included",),
        ("2. rad, kolonne «decided_million»: 2500 er mer enn området bruker", "ikke tusen"),
        ("2 (row), column “decided_million”: 2500 is more than the area spends", "not thousands"),
    ),
    "a plan in thousands": Broken(
        "economic_plan",
        ("2027;500000;490;5;15",),
        ("2. rad, kolonne «brutto driftsinntekter»: 500000,0", "gjøres om til millioner"),
        ("2 (row), column “brutto driftsinntekter”: 500000.0", "whole table"),
    ),
    "thousands instead of kroner": Broken(
        "unit_costs",
        ("kindergarten;1;5;160;2018;TBU",),
        ("2. rad, kolonne «nok_per_person»: barnehage koster 160", "ikke tusen kroner"),
        ("2 (row), column “nok_per_person”: kindergarten costs 160", "not thousands"),
    ),
    "duplicate row": Broken(
        "prevention",
        ("Los;Ungdom;state_level;20;25;10;9;0;0;0;2024;egen",) * 2,
        ("3. rad: Los, stat står to ganger, også i", "2. rad"),
        ("3 (row): Los, State stands twice, also in", "2 (row)"),
    ),
    "wrong encoding": Broken(
        "prevention",
        ("Møteplass;Ungdom;municipal_level;20;25;10;30000;0;0;0;2024;egen",),
        ("prevention.csv: filen er ikke lagret som UTF-8. Lagre den med tegnsettet UTF-8",),
        ("prevention.csv: the file is not saved as UTF-8. Save it with the encoding UTF-8",),
        encoding="latin-1",
    ),
    "empty sheet": Broken(
        "savings_criteria",
        (),
        ("[Ark 1]: det står ingen rader her. Ventet en overskrift og minst én rad",),
        ("[Ark 1]: there are no rows here. A heading and at least one row were expected",),
        suffix=".xlsx",
    ),
}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "w"
    made = Workspace.open_or_create(folder)
    arriving = deliveries()
    made.save(arriving, history_of(made, arriving), "demo")
    return folder


@pytest.fixture
def laid(request: pytest.FixtureRequest, demo: Path) -> Iterator[tuple[Path, Broken, Path]]:
    """The workspace with a broken file in it, taken out again afterwards."""
    broken = BROKEN[request.param]
    path = demo / f"{broken.table}{broken.suffix}"
    lines = [HEADINGS[broken.table], *broken.rows]
    if broken.suffix == ".xlsx":
        cells = [line.split(";") for line in lines] if broken.rows else []
        sheet = pl.DataFrame(cells[1:], schema=cells[0] if cells else [], orient="row")
        sheet.write_excel(path, worksheet="Ark 1")
    else:
        path.write_bytes("\n".join(lines).encode(broken.encoding))
    yield demo, broken, path
    path.unlink()


def fingerprints(folder: Path) -> dict[Path, str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.parametrize("laid", BROKEN, indirect=True)
def test_it_is_told_where_the_fault_is_and_nothing_else_is_changed(
    laid: tuple[Path, Broken, Path],
) -> None:
    folder, broken, path = laid
    before = fingerprints(folder)
    for language, expected in (("nb", broken.nb), ("en", broken.en)):
        words = [*COMMANDS[broken.table], "-w", str(folder), "--lang", language]
        result = CliRunner().invoke(main, words)
        assert result.exit_code == 2, result.output
        assert result.stdout == ""
        assert str(path) in result.stderr
        for part in expected:
            assert part in result.stderr
    assert fingerprints(folder) == before


def test_per_cent_below_two_is_no_share(demo: Path) -> None:
    path = demo / "savings_criteria.csv"
    rows = ("budget_share;98.25", "excess_spending;1,75")
    path.write_text("\n".join((HEADINGS["savings_criteria"], *rows)), encoding="utf-8")
    result = CliRunner().invoke(main, ["savings", PLACE, "--total", "16", "-w", str(demo)])
    path.unlink()
    assert result.exit_code == 0, result.output
