"""A small PxWebApi (versions 2 and 0) and KLASS on this machine, for tests.

It serves the recordings in ``tests/recorded``: cuts tables, sums by lists of codes, refuses wrong
codes with the bodies that the real one has, and misbehaves when told to.
"""

from __future__ import annotations

import itertools
import json
import math
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

RECORDED = Path(__file__).resolve().parents[2] / "recorded"
Json = dict[str, Any]


class RefusedError(Exception):
    """An answer other than 200."""

    def __init__(self, status: int, title: str) -> None:
        super().__init__(title)
        self.status = status
        # The true service says 404 in the body of some answers whose status is 400.
        said = 404 if title == "Non-existent table" else status
        self.body = {"type": "Parameter error", "title": title, "status": said}


@dataclass
class Asked:
    """One request as the stub saw it."""

    method: str
    path: str
    query: dict[str, str]
    body: Any
    headers: Mapping[str, str]
    address: str


@dataclass
class Fault:
    """A misbehaviour: what, how often, for which addresses, and after how many good answers."""

    kind: str
    times: int
    only: str = ""
    after: int = 0
    headers: dict[str, str] = field(default_factory=dict)


class StatbankStub:
    """The server, what it was asked, and how it is told to misbehave."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.faults: list[Fault] = []
        self.headers: dict[str, str] = {}
        self.tables: dict[str, Json] = {}
        self.lists: dict[str, Json] = {}
        self.served: dict[str, tuple[int, bytes]] = {}
        self.most_cells = 800_000
        self.at_once = 0
        self.most_at_once = 0
        self.pause = 0.0
        self._server = ThreadingHTTPServer(
            ("127.0.0.1", 0), type("Handler", (Handler,), {"stub": self})
        )
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/api"

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def misbehave(
        self, kind: str, times: int = 1, only: str = "", after: int = 0, **headers: str
    ) -> None:
        """Answer coming requests wrongly: a status, or silent, cut, not_json or strange."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.faults.append(Fault(kind, times, only, after, named))

    def fault_for(self, address: str) -> Fault | None:
        for fault in self.faults:
            if fault.times > 0 and fault.only in address:
                if fault.after > 0:
                    fault.after -= 1
                    continue
                fault.times -= 1
                return fault
        return None

    def addresses(self, part: str = "") -> list[str]:
        """The addresses asked for, in order."""
        return [asked.address for asked in self.asked if part in asked.address]

    def table(self, number: str) -> Json:
        """A recorded table, which a test may change before it is asked for."""
        if number not in self.tables:
            path = RECORDED / "ssb" / f"{number}.json"
            if not path.is_file():
                raise RefusedError(400, "Non-existent table")
            self.tables[number] = json.loads(path.read_text(encoding="utf-8"))
        return self.tables[number]

    def list_of(self, list_id: str) -> Json:
        """A recorded list of codes, or the one a test has put in its place."""
        if list_id not in self.lists:
            otherwise = RefusedError(404, "Non-existent codelist")
            self.lists[list_id] = _recorded("ssb", "lists", list_id, otherwise)
        return self.lists[list_id]

    def answer(self, asked: Asked) -> Json:
        parts = asked.path.removeprefix("/api").strip("/").split("/")
        if parts[0] == "klass":
            return _klass(parts[2:], asked.query)
        if parts[:2] == ["v0", "no"]:
            return self._v0(parts[3], asked)
        match parts[2:]:
            case ["config"]:
                return {"apiVersion": "2.3.2", "maxDataCells": self.most_cells}
            case ["codeLists", list_id]:
                return self.list_of(list_id)
            case ["tables", number, "metadata"]:
                kept = ("value", "status")
                return {k: v for k, v in self.table(number).items() if k not in kept}
            case ["tables", number, "data"]:
                return self._cut(self.table(number), _selection_v2(asked))
        raise RefusedError(404, "Not found")

    def _v0(self, number: str, asked: Asked) -> Json:
        table = self.table(number)
        if asked.method == "POST":
            return self._cut(table, _selection_v0(asked.body))
        variables = []
        for code, dimension in table["dimension"].items():
            labels = dimension["category"]["label"]
            told: Json = {"code": code, "text": dimension["label"], "values": list(labels)}
            told["valueTexts"] = list(labels.values())
            if dimension["extension"]["elimination"]:
                told["elimination"] = True
            variables.append(told)
        return {"title": table["label"], "variables": variables}

    def _cut(self, table: Json, selection: dict[str, tuple[str | None, list[str]]]) -> Json:
        known = {code.casefold(): code for code in table["id"]}
        if any(code.casefold() not in known for code in selection):
            raise RefusedError(400, "Non-existent variable")
        chosen = {known[code.casefold()]: value for code, value in selection.items()}
        groups = {c: self._groups(table["dimension"][c], *chosen[c]) for c in chosen}
        for code in table["id"]:
            if code not in chosen:
                if not table["dimension"][code]["extension"]["elimination"]:
                    raise RefusedError(400, "Missing selection for mandantory variable")
                groups[code] = {"": list(table["dimension"][code]["category"]["index"])}
        groups = {code: groups[code] for code in table["id"]}
        if math.prod(len(group) for group in groups.values()) > self.most_cells:
            raise RefusedError(400, "Too many cells selected")
        return _answer(table, chosen, groups)

    def _groups(
        self, dimension: Json, list_id: str | None, codes: list[str]
    ) -> dict[str, list[str]]:
        """The codes asked for, each with the plain codes that it sums."""
        if len(set(codes)) < len(codes):
            raise RefusedError(500, "")
        plain = list(dimension["category"]["index"])
        known = {code: [code] for code in plain}
        if list_id is not None:
            offered = [entry["id"] for entry in dimension["extension"].get("codelists", [])]
            if offered and list_id not in offered:
                raise RefusedError(400, "Non-existent codelist")
            known = {
                value["code"]: [code for code in value["valueMap"] if code in plain]
                for value in self.list_of(list_id)["values"]
            }
        spelling = {code.casefold(): code for code in known}
        if codes == ["*"]:
            return known
        if any(code.casefold() not in spelling for code in codes):
            raise RefusedError(400, "Non-existent value")
        wanted = {spelling[code.casefold()] for code in codes}
        return {code: known[code] for code in known if code in wanted}


def _answer(table: Json, chosen: Mapping[str, Any], groups: dict[str, dict[str, Any]]) -> Json:
    values, status = [], {}
    for number, codes in enumerate(itertools.product(*(g.values() for g in groups.values()))):
        value, mark = _sum(table, codes)
        values.append(value)
        if mark:
            status[str(number)] = mark
    kept = [code for code in table["id"] if code in chosen]
    answer = {k: table[k] for k in ("version", "class", "label", "source", "updated", "note")}
    answer |= {"id": kept, "size": [len(groups[c]) for c in kept], "value": values}
    answer["dimension"] = {
        code: {
            "label": table["dimension"][code]["label"],
            "category": {
                "index": {c: i for i, c in enumerate(groups[code])},
                "label": {c: _label(table, code, c) for c in groups[code]},
            },
            "extension": {"elimination": False},
        }
        for code in kept
    }
    return {**answer, "status": status} if status else answer


def _label(table: Json, variable: str, code: str) -> str:
    labels = table["dimension"][variable]["category"]["label"]
    return str(labels.get(code, labels.get(code[2:], code)))


def _sum(table: Json, codes: tuple[list[str], ...]) -> tuple[float | None, str | None]:
    values, marks = [], set()
    for combination in itertools.product(*codes):
        cell = 0
        for code, size, name in zip(combination, table["size"], table["id"], strict=True):
            cell = cell * size + table["dimension"][name]["category"]["index"][code]
        values.append(table["value"][cell])
        marks.add(table.get("status", {}).get(str(cell)))
    there = [value for value in values if value is not None]
    return (sum(there), None) if there else (None, next(iter(marks), "."))


def _selection_v2(asked: Asked) -> dict[str, tuple[str | None, list[str]]]:
    if asked.method == "POST":
        return {
            entry["variableCode"]: (entry.get("codelist"), entry["valueCodes"])
            for entry in asked.body["selection"]
        }
    if len(asked.address) > 2100:
        raise RefusedError(404, "")
    found: dict[str, tuple[str | None, list[str]]] = {}
    for name, value in asked.query.items():
        if name.casefold().startswith("valuecodes["):
            code = name[11:-1]
            found[code] = (asked.query.get(f"codelist[{code}]"), value.split(","))
    return found


def _selection_v0(body: Json) -> dict[str, tuple[str | None, list[str]]]:
    found: dict[str, tuple[str | None, list[str]]] = {}
    for entry in body["query"]:
        kind, values = entry["selection"]["filter"], entry["selection"]["values"]
        list_id = None
        if kind not in ("item", "all"):
            list_id = kind.replace("agg_single:", "agg_").replace(":", "_")
        found[entry["code"]] = (list_id, values)
    return found


def _klass(parts: list[str], query: dict[str, str]) -> Json:
    classification, request = parts[1], parts[2]
    name = f"{classification}_{request}"
    if request == "corresponds":
        name = f"{classification}_{query['targetClassificationId']}"
        name += f"_{query['from'][:4]}" if query["from"][:4] == query["to"][:4] else ""
    return _recorded("klass", name, "", RefusedError(404, "Not found"))


def _recorded(folder: str, name: str, below: str, otherwise: RefusedError) -> Json:
    path = RECORDED / folder / name
    path = path / f"{below}.json" if below else path.with_name(f"{name}.json")
    if not path.is_file():
        raise otherwise
    found: Json = json.loads(path.read_text(encoding="utf-8"))
    return found


class Handler(BaseHTTPRequestHandler):
    """Answers for the stub that the server belongs to."""

    stub: StatbankStub
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet, or each answer waits 40 ms

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self._reply("GET")

    def do_POST(self) -> None:
        self._reply("POST")

    def _reply(self, method: str) -> None:
        self.stub.at_once += 1
        self.stub.most_at_once = max(self.stub.most_at_once, self.stub.at_once)
        try:
            time.sleep(self.stub.pause)
            asked = self._asked(method)
            self.stub.asked.append(asked)
            fault = self.stub.fault_for(asked.address)
            if fault is None:
                self._send(*self._status_and_body(asked), dict(self.stub.headers))
            else:
                self._fail(fault)
        finally:
            self.stub.at_once -= 1

    def _asked(self, method: str) -> Asked:
        address = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length)) if length else None
        query = dict(parse_qsl(address.query, keep_blank_values=True))
        headers = {name.lower(): value for name, value in self.headers.items()}
        path = unquote(address.path)
        return Asked(method, path, query, body, headers, f"{self.stub.address[:-4]}{self.path}")

    def _status_and_body(self, asked: Asked) -> tuple[int, bytes]:
        name = f"{asked.method} {asked.path.removeprefix('/api')}"
        if name in self.stub.served:
            return self.stub.served[name]
        try:
            return 200, json.dumps(self.stub.answer(asked), ensure_ascii=False).encode()
        except RefusedError as refused:
            body = json.dumps(refused.body).encode() if str(refused) else b""
            return refused.status, body

    def _fail(self, fault: Fault) -> None:
        match fault.kind:
            case "silent":
                time.sleep(0.4)
                self.close_connection = True
            case "cut":
                self.close_connection = True
                self._send(200, b'{"class": "dataset", "val', {"Content-Length": "500"})
            case "not_json":
                self._send(200, b'{"class": "dataset", "value": [1, 2,', {})
            case "strange":
                self._send(200, b'{"hello": "world"}', {})
            case status:
                self._send(int(status), b"", fault.headers)

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in _headers(body, headers):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def _headers(body: bytes, headers: dict[str, str]) -> Iterator[tuple[str, str]]:
    usual = {"Content-Type": "application/json", "Content-Length": str(len(body))}
    yield from {**usual, **headers}.items()
