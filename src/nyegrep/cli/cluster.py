"""The door to a cluster: a Dask scheduler elsewhere, as the executor that analyses know."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from typing import Any

from nyegrep.analyses.ensemble import SINGLE, Engine
from nyegrep.foundation.errors import InputError, SourceError, fail
from nyegrep.foundation.version import VERSION

SECONDS = 8
UNITS_PER_CORE = 2


@contextmanager
def engine_at(address: str | None) -> Iterator[Engine]:
    """This machine, or the cluster at an address, for as long as the block lasts.

    A worker that is lost costs time: the cluster does its units again elsewhere.

    Raises:
        InputError: what a cluster needs is not installed.
        SourceError: the cluster does not answer, has no workers or others than ours, or is lost.
    """
    if address is None:
        yield SINGLE
        return
    try:
        import distributed
        from distributed.comm.core import CommClosedError
    except ImportError:
        fail(InputError, "cluster.extra_missing")
    connect: Any = distributed.Client
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    try:
        client = connect(address, timeout=SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        fail(SourceError, "cluster.unreachable", address=address, reason=_first_line(error))
    try:
        cores = _ready(client, address)
        yield Engine(client.get_executor(pure=False), UNITS_PER_CORE * cores)
    except distributed.KilledWorker as error:
        fail(SourceError, "cluster.workers_lost", address=address, reason=_first_line(error))
    except (CancelledError, CommClosedError):
        fail(SourceError, "cluster.connection_lost", address=address)
    finally:
        client.close(timeout=SECONDS)


def version_here() -> str:
    """The version of the program where this is called."""
    return VERSION


def _ready(client: Any, address: str) -> int:
    """The number of cores, once there are workers and they have the same program."""
    try:
        client.wait_for_workers(1, timeout=SECONDS)
    except TimeoutError:
        fail(SourceError, "cluster.no_workers", address=address)
    found = client.run(version_here, on_error="return")
    strange = sorted({str(v) for v in found.values() if v != VERSION})
    if strange:
        fail(SourceError, "cluster.other_version", address=address, version=VERSION, found=strange)
    cores: int = sum(client.nthreads().values())
    return cores


def _first_line(error: BaseException) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
