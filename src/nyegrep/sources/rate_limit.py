"""How often a host may be asked, kept in a file so that all processes of a workspace share it.

Statistics Norway counts calls per IP address and tells the limit in its answers
(``x-ratelimit-policy: 40;w=60s``). Where nothing is told, 30 calls a minute is the limit.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import parsedate_to_datetime
from pathlib import Path

from filelock import FileLock

DEFAULT_CALLS = 30
DEFAULT_WINDOW = 60.0
LONGEST_HOLD = 3600.0
_POLICY = re.compile(r"(\d+)\s*;\s*w=(\d+)")


@dataclass
class _HostState:
    """Calls made to one host: when, how many are allowed in a window, and what is closed."""

    calls: int = DEFAULT_CALLS
    window: float = DEFAULT_WINDOW
    sent: list[float] = field(default_factory=list)
    not_before: float = 0.0

    def wait(self, now: float) -> float:
        """Seconds until the next call is allowed."""
        self.sent = [moment for moment in self.sent if now - self.window < moment <= now]
        longest = now + LONGEST_HOLD  # a clock that was set back must not close the host
        opens = self.not_before if self.not_before < longest else now
        if len(self.sent) >= self.calls:
            opens = max(opens, self.sent[-self.calls] + self.window)
        return max(0.0, opens - now)


class RateLimit:
    """Turns to ask a host: one at a time, and never more than its limit."""

    def __init__(
        self, folder: Path, clock: Callable[[], float], sleep: Callable[[float], None]
    ) -> None:
        """Keep the turns in ``folder``; ``clock`` gives seconds since 1970, ``sleep`` waits."""
        self._file = folder / "calls.json"
        self._lock = FileLock(folder / "calls.lock")
        self._clock = clock
        self._sleep = sleep

    @contextmanager
    def turn(self, host: str) -> Iterator[None]:
        """Wait for a turn, then hold it; no other process asks meanwhile."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._lock:
            state = self._read(host)
            while (seconds := state.wait(self._clock())) > 0:
                self._sleep(seconds)
            state.sent.append(self._clock())
            self._write(host, state)
            yield

    def learn(self, host: str, headers: Mapping[str, str]) -> None:
        """Take in what an answer says about the limit."""
        found = _POLICY.search(headers.get("x-ratelimit-policy", ""))
        spent = headers.get("x-ratelimit-remaining", "").strip() == "0"
        if not found and not spent:
            return
        with self._lock:
            state = self._read(host)
            if found and int(found[1]) > 0:
                state.calls, state.window = int(found[1]), float(found[2])
            if spent:
                state.not_before = self._clock() + state.window
            self._write(host, state)

    def hold(self, host: str, seconds: float) -> None:
        """Ask nothing for some seconds."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._lock:
            state = self._read(host)
            state.not_before = max(state.not_before, self._clock() + seconds)
            self._write(host, state)

    def window(self, host: str) -> float:
        """Seconds of the window that the host counts calls in."""
        return self._read(host).window

    def _read(self, host: str) -> _HostState:
        try:
            return _HostState(**json.loads(self._file.read_bytes())[host])
        except (OSError, ValueError, KeyError, TypeError):
            return _HostState()

    def _write(self, host: str, state: _HostState) -> None:
        try:
            hosts = json.loads(self._file.read_bytes())
        except (OSError, ValueError):
            hosts = {}
        hosts = hosts if isinstance(hosts, dict) else {}
        hosts[host] = vars(state)
        part = self._file.with_suffix(f".{os.getpid()}.part")
        part.write_text(json.dumps(hosts), encoding="utf-8")
        part.replace(self._file)


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds that ``Retry-After`` asks for: a number, or a date; ``None`` where it is absent."""
    text = headers.get("retry-after", "").strip()
    if not text:
        return None
    if text.isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, moment.timestamp() - now)
