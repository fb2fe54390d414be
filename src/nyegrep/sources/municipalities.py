"""The history of the municipalities: the packaged one, and those read from and written to tables.

The packaged history is a first division and the reforms after it (``classifications/``), which are
replayed year by year. A workspace keeps the same as two tables: the municipalities with their
years, and the changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any, NamedTuple

import polars as pl
import yaml

from nyegrep.foundation.codes import LAST_YEAR, Municipality, MunicipalityHistory
from nyegrep.foundation.errors import DataError, Problems
from nyegrep.foundation.provenance import Source

MUNICIPALITIES = "municipalities"
CHANGES = "municipality_changes"
COUNTIES = "counties"

_SPAN_COLUMNS = {
    "municipality_code": pl.String(),
    "name": pl.String(),
    "first_year": pl.Int32(),
    "last_year": pl.Int32(),
}
_CHANGE_COLUMNS = {
    "year": pl.Int32(),
    "old_code": pl.String(),
    "new_code": pl.String(),
    "share": pl.Float64(),
}
_COUNTY_COLUMNS = {"county_code": pl.String(), "name": pl.String()}
_SHARE_TOLERANCE = 0.005  # shares are written with two or three decimals
_YAML_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one is eight times as fast


class HistoryTables(NamedTuple):
    """A history as a workspace keeps it.

    Attributes:
        municipalities: municipality_code, name, first_year (0 = before the history begins),
            last_year (9999 = still valid).
        changes: year, old_code, new_code, share of the old code's people (null = not known). A
            change later than the year after the old code's last tells of a merger undone.
        counties: county_code, name.
    """

    municipalities: pl.DataFrame
    changes: pl.DataFrame
    counties: pl.DataFrame


class _Span(NamedTuple):
    code: str
    name: str
    first_year: int
    last_year: int


class _Change(NamedTuple):
    year: int
    old_code: str
    new_code: str
    share: float | None


@cache
def packaged_history() -> MunicipalityHistory:
    """Norway's municipalities from 1986 on, as they come with the program.

    Source: Statistics Norway, KLASS 131 and 104.
    """
    first = _packaged("municipalities.yaml")
    reforms = _packaged("municipality_reforms.yaml")["reforms"]
    spans, changes = _replay(first["municipalities"], reforms)
    return MunicipalityHistory(
        municipalities=_assemble(spans, changes),
        counties=first["counties"],
        outside=first["outside_municipalities"],
    )


def packaged_source() -> Source:
    """Where the packaged history comes from, for the trace of what stands on it."""
    return Source(**_packaged("municipalities.yaml")["source"])


def history_from_frames(
    municipalities: pl.DataFrame,
    changes: pl.DataFrame,
    counties: Mapping[str, str] | pl.DataFrame,
    invented: bool,
    outside: Mapping[str, Mapping[str, str]] | None = None,
) -> MunicipalityHistory:
    """Build a history from the tables of a workspace.

    Args:
        municipalities: as in ``HistoryTables``; codes of ``outside`` are left out of it.
        changes: as in ``HistoryTables``; ``share`` may be missing, and a code with one successor
            goes to it whole.
        counties: code to name, or a table with county_code and name.
        invented: true for the demo country.
        outside: codes outside the municipalities; without it Statistics Norway's own, or none
            where the country is invented.

    Raises:
        DataError: a column is missing, a code is malformed, spans of a code overlap, a code ends
            without a successor, or a change does not fit the years of its codes; all are listed.
    """
    if outside is None:
        outside = {} if invented else packaged_history().outside
    problems = Problems()
    if "share" not in changes.columns:
        changes = changes.with_columns(share=pl.lit(None, dtype=pl.Float64))
    if not isinstance(counties, pl.DataFrame):
        rows = {"county_code": list(counties), "name": list(counties.values())}
        counties = pl.DataFrame(rows, schema=_COUNTY_COLUMNS)
    span_rows = _rows(municipalities, _SPAN_COLUMNS, MUNICIPALITIES, problems)
    change_rows = _rows(changes, _CHANGE_COLUMNS, CHANGES, problems)
    county_rows = _rows(counties, _COUNTY_COLUMNS, COUNTIES, problems)
    problems.raise_if_any(DataError)
    spans = [_Span(*row) for row in span_rows if row[0] not in outside]
    return MunicipalityHistory(
        municipalities=_assemble(spans, [_Change(*row) for row in change_rows]),
        counties=dict(county_rows),
        invented=invented,
        outside=outside,
    )


def history_to_frames(history: MunicipalityHistory) -> HistoryTables:
    """The tables that ``history_from_frames`` reads, for keeping a history and handing it on."""
    spans = sorted((m.code, m.name, m.first_year, m.last_year) for m in history.municipalities)
    changes = [
        (m.last_year + 1, m.code, successor, share)
        for m in history.municipalities
        for successor, share in m.successors
    ]
    for m in history.municipalities:
        changes += [(year, m.code, code, 1.0) for year, code in m.restored]
    return HistoryTables(
        pl.DataFrame(spans, schema=_SPAN_COLUMNS, orient="row"),
        pl.DataFrame(sorted(changes, key=_change_key), schema=_CHANGE_COLUMNS, orient="row"),
        pl.DataFrame(sorted(history.counties.items()), schema=_COUNTY_COLUMNS, orient="row"),
    )


@cache
def _packaged(name: str) -> dict[str, Any]:
    text = files("nyegrep.sources").joinpath("classifications", name).read_text(encoding="utf-8")
    content: dict[str, Any] = _YAML_LOADER(text).get_single_data()
    return content


def _replay(
    first: Mapping[str, str], reforms: Iterable[Mapping[str, Any]]
) -> tuple[list[_Span], list[_Change]]:
    """Let the reforms happen one after another, and write down what ends and what follows it.

    A code made of itself and others goes on where its name stays, and begins anew where it does
    not.
    """
    in_force = {code: (name, 0) for code, name in first.items()}
    spans: list[_Span] = []
    changes: list[_Change] = []
    for reform in reforms:
        year, divided = reform["year"], reform.get("divided", {})
        made = {new: (name, origins) for new, (name, *origins) in reform["made"].items()}
        lasting = {
            new
            for new, (name, origins) in made.items()
            if new in origins and in_force[new][0] == name
        }
        changes += [
            _Change(year, old, new, divided[old][new] if old in divided else 1.0)
            for new, (_, origins) in made.items()
            for old in origins
            if old not in lasting
        ]
        for old in {change.old_code for change in changes if change.year == year}:
            name, since = in_force.pop(old)
            spans.append(_Span(old, name, since, year - 1))
        for new, (name, _) in made.items():
            in_force.setdefault(new, (name, year))
        restored = reform.get("restored", {})
        changes += [_Change(year, old, new, 1.0) for old, new in restored.items()]
    spans += [_Span(code, name, since, LAST_YEAR) for code, (name, since) in in_force.items()]
    return spans, changes


def _rows(
    frame: pl.DataFrame, columns: Mapping[str, pl.DataType], place: str, problems: Problems
) -> list[tuple[Any, ...]]:
    """The wanted columns of a table as rows; what is missing becomes a problem."""
    missing = [name for name in columns if name not in frame.columns]
    for name in missing:
        problems.add("data.column_missing", place=place, column=name, found=frame.columns)
    if missing:
        return []
    casts = [pl.col(name).cast(kind, strict=False) for name, kind in columns.items()]
    rows = frame.select(casts).rows()
    needed = [i for i, name in enumerate(columns) if name != "share"]
    holes = [number for number, row in enumerate(rows, 1) if any(row[i] is None for i in needed)]
    if holes:
        problems.add("history.cell_empty", place=place, rows=holes, expected=list(columns))
    return rows


def _assemble(spans: Iterable[_Span], changes: Iterable[_Change]) -> tuple[Municipality, ...]:
    """Give every span its successors, and report whatever does not fit together."""
    problems = Problems()
    by_code: dict[str, list[_Span]] = {}
    for span in sorted(spans, key=lambda span: (span.code, span.first_year)):
        by_code.setdefault(span.code, []).append(span)
    _check_spans(by_code, problems)
    followed: dict[_Span, list[_Change]] = {}
    for change in sorted(changes, key=_change_key):
        before = _span_before(change, by_code, problems)
        if before is not None:
            followed.setdefault(before, []).append(change)
    ordered = [span for code in by_code for span in by_code[code]]
    found = tuple(_municipality(span, followed.get(span, []), problems) for span in ordered)
    problems.raise_if_any(DataError)
    return found


def _check_spans(by_code: Mapping[str, list[_Span]], problems: Problems) -> None:
    """Codes have four digits, years run forwards, and a code means one thing at a time."""
    malformed = [code for code in by_code if not re.fullmatch(r"\d{4}", code)]
    if malformed:
        problems.add("history.code_malformed", place=MUNICIPALITIES, found=malformed)
    for code, spans in by_code.items():
        for span in spans:
            if span.first_year > span.last_year:
                problems.add("history.years_reversed", place=MUNICIPALITIES, **span._asdict())
        for earlier, later in pairwise(spans):
            if later.first_year <= earlier.last_year:
                year = later.first_year
                problems.add("history.spans_overlap", place=MUNICIPALITIES, code=code, year=year)


def _span_before(
    change: _Change, by_code: Mapping[str, list[_Span]], problems: Problems
) -> _Span | None:
    """The span that a change is about: the last that its old code had before the year."""
    old = [s for s in by_code.get(change.old_code, ()) if s.first_year < change.year]
    new = by_code.get(change.new_code, ())
    facts = change._asdict()
    if not old or old[-1].last_year >= change.year:
        problems.add("history.old_code_not_ended", place=CHANGES, **facts)
        return None
    if not any(s.first_year <= change.year <= s.last_year for s in new):
        problems.add("history.successor_not_in_force", place=CHANGES, **facts)
    return old[-1]


def _municipality(span: _Span, changes: Iterable[_Change], problems: Problems) -> Municipality:
    """A span with what followed it; a change in a later year than the next undoes a merger."""
    after = span.last_year + 1
    steps = [(c.new_code, c.share) for c in changes if c.year == after]
    restored = tuple((c.year, c.new_code) for c in changes if c.year > after)
    if span.last_year < LAST_YEAR and not steps:
        problems.add("history.no_successor", place=CHANGES, year=after, **span._asdict())
    if len(steps) == 1 and steps[0][1] is None:
        steps = [(steps[0][0], 1.0)]
    shares = [share for _, share in steps if share is not None]
    if steps and len(shares) == len(steps) and abs(sum(shares) - 1) > _SHARE_TOLERANCE:
        total = f"{sum(shares):g}"
        problems.add("history.shares_wrong", place=CHANGES, code=span.code, year=after, total=total)
    return Municipality(*span, successors=tuple(steps), restored=restored)


def _change_key(change: tuple[int, str, str, float | None]) -> tuple[int, str, str]:
    return change[0], change[1], change[2]
