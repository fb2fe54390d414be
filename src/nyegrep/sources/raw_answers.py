"""The answers of sources as they came, kept on disk with fingerprint and time.

An answer is found by the fingerprint of its request. Its body is stored under its own SHA-256 and
the entry that names it is put in place last, in one step, so that a program killed at any moment
leaves either the old answer or the new one. What is damaged counts as absent.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import tempfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class RawAnswer:
    """One answer of a source.

    Attributes:
        fingerprint: SHA-256 of the request.
        address: what was asked, as an address.
        sent: the body of the request, empty for GET.
        status: HTTP status.
        headers: the answer's headers, names in lower case.
        fetched: when.
        body: the answer as it came.
    """

    fingerprint: str
    address: str
    sent: str
    status: int
    headers: Mapping[str, str]
    fetched: datetime
    body: bytes

    @property
    def sha256(self) -> str:
        """SHA-256 of the body."""
        return hashlib.sha256(self.body).hexdigest()

    def decoded(self) -> Any:
        """The JSON document in the body."""
        return json.loads(self.body)


class RawAnswers:
    """A folder of answers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, fingerprint: str, *, not_before: datetime | None = None) -> RawAnswer | None:
        """The answer kept for a request; ``None`` where there is none, or it is too old or damaged.

        Args:
            fingerprint: SHA-256 of the request.
            not_before: the oldest that is good enough; without it any age is.
        """
        try:
            entry = json.loads(self._entry(fingerprint).read_bytes())
            fetched = datetime.fromisoformat(entry["fetched"])
            if not_before is not None and fetched < not_before:
                return None
            body = gzip.decompress(self._body(entry["sha256"]).read_bytes())
            answer = RawAnswer(
                fingerprint=fingerprint,
                address=entry["address"],
                sent=entry["sent"],
                status=entry["status"],
                headers=entry["headers"],
                fetched=fetched,
                body=body,
            )
        except (OSError, EOFError, ValueError, KeyError, TypeError, zlib.error):
            return None
        return answer if answer.sha256 == entry["sha256"] else None

    def put(self, answer: RawAnswer) -> None:
        """Keep an answer in place of any earlier one to the same request."""
        body = self._body(answer.sha256)
        if not self._whole(body, answer.sha256):
            _write(body, gzip.compress(answer.body, compresslevel=5, mtime=0))
        entry = {
            "address": answer.address,
            "sent": answer.sent,
            "status": answer.status,
            "headers": dict(answer.headers),
            "fetched": answer.fetched.isoformat(),
            "sha256": answer.sha256,
        }
        _write(self._entry(answer.fingerprint), json.dumps(entry, ensure_ascii=False).encode())

    def drop(self, fingerprint: str) -> None:
        """Forget the answer to a request."""
        self._entry(fingerprint).unlink(missing_ok=True)

    def _whole(self, path: Path, sha256: str) -> bool:
        try:
            return hashlib.sha256(gzip.decompress(path.read_bytes())).hexdigest() == sha256
        except (OSError, EOFError, ValueError, zlib.error):
            return False

    def _entry(self, fingerprint: str) -> Path:
        return self.folder / "requests" / fingerprint[:2] / f"{fingerprint}.json"

    def _body(self, sha256: str) -> Path:
        return self.folder / "bodies" / sha256[:2] / f"{sha256}.gz"


def _write(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
