"""Fetch a dataset from Statistics Norway's classifications in KLASS.

Municipalities (131) through time, what they became, counties (104), KOSTRA groups (112) and
centrality (128). A code counts for a year where it was valid on 1 January of it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import polars as pl

from nyegrep.foundation.codes import LAST_YEAR
from nyegrep.foundation.errors import DataError, Problem, SourceError, fail
from nyegrep.foundation.provenance import Source
from nyegrep.foundation.tables import POLARS_TYPES
from nyegrep.sources.catalogue import Dataset, KlassOrigin
from nyegrep.sources.delivery import Delivery
from nyegrep.sources.http import HttpClient, Request
from nyegrep.sources.raw_answers import RawAnswer
from nyegrep.sources.region_codes import is_municipality
from nyegrep.sources.wish import Progress, Wish, no_progress

FIRST_YEAR = 1986  # where population by age begins; what was before is "before the history"
FIRST_CORRESPONDENCE = 2020  # both KOSTRA groups and centrality are new from then
ANSWER_AGE = timedelta(days=1)
MUNICIPALITIES = 131

Row = dict[str, Any]


@dataclass
class _Fetcher:
    """Asks KLASS on behalf of one dataset and remembers the answers."""

    dataset: Dataset
    client: HttpClient
    progress: Progress
    answers: list[RawAnswer] = field(default_factory=list)
    missing: list[int] = field(default_factory=list)

    def ask(self, path: str, query: str, key: str) -> list[Row]:
        """The list under ``key`` of an answer."""
        request = Request("klass", path, query, dataset=self.dataset.id)
        answer = self.client.ask(request, ANSWER_AGE)
        found = answer.decoded()
        rows = found.get(key) if isinstance(found, dict) else None
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            self.client.forget(request)
            address = self.client.address(request)
            fail(DataError, "source.metadata_strange", address=address, reason=f"no list “{key}”")
        self.answers.append(answer)
        self.progress(self.dataset.id, len(self.answers), len(self.answers))
        return rows

    def source(self, table: str, verified: bool, note: str) -> Source:
        """Where the rows come from, over all answers."""
        prints = [answer.sha256 for answer in self.answers]
        together = hashlib.sha256("\n".join(prints).encode()).hexdigest()
        return Source(
            publisher=self.dataset.publisher,
            table=table,
            licence=self.dataset.licence,
            dataset=self.dataset.id,
            selection="; ".join(answer.address.partition("?")[2] for answer in self.answers),
            fetched=max(answer.fetched for answer in self.answers),
            fingerprint=prints[0] if len(prints) == 1 else together,
            address=self.answers[-1].address,
            note=note,
            verified=verified,
        )


def fetch(
    dataset: Dataset,
    origin: KlassOrigin,
    wish: Wish,
    client: HttpClient,
    progress: Progress | None = None,
) -> Delivery:
    """Fetch a classification: its codes through time, their changes, or a correspondence.

    Args:
        dataset: what it is for.
        origin: which classification, and what becomes of the fields of its answer.
        wish: years, for a correspondence that is asked for year by year.
        client: asks, and keeps the answers.
        progress: told after each answer.

    Raises:
        SourceError: no answer.
        DataError: the answer has another form than expected.
    """
    fetcher = _Fetcher(dataset, client, progress or no_progress)
    if origin.request == "codes":
        rows = _spans(fetcher, origin.classification)
    elif origin.request == "changes":
        rows = _changes(fetcher, origin.classification)
    elif origin.by_year:
        rows = _correspondence_by_year(fetcher, origin, wish)
    else:
        rows = _newest_correspondence(fetcher, origin)
    place = f"KLASS {origin.target or origin.classification}"
    if not rows:
        fail(DataError, "source.metadata_strange", address=place, reason="0 rows")
    facts = {"table": place, "found": fetcher.missing}
    remarks = (Problem("source.years_absent", facts),) if fetcher.missing else ()
    notes = [origin.note[wish.language]] if origin.note else []
    notes += [remark.text(wish.language) for remark in remarks]
    source = fetcher.source(place, origin.verified, " ".join(notes))
    frame = _frame(rows, dataset, origin)
    return Delivery(dataset.id, source, f"{place}: {source.address}", frame, remarks=remarks)


def _spans(fetcher: _Fetcher, classification: int) -> list[Row]:
    """Codes with the first and last year they were valid; a new name does not begin a new span."""
    query = f"from={FIRST_YEAR}-01-01&language=nb"
    found = fetcher.ask(f"/classifications/{classification}/codes", query, "codes")
    if classification == MUNICIPALITIES:
        found = [row for row in found if is_municipality(str(row.get("code")))]
    spans = sorted(map(_span, found), key=lambda s: (s["code"], s["first_year"], s["last_year"]))
    joined: list[Row] = []
    for span in spans:
        last = joined[-1] if joined else None
        if last and last["code"] == span["code"] and span["first_year"] <= last["last_year"] + 1:
            last.update(name=span["name"], last_year=max(last["last_year"], span["last_year"]))
        elif span["first_year"] <= span["last_year"]:
            joined.append(span)
    return joined


def _span(row: Row) -> Row:
    begins = _date(row, "validFromInRequestedRange")
    ends = _date(row, "validToInRequestedRange")
    before = begins is None or begins <= date(FIRST_YEAR, 1, 1)
    first = 0 if begins is None or before else _first_new_year(begins)
    last = LAST_YEAR if ends is None else _first_new_year(ends) - 1
    return {"code": row["code"], "name": row["name"], "first_year": first, "last_year": last}


def _changes(fetcher: _Fetcher, classification: int) -> list[Row]:
    """What became of codes that ended; moved borders, where the old code lives on, are left out."""
    spans = _spans(fetcher, classification)
    ended = {(span["code"], span["last_year"] + 1) for span in spans}
    until = fetcher.client.now().year + 1
    query = f"from={FIRST_YEAR}-01-01&to={until}-01-01&language=nb"
    found = fetcher.ask(f"/classifications/{classification}/changes", query, "codeChanges")
    rows = {}
    for change in found:
        day = _date(change, "changeOccurred")
        old, new = change.get("oldCode"), change.get("newCode")
        if day is None or old is None or new is None or old == new:
            continue
        year = _first_new_year(day)
        if (old, year) in ended:
            rows[year, old, new] = {"year": year, "oldCode": old, "newCode": new}
    return [rows[key] for key in sorted(rows)]


def _correspondence(fetcher: _Fetcher, origin: KlassOrigin, first: str, last: str) -> list[Row]:
    """Pairs of codes between two days, the municipality as the source whichever way they stand."""
    query = f"targetClassificationId={origin.target}&from={first}&to={last}&language=nb"
    path = f"/classifications/{origin.classification}/corresponds"
    pairs = []
    for item in fetcher.ask(path, query, "correspondenceItems"):
        source, target = str(item.get("sourceCode")), str(item.get("targetCode"))
        if is_municipality(target) and not is_municipality(source):
            source, target = target, source
        if is_municipality(source):
            since = _date(item, "validFrom") or date.min
            pairs.append({"sourceCode": source, "targetCode": target, "since": since})
    return pairs


def _newest_correspondence(fetcher: _Fetcher, origin: KlassOrigin) -> list[Row]:
    last = f"{fetcher.client.now().year + 1}-01-01"
    pairs = _correspondence(fetcher, origin, f"{FIRST_CORRESPONDENCE}-01-01", last)
    newest = {pair["sourceCode"]: pair for pair in sorted(pairs, key=lambda pair: pair["since"])}
    return [newest[code] for code in sorted(newest)]


def _correspondence_by_year(fetcher: _Fetcher, origin: KlassOrigin, wish: Wish) -> list[Row]:
    """Pairs of codes for each year; years without any are remarked on."""
    every = range(FIRST_CORRESPONDENCE, fetcher.client.now().year + 1)
    years = sorted(set(every if wish.years is None else wish.years))
    rows = []
    for number, year in enumerate(years):
        fetcher.progress(fetcher.dataset.id, number, len(years))
        try:
            pairs = _correspondence(fetcher, origin, f"{year}-01-01", f"{year}-12-31")
        except SourceError as error:
            if error.problems[0].code != "source.not_found":
                raise
            pairs = []
        if not pairs:
            fetcher.missing.append(year)
        newest = {pair["sourceCode"]: pair for pair in sorted(pairs, key=lambda p: p["since"])}
        rows += [{**newest[code], "year": year} for code in sorted(newest)]
    return rows


def _first_new_year(day: date) -> int:
    """The year of the first 1 January on or after a day."""
    return day.year if (day.month, day.day) == (1, 1) else day.year + 1


def _date(row: Row, name: str) -> date | None:
    text = row.get(name)
    try:
        return date.fromisoformat(text[:10]) if text else None
    except (TypeError, ValueError):
        fail(DataError, "source.metadata_strange", address="KLASS", reason=f"{name} = {text}")


def _frame(rows: list[Row], dataset: Dataset, origin: KlassOrigin) -> pl.DataFrame:
    columns = {}
    for ours, theirs in origin.columns.items():
        kind = POLARS_TYPES[dataset.declaration.column(ours).type]
        columns[ours] = pl.Series(ours, [row[theirs] for row in rows]).cast(kind)
    frame = pl.DataFrame(columns)
    key = [name for name in dataset.declaration.key if name in frame.columns]
    return frame.unique(key, keep="last", maintain_order=True)
