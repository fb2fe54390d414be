"""The only module that opens sockets: asks a source, one request at a time, and keeps its answer.

Every answer goes through the cache of raw answers. Offline nothing but the cache is used.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Literal
from urllib.parse import urlsplit

import httpx
import stamina

from nyegrep.foundation.errors import Problem, SourceError, fail
from nyegrep.foundation.version import VERSION
from nyegrep.sources.rate_limit import RateLimit, retry_after
from nyegrep.sources.raw_answers import RawAnswer, RawAnswers

# A retry is told through the error that ends it; without this, logging would print each one.
logging.getLogger("stamina").addHandler(logging.NullHandler())

Service = Literal["ssb", "klass"]
ADDRESSES: Mapping[str, tuple[str, str]] = {
    "ssb": ("NYEGREP_SSB_URL", "https://data.ssb.no/api"),
    "klass": ("NYEGREP_KLASS_URL", "https://data.ssb.no/api/klass/v1"),
}
LONGEST_WAIT = 600.0
UNREACHABLE = "source.unreachable"
KEPT_HEADERS = ("content-type", "date", "etag", "last-modified")


@dataclass(frozen=True)
class Request:
    """One thing to ask.

    Attributes:
        service: who is asked.
        path: the path below the service's base address.
        query: the query string, encoded.
        body: a JSON document to POST; GET where empty.
        dataset: what it is for, named in error texts.
        version: the state of the source that the answer should be of; part of the fingerprint.
    """

    service: Service
    path: str
    query: str = ""
    body: str = ""
    dataset: str = ""
    version: str = ""

    @property
    def method(self) -> str:
        """GET, or POST where there is a body."""
        return "POST" if self.body else "GET"


@dataclass(frozen=True)
class Timing:
    """How a client counts time; tests give a clock and a sleep of their own.

    Attributes:
        clock: seconds since 1970.
        sleep: waits some seconds.
        timeout: longest silence from the source, in seconds.
        attempts: how many times a request is tried.
        attempts_unreachable: the same where not even the host is found: without a network.
        wait_initial: seconds before the second try; doubled before each further one.
        wait_max: longest such wait.
    """

    clock: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    timeout: float = 120.0
    attempts: int = 6
    attempts_unreachable: int = 2
    wait_initial: float = 1.0
    wait_max: float = 60.0


class _PassingError(Exception):
    """Something that may go better next time: busy, silent, or cut off."""

    def __init__(self, code: str, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.wait = wait


@dataclass
class HttpClient:
    """Asks sources through the cache in ``folder``.

    Attributes:
        folder: where raw answers and the count of calls are kept.
        offline: never open a socket; what is not in the cache is an error.
        refresh: use nothing that was fetched before this client was made.
        addresses: base address per service; else from the environment, else the real ones.
        timing: clock, waits and number of attempts.
    """

    folder: Path
    offline: bool = False
    refresh: bool = False
    addresses: Mapping[str, str] = field(default_factory=dict)
    timing: Timing = field(default_factory=Timing)

    def __post_init__(self) -> None:
        self.answers = RawAnswers(self.folder)
        self._limit = RateLimit(self.folder, self.timing.clock, self.timing.sleep)
        self._started = self.now()
        self._session: httpx.Client | None = None

    def __enter__(self) -> HttpClient:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            self._session.close()
            self._session = None

    def now(self) -> datetime:
        """The moment, by this client's clock."""
        return datetime.fromtimestamp(self.timing.clock(), tz=UTC)

    def address(self, request: Request) -> str:
        """The whole address of a request."""
        variable, usual = ADDRESSES[request.service]
        base = self.addresses.get(request.service) or os.environ.get(variable) or usual
        query = f"?{request.query}" if request.query else ""
        return f"{base.rstrip('/')}{request.path}{query}"

    def kept(self, request: Request, max_age: timedelta | None = None) -> RawAnswer | None:
        """The answer in the cache, where there is one that is good enough; asks nobody."""
        oldest = None if max_age is None or self.offline else self.now() - max_age
        if self.refresh and not self.offline:
            oldest = self._started
        return self.answers.get(self._fingerprint(request), not_before=oldest)

    def forget(self, request: Request) -> None:
        """Drop the kept answer to a request, as one that turned out to be damaged."""
        self.answers.drop(self._fingerprint(request))

    def ask(self, request: Request, max_age: timedelta | None = None) -> RawAnswer:
        """The answer to a request, from the cache or from the source.

        Args:
            request: what to ask.
            max_age: how old an answer in the cache may be; ``None`` = any age. Offline, any age.

        Raises:
            SourceError: refused, failed after every attempt, or not in the cache while offline.
        """
        found = self.kept(request, max_age)
        if found is not None:
            return found
        if self.offline:
            fail(
                SourceError,
                "source.offline",
                address=self.address(request),
                method=request.method,
                command=f"nyegrep data fetch {request.dataset}".strip(),
            )
        answer = self._ask_until_answered(request)
        self.answers.put(answer)
        return answer

    def _fingerprint(self, request: Request) -> str:
        parts = [request.method, self.address(request), request.body, request.version]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def _ask_until_answered(self, request: Request) -> RawAnswer:
        """Try, wait, and try again; the waiting is done in the queue that all processes share."""
        timing = self.timing
        host = urlsplit(self.address(request)).netloc
        try:
            for attempt in stamina.retry_context(
                on=lambda error: 0.0 if isinstance(error, _PassingError) else False,
                attempts=timing.attempts,
                timeout=None,
                wait_initial=timing.wait_initial,
                wait_max=timing.wait_max,
                wait_jitter=0.0,
            ):
                with attempt:
                    try:
                        return self._ask_once(request, host)
                    except _PassingError as error:
                        if error.code == UNREACHABLE and attempt.num >= timing.attempts_unreachable:
                            raise SourceError(self._gave_up(request, error, attempt.num)) from error
                        wait = attempt.next_wait if error.wait is None else error.wait
                        self._limit.hold(host, wait)
                        raise
        except _PassingError as error:
            raise SourceError(self._gave_up(request, error, timing.attempts)) from error
        raise AssertionError("retrying ends with an answer or an error")

    def _gave_up(self, request: Request, error: _PassingError, attempts: int) -> Problem:
        address = self.address(request)
        facts = {"address": address, "reason": error.reason, "attempts": attempts}
        return Problem(error.code, facts)

    def _ask_once(self, request: Request, host: str) -> RawAnswer:
        with self._limit.turn(host):
            response = self._send(request)
            headers = {name.lower(): value for name, value in response.headers.items()}
            self._limit.learn(host, headers)
        if response.status_code != httpx.codes.OK:
            self._refused(request, response, headers, host)
        body = response.content
        try:
            json.loads(body)
        except ValueError as error:
            raise _PassingError("source.cut_off", str(error)) from error
        return RawAnswer(
            fingerprint=self._fingerprint(request),
            address=self.address(request),
            sent=request.body,
            status=response.status_code,
            headers={name: headers[name] for name in KEPT_HEADERS if name in headers},
            fetched=self.now(),
            body=body,
        )

    def _send(self, request: Request) -> httpx.Response:
        if self._session is None:
            self._session = httpx.Client(
                headers={"User-Agent": f"nyegrep/{VERSION}", "Accept": "application/json"},
                timeout=httpx.Timeout(self.timing.timeout, connect=min(20.0, self.timing.timeout)),
                follow_redirects=True,
            )
        headers = {"Content-Type": "application/json"} if request.body else {}
        try:
            return self._session.request(
                request.method,
                self.address(request),
                content=request.body or None,
                headers=headers,
            )
        except httpx.TimeoutException as error:
            reason = f"{type(error).__name__}, {self.timing.timeout:g} s"
            raise _PassingError("source.timed_out", reason) from error
        except (httpx.RemoteProtocolError, httpx.ReadError, httpx.DecodingError) as error:
            raise _PassingError("source.cut_off", str(error) or type(error).__name__) from error
        except httpx.HTTPError as error:
            reason = str(error) or type(error).__name__
            raise _PassingError(UNREACHABLE, reason) from error

    def _refused(
        self, request: Request, response: httpx.Response, headers: Mapping[str, str], host: str
    ) -> None:
        """Say why there is no answer; busy and broken sources are tried again, others are not."""
        status = response.status_code
        reason = f"{status} {_reason(response)}".strip()
        address = self.address(request)
        if status == httpx.codes.TOO_MANY_REQUESTS:
            wait = retry_after(headers, self.timing.clock())
            wait = self._limit.window(host) if wait is None else wait
            if wait > LONGEST_WAIT:
                fail(SourceError, "source.closed", address=address, seconds=round(wait))
            raise _PassingError("source.busy", reason, wait)
        if status >= httpx.codes.INTERNAL_SERVER_ERROR:
            wait = retry_after(headers, self.timing.clock())
            raise _PassingError("source.failed", reason, None if wait is None else min(wait, 600.0))
        if status == httpx.codes.NOT_FOUND:
            fail(SourceError, "source.not_found", address=address, reason=reason)
        fail(SourceError, "source.refused", address=address, reason=reason)


def _reason(response: httpx.Response) -> str:
    """What the source says is wrong: ``title`` of its error body, or the start of the text."""
    try:
        body = response.json()
    except ValueError:
        return " ".join(response.text.split())[:120] or response.reason_phrase
    if isinstance(body, dict):
        return str(body.get("title") or body.get("error") or body.get("message") or "")[:120]
    return ""
