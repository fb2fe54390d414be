"""Fetch a dataset from a table in Statistics Norway's StatBank, through PxWebApi."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import polars as pl

from nyegrep.foundation.errors import DataError, Problem, Problems
from nyegrep.foundation.provenance import Source
from nyegrep.sources.catalogue import Dataset, StatbankOrigin
from nyegrep.sources.delivery import Delivery
from nyegrep.sources.http import HttpClient
from nyegrep.sources.jsonstat import JsonStatTable, parse
from nyegrep.sources.municipalities import packaged_history
from nyegrep.sources.ssb_frame import Cells, ShapedTable, read_cells, shape
from nyegrep.sources.ssb_metadata import TableMetadata, cell_limit, read_table
from nyegrep.sources.ssb_plan import Plan, plan
from nyegrep.sources.ssb_query import Selection, split, to_request
from nyegrep.sources.wish import Progress, Wish, no_progress

# New numbers show as 0 or a dot in these hours of the day that they are published, Norwegian time.
UNSETTLED_HOURS = range(5, 8)
HISTORY_BEGINS = 1986  # of the packaged history; a code in a year before cannot be looked up
KOSTRA_FIRST, KOSTRA_REVISED = (3, 15), (6, 15)


def fetch(
    dataset: Dataset,
    origin: StatbankOrigin,
    wish: Wish,
    client: HttpClient,
    progress: Progress | None = None,
) -> Delivery:
    """Fetch what is wished for of one table.

    The table's description is read first and the catalogue checked against it. Parts that are in
    the cache and of the table's present state are not asked for again.

    Args:
        dataset: what the table is for.
        origin: how the table is read.
        wish: municipalities and years.
        client: asks, and keeps the answers.
        progress: told after each part.

    Returns:
        A frame in our column names with its source, names of regions, and remarks.

    Raises:
        SourceError: the source does not answer, or the table is not as the catalogue says.
        InputError: the table has nothing of what is wished for.
        DataError: an answer is damaged.
    """
    tell = progress or no_progress
    metadata = read_table(client, origin.table, origin.api, dataset.id)
    planned = plan(origin, metadata, wish, client, dataset.id)
    most = cell_limit(client)
    selections = [part for whole in planned.selections for part in split(whole, most)]
    parts: list[_Part] = []
    for number, selection in enumerate(selections):
        tell(dataset.id, number, len(selections))
        parts.append(_fetch_part(selection, metadata, client, dataset))
    tell(dataset.id, len(selections), len(selections))
    cells = [part.cells for part in parts]
    shaped = shape(dataset, origin, cells, planned.newest_year, _in_force)
    remarks = _remarks(origin, metadata, planned, shaped, parts)
    source = _source(dataset, origin, parts, _note(origin, remarks, wish))
    return Delivery(
        dataset=dataset.id,
        source=source,
        place=f"{metadata.table}: {source.address}",
        frame=shaped.frame,
        names=shaped.names,
        remarks=remarks,
    )


@dataclass(frozen=True)
class _Part:
    """One answer, read: what was asked, where and when, its cells, and codes without any."""

    selection: Selection
    address: str
    sha256: str
    fetched: datetime
    updated: datetime | None
    cells: Cells
    left_out: tuple[str, ...]


def _fetch_part(
    selection: Selection, metadata: TableMetadata, client: HttpClient, dataset: Dataset
) -> _Part:
    request = to_request(selection, metadata, client, dataset.id)
    answer = client.ask(request, _max_age(metadata, client.now()))
    try:
        table = parse(answer.body, answer.address)
        left_out = _check_answer(selection, table, answer.address)
    except DataError:
        client.forget(request)
        raise
    cells = read_cells(dataset, selection, table)
    where, when = answer.address, answer.fetched
    return _Part(selection, where, answer.sha256, when, table.updated, cells, tuple(left_out))


def _max_age(metadata: TableMetadata, now: datetime) -> timedelta | None:
    """How old an answer may be: not from before the table was last updated.

    A table to be published at eight is described before that with a time that is still to come.
    """
    if metadata.updated is None or metadata.updated > now:
        return None
    return now - metadata.updated


def _check_answer(selection: Selection, table: JsonStatTable, place: str) -> list[str]:
    """The answer must have the codes asked for and no others.

    Returns:
        Codes of a list that the table has nothing under, which the source leaves out.
    """
    problems = Problems()
    left_out: list[str] = []
    dimensions = {d.code.casefold(): d for d in table.dimensions}
    for choice in selection:
        found = dimensions.pop(choice.variable.casefold(), None)
        codes = set(found.codes) if found else set()
        missing = [code for code in choice.codes if code not in codes]
        strange = sorted(codes - set(choice.codes))
        if strange or (missing and choice.codelist is None) or not codes:
            differing = [*strange, *missing]
            problems.add(
                "source.answer_differs", place=place, variable=choice.variable, found=differing
            )
        left_out += missing
    for dimension in dimensions.values():
        if len(dimension.codes) != 1:
            facts = {"variable": dimension.code, "found": list(dimension.codes)}
            problems.add("source.answer_differs", place=place, **facts)
    problems.raise_if_any(DataError)
    return left_out


def _remarks(
    origin: StatbankOrigin,
    metadata: TableMetadata,
    planned: Plan,
    shaped: ShapedTable,
    parts: list[_Part],
) -> tuple[Problem, ...]:
    """What a reader of the data should know, told by the answers themselves."""
    table = metadata.table
    remarks = Problems()
    for remark in planned.remarks:
        remarks.add(remark.code, **remark.facts)
    left_out = list(dict.fromkeys(code for part in parts for code in part.left_out))
    if left_out:
        remarks.add("source.codes_absent", table=table, found=left_out)
    if shaped.suppressed or shaped.missing:
        counts = {"suppressed": shaped.suppressed, "missing": shaped.missing}
        remarks.add("source.cells_without_number", table=table, **counts)
    newest = _newest_year(shaped.frame)
    updated = metadata.updated
    if updated and _is_accounts(origin) and is_preliminary(newest, updated.date()):
        day = updated.date().isoformat()
        remarks.add("source.preliminary", table=table, year=newest, updated=day)
    if any(norwegian_time(part.fetched).hour in UNSETTLED_HOURS for part in parts):
        remarks.add("source.fetched_early", table=table)
    return tuple(remarks)


def _newest_year(frame: pl.DataFrame) -> int:
    newest = frame["year"].max() if "year" in frame.columns else None
    return int(newest) if isinstance(newest, int) else 0


def _is_accounts(origin: StatbankOrigin) -> bool:
    return any(code.startswith("KOK") for code in origin.variables)


def is_preliminary(year: int, updated: date) -> bool:
    """True for municipal accounts of ``year`` published in March and not yet revised in June."""
    first, revised = date(year + 1, *KOSTRA_FIRST), date(year + 1, *KOSTRA_REVISED)
    return first <= updated < revised


def _in_force(code: str, year: int) -> bool:
    """True where a code stands for something in a year, so that 0 is a count."""
    history = packaged_history()
    is_place = len(code) == 4
    return not is_place or (year >= HISTORY_BEGINS and history.valid(code, year))


def norwegian_time(moment: datetime) -> datetime:
    """A moment by the clock in Norway: an hour before UTC, two from March to October.

    Worked out here because a small machine may have no time-zone data.

    Example:
        >>> norwegian_time(datetime(2026, 7, 1, 6, 30, tzinfo=UTC)).hour
        8
    """
    moment = moment.astimezone(UTC)
    begins, ends = (_last_sunday(moment.year, month) for month in (3, 10))
    return moment + timedelta(hours=2 if begins <= moment < ends else 1)


def _last_sunday(year: int, month: int) -> datetime:
    """01:00 UTC on the last Sunday of a month with 31 days, when European clocks change."""
    last = datetime(year, month, 31, 1, tzinfo=UTC)
    return last - timedelta(days=(last.weekday() + 1) % 7)


def _note(origin: StatbankOrigin, remarks: Iterable[Problem], wish: Wish) -> str:
    texts = [origin.note[wish.language]] if origin.note else []
    return " ".join([*texts, *(remark.text(wish.language) for remark in remarks)])


def _source(dataset: Dataset, origin: StatbankOrigin, parts: list[_Part], note: str) -> Source:
    prints = [part.sha256 for part in parts]
    together = hashlib.sha256("\n".join(prints).encode()).hexdigest()
    updates = [part.updated for part in parts if part.updated]
    address = parts[0].address
    return Source(
        publisher=dataset.publisher,
        table=origin.table,
        licence=dataset.licence,
        dataset=dataset.id,
        selection="; ".join(dict.fromkeys(_described(part.selection) for part in parts)),
        fetched=max(part.fetched for part in parts),
        updated=max(updates, default=None),
        fingerprint=prints[0] if len(prints) == 1 else together,
        address=address if len(parts) == 1 else address.partition("?")[0],
        borders=origin.borders,
        note=note,
        verified=origin.verified,
    )


def _described(selection: Selection) -> str:
    return ", ".join(_described_choices(selection))


def _described_choices(selection: Selection) -> Iterator[str]:
    """Each variable with what was asked of it, in the publisher's codes; many codes as a span."""
    for choice in selection:
        codes = choice.codes
        shown = " ".join(codes)
        if choice.whole and len(codes) > 1:
            shown = "*"
        elif len(codes) > 8:
            shown = f"{codes[0]} … {codes[-1]} ({len(codes)})"
        taken_from = f" ({choice.codelist})" if choice.codelist else ""
        yield f"{choice.variable}{taken_from} = {shown}"
