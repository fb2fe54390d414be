"""The door to a cluster: a Dask scheduler elsewhere, as the executor that analyses know."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from typing import Any

from nyegrep.analyses.ensemble import SINGLE, Engine, program
from nyegrep.foundation.errors import InputError, NyegrepError, SourceError, fail

SECONDS = 5.0
UNITS_PER_CORE = 2


@contextmanager
def engine_at(address: str | None, seconds: float = SECONDS) -> Iterator[Engine]:
    """This machine, or the cluster at an address, for as long as the block lasts.

    A worker that is lost costs time: the cluster does its units again elsewhere.

    Args:
        address: of a Dask scheduler; ``None`` = this machine.
        seconds: how long to wait for the scheduler, and again for its workers.

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
        client = connect(address, timeout=seconds, set_as_default=False)
    except (OSError, ValueError) as error:
        fail(SourceError, "cluster.unreachable", address=address, reason=_first_line(error))
    try:
        cores = _ready(client, address, seconds)
        yield Engine(client.get_executor(pure=False), UNITS_PER_CORE * cores)
    except NyegrepError:
        raise
    except distributed.KilledWorker as error:
        fail(SourceError, "cluster.workers_lost", address=address, reason=_first_line(error))
    except Exception as error:
        # Where the connection breaks, futures end in errors of many kinds.
        if client.status == "running" and not isinstance(error, CancelledError | CommClosedError):
            raise
        fail(SourceError, "cluster.connection_lost", address=address)
    finally:
        client.close(timeout=seconds)


def program_here() -> str:
    """The program where this is called, which may be on a worker."""
    return program()


def _ready(client: Any, address: str, seconds: float) -> int:
    """The number of cores, once there are workers and they have the same program."""
    try:
        client.wait_for_workers(1, timeout=seconds)
    except TimeoutError:
        fail(SourceError, "cluster.no_workers", address=address)
    found = client.run(program_here, on_error="return")
    own = program()
    strange = sorted({str(other) for other in found.values() if other != own})
    if strange:
        fail(SourceError, "cluster.other_version", address=address, version=own, found=strange)
    cores: int = sum(client.nthreads().values())
    return cores


def _first_line(error: BaseException) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
