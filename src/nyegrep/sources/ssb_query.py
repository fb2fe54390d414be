"""Selections of cells in a StatBank table: their size, their parts, and how they are asked for."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import quote

from nyegrep.sources.http import HttpClient, Request
from nyegrep.sources.ssb_metadata import LANGUAGE, TABLES, TableMetadata, compact

LONGEST_ADDRESS = 2000
CONTENTS_COLUMN = "_contents"  # of cells whose contents become columns of their own
Value = str | int


@dataclass(frozen=True)
class Choice:
    """Codes chosen of one variable.

    Attributes:
        variable: the table's variable.
        codes: the publisher's codes, each once.
        codelist: the list they are taken from; ``None`` = the plain codes.
        whole: true where they are all there is.
        column: our column; ``None`` where the variable is only narrowed.
        values: what each code becomes there.
    """

    variable: str
    codes: tuple[str, ...]
    codelist: str | None = None
    whole: bool = False
    column: str | None = None
    values: Mapping[str, Value] = field(default_factory=dict)


Selection = tuple[Choice, ...]


def split(selection: Selection, most_cells: int) -> Iterator[Selection]:
    """Cut a selection into parts of at most ``most_cells`` cells, by year first, then the widest.

    Example:
        >>> years = Choice("Tid", ("2020", "2021", "2022"))
        >>> ages = Choice("Alder", ("000", "001"))
        >>> [part[0].codes for part in split((years, ages), 4)]
        [('2020', '2021'), ('2022',)]
    """
    if cells(selection) <= most_cells:
        yield selection
        return
    time = next((i for i, c in enumerate(selection) if c.variable.casefold() == "tid"), 0)
    cut = time if len(selection[time].codes) > 1 else _widest(selection)
    codes = selection[cut].codes
    step = max(1, most_cells * len(codes) // cells(selection))
    step = min(step, len(codes) - 1)
    for start in range(0, len(codes), step):
        part = replace(selection[cut], codes=codes[start : start + step], whole=False)
        yield from split((*selection[:cut], part, *selection[cut + 1 :]), most_cells)


def cells(selection: Selection) -> int:
    """How many cells a selection has, empty ones counted."""
    return math.prod(len(choice.codes) for choice in selection)


def _widest(selection: Selection) -> int:
    return max(range(len(selection)), key=lambda i: len(selection[i].codes))


def to_request(
    selection: Selection, metadata: TableMetadata, client: HttpClient, dataset: str
) -> Request:
    """The request that asks for a selection: GET where the address is short, else POST."""
    version = metadata.updated.isoformat() if metadata.updated else ""
    if metadata.api == "v0":
        path = f"/v0/{LANGUAGE}/table/{metadata.table}/"
        return Request("ssb", path, body=_body_v0(selection), dataset=dataset, version=version)
    path = f"{TABLES}/{metadata.table}/data"
    form = f"lang={LANGUAGE}&outputFormat=json-stat2"
    query = "&".join([form, *_parameters(selection)])
    request = Request("ssb", path, query, dataset=dataset, version=version)
    if len(client.address(request)) <= LONGEST_ADDRESS:
        return request
    return replace(request, query=form, body=_body_v2(selection))


def _parameters(selection: Selection) -> Iterator[str]:
    for choice in selection:
        codes = ",".join(quote(code, safe="*") for code in _asked(choice))
        yield f"valueCodes%5B{quote(choice.variable)}%5D={codes}"
        if choice.codelist:
            yield f"codelist%5B{quote(choice.variable)}%5D={quote(choice.codelist)}"


def _asked(choice: Choice) -> list[str]:
    return ["*"] if choice.whole and len(choice.codes) > 1 else list(choice.codes)


def _body_v2(selection: Selection) -> str:
    entries = []
    for choice in selection:
        entry = {"variableCode": choice.variable, "valueCodes": _asked(choice)}
        entries.append({**entry, "codelist": choice.codelist} if choice.codelist else entry)
    return compact({"selection": entries})


def _body_v0(selection: Selection) -> str:
    query = []
    for choice in selection:
        kind, values = choice.codelist or "item", list(choice.codes)
        if choice.codelist is None and choice.whole:
            kind, values = "all", ["*"]
        query.append({"code": choice.variable, "selection": {"filter": kind, "values": values}})
    return compact({"query": query, "response": {"format": "json-stat2"}})
