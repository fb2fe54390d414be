"""What a table in the StatBank has: variables, codes, lists of codes, and when it was updated.

Version 2 of PxWebApi describes a table as JSON-stat without cells; version 0 has a form of its
own and no word of lists, which are the same and are read through version 2.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal
from urllib.parse import quote

from nyegrep.foundation.errors import DataError, SourceError, fail
from nyegrep.sources.http import HttpClient, Request
from nyegrep.sources.jsonstat import moment, read_dimensions

CONTENTS = "ContentsCode"
TABLES = "/pxwebapi/v2/tables"
LISTS = "/pxwebapi/v2/codeLists"
CONFIG = "/pxwebapi/v2/config"
MOST_CELLS = 800_000
METADATA_AGE = timedelta(days=1)
CONFIG_AGE = timedelta(days=30)
# The codes of the catalogue go with Norwegian labels, so tables are read in Norwegian.
LANGUAGE = "no"


@dataclass(frozen=True)
class TableVariable:
    """One variable of a table.

    Attributes:
        code: the publisher's name of it.
        codes: code to label, in the publisher's order.
        can_be_left_out: true where leaving it out gives the total.
        lists: id to label of the lists of codes that may be used instead.
    """

    code: str
    codes: Mapping[str, str]
    can_be_left_out: bool = False
    lists: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TableMetadata:
    """One table as its source describes it."""

    table: str
    api: Literal["v2", "v0"]
    title: str
    updated: datetime | None
    variables: tuple[TableVariable, ...]
    place: str

    def variable(self, code: str) -> TableVariable | None:
        """A variable by its code, whatever the case of the letters."""
        wanted = code.casefold()
        return next((v for v in self.variables if v.code.casefold() == wanted), None)


def read_table(
    client: HttpClient, table: str, api: Literal["v2", "v0"], dataset: str
) -> TableMetadata:
    """Ask what a table has.

    Raises:
        SourceError: no such table, or no answer.
        DataError: the answer is not a description of a table.
    """
    path = f"{TABLES}/{table}/metadata" if api == "v2" else f"/v0/{LANGUAGE}/table/{table}/"
    query = f"lang={LANGUAGE}" if api == "v2" else ""
    request = Request("ssb", path, query, dataset=dataset)
    place = client.address(request)
    document = client.ask(request, METADATA_AGE).decoded()
    try:
        read = _described_in_v2 if api == "v2" else _described_in_v0
        return read(document, table, place)
    except DataError:
        client.forget(request)
        raise
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        client.forget(request)
        fail(DataError, "source.metadata_strange", address=place, reason=repr(error))


def read_list(client: HttpClient, list_id: str, dataset: str) -> Mapping[str, str] | None:
    """The codes of a list and their labels; ``None`` where there is no such list.

    Raises:
        SourceError: no answer.
        DataError: the answer is not a list of codes.
    """
    path = f"{LISTS}/{quote(list_id)}"
    request = Request("ssb", path, f"lang={LANGUAGE}", dataset=dataset)
    try:
        document = client.ask(request, METADATA_AGE).decoded()
    except SourceError as error:
        if error.problems[0].code in ("source.not_found", "source.refused"):
            return None
        raise
    try:
        return {str(value["code"]): str(value["label"]) for value in document["values"]}
    except (KeyError, TypeError) as error:
        client.forget(request)
        place = client.address(request)
        fail(DataError, "source.metadata_strange", address=place, reason=repr(error))


def cell_limit(client: HttpClient) -> int:
    """Most cells that one query may ask for, as the source states it, else 800 000."""
    request = Request("ssb", CONFIG)
    try:
        stated = client.ask(request, CONFIG_AGE).decoded().get("maxDataCells")
    except (SourceError, AttributeError):
        return MOST_CELLS
    return stated if isinstance(stated, int) and stated > 0 else MOST_CELLS


def list_id_in_v2(codelist: str) -> str:
    """A list's id in version 2, from that in version 0.

    Example:
        >>> list_id_in_v2("agg_single:NACE2007arb11"), list_id_in_v2("vs:Landet")
        ('agg_NACE2007arb11', 'vs_Landet')
    """
    kind, colon, name = codelist.partition(":")
    return f"{kind.removesuffix('_single')}_{name}" if colon else codelist


def _described_in_v2(document: Any, table: str, place: str) -> TableMetadata:
    variables = []
    for dimension in read_dimensions(document, place):
        extension = document["dimension"][dimension.code].get("extension", {})
        lists = {str(e["id"]): str(e.get("label", "")) for e in extension.get("codelists", [])}
        codes = dict(zip(dimension.codes, dimension.label_of_codes, strict=True))
        left_out = bool(extension.get("elimination", False))
        variables.append(TableVariable(dimension.code, codes, left_out, lists))
    return TableMetadata(
        table=table,
        api="v2",
        title=str(document.get("label", "")),
        updated=moment(document.get("updated")),
        variables=tuple(variables),
        place=place,
    )


def _described_in_v0(document: Any, table: str, place: str) -> TableMetadata:
    variables = [
        TableVariable(
            code=str(described["code"]),
            codes=dict(zip(described["values"], described["valueTexts"], strict=True)),
            can_be_left_out=bool(described.get("elimination", False)),
        )
        for described in document["variables"]
    ]
    return TableMetadata(
        table=table,
        api="v0",
        title=str(document.get("title", "")),
        updated=None,
        variables=tuple(variables),
        place=place,
    )


def compact(document: Any) -> str:
    """JSON in one form, so that the same query has the same fingerprint."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))
